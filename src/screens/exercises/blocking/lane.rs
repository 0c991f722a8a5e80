//! A program as a lane: its name, the call it is in, for how long it has waited there.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget as _;

use crate::clock::Time;
use crate::exercise::{Actor, Call, Entry, Role, Step, Value, code};
use crate::screens::exercises::scene::Scene;
use crate::ui::fit;

/// Cells of the column of names.
const NAME: usize = 9;
/// Cells of the column that says for how long.
const TIME: usize = 8;
/// A bar is full after this many seconds.
const WHOLE: f64 = 0.6;
/// A call that took longer than this many seconds has waited.
const WAITED: f64 = 0.02;
/// Bytes of a message that are written out.
const SHORT: usize = 8;

/// A lane to be drawn.
#[derive(Debug, Clone)]
pub(super) struct Lane<'a> {
    /// Whose.
    pub(super) who: Actor,
    /// Its newest call; `None`: it has made none.
    pub(super) entry: Option<&'a Entry>,
    /// What stands behind the name: what lies there for the server.
    pub(super) letter: Option<String>,
    /// The message that says why it makes none.
    pub(super) idle: Option<&'static str>,
}

/// The time that is shown: between what happened last and what was before, while that moves.
pub(super) fn now(scene: &Scene<'_>) -> Time {
    let happenings = scene.journal.happenings();
    let mut times = happenings.iter().rev().map(|(time, _)| *time);
    let last = times.next().unwrap_or_default();
    let before = times.next().unwrap_or(last);
    let span = last.since(before).as_secs_f64() * (1.0 - scene.phase.clamp(0.0, 1.0));
    Time(last.0 - (span * 1e9) as i64)
}

/// Draws a lane in one row.
pub(super) fn draw(scene: &Scene<'_>, lane: &Lane<'_>, now: Time, area: Rect, buf: &mut Buffer) {
    if area.is_empty() {
        return;
    }
    let (look, width) = (&scene.look, usize::from(area.width));
    let mut spans = vec![name(scene, lane.who)];
    if let Some(letter) = &lane.letter {
        spans.push(Span::styled(format!("{letter} "), look.theme.layer(4)));
    }
    let used: usize = spans.iter().map(Span::width).sum();
    let rest = width.saturating_sub(used);
    let called = (rest / 2).clamp(rest.min(20), 44);
    if let Some(entry) = lane.entry {
        spans.extend(call(scene, entry, called));
        spans.extend(waiting(scene, entry, now, rest.saturating_sub(called)));
    } else {
        let idle = lane.idle.map(|idle| look.get(idle));
        let idle = idle.unwrap_or_else(|| look.glyphs.nothing.to_owned());
        spans.push(Span::styled(idle, look.theme.dim));
    }
    let mut line = Line::from(spans);
    fit::cut_line(&mut line, width, look.glyphs.cut);
    line.render(Rect { height: 1, ..area }, buf);
}

fn name(scene: &Scene<'_>, who: Actor) -> Span<'static> {
    let look = &scene.look;
    let (name, style) = match who.role {
        Role::Server => ("exercise-server", look.theme.peer),
        Role::Local => ("exercise-local", look.theme.peer),
        Role::Client => ("exercise-client", look.theme.you),
        Role::Lab => ("exercise-lab", look.theme.dim),
    };
    let mut text = look.get(name);
    if who.number > 0 {
        text = format!("{text} {}", who.number);
    }
    let text = fit::cut(&text, NAME - 1, look.glyphs.cut);
    Span::styled(fit::left(&text, NAME), style)
}

/// The call and what it returned, in exactly `room` cells.
fn call(scene: &Scene<'_>, entry: &Entry, room: usize) -> Vec<Span<'static>> {
    let look = &scene.look;
    let called = short(&entry.step);
    let (result, style) = match (entry.errno(), entry.value()) {
        (Some(errno), _) => (errno.name.clone(), look.theme.warn),
        (None, Some(value)) => (returned(&entry.step.call, value), look.theme.good),
        (None, None) => (String::new(), look.theme.text),
    };
    let arrow = if result.is_empty() {
        String::new()
    } else {
        format!(" {} ", look.glyphs.right)
    };
    let behind = fit::width(&arrow) + fit::width(&result);
    let left = room.saturating_sub(behind + 1);
    let own = if fit::width(&called) > left {
        // Its name says more than the beginning of its arguments.
        let name = format!("{}({})", code::name(&entry.step.call), look.glyphs.cut);
        fit::cut(&name, left, look.glyphs.cut)
    } else {
        called
    };
    let weight = if entry.is_waiting() {
        look.theme.strong
    } else {
        look.theme.text
    };
    let pad = room.saturating_sub(fit::width(&own) + behind);
    vec![
        Span::styled(own, weight),
        Span::styled(arrow, look.theme.dim),
        Span::styled(result, style),
        Span::raw(" ".repeat(pad)),
    ]
}

/// The bar of a call that waits, or has; how long.
fn waiting(scene: &Scene<'_>, entry: &Entry, now: Time, room: usize) -> Vec<Span<'static>> {
    let look = &scene.look;
    let Some(began) = entry.began else {
        return Vec::new();
    };
    let end = entry.ended.as_ref().map_or(now, |ended| ended.at.min(now));
    let seconds = end.since(began).as_secs_f64();
    if seconds < WAITED {
        return Vec::new();
    }
    let style = if entry.is_waiting() {
        look.theme.warn
    } else {
        look.theme.dim
    };
    let cells = room.saturating_sub(TIME);
    let filled = ((seconds / WHOLE).min(1.0) * cells as f64).round() as usize;
    vec![
        Span::styled(look.glyphs.full.repeat(filled), style),
        Span::styled(format!(" {seconds:.2} s"), style),
    ]
}

/// The call with little behind it: `send(262144)`. Of a server with several clients, on whose socket.
fn short(step: &Step) -> String {
    let called = sized(&step.call).unwrap_or_else(|| code::call(step));
    if step.who.role == Role::Server && step.on.number > 0 {
        format!("{}.{called}", step.on)
    } else {
        called
    }
}

/// A call whose arguments are long, by what matters of them.
fn sized(call: &Call) -> Option<String> {
    if let Call::Send(bytes) | Call::SendAll(bytes) = call {
        let long = bytes.len() > SHORT;
        return long.then(|| format!("{}({})", code::name(call), bytes.len()));
    }
    if let Call::Poll(watched, _) = call {
        let names: Vec<_> = watched.iter().map(|(sock, _)| sock.to_string()).collect();
        return Some(format!("poll({})", names.join(", ")));
    }
    if let Call::RecvWhole(most) = call {
        return Some(format!("recv({most})"));
    }
    None
}

/// What it returned, in a few cells.
fn returned(call: &Call, value: &Value) -> String {
    if let Call::Accept(made) = call {
        return made.to_string();
    }
    if let Value::Sent(bytes, _) = value {
        return bytes.to_string();
    }
    if let Value::Data(received) = value
        && received.bytes.len() > SHORT
    {
        return fit::bytes(received.bytes.len() as u64);
    }
    code::value(value)
}

/// A style for what is quiet until something is there.
pub(super) const fn quiet(there: bool, loud: Style, dim: Style) -> Style {
    if there { loud } else { dim }
}
