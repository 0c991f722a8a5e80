//! POP3 (RFC 1939): fetching one's mail, in lines that people can read.

use super::entry::{Claim, Entry, Reader, Summary};
use super::lines::{Line, argument, first_line, from_server};
use super::named::fields;
use super::protocol::Protocol;
use super::tree::Head;
use super::walk::{Next, Scan, Walk};
use crate::say;
use crate::say::Say;

/// The server's port.
pub const PORT: u16 = 110;

const REFERENCE: &str = "RFC 1939 §3";

fields! {
    COMMAND: Verbatim "pop.request" = "Command", REFERENCE;
    KEYWORD: Verbatim "pop.request.command" = "Keyword", REFERENCE;
    ARGUMENT: Verbatim "pop.request.parameter" = "Argument", REFERENCE;
    RESPONSE: Verbatim "pop.response" = "Response", REFERENCE;
    INDICATOR: Verbatim "pop.response.indicator" = "Status Indicator", REFERENCE;
    DESCRIPTION: Verbatim "pop.response.description" = "Description", REFERENCE;
    DATA: Verbatim "pop.response.data" = "Data", REFERENCE;
}

pub(super) const ENTRY: Entry = Entry {
    name: "POP3",
    filter: "pop",
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
    scan.out.protocol = Protocol::Pop3;
    Next::End
}

fn dissect(walk: &mut Walk<'_>) -> Next {
    let server = from_server(walk, &[PORT]);
    super::lines::dissect(walk, Protocol::Pop3, sentence, |head, line| {
        if server {
            response(head, line);
        } else {
            command(head, line);
        }
    })
}

/// A line of the server's: an answer, or of the text that follows one.
fn response(head: &mut Head<'_>, line: &Line<'_>) {
    if let Some(meaning) = indicator(line.text) {
        let description = say!("wire-reply-text");
        let parts = [(&INDICATOR, meaning.clone()), (&DESCRIPTION, description)];
        return line.group(head, (&RESPONSE, meaning), parts);
    }
    let meaning = match line.text {
        b"." => say!("wire-pop-end"),
        _ => say!("wire-pop-data"),
    };
    head.text(line.whole, &DATA, meaning);
}

fn command(head: &mut Head<'_>, line: &Line<'_>) {
    let verb = line.word().to_ascii_uppercase();
    let (meaning, argued) = (command_meaning(&verb), line.or_goes_on(argument(&verb)));
    let parts = [(&KEYWORD, meaning.clone()), (&ARGUMENT, argued)];
    line.group(head, (&COMMAND, meaning), parts);
}

fn indicator(line: &[u8]) -> Option<Say> {
    match line {
        _ if line.starts_with(b"+OK") => Some(say!("wire-pop-ok")),
        _ if line.starts_with(b"-ERR") => Some(say!("wire-pop-err")),
        _ if line.starts_with(b"+ ") => Some(say!("wire-pop-more")),
        _ => None,
    }
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
