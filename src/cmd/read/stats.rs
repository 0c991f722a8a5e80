//! Counts by protocol, of everything that matches.

use std::io::Write;

use super::End;
use super::flows::Conversations;
use crate::cli::ReadArgs;
use crate::clock::Time;
use crate::cmd::line::mine;
use crate::files::{FileBatch, Reader};
use crate::store::filter::{Facts, Filter};
use crate::wire::Protocol;

/// A protocol's frames.
#[derive(Debug, Clone, Copy)]
struct Row {
    protocol: Protocol,
    frames: u64,
    bytes: u64,
}

/// What was counted.
#[derive(Debug, Default)]
struct Counts {
    frames: u64,
    bytes: u64,
    captured: u64,
    first: Option<Time>,
    last: Option<Time>,
    protocols: Vec<Option<Row>>,
    flows: Conversations,
}

impl Counts {
    /// Takes the frames in that match, until there are `most`.
    fn batch(&mut self, batch: &FileBatch, filter: &Filter, most: u64) {
        for frame in &batch.frames.frames {
            let (digest, meta) = (&frame.digest, &frame.meta);
            if self.frames >= most {
                return;
            }
            let all = filter.is_everything();
            if !all && !filter.matches(&Facts { mine: mine(digest), ..Facts::new(digest, meta, batch.bytes_of(frame)) }) {
                continue;
            }
            self.frames += 1;
            self.bytes += u64::from(meta.length);
            self.captured += u64::from(frame.captured);
            self.first = Some(self.first.map_or(meta.time, |first| first.min(meta.time)));
            self.last = self.last.max(Some(meta.time));
            self.count(digest.protocol, meta.length);
            self.flows.add(meta, digest);
        }
    }

    /// A protocol's number is its place: so it costs nothing to find it.
    fn count(&mut self, protocol: Protocol, length: u32) {
        let at = protocol as usize;
        if self.protocols.len() <= at {
            self.protocols.resize(at + 1, None);
        }
        if let Some(place) = self.protocols.get_mut(at) {
            let row = place.get_or_insert(Row { protocol, frames: 0, bytes: 0 });
            row.frames += 1;
            row.bytes += u64::from(length);
        }
    }

    fn seconds(&self) -> f64 {
        self.last.zip(self.first).map_or(0.0, |(last, first)| last.since(first).as_secs_f64())
    }
}

/// Counts to the end, or to `-c`; prints the counts.
pub(super) fn run(reader: &mut Reader, filter: &Filter, args: &ReadArgs, out: &mut impl Write) -> Result<(), End> {
    let mut counts = Counts::default();
    let most = args.count.unwrap_or(u64::MAX);
    let mut end = Ok(());
    while counts.frames < most {
        match reader.next_batch() {
            Ok(Some(batch)) => {
                counts.batch(&batch, filter, most);
                reader.recycle(batch);
            }
            Ok(None) => break,
            // What was counted before it is still told.
            Err(error) => {
                end = Err(error.into());
                break;
            }
        }
    }
    if args.json {
        json(&counts, reader, out)?;
    } else {
        plain(&counts, reader, out)?;
    }
    end
}

fn plain(counts: &Counts, reader: &Reader, out: &mut impl Write) -> Result<(), End> {
    let mut rows = String::new();
    for Row { protocol, frames, bytes } in counts.protocols.iter().flatten() {
        rows.push_str(&format!("{:<12} {frames:>10} frames {bytes:>14} bytes\n", protocol.name()));
    }
    let Counts { frames, bytes, captured, .. } = counts;
    rows.push_str(&format!("{:<12} {frames:>10} frames {bytes:>14} bytes\n", "all"));
    if captured != bytes {
        rows.push_str(&format!("{:<12} {captured:>32} bytes\n", "kept"));
    }
    rows.push_str(&format!("{:<12} {:>10} flows\n", "", counts.flows.len()));
    rows.push_str(&format!("{:<12} {:>10.3} seconds\n", "", counts.seconds()));
    if reader.dropped() > 0 {
        rows.push_str(&format!("{:<12} {:>10} frames dropped while it was captured\n", "", reader.dropped()));
    }
    Ok(out.write_all(rows.as_bytes())?)
}

fn json(counts: &Counts, reader: &Reader, out: &mut impl Write) -> Result<(), End> {
    for Row { protocol, frames, bytes } in counts.protocols.iter().flatten() {
        let row = serde_json::json!({ "protocol": protocol.name(), "frames": frames, "bytes": bytes });
        writeln!(out, "{row}")?;
    }
    let all = serde_json::json!({
        "frames": counts.frames,
        "bytes": counts.bytes,
        "captured": counts.captured,
        "flows": counts.flows.len(),
        "first": counts.first,
        "last": counts.last,
        "seconds": counts.seconds(),
        "dropped": reader.dropped(),
    });
    Ok(writeln!(out, "{all}")?)
}
