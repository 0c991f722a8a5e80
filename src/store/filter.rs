//! The packet log's filter: a line that each record answers with yes or no.
//!
//! ```text
//! filter = or ;  or = and { ("or" | "||") and } ;  and = not { ("and" | "&&") not } ;
//! not = ("not" | "!") not | "(" or ")" | test ;
//! test = protocol | "mine" | "socket" | "housekeeping" | "in" | "out" | "multicast" | "flow" N
//!      | ("less" | "greater") N
//!      | [side] "port" N | [side] "portrange" N "-" N | [side] "host" ADDR | side ADDR
//!      | [side] "net" ADDR/PREFIX | "ether" [side | "host"] MAC
//!      | (protocol | "frame") "contains" bytes
//!      | field | field compare value | field ["not"] "in" "{" member { "," member } "}"
//!      | field "contains" bytes | field "&" N [compare N] ;
//! side = "src" | "dst" ;  member = value | value ".." value ;
//! compare = "==" | "eq" | "!=" | "ne" | "<" | "lt" | "<=" | "le" | ">" | "gt" | ">=" | "ge"
//!         | "===" | "all_eq" | "!==" | "any_ne" ;
//! ```
//!
//! The words are those of tcpdump, the fields and what is said of them are Wireshark's; as there `and`
//! binds closer than `or`. An empty line lets everything through. A field that a frame has several
//! times (`ip.addr` has two) passes when one of its values does; with `!=` all must differ, with
//! `===` all must be equal. A field that a frame does not have passes no comparison.
//!
//! Most answers come from a frame's digest and cost no more than some comparisons. Where the digest
//! does not tell, the frame is taken apart, once and only if the rest has not decided.

use std::fmt;
use std::net::{IpAddr, SocketAddr};

use crate::frame::{Direction, FrameMeta};
use crate::record::{Call, Purpose, SocketEvent, Transport};
use crate::say::Say;
use crate::wire::named::Fact;
use crate::wire::{
    Context, Detail, Digest, Dissection, LinkType, MacAddr, Protocol, Reading, Reassembled,
};

use super::chores::Chore;
use super::flows::{FlowId, Marks};
use deep::Tree;
use expr::{Ask, Expr, Test, Word};
use names::Place;
use quick::Known;
use seen::Judge;

mod complete;
mod deep;
mod expr;
mod followed;
mod lex;
mod names;
mod parse;
mod protocols;
mod quick;
mod search;
mod seen;
mod types;

pub use complete::{About, Candidate, complete};
pub use followed::{Followed, Follower};
pub use names::Sort;

/// Takes a frame apart: its link, its bytes, what is known of it.
pub type Dissect = fn(LinkType, &[u8], &Context) -> Dissection;

/// What a filter looks at. Made with [`Facts::new`]; what else is known is filled in.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    /// The facts drawn from the frame's headers.
    pub digest: &'a Digest,
    /// What is known beside the bytes.
    pub meta: &'a FrameMeta,
    /// The bytes; empty while they are not read yet (then only [`Filter::decides`] may be asked).
    pub bytes: &'a [u8],
    /// How many bytes were kept.
    pub captured: u32,
    /// Does it belong to the lab's own sockets?
    pub mine: bool,
    /// Its number, from 1.
    pub number: u64,
    /// Nanoseconds since the first frame.
    pub since: Option<i64>,
    /// The conversation it belongs to.
    pub flow: Option<FlowId>,
    /// What the analysis of its conversation says.
    pub marks: Marks,
    /// What of the housekeeping it is, if it is any.
    pub chore: Option<Chore>,
    /// The datagram that it completes, where that came in pieces.
    pub datagram: Option<&'a Reassembled>,
    /// How its payload is to be read.
    pub reading: &'a Reading,
    /// How it is taken apart.
    pub dissect: Dissect,
}

impl fmt::Debug for Facts<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Facts")
            .field("number", &self.number)
            .field("digest", self.digest)
            .finish_non_exhaustive()
    }
}

impl<'a> Facts<'a> {
    /// A frame, and nothing more known of it.
    #[must_use]
    pub fn new(digest: &'a Digest, meta: &'a FrameMeta, bytes: &'a [u8]) -> Self {
        Self {
            digest,
            meta,
            bytes,
            captured: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
            mine: false,
            number: 0,
            since: None,
            flow: None,
            marks: Marks::default(),
            chore: None,
            datagram: None,
            reading: &ALONE,
            dissect: crate::wire::dissect,
        }
    }

    /// What is known of it beside its bytes.
    #[must_use]
    pub fn context(&self) -> Context {
        Context {
            datagram: self.datagram.cloned(),
            reading: self.reading.clone(),
            ..Context::of(self.meta)
        }
    }

    /// Does the frame by itself say all of its payload?
    fn is_alone(&self) -> bool {
        self.datagram.is_none() && *self.reading == Reading::Alone
    }

    /// Ends a message of the protocol in this frame? One that ends in it is not always its highest.
    fn ends_message(&self, protocol: Protocol) -> bool {
        let Reading::Runs(runs) = self.reading else {
            return false;
        };
        let mut all = runs.own.iter().chain(&runs.messages);
        all.any(|run| run.what.message() == Some(protocol))
    }

    fn has_bytes(&self) -> bool {
        self.bytes.len() >= self.captured as usize
    }
}

/// A frame that says all by itself.
static ALONE: Reading = Reading::Alone;

/// What a filter must be given of most frames. Frames that quote others (ICMP errors) or are cut
/// short may need more; [`Filter::decides`] tells for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Needs {
    /// The digest and what is known beside the bytes.
    #[default]
    Digest,
    /// The bytes, to be looked through.
    Bytes,
    /// The bytes, to be taken apart.
    Deep,
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

impl Filter {
    /// Understands a line. Full-width letters, digits and signs of an input method count as the
    /// plain ones; so do capitals as small letters, but for what stands in quotes.
    ///
    /// # Errors
    /// Where it stops making sense, and what was expected there.
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        let mut expr = parse::parse(text)?;
        expr.order(&Test::needs);
        Ok(Self(expr))
    }

    /// Lets everything through (an empty line)?
    #[must_use]
    pub const fn is_everything(&self) -> bool {
        matches!(self.0, Expr::Everything)
    }

    /// What it must be given of most frames.
    #[must_use]
    pub fn needs(&self) -> Needs {
        self.0.dearest(&Test::needs)
    }

    /// Does the frame match?
    #[must_use]
    pub fn matches(&self, facts: &Facts<'_>) -> bool {
        let tree = Tree::new(facts);
        self.0.holds(&|test| {
            test.decides(facts)
                .unwrap_or_else(|| test.digs(facts, &tree))
        })
    }

    /// Does the frame match, as far as that can be told without taking it apart, and without its bytes
    /// where `facts` has none? `None`: read them, then ask [`Filter::matches`].
    #[must_use]
    pub fn decides(&self, facts: &Facts<'_>) -> Option<bool> {
        self.0.decides(&|test| test.decides(facts))
    }

    /// Does the socket event match? It has a transport, ports and addresses and is always `mine`;
    /// all other questions it answers with no.
    #[must_use]
    pub fn matches_event(&self, event: &SocketEvent) -> bool {
        self.0.holds(&|test| test.matches_event(event))
    }
}

impl Test {
    const fn needs(&self) -> Needs {
        match self {
            Self::Holds(_) => Needs::Bytes,
            Self::Carries(..) => Needs::Deep,
            Self::Field(ask) => match ask.name.place {
                Place::Fact(Fact::TcpPayload | Fact::UdpPayload, _) => Needs::Bytes,
                Place::Fact(..) | Place::Beside(_) | Place::Mark(_) => Needs::Digest,
                Place::Tree(_) => Needs::Deep,
            },
            _ => Needs::Digest,
        }
    }

    /// The answer, where it needs no tree (and no bytes that are not there).
    fn decides(&self, facts: &Facts<'_>) -> Option<bool> {
        match self {
            Self::Field(ask) => ask.decides(facts),
            Self::Carries(..) => None,
            Self::Holds(needle) => facts
                .has_bytes()
                .then(|| search::holds(facts.bytes, needle)),
            test => Some(test.matches(facts)),
        }
    }

    /// The answer out of the tree.
    fn digs(&self, facts: &Facts<'_>, tree: &Tree<'_>) -> bool {
        match self {
            Self::Field(ask) => match ask.name.place {
                Place::Fact(_, names) => tree.answers(ask, names),
                _ => tree.answers(ask, &[ask.name.text]),
            },
            Self::Carries(protocols, needle) => tree.carries(protocols, needle),
            Self::Holds(needle) => search::holds(facts.bytes, needle),
            _ => false,
        }
    }

    fn matches(&self, facts: &Facts<'_>) -> bool {
        let digest = facts.digest;
        match self {
            Self::Is(word) => word.matches(facts),
            Self::Highest(protocols) => protocols
                .iter()
                .any(|p| digest.protocol == *p || facts.ends_message(*p)),
            Self::Mine => facts.mine,
            Self::Housekeeping => facts.chore.is_some(),
            Self::In => matches!(
                facts.meta.direction,
                Direction::In | Direction::Group | Direction::Loop
            ),
            Self::Out => matches!(facts.meta.direction, Direction::Out | Direction::Loop),
            Self::AtMost(n) => facts.meta.length <= *n,
            Self::AtLeast(n) => facts.meta.length >= *n,
            Self::Port(side, port) => {
                has_ports(digest)
                    && side.asks(Some(digest.src_port), Some(digest.dst_port), |p| p == *port)
            }
            Self::Ports(side, from, to) => {
                has_ports(digest)
                    && side.asks(Some(digest.src_port), Some(digest.dst_port), |p| {
                        (*from..=*to).contains(&p)
                    })
            }
            Self::Host(side, address) => {
                let (src, dst) = addresses(digest);
                side.asks(src, dst, |a| a == *address)
            }
            Self::Net(side, net) => {
                let (src, dst) = addresses(digest);
                side.asks(src, dst, |a| net.contains(a))
            }
            Self::Ether(side, mac) => side.asks(digest.mac_src, digest.mac_dst, |m| m == *mac),
            Self::Group => {
                digest.mac_dst.is_some_and(MacAddr::is_group)
                    || digest.dst.is_some_and(|a| a.is_multicast())
            }
            Self::Flow(flow) => facts.flow == Some(*flow),
            Self::Socket | Self::Carries(..) | Self::Holds(_) | Self::Field(_) => false,
        }
    }

    fn matches_event(&self, event: &SocketEvent) -> bool {
        let (src, dst) = ends(event);
        let ip = |end: Option<SocketAddr>| end.map(|end| end.ip().to_canonical());
        match self {
            Self::Is(Word::Layer(Protocol::Tcp, _)) => event.transport == Transport::Tcp,
            Self::Is(Word::Layer(Protocol::Udp, _)) => event.transport == Transport::Udp,
            Self::Mine | Self::Socket => true,
            Self::Housekeeping => event.purpose == Purpose::Housekeeping,
            Self::Port(side, port) => side.asks(src, dst, |end| end.port() == *port),
            Self::Ports(side, from, to) => {
                side.asks(src, dst, |end| (*from..=*to).contains(&end.port()))
            }
            Self::Host(side, address) => side.asks(ip(src), ip(dst), |a| a == *address),
            Self::Net(side, net) => side.asks(ip(src), ip(dst), |a| net.contains(a)),
            Self::Field(ask) => ask.matches_event(event.transport == Transport::Tcp, src, dst),
            _ => false,
        }
    }
}

impl Ask {
    fn decides(&self, facts: &Facts<'_>) -> Option<bool> {
        match self.name.place {
            Place::Tree(_) => None,
            Place::Mark(mark) => Some(facts.marks.0 & mark.0 != 0),
            Place::Beside(what) => self.judge(quick::beside(what, facts)),
            Place::Fact(Fact::TcpPayload | Fact::UdpPayload | Fact::UdpLength, _)
                if !facts.has_bytes() =>
            {
                None
            }
            Place::Fact(fact, _) => self.judge(quick::known(fact, facts)),
        }
    }

    fn judge(&self, known: Known<'_>) -> Option<bool> {
        let Known::Values(values) = known else {
            return None;
        };
        let mut judge = Judge::new(&self.check);
        let _ = values.iter().flatten().any(|seen| judge.see(seen));
        Some(judge.verdict())
    }

    fn matches_event(&self, tcp: bool, src: Option<SocketAddr>, dst: Option<SocketAddr>) -> bool {
        let Place::Fact(fact, _) = self.name.place else {
            return false;
        };
        let end = |end: Option<SocketAddr>| end.map(|end| (end.ip().to_canonical(), end.port()));
        self.judge(quick::of_socket(fact, tcp, end(src), end(dst)))
            .unwrap_or(false)
    }
}

impl Word {
    fn matches(self, facts: &Facts<'_>) -> bool {
        let digest = facts.digest;
        match self {
            Self::Frame => true,
            Self::Layer(protocol, evidence) => {
                evidence.holds(protocol, facts.meta.link, digest) || facts.ends_message(protocol)
            }
            Self::At(protocol, port) => {
                (digest.protocol == protocol || facts.ends_message(protocol))
                    && [digest.src_port, digest.dst_port].contains(&port)
            }
        }
    }
}

fn has_ports(digest: &Digest) -> bool {
    digest.ports().is_some()
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
