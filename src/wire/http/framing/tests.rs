use super::*;
use crate::wire::stream::{Role, Talk};

/// Where one direction's messages end, and what is spoken behind the last, when its bytes come in these pieces.
/// `closed`: a message that goes on until the end ends there.
fn ends(talk: &mut Talk, pieces: &[&[u8]]) -> (Vec<usize>, Then) {
    let (mut ends, mut then) = (Vec::new(), Then::Same);
    let (mut bytes, mut phase) = (Vec::new(), Phase::Start);
    // Up to where the protocol has spoken, and where the message ends if that is known.
    let (mut decided, mut end): (usize, Option<usize>) = (0, None);
    for piece in pieces {
        bytes.extend_from_slice(piece);
        loop {
            if let Some(known) = end.filter(|known| *known <= bytes.len()) {
                ends.push(known);
                (end, decided, phase) = (None, known, Phase::Start);
            }
            if end.is_some() || decided >= bytes.len() {
                break;
            }
            let mut turn = Turn {
                bytes: &bytes[decided..],
                role: None,
                phase: &mut phase,
                talk,
                then: Then::Same,
                announced: None,
            };
            let answer = cut(&mut turn);
            if turn.then != Then::Same {
                then = turn.then;
            }
            match answer {
                Cut::Run(count) => decided += count as usize,
                Cut::End(count) => end = Some(decided + count as usize),
                Cut::UntilClose => end = Some(usize::MAX),
                Cut::More => break,
                Cut::Not => {
                    ends.push(0);
                    return (ends, then);
                }
            }
        }
    }
    ends.extend(end.filter(|end| *end == usize::MAX));
    (ends, then)
}

/// The same however the bytes fall into two pieces, and one by one.
fn however(talk: Talk, bytes: &[u8]) -> (Vec<usize>, Then) {
    let whole = ends(&mut talk.clone(), &[bytes]);
    for at in 1..bytes.len() {
        let (first, rest) = bytes.split_at(at);
        assert_eq!(
            ends(&mut talk.clone(), &[first, rest]),
            whole,
            "cut at {at}"
        );
    }
    let single: Vec<&[u8]> = bytes.chunks(1).collect();
    assert_eq!(ends(&mut talk.clone(), &single), whole, "byte by byte");
    whole
}

fn asked(requests: &[&[u8]]) -> Talk {
    let mut talk = Talk::default();
    ends(&mut talk, &[&requests.concat()]);
    talk
}

fn lengths(parts: &[&[u8]]) -> Vec<usize> {
    parts
        .iter()
        .scan(0, |at, part| {
            *at += part.len();
            Some(*at)
        })
        .collect()
}

const GET: &[u8] = b"GET /a HTTP/1.1\r\nHost: x\r\n\r\n";
const HEAD: &[u8] = b"HEAD /a HTTP/1.1\r\nHost: x\r\n\r\n";
const OK: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
const NO_BODY: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n";

#[test]
fn requests_one_behind_the_other() {
    let post = b"POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc";
    let other = b"M-SEARCH * HTTP/1.1\r\n\r\n";
    let bare = b"GET / HTTP/1.0\n\n";
    let all: [&[u8]; 5] = [GET, post, other, bare, GET];
    let (ends, then) = however(Talk::default(), &all.concat());
    assert_eq!((ends, then), (lengths(&all), Then::Same));
}

#[test]
fn what_was_asked_tells_whether_an_answer_has_a_body() {
    let talk = asked(&[HEAD, GET, HEAD]);
    let answers: [&[u8]; 4] = [NO_BODY, b"HTTP/1.1 100 Continue\r\n\r\n", OK, NO_BODY];
    assert_eq!(however(talk, &answers.concat()).0, lengths(&answers));
    let none: [&[u8]; 3] = [
        b"HTTP/1.1 204 No Content\r\n\r\n",
        b"HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n",
        OK,
    ];
    assert_eq!(however(Talk::default(), &none.concat()).0, lengths(&none));
}

#[test]
fn a_body_in_chunks_ends_behind_its_trailers() {
    let chunked: &[u8] = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n5;name=\"value\"\r\nhello\r\n00A\r\n0123456789\r\n0\r\nX-Sum: 15\r\nX-More: 1\r\n\r\n";
    let all = [chunked, OK, chunked];
    assert_eq!(however(Talk::default(), &all.concat()).0, lengths(&all));
    let request: &[u8] =
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n1\r\nx\r\n0\r\n\r\n";
    assert_eq!(
        however(Talk::default(), &[request, GET].concat()).0,
        lengths(&[request, GET]),
        "the length does not count"
    );
    let bad: &[u8] = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nxyz\r\n";
    assert_eq!(however(Talk::default(), bad).0, [bad.len()]);
}

#[test]
fn without_a_length_an_answer_ends_with_the_connection() {
    let close = |bytes: &[u8]| however(Talk::default(), bytes).0;
    assert_eq!(close(b"HTTP/1.0 200 OK\r\n\r\nwhat follows"), [usize::MAX]);
    assert_eq!(
        close(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nwhat"),
        [usize::MAX]
    );
    let differ = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello";
    assert_eq!(close(differ), [usize::MAX]);
    let huge = b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nhello";
    assert_eq!(close(huge), [usize::MAX]);
    let same: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\nContent-Length: 5\r\n\r\nhello";
    assert_eq!(close(same), [same.len()]);
}

#[test]
fn what_follows_an_upgrade_or_a_tunnel_is_something_else() {
    let agreed = |name: &str| {
        let answer = format!("HTTP/1.1 101 Switching Protocols\r\nUpgrade: {name}\r\n\r\n");
        let (ends, then) = however(asked(&[GET]), answer.as_bytes());
        assert_eq!(ends, [answer.len()]);
        then
    };
    assert_eq!(agreed("WebSocket"), Then::Speak(Protocol::WebSocket));
    assert_eq!(agreed("h2c"), Then::Speak(Protocol::Http2));
    assert_eq!(agreed("TLS/1.2"), Then::Look);
    let connect: &[u8] = b"CONNECT www.lab.example:443 HTTP/1.1\r\n\r\n";
    let through = b"HTTP/1.1 200 OK\r\n\r\n";
    assert_eq!(
        however(asked(&[connect]), through),
        (vec![through.len()], Then::Look)
    );
    let refused: &[u8] = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno";
    assert_eq!(
        however(asked(&[connect]), refused),
        (vec![refused.len()], Then::Same)
    );
}

#[test]
fn bytes_that_no_message_begins_with() {
    let first = |bytes: &[u8]| {
        cut(&mut Turn {
            bytes,
            role: Some(Role::Client),
            phase: &mut Phase::Start,
            talk: &mut Talk::default(),
            then: Then::Same,
            announced: None,
        })
    };
    let not: [&[u8]; 11] = [
        b"hello\n",
        b"hello",
        b"Hello",
        b"\r\n",
        b"\x16\x03\x01",
        b"PRI * HTTP/2.0\r\n\r\n",
        b"GET lost",
        b"GET /\r\n",
        b"HTTP/2 200\r\n",
        b"{\"GET\": 1}",
        b"SIP/2.0 200 OK\r\n",
    ];
    for bytes in not {
        assert_eq!(first(bytes), Cut::Not, "{}", bytes.escape_ascii());
        assert!(!looks(bytes));
    }
    let open: [&[u8]; 8] = [
        b"G",
        b"H",
        b"HTTP/1.",
        b"HTTP/1.1 2",
        b"PROPFIND /x HT",
        b"CONNECT a:4",
        b"GET http://x",
        b"\r\nGET / HTTP/1.1\r\nHos",
    ];
    for bytes in open {
        assert_eq!(first(bytes), Cut::More, "{}", bytes.escape_ascii());
    }
    assert_eq!(first(b"bread /x HTTP/1.1\r\n\r\n"), Cut::End(21));
}
