//! The fields of the finder's datagrams: one layer, the application's.

use crate::say;
use crate::say::Say;
use crate::wire::{Layer, Problem, Protocol, Value};

use super::super::finder::{self, Flaw, LENGTH, MAGIC, Message, Over, VERSION, at, kind};
use super::{Named, Reader};

/// Fields one behind the other, as long as the datagram has all of one.
struct Fields<'a> {
    reader: Reader<'a>,
}

impl Fields<'_> {
    fn field(&mut self, count: usize, named: Named, read: impl FnOnce(&[u8]) -> (Value, Say)) {
        let left = self.reader.bytes.len() - self.reader.position;
        if count <= left {
            self.reader.field(count, named, read);
        } else if left > 0 {
            // A datagram does not go on in the next one, as a record may.
            self.reader
                .field(left, named, |_| (Value::Bytes, say!("finder-field-cut")));
        }
    }

    fn number(&mut self, count: usize, named: Named, meaning: impl FnOnce(u64) -> Say) {
        self.field(count, named, |bytes| {
            let n = bytes.iter().fold(0, |n, byte| n << 8 | u64::from(*byte));
            (Value::Number(n), meaning(n))
        });
    }

    fn bytes(&mut self, count: usize, named: Named, meaning: Say) {
        self.field(count, named, |_| (Value::Bytes, meaning));
    }

    fn reserved(&mut self, count: usize) {
        self.bytes(count, ("Reserved", ""), say!("finder-field-reserved"));
    }
}

/// A datagram that [`finder::is_finder`] says is one; `place`: where it begins in the frame.
pub(super) fn layer(bytes: &[u8], place: usize) -> Layer {
    let mut fields = Fields {
        reader: Reader {
            bytes,
            base: place,
            position: 0,
            fields: Vec::new(),
            short: false,
        },
    };
    asked(&mut fields);
    fields.bytes(
        at::TOKEN.len(),
        ("Token", "wlab.finder.token"),
        say!("finder-field-token"),
    );
    let answers = bytes.get(at::KIND) == Some(&kind::ANSWER);
    fields.field(at::INSTANCE.len(), ("Instance", "wlab.instance"), |bytes| {
        let n = bytes.iter().fold(0, |n, byte| n << 8 | u64::from(*byte));
        (
            Value::Hex(n, 16),
            if answers {
                say!("finder-field-instance")
            } else {
                say!("finder-field-instance-none")
            },
        )
    });
    fields.reserved(LENGTH - at::INSTANCE.end);
    let behind = bytes.len() - fields.reader.position;
    fields.bytes(behind, ("Behind", ""), say!("finder-field-behind"));
    let line = line(bytes).unwrap_or(say!("finder-line-malformed"));
    let mut layer = fields.reader.layer(0, Protocol::LabApplication, line);
    layer.problem = finder::decode(bytes).err().map(|flaw| problem(flaw, place));
    layer
}

/// The fields up to the token: which version, which kind, what is asked about.
fn asked(fields: &mut Fields<'_>) {
    fields.field(MAGIC.len(), ("Magic", "wlab.magic"), |bytes| {
        (
            Value::Text(String::from_utf8_lossy(bytes).into_owned()),
            say!("finder-field-magic"),
        )
    });
    fields.number(1, ("Version", "wlab.version"), |_| {
        say!("finder-field-version")
    });
    fields.number(1, ("Kind", "wlab.finder.kind"), |n| match n as u8 {
        kind::QUESTION => say!("finder-field-kind-question"),
        kind::ANSWER => say!("finder-field-kind-answer"),
        _ => say!("chat-field-unknown"),
    });
    let over = fields
        .reader
        .bytes
        .get(at::TRANSPORT)
        .and_then(|number| Over::of(*number));
    fields.number(1, ("Transport", "wlab.finder.transport"), |_| match over {
        Some(over) => say!("finder-field-transport", transport = over.name()),
        None => say!("chat-field-unknown"),
    });
    fields.reserved(1);
    let over = over.map_or("?", Over::name);
    fields.number(at::PORT.len(), ("Port", "wlab.finder.port"), |_| {
        say!("finder-field-port", transport = over)
    });
    fields.reserved(at::TOKEN.start - at::PORT.end);
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
    let (offset, field, why) = match flaw {
        Flaw::Length(count) => (0, "Length", say!("finder-flaw-length", count = count)),
        Flaw::Magic => (at::MAGIC.start, "Magic", say!("finder-flaw-magic")),
        Flaw::Version(version) => (
            at::VERSION,
            "Version",
            say!("finder-flaw-version", version = version, known = VERSION),
        ),
        Flaw::Kind(kind) => (at::KIND, "Kind", say!("finder-flaw-kind", kind = kind)),
        Flaw::Transport(number) => (
            at::TRANSPORT,
            "Transport",
            say!("finder-flaw-transport", number = number),
        ),
        Flaw::Port => (at::PORT.start, "Port", say!("finder-flaw-port")),
    };
    Problem {
        offset: place + offset,
        field,
        why,
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::finder::tests::{answer, question};
    use super::super::{payload, summary as brief};
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
