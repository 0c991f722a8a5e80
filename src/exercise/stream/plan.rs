//! What is sent: the messages, and how each stands in the stream.

use std::ops::Range;
use std::time::Duration;

use bytes::Bytes;

use super::framing::Framing;
use crate::exercise::Choices;
use crate::say;
use crate::say::Say;

/// What stands between messages in the text one types. No message holds it.
const BETWEEN: char = '|';
/// How long a slow reader is busy before it reads, in ms.
pub const BUSY: u64 = 600;
/// Pause between sends where the cure is a pause and no gap is chosen, in ms.
const PAUSE: u64 = 100;

/// What was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The typed messages; those sent are these in turn.
    texts: Vec<String>,
    /// How many are sent.
    pub sends: usize,
    /// How they are kept apart.
    pub framing: Framing,
    /// Between two sends.
    pub gap: Duration,
    /// Is the reader busy with something else at first?
    pub slow: bool,
    /// The most that one `recv` gives.
    pub recv: usize,
    /// Nagle's algorithm, as by default?
    pub nagle: bool,
}

impl Plan {
    /// What these choices mean.
    #[must_use]
    pub fn of(choices: &Choices) -> Self {
        let size = choices.count("size");
        let typed = choices.word("text").replace("\\n", "\n");
        let texts: Vec<_> = typed
            .split(BETWEEN)
            .filter(|text| !text.is_empty())
            .map(|text| sized(text, size))
            .collect();
        let sends = choices.count("sends");
        // Those that are sent by hand afterwards too.
        let longest = texts.iter().map(String::len).max();
        let framing = Framing::named(choices.word("framing"), longest.unwrap_or(0));
        let least = if framing == Framing::Pause { PAUSE } else { 0 };
        let gap = match u64::try_from(choices.number("gap")) {
            Ok(0) | Err(_) => least,
            Ok(gap) => gap,
        };
        Self {
            framing,
            gap: Duration::from_millis(gap),
            slow: choices.is("reader", "slow"),
            recv: choices.count("recv").max(1),
            nagle: choices.is("nagle", "on"),
            sends,
            texts,
        }
    }

    /// Message `number`, from 0.
    #[must_use]
    pub fn message(&self, number: usize) -> &str {
        let place = number.checked_rem(self.texts.len()).unwrap_or(0);
        self.texts.get(place).map_or("", String::as_str)
    }

    /// The bytes that are sent for it.
    #[must_use]
    pub fn wire(&self, number: usize) -> Bytes {
        self.framing.wrapped(self.message(number).as_bytes())
    }

    /// Where the planned messages stand in the stream.
    #[must_use]
    pub fn ranges(&self) -> Vec<Range<usize>> {
        let mut at = 0;
        let next = |number| {
            let range = at..at + self.wire(number).len();
            at = range.end;
            range
        };
        (0..self.sends).map(next).collect()
    }

    /// Has a planned message more bytes than one `recv` gives?
    #[must_use]
    pub fn exceeds_recv(&self) -> bool {
        self.ranges().iter().any(|range| range.len() > self.recv)
    }

    /// Bytes of all planned messages.
    #[must_use]
    pub fn total(&self) -> usize {
        self.ranges().last().map_or(0, |last| last.end)
    }

    /// The characters of more than one byte in what is sent for message `number`, by their bytes in it.
    pub(super) fn wide(&self, number: usize) -> Vec<Range<usize>> {
        let wire = self.wire(number);
        let text = wire.get(self.framing.header()..).unwrap_or_default();
        let header = self.framing.header();
        let text = std::str::from_utf8(text).unwrap_or_default();
        text.char_indices()
            .map(|(at, letter)| header + at..header + at + letter.len_utf8())
            .filter(|range| range.len() > 1)
            .collect()
    }
}

/// The text again and again up to so many bytes, filled with dots where no whole character fits; 0: as it is.
fn sized(text: &str, size: usize) -> String {
    if size == 0 {
        return text.to_owned();
    }
    let mut filled = String::with_capacity(size);
    for letter in text.chars().cycle() {
        if filled.len() + letter.len_utf8() > size {
            break;
        }
        filled.push(letter);
    }
    let missing = size - filled.len();
    filled + &".".repeat(missing)
}

/// What is wrong with a typed text.
pub(super) fn wrong(text: &str) -> Option<Say> {
    let empty = text.split(BETWEEN).all(str::is_empty);
    empty.then(|| say!("stream-no-message"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exercise::stream::RECIPE;

    fn plan(chosen: &[(&str, &str)]) -> Plan {
        let mut choices = Choices::new(RECIPE.knobs);
        for (name, value) in chosen {
            choices.set(name, value).unwrap();
        }
        Plan::of(&choices)
    }

    #[test]
    fn messages_are_the_typed_ones_in_turn_and_stand_one_behind_the_other() {
        let plan = plan(&[("sends", "3"), ("text", "ab|你"), ("framing", "length")]);
        assert_eq!(
            [0, 1, 2].map(|number| plan.message(number).to_owned()),
            ["ab", "你", "ab"]
        );
        assert_eq!(plan.ranges(), [0..4, 4..9, 9..13]);
        assert_eq!(plan.total(), 13);
        assert_eq!(plan.wide(1), vec![2..5]);
    }

    #[test]
    fn a_size_fills_every_message_to_exactly_so_many_bytes() {
        let plan = plan(&[("size", "500"), ("text", "你")]);
        assert_eq!(plan.message(0).len(), 500);
        assert!(plan.message(0).ends_with("你.."));
    }

    #[test]
    fn a_fixed_length_holds_what_is_sent_by_hand_later_too() {
        let plan = plan(&[("framing", "fixed"), ("sends", "1"), ("text", "ab|cdefgh")]);
        assert_eq!(&plan.wire(1)[..], b"cdefgh");
    }

    #[test]
    fn a_pause_is_the_gap_or_a_tenth_of_a_second() {
        let gap = |chosen: &[(&str, &str)]| plan(chosen).gap.as_millis();
        assert_eq!(gap(&[]), 0);
        assert_eq!(gap(&[("framing", "pause")]), 100);
        assert_eq!(gap(&[("framing", "pause"), ("gap", "250")]), 250);
    }

    #[test]
    fn a_text_without_a_message_is_refused() {
        assert!(wrong("||").is_some() && wrong("").is_some());
        assert_eq!(wrong("a|"), None);
    }
}
