//! Extension headers of IPv6 (RFC 8200 §4): a chain between the header and what it carries.

use super::super::field::Value;
use super::super::ip;
use super::super::tree::{Head, Named, by_table, either};
use super::super::types::IpProtocol;
use super::super::walk::Scan;
use crate::say;
use crate::say::Say;

const HOP_BY_HOP: u8 = 0;
const ROUTING: u8 = 43;
const FRAGMENT: u8 = 44;
const AUTHENTICATION: u8 = 51;
const DESTINATION: u8 = 60;
/// Next Header: nothing follows.
pub(super) const NO_NEXT: u8 = 59;

/// Moves over the extension headers; gives what follows and whether it is a later fragment.
pub(super) fn skip(scan: &mut Scan<'_>, mut next: u8) -> (u8, bool) {
    while is_extension(next) && scan.at < scan.end {
        let header = scan.bytes.get(scan.at..).and_then(<[u8]>::first_chunk);
        let Some(&[following, length, high, low]) = header else {
            break;
        };
        scan.at += length_of(next, length);
        // Of a fragment header these two bytes are the offset, and the flags in the three lowest bits.
        if next == FRAGMENT && u16::from_be_bytes([high, low]) >> 3 != 0 {
            return (following, true);
        }
        next = following;
    }
    (next, false)
}

const fn is_extension(next: u8) -> bool {
    matches!(
        next,
        HOP_BY_HOP | ROUTING | FRAGMENT | AUTHENTICATION | DESTINATION
    )
}

/// An extension header's length in bytes, from its type and length byte (RFC 8200 §4, RFC 4302 §2.2).
const fn length_of(kind: u8, length: u8) -> usize {
    match kind {
        FRAGMENT => 8,
        AUTHENTICATION => (length as usize + 2) * 4,
        _ => (length as usize + 1) * 8,
    }
}

/// Where the chain of extension headers leads.
pub(super) struct Chain {
    /// What comes next, as far as the chain was read.
    pub(super) next: u8,
    /// Place of this fragment, in bytes; `None`: not a fragment.
    pub(super) offset: Option<usize>,
    /// More fragments follow.
    more: bool,
    /// A routing header with stops left: the checksum counts the last stop, not the next.
    pub(super) detour: bool,
}

impl Chain {
    pub(super) const fn new(next: u8) -> Self {
        Self {
            next,
            offset: None,
            more: false,
            detour: false,
        }
    }

    /// Is an extension header still to be read?
    pub(super) const fn goes_on(&self) -> bool {
        is_extension(self.next)
    }

    /// Part of a larger packet; a fragment header may also say that it is the whole.
    pub(super) fn is_fragment(&self) -> bool {
        self.more || self.is_later_fragment()
    }

    fn is_later_fragment(&self) -> bool {
        self.offset.is_some_and(|offset| offset > 0)
    }
}

/// A kind of extension header.
struct Kind {
    number: u8,
    header: Named,
    /// The filter names of its Next Header and its length.
    next: &'static str,
    length: &'static str,
    /// How what is left over is named.
    rest: (&'static str, &'static str),
    meaning: &'static str,
}

static KINDS: [Kind; 5] = [
    Kind {
        number: HOP_BY_HOP,
        header: Named("Hop-by-Hop Options Header", "ipv6.hopopts", "RFC 8200 §4.3"),
        next: "ipv6.hopopts.nxt",
        length: "ipv6.hopopts.len",
        rest: ("Data", ""),
        meaning: "wire-ipv6-hopopts",
    },
    Kind {
        number: ROUTING,
        header: Named("Routing Header", "ipv6.routing", "RFC 8200 §4.4"),
        next: "ipv6.routing.nxt",
        length: "ipv6.routing.len",
        rest: ("Type-specific data", "ipv6.routing.unknown_data"),
        meaning: "wire-ipv6-routing",
    },
    Kind {
        number: FRAGMENT,
        header: Named("Fragment Header", "ipv6.fraghdr", "RFC 8200 §4.5"),
        next: "ipv6.fraghdr.nxt",
        length: "",
        rest: ("Data", ""),
        meaning: "wire-ipv6-fragment",
    },
    Kind {
        number: AUTHENTICATION,
        header: Named("Authentication Header", "ah", "RFC 4302 §2"),
        next: "ah.next_header",
        length: "ah.length",
        rest: ("Integrity Check Value", "ah.icv"),
        meaning: "wire-ipv6-ah",
    },
    Kind {
        number: DESTINATION,
        header: Named(
            "Destination Options Header",
            "ipv6.dstopts",
            "RFC 8200 §4.6",
        ),
        next: "ipv6.dstopts.nxt",
        length: "ipv6.dstopts.len",
        rest: ("Data", ""),
        meaning: "wire-ipv6-dstopts",
    },
];

/// Reads the chain, up to where a later fragment has none.
pub(super) fn read(head: &mut Head<'_>, chain: &mut Chain) {
    let next = |chain: &Chain| KINDS.iter().find(|kind| kind.number == chain.next);
    while let Some(kind) = next(chain)
        && head.left() > 0
        && !chain.is_later_fragment()
    {
        head.group(&kind.header, |head| {
            let told = head.ahead().get(1).copied().unwrap_or(0);
            let length = length_of(kind.number, told);
            let (name, filter) = kind.rest;
            let rest = Named(name, filter, kind.header.2);
            head.within(length, &rest, say!("wire-ipv6-ext-data"), |head| {
                extension(head, kind, chain);
            });
            (Value::Group, Say::plain(kind.meaning))
        });
    }
}

fn extension(head: &mut Head<'_>, kind: &Kind, chain: &mut Chain) {
    let (number, reference) = (kind.number, kind.header.2);
    let named = Named("Next Header", kind.next, reference);
    chain.next = head.num(8, &named, next_meaning) as u8;
    if number == FRAGMENT {
        fragment(head, chain, reference);
        return;
    }
    head.num(8, &Named("Hdr Ext Len", kind.length, reference), |n| {
        say!("wire-ipv6-ext-length", bytes = length_of(number, n as u8))
    });
    match number {
        ROUTING => routing(head, chain, reference),
        AUTHENTICATION => authentication(head, reference),
        _ => options(head, reference),
    }
}

/// Which part of a packet this is (RFC 8200 §4.5).
fn fragment(head: &mut Head<'_>, chain: &mut Chain, reference: &'static str) {
    let named = Named("Reserved", "ipv6.fraghdr.reserved_octet", reference);
    head.num(8, &named, |_| say!("wire-reserved-zero"));
    let named = Named("Fragment Offset", "ipv6.fraghdr.offset", reference);
    let offset = head.num(13, &named, ip::offset_meaning);
    let named = Named("Reserved", "ipv6.fraghdr.reserved_bits", reference);
    head.num(2, &named, |_| say!("wire-reserved-zero"));
    let named = Named("M Flag", "ipv6.fraghdr.more", reference);
    chain.more = head.flag(&named, either("wire-ipv4-mf", "wire-ipv4-mf-not"));
    let named = Named("Identification", "ipv6.fraghdr.ident", reference);
    head.hex(32, &named, |_| say!("wire-ipv6-frag-id"));
    chain.offset = Some(offset as usize * 8);
}

/// Stops on the way to the last destination (RFC 8200 §4.4).
fn routing(head: &mut Head<'_>, chain: &mut Chain, reference: &'static str) {
    let named = Named("Routing Type", "ipv6.routing.type", reference);
    let kind = head.num(8, &named, |n| {
        by_table(ROUTING_TYPES, n).unwrap_or_else(|| say!("wire-ipv6-routing-type"))
    });
    let named = Named("Segments Left", "ipv6.routing.segleft", reference);
    let left = head.num(8, &named, |n| say!("wire-ipv6-segments", count = n));
    chain.detour |= left > 0;
    match kind {
        SOURCE_ROUTE => {
            reserved_word(head, "ipv6.routing.src.reserved", "RFC 2460 §4.4");
            let named = Named("Address", "ipv6.routing.src.addr", "RFC 2460 §4.4");
            stops(head, &named, usize::MAX);
        }
        MOBILE => {
            const RFC: &str = "RFC 6275 §6.4.1";
            reserved_word(head, "ipv6.routing.mipv6.reserved", RFC);
            let named = Named("Address", "ipv6.routing.mipv6.home_address", RFC);
            stops(head, &named, usize::MAX);
        }
        SEGMENTS => segments(head),
        _ => {}
    }
}

fn reserved_word(head: &mut Head<'_>, filter: &'static str, reference: &'static str) {
    head.hex(32, &Named("Reserved", filter, reference), |_| {
        say!("wire-reserved-zero")
    });
}

/// The segment routing header (RFC 8754 §2): its list stands last stop first.
fn segments(head: &mut Head<'_>) {
    const RFC: &str = "RFC 8754 §2";
    let named = Named("Last Entry", "ipv6.routing.srh.last_entry", RFC);
    let last = head.num(8, &named, |n| {
        say!("wire-ipv6-last-entry", number = n.to_string())
    });
    let named = Named("Flags", "ipv6.routing.srh.flags", RFC);
    head.hex(8, &named, |_| say!("wire-ipv6-segment-flags"));
    let named = Named("Tag", "ipv6.routing.srh.tag", RFC);
    head.hex(16, &named, |_| say!("wire-ipv6-segment-tag"));
    let named = Named("Address", "ipv6.routing.srh.addr", RFC);
    stops(head, &named, last as usize + 1);
}

/// At most so many addresses, as far as they are there.
fn stops(head: &mut Head<'_>, named: &Named, most: usize) {
    for _ in 0..most.min(head.left() / 16) {
        head.ipv6(named, |_| say!("wire-ipv6-stop"));
    }
}

/// That the packet is from whom it says, and unchanged (RFC 4302 §2).
fn authentication(head: &mut Head<'_>, reference: &'static str) {
    let named = Named("Reserved", "ah.reserved", reference);
    head.num(16, &named, |_| say!("wire-reserved-zero"));
    let named = Named("Security Parameters Index", "ah.spi", reference);
    head.hex(32, &named, |_| say!("wire-ah-spi"));
    let named = Named("Sequence Number", "ah.sequence", reference);
    head.num(32, &named, |_| say!("wire-ah-seq"));
}

const PAD_1: u8 = 0;
const PAD_N: u8 = 1;
const ROUTER_ALERT: u8 = 5;
const JUMBO: u8 = 0xc2;

/// Options of hop-by-hop and destination headers (RFC 8200 §4.2).
fn options(head: &mut Head<'_>, reference: &'static str) {
    while head.left() > 0 {
        let kind = head.peek();
        if kind == PAD_1 {
            let named = Named("Pad1", "ipv6.opt.pad1", reference);
            head.num(8, &named, |_| say!("wire-ipv6-pad"));
            continue;
        }
        head.group(&Named("Option", "ipv6.opt", reference), |head| {
            option(head, kind, reference);
            (Value::Group, option_meaning(kind))
        });
    }
}

fn option(head: &mut Head<'_>, kind: u8, reference: &'static str) {
    let named = Named("Option Type", "ipv6.opt.type", reference);
    head.hex(8, &named, |n| option_meaning(n as u8));
    // Unlike IPv4's, this length does not count the type and itself.
    let named = Named("Opt Data Len", "ipv6.opt.length", reference);
    let length = head.num(8, &named, |n| say!("wire-ipv6-option-length", count = n));
    match (kind, length) {
        (ROUTER_ALERT, 2) => router_alert(head),
        (JUMBO, 4) => jumbo(head),
        _ => {
            let filter = match kind {
                PAD_N => "ipv6.opt.padn",
                _ => "ipv6.opt.unknown",
            };
            let named = Named("Option Data", filter, reference);
            let meaning = say!("wire-option-data", count = length);
            head.raw(length as usize, &named, meaning);
        }
    }
}

fn router_alert(head: &mut Head<'_>) {
    let named = Named("Value", "ipv6.opt.router_alert", "RFC 2711 §2.1");
    head.num(16, &named, |n| match n {
        0 => say!("wire-ipv6-alert-mld"),
        _ => say!("wire-ipv6-router-alert"),
    });
}

fn jumbo(head: &mut Head<'_>) {
    let named = Named("Jumbo Payload Length", "ipv6.opt.jumbo", "RFC 2675 §2");
    head.num(32, &named, |n| say!("wire-ipv6-length", count = n));
}

/// What a Next Header says.
pub(super) fn next_meaning(next: u64) -> Say {
    match next as u8 {
        NO_NEXT => say!("wire-ipv6-no-next"),
        next => say!("wire-ip-protocol", what = ip::what(IpProtocol(next))),
    }
}

/// A list of stops, given up because it could be misused (RFC 5095).
const SOURCE_ROUTE: u64 = 0;
/// To a mobile host's home address.
const MOBILE: u64 = 2;
/// Segment routing.
const SEGMENTS: u64 = 4;

const ROUTING_TYPES: &[(u64, &str)] = &[
    (SOURCE_ROUTE, "wire-ipv6-routing-old"),
    (MOBILE, "wire-ipv6-routing-mobile"),
    (SEGMENTS, "wire-ipv6-routing-segments"),
];

fn option_meaning(kind: u8) -> Say {
    match kind {
        PAD_N => say!("wire-ipv6-pad"),
        ROUTER_ALERT => say!("wire-ipv6-router-alert"),
        JUMBO => say!("wire-ipv6-jumbo"),
        _ => say!("wire-option-unknown", number = kind.to_string()),
    }
}
