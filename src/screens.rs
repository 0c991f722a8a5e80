//! The screens: what a student looks at and works with, one folder each, all by one contract.
//!
//! A screen holds ids and cursors, never frames. It draws from `&self` and a [`World`] into the area it
//! is given and does no I/O. Whatever happens to it (a verb of its layer of keys, a movement, a key while
//! a line is written, a paste, a click, an event) is answered with an [`Answer`]: whether it was the
//! screen's matter, and what it wishes of the program. What lies over a screen (a ladder, an opened frame)
//! is a screen by the same contract.
//!
//! To add one: its folder, its line in [`table`], its words.

#![deny(clippy::wildcard_enum_match_arm)]

pub mod answer;
pub mod chat;
pub mod encap;
pub mod exercises;
pub mod interfaces;
pub mod keys;
pub mod line;
pub mod packets;
pub mod table;
pub mod world;

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::keymap::{Action, Layer, Move, VerbId};
use crate::msg::{Event, Key};

pub use answer::{Answer, Copied, Shown, Turn, Wish};
pub use table::{Arrangement, ScreenId, Screens, View};
pub use world::{KnownHosts, Records, World};

/// What stands on a screen's upper border: its name and what it shows at the left, its state at the right.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Title {
    /// Its name and what it shows.
    pub name: String,
    /// Its state; empty: nothing to say.
    pub status: String,
}

/// A part of the help that is no key: signs, commands, examples.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The message over it.
    pub title: &'static str,
    /// What is explained, and the message that explains it; empty: it speaks for itself.
    pub rows: Vec<(String, &'static str)>,
}

/// Something beyond a screen's verbs that the palette finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Find {
    /// What it is called, the same in every language; empty: it has no such name.
    pub word: String,
    /// The message that says what it is.
    pub name: &'static str,
    /// What choosing it leads to.
    pub wish: Wish,
}

/// What the footer offers while a line is written, with the message that names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offer {
    /// A key of the line itself: these are the same whatever is bound.
    Line(Key, &'static str),
    /// What the line leaves to the keys that are bound.
    Bound(Action, &'static str),
}

/// A screen, or what lies over one.
pub trait Screen: std::fmt::Debug {
    /// Its own verbs and their keys.
    fn layer(&self) -> &'static Layer;

    /// What stands on its border.
    fn title(&self, world: &World<'_>) -> Title;

    /// The message that says what it is for, in a sentence.
    fn about(&self) -> &'static str;

    /// What help says beside its keys.
    fn help(&self, _world: &World<'_>) -> Vec<Section> {
        Vec::new()
    }

    /// The message that offers a verb in the footer as things are now; `None`: it is not worth a place.
    fn hint(&self, verb: VerbId, _world: &World<'_>) -> Option<&'static str> {
        self.layer().short(verb)
    }

    /// What lies over it and has the focus in its place.
    fn over(&self) -> Option<&dyn Screen> {
        None
    }

    /// The same, to be changed.
    fn over_mut(&mut self) -> Option<&mut dyn Screen> {
        None
    }

    /// Closes whatever lies over it: one of its own verbs is asked for.
    fn uncover(&mut self) {}

    /// A line takes the keys: what the footer offers meanwhile. `None`: none does.
    fn writes(&self) -> Option<&'static [Offer]> {
        None
    }

    /// When it wants to be drawn next though nothing happens, on the loop's own clock.
    fn deadline(&self, _now: Duration) -> Option<Duration> {
        None
    }

    /// Something has happened, whoever has the focus.
    fn heard(&mut self, _event: &Event, _world: &World<'_>) -> Answer {
        Answer::no()
    }

    /// One of its verbs. Does it, or says why not.
    fn act(&mut self, verb: VerbId, world: &World<'_>) -> Answer;

    /// Moves the cursor.
    fn moved(&mut self, to: Move, world: &World<'_>) -> Answer;

    /// Closes what is open in it, or what lies over it. [`Answer::no`]: there is nothing to close.
    fn back(&mut self, _world: &World<'_>) -> Answer {
        Answer::no()
    }

    /// A key while a line is written. [`Answer::no`]: it is none of the line's.
    fn key(&mut self, _key: Key, _world: &World<'_>) -> Answer {
        Answer::no()
    }

    /// Text was pasted. [`Answer::no`]: it has no line that would take it.
    fn paste(&mut self, _text: &str, _world: &World<'_>) -> Answer {
        Answer::no()
    }

    /// A click at a cell of the terminal inside [`World::area`].
    fn click(&mut self, _at: Position, _world: &World<'_>) -> Answer {
        Answer::no()
    }

    /// A step of the wheel.
    fn wheel(&mut self, to: Move, world: &World<'_>) -> Answer {
        /// Rows that one step moves.
        const ROWS: usize = 3;
        (0..ROWS).fold(Answer::no(), |answer, _| answer.and(self.moved(to, world)))
    }

    /// Draws it into [`World::area`]; gives the cell of the cursor where one writes.
    fn draw(&self, world: &World<'_>, buf: &mut Buffer) -> Option<Position>;

    /// Rows that all of it would take at this width, for a picture of the whole; 0: what is seen is all.
    fn height(&self, _world: &World<'_>) -> usize {
        0
    }

    /// The frames it is about, for saving and for the report.
    fn shown(&self, _world: &World<'_>) -> Shown {
        Shown::View
    }

    /// What a copy takes: of the view, unless something is selected in it.
    fn copied(&self, _world: &World<'_>) -> Copied {
        Copied::View
    }

    /// What the palette finds of it beyond its verbs, wherever the focus is.
    fn finds(&self) -> Vec<Find> {
        Vec::new()
    }
}
