//! Each frame by itself: a line, a tree, a dump, JSON, Python.

use std::io::Write;

use super::End;
use crate::cli::ReadArgs;
use crate::cmd::line::{Lines, facts};
use crate::export::{self, Shown};
use crate::files::{Reader, parallel};
use crate::frame::BatchedFrame;
use crate::msg::file::FileBatch;
use crate::proto::summary;
use crate::store::filter::{Filter, Followed, Follower};
use crate::text::Lang;
use crate::text::quick::Quick;
use crate::wire::Context;

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
            ReadArgs {
                verbose: true,
                hex: dump,
                ..
            } => Self::Tree { dump: *dump },
            ReadArgs { hex: dump, .. } => Self::Line { dump: *dump },
        }
    }
}

/// Shows all frames that match, or the first of them.
pub(super) fn run(
    reader: &mut Reader,
    filter: &Filter,
    args: &ReadArgs,
    out: &mut impl Write,
) -> Result<(), End> {
    let form = Form::asked(args);
    let trees = matches!(form, Form::Json | Form::Tree { .. });
    let follower = Follower::new(filter, super::flows::table());
    let mut follower = follower.with_messages().with_datagrams(trees);
    // What comes through a pipe is shown as it comes, nothing read ahead.
    if let Some(count) = args.count.or_else(|| reader.is_live().then_some(u64::MAX)) {
        let shower = Shower::new(form, filter.clone());
        return first(reader, &mut follower, shower, count, out);
    }
    let worker = || {
        let mut shower = Shower::new(form, filter.clone());
        move |batch: &FileBatch, known: Followed, spare: Option<Vec<u8>>| {
            let mut text = spare.unwrap_or_default();
            text.clear();
            shower.batch(batch, &known, &mut u64::MAX.clone(), &mut text);
            text
        }
    };
    let take = |_: &FileBatch, text: Vec<u8>| {
        out.write_all(&text)?;
        Ok(text)
    };
    let known = |batch: &mut FileBatch| follower.batch(batch.first, &mut batch.frames);
    parallel::in_order(reader, known, worker, take)
}

/// Shows the first frames that match, and reads no further.
fn first(
    reader: &mut Reader,
    follower: &mut Follower,
    mut shower: Shower,
    mut left: u64,
    out: &mut impl Write,
) -> Result<(), End> {
    let mut text = Vec::new();
    while left > 0
        && let Some(mut batch) = reader.next_batch()?
    {
        text.clear();
        let known = follower.batch(batch.first, &mut batch.frames);
        shower.batch(&batch, &known, &mut left, &mut text);
        reader.recycle(batch);
        out.write_all(&text)?;
        out.flush()?;
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
        Self {
            form,
            filter,
            quick: Quick::new(Lang::En),
            lines: Lines::default(),
            said: String::new(),
        }
    }

    /// The frames of a batch that match, at most `left` of them, which it counts down.
    fn batch(&mut self, batch: &FileBatch, known: &Followed, left: &mut u64, out: &mut Vec<u8>) {
        for (place, (number, frame)) in (batch.first..).zip(&batch.frames.frames).enumerate() {
            if *left == 0 {
                return;
            }
            let bytes = batch.bytes_of(frame);
            let facts = known.add(place, facts(number, frame, bytes));
            if self.filter.matches(&facts) {
                *left -= 1;
                self.frame(batch, number, frame, &facts.context(), out);
            }
        }
    }

    fn frame(
        &mut self,
        batch: &FileBatch,
        number: u64,
        frame: &BatchedFrame,
        context: &Context,
        out: &mut Vec<u8>,
    ) {
        let bytes = batch.bytes_of(frame);
        match self.form {
            Form::Python => {
                out.extend_from_slice(b"# frame ");
                export::put::decimal(out, number);
                out.push(b'\n');
                export::python(out, bytes);
            }
            Form::Line { dump } => {
                self.said.clear();
                self.quick
                    .say(&summary(&frame.digest, bytes, context), &mut self.said);
                self.lines
                    .plain(out, batch.interface_of(frame).clean(), frame, &self.said);
                if dump {
                    export::hex_dump(out, bytes);
                }
            }
            Form::Tree { .. } | Form::Json => self.all(batch, number, frame, context, out),
        }
    }

    /// With all layers and fields.
    fn all(
        &mut self,
        batch: &FileBatch,
        number: u64,
        frame: &BatchedFrame,
        context: &Context,
        out: &mut Vec<u8>,
    ) {
        let (meta, bytes) = (&frame.meta, batch.bytes_of(frame));
        let dissection = crate::proto::dissect(meta.link, bytes, context);
        let summary = summary(&frame.digest, bytes, context);
        let comment = batch
            .comments
            .iter()
            .find(|(of, _)| *of == number)
            .map(|(_, comment)| comment);
        let interface = batch.interface_of(frame).clean();
        let others: Vec<_> = context
            .wholes()
            .map(|whole| whole.bytes.as_slice())
            .collect();
        let shown = Shown {
            number,
            interface,
            meta,
            bytes,
            others: &others,
            dissection: &dissection,
            summary: &summary,
            comment,
        };
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
