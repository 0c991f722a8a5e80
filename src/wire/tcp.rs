//! TCP (RFC 9293): a stream of bytes, numbered, acknowledged, and never faster than the receiver reads.

use std::net::IpAddr;
use std::ops::Range;

use super::checksum::Sum;
use super::digest::{Detail, Protocol, TcpFlags};
use super::entry::{Claim, Entry};
use super::field::Value;
use super::tree::{Head, Named};
use super::types::IpProtocol;
use super::udp::port_meaning;
use super::walk::{Next, Scan, Walk};
use crate::say;
use crate::say::Say;

/// Source Port.
pub const SRC_PORT: Range<usize> = 0..2;
/// Destination Port.
pub const DST_PORT: Range<usize> = 2..4;
/// Sequence Number.
pub const SEQ: Range<usize> = 4..8;
/// Acknowledgment Number.
pub const ACK: Range<usize> = 8..12;
/// Data Offset (4 bits) and reserved bits (4 bits).
pub const OFFSET: usize = 12;
/// Flags.
pub const FLAGS: usize = 13;
/// Window.
pub const WINDOW: Range<usize> = 14..16;
/// Checksum.
pub const CHECKSUM: Range<usize> = 16..18;
/// Urgent Pointer.
pub const URGENT: Range<usize> = 18..20;
/// Length of a header without options.
pub const HEADER: usize = 20;

/// What a TCP header says; for writing one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repr<'a> {
    /// From which host (counts into the checksum).
    pub src: IpAddr,
    /// To which host (counts into the checksum).
    pub dst: IpAddr,
    /// From which port.
    pub src_port: u16,
    /// To which port.
    pub dst_port: u16,
    /// Number of the first payload byte.
    pub seq: u32,
    /// Next number awaited from the other side.
    pub ack: u32,
    /// The flags.
    pub flags: TcpFlags,
    /// Receive window as on the wire, not scaled.
    pub window: u16,
    /// Options as on the wire; filled up with zeros (End of Option List) to a multiple of four, at
    /// most 40 bytes, more is left out.
    pub options: &'a [u8],
}

/// Appends the header, its checksum filled in, and `payload` behind it to `out`.
pub fn emit(repr: &Repr<'_>, payload: &[u8], out: &mut Vec<u8>) {
    let mut head = [0_u8; 60];
    head[0..2].copy_from_slice(&repr.src_port.to_be_bytes());
    head[2..4].copy_from_slice(&repr.dst_port.to_be_bytes());
    head[4..8].copy_from_slice(&repr.seq.to_be_bytes());
    head[8..12].copy_from_slice(&repr.ack.to_be_bytes());
    head[13] = repr.flags.0;
    head[14..16].copy_from_slice(&repr.window.to_be_bytes());
    for (to, from) in head[20..].iter_mut().zip(repr.options) {
        *to = *from;
    }
    let length = 20 + repr.options.len().min(40).next_multiple_of(4);
    head[12] = (length as u8 / 4) << 4;
    let segment = u32::try_from(length + payload.len()).unwrap_or(u32::MAX);
    let mut sum = Sum::pseudo(repr.src, repr.dst, IpProtocol::TCP, segment);
    sum.add(&head[..length]);
    sum.add(payload);
    head[16..18].copy_from_slice(&sum.finish().to_be_bytes());
    out.extend_from_slice(&head[..length]);
    out.extend_from_slice(payload);
}

pub(super) const ENTRY: Entry = Entry {
    claims: &[Claim::Ip(IpProtocol::TCP)],
    digest,
    dissect,
};

fn digest(scan: &mut Scan<'_>) -> Next {
    let start = scan.at;
    let Some(
        &[
            s0,
            s1,
            d0,
            d1,
            q0,
            q1,
            q2,
            q3,
            a0,
            a1,
            a2,
            a3,
            offset,
            flags,
            w0,
            w1,
            ..,
        ],
    ) = scan.take::<HEADER>()
    else {
        return Next::End;
    };
    let (src, dst) = (u16::from_be_bytes([s0, s1]), u16::from_be_bytes([d0, d1]));
    let out = &mut scan.out;
    (out.protocol, out.src_port, out.dst_port) = (Protocol::Tcp, src, dst);
    out.detail = Detail::Tcp {
        flags: TcpFlags(flags),
        seq: u32::from_be_bytes([q0, q1, q2, q3]),
        ack: u32::from_be_bytes([a0, a1, a2, a3]),
        window: u16::from_be_bytes([w0, w1]),
    };
    scan.at = start + (usize::from(offset >> 4) * 4).max(HEADER);
    out.payload_at = scan.at as u32;
    out.payload_len = scan.end.saturating_sub(scan.at) as u32;
    Next::Ports(Protocol::Tcp, src, dst)
}

const REFERENCE: &str = "RFC 9293 §3.1";

fn dissect(walk: &mut Walk<'_>) -> Next {
    let start = walk.at;
    let mut head = walk.head();
    let src = head.num(16, &Named("Source Port", "tcp.srcport", REFERENCE), |n| {
        port_meaning(Protocol::Tcp, n as u16, true)
    });
    let dst = head.num(
        16,
        &Named("Destination Port", "tcp.dstport", REFERENCE),
        |n| port_meaning(Protocol::Tcp, n as u16, false),
    );
    let flags = walk
        .bytes
        .get(start + FLAGS)
        .map_or(TcpFlags(0), |f| TcpFlags(*f));
    let words = walk
        .bytes
        .get(start + OFFSET)
        .map_or(5, |b| usize::from(b >> 4));
    let end = walk.carrier.map_or(walk.end, |c| c.end);
    let payload = end.saturating_sub(start + words * 4);
    numbers(&mut head, flags, payload);
    let header = 4 * head.num(4, &Named("Data Offset", "tcp.hdr_len", REFERENCE), |n| {
        say!(
            "wire-tcp-offset",
            words = n,
            bytes = n * 4,
            options = (n * 4).saturating_sub(20)
        )
    }) as usize;
    head.num(
        4,
        &Named("Reserved", "tcp.flags.res", REFERENCE),
        |n| match n {
            0 => say!("wire-reserved-zero"),
            _ => say!("wire-reserved-set"),
        },
    );
    flag_bits(&mut head);
    head.num(
        16,
        &Named("Window", "tcp.window_size_value", REFERENCE),
        |n| match n {
            0 => say!("wire-tcp-window-zero"),
            _ if flags.has(TcpFlags::SYN) => say!("wire-tcp-window-syn", count = n),
            _ => say!("wire-tcp-window", count = n),
        },
    );
    let verdict = walk.verify(
        IpProtocol::TCP,
        start,
        start + CHECKSUM.start,
        walk.end - start,
    );
    head.hex(16, &Named("Checksum", "tcp.checksum", REFERENCE), |_| {
        verdict.say()
    });
    head.num(
        16,
        &Named("Urgent Pointer", "tcp.urgent_pointer", "RFC 6093"),
        |_| {
            if flags.0 & 0x20 == 0 {
                say!("wire-tcp-urgent-not")
            } else {
                say!("wire-tcp-urgent")
            }
        },
    );
    let read = !head.is_bad();
    if read && header < HEADER {
        head.problem(
            start + OFFSET,
            "Data Offset",
            say!("wire-length-short", told = header, least = HEADER),
        );
    } else if read {
        options(&mut head, start + header);
    }
    verdict.note(&mut head, start + CHECKSUM.start, "Checksum");
    let line = say!(
        "wire-tcp-line",
        src = src.to_string(),
        dst = dst.to_string(),
        flags = names(flags),
        count = payload
    );
    walk.push(head.layer(Protocol::Tcp, line));
    if !read || header < HEADER || walk.at < start + header {
        Next::End
    } else {
        walk.stream();
        Next::Ports(Protocol::Tcp, src as u16, dst as u16)
    }
}

/// The flags' names; a dash where none is set.
fn names(flags: TcpFlags) -> String {
    if flags.0 == 0 {
        "–".to_owned()
    } else {
        flags.names()
    }
}

/// Sequence and acknowledgement number.
fn numbers(head: &mut Head<'_>, flags: TcpFlags, payload: usize) {
    head.num(
        32,
        &Named("Sequence Number", "tcp.seq_raw", "RFC 9293 §3.4"),
        |n| {
            // SYN and FIN take one number each.
            let taken = payload as u64
                + u64::from(flags.has(TcpFlags::SYN))
                + u64::from(flags.has(TcpFlags::FIN));
            let after = ((n + taken) & 0xffff_ffff).to_string();
            match (flags.has(TcpFlags::SYN), payload, taken) {
                (true, ..) => say!("wire-tcp-seq-syn", after = after),
                (_, _, 0) => say!("wire-tcp-seq-empty"),
                (_, 0, _) => say!("wire-tcp-seq-fin", after = after),
                _ => say!("wire-tcp-seq", count = payload, after = after),
            }
        },
    );
    head.num(
        32,
        &Named("Acknowledgment Number", "tcp.ack_raw", "RFC 9293 §3.4"),
        |n| {
            if flags.has(TcpFlags::ACK) {
                say!(
                    "wire-tcp-ack",
                    number = n.to_string(),
                    last = (n.wrapping_sub(1) & 0xffff_ffff).to_string()
                )
            } else {
                say!("wire-tcp-ack-not")
            }
        },
    );
}

fn flag_bits(head: &mut Head<'_>) {
    let at = head.at();
    head.group(&Named("Control Bits", "tcp.flags", REFERENCE), |head| {
        head.flag(&Named("CWR", "tcp.flags.cwr", "RFC 3168 §6.1"), |set| {
            on(set, say!("wire-tcp-cwr"))
        });
        head.flag(&Named("ECE", "tcp.flags.ece", "RFC 3168 §6.1"), |set| {
            on(set, say!("wire-tcp-ece"))
        });
        head.flag(&Named("URG", "tcp.flags.urg", REFERENCE), |set| {
            on(set, say!("wire-tcp-urg"))
        });
        head.flag(&Named("ACK", "tcp.flags.ack", REFERENCE), |set| {
            on(set, say!("wire-tcp-ackflag"))
        });
        head.flag(&Named("PSH", "tcp.flags.push", REFERENCE), |set| {
            on(set, say!("wire-tcp-psh"))
        });
        head.flag(&Named("RST", "tcp.flags.reset", REFERENCE), |set| {
            on(set, say!("wire-tcp-rst"))
        });
        head.flag(&Named("SYN", "tcp.flags.syn", REFERENCE), |set| {
            on(set, say!("wire-tcp-syn"))
        });
        head.flag(&Named("FIN", "tcp.flags.fin", REFERENCE), |set| {
            on(set, say!("wire-tcp-fin"))
        });
        let flags = TcpFlags(head.slice(at, at + 1).first().copied().unwrap_or(0));
        (Value::Text(names(flags)), say!("wire-tcp-flags"))
    });
}

/// What a flag says when it is set; when not, that it is not.
fn on(set: bool, meaning: Say) -> Say {
    if set { meaning } else { say!("wire-flag-off") }
}

/// The options (RFC 9293 §3.2), up to where the header ends.
fn options(head: &mut Head<'_>, end: usize) {
    if end > head.at() + head.left() {
        let (need, have) = (end - head.at(), head.left());
        head.problem(
            head.at(),
            "Options",
            say!("wire-cut-why", need = need, have = have),
        );
    }
    head.limit(end);
    while head.left() > 0 {
        let at = head.at();
        match head.slice(at, at + 1).first().copied().unwrap_or(0) {
            0 => {
                single(
                    head,
                    &Named("End of Option List", "tcp.options.eol", "RFC 9293 §3.2"),
                    &say!("wire-option-end"),
                );
                let rest = head.left();
                head.bytes(rest, &Named("Padding", "", "RFC 9293 §3.1"), |_| {
                    (Value::Bytes, say!("wire-dhcp-filling"))
                });
            }
            1 => single(
                head,
                &Named("No-Operation", "tcp.options.nop", "RFC 9293 §3.2"),
                &say!("wire-option-nop"),
            ),
            kind => option(head, kind, at),
        }
    }
}

/// An option that is its kind and nothing else.
fn single(head: &mut Head<'_>, named: &Named, meaning: &Say) {
    head.group(named, |head| {
        let kind = head.num(8, &Named("Kind", "tcp.option_kind", named.2), |_| {
            meaning.clone()
        });
        (Value::Number(kind), meaning.clone())
    });
}

fn option(head: &mut Head<'_>, kind: u8, at: usize) {
    let (name, filter, reference) = match kind {
        2 => ("Maximum Segment Size", "tcp.options.mss", "RFC 9293 §3.7.1"),
        3 => ("Window Scale", "tcp.options.wscale", "RFC 7323 §2"),
        4 => ("SACK Permitted", "tcp.options.sack_perm", "RFC 2018 §2"),
        5 => ("SACK", "tcp.options.sack", "RFC 2018 §3"),
        8 => ("Timestamps", "tcp.options.timestamp", "RFC 7323 §3"),
        19 => ("MD5 Signature", "tcp.options.md5", "RFC 2385 §3.0"),
        28 => ("User Timeout", "tcp.options.user_to", "RFC 5482 §3"),
        30 => ("Multipath TCP", "", "RFC 8684 §3"),
        34 => ("TCP Fast Open Cookie", "tcp.options.tfo", "RFC 7413 §4.1.1"),
        _ => ("Unknown Option", "tcp.options.unknown", "RFC 9293 §3.2"),
    };
    head.group(&Named(name, filter, reference), |head| {
        head.num(8, &Named("Kind", "tcp.option_kind", reference), |n| {
            say!("wire-option-kind", number = n.to_string(), name = name)
        });
        let length =
            super::ipv4::option_length(head, &Named("Length", "tcp.option_len", reference), at);
        let end = head.at() + length;
        (Value::Group, option_data(head, kind, end, reference))
    });
}

/// An option's data; gives what the option means.
fn option_data(head: &mut Head<'_>, kind: u8, end: usize, reference: &'static str) -> Say {
    let length = end - head.at();
    match (kind, length) {
        (2, 2) => {
            let mss = head.num(
                16,
                &Named("MSS Value", "tcp.options.mss_val", reference),
                |n| say!("wire-tcp-mss", count = n),
            );
            say!("wire-tcp-mss", count = mss)
        }
        (3, 1) => {
            let shift = head.num(
                8,
                &Named("Shift Count", "tcp.options.wscale.shift", reference),
                |n| say!("wire-tcp-wscale", shift = n, factor = 1_u64 << n.min(14)),
            );
            say!(
                "wire-tcp-wscale",
                shift = shift,
                factor = 1_u64 << shift.min(14)
            )
        }
        (4, 0) => say!("wire-tcp-sack-permitted"),
        (5, 8 | 16 | 24 | 32) => {
            while head.at() < end {
                head.num(
                    32,
                    &Named("Left Edge", "tcp.options.sack_le", reference),
                    |n| say!("wire-tcp-sack-left", number = n.to_string()),
                );
                head.num(
                    32,
                    &Named("Right Edge", "tcp.options.sack_re", reference),
                    |n| say!("wire-tcp-sack-right", number = n.to_string()),
                );
            }
            say!("wire-tcp-sack")
        }
        (8, 8) => {
            head.num(
                32,
                &Named("Timestamp Value", "tcp.options.timestamp.tsval", reference),
                |_| say!("wire-tcp-tsval"),
            );
            head.num(
                32,
                &Named(
                    "Timestamp Echo Reply",
                    "tcp.options.timestamp.tsecr",
                    reference,
                ),
                |n| match n {
                    0 => say!("wire-tcp-tsecr-none"),
                    _ => say!("wire-tcp-tsecr"),
                },
            );
            say!("wire-tcp-timestamps")
        }
        (28, 2) => {
            head.flag(
                &Named("Granularity", "tcp.options.user_to_granularity", reference),
                |set| {
                    if set {
                        say!("wire-tcp-user-minutes")
                    } else {
                        say!("wire-tcp-user-seconds")
                    }
                },
            );
            head.num(
                15,
                &Named("User Timeout", "tcp.options.user_to_val", reference),
                |_| say!("wire-tcp-user"),
            );
            say!("wire-tcp-user")
        }
        _ => raw(head, kind, length, reference),
    }
}

/// Options whose data is left in one piece.
fn raw(head: &mut Head<'_>, kind: u8, length: usize, reference: &'static str) -> Say {
    let (filter, meaning) = match kind {
        19 => ("tcp.options.md5.digest", say!("wire-tcp-md5")),
        30 => ("", say!("wire-tcp-mptcp")),
        34 if length == 0 => ("", say!("wire-tcp-fast-open-asks")),
        34 => ("tcp.options.tfo.cookie", say!("wire-tcp-fast-open")),
        2..=5 | 8 | 28 => ("", say!("wire-option-size")),
        _ => (
            "tcp.options.unknown.payload",
            say!("wire-option-unknown", number = kind.to_string()),
        ),
    };
    head.bytes(length, &Named("Option Data", filter, reference), |_| {
        (Value::Bytes, say!("wire-option-data", count = length))
    });
    meaning
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{Context, LinkType, dissect};

    fn syn(options: &[u8]) -> Vec<u8> {
        let (src, dst) = (IpAddr::from([10, 0, 0, 1]), IpAddr::from([10, 0, 0, 2]));
        let mut segment = Vec::new();
        let repr = Repr {
            src,
            dst,
            src_port: 40000,
            dst_port: 80,
            seq: u32::MAX,
            ack: 0,
            flags: TcpFlags::SYN,
            window: 64240,
            options,
        };
        emit(&repr, b"", &mut segment);
        let mut packet = vec![
            0x45,
            0,
            0,
            20 + segment.len() as u8,
            0,
            0,
            0x40,
            0,
            64,
            6,
            0,
            0,
            10,
            0,
            0,
            1,
            10,
            0,
            0,
            2,
        ];
        packet.extend(segment);
        packet
    }

    #[test]
    fn options_are_read_one_by_one() {
        let packet = syn(&[2, 4, 5, 0xb4, 1, 3, 3, 7, 4, 2, 0, 0]);
        let tree = dissect(LinkType::RawIp, &packet, &Context::default());
        let fields = &tree.layers[1].fields;
        let options: Vec<_> = fields
            .iter()
            .skip(10)
            .map(|f| (f.name, f.bytes()))
            .collect();
        assert_eq!(
            options,
            [
                ("Maximum Segment Size", 40..44),
                ("No-Operation", 44..45),
                ("Window Scale", 45..48),
                ("SACK Permitted", 48..50),
                ("End of Option List", 50..51),
                ("Padding", 51..52)
            ]
        );
        assert_eq!(fields[10].children[2].value, Value::Number(1460));
        assert_eq!(
            fields[12].meaning,
            Some(say!("wire-tcp-wscale", shift = 7, factor = 128))
        );
    }

    #[test]
    fn a_known_option_of_a_wrong_length_is_no_unknown_one() {
        let tree = dissect(
            LinkType::RawIp,
            &syn(&[8, 6, 0, 0, 0, 1, 1, 1]),
            &Context::default(),
        );
        let option = &tree.layers[1].fields[10];
        assert_eq!(
            (option.name, option.meaning.as_ref().map(|m| m.key)),
            ("Timestamps", Some("wire-option-size"))
        );
        assert_eq!(option.children[2].filter, "");
    }

    #[test]
    fn a_syn_takes_one_number_and_numbers_wrap() {
        let tree = dissect(LinkType::RawIp, &syn(&[]), &Context::default());
        assert_eq!(
            tree.layers[1].fields[2].meaning,
            Some(say!("wire-tcp-seq-syn", after = "0"))
        );
    }

    #[test]
    fn an_option_that_lies_ends_the_options() {
        let tree = dissect(LinkType::RawIp, &syn(&[2, 0, 5, 0xb4]), &Context::default());
        let problem = tree.layers[1].problem.clone().unwrap();
        assert_eq!((problem.offset, problem.field), (41, "Length"));
    }
}
