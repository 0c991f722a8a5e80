//! Who reads what: the table of protocols, and the loop that goes from one to the next.

use std::ops::Range;

use super::checksum::Check;
use super::digest::Digest;
use super::entry::{Claim, Entry, Looks, Reader};
use super::evidence::Evidence;
use super::field::{Context, Dissection, Layer};
use super::list::protocols;
use super::protocol::Protocol;
use super::reading::{Reading, What};
use super::stream::{self, Role};
use super::types::LinkType;
use super::walk::{Next, Scan, Walk};
use super::{lab, pieces};

macro_rules! rows {
    ($($(#[$about:meta])* $protocol:ident = $file:ident::$entry:ident,)*) => {
        /// Every protocol, in the order of [`Protocol`].
        static TABLE: [Entry; Protocol::ALL.len()] = [$(super::$file::$entry),*];
    };
}

protocols!(rows);

/// What a protocol's file says of it.
pub(super) const fn entry(protocol: Protocol) -> &'static Entry {
    &TABLE[protocol as usize]
}

impl Protocol {
    /// Its short name, the same in every language.
    #[must_use]
    pub const fn name(self) -> &'static str {
        entry(self).name
    }

    /// Wireshark's name of it in display filters, for example `eth`; empty where there is none.
    #[must_use]
    pub const fn filter(self) -> &'static str {
        entry(self).filter
    }

    /// The OSI layer it is shown at, 1 to 7; its colour everywhere.
    #[must_use]
    pub const fn osi(self) -> u8 {
        entry(self).osi
    }

    /// How a frame's digest tells that the frame holds it.
    #[must_use]
    pub const fn evidence(self) -> Evidence {
        entry(self).evidence
    }
}

/// How many readers all protocols have together.
const COUNT: usize = {
    let (mut count, mut at) = (0, 0);
    while at < TABLE.len() {
        count += TABLE[at].readers.len();
        at += 1;
    }
    count
};

/// All of them, one behind the other: the walk from header to header needs no more of the table.
static READERS: [Reader; COUNT] = {
    let mut all = [Reader {
        claims: &[],
        looks: None,
        digest: |_| Next::End,
        dissect: |_| Next::End,
    }; COUNT];
    let (mut count, mut at) = (0, 0);
    while at < TABLE.len() {
        let mut reader = 0;
        while reader < TABLE[at].readers.len() {
            all[count] = TABLE[at].readers[reader];
            (count, reader) = (count + 1, reader + 1);
        }
        at += 1;
    }
    all
};

/// Whose each of [`READERS`] is.
static OWNERS: [Protocol; COUNT] = {
    let mut all = [Protocol::Unknown; COUNT];
    let (mut count, mut at) = (0, 0);
    while at < TABLE.len() {
        let mut reader = 0;
        while reader < TABLE[at].readers.len() {
            all[count] = Protocol::ALL[at];
            (count, reader) = (count + 1, reader + 1);
        }
        at += 1;
    }
    all
};

/// A place in [`READERS`].
type Place = u8;

fn reader(place: Place) -> Option<&'static Reader> {
    READERS.get(usize::from(place))
}

fn owner(place: Place) -> Protocol {
    OWNERS.get(usize::from(place)).copied().unwrap_or_default()
}

/// Place in [`READERS`] by IP protocol number; 255 = none. Looked up for every packet, so made when compiled.
static BY_IP: [u8; 256] = by_ip();

const fn by_ip() -> [u8; 256] {
    let mut index = [255; 256];
    let mut reader = 0;
    while reader < READERS.len() {
        let mut claim = 0;
        while claim < READERS[reader].claims.len() {
            if let Claim::Ip(protocol) = READERS[reader].claims[claim] {
                index[protocol.0 as usize] = reader as u8;
            }
            claim += 1;
        }
        reader += 1;
    }
    index
}

/// Numbers and places in [`READERS`], made when compiled: few, so looked through in order.
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
    let (mut count, mut reader) = (0, 0);
    while reader < READERS.len() {
        let mut claim = 0;
        while claim < READERS[reader].claims.len() {
            let number = match (READERS[reader].claims[claim], space) {
                (Claim::Ether(kind), Space::Ether) => Some(kind.0),
                (Claim::Port(port), Space::Tcp | Space::Udp)
                | (Claim::Tcp(port), Space::Tcp)
                | (Claim::Udp(port), Space::Udp) => Some(port),
                _ => None,
            };
            if let Some(number) = number {
                list[count] = (number, reader as u8);
                count += 1;
            }
            claim += 1;
        }
        reader += 1;
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

fn numbered((list, count): &Index, number: u16) -> Option<Place> {
    if CLAIMED[usize::from(number % 4096 / 64)] >> (number % 64) & 1 == 0 {
        return None;
    }
    let &(_, place) = list.iter().take(*count).find(|(n, _)| *n == number)?;
    Some(place)
}

/// How many protocols are known by how a payload begins.
const LOOKING: usize = {
    let (mut count, mut at) = (0, 0);
    while at < COUNT {
        count += READERS[at].looks.is_some() as usize;
        at += 1;
    }
    count
};

/// Protocols of TCP that are known by how a payload begins, on whatever port, with their place in [`READERS`].
static LOOKS: [(Looks, u8); LOOKING] = {
    let mut all: [(Looks, u8); LOOKING] = [(|_| false, 0); LOOKING];
    let (mut count, mut at) = (0, 0);
    while at < COUNT {
        if let Some(looks) = READERS[at].looks {
            all[count] = (looks, at as u8);
            count += 1;
        }
        at += 1;
    }
    all
};

/// Who reads a payload. How it begins tells more than a port, which is a habit and no rule: TLS on
/// port 25 after STARTTLS, HTTP on port 8000. What a port promises is believed only of bytes that fit it.
fn application(transport: Protocol, ports: [u16; 2], payload: &[u8]) -> Option<Place> {
    let [src, dst] = ports;
    if transport != Protocol::Tcp {
        return numbered(&BY_UDP, dst).or_else(|| numbered(&BY_UDP, src));
    }
    let fitting = |port, role| {
        numbered(&BY_TCP, port).filter(|place| match &entry(owner(*place)).framing {
            Some(framing) => stream::fits(framing, payload, Some(role)),
            None => true,
        })
    };
    looking(payload)
        .or_else(|| fitting(dst, Role::Client))
        .or_else(|| fitting(src, Role::Server))
}

fn looking(payload: &[u8]) -> Option<Place> {
    let (_, place) = LOOKS.iter().find(|(looks, _)| looks(payload))?;
    Some(*place)
}

/// Of which protocol a payload of TCP is.
pub(super) fn guess(ports: [u16; 2], payload: &[u8]) -> Option<Protocol> {
    application(Protocol::Tcp, ports, payload).map(owner)
}

/// Which protocol usually has servers on one of these ports of TCP, and on which.
pub(super) fn port_of([src, dst]: [u16; 2]) -> Option<(Protocol, u16)> {
    let claimed = |port| numbered(&BY_TCP, port).map(|place| (owner(place), port));
    claimed(dst).or_else(|| claimed(src))
}

fn find(next: Next, payload: &[u8]) -> Option<&'static Reader> {
    match next {
        Next::Link(link) => READERS
            .iter()
            .find(|reader| reader.claims.contains(&Claim::Link(link))),
        Next::Ether(kind) => numbered(&BY_ETHER, kind.0).and_then(reader),
        Next::Ip(protocol) => reader(BY_IP[usize::from(protocol.0)]),
        Next::Ports(transport, src, dst) => {
            application(transport, [src, dst], payload).and_then(reader)
        }
        Next::End => None,
    }
}

/// Goes through the headers and gathers the digest.
pub(super) fn scan(link: LinkType, bytes: &[u8]) -> Digest {
    let mut scan = Scan {
        bytes,
        at: 0,
        end: bytes.len(),
        first_fragment: false,
        out: Digest::default(),
    };
    let mut next = Next::Link(link);
    loop {
        let mut payload = &[][..];
        if let Next::Ports(transport, src, dst) = next {
            payload = scan.payload();
            if payload.is_empty() {
                break;
            }
            if let Some(protocol) = lab::protocol(transport, [src, dst], payload) {
                scan.out.protocol = protocol;
                break;
            }
        }
        let Some(reader) = find(next, payload) else {
            break;
        };
        next = (reader.digest)(&mut scan);
    }
    scan.out
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
        if walk.is_told() {
            told(walk, [src, dst], transport);
            return Some(Next::End);
        }
        payload = walk
            .bytes
            .get(walk.at..walk.end)
            .filter(|p| !p.is_empty() && !walk.quoted)?;
        if hooked(walk, [src, dst], transport) {
            return Some(Next::End);
        }
    }
    find(next, payload).map(|reader| (reader.dissect)(walk))
}

/// Do the lab's own protocols know what stands next?
fn hooked(walk: &mut Walk<'_>, [src, dst]: [u16; 2], transport: Protocol) -> bool {
    let payload = walk.bytes.get(walk.at..walk.end).unwrap_or_default();
    let hook = walk.context.payload;
    let layers = hook.and_then(|hook| hook(payload, walk.at, transport, src, dst));
    let Some(layers) = layers.filter(|layers| lie_in(layers, walk.at..walk.end)) else {
        return false;
    };
    for layer in layers {
        walk.push(layer);
    }
    true
}

/// Reads a payload as the rest of its connection tells.
fn told(walk: &mut Walk<'_>, ports: [u16; 2], transport: Protocol) {
    let context = walk.context;
    match &context.reading {
        Reading::Alone => {}
        Reading::All(what) => {
            let end = walk.end;
            one(walk, end, *what, ports, transport);
        }
        Reading::Runs(runs) => {
            let (start, end) = (walk.at, walk.end);
            for run in &runs.own {
                walk.end = (start + run.range.end).min(end);
                match run.what {
                    What::Completes { from, to } => walk.stretch(&runs.whole, |walk| {
                        let messages = runs.messages.get(from as usize..to as usize);
                        for message in messages.unwrap_or_default() {
                            (walk.at, walk.end) = (message.range.start, message.range.end);
                            one(walk, message.range.end, message.what, ports, transport);
                        }
                    }),
                    what => one(walk, walk.end, what, ports, transport),
                }
            }
            walk.end = end;
        }
    }
}

/// Reads what stands next up to `end`: a message, or bytes that stay as they are.
fn one(walk: &mut Walk<'_>, end: usize, what: What, ports: [u16; 2], transport: Protocol) {
    walk.end = end.min(walk.bytes.len());
    walk.voice = what.voice();
    if let Some(protocol) = what.message()
        && !hooked(walk, ports, transport)
        && let Some(reader) = entry(protocol).readers.first()
    {
        (reader.dissect)(walk);
    }
    if walk.at < walk.end {
        let layer = pieces::part(walk.bytes, walk.at..walk.end, what);
        walk.push(layer);
    }
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
