//! IMAP (RFC 9051): reading mail that stays on the server. Each command begins with a tag of the
//! client's, and the answer that ends it begins with the same tag.

use super::digest::Protocol;
use super::entry::{Claim, Entry};
use super::field::Value;
use super::lines::{Line, first_line, from_server, text};
use super::tree::{Head, Named, harmless};
use super::walk::{Next, Scan, Walk};
use crate::say;
use crate::say::Say;

/// The server's port.
pub const PORT: u16 = 143;

pub(super) const ENTRY: Entry = Entry {
    claims: &[Claim::Tcp(PORT)],
    digest,
    dissect,
};

const REFERENCE: &str = "RFC 9051 §2.2";

fn digest(scan: &mut Scan<'_>) -> Next {
    scan.out.protocol = Protocol::Imap;
    Next::End
}

fn dissect(walk: &mut Walk<'_>) -> Next {
    let server = from_server(walk, &[PORT]);
    let mut head = walk.head();
    let line = sentence(head.slice(walk.at, walk.end));
    while let Some(line) = Line::next(&head) {
        match (server, is_tagged(&line, server)) {
            (_, false) => text(
                &mut head,
                line.whole,
                &Named("Line", "imap.line", REFERENCE),
                say!("wire-imap-line"),
            ),
            (true, true) => answer(&mut head, &line),
            (false, true) => command(&mut head, &line),
        }
    }
    walk.push(head.layer(Protocol::Imap, line));
    Next::End
}

/// A tag (letters and digits, `*` or `+`) and a word behind it: else a line of a letter, or such. A server
/// gives a command's tag back with how it went, so OK, NO or BAD follows (RFC 9051 §7.1).
fn is_tagged(line: &Line<'_>, server: bool) -> bool {
    let tag = line.word();
    let good = !tag.is_empty() && tag.len() <= 20 && tag.iter().all(u8::is_ascii_alphanumeric);
    let word = line.rest().split(|b| *b == b' ').next().unwrap_or_default();
    let fits = !server
        || [&b"OK"[..], b"NO", b"BAD"]
            .iter()
            .any(|status| word.eq_ignore_ascii_case(status));
    (good && fits || matches!(tag, b"*" | b"+")) && !line.rest().is_empty()
}

fn command(head: &mut Head<'_>, line: &Line<'_>) {
    let [tag, word, arguments] = line.parts::<3>();
    let verb = line
        .rest()
        .split(|b| *b == b' ')
        .next()
        .unwrap_or_default()
        .to_ascii_uppercase();
    head.group(&Named("Command", "imap.request", REFERENCE), |head| {
        text(
            head,
            tag,
            &Named("Tag", "imap.request_tag", REFERENCE),
            say!("wire-imap-tag"),
        );
        text(
            head,
            word,
            &Named("Command", "imap.request.command", "RFC 9051 §6"),
            command_meaning(&verb),
        );
        let meaning = match verb.as_slice() {
            _ if !line.ended => say!("wire-goes-on"),
            b"LOGIN" => say!("wire-password"),
            _ => say!("wire-argument"),
        };
        text(
            head,
            arguments,
            &Named("Arguments", "", "RFC 9051 §6"),
            meaning,
        );
        (Value::Text(harmless(line.text)), command_meaning(&verb))
    });
}

fn answer(head: &mut Head<'_>, line: &Line<'_>) {
    let [tag, word, rest] = line.parts::<3>();
    let status = line
        .rest()
        .split(|b| *b == b' ')
        .next()
        .unwrap_or_default()
        .to_ascii_uppercase();
    let (tag_meaning, meaning) = match (line.word(), status.as_slice()) {
        (b"+", _) => (say!("wire-imap-plus"), say!("wire-imap-plus")),
        (b"*", _) => (say!("wire-imap-untagged"), status_meaning(&status)),
        _ => (say!("wire-imap-tag-answer"), status_meaning(&status)),
    };
    // What bears no tag of a command has no name of its own in filters.
    let tagged = !matches!(line.word(), b"*" | b"+");
    let [group, mark, word_filter] = if tagged {
        ["imap.response", "imap.response_tag", "imap.response.status"]
    } else {
        ["imap.line", "", ""]
    };
    head.group(&Named("Response", group, REFERENCE), |head| {
        text(head, tag, &Named("Tag", mark, REFERENCE), tag_meaning);
        text(
            head,
            word,
            &Named("Status", word_filter, "RFC 9051 §7"),
            meaning.clone(),
        );
        text(
            head,
            rest,
            &Named("Text", "", "RFC 9051 §7"),
            say!("wire-reply-text"),
        );
        (Value::Text(harmless(line.text)), meaning)
    });
}

fn status_meaning(status: &[u8]) -> Say {
    match status {
        b"OK" => say!("wire-imap-ok"),
        b"NO" => say!("wire-imap-no"),
        b"BAD" => say!("wire-imap-bad"),
        b"BYE" => say!("wire-imap-bye"),
        b"PREAUTH" => say!("wire-imap-preauth"),
        b"CAPABILITY" => say!("wire-imap-capability"),
        _ => say!("wire-imap-news"),
    }
}

fn command_meaning(verb: &[u8]) -> Say {
    match verb {
        b"LOGIN" => say!("wire-imap-login"),
        b"AUTHENTICATE" => say!("wire-imap-authenticate"),
        b"SELECT" | b"EXAMINE" => say!("wire-imap-select"),
        b"LIST" | b"LSUB" => say!("wire-imap-list"),
        b"FETCH" | b"UID" => say!("wire-imap-fetch"),
        b"STORE" => say!("wire-imap-store"),
        b"SEARCH" => say!("wire-imap-search"),
        b"APPEND" => say!("wire-imap-append"),
        b"IDLE" => say!("wire-imap-idle"),
        b"LOGOUT" => say!("wire-imap-logout"),
        b"CAPABILITY" => say!("wire-imap-capability"),
        b"STARTTLS" => say!("wire-starttls"),
        _ => say!("wire-command-other"),
    }
}

/// A payload in one sentence: its first line.
#[must_use]
pub fn sentence(payload: &[u8]) -> Say {
    first_line(payload)
}
