//! The data of the common DNS records (RFC 1035 §3.3).

use crate::say;
use crate::say::Say;
use crate::wire::field::Value;
use crate::wire::printable::harmless;
use crate::wire::tree::{Head, Named};

use super::name::Message;

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
        (Value::Text(harmless(bytes)), meaning)
    });
}
