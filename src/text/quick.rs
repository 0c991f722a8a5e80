//! The same words, said a million times: messages taken apart once, then put together by hand.
//!
//! Fluent walks a message's tree anew each time it is said, with a map of its arguments; that takes
//! a microsecond or two. For a file's every field it is too long. Here a message becomes a list of
//! parts; what this file does not understand is left to [`Text::say`].

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use fluent_syntax::ast::{Expression, InlineExpression, Pattern, PatternElement, VariantKey};

use super::{Lang, Text};
use crate::say::{Arg, Say};

/// Says messages quickly, in one language.
#[derive(Debug)]
pub struct Quick {
    text: Text,
    known: Known,
}

type Known = HashMap<usize, Message, BuildHasherDefault<Address>>;

/// A message taken apart; `None`: only Fluent can say it.
type Message = Option<Box<[Part]>>;

#[derive(Debug)]
enum Part {
    Words(Box<str>),
    Arg(Box<str>),
    /// By the value of this argument one of these, else the one that stands at the number.
    Choice(Box<str>, Vec<(Key, Vec<Self>)>, usize),
}

#[derive(Debug)]
enum Key {
    /// A plural category, or a word.
    Word(Box<str>),
    Number(i64),
}

/// Keys are literals of the program: where one lies says which it is.
#[derive(Debug, Default)]
struct Address(u64);

impl Hasher for Address {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_usize(usize::from(*byte));
        }
    }

    fn write_usize(&mut self, n: usize) {
        self.0 = (self.0.rotate_left(5) ^ n as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

impl Quick {
    /// For this language.
    #[must_use]
    pub fn new(lang: Lang) -> Self {
        Self {
            text: Text::new(lang),
            known: HashMap::default(),
        }
    }

    /// Adds what the message says to `out`: the same as [`Text::say`].
    pub fn say(&mut self, say: &Say, out: &mut String) {
        let mut saying = Saying {
            text: &self.text,
            known: &self.known,
            new: Vec::new(),
        };
        saying.put(say, out, 0);
        for key in saying.new {
            self.known.insert(place(key), take_apart(&self.text, key));
        }
    }
}

/// Where a key lies. Two literals may begin at one place if one is the beginning of the other: so the
/// length too.
fn place(key: &'static str) -> usize {
    key.as_ptr() as usize ^ key.len().rotate_right(8)
}

/// A message being said.
struct Saying<'a> {
    text: &'a Text,
    known: &'a Known,
    /// Keys that were not known yet: Fluent says them this time.
    new: Vec<&'static str>,
}

impl Saying<'_> {
    fn put(&mut self, say: &Say, out: &mut String, depth: u32) {
        match self.known.get(&place(say.key)) {
            Some(Some(parts)) if depth < DEEPEST => self.parts(parts, say, out, depth),
            Some(_) => out.push_str(&self.text.say(say)),
            None => {
                self.new.push(say.key);
                out.push_str(&self.text.say(say));
            }
        }
    }

    /// No deeper than the message was written: choices are taken apart to a bound depth.
    fn parts(&mut self, parts: &[Part], say: &Say, out: &mut String, depth: u32) {
        for part in parts {
            match part {
                Part::Words(words) => out.push_str(words),
                Part::Arg(name) => match value(say, name) {
                    Some(Arg::Text(text)) => out.push_str(text),
                    Some(Arg::Number(n)) => number(*n, out),
                    Some(Arg::Say(inner)) => self.put(inner, out, depth + 1),
                    Some(Arg::List(list)) => out.push_str(&self.text.list(list)),
                    None => out.extend(["{$", name, "}"]),
                },
                Part::Choice(name, variants, other) => {
                    let lang = self.text.lang();
                    let chosen = variants
                        .iter()
                        .position(|(key, _)| fits(key, value(say, name), lang));
                    if let Some((_, chosen)) = variants.get(chosen.unwrap_or(*other)) {
                        self.parts(chosen, say, out, depth);
                    }
                }
            }
        }
    }
}

/// Messages inside messages that are put together here; deeper ones are left to Fluent.
const DEEPEST: u32 = 8;

fn value<'a>(say: &'a Say, name: &str) -> Option<&'a Arg> {
    say.args
        .iter()
        .find(|(own, _)| *own == name)
        .map(|(_, arg)| arg)
}

fn number(n: i64, out: &mut String) {
    let mut digits = [0; 20];
    let mut at = digits.len();
    let mut rest = n.unsigned_abs();
    loop {
        at -= 1;
        if let Some(digit) = digits.get_mut(at) {
            *digit = b'0' + (rest % 10) as u8;
        }
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if n < 0 {
        out.push('-');
    }
    out.push_str(
        digits
            .get(at..)
            .and_then(|d| std::str::from_utf8(d).ok())
            .unwrap_or_default(),
    );
}

/// Does this variant stand for the value? Plural categories of whole numbers (CLDR): English has
/// `one` and `other`, Chinese `other` alone.
fn fits(key: &Key, value: Option<&Arg>, lang: Lang) -> bool {
    match (key, value) {
        (Key::Number(own), Some(Arg::Number(n))) => own == n,
        (Key::Word(word), Some(Arg::Number(n))) => match (lang, &**word) {
            (Lang::En, "one") => matches!(n, 1 | -1),
            (_, "other") => lang != Lang::En || !matches!(n, 1 | -1),
            _ => false,
        },
        (Key::Word(word), Some(Arg::Text(text))) => **word == **text,
        _ => false,
    }
}

/// The parts of a message; `None` where it has something that this file does not know.
fn take_apart(text: &Text, key: &str) -> Message {
    let pattern = text.bundle.get_message(key)?.value()?;
    parts_of(pattern, 0).map(Into::into)
}

fn parts_of(pattern: &Pattern<&str>, depth: u32) -> Option<Vec<Part>> {
    if depth > 4 {
        return None;
    }
    let part = |element: &PatternElement<&str>| match element {
        PatternElement::TextElement { value } => Some(Part::Words((*value).into())),
        PatternElement::Placeable { expression } => placed(expression, depth),
    };
    pattern.elements.iter().map(part).collect()
}

fn placed(expression: &Expression<&str>, depth: u32) -> Option<Part> {
    match expression {
        Expression::Inline(InlineExpression::VariableReference { id }) => {
            Some(Part::Arg(id.name.into()))
        }
        // Escapes are left to Fluent.
        Expression::Inline(InlineExpression::StringLiteral { value }) if !value.contains('\\') => {
            Some(Part::Words((*value).into()))
        }
        Expression::Select {
            selector: InlineExpression::VariableReference { id },
            variants,
        } => {
            let other = variants.iter().position(|variant| variant.default)?;
            let variants = variants.iter().map(|variant| {
                let key = match &variant.key {
                    VariantKey::Identifier { name } => Key::Word((*name).into()),
                    VariantKey::NumberLiteral { value } => Key::Number(value.parse().ok()?),
                };
                Some((key, parts_of(&variant.value, depth + 1)?))
            });
            Some(Part::Choice(
                id.name.into(),
                variants.collect::<Option<_>>()?,
                other,
            ))
        }
        Expression::Inline(_) | Expression::Select { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::say;

    #[test]
    fn it_says_what_fluent_says() {
        let inner = || say!("wire-data", count = 3);
        for lang in Lang::ALL {
            let (text, mut quick) = (Text::new(lang), Quick::new(lang));
            for count in [0_u32, 1, 2, 1500] {
                let all = [
                    say!("wire-cut"),
                    say!("wire-cut-why", need = count, have = 3),
                    say!("wire-data", count = count),
                    say!("wire-checksum-wrong", should = "0x1234"),
                    say!("wire-name", name = inner()),
                    say!("wire-name", name = say!("wire-name", name = inner())),
                ];
                for one in all {
                    for _ in ["not known yet", "known"] {
                        let mut said = String::new();
                        quick.say(&one, &mut said);
                        assert_eq!(said, text.say(&one));
                    }
                }
            }
        }
    }

    #[test]
    fn every_message_of_the_wire_is_understood() {
        for lang in Lang::ALL {
            let text = Text::new(lang);
            for (room, file) in lang
                .files()
                .iter()
                .filter(|(room, _)| room.starts_with("wire") || *room == "files")
            {
                for key in file
                    .lines()
                    .filter_map(|line| line.split_once(" ="))
                    .map(|(key, _)| key)
                {
                    if key.starts_with(|c: char| c.is_ascii_lowercase()) {
                        assert!(
                            take_apart(&text, key).is_some(),
                            "{room}: {key} is left to Fluent"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn numbers_of_every_size() {
        for n in [0, 7, 10, -1, i64::MAX, i64::MIN] {
            let mut out = String::new();
            number(n, &mut out);
            assert_eq!(out, n.to_string());
        }
    }
}
