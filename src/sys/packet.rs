//! Packet sockets (AF_PACKET, packet(7)): the kernel filter by interface, binding, drop counters.
//!
//! A packet socket that was opened with protocol 0 receives nothing until it is bound. So the filter
//! is set first and the socket is bound afterwards: no frame of an interface nobody asked for is
//! ever queued.

use std::io;
use std::mem::size_of;
use std::os::fd::{AsRawFd as _, BorrowedFd};

/// One instruction of a classic BPF program (`linux/filter.h`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instruction {
    /// What to do.
    pub code: u16,
    /// Instructions to skip if a comparison holds.
    pub jt: u8,
    /// Instructions to skip if it does not.
    pub jf: u8,
    /// The operand.
    pub k: u32,
}

/// An interface whose frames the filter lets through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accept {
    /// Its number.
    pub index: u32,
    /// Leave the outgoing copy out: loopback shows every frame twice, once going out, once coming in.
    pub incoming_only: bool,
}

/// Most interfaces that one filter names: 5 instructions each stay below the kernel's 4096
/// (`BPF_MAXINSNS`).
pub const MOST_INTERFACES: usize = 800;

/// `ld [k]`: load a word; at negative offsets (`SKF_AD_OFF`) lie facts about the frame.
const LOAD: u16 = (libc::BPF_LD | libc::BPF_W | libc::BPF_ABS) as u16;
/// `jeq #k`: compare with a constant.
const EQUAL: u16 = (libc::BPF_JMP | libc::BPF_JEQ | libc::BPF_K) as u16;
/// `ret #k`: keep this many bytes of the frame; 0 = drop it.
const RETURN: u16 = (libc::BPF_RET | libc::BPF_K) as u16;
/// Keep all of it. The largest frame a kernel makes (big TCP) has 512 KiB.
const ALL: u32 = 0x0008_0000;

const fn fact(offset: libc::c_int) -> Instruction {
    Instruction {
        code: LOAD,
        jt: 0,
        jf: 0,
        k: (libc::SKF_AD_OFF + offset) as u32,
    }
}

const fn equal(k: u32, jt: u8, jf: u8) -> Instruction {
    Instruction {
        code: EQUAL,
        jt,
        jf,
        k,
    }
}

const fn keep(k: u32) -> Instruction {
    Instruction {
        code: RETURN,
        jt: 0,
        jf: 0,
        k,
    }
}

/// The filter that lets through the frames of these interfaces alone (the first
/// [`MOST_INTERFACES`] of them); none = nothing at all.
#[must_use]
pub fn interface_filter(accept: &[Accept]) -> Vec<Instruction> {
    cutting_filter(accept, ALL)
}

/// As [`interface_filter`], and keeps at most `snaplen` bytes of a frame (at least one: 0 would drop it).
#[must_use]
pub fn cutting_filter(accept: &[Accept], snaplen: u32) -> Vec<Instruction> {
    let all = snaplen.clamp(1, ALL);
    let mut program = vec![fact(libc::SKF_AD_IFINDEX)];
    for one in accept.iter().take(MOST_INTERFACES) {
        if one.incoming_only {
            program.push(equal(one.index, 0, 4));
            program.push(fact(libc::SKF_AD_PKTTYPE));
            program.push(equal(u32::from(libc::PACKET_OUTGOING), 1, 0));
            program.push(keep(all));
            program.push(keep(0));
        } else {
            program.push(equal(one.index, 0, 1));
            program.push(keep(all));
        }
    }
    program.push(keep(0));
    program
}

/// Sets or swaps a socket's filter. The swap is atomic: each frame meets the old or the new one.
///
/// # Errors
/// `EINVAL` for a program the kernel finds unsound, `ENOMEM` above `net.core.optmem_max`.
pub fn attach_filter(socket: BorrowedFd<'_>, program: &[Instruction]) -> io::Result<()> {
    let mut raw: Vec<_> = program
        .iter()
        .map(|i| libc::sock_filter {
            code: i.code,
            jt: i.jt,
            jf: i.jf,
            k: i.k,
        })
        .collect();
    let len = u16::try_from(raw.len()).map_err(|_| io::Error::from(io::ErrorKind::InvalidInput))?;
    let program = libc::sock_fprog {
        len,
        filter: raw.as_mut_ptr(),
    };
    // `program` points to `len` instructions that live until the call returns; the kernel copies them.
    set(socket, libc::SOL_SOCKET, libc::SO_ATTACH_FILTER, &program)
}

/// Lets a TCP socket throw away whatever arrives at it, without an answer; or no longer.
///
/// By `IP_MINTTL` (RFC 5082): what may have crossed a router is dropped, and no host sends with 255 hops left unless
/// told to. It needs no right; a filter on a TCP socket does (`CAP_NET_ADMIN`, Linux 6.18).
///
/// # Errors
/// What setsockopt(2) says.
pub fn deafen(socket: BorrowedFd<'_>, deaf: bool) -> io::Result<()> {
    let least: libc::c_int = if deaf { 255 } else { 0 };
    set(socket, libc::IPPROTO_IP, libc::IP_MINTTL, &least)
}

/// Begins to receive, from every interface the filter lets through, those made later too.
///
/// # Errors
/// What bind(2) says.
pub fn bind_to_all(socket: BorrowedFd<'_>) -> io::Result<()> {
    // SAFETY: sockaddr_ll is plain integers; all zero is a valid value (interface 0 = all).
    let mut address: libc::sockaddr_ll = unsafe { std::mem::zeroed() };
    address.sll_family = libc::AF_PACKET as u16;
    address.sll_protocol = (libc::ETH_P_ALL as u16).to_be();
    // SAFETY: the pointer and the length describe `address`, which lives until the call returns.
    let result = unsafe {
        libc::bind(
            socket.as_raw_fd(),
            (&raw const address).cast(),
            size_of::<libc::sockaddr_ll>() as libc::socklen_t,
        )
    };
    if result < 0 {
        Err(io::Error::last_os_error())
    } else {
        Ok(())
    }
}

/// Asks the card of an interface to hand on frames for others too, or no longer
/// (`PACKET_MR_PROMISC`, packet(7)). It ends by itself when the socket is closed.
///
/// # Errors
/// `ENODEV` if there is no such interface, `EADDRNOTAVAIL` if it was not asked before.
pub fn set_promiscuous(socket: BorrowedFd<'_>, index: u32, on: bool) -> io::Result<()> {
    let wish = libc::packet_mreq {
        mr_ifindex: index as libc::c_int,
        mr_type: libc::PACKET_MR_PROMISC as libc::c_ushort,
        mr_alen: 0,
        mr_address: [0; 8],
    };
    let option = if on {
        libc::PACKET_ADD_MEMBERSHIP
    } else {
        libc::PACKET_DROP_MEMBERSHIP
    };
    set(socket, libc::SOL_PACKET, option, &wish)
}

/// Throws away what is queued on a socket whose filter lets nothing more in.
pub fn drain(socket: BorrowedFd<'_>) {
    use nix::sys::socket::{MsgFlags, recv};
    let mut end = [0; 1];
    // Each call takes one frame, whatever its length; the bound is far above what a queue holds.
    for _ in 0..100_000 {
        match recv(socket.as_raw_fd(), &mut end, MsgFlags::MSG_DONTWAIT) {
            Ok(_) | Err(nix::errno::Errno::EINTR | nix::errno::Errno::ENETDOWN) => {}
            Err(_) => return,
        }
    }
}

/// The number an interface of this name has now on the socket's host (`SIOCGIFINDEX`, netdevice(7)).
///
/// # Errors
/// `ENODEV` if there is none, `InvalidInput` if no interface can have this name.
pub fn index_of(socket: BorrowedFd<'_>, name: &str) -> io::Result<u32> {
    // SAFETY: ifreq is plain integers and bytes; all zero is a valid value.
    let mut request: libc::ifreq = unsafe { std::mem::zeroed() };
    // The last byte stays zero and ends the name.
    if name.len() >= request.ifr_name.len() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    for (to, from) in request.ifr_name.iter_mut().zip(name.bytes()) {
        *to = from as libc::c_char;
    }
    // SAFETY: the request is an ifreq with a name that ends in zero, ours alone during the call.
    let result = unsafe {
        libc::ioctl(
            socket.as_raw_fd(),
            libc::SIOCGIFINDEX as _,
            &raw mut request,
        )
    };
    if result < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: SIOCGIFINDEX has filled in this member of the union; any bytes are a valid integer.
    Ok(unsafe { request.ifr_ifru.ifru_ifindex } as u32)
}

/// Frames dropped since this was last asked because nobody took them in time
/// (`PACKET_STATISTICS`; reading it sets it to zero).
///
/// # Errors
/// What getsockopt(2) says.
pub fn take_drops(socket: BorrowedFd<'_>) -> io::Result<u64> {
    let mut stats = libc::tpacket_stats_v3 {
        tp_packets: 0,
        tp_drops: 0,
        tp_freeze_q_cnt: 0,
    };
    // Without a ring the kernel fills the first two numbers only; they mean the same.
    get(
        socket,
        libc::SOL_PACKET,
        libc::PACKET_STATISTICS,
        &mut stats,
    )?;
    Ok(u64::from(stats.tp_drops))
}

/// The error the socket has stored for us, if any (`SO_ERROR`; reading it clears it).
///
/// # Errors
/// What getsockopt(2) says.
pub fn take_error(socket: BorrowedFd<'_>) -> io::Result<Option<io::Error>> {
    let mut errno: libc::c_int = 0;
    get(socket, libc::SOL_SOCKET, libc::SO_ERROR, &mut errno)?;
    Ok((errno != 0).then(|| io::Error::from_raw_os_error(errno)))
}

/// A type whose every bit pattern is a value and which setsockopt(2) and getsockopt(2) may copy.
pub(super) trait Plain: Copy {}
impl Plain for libc::c_int {}
impl Plain for libc::sock_fprog {}
impl Plain for libc::packet_mreq {}
impl Plain for libc::tpacket_stats_v3 {}
impl Plain for libc::tpacket_req3 {}

pub(super) fn set<T: Plain>(
    socket: BorrowedFd<'_>,
    level: i32,
    option: i32,
    value: &T,
) -> io::Result<()> {
    // SAFETY: the pointer and the length describe `value`, which the kernel only reads, during the
    // call. A pointer inside (sock_fprog) is the caller's to keep valid; both callers are in `sys`.
    let result = unsafe {
        libc::setsockopt(
            socket.as_raw_fd(),
            level,
            option,
            (&raw const *value).cast(),
            size_of::<T>() as libc::socklen_t,
        )
    };
    if result < 0 {
        Err(io::Error::last_os_error())
    } else {
        Ok(())
    }
}

fn get<T: Plain>(socket: BorrowedFd<'_>, level: i32, option: i32, value: &mut T) -> io::Result<()> {
    let mut len = size_of::<T>() as libc::socklen_t;
    // SAFETY: the pointer and `len` describe `value`, which is ours alone during the call; the kernel
    // writes at most `len` bytes, and any bytes are a valid `T` (`Plain`).
    let result = unsafe {
        libc::getsockopt(
            socket.as_raw_fd(),
            level,
            option,
            (&raw mut *value).cast(),
            &raw mut len,
        )
    };
    if result < 0 {
        Err(io::Error::last_os_error())
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs a program as the kernel would on a frame of this interface and packet type.
    fn run(program: &[Instruction], index: u32, kind: u8) -> u32 {
        let mut at = 0;
        let mut accumulator = 0;
        loop {
            let i = program[at];
            at += 1;
            match i.code {
                RETURN => return i.k,
                EQUAL => at += usize::from(if accumulator == i.k { i.jt } else { i.jf }),
                LOAD if i.k == fact(libc::SKF_AD_IFINDEX).k => accumulator = index,
                LOAD if i.k == fact(libc::SKF_AD_PKTTYPE).k => accumulator = u32::from(kind),
                code => panic!("unknown instruction {code:#x}"),
            }
        }
    }

    #[test]
    fn only_wanted_interfaces_pass_and_loopback_only_once() {
        let card = Accept {
            index: 7,
            incoming_only: false,
        };
        let loopback = Accept {
            index: 1,
            incoming_only: true,
        };
        for order in [[card, loopback], [loopback, card]] {
            let program = interface_filter(&order);
            for kind in [
                libc::PACKET_HOST,
                libc::PACKET_OUTGOING,
                libc::PACKET_MULTICAST,
            ] {
                assert_eq!(run(&program, 7, kind), ALL);
                assert_eq!(run(&program, 3, kind), 0);
            }
            assert_eq!(run(&program, 1, libc::PACKET_HOST), ALL);
            assert_eq!(run(&program, 1, libc::PACKET_OUTGOING), 0);
        }
    }

    #[test]
    fn an_interface_is_found_by_its_name() {
        use std::os::fd::AsFd as _;
        let socket = crate::sys::socket::open(libc::AF_INET, libc::SOCK_DGRAM, 0).unwrap();
        assert_eq!(index_of(socket.as_fd(), "lo").unwrap(), 1);
        assert_eq!(
            index_of(socket.as_fd(), "no-such")
                .unwrap_err()
                .raw_os_error(),
            Some(libc::ENODEV)
        );
        assert_eq!(
            index_of(socket.as_fd(), &"x".repeat(16))
                .unwrap_err()
                .kind(),
            io::ErrorKind::InvalidInput
        );
    }

    #[test]
    fn frames_are_cut_where_it_is_asked_for() {
        let accept = [
            Accept {
                index: 7,
                incoming_only: false,
            },
            Accept {
                index: 1,
                incoming_only: true,
            },
        ];
        let program = cutting_filter(&accept, 96);
        assert_eq!(run(&program, 7, libc::PACKET_OUTGOING), 96);
        assert_eq!(run(&program, 1, libc::PACKET_HOST), 96);
        assert_eq!(run(&program, 1, libc::PACKET_OUTGOING), 0);
        assert_eq!(run(&cutting_filter(&accept, 0), 7, libc::PACKET_HOST), 1);
    }

    #[test]
    fn no_interface_means_no_frame() {
        assert_eq!(run(&interface_filter(&[]), 1, libc::PACKET_HOST), 0);
    }

    #[test]
    fn the_program_stays_below_the_kernels_limit() {
        let many: Vec<_> = (1..2000)
            .map(|index| Accept {
                index,
                incoming_only: true,
            })
            .collect();
        assert!(interface_filter(&many).len() <= 4096);
    }
}
