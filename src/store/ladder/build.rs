//! Builds the ladder from records.

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;

use super::life::{Life, is_for_here};
use super::state::Ends;
use super::{End, Host, Ladder, Number, Run, Rung, RungKind, TcpState};
use crate::frame::{Direction, FrameMeta};
use crate::record::RecordKey;
use crate::say;
use crate::say::Say;
use crate::store::chores::{Housekeeping, Tally};
use crate::store::flows::{Analysis, FlowId, Marks, Note, Segment, Way, later, opener, segment};
use crate::store::packets::{Body, Record};
use crate::wire::{Context, Detail, Digest, Protocol, TcpFlags};

/// Columns at most: more would not fit any screen. Frames of further hosts are left out, and said so.
const MOST_HOSTS: usize = 32;
/// Segments of a direction remembered, to find what an acknowledgement answers.
const REMEMBERED: usize = 64;

/// Makes a ladder of these records (frames; socket calls are left out), at most `limit` rungs. The records
/// come in order of time: a flow's, or whatever a filter let through. Hidden housekeeping is folded: a run
/// of it is one rung. `words` says what a frame carries that is not TCP's.
pub fn ladder(
    records: impl IntoIterator<Item = Record>,
    limit: usize,
    housekeeping: Housekeeping,
    words: Words,
) -> Ladder {
    let mut builder = Builder {
        out: Ladder::default(),
        housekeeping,
        words,
        connections: BTreeMap::new(),
    };
    for record in records {
        let Body::Frame {
            meta,
            digest,
            bytes,
        } = &record.body
        else {
            continue;
        };
        if builder.out.rungs.len() >= limit {
            builder.out.cut = true;
            break;
        }
        builder.add(&record, meta, digest, bytes);
    }
    builder.finish()
}

/// A frame in one line, as [`crate::wire::summary()`] makes it.
pub type Words = fn(&Digest, &[u8], &Context) -> Say;

struct Builder {
    out: Ladder,
    housekeeping: Housekeeping,
    words: Words,
    connections: BTreeMap<FlowId, Connection>,
}

/// What is known of one TCP connection while the ladder is built.
struct Connection {
    analysis: Analysis,
    ends: Ends,
    sent: [VecDeque<Segment>; 2],
    /// The handshake was seen from its first segment.
    opened: bool,
    /// Which way it was opened, as far as seen.
    opener: Option<Way>,
    phase: Phase,
    life: Life,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Opening,
    Open,
    Closing,
    Over,
}

impl Builder {
    fn add(&mut self, record: &Record, meta: &FrameMeta, digest: &Digest, bytes: &[u8]) {
        let Some((from, to)) = hosts(digest) else {
            return;
        };
        let (Some(from), Some(to)) = (self.column(from), self.column(to)) else {
            self.out.cut = true;
            return;
        };
        let context = Context {
            reading: record.reading.clone(),
            ..Context::of(meta)
        };
        let mut rung = Rung {
            kind: RungKind::Seen,
            key: record.key,
            flow: record.flow,
            way: record.way,
            time: meta.time,
            from,
            to,
            ports: [digest.src_port, digest.dst_port],
            protocol: digest.protocol,
            what: what(digest, bytes, &context, self.words),
            flags: None,
            seq: None,
            ack: None,
            length: digest.payload_len,
            sums: Vec::new(),
            states: None,
            told: Vec::new(),
            phase: None,
            chore: record.chore,
            run: None,
            marks: record.marks,
            note: Note::default(),
        };
        if let (Some(flow), Some(segment)) = (record.flow, segment(meta, digest, bytes)) {
            let way = record.way;
            let connection = self
                .connections
                .entry(flow)
                .or_insert_with(|| Connection::new(&segment, way));
            if let Some(missing) = connection.missing(way, &segment, record.marks) {
                self.out.rungs.push(gap(&rung, record.key, missing));
            }
            connection.rung(&mut rung, way, &segment, meta.direction);
            let loopback = digest.dst.is_some_and(|dst| dst.is_loopback());
            rung.told = connection.life.pass(
                way,
                &segment,
                rung.marks,
                is_for_here(meta, from == to, loopback),
            );
            rung.phase = connection.phase(&segment, || end_name(digest));
        }
        self.push(rung);
    }

    /// One more rung; housekeeping that is hidden joins the run before it.
    fn push(&mut self, mut rung: Rung) {
        let folded = rung
            .chore
            .filter(|_| self.housekeeping == Housekeeping::Hidden);
        if let Some(chore) = folded {
            if let Some(before) = self.out.rungs.last_mut()
                && let Some(run) = &mut before.run
            {
                run.tally.add(chore);
                (run.last, run.until, before.states) = (rung.key, rung.time, rung.states);
                return;
            }
            let mut tally = Tally::default();
            tally.add(chore);
            rung.run = Some(Run {
                last: rung.key,
                until: rung.time,
                tally,
            });
        }
        self.out.rungs.push(rung);
    }

    /// One connection alone is drawn from who opened it, though the other end may have been seen first.
    fn finish(self) -> Ladder {
        let mut out = self.out;
        let mut connections = self.connections.iter();
        let (Some((flow, connection)), None) = (connections.next(), connections.next()) else {
            return out;
        };
        let first = out.rungs.iter().find(|rung| rung.flow == Some(*flow));
        let (Some(opener), Some(first)) = (connection.opener, first) else {
            return out;
        };
        let caller = if first.way == opener {
            first.from
        } else {
            first.to
        };
        match out.hosts.as_mut_slice() {
            [_] if opener == Way::Back => {
                for rung in &mut out.rungs {
                    rung.way = rung.way.turned();
                }
            }
            [called, calling] if caller == 1 => {
                std::mem::swap(called, calling);
                for rung in &mut out.rungs {
                    (rung.from, rung.to) = (1 - rung.from, 1 - rung.to);
                }
            }
            _ => {}
        }
        out
    }

    fn column(&mut self, host: Host) -> Option<usize> {
        let hosts = &mut self.out.hosts;
        if let Some(at) = hosts.iter().position(|other| *other == host) {
            return Some(at);
        }
        if hosts.len() == MOST_HOSTS {
            return None;
        }
        hosts.push(host);
        Some(hosts.len() - 1)
    }
}

impl Connection {
    fn new(first: &Segment, way: Way) -> Self {
        let opened = first.flags.has(TcpFlags::SYN);
        Self {
            analysis: Analysis::default(),
            ends: Ends::new(first, way),
            sent: [VecDeque::new(), VecDeque::new()],
            opened,
            opener: None,
            phase: if opened { Phase::Opening } else { Phase::Open },
            life: Life::default(),
        }
    }

    /// How many bytes nobody saw before this segment.
    fn missing(&self, way: Way, segment: &Segment, marks: Marks) -> Option<u32> {
        let next = self.analysis.next(way).filter(|_| marks.has(Marks::GAP))?;
        later(segment.seq, next).then(|| segment.seq.wrapping_sub(next))
    }

    /// Fills in what TCP adds to a rung.
    fn rung(&mut self, rung: &mut Rung, way: Way, segment: &Segment, direction: Direction) {
        rung.note.missing = self.missing(way, segment, rung.marks);
        rung.note.late = self.first_sent(way, segment);
        rung.note.empty = segment.length == 0;
        self.analysis.push(way, segment);
        self.opener = self.opener.or_else(|| opener(way, segment));
        if rung.marks.has(Marks::DUPLICATE_ACK) {
            rung.note.duplicates = Some(self.analysis.duplicates(way));
        }
        let number = |way: Way, absolute: u32| {
            let base = self.analysis.base(way).unwrap_or(absolute);
            Number {
                relative: absolute.wrapping_sub(base),
                absolute,
            }
        };
        rung.flags = Some(segment.flags);
        rung.seq = Some(number(way, segment.seq));
        rung.ack = segment
            .flags
            .has(TcpFlags::ACK)
            .then(|| number(way.turned(), segment.ack));
        rung.sums = self.sums(way, segment);
        self.ends.pass(way, segment);
        // Whether a SYN is taken, only the answer tells: a full accept queue drops it without a word.
        let taken = !segment.flags.has(TcpFlags::SYN) || segment.flags.has(TcpFlags::ACK);
        rung.states = Some(self.ends_of(way, direction, rung.from == rung.to, taken));
        let sent = &mut self.sent[way.index()];
        if segment.end() != segment.seq {
            if sent.len() == REMEMBERED {
                sent.pop_front();
            }
            sent.push_back(*segment);
        }
    }

    /// Time since the same numbers were sent first, if they were.
    fn first_sent(&self, way: Way, segment: &Segment) -> Option<i64> {
        let takes = segment.end() != segment.seq;
        let first = self.sent[way.index()]
            .iter()
            .find(|old| takes && old.seq == segment.seq)?;
        segment.time.nanos_since(first.time)
    }

    fn sums(&self, way: Way, segment: &Segment) -> Vec<Say> {
        let mut sums = Vec::new();
        let relative = |way: Way, n: u32| {
            n.wrapping_sub(self.analysis.base(way).unwrap_or(n))
                .to_string()
        };
        let (syn, fin) = (
            segment.flags.has(TcpFlags::SYN),
            segment.flags.has(TcpFlags::FIN),
        );
        let (seq, next) = (relative(way, segment.seq), relative(way, segment.end()));
        match (segment.length, syn, fin) {
            (0, false, false) => {}
            (0, true, _) => sums.push(say!("flows-sum-syn", seq = seq, next = next)),
            (0, _, true) => sums.push(say!("flows-sum-fin", seq = seq, next = next)),
            (length, false, false) => {
                sums.push(say!(
                    "flows-sum-data",
                    seq = seq,
                    length = length.to_string(),
                    next = next
                ));
            }
            (length, ..) => sums.push(say!(
                "flows-sum-data-one",
                seq = seq,
                length = length.to_string(),
                next = next
            )),
        }
        if segment.flags.has(TcpFlags::ACK) {
            sums.push(self.acknowledges(way, segment));
        }
        sums
    }

    /// Where the acknowledgement number comes from.
    fn acknowledges(&self, way: Way, segment: &Segment) -> Say {
        let back = way.turned();
        let base = self.analysis.base(back).unwrap_or(segment.ack);
        let relative = |n: u32| n.wrapping_sub(base).to_string();
        let ack = relative(segment.ack);
        let Some(answered) = self.sent[back.index()]
            .iter()
            .rev()
            .find(|old| old.end() == segment.ack)
        else {
            return say!("flows-sum-ack", ack = ack);
        };
        let seq = relative(answered.seq);
        let control = answered
            .end()
            .wrapping_sub(answered.seq)
            .wrapping_sub(answered.length);
        match (answered.length, control) {
            (0, _) if answered.flags.has(TcpFlags::SYN) => {
                say!("flows-sum-ack-syn", ack = ack, seq = seq)
            }
            (0, _) => say!("flows-sum-ack-fin", ack = ack, seq = seq),
            (length, 0) => say!(
                "flows-sum-ack-data",
                ack = ack,
                seq = seq,
                length = length.to_string()
            ),
            (length, _) => say!(
                "flows-sum-ack-data-one",
                ack = ack,
                seq = seq,
                length = length.to_string()
            ),
        }
    }

    /// The sender's and the receiver's state. Only the end at which one captures is known for sure; both,
    /// where this machine talks to itself.
    fn ends_of(&self, way: Way, direction: Direction, alone: bool, taken: bool) -> [End; 2] {
        let states = self.ends.states();
        let sure = if self.opened { Some(direction) } else { None };
        let here = sure == Some(Direction::Loop)
            || alone && matches!(sure, Some(Direction::In | Direction::Out));
        [
            End {
                state: states[way.index()],
                inferred: sure != Some(Direction::Out) && !here,
            },
            End {
                state: states[way.turned().index()],
                inferred: sure != Some(Direction::In) && !here || !taken,
            },
        ]
    }

    /// What begins or ends with this segment; `who` names its sender.
    fn phase(&mut self, segment: &Segment, who: impl Fn() -> String) -> Option<Say> {
        let states = self.ends.states();
        if segment.flags.has(TcpFlags::RST) {
            let was = std::mem::replace(&mut self.phase, Phase::Over);
            return (was != Phase::Over).then(|| match was {
                Phase::Opening => say!("flows-phase-refused"),
                _ => say!("flows-phase-reset"),
            });
        }
        match self.phase {
            Phase::Opening if states == [TcpState::Established; 2] => {
                self.phase = Phase::Open;
                Some(say!("flows-phase-open"))
            }
            Phase::Opening | Phase::Open if segment.flags.has(TcpFlags::FIN) => {
                self.phase = Phase::Closing;
                Some(say!("flows-phase-closing", who = who()))
            }
            Phase::Closing if states.iter().all(|state| state.is_over()) => {
                self.phase = Phase::Over;
                Some(say!("flows-phase-closed"))
            }
            _ => None,
        }
    }
}

/// A rung for bytes that nobody saw, before the one that shows it.
fn gap(behind: &Rung, key: RecordKey, missing: u32) -> Rung {
    Rung {
        kind: RungKind::Missing,
        key,
        what: say!("flows-what-missing", count = missing),
        length: missing,
        marks: Marks::GAP,
        note: Note {
            missing: Some(missing),
            ..Note::default()
        },
        ..behind.clone()
    }
}

/// Who sends and who shall get it.
fn hosts(digest: &Digest) -> Option<(Host, Host)> {
    if let Detail::Arp { sender, target, .. } = digest.detail {
        return Some((Host::Ip(sender.into()), Host::Ip(target.into())));
    }
    match (digest.src, digest.dst) {
        (Some(src), Some(dst)) => Some((Host::Ip(src), Host::Ip(dst))),
        _ => Some((Host::Mac(digest.mac_src?), Host::Mac(digest.mac_dst?))),
    }
}

/// The sender, by address and port.
fn end_name(digest: &Digest) -> String {
    match (digest.src, digest.ports()) {
        (Some(src), Some([port, _])) => SocketAddr::new(src, port).to_string(),
        (Some(src), None) => src.to_string(),
        (None, _) => String::new(),
    }
}

/// What goes, in few words.
fn what(digest: &Digest, bytes: &[u8], context: &Context, words: Words) -> Say {
    let length = digest.payload_len;
    match digest.detail {
        Detail::Arp {
            operation: 1,
            target,
            ..
        } => say!("flows-what-arp-request", address = target.to_string()),
        Detail::Arp {
            sender, sender_mac, ..
        } => {
            say!(
                "flows-what-arp-reply",
                address = sender.to_string(),
                mac = sender_mac.to_string()
            )
        }
        Detail::Tcp { flags, .. } if length == 0 => say!("flows-what-tcp", flags = flags.names()),
        Detail::Tcp { flags, .. } => {
            say!("flows-what-tcp-data", flags = flags.names(), count = length)
        }
        Detail::Icmp { kind, seq, .. } => match (digest.transport, kind) {
            (Protocol::Icmp, 8) | (Protocol::Icmpv6, 128) => {
                say!("flows-what-echo-request", seq = seq.to_string())
            }
            (Protocol::Icmp, 0) | (Protocol::Icmpv6, 129) => {
                say!("flows-what-echo-reply", seq = seq.to_string())
            }
            _ if !bytes.is_empty() => words(digest, bytes, context),
            _ => say!(
                "flows-what-icmp",
                protocol = digest.transport.name(),
                kind = kind.to_string()
            ),
        },
        Detail::None | Detail::Unread(_) if !bytes.is_empty() => words(digest, bytes, context),
        Detail::None | Detail::Unread(_) => say!(
            "flows-what-other",
            protocol = digest.protocol.name(),
            count = length
        ),
    }
}
