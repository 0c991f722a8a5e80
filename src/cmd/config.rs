//! `wirelab config`; and the settings in force, which every command asks for first.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy as _;
use serde::Serialize;
use serde_json::Value;

use super::out::{Stop, line, note, stdout};
use crate::cli::{Cli, ConfigArgs};
use crate::keymap::Keymap;
use crate::say;
use crate::say::Say;
use crate::settings::{InForce, LONGEST, Origin, Problem, SETTINGS, commented, in_force};
use crate::text::{Lang, Text};

/// Names the file.
const VARIABLE: &str = "WIRELAB_CONFIG";

/// The file of the settings.
#[derive(Debug, Clone)]
pub struct Place {
    /// Where it is, or would be; `None`: there is no home to put it in.
    path: Option<PathBuf>,
    /// Who says so.
    origin: Origin,
    /// Is it there?
    exists: bool,
}

/// The settings in force.
#[derive(Debug)]
pub struct Loaded {
    /// Settings and keys, and what is to be said about them.
    pub ready: InForce,
    place: Place,
    source: String,
}

/// The settings make no sense.
#[derive(Debug)]
pub struct Refused {
    problems: Vec<Problem>,
    place: Place,
    source: String,
    /// The language, where flags or variables say it.
    pub lang: Option<Lang>,
}

/// Reads the settings: the file that the command line, else the variable, else the platform names; the environment;
/// the flags.
///
/// # Errors
/// All that is wrong with them, and a file asked for by name that cannot be read.
pub fn load(cli: &Cli, keys: Keymap) -> Result<Loaded, Refused> {
    let mut place = place(cli);
    let mut unread = Vec::new();
    let source = match place.path.as_deref().map(read) {
        Some(Ok(source)) => {
            place.exists = true;
            Some(source)
        }
        Some(Err(_)) if place.is_nobodys() => None,
        None => None,
        Some(Err(why)) => {
            unread.push(Problem::of_file(why.say()));
            None
        }
    };
    let heard = cli.heard();
    let found = in_force(source.as_deref(), variable, &heard, keys.clone());
    let source = source.unwrap_or_default();
    match found {
        // The platform's file was not asked for: it is only missed.
        Ok(mut ready) if unread.is_empty() || place.origin == Origin::Default => {
            ready.warnings.splice(0..0, unread);
            Ok(Loaded {
                ready,
                place,
                source,
            })
        }
        found => Err(Refused {
            problems: [unread, found.err().unwrap_or_default()].concat(),
            place,
            source,
            lang: in_force(None, variable, &heard, keys)
                .ok()
                .and_then(|found| found.settings.language.value),
        }),
    }
}

fn variable(name: &str) -> Option<String> {
    Some(std::env::var_os(name)?.to_string_lossy().into_owned())
}

fn place(cli: &Cli) -> Place {
    let named = |path: PathBuf, origin| Place {
        path: Some(path),
        origin,
        exists: false,
    };
    if let Some(path) = &cli.config {
        return named(path.clone(), Origin::Flag("config"));
    }
    if let Some(path) = std::env::var_os(VARIABLE).filter(|path| !path.is_empty()) {
        return named(path.into(), Origin::Variable(VARIABLE));
    }
    let folder = etcetera::choose_base_strategy().map(|platform| platform.config_dir());
    Place {
        path: folder
            .ok()
            .map(|dir| dir.join("wirelab").join("config.toml")),
        origin: Origin::Default,
        exists: false,
    }
}

/// Why a file was not read.
#[derive(Debug)]
enum Unread {
    Missing,
    Io(io::Error),
    TooLong,
    NotUtf8 { at: usize },
}

impl Unread {
    fn say(&self) -> Say {
        match self {
            Self::Missing => {
                let why = io::Error::from_raw_os_error(libc::ENOENT).to_string();
                say!("settings-unreadable", why = why)
            }
            Self::Io(error) => say!("settings-unreadable", why = error.to_string()),
            Self::TooLong => say!("settings-too-long", most = LONGEST),
            Self::NotUtf8 { at } => say!("settings-not-utf8", at = *at),
        }
    }
}

fn read(path: &Path) -> Result<String, Unread> {
    let missing = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Unread::Missing,
        _ => Unread::Io(error),
    };
    let file = File::open(path).map_err(missing)?;
    let mut bytes = Vec::new();
    file.take(LONGEST as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(Unread::Io)?;
    if bytes.len() > LONGEST {
        return Err(Unread::TooLong);
    }
    String::from_utf8(bytes).map_err(|error| Unread::NotUtf8 {
        at: error.utf8_error().valid_up_to() + 1,
    })
}

impl Place {
    /// Nobody has named it, and it is not there, or lies where this user may not look: somebody else's home.
    fn is_nobodys(&self) -> bool {
        let seen = self
            .path
            .as_deref()
            .is_some_and(|path| path.symlink_metadata().is_ok());
        self.origin == Origin::Default && !seen
    }

    /// As it is written in messages.
    fn shown(&self) -> String {
        self.path.as_ref().map_or_else(
            || "config.toml".to_owned(),
            |path| super::out::shown(path).into_string(),
        )
    }
}

impl Loaded {
    /// Says on standard error what is to be said about the settings.
    pub fn warn(&self) {
        for warning in self.warned() {
            note!("wirelab: {warning}");
        }
    }

    /// What is to be said about them.
    pub(super) fn warned(&self) -> Vec<String> {
        if self.ready.warnings.is_empty() {
            return Vec::new();
        }
        told(&self.ready.warnings, &self.place, &self.source, Lang::En)
    }

    /// Which file they are from.
    pub(super) fn told(&self) -> String {
        place_text(&self.place)
    }
}

impl Refused {
    /// What is wrong, line by line.
    #[must_use]
    pub fn told(&self, lang: Lang) -> String {
        told(&self.problems, &self.place, &self.source, lang).join("\n")
    }
}

impl From<Refused> for Stop {
    /// In English, as commands speak.
    fn from(refused: Refused) -> Self {
        Self::Usage(refused.told(Lang::En))
    }
}

fn told(problems: &[Problem], place: &Place, source: &str, lang: Lang) -> Vec<String> {
    let (path, text) = (place.shown(), Text::new(lang));
    let told = problems
        .iter()
        .map(|problem| problem.told(&path, source, &text));
    told.collect()
}

/// Prints the settings in force, or a file of all.
///
/// # Errors
/// [`Stop::Usage`] for settings that make no sense, [`Stop::ReaderGone`].
pub fn run(cli: &Cli, args: &ConfigArgs, keys: Keymap) -> Result<(), Stop> {
    let out = &mut stdout();
    if args.default {
        return line(out, commented(&keys, &Text::new(Lang::En)).trim_end());
    }
    let loaded = load(cli, keys)?;
    loaded.warn();
    let rows = rows(&loaded.ready);
    if args.json {
        line(out, &place_json(&loaded.place))?;
        for row in &rows {
            // Texts and numbers only: nothing in it can fail to be written.
            line(out, &serde_json::to_string(row).unwrap_or_default())?;
        }
        return Ok(());
    }
    line(out, &place_text(&loaded.place))?;
    let width = |of: fn(&Row) -> &str| rows.iter().map(|row| of(row).len()).max().unwrap_or(0);
    let (names, values) = (width(|row| &row.name), width(|row| &row.written).min(40));
    for row in &rows {
        let (name, written, from) = (&row.name, &row.written, from(row.origin));
        line(out, &format!("{name:<names$}  {written:<values$}  {from}"))?;
    }
    Ok(())
}

/// A setting in force. The names of the JSON form are a promise: scripts read them.
#[derive(Debug, Serialize)]
struct Row {
    name: String,
    value: Value,
    #[serde(flatten, serialize_with = "origin")]
    origin: Origin,
    /// The value as TOML.
    #[serde(skip)]
    written: String,
}

/// `from` in a word, and which line, variable or flag that is.
fn origin<S: serde::Serializer>(origin: &Origin, to: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Whence {
        from: &'static str,
        line: Option<usize>,
        variable: Option<&'static str>,
        flag: Option<&'static str>,
    }
    let (from, line, variable, flag) = match *origin {
        Origin::Default => ("default", None, None, None),
        Origin::File { line } => ("file", Some(line), None, None),
        Origin::Variable(name) => ("variable", None, Some(name), None),
        Origin::Flag(long) => ("flag", None, None, Some(long)),
    };
    Whence {
        from,
        line,
        variable,
        flag,
    }
    .serialize(to)
}

fn from(origin: Origin) -> String {
    match origin {
        Origin::Default => "default".to_owned(),
        Origin::File { line } => format!("file, line {line}"),
        Origin::Variable(name) => format!("variable {name}"),
        Origin::Flag(long) => format!("flag --{long}"),
    }
}

fn rows(InForce { settings, keys, .. }: &InForce) -> Vec<Row> {
    let row = |name: String, written: String, origin| Row {
        name,
        // What the settings write as TOML is JSON too: texts in quotation marks, numbers, lists.
        value: serde_json::from_str(&written).unwrap_or_default(),
        origin,
        written,
    };
    let named = SETTINGS.iter().map(|setting| {
        let field = setting.of(settings);
        row(setting.name.to_owned(), field.written(), field.origin())
    });
    let colours = settings.colours.iter().map(|colour| {
        let origin = Origin::File { line: colour.line };
        let name = format!("colours.{}", colour.meaning.name);
        row(
            name,
            Value::from(colour.written.as_str()).to_string(),
            origin,
        )
    });
    let keys = keys.iter().map(|bound| {
        let (layer, verb) = (bound.layer.id.0, bound.binding.verb);
        let mut wishes = settings.keys.iter();
        let wish = wishes.find(|wish| wish.layer == layer && wish.verb == verb);
        let origin = wish.map_or(Origin::Default, |wish| Origin::File { line: wish.at.line });
        let names: Vec<_> = bound.keys.iter().map(|key| key.name()).collect();
        let name = format!("keys.{layer}.{verb}");
        row(name, Value::from(names).to_string(), origin)
    });
    named.chain(colours).chain(keys).collect()
}

fn place_text(place: &Place) -> String {
    let (path, of) = (place.shown(), from(place.origin));
    let of = if place.origin == Origin::Default {
        String::new()
    } else {
        format!("  ({of})")
    };
    if place.path.is_none() {
        "no file: there is no home to look for it in".to_owned()
    } else if place.exists {
        format!("{path}{of}")
    } else {
        format!("{path}{of}  (there is none; wirelab config --default prints one to begin with)")
    }
}

fn place_json(place: &Place) -> String {
    #[derive(Serialize)]
    struct Json {
        file: Option<String>,
        exists: bool,
        #[serde(flatten, serialize_with = "origin")]
        origin: Origin,
    }
    let json = Json {
        file: place.path.as_ref().map(|path| path.display().to_string()),
        exists: place.exists,
        origin: place.origin,
    };
    serde_json::to_string(&json).unwrap_or_default()
}
