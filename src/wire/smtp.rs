//! SMTP (RFC 5321): a letter handed from one mail server to the next, in lines that people can read.

use super::digest::Protocol;
use super::entry::{Claim, Entry};
use super::field::Value;
use super::lines::{Line, code, first_line, from_server, reply, shown, text, unpacked};
use super::tree::{Head, Named, harmless};
use super::walk::{Next, Scan, Walk};
use crate::say;
use crate::say::Say;

/// The server's ports: between servers, and for handing in one's own mail.
pub const PORTS: [u16; 2] = [25, 587];

pub(super) const ENTRY: Entry = Entry {
    claims: &[Claim::Tcp(PORTS[0]), Claim::Tcp(PORTS[1])],
    digest,
    dissect,
};

fn digest(scan: &mut Scan<'_>) -> Next {
    scan.out.protocol = Protocol::Smtp;
    Next::End
}

fn dissect(walk: &mut Walk<'_>) -> Next {
    let server = from_server(walk, &PORTS);
    let mut head = walk.head();
    let line = sentence(head.slice(walk.at, walk.end), server);
    // A letter begins behind the command DATA, mostly in a segment of its own, and ends with a lone dot.
    let mut letter = false;
    while let Some(line) = Line::next(&head) {
        let known = command_meaning(&line.word().to_ascii_uppercase());
        if server {
            answer(&mut head, &line);
        } else if line.text == b"." {
            letter = false;
            text(
                &mut head,
                line.whole,
                &Named("End of Mail Data", "smtp.eom", "RFC 5321 §4.1.1.4"),
                say!("wire-smtp-eom"),
            );
        } else if let Some(meaning) = known.filter(|_| !letter) {
            command(&mut head, &line, meaning);
        } else {
            letter = data(&mut head, &line, letter);
        }
    }
    walk.push(head.layer(Protocol::Smtp, line));
    Next::End
}

fn command(head: &mut Head<'_>, line: &Line<'_>, meaning: Say) {
    const REFERENCE: &str = "RFC 5321 §4.1.1";
    let [word, argument] = line.parts::<2>();
    let login = line.word().eq_ignore_ascii_case(b"AUTH");
    head.group(&Named("Command", "smtp.req", REFERENCE), |head| {
        text(
            head,
            word,
            &Named("Command", "smtp.req.command", REFERENCE),
            meaning.clone(),
        );
        let last = line
            .rest()
            .rsplit(|b| *b == b' ')
            .next()
            .unwrap_or_default();
        let argued = match unpacked(last) {
            _ if !line.ended => say!("wire-goes-on"),
            Some(said) if login && line.rest().contains(&b' ') => {
                say!("wire-base64-secret", text = said)
            }
            _ => say!("wire-argument"),
        };
        text(
            head,
            argument,
            &Named("Parameter", "smtp.req.parameter", REFERENCE),
            argued,
        );
        (Value::Text(harmless(line.text)), meaning)
    });
}

/// A line that is no command: of a letter, or the answer to a question of the login. Gives whether a
/// letter goes on.
fn data(head: &mut Head<'_>, line: &Line<'_>, letter: bool) -> bool {
    let alone = line.whole == head.left() && line.ended && line.text.len().is_multiple_of(4);
    if let Some(said) = unpacked(line.text).filter(|_| alone && !letter) {
        let named = Named(
            "Authentication",
            "smtp.auth.username_password",
            "RFC 4954 §4",
        );
        text(
            head,
            line.whole,
            &named,
            say!("wire-base64-secret", text = said),
        );
        return false;
    }
    let before = line.text.split(|b| *b == b':').next().unwrap_or_default();
    let header = !before.is_empty() && before.len() < line.text.len() && !before.contains(&b' ');
    let meaning = if header {
        say!("wire-mail-header")
    } else {
        say!("wire-mail-line")
    };
    text(
        head,
        line.whole,
        &Named("Mail Data", "smtp.message", "RFC 5322 §2"),
        meaning,
    );
    true
}

fn answer(head: &mut Head<'_>, line: &Line<'_>) {
    let named = [
        &Named("Reply", "smtp.rsp", "RFC 5321 §4.2"),
        &Named("Reply Code", "smtp.response.code", "RFC 5321 §4.2"),
        &Named("Reply Text", "smtp.rsp.parameter", "RFC 5321 §4.2"),
    ];
    reply(head, line, named, reply_meaning);
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
        _ if server || command_meaning(&line.word().to_ascii_uppercase()).is_some() => {
            first_line(payload)
        }
        _ if line.whole == payload.len() && unpacked(line.text).is_some() => {
            say!("wire-say-mail-login", line = shown(line.text))
        }
        _ => say!("wire-say-mail", line = shown(line.text)),
    }
}
