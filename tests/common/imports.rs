//! Which paths a source file names, which file of the crate each leads into, and the circles that
//! files make with each other.

use std::collections::{BTreeMap, BTreeSet};

use super::source::{Source, Token};

/// A path in the source: its words, and the line it stands in.
pub struct Named {
    /// Its words.
    pub words: Vec<String>,
    /// The line it stands in.
    pub line: usize,
}

/// Every path a file names: `use` lines taken apart, and paths within expressions and types.
pub fn named(source: &Source) -> Vec<Named> {
    let tokens = &source.tokens;
    let (mut found, mut at) = (Vec::new(), 0);
    while at < tokens.len() {
        let line = tokens[at].1;
        let follows_path = at > 0 && tokens[at - 1].0 == Token::Path;
        let (paths, next) = match &tokens[at].0 {
            Token::Word(word) if word == "use" => use_tree(tokens, at + 1),
            Token::Word(_) if !follows_path => inline(tokens, at),
            _ => (Vec::new(), at + 1),
        };
        found.extend(paths.into_iter().map(|words| Named { words, line }));
        at = next;
    }
    found
}

/// `a::b::c` within code.
fn inline(tokens: &[(Token, usize)], mut at: usize) -> (Vec<Vec<String>>, usize) {
    let mut words = Vec::new();
    while let Some((Token::Word(word), _)) = tokens.get(at) {
        words.push(word.clone());
        at += 1;
        if !tokens
            .get(at)
            .is_some_and(|(token, _)| *token == Token::Path)
        {
            break;
        }
        at += 1;
    }
    (
        if words.len() > 1 {
            vec![words]
        } else {
            Vec::new()
        },
        at,
    )
}

/// The tree after `use`, up to its `;`: every leaf with the words that lead to it.
fn use_tree(tokens: &[(Token, usize)], mut at: usize) -> (Vec<Vec<String>>, usize) {
    let (mut found, mut prefix, mut marks) = (Vec::new(), Vec::<String>::new(), Vec::new());
    let mut renamed = false;
    while let Some((token, _)) = tokens.get(at) {
        at += 1;
        match token {
            Token::Word(word) if word == "as" => renamed = true,
            Token::Word(_) if renamed => renamed = false,
            Token::Word(word) => prefix.push(word.clone()),
            Token::Sign('{') => marks.push(prefix.len()),
            Token::Sign(sign @ (',' | '}' | ';')) => {
                let base = marks.last().copied().unwrap_or(0);
                if prefix.len() > base {
                    found.push(prefix.clone());
                    prefix.truncate(base);
                }
                if *sign == '}' {
                    marks.pop();
                    prefix.truncate(marks.last().copied().unwrap_or(0));
                }
                if *sign == ';' {
                    break;
                }
            }
            Token::Sign('*') => prefix.push("*".to_owned()),
            _ => {}
        }
    }
    (found, at)
}

/// A path of this crate from the crate's root on; none for any other path.
pub fn full_path(file: &str, words: &[String]) -> Option<Vec<String>> {
    let mut base: Vec<String> = file
        .trim_end_matches(".rs")
        .split('/')
        .map(str::to_owned)
        .collect();
    let ups = words.iter().take_while(|word| *word == "super").count();
    let rest = match words[0].as_str() {
        "crate" | "wirelab" => {
            base.clear();
            &words[1..]
        }
        "self" => &words[1..],
        "super" => {
            base.truncate(base.len().saturating_sub(ups));
            &words[ups..]
        }
        _ => return None,
    };
    base.extend_from_slice(rest);
    Some(base)
}

/// The crate's files and what each hands on under its own name (`pub use`).
pub struct Modules {
    files: BTreeSet<String>,
    handed_on: BTreeMap<(String, String), Vec<String>>,
}

impl Modules {
    /// Those of these sources.
    pub fn of(sources: &[Source]) -> Self {
        let files = sources.iter().map(|source| module(&source.path)).collect();
        let mut handed_on = BTreeMap::new();
        for source in sources {
            for words in handed(source) {
                let Some(full) = full_path(&source.path, &words) else {
                    continue;
                };
                if let Some(name) = words.last() {
                    handed_on.insert((module(&source.path), name.clone()), full);
                }
            }
        }
        Self { files, handed_on }
    }

    /// The file (without `.rs`) in which what a path names is written down.
    pub fn home(&self, full: &[String]) -> Option<String> {
        let mut words = full.to_vec();
        // a chain of names handed on ends somewhere
        for _ in 0..8 {
            let depth = (1..=words.len())
                .rev()
                .find(|n| self.files.contains(&words[..*n].join("/")))?;
            let file = words[..depth].join("/");
            let Some(next) = words
                .get(depth)
                .and_then(|name| self.handed_on.get(&(file.clone(), name.clone())))
            else {
                return Some(file);
            };
            let rest = words[depth + 1..].to_vec();
            words = next.iter().cloned().chain(rest).collect();
        }
        None
    }

    /// Which file names which other; that a file names one it lies within is left out, as a child may.
    pub fn arrows(&self, sources: &[Source]) -> BTreeMap<String, BTreeSet<String>> {
        let mut arrows = BTreeMap::<String, BTreeSet<String>>::new();
        for source in sources {
            let own = module(&source.path);
            for path in named(source) {
                let home = self.local(&own, &path.words);
                if let Some(home) = home.filter(|home| !within(&own, home)) {
                    arrows.entry(own.clone()).or_default().insert(home);
                }
            }
        }
        arrows
    }

    /// The file that a path leads into, seen from another file.
    fn local(&self, own: &str, words: &[String]) -> Option<String> {
        if let Some(full) = full_path(&format!("{own}.rs"), words) {
            return self.home(&full);
        }
        let child = format!("{own}/{}", words[0]);
        let full: Vec<String> = own
            .split('/')
            .map(str::to_owned)
            .chain(words.to_vec())
            .collect();
        self.files.contains(&child).then(|| self.home(&full))?
    }
}

/// A file's module: its path without `.rs`.
fn module(path: &str) -> String {
    path.trim_end_matches(".rs").to_owned()
}

/// Is it the other, or does it lie within it? Everything lies within the crate's root.
fn within(file: &str, other: &str) -> bool {
    let below = file.strip_prefix(other);
    below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/')) || other == "lib"
}

/// The paths that a file hands on: `pub use …`, `pub(crate) use …`.
fn handed(source: &Source) -> Vec<Vec<String>> {
    let tokens = &source.tokens;
    let mut found = Vec::new();
    for (at, (token, _)) in tokens.iter().enumerate() {
        let public = at > 0 && (tokens[at - 1].0.is("pub") || tokens[at - 1].0.sign(')'));
        if token.is("use") && public {
            let (paths, _) = use_tree(tokens, at + 1);
            let local = |words: Vec<String>| match words[0].as_str() {
                "crate" | "self" | "super" => words,
                _ => [vec!["self".to_owned()], words].concat(),
            };
            found.extend(paths.into_iter().map(local));
        }
    }
    found
}

/// The circles among files: each a set of files of which every one leads to every other.
pub fn circles(arrows: &BTreeMap<String, BTreeSet<String>>) -> Vec<Vec<String>> {
    let reach: BTreeMap<&String, BTreeSet<&String>> = arrows
        .keys()
        .map(|file| (file, reached(arrows, file)))
        .collect();
    let leads = |a: &String, b: &String| reach.get(a).is_some_and(|reach| reach.contains(b));
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for file in arrows.keys() {
        if leads(file, file) && !seen.contains(file) {
            let circle: Vec<String> = arrows
                .keys()
                .filter(|other| leads(file, other) && leads(other, file))
                .cloned()
                .collect();
            seen.extend(circle.iter().cloned());
            found.push(circle);
        }
    }
    found
}

/// All that a file leads to, itself only where a way leads back.
fn reached<'a>(
    arrows: &'a BTreeMap<String, BTreeSet<String>>,
    from: &'a String,
) -> BTreeSet<&'a String> {
    let mut found = BTreeSet::new();
    let mut waiting = vec![from];
    while let Some(file) = waiting.pop() {
        for next in arrows.get(file).into_iter().flatten() {
            if found.insert(next) {
                waiting.push(next);
            }
        }
    }
    found
}
