//! Each frame by itself: a line, a tree, a dump, JSON, Python.

use std::io::Write;

use super::{End, parallel};
use crate::cli::ReadArgs;
use crate::cmd::line::{Lines, mine};
use crate::files::export::{self, Shown};
use crate::files::{FileBatch, Reader};
use crate::frame::BatchedFrame;
use crate::store::filter::{Facts, Filter};
use crate::text::Lang;
use crate::text::quick::Quick;
use crate::wire::{Context, summary};

/// What is written of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Line { dump: bool },
    Tree { dump: bool },
    Json,
    Python,
}

impl Form {
    const fn asked(args: &ReadArgs) -> Self {
        match args {
            ReadArgs { json: true, .. } => Self::Json,
            ReadArgs { python: true, .. } => Self::Python,
            ReadArgs { verbose: true, hex: dump, .. } => Self::Tree { dump: *dump },
            ReadArgs { hex: dump, .. } => Self::Line { dump: *dump },
        }
    }
}

/// Shows all frames that match, or the first of them.
pub(super) fn run(reader: &mut Reader, filter: &Filter, args: &ReadArgs, out: &mut impl Write) -> Result<(), End> {
    let form = Form::asked(args);
    if let Some(count) = args.count {
        return first(reader, Shower::new(form, filter.clone()), count, out);
    }
    let worker = || {
        let mut shower = Shower::new(form, filter.clone());
        move |batch: &FileBatch, spare: Option<Vec<u8>>| {
            let mut text = spare.unwrap_or_default();
            text.clear();
            shower.batch(batch, &mut u64::MAX.clone(), &mut text);
            text
        }
    };
    parallel::in_order(reader, worker, |text: Vec<u8>| {
        out.write_all(&text)?;
        Ok(text)
    })
}

/// Shows the first frames that match, and reads no further.
fn first(reader: &mut Reader, mut shower: Shower, mut left: u64, out: &mut impl Write) -> Result<(), End> {
    let mut text = Vec::new();
    while left > 0
        && let Some(batch) = reader.next_batch()?
    {
        text.clear();
        shower.batch(&batch, &mut left, &mut text);
        reader.recycle(batch);
        out.write_all(&text)?;
    }
    Ok(())
}

/// Turns frames into text.
struct Shower {
    form: Form,
    filter: Filter,
    quick: Quick,
    lines: Lines,
    said: String,
}

impl Shower {
    fn new(form: Form, filter: Filter) -> Self {
        Self { form, filter, quick: Quick::new(Lang::En), lines: Lines::default(), said: String::new() }
    }

    /// The frames of a batch that match, at most `left` of them, which it counts down.
    fn batch(&mut self, batch: &FileBatch, left: &mut u64, out: &mut Vec<u8>) {
        for (number, frame) in (batch.first..).zip(&batch.frames.frames) {
            if *left == 0 {
                return;
            }
            let bytes = batch.bytes_of(frame);
            let facts = Facts { mine: mine(&frame.digest), ..Facts::new(&frame.digest, &frame.meta, bytes) };
            if self.filter.matches(&facts) {
                *left -= 1;
                self.frame(batch, number, frame, bytes, out);
            }
        }
    }

    fn frame(&mut self, batch: &FileBatch, number: u64, frame: &BatchedFrame, bytes: &[u8], out: &mut Vec<u8>) {
        match self.form {
            Form::Python => {
                out.extend_from_slice(b"# frame ");
                crate::files::put::decimal(out, number);
                out.push(b'\n');
                export::python(out, bytes);
            }
            Form::Line { dump } => {
                self.said.clear();
                self.quick.say(&summary(&frame.digest, bytes, frame.meta.direction), &mut self.said);
                self.lines.plain(out, batch.interface_of(frame), frame, &self.said);
                if dump {
                    export::hex_dump(out, bytes);
                }
            }
            Form::Tree { .. } | Form::Json => self.whole(batch, number, frame, bytes, out),
        }
    }

    /// With all layers and fields.
    fn whole(&mut self, batch: &FileBatch, number: u64, frame: &BatchedFrame, bytes: &[u8], out: &mut Vec<u8>) {
        let meta = &frame.meta;
        let context = Context {
            wire_length: meta.length as usize,
            checksum: meta.checksum,
            direction: meta.direction,
            ..Context::default()
        };
        let dissection = crate::proto::dissect(meta.link, bytes, &context);
        let summary = summary(&frame.digest, bytes, meta.direction);
        let comment = batch.comments.iter().find(|(of, _)| *of == number).map(|(_, comment)| comment.as_str());
        let interface = batch.interface_of(frame);
        let shown = Shown { number, interface, meta, bytes, others: &[], dissection: &dissection, summary: &summary, comment };
        let quick = &mut self.quick;
        let words = &mut |say: &_, out: &mut String| quick.say(say, out);
        if self.form == Form::Json {
            export::json_line(out, &shown, words);
            return;
        }
        export::text(out, &shown, words);
        if self.form == (Form::Tree { dump: true }) {
            export::hex_dump(out, bytes);
            out.push(b'\n');
        }
    }
}
