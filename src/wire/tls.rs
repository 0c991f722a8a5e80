//! TLS (RFC 8446; 1.2: RFC 5246): records, and in them handshake, alerts, and what is encrypted.
//!
//! The first two messages are readable for everybody on the way; so is, up to TLS 1.2, the certificate.
//! All else is not, and the tree says so. A record may go on in the next segment.

use super::entry::{Claim, Entry, Reader, Summary};
use super::field::{Field, Value};
use super::named::fields;
use super::protocol::Protocol;
use super::tree::Head;
use super::walk::{Next, Scan, Walk};
use crate::say;
use crate::say::{Clean, Say};

mod extensions;
mod handshake;
mod hello;
mod names;
mod vector;

/// Length of a record's header.
pub const HEADER: usize = 5;
/// The longest fragment of a record: 2^14 bytes and what encryption adds (RFC 5246 §6.2.3).
const MAX_FRAGMENT: usize = (1 << 14) + 2048;

/// Content types (RFC 8446 §5.1).
const CHANGE_CIPHER_SPEC: u8 = 20;
const ALERT: u8 = 21;
const HANDSHAKE: u8 = 22;
const APPLICATION_DATA: u8 = 23;

const RECORDS: &str = "RFC 8446 §5.1";
const ALERTS: &str = "RFC 8446 §6";

fields! {
    RECORD: Protocol "tls.record" = "Record", RECORDS;
    CONTENT_TYPE: Number "tls.record.content_type" = "Content Type", RECORDS;
    VERSION: Number "tls.record.version" = "Legacy Record Version", RECORDS;
    LENGTH: Number "tls.record.length" = "Length", RECORDS;
    FRAGMENT = "Fragment", RECORDS;
    RECORD_FRAGMENT: Bytes "tls.segment.data" = "Record Fragment", RECORDS;
    CHANGE: Protocol "tls.change_cipher_spec" = "Change Cipher Spec", "RFC 5246 §7.1";
    ENCRYPTED_RECORD: Bytes "tls.app_data" = "Encrypted Record", "RFC 8446 §5.2";

    ENCRYPTED_ALERT: Protocol "tls.alert_message" = "Encrypted Alert", ALERTS;
    ALERT_GROUP: Protocol "tls.alert_message" = "Alert", ALERTS;
    LEVEL: Number "tls.alert_message.level" = "Level", ALERTS;
    DESCRIPTION: Number "tls.alert_message.desc" = "Description", "RFC 8446 §6.2";
}

pub(super) const ENTRY: Entry = Entry {
    name: "TLS",
    filter: "tls",
    osi: 6,
    readers: &[Reader {
        claims: &[
            Claim::Tcp(443),
            Claim::Tcp(465),
            Claim::Tcp(636),
            Claim::Tcp(853),
            Claim::Tcp(993),
            Claim::Tcp(995),
            Claim::Tcp(8443),
        ],
        looks: Some(looks),
        digest,
        dissect,
    }],
    fields: &[
        FIELDS,
        handshake::FIELDS,
        hello::FIELDS,
        extensions::FIELDS,
        extensions::KEYS,
    ],
    summary: Summary::Payload(|about| sentence(about.payload)),
    ..Entry::APPLICATION
};

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
    let payload = head.ahead();
    records(&mut head);
    walk.push(head.layer(Protocol::Tls, sentence(payload)));
    Next::End
}

fn records(head: &mut Head<'_>) {
    // Behind ChangeCipherSpec everything in the same direction is encrypted.
    let mut changed = false;
    while head.left() > 0 {
        if looks(head.ahead()) {
            record(head, &mut changed);
        } else {
            // Fewer bytes than a header, or the rest of a record that began earlier.
            let meaning = say!("wire-tls-continues", count = head.left());
            head.rest(&RECORD_FRAGMENT, meaning);
        }
    }
}

/// The header, and the fragment of a message or several that is in the record.
fn record(head: &mut Head<'_>, changed: &mut bool) {
    head.group(&RECORD, |head| {
        let kind = head.num(8, &CONTENT_TYPE, |n| kind_meaning(n as u8)) as u8;
        head.hex(16, &VERSION, |n| {
            say!("wire-tls-record-version", name = names::version(n as u16))
        });
        let left = head.left().saturating_sub(2);
        let told = head.num(16, &LENGTH, |n| length_meaning(n as usize, left)) as usize;
        if told > left {
            head.goes_on();
        }
        head.within(told.min(left), &FRAGMENT, say!("wire-tls-rest"), |head| {
            fragment(head, kind, told, changed);
        });
        (Value::Text(kind_name(kind).into()), kind_meaning(kind))
    });
}

fn length_meaning(told: usize, left: usize) -> Say {
    if told > left {
        say!("wire-tls-length-part", count = told, here = left)
    } else {
        say!("wire-tls-length", count = told)
    }
}

fn fragment(head: &mut Head<'_>, kind: u8, told: usize, changed: &mut bool) {
    match kind {
        HANDSHAKE if !*changed => handshake::messages(head),
        HANDSHAKE => handshake::encrypted(head),
        CHANGE_CIPHER_SPEC => {
            *changed = true;
            head.num(8, &CHANGE, |_| say!("wire-tls-change"));
        }
        ALERT => alert(head),
        _ => application_data(head, told),
    }
}

fn application_data(head: &mut Head<'_>, told: usize) {
    let left = head.left();
    let meaning = if left < told {
        say!("wire-tls-app-data-part", count = left)
    } else {
        say!("wire-tls-app-data", count = left)
    };
    head.rest(&ENCRYPTED_RECORD, meaning);
}

/// An alert is two bytes; any other length is an encrypted one.
fn alert(head: &mut Head<'_>) {
    if head.left() != 2 {
        head.rest(&ENCRYPTED_ALERT, say!("wire-tls-alert-hidden"));
        return;
    }
    head.group(&ALERT_GROUP, |head| {
        head.num(8, &LEVEL, |n| match n {
            1 => say!("wire-tls-alert-warning"),
            _ => say!("wire-tls-alert-fatal"),
        });
        let what = head.num(8, &DESCRIPTION, |n| names::alert(n as u8)) as u8;
        let name = names::alert_name(what).to_owned();
        (Value::Text(name.into()), names::alert(what))
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

/// What the fields of the first record tell.
fn spoken(fields: &[Field]) -> Say {
    let number = |filter: &str| match find(fields, filter) {
        Some(Value::Number(number)) => u8::try_from(*number).ok(),
        _ => None,
    };
    let (content, message) = (number(CONTENT_TYPE.filter), number("tls.handshake.type"));
    match (content, message) {
        (_, Some(1)) => client_hello(fields),
        (_, Some(2)) => server_hello(fields),
        (_, Some(kind)) => say!(
            "wire-say-tls-message",
            name = names::message(kind).unwrap_or("?")
        ),
        (Some(CHANGE_CIPHER_SPEC), _) => say!("wire-say-tls-change"),
        (Some(ALERT), _) => match text(fields, ALERT_GROUP.filter) {
            Some(name) => say!("wire-say-tls-alert", name = name),
            None => say!("wire-say-tls-alert-hidden"),
        },
        _ => say!("wire-say-tls-handshake"),
    }
}

fn client_hello(fields: &[Field]) -> Say {
    match text(fields, "tls.handshake.extensions_server_name") {
        Some(name) => say!("wire-say-tls-client-hello-name", name = name),
        None => say!("wire-say-tls-client-hello"),
    }
}

/// The version and the suite that the server has chosen.
fn server_hello(fields: &[Field]) -> Say {
    let version = find(fields, "tls.handshake.extensions.supported_version")
        .or_else(|| find(fields, "tls.handshake.version"));
    let suite = find(fields, "tls.handshake.ciphersuite");
    let name = |value: Option<&Value>, names: fn(u16) -> String| match value {
        Some(Value::Hex(number, _)) => names(*number as u16),
        _ => "?".to_owned(),
    };
    say!(
        "wire-say-tls-server-hello",
        version = name(version, names::version),
        suite = name(suite, names::suite)
    )
}

fn text(fields: &[Field], filter: &str) -> Option<Clean> {
    match find(fields, filter) {
        Some(Value::Text(text)) => Some(text.clone()),
        _ => None,
    }
}
