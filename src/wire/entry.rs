//! What a protocol's file says of itself: all that the others know of it.

use super::about::{self, About};
use super::evidence::Evidence;
use super::named::{Asked, Named};
use super::stream::Framing;
use super::types::{EtherType, IpProtocol, LinkType};
use super::walk::{Next, Scan, Walk};
use crate::say::Say;

/// A protocol.
pub(super) struct Entry {
    /// Its short name, the same in every language.
    pub(super) name: &'static str,
    /// Wireshark's name of it in display filters, for example `eth`; empty where there is none.
    pub(super) filter: &'static str,
    /// The OSI layer it is shown at, 1 to 7; its colour everywhere.
    pub(super) osi: u8,
    /// How a frame's digest tells that the frame holds it.
    pub(super) evidence: Evidence,
    /// By what it is known and how it is read: several where its header has several forms.
    pub(super) readers: &'static [Reader],
    /// Where its messages end in a stream of TCP; `None`: it has none there, or none that can be told apart.
    pub(super) framing: Option<Framing>,
    /// Its fields, file by file.
    pub(super) fields: &'static [&'static [Named]],
    /// Names that only the digest answers to.
    pub(super) asked: &'static [Asked],
    /// Protocols that are this one on a port of their own, by the names that filters have for them.
    pub(super) kin: &'static [(&'static str, u16)],
    /// What the packet log says of a frame whose highest protocol it is.
    pub(super) summary: Summary,
}

impl Entry {
    /// What most protocols are: known by ports, without further names.
    pub(super) const APPLICATION: Self = Self {
        name: "",
        filter: "",
        osi: 7,
        evidence: Evidence::Highest,
        readers: &[],
        framing: None,
        fields: &[],
        asked: &[],
        kin: &[],
        summary: Summary::Frame(about::link),
    };
}

/// How a protocol is known in the header below it, and read.
#[derive(Clone, Copy)]
pub(super) struct Reader {
    /// By what it is known.
    pub(super) claims: &'static [Claim],
    /// Does a payload of TCP begin as the protocol does? Asked before the ports, on whatever port.
    pub(super) looks: Option<Looks>,
    /// Gathers its facts.
    pub(super) digest: fn(&mut Scan<'_>) -> Next,
    /// Builds its layer.
    pub(super) dissect: fn(&mut Walk<'_>) -> Next,
}

/// Tells from its first bytes whether a payload is of a protocol.
pub(super) type Looks = fn(&[u8]) -> bool;

/// By what a protocol is known in the header below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Claim {
    /// The link type.
    Link(LinkType),
    /// The EtherType.
    Ether(EtherType),
    /// The IP protocol number.
    Ip(IpProtocol),
    /// A well-known TCP or UDP port, on either side.
    Port(u16),
    /// A well-known port of TCP alone, on either side.
    Tcp(u16),
    /// A well-known port of UDP alone, on either side.
    Udp(u16),
}

/// What the packet log says of a frame in one line.
#[derive(Clone, Copy)]
pub(super) enum Summary {
    /// The whole line.
    Frame(fn(&About<'_>) -> Say),
    /// What the payload says; of a TCP segment this is told with what the segment itself says.
    Payload(fn(&About<'_>) -> Say),
}
