//! DNS stateful operations (RFC 8490): types, lengths and values instead of questions and records.

use crate::say;
use crate::say::Say;
use crate::wire::field::Value;
use crate::wire::named::fields;
use crate::wire::tree::Head;

const TLV: &str = "RFC 8490 §5.4.4";
const KEEPALIVE: &str = "RFC 8490 §7.1";

fields! {
    OPERATION: Protocol "dns.dso.tlv" = "DSO TLV", TLV;
    TYPE: Number "dns.dso.tlv.type" = "DSO-TYPE", TLV;
    LENGTH: Number "dns.dso.tlv.length" = "DSO-LENGTH", TLV;
    DATA: Bytes "dns.dso.tlv.data" = "DSO-DATA", TLV;
    INACTIVITY: Number "dns.dso.tlv.keepalive.inactivity" = "INACTIVITY TIMEOUT", KEEPALIVE;
    INTERVAL: Number "dns.dso.tlv.keepalive.interval" = "KEEPALIVE INTERVAL", KEEPALIVE;
    RETRY_DELAY: Number "dns.dso.tlv.retrydelay.retrydelay" = "RETRY DELAY", "RFC 8490 §7.2";
    PADDING: Bytes "dns.dso.tlv.encpad.padding" = "PADDING", "RFC 8490 §7.3";
}

/// Names of the types (IANA DSO Type Codes).
pub(super) const fn name(number: u16) -> Option<&'static str> {
    Some(match number {
        1 => "KeepAlive",
        2 => "RetryDelay",
        3 => "EncryptionPadding",
        0x40 => "SUBSCRIBE",
        0x41 => "PUSH",
        0x42 => "UNSUBSCRIBE",
        0x43 => "RECONFIRM",
        _ => return None,
    })
}

fn meaning(number: u16) -> Say {
    name(number).map_or_else(
        || say!("wire-number-unknown", number = number.to_string()),
        |name| say!("wire-name", name = name),
    )
}

/// All that is left of the message.
pub(super) fn read(head: &mut Head<'_>) {
    while head.left() > 0 && !head.is_bad() {
        head.group(&OPERATION, operation);
    }
}

fn operation(head: &mut Head<'_>) -> (Value, Say) {
    let number = head.num(16, &TYPE, |n| meaning(n as u16)) as u16;
    let length = head.num(16, &LENGTH, |n| say!("wire-dns-rdlength", count = n));
    head.within(length as usize, &DATA, meaning(number), |head| {
        match (number, head.left()) {
            (1, 8..) => {
                head.num(32, &INACTIVITY, milliseconds);
                head.num(32, &INTERVAL, milliseconds);
            }
            (2, 4..) => _ = head.num(32, &RETRY_DELAY, milliseconds),
            (3, _) => head.rest(&PADDING, say!("wire-edns-padding")),
            _ => {}
        }
    });
    (Value::Group, meaning(number))
}

fn milliseconds(count: u64) -> Say {
    say!("wire-dns-dso-time", count = count)
}
