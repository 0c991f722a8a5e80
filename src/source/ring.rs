//! Capture on Linux: blocks of the kernel's ring become batches.

use std::collections::BTreeSet;
use std::io;
use std::os::fd::AsFd as _;
use std::time::Duration;

use super::batch::{Builder, TAG, Tag};
use super::control::Control;
use super::error::SourceError;
use super::outbox::Outbox;
use super::sockets::Sockets;
use crate::clock::Time;
use crate::frame::{ChecksumStatus, Direction, FrameMeta, Origin};
use crate::msg::capture::{SourceEvent, Wish};
use crate::place::{HostId, InterfaceIndex, Place};
use crate::sys::packet::{
    Accept, attach_filter, bind_to_all, cutting_filter, interface_filter, set_promiscuous,
    take_drops, take_error,
};
use crate::sys::rights::Denied;
use crate::sys::ring::{Frames, RETIRE_MS, RawFrame, Ring, Sum, Woken};
use crate::wire::LinkType;

/// Errors of the socket that may come in a row, none with a frame in between, before it is given up.
const PATIENCE: u32 = 8;
/// How long to wait for room in a full lane before looking again.
const ROOM_EVERY: Duration = Duration::from_millis(2);

/// The capture thread's work, until it is stopped or the lane's reader has gone.
pub(super) fn run(
    mut sockets: Sockets,
    control: &Control,
    outbox: &mut Outbox,
) -> Result<(), SourceError> {
    let socket = sockets.take().map_err(|error| Denied::from(&error))?;
    let mut tap = Tapped::default();
    // Before it is bound: so no frame of another interface is ever queued.
    attach_filter(socket.as_fd(), &interface_filter(&[])).map_err(SourceError::Ring)?;
    let mut ring = Ring::new(socket, sockets.shape()).map_err(SourceError::Ring)?;
    bind_to_all(ring.socket()).map_err(SourceError::Ring)?;
    let mut troubles = 0;
    while !control.stopped() && !outbox.lane().is_closed() {
        tap.follow(&ring, control, outbox)?;
        let taken = take_blocks(&mut ring, &tap, outbox);
        if taken != Taken::Nothing {
            troubles = 0;
        }
        if outbox.stats_due() {
            outbox.stats.kernel_dropped += take_drops(ring.socket()).unwrap_or(0);
        }
        let limit = outbox.settle();
        if taken == Taken::NoRoom {
            // The ring has blocks for us, so only the bell is worth listening to.
            control
                .bell()
                .wait(limit.map_or(ROOM_EVERY, |limit| limit.min(ROOM_EVERY)));
        } else if ring
            .wait(control.bell(), limit)
            .map_err(SourceError::Ring)?
            == Woken::Trouble
        {
            troubles += 1;
            tolerate(&ring, troubles)?;
        }
        control.bell().heard();
    }
    take_last(&mut ring, &tap, outbox)
}

/// What came before the stop may lie in a block that is not full: the kernel hands it out when its time
/// is over. Nothing new comes in meanwhile.
fn take_last(ring: &mut Ring, tap: &Tapped, outbox: &mut Outbox) -> Result<(), SourceError> {
    attach_filter(ring.socket(), &interface_filter(&[])).map_err(SourceError::Ring)?;
    if !outbox.lane().is_closed() {
        std::thread::sleep(Duration::from_millis(2 * u64::from(RETIRE_MS)));
        take_blocks(ring, tap, outbox);
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
    Err(SourceError::Ring(
        error.unwrap_or_else(|| io::ErrorKind::Other.into()),
    ))
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
    fn follow(
        &mut self,
        ring: &Ring,
        control: &Control,
        outbox: &mut Outbox,
    ) -> Result<(), SourceError> {
        let Some(wish) = control.take_wish() else {
            return Ok(());
        };
        let accept: Vec<_> = wish
            .taps
            .iter()
            .map(|tap| Accept {
                index: tap.index.0,
                incoming_only: tap.loopback,
            })
            .collect();
        let program = cutting_filter(&accept, wish.snaplen.unwrap_or(u32::MAX));
        attach_filter(ring.socket(), &program).map_err(SourceError::Ring)?;
        self.follow_promiscuous(ring, &wish);
        self.wanted = accept.iter().map(|one| one.index).collect();
        self.wanted.sort_unstable();
        let interfaces = wish.taps.iter().map(|tap| tap.name.clone()).collect();
        self.wish = wish;
        outbox.tell(SourceEvent::Running {
            host: self.wish.host,
            interfaces,
        });
        Ok(())
    }

    /// Asks the cards for other people's frames too, or no longer. A card that can't is captured as it is.
    fn follow_promiscuous(&self, ring: &Ring, wish: &Wish) {
        let asked = |wish: &Wish| -> BTreeSet<u32> {
            wish.taps
                .iter()
                .filter(|tap| wish.promiscuous && !tap.loopback)
                .map(|tap| tap.index.0)
                .collect()
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

/// What came of looking for blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Taken {
    /// None was ready.
    Nothing,
    /// All that were ready.
    All,
    /// The lane is full. What is left stays in the ring, which is the larger of the two: frames are
    /// lost only when it is full as well, and the kernel counts them.
    NoRoom,
}

/// Takes the blocks that are ready, at most one round of the ring, while there is room in the lane.
fn take_blocks(ring: &mut Ring, tap: &Tapped, outbox: &mut Outbox) -> Taken {
    let mut taken = Taken::Nothing;
    for _ in 0..ring.blocks() {
        if outbox.lane().capacity() == 0 {
            return Taken::NoRoom;
        }
        let Some(block) = ring.next_block() else {
            break;
        };
        taken = Taken::All;
        hand_on(&block.frames(), tap, outbox);
    }
    taken
}

/// Turns a block's frames into a batch and hands it on.
fn hand_on(frames: &Frames<'_>, tap: &Tapped, outbox: &mut Outbox) {
    let host = tap.wish.host;
    // Two walks: the first measures, so that the batch's allocation has exactly the size it needs.
    let room = frames
        .clone()
        .map(|frame| frame.bytes.len() + frame.vlan.map_or(0, |_| TAG))
        .sum();
    let mut batch = Builder::new(
        tap.wish.left_out,
        tap.wish.look,
        room,
        frames.left() as usize,
    );
    for frame in frames.clone().filter(|frame| tap.wants(frame.interface)) {
        let tag = frame.vlan.map(|tag| Tag {
            tpid: tag.tpid,
            tci: tag.tci,
        });
        batch.push(meta(&frame, host), tag, frame.bytes);
    }
    let (batch, left_out) = batch.finish();
    outbox.stats.left_out += left_out;
    outbox.frames(batch);
}

fn meta(frame: &RawFrame<'_>, host: HostId) -> FrameMeta {
    FrameMeta {
        time: Time::from_parts(i64::from(frame.seconds), i64::from(frame.nanos)),
        place: Place::on(host, InterfaceIndex(frame.interface)),
        direction: direction(frame.kind, frame.hardware),
        link: LinkType::from_arphrd(frame.hardware),
        origin: Origin::Captured,
        length: frame.length,
        fcs: crate::frame::FcsLength::NONE,
        checksum: match frame.sum {
            Sum::Unknown => ChecksumStatus::Unknown,
            Sum::Valid => ChecksumStatus::Valid,
            Sum::NotReady => ChecksumStatus::NotReady,
        },
    }
}

const fn direction(kind: u8, hardware: u16) -> Direction {
    match kind {
        libc::PACKET_HOST if hardware == libc::ARPHRD_LOOPBACK => Direction::Loop,
        libc::PACKET_HOST => Direction::In,
        libc::PACKET_BROADCAST | libc::PACKET_MULTICAST => Direction::Group,
        libc::PACKET_OTHERHOST => Direction::Others,
        libc::PACKET_OUTGOING => Direction::Out,
        _ => Direction::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc;

    use super::*;
    use crate::frame::FrameBatch;
    use crate::msg::capture::{LeftOut, Look, Tap};
    use crate::sys::ring::tests::frame as laid_out;
    use crate::wire::{Digest, Protocol};

    /// ARP, as far as a digest goes.
    const ARP: [u8; 16] = [255, 255, 255, 255, 255, 255, 2, 0, 0, 0, 0, 1, 8, 6, 0, 1];

    fn tapped(look: Look, left_out: Option<LeftOut>, wanted: u32) -> Tapped {
        let index = InterfaceIndex(wanted);
        let tap = Tap {
            index,
            name: "eth0".into(),
            link: LinkType::Ethernet,
            loopback: false,
        };
        Tapped {
            wish: Wish {
                taps: vec![tap],
                look,
                left_out,
                ..Wish::default()
            },
            wanted: vec![wanted],
        }
    }

    /// A block of the ring with two frames, the second with a tag, as it is handed on.
    fn handed_on(tap: &Tapped) -> (Option<FrameBatch>, u64) {
        let (lane, mut reader) = mpsc::channel(1);
        let mut outbox = Outbox::new(HostId::HERE, lane);
        let mut body = laid_out(96, 0, &ARP);
        body.extend(laid_out(0, libc::TP_STATUS_VLAN_VALID, &ARP));
        hand_on(&Frames::of(&body, 2), tap, &mut outbox);
        let batch = match reader.try_recv() {
            Ok(SourceEvent::Frames { batch, .. }) => Some(batch),
            _ => None,
        };
        (batch, outbox.stats.seen)
    }

    #[test]
    #[cfg(target_endian = "little")]
    fn a_block_becomes_a_batch_of_just_its_size() {
        let (batch, seen) = handed_on(&tapped(Look::Digest, None, 7));
        let batch = batch.unwrap();
        assert_eq!(
            (seen, batch.frames.len(), batch.bytes.len()),
            (2, 2, 16 + 20)
        );
        assert_eq!(batch.frames[0].digest.protocol, Protocol::Arp);
        assert_eq!(batch.frames[1].digest.vlan, Some(7));
        assert_eq!(&batch.bytes[16 + 12..], [0x81, 0, 0x20, 7, 8, 6, 0, 1]);
    }

    #[test]
    #[cfg(target_endian = "little")]
    fn bytes_alone_are_the_same_bytes_without_digests() {
        let whole = handed_on(&tapped(Look::Digest, None, 7)).0.unwrap();
        let bytes = handed_on(&tapped(Look::Bytes, None, 7)).0.unwrap();
        assert_eq!(whole.bytes, bytes.bytes);
        for (a, b) in whole.frames.iter().zip(&bytes.frames) {
            assert_eq!((a.meta, a.at, a.captured), (b.meta, b.at, b.captured));
            assert_eq!(b.digest, Digest::default());
        }
        // A connection to leave out is known by its digest.
        let left_out = LeftOut {
            a: "10.0.0.1:22".parse().unwrap(),
            b: "10.0.0.2:40".parse().unwrap(),
        };
        let both = handed_on(&tapped(Look::Bytes, Some(left_out), 7))
            .0
            .unwrap();
        assert_eq!(both.frames[0].digest, whole.frames[0].digest);
    }

    #[test]
    #[cfg(target_endian = "little")]
    fn frames_of_an_interface_that_is_no_longer_wanted_go() {
        assert!(matches!(
            handed_on(&tapped(Look::Bytes, None, 8)),
            (None, 0)
        ));
    }

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
        let meta = meta(&frame, HostId(1));
        assert_eq!(meta.time, Time::from_parts(5, 42));
        assert_eq!(meta.place, Place::on(HostId(1), InterfaceIndex(7)));
        assert_eq!(
            (meta.direction, meta.link),
            (Direction::Out, LinkType::RawIp)
        );
        assert_eq!(
            (meta.length, meta.checksum),
            (1500, ChecksumStatus::NotReady)
        );
    }
}
