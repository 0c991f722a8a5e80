//! The types of DNS records, and the data of the common ones (RFC 1035 §3.3).

use crate::say;
use crate::say::Say;
use crate::wire::field::Value;
use crate::wire::printable::harmless;
use crate::wire::tree::{Head, Named};

use super::name::Message;
use super::{dnssec, edns, service};

/// Record types (IANA DNS Parameters) that more than their line in [`TYPES`] asks for.
pub(super) mod kind {
    pub(in crate::wire::dns) const A: u16 = 1;
    pub(in crate::wire::dns) const NS: u16 = 2;
    pub(in crate::wire::dns) const CNAME: u16 = 5;
    pub(in crate::wire::dns) const PTR: u16 = 12;
    pub(in crate::wire::dns) const MX: u16 = 15;
    pub(in crate::wire::dns) const TXT: u16 = 16;
    pub(in crate::wire::dns) const AAAA: u16 = 28;
    pub(in crate::wire::dns) const SRV: u16 = 33;
    pub(in crate::wire::dns) const OPT: u16 = 41;
}

const ADDRESS: Named = Named("ADDRESS", "dns.a", "RFC 1035 §3.4.1");
const ADDRESS_6: Named = Named("ADDRESS", "dns.aaaa", "RFC 3596 §2.2");
const NSDNAME: Named = Named("NSDNAME", "dns.ns", "RFC 1035 §3.3.11");
const CNAME: Named = Named("CNAME", "dns.cname", "RFC 1035 §3.3.1");
const PTRDNAME: Named = Named("PTRDNAME", "dns.ptr.domain_name", "RFC 1035 §3.3.12");

const MX: &str = "RFC 1035 §3.3.9";
const PREFERENCE: Named = Named("PREFERENCE", "dns.mx.preference", MX);
const EXCHANGE: Named = Named("EXCHANGE", "dns.mx.mail_exchange", MX);

const TXT: &str = "RFC 1035 §3.3.14";
const TXT_LENGTH: Named = Named("TXT Length", "dns.txt.length", TXT);
const TXT_DATA: Named = Named("TXT-DATA", "dns.txt", TXT);

const SOA: &str = "RFC 1035 §3.3.13";
const MNAME: Named = Named("MNAME", "dns.soa.mname", SOA);
const RNAME: Named = Named("RNAME", "dns.soa.rname", SOA);
const SERIAL: Named = Named("SERIAL", "dns.soa.serial_number", SOA);
const REFRESH: Named = Named("REFRESH", "dns.soa.refresh_interval", SOA);
const RETRY: Named = Named("RETRY", "dns.soa.retry_interval", SOA);
const EXPIRE: Named = Named("EXPIRE", "dns.soa.expire_limit", SOA);
const MINIMUM: Named = Named("MINIMUM", "dns.soa.minimum_ttl", "RFC 2308 §4");

const HINFO: &str = "RFC 1035 §3.3.2";
const CPU_LENGTH: Named = Named("Length", "dns.hinfo.cpu_length", HINFO);
const CPU: Named = Named("CPU", "dns.hinfo.cpu", HINFO);
const OS_LENGTH: Named = Named("Length", "dns.hinfo.os_length", HINFO);
const OS: Named = Named("OS", "dns.hinfo.os", HINFO);

/// Reads a record's data as far as it is known here; what is left over stays bytes.
type ReadData = fn(&mut Head<'_>, Message<'_>);

/// A record type: its number, its name, what its data is (none: nothing to be said), who reads it.
type Type = (u16, &'static str, Option<Say>, ReadData);

static TYPES: &[Type] = &[
    (kind::A, "A", Some(say!("wire-dns-type-a")), a),
    (kind::NS, "NS", Some(say!("wire-dns-type-ns")), ns),
    (
        kind::CNAME,
        "CNAME",
        Some(say!("wire-dns-type-cname")),
        cname,
    ),
    (6, "SOA", Some(say!("wire-dns-type-soa")), soa),
    (kind::PTR, "PTR", Some(say!("wire-dns-type-ptr")), ptr),
    (13, "HINFO", None, hinfo),
    (kind::MX, "MX", Some(say!("wire-dns-type-mx")), mx),
    (kind::TXT, "TXT", Some(say!("wire-dns-type-txt")), txt),
    (kind::AAAA, "AAAA", Some(say!("wire-dns-type-aaaa")), aaaa),
    (33, "SRV", Some(say!("wire-dns-type-srv")), service::srv),
    (
        35,
        "NAPTR",
        Some(say!("wire-dns-type-naptr")),
        service::naptr,
    ),
    (kind::OPT, "OPT", Some(say!("wire-dns-type-opt")), edns::opt),
    (43, "DS", Some(say!("wire-dns-type-ds")), dnssec::ds),
    (46, "RRSIG", Some(say!("wire-dns-rrsig")), dnssec::rrsig),
    (47, "NSEC", Some(say!("wire-dns-type-nsec")), dnssec::nsec),
    (48, "DNSKEY", Some(say!("wire-dns-key")), dnssec::dnskey),
    (64, "SVCB", Some(say!("wire-dns-type-svcb")), service::svcb),
    (65, "HTTPS", Some(say!("wire-dns-type-svcb")), service::svcb),
    (252, "AXFR", None, unknown),
    (255, "ANY", Some(say!("wire-dns-type-any")), unknown),
    (257, "CAA", Some(say!("wire-dns-caa")), service::caa),
];

fn find(kind: u16) -> Option<&'static Type> {
    TYPES.iter().find(|(number, ..)| *number == kind)
}

/// A record type's name, `TYPE` and its number where it has none here (RFC 3597 §5).
pub(super) fn name(kind: u16) -> String {
    find(kind).map_or_else(|| format!("TYPE{kind}"), |(_, name, ..)| (*name).to_owned())
}

/// What a record of this type holds.
pub(super) fn meaning(kind: u16) -> Say {
    let known = find(kind).and_then(|(_, _, meaning, _)| meaning.clone());
    known.unwrap_or_else(|| say!("wire-dns-type-other", name = name(kind)))
}

/// Reads the data of a record of this type; what is not known stays bytes.
pub(super) fn data(head: &mut Head<'_>, message: Message<'_>, kind: u16) {
    if let Some((.., read)) = find(kind).filter(|_| head.left() > 0) {
        read(head, message);
    }
}

/// No form is known here.
const fn unknown(_: &mut Head<'_>, _: Message<'_>) {}

fn a(head: &mut Head<'_>, _: Message<'_>) {
    head.ipv4(&ADDRESS, |_| say!("wire-dns-type-a"));
}

fn aaaa(head: &mut Head<'_>, _: Message<'_>) {
    head.ipv6(&ADDRESS_6, |_| say!("wire-dns-type-aaaa"));
}

fn ns(head: &mut Head<'_>, message: Message<'_>) {
    message.name(head, &NSDNAME, say!("wire-dns-type-ns"));
}

fn cname(head: &mut Head<'_>, message: Message<'_>) {
    message.name(head, &CNAME, say!("wire-dns-type-cname"));
}

fn ptr(head: &mut Head<'_>, message: Message<'_>) {
    message.name(head, &PTRDNAME, say!("wire-dns-type-ptr"));
}

fn mx(head: &mut Head<'_>, message: Message<'_>) {
    head.num(16, &PREFERENCE, |_| say!("wire-dns-mx-preference"));
    message.name(head, &EXCHANGE, say!("wire-dns-type-mx"));
}

/// One text or several, each with its length before it.
fn txt(head: &mut Head<'_>, _: Message<'_>) {
    while head.left() > 0 && !head.is_bad() {
        string(head, &TXT_LENGTH, &TXT_DATA, say!("wire-dns-type-txt"));
    }
}

/// Start of a zone of authority: who keeps the zone, and when copies of it are to be renewed.
fn soa(head: &mut Head<'_>, message: Message<'_>) {
    message.name(head, &MNAME, say!("wire-dns-soa-mname"));
    message.name(head, &RNAME, say!("wire-dns-soa-rname"));
    head.num(32, &SERIAL, |_| say!("wire-dns-soa-serial"));
    head.num(32, &REFRESH, |_| say!("wire-dns-soa-refresh"));
    head.num(32, &RETRY, |_| say!("wire-dns-soa-retry"));
    head.num(32, &EXPIRE, |_| say!("wire-dns-soa-expire"));
    head.num(32, &MINIMUM, |_| say!("wire-dns-soa-minimum"));
}

fn hinfo(head: &mut Head<'_>, _: Message<'_>) {
    string(head, &CPU_LENGTH, &CPU, say!("wire-name", name = "CPU"));
    string(head, &OS_LENGTH, &OS, say!("wire-name", name = "OS"));
}

/// A character string (RFC 1035 §3.3): text with its length in one byte before it.
pub(super) fn string(head: &mut Head<'_>, length: &Named, text: &Named, meaning: Say) {
    let count = head.num(8, length, |n| say!("wire-dns-txt-length", count = n));
    head.bytes(count as usize, text, |bytes| {
        (Value::Text(harmless(bytes)), meaning)
    });
}
