//! Records that say where a service is and how it is to be used: SRV, NAPTR, SVCB and HTTPS, CAA.

use crate::say;
use crate::say::Say;
use crate::wire::field::Value;
use crate::wire::printable::harmless;
use crate::wire::tree::{Head, Named};

use super::name::Message;
use super::records::string;

const SRV: &str = "RFC 2782";
const PRIORITY: Named = Named("Priority", "dns.srv.priority", SRV);
const WEIGHT: Named = Named("Weight", "dns.srv.weight", SRV);
const SRV_PORT: Named = Named("Port", "dns.srv.port", SRV);
const TARGET: Named = Named("Target", "dns.srv.target", SRV);

const NAPTR: &str = "RFC 3403 §4.1";
const ORDER: Named = Named("ORDER", "dns.naptr.order", NAPTR);
const PREFERENCE: Named = Named("PREFERENCE", "dns.naptr.preference", NAPTR);
const FLAGS_LENGTH: Named = Named("Length", "dns.naptr.flags_length", NAPTR);
const FLAGS: Named = Named("FLAGS", "dns.naptr.flags", NAPTR);
const SERVICES_LENGTH: Named = Named("Length", "dns.naptr.service_length", NAPTR);
const SERVICES: Named = Named("SERVICES", "dns.naptr.service", NAPTR);
const REGEXP_LENGTH: Named = Named("Length", "dns.naptr.regex_length", NAPTR);
const REGEXP: Named = Named("REGEXP", "dns.naptr.regex", NAPTR);
const REPLACEMENT: Named = Named("REPLACEMENT", "dns.naptr.replacement", NAPTR);

const SVCB: &str = "RFC 9460 §2.2";
const SVC_PRIORITY: Named = Named("SvcPriority", "dns.svcb.svcpriority", SVCB);
const TARGET_NAME: Named = Named("TargetName", "dns.svcb.targetname", SVCB);
const SVC_PARAM: Named = Named("SvcParam", "dns.svcb.svcparam", SVCB);
const KEY: Named = Named("SvcParamKey", "dns.svcb.svcparam.key", SVCB);
const VALUE_LENGTH: Named = Named(
    "SvcParamValue Length",
    "dns.svcb.svcparam.value.length",
    SVCB,
);
const VALUE: Named = Named("SvcParamValue", "dns.svcb.svcparam.value", SVCB);

const PARAM: &str = "RFC 9460 §7";
const ALPN_LENGTH: Named = Named("Length", "dns.svcb.svcparam.alpn.length", PARAM);
const ALPN: Named = Named("ALPN", "dns.svcb.svcparam.alpn", PARAM);
const PORT: Named = Named("Port", "dns.svcb.svcparam.port", PARAM);
const IPV4_HINT: Named = Named("Address", "dns.svcb.svcparam.ipv4hint.ip", PARAM);
const IPV6_HINT: Named = Named("Address", "dns.svcb.svcparam.ipv6hint.ip", PARAM);

const CAA: &str = "RFC 8659 §4.1";
const CAA_FLAGS: Named = Named("Flags", "dns.caa.flags", CAA);
const TAG_LENGTH: Named = Named("Length", "dns.caa.tag_length", CAA);
const TAG: Named = Named("Tag", "dns.caa.tag", CAA);
const CAA_VALUE: Named = Named("Value", "dns.caa.value", CAA);

/// Host and port of a service.
pub(super) fn srv(head: &mut Head<'_>, message: Message<'_>) {
    head.num(16, &PRIORITY, |_| say!("wire-dns-mx-preference"));
    head.num(16, &WEIGHT, |_| say!("wire-dns-srv-weight"));
    head.num(16, &SRV_PORT, port);
    message.name(head, &TARGET, say!("wire-dns-type-srv"));
}

/// Rules that rewrite a name (a telephone number's, for example) into where a service is.
pub(super) fn naptr(head: &mut Head<'_>, message: Message<'_>) {
    head.num(16, &ORDER, |_| say!("wire-dns-mx-preference"));
    head.num(16, &PREFERENCE, |_| say!("wire-dns-mx-preference"));
    for (length, text) in [
        (&FLAGS_LENGTH, &FLAGS),
        (&SERVICES_LENGTH, &SERVICES),
        (&REGEXP_LENGTH, &REGEXP),
    ] {
        string(head, length, text, say!("wire-name", name = text.0));
    }
    message.name(head, &REPLACEMENT, say!("wire-dns-naptr-replacement"));
}

/// SVCB and HTTPS: where a service is, and what it speaks.
pub(super) fn svcb(head: &mut Head<'_>, message: Message<'_>) {
    head.num(16, &SVC_PRIORITY, |n| match n {
        0 => say!("wire-dns-svcb-alias"),
        _ => say!("wire-dns-mx-preference"),
    });
    message.name(head, &TARGET_NAME, say!("wire-dns-svcb-target"));
    while head.left() > 0 && !head.is_bad() {
        head.group(&SVC_PARAM, parameter);
    }
}

/// One of the parameters behind the target: a key, a length, and that many bytes.
fn parameter(head: &mut Head<'_>) -> (Value, Say) {
    let key = head.num(16, &KEY, |n| say!("wire-name", name = key_name(n)));
    let name = key_name(key);
    let length = head.num(16, &VALUE_LENGTH, |n| say!("wire-dns-rdlength", count = n));
    let meaning = say!("wire-name", name = name.clone());
    head.within(length as usize, &VALUE, meaning, |head| {
        while head.left() > 0 && !head.is_bad() {
            if !value(head, key) {
                break;
            }
        }
    });
    (Value::Text(name), say!("wire-dns-svcb-parameter"))
}

/// One value of a parameter; `false`: its form is not known.
fn value(head: &mut Head<'_>, key: u64) -> bool {
    match key {
        1 => string(head, &ALPN_LENGTH, &ALPN, say!("wire-name", name = "ALPN")),
        3 => _ = head.num(16, &PORT, port),
        4 => _ = head.ipv4(&IPV4_HINT, |_| say!("wire-dns-type-a")),
        6 => _ = head.ipv6(&IPV6_HINT, |_| say!("wire-dns-type-aaaa")),
        _ => return false,
    }
    true
}

/// CAA: who may sign certificates for the name.
pub(super) fn caa(head: &mut Head<'_>, _: Message<'_>) {
    head.hex(8, &CAA_FLAGS, |n| match n {
        0x80 => say!("wire-dns-caa-critical"),
        _ => say!("wire-dns-caa-flags"),
    });
    string(head, &TAG_LENGTH, &TAG, say!("wire-name", name = "Tag"));
    head.bytes(head.left(), &CAA_VALUE, |bytes| {
        (Value::Text(harmless(bytes)), say!("wire-dns-caa"))
    });
}

fn port(number: u64) -> Say {
    say!("wire-dns-srv-port", number = number.to_string())
}

/// A parameter's key (IANA Service Parameter Keys).
fn key_name(key: u64) -> String {
    let name = match key {
        0 => "mandatory",
        1 => "alpn",
        2 => "no-default-alpn",
        3 => "port",
        4 => "ipv4hint",
        5 => "ech",
        6 => "ipv6hint",
        other => return format!("key{other}"),
    };
    name.to_owned()
}
