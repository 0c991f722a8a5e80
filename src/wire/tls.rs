//! TLS (RFC 8446; 1.2: RFC 5246): records, and in them handshake, alerts, and what is encrypted.
//!
//! The first two messages are readable for everybody on the way; so is, up to TLS 1.2, the certificate.
//! All else is not, and the tree says so. A record may go on in the next segment.

use super::entry::{Claim, Entry, Reader, Summary};
use super::field::Value;
use super::named::fields;
use super::protocol::Protocol;
use super::stream::{Cut, Framing, Turn};
use super::tree::Head;
use super::walk::{Next, Scan, Walk};
use crate::say;
use crate::say::{Clean, Say};

mod extensions;
mod handshake;
mod hello;
mod names;
mod outline;
mod seen;
mod sentence;
mod vector;

use outline::Record;
use seen::{Change, Seen};
use sentence::sentence;

/// Length of a record's header.
const HEADER: usize = 5;
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
    framing: Some(Framing { cut, merges: true }),
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

/// A record ends where its header says. What a handshake message is, that goes on in the next one, the record
/// layer does not know.
fn cut(turn: &mut Turn<'_>) -> Cut {
    match Record::first(turn.bytes) {
        Some(record) => Cut::End((HEADER + record.told) as u64),
        None if turn.bytes.len() < HEADER && is_beginning(turn.bytes) => Cut::More,
        None => Cut::Not,
    }
}

/// May a record begin so, of whose header not all is here?
fn is_beginning(bytes: &[u8]) -> bool {
    let kind = bytes.first();
    let major = bytes.get(1).is_none_or(|major| *major == 3);
    let minor = bytes.get(2).is_none_or(|minor| *minor <= 4);
    kind.is_some_and(|kind| (CHANGE_CIPHER_SPEC..=APPLICATION_DATA).contains(kind))
        && major
        && minor
}

fn dissect(walk: &mut Walk<'_>) -> Next {
    let mut head = walk.head();
    let payload = head.ahead();
    records(&mut head);
    walk.push(head.layer(Protocol::Tls, sentence(payload)));
    Next::End
}

fn records(head: &mut Head<'_>) {
    let mut seen = Seen::default();
    while head.left() > 0 {
        if let Some(next) = Record::first(head.ahead()) {
            record(head, &next, &seen);
            seen.note(&next);
        } else if head.left() < HEADER && is_beginning(head.ahead()) {
            head.rest(&RECORD_FRAGMENT, say!("wire-goes-on"));
        } else {
            // The rest of a record that began earlier.
            let meaning = say!("wire-tls-continues", count = head.left());
            head.rest(&RECORD_FRAGMENT, meaning);
        }
    }
}

/// The header, and the fragment of a message or several that is in the record.
fn record(head: &mut Head<'_>, record: &Record<'_>, seen: &Seen) {
    let (kind, told) = (record.kind, record.told);
    let meaning = || match kind {
        CHANGE_CIPHER_SPEC => change_meaning(seen.change(record.behind)),
        _ => kind_meaning(kind),
    };
    head.group(&RECORD, |head| {
        head.num(8, &CONTENT_TYPE, |_| kind_meaning(kind));
        head.hex(16, &VERSION, |n| {
            say!("wire-tls-record-version", name = names::version(n as u16))
        });
        let left = head.left().saturating_sub(2);
        head.num(16, &LENGTH, |_| length_meaning(told, left));
        if told > left {
            head.goes_on();
        }
        head.within(told.min(left), &FRAGMENT, say!("wire-tls-rest"), |head| {
            fragment(head, record, seen);
        });
        (Value::Text(Clean::fixed(kind_name(kind))), meaning())
    });
}

fn length_meaning(told: usize, left: usize) -> Say {
    if told > left {
        say!("wire-tls-length-part", count = told, here = left)
    } else {
        say!("wire-tls-length", count = told)
    }
}

fn fragment(head: &mut Head<'_>, record: &Record<'_>, seen: &Seen) {
    match record.kind {
        HANDSHAKE => handshake::read(head, seen.handshake(record.fragment)),
        CHANGE_CIPHER_SPEC => {
            let change = seen.change(record.behind);
            head.num(8, &CHANGE, |_| change_meaning(change));
        }
        ALERT => alert(head, record.told),
        _ => application_data(head, record.told),
    }
}

fn change_meaning(change: Change) -> Say {
    match change {
        Change::Encrypts => say!("wire-tls-change"),
        Change::Dummy => say!("wire-tls-change-dummy"),
        Change::Unknown => say!("wire-tls-change-unknown"),
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
fn alert(head: &mut Head<'_>, told: usize) {
    if told != 2 {
        head.rest(&ENCRYPTED_ALERT, say!("wire-tls-alert-hidden"));
        return;
    }
    head.group(&ALERT_GROUP, |head| {
        head.num(8, &LEVEL, |n| match n {
            1 => say!("wire-tls-alert-warning"),
            2 => say!("wire-tls-alert-fatal"),
            _ => say!("wire-number-unknown", number = n.to_string()),
        });
        let what = head.num(8, &DESCRIPTION, |n| names::alert(n as u8)) as u8;
        match head.known(what) {
            Some(what) => {
                let name = names::alert_name(what).to_owned();
                (Value::Text(name.into()), names::alert(what))
            }
            None => (Value::Unknown, say!("wire-goes-on")),
        }
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

#[cfg(test)]
mod tests;
