//! Telnet (RFC 854): what is typed and what is shown, byte by byte, with commands in between that the
//! byte 255 (IAC) announces.

use super::entry::{Claim, Entry, Reader, Summary};
use super::field::Value;
use super::named::fields;
use super::printable::preview;
use super::protocol::Protocol;
use super::stream::{Cut, Framing, Turn};
use super::tree::Head;
use super::walk::{Next, Scan, Walk};
use crate::say;
use crate::say::Say;

/// Interpret as command.
pub const IAC: u8 = 255;
const DONT: u8 = 254;
const DO: u8 = 253;
const WONT: u8 = 252;
const WILL: u8 = 251;
/// Begins what belongs to an option.
const SB: u8 = 250;
/// Ends it.
const SE: u8 = 240;

const TERMINAL_TYPE: u8 = 24;
const WINDOW_SIZE: u8 = 31;
const TERMINAL_SPEED: u8 = 32;
const X_DISPLAY: u8 = 35;
const NEW_ENVIRONMENT: u8 = 39;

const REFERENCE: &str = "RFC 854";
const OPTIONS: &str = "RFC 855";

fields! {
    DATA: Verbatim "telnet.data" = "Data", REFERENCE;
    CUT_IAC: Number "telnet.cmd" = "IAC", REFERENCE;
    COMMAND_GROUP = "Command", REFERENCE;
    IAC_BYTE = "IAC", REFERENCE;
    COMMAND: Number "telnet.cmd" = "Command", REFERENCE;

    OPTION: Number "telnet.subcmd" = "Option", OPTIONS;
    OPTION_DATA: Bytes "telnet.option_data" = "Option Data", OPTIONS;
    END_IAC = "IAC", OPTIONS;
    END_COMMAND: Number "telnet.cmd" = "Command", OPTIONS;
    SUBCOMMAND: Number "telnet.subcmd" = "Subcommand", "RFC 1091";
    WIDTH: Number "telnet.naws_subopt.width" = "Width", "RFC 1073";
    HEIGHT: Number "telnet.naws_subopt.height" = "Height", "RFC 1073";
}

pub(super) const ENTRY: Entry = Entry {
    name: "Telnet",
    filter: "telnet",
    readers: &[Reader {
        claims: &[Claim::Tcp(23)],
        looks: None,
        digest,
        dissect,
    }],
    framing: Some(Framing { cut, merges: true }),
    fields: &[FIELDS],
    summary: Summary::Payload(|about| sentence(about.payload)),
    ..Entry::APPLICATION
};

fn digest(scan: &mut Scan<'_>) -> Next {
    scan.out.protocol = Protocol::Telnet;
    Next::End
}

/// Bytes of what belongs to an option, at most.
const LONGEST: usize = 4096;

/// A command at a time, or text up to the next one. Where nothing has been said yet text must look like it.
fn cut(turn: &mut Turn<'_>) -> Cut {
    let cut = match turn.bytes {
        [IAC] | [IAC, WILL..=DONT] => Cut::More,
        [IAC, SB, rest @ ..] => match negotiation_length(rest) {
            Some(length) => Cut::End(2 + length as u64),
            None if rest.len() < LONGEST => Cut::More,
            None => Cut::Not,
        },
        [IAC, WILL..=DONT, ..] => Cut::End(3),
        // 236 to 239: RFC 1184 §2.5, RFC 885.
        [IAC, 236..=249, ..] => Cut::End(2),
        [IAC, second, ..] if *second != IAC => Cut::Not,
        bytes => {
            let length = run_length(bytes);
            let text = bytes.get(..length).unwrap_or_default();
            if turn.talk.lines.known || is_text(text) {
                Cut::End(length as u64)
            } else {
                Cut::Not
            }
        }
    };
    turn.talk.lines.known |= matches!(cut, Cut::End(_));
    cut
}

/// Bytes up to the next command; at least one.
fn run_length(bytes: &[u8]) -> usize {
    let mut at = 0;
    loop {
        match (bytes.get(at), bytes.get(at + 1)) {
            (Some(&IAC), Some(&IAC)) => at += 2,
            (None | Some(&IAC), _) => return at,
            (Some(_), _) => at += 1,
        }
    }
}

/// Bytes up to the end of what belongs to an option, IAC SE included; a doubled IAC is a value.
fn negotiation_length(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        match (bytes.get(at)?, bytes.get(at + 1)) {
            (&IAC, Some(&SE)) => return Some(at + 2),
            (&IAC, Some(&IAC)) => at += 2,
            _ => at += 1,
        }
    }
}

/// Could people read it? Of the control characters only those that move about, ring, or begin a sequence
/// (RFC 854); NUL only behind CR.
fn is_text(bytes: &[u8]) -> bool {
    let mut before = 0;
    bytes.iter().all(|byte| {
        let fits = match byte {
            0 => before == b'\r',
            7..=13 | 27 => true,
            other => *other >= 32,
        };
        before = *byte;
        fits
    })
}

fn dissect(walk: &mut Walk<'_>) -> Next {
    let mut head = walk.head();
    let payload = head.ahead();
    // A command that began in this segment may go on in the next.
    head.goes_on();
    while head.left() > 0 {
        match head.ahead() {
            [IAC, second, ..] if *second != IAC => command(&mut head, *second),
            [IAC] => {
                head.hex(8, &CUT_IAC, |_| say!("wire-goes-on"));
            }
            _ => data(&mut head),
        }
    }
    walk.push(head.layer(Protocol::Telnet, sentence(payload)));
    Next::End
}

/// Text up to the end of the line or the next command. The byte 255 in text is sent twice.
fn data(head: &mut Head<'_>) {
    let count = text_length(head.ahead());
    let meaning = match count {
        1 => say!("wire-telnet-key"),
        _ => say!("wire-telnet-data"),
    };
    head.text(count, &DATA, meaning);
}

/// Bytes to the end of the line or to the next command.
fn text_length(bytes: &[u8]) -> usize {
    let mut at = 0;
    loop {
        match (bytes.get(at), bytes.get(at + 1)) {
            (Some(b'\n'), _) => return at + 1,
            (Some(&IAC), Some(&IAC)) => at += 2,
            (None | Some(&IAC), _) => return at,
            (Some(_), _) => at += 1,
        }
    }
}

fn command(head: &mut Head<'_>, second: u8) {
    head.group(&COMMAND_GROUP, |head| {
        head.hex(8, &IAC_BYTE, |_| say!("wire-telnet-iac"));
        head.num(8, &COMMAND, |n| command_meaning(n as u8));
        let mut text = command_name(second);
        if matches!(second, SB..=DONT)
            && let Some(option) = option(head, second == SB)
        {
            text = format!("{text} {}", option_name(option));
        }
        (Value::Text(text.into()), command_meaning(second))
    });
}

/// Which option is meant, and what is negotiated about it; `None`: that has not come yet.
fn option(head: &mut Head<'_>, negotiated: bool) -> Option<u8> {
    let option = head.ahead().first().copied();
    head.num(8, &OPTION, |n| option_meaning(n as u8));
    if negotiated {
        negotiation(head, option);
    }
    option
}

/// What belongs to an option, up to IAC SE.
fn negotiation(head: &mut Head<'_>, option: Option<u8>) {
    let rest = head.ahead();
    let end = rest.windows(2).position(|two| two == [IAC, SE]);
    let count = end.unwrap_or(rest.len());
    match (option, count) {
        (Some(WINDOW_SIZE), 4) => window_size(head),
        (Some(TERMINAL_TYPE | TERMINAL_SPEED | X_DISPLAY | NEW_ENVIRONMENT), 1..) => {
            head.num(8, &SUBCOMMAND, |n| match n {
                0 => say!("wire-telnet-is"),
                _ => say!("wire-telnet-send"),
            });
            option_data(head, count - 1, end.is_some());
        }
        _ => option_data(head, count, end.is_some()),
    }
    if end.is_some() {
        head.hex(8, &END_IAC, |_| say!("wire-telnet-iac"));
        head.num(8, &END_COMMAND, |_| say!("wire-telnet-se"));
    }
}

fn window_size(head: &mut Head<'_>) {
    head.num(16, &WIDTH, |n| say!("wire-telnet-width", count = n));
    head.num(16, &HEIGHT, |n| say!("wire-telnet-height", count = n));
}

fn option_data(head: &mut Head<'_>, count: usize, ended: bool) {
    let meaning = if ended {
        say!("wire-telnet-option-data")
    } else {
        say!("wire-goes-on")
    };
    head.bytes(count, &OPTION_DATA, |bytes| {
        let shown = preview(bytes, bytes.len()).map_or(Value::Bytes, Value::Text);
        (shown, meaning)
    });
}

/// Commands (RFC 854) by their names.
const COMMANDS: &[(u8, &str)] = &[
    (SE, "SE"),
    (241, "NOP"),
    (242, "Data Mark"),
    (243, "Break"),
    (244, "Interrupt Process"),
    (245, "Abort Output"),
    (246, "Are You There"),
    (247, "Erase Character"),
    (248, "Erase Line"),
    (249, "Go Ahead"),
    (SB, "SB"),
    (WILL, "WILL"),
    (WONT, "WONT"),
    (DO, "DO"),
    (DONT, "DONT"),
];

/// Options by their names (IANA Telnet Options).
const OPTION_NAMES: &[(u8, &str)] = &[
    (0, "Binary Transmission"),
    (1, "Echo"),
    (3, "Suppress Go Ahead"),
    (5, "Status"),
    (6, "Timing Mark"),
    (TERMINAL_TYPE, "Terminal Type"),
    (WINDOW_SIZE, "Window Size"),
    (TERMINAL_SPEED, "Terminal Speed"),
    (33, "Remote Flow Control"),
    (34, "Linemode"),
    (X_DISPLAY, "X Display Location"),
    (36, "Environment"),
    (37, "Authentication"),
    (38, "Encryption"),
    (NEW_ENVIRONMENT, "New Environment"),
];

/// A number's name; the number itself where it has none.
fn name(table: &[(u8, &str)], number: u8) -> String {
    let found = table.iter().find(|(known, _)| *known == number);
    found.map_or_else(|| number.to_string(), |(_, name)| (*name).to_owned())
}

fn command_name(code: u8) -> String {
    name(COMMANDS, code)
}

fn option_name(option: u8) -> String {
    name(OPTION_NAMES, option)
}

fn command_meaning(code: u8) -> Say {
    match code {
        WILL => say!("wire-telnet-will"),
        WONT => say!("wire-telnet-wont"),
        DO => say!("wire-telnet-do"),
        DONT => say!("wire-telnet-dont"),
        SB => say!("wire-telnet-sb"),
        244 => say!("wire-telnet-interrupt"),
        other => say!("wire-name", name = command_name(other)),
    }
}

fn option_meaning(option: u8) -> Say {
    match option {
        1 => say!("wire-telnet-echo"),
        3 => say!("wire-telnet-go-ahead"),
        TERMINAL_TYPE => say!("wire-telnet-terminal"),
        WINDOW_SIZE => say!("wire-telnet-window"),
        38 => say!("wire-telnet-encryption"),
        other => say!("wire-telnet-option", name = option_name(other)),
    }
}

/// A payload in one sentence: what is typed or shown, else what is negotiated.
#[must_use]
pub fn sentence(payload: &[u8]) -> Say {
    let text = payload.get(..text_length(payload)).unwrap_or_default();
    match payload {
        [IAC, code @ WILL..=DONT, option, ..] => say!(
            "wire-say-telnet-option",
            command = command_name(*code),
            option = option_name(*option)
        ),
        [IAC, code, ..] if text.is_empty() => {
            say!("wire-say-telnet-command", command = command_name(*code))
        }
        _ => match preview(text, 40) {
            Some(text) => say!("wire-say-text", count = payload.len(), text = text),
            None => say!("wire-say-data", count = payload.len()),
        },
    }
}
