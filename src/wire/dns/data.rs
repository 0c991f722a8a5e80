//! What DNS records hold, by their type.

use crate::say;
use crate::say::Say;
use crate::wire::tree::Head;

use super::kind;
use super::name::Message;
use super::{dnssec, edns, records, service};

/// Reads a record's data as far as it is known; what is left over stays bytes.
type Read = fn(&mut Head<'_>, Message<'_>);

/// A record type, what its data is (none: there is nothing to be said of it), and who reads it.
type Known = (u16, Option<Say>, Read);

static KNOWN: &[Known] = &[
    (kind::A, Some(say!("wire-dns-type-a")), records::a),
    (kind::NS, Some(say!("wire-dns-type-ns")), records::ns),
    (
        kind::CNAME,
        Some(say!("wire-dns-type-cname")),
        records::cname,
    ),
    (kind::SOA, Some(say!("wire-dns-type-soa")), records::soa),
    (kind::PTR, Some(say!("wire-dns-type-ptr")), records::ptr),
    (kind::HINFO, None, records::hinfo),
    (kind::MX, Some(say!("wire-dns-type-mx")), records::mx),
    (kind::TXT, Some(say!("wire-dns-type-txt")), records::txt),
    (kind::AAAA, Some(say!("wire-dns-type-aaaa")), records::aaaa),
    (kind::SRV, Some(say!("wire-dns-type-srv")), service::srv),
    (
        kind::NAPTR,
        Some(say!("wire-dns-type-naptr")),
        service::naptr,
    ),
    (kind::OPT, Some(say!("wire-dns-type-opt")), edns::opt),
    (kind::DS, Some(say!("wire-dns-type-ds")), dnssec::ds),
    (kind::RRSIG, Some(say!("wire-dns-rrsig")), dnssec::rrsig),
    (kind::NSEC, Some(say!("wire-dns-type-nsec")), dnssec::nsec),
    (kind::DNSKEY, Some(say!("wire-dns-key")), dnssec::dnskey),
    (kind::SVCB, Some(say!("wire-dns-type-svcb")), service::svcb),
    (kind::HTTPS, Some(say!("wire-dns-type-svcb")), service::svcb),
    (kind::ANY, Some(say!("wire-dns-type-any")), nothing),
    (kind::CAA, Some(say!("wire-dns-caa")), service::caa),
];

fn find(kind: u16) -> Option<&'static Known> {
    KNOWN.iter().find(|(known, ..)| *known == kind)
}

/// What a record of this type holds.
pub(super) fn meaning(kind: u16) -> Say {
    let known = find(kind).and_then(|(_, meaning, _)| meaning.clone());
    known.unwrap_or_else(|| say!("wire-dns-type-other", name = kind::name(kind)))
}

/// Reads the data of a record of this type; what is not known stays bytes.
pub(super) fn read(head: &mut Head<'_>, message: Message<'_>, kind: u16) {
    if let Some((.., read)) = find(kind).filter(|_| head.left() > 0) {
        read(head, message);
    }
}

/// A type to ask for, not one of a record.
const fn nothing(_: &mut Head<'_>, _: Message<'_>) {}
