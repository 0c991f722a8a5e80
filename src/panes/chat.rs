//! The chat pane: what was said, who is there, the line one writes in.

mod command;
mod hear;
mod lines;
mod reading;
mod send;
mod verb;
mod view;

use std::collections::BTreeMap;
use std::net::SocketAddr;

use bytes::Bytes;

use crate::clock::Time;
use crate::msg::action::Move;
use crate::msg::chat::{
    Binary, ChatCommand, Delivery, Encoding, Manner, MessageId, PeerId, PeerInfo, Trouble,
};
use crate::msg::{Action, Key, KeyCode, LabHost};
use crate::record::Transport;
use crate::say;
use crate::say::Say;
use crate::store::EntryId;

use super::Handled;
use super::line::{Edited, LineEdit};
use lines::Lines;
use verb::Verb;

pub use command::COMMANDS;
pub use view::ChatView;

/// The mark of a message that will not arrive.
pub const LOST: &str = "!";

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
        /// The text.
        text: String,
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
        text: String,
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

/// What the pane wants of the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// A request to the chat.
    Chat(ChatCommand),
    /// Show help.
    Help,
    /// Show this message's way through the layers.
    Watch(EntryId),
    /// A name that will be asked for, so that its DNS belongs to the lab.
    WillAskFor(String),
    /// What is said is read otherwise now.
    Reread,
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

/// The pane's state.
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

impl Chat {
    /// An empty chat of somebody with this name.
    #[must_use]
    pub fn new(nick: String) -> Self {
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
            nick,
            next_message: 0,
            reading: None,
            unseen: 0,
            completion: None,
            sizes: None,
            reachable: Vec::new(),
            encoding: Encoding::default(),
        }
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
    pub fn name_of(&self, address: SocketAddr) -> Option<String> {
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

    /// Handles an action outside the line. `page`: rows of a page.
    pub fn act(&mut self, action: Action, now: Time, page: usize) -> (Handled, Vec<Wish>) {
        let Some(verb) = Verb::of(action) else {
            return (Handled::No, Vec::new());
        };
        match verb {
            Verb::Write => self.typing = true,
            Verb::Open => {
                if let Some(entry) = self.last_entry().filter(|_| self.reading.is_some()) {
                    return (Handled::Yes, vec![Wish::Watch(entry)]);
                }
                self.typing = true;
            }
            Verb::Move(to) => self.scroll(to, page),
            Verb::ReadOtherwise => return (Handled::Yes, self.read_otherwise(now)),
            Verb::Encapsulate => {
                return (
                    Handled::Yes,
                    self.last_entry().map(Wish::Watch).into_iter().collect(),
                );
            }
            Verb::Back if self.typing => self.typing = false,
            Verb::Back => return (Handled::No, Vec::new()),
        }
        (Handled::Yes, Vec::new())
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

    /// Handles a key while typing. What is not the line's is left to the keymap.
    pub fn key(&mut self, key: Key, now: Time, page: usize) -> (Handled, Vec<Wish>) {
        use KeyCode::{
            BackTab, Backspace, Char, Delete, Down, End, Enter, Esc, F, Home, Left, PageDown,
            PageUp, Right, Tab, Up,
        };
        match key.code {
            PageUp => self.scroll(Move::PageUp, page),
            PageDown => self.scroll(Move::PageDown, page),
            Tab if self.complete() => {}
            Esc => self.typing = false,
            Char(_) | Enter | Tab | BackTab | Backspace | Delete | Up | Down | Left | Right
            | Home | End | F(_) => return self.line_key(key, now),
        }
        (Handled::Yes, Vec::new())
    }

    fn line_key(&mut self, key: Key, now: Time) -> (Handled, Vec<Wish>) {
        self.completion = None;
        match self.line.key(key) {
            Edited::Changed => (Handled::Yes, self.writing()),
            Edited::Entered(text) => (Handled::Yes, self.enter(&text, now)),
            Edited::No => (Handled::No, Vec::new()),
        }
    }

    /// What one writes may still reach a peer that has ended its sending: our own FIN waits for it.
    fn writing(&self) -> Vec<Wish> {
        let closing = self.peers.iter().filter(|(_, peer)| peer.closing.is_some());
        let meant =
            closing.filter(|(id, _)| matches!(self.to, To::Everyone) || self.to == To::One(**id));
        meant
            .map(|(id, _)| Wish::Chat(ChatCommand::Writing(*id)))
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
    pub fn write_on(&mut self, key: Key) -> Handled {
        self.completion = None;
        if self.line.key(key) == Edited::No {
            Handled::No
        } else {
            Handled::Yes
        }
    }
}

#[cfg(test)]
mod tests;
