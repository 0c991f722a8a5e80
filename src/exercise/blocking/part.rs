//! What of the exercise is run.

use crate::exercise::knob::Choices;

/// What was chosen to be run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Everything, one after the other.
    All,
    /// One chapter.
    One(Chapter),
    /// The server's ways to serve several, compared: one after the other against this one.
    Serve(Model),
}

/// A chapter: a lesson on sockets of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Chapter {
    /// Both ends wait in `recv`.
    Deadlock,
    /// `send` until nothing fits any more.
    Full,
    /// One `send` of much, and `sendall`.
    Partial,
    /// A `recv` with a limit.
    Timeout,
    /// A `recv` that never waits.
    Nonblocking,
    /// Three clients, one of them silent.
    Service,
}

/// How a server serves several clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Model {
    /// In one loop, each after the one before: `recv` waits for whose turn it is.
    Sequential,
    /// In one loop, whoever is ready: `poll` waits for all.
    Poll,
    /// A thread for each.
    Threads,
}

impl Chapter {
    /// All, in order.
    pub const ALL: [Self; 6] = [
        Self::Deadlock,
        Self::Full,
        Self::Partial,
        Self::Timeout,
        Self::Nonblocking,
        Self::Service,
    ];
}

impl Model {
    /// All, in order.
    pub const ALL: [Self; 3] = [Self::Sequential, Self::Poll, Self::Threads];
}

impl Part {
    /// What the knob says.
    pub(super) fn chosen(choices: &Choices) -> Self {
        match choices.word("part") {
            "deadlock" => Self::One(Chapter::Deadlock),
            "full" => Self::One(Chapter::Full),
            "partial" => Self::One(Chapter::Partial),
            "timeout" => Self::One(Chapter::Timeout),
            "nonblocking" => Self::One(Chapter::Nonblocking),
            "poll" => Self::Serve(Model::Poll),
            "threads" => Self::Serve(Model::Threads),
            _ => Self::All,
        }
    }

    /// Its chapters, in order.
    pub(super) fn chapters(self) -> Vec<Chapter> {
        match self {
            Self::All => Chapter::ALL.to_vec(),
            Self::One(chapter) => vec![chapter],
            Self::Serve(_) => vec![Chapter::Service],
        }
    }

    /// The ways to serve that are compared.
    pub(super) fn models(self) -> &'static [Model] {
        match self {
            Self::Serve(Model::Threads) => &[Model::Sequential, Model::Threads],
            Self::Serve(_) => &[Model::Sequential, Model::Poll],
            Self::All | Self::One(_) => &Model::ALL,
        }
    }
}
