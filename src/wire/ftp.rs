//! FTP's control connection (RFC 959): commands in words, replies with a number, everything readable.
//!
//! Files and listings go over a second connection whose address and port are agreed on here.

use std::net::Ipv4Addr;

use super::digest::Protocol;
use super::entry::{Claim, Entry};
use super::field::Value;
use super::lines::{Line, code, first_line, from_server, reply, shown, text};
use super::tree::{Head, Named, harmless};
use super::walk::{Next, Scan, Walk};
use crate::say;
use crate::say::Say;

/// The server's port.
pub const PORT: u16 = 21;

pub(super) const ENTRY: Entry = Entry {
    claims: &[Claim::Tcp(PORT)],
    digest,
    dissect,
};

const REFERENCE: &str = "RFC 959 §4";

fn digest(scan: &mut Scan<'_>) -> Next {
    scan.out.protocol = Protocol::Ftp;
    Next::End
}

fn dissect(walk: &mut Walk<'_>) -> Next {
    let server = from_server(walk, &[PORT]);
    let mut head = walk.head();
    let line = sentence(head.slice(walk.at, walk.end), server);
    while let Some(line) = Line::next(&head) {
        if server || code(line.text).is_some() {
            answer(&mut head, &line);
        } else {
            command(&mut head, &line);
        }
    }
    walk.push(head.layer(Protocol::Ftp, line));
    Next::End
}

fn command(head: &mut Head<'_>, line: &Line<'_>) {
    let [word, argument] = line.parts::<2>();
    let verb = line.word().to_ascii_uppercase();
    head.group(&Named("Command", "ftp.request", REFERENCE), |head| {
        text(
            head,
            word,
            &Named("Command Code", "ftp.request.command", "RFC 959 §5.3"),
            command_meaning(&verb),
        );
        let meaning = match verb.as_slice() {
            _ if !line.ended => say!("wire-goes-on"),
            b"PASS" => say!("wire-password"),
            b"USER" => say!("wire-user"),
            _ => say!("wire-argument"),
        };
        text(
            head,
            argument,
            &Named("Argument", "ftp.request.arg", "RFC 959 §5.3"),
            meaning,
        );
        if verb == b"PORT"
            && let Some((address, port)) = six_numbers(line.rest())
        {
            let (ip, number) = (
                Named("Address", "ftp.active.cip", "RFC 959 §4.1.2"),
                Named("Port", "ftp.active.port", "RFC 959 §4.1.2"),
            );
            head.derived(&ip, Value::Ipv4(address), say!("wire-ftp-active"));
            head.derived(
                &number,
                Value::Number(u64::from(port)),
                say!("wire-ftp-data-port", port = port.to_string()),
            );
        }
        (Value::Text(harmless(line.text)), command_meaning(&verb))
    });
}

fn answer(head: &mut Head<'_>, line: &Line<'_>) {
    let named = [
        &Named("Reply", "ftp.response", "RFC 959 §4.2"),
        &Named("Reply Code", "ftp.response.code", "RFC 959 §4.2"),
        &Named("Reply Text", "ftp.response.arg", "RFC 959 §4.2"),
    ];
    reply(head, line, named, reply_meaning);
    if let Some((227, _)) = code(line.text)
        && let Some((address, port)) =
            six_numbers(line.text.rsplit(|b| *b == b'(').next().unwrap_or_default())
    {
        const PASSIVE: &str = "RFC 959 §4.2.1";
        head.derived(
            &Named("Address", "ftp.passive.ip", PASSIVE),
            Value::Ipv4(address),
            say!("wire-ftp-passive"),
        );
        let port_named = Named("Port", "ftp.passive.port", PASSIVE);
        head.derived(
            &port_named,
            Value::Number(u64::from(port)),
            say!("wire-ftp-data-port", port = port.to_string()),
        );
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
    let Some(line) = Line::first(payload) else {
        return first_line(payload);
    };
    match code(line.text) {
        Some((number, _)) if server => say!(
            "wire-say-reply",
            line = shown(line.text),
            meaning = reply_meaning(number)
        ),
        _ => first_line(payload),
    }
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
