//! The capture ring: a piece of memory shared with the kernel that it fills with frames
//! (TPACKET_V3, `Documentation/networking/packet_mmap.rst`).
//!
//! The ring is a circle of blocks. A block belongs either to the kernel, which puts frames into it,
//! or to us. The kernel hands a block over when it is full or when its time has come, by setting a
//! bit in the block's status word; we give it back by clearing it. Here that hand-over is Rust's own
//! borrowing: [`Ring::next_block`] lends one [`Block`] at a time, the frames borrow from the block,
//! and dropping the block gives it back. So no frame can be read after its block went back.

use std::io;
use std::mem::{offset_of, size_of};
use std::os::fd::{AsFd, AsRawFd as _, BorrowedFd, OwnedFd};
use std::ptr::{self, NonNull};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

use super::packet::set;
use super::wake::Wake;

/// How large a ring is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// Bytes of one block, a multiple of 128 KiB. A frame never spans two, so a block must hold the
    /// largest one: 64 KiB, as the kernel joins segments. (Larger ones, with BIG TCP, are cut.)
    pub block: usize,
    /// How many blocks; at least one.
    pub blocks: usize,
}

impl Shape {
    /// Where memory counts: 4 MiB in all, which are resident. A block that is handed over half empty
    /// is used up whole, so what a slow reader has is `blocks` times [`RETIRE_MS`]: 256 ms.
    pub const SMALL: Self = Self {
        block: 128 << 10,
        blocks: 32,
    };
    /// Where nothing may be lost: 32 MiB. A million small frames a second fill it in a quarter of a
    /// second; that long a busy machine may let the capture wait. Larger blocks wake us less often.
    pub const LARGE: Self = Self {
        block: 256 << 10,
        blocks: 128,
    };

    const fn bytes(self) -> usize {
        self.block * self.blocks
    }
}

/// Milliseconds after which the kernel hands over a block that holds anything. A block without
/// frames stays with the kernel, so nobody is woken when nothing happens.
pub const RETIRE_MS: u32 = 8;
/// Must divide the block; otherwise without meaning in version 3, where frames are packed.
const FRAME: usize = 2048;

/// Bytes of a block's own header; frames come after it.
const BLOCK_HEADER: usize = size_of::<libc::tpacket_block_desc>();
/// Where `struct tpacket_hdr_v1` begins in it.
const V1: usize = offset_of!(libc::tpacket_block_desc, hdr);
/// Bytes of a frame's header; the `sockaddr_ll` comes after it.
const FRAME_HEADER: usize = size_of::<libc::tpacket3_hdr>();
/// Bytes of both.
const HEADERS: usize = FRAME_HEADER + size_of::<libc::sockaddr_ll>();
const _: () = assert!(
    FRAME_HEADER == 48 && BLOCK_HEADER == 48,
    "the kernel's layout"
);

/// A packet socket with its ring. Not `Send`: it is made and used in the capture thread.
#[derive(Debug)]
pub struct Ring {
    socket: OwnedFd,
    /// As many bytes as its shape says, mapped until drop.
    map: NonNull<u8>,
    shape: Shape,
    /// The block that comes next.
    next: usize,
}

/// Why [`Ring::wait`] came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Woken {
    /// A block may be ready, or the bell was rung, or the time is over.
    Look,
    /// The socket has an error to tell ([`super::packet::take_error`]).
    Trouble,
}

impl Ring {
    /// Gives a packet socket its ring. A small one takes 8 to 32 ms, and dropping it 23 to 44 ms.
    ///
    /// # Errors
    /// `ENOPROTOOPT` where there is no TPACKET_V3, `ENOMEM`, `EBUSY` if the socket has a ring already.
    pub fn new(socket: OwnedFd, shape: Shape) -> io::Result<Self> {
        set(
            socket.as_fd(),
            libc::SOL_PACKET,
            libc::PACKET_VERSION,
            &(libc::tpacket_versions::TPACKET_V3 as libc::c_int),
        )?;
        let request = libc::tpacket_req3 {
            tp_block_size: shape.block as u32,
            tp_block_nr: shape.blocks as u32,
            tp_frame_size: FRAME as u32,
            tp_frame_nr: (shape.block / FRAME * shape.blocks) as u32,
            tp_retire_blk_tov: RETIRE_MS,
            tp_sizeof_priv: 0,
            tp_feature_req_word: 0,
        };
        set(
            socket.as_fd(),
            libc::SOL_PACKET,
            libc::PACKET_RX_RING,
            &request,
        )?;
        // SAFETY: a fresh mapping at an address of the kernel's choice; it overlaps nothing of ours.
        let map = unsafe {
            libc::mmap(
                ptr::null_mut(),
                shape.bytes(),
                libc::PROT_READ | libc::PROT_WRITE,
                libc::MAP_SHARED,
                socket.as_raw_fd(),
                0,
            )
        };
        if map == libc::MAP_FAILED {
            return Err(io::Error::last_os_error());
        }
        let map = NonNull::new(map.cast()).ok_or(io::ErrorKind::OutOfMemory)?;
        Ok(Self {
            socket,
            map,
            shape,
            next: 0,
        })
    }

    /// The socket, for its options.
    #[must_use]
    pub fn socket(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }

    /// How many blocks it has.
    #[must_use]
    pub const fn blocks(&self) -> usize {
        self.shape.blocks
    }

    /// The next block, if the kernel has handed it over.
    pub fn next_block(&mut self) -> Option<Block<'_>> {
        // SAFETY: `next` is below the number of blocks, so the block lies whole inside the mapping.
        let base = unsafe { self.map.add(self.next * self.shape.block) };
        let block = Block {
            base,
            size: self.shape.block,
            _ring: std::marker::PhantomData,
        };
        if block.status().load(Ordering::Acquire) & libc::TP_STATUS_USER == 0 {
            // Not ours: it must not be "given back" by its drop.
            std::mem::forget(block);
            return None;
        }
        self.next = (self.next + 1) % self.shape.blocks;
        Some(block)
    }

    /// Sleeps until a block is handed over, the bell rings, or the time is over (`None`: no limit).
    ///
    /// # Errors
    /// What poll(2) says, `EINTR` aside.
    pub fn wait(&self, bell: &Wake, limit: Option<Duration>) -> io::Result<Woken> {
        let timeout = limit.map_or(PollTimeout::NONE, |limit| {
            // One millisecond more, so that the deadline has passed when it wakes up.
            PollTimeout::try_from(limit + Duration::from_millis(1)).unwrap_or(PollTimeout::MAX)
        });
        let mut fds = [
            PollFd::new(self.socket.as_fd(), PollFlags::POLLIN),
            PollFd::new(bell.as_fd(), PollFlags::POLLIN),
        ];
        match poll(&mut fds, timeout) {
            Ok(_) | Err(nix::errno::Errno::EINTR) => {}
            Err(errno) => return Err(errno.into()),
        }
        let trouble = PollFlags::POLLERR | PollFlags::POLLHUP | PollFlags::POLLNVAL;
        let told = fds
            .first()
            .and_then(PollFd::revents)
            .is_some_and(|events| events.intersects(trouble));
        Ok(if told { Woken::Trouble } else { Woken::Look })
    }
}

impl Drop for Ring {
    fn drop(&mut self) {
        // SAFETY: exactly the mapping made in `new`; blocks and frames borrow from `self`, so none is
        // alive any more.
        unsafe {
            libc::munmap(self.map.as_ptr().cast(), self.shape.bytes());
        }
    }
}

/// A block that is ours until it is dropped.
#[derive(Debug)]
pub struct Block<'ring> {
    base: NonNull<u8>,
    /// Bytes of the block.
    size: usize,
    _ring: std::marker::PhantomData<&'ring mut Ring>,
}

impl Block<'_> {
    /// Its frames, in order of arrival.
    #[must_use]
    pub fn frames(&self) -> Frames<'_> {
        let first = self.number(offset_of!(libc::tpacket_hdr_v1, offset_to_first_pkt));
        let len = (self.number(offset_of!(libc::tpacket_hdr_v1, blk_len)) as usize)
            .clamp(BLOCK_HEADER, self.size);
        // SAFETY: [BLOCK_HEADER, len) lies inside the block. While the status word says the block is
        // ours the kernel does not write to it, and we never write to this part. The slice lives no
        // longer than `&self`, and only drop gives the block back.
        let body = unsafe {
            std::slice::from_raw_parts(self.base.as_ptr().add(BLOCK_HEADER), len - BLOCK_HEADER)
        };
        Frames {
            body,
            at: first as usize,
            left: self.number(offset_of!(libc::tpacket_hdr_v1, num_pkts)),
        }
    }

    /// A number of the block's header, at this offset in `struct tpacket_hdr_v1`.
    fn number(&self, offset: usize) -> u32 {
        // SAFETY: callers give the offset of a u32 of the struct, which lies in the block's header; any
        // bytes are valid; the kernel does not write to it while the block is ours.
        u32::from_ne_bytes(unsafe { self.base.as_ptr().add(V1 + offset).cast::<[u8; 4]>().read() })
    }

    fn status(&self) -> &AtomicU32 {
        // SAFETY: an aligned u32 inside the mapping (blocks are page-aligned), which both sides touch
        // by atomic accesses only.
        unsafe {
            AtomicU32::from_ptr(
                self.base
                    .as_ptr()
                    .add(V1 + offset_of!(libc::tpacket_hdr_v1, block_status))
                    .cast(),
            )
        }
    }
}

impl Drop for Block<'_> {
    fn drop(&mut self) {
        // Release: all our reads are done before the kernel may write again.
        self.status()
            .store(libc::TP_STATUS_KERNEL, Ordering::Release);
    }
}

/// What the kernel says of a frame's transport checksum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sum {
    /// Nothing.
    Unknown,
    /// It is right.
    Valid,
    /// It is not computed yet; the card would do it.
    NotReady,
}

/// A VLAN tag that the kernel took out of the frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VlanTag {
    /// The tag's type: 0x8100 or 0x88a8.
    pub tpid: u16,
    /// Priority, drop eligibility, VLAN id.
    pub tci: u16,
}

/// A frame in a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RawFrame<'a> {
    /// Seconds since 1970, UTC.
    pub seconds: u32,
    /// Nanoseconds of the second.
    pub nanos: u32,
    /// The interface's number.
    pub interface: u32,
    /// The interface's hardware type (`ARPHRD_*`).
    pub hardware: u16,
    /// `PACKET_HOST`, `PACKET_OUTGOING`, …
    pub kind: u8,
    /// The checksum.
    pub sum: Sum,
    /// The tag that was taken out.
    pub vlan: Option<VlanTag>,
    /// Length on the wire, without the tag that was taken out.
    pub length: u32,
    /// Its bytes.
    pub bytes: &'a [u8],
}

/// The frames of a block. Every offset is checked against the block; at the first that leads out of
/// it, or backwards, the walk ends.
#[derive(Debug, Clone)]
pub struct Frames<'a> {
    /// The block without its header.
    body: &'a [u8],
    /// Where the next frame's header begins, counted from the block's first byte.
    at: usize,
    left: u32,
}

impl<'a> Frames<'a> {
    /// The frames of a block whose bytes after its own header are these.
    #[cfg(test)]
    pub const fn of(body: &'a [u8], count: u32) -> Self {
        Self {
            body,
            at: BLOCK_HEADER,
            left: count,
        }
    }

    /// How many are still to come, as the kernel counted them.
    #[must_use]
    pub const fn left(&self) -> u32 {
        self.left
    }

    /// `len` bytes at `offset` of the block.
    #[inline]
    fn slice(&self, offset: usize, len: usize) -> Option<&'a [u8]> {
        let from = offset.checked_sub(BLOCK_HEADER)?;
        self.body.get(from..from.checked_add(len)?)
    }
}

impl<'a> Iterator for Frames<'a> {
    type Item = RawFrame<'a>;

    #[inline]
    fn next(&mut self) -> Option<RawFrame<'a>> {
        self.left = self.left.checked_sub(1)?;
        let header = Numbers(self.slice(self.at, HEADERS)?.first_chunk()?);
        let bytes = self.slice(
            self.at.checked_add(usize::from(
                header.u16(offset_of!(libc::tpacket3_hdr, tp_mac))?,
            ))?,
            header.u32(offset_of!(libc::tpacket3_hdr, tp_snaplen))? as usize,
        )?;
        let frame = header.frame(bytes)?;
        let step = header.u32(offset_of!(libc::tpacket3_hdr, tp_next_offset))? as usize;
        if step < FRAME_HEADER {
            // 0 marks the last frame; anything else so small would be nonsense.
            self.left = 0;
        }
        self.at = self.at.checked_add(step)?;
        Some(frame)
    }
}

/// A frame's header with its `sockaddr_ll`, in this machine's byte order.
/// An array, so that reading at a place known to the compiler needs no check when it runs.
struct Numbers<'a>(&'a [u8; HEADERS]);

impl Numbers<'_> {
    #[inline]
    fn u16(&self, at: usize) -> Option<u16> {
        Some(u16::from_ne_bytes(*self.0.get(at..)?.first_chunk()?))
    }

    #[inline]
    fn u32(&self, at: usize) -> Option<u32> {
        Some(u32::from_ne_bytes(*self.0.get(at..)?.first_chunk()?))
    }

    #[inline]
    fn frame<'a>(&self, bytes: &'a [u8]) -> Option<RawFrame<'a>> {
        let status = self.u32(offset_of!(libc::tpacket3_hdr, tp_status))?;
        let variant = offset_of!(libc::tpacket3_hdr, hv1);
        Some(RawFrame {
            seconds: self.u32(offset_of!(libc::tpacket3_hdr, tp_sec))?,
            nanos: self.u32(offset_of!(libc::tpacket3_hdr, tp_nsec))?,
            interface: self.u32(FRAME_HEADER + offset_of!(libc::sockaddr_ll, sll_ifindex))?,
            hardware: self.u16(FRAME_HEADER + offset_of!(libc::sockaddr_ll, sll_hatype))?,
            kind: *self
                .0
                .get(FRAME_HEADER + offset_of!(libc::sockaddr_ll, sll_pkttype))?,
            sum: sum(status),
            vlan: vlan(
                status,
                self.u32(variant + offset_of!(libc::tpacket_hdr_variant1, tp_vlan_tci))?,
                self.u16(variant + offset_of!(libc::tpacket_hdr_variant1, tp_vlan_tpid))?,
            ),
            length: self.u32(offset_of!(libc::tpacket3_hdr, tp_len))?,
            bytes,
        })
    }
}

const fn sum(status: u32) -> Sum {
    if status & libc::TP_STATUS_CSUMNOTREADY != 0 {
        Sum::NotReady
    } else if status & libc::TP_STATUS_CSUM_VALID != 0 {
        Sum::Valid
    } else {
        Sum::Unknown
    }
}

fn vlan(status: u32, tci: u32, tpid: u16) -> Option<VlanTag> {
    // Kernels before 3.14 did not tell the type; it was 802.1Q then.
    let tpid = if status & libc::TP_STATUS_VLAN_TPID_VALID == 0 {
        0x8100
    } else {
        tpid
    };
    (status & libc::TP_STATUS_VLAN_VALID != 0).then_some(VlanTag {
        tpid,
        tci: tci as u16,
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A frame's header, `sockaddr_ll` and bytes as the kernel lays them out: interface 7, outgoing.
    pub(crate) fn frame(next: u32, status: u32, bytes: &[u8]) -> Vec<u8> {
        let mut out = vec![0; FRAME_HEADER];
        let mut put = |at: usize, value: &[u8]| out[at..at + value.len()].copy_from_slice(value);
        put(
            offset_of!(libc::tpacket3_hdr, tp_next_offset),
            &next.to_ne_bytes(),
        );
        put(offset_of!(libc::tpacket3_hdr, tp_sec), &5_u32.to_ne_bytes());
        put(
            offset_of!(libc::tpacket3_hdr, tp_nsec),
            &42_u32.to_ne_bytes(),
        );
        put(
            offset_of!(libc::tpacket3_hdr, tp_snaplen),
            &(bytes.len() as u32).to_ne_bytes(),
        );
        put(
            offset_of!(libc::tpacket3_hdr, tp_len),
            &1500_u32.to_ne_bytes(),
        );
        put(
            offset_of!(libc::tpacket3_hdr, tp_status),
            &status.to_ne_bytes(),
        );
        put(
            offset_of!(libc::tpacket3_hdr, tp_mac),
            &68_u16.to_ne_bytes(),
        );
        put(32, &0x2007_u32.to_ne_bytes()); // tp_vlan_tci
        put(36, &0x88a8_u16.to_ne_bytes()); // tp_vlan_tpid
        out.extend([17, 0, 8, 0, 7, 0, 0, 0, 1, 0, 4, 6, 2, 0, 0, 0, 0, 1, 0, 0]);
        out.extend(bytes);
        out.resize(out.len().next_multiple_of(16), 0);
        out
    }

    fn frames(body: &[u8], count: u32) -> Frames<'_> {
        Frames {
            body,
            at: BLOCK_HEADER,
            left: count,
        }
    }

    #[test]
    #[cfg(target_endian = "little")]
    fn frames_are_read_as_the_kernel_wrote_them() {
        let mut body = frame(
            80,
            libc::TP_STATUS_VLAN_VALID | libc::TP_STATUS_VLAN_TPID_VALID,
            b"first",
        );
        body.extend(frame(0, libc::TP_STATUS_CSUMNOTREADY, b"the second"));
        let all: Vec<_> = frames(&body, 2).collect();
        assert_eq!(all.len(), 2);
        assert_eq!((all[0].seconds, all[0].nanos, all[0].length), (5, 42, 1500));
        assert_eq!(
            (all[0].interface, all[0].hardware, all[0].kind),
            (7, 1, libc::PACKET_OUTGOING)
        );
        assert_eq!((all[0].bytes, all[0].sum), (&b"first"[..], Sum::Unknown));
        assert_eq!(
            all[0].vlan,
            Some(VlanTag {
                tpid: 0x88a8,
                tci: 0x2007
            })
        );
        assert_eq!(
            (all[1].bytes, all[1].vlan, all[1].sum),
            (&b"the second"[..], None, Sum::NotReady)
        );
    }

    #[test]
    fn nothing_outside_the_block_is_ever_read() {
        let good = frame(80, 0, b"12345");
        // Every value at every place of the header: the walk ends, inside the block.
        for at in (0..good.len()).step_by(4) {
            for value in [0, 1, 47, 48, 0xffff, u32::MAX] {
                let mut body = good.clone();
                body.extend(frame(0, 0, b"67890"));
                body[at..at + 4].copy_from_slice(&value.to_ne_bytes());
                assert!(frames(&body, u32::MAX).take(1000).count() <= 3);
            }
        }
        for cut in 0..good.len() {
            frames(&good[..cut], 9).for_each(drop);
        }
        assert_eq!(
            Frames {
                body: &good,
                at: usize::MAX - 3,
                left: 1
            }
            .count(),
            0
        );
        assert_eq!(
            Frames {
                body: &good,
                at: 0,
                left: 1
            }
            .count(),
            0
        );
    }
}
