//! TLS (RFC 8446; 1.2: RFC 5246): records, and in them handshake, alerts, and what is encrypted.
//!
//! The first two messages are readable for everybody on the way; so is, up to TLS 1.2, the certificate.
//! All else is not, and the tree says so. A record may go on in the next segment.

use super::digest::Protocol;
use super::entry::{Claim, Entry};
use super::field::{Field, Value};
use super::tree::{Head, Named};
use super::walk::{Next, Scan, Walk};
use crate::say;
use crate::say::Say;

mod extensions;
mod handshake;
mod names;

pub(super) const ENTRY: Entry = Entry {
    claims: &[
        Claim::Tcp(443),
        Claim::Tcp(465),
        Claim::Tcp(636),
        Claim::Tcp(853),
        Claim::Tcp(993),
        Claim::Tcp(995),
        Claim::Tcp(8443),
    ],
    digest,
    dissect,
};

/// Length of a record's header.
pub const HEADER: usize = 5;
/// The longest fragment of a record: 2^14 bytes and what encryption adds (RFC 5246 §6.2.3).
const MAX_FRAGMENT: usize = (1 << 14) + 2048;

/// Content types (RFC 8446 §5.1).
const CHANGE_CIPHER_SPEC: u8 = 20;
const ALERT: u8 = 21;
const HANDSHAKE: u8 = 22;
const APPLICATION_DATA: u8 = 23;

fn digest(scan: &mut Scan<'_>) -> Next {
    scan.out.protocol = Protocol::Tls;
    Next::End
}

/// Does a payload begin with a record? Looks at its header only.
pub(super) fn looks(payload: &[u8]) -> bool {
    match payload {
        [
            CHANGE_CIPHER_SPEC..=APPLICATION_DATA,
            3,
            0..=4,
            high,
            low,
            ..,
        ] => (1..=MAX_FRAGMENT).contains(&usize::from(u16::from_be_bytes([*high, *low]))),
        _ => false,
    }
}

fn dissect(walk: &mut Walk<'_>) -> Next {
    let mut head = walk.head();
    let payload = head.slice(walk.at, walk.end);
    records(&mut head);
    walk.push(head.layer(Protocol::Tls, sentence(payload)));
    Next::End
}

fn records(head: &mut Head<'_>) {
    // Behind ChangeCipherSpec everything in the same direction is encrypted.
    let mut changed = false;
    while head.left() > 0 {
        let left = head.left();
        if looks(head.slice(head.at(), head.at() + left)) {
            record(head, &mut changed);
        } else {
            // Fewer bytes than a header, or the rest of a record that began earlier.
            head.bytes(
                left,
                &Named("Record Fragment", "tls.segment.data", "RFC 8446 §5.1"),
                |_| (Value::Bytes, say!("wire-tls-continues", count = left)),
            );
        }
    }
}

fn record(head: &mut Head<'_>, changed: &mut bool) {
    const REFERENCE: &str = "RFC 8446 §5.1";
    head.group(&Named("Record", "tls.record", REFERENCE), |head| {
        let kind = head.num(
            8,
            &Named("Content Type", "tls.record.content_type", REFERENCE),
            |n| kind_meaning(n as u8),
        ) as u8;
        head.hex(
            16,
            &Named("Legacy Record Version", "tls.record.version", REFERENCE),
            |n| say!("wire-tls-record-version", name = names::version(n as u16)),
        );
        let left = head.left().saturating_sub(2);
        let told = head.num(16, &Named("Length", "tls.record.length", REFERENCE), |n| {
            let told = n as usize;
            if told > left {
                say!("wire-tls-length-part", count = told, here = left)
            } else {
                say!("wire-tls-length", count = told)
            }
        }) as usize;
        if told > left {
            head.goes_on();
        }
        let rest = Named("Fragment", "", REFERENCE);
        head.within(
            told.min(left),
            &rest,
            say!("wire-tls-rest"),
            |head| match kind {
                HANDSHAKE if !*changed => handshake::messages(head),
                HANDSHAKE => handshake::encrypted(head),
                CHANGE_CIPHER_SPEC => {
                    *changed = true;
                    head.num(
                        8,
                        &Named(
                            "Change Cipher Spec",
                            "tls.change_cipher_spec",
                            "RFC 5246 §7.1",
                        ),
                        |_| say!("wire-tls-change"),
                    );
                }
                ALERT => alert(head),
                _ => application(head, told),
            },
        );
        (Value::Text(kind_name(kind).to_owned()), kind_meaning(kind))
    });
}

fn application(head: &mut Head<'_>, told: usize) {
    let left = head.left();
    head.bytes(
        left,
        &Named("Encrypted Record", "tls.app_data", "RFC 8446 §5.2"),
        |_| {
            (
                Value::Bytes,
                if left < told {
                    say!("wire-tls-app-data-part", count = left)
                } else {
                    say!("wire-tls-app-data", count = left)
                },
            )
        },
    );
}

/// An alert is two bytes; any other length is an encrypted one.
fn alert(head: &mut Head<'_>) {
    const REFERENCE: &str = "RFC 8446 §6";
    if head.left() != 2 {
        let left = head.left();
        head.bytes(
            left,
            &Named("Encrypted Alert", "tls.alert_message", REFERENCE),
            |_| (Value::Bytes, say!("wire-tls-alert-hidden")),
        );
        return;
    }
    head.group(&Named("Alert", "tls.alert_message", REFERENCE), |head| {
        head.num(
            8,
            &Named("Level", "tls.alert_message.level", REFERENCE),
            |n| match n {
                1 => say!("wire-tls-alert-warning"),
                _ => say!("wire-tls-alert-fatal"),
            },
        );
        let what = head.num(
            8,
            &Named("Description", "tls.alert_message.desc", "RFC 8446 §6.2"),
            |n| names::alert(n as u8),
        ) as u8;
        (
            Value::Text(names::alert_name(what).to_owned()),
            names::alert(what),
        )
    });
}

const fn kind_name(kind: u8) -> &'static str {
    match kind {
        CHANGE_CIPHER_SPEC => "change_cipher_spec",
        ALERT => "alert",
        HANDSHAKE => "handshake",
        _ => "application_data",
    }
}

fn kind_meaning(kind: u8) -> Say {
    match kind {
        CHANGE_CIPHER_SPEC => say!("wire-tls-kind-change"),
        ALERT => say!("wire-tls-kind-alert"),
        HANDSHAKE => say!("wire-tls-kind-handshake"),
        _ => say!("wire-tls-kind-data"),
    }
}

/// A payload in one sentence: what its first record is about, and the server's name where it is said.
#[must_use]
pub fn sentence(payload: &[u8]) -> Say {
    match payload.first() {
        Some(&APPLICATION_DATA) if looks(payload) => {
            say!("wire-say-tls-data", count = payload.len())
        }
        Some(&HANDSHAKE | &ALERT | &CHANGE_CIPHER_SPEC) if looks(payload) => {
            let mut head = Head::new(payload, 0, payload.len());
            record(&mut head, &mut false);
            let layer = head.layer(Protocol::Tls, say!("wire-say-tls-handshake"));
            spoken(&layer.fields)
        }
        _ => say!("wire-say-tls-continues", count = payload.len()),
    }
}

/// The first field of this name, looked for in all groups.
fn find<'a>(fields: &'a [Field], filter: &str) -> Option<&'a Value> {
    fields.iter().find_map(|f| {
        if f.filter == filter {
            Some(&f.value)
        } else {
            find(&f.children, filter)
        }
    })
}

fn spoken(fields: &[Field]) -> Say {
    let text = |filter: &str| match find(fields, filter) {
        Some(Value::Text(text)) => Some(text.clone()),
        _ => None,
    };
    match (
        find(fields, "tls.record.content_type"),
        find(fields, "tls.handshake.type"),
    ) {
        (_, Some(Value::Number(1))) => match text("tls.handshake.extensions_server_name") {
            Some(name) => say!("wire-say-tls-client-hello-name", name = name),
            None => say!("wire-say-tls-client-hello"),
        },
        (_, Some(Value::Number(2))) => {
            let version = find(fields, "tls.handshake.extensions.supported_version")
                .or_else(|| find(fields, "tls.handshake.version"));
            let version = match version {
                Some(Value::Hex(version, _)) => names::version(*version as u16),
                _ => "?".to_owned(),
            };
            let suite = match find(fields, "tls.handshake.ciphersuite") {
                Some(Value::Hex(suite, _)) => names::suite(*suite as u16),
                _ => "?".to_owned(),
            };
            say!(
                "wire-say-tls-server-hello",
                version = version,
                suite = suite
            )
        }
        (_, Some(Value::Number(kind))) => say!(
            "wire-say-tls-message",
            name = names::message(*kind as u8).unwrap_or("?")
        ),
        (Some(Value::Number(20)), _) => say!("wire-say-tls-change"),
        (Some(Value::Number(21)), _) => match text("tls.alert_message") {
            Some(name) => say!("wire-say-tls-alert", name = name),
            None => say!("wire-say-tls-alert-hidden"),
        },
        _ => say!("wire-say-tls-handshake"),
    }
}
