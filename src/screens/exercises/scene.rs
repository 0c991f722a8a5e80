//! What a picture is drawn from.

use ratatui::layout::Rect;

use crate::exercise::{Happening, Journal, Session};
use crate::keymap::Layer;
use crate::ui::look::Look;

/// An exercise as it is at one moment of its run, and where to draw it.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    /// The run: what was chosen, which exercise it is.
    pub session: &'a Session,
    /// What has happened up to this moment.
    pub journal: &'a Journal,
    /// What happens at this moment; `None`: nothing has happened.
    pub newest: Option<Happening>,
    /// How far that has moved, 0 to 1.
    pub phase: f64,
    /// Colours, symbols, words.
    pub look: Look<'a>,
    /// The cells to draw in.
    pub area: Rect,
}

/// How an exercise is shown.
#[derive(Debug)]
pub struct Picture {
    /// The exercise's name.
    pub name: &'static str,
    /// Its layer of keys, made by `bench_layer!`.
    pub layer: Layer,
    /// Draws it.
    pub draw: fn(&Scene<'_>, &mut ratatui::buffer::Buffer),
}
