//! Capture on Linux: blocks of the kernel's ring become batches.

use std::collections::BTreeSet;
use std::io;
use std::os::fd::AsFd as _;

use super::batch::{Builder, TAG, Tag};
use super::capture::{Control, Outbox, Sockets, SourceError};
use super::types::{SourceEvent, Wish};
use crate::clock::Time;
use crate::frame::{ChecksumStatus, Direction, FrameMeta, Origin};
use crate::place::{HostId, InterfaceIndex, Place};
use crate::sys::packet::{
    Accept, attach_filter, bind_to_all, cutting_filter, interface_filter, set_promiscuous, take_drops, take_error,
};
use crate::sys::rights::Denied;
use crate::sys::ring::{BLOCKS, Block, RawFrame, Ring, Sum, Woken};
use crate::wire::LinkType;

/// Errors of the socket that may come in a row, none with a frame in between, before it is given up.
const PATIENCE: u32 = 8;

/// The capture thread's work, until it is stopped or the lane's reader has gone.
pub(super) fn run(mut sockets: Sockets, control: &Control, outbox: &mut Outbox) -> Result<(), SourceError> {
    let socket = sockets.take().map_err(|error| Denied::from(&error))?;
    let mut tap = Tapped::default();
    // Before it is bound: so no frame of another interface is ever queued.
    attach_filter(socket.as_fd(), &interface_filter(&[])).map_err(SourceError::Ring)?;
    let mut ring = Ring::new(socket).map_err(SourceError::Ring)?;
    bind_to_all(ring.socket()).map_err(SourceError::Ring)?;
    let mut troubles = 0;
    while !control.stopped() && !outbox.lane().is_closed() {
        tap.follow(&ring, control, outbox)?;
        if take_blocks(&mut ring, &tap, outbox) {
            troubles = 0;
        }
        if outbox.stats_due() {
            outbox.stats.kernel_dropped += take_drops(ring.socket()).unwrap_or(0);
        }
        let limit = outbox.settle();
        if ring.wait(control.bell(), limit).map_err(SourceError::Ring)? == Woken::Trouble {
            troubles += 1;
            tolerate(&ring, troubles)?;
        }
        control.bell().heard();
    }
    outbox.stats.kernel_dropped += take_drops(ring.socket()).unwrap_or(0);
    Ok(())
}

/// An error of the socket passes (an interface went down), unless errors come without end.
fn tolerate(ring: &Ring, troubles: u32) -> Result<(), SourceError> {
    let error = take_error(ring.socket()).map_err(SourceError::Ring)?;
    if troubles < PATIENCE {
        return Ok(());
    }
    Err(SourceError::Ring(error.unwrap_or_else(|| io::ErrorKind::Other.into())))
}

/// What is captured now.
#[derive(Debug, Default)]
struct Tapped {
    wish: Wish,
    /// Interface numbers, sorted.
    wanted: Vec<u32>,
}

impl Tapped {
    /// Takes a new wish, if there is one: swaps the filter and says so.
    fn follow(&mut self, ring: &Ring, control: &Control, outbox: &mut Outbox) -> Result<(), SourceError> {
        let Some(wish) = control.take_wish() else { return Ok(()) };
        let accept: Vec<_> = wish.taps.iter().map(|tap| Accept { index: tap.index.0, incoming_only: tap.loopback }).collect();
        let program = cutting_filter(&accept, wish.snaplen.unwrap_or(u32::MAX));
        attach_filter(ring.socket(), &program).map_err(SourceError::Ring)?;
        self.follow_promiscuous(ring, &wish);
        self.wanted = accept.iter().map(|one| one.index).collect();
        self.wanted.sort_unstable();
        let interfaces = wish.taps.iter().map(|tap| tap.name.clone()).collect();
        self.wish = wish;
        outbox.tell(SourceEvent::Running { host: self.wish.host, interfaces });
        Ok(())
    }

    /// Asks the cards for other people's frames too, or no longer. A card that can't is captured as it is.
    fn follow_promiscuous(&self, ring: &Ring, wish: &Wish) {
        let asked = |wish: &Wish| -> BTreeSet<u32> {
            wish.taps.iter().filter(|tap| wish.promiscuous && !tap.loopback).map(|tap| tap.index.0).collect()
        };
        let (before, now) = (asked(&self.wish), asked(wish));
        for index in before.difference(&now) {
            let _ = set_promiscuous(ring.socket(), *index, false);
        }
        for index in now.difference(&before) {
            let _ = set_promiscuous(ring.socket(), *index, true);
        }
    }

    /// Frames that were in the ring when the filter was swapped are no longer wanted.
    fn wants(&self, interface: u32) -> bool {
        self.wanted.binary_search(&interface).is_ok()
    }
}

/// Takes the blocks that are ready, at most one round of the ring. Was there any?
fn take_blocks(ring: &mut Ring, tap: &Tapped, outbox: &mut Outbox) -> bool {
    let mut any = false;
    for _ in 0..BLOCKS {
        let Some(block) = ring.next_block() else { break };
        any = true;
        hand_on(&block, tap, outbox);
    }
    any
}

/// Turns a block into a batch and hands it on; with no room in the lane it is counted only.
fn hand_on(block: &Block<'_>, tap: &Tapped, outbox: &mut Outbox) {
    let count = u64::from(block.frames().left());
    if outbox.lane().capacity() == 0 {
        // Not worth a digest.
        outbox.stats.lane_dropped += count;
        return;
    }
    let host = tap.wish.host;
    // Two walks: the first measures, so that the batch's allocation has exactly the size it needs.
    let room = block.frames().map(|frame| frame.bytes.len() + frame.vlan.map_or(0, |_| TAG)).sum();
    let mut batch = Builder::new(tap.wish.left_out, room, count as usize);
    for frame in block.frames().filter(|frame| tap.wants(frame.interface)) {
        let tag = frame.vlan.map(|tag| Tag { tpid: tag.tpid, tci: tag.tci });
        batch.push(meta(&frame, host), tag, frame.bytes);
    }
    let (batch, left_out) = batch.finish();
    outbox.stats.left_out += left_out;
    outbox.frames(batch);
}

fn meta(frame: &RawFrame<'_>, host: HostId) -> FrameMeta {
    FrameMeta {
        time: Time::from_parts(i64::from(frame.seconds), i64::from(frame.nanos)),
        place: Place { host, interface: InterfaceIndex(frame.interface) },
        direction: direction(frame.kind),
        link: LinkType::from_arphrd(frame.hardware),
        origin: Origin::Captured,
        length: frame.length,
        checksum: match frame.sum {
            Sum::Unknown => ChecksumStatus::Unknown,
            Sum::Valid => ChecksumStatus::Valid,
            Sum::NotReady => ChecksumStatus::NotReady,
        },
    }
}

const fn direction(kind: u8) -> Direction {
    match kind {
        libc::PACKET_HOST => Direction::In,
        libc::PACKET_BROADCAST | libc::PACKET_MULTICAST => Direction::Group,
        libc::PACKET_OTHERHOST => Direction::Others,
        libc::PACKET_OUTGOING => Direction::Out,
        _ => Direction::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_kernel_says_of_a_frame_is_kept() {
        let frame = RawFrame {
            seconds: 5,
            nanos: 42,
            interface: 7,
            hardware: 65534,
            kind: libc::PACKET_OUTGOING,
            sum: Sum::NotReady,
            vlan: None,
            length: 1500,
            bytes: &[0x45],
        };
        let meta = meta(&frame, HostId::PRACTICE_YOU);
        assert_eq!(meta.time, Time::from_parts(5, 42));
        assert_eq!(meta.place, Place { host: HostId::PRACTICE_YOU, interface: InterfaceIndex(7) });
        assert_eq!((meta.direction, meta.link), (Direction::Out, LinkType::RawIp));
        assert_eq!((meta.length, meta.checksum), (1500, ChecksumStatus::NotReady));
    }
}
