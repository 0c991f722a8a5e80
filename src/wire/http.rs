//! HTTP/1 (RFC 9110, RFC 9112): requests and responses in lines of text, then a body of any bytes.
//!
//! A segment may hold several messages, the beginning of one, or a piece from the middle: what has no
//! start line goes on from an earlier segment.

use super::digest::Protocol;
use super::entry::{Claim, Entry};
use super::field::Value;
use super::lines::{Line, shown, text};
use super::tree::{Head, Named, harmless, looks_like_text, preview};
use super::walk::{Next, Scan, Walk};
use crate::say;
use crate::say::Say;

mod names;

pub(super) const ENTRY: Entry = Entry {
    claims: &[Claim::Tcp(80), Claim::Tcp(8080)],
    digest,
    dissect,
};

/// The methods of RFC 9110 §9 and RFC 5789.
const METHODS: [&[u8]; 9] = [
    b"GET", b"POST", b"HEAD", b"PUT", b"DELETE", b"OPTIONS", b"CONNECT", b"PATCH", b"TRACE",
];

fn digest(scan: &mut Scan<'_>) -> Next {
    scan.out.protocol = Protocol::Http;
    Next::End
}

/// Does a payload begin as a request or response of HTTP/1? Looks at the first dozen bytes.
pub(super) fn looks(payload: &[u8]) -> bool {
    match payload.first() {
        Some(b'H') if payload.starts_with(b"HTTP/1.") => true,
        Some(b'A'..=b'Z') => {
            let method = METHODS.iter().find(|m| payload.starts_with(m));
            let behind = method.and_then(|m| payload.get(m.len()..));
            match behind {
                Some([b' ', b'/' | b'*' | b'h', ..]) => true,
                Some([b' ', c, ..]) => payload.starts_with(b"CONNECT") && c.is_ascii_alphanumeric(),
                _ => false,
            }
        }
        _ => false,
    }
}

fn dissect(walk: &mut Walk<'_>) -> Next {
    let mut head = walk.head();
    let line = sentence(head.slice(walk.at, walk.end));
    while head.left() > 0 {
        if looks(head.slice(head.at(), walk.end)) {
            message(&mut head);
        } else {
            let count = head.left();
            head.bytes(
                count,
                &Named("Body", "http.file_data", "RFC 9112 §6"),
                |bytes| {
                    (
                        body_value(bytes),
                        say!("wire-http-continues", count = count),
                    )
                },
            );
        }
    }
    walk.push(head.layer(Protocol::Http, line));
    Next::End
}

/// What the header says about the body.
#[derive(Default)]
struct Message {
    response: bool,
    /// By the method or status: there is none.
    bodiless: bool,
    chunked: bool,
    length: Option<usize>,
    kind: String,
}

fn message(head: &mut Head<'_>) {
    let Some(line) = Line::next(head) else { return };
    let mut message = Message {
        response: line.text.starts_with(b"HTTP/"),
        ..Message::default()
    };
    if message.response {
        status_line(head, &line, &mut message);
    } else {
        request_line(head, &line);
    }
    loop {
        match Line::next(head) {
            None => return,
            Some(line) if line.text.is_empty() => {
                text(
                    head,
                    line.whole,
                    &Named("Empty Line", "", "RFC 9112 §2.1"),
                    say!("wire-http-end"),
                );
                break;
            }
            Some(line) => field_line(head, &line, &mut message),
        }
    }
    if message.chunked {
        chunks(head);
    } else {
        body(head, &message);
    }
}

fn request_line(head: &mut Head<'_>, line: &Line<'_>) {
    const REFERENCE: &str = "RFC 9112 §3";
    let [method, target, version] = line.parts::<3>();
    let word = line.word();
    head.group(&Named("Request Line", "http.request", REFERENCE), |head| {
        text(
            head,
            method,
            &Named("Method", "http.request.method", "RFC 9110 §9"),
            names::method(word),
        );
        text(
            head,
            target,
            &Named("Request Target", "http.request.uri", "RFC 9112 §3.2"),
            say!("wire-http-target"),
        );
        let meaning = if line.ended {
            say!("wire-http-version")
        } else {
            say!("wire-goes-on")
        };
        text(
            head,
            version,
            &Named("HTTP Version", "http.request.version", "RFC 9112 §2.3"),
            meaning,
        );
        (Value::Text(harmless(line.text)), say!("wire-http-request"))
    });
}

fn status_line(head: &mut Head<'_>, line: &Line<'_>, message: &mut Message) {
    const REFERENCE: &str = "RFC 9112 §4";
    let [version, status, reason] = line.parts::<3>();
    let code = std::str::from_utf8(line.rest().get(..3).unwrap_or_default())
        .ok()
        .and_then(|c| c.parse().ok())
        .unwrap_or(0_u16);
    message.bodiless = matches!(code, 100..=199 | 204 | 304);
    head.group(&Named("Status Line", "http.response", REFERENCE), |head| {
        text(
            head,
            version,
            &Named("HTTP Version", "http.response.version", "RFC 9112 §2.3"),
            say!("wire-http-version"),
        );
        let named = Named("Status Code", "http.response.code", "RFC 9110 §15");
        if (100..=999).contains(&code) {
            head.bytes(status, &named, |_| {
                (Value::Number(u64::from(code)), names::status(code))
            });
        } else {
            let at = head.at();
            head.bytes(status, &named, |_| {
                (Value::Bytes, say!("wire-http-status-bad"))
            });
            if line.ended {
                head.problem(at, "Status Code", say!("wire-http-status-bad"));
            }
        }
        text(
            head,
            reason,
            &Named("Reason Phrase", "http.response.phrase", REFERENCE),
            say!("wire-http-reason"),
        );
        (Value::Text(harmless(line.text)), say!("wire-http-response"))
    });
}

/// `Name: value`, as one group.
fn field_line(head: &mut Head<'_>, line: &Line<'_>, message: &mut Message) {
    const REFERENCE: &str = "RFC 9112 §5";
    let filter = if message.response {
        "http.response.line"
    } else {
        "http.request.line"
    };
    let colon = line
        .text
        .iter()
        .position(|b| *b == b':')
        .filter(|at| *at > 0);
    let Some(colon) = colon else {
        let (at, ended) = (head.at(), line.ended);
        let meaning = if ended {
            say!("wire-http-no-colon")
        } else {
            say!("wire-goes-on")
        };
        text(
            head,
            line.whole,
            &Named("Field Line", "http.unknown_header", REFERENCE),
            meaning,
        );
        if ended {
            head.problem(at, "Field Line", say!("wire-http-no-colon"));
        }
        return;
    };
    let (name, value) = line.text.split_at(colon);
    let value = value.get(1..).unwrap_or_default();
    let blank = value.iter().take_while(|b| b.is_ascii_whitespace()).count();
    let value = value.trim_ascii();
    remember(name, value, message);
    head.group(&Named("Field Line", filter, REFERENCE), |head| {
        let before = colon + 1 + blank;
        head.bytes(before, &Named("Field Name", "", "RFC 9110 §5.1"), |_| {
            (Value::Text(harmless(name)), say!("wire-http-name"))
        });
        let (named, meaning) = names::field(name, value);
        let said = if line.ended {
            meaning.clone()
        } else {
            say!("wire-goes-on")
        };
        text(head, line.whole - before, &named, said);
        (Value::Text(harmless(line.text)), meaning)
    });
}

/// Keeps what the body's reading needs.
fn remember(name: &[u8], value: &[u8], message: &mut Message) {
    if name.eq_ignore_ascii_case(b"content-length") {
        message.length = std::str::from_utf8(value).ok().and_then(|v| v.parse().ok());
    } else if name.eq_ignore_ascii_case(b"transfer-encoding") {
        message.chunked = ends_in_chunked(value);
    } else if name.eq_ignore_ascii_case(b"content-type") {
        message.kind = harmless(value);
    }
}

fn ends_in_chunked(value: &[u8]) -> bool {
    value
        .rsplit(|b| matches!(b, b',' | b' '))
        .next()
        .is_some_and(|last| last.eq_ignore_ascii_case(b"chunked"))
}

fn body_value(bytes: &[u8]) -> Value {
    if looks_like_text(bytes) {
        Value::Text(preview(bytes, bytes.len()).unwrap_or_default())
    } else {
        Value::Bytes
    }
}

fn body(head: &mut Head<'_>, message: &Message) {
    let left = head.left();
    // Without a length a response ends with the connection, and a request has no body.
    let told = match message.length {
        _ if message.bodiless => 0,
        Some(length) => length,
        None if message.response => left,
        None => 0,
    };
    let (count, kind) = (told.min(left), message.kind.clone());
    head.bytes(
        count,
        &Named("Body", "http.file_data", "RFC 9112 §6"),
        |bytes| {
            let meaning = match (told > left, kind.is_empty()) {
                (true, _) => say!("wire-http-body-part", count = count, total = told),
                (false, true) => say!("wire-http-body", count = count),
                (false, false) => say!("wire-http-body-kind", count = count, kind = kind),
            };
            (body_value(bytes), meaning)
        },
    );
}

/// A body in pieces, each with its length before it; 0 ends it (RFC 9112 §7.1).
fn chunks(head: &mut Head<'_>) {
    const REFERENCE: &str = "RFC 9112 §7.1";
    while let Some(line) = Line::next(head) {
        let digits = line
            .text
            .split(|b| matches!(b, b';' | b' '))
            .next()
            .unwrap_or_default();
        let size = std::str::from_utf8(digits)
            .ok()
            .and_then(|d| usize::from_str_radix(d, 16).ok());
        let Some(size) = size.filter(|_| line.ended) else {
            let (at, left) = (head.at(), head.left());
            let meaning = if line.ended {
                say!("wire-http-chunk-bad")
            } else {
                say!("wire-goes-on")
            };
            if line.ended {
                head.problem(at, "Chunk Size", say!("wire-http-chunk-bad"));
            }
            head.bytes(left, &Named("Chunk", "", REFERENCE), |_| {
                (Value::Bytes, meaning)
            });
            return;
        };
        head.group(&Named("Chunk", "", REFERENCE), |head| {
            head.bytes(
                line.whole,
                &Named("Chunk Size", "http.chunk_size", REFERENCE),
                |_| match size {
                    0 => (Value::Number(0), say!("wire-http-chunk-last")),
                    _ => (
                        Value::Number(size as u64),
                        say!("wire-http-chunk-size", count = size),
                    ),
                },
            );
            let count = size.min(head.left());
            head.bytes(
                count,
                &Named("Chunk Data", "http.chunk_data", REFERENCE),
                |bytes| {
                    let meaning = if count < size {
                        say!("wire-goes-on")
                    } else {
                        say!("wire-http-chunk-data", count = count)
                    };
                    (body_value(bytes), meaning)
                },
            );
            if let Some(end) = Line::next(head).filter(|end| size > 0 && end.text.is_empty()) {
                let named = Named("Chunk End", "http.chunk_boundary", REFERENCE);
                head.bytes(end.whole, &named, |_| {
                    (Value::Bytes, say!("wire-http-chunk-end"))
                });
            }
            (Value::Group, say!("wire-http-chunk", count = size))
        });
        if size == 0 {
            return trailers(head);
        }
    }
}

/// Header lines behind the last chunk, mostly none, and the empty line that ends the message.
fn trailers(head: &mut Head<'_>) {
    let mut message = Message {
        response: true,
        ..Message::default()
    };
    while let Some(line) = Line::next(head) {
        if line.text.is_empty() {
            text(
                head,
                line.whole,
                &Named("Empty Line", "", "RFC 9112 §7.1"),
                say!("wire-http-end-chunked"),
            );
            return;
        }
        field_line(head, &line, &mut message);
    }
}

/// A payload in one sentence: the first message's start line and what tells most about it.
#[must_use]
pub fn sentence(payload: &[u8]) -> Say {
    if !looks(payload) {
        return say!("wire-say-http-continues", count = payload.len());
    }
    let Some(line) = Line::first(payload) else {
        return say!("wire-say-http-continues", count = payload.len());
    };
    if line.text.starts_with(b"HTTP/") {
        let status = shown(line.rest());
        return match field(payload, line.whole, b"content-type") {
            Some(kind) => say!(
                "wire-say-http-response-kind",
                status = status,
                kind = shown(kind)
            ),
            None => say!("wire-say-http-response", status = status),
        };
    }
    match field(payload, line.whole, b"host") {
        Some(host) => say!(
            "wire-say-http-request-host",
            line = shown(line.text),
            host = shown(host)
        ),
        None => say!("wire-say-http-request", line = shown(line.text)),
    }
}

/// The value of a header line, looked for in the first lines behind `at`.
fn field<'a>(payload: &'a [u8], mut at: usize, name: &[u8]) -> Option<&'a [u8]> {
    /// Lines that are looked through.
    const LINES: usize = 64;
    for _ in 0..LINES {
        let line = Line::first(payload.get(at..)?).filter(|line| !line.text.is_empty())?;
        let (before, behind) = line
            .text
            .split_at(line.text.iter().position(|b| *b == b':').unwrap_or(0));
        if before.eq_ignore_ascii_case(name) {
            return Some(behind.get(1..)?.trim_ascii());
        }
        at += line.whole;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Field;

    const GET: &[u8] = b"GET /page?a=1 HTTP/1.1\r\nHost: www.lab.example\r\nAuthorization: Basic YWxpY2U6c2VjcmV0\r\n\r\n";

    /// The fields of a payload in one row, groups before their parts; nothing is wrong with it.
    fn read(payload: &[u8]) -> Vec<Field> {
        let context = crate::wire::Context::default();
        let mut walk = Walk::new(payload, &context);
        dissect(&mut walk);
        let layer = walk.into_parts().0.remove(0);
        assert!(layer.problem.is_none(), "{:?}", layer.problem);
        assert_eq!(layer.range, 0..payload.len());
        row(layer.fields)
    }

    fn row(fields: Vec<Field>) -> Vec<Field> {
        fields
            .into_iter()
            .flat_map(|f| std::iter::once(f.clone()).chain(row(f.children)))
            .collect()
    }

    fn value<'a>(fields: &'a [Field], filter: &str) -> Option<&'a Value> {
        fields.iter().find(|f| f.filter == filter).map(|f| &f.value)
    }

    fn word(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    #[test]
    fn a_request_line_by_line() {
        let fields = read(GET);
        assert_eq!(value(&fields, "http.request.method"), Some(&word("GET")));
        assert_eq!(value(&fields, "http.request.uri"), Some(&word("/page?a=1")));
        assert_eq!(
            value(&fields, "http.request.version"),
            Some(&word("HTTP/1.1"))
        );
        assert_eq!(
            value(&fields, "http.request.line"),
            Some(&word("Host: www.lab.example"))
        );
        assert_eq!(value(&fields, "http.host"), Some(&word("www.lab.example")));
        let secret = fields
            .iter()
            .find(|f| f.filter == "http.authorization")
            .and_then(|f| f.meaning.clone());
        assert_eq!(
            secret,
            Some(say!("wire-base64-secret", text = "alice:secret"))
        );
    }

    #[test]
    fn a_response_and_its_body() {
        let fields = read(
            b"HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nsorry",
        );
        assert_eq!(
            value(&fields, "http.response.code"),
            Some(&Value::Number(404))
        );
        assert_eq!(
            value(&fields, "http.response.phrase"),
            Some(&word("Not Found"))
        );
        assert_eq!(
            value(&fields, "http.content_length_header"),
            Some(&word("5"))
        );
        let body = fields.last().unwrap();
        assert_eq!(
            (body.filter, &body.value),
            ("http.file_data", &word("sorry"))
        );
        assert_eq!(
            body.meaning,
            Some(say!("wire-http-body-kind", count = 5, kind = "text/plain"))
        );
    }

    #[test]
    fn several_messages_in_one_segment() {
        let fields = read(&[GET, GET].concat());
        assert_eq!(
            fields
                .iter()
                .filter(|f| f.filter == "http.request.method")
                .count(),
            2
        );
        let two =
            read(b"HTTP/1.1 304 Not Modified\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx");
        assert_eq!(
            two.iter()
                .filter(|f| f.filter == "http.response.code")
                .count(),
            2
        );
    }

    #[test]
    fn a_chunked_body_is_taken_apart() {
        let fields = read(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1;x=y\r\n!\r\n0\r\n\r\n");
        let of = |filter: &str| -> Vec<_> {
            fields
                .iter()
                .filter(|f| f.filter == filter)
                .map(|f| f.value.clone())
                .collect()
        };
        assert_eq!(
            of("http.chunk_size"),
            [Value::Number(5), Value::Number(1), Value::Number(0)]
        );
        assert_eq!(of("http.chunk_data"), [word("hello"), word("!")]);
        assert_eq!(of("http.chunk_boundary").len(), 2);
    }

    #[test]
    fn pieces_of_messages_say_so() {
        let fields = read(b"middle of a body");
        assert_eq!(
            fields[0].meaning,
            Some(say!("wire-http-continues", count = 16))
        );
        let cut = read(b"GET / HTTP/1.1\r\nHost: www.la");
        let host = cut.iter().find(|f| f.filter == "http.host").unwrap();
        assert_eq!(
            (&host.value, &host.meaning),
            (&word("www.la"), &Some(say!("wire-goes-on")))
        );
        let part = read(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nabc");
        assert_eq!(
            part.last().unwrap().meaning,
            Some(say!("wire-http-body-part", count = 3, total = 900))
        );
    }

    #[test]
    fn how_a_payload_looks() {
        assert!(
            looks(GET)
                && looks(b"HTTP/1.0 200 OK")
                && looks(b"OPTIONS * HTTP/1.1")
                && looks(b"CONNECT a:443 HTTP/1.1")
        );
        assert!(
            !looks(b"GET lost")
                && !looks(b"GETTING /")
                && !looks(b"")
                && !looks(b"HTTP/2")
                && !looks(b"\x16\x03\x01")
        );
    }

    #[test]
    fn one_line_for_the_log() {
        let asks = say!(
            "wire-say-http-request-host",
            line = "GET /page?a=1 HTTP/1.1",
            host = "www.lab.example"
        );
        assert_eq!(sentence(GET), asks);
        let answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>";
        assert_eq!(
            sentence(answer),
            say!(
                "wire-say-http-response-kind",
                status = "200 OK",
                kind = "text/html"
            )
        );
        assert_eq!(
            sentence(b"HTTP/1.1 200 OK\r\n\r\n"),
            say!("wire-say-http-response", status = "200 OK")
        );
        assert_eq!(
            sentence(b"more"),
            say!("wire-say-http-continues", count = 4)
        );
    }
}
