//! SMTP (RFC 5321): a letter handed from one mail server to the next, in lines that people can read.

use super::entry::{Claim, Entry, Reader, Summary};
use super::lines::{
    Line, Reply, first_line, from_server, reply, reply_class, reply_line, shown, unpacked,
};
use super::named::fields;
use super::protocol::Protocol;
use super::tree::Head;
use super::walk::{Next, Scan, Walk};
use crate::say;
use crate::say::Say;

/// The server's ports: between servers, and for handing in one's own mail.
pub const PORTS: [u16; 2] = [25, 587];

const COMMANDS: &str = "RFC 5321 §4.1.1";
const LOGIN: &str = "RFC 4954 §4";

const REPLIES: &str = "RFC 5321 §4.2";

fields! {
    COMMAND: Protocol "smtp.req" = "Command", COMMANDS;
    VERB: Verbatim "smtp.req.command" = "Command", COMMANDS;
    PARAMETER: Verbatim "smtp.req.parameter" = "Parameter", COMMANDS;

    AUTHENTICATION: Verbatim "smtp.auth.username_password" = "Authentication", LOGIN;
    MAIL_DATA: Verbatim "smtp.message" = "Mail Data", "RFC 5322 §2";
    END_OF_DATA: Protocol "smtp.eom" = "End of Mail Data", "RFC 5321 §4.1.1.4";

    REPLY_FIELD: Protocol "smtp.rsp" = "Reply", REPLIES;
    REPLY_CODE: Number "smtp.response.code" = "Reply Code", REPLIES;
    REPLY_TEXT: Verbatim "smtp.rsp.parameter" = "Reply Text", REPLIES;
}

const REPLY: Reply = Reply {
    group: REPLY_FIELD,
    code: REPLY_CODE,
    text: REPLY_TEXT,
};

pub(super) const ENTRY: Entry = Entry {
    name: "SMTP",
    filter: "smtp",
    readers: &[Reader {
        claims: &[Claim::Tcp(PORTS[0]), Claim::Tcp(PORTS[1])],
        looks: None,
        digest,
        dissect,
    }],
    fields: &[FIELDS],
    summary: Summary::Payload(|about| sentence(about.payload, about.is_of_server(&PORTS))),
    ..Entry::APPLICATION
};

fn digest(scan: &mut Scan<'_>) -> Next {
    scan.out.protocol = Protocol::Smtp;
    Next::End
}

fn dissect(walk: &mut Walk<'_>) -> Next {
    let server = from_server(walk, &PORTS);
    let said = |payload: &[u8]| sentence(payload, server);
    // A letter begins behind the command DATA, mostly in a segment of its own, and ends with a lone dot.
    let mut letter = false;
    super::lines::dissect(walk, Protocol::Smtp, said, |head, line| {
        if server {
            reply(head, line, &REPLY, reply_meaning);
        } else {
            letter = client_line(head, line, letter);
        }
    })
}

/// A client's line: a command, or part of a letter. Gives whether a letter goes on.
fn client_line(head: &mut Head<'_>, line: &Line<'_>, letter: bool) -> bool {
    if line.text == b"." {
        head.text(line.whole, &END_OF_DATA, say!("wire-smtp-eom"));
        return false;
    }
    match verb_meaning(line).filter(|_| !letter) {
        Some(meaning) => command(head, line, meaning),
        None if !letter && login(head, line) => {}
        None => {
            head.text(line.whole, &MAIL_DATA, mail_meaning(line.text));
            return true;
        }
    }
    false
}

fn command(head: &mut Head<'_>, line: &Line<'_>, meaning: Say) {
    let argued = line.or_goes_on(parameter_meaning(line));
    let parts = [(&VERB, meaning.clone()), (&PARAMETER, argued)];
    line.group(head, (&COMMAND, meaning), parts);
}

/// A command's parameter; that of AUTH may hold name and password, which base64 does not hide.
fn parameter_meaning(line: &Line<'_>) -> Say {
    let rest = line.rest();
    let login = line.word().eq_ignore_ascii_case(b"AUTH") && rest.contains(&b' ');
    let last = rest.rsplit(|b| *b == b' ').next().unwrap_or_default();
    match unpacked(last).filter(|_| login) {
        Some(said) => say!("wire-base64-secret", text = said),
        None => say!("wire-argument"),
    }
}

/// The answer to a question of the login: base64 alone in its segment. `false`: it is none.
fn login(head: &mut Head<'_>, line: &Line<'_>) -> bool {
    let alone = line.whole == head.left() && line.ended && line.text.len().is_multiple_of(4);
    let Some(said) = unpacked(line.text).filter(|_| alone) else {
        return false;
    };
    let meaning = say!("wire-base64-secret", text = said);
    head.text(line.whole, &AUTHENTICATION, meaning);
    true
}

/// A line of a letter: `Name: value` is one of its header.
fn mail_meaning(line: &[u8]) -> Say {
    let before = line.split(|b| *b == b':').next().unwrap_or_default();
    if !before.is_empty() && before.len() < line.len() && !before.contains(&b' ') {
        say!("wire-mail-header")
    } else {
        say!("wire-mail-line")
    }
}

fn verb_meaning(line: &Line<'_>) -> Option<Say> {
    command_meaning(&line.word().to_ascii_uppercase())
}

fn command_meaning(verb: &[u8]) -> Option<Say> {
    Some(match verb {
        b"HELO" | b"EHLO" => say!("wire-smtp-ehlo"),
        b"MAIL" => say!("wire-smtp-mail"),
        b"RCPT" => say!("wire-smtp-rcpt"),
        b"DATA" | b"BDAT" => say!("wire-smtp-data"),
        b"AUTH" => say!("wire-smtp-auth"),
        b"STARTTLS" => say!("wire-starttls"),
        b"RSET" => say!("wire-smtp-rset"),
        b"QUIT" => say!("wire-smtp-quit"),
        b"VRFY" | b"EXPN" => say!("wire-smtp-vrfy"),
        b"NOOP" | b"HELP" => say!("wire-command-other"),
        _ => return None,
    })
}

fn reply_meaning(code: u16) -> Say {
    match code {
        220 => say!("wire-smtp-220"),
        221 => say!("wire-smtp-221"),
        235 => say!("wire-smtp-235"),
        250 => say!("wire-smtp-250"),
        334 => say!("wire-smtp-334"),
        354 => say!("wire-smtp-354"),
        535 => say!("wire-smtp-535"),
        550 => say!("wire-smtp-550"),
        other => reply_class(other),
    }
}

/// A payload in one sentence: its first line.
#[must_use]
pub fn sentence(payload: &[u8], server: bool) -> Say {
    let Some(line) = Line::first(payload) else {
        return first_line(payload);
    };
    if server {
        return reply_line(payload, reply_meaning).unwrap_or_else(|| first_line(payload));
    }
    if verb_meaning(&line).is_some() {
        first_line(payload)
    } else if line.whole == payload.len() && unpacked(line.text).is_some() {
        say!("wire-say-mail-login", line = shown(line.text))
    } else {
        say!("wire-say-mail", line = shown(line.text))
    }
}
