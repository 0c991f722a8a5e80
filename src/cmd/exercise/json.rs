//! A run as JSON: a line for each call, then one for each finding. Every line has the same keys.

use std::collections::BTreeMap;
use std::io::Write;
use std::net::{IpAddr, SocketAddr};

use serde::Serialize;

use crate::clock::Time;
use crate::cmd::out::{Stop, line};
use crate::exercise::{
    Entry, Figure, Finding, Journal, Recipe, Seen, Session, SocketRow, TcpState, Value, code,
};
use crate::text::Text;
use crate::wire::{self, TcpFlags};

/// A line. What does not apply is `null`.
#[derive(Debug, Default, Serialize)]
struct Line<'a> {
    exercise: &'a str,
    /// The call's number, from 1.
    step: Option<u32>,
    /// Milliseconds since the first call began.
    ms: Option<f64>,
    /// The program that makes it.
    who: Option<String>,
    /// The socket's name.
    socket: Option<String>,
    call: Option<String>,
    python: Option<String>,
    c: Option<String>,
    /// What it returned: a number, a text, a list. `null` where it has failed or has not returned.
    result: Option<Shown>,
    /// What was received, as Python writes it.
    data: Option<String>,
    errno: Option<String>,
    /// It has not returned for as long as the script waited.
    waits: bool,
    /// The socket's state after it, as the kernel tells it; of a look at all sockets how many are in which.
    state: Option<String>,
    /// What the look at all sockets found.
    sockets: Option<Vec<Row>>,
    /// The frames that belong to it, as far as can be told, each once; `null` where none can be captured.
    frames: Option<Vec<Passed>>,
    finding: Option<String>,
    /// The finding's name, always the same.
    name: Option<&'a str>,
    /// Its figure.
    value: Option<Shown>,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Shown {
    Number(i64),
    Yes(bool),
    Text(String),
    Numbers(Vec<i64>),
    Texts(Vec<String>),
}

#[derive(Debug, Serialize)]
struct Row {
    protocol: &'static str,
    local: String,
    remote: String,
    state: Option<&'static str>,
    receive_queue: u32,
    send_queue: u32,
    timer_ms: Option<u64>,
    retransmits: u8,
    far: bool,
}

#[derive(Debug, Serialize)]
struct Passed {
    ms: f64,
    protocol: &'static str,
    from: Option<String>,
    to: Option<String>,
    /// TCP: `SYN ACK`.
    flags: Option<String>,
    /// TCP, as on the wire.
    seq: Option<u32>,
    ack: Option<u32>,
    /// Bytes behind the transport's header.
    payload: u32,
    length: u32,
    summary: String,
}

/// An exercise of the list.
pub(super) fn listed(recipe: &Recipe, about: &str) -> String {
    serde_json::json!({
        "exercise": recipe.name,
        "about": about,
        "options": recipe.knobs.iter().map(|knob| knob.name).collect::<Vec<_>>(),
        "on": recipe.ground.word(),
    })
    .to_string()
}

/// Prints a run.
pub(super) fn print(session: &Session, text: &Text, out: &mut impl Write) -> Result<(), Stop> {
    let (journal, name) = (session.journal(), session.recipe().name);
    let first = journal
        .entries
        .iter()
        .find_map(|entry| entry.began)
        .unwrap_or_default();
    let mut frames: BTreeMap<usize, Vec<&Seen>> = BTreeMap::new();
    for seen in &journal.frames {
        // What went by before any call was begun stands with the first.
        let call = journal.call_of(seen).unwrap_or(0);
        frames.entry(call).or_default().push(seen);
    }
    for (at, entry) in journal.entries.iter().enumerate() {
        let own = frames.remove(&at).unwrap_or_default();
        write(out, &called(name, journal, entry, (first, &own), text))?;
    }
    let notes = journal.setting.iter().flat_map(|setting| &setting.notes);
    let notes = notes.map(|note| ("not_here", note));
    let trouble = journal.trouble.iter().map(|why| ("cut_short", why));
    let left_out = journal.left_out();
    let left_out = left_out.iter().map(|many| ("left_out", many));
    for (known_as, note) in notes.chain(trouble).chain(left_out) {
        write(
            out,
            &Line {
                exercise: name,
                finding: Some(text.say(note)),
                name: Some(known_as),
                ..Line::default()
            },
        )?;
    }
    for finding in session.exercise().findings(journal) {
        write(out, &found(name, finding, text))?;
    }
    if let Some(sentence) = session.exercise().sentence(journal) {
        write(
            out,
            &Line {
                exercise: name,
                finding: Some(text.say(&sentence)),
                name: Some("sentence"),
                ..Line::default()
            },
        )?;
    }
    Ok(())
}

fn write(out: &mut impl Write, of: &Line<'_>) -> Result<(), Stop> {
    let text = serde_json::to_string(of).map_err(|error| Stop::Failed(error.to_string()))?;
    line(out, &text)
}

fn millis(time: Time, first: Time) -> f64 {
    // Thousandths are enough, and read better.
    (time.since(first).as_secs_f64() * 1e6).round() / 1e3
}

fn called<'a>(
    exercise: &'a str,
    journal: &Journal,
    entry: &Entry,
    (first, frames): (Time, &[&Seen]),
    text: &Text,
) -> Line<'a> {
    let step = &entry.step;
    let socket = step.on.to_string();
    let captured = journal
        .setting
        .as_ref()
        .is_some_and(|setting| setting.frames);
    let frames = || {
        frames
            .iter()
            .map(|seen| passed(seen, first, text))
            .collect()
    };
    Line {
        exercise,
        step: Some(entry.id.0),
        ms: entry.began.map(|began| millis(began, first)),
        who: Some(step.who.to_string()),
        socket: (!socket.is_empty()).then_some(socket),
        call: Some(code::call(step)),
        python: Some(code::python(step)),
        c: Some(code::c(step)),
        result: entry.value().map(result),
        data: entry
            .received()
            .map(|received| code::literal(&received.bytes, 4096)),
        errno: entry.errno().map(|errno| errno.name.clone()),
        waits: entry.waits.is_some() && entry.began.is_some(),
        state: state(entry),
        sockets: entry.sockets().map(|rows| rows.iter().map(row).collect()),
        frames: captured.then(frames),
        ..Line::default()
    }
}

fn result(value: &Value) -> Shown {
    match value {
        Value::Number(number) => Shown::Number(*number),
        Value::Sent(bytes, _) => Shown::Number(*bytes as i64),
        Value::Data(received) => Shown::Number(received.bytes.len() as i64),
        Value::Sockets(rows) => Shown::Number(rows.len() as i64),
        Value::Ready(ready) => {
            Shown::Texts(ready.iter().map(|(sock, _)| sock.to_string()).collect())
        }
        Value::Texts(texts) => Shown::Texts(texts.clone()),
        Value::Accepted(_) | Value::Address(_) | Value::Text(_) | Value::Bytes(_) => {
            Shown::Text(code::value(value))
        }
    }
}

/// The socket's state, or how many sockets are in which: `LISTEN 1, SYN-SENT 2`.
fn state(entry: &Entry) -> Option<String> {
    if let Some(rows) = entry.sockets() {
        let mut counts = BTreeMap::new();
        for state in rows.iter().filter_map(|row| row.state) {
            *counts.entry(state.name()).or_insert(0_usize) += 1;
        }
        let counts: Vec<_> = counts
            .iter()
            .map(|(name, count)| format!("{name} {count}"))
            .collect();
        return Some(counts.join(", "));
    }
    Some(entry.ended.as_ref()?.tcp?.state.name().to_owned())
}

fn row(row: &SocketRow) -> Row {
    Row {
        protocol: if row.udp { "UDP" } else { "TCP" },
        local: row.local.to_string(),
        remote: row.remote.to_string(),
        state: row.state.map(TcpState::name),
        receive_queue: row.receive_queue,
        send_queue: row.send_queue,
        timer_ms: row.timer.map(|(_, left)| left.as_millis() as u64),
        retransmits: row.retransmits,
        far: row.far,
    }
}

fn passed(seen: &Seen, first: Time, text: &Text) -> Passed {
    let say = wire::summary(&seen.digest, &seen.bytes, &wire::Context::of(&seen.meta));
    let segment = seen.segment();
    let end = |address: Option<IpAddr>, port: u16| {
        let address = address?;
        Some(if port == 0 {
            address.to_string()
        } else {
            SocketAddr::new(address, port).to_string()
        })
    };
    Passed {
        ms: millis(seen.meta.time, first),
        protocol: seen.digest.protocol.name(),
        from: end(seen.digest.src, seen.digest.src_port),
        to: end(seen.digest.dst, seen.digest.dst_port),
        flags: segment.map(|segment| segment.flags.names()),
        seq: segment.map(|segment| segment.seq),
        ack: segment.and_then(|segment| segment.flags.has(TcpFlags::ACK).then_some(segment.ack)),
        payload: seen.digest.payload_len,
        length: seen.meta.length,
        summary: text.say(&say),
    }
}

fn found<'a>(exercise: &'a str, finding: Finding, text: &Text) -> Line<'a> {
    Line {
        exercise,
        finding: Some(text.say(&finding.say)),
        name: Some(finding.name),
        value: Some(match finding.figure {
            Figure::Number(number) => Shown::Number(number),
            Figure::Yes(yes) => Shown::Yes(yes),
            Figure::Text(text) => Shown::Text(text),
            Figure::Numbers(numbers) => Shown::Numbers(numbers),
            Figure::Texts(texts) => Shown::Texts(texts),
        }),
        ..Line::default()
    }
}
