//! The screens' words: turns a [`Say`] into a sentence of the chosen language.
//!
//! Sentences live in `assets/locales/<language>/<room>.ftl` (Project Fluent), compiled into the
//! program. A key that is missing shows as itself, so nothing is ever silently blank; a test holds
//! that none is missing.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use crate::say::{Arg, Clean, Say};

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

/// What keys are called, by layer and verb: `packets.ladder`, `w`; empty where none is bound.
pub type KeyNames = BTreeMap<String, String>;

/// The files of each language: every room stands here once.
macro_rules! rooms {
    ($($room:literal),+ $(,)?) => {
        const EN: &Files =
            &[$(($room, include_str!(concat!("../assets/locales/en/", $room, ".ftl")))),+];
        const ZH_CN: &Files =
            &[$(($room, include_str!(concat!("../assets/locales/zh-CN/", $room, ".ftl")))),+];
    };
}

rooms!(
    "app",
    "wire",
    "host",
    "source",
    "chat",
    "practice",
    "journey",
    "wire-low",
    "wire-app",
    "wire-web",
    "files",
    "filter",
    "flows",
    "packets",
    "encap",
    "sighting",
    "predict",
    "report",
    "finder",
    "settings",
    "exercise",
    "stream",
    "backlog",
    "endings",
    "ports",
    "blocking",
    "handshake",
    "byteorder",
);

/// The messages of one line as they stand in the files of [`Lang::ALL`]; empty where a language has none.
type Lines = HashMap<&'static str, [&'static str; Lang::ALL.len()]>;

/// Gathered when somebody first searches: to read the other language whole takes 3 MiB.
static LINES: LazyLock<Lines> = LazyLock::new(|| {
    let mut lines = Lines::new();
    for (at, lang) in Lang::ALL.into_iter().enumerate() {
        let said = lang.files().iter().flat_map(|(_, file)| file.lines());
        for (key, words) in said.filter_map(|line| line.split_once(" = ")) {
            if let Some(place) = lines.entry(key).or_default().get_mut(at) {
                *place = words.trim();
            }
        }
    }
    lines
});

fn lines_of(key: &str) -> impl Iterator<Item = &'static str> + use<> {
    let said = LINES.get(key).copied().unwrap_or_default();
    said.into_iter().filter(|words| !words.is_empty())
}

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

/// What `KEY("packets.ladder")` says in a sentence; `unbound` where no key is bound to the verb.
fn key_function(
    keys: KeyNames,
    unbound: String,
) -> impl for<'a> Fn(&[FluentValue<'a>], &FluentArgs<'_>) -> FluentValue<'a> {
    move |args, _| match args.first() {
        Some(FluentValue::String(verb)) => match keys.get(verb.as_ref()).map(String::as_str) {
            Some("") => unbound.clone().into(),
            Some(key) => key.to_owned().into(),
            None => FluentValue::String(verb.clone()),
        },
        Some(_) | None => FluentValue::Error,
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
    /// Reads the language's files (compiled in; some hundred microseconds). Where no keys are known a sentence
    /// with a key in it says what the key is for.
    #[must_use]
    pub fn new(lang: Lang) -> Self {
        Self::with_keys(lang, KeyNames::new())
    }

    /// The same, where these keys are bound: `{ KEY("packets.ladder") }` in a sentence says the key.
    #[must_use]
    pub fn with_keys(lang: Lang, keys: KeyNames) -> Self {
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
        let mut text = Self { lang, bundle };
        let name = key_function(keys, text.get("key-unbound"));
        // It fails only where the name is taken, and nothing else has it.
        let _ = text.bundle.add_function("KEY", name);
        text
    }

    /// Messages of one line without arguments in each language, for what must be known whichever is spoken: a
    /// few, at the start, so they are looked up in the files as they stand, and no index is made for them.
    #[must_use]
    pub fn in_each_language(keys: &[&str]) -> Vec<String> {
        let of = |lang: Lang, key: &str| {
            let mut lines = lang.files().iter().flat_map(|(_, file)| file.lines());
            lines.find_map(|line| line.strip_prefix(key)?.strip_prefix(" = "))
        };
        let said = keys
            .iter()
            .flat_map(|key| Lang::ALL.into_iter().filter_map(move |lang| of(lang, key)));
        said.map(|words| words.trim().to_owned()).collect()
    }

    /// Does a message without arguments hold this, whatever its case, in any language? `search` is in small
    /// letters. One of several lines is searched in the language spoken alone.
    #[must_use]
    pub fn holds(&self, key: &'static str, search: &str) -> bool {
        let holds = |words: &str| words.to_lowercase().contains(search);
        lines_of(key).any(holds) || (!LINES.contains_key(key) && holds(&self.get(key)))
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
            Arg::Text(text) => FluentValue::String(text.clone().into()),
            Arg::Say(say) => FluentValue::String(self.say(say).into()),
            Arg::List(list) => FluentValue::String(self.list(list).into()),
        }
    }

    /// These texts one after the other, as the language writes a list.
    #[must_use]
    pub fn list(&self, texts: &[Clean]) -> String {
        let between = self.get("list-separator");
        let texts: Vec<&str> = texts.iter().map(|text| &**text).collect();
        texts.join(&between)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_every_language() {
        for text in Lang::ALL.map(Text::new) {
            let word = text.get("view-packets").to_lowercase();
            for spoken in Lang::ALL.map(Text::new) {
                assert!(spoken.holds("view-packets", &word));
                assert!(!spoken.holds("view-packets", "nothing like it"));
            }
        }
    }

    #[test]
    fn a_word_in_each_language_is_the_one_that_is_said() {
        let keys = ["chat-pane-you", "practice-pane-name"];
        let said = keys.map(|key| Lang::ALL.map(|lang| Text::new(lang).get(key)));
        assert_eq!(Text::in_each_language(&keys), said.as_flattened());
    }

    #[test]
    fn a_key_in_a_sentence_is_the_one_that_is_bound() {
        let said = |keys: &[(&str, &str)]| {
            let keys = keys
                .iter()
                .map(|(verb, key)| ((*verb).to_owned(), (*key).to_owned()));
            Lang::ALL.map(|lang| {
                Text::with_keys(lang, keys.clone().collect()).get("interfaces-detail-close")
            })
        };
        assert_eq!(
            said(&[("global.back", "F9")]),
            ["F9: back to the list", "F9：返回列表"]
        );
        assert_eq!(
            said(&[("global.back", "")])[0],
            "(no key): back to the list"
        );
        assert_eq!(said(&[])[0], "global.back: back to the list");
    }

    #[test]
    fn a_list_is_written_as_the_language_writes_one() {
        let known = crate::say!(
            "chat-pane-known",
            nicks = vec!["Ada".to_owned(), "Bob".to_owned()]
        );
        assert_eq!(
            Text::new(Lang::En).list(&["Ada".into(), "Bob".into()]),
            "Ada, Bob"
        );
        assert_eq!(Text::new(Lang::ZhCn).say(&known), "现在有：Ada、Bob");
    }
}
