//! `blocking` drawn: the programs as lanes, each with the call it is in and for how long; the buffers between them
//! as tanks; three clients at one server, served in three ways.

mod lane;
mod pair;
mod service;
mod tank;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::exercise::blocking::{self, Chapter, Model, Part, chapter_of};
use crate::say;
use crate::say::Say;
use crate::ui::area::{draw_cut, draw_wrapped, take_bottom, take_top};

use super::scene::{Picture, Scene};
use super::verb::bench_layer;

bench_layer! {
    /// What one can do with it.
    "blocking", "blocking-title";
}

/// How it is shown.
pub(super) const PICTURE: Picture = Picture {
    name: "blocking",
    layer: Verb::LAYER,
    draw,
};

/// From this height on there is room between the rows.
const AIRY: u16 = 13;

fn draw(scene: &Scene<'_>, buf: &mut Buffer) {
    let part = Part::chosen(scene.session.choices());
    let shown = scene.journal.entries.iter().rev().find_map(chapter_of);
    let first = part.chapters().first().copied();
    let Some(chapter) = shown.or(first) else {
        return;
    };
    let mut area = scene.area;
    let title = take_top(&mut area, 1);
    draw_title(scene, part, chapter, title, buf);
    if area.height >= AIRY {
        take_top(&mut area, 1);
    }
    if part == Part::All && area.height >= AIRY && chapter != Chapter::Service {
        let room = take_bottom(&mut area, 3);
        draw_said(scene, chapter, room, buf);
    }
    match chapter {
        Chapter::Service => service::draw(scene, area, buf),
        Chapter::Deadlock
        | Chapter::Full
        | Chapter::Partial
        | Chapter::Timeout
        | Chapter::Nonblocking => pair::draw(scene, chapter, area, buf),
    }
}

/// What is shown; of the whole exercise: which of its lessons it is.
fn draw_title(scene: &Scene<'_>, part: Part, chapter: Chapter, area: Rect, buf: &mut Buffer) {
    let look = &scene.look;
    let name = look.say(&title(scene, part, chapter));
    let at = Chapter::ALL.iter().position(|one| *one == chapter);
    let text = match (part, at) {
        (Part::All, Some(at)) => {
            format!(
                "{}/{} {} {name}",
                at + 1,
                Chapter::ALL.len(),
                look.glyphs.dot
            )
        }
        _ => name,
    };
    draw_cut(&text, look.theme.strong, look.glyphs.cut, area, buf);
}

fn title(scene: &Scene<'_>, part: Part, chapter: Chapter) -> Say {
    match chapter {
        Chapter::Deadlock => say!("blocking-part-deadlock"),
        Chapter::Full => say!("blocking-part-full"),
        Chapter::Partial => say!("blocking-part-partial"),
        Chapter::Timeout => say!("blocking-part-timeout"),
        Chapter::Nonblocking => say!("blocking-part-nonblocking"),
        Chapter::Service => match blocking::service::latest(scene.journal) {
            Some(Model::Poll) => say!("blocking-view-poll"),
            Some(Model::Threads) => say!("blocking-view-threads"),
            Some(Model::Sequential) => say!("blocking-view-sequential"),
            None if part == Part::All => say!("blocking-view-sequential"),
            None => say!("blocking-view-clients"),
        },
    }
}

/// What this lesson has shown, as soon as it is known.
fn draw_said(scene: &Scene<'_>, chapter: Chapter, area: Rect, buf: &mut Buffer) {
    let look = &scene.look;
    if let Some(said) = blocking::said(chapter, scene.journal) {
        let said = [(look.say(&said), look.theme.text)];
        draw_wrapped(said, usize::from(area.height), look.glyphs.cut, area, buf);
    }
}
