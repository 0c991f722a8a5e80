//! A table of conversations: one line each, in the order of their first frames.

use std::io::Write;

use super::End;
use crate::cli::ReadArgs;
use crate::cmd::line::facts;
use crate::files::Reader;
use crate::record::RecordId;
use crate::store::filter::{Filter, Follower};
use crate::store::flows::{Flow, FlowState, Flows, Marks};

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
        && let Some(mut batch) = reader.next_batch()?
    {
        let known = follower.batch(batch.first, &mut batch.frames);
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
/// From who opened it to the other end; where that was not seen, with `⇄` between them.
fn line(flow: &Flow, out: &mut String) {
    let (way, known) = flow.drawn();
    let both = [way, way.turned()];
    let [there, back] = both.map(|way| flow.frames[way.index()]);
    let [sent, received] = both.map(|way| flow.bytes[way.index()]);
    let seconds = flow.lasted().map_or_else(
        || "?".to_owned(),
        |lasted| format!("{:.3}", lasted as f64 / 1e9),
    );
    out.push_str(&format!(
        "{:>6} {:<6} {} {} {} {}  {there} + {back} frames  {sent} + {received} bytes  {seconds} s",
        flow.id.0,
        flow.transport.name(),
        flow.end_name(way),
        if known { "→" } else { "⇄" },
        flow.end_name(way.turned()),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::{ChecksumStatus, Direction, FrameMeta, Origin};
    use crate::place::{HostId, InterfaceIndex, Place};
    use crate::wire::{Detail, Digest, LinkType, Protocol, TcpFlags};

    fn meta(number: u64, from_client: bool) -> FrameMeta {
        FrameMeta {
            time: crate::clock::Time(number as i64 * 1_000_000),
            place: Place::on(HostId::HERE, InterfaceIndex(2)),
            direction: Direction::Out,
            link: LinkType::Ethernet,
            origin: Origin::Captured,
            length: if from_client { 60 } else { 70 },
            checksum: ChecksumStatus::Unknown,
            fcs: crate::frame::FcsLength::NONE,
        }
    }

    #[test]
    fn ports_that_are_cut_off_are_not_zero() {
        let packet = b"\x45\0\0\x28\0\0\0\0\x40\x06\0\0\x0a\0\0\x01\x0a\0\0\x02\xa0\x28";
        let mut flows = table();
        let meta = meta(1, true);
        let digest = crate::wire::digest(LinkType::RawIp, packet);
        flows.observe(RecordId(1), &meta, &digest, packet);
        let mut text = String::new();
        flows.iter().for_each(|flow| line(flow, &mut text));
        assert!(text.contains("10.0.0.1:? ⇄ 10.0.0.2:? TCP"), "{text}");
    }

    /// The table after these segments: from the client? flags, number, acknowledgement number.
    fn lines(segments: &[(bool, u16, u32, u32)]) -> String {
        let (client, server) = (([10, 0, 0, 1], 41000), ([10, 0, 0, 2], 80));
        let mut flows = table();
        for (number, (from_client, flags, seq, ack)) in (1..).zip(segments) {
            let (src, dst) = if *from_client {
                (client, server)
            } else {
                (server, client)
            };
            let digest = Digest {
                protocol: Protocol::Tcp,
                transport: Protocol::Tcp,
                src: Some(src.0.into()),
                dst: Some(dst.0.into()),
                src_port: src.1,
                dst_port: dst.1,
                detail: Detail::Tcp {
                    flags: TcpFlags(*flags),
                    seq: *seq,
                    ack: *ack,
                    window: 1000,
                },
                ..Digest::default()
            };
            let meta = meta(number, *from_client);
            flows.observe(RecordId(number), &meta, &digest, &[]);
        }
        let mut text = String::new();
        flows.iter().for_each(|flow| line(flow, &mut text));
        text
    }

    #[test]
    fn a_connection_is_written_from_who_opened_it_whatever_was_seen_first() {
        let (syn, answer) = ((true, 0x02, 100, 0), (false, 0x12, 500, 101));
        let (data, last) = ((false, 0x10, 501, 101), (true, 0x10, 101, 501));
        assert_eq!(
            lines(&[data, answer, last, syn]),
            "     1 TCP    10.0.0.1:41000 → 10.0.0.2:80 TCP  2 + 2 frames  120 + 140 bytes  0.003 s  open  2 out of order\n"
        );
        assert_eq!(
            lines(&[answer, last]),
            "     1 TCP    10.0.0.1:41000 → 10.0.0.2:80 TCP  1 + 1 frames  60 + 70 bytes  0.001 s  open  rtt 1.000 ms\n"
        );
        assert_eq!(
            lines(&[data, last]),
            "     1 TCP    10.0.0.2:80 ⇄ 10.0.0.1:41000 TCP  1 + 1 frames  70 + 60 bytes  0.001 s\n",
            "who called was not seen"
        );
    }
}
