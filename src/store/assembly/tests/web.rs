use super::*;

const HEAD: &[u8] = b"HEAD /a HTTP/1.1\r\nHost: x\r\n\r\n";
const POST: &[u8] = b"POST /b HTTP/1.1\r\nContent-Length: 4\r\n\r\nbody";
const UPGRADE: &[u8] = b"GET /c HTTP/1.1\r\nUpgrade: websocket\r\n\r\n";
const MASKED: &[u8] = b"\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58";
const NO_BODY: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n";
const CHUNKED: &[u8] =
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX: y\r\n\r\n";
const AGREED: &[u8] = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n";
const HELLO: &[u8] = b"\x81\x05Hello";
const PUSHED: u16 = 0x18;

fn talk(port: u16, client: &[&[u8]], server: &[&[u8]]) -> Talk {
    Talk {
        port,
        streams: [client.concat().leak(), server.concat().leak()],
    }
}

fn piece(back: bool, from: usize, to: usize) -> (Cut, u16) {
    (Cut { back, from, to }, PUSHED)
}

fn of(protocol: Protocol, bytes: &[&[u8]]) -> Vec<(Protocol, Vec<u8>)> {
    let each = bytes.iter().map(|bytes| (protocol, bytes.to_vec()));
    each.collect()
}

#[test]
fn a_conversation_of_http_becomes_one_of_websocket_wherever_it_is_cut() {
    let talk = talk(
        80,
        &[HEAD, POST, UPGRADE, MASKED],
        &[NO_BODY, CHUNKED, AGREED, HELLO],
    );
    let http = HEAD.len() + POST.len() + UPGRADE.len();
    let [asked, told] = talk.streams.map(<[u8]>::len);
    let expected = [
        of(Protocol::Http, &[HEAD, POST, UPGRADE]),
        of(Protocol::Http, &[NO_BODY, CHUNKED, AGREED]),
        of(Protocol::WebSocket, &[HELLO, MASKED]),
    ]
    .concat();
    for at in 1..told {
        let first = at.min(http - 1);
        let cuts = [
            syn(),
            piece(false, 0, first),
            piece(false, first, http),
            piece(true, 0, at),
            piece(true, at, told),
            piece(false, http, asked),
        ];
        let (messages, _) = assemble(&talk, &cuts);
        assert_eq!(messages, expected, "{at}");
    }
}

#[test]
fn the_end_of_the_connection_ends_a_body_without_a_length() {
    let answer = b"HTTP/1.0 200 OK\r\n\r\nfirst part, last part";
    let talk = talk(80, &[HEAD], &[answer]);
    let (end, fin) = (answer.len(), 0x11);
    let closing = (
        Cut {
            back: true,
            from: end,
            to: end,
        },
        fin,
    );
    let (messages, readings) = assemble(
        &talk,
        &[syn(), piece(true, 0, 30), piece(true, 30, end), closing],
    );
    assert_eq!(messages, of(Protocol::Http, &[answer]));
    assert!(readings[3].whole().is_some());
}

#[test]
fn behind_a_tunnel_is_what_it_looks_like() {
    let connect: &[u8] = b"CONNECT x:443 HTTP/1.1\r\n\r\n";
    let through: &[u8] = b"HTTP/1.1 200 OK\r\n\r\n";
    let other: &[u8] = b"any other bytes\n";
    let talk = talk(8080, &[connect, HEAD], &[through, other]);
    let (asked, told) = (connect.len(), through.len());
    let cuts = [
        syn(),
        piece(false, 0, asked),
        piece(true, 0, told),
        piece(false, asked, asked + HEAD.len()),
        piece(true, told, told + other.len()),
    ];
    let (messages, _) = assemble(&talk, &cuts);
    assert_eq!(messages, of(Protocol::Http, &[connect, through, HEAD]));
}

#[test]
fn http_2_is_known_by_its_preface_on_any_port() {
    let preface: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    let settings: &[u8] = b"\0\0\x06\x04\0\0\0\0\0\0\x03\0\0\0\x64";
    let ping: &[u8] = b"\0\0\x08\x06\0\0\0\0\0 12345678";
    let ping = &[&ping[..9], &ping[10..]].concat()[..];
    for port in [80, 5000] {
        let talk = talk(port, &[preface, settings], &[settings, ping]);
        for at in 12..preface.len() {
            let cuts = [
                syn(),
                piece(true, 0, settings.len()),
                piece(false, 0, at),
                piece(false, at, preface.len()),
                piece(false, preface.len(), preface.len() + settings.len()),
                piece(true, settings.len(), settings.len() + 4),
                piece(true, settings.len() + 4, settings.len() + ping.len()),
            ];
            let (messages, _) = assemble(&talk, &cuts);
            let expected = of(Protocol::Http2, &[settings, preface, settings, ping]);
            assert_eq!(messages, expected, "{port} {at}");
        }
    }
}

#[test]
fn a_port_alone_makes_no_message() {
    for port in [80, 8080, 443] {
        let talk = talk(port, &[b"hello\nagain\n"], &[b"what?\n"]);
        let cuts = [
            syn(),
            piece(false, 0, 6),
            piece(true, 0, 6),
            piece(false, 6, 12),
        ];
        let (messages, readings) = assemble(&talk, &cuts);
        assert_eq!(messages, []);
        assert_eq!(readings[1..], [const { Reading::Alone }; 3]);
    }
}
