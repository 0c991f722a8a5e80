//! DNS (RFC 1035), also as mDNS (RFC 6762) and LLMNR (RFC 4795): names to addresses and more.
//!
//! A name may end in a pointer to an earlier place of the message. Each pointer followed here must
//! lead further back than the last, so names cannot go round in circles.

use std::fmt::Write as _;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::Range;

use super::digest::Protocol;
use super::entry::{Claim, Entry};
use super::field::Value;
use super::tree::{Head, Named, harmless};
use super::walk::{Next, Scan, Walk};
use crate::say;
use crate::say::Say;

mod records;

/// Transaction id.
pub const ID: Range<usize> = 0..2;
/// Flags.
pub const FLAGS: Range<usize> = 2..4;
/// The four counts.
pub const COUNTS: Range<usize> = 4..12;
/// Length of the header.
pub const HEADER: usize = 12;

/// Longest name in bytes on the wire (RFC 1035 §2.3.4).
const MAX_NAME: usize = 255;
/// Pointers followed for one name: of 255 bytes it has at most 127 labels, one pointer for each.
const MOST_JUMPS: usize = 127;

pub(super) const ENTRY: Entry = Entry {
    claims: &[Claim::Port(53), Claim::Port(5353), Claim::Port(5355)],
    digest,
    dissect,
};

fn digest(scan: &mut Scan<'_>) -> Next {
    scan.out.protocol = Protocol::Dns;
    Next::End
}

/// A record type's name.
#[must_use]
pub const fn type_name(kind: u16) -> Option<&'static str> {
    Some(match kind {
        1 => "A",
        2 => "NS",
        5 => "CNAME",
        6 => "SOA",
        12 => "PTR",
        13 => "HINFO",
        15 => "MX",
        16 => "TXT",
        28 => "AAAA",
        33 => "SRV",
        35 => "NAPTR",
        41 => "OPT",
        43 => "DS",
        46 => "RRSIG",
        47 => "NSEC",
        48 => "DNSKEY",
        64 => "SVCB",
        65 => "HTTPS",
        252 => "AXFR",
        255 => "ANY",
        257 => "CAA",
        _ => return None,
    })
}

fn type_text(kind: u16) -> String {
    type_name(kind).map_or_else(|| format!("TYPE{kind}"), str::to_owned)
}

/// Reads the name at `at` of `message`: its text and how many bytes it takes there. `None` when it is
/// cut, too long, or its pointers do not lead back or are more than a name has labels.
#[must_use]
pub fn read_name(message: &[u8], at: usize) -> Option<(String, usize)> {
    let (mut text, mut place, mut floor, mut taken, mut length) = (String::new(), at, at, None, 0);
    let mut jumps = 0;
    loop {
        let first = usize::from(*message.get(place)?);
        match first >> 6 {
            0 if first == 0 => break,
            0 => {
                length += first + 1;
                if length >= MAX_NAME {
                    return None;
                }
                push_label(&mut text, message.get(place + 1..place + 1 + first)?);
                place += 1 + first;
            }
            3 => {
                let target = (first & 0x3f) << 8 | usize::from(*message.get(place + 1)?);
                taken = taken.or_else(|| Some(place + 2 - at));
                jumps += 1;
                if target >= floor || jumps > MOST_JUMPS {
                    return None;
                }
                (place, floor) = (target, target);
            }
            _ => return None,
        }
    }
    let taken = taken.unwrap_or_else(|| place + 1 - at);
    Some((
        if text.is_empty() {
            ".".to_owned()
        } else {
            text
        },
        taken,
    ))
}

/// A label as people write it; what is not printable as `\DDD` (RFC 1035 §5.1), UTF-8 of mDNS as it is.
fn push_label(text: &mut String, label: &[u8]) {
    if !text.is_empty() {
        text.push('.');
    }
    if !label.is_ascii() && std::str::from_utf8(label).is_ok() {
        text.push_str(&harmless(label));
        return;
    }
    for &byte in label {
        match byte {
            b'.' | b'\\' => text.extend(['\\', char::from(byte)]),
            0x21..=0x7e | b' ' => text.push(char::from(byte)),
            _ => {
                let _ = write!(text, "\\{byte:03}");
            }
        }
    }
}

fn dissect(walk: &mut Walk<'_>) -> Next {
    let ports = walk.ports();
    let stream = ports.is_some_and(|(transport, _)| transport == Protocol::Tcp);
    let mut head = walk.head();
    if stream {
        // Over TCP the message's length comes first; one that goes on in later segments is left as data.
        let told = match head.slice(walk.at, walk.at + 2) {
            &[a, b] => usize::from(u16::from_be_bytes([a, b])),
            _ => return Next::End,
        };
        if told < HEADER || told + 2 > head.left() {
            return Next::End;
        }
        head.num(
            16,
            &Named("Length", "dns.length", "RFC 1035 §4.2.2"),
            |n| say!("wire-dns-length", count = n),
        );
        head.limit(walk.at + 2 + told);
    }
    let message = head.slice(head.at(), walk.end);
    let base = head.at();
    let counts = header(&mut head);
    for (section, count) in SECTIONS.iter().zip(counts) {
        for _ in 0..count {
            if head.left() == 0 && !head.is_bad() {
                head.problem(head.at(), section.0, say!("wire-dns-missing"));
            }
            if head.is_bad() {
                break;
            }
            record(&mut head, message, base, section);
        }
    }
    if head.is_bad() {
        let left = head.left();
        head.bytes(left, &Named("Unread", "", "RFC 1035 §4.1"), |_| {
            (Value::Bytes, say!("wire-cut"))
        });
    }
    let line = match ports.and_then(|(_, [src, dst])| flavour(src, dst)) {
        Some(name) => say!(
            "wire-say-dns-flavour",
            name = name,
            line = sentence(message)
        ),
        None => sentence(message),
    };
    walk.push(head.layer(Protocol::Dns, line));
    Next::End
}

/// The sections after the header: name of an entry, filter, is it a question?
const SECTIONS: [(&str, &str, bool); 4] = [
    ("Question", "dns.qry.name", true),
    ("Answer", "dns.resp.name", false),
    ("Authority", "dns.resp.name", false),
    ("Additional", "dns.resp.name", false),
];

fn header(head: &mut Head<'_>) -> [u64; 4] {
    const REFERENCE: &str = "RFC 1035 §4.1.1";
    let flags = match head.slice(head.at() + 2, head.at() + 4) {
        &[a, b] => u16::from_be_bytes([a, b]),
        _ => 0,
    };
    head.hex(16, &Named("ID", "dns.id", REFERENCE), |_| {
        say!("wire-dns-id")
    });
    head.group(&Named("Flags", "dns.flags", REFERENCE), |head| {
        flag_bits(head, flags & 0x8000 != 0, REFERENCE);
        (Value::Hex(u64::from(flags), 4), say!("wire-dns-flags"))
    });
    [
        head.num(16, &Named("QDCOUNT", "dns.count.queries", REFERENCE), |n| {
            say!("wire-dns-questions", count = n)
        }),
        head.num(16, &Named("ANCOUNT", "dns.count.answers", REFERENCE), |n| {
            say!("wire-dns-answers", count = n)
        }),
        head.num(16, &Named("NSCOUNT", "dns.count.auth_rr", REFERENCE), |n| {
            say!("wire-dns-authorities", count = n)
        }),
        head.num(16, &Named("ARCOUNT", "dns.count.add_rr", REFERENCE), |n| {
            say!("wire-dns-additionals", count = n)
        }),
    ]
}

fn flag_bits(head: &mut Head<'_>, response: bool, reference: &'static str) {
    head.flag(&Named("QR", "dns.flags.response", reference), |set| {
        if set {
            say!("wire-dns-response")
        } else {
            say!("wire-dns-query")
        }
    });
    head.num(
        4,
        &Named("OPCODE", "dns.flags.opcode", reference),
        |n| match n {
            0 => say!("wire-dns-opcode-query"),
            _ => say!("wire-dns-opcode-other"),
        },
    );
    head.flag(&Named("AA", "dns.flags.authoritative", reference), |set| {
        if set {
            say!("wire-dns-aa")
        } else {
            say!("wire-dns-aa-not")
        }
    });
    head.flag(&Named("TC", "dns.flags.truncated", reference), |set| {
        if set {
            say!("wire-dns-tc")
        } else {
            say!("wire-dns-tc-not")
        }
    });
    head.flag(&Named("RD", "dns.flags.recdesired", reference), |set| {
        if set {
            say!("wire-dns-rd")
        } else {
            say!("wire-dns-rd-not")
        }
    });
    head.flag(
        &Named("RA", "dns.flags.recavail", reference),
        |set| match (set, response) {
            (true, _) => say!("wire-dns-ra"),
            (false, true) => say!("wire-dns-ra-not"),
            (false, false) => say!("wire-dns-ra-query"),
        },
    );
    head.flag(&Named("Z", "dns.flags.z", reference), |set| {
        if set {
            say!("wire-reserved-set")
        } else {
            say!("wire-reserved-zero")
        }
    });
    head.flag(
        &Named("AD", "dns.flags.authenticated", "RFC 4035 §3.2.3"),
        |set| {
            if set {
                say!("wire-dns-ad")
            } else {
                say!("wire-dns-ad-not")
            }
        },
    );
    head.flag(
        &Named("CD", "dns.flags.checkdisable", "RFC 4035 §3.2.2"),
        |set| {
            if set {
                say!("wire-dns-cd")
            } else {
                say!("wire-dns-cd-not")
            }
        },
    );
    head.num(4, &Named("RCODE", "dns.flags.rcode", reference), |n| {
        rcode(n as u8)
    });
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

/// How many bytes the name at `at` takes up there, wherever its pointer leads.
fn in_place(message: &[u8], at: usize) -> Option<usize> {
    let mut place = at;
    loop {
        let first = usize::from(*message.get(place)?);
        match first >> 6 {
            0 if first == 0 => return Some(place + 1 - at),
            0 => place += 1 + first,
            3 => return Some(place + 2 - at),
            _ => return None,
        }
    }
}

/// A name in its place; `base` is where the message begins in the frame.
fn name(head: &mut Head<'_>, message: &[u8], base: usize, named: &Named, meaning: Say) -> String {
    let at = head.at();
    if let Some((text, taken)) =
        read_name(message, at - base).filter(|(_, taken)| *taken <= head.left())
    {
        head.bytes(taken, named, |_| (Value::Text(text.clone()), meaning));
        text
    } else {
        head.problem(at, named.0, say!("wire-dns-name-bad"));
        // A pointer that leads nowhere still ends the name: what follows can be read.
        let taken = in_place(message, at - base).filter(|taken| *taken <= head.left());
        head.bytes(taken.unwrap_or_else(|| head.left()), named, |_| {
            (Value::Bytes, say!("wire-dns-name-bad"))
        });
        String::new()
    }
}

fn record(
    head: &mut Head<'_>,
    message: &[u8],
    base: usize,
    &(section, filter, question): &(&'static str, &'static str, bool),
) {
    let reference = if question {
        "RFC 1035 §4.1.2"
    } else {
        "RFC 1035 §4.1.3"
    };
    head.group(&Named(section, "", reference), |head| {
        let owner = name(
            head,
            message,
            base,
            &Named("NAME", filter, reference),
            say!("wire-dns-name"),
        );
        let filter = if question {
            "dns.qry.type"
        } else {
            "dns.resp.type"
        };
        let kind = head.num(16, &Named("TYPE", filter, reference), |n| {
            type_meaning(n as u16)
        }) as u16;
        let text = format!("{owner} {}", type_text(kind));
        if question {
            class(
                head,
                ["dns.qry.class", "dns.qry.qu"],
                reference,
                say!("wire-dns-unicast"),
            );
            return (Value::Text(text), say!("wire-dns-question"));
        }
        if kind == 41 {
            extended(head);
        } else {
            class(
                head,
                ["dns.resp.class", "dns.resp.cache_flush"],
                reference,
                say!("wire-dns-flush"),
            );
            head.num(32, &Named("TTL", "dns.resp.ttl", reference), |n| {
                say!("wire-dns-ttl", seconds = n)
            });
        }
        let length = head.num(16, &Named("RDLENGTH", "dns.resp.len", reference), |n| {
            say!("wire-dns-rdlength", count = n)
        });
        let rest = Named("RDATA", "dns.data", reference);
        head.within(length as usize, &rest, say!("wire-dns-rdata"), |head| {
            rdata(head, message, base, kind);
        });
        (Value::Text(text), say!("wire-dns-record"))
    });
}

/// The class, whose first bit mDNS uses for itself (RFC 6762 §5.4, §10.2).
fn class(
    head: &mut Head<'_>,
    [filter, first_bit]: [&'static str; 2],
    reference: &'static str,
    meaning: Say,
) {
    let told = |n: u64| {
        if n == 1 {
            say!("wire-dns-class-in")
        } else {
            say!("wire-dns-class-other")
        }
    };
    if head.slice(head.at(), head.at() + 2) != [0x80, 1] {
        head.hex(16, &Named("CLASS", filter, reference), told);
        return;
    }
    let name = if first_bit == "dns.qry.qu" {
        "Unicast Response"
    } else {
        "Cache Flush"
    };
    head.flag(&Named(name, first_bit, "RFC 6762 §18"), |_| meaning);
    head.hex(15, &Named("CLASS", filter, reference), told);
}

/// EDNS puts other things where class and TTL are (RFC 6891 §6.1.3).
fn extended(head: &mut Head<'_>) {
    const REFERENCE: &str = "RFC 6891 §6.1.3";
    head.num(
        16,
        &Named("UDP Payload Size", "dns.rr.udp_payload_size", REFERENCE),
        |n| say!("wire-edns-size", count = n),
    );
    head.num(
        8,
        &Named("EXTENDED-RCODE", "dns.resp.ext_rcode", REFERENCE),
        |_| say!("wire-edns-rcode"),
    );
    head.num(
        8,
        &Named("VERSION", "dns.resp.edns0_version", REFERENCE),
        |_| say!("wire-edns-version"),
    );
    head.flag(&Named("DO", "dns.resp.z.do", REFERENCE), |set| {
        if set {
            say!("wire-edns-do")
        } else {
            say!("wire-edns-do-not")
        }
    });
    head.num(15, &Named("Z", "dns.resp.z.reserved", REFERENCE), |_| {
        say!("wire-reserved-zero")
    });
}

fn type_meaning(kind: u16) -> Say {
    match kind {
        1 => say!("wire-dns-type-a"),
        2 => say!("wire-dns-type-ns"),
        5 => say!("wire-dns-type-cname"),
        6 => say!("wire-dns-type-soa"),
        12 => say!("wire-dns-type-ptr"),
        15 => say!("wire-dns-type-mx"),
        16 => say!("wire-dns-type-txt"),
        28 => say!("wire-dns-type-aaaa"),
        33 => say!("wire-dns-type-srv"),
        41 => say!("wire-dns-type-opt"),
        255 => say!("wire-dns-type-any"),
        35 => say!("wire-dns-type-naptr"),
        43 => say!("wire-dns-type-ds"),
        46 => say!("wire-dns-rrsig"),
        47 => say!("wire-dns-type-nsec"),
        48 => say!("wire-dns-key"),
        64 | 65 => say!("wire-dns-type-svcb"),
        257 => say!("wire-dns-caa"),
        other => say!("wire-dns-type-other", name = type_text(other)),
    }
}

fn rdata(head: &mut Head<'_>, message: &[u8], base: usize, kind: u16) {
    if head.left() == 0 {
        return;
    }
    match kind {
        1 => {
            head.ipv4(&Named("ADDRESS", "dns.a", "RFC 1035 §3.4.1"), |_| {
                say!("wire-dns-type-a")
            });
        }
        28 => {
            head.ipv6(&Named("ADDRESS", "dns.aaaa", "RFC 3596 §2.2"), |_| {
                say!("wire-dns-type-aaaa")
            });
        }
        2 => {
            name(
                head,
                message,
                base,
                &Named("NSDNAME", "dns.ns", "RFC 1035 §3.3.11"),
                say!("wire-dns-type-ns"),
            );
        }
        5 => {
            name(
                head,
                message,
                base,
                &Named("CNAME", "dns.cname", "RFC 1035 §3.3.1"),
                say!("wire-dns-type-cname"),
            );
        }
        12 => {
            name(
                head,
                message,
                base,
                &Named("PTRDNAME", "dns.ptr.domain_name", "RFC 1035 §3.3.12"),
                say!("wire-dns-type-ptr"),
            );
        }
        15 => {
            head.num(
                16,
                &Named("PREFERENCE", "dns.mx.preference", "RFC 1035 §3.3.9"),
                |_| say!("wire-dns-mx-preference"),
            );
            name(
                head,
                message,
                base,
                &Named("EXCHANGE", "dns.mx.mail_exchange", "RFC 1035 §3.3.9"),
                say!("wire-dns-type-mx"),
            );
        }
        33 => {
            const SRV: &str = "RFC 2782";
            head.num(16, &Named("Priority", "dns.srv.priority", SRV), |_| {
                say!("wire-dns-mx-preference")
            });
            head.num(16, &Named("Weight", "dns.srv.weight", SRV), |_| {
                say!("wire-dns-srv-weight")
            });
            head.num(16, &Named("Port", "dns.srv.port", SRV), |n| {
                say!("wire-dns-srv-port", number = n.to_string())
            });
            name(
                head,
                message,
                base,
                &Named("Target", "dns.srv.target", SRV),
                say!("wire-dns-type-srv"),
            );
        }
        16 => texts(head),
        6 => authority(head, message, base),
        _ => records::data(head, message, base, kind),
    }
}

fn texts(head: &mut Head<'_>) {
    const TXT: &str = "RFC 1035 §3.3.14";
    while head.left() > 0 && !head.is_bad() {
        let length = head.num(8, &Named("TXT Length", "dns.txt.length", TXT), |n| {
            say!("wire-dns-txt-length", count = n)
        });
        head.bytes(
            length as usize,
            &Named("TXT-DATA", "dns.txt", TXT),
            |bytes| (Value::Text(harmless(bytes)), say!("wire-dns-type-txt")),
        );
    }
}

fn authority(head: &mut Head<'_>, message: &[u8], base: usize) {
    const SOA: &str = "RFC 1035 §3.3.13";
    name(
        head,
        message,
        base,
        &Named("MNAME", "dns.soa.mname", SOA),
        say!("wire-dns-soa-mname"),
    );
    name(
        head,
        message,
        base,
        &Named("RNAME", "dns.soa.rname", SOA),
        say!("wire-dns-soa-rname"),
    );
    head.num(32, &Named("SERIAL", "dns.soa.serial_number", SOA), |_| {
        say!("wire-dns-soa-serial")
    });
    head.num(
        32,
        &Named("REFRESH", "dns.soa.refresh_interval", SOA),
        |_| say!("wire-dns-soa-refresh"),
    );
    head.num(32, &Named("RETRY", "dns.soa.retry_interval", SOA), |_| {
        say!("wire-dns-soa-retry")
    });
    head.num(32, &Named("EXPIRE", "dns.soa.expire_limit", SOA), |_| {
        say!("wire-dns-soa-expire")
    });
    head.num(
        32,
        &Named("MINIMUM", "dns.soa.minimum_ttl", "RFC 2308 §4"),
        |_| say!("wire-dns-soa-minimum"),
    );
}

/// The name of DNS's relatives on their own ports: mDNS (RFC 6762) and LLMNR (RFC 4795).
#[must_use]
pub const fn flavour(src_port: u16, dst_port: u16) -> Option<&'static str> {
    match (src_port, dst_port) {
        (5353, _) | (_, 5353) => Some("mDNS"),
        (5355, _) | (_, 5355) => Some("LLMNR"),
        _ => None,
    }
}

/// A message in one sentence: what is asked, or what the answer is. `message` begins with the header.
#[must_use]
pub fn sentence(message: &[u8]) -> Say {
    let Some(&[_, _, f0, f1, _, questions, a0, a1, ..]) = message.first_chunk::<HEADER>() else {
        return say!("wire-say-dns-cut");
    };
    let asked = read_name(message, HEADER).filter(|_| questions > 0);
    let (who, kind, mut at) = match asked {
        Some((name, taken)) => (
            name,
            word(message, HEADER + taken).unwrap_or(0),
            HEADER + taken + 4,
        ),
        None => (String::new(), 0, HEADER),
    };
    let kind = type_text(kind);
    let answers = u16::from_be_bytes([a0, a1]);
    if f0 & 0x80 == 0 {
        return if who.is_empty() {
            say!("wire-say-dns-other")
        } else {
            say!("wire-say-dns-asks", name = who, kind = kind)
        };
    }
    match f1 & 15 {
        0 => {}
        3 => return say!("wire-say-dns-nxdomain", name = who),
        code => return say!("wire-say-dns-failed", name = who, why = rcode(code)),
    }
    if answers == 0 {
        return say!("wire-say-dns-empty", name = who, kind = kind);
    }
    // The first answer that is an address, else the first answer: enough for one line.
    let mut first = None;
    for _ in 0..answers.min(16) {
        let Some((owner, taken)) = read_name(message, at) else {
            break;
        };
        at += taken;
        let (Some(kind), Some(length)) = (word(message, at), word(message, at + 8)) else {
            break;
        };
        let value = answer_text(message, kind, at + 10, usize::from(length));
        at += 10 + usize::from(length);
        let answer = say!(
            "wire-say-dns-answer",
            name = owner,
            kind = type_text(kind),
            value = value,
            count = u32::from(answers)
        );
        if matches!(kind, 1 | 28) {
            return answer;
        }
        first.get_or_insert(answer);
    }
    first.unwrap_or(say!("wire-say-dns-cut"))
}

fn word(message: &[u8], at: usize) -> Option<u16> {
    message
        .get(at..at + 2)
        .and_then(<[u8]>::first_chunk)
        .map(|b| u16::from_be_bytes(*b))
}

fn answer_text(message: &[u8], kind: u16, at: usize, length: usize) -> String {
    let data = message.get(at..at + length).unwrap_or_default();
    let skip = match kind {
        15 => 2,
        33 => 6,
        _ => 0,
    };
    match kind {
        1 => data
            .first_chunk::<4>()
            .map(|b| Ipv4Addr::from(*b).to_string()),
        28 => data
            .first_chunk::<16>()
            .map(|b| Ipv6Addr::from(*b).to_string()),
        2 | 5 | 12 | 15 | 33 => read_name(message, at + skip).map(|(name, _)| name),
        16 => Some(harmless(
            data.get(1..data.len().min(41)).unwrap_or_default(),
        )),
        _ => None,
    }
    .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_that_loops_ends_its_name_but_not_the_question() {
        let message = b"\0\x04\x01\0\0\x01\0\0\0\0\0\0\xc0\x0c\0\x1c\0\x01";
        assert_eq!(read_name(message, 12), None);
        assert_eq!(
            (
                in_place(message, 12),
                in_place(b"\x01a\xc0\0", 0),
                in_place(b"\x01a", 0)
            ),
            (Some(2), Some(4), None)
        );
    }

    /// A question for www.example A, and its answer by pointer: 192.0.2.7, TTL 60.
    const ANSWER: &[u8] =
        b"\x12\x34\x81\x80\x00\x01\x00\x01\x00\x00\x00\x00\x03www\x07example\x00\x00\x01\x00\x01\
        \xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\xc0\x00\x02\x07";

    #[test]
    fn names_follow_pointers_back_only() {
        assert_eq!(read_name(ANSWER, 12), Some(("www.example".to_owned(), 13)));
        assert_eq!(read_name(ANSWER, 29), Some(("www.example".to_owned(), 2)));
        assert_eq!(read_name(b"\xc0\x00", 0), None, "to itself");
        assert_eq!(read_name(b"\xc0\x02\xc0\x00", 2), None, "round and round");
        assert_eq!(
            read_name(b"\x01a\xc0\x00", 0),
            None,
            "back to its own beginning"
        );
        assert_eq!(read_name(b"\x05abc", 0), None, "cut");
        assert_eq!(read_name(b"\x00", 0), Some((".".to_owned(), 1)));
        assert_eq!(
            read_name(b"\x03a.\x1b\x00", 0),
            Some(("a\\.\\027".to_owned(), 5))
        );
    }

    #[test]
    fn a_long_chain_of_pointers_is_refused() {
        let chain = |jumps: usize| {
            let mut message = vec![0];
            for jump in 0..jumps {
                let target = if jump == 0 { 0 } else { 2 * jump - 1 };
                message.extend((0xc000 | target as u16).to_be_bytes());
            }
            read_name(&message, 2 * jumps - 1)
        };
        assert_eq!(chain(127), Some((".".to_owned(), 2)));
        assert_eq!(chain(128), None);
    }

    #[test]
    fn a_name_too_long_is_refused() {
        let mut long: Vec<u8> = std::iter::repeat_n(
            b"\x3fxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            4,
        )
        .flatten()
        .copied()
        .collect();
        long.push(0);
        assert_eq!(read_name(&long, 0), None);
    }

    #[test]
    fn mdns_uses_the_first_bit_of_the_class() {
        let question = b"\0\0\0\0\0\x01\0\0\0\0\0\0\x02pc\x05local\0\0\x01\x80\x01";
        let mut head = Head::new(question, HEADER, question.len());
        record(&mut head, question, 0, &SECTIONS[0]);
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
