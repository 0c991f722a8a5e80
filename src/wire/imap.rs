//! IMAP (RFC 9051): reading mail that stays on the server. Each command begins with a tag of the
//! client's, and the answer that ends it begins with the same tag.

use super::entry::{Claim, Entry, Reader, Summary};
use super::lines::{self, Line, OTHER, ends_in_literal, from_server, is_word, sentence, whole};
use super::named::fields;
use super::protocol::Protocol;
use super::stream::{Command, Cut, Framing, Phase, Role, Sense, Then, Turn};
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
    framing: Some(Framing { cut, merges: true }),
    fields: &[FIELDS],
    summary: Summary::Payload(|about| sentence(about.payload, about.voice.sense)),
    ..Entry::APPLICATION
};

fn digest(scan: &mut Scan<'_>) -> Next {
    scan.out.protocol = Protocol::Imap;
    Next::End
}

fn dissect(walk: &mut Walk<'_>) -> Next {
    let (server, sense) = (from_server(walk, &[PORT]), walk.voice.sense);
    let said = |payload: &[u8]| sentence(payload, sense);
    // Bytes of a literal, as many as the line before them has said, are no lines of the protocol.
    let mut literal = 0;
    lines::dissect(walk, Protocol::Imap, said, |head, line| {
        let inside = (line.whole as u64).min(literal);
        literal -= inside;
        if inside > 0 || sense == Sense::Login {
            let count = if inside > 0 {
                inside as usize
            } else {
                line.whole
            };
            let meaning = match sense {
                Sense::Login => say!("wire-login-step"),
                _ => say!("wire-imap-line"),
            };
            return head.text(count, &LINE, meaning);
        }
        literal = ends_in_literal(line.text).unwrap_or(0);
        match (server, is_tagged(line, server)) {
            (_, false) => {
                let meaning = line.second_or_goes_on(say!("wire-imap-line"));
                head.text(line.whole, &LINE, meaning);
            }
            (true, true) => answer(head, line, sense),
            (false, true) => command(head, line),
        }
    })
}

/// A line at a time. One that ends in the size of a literal goes on behind it (RFC 9051 §4.3).
fn cut(turn: &mut Turn<'_>) -> Cut {
    let Some(line) = Line::first(turn.bytes) else {
        return Cut::More;
    };
    let server = match turn.role {
        Some(role) => role == Role::Server,
        None => !is_command(&line, turn.talk.lines.known),
    };
    let fits = match (*turn.phase, server) {
        (Phase::Start, true) => is_answer(&line, turn.talk.lines.known),
        (Phase::Start, false) => is_step(turn, &line) || is_client(turn, &line),
        _ => true,
    };
    if !fits {
        return Cut::Not;
    }
    match (whole(&line, 0), ends_in_literal(line.text)) {
        (Cut::End(length), Some(literal)) => {
            begin(turn, &line, server);
            *turn.phase = Phase::Further;
            Cut::Run(length.saturating_add(literal))
        }
        (Cut::End(length), None) => {
            begin(turn, &line, server);
            if *turn.phase == Phase::Further && !server {
                turn.talk.lines.login = false;
            }
            Cut::End(length)
        }
        (other, _) => other,
    }
}

/// What the first line of a message changes.
fn begin(turn: &mut Turn<'_>, line: &Line<'_>, server: bool) {
    if *turn.phase != Phase::Start {
        return;
    }
    turn.talk.lines.known = true;
    match (server, line.word()) {
        (false, _) if is_step(turn, line) => {
            turn.talk.lines.login = false;
            turn.talk.sense = Sense::Login;
        }
        (false, tag) if line.second().eq_ignore_ascii_case(b"STARTTLS") => {
            (turn.talk.lines.tag, turn.talk.lines.last) = (number(tag), Command::Tls);
        }
        (true, b"+") => turn.talk.lines.login = true,
        (true, tag) => {
            let lines = &mut turn.talk.lines;
            let asked = lines.last == Command::Tls && lines.tag == number(tag);
            if asked {
                lines.last = Command::Plain;
            }
            if asked && line.second().eq_ignore_ascii_case(b"OK") {
                (turn.then, turn.talk.sense) = (Then::Speak(Protocol::Tls), Sense::Tls);
            }
        }
        (false, _) => {}
    }
}

/// A tag's bytes as a number; tags are short.
fn number(tag: &[u8]) -> u64 {
    let join = |sum: u64, byte: &u8| sum.wrapping_mul(257).wrapping_add(u64::from(*byte) + 1);
    tag.iter().fold(0, join)
}

/// Is it what the server has asked for, and no command?
fn is_step(turn: &Turn<'_>, line: &Line<'_>) -> bool {
    turn.talk.lines.login && !is_command(line, false)
}

/// A client's line: its tag and a command, or the beginning of that.
fn is_client(turn: &Turn<'_>, line: &Line<'_>) -> bool {
    let name = behind_tag(line);
    let known = turn.talk.lines.known;
    is_command(line, known) || known && is_tag(line) && name.is_some_and(|l| is_word(&l))
}

/// The same, with a command that is known here. A tag alone may be any word: `certain` tells whether the
/// protocol is beyond doubt.
fn is_command(line: &Line<'_>, certain: bool) -> bool {
    match behind_tag(line) {
        Some(name) if name.text.is_empty() && !name.ended => certain && is_tag(line),
        Some(name) => is_tag(line) && lines::begins_with(&name, VERBS),
        None => certain && is_tag(line) && !line.ended,
    }
}

/// What stands behind the tag; `None`: nothing that is one has ended.
fn behind_tag<'a>(line: &Line<'a>) -> Option<Line<'a>> {
    (line.word().len() < line.text.len()).then(|| Line {
        text: line.rest(),
        ..*line
    })
}

/// Is the first word a tag (RFC 9051 §9: what an atom may have, but no `+`)?
fn is_tag(line: &Line<'_>) -> bool {
    let tag = line.word();
    let special = |byte: &u8| b"(){%*\"\\+".contains(byte);
    !tag.is_empty()
        && tag.len() <= LONGEST_TAG
        && tag
            .iter()
            .all(|byte| byte.is_ascii_graphic() && !special(byte))
}

/// Letters of a tag at most; the RFC does not say.
const LONGEST_TAG: usize = 32;

/// A server's line: `*`, `+`, or a command's tag and how it went; or the beginning of that.
fn is_answer(line: &Line<'_>, certain: bool) -> bool {
    let behind = behind_tag(line);
    match (line.word(), behind) {
        (b"*", Some(behind)) => behind.text.first().is_none_or(u8::is_ascii_alphanumeric),
        (b"+", _) => true,
        (b"*" | b"+\r", None) => !line.ended,
        (_, Some(status)) if is_tag(line) => {
            certain && status.text.is_empty() && !status.ended
                || lines::begins_with(&status, STATUS_WORDS)
        }
        (_, None) => certain && is_tag(line) && !line.ended,
        _ => false,
    }
}

/// How a command went (RFC 9051 §7.1).
const STATUS_WORDS: &[(&str, &str)] = &[
    ("OK", "wire-imap-ok"),
    ("NO", "wire-imap-no"),
    ("BAD", "wire-imap-bad"),
];

/// A tag (letters and digits, `*` or `+`) and a word behind it: else a line of a letter, or such. A server
/// gives a command's tag back with how it went, so OK, NO or BAD follows (RFC 9051 §7.1).
fn is_tagged(line: &Line<'_>, server: bool) -> bool {
    let status = || lines::verb(line.second(), STATUS_WORDS).is_some();
    let good = is_tag(line) && (!server || status());
    (good || matches!(line.word(), b"*" | b"+")) && !line.rest().is_empty()
}

fn command(head: &mut Head<'_>, line: &Line<'_>) {
    let verb = line.second().to_ascii_uppercase();
    let meaning = line.second_or_goes_on(lines::command(&verb, VERBS));
    let argued = line.or_goes_on(argument(&verb));
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

fn answer(head: &mut Head<'_>, line: &Line<'_>, sense: Sense) {
    let status = match sense {
        Sense::Tls => say!("wire-reply-tls"),
        _ => line.second_or_goes_on(status_meaning(&line.second().to_ascii_uppercase())),
    };
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

/// Commands (RFC 9051 §6, RFC 3501, and those of extensions), with what they say.
const VERBS: &[(&str, &str)] = &[
    ("LOGIN", "wire-imap-login"),
    ("AUTHENTICATE", "wire-imap-authenticate"),
    ("SELECT", "wire-imap-select"),
    ("EXAMINE", "wire-imap-select"),
    ("LIST", "wire-imap-list"),
    ("LSUB", "wire-imap-list"),
    ("FETCH", "wire-imap-fetch"),
    ("UID", "wire-imap-fetch"),
    ("STORE", "wire-imap-store"),
    ("SEARCH", "wire-imap-search"),
    ("APPEND", "wire-imap-append"),
    ("IDLE", "wire-imap-idle"),
    ("LOGOUT", "wire-imap-logout"),
    ("CAPABILITY", "wire-imap-capability"),
    ("STARTTLS", "wire-starttls"),
    ("CHECK", OTHER),
    ("CLOSE", OTHER),
    ("COMPRESS", OTHER),
    ("COPY", OTHER),
    ("CREATE", OTHER),
    ("DELETE", OTHER),
    ("ENABLE", OTHER),
    ("EXPUNGE", OTHER),
    ("GETQUOTA", OTHER),
    ("GETQUOTAROOT", OTHER),
    ("ID", OTHER),
    ("MOVE", OTHER),
    ("NAMESPACE", OTHER),
    ("NOOP", OTHER),
    ("NOTIFY", OTHER),
    ("RENAME", OTHER),
    ("SORT", OTHER),
    ("STATUS", OTHER),
    ("SUBSCRIBE", OTHER),
    ("THREAD", OTHER),
    ("UNSELECT", OTHER),
    ("UNSUBSCRIBE", OTHER),
    ("XLIST", OTHER),
];
