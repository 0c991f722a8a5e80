//! `stream` drawn: to be written.

use ratatui::buffer::Buffer;

use super::scene::{Picture, Scene};
use super::verb::bench_layer;

bench_layer! {
    /// What one can do with it.
    "stream", "stream-title";
}

/// How it is shown.
pub(super) const PICTURE: Picture = Picture {
    name: "stream",
    layer: Verb::LAYER,
    draw,
};

fn draw(_scene: &Scene<'_>, _buf: &mut Buffer) {}
