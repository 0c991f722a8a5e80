//! DNS (RFC 1035), also as mDNS (RFC 6762) and LLMNR (RFC 4795): names to addresses and more.
//!
//! A header ([`header`]), then four sections: what is asked, and records that answer it or help
//! ([`sections`]). A record's data has a form for each type ([`data`]).

use std::ops::Range;

use super::about::About;
use super::entry::{Claim, Entry, Reader, Summary};
use super::header::u16_at;
use super::named::fields;
use super::protocol::Protocol;
use super::stream::{Cut, Framing, Turn};
use super::tree::Head;
use super::walk::{Next, Scan, Walk};
use crate::say;
use crate::say::Say;

mod data;
mod dnssec;
mod edns;
mod flavour;
mod header;
mod kind;
mod name;
mod opcode;
mod rcode;
mod records;
mod sections;
mod sentence;
mod service;
mod stateful;
mod survey;
mod update;

pub use name::read_name;

use flavour::Flavour;
use name::Message;
use opcode::Opcode;

/// Flags.
const FLAGS: Range<usize> = 2..4;
/// How many questions.
const QUESTIONS: Range<usize> = 4..6;
/// How many answers.
const ANSWERS: Range<usize> = 6..8;
/// Length of the header.
const HEADER: usize = 12;

/// Over TCP the length of the message comes before it, in so many bytes.
const LENGTH: usize = 2;

const TCP: &str = "RFC 1035 §4.2.2";

fields! {
    TCP_LENGTH: Number "dns.length" = "Length", TCP;
    UNREAD = "Unread", "RFC 1035 §4.1";
}

pub(super) const ENTRY: Entry = Entry {
    name: "DNS",
    filter: "dns",
    readers: &[Reader {
        claims: &[Claim::Port(53), Claim::Port(5353), Claim::Port(5355)],
        looks: None,
        digest,
        dissect,
    }],
    framing: Some(Framing { cut, merges: false }),
    fields: &[
        FIELDS,
        header::FIELDS,
        sections::FIELDS,
        dnssec::FIELDS,
        edns::FIELDS,
        records::FIELDS,
        service::FIELDS,
        stateful::FIELDS,
    ],
    kin: &[("mdns", 5353), ("llmnr", 5355)],
    summary: Summary::Frame(line),
    ..Entry::APPLICATION
};

fn digest(scan: &mut Scan<'_>) -> Next {
    scan.out.protocol = Protocol::Dns;
    Next::End
}

/// Over TCP each message has its length before it (RFC 1035 §4.2.2). A header that no message has tells
/// that this is none.
fn cut(turn: &mut Turn<'_>) -> Cut {
    let Some((length, message)) = turn.bytes.split_first_chunk() else {
        return Cut::More;
    };
    let length = u16::from_be_bytes(*length);
    if usize::from(length) < HEADER {
        return Cut::Not;
    }
    match message.first_chunk::<HEADER>() {
        None => Cut::More,
        Some(header) if is_header(header, length) => Cut::End((LENGTH as u64) + u64::from(length)),
        Some(_) => Cut::Not,
    }
}

/// May a message of this length begin so? Its operation exists, and each question takes at least five
/// bytes, each record eleven.
fn is_header(header: &[u8; HEADER], length: u16) -> bool {
    let count = |at: Range<usize>| usize::from(u16_at(header, at));
    let records = count(ANSWERS) + count(8..10) + count(10..12);
    let least = HEADER + count(QUESTIONS) * 5 + records * 11;
    let opcode = header[FLAGS.start] >> 3 & 15;
    opcode <= 6 && least <= usize::from(length)
}

fn dissect(walk: &mut Walk<'_>) -> Next {
    let ports = walk.ports();
    let stream = ports.is_some_and(|(transport, _)| transport == Protocol::Tcp);
    let flavour = ports.map_or(Flavour::Dns, |(_, ports)| Flavour::of(ports));
    let mut head = walk.head();
    if stream && tcp_length(&mut head).is_none() {
        return Next::End;
    }
    let bytes = head.ahead();
    let message = Message::new(bytes, head.at(), flavour);
    let counts = header::read(&mut head, message);
    sections::read(&mut head, message, counts);
    if message.opcode() == Opcode::Stateful {
        stateful::read(&mut head);
    }
    if head.is_bad() {
        head.rest(&UNREAD, say!("wire-cut"));
    }
    walk.push(head.layer(Protocol::Dns, sentence::sentence(bytes, flavour)));
    Next::End
}

/// How many bytes the message at the front of a TCP stream takes, its length before it included. `None`: the
/// length itself is not all there, or too small for a header.
fn length(stream: &[u8]) -> Option<usize> {
    let length = usize::from(u16::from_be_bytes(*stream.first_chunk()?));
    (length >= HEADER).then_some(LENGTH + length)
}

/// Over TCP the message's length comes first; it may tell that bytes of the message are missing. `None`: no
/// message is so short.
fn tcp_length(head: &mut Head<'_>) -> Option<()> {
    let (at, left, whole) = (head.at(), head.left(), length(head.ahead()));
    if whole.is_none() && left >= LENGTH {
        return None;
    }
    head.num(16, &TCP_LENGTH, |n| say!("wire-dns-length", count = n));
    match whole {
        Some(whole) if whole > left => head.ends_short(at + whole),
        Some(whole) => head.limit(at + whole),
        None => {}
    }
    Some(())
}

fn line(about: &About<'_>) -> Say {
    let digest = about.digest;
    let message = match digest.transport {
        Protocol::Tcp => message_of_stream(about.payload),
        _ => about.payload,
    };
    let ports = [digest.src_port, digest.dst_port];
    sentence::sentence(message, Flavour::of(ports))
}

/// What is there of the message at the front of a TCP stream.
fn message_of_stream(stream: &[u8]) -> &[u8] {
    let end = length(stream).map_or(0, |whole| whole.min(stream.len()));
    stream.get(LENGTH..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A question for www.example A, and its answer by pointer: 192.0.2.7, TTL 60.
    pub(super) const ANSWER: &[u8] =
        b"\x12\x34\x81\x80\x00\x01\x00\x01\x00\x00\x00\x00\x03www\x07example\x00\x00\x01\x00\x01\
        \xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\xc0\x00\x02\x07";

    #[test]
    fn a_stream_says_how_long_its_first_message_is() {
        assert_eq!(length(b"\0\x0c"), Some(14));
        assert_eq!(length(b"\0\x0b............"), None, "less than a header");
        assert_eq!(length(b"\0"), None);
        assert_eq!(
            message_of_stream(b"\0\x0d...................."),
            b"............."
        );
        assert_eq!(message_of_stream(b"\0\x20.."), b"..");
    }
}
