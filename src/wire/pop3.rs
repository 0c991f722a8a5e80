//! POP3 (RFC 1939): fetching one's mail, in lines that people can read.

use super::entry::{Claim, Entry, Reader, Summary};
use super::lines::{self, Line, OTHER, argument, from_server, sentence, text_line, whole};
use super::named::fields;
use super::protocol::Protocol;
use super::stream::{Command, Cut, Framing, Phase, Role, Sense, Then, Turn};
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
    framing: Some(Framing { cut, merges: true }),
    fields: &[FIELDS],
    summary: Summary::Payload(|about| sentence(about.payload, about.voice.sense)),
    ..Entry::APPLICATION
};

fn digest(scan: &mut Scan<'_>) -> Next {
    scan.out.protocol = Protocol::Pop3;
    Next::End
}

fn dissect(walk: &mut Walk<'_>) -> Next {
    let (server, sense) = (from_server(walk, &[PORT]), walk.voice.sense);
    let said = |payload: &[u8]| sentence(payload, sense);
    lines::dissect(walk, Protocol::Pop3, said, |head, line| {
        match (server, sense) {
            (true, _) => response(head, line, sense),
            (false, Sense::Login) => head.text(line.whole, &COMMAND, say!("wire-login-step")),
            (false, _) => command(head, line),
        }
    })
}

/// A line of the server's: an answer, or of the text that follows one.
fn response(head: &mut Head<'_>, line: &Line<'_>, sense: Sense) {
    if let Some(meaning) = indicator(line.text, sense) {
        let meaning = match meaning.key {
            "wire-pop-more" => line.word_or_goes_on(meaning),
            _ => meaning,
        };
        let description = say!("wire-reply-text");
        let parts = [(&INDICATOR, meaning.clone()), (&DESCRIPTION, description)];
        return line.group(head, (&RESPONSE, meaning), parts);
    }
    let meaning = match line.text {
        b"." => line.or_goes_on(say!("wire-pop-end")),
        b".\r" => line.or_goes_on(say!("wire-pop-data")),
        _ if is_response(line) => line.or_goes_on(say!("wire-pop-data")),
        _ => say!("wire-pop-data"),
    };
    head.text(line.whole, &DATA, meaning);
}

/// A line at a time; a long answer's text is any lines up to a lone dot (RFC 1939 §3).
fn cut(turn: &mut Turn<'_>) -> Cut {
    let Some(line) = Line::first(turn.bytes) else {
        return Cut::More;
    };
    let server = match turn.role {
        Some(role) => role == Role::Server,
        None => matches!(line.text.first(), Some(b'+' | b'-')) || turn.talk.lines.text,
    };
    if server {
        return server_line(turn, &line);
    }
    match lines::client_line(turn, &line, VERBS, leads) {
        Some(()) => whole(&line, 0),
        None => Cut::Not,
    }
}

fn leads(line: &Line<'_>) -> Command {
    let argued = !line.rest().trim_ascii().is_empty();
    match (line.word().to_ascii_uppercase().as_slice(), argued) {
        (b"RETR" | b"TOP" | b"CAPA", _) | (b"LIST" | b"UIDL" | b"AUTH", false) => Command::Text,
        (b"AUTH", true) => Command::Step,
        (b"STLS", _) => Command::Tls,
        _ => Command::Plain,
    }
}

fn server_line(turn: &mut Turn<'_>, line: &Line<'_>) -> Cut {
    let perhaps = std::mem::take(&mut turn.talk.lines.perhaps_text);
    turn.talk.lines.text |= perhaps && !is_response(line);
    if turn.talk.lines.text || *turn.phase == Phase::Further {
        return text_line(turn, line);
    }
    if !is_response(line) {
        return Cut::Not;
    }
    if !line.ended {
        turn.talk.lines.perhaps_text = perhaps;
        return whole(line, 0);
    }
    turn.talk.lines.known = true;
    if line.word() == b"+" {
        turn.talk.lines.login = true;
        return whole(line, 0);
    }
    turn.talk.lines.login = false;
    let (agrees, asked) = (line.text.starts_with(b"+"), turn.talk.replied());
    let lines = &mut turn.talk.lines;
    match asked.filter(|_| agrees) {
        Some(Command::Text) => lines.text = true,
        Some(Command::Tls) => {
            (turn.then, turn.talk.sense) = (Then::Speak(Protocol::Tls), Sense::Tls);
        }
        Some(Command::Plain | Command::Step) => {}
        None => lines.perhaps_text = agrees,
    }
    whole(line, 0)
}

/// `+OK`, `-ERR` or `+`, or the beginning of one of them.
fn is_response(line: &Line<'_>) -> bool {
    let word = line.word();
    let word = word.strip_suffix(b"\r").unwrap_or(word);
    let whole = line.ended || word.len() < line.text.len();
    let is = |known: &[u8]| known == word || !whole && known.starts_with(word);
    !word.is_empty() && [&b"+OK"[..], b"-ERR", b"+"].into_iter().any(is)
}

fn command(head: &mut Head<'_>, line: &Line<'_>) {
    let verb = line.word().to_ascii_uppercase();
    let meaning = line.word_or_goes_on(lines::command(&verb, VERBS));
    let argued = line.or_goes_on(argument(&verb));
    let parts = [(&KEYWORD, meaning.clone()), (&ARGUMENT, argued)];
    line.group(head, (&COMMAND, meaning), parts);
}

fn indicator(line: &[u8], sense: Sense) -> Option<Say> {
    match sense {
        Sense::Text => None,
        Sense::Tls => Some(say!("wire-reply-tls")),
        _ if line.starts_with(b"+OK") => Some(say!("wire-pop-ok")),
        _ if line.starts_with(b"-ERR") => Some(say!("wire-pop-err")),
        _ if line == b"+" || line.starts_with(b"+ ") => Some(say!("wire-pop-more")),
        _ => None,
    }
}

/// Commands (RFC 1939 §5 to §7, RFC 2449, 2595, 5034, 6856), with what they say.
const VERBS: &[(&str, &str)] = &[
    ("USER", "wire-pop-user"),
    ("PASS", "wire-pop-pass"),
    ("APOP", "wire-pop-apop"),
    ("STAT", "wire-pop-stat"),
    ("LIST", "wire-pop-list"),
    ("UIDL", "wire-pop-list"),
    ("RETR", "wire-pop-retr"),
    ("TOP", "wire-pop-top"),
    ("DELE", "wire-pop-dele"),
    ("CAPA", "wire-pop-capa"),
    ("STLS", "wire-starttls"),
    ("QUIT", "wire-pop-quit"),
    ("AUTH", OTHER),
    ("LANG", OTHER),
    ("NOOP", OTHER),
    ("RSET", OTHER),
    ("UTF8", OTHER),
    ("XTND", OTHER),
];
