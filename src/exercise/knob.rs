//! What can be chosen about an exercise before it runs: the same table for the screen and the command line.

use crate::say;
use crate::say::Say;

/// One thing that can be chosen.
#[derive(Debug, Clone, Copy)]
pub struct Knob {
    /// Its name on the command line: `framing` is `--framing`.
    pub name: &'static str,
    /// The message that names it.
    pub label: &'static str,
    /// What can be chosen.
    pub values: Values,
}

/// What a knob can be set to.
#[derive(Debug, Clone, Copy)]
pub enum Values {
    /// One of these words, the first unless something else is chosen; each with the message that names it.
    Words(&'static [(&'static str, &'static str)]),
    /// A whole number.
    Number {
        /// The smallest.
        from: i64,
        /// The largest.
        to: i64,
        /// Unless something else is chosen.
        default: i64,
        /// How far one key press goes.
        step: i64,
        /// The message that names its unit; empty: it has none.
        unit: &'static str,
    },
    /// A text that is typed.
    Text {
        /// Unless something else is typed.
        default: &'static str,
        /// What is wrong with one; `None`: nothing.
        wrong: fn(&str) -> Option<Say>,
    },
}

/// Longest text that a knob takes, in characters.
pub const MOST_TEXT: usize = 64;

impl Knob {
    /// A whole number in steps of 1, without a unit.
    #[must_use]
    pub const fn number(
        name: &'static str,
        label: &'static str,
        (from, to): (i64, i64),
        default: i64,
    ) -> Self {
        Self::measure(name, label, (from, to), default, (1, ""))
    }

    /// A whole number with how far one key press goes and the message that names its unit.
    #[must_use]
    pub const fn measure(
        name: &'static str,
        label: &'static str,
        (from, to): (i64, i64),
        default: i64,
        (step, unit): (i64, &'static str),
    ) -> Self {
        Self {
            name,
            label,
            values: Values::Number {
                from,
                to,
                default,
                step,
                unit,
            },
        }
    }

    /// What it is set to unless something else is chosen.
    #[must_use]
    pub fn default(&self) -> String {
        match self.values {
            Values::Words(words) => words
                .first()
                .map(|(word, _)| (*word).to_owned())
                .unwrap_or_default(),
            Values::Number { default, .. } => default.to_string(),
            Values::Text { default, .. } => default.to_owned(),
        }
    }

    /// What is wrong with this value; `None`: nothing.
    #[must_use]
    pub fn wrong(&self, value: &str) -> Option<Say> {
        match self.values {
            Values::Words(words) => {
                let known = words.iter().any(|(word, _)| *word == value);
                let list = words.iter().map(|(word, _)| (*word).to_owned());
                (!known).then(|| say!("exercise-knob-words", words = list.collect::<Vec<_>>()))
            }
            Values::Number { from, to, .. } => {
                let inside = value
                    .parse()
                    .is_ok_and(|number: i64| (from..=to).contains(&number));
                (!inside).then(|| {
                    say!(
                        "exercise-knob-number",
                        from = from.to_string(),
                        to = to.to_string()
                    )
                })
            }
            Values::Text { .. } if value.chars().count() > MOST_TEXT => {
                Some(say!("exercise-knob-long", most = MOST_TEXT))
            }
            Values::Text { wrong, .. } => wrong(value),
        }
    }

    /// The value one step on (or back) from this one: round the end for words, to the end for numbers; a text stays.
    #[must_use]
    pub fn stepped(&self, value: &str, on: bool) -> String {
        match self.values {
            Values::Words(words) => {
                let at = words
                    .iter()
                    .position(|(word, _)| *word == value)
                    .unwrap_or(0);
                let to = if on { at + 1 } else { at + words.len() - 1 };
                let word = words.get(to % words.len().max(1));
                word.map(|(word, _)| (*word).to_owned()).unwrap_or_default()
            }
            Values::Number {
                from,
                to,
                default,
                step,
                ..
            } => {
                let at: i64 = value.parse().unwrap_or(default);
                // On a grid: from 1 in steps of 5: 1, 5, 10 and back.
                let next = if on {
                    at.div_euclid(step).saturating_add(1).saturating_mul(step)
                } else {
                    at.saturating_sub(1).div_euclid(step).saturating_mul(step)
                };
                next.clamp(from, to).to_string()
            }
            Values::Text { .. } => value.to_owned(),
        }
    }
}

/// What was chosen: a value for each knob.
#[derive(Debug, Clone)]
pub struct Choices {
    knobs: &'static [Knob],
    values: Vec<String>,
}

impl Choices {
    /// Nothing was chosen: the defaults.
    #[must_use]
    pub fn new(knobs: &'static [Knob]) -> Self {
        Self {
            knobs,
            values: knobs.iter().map(Knob::default).collect(),
        }
    }

    /// The knobs with their values.
    pub fn all(&self) -> impl Iterator<Item = (&'static Knob, &str)> {
        self.knobs
            .iter()
            .zip(self.values.iter().map(String::as_str))
    }

    /// Sets one.
    ///
    /// # Errors
    /// What is wrong with the value. There being no such knob is for whoever asks to find out first.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), Say> {
        let Some(at) = self.knobs.iter().position(|knob| knob.name == name) else {
            return Ok(());
        };
        if let Some(wrong) = self.knobs.get(at).and_then(|knob| knob.wrong(value)) {
            return Err(wrong);
        }
        if let Some(place) = self.values.get_mut(at) {
            value.clone_into(place);
        }
        Ok(())
    }

    /// The value of this knob as a text; empty where there is no such knob.
    #[must_use]
    pub fn word(&self, name: &str) -> &str {
        let found = self.all().find(|(knob, _)| knob.name == name);
        found.map_or("", |(_, value)| value)
    }

    /// The value of this knob as a number; 0 where it is none.
    #[must_use]
    pub fn number(&self, name: &str) -> i64 {
        self.word(name).parse().unwrap_or(0)
    }

    /// The same as a count.
    #[must_use]
    pub fn count(&self, name: &str) -> usize {
        usize::try_from(self.number(name)).unwrap_or(0)
    }

    /// Is this knob set to this word?
    #[must_use]
    pub fn is(&self, name: &str, word: &str) -> bool {
        self.word(name) == word
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOBS: &[Knob] = &[
        Knob {
            name: "reader",
            label: "x",
            values: Values::Words(&[("fast", "x"), ("slow", "x")]),
        },
        Knob {
            name: "sends",
            label: "x",
            values: Values::Number {
                from: 1,
                to: 12,
                default: 3,
                step: 5,
                unit: "",
            },
        },
    ];

    #[test]
    fn a_value_out_of_range_is_refused_and_changes_nothing() {
        let mut choices = Choices::new(KNOBS);
        assert_eq!(
            (choices.word("reader"), choices.count("sends")),
            ("fast", 3)
        );
        assert!(choices.set("sends", "13").is_err());
        assert!(choices.set("sends", "many").is_err());
        assert!(choices.set("reader", "lazy").is_err());
        assert_eq!(
            (choices.word("reader"), choices.count("sends")),
            ("fast", 3)
        );
        assert_eq!(choices.set("sends", "12"), Ok(()));
        assert_eq!(choices.count("sends"), 12);
    }

    #[test]
    fn keys_walk_words_round_and_numbers_to_the_end() {
        let [words, numbers] = KNOBS else {
            unreachable!()
        };
        assert_eq!(words.stepped("slow", true), "fast");
        assert_eq!(words.stepped("fast", false), "slow");
        assert_eq!(numbers.stepped("1", true), "5");
        assert_eq!(numbers.stepped("10", true), "12");
        assert_eq!(numbers.stepped("12", false), "10");
        assert_eq!(numbers.stepped("5", false), "1");
        assert_eq!(numbers.stepped("1", false), "1");
    }
}
