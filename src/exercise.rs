//! Exercises: what socket calls do, tried on real sockets.
//!
//! An exercise is data and pure code: its [`Recipe`] (name, what can be chosen, what can be asked for
//! while it runs), its script ([`Exercise::next`]: the next call, from what has happened so far) and what it
//! makes of the [`Journal`] (the answer to its question, its sentence, its findings). It performs nothing. A
//! [`Session`] hands the calls to the edge (`runner`), which makes them on real sockets and reports arguments,
//! results, errno and the kernel's states. Nothing is canned: what is said is read off the journal.
//!
//! To add one: its file and folder here, a line in [`list::ALL`], its picture in `screens/exercises`, its words.

pub mod backlog;
pub mod blocking;
pub mod byteorder;
pub mod call;
pub mod code;
pub mod endings;
pub mod ground;
pub mod handshake;
pub mod journal;
pub mod knob;
pub mod list;
pub mod ports;
pub mod recipe;
pub mod session;
pub mod state;
pub mod stream;

use std::fmt;

use crate::say::Say;

pub use call::{Actor, Call, Role, Sock, Step, Value, Wait};
pub use ground::{Ground, Setting};
pub use journal::{Ended, Entry, Happening, Journal, Seen, StepId};
pub use knob::{Choices, Knob, Values};
pub use recipe::Recipe;
pub use session::{Command, Phase, Report, RunId, Session};
pub use state::{End, Pair, SocketRow, TcpFacts, TcpState, Timer};

/// The question that is asked before a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// What is asked.
    pub ask: Say,
    /// What one can answer: two to four.
    pub answers: Vec<Say>,
}

/// Something the run has shown, for programs and for the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Its name, always the same: `connected_at_once`.
    pub name: &'static str,
    /// The figure behind it.
    pub figure: Figure,
    /// It as a sentence.
    pub say: Say,
}

/// The figure of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Figure {
    /// A number.
    Number(i64),
    /// Yes or no.
    Yes(bool),
    /// A name, an errno, bytes in hexadecimal.
    Text(String),
    /// Several.
    Numbers(Vec<i64>),
    /// Several.
    Texts(Vec<String>),
}

impl Finding {
    /// A number.
    #[must_use]
    pub fn number(name: &'static str, number: impl TryInto<i64>, say: Say) -> Self {
        let figure = Figure::Number(number.try_into().unwrap_or(i64::MAX));
        Self { name, figure, say }
    }

    /// Yes or no.
    #[must_use]
    pub const fn yes(name: &'static str, yes: bool, say: Say) -> Self {
        Self {
            name,
            figure: Figure::Yes(yes),
            say,
        }
    }

    /// A text.
    #[must_use]
    pub fn text(name: &'static str, text: impl Into<String>, say: Say) -> Self {
        Self {
            name,
            figure: Figure::Text(text.into()),
            say,
        }
    }
}

/// What an exercise does and makes of what happened. It holds what was chosen and nothing else.
pub trait Exercise: fmt::Debug + Send + Sync {
    /// The next call. `None`: nothing is left to do until something happens or the student asks for something.
    /// Called again whenever that may have changed; steps that were asked for are in the journal.
    fn next(&self, journal: &Journal) -> Option<Step>;

    /// The question asked before it runs, as things are chosen.
    fn question(&self) -> Question;

    /// Which answer was right, by what happened; `None`: that is not known yet.
    fn answer(&self, journal: &Journal) -> Option<usize>;

    /// What it shows, in one sentence with this run's own figures; `None`: nothing yet.
    fn sentence(&self, journal: &Journal) -> Option<Say>;

    /// What the run has shown so far.
    fn findings(&self, journal: &Journal) -> Vec<Finding>;
}
