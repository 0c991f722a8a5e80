//! The two ends as they are now: their states, what they do, what is under way between them.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::exercise::endings::{
    CLIENT, Case, End, Ending, Moment, RECEIVER, SENDER, SERVED, State,
};
use crate::exercise::{Actor, Entry, Role, TcpState};
use crate::screens::exercises::scene::Scene;
use crate::ui::fit;
use crate::ui::look::Look;

use super::flight::{self, Flight};

/// Rows it takes.
pub(super) const HEIGHT: u16 = 3;

/// A row of the picture, filled from both ends.
struct Row<'a> {
    area: Rect,
    look: &'a Look<'a>,
}

impl Row<'_> {
    /// Cells that one of two texts may take.
    fn half(&self) -> usize {
        usize::from(self.area.width).saturating_sub(2) / 2
    }

    fn left(&self, text: &str, style: Style, room: usize, buf: &mut Buffer) -> usize {
        let text = fit::cut(text, room, self.look.glyphs.cut);
        self.put(0, &text, style, buf);
        fit::width(&text)
    }

    fn right(&self, text: &str, style: Style, room: usize, buf: &mut Buffer) -> usize {
        let text = fit::cut(text, room, self.look.glyphs.cut);
        let at = usize::from(self.area.width).saturating_sub(fit::width(&text));
        self.put(at, &text, style, buf);
        fit::width(&text)
    }

    fn put(&self, at: usize, text: &str, style: Style, buf: &mut Buffer) {
        let width = usize::from(self.area.width);
        if self.area.height == 0 || at >= width {
            return;
        }
        let x = self.area.x + u16::try_from(at).unwrap_or(u16::MAX);
        buf.set_stringn(x, self.area.y, text, width - at, style);
    }
}

pub(super) fn draw(
    scene: &Scene<'_>,
    first: Option<Ending>,
    case: Option<Case<'_>>,
    area: Rect,
    buf: &mut Buffer,
) {
    let look = &scene.look;
    let row = |at: u16| Row {
        area: Rect {
            y: area.y + at.min(area.height),
            height: u16::from(at < area.height),
            ..area
        },
        look,
    };
    let did = case.map(|case| case.ending).or(first);
    heading(&row(0), did, buf);
    let moment = case.map(Case::now).unwrap_or_default();
    let udp = did.is_some_and(Ending::is_udp);
    let flying = case.and_then(|case| flight::now(scene, case));
    let ends = ends(moment, udp, look);
    wire(&row(1), scene.phase, moment, ends, flying, buf);
    if let Some(case) = case {
        doing(&row(2), case, scene, buf);
    }
}

/// Who is at which end, and what happens.
fn heading(row: &Row<'_>, did: Option<Ending>, buf: &mut Buffer) {
    let look = row.look;
    let left = row.left(
        &look.get("exercise-client"),
        look.theme.you,
        row.half(),
        buf,
    );
    let right = row.right(
        &look.get("exercise-server"),
        look.theme.peer,
        row.half(),
        buf,
    );
    let width = usize::from(row.area.width);
    let room = width.saturating_sub(left + right + 2);
    let Some(did) = did else { return };
    let did = fit::cut(&look.get(did.did()), room, look.glyphs.cut);
    let middle = width.saturating_sub(fit::width(&did)) / 2;
    let last = width.saturating_sub(right + 1 + fit::width(&did));
    row.put(middle.min(last).max(left + 1), &did, look.theme.strong, buf);
}

/// The words for both ends.
fn ends(moment: Moment, udp: bool, look: &Look<'_>) -> [(String, Style); 2] {
    if udp {
        return [
            (look.get("endings-udp"), look.theme.dim),
            ("UDP".to_owned(), look.theme.dim),
        ];
    }
    [
        super::timed_state(moment.near, End::Near, moment.time_wait, look),
        super::timed_state(moment.far, End::Far, moment.time_wait, look),
    ]
}

/// The states, the wire between them, and what is under way on it.
fn wire(
    row: &Row<'_>,
    phase: f64,
    moment: Moment,
    [near, far]: [(String, Style); 2],
    flying: Option<Flight>,
    buf: &mut Buffer,
) {
    let look = row.look;
    let left = row.left(&near.0, near.1, row.half(), buf) + 1;
    let right = row.right(&far.0, far.1, row.half(), buf) + 1;
    let room = usize::from(row.area.width).saturating_sub(left + right);
    let over = |state| {
        matches!(
            state,
            None | Some(State::Gone | State::Tcp(TcpState::Closed | TcpState::TimeWait))
        )
    };
    let open = !(over(moment.near) && over(moment.far));
    let mark = if open {
        look.glyphs.empty
    } else {
        look.glyphs.sent
    };
    row.put(left, &mark.repeat(room), look.theme.border, buf);
    let Some(flight) = flying else { return };
    let (label, way) = worded(&flight, phase, look);
    let label = fit::cut(&label, room, look.glyphs.cut);
    let free = room.saturating_sub(fit::width(&label));
    let gone = (free as f64 * way).round() as usize;
    let at = match flight.to {
        End::Far => left + gone.min(free),
        End::Near => left + free.saturating_sub(gone),
    };
    row.put(at, &label, flight.style, buf);
}

/// The label with its arrow, and how far it has come: what is thrown away gets nearly there.
fn worded(flight: &Flight, phase: f64, look: &Look<'_>) -> (String, f64) {
    if flight.lost && phase >= 1.0 {
        let lost = look.get("endings-lost");
        return (
            format!(" {} {} {lost} ", flight.label, look.glyphs.refused()),
            1.0,
        );
    }
    let label = match flight.to {
        End::Far => format!(" {} {}", flight.label, look.glyphs.right),
        End::Near => format!("{} {} ", look.glyphs.left, flight.label),
    };
    (label, phase)
}

/// What each of the two does, or did last.
fn doing(row: &Row<'_>, case: Case<'_>, scene: &Scene<'_>, buf: &mut Buffer) {
    let last = |who: Actor| {
        let mut own = case.entries.iter().rev();
        own.find(|entry| entry.step.who == who && is_told(entry))
    };
    let newest = case.entries.iter().rev().find(|entry| is_told(entry));
    let look = &scene.look;
    let put = |who: Actor, buf: &mut Buffer| {
        let Some(entry) = last(who) else { return };
        let (text, style) = super::called(entry, row.half(), look);
        let style = if newest.map(|newest| newest.id) == Some(entry.id) {
            style
        } else {
            look.theme.dim
        };
        match who.role {
            Role::Server | Role::Local => row.right(&text, style, row.half(), buf),
            Role::Client | Role::Lab => row.left(&text, style, row.half(), buf),
        };
    };
    put(Actor::CLIENT, buf);
    put(Actor::SERVER, buf);
}

/// Calls on the sockets at the two ends are told; what prepares them is not.
fn is_told(entry: &Entry) -> bool {
    super::ladder::is_told(entry)
        || [CLIENT, SERVED, SENDER, RECEIVER].contains(&entry.step.on) && entry.errno().is_some()
}
