//! The figures of the house, to be read by people: `scripts/house` prints them. What must hold of
//! them is held by `tests/layering.rs`.

#[expect(dead_code, reason = "figures need no line numbers")]
#[path = "common/imports.rs"]
mod imports;
#[expect(dead_code, reason = "figures need no other files")]
#[path = "common/source.rs"]
mod source;

use std::collections::BTreeMap;

use imports::{Modules, named};
use source::{Source, Token};

/// A function longer than this is listed, a file too.
const LONG_FUNCTION: usize = 60;
const LONG_FILE: usize = 500;

#[test]
#[ignore = "prints figures, checks nothing"]
fn figures() {
    let sources = source::all();
    rooms(&sources);
    long(&sources);
    circles(&sources);
    catch_all(&sources);
    model(&sources);
    ranges(&sources);
}

/// Lines, functions and words of each room.
fn rooms(sources: &[Source]) {
    let mut rooms = BTreeMap::<String, Vec<&Source>>::new();
    for source in sources {
        let room = source.path.trim_end_matches(".rs").split('/').next();
        rooms
            .entry(room.unwrap_or_default().to_owned())
            .or_default()
            .push(source);
    }
    rooms.insert(
        "wire+proto".to_owned(),
        [&rooms["wire"][..], &rooms["proto"][..]].concat(),
    );
    rooms.insert("all".to_owned(), sources.iter().collect());
    println!("room         files  lines  fn  median/p90/max  docs+comments %");
    for (name, files) in rooms {
        let lines: usize = files.iter().map(|file| file.lines).sum();
        let comments: usize = files.iter().map(|file| file.comments).sum();
        let mut lengths: Vec<usize> = files
            .iter()
            .flat_map(|file| file.functions.iter().map(|f| f.lines))
            .collect();
        lengths.sort_unstable();
        let part = |of_ten: usize| {
            lengths
                .get(lengths.len() * of_ten / 10)
                .copied()
                .unwrap_or(0)
        };
        let shape = format!("{}/{}/{}", part(5), part(9), lengths.last().unwrap_or(&0));
        let share = 100.0 * comments as f64 / lines.max(1) as f64;
        let (count, functions) = (files.len(), lengths.len());
        println!("{name:12} {count:5} {lines:6} {functions:4} {shape:>14} {share:16.1}");
    }
}

fn long(sources: &[Source]) {
    let functions = sources
        .iter()
        .flat_map(|s| &s.functions)
        .filter(|f| f.lines > LONG_FUNCTION);
    let files = sources.iter().filter(|source| source.lines > LONG_FILE);
    println!(
        "functions over {LONG_FUNCTION} lines: {}",
        functions.count()
    );
    println!("files over {LONG_FILE} lines: {}", files.count());
}

fn circles(sources: &[Source]) {
    let circles = imports::circles(&Modules::of(sources).arrows(sources));
    println!(
        "circles of files, parent and child aside: {}",
        circles.len()
    );
    for circle in circles {
        println!("    {} files: {}", circle.len(), circle.join(", "));
    }
}

/// Arms that take whatever is left; over enums a forgotten variant falls into them unseen.
fn catch_all(sources: &[Source]) {
    let count = |room: &str| -> usize {
        let inside = sources
            .iter()
            .filter(|source| source.path.starts_with(room));
        inside
            .map(|source| windows(source, &|[a, b, c]| a.is("_") && b.sign('=') && c.sign('>')))
            .sum()
    };
    let rooms = ["app", "screens", "msg"].map(|room| format!("{room} {}", count(room)));
    println!(
        "arms `_ =>` (numbers and strings among them): {}",
        rooms.join(", ")
    );
}

fn windows(source: &Source, wanted: &dyn Fn([&Token; 3]) -> bool) -> usize {
    let three = source.tokens.windows(3);
    three
        .filter(|three| wanted([&three[0].0, &three[1].0, &three[2].0]))
        .count()
}

/// Fields of the model, and variants of what goes round in the loop.
fn model(sources: &[Source]) {
    let parts = [
        ("struct", "Model"),
        ("enum", "Event"),
        ("enum", "Effect"),
        ("enum", "Wish"),
    ];
    for (kind, name) in parts {
        let inside = sources
            .iter()
            .filter(|s| s.path.starts_with("app") || s.path.starts_with("msg"));
        let found = inside
            .filter_map(|source| members(source, kind, name))
            .max();
        println!(
            "{kind} {name}: {} members",
            found.map_or_else(|| "?".to_owned(), |n| n.to_string())
        );
    }
}

/// How many fields or variants the item of this name has.
fn members(source: &Source, kind: &str, name: &str) -> Option<usize> {
    let at = source
        .tokens
        .windows(3)
        .position(|three| three[0].0.is(kind) && three[1].0.is(name) && three[2].0.sign('{'))?;
    let (mut depth, mut count, mut fresh) = (0_usize, 0, true);
    for (token, _) in &source.tokens[at + 2..] {
        match token {
            Token::Sign('{' | '(' | '[' | '<') => depth += 1,
            Token::Sign('}' | ')' | ']' | '>') => depth = depth.saturating_sub(1),
            Token::Sign(',') if depth == 1 => fresh = true,
            Token::Word(word) if depth == 1 && fresh && word != "pub" => {
                count += 1;
                fresh = false;
            }
            Token::Word(_) | Token::Path | Token::Text(_) | Token::Sign(_) => {}
        }
        if depth == 0 {
            break;
        }
    }
    Some(count)
}

/// Named places in headers, and those that nothing but their own line names: neither their file, nor one within
/// it, nor any other by its path.
fn ranges(sources: &[Source]) {
    let wire: Vec<&Source> = sources
        .iter()
        .filter(|s| s.path.starts_with("wire"))
        .collect();
    let (mut all, mut unused) = (0, Vec::new());
    for source in &wire {
        let module = source.path.trim_end_matches(".rs");
        let within = |other: &&&Source| other.path.starts_with(module);
        let last = module.rsplit('/').next().unwrap_or_default();
        for name in consts(source) {
            all += 1;
            let tokens = wire.iter().filter(within).flat_map(|other| &other.tokens);
            let near = tokens.filter(|(token, _)| token.is(name)).count();
            let ends = |words: &[String]| words.ends_with(&[last.to_owned(), name.to_owned()]);
            let far = sources.iter().flat_map(named).any(|path| ends(&path.words));
            if near < 2 && !far {
                unused.push(format!("{last}::{name}"));
            }
        }
    }
    println!(
        "named ranges in wire: {all}, named nowhere else: {}",
        unused.len()
    );
    println!("    {}", unused.join(", "));
}

/// `const NAME: Range<usize>`
fn consts(source: &Source) -> Vec<&str> {
    let four = source.tokens.windows(4);
    four.filter_map(|four| match four {
        [(keyword, _), (Token::Word(name), _), (colon, _), (kind, _)]
            if keyword.is("const") && colon.sign(':') && kind.is("Range") =>
        {
            Some(name.as_str())
        }
        _ => None,
    })
    .collect()
}
