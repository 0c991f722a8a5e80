//! A run of records in one sentence: what each of them is, and the server's name where it is said.

use crate::say;
use crate::say::Clean;
use crate::say::Say;

use super::outline::{
    self, CLIENT_HELLO, Hello, Message, Messages, Record, SERVER_HELLO, SERVER_OR_RETRY,
};
use super::seen::{self, Change, Handshake, Seen};
use super::{ALERT, APPLICATION_DATA, CHANGE_CIPHER_SPEC, HEADER, is_beginning, names};

/// Parts that are said; of more their number is.
const MOST: usize = 8;

/// A payload in one sentence.
#[must_use]
pub(super) fn sentence(payload: &[u8]) -> Say {
    match Record::first(payload) {
        None if payload.len() < HEADER && is_beginning(payload) => {
            say!("wire-say-cut", name = "TLS")
        }
        None => say!("wire-say-tls-continues", count = payload.len()),
        Some(_) if is_data(payload) => say!("wire-say-tls-data", count = payload.len()),
        Some(_) => say!("wire-say-tls", line = parts(payload)),
    }
}

/// Nothing but records of encrypted data.
fn is_data(mut payload: &[u8]) -> bool {
    while let Some(record) = Record::first(payload) {
        if record.kind != APPLICATION_DATA {
            return false;
        }
        payload = record.behind;
    }
    true
}

/// What is said of records, part after part.
#[derive(Default)]
struct Parts {
    said: Vec<Say>,
    /// How many were left out.
    more: usize,
    /// Encrypted records that follow each other.
    hidden: usize,
}

impl Parts {
    fn push(&mut self, part: impl FnOnce() -> Say) {
        if self.said.len() < MOST {
            self.said.push(part());
        } else {
            self.more += 1;
        }
    }

    /// Says how many encrypted records went before.
    fn settle(&mut self) {
        let count = std::mem::take(&mut self.hidden);
        if count > 0 {
            self.push(|| say!("wire-say-tls-hidden", count = count));
        }
    }

    fn joined(mut self) -> Say {
        self.settle();
        let parts = self.said.into_iter();
        let all = parts.reduce(|first, next| say!("wire-say-tls-and", first = first, next = next));
        let all = all.unwrap_or(say!("wire-say-tls-handshake-part"));
        match self.more {
            0 => all,
            count => say!("wire-say-and-more", first = all, count = count),
        }
    }
}

fn parts(payload: &[u8]) -> Say {
    let (mut parts, mut seen) = (Parts::default(), Seen::default());
    let mut rest = payload;
    while let Some(record) = Record::first(rest) {
        if record.kind == APPLICATION_DATA {
            parts.hidden += 1;
        } else {
            parts.settle();
            part(&record, &seen, &mut parts);
        }
        seen.note(&record);
        rest = record.behind;
    }
    parts.joined()
}

fn part(record: &Record<'_>, seen: &Seen, parts: &mut Parts) {
    match record.kind {
        CHANGE_CIPHER_SPEC => parts.push(|| change(seen.change(record.behind))),
        ALERT => parts.push(|| alert(record)),
        _ => handshake(record.fragment, seen, parts),
    }
}

fn change(change: Change) -> Say {
    match change {
        Change::Encrypts => say!("wire-say-tls-change"),
        Change::Dummy => say!("wire-say-tls-change-dummy"),
        Change::Unknown => say!("wire-say-tls-change-unknown"),
    }
}

/// An alert is a level and a description; any other length is an encrypted one.
fn alert(record: &Record<'_>) -> Say {
    match (record.told, record.fragment) {
        (2, &[1 | 2, what]) => say!("wire-say-tls-alert", name = names::alert_name(what)),
        (2, [] | [_]) => say!("wire-say-tls-alert", name = "?"),
        _ => say!("wire-say-tls-alert-hidden"),
    }
}

fn handshake(fragment: &[u8], seen: &Seen, parts: &mut Parts) {
    match seen.handshake(fragment) {
        Handshake::Encrypted => parts.push(|| say!("wire-say-tls-handshake")),
        Handshake::Hidden => parts.push(|| say!("wire-say-tls-handshake-maybe")),
        Handshake::Plain(at) => {
            let mut messages = Messages(&fragment[at..]).peekable();
            // Of a message of which less than its header is here nobody knows whether it is encrypted.
            if messages.peek().is_none() {
                parts.push(|| say!("wire-say-tls-handshake-part"));
            }
            for message in messages {
                parts.push(|| spoken(&message, seen));
            }
        }
    }
}

fn spoken(message: &Message<'_>, seen: &Seen) -> Say {
    let hello = Hello::read(message.body);
    match message.kind {
        CLIENT_HELLO => client_hello(hello, seen),
        SERVER_HELLO => server_hello(message, hello),
        kind => say!("wire-name", name = names::message(kind).unwrap_or("?")),
    }
}

/// For which server; that it is the second, a cookie in it or a change cipher spec before it tells
/// (RFC 8446 §4.2.2, §D.4).
fn client_hello(hello: Option<Hello<'_>>, seen: &Seen) -> Say {
    let extensions = hello.map(|hello| hello.of_client());
    let find = |number| extensions.as_ref()?.find(number);
    let name = find(0).and_then(outline::server_name).map(Clean::bytes);
    let again = seen.has_change || find(44).is_some();
    let line = match (name, again) {
        (None, false) => say!("wire-say-tls-client-hello"),
        (None, true) => say!("wire-say-tls-client-hello-again"),
        (Some(name), false) => say!("wire-say-tls-client-hello-name", name = name),
        (Some(name), true) => say!("wire-say-tls-client-hello-again-name", name = name),
    };
    match find(0xfe0d) {
        Some(_) => say!("wire-say-tls-client-hello-ech", line = line),
        None => line,
    }
}

/// The version and the suite that the server has chosen; or that it wants another hello.
fn server_hello(message: &Message<'_>, hello: Option<Hello<'_>>) -> Say {
    let is_whole = message.missing == 0;
    let hello = match (outline::is_retry(message.body), hello) {
        (None, _) => return say!("wire-name", name = SERVER_OR_RETRY),
        (Some(true), None) => return say!("wire-say-tls-retry"),
        (Some(true), Some(hello)) => return retry(&hello),
        (Some(false), None) => return say!("wire-name", name = "ServerHello"),
        (Some(false), Some(hello)) => hello,
    };
    let told = hello.of_server().find(43).is_some();
    let version = seen::version(&hello).filter(|_| is_whole || told);
    let or_unknown = |name: Option<String>| name.unwrap_or_else(|| "?".to_owned());
    say!(
        "wire-say-tls-server-hello",
        version = or_unknown(version.map(names::version)),
        suite = or_unknown(hello.suite().map(names::suite))
    )
}

/// A hello that asks for another one: mostly for a key in this group.
fn retry(hello: &Hello<'_>) -> Say {
    match hello.of_server().find(51).and_then(outline::number) {
        Some(group) => say!("wire-say-tls-retry-group", name = names::group(group)),
        None => say!("wire-say-tls-retry"),
    }
}
