//! The page, in Markdown (CommonMark with tables): pure, and the same picks give the same bytes.

use std::fmt::Write as _;

use super::pick::Pick;
use super::{About, Found, Part, Parts};
use crate::say;
use crate::say::{Say, acts};

/// What the page is made from.
pub struct Page<'a> {
    /// Who it is of.
    pub about: &'a About,
    /// The picks, and what is wrong with their list.
    pub found: &'a Found,
    /// What each pick's files hold.
    pub parts: &'a [Parts],
    /// The way from the page to the folder: empty, or with `/` at its end.
    pub base: &'a str,
    /// Says a message.
    pub words: &'a dyn Fn(&Say) -> String,
}

impl Page<'_> {
    /// The page.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut out = format!("# {}\n\n", self.say(&say!("report-title")));
        self.head(&mut out);
        self.troubles(&mut out);
        for (pick, parts) in self.found.picks.iter().zip(self.parts) {
            self.section(&mut out, pick, parts);
        }
        out
    }

    fn say(&self, say: &Say) -> String {
        (self.words)(say)
    }

    fn head(&self, out: &mut String) {
        let picks = &self.found.picks;
        let mut hosts: Vec<&str> = picks
            .iter()
            .map(|p| p.host.as_str())
            .filter(|h| !h.is_empty())
            .collect();
        hosts.sort_unstable();
        hosts.dedup();
        let when = match (
            picks.iter().min_by_key(|p| p.time),
            picks.iter().max_by_key(|p| p.time),
        ) {
            (Some(first), Some(last)) if first.time != last.time => {
                format!("{} – {}", clock(first), clock(last))
            }
            (Some(only), _) => clock(only),
            _ => String::new(),
        };
        let rows = [
            (say!("report-name"), literal(&self.about.name)),
            (say!("report-seat"), literal(&self.about.seat)),
            (say!("report-host"), literal(&hosts.join(", "))),
            (say!("report-when"), when),
            (say!("report-picks"), picks.len().to_string()),
        ];
        let _ = writeln!(out, "| | |\n|---|---|");
        for (name, value) in rows.iter().filter(|(_, value)| !value.is_empty()) {
            let _ = writeln!(out, "| {} | {value} |", self.say(name));
        }
        out.push('\n');
    }

    fn troubles(&self, out: &mut String) {
        let damaged = self
            .found
            .damaged
            .iter()
            .map(|line| say!("report-line-damaged", line = line.to_string()));
        let unfinished = self
            .found
            .unfinished
            .then(|| say!("report-line-unfinished"));
        for trouble in damaged.chain(unfinished) {
            let _ = writeln!(out, "> {}\n", self.say(&trouble));
        }
    }

    fn section(&self, out: &mut String, pick: &Pick, parts: &Parts) {
        let title = if pick.title.trim().is_empty() {
            self.say(&say!("report-note"))
        } else {
            literal(&pick.title)
        };
        let _ = writeln!(out, "## {}. {title}\n", pick.number);
        let mut facts = vec![clock(pick)];
        facts.extend(pick.origin.iter().map(|origin| self.say(&origin.say())));
        let _ = writeln!(out, "{}\n", facts.join(" · "));
        if !pick.note.trim().is_empty() {
            let _ = writeln!(out, "> {}\n", literal(pick.note.trim()));
        }
        self.picture(out, pick, &parts.picture);
        self.frames(out, pick, &parts.frames);
        match &parts.text {
            Part::There(text) => fenced(out, text),
            Part::None => {}
            gone => self.gone(out, pick.text.as_deref(), matches!(gone, Part::Missing)),
        }
    }

    fn picture(&self, out: &mut String, pick: &Pick, picture: &Part<()>) {
        let Some(name) = pick.picture.as_deref() else {
            return;
        };
        match picture {
            Part::There(()) => {
                let _ = writeln!(out, "![{}]({})\n", literal(&pick.title), self.link(name));
            }
            gone => self.gone(out, Some(name), matches!(gone, Part::Missing)),
        }
    }

    fn frames(&self, out: &mut String, pick: &Pick, frames: &Part<u64>) {
        match (&pick.frames, frames) {
            (Some(named), Part::There(count)) => {
                let origins: Vec<_> = pick
                    .origin
                    .iter()
                    .map(|origin| self.say(&origin.say()))
                    .collect();
                let said = self.say(&say!(
                    "report-frames",
                    n = *count,
                    origin = origins.join(", ")
                ));
                let _ = writeln!(
                    out,
                    "[{}]({}): {said}\n",
                    named.file,
                    self.link(&named.file)
                );
            }
            (Some(named), gone) => self.gone(out, Some(&named.file), matches!(gone, Part::Missing)),
            (None, _) => {}
        }
        if pick.left_out > 0 {
            let _ = writeln!(
                out,
                "{}\n",
                self.say(&say!("report-left-out", n = pick.left_out))
            );
        }
    }

    fn gone(&self, out: &mut String, name: Option<&str>, missing: bool) {
        let file = name.unwrap_or_default().to_owned();
        let said = if missing {
            say!("report-file-missing", file = file)
        } else {
            say!("report-file-damaged", file = file)
        };
        let _ = writeln!(out, "> {}\n", self.say(&said));
    }

    /// A file of the folder as the target of a link.
    fn link(&self, name: &str) -> String {
        let mut link = String::new();
        for byte in self.base.bytes().chain(name.bytes()) {
            if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
                link.push(char::from(byte));
            } else {
                let _ = write!(link, "%{byte:02X}");
            }
        }
        link
    }
}

/// Date and time on the machine's clock.
fn clock(pick: &Pick) -> String {
    let (time, offset) = pick.local();
    let minutes = offset.unsigned_abs() / 60;
    let sign = if offset < 0 { '−' } else { '+' };
    let zone = if minutes % 60 == 0 {
        format!("{}", minutes / 60)
    } else {
        format!("{}:{:02}", minutes / 60, minutes % 60)
    };
    format!(
        "{} {} (UTC{sign}{zone})",
        time.date(offset),
        time.hms(offset)
    )
}

/// Joins the parts of an emoji; it acts on nothing else.
const JOINER: char = '\u{200d}';

/// Text that means itself in Markdown: one line, no mark of it with a meaning, nothing invisible.
fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let numbered = text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    for (at, c) in text.char_indices() {
        let begins = at == 0 && matches!(c, '-' | '+' | '=');
        let counts = text.len() - at == numbered && at > 0 && matches!(c, '.' | ')');
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '~' | '|' | '#' | '!' | '$' => {
                out.extend(['\\', c]);
            }
            c if begins || counts => out.extend(['\\', c]),
            '\n' | '\r' | '\t' => out.push(' '),
            c if acts(c) && c != JOINER => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// Text as it stands, between fences longer than any run of backticks in it.
fn fenced(out: &mut String, text: &str) {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat((longest + 1).max(3));
    let _ = writeln!(out, "{fence}text");
    out.extend(text.trim_end_matches('\n').chars().map(|c| {
        if !matches!(c, '\n' | JOINER) && acts(c) {
            '\u{fffd}'
        } else {
            c
        }
    }));
    let _ = writeln!(out, "\n{fence}\n");
}

#[cfg(test)]
mod tests;
