//! What ICMP and ICMPv6 share: the first four bytes, echoes, and the packet that an error quotes.

use std::ops::Range;

use super::checksum::Verdict;
use super::digest::{Detail, Protocol};
use super::header::{u8_at, u16_at};
use super::tree::{Head, Named};
use super::types::{EtherType, IpProtocol};
use super::walk::{Next, Scan, Walk};
use crate::say;
use crate::say::Say;

/// Type.
pub(super) const TYPE: Range<usize> = 0..1;
/// Code: what exactly, within the type.
pub(super) const CODE: Range<usize> = 1..2;
/// Checksum.
pub(super) const CHECKSUM: Range<usize> = 2..4;
/// Identifier of an echo.
pub(super) const IDENT: Range<usize> = 4..6;
/// Sequence number of an echo.
pub(super) const SEQ: Range<usize> = 6..8;
/// Length of the header of most messages.
pub(super) const HEADER: usize = 8;
/// What every message has: type, code, checksum.
const LEAST: usize = 4;

/// The facts of a message; `echoes` are the types of echo request and reply.
pub(super) fn gather(scan: &mut Scan<'_>, protocol: Protocol, echoes: [u8; 2]) -> Next {
    let message = scan.bytes.get(scan.at..).unwrap_or_default();
    let Some(first) = message.first_chunk::<LEAST>() else {
        return Next::End;
    };
    let kind = u8_at(first, TYPE);
    let header = message.first_chunk::<HEADER>();
    let [ident, seq] = match header.filter(|_| echoes.contains(&kind)) {
        Some(header) => [u16_at(header, IDENT), u16_at(header, SEQ)],
        None => [0, 0],
    };
    scan.out.protocol = protocol;
    scan.out.detail = Detail::Icmp {
        kind,
        code: u8_at(first, CODE),
        ident,
        seq,
    };
    scan.at += HEADER;
    scan.note_payload();
    Next::End
}

/// What differs between the versions in a message's first four bytes.
pub(super) struct Version {
    /// Whose checksum it is.
    pub(super) number: IpProtocol,
    /// Names of type, code and checksum.
    pub(super) fields: [Named; 3],
    pub(super) kind_meaning: fn(u8) -> Say,
    pub(super) code_meaning: fn(u8, u8) -> Say,
}

/// A message's first four bytes as they were read.
pub(super) struct Begun {
    pub(super) kind: u8,
    pub(super) code: u8,
    pub(super) verdict: Verdict,
}

/// Reads type, code and checksum.
pub(super) fn begin(walk: &mut Walk<'_>, head: &mut Head<'_>, version: &Version) -> Begun {
    let [kind, code, checksum] = &version.fields;
    let kind = head.num(TYPE, kind, |n| (version.kind_meaning)(n as u8)) as u8;
    let code = head.num(CODE, code, |n| (version.code_meaning)(kind, n as u8)) as u8;
    let verdict = walk.verify(version.number, CHECKSUM, walk.end - walk.at);
    head.hex(CHECKSUM, checksum, |_| verdict.say());
    Begun {
        kind,
        code,
        verdict,
    }
}

/// What an echo adds, and other questions that are answered one by one.
pub(super) fn echo(head: &mut Head<'_>, [ident, seq]: [&Named; 2]) {
    head.num(IDENT, ident, |_| say!("wire-icmp-ident"));
    head.num(SEQ, seq, |n| say!("wire-icmp-seq", number = n.to_string()));
}

/// Goes on behind an error, with the beginning of the packet that it is about.
pub(super) fn quote(walk: &mut Walk<'_>, kind: EtherType) -> Next {
    if walk.at >= walk.end {
        return Next::End;
    }
    walk.quoted = true;
    Next::Ether(kind)
}

/// What a code says that its type knows no meaning of.
pub(super) fn other_code(code: u8) -> Say {
    match code {
        0 => say!("wire-icmp-code-zero"),
        other => say!("wire-icmp-code-other", number = other.to_string()),
    }
}
