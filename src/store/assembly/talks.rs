//! Conversations in lines, however their segments fall: each message is told as what it is.

use std::net::IpAddr;

use super::Assembler;
use crate::clock::Time;
use crate::frame::{FrameMeta, Origin};
use crate::place::Place;
use crate::wire::framing::guess;
use crate::wire::reading::What;
use crate::wire::stream::{Role, Sense, Voice};
use crate::wire::{
    ChecksumStatus, Detail, Digest, Direction, LinkType, Protocol, Reading, TcpFlags,
};

mod ftp;
mod lab;
mod mail;
mod telnet;

const CLIENT: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
const SERVER: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 2));

pub(super) fn meta(seconds: i64) -> FrameMeta {
    FrameMeta {
        time: Time::from_parts(seconds, 0),
        place: Place::default(),
        direction: Direction::Others,
        link: LinkType::RawIp,
        origin: Origin::Captured,
        length: 0,
        checksum: ChecksumStatus::default(),
        fcs: crate::wire::FcsLength::default(),
    }
}

/// What somebody said: its sender, what it is, its bytes. What stands side by side and is one thing is one.
type Said = (Role, What, Vec<u8>);

/// A machine's view of several connections.
#[derive(Default)]
struct Wire {
    assembler: Assembler,
    frames: u64,
    said: Vec<Said>,
    /// The protocol that the last frame's digest has.
    protocol: Protocol,
}

/// A connection on it, and how many bytes each end has sent.
struct Call {
    ends: [(IpAddr, u16); 2],
    sent: [u32; 2],
}

impl Call {
    /// To a port of the server's.
    fn to(port: u16) -> Self {
        Self {
            ends: [(CLIENT, 40_000), (SERVER, port)],
            sent: [0, 0],
        }
    }
}

impl Wire {
    fn frame(&mut self, call: &mut Call, by: Role, flags: TcpFlags, payload: &[u8]) {
        let side = usize::from(by == Role::Server);
        let (from, to) = (call.ends[side], call.ends[1 - side]);
        let protocol = guess([from.1, to.1], payload).filter(|_| !payload.is_empty());
        let mut digest = Digest {
            protocol: protocol.unwrap_or(Protocol::Tcp),
            transport: Protocol::Tcp,
            src: Some(from.0),
            dst: Some(to.0),
            src_port: from.1,
            dst_port: to.1,
            payload_len: payload.len() as u32,
            detail: Detail::Tcp {
                flags,
                seq: call.sent[side],
                ack: call.sent[1 - side],
                window: 1000,
            },
            ..Digest::default()
        };
        self.frames += 1;
        let alone = digest.protocol;
        let reading = self
            .assembler
            .push(self.frames, &meta(0), &mut digest, payload);
        call.sent[side] += payload.len() as u32 + u32::from(flags.has(TcpFlags::SYN));
        self.protocol = digest.protocol;
        self.note(by, alone, &reading, payload);
    }

    /// The three segments that open it.
    fn open(&mut self, call: &mut Call) {
        let both = TcpFlags(TcpFlags::SYN.0 | TcpFlags::ACK.0);
        self.frame(call, Role::Client, TcpFlags::SYN, b"");
        self.frame(call, Role::Server, both, b"");
        self.frame(call, Role::Client, TcpFlags::ACK, b"");
    }

    /// Says it in segments of at most so many bytes.
    fn say(&mut self, call: &mut Call, by: Role, most: usize, bytes: &[u8]) {
        for piece in bytes.chunks(most) {
            self.frame(call, by, TcpFlags::ACK, piece);
        }
    }

    fn note(&mut self, by: Role, alone: Protocol, reading: &Reading, payload: &[u8]) {
        let own = |range: &std::ops::Range<usize>| payload[range.clone()].to_vec();
        match reading {
            Reading::Alone if payload.is_empty() => {}
            Reading::Alone if alone == Protocol::Tcp => self.add(by, What::Data, payload.to_vec()),
            Reading::Alone => self.add(by, What::Message(alone), payload.to_vec()),
            Reading::All(What::Part { .. }) => {}
            Reading::All(what) => self.add(by, *what, payload.to_vec()),
            Reading::Runs(runs) => {
                for run in &runs.own {
                    match run.what {
                        What::Part { .. } => {}
                        What::Completes { from, to } => {
                            for message in &runs.messages[from as usize..to as usize] {
                                let bytes = runs.whole.bytes[message.range.clone()].to_vec();
                                self.add(by, message.what, bytes);
                            }
                        }
                        what => self.add(by, what, own(&run.range)),
                    }
                }
            }
        }
    }

    fn add(&mut self, by: Role, what: What, bytes: Vec<u8>) {
        match self.said.last_mut() {
            Some((last_by, last, all)) if (*last_by, *last) == (by, what) => all.extend(bytes),
            _ => self.said.push((by, what, bytes)),
        }
    }
}

/// What of this conversation on this port is told: the same, however it is split.
fn told(port: u16, lines: &[(Role, &[u8])]) -> Vec<Said> {
    let heard = |most: usize| {
        let (mut wire, mut call) = (Wire::default(), Call::to(port));
        wire.open(&mut call);
        for (by, bytes) in lines {
            wire.say(&mut call, *by, most, bytes);
        }
        wire.said
    };
    let whole = heard(usize::MAX);
    for most in [1, 2, 3, 5, 7, 16, 33] {
        assert_eq!(
            readable(&heard(most)),
            readable(&whole),
            "segments of {most} bytes"
        );
    }
    whole
}

/// For people who compare.
fn readable(said: &[Said]) -> Vec<String> {
    let line = |(by, what, bytes): &Said| format!("{by:?} {what:?}: {}", bytes.escape_ascii());
    said.iter().map(line).collect()
}

fn plain(by: Role, protocol: Protocol, bytes: &[u8]) -> Said {
    (by, What::Message(protocol), bytes.to_vec())
}

fn sensed(by: Role, protocol: Protocol, sense: Sense, bytes: &[u8]) -> Said {
    let voice = Voice { role: None, sense };
    (by, What::Told(protocol, voice), bytes.to_vec())
}

#[track_caller]
fn same(found: &[Said], expected: &[Said]) {
    assert_eq!(readable(found), readable(expected));
}

#[test]
fn what_does_not_look_like_a_ports_protocol_is_data() {
    let foreign: &[&[u8]] = &[
        b"hello\n",
        b"hello world\n",
        b"GET / HTTP/1.0\n",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"\0\0\0\x01",
        b"\x80\x81\x82",
        b"\r\n",
        b"1\n",
        b"2200 x\r\n",
        b"+OKAY\r\n",
        b"xyz",
    ];
    for port in [21, 25, 110, 143, 587] {
        for bytes in foreign {
            for ports in [[40_000, port], [port, 40_000]] {
                let found = guess(ports, bytes).filter(|found| *found != Protocol::Http);
                assert_eq!(found, None, "{ports:?} {}", bytes.escape_ascii());
            }
        }
    }
}
