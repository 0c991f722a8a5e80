//! FTP's control connection (RFC 959): commands in words, replies with a number, everything readable.
//!
//! Files and listings go over a second connection whose address and port are agreed on here.

use std::net::Ipv4Addr;

use super::entry::{Claim, Entry, Reader, Summary};
use super::field::Value;
use super::lines::{Line, Reply, argument, code, first_line, from_server, reply, reply_line};
use super::named::{Named, fields};
use super::protocol::Protocol;
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

fields! {
    COMMAND: Protocol "ftp.request" = "Command", "RFC 959 §4";
    COMMAND_CODE: Verbatim "ftp.request.command" = "Command Code", CODES;
    ARGUMENT: Verbatim "ftp.request.arg" = "Argument", CODES;

    ACTIVE_ADDRESS: Ipv4 "ftp.active.cip" = "Address", ACTIVE;
    ACTIVE_PORT: Number "ftp.active.port" = "Port", ACTIVE;

    PASSIVE_ADDRESS: Ipv4 "ftp.passive.ip" = "Address", PASSIVE;
    PASSIVE_PORT: Number "ftp.passive.port" = "Port", PASSIVE;

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
    fields: &[FIELDS],
    summary: Summary::Payload(|about| sentence(about.payload, about.is_of_server(&[PORT]))),
    ..Entry::APPLICATION
};

fn digest(scan: &mut Scan<'_>) -> Next {
    scan.out.protocol = Protocol::Ftp;
    Next::End
}

fn dissect(walk: &mut Walk<'_>) -> Next {
    let server = from_server(walk, &[PORT]);
    let said = |payload: &[u8]| sentence(payload, server);
    super::lines::dissect(walk, Protocol::Ftp, said, |head, line| {
        if server || code(line.text).is_some() {
            answer(head, line);
        } else {
            command(head, line);
        }
    })
}

fn command(head: &mut Head<'_>, line: &Line<'_>) {
    let verb = line.word().to_ascii_uppercase();
    head.group(&COMMAND, |head| {
        let argued = line.or_goes_on(argument(&verb));
        let parts = [(&COMMAND_CODE, command_meaning(&verb)), (&ARGUMENT, argued)];
        line.read(head, parts);
        if verb == b"PORT" {
            let names = [&ACTIVE_ADDRESS, &ACTIVE_PORT];
            data_connection(head, line.rest(), names, say!("wire-ftp-active"));
        }
        (line.value(), command_meaning(&verb))
    });
}

fn answer(head: &mut Head<'_>, line: &Line<'_>) {
    reply(head, line, &REPLY, reply_meaning);
    if let Some((227, _)) = code(line.text) {
        let numbers = line.text.rsplit(|b| *b == b'(').next().unwrap_or_default();
        let names = [&PASSIVE_ADDRESS, &PASSIVE_PORT];
        data_connection(head, numbers, names, say!("wire-ftp-passive"));
    }
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

fn command_meaning(verb: &[u8]) -> Say {
    match verb {
        b"USER" => say!("wire-ftp-user"),
        b"PASS" => say!("wire-ftp-pass"),
        b"QUIT" => say!("wire-ftp-quit"),
        b"CWD" | b"CDUP" => say!("wire-ftp-cwd"),
        b"PWD" => say!("wire-ftp-pwd"),
        b"LIST" | b"NLST" | b"MLSD" => say!("wire-ftp-list"),
        b"RETR" => say!("wire-ftp-retr"),
        b"STOR" | b"APPE" => say!("wire-ftp-stor"),
        b"DELE" => say!("wire-ftp-dele"),
        b"TYPE" => say!("wire-ftp-type"),
        b"PORT" | b"EPRT" => say!("wire-ftp-port"),
        b"PASV" | b"EPSV" => say!("wire-ftp-pasv"),
        b"SYST" | b"FEAT" => say!("wire-ftp-feat"),
        b"AUTH" => say!("wire-starttls"),
        _ => say!("wire-command-other"),
    }
}

fn reply_meaning(code: u16) -> Say {
    match code {
        125 | 150 => say!("wire-ftp-150"),
        220 => say!("wire-ftp-220"),
        221 => say!("wire-ftp-221"),
        226 => say!("wire-ftp-226"),
        227 | 229 => say!("wire-ftp-227"),
        230 => say!("wire-ftp-230"),
        331 => say!("wire-ftp-331"),
        530 => say!("wire-ftp-530"),
        550 => say!("wire-ftp-550"),
        other => super::lines::reply_class(other),
    }
}

/// A payload in one sentence: its first line.
#[must_use]
pub fn sentence(payload: &[u8], server: bool) -> Say {
    let reply = reply_line(payload, reply_meaning).filter(|_| server);
    reply.unwrap_or_else(|| first_line(payload))
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
            sentence(b"USER alice\r\n", false),
            say!("wire-line", line = "USER alice")
        );
        let login = say!(
            "wire-say-reply",
            line = "230 Welcome",
            meaning = say!("wire-ftp-230")
        );
        assert_eq!(sentence(b"230 Welcome\r\n", true), login);
    }
}
