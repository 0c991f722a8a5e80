use super::*;
use crate::wire::stream::{Phase, Talk, Then};
use crate::wire::{Context, Field};

fn frame_of(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = (payload.len() as u32).to_be_bytes();
    let mut frame = length[1..].to_vec();
    frame.extend([kind, flags]);
    frame.extend(stream.to_be_bytes());
    frame.extend(payload);
    frame
}

fn ask(talk: &mut Talk, role: Option<Role>, bytes: &[u8]) -> Cut {
    cut(&mut Turn {
        bytes,
        role,
        phase: &mut Phase::Start,
        talk,
        then: Then::Same,
        announced: None,
    })
}

const CLIENT: Option<Role> = Some(Role::Client);
const SERVER: Option<Role> = Some(Role::Server);

#[test]
fn the_preface_and_frames_end_where_they_say() {
    let (settings, headers) = (
        frame_of(4, 0, 0, &[0, 3, 0, 0, 0, 100]),
        frame_of(1, 5, 1, b"\x82\x86"),
    );
    let talk = &mut Talk::default();
    for at in 1..PREFACE.len() {
        assert_eq!(ask(talk, CLIENT, &PREFACE[..at]), Cut::More);
    }
    assert_eq!(ask(talk, CLIENT, PREFACE), Cut::End(24));
    for at in 1..settings.len() {
        assert_eq!(ask(talk, SERVER, &settings[..at]), Cut::More, "{at}");
    }
    assert_eq!(ask(talk, SERVER, &settings), Cut::End(15));
    for at in 1..HEADER {
        assert_eq!(ask(talk, CLIENT, &headers[..at]), Cut::More, "{at}");
    }
    assert_eq!(ask(talk, CLIENT, &headers[..HEADER]), Cut::End(11));
    assert_eq!(ask(talk, SERVER, &headers), Cut::End(11));
}

#[test]
fn a_server_begins_with_its_settings_and_what_cannot_be_is_no_frame() {
    let first = |bytes: &[u8]| ask(&mut Talk::default(), SERVER, bytes);
    assert_eq!(first(&frame_of(1, 5, 1, b"\x88")), Cut::Not);
    assert_eq!(first(b"HTTP/1.1 400 Bad Request\r\n"), Cut::Not);
    let not = [
        frame_of(4, 0, 1, b""),
        frame_of(4, 0, 0, b"12345"),
        frame_of(4, 1, 0, b"123456"),
        frame_of(6, 0, 0, b"1234567"),
        frame_of(0, 0, 0, b"x"),
        frame_of(8, 0, 0, b"123"),
        frame_of(3, 0, 0, b"1234"),
        frame_of(0, 0, 1, &vec![0; 16_385]),
    ];
    for bytes in not {
        assert_eq!(ask(&mut Talk::default(), CLIENT, &bytes), Cut::Not);
    }
    let unknown = frame_of(0xfa, 0xff, 7, b"grease");
    assert_eq!(ask(&mut Talk::default(), CLIENT, &unknown), Cut::End(15));
}

#[test]
fn settings_allow_longer_frames() {
    let long = frame_of(0, 0, 1, &vec![0; 20_000]);
    let talk = &mut Talk::default();
    assert_eq!(ask(talk, CLIENT, &long), Cut::Not);
    let settings = frame_of(4, 0, 0, &[0, 5, 0, 0, 0x80, 0]);
    assert_eq!(ask(talk, SERVER, &settings), Cut::End(15));
    assert_eq!(ask(talk, CLIENT, &long), Cut::End(20_009));
}

fn read(bytes: &[u8]) -> (Vec<Field>, bool) {
    fn row(fields: Vec<Field>) -> Vec<Field> {
        let each = |field: Field| std::iter::once(field.clone()).chain(row(field.children));
        fields.into_iter().flat_map(each).collect()
    }
    let context = Context::default();
    let mut walk = Walk::new(bytes, &context);
    dissect(&mut walk);
    let layer = walk.into_parts().0.remove(0);
    assert_eq!(layer.range, 0..bytes.len());
    (row(layer.fields), layer.problem.is_some())
}

#[test]
fn frames_are_taken_apart() {
    let bytes = [
        PREFACE.to_vec(),
        frame_of(4, 0, 0, &[0, 4, 0, 0, 0xff, 0xff, 0x12, 0x34, 0, 0, 0, 1]),
        frame_of(1, 0x2c, 1, &[1, 0x80, 0, 0, 3, 15, 0x82, 0]),
        frame_of(0, 9, 1, b"\x02hello\0\0"),
        frame_of(3, 0, 1, &[0, 0, 0, 8]),
        frame_of(6, 1, 0, b"12345678"),
        frame_of(7, 0, 0, b"\0\0\0\x01\0\0\0\x0benough"),
        frame_of(8, 0, 0, &[0, 0, 4, 0]),
        frame_of(0xfa, 0, 0, b"?"),
    ]
    .concat();
    let (fields, bad) = read(&bytes);
    assert!(!bad);
    let value = |filter: &str| {
        let found = fields.iter().find(|field| field.filter == filter);
        found.map(|field| field.value.clone())
    };
    let number = |n| Some(Value::Number(n));
    assert_eq!(value("http2.settings.initial_window_size"), number(0xffff));
    assert_eq!(value("http2.stream_dependency"), number(3));
    assert_eq!(value("http2.data.data"), Some(Value::Text("hello".into())));
    assert_eq!(value("http2.pad_length"), number(1));
    assert_eq!(value("http2.rst_stream.error"), number(8));
    assert_eq!(value("http2.goaway.error"), number(11));
    assert_eq!(
        value("http2.goaway.addata"),
        Some(Value::Text("enough".into()))
    );
    assert_eq!(
        value("http2.window_update.window_size_increment"),
        number(1024)
    );
    let names: Vec<_> = fields
        .iter()
        .filter(|field| field.filter == FRAME.filter)
        .map(|field| field.value.text().unwrap_or_default())
        .collect();
    let expected = "SETTINGS HEADERS DATA RST_STREAM PING GOAWAY WINDOW_UPDATE 0xfa";
    assert_eq!(names.join(" "), expected);
}

#[test]
fn whatever_bytes_come_they_are_all_told() {
    for seed in 0..64_u8 {
        let bytes: Vec<u8> = (0..40_u8).map(|at| at.wrapping_mul(seed) % 11).collect();
        read(&bytes);
        let _ = sentence(&bytes);
    }
}

#[test]
fn one_line_for_the_log() {
    let settings = frame_of(4, 0, 0, &[0, 3, 0, 0, 0, 100]);
    let said = say!(
        "wire-say-and",
        first = say!("wire-say-http2-preface"),
        next = say!("wire-say-http2-frame", name = "SETTINGS", count = 6)
    );
    assert_eq!(sentence(&[PREFACE, &settings].concat()), said);
    let said = say!(
        "wire-say-http2-stream-frame",
        name = "DATA",
        stream = "3",
        count = 2
    );
    assert_eq!(sentence(&frame_of(0, 0, 3, b"hi")), said);
}

#[test]
fn how_a_payload_looks() {
    let settings = frame_of(4, 0, 0, &[0, 3, 0, 0, 0, 100]);
    assert!(looks(PREFACE) && looks(b"PRI *") && looks(&settings));
    let acknowledged = frame_of(4, 1, 0, b"");
    let not: [&[u8]; 6] = [b"", b"P", b"POST /", b"PRI x", &acknowledged, &[0; 40]];
    assert!(!not.into_iter().any(looks));
}
