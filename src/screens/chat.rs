//! The chat: what was said, who is there, the line one writes in.

mod command;
mod hear;
mod lines;
mod reading;
mod screen;
mod send;
mod verb;
mod view;

use std::collections::BTreeMap;
use std::net::SocketAddr;

use bytes::Bytes;

use crate::clock::Time;
use crate::keymap::Move;
use crate::msg::chat::{
    Binary, ChatCommand, Delivery, Encoding, Manner, MessageId, PeerId, PeerInfo, Trouble,
};
use crate::msg::{Effect, Key, LabHost};
use crate::record::Transport;
use crate::say;
use crate::say::{Clean, Foreign, Say};
use crate::store::EntryId;

use super::line::{Edited, LineEdit};
use super::{Answer, Wish};
use lines::Lines;

pub use verb::Verb;

/// The mark of a message that will not arrive.
const LOST: &str = "!";

/// How a notice is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// For information.
    Quiet,
    /// It worked.
    Good,
    /// Look at this.
    Warn,
    /// It failed.
    Bad,
}

/// One line of the chat.
#[derive(Debug, Clone)]
pub enum Said {
    /// A message of yours.
    Mine {
        /// When it was entered.
        time: Time,
        /// Its number.
        message: MessageId,
        /// The text, as it was typed.
        text: Foreign,
        /// The one it was for, by name, where it was for nobody else.
        only_to: Option<String>,
        /// What is known of its way to each peer.
        deliveries: Vec<(PeerId, Delivery)>,
        /// Its entry in the ledger, once it was sent.
        entry: Option<EntryId>,
    },
    /// A peer's message.
    Theirs {
        /// When it came.
        time: Time,
        /// Who said it.
        peer: PeerId,
        /// Its name then.
        nick: String,
        /// The text.
        text: Clean,
        /// A remark on how it came.
        remark: Option<Say>,
        /// Its entry in the ledger.
        entry: Option<EntryId>,
        /// Its bytes, where another encoding would read them otherwise.
        raw: Option<Bytes>,
        /// A remark on how it is read.
        reading: Option<Say>,
    },
    /// A peer's bytes that are no text.
    Data {
        /// When they began to come.
        time: Time,
        /// Who sends them.
        peer: PeerId,
        /// Its name then.
        nick: String,
        /// What is known of them so far.
        data: Binary,
        /// The ledger's entry of their beginning.
        entry: Option<EntryId>,
    },
    /// The program says something.
    Notice {
        /// When.
        time: Time,
        /// How it is meant.
        tone: Tone,
        /// What happened.
        what: Say,
        /// What to try.
        remedy: Option<Say>,
    },
}

impl Said {
    /// When.
    #[must_use]
    pub const fn time(&self) -> Time {
        match self {
            Self::Mine { time, .. }
            | Self::Theirs { time, .. }
            | Self::Data { time, .. }
            | Self::Notice { time, .. } => *time,
        }
    }
}

/// What is known of a peer, and whether one can talk to it now.
#[derive(Debug, Clone)]
pub struct Peer {
    /// What it told.
    pub info: PeerInfo,
    /// Connected now; if not, what is typed is kept for it.
    pub here: bool,
    /// The last measured round trip.
    pub round_trip: Option<std::time::Duration>,
    /// Our own FIN follows then, unless one writes: it has ended its sending.
    closing: Option<Time>,
    /// It was said once that its messages have no ends of their own.
    told_assumed: bool,
    /// It was said that it has ended its sending.
    told_finished: bool,
    /// How one writes to it, where it is a plain peer.
    writes: Encoding,
    /// How what it says is read.
    reads: Encoding,
}

impl Peer {
    const fn new(info: PeerInfo, encoding: Encoding) -> Self {
        Self {
            info,
            here: true,
            round_trip: None,
            closing: None,
            told_assumed: false,
            told_finished: false,
            writes: encoding,
            reads: encoding,
        }
    }

    /// Can it still say something?
    const fn is_live(&self) -> bool {
        self.here && !self.info.finished
    }
}

/// Whom a text goes to.
#[derive(Debug, Clone, PartialEq, Eq)]
enum To {
    /// All who are there.
    Everyone,
    /// One peer.
    One(PeerId),
    /// One peer that has left, by its name: what was meant for it alone goes to nobody else.
    Gone(String),
}

/// Message and wire size of the last message, for the strip at its foot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sizes {
    /// Bytes of text, its line ending included.
    pub text: usize,
    /// The line ending: `\r\n`, `\n`, or nothing.
    pub ending: &'static [u8],
    /// Bytes on the wire, without FCS; `None`: not known.
    pub wire: Option<usize>,
    /// Bytes among those that are of other messages in the same frames.
    pub others: usize,
}

/// The screen's state.
#[derive(Debug)]
pub struct Chat {
    lines: Lines,
    line: LineEdit,
    typing: bool,
    peers: BTreeMap<PeerId, Peer>,
    to: To,
    transport: Transport,
    manner: Manner,
    listening: Vec<(Transport, SocketAddr)>,
    /// The practice lab's hosts, while they are there: then it is said from where one connects.
    labs: Vec<LabHost>,
    nick: String,
    next_message: u64,
    /// The last line shown, by its number; `None`: the newest. What comes does not move it.
    reading: Option<u64>,
    unseen: usize,
    /// Candidates of the completion being walked through, and which is shown.
    completion: Option<(Vec<String>, usize)>,
    sizes: Option<Sizes>,
    /// Addresses others can reach this machine at, for 'what the other one must type'.
    reachable: Vec<std::net::IpAddr>,
    /// How plain peers who come are written to and read.
    encoding: Encoding,
}

impl Default for Chat {
    /// An empty chat of somebody without a name.
    fn default() -> Self {
        Self {
            lines: Lines::default(),
            line: LineEdit::default(),
            typing: false,
            peers: BTreeMap::new(),
            to: To::Everyone,
            transport: Transport::Tcp,
            manner: Manner::Auto,
            listening: Vec::new(),
            labs: Vec::new(),
            nick: String::new(),
            next_message: 0,
            reading: None,
            unseen: 0,
            completion: None,
            sizes: None,
            reachable: Vec::new(),
            encoding: Encoding::default(),
        }
    }
}

impl Chat {
    /// What you are called from now on.
    pub fn set_nick(&mut self, nick: String) {
        self.nick = nick;
    }

    /// Does typing go to the line?
    #[must_use]
    pub const fn is_typing(&self) -> bool {
        self.typing
    }

    /// Typing goes to the line from now on (or no longer).
    pub fn set_typing(&mut self, typing: bool) {
        self.typing = typing;
    }

    /// Peers one can talk to now.
    #[must_use]
    pub fn connected(&self) -> usize {
        self.peers.values().filter(|p| p.is_live()).count()
    }

    /// Nobody to talk to, nobody expected?
    #[must_use]
    pub fn is_alone(&self) -> bool {
        self.peers.is_empty()
    }

    /// A peer's name.
    #[must_use]
    pub fn nick_of(&self, peer: PeerId) -> Option<&str> {
        self.peers.get(&peer).map(|p| p.info.nick.as_str())
    }

    /// The name of the peer at this address.
    #[must_use]
    pub fn name_of(&self, address: SocketAddr) -> Option<Clean> {
        self.peers
            .values()
            .find(|p| p.info.remote == address)
            .map(|p| p.info.nick.clone())
    }

    /// Those there are, connected now or not.
    pub fn peers(&self) -> impl Iterator<Item = (PeerId, &Peer)> {
        self.peers.iter().map(|(id, peer)| (*id, peer))
    }

    /// The lines so far, oldest first.
    pub fn lines(&self) -> impl Iterator<Item = &Said> {
        self.lines.iter()
    }

    /// Begins a line with this text, to be written on. `false`: another text stands in it already.
    pub fn begin(&mut self, text: &str) -> bool {
        self.typing = true;
        let free = self.line.text().is_empty();
        if free {
            self.line.set(text);
        }
        free
    }

    /// Text that stands in the line.
    #[must_use]
    pub fn draft(&self) -> &str {
        self.line.text()
    }

    /// These hosts of a practice lab are there from now on; none: no longer.
    pub fn set_labs(&mut self, hosts: &[LabHost]) {
        self.labs = hosts.to_vec();
    }

    /// The addresses another machine could reach this one at.
    pub fn set_reachable(&mut self, addresses: Vec<std::net::IpAddr>) {
        self.reachable = addresses;
    }

    /// Sizes of the last message shown in the encapsulation pane.
    pub const fn set_sizes(&mut self, sizes: Option<Sizes>) {
        self.sizes = sizes;
    }

    /// Says something in the chat.
    pub fn notice(&mut self, time: Time, tone: Tone, what: Say, remedy: Option<Say>) {
        self.push(Said::Notice {
            time,
            tone,
            what,
            remedy,
        });
    }

    fn trouble(&mut self, time: Time, trouble: Trouble) {
        self.notice(time, Tone::Bad, trouble.what, trouble.remedy);
    }

    fn push(&mut self, said: Said) {
        let time = said.time();
        let full = self.lines.push(said);
        if self.reading.is_some() {
            self.unseen += 1;
        }
        if let Some(nick) = full {
            self.notice(
                time,
                Tone::Quiet,
                say!("chat-pane-older-make-room", nick = nick),
                None,
            );
        }
    }

    fn scroll(&mut self, to: Move, page: usize) {
        match to {
            Move::Up => self.scroll_up(1),
            Move::Down => self.scroll_down(1),
            Move::PageUp => self.scroll_up(page),
            Move::PageDown => self.scroll_down(page),
            Move::Top => self.scroll_up(usize::MAX),
            Move::Bottom => self.show_end(),
        }
    }

    fn scroll_up(&mut self, lines: usize) {
        self.reading = self.lines.up(self.reading, lines).or(self.reading);
    }

    fn scroll_down(&mut self, lines: usize) {
        match self.reading.and_then(|at| self.lines.down(at, lines)) {
            Some(at) => self.reading = Some(at),
            None => self.show_end(),
        }
    }

    const fn show_end(&mut self) {
        self.reading = None;
        self.unseen = 0;
    }

    /// The newest message that is in view and has a ledger entry.
    fn last_entry(&self) -> Option<EntryId> {
        self.lines
            .up_to(self.reading)
            .rev()
            .find_map(|said| match said {
                Said::Mine { entry, .. }
                | Said::Theirs { entry, .. }
                | Said::Data { entry, .. } => *entry,
                Said::Notice { .. } => None,
            })
    }

    /// A key of the line that is written.
    fn line_key(&mut self, key: Key, now: Time) -> Answer {
        self.completion = None;
        match self.line.key(key) {
            Edited::Changed => Answer::wishes(self.writing()),
            Edited::Entered(text) => Answer::wishes(self.enter(&text, now)),
            Edited::No => Answer::no(),
        }
    }

    /// What one writes may still reach a peer that has ended its sending: our own FIN waits for it.
    fn writing(&self) -> Vec<Wish> {
        let closing = self.peers.iter().filter(|(_, peer)| peer.closing.is_some());
        let meant =
            closing.filter(|(id, _)| matches!(self.to, To::Everyone) || self.to == To::One(**id));
        meant
            .map(|(id, _)| Effect::Chat(ChatCommand::Writing(*id)).into())
            .collect()
    }

    /// Whose connection ends next by our own FIN, and when.
    #[must_use]
    pub fn closing_next(&self) -> Option<(&str, Time)> {
        let closing = self
            .peers
            .values()
            .filter_map(|peer| Some((peer.info.nick.as_str(), peer.closing?)));
        closing.min_by_key(|(_, at)| *at)
    }

    /// A key for the line alone, while something else is asked.
    pub fn write_on(&mut self, key: Key) -> Answer {
        self.completion = None;
        Answer::is(self.line.key(key) != Edited::No)
    }
}

#[cfg(test)]
mod tests;
