//! A table of conversations: one line each, in the order of their first frames.

use std::io::Write;
use std::net::{IpAddr, SocketAddr};

use super::End;
use crate::cli::ReadArgs;
use crate::cmd::line::facts;
use crate::files::Reader;
use crate::record::RecordId;
use crate::store::filter::{Filter, Follower};
use crate::store::flows::{Flow, FlowState, Flows, Marks};
use crate::wire::Protocol;

/// Conversations that are remembered at once: a file may have many more than a lab.
const MOST: usize = 1 << 20;

/// A table with room for a file's conversations.
pub(super) fn table() -> Flows {
    Flows::with_most(MOST)
}

/// Prints the table.
pub(super) fn run(
    reader: &mut Reader,
    filter: &Filter,
    args: &ReadArgs,
    out: &mut impl Write,
) -> Result<(), End> {
    let mut flows = table();
    let end = count(reader, filter, args.count.unwrap_or(u64::MAX), &mut flows);
    let mut text = String::new();
    for flow in flows.iter() {
        line(flow, &mut text);
    }
    out.write_all(text.as_bytes())?;
    end
}

/// Takes in what matches; where the file makes no sense any more, what came before it counts.
fn count(
    reader: &mut Reader,
    filter: &Filter,
    mut left: u64,
    flows: &mut Flows,
) -> Result<(), End> {
    let mut follower = Follower::new(filter, table());
    while left > 0
        && let Some(batch) = reader.next_batch()?
    {
        let known = follower.batch(batch.first, &batch.frames);
        for (place, (number, frame)) in (batch.first..).zip(&batch.frames.frames).enumerate() {
            let bytes = batch.bytes_of(frame);
            if left > 0 && filter.matches(&known.add(place, facts(number, frame, bytes))) {
                left -= 1;
                flows.observe(RecordId(number), &frame.meta, &frame.digest, bytes);
            }
        }
        reader.recycle(batch);
    }
    Ok(())
}

/// `1 TCP 10.0.0.1:1025 → 10.0.0.2:80 HTTP  12 + 14 frames  860 + 12767 bytes  0.001 s  closed  rtt 0.050 ms  1 retransmission`.
fn line(flow: &Flow, out: &mut String) {
    let end = |(address, port): (IpAddr, u16)| match flow.transport {
        Protocol::Tcp | Protocol::Udp => SocketAddr::new(address, port).to_string(),
        _ => address.to_string(),
    };
    let [there, back] = flow.frames;
    let [sent, received] = flow.bytes;
    let seconds = flow.lasted().map_or_else(
        || "?".to_owned(),
        |lasted| format!("{:.3}", lasted as f64 / 1e9),
    );
    out.push_str(&format!(
        "{:>6} {:<6} {} → {} {}  {there} + {back} frames  {sent} + {received} bytes  {seconds} s",
        flow.id.0,
        flow.transport.name(),
        end(flow.a),
        end(flow.b),
        flow.protocol.name(),
    ));
    out.push_str(state(flow.state));
    if let Some(rtt) = flow.handshake_rtt.or(flow.rtt) {
        out.push_str(&format!("  rtt {:.3} ms", rtt as f64 / 1e6));
    }
    for (bit, count) in flow
        .marked
        .iter()
        .enumerate()
        .filter(|(_, count)| **count > 0)
    {
        let name = Marks(1 << bit).name();
        out.push_str(&format!("  {count} {name}"));
    }
    out.push('\n');
}

const fn state(state: FlowState) -> &'static str {
    match state {
        FlowState::Unknown => "",
        FlowState::Opening => "  opening",
        FlowState::Open => "  open",
        FlowState::Closing => "  closing",
        FlowState::Closed => "  closed",
        FlowState::Reset => "  reset",
    }
}
