//! `backlog` drawn: at the left the clients, each with its end's state; in the middle the queue before `accept`, with
//! the server's ends in it; at the right what the server has accepted.

mod motion;
mod paint;
mod pen;
mod rows;

use ratatui::buffer::Buffer;

use crate::exercise::Call;
use crate::exercise::backlog::Crowd;
use crate::msg::Key;

use super::scene::{Picture, Scene};
use super::verb::bench_layer;
use motion::Motion;

bench_layer! {
    /// What one can do with the queue.
    "backlog", "backlog-title";
    /// One more client.
    AddClient: "add-client" [Key::char('c')] "backlog-key-add" "backlog-key-add-short";
    /// One `accept`.
    Accept: "accept" [Key::char('a')] "backlog-key-accept" "backlog-key-accept-short";
}

/// How it is shown.
pub(super) const PICTURE: Picture = Picture {
    name: "backlog",
    layer: Verb::LAYER,
    draw,
};

fn draw(scene: &Scene<'_>, buf: &mut Buffer) {
    let area = scene.area.intersection(buf.area);
    if area.is_empty() {
        return;
    }
    let crowd = Crowd::at(scene.journal, scene.session.journal());
    let motion = Motion::of(scene, &crowd);
    let asked = scene.session.choices();
    let plan = rows::Plan {
        limit: crowd
            .limit
            .and_then(|limit| usize::try_from(limit).ok())
            .unwrap_or_else(|| asked.count("backlog")),
        to_come: asked.count("clients").saturating_sub(crowd.guests.len()),
        accept_waits: scene.journal.entries.iter().any(|entry| {
            matches!(entry.step.call, Call::Accept(_))
                && entry.waits.is_some()
                && entry.is_waiting()
        }),
    };
    let rows = rows::fitting(&crowd, &plan, usize::from(area.height) - 1);
    paint::Painter::new(scene, &crowd, motion, &plan).paint(&rows, area, buf);
}
