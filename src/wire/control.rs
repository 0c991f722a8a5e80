//! What ICMP and ICMPv6 share: the first four bytes, echoes, and the packet that an error quotes.

use std::ops::Range;

use super::about::About;
use super::digest::Detail;
use super::header::{u8_at, u16_at};
use super::named::Named;
use super::protocol::Protocol;
use super::tree::{Head, by_table, unknown};
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
    scan.out.protocol = protocol;
    let message = scan.ahead();
    let Some(first) = message.first_chunk::<LEAST>() else {
        return scan.short(scan.at + LEAST);
    };
    let kind = u8_at(first, TYPE);
    let echo = match message.first_chunk::<HEADER>() {
        _ if !echoes.contains(&kind) => Some([0, 0]),
        Some(header) => Some([u16_at(header, IDENT), u16_at(header, SEQ)]),
        // Of an echo that is cut nobody knows to which others it belongs.
        None => None,
    };
    if let Some([ident, seq]) = echo {
        scan.out.detail = Detail::Icmp {
            kind,
            code: u8_at(first, CODE),
            ident,
            seq,
        };
    }
    scan.at += HEADER;
    scan.note_payload();
    Next::End
}

/// What differs between the two.
pub(super) struct Version {
    pub(super) protocol: Protocol,
    pub(super) number: IpProtocol,
    /// Names of type, code and checksum.
    pub(super) fields: [Named; 3],
    /// Reads what stands behind the checksum of a type and code; gives the message in one sentence
    /// where that says more than its type and code, and all it is made of is there.
    pub(super) body: fn(&mut Head<'_>, u8, u8) -> Option<Say>,
    /// What each type means.
    pub(super) kinds: &'static [(u8, &'static str)],
    /// What each code means within its type.
    pub(super) codes: &'static [((u8, u8), &'static str)],
    /// Types whose code says more than they do.
    pub(super) explained: &'static [u8],
    /// Types that quote the packet they are about, and what such a packet is.
    pub(super) quoting: (&'static [u8], EtherType),
}

impl Version {
    /// Builds a message's layer.
    pub(super) fn dissect(&self, walk: &mut Walk<'_>) -> Next {
        let [kind, code, checksum] = &self.fields;
        let mut head = walk.head();
        let kind = head.num(TYPE, kind, |n| self.kind_meaning(n as u8)) as u8;
        let sort = head.known(kind);
        let code = head.num(CODE, code, |n| self.code_meaning(kind, n as u8)) as u8;
        let line = sort.map(|kind| self.line(kind, head.known(code)));
        let line = line.unwrap_or_else(|| say!("wire-say-cut", name = self.protocol.name()));
        let verdict = walk.verify(self.number, CHECKSUM, walk.end - walk.at);
        head.hex(CHECKSUM, checksum, |_| verdict.say());
        let line = (self.body)(&mut head, kind, code).unwrap_or(line);
        let bad = head.is_bad();
        verdict.note(&mut head, &CHECKSUM, "Checksum");
        walk.push(head.layer(self.protocol, line));
        let (quoting, packet) = self.quoting;
        if bad || !quoting.contains(&kind) || walk.at >= walk.end {
            return Next::End;
        }
        walk.quoted = true;
        Next::Ether(packet)
    }

    fn kind_meaning(&self, kind: u8) -> Say {
        by_table(self.kinds, kind)
            .unwrap_or_else(|| say!("wire-icmp-other", number = kind.to_string()))
    }

    fn code_meaning(&self, kind: u8, code: u8) -> Say {
        by_table(self.codes, (kind, code)).unwrap_or_else(|| match code {
            0 => say!("wire-icmp-code-zero"),
            other => say!("wire-icmp-code-other", number = other.to_string()),
        })
    }

    /// A message in one sentence.
    pub(super) fn sentence(&self, kind: u8, code: u8) -> Say {
        self.line(kind, Some(code))
    }

    /// The same where the code may be cut off.
    fn line(&self, kind: u8, code: Option<u8>) -> Say {
        let what = self.kind_meaning(kind);
        if !self.explained.contains(&kind) {
            return what;
        }
        let code = code.map_or_else(unknown, |code| self.code_meaning(kind, code));
        say!("wire-icmp-line", kind = what, code = code)
    }
}

/// What an echo adds, and other questions that are answered one by one.
pub(super) fn echo(head: &mut Head<'_>, [ident, seq]: [&Named; 2]) {
    head.num(IDENT, ident, |_| say!("wire-icmp-ident"));
    head.num(SEQ, seq, |n| say!("wire-icmp-seq", number = n.to_string()));
}

/// A message in one line; `other` says what is no echo.
pub(super) fn line(
    about: &About<'_>,
    [echo, echo_reply]: [u8; 2],
    other: impl FnOnce(u8, u8) -> Say,
) -> Say {
    let Detail::Icmp {
        kind,
        code,
        ident,
        seq,
    } = about.digest.detail
    else {
        return say!("wire-say-cut", name = about.digest.protocol.name());
    };
    let (ident, seq) = (ident.to_string(), seq.to_string());
    match kind {
        kind if kind == echo => say!("wire-say-echo", ident = ident, seq = seq),
        kind if kind == echo_reply => say!("wire-say-echo-reply", ident = ident, seq = seq),
        kind => other(kind, code),
    }
}
