//! What layer 6 says where no header of ours says it: which bytes are which characters.

use crate::proto::chat::plain::body;
use crate::proto::chat::text::hex;
use crate::proto::chat::{Encoding, magic};
use crate::say;
use crate::say::{Clean, Say};

use super::super::Reading;
use super::{Teller, Told};

/// Characters whose bytes are shown.
const MOST_PAIRS: usize = 4;
/// Bytes shown where they are no characters.
const MOST_BYTES: usize = 12;

impl Teller<'_> {
    /// How a plain peer's bytes are characters: as they were written here, or as they are read; `None`: nothing is
    /// known of it.
    pub(super) fn reading(&self) -> Option<Told> {
        let reading = self.journey.facts.reading?;
        let carried = self.journey.facts.carried.as_ref()?;
        let bytes = body(carried.bytes.get(carried.text.clone())?);
        let encoding = reading.encoding();
        let title = encoding.title();
        if bytes.is_empty() {
            return None;
        }
        if magic::is_data(&bytes) {
            return Some(Told {
                line: say!("journey-presentation-data", bytes = hex(&bytes, MOST_BYTES)),
                more: Vec::new(),
            });
        }
        if !encoding.decode(&bytes).fits {
            let line = say!(
                "journey-presentation-misfit",
                encoding = title,
                bytes = hex(&bytes, MOST_BYTES)
            );
            return Some(Told {
                line,
                more: vec![say!("journey-presentation-unsaid")],
            });
        }
        let pairs = pairs(&bytes, encoding);
        let line = match reading {
            Reading::Written(_) => say!(
                "journey-presentation-written",
                encoding = title,
                pairs = pairs
            ),
            Reading::Chosen(_) => say!(
                "journey-presentation-chosen",
                encoding = title,
                pairs = pairs
            ),
            Reading::Taken => say!(
                "journey-presentation-taken",
                encoding = title,
                pairs = pairs
            ),
        };
        Some(Told {
            line,
            more: more(reading, &bytes),
        })
    }
}

fn more(reading: Reading, bytes: &[u8]) -> Vec<Say> {
    let mut more = Vec::new();
    if !matches!(reading, Reading::Written(_)) {
        more.push(say!("journey-presentation-unsaid"));
    }
    if bytes.is_ascii() {
        more.push(say!("journey-presentation-ascii"));
    }
    more
}

/// The first characters, each with its bytes in front.
fn pairs(bytes: &[u8], encoding: Encoding) -> Vec<String> {
    let text = encoding.decode(bytes).text;
    let mut characters = text.chars();
    let pair = |c: char| {
        let bytes = encoding
            .encode(c.encode_utf8(&mut [0; 4]))
            .unwrap_or_default();
        format!("{} {}", hex(&bytes, MOST_BYTES), visible(c))
    };
    let mut shown: Vec<_> = characters.by_ref().take(MOST_PAIRS).map(pair).collect();
    if characters.next().is_some() {
        shown.push("...".to_owned());
    }
    shown
}

/// A character as one sees it, a space and what cannot be seen by their names.
fn visible(c: char) -> String {
    let text = Clean::spoken(c.encode_utf8(&mut [0; 4]));
    if text.trim().is_empty() {
        format!("U+{:04X}", u32::from(c))
    } else {
        format!("\u{201c}{text}\u{201d}")
    }
}
