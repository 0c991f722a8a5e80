//! The screens' words: turns a [`Say`] into a sentence of the chosen language.
//!
//! Sentences live in `assets/locales/<language>/<room>.ftl` (Project Fluent), compiled into the
//! program. A key that is missing shows as itself, so nothing is ever silently blank; a test holds
//! that none is missing.

use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use crate::say::{Arg, Say};

pub mod quick;

/// A language of the screens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Simplified Chinese.
    ZhCn,
}

/// One language's files: (room, contents).
pub type Files = [(&'static str, &'static str)];

macro_rules! locale {
    ($lang:literal: $($room:literal),+ $(,)?) => {
        &[$(($room, include_str!(concat!("../assets/locales/", $lang, "/", $room, ".ftl")))),+]
    };
}

const EN: &Files = locale!("en": "app", "wire", "host", "source", "chat", "practice", "journey", "wire-low", "wire-app", "files", "filter", "flows", "packets", "encap", "sighting", "predict", "report", "finder", "settings");
const ZH_CN: &Files = locale!("zh-CN": "app", "wire", "host", "source", "chat", "practice", "journey", "wire-low", "wire-app", "files", "filter", "flows", "packets", "encap", "sighting", "predict", "report", "finder", "settings");

impl Lang {
    /// Every language, in the order `L` walks through.
    pub const ALL: [Self; 2] = [Self::En, Self::ZhCn];

    /// The language after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::En => Self::ZhCn,
            Self::ZhCn => Self::En,
        }
    }

    /// From a locale's name (`zh_CN.UTF-8`, `en_US`, `C`): Chinese where it says so, else English.
    #[must_use]
    pub fn from_locale(name: &str) -> Self {
        if name.to_ascii_lowercase().starts_with("zh") {
            Self::ZhCn
        } else {
            Self::En
        }
    }

    /// What stands in the corner of the screen.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "EN",
            Self::ZhCn => "中",
        }
    }

    /// The language's files.
    #[must_use]
    pub const fn files(self) -> &'static Files {
        match self {
            Self::En => EN,
            Self::ZhCn => ZH_CN,
        }
    }
}

/// The words of one language.
pub struct Text {
    lang: Lang,
    bundle: FluentBundle<FluentResource>,
}

impl std::fmt::Debug for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Text")
            .field("lang", &self.lang)
            .finish_non_exhaustive()
    }
}

impl Text {
    /// Reads the language's files (compiled in; some hundred microseconds).
    #[must_use]
    pub fn new(lang: Lang) -> Self {
        // Both names are well formed; were one not, plural rules would fall back to the root's.
        let id: LanguageIdentifier = match lang {
            Lang::En => "en",
            Lang::ZhCn => "zh-CN",
        }
        .parse()
        .unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        // The isolation marks Fluent would put around arguments are invisible characters, which a
        // terminal may draw as boxes.
        bundle.set_use_isolating(false);
        for (_, file) in lang.files() {
            // A file with a mistake still gives its good messages; the test over the locales fails.
            let resource =
                FluentResource::try_new((*file).to_owned()).unwrap_or_else(|(partial, _)| partial);
            bundle.add_resource_overriding(resource);
        }
        Self { lang, bundle }
    }

    /// A message of one line without arguments in each language, for what must be known whichever is
    /// spoken. It is looked up in the files as they stand: to read a whole language takes 3 MiB.
    #[must_use]
    pub fn in_each_language(keys: &[&'static str]) -> Vec<String> {
        let of = |lang: Lang, key: &str| {
            let mut lines = lang.files().iter().flat_map(|(_, text)| text.lines());
            lines.find_map(|line| {
                line.strip_prefix(key)?
                    .strip_prefix(" = ")
                    .map(|value| value.trim().to_owned())
            })
        };
        Lang::ALL
            .into_iter()
            .flat_map(|lang| keys.iter().filter_map(move |key| of(lang, key)))
            .collect()
    }

    /// The same for many messages at once: the words of each in every language, one behind the other, in one
    /// walk through the files. A search finds a message by its name in any language.
    #[must_use]
    pub fn words_of(keys: &BTreeSet<&'static str>) -> BTreeMap<&'static str, String> {
        let mut words: BTreeMap<&'static str, String> = BTreeMap::new();
        let files = Lang::ALL.into_iter().flat_map(|lang| lang.files().iter());
        for line in files.flat_map(|(_, text)| text.lines()) {
            let Some((key, value)) = line.split_once(" = ") else {
                continue;
            };
            if let Some(key) = keys.get(key) {
                let said = words.entry(key).or_default();
                said.push_str(value.trim());
                said.push('\n');
            }
        }
        words
    }

    /// Which language this is.
    #[must_use]
    pub const fn lang(&self) -> Lang {
        self.lang
    }

    /// Says a message.
    #[must_use]
    pub fn say(&self, say: &Say) -> String {
        let Some(pattern) = self
            .bundle
            .get_message(say.key)
            .and_then(|message| message.value())
        else {
            return say.key.to_owned();
        };
        if say.args.is_empty() {
            return self
                .bundle
                .format_pattern(pattern, None, &mut Vec::new())
                .into_owned();
        }
        let mut args = FluentArgs::with_capacity(say.args.len());
        for (name, arg) in &say.args {
            args.set(*name, self.value(arg));
        }
        self.bundle
            .format_pattern(pattern, Some(&args), &mut Vec::new())
            .into_owned()
    }

    /// Says a message without arguments. The key must be a literal: `text.get("app-quit")`.
    #[must_use]
    pub fn get(&self, key: &'static str) -> String {
        self.say(&Say::plain(key))
    }

    fn value(&self, arg: &Arg) -> FluentValue<'static> {
        match arg {
            // As text and number both: a number formatted by Fluent would group digits.
            Arg::Number(n) => FluentValue::from(*n),
            Arg::Text(text) => FluentValue::String(text.clone()),
            Arg::Say(say) => FluentValue::String(self.say(say).into()),
            Arg::List(list) => FluentValue::String(self.list(list).into()),
        }
    }

    /// These texts one after the other, as the language writes a list.
    #[must_use]
    pub fn list(&self, texts: &[String]) -> String {
        texts.join(&self.get("list-separator"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_every_language() {
        let words = Text::words_of(&BTreeSet::from(["chat-pane-you"]));
        for text in Lang::ALL.map(Text::new) {
            assert!(words["chat-pane-you"].contains(&text.get("chat-pane-you")));
        }
    }

    #[test]
    fn a_word_in_each_language_is_the_one_that_is_said() {
        let keys = ["chat-pane-you", "practice-pane-name"];
        let said: Vec<_> = Lang::ALL
            .into_iter()
            .map(Text::new)
            .flat_map(|text| keys.map(|key| text.get(key)))
            .collect();
        assert_eq!(Text::in_each_language(&keys), said);
    }

    #[test]
    fn a_list_is_written_as_the_language_writes_one() {
        let known = crate::say!(
            "chat-pane-known",
            nicks = vec!["Ada".to_owned(), "Bob".to_owned()]
        );
        assert_eq!(
            Text::new(Lang::En).list(&["Ada".to_owned(), "Bob".to_owned()]),
            "Ada, Bob"
        );
        assert_eq!(Text::new(Lang::ZhCn).say(&known), "现在有：Ada、Bob");
    }
}
