//! Telnet (RFC 854): what is typed and what is shown, byte by byte, with commands in between that the
//! byte 255 (IAC) announces.

use super::digest::Protocol;
use super::entry::{Claim, Entry};
use super::field::Value;
use super::tree::{Head, Named, harmless, preview};
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
const TERMINAL_SPEED: u8 = 32;
const X_DISPLAY: u8 = 35;
const NEW_ENVIRONMENT: u8 = 39;

pub(super) const ENTRY: Entry = Entry {
    claims: &[Claim::Tcp(23)],
    digest,
    dissect,
};

const REFERENCE: &str = "RFC 854";

fn digest(scan: &mut Scan<'_>) -> Next {
    scan.out.protocol = Protocol::Telnet;
    Next::End
}

fn dissect(walk: &mut Walk<'_>) -> Next {
    let mut head = walk.head();
    let payload = head.slice(walk.at, walk.end);
    // A command that began in this segment may go on in the next.
    head.goes_on();
    while head.left() > 0 {
        match head.slice(head.at(), head.at() + 2) {
            [IAC, second, ..] if *second != IAC => command(&mut head, *second),
            [IAC] => {
                head.hex(8, &Named("IAC", "telnet.cmd", REFERENCE), |_| {
                    say!("wire-goes-on")
                });
            }
            _ => data(&mut head),
        }
    }
    walk.push(head.layer(Protocol::Telnet, sentence(payload)));
    Next::End
}

/// Text up to the end of the line or the next command. The byte 255 in text is sent twice.
fn data(head: &mut Head<'_>) {
    let rest = head.slice(head.at(), head.at() + head.left());
    let count = text_length(rest);
    head.bytes(count, &Named("Data", "telnet.data", REFERENCE), |bytes| {
        (
            Value::Text(harmless(bytes.trim_ascii_end())),
            if bytes.len() == 1 {
                say!("wire-telnet-key")
            } else {
                say!("wire-telnet-data")
            },
        )
    });
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
    let named = Named("Command", "", REFERENCE);
    head.group(&named, |head| {
        head.hex(8, &Named("IAC", "", REFERENCE), |_| say!("wire-telnet-iac"));
        head.num(8, &Named("Command", "telnet.cmd", REFERENCE), |n| {
            command_meaning(n as u8)
        });
        if !matches!(second, SB..=DONT) {
            return (Value::Text(command_name(second)), command_meaning(second));
        }
        let option = head.slice(head.at(), head.at() + 1).first().copied();
        head.num(8, &Named("Option", "telnet.subcmd", "RFC 855"), |n| {
            option_meaning(n as u8)
        });
        if second == SB {
            negotiation(head, option);
        }
        let text = option.map_or_else(
            || command_name(second),
            |option| format!("{} {}", command_name(second), option_name(option)),
        );
        (Value::Text(text), command_meaning(second))
    });
}

/// What belongs to an option, up to IAC SE.
fn negotiation(head: &mut Head<'_>, option: Option<u8>) {
    let rest = head.slice(head.at(), head.at() + head.left());
    let end = rest.windows(2).position(|two| two == [IAC, SE]);
    let count = end.unwrap_or(rest.len());
    if option == Some(31) && count == 4 {
        head.num(
            16,
            &Named("Width", "telnet.naws_subopt.width", "RFC 1073"),
            |n| say!("wire-telnet-width", count = n),
        );
        head.num(
            16,
            &Named("Height", "telnet.naws_subopt.height", "RFC 1073"),
            |n| say!("wire-telnet-height", count = n),
        );
    } else {
        let spoken = matches!(
            option,
            Some(TERMINAL_TYPE | TERMINAL_SPEED | X_DISPLAY | NEW_ENVIRONMENT)
        ) && count > 0;
        if spoken {
            head.num(
                8,
                &Named("Subcommand", "telnet.subcmd", "RFC 1091"),
                |n| match n {
                    0 => say!("wire-telnet-is"),
                    _ => say!("wire-telnet-send"),
                },
            );
        }
        head.bytes(
            count - usize::from(spoken),
            &Named("Option Data", "telnet.option_data", "RFC 855"),
            |bytes| {
                let shown = preview(bytes, bytes.len()).map_or(Value::Bytes, Value::Text);
                (
                    shown,
                    if end.is_some() {
                        say!("wire-telnet-option-data")
                    } else {
                        say!("wire-goes-on")
                    },
                )
            },
        );
    }
    if end.is_some() {
        head.hex(8, &Named("IAC", "", "RFC 855"), |_| say!("wire-telnet-iac"));
        head.num(8, &Named("Command", "telnet.cmd", "RFC 855"), |_| {
            say!("wire-telnet-se")
        });
    }
}

fn command_name(code: u8) -> String {
    let name = match code {
        SE => "SE",
        241 => "NOP",
        242 => "Data Mark",
        243 => "Break",
        244 => "Interrupt Process",
        245 => "Abort Output",
        246 => "Are You There",
        247 => "Erase Character",
        248 => "Erase Line",
        249 => "Go Ahead",
        SB => "SB",
        WILL => "WILL",
        WONT => "WONT",
        DO => "DO",
        DONT => "DONT",
        other => return other.to_string(),
    };
    name.to_owned()
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

/// An option's name (IANA Telnet Options).
fn option_name(option: u8) -> String {
    let name = match option {
        0 => "Binary Transmission",
        1 => "Echo",
        3 => "Suppress Go Ahead",
        5 => "Status",
        6 => "Timing Mark",
        TERMINAL_TYPE => "Terminal Type",
        31 => "Window Size",
        TERMINAL_SPEED => "Terminal Speed",
        33 => "Remote Flow Control",
        34 => "Linemode",
        X_DISPLAY => "X Display Location",
        36 => "Environment",
        37 => "Authentication",
        38 => "Encryption",
        NEW_ENVIRONMENT => "New Environment",
        other => return other.to_string(),
    };
    name.to_owned()
}

fn option_meaning(option: u8) -> Say {
    match option {
        1 => say!("wire-telnet-echo"),
        3 => say!("wire-telnet-go-ahead"),
        TERMINAL_TYPE => say!("wire-telnet-terminal"),
        31 => say!("wire-telnet-window"),
        38 => say!("wire-telnet-encryption"),
        other => say!("wire-telnet-option", name = option_name(other)),
    }
}

/// A payload in one sentence: what is typed or shown, else what is negotiated.
#[must_use]
pub fn sentence(payload: &[u8]) -> Say {
    let text = payload.get(..text_length(payload)).unwrap_or_default();
    match payload {
        [IAC, code @ WILL..=DONT, option, ..] => {
            say!(
                "wire-say-telnet-option",
                command = command_name(*code),
                option = option_name(*option)
            )
        }
        [IAC, code, ..] if text.is_empty() => {
            say!("wire-say-telnet-command", command = command_name(*code))
        }
        _ => match preview(text, 40) {
            Some(text) => say!("wire-say-text", count = payload.len(), text = text),
            None => say!("wire-say-data", count = payload.len()),
        },
    }
}
