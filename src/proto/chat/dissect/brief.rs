//! What a payload of the lab's says, in few words for the packet log.

use crate::proto::chat::codec::{self, Body, Decoded, Record};
use crate::proto::chat::{Opening, datagram, opening, text};
use crate::say;
use crate::say::{Clean, Say};

use super::finder;

/// Characters of a text that are shown.
const SHOWN: usize = 40;

/// What the records in a payload say, in one line for the packet log: the first text, else the first
/// record. `None`: not the lab's.
#[must_use]
pub fn summary(bytes: &[u8]) -> Option<Say> {
    if let Some(said) = finder::summary(bytes) {
        return Some(said);
    }
    match opening(bytes) {
        Opening::Lab { length, .. } if bytes.len() == length => Some(say!("chat-line-greeting")),
        Opening::Lab { length, .. } => records(bytes.get(length..)?),
        Opening::NeedMore | Opening::Plain => records(bytes),
    }
}

fn records(mut rest: &[u8]) -> Option<Say> {
    let mut first = None;
    while let Ok(Some(length)) = codec::frame(rest) {
        let (whole, behind) = rest.split_at_checked(length)?;
        rest = behind;
        let Some(record) = record(whole) else {
            continue;
        };
        let said = brief(&record);
        if matches!(record.body, Body::Text(_)) {
            return said;
        }
        first = first.or(said);
    }
    first
}

/// The record in these bytes, sealed or not.
fn record(whole: &[u8]) -> Option<Record> {
    let sealed = datagram::unsealed(whole).map(|(record, _)| record);
    sealed.or_else(|| match codec::decode(whole) {
        Ok(Decoded::Record(record, _)) => Some(record),
        Ok(Decoded::NeedMore(_)) | Err(_) => None,
    })
}

fn brief(record: &Record) -> Option<Say> {
    let acknowledged = || record.acknowledgement.to_string();
    Some(match &record.body {
        Body::Text(bytes) => said(record.sequence, bytes),
        Body::Acknowledgement => say!("chat-brief-ack", ack = acknowledged()),
        Body::Hello(hello) => say!("chat-brief-hello", nick = text::nick(&hello.nick)),
        Body::Ping(_) => say!("chat-brief-ping"),
        Body::Pong(_) => say!("chat-brief-pong"),
        Body::Bye(_) => say!("chat-brief-bye"),
        Body::SightingRequest(_) => say!("sighting-brief-request"),
        Body::SightingAnswer(_) => say!("sighting-brief-answer"),
        Body::Proof(_) => say!("chat-brief-proof"),
        Body::Challenge(..) => say!("chat-brief-challenge"),
        Body::Unknown(_) => return None,
    })
}

fn said(number: u32, bytes: &[u8]) -> Say {
    let words = Clean::spoken(&String::from_utf8_lossy(bytes));
    let words: String = words.chars().take(SHOWN).collect();
    say!("chat-brief-text", number = number.to_string(), text = words)
}
