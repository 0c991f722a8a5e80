//! TCP (RFC 9293): a stream of bytes, numbered, acknowledged, and never faster than the receiver reads.

use std::net::IpAddr;
use std::ops::Range;

use super::about::{About, carried};
use super::checksum::{Sum, Verdict};
use super::digest::{Detail, TcpFlags};
use super::entry::{Claim, Entry, Reader, Summary};
use super::evidence::Evidence;
use super::field::Value;
use super::header::{put, u8_at, u8_in, u16_at, u16_in, u32_at};
use super::named::{Asked, Fact, Kind, Named, fields};
use super::pieces;
use super::ports;
use super::protocol::Protocol;
use super::tree::{Head, either, known, number};
use super::types::IpProtocol;
use super::walk::{Next, Scan, Walk};
use crate::say;
use crate::say::Say;

mod options;

/// Source Port.
pub const SRC_PORT: Range<usize> = 0..2;
/// Destination Port.
pub const DST_PORT: Range<usize> = 2..4;
/// Sequence Number.
pub const SEQ: Range<usize> = 4..8;
/// Acknowledgment Number.
pub const ACK: Range<usize> = 8..12;
/// Data Offset (4 bits), reserved bits (3 bits), the flag AE.
pub const OFFSET: Range<usize> = 12..13;
/// The flags but for AE.
pub const FLAGS: Range<usize> = 13..14;
/// Data Offset, reserved bits and all nine flags.
const CONTROL: Range<usize> = 12..14;
/// Window.
pub const WINDOW: Range<usize> = 14..16;
/// Checksum.
pub const CHECKSUM: Range<usize> = 16..18;
/// Urgent Pointer.
pub const URGENT: Range<usize> = 18..20;
/// Length of a header without options.
pub const HEADER: usize = 20;
/// The longest header: Data Offset counts up to 15 words of four bytes.
const LONGEST: usize = 60;

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
    let options = repr.options.len().min(LONGEST - HEADER);
    let length = HEADER + options.next_multiple_of(4);
    let mut whole = [0; LONGEST];
    let header = &mut whole[..length];
    put(header, SRC_PORT, repr.src_port.to_be_bytes());
    put(header, DST_PORT, repr.dst_port.to_be_bytes());
    put(header, SEQ, repr.seq.to_be_bytes());
    put(header, ACK, repr.ack.to_be_bytes());
    let control = (length as u16 / 4) << 12 | TcpFlags::of(repr.flags.0).0;
    put(header, CONTROL, control.to_be_bytes());
    put(header, WINDOW, repr.window.to_be_bytes());
    header[HEADER..HEADER + options].copy_from_slice(&repr.options[..options]);
    let segment = u32::try_from(length + payload.len()).unwrap_or(u32::MAX);
    let mut sum = Sum::pseudo(repr.src, repr.dst, IpProtocol::TCP, segment);
    sum.add(header);
    sum.add(payload);
    put(header, CHECKSUM, sum.finish().to_be_bytes());
    out.extend_from_slice(header);
    out.extend_from_slice(payload);
}

const REFERENCE: &str = "RFC 9293 §3.1";

fields! {
    SOURCE_PORT: Number "tcp.srcport" (TcpSrc) = "Source Port", REFERENCE;
    DESTINATION_PORT: Number "tcp.dstport" (TcpDst) = "Destination Port", REFERENCE;
    SEQUENCE_NUMBER: Number "tcp.seq_raw" (Seq) = "Sequence Number", "RFC 9293 §3.4";
    ACKNOWLEDGMENT_NUMBER: Number "tcp.ack_raw" (Ack) = "Acknowledgment Number", "RFC 9293 §3.4";
    DATA_OFFSET: Words "tcp.hdr_len" = "Data Offset", REFERENCE;
    RESERVED: Number "tcp.flags.res" = "Reserved", REFERENCE;
    CONTROL_BITS_FIELD: Number "tcp.flags" (TcpFlags) = "Control Bits", REFERENCE;
    WINDOW_FIELD: Number "tcp.window_size_value" (Window) = "Window", REFERENCE;
    CHECKSUM_FIELD: Number "tcp.checksum" = "Checksum", REFERENCE;
    URGENT_POINTER: Number "tcp.urgent_pointer" = "Urgent Pointer", "RFC 6093";
    AE_BIT: Flag "tcp.flags.ae" (TcpFlag(0x100)) = "AE", "RFC 9768 §3.1";
    CWR_BIT: Flag "tcp.flags.cwr" (TcpFlag(0x80)) = "CWR", "RFC 3168 §6.1";
    ECE_BIT: Flag "tcp.flags.ece" (TcpFlag(0x40)) = "ECE", "RFC 3168 §6.1";
    URG_BIT: Flag "tcp.flags.urg" (TcpFlag(0x20)) = "URG", REFERENCE;
    ACK_BIT: Flag "tcp.flags.ack" (TcpFlag(0x10)) = "ACK", REFERENCE;
    PSH_BIT: Flag "tcp.flags.push" (TcpFlag(0x08)) = "PSH", REFERENCE;
    RST_BIT: Flag "tcp.flags.reset" (TcpFlag(0x04)) = "RST", REFERENCE;
    SYN_BIT: Flag "tcp.flags.syn" (TcpFlag(0x02)) = "SYN", REFERENCE;
    FIN_BIT: Flag "tcp.flags.fin" (TcpFlag(0x01)) = "FIN", REFERENCE;
}

pub(super) const ENTRY: Entry = Entry {
    name: "TCP",
    filter: "tcp",
    osi: 4,
    evidence: Evidence::Transport,
    readers: &[Reader {
        claims: &[Claim::Ip(IpProtocol::TCP)],
        looks: None,
        digest,
        dissect,
    }],
    fields: &[FIELDS, options::FIELDS, pieces::FIELDS],
    asked: ASKED,
    summary: Summary::Payload(carried),
    ..Entry::APPLICATION
};

const ASKED: &[Asked] = &[
    Asked {
        filter: "tcp.port",
        name: "Source or Destination Port",
        kind: Kind::Number,
        fact: Fact::TcpEither,
        fields: &["tcp.srcport", "tcp.dstport"],
    },
    Asked {
        filter: "tcp.len",
        name: "",
        kind: Kind::Number,
        fact: Fact::TcpLen,
        fields: &[],
    },
    Asked {
        filter: "tcp.payload",
        name: "",
        kind: Kind::Bytes,
        fact: Fact::TcpPayload,
        fields: &[],
    },
];

fn digest(scan: &mut Scan<'_>) -> Next {
    let start = scan.at;
    scan.out.protocol = Protocol::Tcp;
    let Some(header) = scan.take::<HEADER>() else {
        scan.note_ports();
        return Next::End;
    };
    let (src, dst) = (u16_at(header, SRC_PORT), u16_at(header, DST_PORT));
    let out = &mut scan.out;
    (out.src_port, out.dst_port) = (src, dst);
    out.detail = Detail::Tcp {
        flags: TcpFlags::of(u16_at(header, CONTROL)),
        seq: u32_at(header, SEQ),
        ack: u32_at(header, ACK),
        window: u16_at(header, WINDOW),
    };
    let length = usize::from(u8_at(header, OFFSET) >> 4) * 4;
    scan.at = start + length.max(HEADER);
    scan.note_payload();
    if length < HEADER {
        return scan.malformed();
    }
    if scan.at > scan.end {
        scan.short(scan.at);
    }
    Next::Ports(Protocol::Tcp, src, dst)
}

fn dissect(walk: &mut Walk<'_>) -> Next {
    let start = walk.at;
    let mut head = walk.head();
    let segment = Segment::ahead(walk);
    let ports = ports(&mut head);
    sequence(&mut head, &segment);
    acknowledgment(&mut head, &segment);
    let header = data_offset(&mut head);
    control_bits(&mut head, &segment);
    window(&mut head, &segment);
    let verdict = checksum(&mut head, walk);
    urgent(&mut head, &segment);
    let read = !head.is_bad();
    if header < HEADER {
        let why = say!("wire-length-short", told = header, least = HEADER);
        head.problem_in(&OFFSET, "Data Offset", why);
    } else if read {
        options::read(&mut head, start + header);
    }
    verdict.note(&mut head, &CHECKSUM, "Checksum");
    walk.push(head.layer(Protocol::Tcp, line(ports, &segment)));
    let [Some(src), Some(dst)] = ports else {
        return Next::End;
    };
    // Of a frame cut inside the options other frames may tell what it completes.
    let is_cut = walk.at < start + header && !walk.is_told();
    if !read || header < HEADER || is_cut {
        return Next::End;
    }
    Next::Ports(Protocol::Tcp, src, dst)
}

/// What the meanings of a segment's first fields need to know of later ones; `None` where those are cut off.
struct Segment {
    flags: Option<TcpFlags>,
    /// How many bytes it carries, by what IP says.
    payload: Option<usize>,
}

impl Segment {
    /// Looks ahead in the header that stands next.
    fn ahead(walk: &Walk<'_>) -> Self {
        let header = walk.bytes.get(walk.at..).unwrap_or_default();
        let end = walk.carrier.map_or(walk.end, |carrier| carrier.end);
        let length = u8_in(header, OFFSET).map(|offset| usize::from(offset >> 4) * 4);
        Self {
            flags: u16_in(header, CONTROL).map(TcpFlags::of),
            payload: length.map(|length| end.saturating_sub(walk.at + length)),
        }
    }

    fn has(&self, flag: TcpFlags) -> bool {
        self.flags.is_some_and(|flags| flags.has(flag))
    }

    /// How many bytes it carries, and how many numbers it takes: one for each byte, and one each for
    /// SYN and FIN.
    fn numbers(&self) -> Option<(usize, u64)> {
        let payload = self.payload.filter(|_| self.flags.is_some())?;
        let flag = |flag| u64::from(self.has(flag));
        let taken = payload as u64 + flag(TcpFlags::SYN) + flag(TcpFlags::FIN);
        Some((payload, taken))
    }
}

fn ports(head: &mut Head<'_>) -> [Option<u16>; 2] {
    let fields = [(SRC_PORT, SOURCE_PORT), (DST_PORT, DESTINATION_PORT)];
    ports::read(head, Protocol::Tcp, fields)
}

fn sequence(head: &mut Head<'_>, segment: &Segment) {
    head.num(SEQ, &SEQUENCE_NUMBER, |n| {
        let Some((payload, taken)) = segment.numbers() else {
            return say!("wire-tcp-seq-cut");
        };
        let after = ((n + taken) & u64::from(u32::MAX)).to_string();
        match (segment.has(TcpFlags::SYN), payload, taken) {
            (true, ..) => say!("wire-tcp-seq-syn", after = after),
            (_, _, 0) => say!("wire-tcp-seq-empty"),
            (_, 0, _) => say!("wire-tcp-seq-fin", after = after),
            _ => say!("wire-tcp-seq", count = payload, after = after),
        }
    });
}

fn acknowledgment(head: &mut Head<'_>, segment: &Segment) {
    head.num(ACK, &ACKNOWLEDGMENT_NUMBER, |n| {
        if segment.flags.is_none() {
            return say!("wire-tcp-ack-cut");
        }
        if !segment.has(TcpFlags::ACK) {
            return say!("wire-tcp-ack-not");
        }
        let last = (n as u32).wrapping_sub(1).to_string();
        say!("wire-tcp-ack", number = n.to_string(), last = last)
    });
}

/// Gives the header's length in bytes; on the wire it counts words of four.
fn data_offset(head: &mut Head<'_>) -> usize {
    let words = head.num(4, &DATA_OFFSET, |words| {
        let bytes = words * 4;
        let options = bytes.saturating_sub(HEADER as u64);
        say!(
            "wire-tcp-offset",
            words = words,
            bytes = bytes,
            options = options
        )
    });
    head.num(3, &RESERVED, |n| match n {
        0 => say!("wire-reserved-zero"),
        _ => say!("wire-reserved-set"),
    });
    words as usize * 4
}

fn control_bits(head: &mut Head<'_>, segment: &Segment) {
    head.group(&CONTROL_BITS_FIELD, |head| {
        for (named, meaning) in &CONTROL_BITS {
            head.flag(named, either(meaning, "wire-flag-off"));
        }
        (
            Value::Text(names(segment.flags).into()),
            say!("wire-tcp-flags"),
        )
    });
}

fn window(head: &mut Head<'_>, segment: &Segment) {
    head.num(WINDOW, &WINDOW_FIELD, |n| match n {
        0 => say!("wire-tcp-window-zero"),
        _ if segment.has(TcpFlags::SYN) => say!("wire-tcp-window-syn", count = n),
        _ => say!("wire-tcp-window", count = n),
    });
}

/// The checksum, which is worked out over header and payload.
fn checksum(head: &mut Head<'_>, walk: &mut Walk<'_>) -> Verdict {
    let verdict = walk.verify(IpProtocol::TCP, CHECKSUM, walk.end - walk.at);
    head.hex(CHECKSUM, &CHECKSUM_FIELD, |_| verdict.say());
    verdict
}

fn urgent(head: &mut Head<'_>, segment: &Segment) {
    head.num(URGENT, &URGENT_POINTER, |_| {
        if segment.has(URG) {
            say!("wire-tcp-urgent")
        } else {
            say!("wire-tcp-urgent-not")
        }
    });
}

/// The urgent pointer counts.
const URG: TcpFlags = TcpFlags(0x20);

fn line([src, dst]: [Option<u16>; 2], segment: &Segment) -> Say {
    say!(
        "wire-tcp-line",
        src = known(src),
        dst = known(dst),
        flags = names(segment.flags),
        count = number(segment.payload)
    )
}

/// The flags' names; a dash where none is set.
fn names(flags: Option<TcpFlags>) -> String {
    match flags {
        Some(TcpFlags(0)) => "–".to_owned(),
        flags => known(flags.map(TcpFlags::names)),
    }
}

/// The flags from the highest bit on, and what each says when it is set.
const CONTROL_BITS: [(Named, &str); 9] = [
    (AE_BIT, "wire-tcp-ae"),
    (CWR_BIT, "wire-tcp-cwr"),
    (ECE_BIT, "wire-tcp-ece"),
    (URG_BIT, "wire-tcp-urg"),
    (ACK_BIT, "wire-tcp-ackflag"),
    (PSH_BIT, "wire-tcp-psh"),
    (RST_BIT, "wire-tcp-rst"),
    (SYN_BIT, "wire-tcp-syn"),
    (FIN_BIT, "wire-tcp-fin"),
];

/// A segment in one sentence; `spoken`: what its payload says in the words of its protocol.
pub(super) fn sentence(about: &About<'_>, spoken: impl FnOnce(&About<'_>) -> Say) -> Option<Say> {
    let Detail::Tcp {
        flags, seq, ack, ..
    } = about.digest.detail
    else {
        return None;
    };
    let has = |flag| flags.has(flag);
    let spoken = || match (about.payload, about.digest.payload_len) {
        ([], 1..) => carried(about),
        _ => spoken(about),
    };
    Some(match about.digest.payload_len {
        _ if has(TcpFlags::RST) && has(TcpFlags::ACK) && seq == 0 => say!("wire-say-refuses"),
        _ if has(TcpFlags::RST) => say!("wire-say-aborts"),
        _ if has(TcpFlags::SYN) && has(TcpFlags::ACK) => say!("wire-say-agrees"),
        _ if has(TcpFlags::SYN) => say!("wire-say-opens"),
        0 if has(TcpFlags::FIN) => say!("wire-say-fin"),
        _ if has(TcpFlags::FIN) => say!("wire-say-fin-data", data = spoken()),
        0 if has(TcpFlags::ACK) => {
            say!("wire-say-acks", number = ack.wrapping_sub(1).to_string())
        }
        0 => say!("wire-say-tcp-empty"),
        _ => spoken(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{Context, LinkType, digest, dissect};

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

    /// SYN ACK AE: what a server answers that has seen a congestion mark on the SYN (RFC 9768 §3.1.2).
    #[test]
    fn the_ninth_flag_is_written_and_read_and_three_bits_stay_reserved() {
        let mut packet = syn(&[]);
        packet[32] |= 0x01;
        packet[33] |= 0x10;
        let Detail::Tcp { flags, .. } = digest(LinkType::RawIp, &packet).detail else {
            panic!("no segment");
        };
        assert_eq!(
            (flags, flags.names().as_str()),
            (TcpFlags(0x112), "SYN ACK AE")
        );
        let tree = dissect(LinkType::RawIp, &packet, &Context::default());
        let bits = |name: &str| {
            let all = tree.layers[1].fields.iter();
            let mut all = all.flat_map(|f| std::iter::once(f).chain(&f.children));
            let field = all.find(|f| f.filter == name).unwrap();
            (field.bits.clone(), field.value.clone())
        };
        assert_eq!(bits("tcp.flags.res"), (260..263, Value::Number(0)));
        assert_eq!(bits("tcp.flags.ae"), (263..264, Value::Flag(true)));
        assert_eq!(
            bits("tcp.flags"),
            (263..272, Value::Text("SYN ACK AE".into()))
        );
        let mut written = Vec::new();
        let repr = Repr {
            src: IpAddr::from([10, 0, 0, 1]),
            dst: IpAddr::from([10, 0, 0, 2]),
            src_port: 1,
            dst_port: 2,
            seq: 0,
            ack: 0,
            flags,
            window: 0,
            options: &[],
        };
        emit(&repr, b"", &mut written);
        assert_eq!(written[12..14], [0x51, 0x12]);
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
