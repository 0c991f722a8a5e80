//! Puts frames together into a batch: one allocation for all bytes, a digest for each frame.

use bytes::Bytes;

use crate::frame::{BatchedFrame, FrameBatch, FrameMeta};
use crate::msg::capture::{LeftOut, Look};
use crate::wire::{Digest, LinkType, Protocol, digest};

/// A VLAN tag that the kernel took out of a frame's bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tag {
    /// The tag's type: 0x8100 or 0x88a8.
    pub tpid: u16,
    /// Priority, drop eligibility, VLAN id.
    pub tci: u16,
}

/// Bytes of both MAC addresses; the tag stands right after them (IEEE 802.1Q §9.4).
const MACS: usize = 12;
/// Bytes of a tag.
pub const TAG: usize = 4;

/// A batch that is being put together.
#[derive(Debug)]
pub struct Builder {
    bytes: Vec<u8>,
    frames: Vec<BatchedFrame>,
    leave_out: Option<LeftOut>,
    look: Look,
    left_out: u64,
}

impl Builder {
    /// An empty batch with room for so many bytes and frames. What to leave out is told by digests:
    /// then each frame gets one, whatever `look` says.
    #[must_use]
    pub fn new(leave_out: Option<LeftOut>, look: Look, bytes: usize, frames: usize) -> Self {
        let look = if leave_out.is_some() {
            Look::Digest
        } else {
            look
        };
        Self {
            bytes: Vec::with_capacity(bytes),
            frames: Vec::with_capacity(frames),
            leave_out,
            look,
            left_out: 0,
        }
    }

    /// Frames in it.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.frames.len()
    }

    /// No frames in it?
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.frames.is_empty()
    }

    /// Bytes in it.
    #[must_use]
    pub const fn byte_len(&self) -> usize {
        self.bytes.len()
    }

    /// Adds a frame, with its tag put back where it was. `meta.length` counts what was on the wire
    /// without that tag. Frames of the connection to leave out are counted only.
    pub fn push(&mut self, mut meta: FrameMeta, tag: Option<Tag>, bytes: &[u8]) {
        let at = self.bytes.len();
        match tag.zip(bytes.split_at_checked(MACS)) {
            Some((tag, (macs, rest))) if meta.link == LinkType::Ethernet => {
                self.bytes.extend_from_slice(macs);
                self.bytes.extend_from_slice(&tag.tpid.to_be_bytes());
                self.bytes.extend_from_slice(&tag.tci.to_be_bytes());
                self.bytes.extend_from_slice(rest);
                meta.length = meta.length.saturating_add(TAG as u32);
            }
            _ => self.bytes.extend_from_slice(bytes),
        }
        let kept = self.bytes.get(at..).unwrap_or_default();
        let digest = if self.look == Look::Digest {
            digest(meta.link, kept)
        } else {
            Digest::default()
        };
        if self.leave_out.is_some_and(|one| belongs(&digest, one)) {
            self.bytes.truncate(at);
            self.left_out += 1;
            return;
        }
        let captured = kept.len() as u32;
        self.frames.push(BatchedFrame {
            meta,
            digest,
            at: at as u32,
            captured,
        });
    }

    /// The batch, and how many frames were left out.
    #[must_use]
    pub fn finish(self) -> (FrameBatch, u64) {
        (
            FrameBatch {
                bytes: Bytes::from(self.bytes),
                frames: self.frames,
            },
            self.left_out,
        )
    }
}

/// Is it a frame of this connection, in either direction?
fn belongs(digest: &Digest, connection: LeftOut) -> bool {
    if digest.transport != Protocol::Tcp || digest.fragment {
        return false;
    }
    let (Some(src), Some(dst)) = (digest.src, digest.dst) else {
        return false;
    };
    let (a, b) = (connection.a, connection.b);
    let src = (src, digest.src_port);
    let dst = (dst, digest.dst_port);
    let a = (a.ip().to_canonical(), a.port());
    let b = (b.ip().to_canonical(), b.port());
    (src == a && dst == b) || (src == b && dst == a)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Time;
    use crate::frame::{ChecksumStatus, Direction, Origin};
    use crate::place::Place;
    use crate::wire::Detail;

    fn meta(length: u32) -> FrameMeta {
        FrameMeta {
            time: Time(1),
            place: Place::default(),
            direction: Direction::In,
            link: LinkType::Ethernet,
            origin: Origin::Captured,
            length,
            fcs: crate::frame::FcsLength::NONE,
            checksum: ChecksumStatus::Unknown,
        }
    }

    #[test]
    fn frames_lie_one_after_another() {
        let mut batch = Builder::new(None, Look::Digest, 64, 2);
        batch.push(meta(20), None, &[1; 20]);
        batch.push(meta(99), None, &[2; 30]);
        let (batch, left_out) = batch.finish();
        assert_eq!(left_out, 0);
        assert_eq!(batch.bytes.len(), 50);
        let second = &batch.frames[1];
        assert_eq!(
            (second.at, second.captured, second.meta.length),
            (20, 30, 99)
        );
        assert_eq!(&batch.bytes[second.at as usize..], &[2; 30]);
    }

    #[test]
    fn the_tag_stands_after_the_macs_and_counts() {
        let mut batch = Builder::new(None, Look::Digest, 64, 1);
        let mut bytes = [0xaa; 16];
        bytes[12..].copy_from_slice(&[0x08, 0x00, 0x45, 0x00]);
        batch.push(
            meta(16),
            Some(Tag {
                tpid: 0x8100,
                tci: 0x2007,
            }),
            &bytes,
        );
        let (batch, _) = batch.finish();
        assert_eq!(
            batch.bytes[12..],
            [0x81, 0x00, 0x20, 0x07, 0x08, 0x00, 0x45, 0x00]
        );
        assert_eq!(
            (batch.frames[0].captured, batch.frames[0].meta.length),
            (20, 20)
        );
    }

    #[test]
    fn a_tag_is_not_put_into_what_has_no_macs() {
        let mut batch = Builder::new(None, Look::Digest, 64, 2);
        let tag = Some(Tag {
            tpid: 0x8100,
            tci: 7,
        });
        batch.push(
            FrameMeta {
                link: LinkType::RawIp,
                ..meta(20)
            },
            tag,
            &[0x45; 20],
        );
        batch.push(meta(5), tag, &[1; 5]);
        assert_eq!(batch.byte_len(), 25);
    }

    #[test]
    fn the_connection_to_leave_out_is_known_in_both_directions() {
        let connection = LeftOut {
            a: "10.0.0.1:22".parse().unwrap(),
            b: "[::ffff:10.0.0.2]:4000".parse().unwrap(),
        };
        let there = Digest {
            transport: Protocol::Tcp,
            src: Some("10.0.0.1".parse().unwrap()),
            dst: Some("10.0.0.2".parse().unwrap()),
            src_port: 22,
            dst_port: 4000,
            detail: Detail::None,
            ..Digest::default()
        };
        let back = Digest {
            src: there.dst,
            dst: there.src,
            src_port: 4000,
            dst_port: 22,
            ..there
        };
        assert!(belongs(&there, connection) && belongs(&back, connection));
        assert!(!belongs(
            &Digest {
                dst_port: 4001,
                ..there
            },
            connection
        ));
        assert!(!belongs(
            &Digest {
                transport: Protocol::Udp,
                ..there
            },
            connection
        ));
    }
}
