//! `wirelab report`: the page of what was picked in the lab.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Component, Path, PathBuf};

use super::out::{Stop, note, stdout};
use crate::cli::ReportArgs;
use crate::files::report::{self as folder, may_write, page_name, parent};
use crate::report::markdown::Page;
use crate::report::{About, Found, Parts};
use crate::text::{Lang, Text};

/// Pages tried beside one that was changed by hand: `report.md`, `report-2.md`, …
const MOST_TRIED: u32 = 1000;

/// Makes the report. Its language is `lang`, else the one the last pick was made in.
///
/// # Errors
/// [`Stop::Failed`] where there is nothing to report on, or the page can't be written.
pub fn run(args: &ReportArgs, lang: Option<Lang>) -> Result<(), Stop> {
    let dir = &args.dir;
    let found = picks(dir)?;
    let mut about = about(args);
    let text = Text::new(language(&found, lang));
    let parts: Vec<Parts> = found
        .picks
        .iter()
        .map(|pick| folder::parts(dir, pick))
        .collect();
    let page = |about: &About, base: &str| {
        Page {
            about,
            found: &found,
            parts: &parts,
            base,
            words: &|say| text.say(say),
        }
        .markdown()
    };
    let output = args.output.as_deref();
    if output.is_some_and(|path| path.as_os_str() == "-") {
        let page = page(&about, &base(Path::new("."), dir));
        stdout().write_all(page.as_bytes())?;
        save(&about, dir);
        return Ok(());
    }
    let path = target(&about, dir, output)?;
    let page = page(&about, &base(&parent(&path), dir));
    write(&path, &page).map_err(|error| {
        Stop::Failed(format!(
            "{}: {error}; try -o with a file elsewhere",
            super::out::shown(&path)
        ))
    })?;
    about.wrote(page_name(dir, &path), page.as_bytes());
    save(&about, dir);
    let count = found.picks.len();
    super::out::line(
        &mut stdout(),
        &format!(
            "{}: {count} {}",
            super::out::shown(&path),
            if count == 1 { "pick" } else { "picks" }
        ),
    )
}

/// What was picked into that folder, at least one thing.
fn picks(dir: &Path) -> Result<Found, Stop> {
    if !dir.is_dir() {
        return Err(nothing(dir, "there is no such folder"));
    }
    let found = folder::picks(dir)
        .map_err(|error| Stop::Failed(format!("{}: {error}", super::out::shown(dir))))?;
    warn(dir, &found);
    if found.picks.is_empty() {
        return Err(nothing(dir, "there are no picks in it"));
    }
    Ok(found)
}

/// Who the report is of: what the folder remembers, and what is said now.
fn about(args: &ReportArgs) -> About {
    let mut about = folder::about(&args.dir);
    remember(&mut about.name, args.name.as_ref());
    remember(&mut about.seat, args.seat.as_ref());
    if about.name.is_empty() {
        note!(
            "wirelab: no name stands in the report yet: wirelab report --name NAME --seat SEAT puts it there, once and for all"
        );
    }
    about
}

fn nothing(dir: &Path, why: &str) -> Stop {
    Stop::Failed(format!(
        "{}: {why}. Press r in the lab: it puts what you see into the folder wirelab-report where the lab was started. \
         --dir names another folder.",
        super::out::shown(dir)
    ))
}

fn warn(dir: &Path, found: &Found) {
    for line in &found.damaged {
        note!(
            "wirelab: {}: line {line} of picks.jsonl can't be read; passed over",
            super::out::shown(dir)
        );
    }
    if found.unfinished {
        note!(
            "wirelab: {}: the last line of picks.jsonl is not finished; passed over",
            super::out::shown(dir)
        );
    }
}

fn remember(known: &mut String, given: Option<&String>) {
    if let Some(given) = given {
        given.trim().clone_into(known);
    }
}

/// What can't be remembered must be given again: no reason to fail.
fn save(about: &About, dir: &Path) {
    if let Err(error) = folder::remember(dir, about) {
        note!(
            "wirelab: {}: name and seat are not remembered: {error}",
            super::out::shown(dir)
        );
    }
}

fn language(found: &Found, asked: Option<Lang>) -> Lang {
    asked.unwrap_or_else(|| {
        let last = found.picks.last();
        last.map_or(Lang::En, |pick| Lang::from_locale(&pick.language))
    })
}

/// Where the page goes: a page that was changed since it was written is never overwritten.
fn target(about: &About, dir: &Path, output: Option<&Path>) -> Result<PathBuf, Stop> {
    if let Some(path) = output {
        let why =
            "is there, and was not made by this command or was changed since: give another name";
        return may_write(about, dir, path)
            .then(|| path.to_owned())
            .ok_or_else(|| Stop::Failed(format!("{} {why}", super::out::shown(path))));
    }
    let names = std::iter::once("report.md".to_owned())
        .chain((2..MOST_TRIED).map(|n| format!("report-{n}.md")));
    let path = names
        .map(|name| dir.join(name))
        .find(|path| may_write(about, dir, path));
    let path = path.ok_or_else(|| {
        Stop::Failed(format!(
            "{}: too many reports that were changed by hand",
            super::out::shown(dir)
        ))
    })?;
    if path.file_name().is_some_and(|name| name != "report.md") {
        note!(
            "wirelab: {} was changed by hand and stays as it is",
            super::out::shown(&dir.join("report.md"))
        );
    }
    Ok(path)
}

/// Writes the page whole or not at all.
fn write(path: &Path, page: &str) -> io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let beside = PathBuf::from(beside);
    let written = fs::write(&beside, page).and_then(|()| fs::rename(&beside, path));
    written.inspect_err(|_| {
        let _ = fs::remove_file(&beside);
    })
}

/// The way from one folder to another as links write it: empty, or with `/` at its end.
fn base(from: &Path, to: &Path) -> String {
    let (Ok(from), Ok(to)) = (from.canonicalize(), to.canonicalize()) else {
        return format!("{}/", to.display());
    };
    let shared = from
        .components()
        .zip(to.components())
        .take_while(|(a, b)| a == b)
        .count();
    let ups = from.components().skip(shared).map(|_| "../".to_owned());
    let downs = to.components().skip(shared).filter_map(|c| match c {
        Component::Normal(name) => Some(format!("{}/", name.to_string_lossy())),
        _ => None,
    });
    ups.chain(downs).collect()
}
