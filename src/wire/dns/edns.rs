//! EDNS (RFC 6891): the OPT record, which is no record of the zone but says what the sender can do.

use crate::say;
use crate::say::{Clean, Say};
use crate::wire::field::Value;
use crate::wire::named::fields;
use crate::wire::tree::{Head, either};

use super::name::Message;
use super::rcode;

const OPT: &str = "RFC 6891 §6.1.3";
const OPTION: &str = "RFC 6891 §6.1.2";

const SUBNET: &str = "RFC 7871 §6";
const COOKIE: &str = "RFC 7873 §4";

const ERROR: &str = "RFC 8914 §2";

fields! {
    PAYLOAD_SIZE: Number "dns.rr.udp_payload_size" = "UDP Payload Size", OPT;
    EXTENDED_RCODE: Number "dns.resp.ext_rcode" = "EXTENDED-RCODE", OPT;
    VERSION: Number "dns.resp.edns0_version" = "VERSION", OPT;
    DO: Flag "dns.resp.z.do" = "DO", OPT;
    Z: Number "dns.resp.z.reserved" = "Z", OPT;

    OPTION_GROUP: Protocol "dns.opt" = "Option", OPTION;
    OPTION_CODE: Number "dns.opt.code" = "OPTION-CODE", OPTION;
    OPTION_LENGTH: Number "dns.opt.len" = "OPTION-LENGTH", OPTION;
    OPTION_DATA: Bytes "dns.opt.data" = "OPTION-DATA", OPTION;

    FAMILY: Number "dns.opt.client.family" = "FAMILY", SUBNET;
    SOURCE_PREFIX: Number "dns.opt.client.netmask" = "SOURCE PREFIX-LENGTH", SUBNET;
    SCOPE_PREFIX: Number "dns.opt.client.scope" = "SCOPE PREFIX-LENGTH", SUBNET;
    ADDRESS_4: Ipv4 "dns.opt.client.addr4" = "ADDRESS", SUBNET;
    ADDRESS_6: Ipv6 "dns.opt.client.addr6" = "ADDRESS", SUBNET;

    CLIENT_COOKIE: Bytes "dns.opt.cookie.client" = "Client Cookie", COOKIE;
    SERVER_COOKIE: Bytes "dns.opt.cookie.server" = "Server Cookie", COOKIE;
    PADDING: Bytes "dns.opt.padding" = "Padding", "RFC 7830 §3";

    INFO_CODE: Number "dns.opt.ext_error.info_code" = "INFO-CODE", ERROR;
    EXTRA_TEXT: Text "dns.opt.ext_error.extra_text" = "EXTRA-TEXT", ERROR;
}

/// What stands where other records have class and TTL.
pub(super) fn class_and_ttl(head: &mut Head<'_>, message: Message<'_>) {
    head.num(16, &PAYLOAD_SIZE, |n| say!("wire-edns-size", count = n));
    head.num(8, &EXTENDED_RCODE, |n| extended(n as u16, message));
    head.num(8, &VERSION, |n| match n {
        0 => say!("wire-edns-version"),
        _ => say!("wire-edns-version-other"),
    });
    head.flag(&DO, either("wire-edns-do", "wire-edns-do-not"));
    head.num(15, &Z, |_| say!("wire-reserved-zero"));
}

/// What the upper bits of the result code make of the four in the header.
fn extended(upper: u16, message: Message<'_>) -> Say {
    if !message.is_response() {
        return say!("wire-edns-rcode-query");
    }
    let code = upper << 4 | message.flags() & 15;
    say!("wire-edns-rcode", why = rcode::meaning(code))
}

/// The options: each a code, a length, and that many bytes.
pub(super) fn opt(head: &mut Head<'_>, _: Message<'_>) {
    while head.left() > 0 && !head.is_bad() {
        head.group(&OPTION_GROUP, option);
    }
}

fn option(head: &mut Head<'_>) -> (Value, Say) {
    let code = head.num(16, &OPTION_CODE, |n| meaning(n as u16)) as u16;
    let length = head.num(16, &OPTION_LENGTH, |n| say!("wire-dns-rdlength", count = n));
    head.within(length as usize, &OPTION_DATA, meaning(code), |head| {
        option_data(head, code);
    });
    (Value::Group, meaning(code))
}

/// An option's data; what is too short for its form stays bytes.
fn option_data(head: &mut Head<'_>, code: u16) {
    match (code, head.left()) {
        (8, 4..) => client_subnet(head),
        (10, 8..) => cookie(head),
        (12, 1..) => head.rest(&PADDING, say!("wire-edns-padding")),
        (15, 2..) => extended_error(head),
        _ => {}
    }
}

/// From which network the client asks, so that the answer can be one near to it.
fn client_subnet(head: &mut Head<'_>) {
    let family = head.num(16, &FAMILY, |_| say!("wire-edns-family"));
    head.num(8, &SOURCE_PREFIX, |n| say!("wire-edns-prefix", count = n));
    head.num(8, &SCOPE_PREFIX, |_| say!("wire-edns-scope"));
    // Only the bytes that hold the prefix are sent; what is missing is zero.
    let meaning = say!("wire-edns-subnet");
    if family == 2 {
        let address = |bytes: &[u8]| Value::Ipv6(filled::<16>(bytes).into());
        head.all(&ADDRESS_6, |bytes| (address(bytes), meaning));
    } else {
        let address = |bytes: &[u8]| Value::Ipv4(filled::<4>(bytes).into());
        head.all(&ADDRESS_4, |bytes| (address(bytes), meaning));
    }
}

/// By which client and server know each other again, so that nobody else can answer.
fn cookie(head: &mut Head<'_>) {
    head.raw(8, &CLIENT_COOKIE, say!("wire-edns-cookie"));
    head.rest(&SERVER_COOKIE, say!("wire-edns-cookie"));
}

/// Why there is no better answer.
fn extended_error(head: &mut Head<'_>) {
    head.num(16, &INFO_CODE, |_| say!("wire-edns-error"));
    head.all(&EXTRA_TEXT, |bytes| {
        (Value::Text(Clean::bytes(bytes)), say!("wire-edns-error"))
    });
}

fn filled<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let mut all = [0; N];
    for (to, from) in all.iter_mut().zip(bytes) {
        *to = *from;
    }
    all
}

fn meaning(code: u16) -> Say {
    match code {
        3 => say!("wire-edns-nsid"),
        8 => say!("wire-edns-subnet"),
        10 => say!("wire-edns-cookie"),
        11 => say!("wire-edns-keepalive"),
        12 => say!("wire-edns-padding"),
        15 => say!("wire-edns-error"),
        _ => say!("wire-edns-other"),
    }
}
