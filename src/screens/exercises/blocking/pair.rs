//! A client and a server on one connection.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::exercise::blocking::filled::{self, Level};
use crate::exercise::blocking::{Chapter, Pair, entries};
use crate::exercise::call::{Ask, How};
use crate::exercise::{Actor, Call, Entry, Happening, Journal, Role};
use crate::say;
use crate::screens::exercises::scene::Scene;
use crate::ui::area::{draw_cut, take_top};
use crate::ui::fit;

use super::lane::{self, Lane};
use super::tank::{self, Tank};

/// From this height on rows stand further apart.
const ROOMY: u16 = 28;

/// Draws what both ends do, with the buffers that matter between them.
pub(super) fn draw(scene: &Scene<'_>, chapter: Chapter, mut area: Rect, buf: &mut Buffer) {
    let pair = Pair::of(chapter);
    let tanks = tanks(scene, chapter, pair);
    let window = chapter == Chapter::Full || chapter == Chapter::Partial;
    // Two lanes, what stands between the tanks, a gap below each.
    let rows = tanks.len() as u16;
    let airy = area.height >= 4 + rows * 3;
    let gap = u16::from(airy) + u16::from(area.height >= ROOMY);
    let fixed = 2 + u16::from(window) + gap * (rows + 2);
    let height = (area.height.saturating_sub(fixed) / rows.max(1)).clamp(1, 6);
    let now = lane::now(scene);
    let ends = [Role::Client, Role::Server].map(|role| Lane {
        who: Actor::of(role, 0),
        entry: newest(scene.journal, chapter, role),
        letter: None,
        idle: None,
    });
    lane::draw(scene, &ends[0], now, take_top(&mut area, 1), buf);
    take_top(&mut area, gap);
    for (at, one) in tanks.iter().enumerate() {
        if at > 0 && window {
            draw_window(scene, pair, take_top(&mut area, 1), buf);
        }
        tank::draw(scene, one, take_top(&mut area, height), buf);
        take_top(&mut area, gap);
    }
    lane::draw(scene, &ends[1], now, take_top(&mut area, 1), buf);
    take_top(&mut area, gap);
    draw_figures(scene, chapter, area, buf);
}

/// The newest call of this lesson by such a program.
fn newest(journal: &Journal, chapter: Chapter, role: Role) -> Option<&Entry> {
    entries(journal, chapter)
        .filter(|entry| entry.step.who.role == role)
        .last()
}

/// The journal as it was before what happens now.
fn before(scene: &Scene<'_>) -> Option<Journal> {
    let Some(Happening::Ended(at)) = scene.newest.filter(|_| scene.phase < 1.0) else {
        return None;
    };
    let mut journal = scene.journal.clone();
    journal.entries.get_mut(at)?.ended = None;
    Some(journal)
}

fn tanks(scene: &Scene<'_>, chapter: Chapter, pair: Pair) -> Vec<Tank> {
    let journal = scene.journal;
    let before = before(scene);
    let before = before.as_ref().unwrap_or(journal);
    let there = |journal: &Journal| filled::level(journal, pair.near, pair.far);
    let back = |journal: &Journal| filled::level(journal, pair.far, pair.near);
    let tank = |name, level: fn(Level) -> i64, of: &dyn Fn(&Journal) -> Level| Tank {
        name,
        before: level(of(before)),
        level: level(of(journal)),
        room: None,
        full: false,
        note: None,
    };
    let send = tank("blocking-send-buffer", |level| level.send, &there);
    let receive = tank("blocking-receive-buffer", |level| level.receive, &there);
    let own = tank("blocking-receive-buffer", |level| level.receive, &back);
    match chapter {
        Chapter::Full | Chapter::Partial => {
            let full = filled::is_full(journal, pair);
            let room = |ask| told(journal, chapter, ask);
            vec![
                Tank {
                    room: room(Ask::SendBuffer),
                    full,
                    ..send
                },
                Tank {
                    room: room(Ask::ReceiveBuffer),
                    full,
                    ..receive
                },
            ]
        }
        Chapter::Deadlock => vec![
            Tank {
                note: ended(journal, pair.far).then_some("FIN"),
                ..own
            },
            Tank {
                note: ended(journal, pair.near).then_some("FIN"),
                ..receive
            },
        ],
        Chapter::Timeout | Chapter::Nonblocking | Chapter::Service => vec![own],
    }
}

/// Was this end's sending side ended?
fn ended(journal: &Journal, sock: crate::exercise::Sock) -> bool {
    journal.on(sock).any(|entry| {
        let ends = matches!(entry.step.call, Call::Shutdown(How::Write) | Call::Close);
        ends && entry.succeeded()
    })
}

/// What the kernel told last of a buffer's size.
fn told(journal: &Journal, chapter: Chapter, ask: Ask) -> Option<i64> {
    entries(journal, chapter)
        .filter(|entry| entry.step.call == Call::Get(ask))
        .filter_map(Entry::number)
        .last()
}

/// The window that the receiver told last.
fn draw_window(scene: &Scene<'_>, pair: Pair, area: Rect, buf: &mut Buffer) {
    let look = &scene.look;
    let window = scene.journal.tcp(pair.near).and_then(|tcp| tcp.peer_window);
    let (text, style) = match window {
        Some(0) => (
            format!(
                "{} {}",
                look.glyphs.refused(),
                look.say(&say!("blocking-window-shut"))
            ),
            look.theme.bad,
        ),
        Some(open) => {
            let open = say!("blocking-window-open", bytes = fit::bytes(open.into()));
            (
                format!("{} {}", look.glyphs.down, look.say(&open)),
                look.theme.dim,
            )
        }
        None => (look.glyphs.down.to_owned(), look.theme.dim),
    };
    let inside = Rect {
        x: area.x + 17.min(area.width),
        width: area.width.saturating_sub(17),
        ..area
    };
    draw_cut(&text, style, look.glyphs.cut, inside, buf);
}

/// The lesson's figures, as they become known.
fn draw_figures(scene: &Scene<'_>, chapter: Chapter, mut area: Rect, buf: &mut Buffer) {
    let look = &scene.look;
    let journal = scene.journal;
    let said = match chapter {
        Chapter::Full => {
            filled::Filled::of(journal).map(|found| match (found.unacknowledged, found.unread) {
                (Some(unacknowledged), Some(unread)) => say!(
                    "blocking-sum",
                    fitted = found.fitted,
                    unacknowledged = unacknowledged,
                    unread = unread
                ),
                _ => say!("blocking-taken", bytes = found.fitted, sends = found.sends),
            })
        }
        Chapter::Partial => filled::Partly::of(journal)
            .map(|found| say!("blocking-took-of", taken = found.taken, asked = found.asked)),
        Chapter::Deadlock | Chapter::Timeout | Chapter::Nonblocking | Chapter::Service => None,
    };
    if let Some(said) = said {
        let row = take_top(&mut area, 1);
        draw_cut(
            &look.say(&said),
            look.theme.strong,
            look.glyphs.cut,
            row,
            buf,
        );
    }
}
