//! The fields of the finder's datagrams: one layer, the application's.

use crate::say;
use crate::say::Say;
use crate::wire::lab::{
    BEHIND, FINDER_KIND as KIND, FINDER_PORT as PORT, FINDER_TOKEN as TOKEN,
    FINDER_TRANSPORT as TRANSPORT, INSTANCE, MAGIC as MAGIC_FIELD, RESERVED,
    VERSION as VERSION_FIELD,
};
use crate::wire::{Layer, Problem, Protocol};

use super::super::finder::{self, Flaw, LENGTH, MAGIC, Message, Over, VERSION, at, kind};
use super::reader::Reader;

/// A datagram that [`finder::is_finder`] says is one; `place`: where it begins in the frame.
pub(super) fn layer(bytes: &[u8], place: usize) -> Layer {
    // A datagram does not go on in the next one, as a record may.
    let mut reader = Reader::new(bytes, place, say!("finder-field-cut"));
    head(&mut reader);
    service(&mut reader);
    reader.raw(at::TOKEN.len(), TOKEN, say!("finder-field-token"));
    let instance = match bytes.get(at::KIND) {
        Some(&kind::ANSWER) => say!("finder-field-instance"),
        _ => say!("finder-field-instance-none"),
    };
    reader.hex(at::INSTANCE.len(), INSTANCE, instance);
    reserved(&mut reader, LENGTH - at::INSTANCE.end);
    let behind = reader.ahead().len();
    reader.raw(behind, BEHIND, say!("finder-field-behind"));
    let line = line(bytes).unwrap_or_else(|| match bytes.len() {
        0..LENGTH => say!("wire-say-cut", name = Protocol::LabApplication.name()),
        _ => say!("finder-line-malformed"),
    });
    let mut layer = reader.layer(0, Protocol::LabApplication, line);
    layer.problem = finder::decode(bytes).err().map(|flaw| problem(flaw, place));
    layer
}

/// Magic, version and kind.
fn head(reader: &mut Reader<'_>) {
    reader.text(MAGIC.len(), MAGIC_FIELD, say!("finder-field-magic"));
    reader.number(1, VERSION_FIELD, |_| say!("finder-field-version"));
    reader.number(1, KIND, |n| match n as u8 {
        kind::QUESTION => say!("finder-field-kind-question"),
        kind::ANSWER => say!("finder-field-kind-answer"),
        _ => say!("chat-field-unknown"),
    });
}

/// What is asked about: a transport and a port.
fn service(reader: &mut Reader<'_>) {
    let over = u8::try_from(reader.peek()).ok().and_then(Over::of);
    reader.number(1, TRANSPORT, |_| match over {
        Some(over) => say!("finder-field-transport", transport = over.name()),
        None => say!("chat-field-unknown"),
    });
    reserved(reader, at::PORT.start - at::TRANSPORT - 1);
    let over = over.map_or("?", Over::name);
    reader.number(at::PORT.len(), PORT, |_| {
        say!("finder-field-port", transport = over)
    });
    reserved(reader, at::TOKEN.start - at::PORT.end);
}

fn reserved(reader: &mut Reader<'_>, count: usize) {
    reader.raw(count, RESERVED, say!("finder-field-reserved"));
}

/// A whole datagram of the finder in few words, for the packet log; `None`: it is none.
pub(super) fn summary(bytes: &[u8]) -> Option<Say> {
    Some(match asks_or_answers(bytes)? {
        (Message::Question(_), transport, port) => {
            say!("finder-brief-question", transport = transport, port = port)
        }
        (Message::Answer(_), transport, port) => {
            say!("finder-brief-answer", transport = transport, port = port)
        }
    })
}

/// The same as a sentence.
fn line(bytes: &[u8]) -> Option<Say> {
    Some(match asks_or_answers(bytes)? {
        (Message::Question(_), transport, port) => {
            say!("finder-line-question", transport = transport, port = port)
        }
        (Message::Answer(_), transport, port) => {
            say!("finder-line-answer", transport = transport, port = port)
        }
    })
}

fn asks_or_answers(bytes: &[u8]) -> Option<(Message, &'static str, String)> {
    let message = finder::decode(bytes).ok()?;
    let (Message::Question(question) | Message::Answer(finder::Answer { question, .. })) = message;
    Some((
        message,
        question.service.over.name(),
        question.service.port.to_string(),
    ))
}

fn problem(flaw: Flaw, place: usize) -> Problem {
    let (offset, field) = match flaw {
        Flaw::Length(_) => (0, "Length"),
        Flaw::Magic => (at::MAGIC.start, "Magic"),
        Flaw::Version(_) => (at::VERSION, "Version"),
        Flaw::Kind(_) => (at::KIND, "Kind"),
        Flaw::Transport(_) => (at::TRANSPORT, "Transport"),
        Flaw::Port => (at::PORT.start, "Port"),
    };
    let (offset, why) = (place + offset, why(flaw));
    Problem { offset, field, why }
}

fn why(flaw: Flaw) -> Say {
    match flaw {
        Flaw::Length(count) => say!("finder-flaw-length", count = count),
        Flaw::Magic => say!("finder-flaw-magic"),
        Flaw::Version(other) => say!("finder-flaw-version", version = other, known = VERSION),
        Flaw::Kind(kind) => say!("finder-flaw-kind", kind = kind),
        Flaw::Transport(number) => say!("finder-flaw-transport", number = number),
        Flaw::Port => say!("finder-flaw-port"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::finder::tests::{answer, question};
    use super::super::{payload, summary as brief};
    use crate::wire::Value;

    use super::*;

    const AT: usize = 42;

    /// Whatever the bytes: one layer, whose fields tile them.
    fn tiled(bytes: &[u8]) -> Option<Layer> {
        let layers = payload(bytes, AT, Protocol::Udp, 40000, finder::PORT)?;
        let layer = layers.first()?.clone();
        let mut next = AT * 8;
        for field in &layer.fields {
            assert_eq!(field.bits.start, next, "{}", field.name);
            assert!(
                field.bits.end > next && field.meaning.is_some(),
                "{}",
                field.name
            );
            next = field.bits.end;
        }
        assert_eq!(
            (layers.len(), layer.range.clone(), next),
            (1, AT..AT + bytes.len(), (AT + bytes.len()) * 8)
        );
        Some(layer)
    }

    #[test]
    fn question_and_answer_are_one_layer_that_explains_itself() {
        for (bytes, key) in [
            (question().encode(), "finder-line-question"),
            (answer().encode(), "finder-line-answer"),
        ] {
            let layer = tiled(&bytes).unwrap();
            assert_eq!(
                (layer.protocol, layer.summary.key, layer.problem),
                (Protocol::LabApplication, key, None)
            );
            assert_eq!(brief(&bytes).unwrap().key, key.replace("line", "brief"));
            let port = layer
                .fields
                .iter()
                .find(|field| field.filter == "wlab.finder.port")
                .unwrap();
            assert_eq!(port.value, Value::Number(10101));
        }
    }

    #[test]
    fn every_length_and_every_spoilt_byte_tiles() {
        let whole = [&answer().encode()[..], b"behind"].concat();
        for n in at::VERSION + 1..=whole.len() {
            assert_eq!(
                tiled(&whole[..n]).unwrap().problem.is_none(),
                n == LENGTH,
                "{n} bytes"
            );
        }
        for index in at::KIND..LENGTH {
            for value in [0, 1, 0x7f, 0xff] {
                let mut bytes = answer().encode();
                bytes[index] = value;
                tiled(&bytes).unwrap();
            }
        }
    }

    #[test]
    fn what_is_wrong_has_its_place() {
        let mut bytes = question().encode();
        bytes[at::TRANSPORT] = 1;
        let problem = tiled(&bytes).unwrap().problem.unwrap();
        assert_eq!(
            (problem.offset, problem.field, problem.why.key),
            (AT + at::TRANSPORT, "Transport", "finder-flaw-transport")
        );
        assert_eq!(tiled(&bytes).unwrap().summary.key, "finder-line-malformed");
    }

    #[test]
    fn at_other_ports_and_over_tcp_the_same_bytes_are_no_question() {
        let bytes = question().encode();
        for (transport, port) in [(Protocol::Udp, 10101), (Protocol::Tcp, finder::PORT)] {
            let layers = payload(&bytes, AT, transport, 40000, port).unwrap_or_default();
            assert!(
                layers
                    .iter()
                    .all(|layer| layer.protocol != Protocol::LabApplication),
                "{transport:?} {port}"
            );
        }
    }

    #[test]
    fn the_digest_knows_it_too() {
        for (bytes, key) in [
            (question().encode(), "finder-line-question"),
            (answer().encode(), "finder-line-answer"),
        ] {
            let mut packet = vec![
                0x45, 0, 0, 76, 0, 0, 0, 0, 64, 17, 0, 0, 10, 1, 0, 2, 10, 1, 0, 3, 0x9c, 0x40,
            ];
            packet.extend(finder::PORT.to_be_bytes());
            packet.extend([0, 56, 0, 0]);
            packet.extend(bytes);
            let digest = crate::wire::digest(crate::wire::LinkType::RawIp, &packet);
            assert_eq!(digest.protocol, Protocol::LabApplication);
            let tree = crate::proto::dissect(
                crate::wire::LinkType::RawIp,
                &packet,
                &crate::wire::Context::default(),
            );
            assert_eq!(tree.layers.last().map(|layer| layer.summary.key), Some(key));
        }
    }
}
