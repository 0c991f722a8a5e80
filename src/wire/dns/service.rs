//! Records that say where a service is and how it is to be used: SRV, NAPTR, SVCB and HTTPS, CAA.

use crate::say;
use crate::say::{Clean, Say};
use crate::wire::field::Value;
use crate::wire::named::fields;
use crate::wire::tree::Head;

use super::name::Message;
use super::records::string;

const SRV: &str = "RFC 2782";
const NAPTR: &str = "RFC 3403 §4.1";

const SVCB: &str = "RFC 9460 §2.2";
const PARAM: &str = "RFC 9460 §7";

const CAA: &str = "RFC 8659 §4.1";

fields! {
    PRIORITY: Number "dns.srv.priority" = "Priority", SRV;
    WEIGHT: Number "dns.srv.weight" = "Weight", SRV;
    SRV_PORT: Number "dns.srv.port" = "Port", SRV;
    TARGET: Domain "dns.srv.target" = "Target", SRV;

    ORDER: Number "dns.naptr.order" = "ORDER", NAPTR;
    PREFERENCE: Number "dns.naptr.preference" = "PREFERENCE", NAPTR;
    FLAGS_LENGTH: Number "dns.naptr.flags_length" = "Length", NAPTR;
    FLAGS: Text "dns.naptr.flags" = "FLAGS", NAPTR;
    SERVICES_LENGTH: Number "dns.naptr.service_length" = "Length", NAPTR;
    SERVICES: Text "dns.naptr.service" = "SERVICES", NAPTR;
    REGEXP_LENGTH: Number "dns.naptr.regex_length" = "Length", NAPTR;
    REGEXP: Text "dns.naptr.regex" = "REGEXP", NAPTR;
    REPLACEMENT: Text "dns.naptr.replacement" = "REPLACEMENT", NAPTR;

    SVC_PRIORITY: Number "dns.svcb.svcpriority" = "SvcPriority", SVCB;
    TARGET_NAME: Text "dns.svcb.targetname" = "TargetName", SVCB;
    SVC_PARAM: Protocol "dns.svcb.svcparam" = "SvcParam", SVCB;
    KEY: Number "dns.svcb.svcparam.key" = "SvcParamKey", SVCB;
    VALUE_LENGTH: Number "dns.svcb.svcparam.value.length" = "SvcParamValue Length", SVCB;
    VALUE: Bytes "dns.svcb.svcparam.value" = "SvcParamValue", SVCB;

    ALPN_LENGTH: Number "dns.svcb.svcparam.alpn.length" = "Length", PARAM;
    ALPN: Text "dns.svcb.svcparam.alpn" = "ALPN", PARAM;
    PORT: Number "dns.svcb.svcparam.port" = "Port", PARAM;
    IPV4_HINT: Ipv4 "dns.svcb.svcparam.ipv4hint.ip" = "Address", PARAM;
    IPV6_HINT: Ipv6 "dns.svcb.svcparam.ipv6hint.ip" = "Address", PARAM;

    CAA_FLAGS: Number "dns.caa.flags" = "Flags", CAA;
    TAG_LENGTH: Number "dns.caa.tag_length" = "Length", CAA;
    TAG: Text "dns.caa.tag" = "Tag", CAA;
    CAA_VALUE: Text "dns.caa.value" = "Value", CAA;
}

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
        string(head, length, text, say!("wire-name", name = text.name));
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
    (Value::Text(name.into()), say!("wire-dns-svcb-parameter"))
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
    head.all(&CAA_VALUE, |bytes| {
        (Value::Text(Clean::bytes(bytes)), say!("wire-dns-caa"))
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
