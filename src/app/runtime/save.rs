//! Saving frames: a capture file, or a text for people and programs. The name's end chooses the form.

use std::io::{BufWriter, Write};
use std::path::Path;

use crate::export::{self, Shown};
use crate::files::target::{Target, unpacked_name};
use crate::files::{Format, WriteError, Writer};
use crate::frame::FrameMeta;
use crate::say::{Clean, Foreign};
use crate::text::{Lang, Text};
use crate::wire::{Context, summary};

/// A form of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Words {
    /// A tree of fields for each frame.
    Tree,
    /// A line of JSON for each.
    Json,
    /// Python's bytes.
    Python,
}

/// Frames being saved.
pub struct Save {
    to: To,
    frames: u64,
}

enum To {
    Capture(Writer<Target>),
    Text(Words, BufWriter<Target>, Box<Text>),
}

impl Save {
    /// Begins a new file; one that is there is never overwritten.
    ///
    /// # Errors
    /// If it is there already; what the system says.
    pub fn create(path: &Path) -> Result<Self, WriteError> {
        let target = Target::create(path)?;
        let name = unpacked_name(path);
        let words = match name
            .extension()
            .and_then(|e| e.to_str())
            .map(str::to_ascii_lowercase)
            .as_deref()
        {
            Some("json" | "jsonl") => Some(Words::Json),
            Some("txt") => Some(Words::Tree),
            Some("py") => Some(Words::Python),
            _ => None,
        };
        let to = match words {
            Some(words) => To::Text(words, BufWriter::new(target), Box::new(Text::new(Lang::En))),
            None => To::Capture(Writer::new(target, Format::of(name))),
        };
        Ok(Self { to, frames: 0 })
    }

    /// Adds a frame.
    ///
    /// # Errors
    /// What the form has no place for; what the system says.
    pub fn add(
        &mut self,
        number: u64,
        meta: &FrameMeta,
        bytes: &[u8],
        interface: &Foreign,
    ) -> Result<(), WriteError> {
        match &mut self.to {
            To::Capture(writer) => writer.add(meta, bytes, interface.verbatim(), None)?,
            To::Text(words, out, text) => {
                let mut line = Vec::new();
                words.frame(&mut line, number, meta, bytes, interface.clean(), text);
                out.write_all(&line)?;
            }
        }
        self.frames += 1;
        Ok(())
    }

    /// Ends the file; gives how many frames it holds.
    ///
    /// # Errors
    /// What the system says.
    pub fn finish(self) -> Result<u64, WriteError> {
        match self.to {
            To::Capture(writer) => writer.finish()?.finish()?,
            To::Text(_, out, _) => out
                .into_inner()
                .map_err(std::io::IntoInnerError::into_error)?
                .finish()?,
        }
        Ok(self.frames)
    }
}

impl Words {
    fn frame(
        self,
        out: &mut Vec<u8>,
        number: u64,
        meta: &FrameMeta,
        bytes: &[u8],
        interface: &Clean,
        text: &Text,
    ) {
        if self == Self::Python {
            out.extend_from_slice(format!("# frame {number}\n").as_bytes());
            return export::python(out, bytes);
        }
        let context = Context::of(meta);
        let dissection = crate::proto::dissect(meta.link, bytes, &context);
        let summary = summary(&meta.digest(bytes), bytes, &context);
        let shown = Shown {
            number,
            interface,
            meta,
            bytes,
            others: &[],
            dissection: &dissection,
            summary: &summary,
            comment: None,
        };
        let words = &mut |say: &crate::say::Say, line: &mut String| line.push_str(&text.say(say));
        if self == Self::Json {
            export::json_line(out, &shown, words);
        } else {
            export::text(out, &shown, words);
        }
    }
}
