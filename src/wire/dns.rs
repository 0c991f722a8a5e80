//! DNS (RFC 1035), also as mDNS (RFC 6762) and LLMNR (RFC 4795): names to addresses and more.
//!
//! A header, then four sections: what is asked ([`question`]), and records that answer it or help
//! ([`record`]). A record's data has a form for each type ([`data`]).

use std::ops::Range;

use super::about::About;
use super::entry::{Claim, Entry, Reader, Summary};
use super::field::Value;
use super::header::u16_in;
use super::named::{Named, fields};
use super::protocol::Protocol;
use super::tree::{Head, either};
use super::walk::{Next, Scan, Walk};
use crate::say;
use crate::say::Say;

mod data;
mod dnssec;
mod edns;
mod kind;
mod name;
mod records;
mod sentence;
mod service;

pub use name::read_name;
pub use sentence::{flavour, sentence};

use name::Message;

/// Flags.
pub const FLAGS: Range<usize> = 2..4;
/// How many questions.
pub const QUESTIONS: Range<usize> = 4..6;
/// How many answers.
pub const ANSWERS: Range<usize> = 6..8;
/// Length of the header.
pub const HEADER: usize = 12;

/// Over TCP the length of the message comes before it, in so many bytes.
const LENGTH: usize = 2;

const TCP: &str = "RFC 1035 §4.2.2";
const HEAD: &str = "RFC 1035 §4.1.1";
const QUESTION: &str = "RFC 1035 §4.1.2";
const RECORD: &str = "RFC 1035 §4.1.3";

fields! {
    TCP_LENGTH: Number "dns.length" = "Length", TCP;
    ID: Number "dns.id" = "ID", HEAD;
    FLAG_BITS: Number "dns.flags" = "Flags", HEAD;
    QR: Flag "dns.flags.response" = "QR", HEAD;
    OPCODE: Number "dns.flags.opcode" = "OPCODE", HEAD;
    AA: Flag "dns.flags.authoritative" = "AA", HEAD;
    TC: Flag "dns.flags.truncated" = "TC", HEAD;
    RD: Flag "dns.flags.recdesired" = "RD", HEAD;
    RA: Flag "dns.flags.recavail" = "RA", HEAD;
    Z: Flag "dns.flags.z" = "Z", HEAD;
    AD: Flag "dns.flags.authenticated" = "AD", "RFC 4035 §3.2.3";
    CD: Flag "dns.flags.checkdisable" = "CD", "RFC 4035 §3.2.2";
    RCODE: Number "dns.flags.rcode" = "RCODE", HEAD;
    QDCOUNT: Number "dns.count.queries" = "QDCOUNT", HEAD;
    ANCOUNT: Number "dns.count.answers" = "ANCOUNT", HEAD;
    NSCOUNT: Number "dns.count.auth_rr" = "NSCOUNT", HEAD;
    ARCOUNT: Number "dns.count.add_rr" = "ARCOUNT", HEAD;
    QNAME: Domain "dns.qry.name" = "NAME", QUESTION;
    QTYPE: Number "dns.qry.type" = "TYPE", QUESTION;
    QCLASS: Number "dns.qry.class" = "CLASS", QUESTION;
    QU: Flag "dns.qry.qu" = "Unicast Response", "RFC 6762 §18";
    NAME: Domain "dns.resp.name" = "NAME", RECORD;
    TYPE: Number "dns.resp.type" = "TYPE", RECORD;
    CLASS: Number "dns.resp.class" = "CLASS", RECORD;
    CACHE_FLUSH: Flag "dns.resp.cache_flush" = "Cache Flush", "RFC 6762 §18";
    TTL: Number "dns.resp.ttl" = "TTL", RECORD;
    RDLENGTH: Number "dns.resp.len" = "RDLENGTH", RECORD;
    RDATA: Bytes "dns.data" = "RDATA", RECORD;
    UNREAD = "Unread", "RFC 1035 §4.1";

    QUESTION_FIELD = "Question", QUESTION;
    ANSWER = "Answer", RECORD;
    AUTHORITY = "Authority", RECORD;
    ADDITIONAL = "Additional", RECORD;
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
    fields: &[
        FIELDS,
        dnssec::FIELDS,
        edns::FIELDS,
        records::FIELDS,
        service::FIELDS,
    ],
    kin: &[("mdns", 5353), ("llmnr", 5355)],
    summary: Summary::Frame(line),
    ..Entry::APPLICATION
};

fn digest(scan: &mut Scan<'_>) -> Next {
    scan.out.protocol = Protocol::Dns;
    Next::End
}

fn dissect(walk: &mut Walk<'_>) -> Next {
    let ports = walk.ports();
    let stream = ports.is_some_and(|(transport, _)| transport == Protocol::Tcp);
    let mut head = walk.head();
    if stream && tcp_length(&mut head).is_none() {
        return Next::End;
    }
    let bytes = head.slice(head.at(), walk.end);
    let message = Message::new(bytes, head.at());
    let counts = header(&mut head, bytes);
    sections(&mut head, message, counts);
    if head.is_bad() {
        head.rest(&UNREAD, say!("wire-cut"));
    }
    let line = match ports.and_then(|(_, [src, dst])| flavour(src, dst)) {
        Some(name) => say!("wire-say-dns-flavour", name = name, line = sentence(bytes)),
        None => sentence(bytes),
    };
    walk.push(head.layer(Protocol::Dns, line));
    Next::End
}

/// Over TCP the message's length comes first. `None`: it goes on in later segments, and is left as data.
fn tcp_length(head: &mut Head<'_>) -> Option<()> {
    let length = usize::from(u16::from_be_bytes(*head.ahead().first_chunk()?));
    if length < HEADER || length + LENGTH > head.left() {
        return None;
    }
    head.num(16, &TCP_LENGTH, |n| say!("wire-dns-length", count = n));
    head.limit(head.at() + length);
    Some(())
}

/// Reads the header; gives how many entries each section has.
fn header(head: &mut Head<'_>, message: &[u8]) -> [u64; 4] {
    let flags = u16_in(message, FLAGS).unwrap_or(0);
    head.hex(16, &ID, |_| say!("wire-dns-id"));
    head.group(&FLAG_BITS, |head| {
        flag_bits(head, flags & 0x8000 != 0);
        (Value::Hex(u64::from(flags), 4), say!("wire-dns-flags"))
    });
    [
        head.num(16, &QDCOUNT, |n| say!("wire-dns-questions", count = n)),
        head.num(16, &ANCOUNT, |n| say!("wire-dns-answers", count = n)),
        head.num(16, &NSCOUNT, |n| say!("wire-dns-authorities", count = n)),
        head.num(16, &ARCOUNT, |n| say!("wire-dns-additionals", count = n)),
    ]
}

fn flag_bits(head: &mut Head<'_>, response: bool) {
    head.flag(&QR, either("wire-dns-response", "wire-dns-query"));
    head.num(4, &OPCODE, |n| match n {
        0 => say!("wire-dns-opcode-query"),
        _ => say!("wire-dns-opcode-other"),
    });
    head.flag(&AA, either("wire-dns-aa", "wire-dns-aa-not"));
    head.flag(&TC, either("wire-dns-tc", "wire-dns-tc-not"));
    head.flag(&RD, either("wire-dns-rd", "wire-dns-rd-not"));
    head.flag(&RA, |set| recursion(set, response));
    head.flag(&Z, either("wire-reserved-set", "wire-reserved-zero"));
    head.flag(&AD, either("wire-dns-ad", "wire-dns-ad-not"));
    head.flag(&CD, either("wire-dns-cd", "wire-dns-cd-not"));
    head.num(4, &RCODE, |n| rcode(n as u8));
}

/// What reads one entry of a section; gives the entry's value and meaning.
type ReadEntry = fn(&mut Head<'_>, Message<'_>) -> (Value, Say);

/// The sections after the header.
const SECTIONS: [(Named, ReadEntry); 4] = [
    (QUESTION_FIELD, question),
    (ANSWER, record),
    (AUTHORITY, record),
    (ADDITIONAL, record),
];

fn sections(head: &mut Head<'_>, message: Message<'_>, counts: [u64; 4]) {
    for ((named, entry), count) in SECTIONS.iter().zip(counts) {
        for _ in 0..count {
            if head.left() == 0 && !head.is_bad() {
                head.problem(head.at(), named.name, say!("wire-dns-missing"));
            }
            if head.is_bad() {
                return;
            }
            head.group(named, |head| entry(head, message));
        }
    }
}

/// What is asked: a name, and the type of records wanted.
fn question(head: &mut Head<'_>, message: Message<'_>) -> (Value, Say) {
    let name = message.name(head, &QNAME, say!("wire-dns-name"));
    let kind = head.num(16, &QTYPE, |n| data::meaning(n as u16)) as u16;
    class(head, &QCLASS, &QU, say!("wire-dns-unicast"));
    let text = format!("{name} {}", kind::name(kind));
    (Value::Text(text), say!("wire-dns-question"))
}

/// A resource record: whose it is, of which type, how long it holds, its data.
fn record(head: &mut Head<'_>, message: Message<'_>) -> (Value, Say) {
    let owner = message.name(head, &NAME, say!("wire-dns-name"));
    let kind = head.num(16, &TYPE, |n| data::meaning(n as u16)) as u16;
    if kind == kind::OPT {
        edns::class_and_ttl(head);
    } else {
        class(head, &CLASS, &CACHE_FLUSH, say!("wire-dns-flush"));
        head.num(32, &TTL, |n| say!("wire-dns-ttl", seconds = n));
    }
    let length = head.num(16, &RDLENGTH, |n| say!("wire-dns-rdlength", count = n));
    head.within(length as usize, &RDATA, say!("wire-dns-rdata"), |head| {
        data::read(head, message, kind);
    });
    let text = format!("{owner} {}", kind::name(kind));
    (Value::Text(text), say!("wire-dns-record"))
}

/// The class, whose first bit mDNS uses for itself (RFC 6762 §5.4, §10.2).
fn class(head: &mut Head<'_>, named: &Named, first_bit: &Named, meaning: Say) {
    if !head.ahead().starts_with(&[0x80, 1]) {
        head.hex(16, named, class_meaning);
        return;
    }
    head.flag(first_bit, |_| meaning);
    head.hex(15, named, class_meaning);
}

fn class_meaning(class: u64) -> Say {
    match class {
        1 => say!("wire-dns-class-in"),
        _ => say!("wire-dns-class-other"),
    }
}

fn recursion(available: bool, response: bool) -> Say {
    match (available, response) {
        (true, _) => say!("wire-dns-ra"),
        (false, true) => say!("wire-dns-ra-not"),
        (false, false) => say!("wire-dns-ra-query"),
    }
}

fn rcode(code: u8) -> Say {
    match code {
        0 => say!("wire-dns-noerror"),
        1 => say!("wire-dns-formerr"),
        2 => say!("wire-dns-servfail"),
        3 => say!("wire-dns-nxdomain"),
        5 => say!("wire-dns-refused"),
        other => say!("wire-dns-rcode", number = other.to_string()),
    }
}

fn line(about: &About<'_>) -> Say {
    let digest = about.digest;
    // Over TCP the message's length stands before it.
    let prefix = match digest.transport {
        Protocol::Tcp => 2,
        _ => 0,
    };
    let line = sentence(about.payload.get(prefix..).unwrap_or_default());
    match flavour(digest.src_port, digest.dst_port) {
        Some(name) => say!("wire-say-dns-flavour", name = name, line = line),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A question for www.example A, and its answer by pointer: 192.0.2.7, TTL 60.
    pub(super) const ANSWER: &[u8] =
        b"\x12\x34\x81\x80\x00\x01\x00\x01\x00\x00\x00\x00\x03www\x07example\x00\x00\x01\x00\x01\
        \xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\xc0\x00\x02\x07";

    #[test]
    fn mdns_uses_the_first_bit_of_the_class() {
        let question = b"\0\0\0\0\0\x01\0\0\0\0\0\0\x02pc\x05local\0\0\x01\x80\x01";
        let mut head = Head::new(question, HEADER, question.len());
        sections(&mut head, Message::new(question, 0), [1, 0, 0, 0]);
        let fields = head
            .layer(Protocol::Dns, say!("wire-cut"))
            .fields
            .remove(0)
            .children;
        let row: Vec<_> = fields
            .iter()
            .map(|f| (f.filter, f.value.clone()))
            .skip(2)
            .collect();
        assert_eq!(
            row,
            [
                ("dns.qry.qu", Value::Flag(true)),
                ("dns.qry.class", Value::Hex(1, 4))
            ]
        );
        assert_eq!(flavour(5353, 40000), Some("mDNS"));
        assert_eq!(flavour(53, 40000), None);
    }

    #[test]
    fn sentences_say_question_answer_and_failure() {
        assert_eq!(
            sentence(ANSWER),
            say!(
                "wire-say-dns-answer",
                name = "www.example",
                kind = "A",
                value = "192.0.2.7",
                count = 1
            )
        );
        let mut query = ANSWER[..29].to_vec();
        (query[2], query[3], query[7]) = (1, 0, 0);
        assert_eq!(
            sentence(&query),
            say!("wire-say-dns-asks", name = "www.example", kind = "A")
        );
        let mut none = ANSWER[..29].to_vec();
        (none[3], none[7]) = (0x83, 0);
        assert_eq!(
            sentence(&none),
            say!("wire-say-dns-nxdomain", name = "www.example")
        );
    }
}
