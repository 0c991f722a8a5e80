//! The frames of a run: which of those that go by are its own, and what they tell.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;

use super::{Entry, Journal};
use crate::clock::Time;
use crate::exercise::call::Call;
use crate::exercise::ground::Ground;
use crate::frame::{BatchedFrame, FrameBatch, FrameMeta};
use crate::say;
use crate::say::Say;
use crate::wire::{Detail, Digest, Protocol, TcpFlags};

/// Frames that are kept of one run. What more comes is counted.
const MOST_FRAMES: usize = 4_000;
/// Bytes kept of one frame: headers and the beginning of what it carries.
const MOST_BYTES: usize = 2_048;
/// What hosts ask each other so soon after the last call still comes of it; later it is their own matter.
const AFTERMATH: Duration = Duration::from_millis(50);

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

/// The ends of a run's sockets: addresses with their ports.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ends(BTreeSet<SocketAddr>);

impl Ends {
    /// Notes one; port 0 is none.
    pub fn note(&mut self, end: SocketAddr) {
        if end.port() != 0 {
            self.0.insert(canonical(end));
        }
    }

    /// Is it one of them? Where all addresses are bound, each of them is.
    #[must_use]
    pub fn has(&self, end: SocketAddr) -> bool {
        let end = canonical(end);
        let any = |known: &SocketAddr| known.port() == end.port() && known.ip().is_unspecified();
        self.0.contains(&end) || self.0.iter().any(any)
    }
}

/// An IPv4 address inside an IPv6 one as what it is.
fn canonical(end: SocketAddr) -> SocketAddr {
    SocketAddr::new(end.ip().to_canonical(), end.port())
}

impl Journal {
    /// Does it hold a frame of this run?
    #[must_use]
    pub fn has_own(&self, batch: &FrameBatch) -> bool {
        let until = self.aftermath();
        batch.frames.iter().any(|frame| self.is_own(frame, until))
    }

    /// That some frames were not kept; `None`: all were.
    #[must_use]
    pub fn left_out(&self) -> Option<Say> {
        (self.frames_left_out > 0).then(|| say!("exercise-left-out", count = self.frames_left_out))
    }

    /// Takes in what a capture has seen of the exercise's own sockets; on a cable of the ARP and ICMP beside them too.
    /// `false`: nothing of it was the run's.
    pub fn take_frames(&mut self, batch: &FrameBatch) -> bool {
        let until = self.aftermath();
        let own: Vec<_> = batch
            .frames
            .iter()
            .filter(|frame| self.is_own(frame, until))
            .collect();
        let any = !own.is_empty();
        for frame in own {
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
            // The lab captures here although the runner does not.
            if let Some(setting) = &mut self.setting {
                setting.frames = true;
            }
        }
        any
    }

    /// Until when ARP and ICMP come of the run's calls; `None`: a call is still under way.
    fn aftermath(&self) -> Option<Time> {
        let under_way = |entry: &Entry| entry.ended.is_none() && entry.waits.is_none();
        if self.entries.iter().any(under_way) {
            return None;
        }
        let ended = self.entries.iter().filter_map(|entry| entry.ended.as_ref());
        ended.map(|ended| ended.at.after(AFTERMATH)).max()
    }

    fn is_own(&self, frame: &BatchedFrame, until: Option<Time>) -> bool {
        let digest = &frame.digest;
        match digest.transport {
            Protocol::Tcp | Protocol::Udp => ends(digest)
                .into_iter()
                .flatten()
                .any(|end| self.ends.has(end)),
            _ => {
                // On this machine others ask and answer, too.
                let cable = self
                    .setting
                    .as_ref()
                    .is_some_and(|on| on.ground == Ground::Cable);
                let beside = matches!(digest.protocol, Protocol::Arp | Protocol::Icmp);
                cable && beside && until.is_none_or(|until| frame.meta.time <= until)
            }
        }
    }

    /// The call that a frame belongs to, as far as can be told: of those begun before it the last one on a socket of
    /// its ends, else the last.
    #[must_use]
    pub fn call_of(&self, seen: &Seen) -> Option<usize> {
        let (mut any, mut own) = (None, None);
        let frame = ends(&seen.digest);
        for (at, entry) in self.entries.iter().enumerate() {
            let Some(began) = entry.began.filter(|began| *began <= seen.meta.time) else {
                continue;
            };
            any = any.max(Some((began, at)));
            if is_of(entry, &frame) {
                own = own.max(Some((began, at)));
            }
        }
        own.or(any).map(|(_, at)| at)
    }
}

/// Both ends of a segment or datagram.
fn ends(digest: &Digest) -> [Option<SocketAddr>; 2] {
    let end = |address: Option<std::net::IpAddr>, port| Some(SocketAddr::new(address?, port));
    [
        end(digest.src, digest.src_port),
        end(digest.dst, digest.dst_port),
    ]
}

/// Does a frame with these ends belong to the call's socket? Where both of its ends are known, both are the frame's.
fn is_of(entry: &Entry, frame: &[Option<SocketAddr>; 2]) -> bool {
    let [asked, local, peer] = told(entry);
    match (local, peer) {
        (Some(_), Some(_)) => frame.contains(&local) && frame.contains(&peer),
        _ => [asked, local]
            .iter()
            .any(|end| end.is_some() && frame.contains(end)),
    }
}

/// The ends that a call tells of.
fn told(entry: &Entry) -> [Option<SocketAddr>; 3] {
    let asked = match &entry.step.call {
        Call::Bind(to) | Call::Connect(to) | Call::SendTo(_, to) => Some(*to),
        _ => None,
    };
    let ended = entry.ended.as_ref();
    [
        asked,
        ended.and_then(|ended| ended.local),
        ended.and_then(|ended| ended.peer),
    ]
}

impl Entry {
    /// The ends of sockets that it tells of, so far.
    pub fn ends(&self) -> impl Iterator<Item = SocketAddr> {
        told(self).into_iter().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exercise::call::{Actor, Sock, Step, Value};
    use crate::exercise::journal::{Ended, StepId};
    use crate::frame::Origin;
    use crate::place::Place;
    use crate::wire::{ChecksumStatus, Direction, LinkType};

    fn end(port: u16) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], port))
    }

    fn entry(at: i64, call: Call, ends: Option<(u16, Option<u16>)>) -> Entry {
        Entry {
            id: StepId(at as u32),
            step: Step::new(Actor::CLIENT, Sock::named("s"), call),
            began: Some(Time(at)),
            waits: None,
            ended: ends.map(|(local, peer)| Ended {
                at: Time(at),
                outcome: Ok(Value::Number(0)),
                local: Some(end(local)),
                peer: peer.map(end),
                tcp: None,
            }),
        }
    }

    fn segment(at: i64, from: u16, to: u16) -> Seen {
        Seen {
            meta: FrameMeta {
                time: Time(at),
                place: Place::default(),
                direction: Direction::Loop,
                link: LinkType::Ethernet,
                origin: Origin::Captured,
                length: 60,
                fcs: crate::frame::FcsLength::NONE,
                checksum: ChecksumStatus::default(),
            },
            digest: Digest {
                transport: Protocol::Tcp,
                src: Some(end(from).ip()),
                dst: Some(end(to).ip()),
                src_port: from,
                dst_port: to,
                ..Digest::default()
            },
            bytes: Bytes::new(),
        }
    }

    #[test]
    fn a_frame_belongs_to_the_last_call_on_its_own_connection() {
        let journal = Journal {
            entries: vec![
                entry(1, Call::Listen(1), Some((80, None))),
                entry(2, Call::Connect(end(80)), Some((4001, Some(80)))),
                entry(3, Call::Connect(end(80)), None),
                entry(4, Call::Recv(9), Some((4001, Some(80)))),
            ],
            ..Journal::default()
        };
        assert_eq!(journal.call_of(&segment(9, 4001, 80)), Some(3));
        assert_eq!(
            journal.call_of(&segment(9, 4002, 80)),
            Some(2),
            "the one that waits"
        );
        assert_eq!(
            journal.call_of(&segment(1, 4002, 80)),
            Some(0),
            "nobody else had begun"
        );
        assert_eq!(journal.call_of(&segment(0, 4002, 80)), None);
    }

    #[test]
    fn where_all_addresses_are_bound_each_of_them_is_the_runs_own() {
        let mut ends = Ends::default();
        ends.note(SocketAddr::from(([0, 0, 0, 0], 80)));
        ends.note(SocketAddr::from(([0, 0, 0, 0], 0)));
        assert!(ends.has(end(80)));
        assert!(!ends.has(end(81)) && !ends.has(end(0)));
    }
}
