//! The lab's own protocol as layers of a dissected frame: session (5), presentation (6), application (7).
//!
//! A segment may hold a greeting line, several records, and the beginning of one that goes on in the
//! next segment. The leaves tile the payload: every byte belongs to exactly one field.

mod finder;
mod sighting;

use std::ops::Range;

use crate::say;
use crate::say::Say;
use crate::wire::{Field, Layer, Problem, Protocol, SourceId, Value};

use super::codec::{self, Body, Decoded, Flaw, at, kind};
use super::datagram::{self, SEAL, SEALED};
use super::secret::CODE;
use super::{Opening, opening, text};

/// Where all this is specified.
const REFERENCE: &str = "WLAB/1";

/// How a record of this version begins.
const FIRST: &[u8] = &[codec::MAGIC[0], codec::MAGIC[1], codec::VERSION];

/// A field's name and its name in filters.
type Named = (&'static str, &'static str);

/// Reads fields one behind the other; `base` is where the payload begins in the frame.
struct Reader<'a> {
    bytes: &'a [u8],
    base: usize,
    position: usize,
    fields: Vec<Field>,
    short: bool,
}

impl Reader<'_> {
    fn push(&mut self, count: usize, (name, filter): Named, value: Value, meaning: Say) {
        let from = (self.base + self.position) * 8;
        self.position += count;
        let bits = from..from + count * 8;
        self.fields.push(Field {
            name,
            filter,
            bits,
            value,
            meaning: Some(meaning),
            reference: REFERENCE,
            children: Vec::new(),
        });
    }

    /// The next `count` bytes as one field. Bytes that end too early become a last field of their own.
    fn field(&mut self, count: usize, named: Named, read: impl FnOnce(&[u8]) -> (Value, Say)) {
        let bytes = self.bytes;
        let rest = bytes.get(self.position..).unwrap_or_default();
        if count == 0 || self.short {
            return;
        }
        if let Some(bytes) = rest.get(..count) {
            let (value, meaning) = read(bytes);
            return self.push(count, named, value, meaning);
        }
        self.short = true;
        if !rest.is_empty() {
            self.push(rest.len(), named, Value::Bytes, say!("chat-field-cut"));
        }
    }

    fn number(&mut self, count: usize, named: Named, meaning: impl FnOnce(u64) -> Say) {
        self.field(count, named, |bytes| {
            let n = bytes.iter().fold(0, |n, byte| n << 8 | u64::from(*byte));
            (Value::Number(n), meaning(n))
        });
    }

    fn hex(&mut self, count: usize, named: Named, meaning: Say) {
        self.field(count, named, |bytes| {
            let n = bytes.iter().fold(0, |n, byte| n << 8 | u64::from(*byte));
            (Value::Hex(n, (count * 2) as u8), meaning)
        });
    }

    fn text(&mut self, count: usize, named: Named, meaning: Say) {
        self.field(count, named, |bytes| {
            (
                Value::Text(text::harmless(&String::from_utf8_lossy(bytes))),
                meaning,
            )
        });
    }

    /// What was read since `from` as a layer.
    fn layer(&mut self, from: usize, protocol: Protocol, summary: Say) -> Layer {
        Layer {
            protocol,
            osi: protocol.osi(),
            source: SourceId(0),
            range: self.base + from..self.base + self.position,
            fields: std::mem::take(&mut self.fields),
            summary,
            problem: None,
        }
    }
}

/// Takes a TCP or UDP payload apart where it is the lab's: matches [`crate::wire::field::PayloadDissector`].
#[must_use]
pub fn payload(
    bytes: &[u8],
    at: usize,
    transport: Protocol,
    src_port: u16,
    dst_port: u16,
) -> Option<Vec<Layer>> {
    if transport == Protocol::Udp && super::finder::is_finder(bytes, src_port, dst_port) {
        return Some(vec![finder::layer(bytes, at)]);
    }
    // Else the magic tells, on any port.
    let mut reader = Reader {
        bytes,
        base: at,
        position: 0,
        fields: Vec::new(),
        short: false,
    };
    let mut layers = Vec::new();
    if let Opening::Lab { length, .. } = opening(bytes) {
        reader.text(
            length,
            ("Greeting", "wlab.greeting"),
            say!("chat-field-greeting"),
        );
        layers.push(reader.layer(0, Protocol::LabSession, say!("chat-line-greeting")));
    }
    while let Some(rest) = bytes.get(reader.position..).filter(|rest| !rest.is_empty()) {
        match codec::frame(rest) {
            // Too few bytes to tell a record from anything else: only behind one we know.
            Ok(None) if layers.is_empty() && rest.len() <= at::VERSION => return None,
            Ok(_) => record(&mut reader, &mut layers),
            // “WLAN is slow” is somebody's text: two letters make no record.
            Err(_) if layers.is_empty() && !rest.starts_with(FIRST) => return None,
            Err(malformed) => {
                let start = reader.position;
                reader.field(rest.len(), ("Not a record", ""), |_| {
                    (Value::Bytes, say!("chat-field-malformed"))
                });
                let mut layer =
                    reader.layer(start, Protocol::LabSession, say!("chat-line-malformed"));
                let why = flaw(malformed.flaw);
                layer.problem = Some(Problem {
                    offset: at + start + malformed.offset,
                    field: malformed.field,
                    why,
                });
                layers.push(layer);
            }
        }
    }
    (!layers.is_empty()).then_some(layers)
}

/// What the records in a payload say, in one line for the packet log: the first text, else the first
/// record. `None`: not the lab's.
#[must_use]
pub fn summary(bytes: &[u8]) -> Option<Say> {
    /// Characters of a text that are shown.
    const SHOWN: usize = 40;
    if let Some(said) = finder::summary(bytes) {
        return Some(said);
    }
    let mut rest = match opening(bytes) {
        Opening::Lab { length, .. } if bytes.len() == length => {
            return Some(say!("chat-line-greeting"));
        }
        Opening::Lab { length, .. } => bytes.get(length..)?,
        Opening::NeedMore | Opening::Plain => bytes,
    };
    let mut first = None;
    while let Ok(Some(length)) = codec::frame(rest) {
        let whole = rest.get(..length)?;
        let sealed = datagram::unsealed(whole).map(|(record, _)| record);
        let record = sealed.or_else(|| match codec::decode(whole) {
            Ok(Decoded::Record(record, _)) => Some(record),
            Ok(Decoded::NeedMore(_)) | Err(_) => None,
        });
        if let Some(record) = record {
            let said = match &record.body {
                Body::Text(bytes) => {
                    let words: String = text::harmless(&String::from_utf8_lossy(bytes))
                        .chars()
                        .take(SHOWN)
                        .collect();
                    return Some(say!(
                        "chat-brief-text",
                        number = record.sequence.to_string(),
                        text = words
                    ));
                }
                Body::Acknowledgement => Some(say!(
                    "chat-brief-ack",
                    ack = record.acknowledgement.to_string()
                )),
                Body::Hello(hello) => {
                    Some(say!("chat-brief-hello", nick = text::nick(&hello.nick)))
                }
                Body::Ping(_) => Some(say!("chat-brief-ping")),
                Body::Pong(_) => Some(say!("chat-brief-pong")),
                Body::Bye(_) => Some(say!("chat-brief-bye")),
                Body::SightingRequest(_) => Some(say!("sighting-brief-request")),
                Body::SightingAnswer(_) => Some(say!("sighting-brief-answer")),
                Body::Proof(_) => Some(say!("chat-brief-proof")),
                Body::Challenge(..) => Some(say!("chat-brief-challenge")),
                Body::Unknown(_) => None,
            };
            first = first.or(said);
        }
        rest = rest.get(length..)?;
    }
    first
}

fn flaw(flaw: Flaw) -> Say {
    match flaw {
        Flaw::Version(version) => say!("chat-flaw-version", version = version),
        Flaw::TooLong(length) => say!("chat-flaw-length", length = length.to_string()),
        _ => say!("chat-flaw-magic"),
    }
}

fn record(reader: &mut Reader<'_>, layers: &mut Vec<Layer>) {
    let start = reader.position;
    let head = reader.bytes.get(start..).unwrap_or_default();
    let number = |range: Range<usize>| {
        head.get(range)
            .and_then(|bytes| bytes.try_into().ok())
            .map_or(0, u32::from_be_bytes)
    };
    let (kind, sealed) = head
        .get(at::KIND)
        .map_or((0, false), |kind| (kind & !SEALED, kind & SEALED != 0));
    let (mut length, sequence, acknowledged) = (
        number(at::LENGTH) as usize,
        number(at::SEQUENCE),
        number(at::ACKNOWLEDGEMENT),
    );
    session_header(reader, sealed);
    if sealed {
        seal(reader, length);
        length = length.saturating_sub(SEAL);
    }
    if kind != kind::TEXT {
        body(reader, kind, length);
        let summary = say!(
            "chat-line-session",
            kind = kind_name(kind),
            ack = acknowledged.to_string()
        );
        layers.push(reader.layer(start, Protocol::LabSession, summary));
        return;
    }
    let summary = say!(
        "chat-line-text",
        number = sequence.to_string(),
        ack = acknowledged.to_string()
    );
    layers.push(reader.layer(start, Protocol::LabSession, summary));
    if reader.short || length == 0 {
        return;
    }
    let start = reader.position;
    let presentation = length.min(at::PRESENTATION.len());
    reader.number(
        presentation.min(1),
        ("Charset", "wlab.charset"),
        |n| match n {
            1 => say!("chat-field-charset-utf8"),
            _ => say!("chat-field-unknown"),
        },
    );
    reader.number(
        presentation.saturating_sub(1),
        ("Compression", "wlab.compression"),
        |n| match n {
            0 => say!("chat-field-compression-none"),
            _ => say!("chat-field-unknown"),
        },
    );
    if reader.position > start {
        layers.push(reader.layer(
            start,
            Protocol::LabPresentation,
            say!("chat-line-presentation"),
        ));
    }
    let start = reader.position;
    reader.text(
        length - presentation,
        ("Text", "wlab.text"),
        say!("chat-field-text"),
    );
    if reader.position > start {
        let count = reader.position - start;
        layers.push(reader.layer(
            start,
            Protocol::LabApplication,
            say!("chat-line-application", count = count),
        ));
    }
}

fn session_header(reader: &mut Reader<'_>, sealed: bool) {
    reader.text(
        at::MAGIC.len(),
        ("Magic", "wlab.magic"),
        say!("chat-field-magic"),
    );
    reader.number(1, ("Version", "wlab.version"), |_| {
        say!("chat-field-version")
    });
    reader.number(1, ("Kind", "wlab.kind"), |n| {
        match kind_name(n as u8 & !SEALED) {
            kind if sealed => say!("chat-field-kind-sealed", kind = kind, bit = SEALED),
            kind => say!("chat-field-kind", kind = kind),
        }
    });
    reader.number(at::LENGTH.len(), ("Length", "wlab.length"), |n| match n {
        count if sealed => say!("chat-field-length-sealed", count = count, seal = SEAL),
        count => say!("chat-field-length", count = count),
    });
    reader.number(
        at::SEQUENCE.len(),
        ("Sequence", "wlab.sequence"),
        |n| match n {
            0 => say!("chat-field-sequence-none"),
            n => say!("chat-field-sequence", number = n.to_string()),
        },
    );
    reader.number(
        at::ACKNOWLEDGEMENT.len(),
        ("Acknowledgement", "wlab.acknowledgement"),
        |n| match n {
            0 => say!("chat-field-ack-none"),
            n => say!("chat-field-ack", number = n.to_string()),
        },
    );
}

/// The body of a record that is no text: it belongs to the session layer.
fn body(reader: &mut Reader<'_>, kind: u8, length: usize) {
    match kind {
        kind::HELLO => hello(reader, length),
        kind::PING | kind::PONG => {
            reader.field(length, ("Opaque", "wlab.opaque"), |_| {
                (Value::Bytes, say!("chat-field-opaque"))
            });
        }
        kind::BYE => reader.text(length, ("Reason", "wlab.reason"), say!("chat-field-reason")),
        kind::SIGHTING_REQUEST => sighting::request(reader, length),
        kind::SIGHTING_ANSWER => sighting::answer(reader, length),
        kind::PROOF => reader.field(length, ("Proof", "wlab.proof"), |_| {
            (Value::Bytes, say!("chat-field-proof"))
        }),
        kind::CHALLENGE => challenge(reader, length),
        _ => reader.field(length, ("Body", "wlab.body"), |_| {
            (Value::Bytes, say!("chat-field-unknown"))
        }),
    }
}

fn hello(reader: &mut Reader<'_>, length: usize) {
    let start = reader.position;
    let end = start + length;
    // A field that the stated length has no room for is not read: what is left is shown as it is.
    let room = |reader: &Reader<'_>, count: usize| {
        if reader.position + count <= end {
            count
        } else {
            0
        }
    };
    let count = room(reader, at::INSTANCE.len());
    reader.hex(
        count,
        ("Instance", "wlab.instance"),
        say!("chat-field-instance"),
    );
    let count = room(reader, at::SESSION_ID.len());
    reader.hex(
        count,
        ("Session", "wlab.session"),
        say!("chat-field-session"),
    );
    let count = room(reader, at::CAPABILITIES.len());
    reader.hex(
        count,
        ("Capabilities", "wlab.capabilities"),
        say!("chat-field-capabilities"),
    );
    for (range, named, meaning) in [
        (at::NONCE, ("Nonce", "wlab.nonce"), say!("chat-field-nonce")),
        (at::ECHO, ("Echo", "wlab.echo"), say!("chat-field-echo")),
        (at::KEY, ("Public Key", "wlab.key"), say!("chat-field-key")),
    ] {
        let count = room(reader, range.len());
        reader.field(count, named, |_| (Value::Bytes, meaning));
    }
    let named = reader
        .bytes
        .get(reader.position)
        .map_or(0, |length| usize::from(*length));
    let count = room(reader, 1);
    reader.number(count, ("Nick Length", "wlab.nick.length"), |n| {
        say!("chat-field-nick-length", count = n)
    });
    let count = room(reader, named);
    reader.text(count, ("Nick", "wlab.nick"), say!("chat-field-nick"));
    let rest = end.saturating_sub(reader.position);
    reader.field(rest, ("Extensions", "wlab.extensions"), |_| {
        (Value::Bytes, say!("chat-field-extensions"))
    });
}

fn challenge(reader: &mut Reader<'_>, length: usize) {
    let end = reader.position + length;
    let count = length.min(at::CHALLENGED.len());
    reader.field(count, ("Nonce", "wlab.nonce"), |_| {
        (Value::Bytes, say!("chat-field-challenged"))
    });
    let rest = end.saturating_sub(reader.position);
    reader.field(rest, ("Cookie", "wlab.cookie"), |_| {
        (Value::Bytes, say!("chat-field-cookie"))
    });
}

/// What stands between header and body where a session's record is sealed (UDP).
fn seal(reader: &mut Reader<'_>, length: usize) {
    let number = length.min(SEAL - CODE);
    reader.number(number, ("Datagram Number", "wlab.datagram"), |_| {
        say!("chat-field-datagram")
    });
    let code = length.saturating_sub(number).min(CODE);
    reader.field(code, ("Authentication Code", "wlab.code"), |_| {
        (Value::Bytes, say!("chat-field-code"))
    });
}

fn kind_name(kind: u8) -> Say {
    match kind {
        kind::HELLO => say!("chat-kind-hello"),
        kind::TEXT => say!("chat-kind-text"),
        kind::ACKNOWLEDGEMENT => say!("chat-kind-acknowledgement"),
        kind::PING => say!("chat-kind-ping"),
        kind::PONG => say!("chat-kind-pong"),
        kind::BYE => say!("chat-kind-bye"),
        kind::SIGHTING_REQUEST => say!("sighting-kind-request"),
        kind::SIGHTING_ANSWER => say!("sighting-kind-answer"),
        kind::PROOF => say!("chat-kind-proof"),
        kind::CHALLENGE => say!("chat-kind-challenge"),
        _ => say!("chat-kind-unknown"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::secret::Side;
    use super::super::sighting::tests::{questions, seen};
    use super::super::{Body, Hello, Record, greeting};
    use super::*;

    const AT: usize = 54;

    fn layers(bytes: &[u8]) -> Option<Vec<Layer>> {
        let layers = payload(bytes, AT, Protocol::Tcp, 49152, 10101)?;
        let mut next = AT * 8;
        for layer in &layers {
            assert_eq!(layer.range.start * 8, next);
            for field in &layer.fields {
                assert_eq!(field.bits.start, next, "{}", field.name);
                assert!(field.bits.end > next);
                next = field.bits.end;
            }
            assert_eq!(layer.range.end * 8, next);
        }
        assert_eq!(next, (AT + bytes.len()) * 8);
        Some(layers)
    }

    fn protocols(bytes: &[u8]) -> Vec<Protocol> {
        layers(bytes)
            .unwrap_or_default()
            .iter()
            .map(|layer| layer.protocol)
            .collect()
    }

    fn sample() -> Vec<u8> {
        let hello = Hello {
            instance: 5,
            session: 6,
            nick: "Ada".into(),
            ..Hello::default()
        };
        let records = [
            Record::control(0, Body::Hello(hello)),
            Record::control(0, Body::Proof([1; 32])),
            Record::control(0, Body::Challenge([1; 16], [2; 16])),
            Record {
                sequence: 1,
                acknowledgement: 0,
                body: Body::Text("hi 世界".into()),
            },
            Record::control(1, Body::Acknowledgement),
            Record::control(1, Body::Ping([7; 8])),
            Record::control(1, Body::SightingRequest(questions()[0])),
            Record::control(1, Body::SightingRequest(questions()[1])),
            Record::control(1, Body::SightingAnswer(seen(2))),
            Record::control(1, Body::Bye("late".into())),
        ];
        let records: Vec<u8> = records.iter().flat_map(Record::encode).collect();
        [greeting(1).as_bytes(), &records].concat()
    }

    #[test]
    fn a_text_is_three_layers() {
        use Protocol::{LabApplication, LabPresentation, LabSession};
        let text = Record {
            sequence: 3,
            acknowledgement: 2,
            body: Body::Text(b"hi".to_vec()),
        }
        .encode();
        assert_eq!(
            protocols(&text),
            [LabSession, LabPresentation, LabApplication]
        );
        let layers = layers(&text).unwrap();
        assert_eq!(
            [
                layers[0].range.len(),
                layers[1].range.len(),
                layers[2].range.len()
            ],
            [16, 2, 2]
        );
        assert_eq!(layers[2].fields[0].value, Value::Text("hi".into()));
        assert_eq!(layers[0].fields[4].value, Value::Number(3));
    }

    #[test]
    fn a_segment_with_a_greeting_and_several_records_is_tiled_at_every_length() {
        let whole = sample();
        assert_eq!(protocols(&whole).len(), 1 + 3 + 3 + 3 + 3);
        for n in 0..=whole.len() {
            layers(&whole[..n]);
        }
    }

    #[test]
    fn a_sealed_records_number_and_code_belong_to_the_session() {
        let text = Record {
            sequence: 3,
            acknowledgement: 2,
            body: Body::Text(b"hi".to_vec()),
        };
        let whole = datagram::seal(&datagram::tests::secret(), Side::Connector, 9, &text);
        assert_eq!(
            protocols(&whole),
            [
                Protocol::LabSession,
                Protocol::LabPresentation,
                Protocol::LabApplication
            ]
        );
        let layers = layers(&whole).unwrap();
        assert_eq!(layers[0].range.len(), at::SESSION.len() + SEAL);
        let number = layers[0]
            .fields
            .iter()
            .find(|field| field.filter == "wlab.datagram")
            .unwrap();
        assert_eq!(number.value, Value::Number(9));
        assert!(matches!(summary(&whole), Some(say) if say.key == "chat-brief-text"));
        (0..whole.len()).for_each(|n| drop(self::layers(&whole[..n])));
    }

    #[test]
    fn any_spoilt_byte_still_tiles() {
        let whole = sample();
        for index in 0..whole.len() {
            for value in [0, 1, 0x7f, 0xff] {
                let mut bytes = whole.clone();
                bytes[index] = value;
                layers(&bytes);
            }
        }
    }

    #[test]
    fn a_malformed_record_is_a_problem_with_its_place() {
        let mut bytes = Record::control(0, Body::Acknowledgement).encode();
        bytes.extend_from_slice(b"WL\x09junk");
        let problem = layers(&bytes).unwrap()[1].problem.clone().unwrap();
        assert_eq!((problem.offset, problem.field), (AT + 16 + 2, "version"));
    }

    #[test]
    fn a_sightings_headers_are_a_field_of_their_own() {
        let bytes = Record::control(0, Body::SightingAnswer(seen(2))).encode();
        let layers = layers(&bytes).unwrap();
        let field = |name| layers[0].fields.iter().filter(move |f| f.filter == name);
        assert_eq!(
            field("wlab.sighting.headers")
                .map(|f| f.bytes().len())
                .collect::<Vec<_>>(),
            [66, 67]
        );
        assert!(field("wlab.sighting.interface").all(|f| f.value == Value::Text("eth0".into())));
        assert_eq!(
            field("wlab.sighting.total").next().map(|f| f.value.clone()),
            Some(Value::Number(3))
        );
    }

    #[test]
    fn other_payloads_are_left_to_others() {
        for bytes in [
            &b""[..],
            b"hello",
            b"W",
            b"WL",
            b"WLAN is slow\n",
            b"GET / HTTP/1.1\r\n",
        ] {
            assert_eq!(layers(bytes), None);
        }
    }
}
