//! What the line-by-line chat says of bytes that are no text in the encoding in use.

use serde_json::{Map, Value, json};

use crate::msg::chat::encoding::candidates;
use crate::msg::chat::{Binary, Encoding, body};
use crate::proto::chat::text::hex;
use crate::record::Carried;
use crate::say::Clean;
use crate::text::Text;

/// Characters of another reading that are shown.
const MOST_SHOWN: usize = 40;

/// What a line could be, as a notice; `None`: it reads as it should.
pub fn could_be(carried: &Carried, encoding: Encoding) -> Option<String> {
    let bytes = misfit(carried, encoding)?;
    let found = candidates(&bytes).into_iter().map(|candidate| {
        let names: Vec<_> = candidate
            .encodings
            .iter()
            .map(|encoding| encoding.name())
            .collect();
        format!(
            "; as {} it would read {}",
            names.join("/"),
            shown(&candidate.text)
        )
    });
    Some(format!(
        "not {}{}",
        encoding.name(),
        found.collect::<String>()
    ))
}

/// Adds to a line's object by which encoding it was read, or what it could be.
pub fn add(object: &mut Value, carried: &Carried, encoding: Encoding) {
    let Some(object) = object
        .as_object_mut()
        .filter(|_| carried.session.is_empty())
    else {
        return;
    };
    let misfit = misfit(carried, encoding);
    object.insert(
        "encoding".into(),
        if misfit.is_some() {
            Value::Null
        } else {
            json!(encoding.name())
        },
    );
    let Some(bytes) = misfit else { return };
    let found = candidates(&bytes).into_iter().flat_map(|candidate| {
        let text = shown(&candidate.text);
        candidate
            .encodings
            .into_iter()
            .map(move |encoding| (encoding.name().to_owned(), json!(text.clone())))
    });
    object.insert(
        "could_be".into(),
        Value::Object(found.collect::<Map<_, _>>()),
    );
}

/// A plain peer's line that the encoding does not read.
fn misfit(carried: &Carried, encoding: Encoding) -> Option<Vec<u8>> {
    let bytes = body(
        carried
            .bytes
            .get(carried.text.clone())
            .filter(|_| carried.session.is_empty())?,
    );
    (!encoding.decode(&bytes).fits).then_some(bytes)
}

fn shown(text: &str) -> String {
    Clean::spoken(text).chars().take(MOST_SHOWN).collect()
}

/// Data that is no text, in one line.
pub fn data(data: &Binary, words: &Text) -> String {
    match data.kind {
        Some(kind) => format!(
            "[{} bytes, {} by its first bytes]",
            data.bytes,
            words.say(&kind.say())
        ),
        None => format!(
            "[{} bytes, not text: {}]",
            data.bytes,
            hex(&data.head, data.head.len())
        ),
    }
}
