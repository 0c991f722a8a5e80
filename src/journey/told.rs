//! The whole way as plain text, step by step: to be kept, printed, handed in.

use std::fmt::Write as _;
use std::ops::Range;

use crate::frame::{Origin, Provenance};
use crate::say;
use crate::say::{Arg, Say};

use super::{Answer, Block, Check, Doing, Journey, Model, Phase, Role, Size, Step, words};

/// Bytes in a line.
const ROW: usize = 16;
/// Bytes of one block that are written out; of longer ones the rest is counted.
const MOST_BYTES: usize = 1024;

/// Are the bytes written out?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dump {
    /// In hexadecimal, under what they are.
    Hex,
    /// No.
    Without,
}

/// A writer of the way: what it is told with, and what was written so far.
struct Teller<'a> {
    journey: &'a Journey,
    words: &'a dyn Fn(&Say) -> String,
    dump: Dump,
    out: String,
}

/// The journey in lines of text: what is followed; then each step with its number, layer, unit, sizes before
/// and after, what it adds or takes off, its sentence and more, and those bytes in hexadecimal (`??`: not
/// known). `words` says a message; nothing else here is in any language.
#[must_use]
pub fn told(journey: &Journey, model: Model, words: &dyn Fn(&Say) -> String) -> String {
    told_with(journey, model, Dump::Hex, words)
}

/// As [`told`], with the bytes or without them.
#[must_use]
pub fn told_with(
    journey: &Journey,
    model: Model,
    dump: Dump,
    words: &dyn Fn(&Say) -> String,
) -> String {
    let steps = journey.steps(model);
    let mut teller = Teller {
        journey,
        words,
        dump,
        out: String::new(),
    };
    teller.head(model);
    for (index, step) in steps.iter().enumerate() {
        teller.step(index + 1, steps.len(), step);
    }
    teller.out
}

impl Teller<'_> {
    fn say(&self, say: &Say) -> String {
        (self.words)(say)
    }

    /// A line with a message, `indent` blanks before it.
    fn line(&mut self, indent: usize, say: &Say) {
        let said = self.say(say);
        // Writing into a string never fails.
        let _ = writeln!(self.out, "{:indent$}{said}", "");
    }

    fn head(&mut self, model: Model) {
        let facts = &self.journey.facts;
        let (from, to) = (words::party(&facts.sender), words::party(&facts.receiver));
        let what = self
            .journey
            .text
            .clone()
            .unwrap_or_else(|| self.journey.digest.protocol.name().into());
        self.line(
            0,
            &say!("report-told-what", what = what, from = from, to = to),
        );
        let frame = &self.journey.frame;
        let size = words::bytes(self.journey.size());
        self.line(
            0,
            &say!(
                "report-told-frame",
                origin = frame.meta.origin.say(),
                size = size,
                model = model.name()
            ),
        );
        if facts.part.of > 1 {
            self.line(
                0,
                &say!(
                    "report-told-part",
                    n = (facts.part.index + 1).to_string(),
                    of = facts.part.of.to_string()
                ),
            );
        }
        if let Some(cut) = self.journey.kept() {
            self.line(0, &words::not_kept(cut));
        }
        if !frame.is_whole() {
            self.line(0, &say!("report-told-unknown"));
        }
    }

    fn step(&mut self, number: usize, of: usize, step: &Step) {
        let layer = say!(
            "report-told-layer",
            number = step.level.number,
            name = step.level.name()
        );
        let phase = match (step.doing, step.phase) {
            (Doing::Lookup(_), _) => say!("report-told-look", layer = layer),
            (Doing::Layer, Phase::Down) => say!("report-told-down", layer = layer),
            (Doing::Layer, Phase::Wire) | (Doing::Forward(_), _) => say!("report-told-wire"),
            (Doing::Layer, Phase::Up) => say!("report-told-up", layer = layer),
        };
        let unit = step.pdu.clone().map_or_else(|| Arg::from("–"), Arg::from);
        self.out.push('\n');
        let (before, after) = (words::bytes(step.before), words::bytes(step.after));
        let (n, of) = (number.to_string(), of.to_string());
        if matches!(step.doing, Doing::Lookup(_)) {
            self.line(
                0,
                &say!("report-told-looked", n = n, of = of, phase = phase),
            );
        } else {
            self.line(
                0,
                &say!(
                    "report-told-step",
                    n = n,
                    of = of,
                    phase = phase,
                    unit = unit,
                    before = before,
                    after = after
                ),
            );
        }
        if step.inferred {
            self.line(4, &say!("report-told-inferred", line = step.line.clone()));
        } else {
            self.line(4, &step.line);
        }
        for more in &step.more {
            self.line(4, more);
        }
        for check in &step.checks {
            self.check(check);
        }
        match step.phase {
            Phase::Wire => self.bytes(0..self.journey.on_wire.bytes.len(), self.journey.size()),
            _ => step.adds.iter().for_each(|block| self.block(block)),
        }
    }

    fn check(&mut self, check: &Check) {
        let answer = match check.answer {
            Answer::Yes => say!("report-told-yes"),
            Answer::No => say!("report-told-no"),
            Answer::Assumed => say!("report-told-assumed"),
            Answer::Unknown => say!("report-told-not-known"),
        };
        let asks = check.asks.clone();
        match &check.why {
            Some(why) => self.line(
                4,
                &say!(
                    "report-told-check-why",
                    asks = asks,
                    answer = answer,
                    why = why.clone()
                ),
            ),
            None => self.line(4, &say!("report-told-check", asks = asks, answer = answer)),
        }
    }

    fn block(&mut self, block: &Block) {
        let role = match block.role {
            Role::Header => say!("report-told-header"),
            Role::Payload => say!("report-told-payload"),
            Role::Trailer => say!("report-told-trailer"),
        };
        let name = block.protocol.name();
        self.line(
            4,
            &say!(
                "report-told-block",
                role = role,
                name = name,
                size = words::header(block)
            ),
        );
        self.bytes(block.range.clone(), block.size);
    }

    /// Bytes of the frame, with their places in it.
    fn bytes(&mut self, range: Range<usize>, size: Size) {
        if self.dump == Dump::Without {
            return;
        }
        let frame = &self.journey.on_wire;
        let unknown = |at: usize| {
            frame
                .origins
                .iter()
                .any(|(r, from)| *from == Provenance::Unknown && r.contains(&at))
        };
        let end = range.end.min(frame.bytes.len());
        let shown = range.start..end.min(range.start.saturating_add(MOST_BYTES));
        for row in shown.clone().step_by(ROW) {
            let _ = write!(self.out, "      {row:04x} ");
            let mut plain = String::new();
            for at in row..row + ROW {
                if at == row + ROW / 2 {
                    self.out.push(' ');
                }
                match frame.bytes.get(at).filter(|_| at < shown.end) {
                    Some(_) if unknown(at) => {
                        self.out.push_str(" ??");
                        plain.push('?');
                    }
                    Some(byte) => {
                        let _ = write!(self.out, " {byte:02x}");
                        plain.push(if matches!(byte, 0x20..=0x7e) {
                            char::from(*byte)
                        } else {
                            '.'
                        });
                    }
                    None => self.out.push_str("   "),
                }
            }
            let _ = writeln!(self.out, "  {plain}");
        }
        let left = size.bytes.saturating_sub(shown.len());
        if size.exact && left > 0 {
            self.line(6, &say!("report-told-left", n = left));
        }
        self.filled_in(&range);
    }

    /// Which of these bytes no capture holds: the card fills them in.
    fn filled_in(&mut self, range: &Range<usize>) {
        let journey = self.journey;
        let here = |r: &&(Range<usize>, Provenance)| r.0.start < range.end && range.start < r.0.end;
        let added = |from| matches!(from, Provenance::Completed | Provenance::Computed);
        if journey.frame.meta.origin == Origin::Rebuilt {
            return;
        }
        for (bytes, _) in journey
            .on_wire
            .origins
            .iter()
            .filter(here)
            .filter(|(_, from)| added(*from))
        {
            let (from, to) = (
                format!("{:04x}", bytes.start),
                format!("{:04x}", bytes.end.saturating_sub(1)),
            );
            self.line(6, &say!("report-told-filled", from = from, to = to));
        }
    }
}
