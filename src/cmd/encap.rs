//! `wirelab encap`: one message or frame through the layers, step by step, as text or JSON.

mod json;
mod message;

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use super::given;
use super::out::{Stop, line, note, stdout};
use crate::cli::{EncapArgs, ModelArg};
use crate::files::FileError;
use crate::frame::Frame;
use crate::journey::told::{Dump, told_with};
use crate::journey::{Facts, Journey, Model, Subject, parties};
use crate::record::RecordId;
use crate::settings::Settings;
use crate::store::assembly::Assembler;
use crate::store::reassembly::Reassembler;
use crate::text::{Lang, Text};
use crate::wire::reading::What;
use crate::wire::{Context, Protocol, Reading, Reassembled};

/// Prints the way of a message that this machine could send, or of a frame in a file. Nothing is sent.
///
/// # Errors
/// [`Stop::Usage`] for an address that makes no sense, a frame that is not in the file, a message whose
/// frames cannot be known; [`Stop::Failed`] where there is no way to the receiver or the file cannot be
/// read; [`Stop::ReaderGone`].
pub fn run(args: &EncapArgs, settings: &Settings) -> Result<(), Stop> {
    let text = Text::new(Lang::En);
    let ways = match (&args.text, &args.to, &args.file, args.frame) {
        (Some(said), Some(to), _, _) => {
            message::ways(said, (to, settings.port.value), args, &text)?
        }
        (_, _, Some(path), Some(number)) => {
            message::Ways::of(vec![from_file(path, number, &text)?])
        }
        _ => {
            return Err(Stop::Usage(
                "say --text with --to, or --file with --frame".to_owned(),
            ));
        }
    };
    let mut out = stdout();
    for note in &ways.notes {
        note!("wirelab: {note}");
    }
    for (index, way) in ways.journeys.iter().enumerate() {
        if args.json {
            json::print(
                way,
                model(args.model),
                args.frame.unwrap_or(index as u64 + 1),
                &text,
                &mut out,
            )?;
        } else {
            print(way, args, index, &text, &mut out)?;
        }
    }
    Ok(out.flush()?)
}

const fn model(asked: ModelArg) -> Model {
    match asked {
        ModelArg::Seven => Model::Seven,
        ModelArg::Five => Model::Five,
        ModelArg::Four => Model::Four,
    }
}

fn print(
    way: &Journey,
    args: &EncapArgs,
    index: usize,
    text: &Text,
    out: &mut impl Write,
) -> Result<(), Stop> {
    let dump = if args.hex { Dump::Hex } else { Dump::Without };
    if index > 0 {
        line(out, "")?;
    }
    write!(
        out,
        "{}",
        told_with(way, model(args.model), dump, &|say| text.say(say))
    )?;
    Ok(())
}

/// The way of frame `number` of a file, counted from 1.
fn from_file(path: &Path, number: u64, text: &Text) -> Result<Journey, Stop> {
    let failed = |error: &FileError| given::failed(path, error, text);
    let mut reader = given::open(path).map_err(|error| failed(&error))?;
    let (mut reassembler, mut assembler) = (Reassembler::default(), Assembler::default());
    let mut wanted: Option<Wanted> = None;
    let mut last = 0;
    while let Some(batch) = reader.next_batch().map_err(|error| failed(&error))? {
        for (at, found) in (batch.first..).zip(&batch.frames.frames) {
            let bytes = batch.bytes_of(found);
            // A datagram in pieces is whole only with those before, and so is a message of a stream.
            let datagram = reassembler.push(at, &found.meta, bytes);
            let mut digest = found.digest;
            let reading = assembler.push(at, &found.meta, &mut digest, bytes);
            if at == number {
                let frame = Frame {
                    meta: found.meta,
                    bytes: bytes.to_vec().into(),
                    origins: Vec::new(),
                };
                wanted = Some(Wanted {
                    frame,
                    number,
                    datagram,
                    reading,
                });
            } else if let Some(wanted) = wanted.as_mut() {
                wanted.behind(at, &reading);
            }
            if let Some(known) = wanted.take_if(|wanted| wanted.part().is_none()) {
                return Ok(opened(known));
            }
            last = at;
        }
        reader.recycle(batch);
    }
    if let Some(wanted) = wanted {
        return Ok(opened(wanted));
    }
    let there = if last == 0 {
        "there is none in it".to_owned()
    } else {
        format!("its frames go from 1 to {last}")
    };
    Err(Stop::Usage(format!(
        "{}: no frame {number}; {there}",
        super::out::shown(path)
    )))
}

/// The frame that was asked for, and how it is to be read.
struct Wanted {
    frame: Frame,
    number: u64,
    datagram: Option<Reassembled>,
    reading: Reading,
}

impl Wanted {
    /// The part of a message with which it ends, where it is not known yet which frame completes that.
    fn part(&self) -> Option<Protocol> {
        match self.reading.last()? {
            What::Part {
                of,
                completed: None,
            } => Some(of),
            _ => None,
        }
    }

    /// Looks at a frame behind it: does it complete the message?
    fn behind(&mut self, at: u64, reading: &Reading) {
        let brought = |whole: &Reassembled| whole.pieces.iter().any(|p| p.number == self.number);
        let (Some(of), true) = (self.part(), reading.whole().is_some_and(brought)) else {
            return;
        };
        let part = What::Part {
            of,
            completed: Some(at),
        };
        match &mut self.reading {
            Reading::Alone => {}
            Reading::All(what) => *what = part,
            Reading::Runs(runs) => {
                if let Some(run) = Arc::make_mut(runs).own.last_mut() {
                    run.what = part;
                }
            }
        }
    }
}

/// A frame of a file: nobody knows more of its way than it says itself.
fn opened(wanted: Wanted) -> Journey {
    let Wanted {
        frame,
        number,
        datagram,
        reading,
    } = wanted;
    let facts = frame.meta.digest(&frame.bytes);
    let (sender, receiver) = parties(&facts, |_| false);
    let context = Context {
        datagram,
        reading,
        ..Context::of(&frame.meta)
    };
    let dissection = crate::proto::dissect(frame.meta.link, &frame.bytes, &context);
    let subject = Subject::Record(RecordId(number));
    Journey::new(frame, dissection, Facts::plain(subject, sender, receiver))
}

#[cfg(test)]
mod tests;
