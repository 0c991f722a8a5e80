//! `handshake` drawn: to be written.

use ratatui::buffer::Buffer;

use super::scene::{Picture, Scene};
use super::verb::bench_layer;

bench_layer! {
    /// What one can do with it.
    "handshake", "handshake-title";
}

/// How it is shown.
pub(super) const PICTURE: Picture = Picture {
    name: "handshake",
    layer: Verb::LAYER,
    draw,
};

fn draw(_scene: &Scene<'_>, _buf: &mut Buffer) {}
