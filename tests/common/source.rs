//! The program's own source as tokens, for tests that hold rules over it. Tests inside the source
//! (whatever `#[cfg(test)]` guards, and the files of such modules) and comments are left out.

use std::collections::BTreeSet;
use std::fs;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

/// One token that the rules look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    /// An identifier or keyword (`r#` taken off).
    Word(String),
    /// `::`
    Path,
    /// The inside of a string literal, as it is written.
    Text(String),
    /// Any other sign.
    Sign(char),
}

impl Token {
    /// Whether it is this word.
    pub fn is(&self, word: &str) -> bool {
        matches!(self, Self::Word(own) if own == word)
    }

    /// Whether it is this sign.
    pub fn sign(&self, sign: char) -> bool {
        *self == Self::Sign(sign)
    }
}

/// One file of `src/`.
#[derive(Debug, Default)]
pub struct Source {
    /// Its path below `src/`, with `/`.
    pub path: String,
    /// Its tokens with their lines (from 1 on), tests left out.
    pub tokens: Vec<(Token, usize)>,
    /// How many lines it has, tests left out.
    pub lines: usize,
    /// How many of those are comments and docs and nothing else.
    pub comments: usize,
    /// Its functions that have a body, tests left out.
    pub functions: Vec<Function>,
    /// Modules it declares for tests alone.
    pub test_modules: Vec<String>,
}

/// A function with a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// The line its `fn` stands in.
    pub line: usize,
    /// Lines from `fn` to the closing brace, comments and empty ones included.
    pub lines: usize,
}

/// The folder with `Cargo.toml`; `WIRELAB_HOUSE` names another checkout to be looked at.
pub fn root() -> PathBuf {
    std::env::var_os("WIRELAB_HOUSE")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from)
}

/// A file of the project, as text.
pub fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every Rust file of `src/` that is no test, in the order of their paths.
pub fn all() -> Vec<Source> {
    let src = root().join("src");
    let mut paths = Vec::new();
    walk(&src, &mut paths);
    let sources: Vec<Source> = paths.iter().map(|path| read(&src, path)).collect();
    let tests: BTreeSet<String> = sources.iter().flat_map(test_files).collect();
    let inside = |path: &str| {
        tests.iter().any(|test| {
            path.strip_prefix(test.as_str())
                .is_some_and(|rest| rest.starts_with(['.', '/']))
        })
    };
    sources
        .into_iter()
        .filter(|source| !inside(&source.path))
        .collect()
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    let failed = |error| -> ! { panic!("{}: {error}", folder.display()) };
    let entries = fs::read_dir(folder).unwrap_or_else(|error| failed(error));
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.unwrap_or_else(|error| failed(error)).path())
        .collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            walk(&path, found);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            found.push(path);
        }
    }
}

fn read(src: &Path, path: &Path) -> Source {
    let contents =
        fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let below = path.strip_prefix(src).unwrap_or(path);
    let parts: Vec<_> = below
        .components()
        .map(|c| c.as_os_str().to_string_lossy())
        .collect();
    let (tokens, tests, test_modules) = without_tests(&tokens(&contents));
    let outside = |line: &usize| !tests.iter().any(|test| test.contains(line));
    let comment = |(_, text): &(usize, &str)| text.trim_start().starts_with("//");
    let numbered = (1..).zip(contents.lines());
    Source {
        path: parts.join("/"),
        functions: functions(&tokens),
        tokens,
        lines: numbered.clone().filter(|(line, _)| outside(line)).count(),
        comments: numbered
            .filter(|(line, _)| outside(line))
            .filter(comment)
            .count(),
        test_modules,
    }
}

/// Every function with a body among these tokens; one inside another is counted with both.
pub fn functions(tokens: &[(Token, usize)]) -> Vec<Function> {
    let mut found = Vec::new();
    for (at, pair) in tokens.windows(2).enumerate() {
        if let [(keyword, line), (Token::Word(name), _)] = pair
            && keyword.is("fn")
            && let Some(end) = body_end(&tokens[at..])
        {
            found.push(Function {
                name: name.clone(),
                line: *line,
                lines: end - line + 1,
            });
        }
    }
    found
}

/// The line of a function's closing brace; none where it has no body.
fn body_end(tokens: &[(Token, usize)]) -> Option<usize> {
    let (mut brackets, mut braces) = (0_usize, 0_usize);
    for (token, line) in tokens {
        match token {
            Token::Sign('(' | '[') => brackets += 1,
            Token::Sign(')' | ']') => brackets = brackets.saturating_sub(1),
            Token::Sign(';') if brackets == 0 && braces == 0 => return None,
            Token::Sign('{') => braces += 1,
            Token::Sign('}') if braces <= 1 => return Some(*line),
            Token::Sign('}') => braces -= 1,
            _ => {}
        }
    }
    None
}

/// Where the files of a source's test modules are, without `.rs`.
fn test_files(source: &Source) -> Vec<String> {
    let own = source.path.trim_end_matches(".rs");
    let folder = if matches!(own, "lib" | "main") {
        String::new()
    } else {
        format!("{own}/")
    };
    source
        .test_modules
        .iter()
        .map(|module| format!("{folder}{module}"))
        .collect()
}

/// A file's tokens with their lines. Comments, numbers' insides and characters are of no interest.
pub fn tokens(contents: &str) -> Vec<(Token, usize)> {
    let chars: Vec<char> = contents.chars().collect();
    let mut lexer = Lexer {
        chars,
        at: 0,
        line: 1,
        found: Vec::new(),
    };
    while lexer.at < lexer.chars.len() {
        lexer.step();
    }
    lexer.found
}

struct Lexer {
    chars: Vec<char>,
    at: usize,
    line: usize,
    found: Vec<(Token, usize)>,
}

impl Lexer {
    fn peek(&self, ahead: usize) -> char {
        self.chars.get(self.at + ahead).copied().unwrap_or('\0')
    }

    fn next(&mut self) -> char {
        let char = self.peek(0);
        self.at += 1;
        self.line += usize::from(char == '\n');
        char
    }

    fn push(&mut self, token: Token, line: usize) {
        self.found.push((token, line));
    }

    fn step(&mut self) {
        let line = self.line;
        match (self.peek(0), self.peek(1)) {
            ('/', '/') => self.skip_while(|c| c != '\n'),
            ('/', '*') => self.block_comment(),
            ('"', _) => self.string(line, 0, true),
            ('r', '"' | '#') if self.raw_string(line) => {}
            ('b' | 'c', '"') => self.string(line, 1, true),
            ('b', '\'') => {
                self.at += 1;
                self.character();
            }
            ('\'', _) => self.character(),
            (':', ':') => {
                self.at += 2;
                self.push(Token::Path, line);
            }
            (c, _) if c.is_ascii_digit() => self.skip_while(|c| c.is_alphanumeric() || c == '_'),
            (c, _) if c.is_alphabetic() || c == '_' => self.word(line),
            (c, _) => {
                self.next();
                if !c.is_whitespace() {
                    self.push(Token::Sign(c), line);
                }
            }
        }
    }

    fn skip_while(&mut self, wanted: impl Fn(char) -> bool) {
        while self.at < self.chars.len() && wanted(self.peek(0)) {
            self.next();
        }
    }

    fn word(&mut self, line: usize) {
        let from = self.at;
        self.skip_while(|c| c.is_alphanumeric() || c == '_');
        let word: String = self.chars[from..self.at].iter().collect();
        self.push(Token::Word(word), line);
    }

    fn block_comment(&mut self) {
        let mut depth = 0;
        while self.at < self.chars.len() {
            match (self.next(), self.peek(0)) {
                ('/', '*') => {
                    depth += 1;
                    self.next();
                }
                ('*', '/') => {
                    depth -= 1;
                    self.next();
                    if depth == 0 {
                        return;
                    }
                }
                _ => {}
            }
        }
    }

    /// A string literal after `prefix` characters; its quotes are left out.
    fn string(&mut self, line: usize, prefix: usize, escapes: bool) {
        self.at += prefix + 1;
        let mut inside = String::new();
        while self.at < self.chars.len() && self.peek(0) != '"' {
            if escapes && self.peek(0) == '\\' {
                inside.push(self.next());
            }
            inside.push(self.next());
        }
        self.next();
        self.push(Token::Text(inside), line);
    }

    /// `r"…"`, `r#"…"#`; false where it is an `r#word` or a word that begins with r.
    fn raw_string(&mut self, line: usize) -> bool {
        let hashes = self.chars[self.at + 1..]
            .iter()
            .take_while(|c| **c == '#')
            .count();
        if self.peek(1 + hashes) != '"' {
            return false;
        }
        self.at += 2 + hashes;
        let mut inside = String::new();
        while self.at < self.chars.len() {
            if self.peek(0) == '"' && (1..=hashes).all(|n| self.peek(n) == '#') {
                break;
            }
            inside.push(self.next());
        }
        self.at += 1 + hashes;
        self.push(Token::Text(inside), line);
        true
    }

    /// A character literal, or the quote of a lifetime.
    fn character(&mut self) {
        self.next();
        if self.peek(0) == '\\' {
            self.at += 2;
            self.skip_while(|c| c != '\'');
            self.next();
        } else if self.peek(1) == '\'' {
            self.next();
            self.next();
        } else {
            self.skip_while(|c| c.is_alphanumeric() || c == '_');
        }
    }
}

/// What is left of a file's tokens, the lines left out, the test modules with a file of their own.
type Rest = (Vec<(Token, usize)>, Vec<RangeInclusive<usize>>, Vec<String>);

/// Leaves out every item that a `#[cfg(…test…)]` guards.
fn without_tests(tokens: &[(Token, usize)]) -> Rest {
    let (mut rest, mut lines, mut modules) =
        (Vec::with_capacity(tokens.len()), Vec::new(), Vec::new());
    let mut at = 0;
    while at < tokens.len() {
        if is_test_guard(&tokens[at..]) {
            let end = item_end(tokens, at);
            lines.push(tokens[at].1..=tokens[end - 1].1);
            let item: Vec<&Token> = tokens[at..end].iter().map(|(token, _)| token).collect();
            if let [.., Token::Word(word), Token::Word(name), Token::Sign(';')] = item.as_slice()
                && word == "mod"
            {
                modules.push(name.clone());
            }
            at = end;
        } else {
            rest.push(tokens[at].clone());
            at += 1;
        }
    }
    (rest, lines, modules)
}

fn is_test_guard(tokens: &[(Token, usize)]) -> bool {
    let [(hash, _), (open, _), (cfg, _), ..] = tokens else {
        return false;
    };
    if !(hash.sign('#') && open.sign('[') && cfg.is("cfg")) {
        return false;
    }
    let guard: Vec<&Token> = tokens
        .iter()
        .map(|(token, _)| token)
        .take_while(|token| !token.sign(']'))
        .collect();
    guard.iter().any(|token| token.is("test")) && !guard.iter().any(|token| token.is("not"))
}

/// The end of the item whose first attribute begins at `from`.
fn item_end(tokens: &[(Token, usize)], from: usize) -> usize {
    let (mut at, mut depth) = (from, 0_usize);
    let mut ends_with_semicolon = false;
    while let Some((token, _)) = tokens.get(at) {
        at += 1;
        match token {
            Token::Word(word)
                if depth == 0 && matches!(word.as_str(), "use" | "const" | "static" | "let") =>
            {
                // `const fn` is a function
                ends_with_semicolon = !tokens.get(at).is_some_and(|(next, _)| next.is("fn"));
            }
            Token::Sign('(' | '[' | '{') => depth += 1,
            Token::Sign(')' | ']') => depth = depth.saturating_sub(1),
            Token::Sign('}') => {
                depth = depth.saturating_sub(1);
                if depth == 0 && !ends_with_semicolon {
                    break;
                }
            }
            Token::Sign(';') if depth == 0 => break,
            _ => {}
        }
    }
    at
}
