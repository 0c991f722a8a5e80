use super::*;
use crate::clock::Time;
use crate::frame::{ChecksumStatus, Origin};
use crate::place::Place;
use crate::wire::{Context, LinkType, digest, dissect, summary};

/// A UDP datagram "hi" from 10.0.0.1 to 10.0.0.2, one byte of it cut off.
const FRAME: &[u8] = b"\x02\0\0\0\0\x02\x02\0\0\0\0\x01\x08\0\
    \x45\0\0\x1e\0\0\x40\0\x40\x11\x26\xcd\x0a\0\0\x01\x0a\0\0\x02\
    \x27\x75\xc0\0\0\x0a\0\0h";

fn shown(write: impl FnOnce(&mut Vec<u8>, &Shown<'_>, Words<'_>)) -> String {
    let meta = FrameMeta {
        time: Time::from_parts(1_700_000_000, 42),
        place: Place::default(),
        direction: Direction::Out,
        link: LinkType::Ethernet,
        origin: Origin::Opened,
        length: 44,
        fcs: crate::frame::FcsLength::NONE,
        checksum: ChecksumStatus::Unknown,
    };
    let dissection = dissect(
        meta.link,
        FRAME,
        &Context {
            wire_length: 44,
            ..Context::default()
        },
    );
    let summary = summary(&digest(meta.link, FRAME), FRAME, &Context::of(&meta));
    let shown = Shown {
        number: 7,
        interface: &"eth0".into(),
        meta: &meta,
        bytes: FRAME,
        others: &[],
        dissection: &dissection,
        summary: &summary,
        comment: Some(&"a \"note\"".into()),
    };
    let mut out = Vec::new();
    write(&mut out, &shown, &mut |say, out| out.push_str(say.key));
    String::from_utf8(out).unwrap()
}

#[test]
fn a_line_of_json_has_all_that_is_promised() {
    let line = shown(json_line);
    assert_eq!(line.lines().count(), 1);
    let json: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!(json["number"], 7);
    assert_eq!(json["time"], "1700000000.000000042");
    assert_eq!(json["interface"], "eth0");
    assert_eq!(json["origin"], "opened");
    assert_eq!(
        (&json["length"], &json["captured"]),
        (&44.into(), &43.into())
    );
    assert_eq!(json["comment"], "a \"note\"");
    let layers = json["layers"].as_array().unwrap();
    let names: Vec<_> = layers
        .iter()
        .map(|layer| layer["protocol"].as_str().unwrap())
        .collect();
    assert_eq!(names.get(..3), Some(["Ethernet", "IPv4", "UDP"].as_slice()));
    assert_eq!(layers[1]["range"], serde_json::json!([14, 34]));
    let fields = layers[1]["fields"].as_array().unwrap();
    let of = |name: &str| fields.iter().find(|field| field["filter"] == name).unwrap();
    assert_eq!(
        (&of("ip.ttl")["value"], &of("ip.ttl")["range"]),
        (&64.into(), &serde_json::json!([22, 23]))
    );
    assert_eq!(of("ip.version")["bits"], serde_json::json!([112, 116]));
    assert_eq!(of("ip.src")["value"], "10.0.0.1");
    assert!(of("ip.ttl")["meaning"].is_string());
}

#[test]
fn text_tells_every_field_and_where_it_lies() {
    let text = shown(text);
    assert!(
        text.starts_with("Frame 7  1700000000.000000042  eth0  44 bytes  "),
        "{text}"
    );
    assert!(
        text.contains("\n  cut to 43 bytes\n  comment: a \"note\"\n"),
        "{text}"
    );
    assert!(text.contains("\n  IPv4 [14..34]  "), "{text}");
    assert!(
        text.contains("\n    Version [14..15 bits 0..4]: 4  "),
        "{text}"
    );
    assert!(
        text.contains("\n    Source Address [26..30]: 10.0.0.1  "),
        "{text}"
    );
}

#[test]
fn a_dump_has_sixteen_bytes_a_line() {
    let mut out = Vec::new();
    hex_dump(&mut out, b"0123456789abcdef\x00~");
    assert_eq!(
        String::from_utf8(out).unwrap(),
        "0000  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  0123456789abcdef\n\
         0010  00 7e                                             .~\n"
    );
}

#[test]
fn python_reads_its_bytes() {
    let mut out = Vec::new();
    python(&mut out, b"a\"\n");
    assert_eq!(
        String::from_utf8(out).unwrap(),
        "(\n    b\"\\x61\\x22\\x0a\"\n)\n"
    );
    let mut out = Vec::new();
    python(&mut out, b"");
    assert_eq!(out, b"b\"\"\n");
}
