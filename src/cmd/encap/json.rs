//! A step of the way as a JSON object. Its names are a promise: scripts read them.

use std::fmt::Write as _;
use std::io::Write;
use std::ops::Range;

use serde::Serialize;

use crate::cmd::out::{Stop, line};
use crate::frame::Provenance;
use crate::journey::{Answer, Block, Doing, Journey, Lookup, Model, Phase, Role, Size, Step};
use crate::text::Text;

#[derive(Serialize)]
struct Row {
    /// Which frame of the message, or of the file, from 1; how many the message has.
    frame: u64,
    frames: usize,
    step: usize,
    steps: usize,
    phase: &'static str,
    /// What is looked up; null in all other steps.
    look: Option<&'static str>,
    /// The layer's number in the model, and its name.
    layer: u8,
    name: String,
    pdu: Option<String>,
    adds: Vec<BlockRow>,
    /// Bytes; null: not known.
    before: Option<usize>,
    after: Option<usize>,
    line: String,
    more: Vec<String>,
    checks: Vec<CheckRow>,
    inferred: bool,
    /// What is added or taken off, on the wire all of it; `??`: not known.
    bytes: String,
    origin: &'static str,
}

#[derive(Serialize)]
struct BlockRow {
    protocol: &'static str,
    role: &'static str,
    osi: u8,
    /// Its first byte's place in the frame.
    at: usize,
    size: Option<usize>,
}

#[derive(Serialize)]
struct CheckRow {
    asks: String,
    answer: &'static str,
    why: Option<String>,
}

/// One line for each step.
pub(super) fn print(
    way: &Journey,
    model: Model,
    frame: u64,
    text: &Text,
    out: &mut impl Write,
) -> Result<(), Stop> {
    let steps = way.steps(model);
    for (index, step) in steps.iter().enumerate() {
        let row = row(way, step, frame, (index + 1, steps.len()), text);
        // Strings and numbers only: nothing in it can fail to be written.
        line(out, &serde_json::to_string(&row).unwrap_or_default())?;
    }
    Ok(())
}

fn row(
    way: &Journey,
    step: &Step,
    frame: u64,
    (number, steps): (usize, usize),
    text: &Text,
) -> Row {
    let (phase, look) = match (step.doing, step.phase) {
        (Doing::Lookup(lookup), _) => ("look", Some(lookup_name(lookup))),
        (Doing::Layer, Phase::Down) => ("down", None),
        (Doing::Layer, Phase::Wire) => ("wire", None),
        (Doing::Forward(_), _) => ("router", None),
        (Doing::Layer, Phase::Up) => ("up", None),
    };
    let bytes = match step.phase {
        Phase::Wire => hex(way, std::iter::once(0..way.on_wire.bytes.len())),
        Phase::Down | Phase::Up => hex(way, step.adds.iter().map(|b| b.range.clone())),
    };
    let check = |check: &crate::journey::Check| CheckRow {
        asks: text.say(&check.asks),
        answer: answer_name(check.answer),
        why: check.why.as_ref().map(|why| text.say(why)),
    };
    Row {
        frame,
        frames: way.facts.part.of,
        step: number,
        steps,
        phase,
        look,
        layer: step.level.number,
        name: text.say(&step.level.name()),
        pdu: step.pdu.as_ref().map(|pdu| text.say(pdu)),
        adds: step.adds.iter().map(block).collect(),
        before: exact(step.before),
        after: exact(step.after),
        line: text.say(&step.line),
        more: step.more.iter().map(|more| text.say(more)).collect(),
        checks: step.checks.iter().map(check).collect(),
        inferred: step.inferred,
        bytes,
        origin: way.frame.meta.origin.name(),
    }
}

fn block(block: &Block) -> BlockRow {
    let role = match block.role {
        Role::Header => "header",
        Role::Payload => "payload",
        Role::Trailer => "trailer",
    };
    BlockRow {
        protocol: block.protocol.name(),
        role,
        osi: block.osi,
        at: block.range.start,
        size: exact(block.size),
    }
}

fn exact(size: Size) -> Option<usize> {
    Some(size.bytes).filter(|_| size.exact)
}

const fn lookup_name(lookup: Lookup) -> &'static str {
    match lookup {
        Lookup::Ports => "ports",
        Lookup::Fit => "fit",
        Lookup::Route => "route",
        Lookup::Neighbour => "neighbour",
    }
}

const fn answer_name(answer: Answer) -> &'static str {
    match answer {
        Answer::Yes => "yes",
        Answer::No => "no",
        Answer::Assumed => "assumed",
        Answer::Unknown => "unknown",
    }
}

/// These bytes as digits, `??` where they are not known.
fn hex(way: &Journey, ranges: impl Iterator<Item = Range<usize>>) -> String {
    let mut out = String::new();
    let unknown = |at: &usize| {
        way.on_wire
            .origins
            .iter()
            .any(|(r, from)| *from == Provenance::Unknown && r.contains(at))
    };
    for at in ranges.flatten() {
        match way.on_wire.bytes.get(at) {
            Some(_) if unknown(&at) => out.push_str("??"),
            // Writing into a string never fails.
            Some(byte) => drop(write!(out, "{byte:02x}")),
            None => {}
        }
    }
    out
}
