//! What is wrong with a setting, where that stands, and how it is shown.

use std::fmt::Write as _;
use std::ops::Range;

use crate::nearest::nearest;
use crate::say;
use crate::say::Clean;
use crate::say::Say;
use crate::text::Text;
use crate::ui::fit;

/// A place in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
    /// Which bytes of the file.
    pub span: Range<usize>,
}

/// Where the lines of a text begin.
#[derive(Debug)]
pub(super) struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let behind = text.match_indices('\n').map(|(at, _)| at + 1);
        Self {
            text,
            starts: [0].into_iter().chain(behind).collect(),
        }
    }

    /// The place of these bytes; what lies behind the end is at the end.
    pub(super) fn place(&self, span: Range<usize>) -> Place {
        let at = self.text.floor_char_boundary(span.start);
        let line = self.starts.partition_point(|start| *start <= at);
        let start = self.starts.get(line - 1).copied().unwrap_or_default();
        Place {
            line,
            column: self.text[start..at].chars().count() + 1,
            span,
        }
    }
}

/// Where the problem is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum At {
    /// The file as a whole.
    File,
    /// There in the file.
    Place(Place),
    /// A variable of the environment.
    Variable(&'static str),
    /// A flag, without its dashes.
    Flag(&'static str),
}

/// Something that is wrong, or that nobody knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub at: At,
    /// What.
    pub what: Say,
    /// What would be right.
    pub hint: Option<Say>,
}

impl Problem {
    /// Of the file as a whole.
    #[must_use]
    pub const fn of_file(what: Say) -> Self {
        Self {
            at: At::File,
            what,
            hint: None,
        }
    }

    /// A name in the file that nobody knows; of those that are `known` the nearest may be meant.
    pub(super) fn unknown<'a>(
        name: &str,
        at: Place,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let near = nearest(name, known).first().map(|near| (*near).to_owned());
        Self {
            at: At::Place(at),
            what: say!("settings-unknown", name = clean_name(name)),
            hint: near.map(|near| say!("settings-nearest", name = near)),
        }
    }

    /// For the lines of a terminal: where, what, and of a place in the file the line itself, with a mark under what is
    /// meant. `path` and `source` are the file's; nothing in what is returned does anything to a terminal.
    #[must_use]
    pub fn told(&self, path: &str, source: &str, text: &Text) -> String {
        let what = text.say(&self.what);
        let hint = self.hint.as_ref().map(|hint| text.say(hint));
        let path = Clean::spoken(path);
        let At::Place(place) = &self.at else {
            let of = match self.at {
                At::Variable(name) => name.to_owned(),
                At::Flag(long) => format!("--{long}"),
                At::File | At::Place(_) => path.into(),
            };
            let hint = hint.map(|hint| format!("; {hint}")).unwrap_or_default();
            return format!("{of}: {what}{hint}");
        };
        let mut told = format!("{path}:{}:{}: {what}", place.line, place.column);
        match (shown(place, source), hint) {
            (Some((line, before, marked)), hint) => {
                let number = place.line.to_string();
                let _ = write!(
                    told,
                    "\n  {number} | {line}\n  {} | {}{} {}",
                    " ".repeat(number.len()),
                    " ".repeat(before),
                    "^".repeat(marked),
                    hint.unwrap_or_default()
                );
            }
            (None, Some(hint)) => told = format!("{told}; {hint}"),
            (None, None) => {}
        }
        told.trim_end().to_owned()
    }

    /// In one line, for a screen.
    #[must_use]
    pub fn brief(&self) -> Say {
        let (what, hint) = (self.what.clone(), self.hint.clone());
        let what = match hint {
            Some(hint) => say!("settings-with-hint", what = what, hint = hint),
            None => what,
        };
        match &self.at {
            At::File => say!("settings-in-file", what = what),
            At::Place(place) => say!("settings-at-line", line = place.line, what = what),
            At::Variable(name) => say!("settings-of", name = *name, what = what),
            At::Flag(long) => say!("settings-of", name = format!("--{long}"), what = what),
        }
    }
}

/// A name out of the file, as it may stand in a sentence.
pub(super) fn clean_name(name: &str) -> String {
    fit::cut(&Clean::spoken(name), 40, "…")
}

/// The line, the cells in front of what is meant, and those it takes; `None` for a line that has no room.
fn shown(place: &Place, source: &str) -> Option<(String, usize, usize)> {
    const ROOM: usize = 100;
    let at = source.floor_char_boundary(place.span.start);
    let start = source[..at].rfind('\n').map_or(0, |end| end + 1);
    let line = source[start..].lines().next().unwrap_or_default();
    if line.len() > 16 * ROOM {
        return None;
    }
    let before = Clean::spoken(&source[start..at]);
    let end = source
        .floor_char_boundary(place.span.end)
        .min(start + line.len());
    let marked = Clean::spoken(source.get(at..end).unwrap_or_default());
    let before = fit::width(&before);
    (before < ROOM).then(|| {
        let marked = fit::width(&marked).min(ROOM - before).max(1);
        (fit::cut(&Clean::spoken(line), ROOM, "…"), before, marked)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Lang;

    fn problem(source: &str, span: Range<usize>) -> Problem {
        Problem {
            at: At::Place(Lines::of(source).place(span)),
            what: say!("settings-version-missing"),
            hint: Some(say!("settings-allowed-switch")),
        }
    }

    #[test]
    fn the_line_is_shown_with_a_mark_under_what_is_meant() {
        let source = "a = 1\n昵称\t= 2 # b\n";
        let at = source.find('2').unwrap();
        let told = problem(source, at..at + 1).told("c.toml", source, &Text::new(Lang::En));
        let lines: Vec<_> = told.lines().collect();
        assert!(lines[0].starts_with("c.toml:2:6: "), "{told}");
        assert_eq!(lines[1], "  2 | 昵称 = 2 # b");
        assert_eq!(lines[2], "    |        ^ true or false");
    }

    #[test]
    fn nothing_in_it_does_anything_to_the_terminal() {
        let source = "\u{1b}[31m = \"\u{7}\"";
        let told = problem(source, 0..1).told("\u{1b}c", source, &Text::new(Lang::En));
        assert!(
            !told.chars().any(|c| c.is_control() && c != '\n'),
            "{told:?}"
        );
    }

    #[test]
    fn any_place_is_shown_whatever_it_is() {
        let source = format!("x\n{}\n你", "y".repeat(5000));
        for span in [
            0..0,
            0..9999,
            3..4,
            4000..4001,
            5003..5004,
            5005..5006,
            9999..9999,
        ] {
            let told = problem(&source, span).told("c", &source, &Text::new(Lang::ZhCn));
            assert!(told.lines().all(|line| line.len() < 400));
        }
    }
}
