//! How one conversation went, from top to bottom: what each end did at its side, the states it came to, and what
//! passed between them.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::exercise::endings::{AGAIN, Case, End, LISTENER, Moment, State, Told};
use crate::exercise::{Call, Entry, Happening, Role};
use crate::screens::exercises::scene::Scene;
use crate::ui::area::{draw_cut, draw_lines, take_bottom};
use crate::ui::fit;
use crate::ui::look::Look;

use super::flight::{self, Flight};

/// One row: at the left, between, at the right.
#[derive(Debug, Clone, Default)]
struct Rung {
    left: Option<(String, Style)>,
    middle: Option<Flight>,
    right: Option<(String, Style)>,
}

pub(super) fn draw(scene: &Scene<'_>, case: Option<Case<'_>>, mut area: Rect, buf: &mut Buffer) {
    let Some(case) = case else {
        outline(scene, area, buf);
        return;
    };
    if let Some(told) = case.told() {
        let foot = take_bottom(&mut area, 1);
        footer(&told, case, &scene.look, foot, buf);
    }
    let width = usize::from(area.width);
    let rungs = rungs(scene, case, width);
    let from = rungs.len().saturating_sub(usize::from(area.height));
    let lines: Vec<_> = rungs
        .iter()
        .skip(from)
        .map(|rung| line(rung, width, &scene.look))
        .collect();
    draw_lines(&lines, area, buf);
}

/// Before it has run: where what will stand.
fn outline(scene: &Scene<'_>, area: Rect, buf: &mut Buffer) {
    let look = &scene.look;
    let width = usize::from(area.width);
    let text = look.get("endings-outline");
    let rows = crate::ui::wrap::wrap(&text, width, 4, look.glyphs.cut);
    let lines: Vec<_> = rows
        .into_iter()
        .map(|row| Line::styled(row, look.theme.dim))
        .collect();
    draw_lines(&lines, area, buf);
}

/// What it all came to: the result in both languages.
fn footer(told: &Told, case: Case<'_>, look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let name = case
        .decisive()
        .map_or("", |entry| crate::exercise::code::name(&entry.step.call));
    let (text, style) = if case.waited() {
        let waits = look.get("exercise-waits");
        let then = match told {
            Told::Waits => String::new(),
            Told::Gave(..) | Told::Done | Told::Failed(_) => {
                format!(" {} {}", look.glyphs.right, told.python())
            }
        };
        (format!("{name}: {waits}{then}"), look.theme.warn)
    } else {
        let text = format!(
            "{name}: Python {} {} C {}",
            told.python(),
            look.glyphs.dot,
            told.c()
        );
        (text, super::told_style(told, look))
    };
    draw_cut(&text, style, look.glyphs.cut, area, buf);
}

/// Calls that are part of the story: what prepares sockets is not.
pub(super) fn is_told(entry: &Entry) -> bool {
    match entry.step.call {
        Call::Connect(_)
        | Call::Send(_)
        | Call::SendTo(..)
        | Call::Recv(_)
        | Call::RecvFrom(_)
        | Call::Shutdown(_)
        | Call::Set(_)
        | Call::Get(_) => true,
        Call::Bind(_) => entry.step.on == AGAIN,
        // The listening sockets end without anything passing.
        Call::Close => ![AGAIN, LISTENER].contains(&entry.step.on),
        _ => false,
    }
}

/// All rows up to the moment shown.
fn rungs(scene: &Scene<'_>, case: Case<'_>, width: usize) -> Vec<Rung> {
    let mut build = Build {
        room: columns(width).0.saturating_sub(1),
        scene,
        case,
        moments: case.moments(),
        frames: flight::has_frames(scene),
        rungs: Vec::new(),
        last: None,
    };
    for (_, happening) in scene.journal.happenings() {
        build.take(happening);
    }
    build.rungs
}

/// Makes the rows, one happening after the other.
struct Build<'a> {
    scene: &'a Scene<'a>,
    case: Case<'a>,
    moments: Vec<Moment>,
    /// Cells for a text at either side.
    room: usize,
    frames: bool,
    rungs: Vec<Rung>,
    /// The call in the last row, by its place.
    last: Option<usize>,
}

impl Build<'_> {
    fn take(&mut self, happening: Happening) {
        match happening {
            Happening::Began(at) => self.began(at),
            Happening::Ended(at) => self.ended(at),
            Happening::Waits(at) => self.waits(at),
            Happening::Frame(at) => {
                let seen = self.scene.journal.frames.get(at);
                let flight =
                    seen.and_then(|seen| flight::of_frame(seen, self.case, &self.scene.look));
                if let Some(flight) = flight {
                    self.push(Rung {
                        middle: Some(flight),
                        ..Rung::default()
                    });
                }
            }
        }
    }

    fn push(&mut self, rung: Rung) {
        self.rungs.push(rung);
        self.last = None;
    }

    fn entry(&self, at: usize) -> Option<&Entry> {
        self.case.entries.get(at.checked_sub(self.case.from)?)
    }

    /// A call: its row.
    fn began(&mut self, at: usize) {
        let look = &self.scene.look;
        let Some(entry) = self.entry(at).filter(|entry| is_told(entry)) else {
            return;
        };
        let rung = side(entry, (super::call(entry), look.theme.text));
        self.push(rung);
        self.last = Some(at);
    }

    /// It waits: a mark behind it.
    fn waits(&mut self, at: usize) {
        let look = &self.scene.look;
        let Some(entry) = self.entry(at).filter(|_| self.last == Some(at)) else {
            return;
        };
        let text = format!("{} {}", super::call(entry), look.get("exercise-waits"));
        let rung = side(entry, (text, look.theme.warn));
        self.rungs.pop();
        self.push(rung);
    }

    /// Its result stands beside it, or in a row of its own where something happened in between; then the states.
    fn ended(&mut self, at: usize) {
        let Some(entry) = self.entry(at) else { return };
        let look = &self.scene.look;
        if is_told(entry) {
            if self.last == Some(at) {
                let mut rung = side(entry, super::called(entry, self.room, look));
                if !self.frames {
                    rung.middle = flight::of_call(entry, self.case, look);
                }
                self.rungs.pop();
                self.rungs.push(rung);
            } else if let Some(result) = super::result(entry, look) {
                let rung = side(entry, result);
                self.push(rung);
            }
        }
        let place = at.saturating_sub(self.case.from);
        let moment = |place: Option<usize>| {
            let found = place.and_then(|place| self.moments.get(place));
            found.copied().unwrap_or_default()
        };
        let (before, now) = (moment(place.checked_sub(1)), moment(Some(place)));
        if let Some(rung) = change(before, now, look) {
            self.push(rung);
        }
    }
}

/// A text at the side of who makes the call.
fn side(entry: &Entry, text: (String, Style)) -> Rung {
    match entry.step.who.role {
        Role::Server | Role::Local => Rung {
            right: Some(text),
            ..Rung::default()
        },
        Role::Client | Role::Lab => Rung {
            left: Some(text),
            ..Rung::default()
        },
    }
}

/// The states that are new.
fn change(before: Moment, now: Moment, look: &Look<'_>) -> Option<Rung> {
    let worded = |old: Option<State>, new: Option<State>, end: End| {
        let known = new.is_some() && new != Some(State::Unknown);
        (new != old && known).then(|| {
            let (text, style) = super::timed_state(new, end, now.time_wait, look);
            (format!("{} {text}", look.glyphs.pointer), style)
        })
    };
    let rung = Rung {
        left: worded(before.near, now.near, End::Near),
        middle: None,
        right: worded(before.far, now.far, End::Far),
    };
    (rung.left.is_some() || rung.right.is_some()).then_some(rung)
}

/// Cells of either side, and of what is between.
fn columns(width: usize) -> (usize, usize) {
    let middle = (width / 5).clamp(10, 30).min(width);
    (width.saturating_sub(middle) / 2, middle)
}

fn line(rung: &Rung, width: usize, look: &Look<'_>) -> Line<'static> {
    let (side, middle) = columns(width);
    let cell = |text: &Option<(String, Style)>| {
        let (text, style) = text.clone().unwrap_or_default();
        (
            fit::cut(&text, side.saturating_sub(1), look.glyphs.cut),
            style,
        )
    };
    let (left, left_style) = cell(&rung.left);
    let (right, right_style) = cell(&rung.right);
    let (between, between_style) = match &rung.middle {
        Some(flight) => (arrow(flight, middle, look), flight.style),
        None => (" ".repeat(middle), Style::default()),
    };
    Line::from(vec![
        Span::styled(fit::left(&left, side), left_style),
        Span::styled(between, between_style),
        Span::raw(" "),
        Span::styled(right, right_style),
    ])
}

/// An arrow with its label in the middle, across `room` cells.
fn arrow(flight: &Flight, room: usize, look: &Look<'_>) -> String {
    let glyphs = look.glyphs;
    let label = fit::cut(
        &format!(" {} ", flight.label),
        room.saturating_sub(2),
        glyphs.cut,
    );
    let line = room.saturating_sub(fit::width(&label) + 1);
    let (before, after) = (line / 2, line - line / 2);
    let head = if flight.lost {
        glyphs.refused()
    } else {
        glyphs.right
    };
    match flight.to {
        End::Far => format!(
            "{}{label}{}{head}",
            glyphs.empty.repeat(before),
            glyphs.empty.repeat(after)
        ),
        End::Near => format!(
            "{}{}{label}{}",
            glyphs.left,
            glyphs.empty.repeat(before),
            glyphs.empty.repeat(after)
        ),
    }
}
