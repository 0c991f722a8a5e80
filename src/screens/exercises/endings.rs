//! `endings` drawn: the two ends with their states, what flies between them; below it how one conversation went, or
//! the table of all of them, a row for each ending.

mod flight;
mod ladder;
mod stage;
mod table;

use ratatui::buffer::Buffer;
use ratatui::style::Style;

use crate::exercise::endings::{AGAIN, End, Endings, LISTENER, State, Told};
use crate::exercise::{Call, Entry, TcpState, code};
use crate::say;
use crate::ui::area::take_top;
use crate::ui::fit;
use crate::ui::look::Look;

use super::scene::{Picture, Scene};
use super::verb::bench_layer;

bench_layer! {
    /// What one can do with it.
    "endings", "endings-title";
}

/// How it is shown.
pub(super) const PICTURE: Picture = Picture {
    name: "endings",
    layer: Verb::LAYER,
    draw,
};

/// From this height on a row stays free between the parts.
const ROOMY: u16 = 14;

fn draw(scene: &Scene<'_>, buf: &mut Buffer) {
    let exercise = Endings::new(scene.session.choices());
    let cases = exercise.cases(scene.journal);
    let mut area = scene.area;
    let gap = u16::from(area.height >= ROOMY);
    let top = take_top(&mut area, stage::HEIGHT + gap);
    let first = exercise.list().first().copied();
    stage::draw(scene, first, cases.last().copied(), top, buf);
    match exercise.list() {
        [_] => ladder::draw(scene, cases.first().copied(), area, buf),
        all => table::draw(scene, all, &cases, area, buf),
    }
}

/// A state in its words and its colour.
fn state(state: Option<State>, look: &Look<'_>) -> (String, Style) {
    let theme = look.theme;
    match state {
        None => (look.glyphs.nothing.to_owned(), theme.dim),
        Some(State::Unknown) => ("?".to_owned(), theme.unknown),
        Some(State::Gone) => (look.get("endings-gone"), theme.dim),
        Some(State::Tcp(state)) => {
            let style = match state {
                TcpState::Established => theme.good,
                TcpState::TimeWait => theme.warn,
                TcpState::Closed => theme.bad,
                TcpState::SynSent
                | TcpState::SynReceived
                | TcpState::FinWait1
                | TcpState::FinWait2
                | TcpState::CloseWait
                | TcpState::LastAck
                | TcpState::Listen
                | TcpState::Closing => theme.strong,
            };
            (state.name().to_owned(), style)
        }
    }
}

/// A state with how long TIME-WAIT still lasts there.
fn timed_state(
    of: Option<State>,
    end: End,
    time_wait: Option<(End, std::time::Duration)>,
    look: &Look<'_>,
) -> (String, Style) {
    let (text, style) = state(of, look);
    let left = time_wait.filter(|(at, _)| *at == end && of == Some(State::Tcp(TcpState::TimeWait)));
    match left {
        Some((_, left)) => {
            let seconds = u64::try_from(left.as_millis().div_ceil(1000)).unwrap_or(u64::MAX);
            let left = look.say(&say!("endings-left", seconds = seconds));
            (format!("{text} {left}"), style)
        }
        None => (text, style),
    }
}

/// What a call gave, and its colour: no byte at all is what one looks for.
fn told_style(told: &Told, look: &Look<'_>) -> Style {
    match told {
        Told::Waits => look.theme.warn,
        Told::Failed(errno) if errno == "EAGAIN" => look.theme.warn,
        Told::Failed(_) => look.theme.bad,
        Told::Gave(bytes, _) if bytes.is_empty() => look.theme.key,
        Told::Gave(..) | Told::Done => look.theme.good,
    }
}

/// A call with its result where it has one worth telling: `recv(1024) → b''`, `close()`. Where there is no room for
/// both the arguments are left out: the result is what counts.
fn called(entry: &Entry, room: usize, look: &Look<'_>) -> (String, Style) {
    let call = call(entry);
    let Some((result, style)) = result(entry, look) else {
        return (call, look.theme.text);
    };
    let whole = format!("{call} {result}");
    if fit::width(&whole) <= room {
        (whole, style)
    } else {
        (format!("{} {result}", code::name(&entry.step.call)), style)
    }
}

/// A call with its arguments: of an address the port says enough.
fn call(entry: &Entry) -> String {
    let call = match &entry.step.call {
        Call::Bind(to) | Call::Connect(to) => {
            format!("{}(:{})", code::name(&entry.step.call), to.port())
        }
        _ => code::call(&entry.step),
    };
    // Sockets beside the connection bear their names.
    if [AGAIN, LISTENER].contains(&entry.step.on) {
        format!("{}.{call}", entry.step.on)
    } else {
        call
    }
}

/// The result, where it is worth telling: `→ b''`.
fn result(entry: &Entry, look: &Look<'_>) -> Option<(String, Style)> {
    let told = Told::of(entry)?;
    let style = told_style(&told, look);
    let arrow = look.glyphs.right;
    let text = match told {
        Told::Waits => look.glyphs.cut.to_owned(),
        Told::Gave(bytes, _) => format!("{arrow} {}", code::literal(&bytes, 16)),
        Told::Failed(errno) => format!("{arrow} {errno}"),
        // How a server's second life begins is the point; elsewhere a 0 says nothing.
        Told::Done if entry.step.on == AGAIN => format!("{arrow} 0"),
        Told::Done if matches!(entry.step.call, Call::Get(_)) => {
            format!("{arrow} {}", entry.number()?)
        }
        Told::Done => return None,
    };
    Some((text, style))
}
