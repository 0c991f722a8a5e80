//! Who reads what: the table of protocols, and the loop that goes from one to the next.
//!
//! To add a protocol: write its file with an `ENTRY`, and name it in [`TABLE`].

use std::ops::Range;

use super::checksum::Check;
use super::digest::{Digest, Protocol};
use super::entry::{Claim, Entry};
use super::field::{Context, Dissection, Layer};
use super::ports;
use super::types::LinkType;
use super::walk::{Next, Scan, Walk};
use super::{
    arp, cooked, dhcp, dns, ethernet, ftp, http, icmp, icmpv6, igmp, imap, ip, ipv4, ipv6, pop3,
    smtp, tcp, telnet, tftp, tls, udp, vlan,
};

/// Every protocol.
static TABLE: &[Entry] = &[
    ethernet::ENTRY,
    cooked::V1,
    cooked::V2,
    cooked::NULL,
    ip::RAW,
    vlan::ENTRY,
    arp::ENTRY,
    ipv4::ENTRY,
    ipv6::ENTRY,
    icmp::ENTRY,
    icmpv6::ENTRY,
    tcp::ENTRY,
    udp::ENTRY,
    dns::ENTRY,
    igmp::ENTRY,
    dhcp::ENTRY,
    tftp::ENTRY,
    http::ENTRY,
    tls::ENTRY,
    ftp::ENTRY,
    smtp::ENTRY,
    pop3::ENTRY,
    imap::ENTRY,
    telnet::ENTRY,
];

/// Place in [`TABLE`] by IP protocol number; 255 = none. Looked up for every packet, so made when compiled.
static BY_IP: [u8; 256] = by_ip();

const fn by_ip() -> [u8; 256] {
    let mut index = [255; 256];
    let mut entry = 0;
    while entry < TABLE.len() {
        let mut claim = 0;
        while claim < TABLE[entry].claims.len() {
            if let Claim::Ip(protocol) = TABLE[entry].claims[claim] {
                index[protocol.0 as usize] = entry as u8;
            }
            claim += 1;
        }
        entry += 1;
    }
    index
}

/// Numbers and places in [`TABLE`], made when compiled: few, so looked through in order.
type Index = ([(u16, u8); 64], usize);

static BY_ETHER: Index = index(Space::Ether);
static BY_TCP: Index = index(Space::Tcp);
static BY_UDP: Index = index(Space::Udp);

/// Where a number counts.
#[derive(Clone, Copy)]
enum Space {
    Ether,
    Tcp,
    Udp,
}

const fn index(space: Space) -> Index {
    let mut list = [(0, 0); 64];
    let (mut count, mut entry) = (0, 0);
    while entry < TABLE.len() {
        let mut claim = 0;
        while claim < TABLE[entry].claims.len() {
            let number = match (TABLE[entry].claims[claim], space) {
                (Claim::Ether(kind), Space::Ether) => Some(kind.0),
                (Claim::Port(port), Space::Tcp | Space::Udp) | (Claim::Tcp(port), Space::Tcp) => {
                    Some(port)
                }
                _ => None,
            };
            if let Some(number) = number {
                list[count] = (number, entry as u8);
                count += 1;
            }
            claim += 1;
        }
        entry += 1;
    }
    (list, count)
}

/// A bit for each claimed number, by its twelve lowest bits: most ports are nobody's, and this tells it
/// of nearly all of them without a search.
static CLAIMED: [u64; 64] = claimed(&[&BY_ETHER, &BY_TCP, &BY_UDP]);

const fn claimed(all: &[&Index]) -> [u64; 64] {
    let mut bits = [0; 64];
    let mut one = 0;
    while one < all.len() {
        let (list, count) = all[one];
        let mut at = 0;
        while at < *count {
            let number = list[at].0 as usize;
            bits[number % 4096 / 64] |= 1 << (number % 64);
            at += 1;
        }
        one += 1;
    }
    bits
}

fn numbered((list, count): &Index, number: u16) -> Option<&'static Entry> {
    if CLAIMED[usize::from(number % 4096 / 64)] >> (number % 64) & 1 == 0 {
        return None;
    }
    let &(_, entry) = list.iter().take(*count).find(|(n, _)| *n == number)?;
    TABLE.get(usize::from(entry))
}

/// Does a payload begin as the protocol does?
type Looks = fn(&[u8]) -> bool;

/// Protocols of TCP that are known by how a payload begins, on whatever port.
static LOOKS: [(Looks, &Entry); 2] = [(tls::looks, &tls::ENTRY), (http::looks, &http::ENTRY)];

/// Who reads a payload. How it begins tells more than a port, which is a habit and no rule: TLS on
/// port 25 after STARTTLS, HTTP on port 8000. Looks at the first bytes only.
fn application(transport: Protocol, ports: [u16; 2], payload: &[u8]) -> Option<&'static Entry> {
    let index = match transport {
        Protocol::Tcp => {
            if let Some((_, entry)) = LOOKS.iter().find(|(looks, _)| looks(payload)) {
                return Some(entry);
            }
            &BY_TCP
        }
        _ => &BY_UDP,
    };
    let [src, dst] = ports;
    numbered(index, dst).or_else(|| numbered(index, src))
}

fn find(next: Next, payload: &[u8]) -> Option<&'static Entry> {
    match next {
        Next::Link(link) => TABLE
            .iter()
            .find(|entry| entry.claims.contains(&Claim::Link(link))),
        Next::Ether(kind) => numbered(&BY_ETHER, kind.0),
        Next::Ip(protocol) => TABLE.get(usize::from(BY_IP[usize::from(protocol.0)])),
        Next::Ports(transport, src, dst) => application(transport, [src, dst], payload),
        Next::End => None,
    }
}

/// Goes through the headers and gathers the digest.
pub(super) fn scan(link: LinkType, bytes: &[u8]) -> Digest {
    let mut scan = Scan {
        bytes,
        at: 0,
        end: bytes.len(),
        out: Digest::default(),
    };
    let mut next = Next::Link(link);
    loop {
        let mut payload = &[][..];
        if let Next::Ports(transport, src, dst) = next {
            if scan.out.payload_len == 0 {
                break;
            }
            payload = scan.payload();
            if let Some(protocol) = lab(transport, [src, dst], payload) {
                scan.out.protocol = protocol;
                break;
            }
        }
        let Some(entry) = find(next, payload) else {
            break;
        };
        next = (entry.digest)(&mut scan);
    }
    scan.out
}

/// How the lab's own session header begins: two letters and its version.
const LAB_MAGIC: &[u8] = b"WL\x01";
/// How the line begins that a lab greets another one with, over TCP.
const LAB_GREETING: &[u8] = b"WLAB/1 wirelab ";

/// Which of the lab's own protocols a payload is of: known by how it begins, a datagram by which one
/// lab finds another also by its UDP port.
fn lab(transport: Protocol, ends: [u16; 2], payload: &[u8]) -> Option<Protocol> {
    let greets = transport == Protocol::Tcp && payload.starts_with(LAB_GREETING);
    if payload.starts_with(LAB_MAGIC) || greets {
        return Some(Protocol::LabSession);
    }
    let finds = transport == Protocol::Udp
        && ends.contains(&ports::FINDER)
        && payload.starts_with(ports::FINDER_MAGIC);
    finds.then_some(Protocol::LabApplication)
}

/// Goes through the headers and builds the tree; gives the checksums met too.
pub(super) fn walk(link: LinkType, bytes: &[u8], context: &Context) -> (Dissection, Vec<Check>) {
    let mut walk = Walk::new(bytes, context);
    let mut next = Next::Link(link);
    while let Some(step) = known(&mut walk, next) {
        next = step;
    }
    let (layers, checks) = walk.into_parts();
    (Dissection { layers }, checks)
}

/// Takes one step; `None` when nobody knows what comes next.
fn known(walk: &mut Walk<'_>, next: Next) -> Option<Next> {
    let mut payload = &[][..];
    if let Next::Ports(transport, src, dst) = next {
        payload = walk
            .bytes
            .get(walk.at..walk.end)
            .filter(|p| !p.is_empty() && !walk.quoted)?;
        let hook = walk.context.payload;
        let layers = hook.and_then(|hook| hook(payload, walk.at, transport, src, dst));
        if let Some(layers) = layers.filter(|layers| lie_in(layers, walk.at..walk.end)) {
            for layer in layers {
                walk.push(layer);
            }
            return Some(Next::End);
        }
    }
    find(next, payload).map(|entry| (entry.dissect)(walk))
}

/// Do layers that somebody else made keep to their bytes?
fn lie_in(layers: &[Layer], bytes: Range<usize>) -> bool {
    layers.iter().map(|layer| &layer.range).all(|range| {
        bytes.start <= range.start && range.start <= range.end && range.end <= bytes.end
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_claimed_number_is_found_and_no_other() {
        for index in [&BY_ETHER, &BY_TCP, &BY_UDP] {
            for number in 0..=u16::MAX {
                let claimed = index.0.iter().take(index.1).any(|(n, _)| *n == number);
                assert_eq!(numbered(index, number).is_some(), claimed, "{number}");
            }
        }
    }
}
