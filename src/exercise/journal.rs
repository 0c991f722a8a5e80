//! What has happened in an exercise: every call with its result, every frame, what the student asked for.
//!
//! The journal is all that an exercise knows. What it does next, what it says and what its picture shows
//! are functions of it, so a picture can be drawn as things were at any moment of the run.

use std::net::SocketAddr;

use bytes::Bytes;

use super::call::{Actor, Call, Kind, Received, Sock, Step, Value};
use super::ground::Setting;
use super::state::{SocketRow, TcpFacts};
use crate::clock::Time;
use crate::frame::{FrameBatch, FrameMeta};
use crate::record::Errno;
use crate::say::Say;
use crate::wire::{Detail, Digest, Protocol, TcpFlags};

/// Frames that are kept of one run. What more comes is counted.
pub const MOST_FRAMES: usize = 4_000;
/// Bytes kept of one frame: headers and the beginning of what it carries.
const MOST_BYTES: usize = 2_048;

/// A step's number in its run, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StepId(pub u32);

/// How a call ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// When it returned.
    pub at: Time,
    /// What it returned, or why it failed.
    pub outcome: Result<Value, Errno>,
    /// The socket's own address by then, where it has one.
    pub local: Option<SocketAddr>,
    /// The other end's.
    pub peer: Option<SocketAddr>,
    /// What the kernel tells of a TCP socket just after.
    pub tcp: Option<TcpFacts>,
}

/// A call of the run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number.
    pub id: StepId,
    /// What was asked for.
    pub step: Step,
    /// When it was begun; `None`: who makes it still waits in another one.
    pub began: Option<Time>,
    /// Has the script gone on without it? Then since when it is seen to wait.
    pub waits: Option<Time>,
    /// How it ended; `None`: it has not.
    pub ended: Option<Ended>,
}

impl Entry {
    /// What it returned; `None`: it has not returned, or has failed.
    #[must_use]
    pub fn value(&self) -> Option<&Value> {
        self.ended.as_ref()?.outcome.as_ref().ok()
    }

    /// What it returned as a number.
    #[must_use]
    pub fn number(&self) -> Option<i64> {
        match self.value()? {
            Value::Number(number) => Some(*number),
            Value::Sent(bytes, _) => i64::try_from(*bytes).ok(),
            Value::Data(received) => i64::try_from(received.bytes.len()).ok(),
            Value::Bytes(bytes) => i64::try_from(bytes.len()).ok(),
            Value::Accepted(_)
            | Value::Address(_)
            | Value::Ready(_)
            | Value::Sockets(_)
            | Value::Text(_)
            | Value::Texts(_) => None,
        }
    }

    /// What it received.
    #[must_use]
    pub fn received(&self) -> Option<&Received> {
        match self.value()? {
            Value::Data(received) => Some(received),
            _ => None,
        }
    }

    /// The sockets it found.
    #[must_use]
    pub fn sockets(&self) -> Option<&[SocketRow]> {
        match self.value()? {
            Value::Sockets(rows) => Some(rows),
            _ => None,
        }
    }

    /// Why it failed; `None`: it has not.
    #[must_use]
    pub fn errno(&self) -> Option<&Errno> {
        self.ended.as_ref()?.outcome.as_ref().err()
    }

    /// The name of that errno; empty: it has not failed.
    #[must_use]
    pub fn errno_name(&self) -> &str {
        self.errno().map_or("", |errno| &errno.name)
    }

    /// Did it return, and without an error?
    #[must_use]
    pub fn succeeded(&self) -> bool {
        self.value().is_some()
    }

    /// Was it begun, and has not returned?
    #[must_use]
    pub const fn is_waiting(&self) -> bool {
        self.began.is_some() && self.ended.is_none()
    }
}

/// A frame of the run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// What is known beside its bytes.
    pub meta: FrameMeta,
    /// The facts drawn from its headers.
    pub digest: Digest,
    /// Its bytes, at most 2048.
    pub bytes: Bytes,
}

/// A TCP segment of the run. Numbers as on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment {
    /// Flags.
    pub flags: TcpFlags,
    /// Number of its first byte (of a SYN: its own).
    pub seq: u32,
    /// What the sender expects next; counts only with ACK.
    pub ack: u32,
    /// Payload bytes.
    pub len: u32,
    /// Who sends it.
    pub from: SocketAddr,
    /// To whom.
    pub to: SocketAddr,
}

impl Seen {
    /// It as a TCP segment; `None`: it is none, or not known whole.
    #[must_use]
    pub fn segment(&self) -> Option<Segment> {
        let digest = &self.digest;
        match digest.detail {
            Detail::Tcp {
                flags, seq, ack, ..
            } => Some(Segment {
                flags,
                seq,
                ack,
                len: digest.payload_len,
                from: SocketAddr::new(digest.src?, digest.src_port),
                to: SocketAddr::new(digest.dst?, digest.dst_port),
            }),
            _ => None,
        }
    }
}

/// Which frames are the exercise's beside those of its sockets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside {
    /// ARP and ICMP: what its calls lead to.
    ArpAndIcmp,
    /// None: it rests, and what hosts still ask each other has nothing to do with it.
    Nothing,
}

/// Something that happened, by its place in the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happening {
    /// This call was begun.
    Began(usize),
    /// This call was seen to wait.
    Waits(usize),
    /// This call returned.
    Ended(usize),
    /// This frame went by.
    Frame(usize),
}

/// All that has happened since the run began.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Journal {
    /// Where it runs; `None`: that is being prepared.
    pub setting: Option<Setting>,
    /// The calls, in the order in which they were asked for.
    pub entries: Vec<Entry>,
    /// The frames, in order of arrival.
    pub frames: Vec<Seen>,
    /// Frames that were not kept.
    pub frames_left_out: u64,
    /// What the student asked for while it ran, in order: names of controls.
    pub pressed: Vec<&'static str>,
    /// Why it could not go on.
    pub trouble: Option<Say>,
}

impl Journal {
    /// Calls asked for so far: the place of the next one in a script that is a plain list.
    #[must_use]
    pub const fn steps(&self) -> usize {
        self.entries.len()
    }

    /// How often the student asked for this.
    #[must_use]
    pub fn pressed(&self, control: &str) -> usize {
        self.pressed.iter().filter(|name| **name == control).count()
    }

    /// The calls on this socket.
    pub fn on(&self, sock: Sock) -> impl DoubleEndedIterator<Item = &Entry> {
        self.entries
            .iter()
            .filter(move |entry| entry.step.on == sock)
    }

    /// The calls that this program makes.
    pub fn by(&self, who: Actor) -> impl DoubleEndedIterator<Item = &Entry> {
        self.entries
            .iter()
            .filter(move |entry| entry.step.who == who)
    }

    /// The last call.
    #[must_use]
    pub fn last(&self) -> Option<&Entry> {
        self.entries.last()
    }

    /// The returned calls that tell of this socket, the last first. `accept` tells of the socket it made.
    fn told(&self, sock: Sock) -> impl Iterator<Item = &Ended> {
        let tells = move |entry: &&Entry| match entry.step.call {
            Call::Accept(made) => made == sock,
            _ => entry.step.on == sock,
        };
        let entries = self.entries.iter().rev().filter(tells);
        entries.filter_map(|entry| entry.ended.as_ref())
    }

    /// A socket's own address, as the kernel told it last.
    #[must_use]
    pub fn address(&self, sock: Sock) -> Option<SocketAddr> {
        self.told(sock).find_map(|ended| ended.local)
    }

    /// The `accept` that made this socket.
    #[must_use]
    pub fn accepted(&self, sock: Sock) -> Option<&Entry> {
        self.entries
            .iter()
            .rev()
            .find(|entry| entry.step.call == Call::Accept(sock) && entry.succeeded())
    }

    /// What the kernel told last of this socket's TCP.
    #[must_use]
    pub fn tcp(&self, sock: Sock) -> Option<TcpFacts> {
        self.told(sock).find_map(|ended| ended.tcp)
    }

    /// The last list of sockets.
    #[must_use]
    pub fn looked(&self) -> Option<&[SocketRow]> {
        self.entries.iter().rev().find_map(Entry::sockets)
    }

    /// The ports of the exercise's sockets.
    #[must_use]
    pub fn ports(&self) -> Vec<u16> {
        let told = |entry: &Entry| {
            let ended = entry.ended.as_ref();
            let asked = match &entry.step.call {
                Call::Bind(to) | Call::Connect(to) | Call::SendTo(_, to) => Some(*to),
                _ => None,
            };
            let known = ended
                .map(|ended| [ended.local, ended.peer])
                .unwrap_or_default();
            known
                .into_iter()
                .chain([asked])
                .flatten()
                .map(|end| end.port())
                .collect::<Vec<_>>()
        };
        let mut ports: Vec<u16> = self
            .entries
            .iter()
            .flat_map(told)
            .filter(|port| *port != 0)
            .collect();
        ports.sort_unstable();
        ports.dedup();
        ports
    }

    /// The frames between these times.
    pub fn frames_between(&self, from: Time, to: Time) -> impl Iterator<Item = &Seen> {
        self.frames
            .iter()
            .filter(move |seen| (from..to).contains(&seen.meta.time))
    }

    /// All that happened, in order of time.
    #[must_use]
    pub fn happenings(&self) -> Vec<(Time, Happening)> {
        let mut all = Vec::new();
        for (at, entry) in self.entries.iter().enumerate() {
            all.extend(entry.began.map(|time| (time, Happening::Began(at))));
            all.extend(entry.waits.map(|time| (time, Happening::Waits(at))));
            all.extend(
                entry
                    .ended
                    .as_ref()
                    .map(|ended| (ended.at, Happening::Ended(at))),
            );
        }
        let frames = self.frames.iter().enumerate();
        all.extend(frames.map(|(at, seen)| (seen.meta.time, Happening::Frame(at))));
        all.sort_by_key(|(time, _)| *time);
        all
    }

    /// The journal as it was after the first `count` happenings.
    #[must_use]
    pub fn until(&self, count: usize) -> Self {
        let all = self.happenings();
        if count >= all.len() {
            return self.clone();
        }
        let mut then = Self {
            entries: self.entries.clone(),
            frames: Vec::new(),
            ..self.clone()
        };
        for (_, happening) in all.iter().skip(count) {
            match *happening {
                Happening::Began(at) => with(&mut then.entries, at, |entry| entry.began = None),
                Happening::Waits(at) => with(&mut then.entries, at, |entry| entry.waits = None),
                Happening::Ended(at) => with(&mut then.entries, at, |entry| entry.ended = None),
                Happening::Frame(_) => {}
            }
        }
        then.entries.retain(|entry| entry.began.is_some());
        let before = all.iter().take(count);
        then.frames = before
            .filter_map(|(_, happening)| match happening {
                Happening::Frame(at) => self.frames.get(*at).cloned(),
                Happening::Began(_) | Happening::Waits(_) | Happening::Ended(_) => None,
            })
            .collect();
        then
    }

    /// Takes in what a capture has seen of the exercise's own sockets, and the ARP and ICMP beside them.
    pub fn take_frames(&mut self, batch: &FrameBatch, also: Beside) {
        let ports = self.ports();
        let before = self.frames.len();
        for frame in batch
            .frames
            .iter()
            .filter(|frame| is_own(&frame.digest, &ports, also))
        {
            if self.frames.len() >= MOST_FRAMES {
                self.frames_left_out += 1;
                continue;
            }
            let (at, length) = (frame.at as usize, (frame.captured as usize).min(MOST_BYTES));
            let Some(bytes) = batch.bytes.get(at..at + length) else {
                continue;
            };
            self.frames.push(Seen {
                meta: frame.meta,
                digest: frame.digest,
                // A copy: the batch's memory is large and would live as long as one frame of it.
                bytes: Bytes::copy_from_slice(bytes),
            });
        }
        // The lab captures here although the runner does not.
        if let Some(setting) = &mut self.setting
            && self.frames.len() > before
        {
            setting.frames = true;
        }
    }

    /// Is this a socket of the exercise for datagrams?
    #[must_use]
    pub fn is_udp(&self, sock: Sock) -> bool {
        self.on(sock)
            .any(|entry| matches!(entry.step.call, Call::Socket(_, Kind::Dgram)))
    }
}

/// Is it a frame of a socket at one of these ports, or one that such frames lead to?
fn is_own(digest: &Digest, ports: &[u16], also: Beside) -> bool {
    match digest.transport {
        Protocol::Tcp | Protocol::Udp => {
            ports.contains(&digest.src_port) || ports.contains(&digest.dst_port)
        }
        _ => {
            also == Beside::ArpAndIcmp && matches!(digest.protocol, Protocol::Arp | Protocol::Icmp)
        }
    }
}

fn with(entries: &mut [Entry], at: usize, change: impl FnOnce(&mut Entry)) {
    if let Some(entry) = entries.get_mut(at) {
        change(entry);
    }
}
