//! `backlog` drawn: the clients, each with the kernel's state; the queue before `accept`; the server.

use ratatui::buffer::Buffer;

use crate::msg::Key;

use super::scene::{Picture, Scene};
use super::verb::bench_layer;

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
    let rows = scene.journal.looked().unwrap_or_default();
    for (y, row) in (scene.area.y..scene.area.bottom()).zip(rows) {
        let state = row.state.map_or("?", |state| state.name());
        buf.set_string(scene.area.x, y, state, scene.look.theme.text);
    }
}
