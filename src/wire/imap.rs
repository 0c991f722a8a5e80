//! IMAP (RFC 9051): reading mail that stays on the server. Each command begins with a tag of the
//! client's, and the answer that ends it begins with the same tag.

use super::entry::{Claim, Entry, Reader, Summary};
use super::lines::{Line, first_line, from_server};
use super::named::fields;
use super::protocol::Protocol;
use super::tree::Head;
use super::walk::{Next, Scan, Walk};
use crate::say;
use crate::say::Say;

/// The server's port.
pub const PORT: u16 = 143;

const LINES: &str = "RFC 9051 §2.2";
const COMMANDS: &str = "RFC 9051 §6";

const RESPONSES: &str = "RFC 9051 §7";

fields! {
    LINE: Verbatim "imap.line" = "Line", LINES;

    COMMAND: Verbatim "imap.request" = "Command", LINES;
    TAG: Verbatim "imap.request_tag" = "Tag", LINES;
    VERB: Verbatim "imap.request.command" = "Command", COMMANDS;
    ARGUMENTS = "Arguments", COMMANDS;

    RESPONSE: Verbatim "imap.response" = "Response", LINES;
    RESPONSE_TAG: Verbatim "imap.response_tag" = "Tag", LINES;
    STATUS: Verbatim "imap.response.status" = "Status", RESPONSES;
    TEXT = "Text", RESPONSES;
    /// What bears no tag of a command has no name of its own in filters.
    UNTAGGED: Verbatim "imap.line" = "Response", LINES;
    NO_TAG = "Tag", LINES;
    NO_STATUS = "Status", RESPONSES;
}

pub(super) const ENTRY: Entry = Entry {
    name: "IMAP",
    filter: "imap",
    readers: &[Reader {
        claims: &[Claim::Tcp(PORT)],
        looks: None,
        digest,
        dissect,
    }],
    fields: &[FIELDS],
    summary: Summary::Payload(|about| sentence(about.payload)),
    ..Entry::APPLICATION
};

fn digest(scan: &mut Scan<'_>) -> Next {
    scan.out.protocol = Protocol::Imap;
    Next::End
}

fn dissect(walk: &mut Walk<'_>) -> Next {
    let server = from_server(walk, &[PORT]);
    super::lines::dissect(walk, Protocol::Imap, sentence, |head, line| {
        match (server, is_tagged(line, server)) {
            (_, false) => head.text(line.whole, &LINE, say!("wire-imap-line")),
            (true, true) => answer(head, line),
            (false, true) => command(head, line),
        }
    })
}

/// A tag (letters and digits, `*` or `+`) and a word behind it: else a line of a letter, or such. A server
/// gives a command's tag back with how it went, so OK, NO or BAD follows (RFC 9051 §7.1).
fn is_tagged(line: &Line<'_>, server: bool) -> bool {
    let tag = line.word();
    let good = !tag.is_empty() && tag.len() <= 20 && tag.iter().all(u8::is_ascii_alphanumeric);
    let word = line.second();
    let fits = !server
        || [&b"OK"[..], b"NO", b"BAD"]
            .iter()
            .any(|status| word.eq_ignore_ascii_case(status));
    (good && fits || matches!(tag, b"*" | b"+")) && !line.rest().is_empty()
}

fn command(head: &mut Head<'_>, line: &Line<'_>) {
    let verb = line.second().to_ascii_uppercase();
    let (meaning, argued) = (command_meaning(&verb), line.or_goes_on(argument(&verb)));
    let parts = [
        (&TAG, say!("wire-imap-tag")),
        (&VERB, meaning.clone()),
        (&ARGUMENTS, argued),
    ];
    line.group(head, (&COMMAND, meaning), parts);
}

fn argument(verb: &[u8]) -> Say {
    match verb {
        b"LOGIN" => say!("wire-password"),
        _ => say!("wire-argument"),
    }
}

fn answer(head: &mut Head<'_>, line: &Line<'_>) {
    let status = status_meaning(&line.second().to_ascii_uppercase());
    let (tag_meaning, meaning) = match line.word() {
        b"+" => (say!("wire-imap-plus"), say!("wire-imap-plus")),
        b"*" => (say!("wire-imap-untagged"), status),
        _ => (say!("wire-imap-tag-answer"), status),
    };
    let [group, tag, word] = match line.word() {
        b"*" | b"+" => [&UNTAGGED, &NO_TAG, &NO_STATUS],
        _ => [&RESPONSE, &RESPONSE_TAG, &STATUS],
    };
    let parts = [
        (tag, tag_meaning),
        (word, meaning.clone()),
        (&TEXT, say!("wire-reply-text")),
    ];
    line.group(head, (group, meaning), parts);
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
