//! FTP's control connection (RFC 959): commands in words, replies with a number, everything readable.
//!
//! Files and listings go over a second connection whose address and port are agreed on here.

use std::net::{IpAddr, Ipv4Addr};

use super::entry::{Claim, Entry, Reader, Summary};
use super::field::Value;
use super::lines::{
    self, Line, OTHER, Reply, and_more, argument, code, first_line, from_server, replied, reply,
    reply_line, whole,
};
use super::named::{Named, fields};
use super::protocol::Protocol;
use super::stream::{Announced, Command, Cut, Framing, Role, Sense, Then, Turn};
use super::tree::Head;
use super::walk::{Next, Scan, Walk};
use crate::say;
use crate::say::Say;

/// The server's port.
pub const PORT: u16 = 21;

const CODES: &str = "RFC 959 §5.3";
const ACTIVE: &str = "RFC 959 §4.1.2";

const PASSIVE: &str = "RFC 959 §4.2.1";
const REPLIES: &str = "RFC 959 §4.2";
const EXTENDED: &str = "RFC 2428 §2";

fields! {
    COMMAND: Protocol "ftp.request" = "Command", "RFC 959 §4";
    COMMAND_CODE: Verbatim "ftp.request.command" = "Command Code", CODES;
    ARGUMENT: Verbatim "ftp.request.arg" = "Argument", CODES;

    ACTIVE_ADDRESS: Ipv4 "ftp.active.cip" = "Address", ACTIVE;
    ACTIVE_PORT: Number "ftp.active.port" = "Port", ACTIVE;

    PASSIVE_ADDRESS: Ipv4 "ftp.passive.ip" = "Address", PASSIVE;
    PASSIVE_PORT: Number "ftp.passive.port" = "Port", PASSIVE;

    EXTENDED_ADDRESS: Ipv4 "ftp.eprt.ip" = "Address", EXTENDED;
    EXTENDED_ADDRESS_6: Ipv6 "ftp.eprt.ipv6" = "Address", EXTENDED;
    EXTENDED_PORT: Number "ftp.eprt.port" = "Port", EXTENDED;
    EXTENDED_PASSIVE_PORT: Number "ftp.epsv.port" = "Port", "RFC 2428 §3";

    REPLY_FIELD: Protocol "ftp.response" = "Reply", REPLIES;
    REPLY_CODE: Number "ftp.response.code" = "Reply Code", REPLIES;
    REPLY_TEXT: Verbatim "ftp.response.arg" = "Reply Text", REPLIES;
}

const REPLY: Reply = Reply {
    group: REPLY_FIELD,
    code: REPLY_CODE,
    text: REPLY_TEXT,
};

pub(super) const ENTRY: Entry = Entry {
    name: "FTP",
    filter: "ftp",
    readers: &[Reader {
        claims: &[Claim::Tcp(PORT)],
        looks: None,
        digest,
        dissect,
    }],
    framing: Some(Framing { cut, merges: true }),
    fields: &[FIELDS],
    summary: Summary::Payload(|about| {
        let server = about.is_of_server(&[PORT]);
        sentence(about.payload, server, about.voice.sense)
    }),
    ..Entry::APPLICATION
};

fn digest(scan: &mut Scan<'_>) -> Next {
    scan.out.protocol = Protocol::Ftp;
    Next::End
}

fn dissect(walk: &mut Walk<'_>) -> Next {
    let (server, sense) = (from_server(walk, &[PORT]), walk.voice.sense);
    let said = |payload: &[u8]| sentence(payload, server, sense);
    lines::dissect(walk, Protocol::Ftp, said, |head, line| {
        if server || code(line.text).is_some() {
            answer(head, line, sense);
        } else {
            command(head, line);
        }
    })
}

fn command(head: &mut Head<'_>, line: &Line<'_>) {
    let verb = line.word().to_ascii_uppercase();
    head.group(&COMMAND, |head| {
        let argued = line.or_goes_on(argument(&verb));
        let meaning = line.word_or_goes_on(lines::command(&verb, VERBS));
        let parts = [(&COMMAND_CODE, meaning.clone()), (&ARGUMENT, argued)];
        line.read(head, parts);
        match verb.as_slice() {
            // Of a line that is cut the last number may be longer.
            _ if !line.ended => {}
            b"PORT" => {
                let names = [&ACTIVE_ADDRESS, &ACTIVE_PORT];
                data_connection(head, line.rest(), names, say!("wire-ftp-active"));
            }
            b"EPRT" => extended(head, line.rest()),
            _ => {}
        }
        (line.value(), meaning)
    });
}

fn answer(head: &mut Head<'_>, line: &Line<'_>, sense: Sense) {
    reply(head, line, &REPLY, meaning_of(sense));
    let is_closed = line.ended || line.text.contains(&b')');
    match code(line.text).filter(|_| is_closed) {
        Some((227, _)) => {
            let names = [&PASSIVE_ADDRESS, &PASSIVE_PORT];
            data_connection(head, numbers(line), names, say!("wire-ftp-passive"));
        }
        Some((229, _)) => {
            if let Some(port) = extended_passive(line) {
                let said = say!("wire-ftp-extended-port", port = port.to_string());
                let value = Value::Number(u64::from(port));
                head.derived(&EXTENDED_PASSIVE_PORT, value, said);
            }
        }
        _ => {}
    }
}

/// Where EPRT wants to be called.
fn extended(head: &mut Head<'_>, text: &[u8]) {
    let Some((address, port)) = extended_active(text) else {
        return;
    };
    let name = match address {
        IpAddr::V4(_) => &EXTENDED_ADDRESS,
        IpAddr::V6(_) => &EXTENDED_ADDRESS_6,
    };
    head.derived(name, address.into(), say!("wire-ftp-active"));
    let said = say!("wire-ftp-extended-port", port = port.to_string());
    head.derived(&EXTENDED_PORT, Value::Number(u64::from(port)), said);
}

fn meaning_of(sense: Sense) -> fn(u16) -> Say {
    match sense {
        Sense::Tls => lines::tls_reply,
        Sense::Plain | Sense::Text | Sense::Login | Sense::Last => reply_meaning,
    }
}

/// A line at a time.
fn cut(turn: &mut Turn<'_>) -> Cut {
    let Some(line) = Line::first(turn.bytes) else {
        return Cut::More;
    };
    let server = match turn.role {
        Some(role) => role == Role::Server,
        None => line.text.first().is_some_and(u8::is_ascii_digit),
    };
    if server {
        return server_line(turn, &line);
    }
    let command = without_signals(&line);
    if !line.ended && matches!(command.text, [] | [255]) {
        return Cut::More;
    }
    match lines::client_line(turn, &command, VERBS, leads) {
        Some(()) => {
            if command.ended && matches!(leads(&command), Command::Step) {
                turn.talk.lines.offered = offer(&command);
            }
            whole(&line, 0)
        }
        None => Cut::Not,
    }
}

/// ABOR comes with Telnet's signals before it (RFC 959 §4.1.3).
fn without_signals<'a>(line: &Line<'a>) -> Line<'a> {
    let mut line = *line;
    while let [255, _, rest @ ..] = line.text {
        line.text = rest;
    }
    line
}

fn leads(line: &Line<'_>) -> Command {
    let mechanism = line.rest().to_ascii_uppercase();
    match line.word().to_ascii_uppercase().as_slice() {
        b"PORT" | b"EPRT" => Command::Step,
        b"AUTH" if mechanism.starts_with(b"TLS") || mechanism == b"SSL" => Command::Tls,
        _ => Command::Plain,
    }
}

/// Where a client wants to be called.
fn offer(line: &Line<'_>) -> Option<Announced> {
    let told = six_numbers(line.rest()).map(|(address, port)| (IpAddr::V4(address), port));
    let (address, port) = told.or_else(|| extended_active(line.rest()))?;
    Some(Announced {
        of: Role::Client,
        address: Some(address),
        port,
        speaks: Protocol::FtpData,
    })
}

fn server_line(turn: &mut Turn<'_>, line: &Line<'_>) -> Cut {
    let (code, last) = match replied(turn, line) {
        Ok(found) => found,
        Err(cut) => return cut,
    };
    if last && code >= 200 {
        match turn.talk.replied() {
            Some(Command::Tls) if code == 234 => {
                (turn.then, turn.talk.sense) = (Then::Speak(Protocol::Tls), Sense::Tls);
            }
            Some(Command::Step) => {
                let offered = turn.talk.lines.offered.take();
                turn.announced = offered.filter(|_| code < 300);
            }
            _ => {}
        }
    }
    if last && matches!(code, 227 | 229) {
        turn.announced = passive(line, code);
    }
    whole(line, 0)
}

/// Where a server waits to be called.
fn passive(line: &Line<'_>, code: u16) -> Option<Announced> {
    let (address, port) = if code == 229 {
        (None, extended_passive(line)?)
    } else {
        let (address, port) = six_numbers(numbers(line))?;
        (Some(IpAddr::V4(address)), port)
    };
    Some(Announced {
        of: Role::Server,
        address,
        port,
        speaks: Protocol::FtpData,
    })
}

/// The numbers of a reply 227, which need not be in brackets (RFC 1123 §4.1.2.6).
fn numbers<'a>(line: &Line<'a>) -> &'a [u8] {
    let text = line.text.get(4..).unwrap_or_default();
    let at = text.iter().position(u8::is_ascii_digit);
    text.get(at.unwrap_or(text.len())..).unwrap_or_default()
}

/// `|1|132.235.1.2|6275|`, with whatever sign stands first between the parts (RFC 2428 §2).
fn extended_active(text: &[u8]) -> Option<(IpAddr, u16)> {
    let text = std::str::from_utf8(text).ok()?.trim();
    let between = text.chars().next()?;
    let mut parts = text.split(between).skip(2);
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// `(|||6446|)`: the address is that of the control connection (RFC 2428 §3).
fn extended_passive(line: &Line<'_>) -> Option<u16> {
    let behind = line.text.rsplit(|byte| *byte == b'(').next()?;
    let between = *behind.first()?;
    let port = behind.split(|byte| *byte == between).nth(3)?;
    std::str::from_utf8(port).ok()?.parse().ok()
}

/// Where the second connection goes, by the six numbers in `text`.
fn data_connection(head: &mut Head<'_>, text: &[u8], [ip, number]: [&Named; 2], meaning: Say) {
    if let Some((address, port)) = six_numbers(text) {
        head.derived(ip, Value::Ipv4(address), meaning);
        let said = say!("wire-ftp-data-port", port = port.to_string());
        head.derived(number, Value::Number(u64::from(port)), said);
    }
}

/// `h1,h2,h3,h4,p1,p2`: an address and a port, byte by byte.
fn six_numbers(text: &[u8]) -> Option<(Ipv4Addr, u16)> {
    let text = std::str::from_utf8(text.split(|b| *b == b')').next()?).ok()?;
    let mut numbers = text.trim().split(',').map(|n| n.trim().parse::<u8>().ok());
    let mut next = || numbers.next().flatten();
    let (a, b, c, d, high, low) = (next()?, next()?, next()?, next()?, next()?, next()?);
    Some((Ipv4Addr::new(a, b, c, d), u16::from_be_bytes([high, low])))
}

/// Commands (RFC 959 §4.1, RFC 2228, 2389, 2428, 3659, 7151), with what they say.
const VERBS: &[(&str, &str)] = &[
    ("USER", "wire-ftp-user"),
    ("PASS", "wire-ftp-pass"),
    ("QUIT", "wire-ftp-quit"),
    ("CWD", "wire-ftp-cwd"),
    ("CDUP", "wire-ftp-cwd"),
    ("XCWD", "wire-ftp-cwd"),
    ("XCUP", "wire-ftp-cwd"),
    ("PWD", "wire-ftp-pwd"),
    ("XPWD", "wire-ftp-pwd"),
    ("LIST", "wire-ftp-list"),
    ("NLST", "wire-ftp-list"),
    ("MLSD", "wire-ftp-list"),
    ("RETR", "wire-ftp-retr"),
    ("STOR", "wire-ftp-stor"),
    ("STOU", "wire-ftp-stor"),
    ("APPE", "wire-ftp-stor"),
    ("DELE", "wire-ftp-dele"),
    ("TYPE", "wire-ftp-type"),
    ("PORT", "wire-ftp-port"),
    ("EPRT", "wire-ftp-port"),
    ("PASV", "wire-ftp-pasv"),
    ("EPSV", "wire-ftp-pasv"),
    ("SYST", "wire-ftp-feat"),
    ("FEAT", "wire-ftp-feat"),
    ("AUTH", "wire-starttls"),
    ("ABOR", OTHER),
    ("ACCT", OTHER),
    ("ADAT", OTHER),
    ("ALLO", OTHER),
    ("CCC", OTHER),
    ("CLNT", OTHER),
    ("CONF", OTHER),
    ("ENC", OTHER),
    ("HELP", OTHER),
    ("HOST", OTHER),
    ("LANG", OTHER),
    ("LPRT", OTHER),
    ("LPSV", OTHER),
    ("MDTM", OTHER),
    ("MFMT", OTHER),
    ("MIC", OTHER),
    ("MKD", OTHER),
    ("MLST", OTHER),
    ("MODE", OTHER),
    ("NOOP", OTHER),
    ("OPTS", OTHER),
    ("PBSZ", OTHER),
    ("PROT", OTHER),
    ("REIN", OTHER),
    ("REST", OTHER),
    ("RMD", OTHER),
    ("RNFR", OTHER),
    ("RNTO", OTHER),
    ("SITE", OTHER),
    ("SIZE", OTHER),
    ("SMNT", OTHER),
    ("STAT", OTHER),
    ("STRU", OTHER),
    ("XMKD", OTHER),
    ("XRMD", OTHER),
];

fn reply_meaning(code: u16) -> Say {
    match code {
        125 | 150 => say!("wire-ftp-150"),
        220 => say!("wire-reply-220"),
        221 => say!("wire-ftp-221"),
        226 => say!("wire-ftp-226"),
        227 | 229 => say!("wire-ftp-227"),
        230 => say!("wire-ftp-230"),
        331 => say!("wire-ftp-331"),
        530 => say!("wire-ftp-530"),
        550 => say!("wire-ftp-550"),
        other => lines::reply_class(other),
    }
}

/// A payload in one sentence: its first line, and how many more there are.
#[must_use]
pub fn sentence(payload: &[u8], server: bool, sense: Sense) -> Say {
    let reply = reply_line(payload, meaning_of(sense)).filter(|_| server);
    and_more(payload, reply.unwrap_or_else(|| first_line(payload)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_in_six_numbers() {
        assert_eq!(
            six_numbers(b"10,0,0,1,195,80)."),
            Some((Ipv4Addr::new(10, 0, 0, 1), 50_000))
        );
        assert_eq!(six_numbers(b"10,0,0,1,195"), None);
        assert_eq!(six_numbers(b"10,0,0,300,1,1"), None);
    }

    #[test]
    fn commands_and_replies_in_one_line() {
        assert_eq!(
            sentence(b"USER alice\r\n", false, Sense::Plain),
            say!("wire-line", line = "USER alice")
        );
        let login = say!(
            "wire-say-reply",
            line = "230 Welcome",
            meaning = say!("wire-ftp-230")
        );
        assert_eq!(sentence(b"230 Welcome\r\n", true, Sense::Plain), login);
    }
}
