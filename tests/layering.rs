//! Who may import whom. The table here is the one of ARCHITECTURE.md, and the source keeps to it.

#[path = "common/imports.rs"]
mod imports;
#[expect(
    dead_code,
    reason = "how many comments there are is a figure, not a rule"
)]
#[path = "common/source.rs"]
mod source;

use std::collections::BTreeSet;

use imports::{Modules, full_path, named};
use source::{Function, Source, Token};

/// One room of the house and what its files may name.
struct Room {
    name: &'static str,
    /// Other rooms of this crate.
    rooms: &'static [&'static str],
    /// Crates from outside, `std` aside.
    crates: &'static [&'static str],
}

const fn room(
    name: &'static str,
    rooms: &'static [&'static str],
    crates: &'static [&'static str],
) -> Room {
    Room {
        name,
        rooms,
        crates,
    }
}

/// The house from the ground up: a room names only rooms that stand above its own line here.
const HOUSE: &[Room] = &[
    room("say", &[], &["serde"]),
    room("clock", &[], &["serde"]),
    room("place", &[], &[]),
    room("nearest", &[], &[]),
    room("wire", &["clock", "say"], &["memchr", "thiserror"]),
    room("frame", &["clock", "place", "say", "wire"], &["bytes"]),
    room("record", &["clock", "place"], &["bytes"]),
    room(
        "proto",
        &["say", "wire"],
        &[
            "bytes",
            "encoding_rs",
            "hmac",
            "sha2",
            "thiserror",
            "unicode_security",
            "unicode_segmentation",
            "unicode_width",
            "x25519_dalek",
        ],
    ),
    room("net", &["place", "say", "wire"], &["serde"]),
    room(
        "compose",
        &["clock", "frame", "place", "record", "wire"],
        &["bytes"],
    ),
    room(
        "store",
        &[
            "clock", "frame", "nearest", "net", "place", "record", "say", "wire",
        ],
        &["bytes", "foldhash", "thiserror"],
    ),
    room(
        "journey",
        &[
            "compose", "frame", "net", "place", "proto", "record", "say", "wire",
        ],
        &["bytes", "unicode_segmentation"],
    ),
    room("export", &["clock", "frame", "say", "wire"], &[]),
    room(
        "report",
        &["clock", "frame", "say"],
        &["serde", "serde_json"],
    ),
    room(
        "exercise",
        &["clock", "frame", "record", "say", "wire"],
        &["bytes"],
    ),
    room(
        "msg",
        &[
            "clock", "exercise", "frame", "net", "place", "proto", "record", "report", "say",
            "wire",
        ],
        &["bytes"],
    ),
    room(
        "text",
        &["say"],
        &["fluent_bundle", "fluent_syntax", "unic_langid"],
    ),
    room(
        "ui",
        &["clock", "say", "text", "wire"],
        &["ratatui", "unicode_segmentation", "unicode_width"],
    ),
    room("keymap", &["msg"], &[]),
    room(
        "settings",
        &["keymap", "msg", "nearest", "say", "text", "ui"],
        &["toml"],
    ),
    room(
        "screens",
        &[
            "clock", "exercise", "frame", "journey", "keymap", "msg", "net", "place", "proto",
            "record", "say", "store", "ui", "wire",
        ],
        &["bytes", "ratatui", "tui_input", "unicode_segmentation"],
    ),
    room(
        "app",
        &[
            "clock", "compose", "export", "frame", "journey", "keymap", "msg", "net", "place",
            "record", "report", "say", "screens", "store", "text", "ui", "wire",
        ],
        &["bytes", "ratatui"],
    ),
    room(
        "sys",
        &["clock", "place"],
        &["caps", "libc", "nix", "thiserror", "tokio"],
    ),
    room(
        "host",
        &["msg", "net", "place", "say", "sys", "wire"],
        &[
            "if_addrs",
            "libc",
            "netlink_packet_core",
            "netlink_packet_route",
            "nix",
            "thiserror",
            "tokio",
            "tracing",
        ],
    ),
    room(
        "source",
        &["clock", "frame", "msg", "place", "say", "sys", "wire"],
        &[
            "bytes",
            "libc",
            "nix",
            "pnet_datalink",
            "thiserror",
            "tokio",
        ],
    ),
    room(
        "files",
        &["clock", "frame", "msg", "place", "report", "say", "wire"],
        &["bytes", "flate2", "nix", "serde_json", "thiserror"],
    ),
    room(
        "chat",
        &[
            "clock", "msg", "net", "place", "proto", "record", "say", "sys",
        ],
        &[
            "bytes",
            "getrandom",
            "libc",
            "nix",
            "socket2",
            "thiserror",
            "tokio",
            "tokio_util",
            "tracing",
        ],
    ),
    room(
        "practice",
        &["host", "net", "place", "say", "sys"],
        &[
            "libc",
            "netlink_packet_core",
            "netlink_packet_route",
            "nix",
            "serde",
            "serde_json",
            "thiserror",
            "tokio",
            "tokio_util",
        ],
    ),
    room(
        "runner",
        &[
            "exercise", "msg", "place", "practice", "record", "say", "source", "sys", "wire",
        ],
        &["bytes", "libc", "nix", "socket2", "tokio"],
    ),
    room("cli", &["exercise", "settings", "text"], &["clap"]),
    room(
        "cmd",
        &[
            "chat", "cli", "clock", "compose", "exercise", "export", "files", "frame", "host",
            "journey", "keymap", "msg", "net", "place", "practice", "proto", "record", "report",
            "runner", "say", "settings", "source", "store", "sys", "text", "wire",
        ],
        &[
            "crossterm",
            "etcetera",
            "libc",
            "netlink_packet_core",
            "netlink_packet_route",
            "nix",
            "serde",
            "serde_json",
            "socket2",
            "thiserror",
            "tokio",
            "tokio_util",
        ],
    ),
    room(
        EDGE,
        &[
            "app", "chat", "cli", "exercise", "export", "files", "frame", "host", "keymap", "msg",
            "net", "place", "practice", "proto", "record", "report", "runner", "say", "screens",
            "settings", "source", "store", "sys", "text", "ui", "wire",
        ],
        &[
            "bytes",
            "color_eyre",
            "crossterm",
            "etcetera",
            "libc",
            "nix",
            "ratatui",
            "tokio",
            "tracing",
            "tracing_subscriber",
        ],
    ),
    room("main", &[EDGE, "cli", "cmd"], &["clap"]),
];

/// The files of `app` that touch the outside; the other ones are its pure part.
const EDGE: &str = "app (edge)";
const EDGE_FILES: [&str; 5] = ["keyboard", "run", "runtime", "start", "terminal"];

/// The pure floor: rooms that take time and chance as arguments and touch no file, thread, program or
/// socket, nor call anybody who does. They name each other and [`PURE_CRATES`], nothing else.
const PURE: [&str; 22] = [
    "say", "clock", "place", "nearest", "wire", "frame", "record", "proto", "net", "compose",
    "exercise", "store", "journey", "export", "report", "msg", "keymap", "text", "ui", "settings",
    "screens", "app",
];
/// The crates of the pure floor, and why they are pure.
const PURE_CRATES: &[(&str, &str)] = &[
    ("bytes", "shared memory, nothing else"),
    ("encoding_rs", "tables of character sets"),
    ("fluent_bundle", "messages from texts that are handed in"),
    ("fluent_syntax", "a parser"),
    ("foldhash", "a hash; its seed is handed in"),
    ("hmac", "arithmetic"),
    ("memchr", "looks for a byte"),
    (
        "ratatui",
        "only its buffers, styles and widgets; see OUTSIDE for its terminals",
    ),
    ("serde", "derives and traits"),
    ("serde_json", "text to values and back"),
    ("sha2", "arithmetic"),
    ("thiserror", "derives"),
    ("toml", "a parser, with where each value stands"),
    (
        "tui_input",
        "a line of text with a cursor, without its back ends",
    ),
    ("unic_langid", "names of languages"),
    ("unicode_security", "tables"),
    ("unicode_segmentation", "tables"),
    ("unicode_width", "tables"),
    (
        "x25519_dalek",
        "arithmetic; the secret's bytes are handed in, its random source is not built",
    ),
];

/// What they must not name, wherever it stands in a path.
const OUTSIDE: &[&[&str]] = &[
    &["std", "env"],
    &["std", "fs"],
    &["std", "os"],
    &["std", "path"],
    &["std", "process"],
    &["std", "thread"],
    &["thread", "spawn"],
    &["io", "stdin"],
    &["io", "stdout"],
    &["io", "stderr"],
    &["net", "TcpListener"],
    &["net", "TcpStream"],
    &["net", "UdpSocket"],
    &["net", "ToSocketAddrs"],
    &["sync", "mpsc"],
    &["sync", "Barrier"],
    &["sync", "Condvar"],
    &["time", "SystemTime"],
    &["Instant", "now"],
    &["ratatui", "Terminal"],
    &["ratatui", "DefaultTerminal"],
    &["ratatui", "backend"],
    &["ratatui", "crossterm"],
    &["ratatui", "init"],
    &["ratatui", "restore"],
    &["ratatui", "run"],
    &["ratatui", "terminal"],
];

/// Who may write to standard output and error by itself: the start before the screen. Commands do it through
/// `cmd/out.rs`, which cleans what they print.
const PRINTERS: [&str; 1] = ["app/start.rs"];
/// What a file may be long, its tests left out.
const LONGEST: usize = 500;

/// What a function may be long, from `fn` to its closing brace, comments included.
const LONGEST_FUNCTION: usize = 60;
/// Tables that are longer: what each action does, line by line. Five of them at most.
const TABLES: &[(&str, &str)] = &[];

/// Over `wire` and `proto`, which learners read: half of the functions are at most so long …
const MEDIAN: usize = 9;
/// … and nine of ten so long.
const NINETIETH: usize = 30;

#[test]
fn rooms_name_only_what_the_table_allows() {
    let crates = dependencies("dependencies");
    let mut wrong = Vec::new();
    for source in source::all() {
        let Some(own) = room_of_file(&source.path) else {
            continue;
        };
        let Some(room) = HOUSE.iter().find(|room| room.name == own) else {
            wrong.push(format!(
                "{}: the room {own} is not in the table",
                source.path
            ));
            continue;
        };
        for path in named(&source) {
            let allowed = match target(&source.path, &path.words, &crates) {
                Target::Room(target) => target == own || room.rooms.contains(&target.as_str()),
                Target::Crate(name) => room.crates.contains(&name.as_str()),
                Target::Neither => true,
            };
            if !allowed {
                wrong.push(format!(
                    "{}:{} in {own}: {}",
                    source.path,
                    path.line,
                    path.words.join("::")
                ));
            }
        }
    }
    none(
        &wrong,
        "imports outside the table of tests/layering.rs and ARCHITECTURE.md",
    );
}

#[test]
fn the_table_allows_nothing_that_nobody_names() {
    let crates = dependencies("dependencies");
    let mut named_by = BTreeSet::new();
    for source in source::all() {
        let Some(own) = room_of_file(&source.path) else {
            continue;
        };
        for path in named(&source) {
            match target(&source.path, &path.words, &crates) {
                Target::Room(name) | Target::Crate(name) => named_by.insert((own.clone(), name)),
                Target::Neither => false,
            };
        }
    }
    let unused: Vec<_> = HOUSE
        .iter()
        .flat_map(|room| {
            let listed = room.rooms.iter().chain(room.crates);
            listed.map(|other| (room.name.to_owned(), (*other).to_owned()))
        })
        .filter(|pair| !named_by.contains(pair))
        .map(|(room, other)| format!("{room}: {other}"))
        .collect();
    none(&unused, "in the table, but not in the source");
}

#[test]
fn the_table_points_downwards() {
    let mut below = BTreeSet::new();
    for room in HOUSE {
        for other in room.rooms {
            assert!(
                below.contains(other),
                "{} names {other}, which does not lie below it",
                room.name
            );
        }
        below.insert(room.name);
    }
}

#[test]
fn the_book_shows_the_same_table() {
    let book = source::text("ARCHITECTURE.md");
    let words = |words: &[&str]| {
        if words.is_empty() {
            "–".to_owned()
        } else {
            words.join(", ")
        }
    };
    for room in HOUSE {
        let row = format!(
            "| {} | {} | {} |",
            room.name,
            words(room.rooms),
            words(room.crates)
        );
        assert!(
            book.contains(&row),
            "ARCHITECTURE.md lacks this line of the import table:\n{row}"
        );
    }
}

#[test]
fn every_room_stands_in_the_table() {
    let rooms: BTreeSet<String> = source::all()
        .iter()
        .filter_map(|source| room_of_file(&source.path))
        .collect();
    let table: BTreeSet<String> = HOUSE.iter().map(|room| room.name.to_owned()).collect();
    assert_eq!(rooms, table);
}

/// With the table held over the source, what is pure cannot reach the outside through another room.
#[test]
fn the_pure_floor_names_only_what_is_pure() {
    let is_pure =
        |name: &&str| PURE.contains(name) || PURE_CRATES.iter().any(|(pure, _)| pure == name);
    let wrong: Vec<_> = HOUSE
        .iter()
        .filter(|room| PURE.contains(&room.name))
        .flat_map(|room| {
            let named = room.rooms.iter().chain(room.crates);
            named
                .filter(|name| !is_pure(name))
                .map(|name| format!("{} names {name}", room.name))
        })
        .collect();
    none(&wrong, "ways out of the pure floor");
    for (name, _) in PURE_CRATES {
        assert!(
            HOUSE
                .iter()
                .any(|room| PURE.contains(&room.name) && room.crates.contains(name)),
            "{name} is not used in the pure floor"
        );
    }
}

#[test]
fn pure_rooms_touch_nothing_outside() {
    let mut wrong = Vec::new();
    for source in source::all() {
        let pure = room_of_file(&source.path).is_some_and(|room| PURE.contains(&room.as_str()));
        for path in named(&source).iter().filter(|_| pure) {
            let outside = OUTSIDE.iter().any(|words| {
                path.words
                    .windows(words.len())
                    .any(|window| window == *words)
            });
            if outside {
                wrong.push(format!(
                    "{}:{}: {}",
                    source.path,
                    path.line,
                    path.words.join("::")
                ));
            }
        }
    }
    none(
        &wrong,
        "clocks, files, threads, programs or sockets in pure rooms",
    );
}

#[test]
fn a_screen_knows_no_other_screen() {
    /// What all screens share.
    const SHARED: [&str; 4] = ["answer", "line", "table", "world"];
    let mut wrong = Vec::new();
    for source in source::all() {
        let Some(own) = source
            .path
            .strip_prefix("screens/")
            .map(|path| path.split(['/', '.']).next().unwrap_or_default())
            .filter(|own| !SHARED.contains(own))
        else {
            continue;
        };
        for path in named(&source) {
            let full = full_path(&source.path, &path.words).unwrap_or_default();
            let [first, other, ..] = full.as_slice() else {
                continue;
            };
            let is_module = other.chars().all(|c| c.is_lowercase() || c == '_');
            let other_screen = other != own && !SHARED.contains(&other.as_str());
            if first == "screens" && is_module && other_screen {
                wrong.push(format!(
                    "{}:{}: {}",
                    source.path,
                    path.line,
                    path.words.join("::")
                ));
            }
        }
    }
    none(&wrong, "screens that name another screen");
}

#[test]
fn unsafe_code_stays_in_sys() {
    none(
        &places(|path, token, _| token.is("unsafe") && !path.starts_with("sys/")),
        "unsafe code outside src/sys",
    );
}

#[test]
fn only_the_edge_prints() {
    let prints = |token: &Token, next: &Token| {
        next.sign('!')
            && ["print", "println", "eprint", "eprintln"]
                .iter()
                .any(|word| token.is(word))
    };
    let edge = |path: &str| PRINTERS.iter().any(|printer| path.starts_with(printer));
    none(
        &places(|path, token, next| prints(token, next) && !edge(path)),
        "printing where a screen may be",
    );
}

#[test]
fn files_are_short() {
    let long: Vec<_> = source::all()
        .into_iter()
        .filter(|source| source.lines > LONGEST)
        .map(|source| format!("{}: {} lines", source.path, source.lines))
        .collect();
    none(&long, "files too long");
}

#[test]
fn functions_are_short() {
    let (mut long, mut tables) = (Vec::new(), 0);
    for source in source::all() {
        for function in &source.functions {
            let Function { name, line, lines } = function;
            let table = TABLES.contains(&(source.path.as_str(), name.as_str()));
            if *lines > LONGEST_FUNCTION && table {
                tables += 1;
            } else if *lines > LONGEST_FUNCTION {
                long.push(format!("{}:{line} {name}: {lines} lines", source.path));
            }
        }
    }
    none(&long, "functions too long");
    assert_eq!(
        tables,
        TABLES.len(),
        "a table that is not so long needs no name"
    );
    assert!(tables <= 5, "{tables} tables");
}

#[test]
fn what_learners_read_comes_in_small_functions() {
    let taught =
        |source: &Source| source.path.starts_with("wire") || source.path.starts_with("proto");
    let mut lengths: Vec<usize> = source::all()
        .iter()
        .filter(|source| taught(source))
        .flat_map(|source| source.functions.iter().map(|function| function.lines))
        .collect();
    lengths.sort_unstable();
    let part = |of_ten: usize| lengths[lengths.len() * of_ten / 10];
    assert!(
        part(5) <= MEDIAN && part(9) <= NINETIETH,
        "{} and {}",
        part(5),
        part(9)
    );
}

#[test]
fn no_files_lead_to_each_other() {
    let sources = source::all();
    let circles = imports::circles(&Modules::of(&sources).arrows(&sources));
    let wrong: Vec<_> = circles.iter().map(|circle| circle.join(", ")).collect();
    none(&wrong, "files that lead to each other");
}

#[test]
fn every_dependency_is_used() {
    let crates = dependencies("dependencies");
    let used: BTreeSet<String> = source::all()
        .iter()
        .flat_map(|source| {
            named(source)
                .into_iter()
                .map(|path| target(&source.path, &path.words, &crates))
                .collect::<Vec<_>>()
        })
        .filter_map(|target| {
            if let Target::Crate(name) = target {
                Some(name)
            } else {
                None
            }
        })
        .collect();
    assert_eq!(
        crates.difference(&used).collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "in Cargo.toml, but nowhere named"
    );
}

fn none(wrong: &[String], what: &str) {
    assert!(wrong.is_empty(), "{what}:\n{}", wrong.join("\n"));
}

/// Where a token of this kind stands.
fn places(wanted: impl Fn(&str, &Token, &Token) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    for source in source::all() {
        for pair in source.tokens.windows(2) {
            if wanted(&source.path, &pair[0].0, &pair[1].0) {
                found.push(format!("{}:{}", source.path, pair[0].1));
            }
        }
    }
    found
}

/// The room a file belongs to; none for `lib.rs`.
fn room_of_file(path: &str) -> Option<String> {
    let words: Vec<String> = path
        .trim_end_matches(".rs")
        .split('/')
        .map(str::to_owned)
        .collect();
    room_of(&words)
}

/// The room a path below the crate's root leads into.
fn room_of(words: &[String]) -> Option<String> {
    match words {
        [] => None,
        [first] if first == "lib" => None,
        [first, second, ..] if first == "app" && EDGE_FILES.contains(&second.as_str()) => {
            Some(EDGE.to_owned())
        }
        [first, ..] => Some(first.clone()),
    }
}

/// What a path leads into.
enum Target {
    Room(String),
    Crate(String),
    /// The standard library, the file's own names.
    Neither,
}

fn target(file: &str, words: &[String], crates: &BTreeSet<String>) -> Target {
    match full_path(file, words) {
        Some(full) => room_of(&full).map_or(Target::Neither, Target::Room),
        None if crates.contains(&words[0]) => Target::Crate(words[0].clone()),
        None => Target::Neither,
    }
}

/// The names in a table of Cargo.toml, for every platform, as the source writes them.
fn dependencies(table: &str) -> BTreeSet<String> {
    let (mut inside, mut found) = (false, BTreeSet::new());
    for line in source::text("Cargo.toml").lines().map(str::trim) {
        if line.starts_with('[') {
            inside = line == format!("[{table}]")
                || line.starts_with("[target.") && line.ends_with(&format!(".{table}]"));
        } else if inside
            && !line.starts_with('#')
            && let Some((name, _)) = line.split_once('=')
        {
            found.insert(name.trim().replace('-', "_"));
        }
    }
    found
}

/// The reader of source is itself part of the proof.
#[test]
fn tests_comments_and_strings_are_not_read_as_code() {
    let code = "use a::{b, c::{d as e, f}}; // x::y\n/* x::y /* z::z */ */ let s = \"q::r \\\" \"; let c = '\"'; g::h('a', r#\"i::j\"#);";
    let source = Source {
        path: "room.rs".to_owned(),
        tokens: source::tokens(code),
        lines: 1,
        ..Source::default()
    };
    let found: Vec<String> = named(&source)
        .iter()
        .map(|path| path.words.join("::"))
        .collect();
    assert_eq!(found, ["a::b", "a::c::d", "a::c::f", "g::h"]);
}
