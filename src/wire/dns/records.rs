//! The data of the common DNS records (RFC 1035 §3.3).

use crate::say;
use crate::say::{Clean, Say};
use crate::wire::field::Value;
use crate::wire::named::{Named, fields};
use crate::wire::tree::Head;

use super::name::Message;

const MX: &str = "RFC 1035 §3.3.9";
const TXT: &str = "RFC 1035 §3.3.14";

const SOA: &str = "RFC 1035 §3.3.13";
const HINFO: &str = "RFC 1035 §3.3.2";

fields! {
    ADDRESS: Ipv4 "dns.a" = "ADDRESS", "RFC 1035 §3.4.1";
    ADDRESS_6: Ipv6 "dns.aaaa" = "ADDRESS", "RFC 3596 §2.2";
    NSDNAME: Domain "dns.ns" = "NSDNAME", "RFC 1035 §3.3.11";
    CNAME: Domain "dns.cname" = "CNAME", "RFC 1035 §3.3.1";
    PTRDNAME: Domain "dns.ptr.domain_name" = "PTRDNAME", "RFC 1035 §3.3.12";

    PREFERENCE: Number "dns.mx.preference" = "PREFERENCE", MX;
    EXCHANGE: Domain "dns.mx.mail_exchange" = "EXCHANGE", MX;

    TXT_LENGTH: Number "dns.txt.length" = "TXT Length", TXT;
    TXT_DATA: Verbatim "dns.txt" = "TXT-DATA", TXT;

    MNAME: Domain "dns.soa.mname" = "MNAME", SOA;
    RNAME: Domain "dns.soa.rname" = "RNAME", SOA;
    SERIAL: Number "dns.soa.serial_number" = "SERIAL", SOA;
    REFRESH: Number "dns.soa.refresh_interval" = "REFRESH", SOA;
    RETRY: Number "dns.soa.retry_interval" = "RETRY", SOA;
    EXPIRE: Number "dns.soa.expire_limit" = "EXPIRE", SOA;
    MINIMUM: Number "dns.soa.minimum_ttl" = "MINIMUM", "RFC 2308 §4";

    CPU_LENGTH: Number "dns.hinfo.cpu_length" = "Length", HINFO;
    CPU: Text "dns.hinfo.cpu" = "CPU", HINFO;
    OS_LENGTH: Number "dns.hinfo.os_length" = "Length", HINFO;
    OS: Text "dns.hinfo.os" = "OS", HINFO;
}

pub(super) fn a(head: &mut Head<'_>, _: Message<'_>) {
    head.ipv4(&ADDRESS, |_| say!("wire-dns-type-a"));
}

pub(super) fn aaaa(head: &mut Head<'_>, _: Message<'_>) {
    head.ipv6(&ADDRESS_6, |_| say!("wire-dns-type-aaaa"));
}

pub(super) fn ns(head: &mut Head<'_>, message: Message<'_>) {
    message.name(head, &NSDNAME, say!("wire-dns-type-ns"));
}

pub(super) fn cname(head: &mut Head<'_>, message: Message<'_>) {
    message.name(head, &CNAME, say!("wire-dns-type-cname"));
}

pub(super) fn ptr(head: &mut Head<'_>, message: Message<'_>) {
    message.name(head, &PTRDNAME, say!("wire-dns-type-ptr"));
}

pub(super) fn mx(head: &mut Head<'_>, message: Message<'_>) {
    head.num(16, &PREFERENCE, |_| say!("wire-dns-mx-preference"));
    message.name(head, &EXCHANGE, say!("wire-dns-type-mx"));
}

/// One text or several, each with its length before it.
pub(super) fn txt(head: &mut Head<'_>, _: Message<'_>) {
    while head.left() > 0 && !head.is_bad() {
        string(head, &TXT_LENGTH, &TXT_DATA, say!("wire-dns-type-txt"));
    }
}

/// Start of a zone of authority: who keeps the zone, and when copies of it are to be renewed.
pub(super) fn soa(head: &mut Head<'_>, message: Message<'_>) {
    message.name(head, &MNAME, say!("wire-dns-soa-mname"));
    message.name(head, &RNAME, say!("wire-dns-soa-rname"));
    head.num(32, &SERIAL, |_| say!("wire-dns-soa-serial"));
    head.num(32, &REFRESH, |_| say!("wire-dns-soa-refresh"));
    head.num(32, &RETRY, |_| say!("wire-dns-soa-retry"));
    head.num(32, &EXPIRE, |_| say!("wire-dns-soa-expire"));
    head.num(32, &MINIMUM, |_| say!("wire-dns-soa-minimum"));
}

pub(super) fn hinfo(head: &mut Head<'_>, _: Message<'_>) {
    string(head, &CPU_LENGTH, &CPU, say!("wire-name", name = "CPU"));
    string(head, &OS_LENGTH, &OS, say!("wire-name", name = "OS"));
}

/// A character string (RFC 1035 §3.3): text with its length in one byte before it.
pub(super) fn string(head: &mut Head<'_>, length: &Named, text: &Named, meaning: Say) {
    let count = head.num(8, length, |n| say!("wire-dns-txt-length", count = n));
    head.bytes(count as usize, text, |bytes| {
        (Value::Text(Clean::bytes(bytes)), meaning)
    });
}
