//! Kinds of values: how each is read from a file, a variable or a flag, and written as TOML.

use crate::msg::chat::Encoding;
use crate::say;
use crate::say::Say;

use super::choice::{Mebibytes, Named, Port};
use super::{Given, Origin};

/// A value before it is known whether it is one of its kind.
#[derive(Debug, Clone, PartialEq)]
pub enum Raw<'a> {
    /// As one writes it in a variable or behind a flag, where everything is text.
    Words(&'a [&'a str]),
    /// A text of the file.
    Text(&'a str),
    /// A whole number of the file.
    Number(i64),
    /// `true` or `false` in the file.
    Switch(bool),
    /// A list of texts in the file.
    List(Vec<&'a str>),
    /// Something that no setting is: a date, a table, a list of numbers.
    Other,
}

impl Raw<'_> {
    /// The one word or text that it is.
    fn word(&self) -> Option<&str> {
        match self {
            Self::Words(words) => words.last().copied(),
            Self::Text(text) => Some(text),
            Self::Number(_) | Self::Switch(_) | Self::List(_) | Self::Other => None,
        }
    }

    /// The whole number that it is.
    fn number(&self) -> Option<i64> {
        match self {
            Self::Words(words) => words.last()?.trim().parse().ok(),
            Self::Number(number) => Some(*number),
            Self::Text(_) | Self::Switch(_) | Self::List(_) | Self::Other => None,
        }
    }
}

/// What a setting may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Allowed {
    /// One of these texts.
    OneOf(Vec<&'static str>),
    /// A whole number, both ends allowed.
    Numbers(i64, i64),
    /// `true` or `false`.
    Switch,
    /// Any text.
    Text,
    /// A list of texts.
    List,
}

impl Allowed {
    /// In words.
    #[must_use]
    pub fn say(&self) -> Say {
        match self {
            Self::OneOf(names) => {
                let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
                say!("settings-allowed-one-of", names = names)
            }
            Self::Numbers(low, high) => {
                say!("settings-allowed-numbers", low = *low, high = *high)
            }
            Self::Switch => say!("settings-allowed-switch"),
            Self::Text => say!("settings-allowed-text"),
            Self::List => say!("settings-allowed-list"),
        }
    }
}

/// A type that a setting's value can have.
pub trait Kind: Sized {
    /// The value; `None`: it is none of this kind.
    fn read(raw: &Raw<'_>) -> Option<Self>;
    /// As TOML.
    fn write(&self) -> String;
    /// What it may be.
    fn allowed() -> Allowed;
}

/// A setting's value, whatever its type.
pub trait Field {
    /// Takes another value.
    ///
    /// # Errors
    /// What would be allowed; the value stays.
    fn take(&mut self, raw: &Raw<'_>, origin: Origin) -> Result<(), Allowed>;
    /// The value as TOML.
    fn written(&self) -> String;
    /// Where it is from.
    fn origin(&self) -> Origin;
    /// What it may be.
    fn allowed(&self) -> Allowed;
}

impl<T: Kind> Field for Given<T> {
    fn take(&mut self, raw: &Raw<'_>, origin: Origin) -> Result<(), Allowed> {
        let value = T::read(raw).ok_or_else(T::allowed)?;
        *self = Self { value, origin };
        Ok(())
    }

    fn written(&self) -> String {
        self.value.write()
    }

    fn origin(&self) -> Origin {
        self.origin
    }

    fn allowed(&self) -> Allowed {
        T::allowed()
    }
}

/// The name for what is found out at the start.
const AUTO: &str = "auto";

impl<T: Named> Kind for Option<T> {
    fn read(raw: &Raw<'_>) -> Option<Self> {
        let word = raw.word()?;
        if word == AUTO {
            return Some(None);
        }
        let (value, _) = T::NAMES.iter().find(|(_, names)| names.contains(&word))?;
        Some(Some(*value))
    }

    fn write(&self) -> String {
        let names = T::NAMES.iter().find(|(value, _)| Some(*value) == *self);
        quoted(names.and_then(|(_, names)| names.first()).unwrap_or(&AUTO))
    }

    fn allowed() -> Allowed {
        let first = T::NAMES.iter().filter_map(|(_, names)| names.first());
        Allowed::OneOf([AUTO].into_iter().chain(first.copied()).collect())
    }
}

impl Kind for Encoding {
    fn read(raw: &Raw<'_>) -> Option<Self> {
        Self::named(raw.word()?)
    }

    fn write(&self) -> String {
        quoted(self.name())
    }

    fn allowed() -> Allowed {
        Allowed::OneOf(Self::ALL.map(Self::name).to_vec())
    }
}

impl Kind for bool {
    fn read(raw: &Raw<'_>) -> Option<Self> {
        match raw {
            Raw::Switch(on) => Some(*on),
            Raw::Words(words) => match *words.last()? {
                "true" | "yes" | "on" | "1" => Some(true),
                "false" | "no" | "off" | "0" => Some(false),
                _ => None,
            },
            Raw::Text(_) | Raw::Number(_) | Raw::List(_) | Raw::Other => None,
        }
    }

    fn write(&self) -> String {
        self.to_string()
    }

    fn allowed() -> Allowed {
        Allowed::Switch
    }
}

impl Kind for Port {
    fn read(raw: &Raw<'_>) -> Option<Self> {
        let port = u16::try_from(raw.number()?).ok()?;
        (port > 0).then_some(Self(port))
    }

    fn write(&self) -> String {
        self.0.to_string()
    }

    fn allowed() -> Allowed {
        Allowed::Numbers(1, i64::from(u16::MAX))
    }
}

impl Kind for Mebibytes {
    fn read(raw: &Raw<'_>) -> Option<Self> {
        let number = u32::try_from(raw.number()?).ok()?;
        (1..=Self::MOST).contains(&number).then_some(Self(number))
    }

    fn write(&self) -> String {
        self.0.to_string()
    }

    fn allowed() -> Allowed {
        Allowed::Numbers(1, i64::from(Self::MOST))
    }
}

impl Kind for String {
    fn read(raw: &Raw<'_>) -> Option<Self> {
        raw.word().map(ToOwned::to_owned)
    }

    fn write(&self) -> String {
        quoted(self)
    }

    fn allowed() -> Allowed {
        Allowed::Text
    }
}

impl Kind for Vec<String> {
    fn read(raw: &Raw<'_>) -> Option<Self> {
        let names: Self = match raw {
            Raw::Words(words) => words
                .iter()
                .flat_map(|word| word.split(','))
                .map(|name| name.trim().to_owned())
                .collect(),
            Raw::List(names) => names.iter().map(|name| (*name).to_owned()).collect(),
            Raw::Text(_) | Raw::Number(_) | Raw::Switch(_) | Raw::Other => return None,
        };
        names.iter().all(|name| !name.is_empty()).then_some(names)
    }

    fn write(&self) -> String {
        let names = self.iter().map(|name| quoted(name));
        format!("[{}]", names.collect::<Self>().join(", "))
    }

    fn allowed() -> Allowed {
        Allowed::List
    }
}

/// A text as TOML writes it.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => quoted += &format!("\\u{:04X}", u32::from(c)),
            c => quoted.push(c),
        }
    }
    quoted + "\""
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Lang;

    fn words<T: Kind>(word: &str) -> Option<T> {
        T::read(&Raw::Words(&[word]))
    }

    #[test]
    fn behind_a_flag_everything_is_text() {
        assert_eq!(words::<Port>("7000"), Some(Port(7000)));
        assert_eq!(words::<bool>("off"), Some(false));
        let names = Vec::read(&Raw::Words(&["eth0,lo", "wlan0"]));
        assert_eq!(
            names,
            Some(["eth0", "lo", "wlan0"].map(String::from).into())
        );
    }

    #[test]
    fn in_the_file_a_number_in_quotes_is_none() {
        assert_eq!(Port::read(&Raw::Text("7000")), None);
        assert_eq!(Port::read(&Raw::Number(7000)), Some(Port(7000)));
        assert_eq!(bool::read(&Raw::Text("true")), None);
        assert_eq!(String::read(&Raw::Number(1)), None);
    }

    #[test]
    fn ranges_hold_at_both_ends() {
        for (number, port) in [
            (0, None),
            (1, Some(1)),
            (65_535, Some(65_535)),
            (65_536, None),
            (-1, None),
        ] {
            assert_eq!(Port::read(&Raw::Number(number)).map(|port| port.0), port);
        }
        assert_eq!(Mebibytes::read(&Raw::Number(0)), None);
        assert_eq!(Mebibytes::read(&Raw::Number(65_537)), None);
    }

    #[test]
    fn names_have_twins_and_auto_is_one_of_them() {
        assert_eq!(words(AUTO), Some(None::<Lang>));
        assert_eq!(words("zh"), Some(Some(Lang::ZhCn)));
        assert_eq!(words::<Option<Lang>>("fr"), None);
        assert_eq!(Some(Lang::ZhCn).write(), "\"zh-CN\"");
        assert_eq!(words("latin1"), Some(Encoding::Latin1));
    }

    #[test]
    fn an_empty_name_is_no_interface() {
        assert_eq!(words::<Vec<String>>("lo,"), None);
        assert_eq!(Vec::<String>::read(&Raw::List(vec![])), Some(vec![]));
    }

    #[test]
    fn texts_are_written_so_that_toml_reads_them_back() {
        let text = "a \"b\" \\ \u{1b} 你";
        let toml = format!("a = {}", quoted(text));
        let read = toml::de::DeTable::parse(&toml).unwrap();
        assert_eq!(read.get_ref()["a"].get_ref().as_str(), Some(text));
    }
}
