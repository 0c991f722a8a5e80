//! Counts by protocol, of everything that matches.

use std::io::Write;

use super::{End, flows};
use crate::cli::ReadArgs;
use crate::clock::Time;
use crate::cmd::line::facts;
use crate::files::{Reader, parallel};
use crate::frame::BatchedFrame;
use crate::msg::file::FileBatch;
use crate::record::RecordId;
use crate::store::filter::{Filter, Followed, Follower};
use crate::store::flows::Flows;
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
    flows: Flows,
}

impl Counts {
    /// Takes the frames of a batch in.
    fn all(&mut self, batch: &FileBatch) {
        for (number, frame) in (batch.first..).zip(&batch.frames.frames) {
            self.frame(batch, number, frame);
        }
    }

    /// Takes those frames of a batch in that stand at these places.
    fn some(&mut self, batch: &FileBatch, places: &[u32]) {
        for (place, frame) in places
            .iter()
            .filter_map(|at| Some((*at, batch.frames.frames.get(*at as usize)?)))
        {
            self.frame(batch, batch.first + u64::from(place), frame);
        }
    }

    fn frame(&mut self, batch: &FileBatch, number: u64, frame: &BatchedFrame) {
        let (digest, meta) = (&frame.digest, &frame.meta);
        self.frames += 1;
        self.bytes += u64::from(meta.length);
        self.captured += u64::from(frame.captured);
        if meta.time.is_known() {
            self.first = Some(self.first.map_or(meta.time, |first| first.min(meta.time)));
            self.last = self.last.max(Some(meta.time));
        }
        self.count(digest.protocol, meta.length);
        self.flows
            .observe(RecordId(number), meta, digest, batch.bytes_of(frame));
    }

    /// Takes the first frames in that match, and reads no further.
    fn first(&mut self, reader: &mut Reader, filter: &Filter, most: u64) -> Result<(), End> {
        let mut follower = Follower::new(filter, flows::table());
        while self.frames < most
            && let Some(mut batch) = reader.next_batch()?
        {
            let known = follower.batch(batch.first, &mut batch.frames);
            let places = matching(&batch, filter, &known, Vec::new());
            let left = usize::try_from(most - self.frames).unwrap_or(usize::MAX);
            self.some(&batch, places.get(..left).unwrap_or(&places));
            reader.recycle(batch);
        }
        Ok(())
    }

    /// A protocol's number is its place: so it costs nothing to find it.
    fn count(&mut self, protocol: Protocol, length: u32) {
        let at = protocol as usize;
        if self.protocols.len() <= at {
            self.protocols.resize(at + 1, None);
        }
        if let Some(place) = self.protocols.get_mut(at) {
            let row = place.get_or_insert(Row {
                protocol,
                frames: 0,
                bytes: 0,
            });
            row.frames += 1;
            row.bytes += u64::from(length);
        }
    }

    /// From the first frame to the last; `None` where no frame has a time.
    fn seconds(&self) -> Option<f64> {
        let between = self.last.zip(self.first);
        let seconds = between.map(|(last, first)| last.since(first).as_secs_f64());
        seconds.or_else(|| (self.frames == 0).then_some(0.0))
    }
}

/// The places of the frames that match, in memory that was used before.
fn matching(
    batch: &FileBatch,
    filter: &Filter,
    known: &Followed,
    mut places: Vec<u32>,
) -> Vec<u32> {
    places.clear();
    let numbered = (0..).zip((batch.first..).zip(&batch.frames.frames));
    let matching = numbered.filter(|(place, (number, frame))| {
        filter.matches(&known.add(
            *place as usize,
            facts(*number, frame, batch.bytes_of(frame)),
        ))
    });
    places.extend(matching.map(|(place, _)| place));
    places
}

/// Counts to the end, or to `-c`; prints the counts.
pub(super) fn run(
    reader: &mut Reader,
    filter: &Filter,
    args: &ReadArgs,
    out: &mut impl Write,
) -> Result<(), End> {
    let mut counts = Counts {
        flows: flows::table(),
        ..Counts::default()
    };
    // What was counted before something that makes no sense is still told.
    let end = match args.count {
        None if filter.is_everything() => {
            let mut follower = Follower::new(filter, flows::table());
            let take = |batch: &mut FileBatch| {
                follower.batch(batch.first, &mut batch.frames);
                counts.all(batch);
            };
            parallel::ahead(reader, take).map_err(End::from)
        }
        None => {
            let mut follower = Follower::new(filter, flows::table());
            let worker = || {
                |batch: &FileBatch, known: Followed, spare: Option<Vec<u32>>| {
                    matching(batch, filter, &known, spare.unwrap_or_default())
                }
            };
            parallel::in_order(
                reader,
                |batch| follower.batch(batch.first, &mut batch.frames),
                worker,
                |batch, places| {
                    counts.some(batch, &places);
                    Ok(places)
                },
            )
        }
        Some(most) => counts.first(reader, filter, most),
    };
    if args.json {
        json(&counts, reader, out)?;
    } else {
        plain(&counts, reader, out)?;
    }
    end
}

fn plain(counts: &Counts, reader: &Reader, out: &mut impl Write) -> Result<(), End> {
    let mut rows = String::new();
    for Row {
        protocol,
        frames,
        bytes,
    } in counts.protocols.iter().flatten()
    {
        rows.push_str(&format!(
            "{:<12} {frames:>10} frames {bytes:>14} bytes\n",
            protocol.name()
        ));
    }
    let Counts {
        frames,
        bytes,
        captured,
        ..
    } = counts;
    rows.push_str(&format!(
        "{:<12} {frames:>10} frames {bytes:>14} bytes\n",
        "all"
    ));
    if captured != bytes {
        rows.push_str(&format!("{:<12} {captured:>32} bytes\n", "kept"));
    }
    rows.push_str(&format!("{:<12} {:>10} flows\n", "", counts.flows.total()));
    let seconds = counts
        .seconds()
        .map_or_else(|| "?".to_owned(), |seconds| format!("{seconds:.3}"));
    rows.push_str(&format!("{:<12} {seconds:>10} seconds\n", ""));
    if reader.dropped() > 0 {
        rows.push_str(&format!(
            "{:<12} {:>10} frames dropped while it was captured\n",
            "",
            reader.dropped()
        ));
    }
    Ok(out.write_all(rows.as_bytes())?)
}

fn json(counts: &Counts, reader: &Reader, out: &mut impl Write) -> Result<(), End> {
    for Row {
        protocol,
        frames,
        bytes,
    } in counts.protocols.iter().flatten()
    {
        let row =
            serde_json::json!({ "protocol": protocol.name(), "frames": frames, "bytes": bytes });
        writeln!(out, "{row}")?;
    }
    let all = serde_json::json!({
        "frames": counts.frames,
        "bytes": counts.bytes,
        "captured": counts.captured,
        "flows": counts.flows.total(),
        "first": counts.first,
        "last": counts.last,
        "seconds": counts.seconds(),
        "dropped": reader.dropped(),
    });
    Ok(writeln!(out, "{all}")?)
}
