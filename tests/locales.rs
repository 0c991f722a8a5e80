//! The screens' words: both languages say the same things, and the source asks only for what is there.

#[expect(dead_code, reason = "how long files are is the matter of another test")]
#[path = "common/source.rs"]
mod source;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use fluent_bundle::FluentResource;
use source::Token;
use wirelab::app::start::keys;
use wirelab::text::Lang;

const ENGLISH: &str = "en";
const CHINESE: &str = "zh-CN";

/// Shown in the language one would change to.
const NAMES_OF_THE_OTHER_LANGUAGE: [&str; 2] = ["key-language", "key-language-short"];

/// What one types, the same in every language.
const TYPED: [&str; 1] = ["packets-filter-example"];
/// Literals of a key's form that are none: names of threads, of a hidden command and of files.
const NO_KEYS: [&str; 5] = [
    "host-watch",
    "practice-helper",
    "wire-low",
    "wire-app",
    "wire-web",
];

/// One message of one language.
#[derive(Debug, Default)]
struct Message {
    /// Its words as they stand in the file, all variants.
    words: String,
    /// The arguments it takes.
    arguments: BTreeSet<String>,
    /// Other messages it contains.
    contains: BTreeSet<String>,
    /// The verbs whose keys it says.
    keys: BTreeSet<String>,
    /// The file it stands in.
    file: String,
}

type Messages = BTreeMap<String, Message>;

/// A place in the source that asks for a message.
struct Asked {
    key: String,
    /// The arguments it hands over; none where a table or a condition names the key alone.
    arguments: Option<BTreeSet<String>>,
    at: String,
}

/// Every message of a language; each key stands once.
fn messages(language: &str) -> Messages {
    let mut found = Messages::new();
    for file in files(language) {
        for (key, words) in entries(&source::text(&format!("assets/locales/{language}/{file}"))) {
            let (arguments, contains) = placeables(&words);
            let keys = keys_said(&words);
            let before = found.insert(
                key.clone(),
                Message {
                    words,
                    keys,
                    arguments,
                    contains,
                    file: file.clone(),
                },
            );
            assert!(
                before.is_none(),
                "{language}/{file}: {key} stands there twice, or in another file too"
            );
        }
    }
    found
}

fn files(language: &str) -> BTreeSet<String> {
    let folder = source::root().join("assets/locales").join(language);
    let entries =
        fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    entries
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect()
}

/// The keys of a Fluent file with what stands behind them. A message goes on while lines are
/// indented, empty or a closing brace.
fn entries(file: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for line in file.lines().filter(|line| !line.starts_with('#')) {
        if line.starts_with(|c: char| c.is_ascii_alphabetic())
            && let Some((key, words)) = line.split_once('=')
        {
            found.push((key.trim().to_owned(), words.trim().to_owned()));
        } else if let Some((_, words)) = found.last_mut() {
            words.push('\n');
            words.push_str(line);
        }
    }
    found
}

/// The arguments and the messages that a message's braces name.
fn placeables(words: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut arguments, mut contains) = (BTreeSet::new(), BTreeSet::new());
    for inside in words.split('{').skip(1) {
        let name: String = inside
            .trim_start()
            .trim_start_matches('$')
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c))
            .collect();
        if inside.trim_start().starts_with('$') {
            arguments.insert(name);
        } else if inside
            .trim_start()
            .starts_with(|c: char| c.is_ascii_lowercase())
        {
            contains.insert(name);
        }
    }
    (arguments, contains)
}

/// The verbs whose keys a message says: `{ KEY("packets.ladder") }`.
fn keys_said(words: &str) -> BTreeSet<String> {
    let verbs = words.split("KEY(\"").skip(1);
    let verbs = verbs.filter_map(|rest| rest.split_once("\")"));
    verbs.map(|(verb, _)| verb.to_owned()).collect()
}

/// Whether a literal has the form of a key: words of small letters and digits, with `-` between.
fn is_key(literal: &str) -> bool {
    literal.contains('-')
        && literal.split('-').all(|word| {
            !word.is_empty()
                && word
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        })
}

/// Every literal of the source that has the form of a key and begins as the keys do.
fn asked(known: &Messages) -> Vec<Asked> {
    let first = |key: &str| key.split('-').next().unwrap_or_default().to_owned();
    let beginnings: BTreeSet<String> = known.keys().map(|key| first(key)).collect();
    let mut found = Vec::new();
    for source in source::all() {
        for (index, (token, line)) in source.tokens.iter().enumerate() {
            let Token::Text(key) = token else { continue };
            if is_key(key) && beginnings.contains(&first(key)) && !NO_KEYS.contains(&key.as_str()) {
                let at = format!("src/{}:{line}", source.path);
                found.push(Asked {
                    key: key.clone(),
                    arguments: arguments(&source.tokens, index),
                    at,
                });
            }
        }
    }
    found
}

/// What is handed over with the key at `index`: by `say!(…)`, `.get(…)`, `Say::plain(…)`.
fn arguments(tokens: &[(Token, usize)], index: usize) -> Option<BTreeSet<String>> {
    let before = |n: usize| index.checked_sub(n).map(|at| &tokens[at].0);
    if !before(1)?.sign('(') {
        return None;
    }
    let name = before(2)?;
    if name.is("get") || name.is("plain") {
        return Some(BTreeSet::new());
    }
    (name.sign('!') && before(3)?.is("say")).then(|| given(&tokens[index + 1..]))
}

/// The names before `=` in the rest of a `say!(…)`.
fn given(rest: &[(Token, usize)]) -> BTreeSet<String> {
    let (mut depth, mut names) = (0_usize, BTreeSet::new());
    for window in rest.windows(3) {
        match &window[0].0 {
            Token::Sign('(' | '[' | '{') => depth += 1,
            Token::Sign(')') if depth == 0 => break,
            Token::Sign(')' | ']' | '}') => depth = depth.saturating_sub(1),
            Token::Sign(',') if depth == 0 => {
                if let (Token::Word(name), Token::Sign('=')) = (&window[1].0, &window[2].0) {
                    names.insert(name.clone());
                }
            }
            _ => {}
        }
    }
    names
}

fn none(wrong: &[String], what: &str) {
    assert!(wrong.is_empty(), "{what}:\n{}", wrong.join("\n"));
}

#[test]
fn both_languages_have_the_same_files_keys_and_arguments() {
    assert_eq!(files(ENGLISH), files(CHINESE));
    let (english, chinese) = (messages(ENGLISH), messages(CHINESE));
    let mut wrong = Vec::new();
    for key in english
        .keys()
        .chain(chinese.keys())
        .collect::<BTreeSet<_>>()
    {
        match (english.get(key), chinese.get(key)) {
            (Some(en), Some(zh)) if en.arguments != zh.arguments => {
                wrong.push(format!(
                    "{key}: {:?} in English, {:?} in Chinese",
                    en.arguments, zh.arguments
                ));
            }
            (Some(en), Some(zh)) if en.keys != zh.keys => {
                wrong.push(format!(
                    "{key}: the keys of {:?} in English, of {:?} in Chinese",
                    en.keys, zh.keys
                ));
            }
            (Some(en), Some(zh)) if en.file != zh.file => {
                wrong.push(format!("{key}: {} and {}", en.file, zh.file));
            }
            (Some(_), Some(_)) => {}
            (en, _) => wrong.push(format!(
                "{key}: only in {}",
                if en.is_some() { "English" } else { "Chinese" }
            )),
        }
    }
    none(&wrong, "the languages differ");
}

#[test]
fn every_file_is_whole_and_compiled_in() {
    for lang in Lang::ALL {
        let language = if lang == Lang::En { ENGLISH } else { CHINESE };
        let compiled: BTreeSet<String> = lang
            .files()
            .iter()
            .map(|(room, _)| format!("{room}.ftl"))
            .collect();
        assert_eq!(compiled, files(language));
        for (room, file) in lang.files() {
            let mistakes = FluentResource::try_new((*file).to_owned())
                .err()
                .map(|(_, mistakes)| mistakes);
            assert!(mistakes.is_none(), "{language}/{room}.ftl: {mistakes:?}");
        }
    }
}

#[test]
fn what_the_source_asks_for_is_there_with_the_arguments_it_hands_over() {
    let english = messages(ENGLISH);
    let mut wrong = Vec::new();
    for asked in asked(&english) {
        match (english.get(&asked.key), &asked.arguments) {
            (None, _) => wrong.push(format!("{}: there is no message {}", asked.at, asked.key)),
            (Some(message), Some(given)) if *given != message.arguments => {
                wrong.push(format!(
                    "{}: {} takes {:?}, is given {given:?}",
                    asked.at, asked.key, message.arguments
                ));
            }
            _ => {}
        }
    }
    none(&wrong, "asked for and not to be had");
}

#[test]
fn no_message_is_left_over() {
    let english = messages(ENGLISH);
    let mut used: BTreeSet<String> = asked(&english).into_iter().map(|asked| asked.key).collect();
    used.extend(
        english
            .values()
            .flat_map(|message| message.contains.clone()),
    );
    none(
        &english
            .keys()
            .filter(|key| !used.contains(*key))
            .cloned()
            .collect::<Vec<_>>(),
        "nobody asks for these messages",
    );
}

#[test]
fn a_sentence_says_keys_of_verbs_that_exist() {
    let known = keys().names(false);
    let all = messages(ENGLISH);
    let lost: Vec<String> = all
        .iter()
        .flat_map(|(key, message)| message.keys.iter().map(move |verb| (key, verb)))
        .filter(|(_, verb)| !known.contains_key(*verb))
        .map(|(key, verb)| format!("{key}: {verb}"))
        .collect();
    none(&lost, "keys of what cannot be done");
}

#[test]
fn a_message_within_a_message_exists() {
    for language in [ENGLISH, CHINESE] {
        let all = messages(language);
        let lost: Vec<String> = all
            .values()
            .flat_map(|m| m.contains.clone())
            .filter(|key| !all.contains_key(key))
            .collect();
        none(&lost, "messages that contain what is not there");
    }
}

fn is_chinese(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}')
}

#[test]
fn english_is_english() {
    let english = messages(ENGLISH);
    let strangers = english
        .iter()
        .filter(|(key, _)| !NAMES_OF_THE_OTHER_LANGUAGE.contains(&key.as_str()));
    let chinese = strangers.filter(|(_, message)| message.words.contains(is_chinese));
    none(
        &chinese
            .map(|(key, message)| format!("{key} = {}", message.words))
            .collect::<Vec<_>>(),
        "Chinese among the English",
    );
}

/// What is the same in every language: signs, numbers, names and abbreviations (`TCP`, `IPv4`,
/// `RFC 1122`, `TTL`), commands (`/listen`, `sudo …`), arguments.
fn needs_no_translation(words: &str) -> bool {
    let outside: String = words
        .split('{')
        .map(|part| part.split_once('}').map_or(part, |(_, after)| after))
        .collect::<Vec<_>>()
        .join(" ");
    outside
        .split(|c: char| !c.is_alphanumeric() && c != '/')
        .all(|word| {
            let letters = word.chars().filter(|c| c.is_alphabetic()).count();
            letters < 2 || word.starts_with('/') || word.chars().any(char::is_uppercase)
        })
}

#[test]
fn chinese_is_translated() {
    let (english, chinese) = (messages(ENGLISH), messages(CHINESE));
    let mut wrong = Vec::new();
    for (key, message) in &chinese {
        let same = english
            .get(key)
            .is_some_and(|english| english.words == message.words);
        let foreign = !message.words.contains(is_chinese)
            && !NAMES_OF_THE_OTHER_LANGUAGE.contains(&key.as_str());
        if (same || foreign)
            && !needs_no_translation(&message.words)
            && !TYPED.contains(&key.as_str())
        {
            wrong.push(format!("{key} = {}", message.words));
        }
    }
    none(&wrong, "still English");
}
