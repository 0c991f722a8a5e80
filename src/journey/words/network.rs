//! What the network layer says: of the packet's own header, not of those inside it.

use std::net::{IpAddr, Ipv4Addr};

use crate::say;
use crate::say::Say;
use crate::wire::Protocol;

use super::super::block::{Block, Role, Size, is_own_message};
use super::super::{Medium, Relay};
use super::{Kind, Teller, Told, bytes, header};

impl Teller<'_> {
    /// The headers of IP, outermost first: more than one in a tunnel. What an ICMP error quotes is none.
    fn packets(&self) -> impl Iterator<Item = &Block> {
        self.adds.iter().filter(|b| b.is_packet())
    }

    /// The outermost header of IP.
    fn ip(&self) -> Option<&Block> {
        self.packets().next()
    }

    /// TTL or hop limit of a header.
    pub(super) fn hops(&self, ip: &Block) -> String {
        let filter = if ip.protocol == Protocol::Ipv4 {
            "ip.ttl"
        } else {
            "ipv6.hlim"
        };
        let field = self
            .journey
            .field_of(ip, filter)
            .and_then(|field| field.value.text());
        field.unwrap_or_else(|| "?".to_owned())
    }

    /// A message of IP's own: whose it is, and how large it is with all that stands in it.
    fn own_message(&self) -> Option<(Protocol, Size)> {
        let at = self.adds.iter().position(|b| is_own_message(b.protocol))?;
        Some((self.adds[at].protocol, Size::of(&self.adds[at..])))
    }

    pub(super) fn down_network(&self) -> Told {
        let Some(ip) = self.ip() else {
            return Told {
                line: self.nothing(),
                more: Vec::new(),
            };
        };
        let (from, to) = self.journey.ends(ip);
        let (name, size) = (ip.protocol.name(), header(ip));
        let line = match (self.packets().nth(1), self.own_message()) {
            (Some(inner), _) => {
                say!(
                    "journey-down-tunnel",
                    ip = name,
                    size = size,
                    inner = inner.protocol.name(),
                    from = from,
                    to = to
                )
            }
            (None, Some((message, inner))) => say!(
                "journey-down-icmp",
                inner = bytes(inner),
                message = message.name(),
                ip = name,
                size = size,
                from = from,
                to = to
            ),
            (None, None) if self.is_own_piece() => say!(
                "journey-down-icmp-piece",
                inner = bytes(self.size(|b| b.protocol == Protocol::Data)),
                message = self.journey.carried_by_ip(),
                ip = name,
                size = size,
                from = from,
                to = to
            ),
            (None, None) => say!(
                "journey-down-ip",
                ip = name,
                size = size,
                from = from,
                to = to
            ),
        };
        // Where it was looked up, it has been said.
        let told = self.journey.facts.lookups.is_some();
        let mut more: Vec<Say> = self.next_hop().filter(|_| !told).into_iter().collect();
        more.push(self.ttl(ip));
        if self.is_first_piece(ip) {
            more.push(say!("journey-first-piece"));
        }
        more.extend(self.inside());
        Told { line, more }
    }

    pub(super) fn up_network(&self) -> Told {
        let Some(ip) = self.ip() else {
            return Told {
                line: self.nothing_off(),
                more: Vec::new(),
            };
        };
        let (_, to) = self.journey.ends(ip);
        let (name, size) = (ip.protocol.name(), bytes(ip.size));
        let line = match (self.packets().nth(1), self.own_message()) {
            (Some(inner), _) => say!(
                "journey-up-tunnel",
                to = to,
                ip = name,
                size = size,
                inner = inner.protocol.name()
            ),
            (None, Some((message, _))) => say!(
                "journey-up-icmp",
                to = to,
                ip = name,
                size = size,
                message = message.name()
            ),
            (None, None) if self.kind == Kind::Piece || self.is_first_piece(ip) => {
                say!(
                    "journey-up-piece",
                    to = to,
                    ip = name,
                    size = size,
                    next = self.journey.carried_by_ip()
                )
            }
            (None, None) => say!(
                "journey-up-ip",
                to = to,
                ip = name,
                size = size,
                next = self.next_inside()
            ),
        };
        let mut more = if ip.protocol == Protocol::Ipv4 {
            vec![say!("journey-up-ip-checksum")]
        } else {
            Vec::new()
        };
        more.extend(self.inside());
        Told { line, more }
    }

    /// A later piece of a message of IP's own?
    fn is_own_piece(&self) -> bool {
        self.kind == Kind::Piece && is_own_message(self.journey.digest.transport)
    }

    /// What else stands in the packet: another one, or the beginning of the one that an error is about.
    fn inside(&self) -> Vec<Say> {
        let packet = |ip: &Block| {
            let (from, to) = self.journey.ends(ip);
            say!(
                "journey-tunnel-inner",
                ip = ip.protocol.name(),
                size = bytes(ip.size),
                from = from,
                to = to
            )
        };
        let mut more: Vec<Say> = self.packets().skip(1).map(packet).collect();
        let quoted = self.adds.iter().position(|b| {
            matches!(b.protocol, Protocol::Ipv4 | Protocol::Ipv6) && b.role == Role::Payload
        });
        if let Some(quote) = quoted.and_then(|at| self.adds.get(at..)) {
            more.push(say!("journey-icmp-quote", n = bytes(Size::of(quote))));
        }
        more
    }

    fn ttl(&self, ip: &Block) -> Say {
        let ttl = self.hops(ip);
        let came = self.journey.facts.relays.previous().is_some();
        match (ip.protocol, came) {
            (Protocol::Ipv4, true) => say!("journey-ttl-came", ttl = ttl),
            (Protocol::Ipv4, false) => say!("journey-ttl", ttl = self.known(ip, 8, 1, ttl)),
            (_, true) => say!("journey-hop-limit-came", ttl = ttl),
            (_, false) => say!("journey-hop-limit", ttl = self.known(ip, 7, 1, ttl)),
        }
    }

    /// 'Is the receiver in my network?', worked out as the sender's own stack does.
    fn next_hop(&self) -> Option<Say> {
        let facts = &self.journey.facts;
        let (src, dst) = (self.journey.digest.src?, self.journey.digest.dst?);
        if facts.medium == Medium::Loopback {
            return Some(say!("journey-hop-loopback", to = dst.to_string()));
        }
        match (src, dst, facts.prefix, facts.relays.next()) {
            (IpAddr::V4(src), IpAddr::V4(dst), Some(prefix), gateway) => {
                Some(same_network(src, dst, prefix, gateway))
            }
            (_, _, _, Some(gateway)) => Some(say!(
                "journey-hop-gateway",
                to = dst.to_string(),
                gateway = gateway.to_string()
            )),
            _ => None,
        }
    }
}

/// `dst & mask = network`: mine, or not mine.
fn same_network(src: Ipv4Addr, dst: Ipv4Addr, prefix: u8, gateway: Option<&Relay>) -> Say {
    let mask = Ipv4Addr::from(
        u32::MAX
            .checked_shl(32 - u32::from(prefix.min(32)))
            .unwrap_or(0),
    );
    let (theirs, mine) = (dst & mask, src & mask);
    let [to, mask, network, own] = [dst, mask, theirs, mine].map(|a| a.to_string());
    match gateway {
        Some(gateway) => {
            say!(
                "journey-hop-other",
                to = to,
                mask = mask,
                network = network,
                own = own,
                gateway = gateway.to_string()
            )
        }
        None if theirs == mine => say!("journey-hop-same", to = to, mask = mask, network = network),
        None => say!("journey-hop-direct", to = to),
    }
}
