//! Each frame by itself: a line, a tree, a dump, JSON, Python.

use std::io::Write;

use super::End;
use crate::cli::ReadArgs;
use crate::cmd::line::{Lines, facts};
use crate::export::{self, Shown};
use crate::files::{Reader, parallel};
use crate::frame::{BatchedFrame, FrameBatch, FrameMeta};
use crate::msg::file::FileBatch;
use crate::proto::summary;
use crate::store::assembly::Assembler;
use crate::store::filter::{Filter, Followed, Follower, Needs};
use crate::store::reassembly::Reassembler;
use crate::text::Lang;
use crate::text::quick::Quick;
use crate::wire::{Context, Reading, Reassembled};

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

/// Datagrams put together, by the number of the frame that completes them, in order.
type Wholes = Vec<(u64, Reassembled)>;

/// How the payloads are to be read that do not say all by themselves, by the number of the frame, in order.
type Readings = Vec<(u64, Reading)>;

/// What only the frames before tell of a batch.
struct Before {
    wholes: Wholes,
    readings: Readings,
    known: Followed,
}

/// What only the frames before tell: puts messages together, and fragments where the form shows what is
/// inside; follows conversations for the filter.
struct Pieces {
    wanted: bool,
    reassembler: Reassembler,
    assembler: Assembler,
    follower: Follower,
}

impl Pieces {
    fn of(&mut self, batch: &mut FileBatch) -> Before {
        let readings = self.readings(batch);
        Before {
            wholes: self.wholes(batch),
            readings,
            known: self.follower.batch(batch.first, &batch.frames),
        }
    }

    /// Puts right, too, which protocols the frames are.
    fn readings(&mut self, batch: &mut FileBatch) -> Readings {
        let FrameBatch { bytes, frames } = &mut batch.frames;
        let mut readings = Readings::new();
        for (number, frame) in (batch.first..).zip(frames) {
            let at = frame.at as usize;
            let bytes = bytes.get(at..at + frame.captured as usize);
            let bytes = bytes.unwrap_or_default();
            let reading = self
                .assembler
                .push(number, &frame.meta, &mut frame.digest, bytes);
            if reading != Reading::Alone {
                readings.push((number, reading));
            }
        }
        readings
    }

    fn wholes(&mut self, batch: &FileBatch) -> Wholes {
        if !self.wanted {
            return Wholes::new();
        }
        let numbered = (batch.first..).zip(&batch.frames.frames);
        let mut whole = |number, frame: &BatchedFrame| {
            self.reassembler
                .push(number, &frame.meta, batch.bytes_of(frame))
        };
        numbered
            .filter_map(|(number, frame)| whole(number, frame).map(|whole| (number, whole)))
            .collect()
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
    let wanted = matches!(form, Form::Json | Form::Tree { .. }) || filter.needs() != Needs::Digest;
    let follower = Follower::new(filter, super::flows::table());
    let mut pieces = Pieces {
        wanted,
        reassembler: Reassembler::default(),
        assembler: Assembler::default(),
        follower,
    };
    if let Some(count) = args.count {
        return first(
            reader,
            &mut pieces,
            Shower::new(form, filter.clone()),
            count,
            out,
        );
    }
    let worker = || {
        let mut shower = Shower::new(form, filter.clone());
        move |batch: &FileBatch, before: Before, spare: Option<Vec<u8>>| {
            let mut text = spare.unwrap_or_default();
            text.clear();
            shower.batch(batch, before, &mut u64::MAX.clone(), &mut text);
            text
        }
    };
    let take = |_: &FileBatch, text: Vec<u8>| {
        out.write_all(&text)?;
        Ok(text)
    };
    parallel::in_order(reader, |batch| pieces.of(batch), worker, take)
}

/// Shows the first frames that match, and reads no further.
fn first(
    reader: &mut Reader,
    pieces: &mut Pieces,
    mut shower: Shower,
    mut left: u64,
    out: &mut impl Write,
) -> Result<(), End> {
    let mut text = Vec::new();
    while left > 0
        && let Some(mut batch) = reader.next_batch()?
    {
        text.clear();
        let before = pieces.of(&mut batch);
        shower.batch(&batch, before, &mut left, &mut text);
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
        Self {
            form,
            filter,
            quick: Quick::new(Lang::En),
            lines: Lines::default(),
            said: String::new(),
        }
    }

    /// The frames of a batch that match, at most `left` of them, which it counts down.
    fn batch(&mut self, batch: &FileBatch, before: Before, left: &mut u64, out: &mut Vec<u8>) {
        let mut wholes = before.wholes.into_iter().peekable();
        let mut readings = before.readings.into_iter().peekable();
        for (place, (number, frame)) in (batch.first..).zip(&batch.frames.frames).enumerate() {
            if *left == 0 {
                return;
            }
            let bytes = batch.bytes_of(frame);
            let reading = readings.next_if(|(of, _)| *of == number);
            let context = Context {
                datagram: wholes
                    .next_if(|(of, _)| *of == number)
                    .map(|(_, whole)| whole),
                reading: reading.map_or(Reading::Alone, |(_, reading)| reading),
                ..Context::of(&frame.meta)
            };
            let dissect =
                |meta: &FrameMeta, bytes: &[u8]| crate::proto::dissect(meta.link, bytes, &context);
            let mut facts = before.known.add(place, facts(number, frame, bytes));
            if let Some(whole) = context.wholes().next() {
                facts.reassembled = Some(&whole.bytes);
                facts.dissect = &dissect;
            } else if context.reading != Reading::Alone {
                facts.dissect = &dissect;
            }
            if self.filter.matches(&facts) {
                *left -= 1;
                self.frame(batch, number, frame, &context, out);
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
                    .plain(out, batch.interface_of(frame), frame, &self.said);
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
            .map(|(_, comment)| comment.as_str());
        let interface = batch.interface_of(frame);
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
