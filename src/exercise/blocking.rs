//! `blocking`: which calls wait, and for what; how one program serves several clients.
//!
//! A call waits for what its own socket lacks: `recv` for a byte, `send` for room (send(2), recv(2)). How much room
//! there is is measured here, not told: the sender's buffer and the receiver's (tcp(7), `tcp_wmem`, `tcp_rmem`).

pub mod filled;
mod pair;
mod part;
mod replay;
pub mod service;
mod tell;

use std::sync::LazyLock;

use bytes::Bytes;

use super::call::{Actor, Call, Family, Kind, Sock, Step};
use super::ground::Ground;
use super::journal::Journal;
use super::knob::{Choices, Knob, Values};
use super::recipe::Recipe;
use super::{Exercise, Finding, Question};
use crate::say::Say;

pub use pair::{Pair, chapter_of, entries};
pub use part::{Chapter, Model, Part};
use replay::Replay;

/// The socket that listens.
const LISTENER: Sock = Sock::named("listener");
/// All that is ever handed to one `send`, in bytes.
const MOST_BLOCK: usize = 2 << 20;
/// What is sent: pieces of it share its memory, which is filled when the first is needed.
static BLOCK: LazyLock<Bytes> = LazyLock::new(|| vec![b'x'; MOST_BLOCK].into());

/// So many bytes, at most [`MOST_BLOCK`].
fn block(size: usize) -> Bytes {
    BLOCK.slice(..size.min(MOST_BLOCK))
}

/// The exercise.
pub const RECIPE: Recipe = Recipe {
    name: "blocking",
    title: "blocking-title",
    about: "blocking-about",
    knobs: &[Knob {
        name: "part",
        label: "blocking-knob-part",
        values: Values::Words(&[
            ("all", "blocking-part-all"),
            ("deadlock", "blocking-part-deadlock"),
            ("full", "blocking-part-full"),
            ("partial", "blocking-part-partial"),
            ("timeout", "blocking-part-timeout"),
            ("nonblocking", "blocking-part-nonblocking"),
            ("poll", "blocking-part-poll"),
            ("threads", "blocking-part-threads"),
        ]),
    }],
    controls: &[],
    ground: Ground::Here,
    make: |choices| Box::new(Blocking::new(choices)),
};

/// What one lesson has shown, in one sentence; `None`: nothing yet.
#[must_use]
pub fn said(chapter: Chapter, journal: &Journal) -> Option<Say> {
    tell::sentence(Part::One(chapter), journal)
}

/// What was chosen.
#[derive(Debug, Clone, Copy)]
pub struct Blocking {
    part: Part,
}

impl Blocking {
    fn new(choices: &Choices) -> Self {
        Self {
            part: Part::chosen(choices),
        }
    }

    /// The whole run, up to the first call that was not made yet.
    fn run(self, run: &mut Replay<'_>) -> Option<()> {
        let far = run.journal().setting.as_ref()?.far;
        let listener = |call| Step::new(Actor::SERVER, LISTENER, call);
        run.make(listener(Call::Socket(Family::Inet, Kind::Stream)))?;
        run.make(listener(Call::Bind((far, 0).into())))?;
        run.make(listener(Call::Listen(8)))?;
        for chapter in self.part.chapters() {
            match chapter {
                Chapter::Deadlock => pair::deadlock(run)?,
                Chapter::Full => pair::full(run)?,
                Chapter::Partial => pair::partial(run)?,
                Chapter::Timeout => pair::timeout(run)?,
                Chapter::Nonblocking => pair::nonblocking(run)?,
                Chapter::Service => service::run(run, self.part.models())?,
            }
        }
        Some(())
    }
}

impl Exercise for Blocking {
    fn next(&self, journal: &Journal) -> Option<Step> {
        let mut run = Replay::new(journal);
        self.run(&mut run);
        run.into_next()
    }

    fn question(&self) -> Question {
        tell::question(self.part)
    }

    fn answer(&self, journal: &Journal) -> Option<usize> {
        tell::answer(self.part, journal)
    }

    fn sentence(&self, journal: &Journal) -> Option<Say> {
        tell::sentence(self.part, journal)
    }

    fn findings(&self, journal: &Journal) -> Vec<Finding> {
        tell::findings(journal)
    }
}

#[cfg(test)]
mod tests;
