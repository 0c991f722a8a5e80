use super::*;
use crate::wire::stream::{Phase, Talk, Then};
use crate::wire::{Context, Field};

/// "Hello", unmasked and masked; a fragmented text; a ping (RFC 6455 §5.7).
const HELLO: &[u8] = b"\x81\x05Hello";
const MASKED: &[u8] = b"\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58";
const HEL: &[u8] = b"\x01\x03Hel";
const LO: &[u8] = b"\x80\x02lo";
const PINGED: &[u8] = b"\x89\x05Hello";

fn ask(bytes: &[u8]) -> Cut {
    cut(&mut Turn {
        bytes,
        role: None,
        phase: &mut Phase::Start,
        talk: &mut Talk::default(),
        then: Then::Same,
        announced: None,
    })
}

#[test]
fn a_frame_ends_where_its_length_says() {
    for frame in [HELLO, MASKED, HEL, LO, PINGED] {
        assert_eq!(ask(frame), Cut::End(frame.len() as u64));
    }
    for at in 1..6 {
        assert_eq!(ask(&MASKED[..at]), Cut::More, "{at}");
    }
    assert_eq!(ask(b"\x82\x7e\x01\x00"), Cut::End(260));
    assert_eq!(ask(b"\x82\x7e\x01"), Cut::More);
    assert_eq!(ask(b"\x82\x7f\0\0\0\0\0\x01\0\0"), Cut::End(65_546));
    assert_eq!(ask(b"\x82\x7f\x80\0\0\0\0\x01\0\0"), Cut::Not);
}

#[test]
fn what_nobody_has_agreed_to_is_no_frame() {
    let not: [&[u8]; 6] = [
        b"\x83\x00",
        b"\x8b\x00",
        b"\xa1\x00",
        b"\x09\x00",
        b"\x88\x7e\x01\x00",
        b"GET / HTTP/1.1",
    ];
    for bytes in not {
        assert_eq!(ask(bytes), Cut::Not, "{}", bytes.escape_ascii());
    }
}

fn read(bytes: &[u8]) -> Vec<Field> {
    let context = Context::default();
    let mut walk = Walk::new(bytes, &context);
    dissect(&mut walk);
    let layer = walk.into_parts().0.remove(0);
    assert_eq!(layer.range, 0..bytes.len());
    let frames = layer.fields.into_iter();
    frames.flat_map(|frame| frame.children).collect()
}

fn value(fields: &[Field], filter: &str) -> Option<Value> {
    let found = fields.iter().find(|field| field.filter == filter);
    found.map(|field| field.value.clone())
}

#[test]
fn the_mask_hides_nothing() {
    let text = Some(Value::Text("Hello".into()));
    let plain = read(HELLO);
    assert_eq!(value(&plain, TEXT.filter), text);
    let masked = read(MASKED);
    assert_eq!(value(&masked, TEXT.filter), text);
    let said = masked.iter().find(|field| field.filter == TEXT.filter);
    assert!(said.is_some_and(|field| field.bits.is_empty()), "derived");
    assert_eq!(value(&masked, OPCODE.filter), Some(Value::Number(1)));
    assert_eq!(sentence(MASKED), sentence(HELLO));
}

#[test]
fn a_packed_message_is_not_shown_as_text() {
    let fields = read(b"\xc1\x05Hello");
    assert_eq!(value(&fields, TEXT.filter), None);
    assert_eq!(
        fields.last().and_then(|field| field.meaning.clone()),
        Some(say!("wire-websocket-packed", count = 5))
    );
}

#[test]
fn why_a_connection_is_closed() {
    let closing = b"\x88\x05\x03\xe9bye";
    let masked = b"\x88\x85\x01\x02\x03\x04\x02\xeb\x61\x7d\x64";
    for frame in [&closing[..], &masked[..]] {
        let fields = read(frame);
        assert_eq!(value(&fields, STATUS.filter), Some(Value::Number(1001)));
        let reason = Some(Value::Text("bye".into()));
        assert_eq!(value(&fields, REASON.filter), reason);
        let code = say!(
            "wire-websocket-code",
            code = "1001",
            meaning = say!("wire-websocket-1001")
        );
        assert_eq!(
            sentence(frame),
            say!("wire-say-websocket-close", reason = code)
        );
    }
    assert_eq!(value(&read(b"\x88\0"), STATUS.filter), None);
}

#[test]
fn several_frames_and_beginnings() {
    let fields = read(&[HEL, LO, PINGED, &MASKED[..4]].concat());
    assert_eq!(fields.iter().filter(|f| f.name == OPCODE.name).count(), 4);
    for seed in 0..64_u8 {
        let bytes: Vec<u8> = (0..30_u8).map(|at| at.wrapping_mul(seed) ^ 0x81).collect();
        read(&bytes);
        let _ = sentence(&bytes);
    }
}
