//! What a screen says to what was done to it, and what it wishes of the program.

use bytes::Bytes;

use crate::keymap::Action;
use crate::msg::Effect;
use crate::record::RecordKey;
use crate::say::Say;
use crate::store::{EntryId, FlowId};

/// Whether something was the screen's matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// It was, and is done: draw again.
    Done,
    /// It was, but cannot be done now: why.
    Why(Say),
    /// It was not.
    No,
}

/// What a screen answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Was it the screen's matter?
    pub said: Said,
    /// What it wishes of the program, in this order.
    pub wishes: Vec<Wish>,
}

impl Answer {
    /// Done: draw again.
    #[must_use]
    pub const fn done() -> Self {
        Self::of(Said::Done)
    }

    /// Not the screen's matter.
    #[must_use]
    pub const fn no() -> Self {
        Self::of(Said::No)
    }

    /// It cannot be done now, and why.
    #[must_use]
    pub const fn why(why: Say) -> Self {
        Self::of(Said::Why(why))
    }

    /// Done, if the program does this.
    #[must_use]
    pub fn wish(wish: Wish) -> Self {
        Self {
            said: Said::Done,
            wishes: vec![wish],
        }
    }

    /// Done, if the program does these.
    #[must_use]
    pub const fn wishes(wishes: Vec<Wish>) -> Self {
        Self {
            said: Said::Done,
            wishes,
        }
    }

    /// Done, or not the screen's matter.
    #[must_use]
    pub const fn is(done: bool) -> Self {
        Self::of(if done { Said::Done } else { Said::No })
    }

    const fn of(said: Said) -> Self {
        Self {
            said,
            wishes: Vec::new(),
        }
    }

    /// Was it not the screen's matter?
    #[must_use]
    pub fn is_no(&self) -> bool {
        self.said == Said::No
    }

    /// Both: done, if one of them is.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        if self.said != Said::Done && other.said != Said::No {
            self.said = other.said;
        }
        self.wishes.extend(other.wishes);
        self
    }
}

/// Where a screen wants to turn to among messages and their frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// The message before the one that is looked at.
    MessageBefore,
    /// The message after it.
    MessageAfter,
    /// The message's frame before.
    FrameBefore,
    /// The message's next frame.
    FrameAfter,
}

/// What a screen wants of the program. All of them are carried out in one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// Something to be done outside.
    Do(Box<Effect>),
    /// Carry this out as if its key had been pressed: an own verb where its screen is, which gets the focus.
    Act(Action),
    /// Show the focused screen alone: what is opened wants room.
    Alone,
    /// Show help.
    Help,
    /// Begin this line in the chat, unless something else is being written there.
    Write(String),
    /// These lines were pasted: ask before they are sent.
    AskPaste(Vec<String>),
    /// Show this message's way through the layers.
    Watch(EntryId),
    /// Send this record's frame through the layers.
    Encapsulate(RecordKey),
    /// Show another message, or another frame of the one that is shown.
    Turn(Turn),
    /// Ask the peer how the message that is shown looked at its end, where that is to be seen.
    AskSighting,
    /// Compare the message that is shown over TCP and over UDP, where that is to be seen.
    Compare,
    /// A name that will be asked for, so that its DNS belongs to the lab.
    WillAskFor(String),
    /// What peers have said is read otherwise now.
    Reread,
    /// Keep this record whatever must make room, or let it go again.
    Pin(RecordKey),
    // What may lie over the packet list. Its own screens wish for each other by these as any other screen would: one
    // way leads there, and the focus goes along.
    /// Open this record over the packet list.
    Open(RecordKey),
    /// Show this flow's ladder over the packet list.
    Ladder(FlowId),
    /// Show the ladder of all that is listed.
    LadderOfListed,
    /// Show this flow's stream over the packet list.
    Stream(FlowId),
    /// Show all conversations over the packet list.
    Flows,
    /// Work out the checksum of the opened frame's selected layer, else of the selected frame's innermost.
    WorkOut,
    /// Show one's own housekeeping in the packet log and what lies over it, or hide it.
    Housekeeping,
    /// Ask which capture file to open; close the open one.
    OpenFile,
    /// Stop reading the open file, if it is being read; where it is not, leave the view.
    StopReading,
}

impl From<Effect> for Wish {
    fn from(effect: Effect) -> Self {
        Self::Do(Box::new(effect))
    }
}

/// What a screen is about when it is saved or picked for the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// The view itself.
    View,
    /// The view, and the frames of the journey that the encapsulation shows.
    Journey,
    /// The packet list: one chooses which of its frames; for the report, this record.
    Records(Option<RecordKey>),
}

/// What a copy takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Copied {
    /// The view as text; as Python, the frame of the journey that is shown, if there is one.
    View,
    /// The view as text; as Python, this program.
    Program(String),
    /// These bytes; `None`: nothing is selected that has any.
    Bytes(Option<Bytes>),
}
