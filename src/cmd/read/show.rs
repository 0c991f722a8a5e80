//! Each frame by itself: a line, a tree, a dump, JSON, Python.

use std::io::Write;

use super::End;
use crate::cli::ReadArgs;
use crate::cmd::line::{Lines, facts};
use crate::export::{self, Shown};
use crate::files::{Reader, parallel};
use crate::frame::{BatchedFrame, FrameMeta};
use crate::msg::file::FileBatch;
use crate::proto::summary;
use crate::store::filter::{Filter, Followed, Follower, Needs};
use crate::store::reassembly::Reassembler;
use crate::text::Lang;
use crate::text::quick::Quick;
use crate::wire::{Context, Reassembled};

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

/// What only the frames before tell: puts fragments together, where the form shows what is inside, and
/// follows conversations for the filter.
struct Pieces {
    wanted: bool,
    reassembler: Reassembler,
    follower: Follower,
}

impl Pieces {
    fn of(&mut self, batch: &FileBatch) -> (Wholes, Followed) {
        (
            self.wholes(batch),
            self.follower.batch(batch.first, &batch.frames),
        )
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
        follower,
    };
    // What comes through a pipe is shown as it comes, nothing read ahead.
    if let Some(count) = args.count.or(reader.is_live().then_some(u64::MAX)) {
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
        move |batch: &FileBatch, before: (Wholes, Followed), spare: Option<Vec<u8>>| {
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
        && let Some(batch) = reader.next_batch()?
    {
        text.clear();
        shower.batch(&batch, pieces.of(&batch), &mut left, &mut text);
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
    fn batch(
        &mut self,
        batch: &FileBatch,
        (wholes, known): (Wholes, Followed),
        left: &mut u64,
        out: &mut Vec<u8>,
    ) {
        let mut wholes = wholes.into_iter().peekable();
        for (place, (number, frame)) in (batch.first..).zip(&batch.frames.frames).enumerate() {
            if *left == 0 {
                return;
            }
            let bytes = batch.bytes_of(frame);
            let whole = wholes
                .next_if(|(of, _)| *of == number)
                .map(|(_, whole)| whole);
            let with_whole = |meta: &FrameMeta, bytes: &[u8]| {
                crate::proto::dissect(
                    meta.link,
                    bytes,
                    &Context {
                        datagram: whole.clone(),
                        ..Context::of(meta)
                    },
                )
            };
            let mut facts = known.add(place, facts(number, frame, bytes));
            if let Some(whole) = &whole {
                facts.reassembled = Some(&whole.bytes);
                facts.dissect = &with_whole;
            }
            if self.filter.matches(&facts) {
                *left -= 1;
                self.frame(batch, number, frame, whole, out);
            }
        }
    }

    fn frame(
        &mut self,
        batch: &FileBatch,
        number: u64,
        frame: &BatchedFrame,
        whole: Option<Reassembled>,
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
                self.quick.say(
                    &summary(&frame.digest, bytes, frame.meta.direction),
                    &mut self.said,
                );
                self.lines
                    .plain(out, batch.interface_of(frame), frame, &self.said);
                if dump {
                    export::hex_dump(out, bytes);
                }
            }
            Form::Tree { .. } | Form::Json => self.all(batch, number, frame, whole, out),
        }
    }

    /// With all layers and fields.
    fn all(
        &mut self,
        batch: &FileBatch,
        number: u64,
        frame: &BatchedFrame,
        datagram: Option<Reassembled>,
        out: &mut Vec<u8>,
    ) {
        let (meta, bytes) = (&frame.meta, batch.bytes_of(frame));
        let context = Context {
            datagram,
            ..Context::of(meta)
        };
        let dissection = crate::proto::dissect(meta.link, bytes, &context);
        let summary = summary(&frame.digest, bytes, meta.direction);
        let comment = batch
            .comments
            .iter()
            .find(|(of, _)| *of == number)
            .map(|(_, comment)| comment.as_str());
        let interface = batch.interface_of(frame);
        let datagram = context
            .datagram
            .as_ref()
            .map(|whole| whole.bytes.as_slice());
        let shown = Shown {
            number,
            interface,
            meta,
            bytes,
            others: datagram.as_slice(),
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
