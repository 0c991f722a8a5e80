//! The header: what the message is, how it went, how many entries follow (RFC 1035 §4.1.1). LLMNR reads some of
//! its bits otherwise (RFC 4795 §2.1.1), an update has other sections (RFC 2136 §2.2).

use crate::say;
use crate::say::Say;
use crate::wire::field::Value;
use crate::wire::named::{Named, fields};
use crate::wire::tree::{Head, either};

use super::flavour::Flavour;
use super::name::Message;
use super::opcode::{self, Opcode};
use super::rcode;

const HEAD: &str = "RFC 1035 §4.1.1";
const LLMNR: &str = "RFC 4795 §2.1.1";
const UPDATE: &str = "RFC 2136 §2.2";

fields! {
    ID: Number "dns.id" = "ID", HEAD;
    FLAG_BITS: Number "dns.flags" = "Flags", HEAD;
    QR: Flag "dns.flags.response" = "QR", HEAD;
    OPCODE: Number "dns.flags.opcode" = "OPCODE", HEAD;
    AA: Flag "dns.flags.authoritative" = "AA", HEAD;
    TC: Flag "dns.flags.truncated" = "TC", HEAD;
    RD: Flag "dns.flags.recdesired" = "RD", HEAD;
    RA: Flag "dns.flags.recavail" = "RA", HEAD;
    Z: Flag "dns.flags.z" = "Z", HEAD;
    AD: Flag "dns.flags.authenticated" = "AD", "RFC 4035 §3.2.3";
    CD: Flag "dns.flags.checkdisable" = "CD", "RFC 4035 §3.2.2";
    RCODE: Number "dns.flags.rcode" = "RCODE", HEAD;
    CONFLICT: Flag "dns.flags.conflict" = "C", LLMNR;
    TENTATIVE: Flag "dns.flags.tentative" = "T", LLMNR;
    RESERVED = "Z", LLMNR;

    QDCOUNT: Number "dns.count.queries" = "QDCOUNT", HEAD;
    ANCOUNT: Number "dns.count.answers" = "ANCOUNT", HEAD;
    NSCOUNT: Number "dns.count.auth_rr" = "NSCOUNT", HEAD;
    ARCOUNT: Number "dns.count.add_rr" = "ARCOUNT", HEAD;
    ZOCOUNT: Number "dns.count.zones" = "ZOCOUNT", UPDATE;
    PRCOUNT: Number "dns.count.prerequisites" = "PRCOUNT", UPDATE;
    UPCOUNT: Number "dns.count.updates" = "UPCOUNT", UPDATE;
}

/// Reads the header; gives how many entries each section has.
pub(super) fn read(head: &mut Head<'_>, message: Message<'_>) -> [u64; 4] {
    head.hex(16, &ID, |_| match message.flavour {
        Flavour::Mdns => say!("wire-mdns-id"),
        Flavour::Dns | Flavour::Llmnr => say!("wire-dns-id"),
    });
    head.group(&FLAG_BITS, |head| {
        flag_bits(head, message);
        let flags = u64::from(message.flags());
        (Value::Hex(flags, 4), say!("wire-dns-flags"))
    });
    if message.opcode() == Opcode::Update {
        counts(
            head,
            [&ZOCOUNT, &PRCOUNT, &UPCOUNT, &ARCOUNT],
            UPDATE_COUNTS,
        )
    } else {
        counts(head, [&QDCOUNT, &ANCOUNT, &NSCOUNT, &ARCOUNT], COUNTS)
    }
}

/// What a count says.
type Counted = fn(u64) -> Say;

const COUNTS: [Counted; 4] = [
    |n| say!("wire-dns-questions", count = n),
    |n| say!("wire-dns-answers", count = n),
    |n| say!("wire-dns-authorities", count = n),
    |n| say!("wire-dns-additionals", count = n),
];

const UPDATE_COUNTS: [Counted; 4] = [
    |n| say!("wire-dns-zones", count = n),
    |n| say!("wire-dns-prerequisites", count = n),
    |n| say!("wire-dns-updates", count = n),
    |n| say!("wire-dns-additionals", count = n),
];

fn counts(
    head: &mut Head<'_>,
    [qd, an, ns, ar]: [&Named; 4],
    [questions, answers, authorities, additionals]: [Counted; 4],
) -> [u64; 4] {
    [
        head.num(16, qd, questions),
        head.num(16, an, answers),
        head.num(16, ns, authorities),
        head.num(16, ar, additionals),
    ]
}

fn flag_bits(head: &mut Head<'_>, message: Message<'_>) {
    head.flag(&QR, either("wire-dns-response", "wire-dns-query"));
    head.num(4, &OPCODE, opcode::meaning);
    match message.flavour {
        Flavour::Dns => dns_bits(head, message),
        Flavour::Mdns => mdns_bits(head, message),
        Flavour::Llmnr => llmnr_bits(head),
    }
    head.num(4, &RCODE, |n| rcode_meaning(n as u16, message));
}

fn dns_bits(head: &mut Head<'_>, message: Message<'_>) {
    let response = message.is_response();
    head.flag(&AA, |set| {
        answers_only(response, set, ["wire-dns-aa", "wire-dns-aa-not"])
    });
    head.flag(&TC, either("wire-dns-tc", "wire-dns-tc-not"));
    head.flag(&RD, either("wire-dns-rd", "wire-dns-rd-not"));
    head.flag(&RA, |set| {
        answers_only(response, set, ["wire-dns-ra", "wire-dns-ra-not"])
    });
    head.flag(&Z, either("wire-reserved-set", "wire-reserved-zero"));
    head.flag(&AD, either("wire-dns-ad", "wire-dns-ad-not"));
    head.flag(&CD, either("wire-dns-cd", "wire-dns-cd-not"));
}

/// A bit that only an answer gives a meaning.
fn answers_only(response: bool, set: bool, [yes, no]: [&'static str; 2]) -> Say {
    match (response, set) {
        (false, _) => say!("wire-dns-answers-only"),
        (true, true) => Say::plain(yes),
        (true, false) => Say::plain(no),
    }
}

/// Of the bits of mDNS only TC of a question says anything: more known answers follow (RFC 6762 §18).
fn mdns_bits(head: &mut Head<'_>, message: Message<'_>) {
    let response = message.is_response();
    let unused = || either("wire-mdns-unused", "wire-mdns-unused");
    head.flag(&AA, unused());
    head.flag(&TC, |set| match (response, set) {
        (true, _) => say!("wire-mdns-unused"),
        (false, true) => say!("wire-mdns-tc"),
        (false, false) => say!("wire-mdns-tc-not"),
    });
    for named in [&RD, &RA, &Z, &AD, &CD] {
        head.flag(named, unused());
    }
}

fn llmnr_bits(head: &mut Head<'_>) {
    head.flag(&CONFLICT, either("wire-llmnr-c", "wire-llmnr-c-not"));
    head.flag(&TC, either("wire-dns-tc", "wire-dns-tc-not"));
    head.flag(&TENTATIVE, either("wire-llmnr-t", "wire-llmnr-t-not"));
    head.num(4, &RESERVED, |n| match n {
        0 => say!("wire-reserved-zero"),
        _ => say!("wire-reserved-set"),
    });
}

fn rcode_meaning(code: u16, message: Message<'_>) -> Say {
    match (message.is_response(), message.flavour) {
        (false, _) => say!("wire-dns-rcode-query"),
        (true, Flavour::Mdns) if code != 0 => {
            say!("wire-mdns-rcode", why = rcode::meaning(code))
        }
        (true, _) => rcode::meaning(code),
    }
}
