//! POP3 (RFC 1939): fetching one's mail, in lines that people can read.

use super::digest::Protocol;
use super::entry::{Claim, Entry};
use super::field::Value;
use super::lines::{Line, first_line, from_server, text};
use super::tree::{Head, Named, harmless};
use super::walk::{Next, Scan, Walk};
use crate::say;
use crate::say::Say;

/// The server's port.
pub const PORT: u16 = 110;

pub(super) const ENTRY: Entry = Entry {
    claims: &[Claim::Tcp(PORT)],
    digest,
    dissect,
};

fn digest(scan: &mut Scan<'_>) -> Next {
    scan.out.protocol = Protocol::Pop3;
    Next::End
}

fn dissect(walk: &mut Walk<'_>) -> Next {
    let server = from_server(walk, &[PORT]);
    let mut head = walk.head();
    let line = sentence(head.slice(walk.at, walk.end));
    while let Some(line) = Line::next(&head) {
        if !server {
            command(&mut head, &line);
        } else if let Some(meaning) = indicator(line.text) {
            answer(&mut head, &line, meaning);
        } else {
            let meaning = if line.text == b"." {
                say!("wire-pop-end")
            } else {
                say!("wire-pop-data")
            };
            text(
                &mut head,
                line.whole,
                &Named("Data", "pop.response.data", "RFC 1939 §3"),
                meaning,
            );
        }
    }
    walk.push(head.layer(Protocol::Pop3, line));
    Next::End
}

fn indicator(line: &[u8]) -> Option<Say> {
    match line {
        _ if line.starts_with(b"+OK") => Some(say!("wire-pop-ok")),
        _ if line.starts_with(b"-ERR") => Some(say!("wire-pop-err")),
        _ if line.starts_with(b"+ ") => Some(say!("wire-pop-more")),
        _ => None,
    }
}

fn answer(head: &mut Head<'_>, line: &Line<'_>, meaning: Say) {
    const REFERENCE: &str = "RFC 1939 §3";
    let [word, rest] = line.parts::<2>();
    head.group(&Named("Response", "pop.response", REFERENCE), |head| {
        text(
            head,
            word,
            &Named("Status Indicator", "pop.response.indicator", REFERENCE),
            meaning.clone(),
        );
        text(
            head,
            rest,
            &Named("Description", "pop.response.description", REFERENCE),
            say!("wire-reply-text"),
        );
        (Value::Text(harmless(line.text)), meaning)
    });
}

fn command(head: &mut Head<'_>, line: &Line<'_>) {
    const REFERENCE: &str = "RFC 1939 §3";
    let [word, argument] = line.parts::<2>();
    let verb = line.word().to_ascii_uppercase();
    head.group(&Named("Command", "pop.request", REFERENCE), |head| {
        text(
            head,
            word,
            &Named("Keyword", "pop.request.command", REFERENCE),
            command_meaning(&verb),
        );
        let meaning = match verb.as_slice() {
            _ if !line.ended => say!("wire-goes-on"),
            b"PASS" => say!("wire-password"),
            b"USER" => say!("wire-user"),
            _ => say!("wire-argument"),
        };
        text(
            head,
            argument,
            &Named("Argument", "pop.request.parameter", REFERENCE),
            meaning,
        );
        (Value::Text(harmless(line.text)), command_meaning(&verb))
    });
}

fn command_meaning(verb: &[u8]) -> Say {
    match verb {
        b"USER" => say!("wire-pop-user"),
        b"PASS" => say!("wire-pop-pass"),
        b"APOP" => say!("wire-pop-apop"),
        b"STAT" => say!("wire-pop-stat"),
        b"LIST" | b"UIDL" => say!("wire-pop-list"),
        b"RETR" => say!("wire-pop-retr"),
        b"TOP" => say!("wire-pop-top"),
        b"DELE" => say!("wire-pop-dele"),
        b"CAPA" => say!("wire-pop-capa"),
        b"STLS" => say!("wire-starttls"),
        b"QUIT" => say!("wire-pop-quit"),
        _ => say!("wire-command-other"),
    }
}

/// A payload in one sentence: its first line.
#[must_use]
pub fn sentence(payload: &[u8]) -> Say {
    first_line(payload)
}
