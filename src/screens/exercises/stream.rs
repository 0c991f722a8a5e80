//! `stream` drawn: two rulers of bytes on one scale, what was sent above what was received, the kernel's row of unread
//! bytes between them; what the reader's program makes of it; the same over UDP.

mod chunks;
mod rows;
mod ruler;
#[cfg(test)]
mod tests;

use ratatui::buffer::Buffer;

use crate::msg::Key;

use super::scene::{Picture, Scene};
use super::verb::bench_layer;

bench_layer! {
    /// What one can do with the stream.
    "stream", "stream-title";
    /// One more send.
    Send: "send" [Key::char('n')] "stream-key-send" "stream-key-send-short";
    /// One more recv.
    Recv: "recv" [Key::char('v')] "stream-key-recv" "stream-key-recv-short";
}

/// How it is shown.
pub(super) const PICTURE: Picture = Picture {
    name: "stream",
    layer: Verb::LAYER,
    draw,
};

fn draw(scene: &Scene<'_>, buf: &mut Buffer) {
    if scene.area.is_empty() {
        return;
    }
    rows::View::of(scene).draw(buf);
}
