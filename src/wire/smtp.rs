//! SMTP (RFC 5321): a letter handed from one mail server to the next, in lines that people can read.

use super::entry::{Claim, Entry, Reader, Summary};
use super::lines::{
    self, Line, Reply, and_more, begins_with, first_line, from_server, replied, reply, reply_class,
    reply_line, text_line, unpacked, whole,
};
use super::named::fields;
use super::protocol::Protocol;
use super::stream::{Command, Cut, Framing, Phase, Role, Sense, Then, Turn};
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
    framing: Some(Framing { cut, merges: true }),
    fields: &[FIELDS],
    summary: Summary::Payload(|about| {
        let server = about.is_of_server(&PORTS);
        sentence(about.payload, server, about.voice.sense)
    }),
    ..Entry::APPLICATION
};

fn digest(scan: &mut Scan<'_>) -> Next {
    scan.out.protocol = Protocol::Smtp;
    Next::End
}

fn dissect(walk: &mut Walk<'_>) -> Next {
    let (server, sense, told) = (from_server(walk, &PORTS), walk.voice.sense, walk.is_told());
    let said = |payload: &[u8]| sentence(payload, server, sense);
    // A letter begins behind the command DATA, mostly in a segment of its own, and ends with a lone dot.
    let (mut letter, mut chunked) = (sense == Sense::Text, 0);
    lines::dissect(walk, Protocol::Smtp, said, |head, line| {
        if server {
            let meaning = if sense == Sense::Tls {
                lines::tls_reply
            } else {
                reply_meaning
            };
            return reply(head, line, &REPLY, meaning);
        }
        if chunked > 0 {
            let count = head.left().min(line.whole).min(chunked as usize);
            chunked -= count as u64;
            return head.text(count, &MAIL_DATA, say!("wire-mail-line"));
        }
        match sense {
            Sense::Login => login_step(head, line),
            Sense::Plain if told => command(head, line, verb_or_other(line)),
            _ => letter = client_line(head, line, letter),
        }
        chunked = if letter { 0 } else { chunk(line) };
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
        None if !letter && may_be_command(line) => {
            command(head, line, line.or_goes_on(say!("wire-command-other")));
        }
        None if !letter && login(head, line) => {}
        None => {
            head.text(line.whole, &MAIL_DATA, mail_meaning(line.text));
            return true;
        }
    }
    false
}

/// The answer to a question of the login.
fn login_step(head: &mut Head<'_>, line: &Line<'_>) {
    let meaning = match unpacked(line.text) {
        Some(said) => say!("wire-base64-secret", text = said),
        None => say!("wire-login-step"),
    };
    head.text(line.whole, &AUTHENTICATION, meaning);
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
    lines::verb(line.word(), VERBS)
}

/// May more bytes of the line make a command of it?
fn may_be_command(line: &Line<'_>) -> bool {
    !line.ended && begins_with(line, VERBS)
}

fn verb_or_other(line: &Line<'_>) -> Say {
    verb_meaning(line).unwrap_or_else(|| say!("wire-command-other"))
}

/// Commands (RFC 5321 §4.1.1, and those of extensions), with what they say.
const VERBS: &[(&str, &str)] = &[
    ("HELO", "wire-smtp-ehlo"),
    ("EHLO", "wire-smtp-ehlo"),
    ("MAIL", "wire-smtp-mail"),
    ("RCPT", "wire-smtp-rcpt"),
    ("DATA", "wire-smtp-data"),
    ("BDAT", "wire-smtp-data"),
    ("AUTH", "wire-smtp-auth"),
    ("STARTTLS", "wire-starttls"),
    ("RSET", "wire-smtp-rset"),
    ("QUIT", "wire-smtp-quit"),
    ("VRFY", "wire-smtp-vrfy"),
    ("EXPN", "wire-smtp-vrfy"),
    ("NOOP", "wire-command-other"),
    ("HELP", "wire-command-other"),
    ("ETRN", "wire-command-other"),
    ("BURL", "wire-command-other"),
    ("XCLIENT", "wire-command-other"),
    ("XFORWARD", "wire-command-other"),
];

/// The size of a chunk of a letter that follows the line `BDAT size` (RFC 3030 §2).
fn chunk(line: &Line<'_>) -> u64 {
    let size = || std::str::from_utf8(line.second()).ok()?.parse::<u32>().ok();
    let is_chunk = line.word().eq_ignore_ascii_case(b"BDAT");
    size().filter(|_| is_chunk).map_or(0, u64::from)
}

/// A line at a time; inside a letter any line is its own, up to the lone dot (RFC 5321 §4.1.1.4).
fn cut(turn: &mut Turn<'_>) -> Cut {
    let Some(line) = Line::first(turn.bytes) else {
        return Cut::More;
    };
    let server = match turn.role {
        Some(role) => role == Role::Server,
        None => line.text.first().is_some_and(u8::is_ascii_digit) && !turn.talk.lines.text,
    };
    if server {
        return server_line(turn, &line);
    }
    // DATA was said, and what was answered has not been seen: a line that is no command must be the letter's.
    let unanswered = turn.talk.lines.last == Command::Text && !begins_with(&line, VERBS);
    turn.talk.lines.text |= unanswered;
    if turn.talk.lines.text || *turn.phase == Phase::Further {
        return text_line(turn, &line);
    }
    match lines::client_line(turn, &line, VERBS, leads) {
        Some(()) => whole(&line, chunk(&line)),
        None => Cut::Not,
    }
}

fn leads(line: &Line<'_>) -> Command {
    match line.word().to_ascii_uppercase().as_slice() {
        b"DATA" => Command::Text,
        b"STARTTLS" => Command::Tls,
        b"AUTH" => Command::Step,
        _ => Command::Plain,
    }
}

/// Whoever reads a letter says nothing before its end: any other reply than 354 tells that it is over.
fn server_line(turn: &mut Turn<'_>, line: &Line<'_>) -> Cut {
    let (code, last) = match replied(turn, line) {
        Ok(found) => found,
        Err(cut) => return cut,
    };
    if last {
        let lines = &mut turn.talk.lines;
        (lines.text, lines.login) = (code == 354, code == 334);
        if !matches!(code, 300..=399) && turn.talk.replied() == Some(Command::Tls) && code == 220 {
            (turn.then, turn.talk.sense) = (Then::Speak(Protocol::Tls), Sense::Tls);
        }
    }
    whole(line, 0)
}

fn reply_meaning(code: u16) -> Say {
    match code {
        220 => say!("wire-reply-220"),
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

/// A payload in one sentence: its first line, and how many more there are.
#[must_use]
pub fn sentence(payload: &[u8], server: bool, sense: Sense) -> Say {
    and_more(payload, first_said(payload, server, sense))
}

fn first_said(payload: &[u8], server: bool, sense: Sense) -> Say {
    let Some(line) = Line::first(payload) else {
        return first_line(payload);
    };
    if server {
        let meaning = if sense == Sense::Tls {
            lines::tls_reply
        } else {
            reply_meaning
        };
        return reply_line(payload, meaning).unwrap_or_else(|| first_line(payload));
    }
    match sense {
        Sense::Login => say!("wire-say-mail-login", line = line.shown()),
        Sense::Text if line.text == b"." => say!("wire-smtp-eom"),
        Sense::Text => say!("wire-say-mail", line = line.shown()),
        // A command, and be it one that nobody knows.
        Sense::Plain | Sense::Tls | Sense::Last => first_line(payload),
    }
}
