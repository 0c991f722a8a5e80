//! The lab's own protocol as layers of a dissected frame: session (5), presentation (6), application (7).
//!
//! A segment may hold a greeting line, several records, and the beginning of one that goes on in the
//! next segment. The leaves tile the payload: every byte belongs to exactly one field.

mod brief;
mod finder;
mod hello;
mod reader;
mod sighting;

use std::ops::Range;

use crate::say;
use crate::say::Say;
use crate::wire::lab::{
    ACKNOWLEDGEMENT, AUTHENTICATION_CODE, BODY, CHARSET, COMPRESSION, DATAGRAM_NUMBER, GREETING,
    KIND, LENGTH, MAGIC, NO_RECORD, OPAQUE, PROOF, REASON, SEQUENCE, TEXT, VERSION,
};
use crate::wire::{Layer, Problem, Protocol};

use super::datagram::{SEAL, SEALED};
use super::header::{self, at, kind};
use super::malformed::{Flaw, Malformed};
use super::secret::CODE;
use super::{Opening, opening};

use reader::Reader;

pub use brief::summary;

/// How a record of this version begins.
const FIRST: &[u8] = &[header::MAGIC[0], header::MAGIC[1], header::VERSION];

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
    let mut reader = Reader::new(bytes, at, say!("chat-field-cut"));
    let mut layers = Vec::new();
    if transport == Protocol::Tcp
        && let Opening::Lab { length, .. } = opening(bytes)
    {
        reader.text(length, GREETING, say!("chat-field-greeting"));
        layers.push(reader.layer(0, Protocol::LabSession, say!("chat-line-greeting")));
    }
    records(&mut reader, &mut layers)?;
    (!layers.is_empty()).then_some(layers)
}

/// The records up to the end of the payload; `None`: it does not begin with one.
fn records(reader: &mut Reader<'_>, layers: &mut Vec<Layer>) -> Option<()> {
    while !reader.ahead().is_empty() {
        let rest = reader.ahead();
        match header::frame(rest) {
            // Too few bytes to tell a record from anything else: only behind one we know.
            Ok(None) if layers.is_empty() && rest.len() <= at::VERSION => return None,
            Ok(_) => record(reader, layers),
            // “WLAN is slow” is somebody's text: two letters make no record.
            Err(_) if layers.is_empty() && !rest.starts_with(FIRST) => return None,
            Err(malformed) => layers.push(no_record(reader, malformed)),
        }
    }
    Some(())
}

/// All that is left, from where no record begins.
fn no_record(reader: &mut Reader<'_>, malformed: Malformed) -> Layer {
    let start = reader.position;
    let count = reader.ahead().len();
    reader.raw(count, NO_RECORD, say!("chat-field-malformed"));
    let mut layer = reader.layer(start, Protocol::LabSession, say!("chat-line-malformed"));
    layer.problem = Some(Problem {
        offset: reader.base + start + malformed.offset,
        field: malformed.field,
        why: flaw(malformed.flaw),
    });
    layer
}

fn flaw(flaw: Flaw) -> Say {
    match flaw {
        Flaw::Version(version) => say!("chat-flaw-version", version = version),
        Flaw::TooLong(length) => say!("chat-flaw-length", length = length.to_string()),
        _ => say!("chat-flaw-magic"),
    }
}

/// What a record's header says, as far as it is there.
struct Header {
    kind: Option<u8>,
    sealed: bool,
    length: usize,
    sequence: Option<u32>,
    acknowledged: Option<u32>,
}

impl Header {
    fn of(bytes: &[u8]) -> Self {
        let number = |range: Range<usize>| header::u32_at(bytes, range);
        let kind = bytes.get(at::KIND).copied();
        Self {
            kind: kind.map(|kind| kind & !SEALED),
            sealed: kind.is_some_and(|kind| kind & SEALED != 0),
            length: number(at::LENGTH).unwrap_or(0) as usize,
            sequence: number(at::SEQUENCE),
            acknowledged: number(at::ACKNOWLEDGEMENT),
        }
    }

    /// The session's layer in one sentence.
    fn sentence(&self) -> Say {
        let known = |number: Option<u32>| {
            number.map_or_else(|| "?".to_owned(), |number| number.to_string())
        };
        let ack = known(self.acknowledged);
        match self.kind {
            Some(kind::TEXT) => {
                say!("chat-line-text", number = known(self.sequence), ack = ack)
            }
            Some(kind) => say!("chat-line-session", kind = kind_name(kind), ack = ack),
            None => say!("wire-say-cut", name = Protocol::LabSession.name()),
        }
    }
}

fn record(reader: &mut Reader<'_>, layers: &mut Vec<Layer>) {
    let start = reader.position;
    let header = Header::of(reader.ahead());
    let mut length = header.length;
    session_header(reader, header.sealed);
    if header.sealed {
        reader.within(length.min(SEAL), seal);
        length = length.saturating_sub(SEAL);
    }
    let is_text = header.kind == Some(kind::TEXT);
    if let Some(kind) = header.kind.filter(|_| !is_text) {
        reader.within(length, |reader| body(reader, kind));
    }
    layers.push(reader.layer(start, Protocol::LabSession, header.sentence()));
    if is_text && !reader.short {
        let presentation = length.min(at::PRESENTATION.len());
        layers.extend(presentation_header(reader, presentation));
        layers.extend(application(reader, length - presentation));
    }
}

fn session_header(reader: &mut Reader<'_>, sealed: bool) {
    reader.text(at::MAGIC.len(), MAGIC, say!("chat-field-magic"));
    reader.number(1, VERSION, |_| say!("chat-field-version"));
    reader.number(1, KIND, |n| kind_meaning(n as u8, sealed));
    reader.number(at::LENGTH.len(), LENGTH, |n| length_meaning(n, sealed));
    reader.number(at::SEQUENCE.len(), SEQUENCE, |n| match n {
        0 => say!("chat-field-sequence-none"),
        n => say!("chat-field-sequence", number = n.to_string()),
    });
    let count = at::ACKNOWLEDGEMENT.len();
    reader.number(count, ACKNOWLEDGEMENT, |n| match n {
        0 => say!("chat-field-ack-none"),
        n => say!("chat-field-ack", number = n.to_string()),
    });
}

/// What stands between header and body where a session's record is sealed (UDP).
fn seal(reader: &mut Reader<'_>) {
    let count = reader.left().min(SEAL - CODE);
    reader.number(count, DATAGRAM_NUMBER, |_| say!("chat-field-datagram"));
    reader.rest(AUTHENTICATION_CODE, say!("chat-field-code"));
}

/// How the text is written: the presentation layer's header of `length` bytes.
fn presentation_header(reader: &mut Reader<'_>, length: usize) -> Option<Layer> {
    let start = reader.position;
    reader.number(length.min(1), CHARSET, |n| match n {
        1 => say!("chat-field-charset-utf8"),
        _ => say!("chat-field-unknown"),
    });
    reader.number(length.saturating_sub(1), COMPRESSION, |n| match n {
        0 => say!("chat-field-compression-none"),
        _ => say!("chat-field-unknown"),
    });
    let said = say!("chat-line-presentation");
    let is_there = reader.position > start;
    is_there.then(|| reader.layer(start, Protocol::LabPresentation, said))
}

/// The text itself.
fn application(reader: &mut Reader<'_>, length: usize) -> Option<Layer> {
    let start = reader.position;
    reader.text(length, TEXT, say!("chat-field-text"));
    let count = reader.position - start;
    let said = say!("chat-line-application", count = count);
    (count > 0).then(|| reader.layer(start, Protocol::LabApplication, said))
}

/// The body of a record that is no text: it belongs to the session layer.
fn body(reader: &mut Reader<'_>, kind: u8) {
    match kind {
        kind::HELLO => hello::hello(reader),
        kind::PING | kind::PONG => reader.rest(OPAQUE, say!("chat-field-opaque")),
        kind::BYE => reader.text(reader.left(), REASON, say!("chat-field-reason")),
        kind::SIGHTING_REQUEST => sighting::request(reader),
        kind::SIGHTING_ANSWER => sighting::answer(reader),
        kind::PROOF => reader.rest(PROOF, say!("chat-field-proof")),
        kind::CHALLENGE => hello::challenge(reader),
        _ => reader.rest(BODY, say!("chat-field-unknown")),
    }
}

fn kind_meaning(kind: u8, sealed: bool) -> Say {
    let name = kind_name(kind & !SEALED);
    if sealed {
        say!("chat-field-kind-sealed", kind = name, bit = SEALED)
    } else {
        say!("chat-field-kind", kind = name)
    }
}

fn length_meaning(count: u64, sealed: bool) -> Say {
    if sealed {
        say!("chat-field-length-sealed", count = count, seal = SEAL)
    } else {
        say!("chat-field-length", count = count)
    }
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
    use super::super::{Body, Hello, Record, datagram, greeting};
    use super::*;
    use crate::wire::Value;

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
