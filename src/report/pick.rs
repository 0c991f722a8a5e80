//! One pick: before it is on disk, and as its line in `picks.jsonl`.

use serde::{Deserialize, Serialize};

use crate::clock::Time;
use crate::frame::{KeptFrame, Origin};

/// What a pane shows, as a picture and as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// What its files are called: a pane's name, never a word from outside.
    pub stem: &'static str,
    /// As SVG.
    pub picture: String,
    /// As lines.
    pub text: String,
}

/// A pick that is not on disk yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// When it was picked.
    pub time: Time,
    /// Seconds east of UTC there.
    pub utc_offset: i32,
    /// This machine's name; empty where it is not known.
    pub host: String,
    /// The language of what it shows: `en`, `zh-CN`.
    pub language: &'static str,
    /// What it shows, in a line.
    pub title: String,
    /// The student's own words; empty: none.
    pub note: String,
    /// What the pane shows; `None`: only the note is kept.
    pub view: Option<View>,
    /// The frames that belong to it.
    pub frames: Vec<KeptFrame>,
    /// Frames that belong to it but are not wholly known, or could not be had.
    pub left_out: usize,
    /// Where the bytes shown are from; empty where no frame is shown by itself.
    pub origins: Vec<Origin>,
}

impl Draft {
    /// The pick it becomes under this number, with the names of its files.
    #[must_use]
    pub fn numbered(&self, number: u32) -> Pick {
        let named = |ending: &str| {
            self.view
                .as_ref()
                .map(|view| format!("{number:02}-{}.{ending}", view.stem))
        };
        let frames = Frames {
            file: format!("{number:02}-frames.pcapng"),
            count: self.frames.len() as u64,
        };
        let frames = Some(frames).filter(|frames| frames.count > 0);
        let kind = match (&self.view, &frames) {
            (_, Some(_)) => Kind::Frames,
            (Some(_), None) => Kind::View,
            (None, None) => Kind::Note,
        };
        Pick {
            number,
            time: self.time.0.div_euclid(1_000_000_000),
            utc_offset: self.utc_offset,
            kind,
            title: self.title.clone(),
            note: self.note.clone(),
            picture: named("svg"),
            text: named("txt"),
            frames,
            left_out: self.left_out as u64,
            origin: self.origins.clone(),
            host: self.host.clone(),
            language: self.language.to_owned(),
        }
    }
}

/// Origins by their names.
mod origins {
    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serializer};

    use super::Origin;

    pub(super) fn serialize<S: Serializer>(
        origins: &[Origin],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(origins.iter().map(|origin| origin.name()))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<Origin>, D::Error> {
        let names = Vec::<String>::deserialize(deserializer)?;
        let origin = |name: &String| {
            Origin::named(name).ok_or_else(|| D::Error::custom(format_args!("no origin: {name}")))
        };
        names.iter().map(origin).collect()
    }
}

/// What a pick is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// What a pane showed.
    View,
    /// That, and the frames it was about.
    Frames,
    /// The student's own words alone.
    Note,
}

/// The frames of a pick.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frames {
    /// Their file.
    pub file: String,
    /// How many it holds.
    pub count: u64,
}

/// A pick as its line holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pick {
    /// Its number, from 1.
    pub number: u32,
    /// Seconds since 1970-01-01 00:00:00 UTC.
    pub time: i64,
    /// Seconds east of UTC.
    pub utc_offset: i32,
    /// What it is.
    pub kind: Kind,
    /// What it shows.
    pub title: String,
    /// The student's own words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// The picture's file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
    /// The text's file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The frames.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frames: Option<Frames>,
    /// Frames left out because not all of them is known.
    #[serde(default)]
    pub left_out: u64,
    /// Where the bytes shown are from.
    #[serde(default, with = "origins")]
    pub origin: Vec<Origin>,
    /// The machine's name.
    #[serde(default)]
    pub host: String,
    /// The language it was picked in.
    pub language: String,
}

impl Pick {
    /// Reads a line. `None`: it is damaged, or names a file that lies elsewhere.
    #[must_use]
    pub fn parse(line: &str) -> Option<Self> {
        let pick: Self = serde_json::from_str(line).ok()?;
        let plain = |name: &String| {
            name.chars()
                .all(|c| c.is_ascii_alphanumeric() || "-.".contains(c))
                && !name.starts_with('.')
        };
        let is_plain = pick.files().all(plain);
        is_plain.then_some(pick)
    }

    fn files(&self) -> impl Iterator<Item = &String> {
        [&self.picture, &self.text]
            .into_iter()
            .flatten()
            .chain(self.frames.iter().map(|f| &f.file))
    }

    /// The time on the clock of the machine.
    #[must_use]
    pub const fn local(&self) -> (Time, i32) {
        (Time::from_parts(self.time, 0), self.utc_offset)
    }
}
