//! HTTP/1 (RFC 9110, RFC 9112): requests and responses in lines of text, then a body of any bytes.
//!
//! Where a message ends stands in [`framing`]; here each is read by itself.

use super::entry::{Claim, Entry, Reader, Summary};
use super::field::Value;
use super::lines::{Line, shown};
use super::named::{Named, fields};
use super::printable::{looks_like_text, preview};
use super::protocol::Protocol;
use super::stream::Framing;
use super::tree::Head;
use super::walk::{Next, Scan, Walk};
use crate::say;
use crate::say::{Clean, Say};

mod body;
mod framing;
mod names;

use framing::{Length, Start, Told, empty_lines, looks};

/// The methods of RFC 9110 §9 and RFC 5789.
const METHODS: [&[u8]; 9] = [
    b"GET", b"POST", b"HEAD", b"PUT", b"DELETE", b"OPTIONS", b"CONNECT", b"PATCH", b"TRACE",
];

const VERSION: &str = "RFC 9112 §2.3";
const STATUS: &str = "RFC 9112 §4";

const FIELD_LINES: &str = "RFC 9112 §5";

fields! {
    REQUEST_LINE: Protocol "http.request" = "Request Line", "RFC 9112 §3";
    METHOD: Verbatim "http.request.method" = "Method", "RFC 9110 §9";
    TARGET: Verbatim "http.request.uri" = "Request Target", "RFC 9112 §3.2";
    REQUEST_VERSION: Verbatim "http.request.version" = "HTTP Version", VERSION;

    STATUS_LINE: Protocol "http.response" = "Status Line", STATUS;
    RESPONSE_VERSION: Verbatim "http.response.version" = "HTTP Version", VERSION;
    STATUS_CODE: Number "http.response.code" = "Status Code", "RFC 9110 §15";
    REASON: Verbatim "http.response.phrase" = "Reason Phrase", STATUS;

    REQUEST_FIELD: Verbatim "http.request.line" = "Field Line", FIELD_LINES;
    RESPONSE_FIELD: Verbatim "http.response.line" = "Field Line", FIELD_LINES;
    BAD_FIELD: Verbatim "http.unknown_header" = "Field Line", FIELD_LINES;
    FIELD_NAME = "Field Name", "RFC 9110 §5.1";
    EMPTY_LINE = "Empty Line", "RFC 9112 §2.1";
    BODY: Bytes "http.file_data" = "Body", "RFC 9112 §6";
}

pub(super) const ENTRY: Entry = Entry {
    name: "HTTP",
    filter: "http",
    readers: &[Reader {
        claims: &[Claim::Tcp(80), Claim::Tcp(8080)],
        looks: Some(looks),
        digest,
        dissect,
    }],
    framing: Some(Framing {
        cut: framing::cut,
        merges: false,
    }),
    fields: &[FIELDS, body::FIELDS, names::FIELDS],
    summary: Summary::Payload(|about| sentence(about.payload)),
    ..Entry::APPLICATION
};

fn digest(scan: &mut Scan<'_>) -> Next {
    scan.out.protocol = Protocol::Http;
    Next::End
}

fn dissect(walk: &mut Walk<'_>) -> Next {
    loop {
        let mut head = walk.head();
        let line = sentence(head.ahead());
        message(&mut head, left_out(walk));
        walk.push(head.layer(Protocol::Http, line));
        let behind = walk.bytes.get(walk.at..walk.end).unwrap_or_default();
        if !looks(behind) {
            return Next::End;
        }
    }
}

/// How many bytes behind those of the message belong to it and were not kept.
fn left_out(walk: &Walk<'_>) -> u64 {
    let whole = walk.context.reading.whole();
    let last = whole.filter(|whole| {
        std::ptr::eq(walk.bytes, whole.bytes.as_slice()) && walk.end == whole.bytes.len()
    });
    last.map_or(0, |whole| whole.left_out)
}

/// What the header says about the body.
#[derive(Default)]
struct Message<'a> {
    response: bool,
    /// By the method or status: there is none.
    bodiless: bool,
    told: Told<'a>,
    kind: Clean,
    /// Bytes of it that came and were not kept.
    left_out: u64,
}

fn message(head: &mut Head<'_>, left_out: u64) {
    head.raw(
        empty_lines(head.ahead()),
        &EMPTY_LINE,
        say!("wire-http-empty"),
    );
    let Some(line) = Line::next(head) else { return };
    // Not even whether it is a request or a response.
    if is_open(&line) {
        return head.rest(&BAD_FIELD, say!("wire-goes-on"));
    }
    let mut message = Message {
        response: line.text.starts_with(RESPONSE),
        left_out,
        ..Message::default()
    };
    if message.response {
        status_line(head, &line, &mut message);
    } else {
        request_line(head, &line);
    }
    if field_lines(head, &mut message, &EMPTY_LINE, say!("wire-http-end")) {
        body::read(head, &message);
    }
}

/// Does it end before it tells whether a request or a response begins?
fn is_open(line: &Line<'_>) -> bool {
    !line.ended && RESPONSE.starts_with(line.text)
}

/// How a response begins.
const RESPONSE: &[u8] = b"HTTP/";

fn request_line(head: &mut Head<'_>, line: &Line<'_>) {
    let parts = [
        (&METHOD, line.word_or_goes_on(names::method(line.word()))),
        (&TARGET, line.second_or_goes_on(say!("wire-http-target"))),
        (&REQUEST_VERSION, line.or_goes_on(say!("wire-http-version"))),
    ];
    line.group(head, (&REQUEST_LINE, say!("wire-http-request")), parts);
}

fn status_line(head: &mut Head<'_>, line: &Line<'_>, message: &mut Message<'_>) {
    let [version, status, reason] = line.parts::<3>();
    let digits = line.rest().get(..3).unwrap_or_default();
    let code = number(digits, 10).unwrap_or(0);
    message.bodiless = matches!(code, 100..=199 | 204 | 304);
    head.group(&STATUS_LINE, |head| {
        head.text(version, &RESPONSE_VERSION, say!("wire-http-version"));
        status_code(head, status, code, line.ended);
        head.text(reason, &REASON, say!("wire-http-reason"));
        (line.value(), say!("wire-http-response"))
    });
}

fn status_code(head: &mut Head<'_>, count: usize, code: usize, ended: bool) {
    if (100..=999).contains(&code) {
        head.bytes(count, &STATUS_CODE, |_| {
            (Value::Number(code as u64), names::status(code))
        });
        return;
    }
    let at = head.at();
    if ended {
        head.raw(count, &STATUS_CODE, say!("wire-http-status-bad"));
        head.problem(at, STATUS_CODE.name, say!("wire-http-status-bad"));
    } else {
        head.raw(count, &STATUS_CODE, say!("wire-goes-on"));
    }
}

/// The lines up to the empty one that ends them; `false` where it is not there yet.
fn field_lines<'a>(
    head: &mut Head<'a>,
    message: &mut Message<'a>,
    end: &Named,
    meaning: Say,
) -> bool {
    while let Some(line) = Line::next(head) {
        if line.text.is_empty() {
            head.text(line.whole, end, meaning);
            return true;
        }
        field_line(head, &line, message);
    }
    false
}

/// `Name: value`, as one group.
fn field_line<'a>(head: &mut Head<'a>, line: &Line<'a>, message: &mut Message<'a>) {
    let Some((name, value)) = name_and_value(line.text) else {
        return bad_field(head, line);
    };
    let blank = value.iter().take_while(|b| b.is_ascii_whitespace()).count();
    let (before, value) = (name.len() + 1 + blank, value.trim_ascii());
    // Of a number that is cut off nobody knows how large it is.
    let length = if line.ended {
        message.remember(name, value)
    } else {
        None
    };
    if length == Some(Length::Bad) {
        let why = say!("wire-http-length-bad");
        head.problem(head.at(), "Content-Length", why);
    }
    let group = if message.response {
        &RESPONSE_FIELD
    } else {
        &REQUEST_FIELD
    };
    head.group(group, |head| {
        head.bytes(before, &FIELD_NAME, |_| {
            (Value::Text(Clean::bytes(name)), say!("wire-http-name"))
        });
        let (named, meaning) = names::field(name, value);
        let meaning = length.and_then(length_meaning).unwrap_or(meaning);
        let said = line.or_goes_on(meaning.clone());
        head.text(line.whole - before, named, said);
        (line.value(), meaning)
    });
}

/// What a `Content-Length` says that is not the plain one.
fn length_meaning(length: Length) -> Option<Say> {
    match length {
        Length::First => None,
        Length::Again => Some(say!("wire-http-length-again")),
        Length::Bad => Some(say!("wire-http-length-bad")),
        Length::Overridden => Some(say!("wire-http-length-overridden")),
    }
}

/// A line without a colon.
fn bad_field(head: &mut Head<'_>, line: &Line<'_>) {
    let at = head.at();
    let meaning = line.or_goes_on(say!("wire-http-no-colon"));
    head.text(line.whole, &BAD_FIELD, meaning);
    if line.ended {
        head.problem(at, BAD_FIELD.name, say!("wire-http-no-colon"));
    }
}

/// What stands before and behind a line's colon.
fn name_and_value(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let colon = line.iter().position(|b| *b == b':')?;
    let (name, behind) = line.split_at(colon);
    (colon > 0).then(|| (name, behind.get(1..).unwrap_or_default()))
}

fn number(digits: &[u8], radix: u32) -> Option<usize> {
    let digits = std::str::from_utf8(digits).ok()?;
    usize::from_str_radix(digits, radix).ok()
}

impl<'a> Message<'a> {
    /// Keeps what the body's reading needs; of a `Content-Length`, what that is.
    fn remember(&mut self, name: &[u8], value: &'a [u8]) -> Option<Length> {
        if name.eq_ignore_ascii_case(b"content-type") {
            self.kind = Clean::bytes(value);
        }
        self.told.remember(name, value)
    }
}

fn body_value(bytes: &[u8]) -> Value {
    if looks_like_text(bytes) {
        Value::Text(preview(bytes, bytes.len()).unwrap_or_default())
    } else {
        Value::Bytes
    }
}

/// A message in one sentence: its start line and what tells most about it.
#[must_use]
pub fn sentence(payload: &[u8]) -> Say {
    let payload = payload.get(empty_lines(payload)..).unwrap_or_default();
    let Some(line) = Line::first(payload) else {
        return say!("wire-say-http-request", line = "");
    };
    if is_open(&line) {
        return say!("wire-say-cut", name = "HTTP");
    }
    let field = |name: &[u8]| field(payload, line.whole, name);
    match Start::of(payload) {
        Start::Response(_) => {
            let status = line.or_dots(shown(line.rest().trim_ascii_end()));
            response_sentence(status, field(b"content-type"))
        }
        Start::Request => request_sentence(line.shown(), field(b"host")),
        // Too little to tell what it is going to be.
        Start::Open => say!("wire-say-cut", name = "HTTP"),
        Start::Not => say!("wire-say-http-request", line = line.shown()),
    }
}

fn response_sentence(status: String, kind: Option<String>) -> Say {
    match kind {
        Some(kind) => say!("wire-say-http-response-kind", status = status, kind = kind),
        None => say!("wire-say-http-response", status = status),
    }
}

fn request_sentence(line: String, host: Option<String>) -> Say {
    match host {
        Some(host) => say!("wire-say-http-request-host", line = line, host = host),
        None => say!("wire-say-http-request", line = line),
    }
}

/// The value of a header line, looked for in the first lines behind `at`; nothing where none of it has come.
fn field(payload: &[u8], mut at: usize, name: &[u8]) -> Option<String> {
    /// Lines that are looked through.
    const LINES: usize = 64;
    for _ in 0..LINES {
        let line = Line::first(payload.get(at..)?).filter(|line| !line.text.is_empty())?;
        match name_and_value(line.text) {
            Some((own, value)) if own.eq_ignore_ascii_case(name) => {
                let value = value.trim_ascii();
                return (line.ended || !value.is_empty()).then(|| line.or_dots(shown(value)));
            }
            _ => at += line.whole,
        }
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
        Value::Text(text.into())
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
    fn each_of_several_messages_is_a_layer() {
        let bytes =
            b"HTTP/1.1 304 Not Modified\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxrest";
        let context = crate::wire::Context::default();
        let mut walk = Walk::new(bytes, &context);
        dissect(&mut walk);
        let layers = walk.into_parts().0;
        let ranges: Vec<_> = layers
            .iter()
            .map(|l| (l.protocol, l.range.clone()))
            .collect();
        let end = bytes.len();
        assert_eq!(
            ranges,
            [
                (Protocol::Http, 0..29),
                (Protocol::Http, 29..end - 4),
                (Protocol::Data, end - 4..end)
            ]
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
    fn what_is_not_there_is_said() {
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
    fn lengths_that_do_not_agree() {
        let meaning = |lines: &str| {
            let bytes = format!("HTTP/1.1 200 OK\r\n{lines}\r\nhello");
            let context = crate::wire::Context::default();
            let mut walk = Walk::new(bytes.as_bytes(), &context);
            dissect(&mut walk);
            let layer = walk.into_parts().0.remove(0);
            let bad = layer.problem.is_some();
            let all = row(layer.fields);
            let mut lengths = all
                .into_iter()
                .filter(|f| f.filter == "http.content_length_header");
            (lengths.next_back().and_then(|f| f.meaning), bad)
        };
        let same = "Content-Length: 5\r\nContent-Length: 5\r\n";
        assert_eq!(meaning(same), (Some(say!("wire-http-length-again")), false));
        let other = "Content-Length: 5\r\nContent-Length: 6\r\n";
        assert_eq!(meaning(other), (Some(say!("wire-http-length-bad")), true));
        let both = "Transfer-Encoding: chunked\r\nContent-Length: 6\r\n";
        let overridden = Some(say!("wire-http-length-overridden"));
        assert_eq!(meaning(both).0, overridden);
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
    }
}
