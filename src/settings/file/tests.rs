use std::sync::LazyLock;

use super::*;
use crate::settings::{Mebibytes, Port, Symbols};
use crate::text::{Lang, Text};
use crate::ui::theme::ThemeName;

/// Line and column of each.
fn places(problems: &[Problem]) -> Vec<(usize, usize)> {
    problems
        .iter()
        .map(|problem| match &problem.at {
            At::Place(place) => (place.line, place.column),
            other => panic!("{other:?}"),
        })
        .collect()
}

fn good(text: &str) -> Settings {
    let read = read(text);
    assert_eq!((read.problems, read.warnings), (vec![], vec![]));
    read.settings
}

#[test]
fn every_kind_of_setting_is_read() {
    let settings = good(
        "version = 1\nlanguage = 'zh-CN'\ntheme = \"light\"\nglyphs = \"ascii\"\nreduced-motion = true\nmouse = false\n\
         nick = \"Ada\"\nencoding = \"gbk\"\nport = 7_000\ninterfaces = [\"eth0\", \"lo\"]\nmemory = 0x40\n",
    );
    assert_eq!(settings.language.value, Some(Lang::ZhCn));
    assert_eq!(settings.theme.value, Some(ThemeName::Light));
    assert_eq!(settings.glyphs.value, Some(Symbols::Ascii));
    assert!(settings.reduced_motion.value && !settings.mouse.value);
    assert_eq!(settings.nick.value, "Ada");
    assert_eq!(settings.encoding.value.name(), "gbk");
    assert_eq!(settings.port.value, Port(7000));
    assert_eq!(settings.interfaces.value, ["eth0", "lo"]);
    assert_eq!(settings.memory.value, Mebibytes(64));
    assert_eq!(settings.port.origin, Origin::File { line: 9 });
    assert_eq!(good(""), Settings::default());
}

#[test]
fn an_unknown_name_warns_with_its_place_and_the_nearest_one() {
    let read = read("port = 1\n  teme = \"dark\"\n[colours]\nlayr2 = \"red\"\n[qqqqqqqq]\nx = 1\n");
    assert_eq!(read.problems, []);
    assert_eq!(places(&read.warnings), [(2, 3), (4, 1), (5, 2)]);
    let hints: Vec<_> = read
        .warnings
        .iter()
        .map(|warning| warning.hint.clone())
        .collect();
    let near = |name: &str| Some(say!("settings-nearest", name = name.to_owned()));
    assert_eq!(hints, [near("theme"), near("layer2"), None]);
    assert_eq!(read.settings.port.value, Port(1));
}

#[test]
fn a_wrong_value_is_an_error_with_its_place() {
    for (text, place) in [
        ("port = 70000", (1, 8)),
        ("port = \"70\"", (1, 8)),
        ("port = 1.5", (1, 8)),
        ("theme = \"drak\"", (1, 9)),
        ("interfaces = \"eth0\"", (1, 14)),
        ("interfaces = [1]", (1, 14)),
        ("mouse = \"no\"", (1, 9)),
        ("nick = 1979-05-27", (1, 8)),
        ("port = 99999999999999999999", (1, 8)),
        ("\n[colours]\nwarn = 3", (3, 8)),
        ("[colours]\nwarn = \"purpel\"", (2, 8)),
        ("colours = 1", (1, 11)),
        ("[keys]\nq = \"x\"", (2, 1)),
        ("[keys.global]\nquit = \"qq\"", (2, 8)),
        ("[keys.global]\nquit = [\"q\", \"ctrl-m\"]", (2, 14)),
        ("[keys.global]\nquit = []", (2, 8)),
        ("port = 1\nport = 2", (2, 1)),
        ("nick = \"", (1, 9)),
        ("port 1", (1, 6)),
    ] {
        let read = read(text);
        assert_eq!(places(&read.problems).first(), Some(&place), "{text}");
    }
}

#[test]
fn what_may_be_meant_stands_in_the_hint() {
    let read = read("theme = \"drak\"");
    let hint = read.problems[0].hint.clone().unwrap();
    let text = WORDS.say(&hint);
    assert!(text.contains("dark") && text.contains("contrast"), "{text}");
}

#[test]
fn another_version_is_refused_and_nothing_else_is_said() {
    for text in [
        "version = 2\nfrob = 1\nport = 0",
        "version = \"1\"\nport = 0",
    ] {
        let read = read(text);
        assert_eq!(places(&read.problems), [(1, 11)], "{text}");
        assert_eq!(read.warnings, []);
    }
}

#[test]
fn colours_and_keys_keep_the_files_order_and_their_places() {
    let settings = good(
        "[keys.packets]\nfollow = \"f\"\naround = [\"alt-a\", \"F3\"]\n[colours]\nwarn = \"bold red\"\nbad = \"#010203\"\n",
    );
    let colours: Vec<_> = settings
        .colours
        .iter()
        .map(|c| (c.meaning.name, c.line))
        .collect();
    assert_eq!(colours, [("warn", 5), ("bad", 6)]);
    let wishes: Vec<_> = settings
        .keys
        .iter()
        .map(|wish| {
            (
                wish.layer.as_str(),
                wish.verb.as_str(),
                wish.keys.len(),
                wish.at.line,
            )
        })
        .collect();
    assert_eq!(
        wishes,
        [("packets", "follow", 1, 2), ("packets", "around", 2, 3)]
    );
    assert_eq!(settings.keys[0].layer_at.column, 7);
}

#[test]
fn a_hostile_file_costs_little() {
    let deep = format!("a = {}", "[".repeat(100_000));
    assert!(!read(&deep).problems.is_empty());
    let many: Vec<_> = (0..20_000).map(|i| format!("unknown{i} = 1")).collect();
    let many = many.join("\n");
    assert_eq!(read(&many).warnings.len(), MOST);
    let many: String = (0..20_000).map(|_| "=\n").collect();
    assert_eq!(read(&many).problems.len(), MOST);
}

static WORDS: LazyLock<Text> = LazyLock::new(|| Text::new(Lang::En));

proptest::proptest! {
    #[test]
    fn any_text_is_read_without_a_panic_and_every_place_is_in_it(
        text in "([a-z]{1,4}|theme|port|keys|colours|version|global|[=\\[\\]{}\"'.#, \n\t0-9]|你|\u{1b}|true){0,60}",
    ) {
        let read = read(&text);
        for problem in read.problems.iter().chain(&read.warnings) {
            let At::Place(place) = &problem.at else { panic!("{problem:?}") };
            assert!(place.line <= text.split('\n').count(), "{place:?}");
            let told = problem.told("f", &text, &WORDS);
            assert!(!told.contains('\u{1b}'));
        }
    }
}
