//! Extension headers of IPv6 (RFC 8200 §4): a chain between the header and what it carries.

use super::super::field::Value;
use super::super::ip;
use super::super::named::{Named, fields};
use super::super::tree::{Head, by_table, either};
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

fields! {
    HOP_BY_HOP_OPTIONS_HEADER: Protocol "ipv6.hopopts"
        = "Hop-by-Hop Options Header", "RFC 8200 §4.3";
    ROUTING_HEADER: Protocol "ipv6.routing" = "Routing Header", "RFC 8200 §4.4";
    FRAGMENT_HEADER: Protocol "ipv6.fraghdr" = "Fragment Header", "RFC 8200 §4.5";
    AUTHENTICATION_HEADER: Protocol "ah" = "Authentication Header", "RFC 4302 §2";
    DESTINATION_OPTIONS_HEADER: Protocol "ipv6.dstopts"
        = "Destination Options Header", "RFC 8200 §4.6";
    RESERVED: Number "ipv6.fraghdr.reserved_octet" = "Reserved", "RFC 8200 §4.5";
    FRAGMENT_OFFSET: Number "ipv6.fraghdr.offset" = "Fragment Offset", "RFC 8200 §4.5";
    RESERVED_BITS: Number "ipv6.fraghdr.reserved_bits" = "Reserved", "RFC 8200 §4.5";
    M_FLAG: Flag "ipv6.fraghdr.more" = "M Flag", "RFC 8200 §4.5";
    IDENTIFICATION: Number "ipv6.fraghdr.ident" = "Identification", "RFC 8200 §4.5";
    ROUTING_TYPE: Number "ipv6.routing.type" = "Routing Type", "RFC 8200 §4.4";
    SEGMENTS_LEFT: Number "ipv6.routing.segleft" = "Segments Left", "RFC 8200 §4.4";
    ADDRESS: Ipv6 "ipv6.routing.src.addr" = "Address", "RFC 2460 §4.4";
    HOME_ADDRESS: Ipv6 "ipv6.routing.mipv6.home_address" = "Address", "RFC 6275 §6.4.1";
    LAST_ENTRY: Number "ipv6.routing.srh.last_entry" = "Last Entry", "RFC 8754 §2";
    FLAGS: Number "ipv6.routing.srh.flags" = "Flags", "RFC 8754 §2";
    TAG: Number "ipv6.routing.srh.tag" = "Tag", "RFC 8754 §2";
    ADDR: Ipv6 "ipv6.routing.srh.addr" = "Address", "RFC 8754 §2";
    AH_RESERVED: Number "ah.reserved" = "Reserved", "RFC 4302 §2";
    SECURITY_PARAMETERS_INDEX: Number "ah.spi" = "Security Parameters Index", "RFC 4302 §2";
    SEQUENCE_NUMBER: Number "ah.sequence" = "Sequence Number", "RFC 4302 §2";
    PAD1: Protocol "ipv6.opt.pad1" = "Pad1", "RFC 8200 §4.2";
    OPTION: Protocol "ipv6.opt" = "Option", "RFC 8200 §4.2";
    OPTION_TYPE: Number "ipv6.opt.type" = "Option Type", "RFC 8200 §4.2";
    OPT_DATA_LEN: Number "ipv6.opt.length" = "Opt Data Len", "RFC 8200 §4.2";
    VALUE: Number "ipv6.opt.router_alert" = "Value", "RFC 2711 §2.1";
    JUMBO_PAYLOAD_LENGTH: Number "ipv6.opt.jumbo" = "Jumbo Payload Length", "RFC 2675 §2";
    HOP_NEXT: Number "ipv6.hopopts.nxt" = "Next Header", "RFC 8200 §4.3";
    HOP_LENGTH: Number "ipv6.hopopts.len" = "Hdr Ext Len", "RFC 8200 §4.3";
    HOP_REST = "Data", "RFC 8200 §4.3";
    ROUTING_NEXT: Number "ipv6.routing.nxt" = "Next Header", "RFC 8200 §4.4";
    ROUTING_LENGTH: Number "ipv6.routing.len" = "Hdr Ext Len", "RFC 8200 §4.4";
    ROUTING_REST: Bytes "ipv6.routing.unknown_data" = "Type-specific data", "RFC 8200 §4.4";
    FRAGMENT_NEXT: Number "ipv6.fraghdr.nxt" = "Next Header", "RFC 8200 §4.5";
    FRAGMENT_LENGTH = "Hdr Ext Len", "RFC 8200 §4.5";
    FRAGMENT_REST = "Data", "RFC 8200 §4.5";
    AH_NEXT: Number "ah.next_header" = "Next Header", "RFC 4302 §2";
    AH_LENGTH: Number "ah.length" = "Hdr Ext Len", "RFC 4302 §2";
    AH_REST: Bytes "ah.icv" = "Integrity Check Value", "RFC 4302 §2";
    DESTINATION_NEXT: Number "ipv6.dstopts.nxt" = "Next Header", "RFC 8200 §4.6";
    DESTINATION_LENGTH: Number "ipv6.dstopts.len" = "Hdr Ext Len", "RFC 8200 §4.6";
    DESTINATION_REST = "Data", "RFC 8200 §4.6";
    SOURCE_ROUTE_RESERVED: Number "ipv6.routing.src.reserved" = "Reserved", "RFC 2460 §4.4";
    HOME_RESERVED: Bytes "ipv6.routing.mipv6.reserved" = "Reserved", "RFC 6275 §6.4.1";
    PADDING: Bytes "ipv6.opt.padn" = "Option Data", "RFC 8200 §4.2";
    UNKNOWN: Bytes "ipv6.opt.unknown" = "Option Data", "RFC 8200 §4.2";
}

/// Where the chain of extension headers leads a digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reached {
    /// To the header of what is carried.
    Upper,
    /// To a piece of something, not its first: none of what is carried has a header here.
    LaterFragment,
    /// To an extension header that is not all there.
    CutHeader,
}

/// Moves over the extension headers; gives what follows, as far as the chain tells.
pub(super) fn skip(scan: &mut Scan<'_>, mut next: u8) -> (u8, Reached) {
    while is_extension(next) {
        let ahead = scan.ahead();
        let Some(&following) = ahead.first() else {
            scan.short(scan.at + 1);
            return (next, Reached::CutHeader);
        };
        let length = length_of(next, ahead.get(1).copied().unwrap_or(0));
        let end = scan.at + length;
        scan.at += length.min(ahead.len());
        if length > ahead.len() {
            scan.short(end);
            return (following, Reached::CutHeader);
        }
        // Of a fragment header these two bytes are the offset, and the flags in the three lowest bits.
        let offset = ahead.get(2..4).and_then(<[u8]>::first_chunk);
        if let Some(two) = offset.filter(|_| next == FRAGMENT) {
            let fragment = u16::from_be_bytes(*two);
            if fragment >> 3 != 0 {
                return (following, Reached::LaterFragment);
            }
            scan.first_fragment |= fragment & 1 != 0;
        }
        next = following;
    }
    (next, Reached::Upper)
}

pub(super) const fn is_extension(next: u8) -> bool {
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
    /// The same where the chain is there up to its end; of a header that is cut off nobody knows.
    pub(super) known: Option<u8>,
    /// Place of this fragment, in bytes; `None`: not a fragment.
    pub(super) offset: Option<usize>,
    /// More fragments follow.
    more: bool,
    /// Ends in a header that is not all there.
    pub(super) cut: bool,
    /// A routing header with stops left: the checksum counts the last stop, not the next.
    pub(super) detour: bool,
}

impl Chain {
    pub(super) const fn new(next: u8) -> Self {
        Self {
            next,
            known: Some(next),
            offset: None,
            more: false,
            cut: false,
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
    /// Its Next Header and its length.
    next: Named,
    length: Named,
    /// What is left over.
    rest: Named,
    meaning: &'static str,
}

static KINDS: [Kind; 5] = [
    Kind {
        number: HOP_BY_HOP,
        header: HOP_BY_HOP_OPTIONS_HEADER,
        next: HOP_NEXT,
        length: HOP_LENGTH,
        rest: HOP_REST,
        meaning: "wire-ipv6-hopopts",
    },
    Kind {
        number: ROUTING,
        header: ROUTING_HEADER,
        next: ROUTING_NEXT,
        length: ROUTING_LENGTH,
        rest: ROUTING_REST,
        meaning: "wire-ipv6-routing",
    },
    Kind {
        number: FRAGMENT,
        header: FRAGMENT_HEADER,
        next: FRAGMENT_NEXT,
        length: FRAGMENT_LENGTH,
        rest: FRAGMENT_REST,
        meaning: "wire-ipv6-fragment",
    },
    Kind {
        number: AUTHENTICATION,
        header: AUTHENTICATION_HEADER,
        next: AH_NEXT,
        length: AH_LENGTH,
        rest: AH_REST,
        meaning: "wire-ipv6-ah",
    },
    Kind {
        number: DESTINATION,
        header: DESTINATION_OPTIONS_HEADER,
        next: DESTINATION_NEXT,
        length: DESTINATION_LENGTH,
        rest: DESTINATION_REST,
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
            chain.cut = length > head.left();
            head.within(length, &kind.rest, say!("wire-ipv6-ext-data"), |head| {
                extension(head, kind, chain);
            });
            (Value::Group, Say::plain(kind.meaning))
        });
    }
}

fn extension(head: &mut Head<'_>, kind: &Kind, chain: &mut Chain) {
    let (number, reference) = (kind.number, kind.header.section);
    chain.next = head.num(8, &kind.next, next_meaning) as u8;
    chain.known = head.known(chain.next);
    if number == FRAGMENT {
        fragment(head, chain);
        return;
    }
    head.num(8, &kind.length, |n| {
        say!("wire-ipv6-ext-length", bytes = length_of(number, n as u8))
    });
    match number {
        ROUTING => routing(head, chain),
        AUTHENTICATION => authentication(head),
        _ => options(head, reference),
    }
}

/// Which part of a packet this is (RFC 8200 §4.5).
fn fragment(head: &mut Head<'_>, chain: &mut Chain) {
    head.num(8, &RESERVED, |_| say!("wire-reserved-zero"));
    let offset = head.num(13, &FRAGMENT_OFFSET, ip::offset_meaning);
    head.num(2, &RESERVED_BITS, |_| say!("wire-reserved-zero"));
    chain.more = head.flag(&M_FLAG, either("wire-ipv4-mf", "wire-ipv4-mf-not"));
    head.hex(32, &IDENTIFICATION, |_| say!("wire-ipv6-frag-id"));
    chain.offset = head.known(offset as usize * 8);
}

/// Stops on the way to the last destination (RFC 8200 §4.4).
fn routing(head: &mut Head<'_>, chain: &mut Chain) {
    let kind = head.num(8, &ROUTING_TYPE, |n| {
        by_table(ROUTING_TYPES, n).unwrap_or_else(|| say!("wire-ipv6-routing-type"))
    });
    let left = head.num(8, &SEGMENTS_LEFT, |n| say!("wire-ipv6-segments", count = n));
    chain.detour |= left > 0;
    match kind {
        SOURCE_ROUTE => {
            reserved_word(head, &SOURCE_ROUTE_RESERVED);
            stops(head, &ADDRESS, usize::MAX);
        }
        MOBILE => {
            reserved_word(head, &HOME_RESERVED);
            stops(head, &HOME_ADDRESS, usize::MAX);
        }
        SEGMENTS => segments(head),
        _ => {}
    }
}

fn reserved_word(head: &mut Head<'_>, named: &Named) {
    head.hex(32, named, |_| say!("wire-reserved-zero"));
}

/// The segment routing header (RFC 8754 §2): its list stands last stop first.
fn segments(head: &mut Head<'_>) {
    let last = head.num(8, &LAST_ENTRY, |n| {
        say!("wire-ipv6-last-entry", number = n.to_string())
    });
    head.hex(8, &FLAGS, |_| say!("wire-ipv6-segment-flags"));
    head.hex(16, &TAG, |_| say!("wire-ipv6-segment-tag"));
    stops(head, &ADDR, last as usize + 1);
}

/// At most so many addresses, as far as they are there.
fn stops(head: &mut Head<'_>, named: &Named, most: usize) {
    for _ in 0..most.min(head.left() / 16) {
        head.ipv6(named, |_| say!("wire-ipv6-stop"));
    }
}

/// That the packet is from whom it says, and unchanged (RFC 4302 §2).
fn authentication(head: &mut Head<'_>) {
    head.num(16, &AH_RESERVED, |_| say!("wire-reserved-zero"));
    head.hex(32, &SECURITY_PARAMETERS_INDEX, |_| say!("wire-ah-spi"));
    head.num(32, &SEQUENCE_NUMBER, |_| say!("wire-ah-seq"));
}

const PAD_1: u8 = 0;
const PAD_N: u8 = 1;
const ROUTER_ALERT: u8 = 5;
const JUMBO: u8 = 0xc2;

/// Options of hop-by-hop and destination headers (RFC 8200 §4.2).
fn options(head: &mut Head<'_>, reference: &'static str) {
    while let Some(kind) = head.peek() {
        if kind == PAD_1 {
            head.num(8, &PAD1.of(reference), |_| say!("wire-ipv6-pad"));
            continue;
        }
        head.group(&OPTION.of(reference), |head| {
            option(head, kind, reference);
            (Value::Group, option_meaning(kind))
        });
    }
}

fn option(head: &mut Head<'_>, kind: u8, reference: &'static str) {
    head.hex(8, &OPTION_TYPE.of(reference), |n| option_meaning(n as u8));
    // Unlike IPv4's, this length does not count the type and itself.
    let length = head.num(8, &OPT_DATA_LEN.of(reference), |n| {
        say!("wire-ipv6-option-length", count = n)
    });
    match (kind, length) {
        (ROUTER_ALERT, 2) => router_alert(head),
        (JUMBO, 4) => jumbo(head),
        _ => {
            let named = match kind {
                PAD_N => PADDING,
                _ => UNKNOWN,
            };
            let named = named.of(reference);
            let meaning = say!("wire-option-data", count = length);
            head.raw(length as usize, &named, meaning);
        }
    }
}

fn router_alert(head: &mut Head<'_>) {
    head.num(16, &VALUE, |n| match n {
        0 => say!("wire-ipv6-alert-mld"),
        _ => say!("wire-ipv6-router-alert"),
    });
}

fn jumbo(head: &mut Head<'_>) {
    head.num(32, &JUMBO_PAYLOAD_LENGTH, |n| {
        say!("wire-ipv6-length", count = n)
    });
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
