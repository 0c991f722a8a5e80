//! The file: TOML to settings, with line and column of everything that is wrong.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::msg::Key;
use crate::nearest::nearest;
use crate::say;
use crate::say::Clean;
use crate::say::Say;
use crate::ui::theme::{MEANINGS, Meaning, Paint};

use super::colours::Colour;
use super::keys::KeyWish;
use super::kind::{Allowed, Raw};
use super::problem::{At, Lines, Problem, clean_name};
use super::table::{SETTINGS, Setting};
use super::{Origin, Settings, VERSION};

/// The version's name in the file.
pub(super) const VERSION_KEY: &str = "version";
/// The section of the colours.
pub(super) const COLOURS: &str = "colours";
/// The section of the keys.
pub(super) const KEYS: &str = "keys";

/// More is wrong with a file than anybody reads.
const MOST: usize = 50;

/// Nobody needs more keys for one thing.
const MOST_KEYS: usize = 8;

/// A value with where it stands.
type Value<'i> = Spanned<DeValue<'i>>;

/// What was read from a file: settings where all else has its default, what nobody knows in it, what is wrong.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) settings: Settings,
    pub(super) warnings: Vec<Problem>,
    pub(super) problems: Vec<Problem>,
}

/// Reads a file's text.
pub(super) fn read(text: &str) -> Read {
    let mut reading = Reading {
        lines: Lines::of(text),
        read: Read {
            settings: Settings::default(),
            warnings: Vec::new(),
            problems: Vec::new(),
        },
    };
    let (document, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let why = Clean::spoken(error.message());
        let at = error.span().unwrap_or_default();
        reading.wrong(at, say!("settings-syntax", why = why), None);
    }
    // What could be made of a text that is no TOML says nothing about what was meant.
    if reading.read.problems.is_empty() && reading.is_of_our_version(document.get_ref()) {
        reading.document(document.get_ref());
    }
    let mut read = reading.read;
    for problems in [&mut read.warnings, &mut read.problems] {
        problems.sort_by_key(|problem| match &problem.at {
            At::Place(place) => place.span.start,
            At::File | At::Variable(_) | At::Flag(_) => 0,
        });
    }
    read
}

struct Reading<'i> {
    lines: Lines<'i>,
    read: Read,
}

impl Reading<'_> {
    fn is_of_our_version(&mut self, document: &DeTable<'_>) -> bool {
        let Some(value) = document.get(VERSION_KEY) else {
            return true;
        };
        match raw(value.get_ref()) {
            Raw::Number(VERSION) => return true,
            Raw::Number(version) => {
                let what = say!("settings-version", version = version, ours = VERSION);
                self.wrong(value.span(), what, Some(say!("settings-version-remedy")));
            }
            _ => self.wrong(
                value.span(),
                say!("settings-version-missing"),
                Some(say!("settings-version-remedy")),
            ),
        }
        false
    }

    fn document(&mut self, document: &DeTable<'_>) {
        for (name, value) in document {
            match name.get_ref().as_ref() {
                VERSION_KEY => {}
                COLOURS => self.section(COLOURS, value, Self::colour),
                KEYS => self.section(KEYS, value, Self::layer),
                known => match Setting::named(known) {
                    Some(setting) => self.setting(setting, value),
                    None => self.unknown(name, top()),
                },
            }
        }
        let place = |wish: &KeyWish| wish.at.span.start;
        self.read.settings.keys.sort_by_key(place);
        self.read.settings.colours.sort_by_key(|colour| colour.line);
    }

    fn setting(&mut self, setting: &'static Setting, value: &Value<'_>) {
        let place = self.lines.place(value.span());
        let origin = Origin::File { line: place.line };
        let field = setting.of_mut(&mut self.read.settings);
        if let Err(allowed) = field.take(&raw(value.get_ref()), origin) {
            let what = say!("settings-value", name = setting.name);
            let hint = hint(&allowed, value.get_ref().as_str());
            self.wrong(value.span(), what, Some(hint));
        }
    }

    /// Each entry of a table, by `take`.
    fn section<'i>(
        &mut self,
        name: &'static str,
        value: &Value<'i>,
        take: fn(&mut Self, &Spanned<std::borrow::Cow<'i, str>>, &Value<'i>),
    ) {
        let Some(table) = value.get_ref().as_table() else {
            let hint = say!("settings-allowed-section", name = name);
            let what = say!("settings-value", name = name);
            return self.wrong(value.span(), what, Some(hint));
        };
        for (name, value) in table {
            take(self, name, value);
        }
    }

    fn colour<'i>(&mut self, name: &Spanned<std::borrow::Cow<'i, str>>, value: &Value<'i>) {
        let Some(meaning) = Meaning::named(name.get_ref()) else {
            return self.unknown(name, MEANINGS.iter().map(|meaning| meaning.name));
        };
        let written = value.get_ref().as_str().unwrap_or_default();
        let Some(paint) = Paint::read(written) else {
            let what = say!("settings-value", name = meaning.name);
            return self.wrong(value.span(), what, Some(say!("settings-allowed-colour")));
        };
        self.read.settings.colours.push(Colour {
            meaning,
            paint,
            written: written.to_owned(),
            line: self.lines.place(value.span()).line,
        });
    }

    fn layer<'i>(&mut self, layer: &Spanned<std::borrow::Cow<'i, str>>, value: &Value<'i>) {
        let Some(verbs) = value.get_ref().as_table() else {
            let what = say!("settings-value", name = clean_name(layer.get_ref()));
            let hint = say!("settings-allowed-layer");
            return self.wrong(layer.span(), what, Some(hint));
        };
        let layer_at = self.lines.place(layer.span());
        for (verb, value) in verbs {
            let Some(keys) = self.keys(verb.get_ref(), value) else {
                continue;
            };
            self.read.settings.keys.push(KeyWish {
                layer: layer.get_ref().to_string(),
                layer_at: layer_at.clone(),
                verb: verb.get_ref().to_string(),
                at: self.lines.place(verb.span()),
                keys,
            });
        }
    }

    /// One key or a list of them; `None`, and said why, for anything else.
    fn keys(&mut self, verb: &str, value: &Value<'_>) -> Option<Vec<Key>> {
        let one = std::slice::from_ref(value);
        let values: &[Value<'_>] = match value.get_ref() {
            DeValue::Array(values) if (1..=MOST_KEYS).contains(&values.len()) => values,
            _ => one,
        };
        let keys = values.iter().map(|value| {
            let key = value.get_ref().as_str().and_then(Key::named);
            if key.is_none() {
                let what = say!("settings-no-key", name = clean_name(verb));
                self.wrong(value.span(), what, Some(say!("settings-allowed-key")));
            }
            key
        });
        // All are looked at, so that all mistakes are said at once.
        let keys: Vec<_> = keys.collect();
        keys.into_iter().collect()
    }

    fn unknown<'a>(
        &mut self,
        name: &Spanned<std::borrow::Cow<'_, str>>,
        known: impl IntoIterator<Item = &'a str>,
    ) {
        let place = self.lines.place(name.span());
        push(
            &mut self.read.warnings,
            Problem::unknown(name.get_ref(), place, known),
        );
    }

    fn wrong(&mut self, span: Range<usize>, what: Say, hint: Option<Say>) {
        let at = At::Place(self.lines.place(span));
        push(&mut self.read.problems, Problem { at, what, hint });
    }
}

fn push(problems: &mut Vec<Problem>, problem: Problem) {
    if problems.len() < MOST {
        problems.push(problem);
    }
}

/// The names that may stand at the file's top.
fn top() -> impl Iterator<Item = &'static str> {
    let settings = SETTINGS.iter().map(|setting| setting.name);
    settings.chain([VERSION_KEY, COLOURS, KEYS])
}

/// What is allowed, and which of it may be meant.
pub(super) fn hint(allowed: &Allowed, written: Option<&str>) -> Say {
    if let (Allowed::OneOf(names), Some(written)) = (allowed, written)
        && let Some(near) = nearest(written, names.iter().copied()).first()
    {
        return say!(
            "settings-nearest-of",
            name = (*near).to_owned(),
            allowed = allowed.say()
        );
    }
    allowed.say()
}

/// A value of the file as settings take it.
fn raw<'a>(value: &'a DeValue<'_>) -> Raw<'a> {
    match value {
        DeValue::String(text) => Raw::Text(text),
        DeValue::Integer(number) => {
            i64::from_str_radix(number.as_str(), number.radix()).map_or(Raw::Other, Raw::Number)
        }
        DeValue::Boolean(on) => Raw::Switch(*on),
        DeValue::Array(values) => {
            let texts = values.iter().map(|value| value.get_ref().as_str());
            texts.collect::<Option<_>>().map_or(Raw::Other, Raw::List)
        }
        DeValue::Float(_) | DeValue::Datetime(_) | DeValue::Table(_) => Raw::Other,
    }
}

#[cfg(test)]
mod tests;
