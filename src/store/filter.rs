//! The packet log's filter: a line of words that each record answers with yes or no.
//!
//! ```text
//! filter = or ;  or = and { ("or" | "||") and } ;  and = not { ("and" | "&&") not } ;
//! not = ("not" | "!") not | "(" or ")" | test ;
//! test = protocol | "mine" | "in" | "out" | ("less" | "greater") N
//!      | [side] "port" N | [side] "host" ADDR | side ADDR | [side] "net" ADDR/PREFIX
//!      | "ether" [side | "host"] MAC ;
//! side = "src" | "dst" ;
//! ```
//!
//! The words are those of tcpdump; as in Wireshark `and` binds closer than `or`. An empty line lets
//! everything through. Answers come from a frame's digest, so none costs more than some comparisons.

use std::net::{IpAddr, SocketAddr};

use ipnet::IpNet;

use crate::frame::{Direction, FrameMeta};
use crate::record::{Call, SocketEvent, Transport};
use crate::say::Say;
use crate::wire::{Detail, Digest, EtherType, LinkType, MacAddr, Protocol};

mod lex;
mod parse;

/// What a filter looks at.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The facts drawn from the frame's headers.
    pub digest: &'a Digest,
    /// What is known beside the bytes.
    pub meta: &'a FrameMeta,
    /// The bytes.
    pub bytes: &'a [u8],
    /// Does it belong to the lab's own sockets?
    pub mine: bool,
}

/// Why a filter can't be understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("column {}: not understood", column + 1)]
pub struct FilterError {
    /// Characters before the place, 0 = the first character.
    pub column: usize,
    /// What was expected there.
    pub expected: Say,
}

/// A filter that has been understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter(Expr);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Expr {
    Everything,
    /// At least two.
    All(Vec<Self>),
    /// At least two.
    Any(Vec<Self>),
    Not(Box<Self>),
    Test(Test),
}

/// One question to a record.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Test {
    Is(Word),
    Mine,
    In,
    Out,
    AtMost(u32),
    AtLeast(u32),
    Port(Side, u16),
    Host(Side, IpAddr),
    Net(Side, IpNet),
    Ether(Side, MacAddr),
}

/// A protocol's word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    Eth,
    Vlan,
    Arp,
    Ip,
    Ip6,
    Icmp,
    Icmp6,
    Tcp,
    Udp,
    Dns,
    Wlab,
}

/// Which end of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Either,
    Src,
    Dst,
}

impl Side {
    fn asks<T: Copy>(self, src: Option<T>, dst: Option<T>, question: impl Fn(T) -> bool) -> bool {
        let src = self != Self::Dst && src.is_some_and(&question);
        src || (self != Self::Src && dst.is_some_and(&question))
    }
}

impl Filter {
    /// Understands a line. Full-width letters, digits and signs of an input method count as the
    /// plain ones; so do capitals as small letters.
    ///
    /// # Errors
    /// Where it stops making sense, and what was expected there.
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        parse::parse(text).map(Self)
    }

    /// Lets everything through (an empty line)?
    #[must_use]
    pub const fn is_everything(&self) -> bool {
        matches!(self.0, Expr::Everything)
    }

    /// Does the frame match?
    #[must_use]
    pub fn matches(&self, facts: &Facts<'_>) -> bool {
        self.0.holds(&|test| test.matches(facts))
    }

    /// Does the socket event match? It has a transport, ports and addresses and is always `mine`;
    /// all other questions it answers with no.
    #[must_use]
    pub fn matches_event(&self, event: &SocketEvent) -> bool {
        self.0.holds(&|test| test.matches_event(event))
    }
}

impl Expr {
    fn holds(&self, question: &impl Fn(&Test) -> bool) -> bool {
        match self {
            Self::Everything => true,
            Self::All(parts) => parts.iter().all(|part| part.holds(question)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(question)),
            Self::Not(part) => !part.holds(question),
            Self::Test(test) => question(test),
        }
    }
}

impl Test {
    fn matches(&self, facts: &Facts<'_>) -> bool {
        let digest = facts.digest;
        match self {
            Self::Is(word) => word.matches(digest, facts.meta),
            Self::Mine => facts.mine,
            Self::In => matches!(facts.meta.direction, Direction::In | Direction::Group),
            Self::Out => facts.meta.direction == Direction::Out,
            Self::AtMost(n) => facts.meta.length <= *n,
            Self::AtLeast(n) => facts.meta.length >= *n,
            Self::Port(side, port) => {
                has_ports(digest) && side.asks(Some(digest.src_port), Some(digest.dst_port), |p| p == *port)
            }
            Self::Host(side, address) => {
                let (src, dst) = addresses(digest);
                side.asks(src, dst, |a| a == *address)
            }
            Self::Net(side, net) => {
                let (src, dst) = addresses(digest);
                side.asks(src, dst, |a| net.contains(&a))
            }
            Self::Ether(side, mac) => side.asks(digest.mac_src, digest.mac_dst, |m| m == *mac),
        }
    }

    fn matches_event(&self, event: &SocketEvent) -> bool {
        let (src, dst) = ends(event);
        let ip = |end: Option<SocketAddr>| end.map(|end| end.ip().to_canonical());
        match self {
            Self::Is(Word::Tcp) => event.transport == Transport::Tcp,
            Self::Is(Word::Udp) => event.transport == Transport::Udp,
            Self::Mine => true,
            Self::Port(side, port) => side.asks(src, dst, |end| end.port() == *port),
            Self::Host(side, address) => side.asks(ip(src), ip(dst), |a| a == *address),
            Self::Net(side, net) => side.asks(ip(src), ip(dst), |a| net.contains(&a)),
            Self::Is(_) | Self::In | Self::Out | Self::AtMost(_) | Self::AtLeast(_) | Self::Ether(..) => false,
        }
    }
}

impl Word {
    fn matches(self, digest: &Digest, meta: &FrameMeta) -> bool {
        match self {
            Self::Eth => meta.link == LinkType::Ethernet,
            Self::Vlan => digest.vlan.is_some(),
            Self::Arp => digest.protocol == Protocol::Arp || digest.ether_type == EtherType::ARP,
            Self::Ip => digest.ether_type == EtherType::IPV4 || digest.src.is_some_and(|a| a.is_ipv4()),
            Self::Ip6 => digest.ether_type == EtherType::IPV6 || digest.src.is_some_and(|a| a.is_ipv6()),
            Self::Icmp => digest.transport == Protocol::Icmp,
            Self::Icmp6 => digest.transport == Protocol::Icmpv6,
            Self::Tcp => digest.transport == Protocol::Tcp,
            Self::Udp => digest.transport == Protocol::Udp,
            Self::Dns => digest.protocol == Protocol::Dns,
            Self::Wlab => {
                matches!(digest.protocol, Protocol::LabSession | Protocol::LabPresentation | Protocol::LabApplication)
            }
        }
    }
}

fn has_ports(digest: &Digest) -> bool {
    matches!(digest.transport, Protocol::Tcp | Protocol::Udp) && !digest.fragment
}

/// Source and destination; for ARP who asks and who is asked for.
fn addresses(digest: &Digest) -> (Option<IpAddr>, Option<IpAddr>) {
    match digest.detail {
        Detail::Arp { sender, target, .. } => (Some(sender.into()), Some(target.into())),
        _ => (digest.src, digest.dst),
    }
}

/// Source and destination of what the call moved: received data come from the peer, all else goes
/// out from here.
const fn ends(event: &SocketEvent) -> (Option<SocketAddr>, Option<SocketAddr>) {
    match event.call {
        Call::Recv(_) | Call::RecvFrom(_) | Call::Accept(..) => (event.peer, event.local),
        _ => (event.local, event.peer),
    }
}

#[cfg(test)]
mod tests;
