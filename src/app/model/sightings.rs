//! What is asked and answered about sightings: how a message's frames looked at the other end.

use std::collections::{BTreeMap, VecDeque};
use std::net::IpAddr;
use std::time::Duration;

use crate::msg::chat::{PeerId, Question};
use crate::panes::encap::Sight;
use crate::store::EntryId;

/// Questions of ours that are remembered with their answers.
const MOST_ASKED: usize = 32;
/// Requests of all peers together that may wait here.
pub const MOST_PENDING: usize = 64;
/// Addresses whose peers were refused are remembered, so many at most.
const MOST_REFUSED: usize = 64;
/// Whose peers were refused so often is not asked about again: reconnecting makes nobody a new stranger.
const TIRED: usize = 2;

/// A question of ours about a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The message.
    pub entry: EntryId,
    /// Whom: nobody where there is nobody to ask.
    pub peer: Option<PeerId>,
    /// The question's number.
    pub id: u32,
    /// When it is said that no answer has come, on the loop's own clock.
    pub until: Option<Duration>,
    /// How far it is.
    pub sight: Sight,
}

/// A peer's request that is not answered yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pending {
    /// Who asks.
    pub peer: PeerId,
    /// What.
    pub question: Question,
    /// Frames may come until then, on the loop's own clock; `None`: the user is to be asked first.
    pub until: Option<Duration>,
}

/// The state of all that.
#[derive(Debug, Default)]
pub struct Sightings {
    /// The chat was told that we can answer.
    pub announced: bool,
    /// Requests not answered yet.
    pub pending: Vec<Pending>,
    /// What the user said of a peer.
    pub consents: BTreeMap<PeerId, bool>,
    asked: VecDeque<Asked>,
    refused: VecDeque<IpAddr>,
    last: u32,
}

impl Sightings {
    /// A number for a question.
    pub const fn number(&mut self) -> u32 {
        self.last = self.last.wrapping_add(1);
        self.last
    }

    /// Notes a question; one about the same message before it is forgotten.
    pub fn note(&mut self, asked: Asked) {
        self.forget(asked.entry);
        if self.asked.len() >= MOST_ASKED {
            self.asked.pop_front();
        }
        self.asked.push_back(asked);
    }

    /// Forgets what was asked about a message.
    pub fn forget(&mut self, entry: EntryId) {
        self.asked.retain(|asked| asked.entry != entry);
    }

    /// What was asked about a message.
    #[must_use]
    pub fn about(&self, entry: EntryId) -> Option<&Asked> {
        self.asked.iter().find(|asked| asked.entry == entry)
    }

    /// All questions.
    pub fn all_mut(&mut self) -> impl Iterator<Item = &mut Asked> {
        self.asked.iter_mut()
    }

    /// A peer at this address was refused.
    pub fn refuse(&mut self, address: IpAddr) {
        if self.refused.len() >= MOST_REFUSED {
            self.refused.pop_front();
        }
        self.refused.push_back(address);
    }

    /// What was refused at this address is forgotten.
    pub fn forgive(&mut self, address: IpAddr) {
        self.refused.retain(|refused| *refused != address);
    }

    /// Were this address's peers refused often enough?
    #[must_use]
    pub fn is_tiresome(&self, address: IpAddr) -> bool {
        self.refused
            .iter()
            .filter(|refused| **refused == address)
            .count()
            >= TIRED
    }

    /// When something is due next, on the loop's own clock.
    #[must_use]
    pub fn deadline(&self) -> Option<Duration> {
        let pending = self.pending.iter().filter_map(|pending| pending.until);
        pending
            .chain(self.asked.iter().filter_map(|asked| asked.until))
            .min()
    }
}
