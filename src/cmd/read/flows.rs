//! A table of conversations.

use std::collections::HashMap;
use std::io::Write;
use std::net::{IpAddr, SocketAddr};

use super::End;
use crate::cli::ReadArgs;
use crate::clock::Time;
use crate::cmd::line::mine;
use crate::files::Reader;
use crate::frame::FrameMeta;
use crate::place::Place;
use crate::store::filter::{Facts, Filter};
use crate::wire::{Detail, Digest, Protocol};

/// Who talks to whom: the lower end first.
type Key = (Place, Protocol, (IpAddr, u16), (IpAddr, u16));

/// One conversation.
#[derive(Debug, Clone)]
struct Row {
    transport: Protocol,
    a: (IpAddr, u16),
    b: (IpAddr, u16),
    frames: [u64; 2],
    bytes: [u64; 2],
    first: Time,
    last: Time,
}

/// Conversations in order of their first frames.
#[derive(Debug, Default)]
pub(super) struct Conversations {
    known: HashMap<Key, usize>,
    rows: Vec<Row>,
}

impl Conversations {
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Counts a frame, if it has two ends.
    pub(super) fn add(&mut self, meta: &FrameMeta, digest: &Digest) {
        let (Some(src), Some(dst)) = (digest.src, digest.dst) else { return };
        let (from, to) = match digest.detail {
            Detail::Icmp { ident, .. } => ((src, ident), (dst, ident)),
            _ => ((src, digest.src_port), (dst, digest.dst_port)),
        };
        let key = (meta.place, digest.transport, from.min(to), from.max(to));
        let at = *self.known.entry(key).or_insert_with(|| {
            let (frames, bytes) = ([0; 2], [0; 2]);
            self.rows.push(Row { transport: digest.transport, a: from, b: to, frames, bytes, first: meta.time, last: meta.time });
            self.rows.len() - 1
        });
        if let Some(row) = self.rows.get_mut(at) {
            let way = usize::from(row.a != from);
            row.frames[way] += 1;
            row.bytes[way] += u64::from(meta.length);
            row.last = row.last.max(meta.time);
        }
    }
}

/// Prints the table.
pub(super) fn run(reader: &mut Reader, filter: &Filter, args: &ReadArgs, out: &mut impl Write) -> Result<(), End> {
    let mut flows = Conversations::default();
    let mut left = args.count.unwrap_or(u64::MAX);
    while left > 0
        && let Some(batch) = reader.next_batch()?
    {
        for frame in &batch.frames.frames {
            let (digest, meta) = (&frame.digest, &frame.meta);
            if left > 0 && filter.matches(&Facts { mine: mine(digest), ..Facts::new(digest, meta, batch.bytes_of(frame)) }) {
                left -= 1;
                flows.add(meta, digest);
            }
        }
        reader.recycle(batch);
    }
    let mut text = String::new();
    for (n, row) in (1..).zip(&flows.rows) {
        let end = |(address, port): (IpAddr, u16)| match row.transport {
            Protocol::Tcp | Protocol::Udp => SocketAddr::new(address, port).to_string(),
            _ => address.to_string(),
        };
        let [there, back] = row.frames;
        let [sent, received] = row.bytes;
        let seconds = row.last.since(row.first).as_secs_f64();
        text.push_str(&format!(
            "{n:>6} {:<7} {} ↔ {}  {there} → {back} ← frames  {sent} → {received} ← bytes  {seconds:.3} s\n",
            row.transport.name(),
            end(row.a),
            end(row.b),
        ));
    }
    Ok(out.write_all(text.as_bytes())?)
}
