//! Saving frames: a capture file, or a text for people and programs. The name's end chooses the form.

use std::io::{BufWriter, Write};
use std::path::Path;

use crate::export::{self, Shown};
use crate::files::target::{Target, unpacked_name};
use crate::files::{Format, WriteError, Writer};
use crate::frame::{BatchedFrame, FrameMeta};
use crate::say::Foreign;
use crate::store::assembly::Assembler;
use crate::store::reassembly::Reassembler;
use crate::text::{Lang, Text};
use crate::wire::{Context, Reading, summary};

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

/// A frame to be saved.
#[derive(Debug, Clone, Copy)]
pub struct Given<'a> {
    /// Its number.
    pub number: u64,
    /// What is known of it.
    pub meta: &'a FrameMeta,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// Its interface's name.
    pub interface: &'a Foreign,
    /// How it is taken apart, where what it says is written.
    pub context: &'a Context,
}

/// What the frames before a frame tell of it, while a file's frames come one after the other.
#[derive(Debug, Default)]
pub struct Known {
    assembler: Assembler,
    datagrams: Reassembler,
}

impl Known {
    /// A frame with what those before it tell.
    pub fn of(&mut self, number: u64, frame: &BatchedFrame, bytes: &[u8]) -> Context {
        let meta = &frame.meta;
        let mut digest = frame.digest;
        Context {
            reading: self.assembler.push(number, meta, &mut digest, bytes),
            datagram: self.datagrams.push(number, meta, bytes),
            ..Context::of(meta)
        }
    }
}

/// A frame of which it is known how its payload is to be read.
#[must_use]
pub fn told(meta: &FrameMeta, reading: &Reading) -> Context {
    Context {
        reading: reading.clone(),
        ..Context::of(meta)
    }
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

    /// Is what the frames say written, so that it must be known how they are to be read?
    #[must_use]
    pub const fn takes_apart(&self) -> bool {
        matches!(self.to, To::Text(Words::Tree | Words::Json, ..))
    }

    /// Adds a frame with what is known of it.
    ///
    /// # Errors
    /// What the form has no place for; what the system says.
    pub fn add(&mut self, frame: &Given<'_>) -> Result<(), WriteError> {
        match &mut self.to {
            To::Capture(writer) => {
                let interface = frame.interface.verbatim();
                writer.add(frame.meta, frame.bytes, interface, None)?;
            }
            To::Text(words, out, text) => {
                let mut line = Vec::new();
                words.frame(&mut line, frame, text);
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
    fn frame(self, out: &mut Vec<u8>, frame: &Given<'_>, text: &Text) {
        let &Given {
            number,
            meta,
            bytes,
            interface,
            context,
        } = frame;
        if self == Self::Python {
            out.extend_from_slice(format!("# frame {number}\n").as_bytes());
            return export::python(out, bytes);
        }
        let dissection = crate::proto::dissect(meta.link, bytes, context);
        let summary = summary(&meta.digest(bytes), bytes, context);
        let others: Vec<_> = context
            .wholes()
            .map(|whole| whole.bytes.as_slice())
            .collect();
        let shown = Shown {
            number,
            interface: interface.clean(),
            meta,
            bytes,
            others: &others,
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
