//! A run as text: a line for each call and frame, then what it has shown.

use std::io::Write;

use crate::clock::Time;
use crate::cmd::out::{Stop, line};
use crate::exercise::{Entry, Happening, Journal, Seen, Session, code};
use crate::text::Text;
use crate::wire::{self, TcpFlags};

/// Prints it.
pub(super) fn print(session: &Session, text: &Text, out: &mut impl Write) -> Result<(), Stop> {
    let journal = session.journal();
    line(
        out,
        &format!(
            "{}: {}",
            session.recipe().name,
            text.get(session.recipe().about)
        ),
    )?;
    if let Some(setting) = &journal.setting {
        line(out, &format!("on {}", text.get(setting.ground.name())))?;
        for note in &setting.notes {
            line(out, &text.say(note))?;
        }
    }
    line(out, "")?;
    let happenings = journal.happenings();
    let first = happenings.first().map_or(Time(0), |(time, _)| *time);
    for (time, happening) in &happenings {
        let millis = time.since(first).as_secs_f64() * 1e3;
        if let Some(said) = said(journal, *happening, text) {
            line(out, &format!("{millis:>9.1} ms  {said}"))?;
        }
    }
    line(out, "")?;
    for trouble in journal.trouble.iter().chain(&journal.left_out()) {
        line(out, &format!("• {}", text.say(trouble)))?;
    }
    for finding in session.exercise().findings(journal) {
        line(out, &format!("• {}", text.say(&finding.say)))?;
    }
    if let Some(sentence) = session.exercise().sentence(journal) {
        line(out, &format!("\n{}", text.say(&sentence)))?;
    }
    Ok(())
}

/// A call is told when it has returned, or when it is seen to wait.
fn said(journal: &Journal, happening: Happening, text: &Text) -> Option<String> {
    match happening {
        Happening::Began(_) => None,
        Happening::Waits(at) => Some(format!("{} …", called(journal.entries.get(at)?))),
        Happening::Ended(at) => {
            let entry = journal.entries.get(at)?;
            let state = entry.ended.as_ref()?.tcp.map_or("", |tcp| tcp.state.name());
            Some(
                format!("{} → {}  {state}", called(entry), result(entry))
                    .trim_end()
                    .to_owned(),
            )
        }
        Happening::Frame(at) => Some(framed(journal.frames.get(at)?, text)),
    }
}

fn called(entry: &Entry) -> String {
    let python = code::python(&entry.step);
    format!(
        "{:>3}  {:<9} {python}",
        entry.id.0,
        entry.step.who.to_string()
    )
}

fn result(entry: &Entry) -> String {
    match entry.errno() {
        Some(errno) => errno.name.clone(),
        None => entry.value().map(code::value).unwrap_or_default(),
    }
}

fn framed(seen: &Seen, text: &Text) -> String {
    let say = wire::summary(&seen.digest, &seen.bytes, &wire::Context::of(&seen.meta));
    let protocol = seen.digest.protocol.name();
    let facts = seen.segment().map(|segment| {
        let ack = if segment.flags.has(TcpFlags::ACK) {
            format!(" ack {}", segment.ack)
        } else {
            String::new()
        };
        let len = if segment.len > 0 {
            format!(" len {}", segment.len)
        } else {
            String::new()
        };
        format!(
            " {} → {} {} seq {}{ack}{len} ",
            segment.from,
            segment.to,
            segment.flags.names(),
            segment.seq
        )
    });
    format!(
        "     frame     {protocol}{} {}",
        facts.unwrap_or_default(),
        text.say(&say)
    )
}
