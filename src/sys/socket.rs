//! Sockets and their options.

use std::io;
use std::net::{IpAddr, SocketAddr};
#[cfg(target_os = "linux")]
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddrV6};
use std::os::fd::{AsRawFd as _, BorrowedFd, FromRawFd as _, OwnedFd};

/// `socket(2)`, close-on-exec.
///
/// # Errors
/// The kernel's errno.
pub fn open(domain: i32, kind: i32, protocol: i32) -> io::Result<OwnedFd> {
    // SAFETY: socket(2) takes three integers and touches no memory of ours.
    let fd = unsafe { libc::socket(domain, kind | libc::SOCK_CLOEXEC, protocol) };
    if fd < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the kernel has just given us this descriptor; nobody else owns it.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

/// An errno's name as a student finds it in the manual: `ECONNREFUSED`.
#[must_use]
pub fn errno_name(number: i32) -> String {
    format!("{:?}", nix::errno::Errno::from_raw(number))
}

/// All that `TCP_INFO` tells, as the kernel lays it out (`struct tcp_info`, which only ever grows at its end).
///
/// # Errors
/// The kernel's errno; `ENOPROTOOPT` for what is no TCP socket.
#[cfg(target_os = "linux")]
pub fn tcp_info(fd: BorrowedFd<'_>) -> io::Result<Vec<u8>> {
    let mut info = [0_u8; 512];
    let mut length = info.len() as libc::socklen_t;
    // SAFETY: getsockopt writes at most `length` bytes to the array we lend for the length of the
    // call, and how many to `length`.
    let result = unsafe {
        libc::getsockopt(
            fd.as_raw_fd(),
            libc::IPPROTO_TCP,
            libc::TCP_INFO,
            info.as_mut_ptr().cast(),
            &raw mut length,
        )
    };
    if result < 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(info.get(..length as usize).unwrap_or_default().to_vec())
}

/// Bytes that could be read at once (`FIONREAD`).
///
/// # Errors
/// The kernel's errno.
pub fn unread(fd: BorrowedFd<'_>) -> io::Result<usize> {
    let mut bytes: libc::c_int = 0;
    // SAFETY: FIONREAD writes one int, to the local we lend for the length of the call.
    let result = unsafe { libc::ioctl(fd.as_raw_fd(), libc::FIONREAD, &raw mut bytes) };
    if result < 0 {
        Err(io::Error::last_os_error())
    } else {
        Ok(usize::try_from(bytes).unwrap_or(0))
    }
}

/// Bytes in a TCP socket's send queue that the peer's TCP has not acknowledged (`SIOCOUTQ`, tcp(7)).
///
/// # Errors
/// The kernel's errno.
pub fn unacknowledged(fd: BorrowedFd<'_>) -> io::Result<usize> {
    let mut bytes: libc::c_int = 0;
    // SAFETY: TIOCOUTQ (= SIOCOUTQ) writes one int, to the local we lend for the length of the call.
    let result = unsafe { libc::ioctl(fd.as_raw_fd(), libc::TIOCOUTQ, &raw mut bytes) };
    if result < 0 {
        Err(io::Error::last_os_error())
    } else {
        Ok(usize::try_from(bytes).unwrap_or(0))
    }
}

/// What the kernel tells of a TCP connection's handshake: `tcpi_options` (bit 0: time stamps, bit 3:
/// ECN) and `tcpi_snd_mss` in bytes (`TCP_INFO`, tcp(7)).
///
/// # Errors
/// The kernel's errno; `InvalidData` where it tells less.
#[cfg(target_os = "linux")]
pub fn tcp_agreed(fd: BorrowedFd<'_>) -> io::Result<(u8, u32)> {
    // Offsets in struct tcp_info (linux/tcp.h).
    const OPTIONS: usize = 5;
    const SND_MSS: usize = 16;
    let info = tcp_info(fd)?;
    match (info.get(OPTIONS), info.get(SND_MSS..SND_MSS + 4)) {
        (Some(options), Some([a, b, c, d])) => Ok((*options, u32::from_ne_bytes([*a, *b, *c, *d]))),
        _ => Err(io::ErrorKind::InvalidData.into()),
    }
}

/// Not told on this system.
///
/// # Errors
/// Always `Unsupported`.
#[cfg(not(target_os = "linux"))]
pub fn tcp_info(_: BorrowedFd<'_>) -> io::Result<Vec<u8>> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Not told on this system.
///
/// # Errors
/// Always `Unsupported`.
#[cfg(not(target_os = "linux"))]
pub fn tcp_agreed(_: BorrowedFd<'_>) -> io::Result<(u8, u32)> {
    Err(io::ErrorKind::Unsupported.into())
}

/// The number of the interface of this name, in the network namespace the socket belongs to
/// (`SIOCGIFINDEX`, netdevice(7)).
///
/// # Errors
/// `ENODEV`: there is none of that name; `EINVAL`: no interface is called so.
#[cfg(target_os = "linux")]
pub fn interface_index(fd: BorrowedFd<'_>, name: &str) -> io::Result<u32> {
    if name.is_empty() || name.len() >= libc::IFNAMSIZ || name.contains('\0') {
        return Err(io::Error::from_raw_os_error(libc::EINVAL));
    }
    // SAFETY: ifreq is a plain C struct of integers and bytes; all zero is a valid value.
    let mut request: libc::ifreq = unsafe { std::mem::zeroed() };
    for (to, from) in request.ifr_name.iter_mut().zip(name.bytes()) {
        *to = from as libc::c_char;
    }
    // SAFETY: SIOCGIFINDEX reads the name (its last byte stays 0) and writes the index, both within
    // the struct we lend for the length of the call.
    let result = unsafe { libc::ioctl(fd.as_raw_fd(), libc::SIOCGIFINDEX, &raw mut request) };
    if result < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the call succeeded, so the union holds the index.
    Ok(u32::try_from(unsafe { request.ifr_ifru.ifru_ifindex }).unwrap_or(0))
}

/// Asks for ICMP errors to be kept for [`next_icmp_error`], or no longer (`IP_RECVERR`, ip(7);
/// `IPV6_RECVERR`, ipv6(7)). A v6 socket is asked for both, as it may carry IPv4.
///
/// # Errors
/// The kernel's errno.
#[cfg(target_os = "linux")]
pub fn keep_icmp_errors(fd: BorrowedFd<'_>, v6: bool, keep: bool) -> io::Result<()> {
    let set = |level, option| {
        let on = libc::c_int::from(keep);
        // SAFETY: setsockopt reads one int from the local we lend for the length of the call.
        let result = unsafe {
            libc::setsockopt(
                fd.as_raw_fd(),
                level,
                option,
                (&raw const on).cast(),
                size_of::<libc::c_int>() as libc::socklen_t,
            )
        };
        if result < 0 {
            Err(io::Error::last_os_error())
        } else {
            Ok(())
        }
    };
    if v6 {
        set(libc::IPPROTO_IPV6, libc::IPV6_RECVERR)?;
    }
    set(libc::IPPROTO_IP, libc::IP_RECVERR)
}

/// An error about a packet sent earlier: where that went, the errno it means, and the ICMP message
/// that said so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IcmpError {
    /// Where the packet was sent.
    pub destination: SocketAddr,
    /// What the error means, for example `ECONNREFUSED`.
    pub errno: i32,
    /// The message; `None`: the kernel found the error itself, without one.
    pub message: Option<IcmpMessage>,
}

/// What an ICMP message said (`sock_extended_err`, ip(7)).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IcmpMessage {
    /// `ICMPv6`, whose types are others (RFC 4443), and not ICMP (RFC 792).
    pub v6: bool,
    /// Its type.
    pub kind: u8,
    /// Its code.
    pub code: u8,
    /// Who sent it (`SO_EE_OFFENDER`); `None`: not told.
    pub from: Option<IpAddr>,
}

/// Takes the oldest error off the socket's error queue (`MSG_ERRQUEUE`, recvmsg(2)); `None`: empty.
///
/// # Errors
/// The kernel's errno.
#[cfg(target_os = "linux")]
pub fn next_icmp_error(fd: BorrowedFd<'_>) -> io::Result<Option<IcmpError>> {
    // Room for one sock_extended_err with the offender's address; u64s keep it aligned for cmsghdr.
    let mut control = [0_u64; 32];
    // SAFETY: sockaddr_storage and msghdr are plain C structs; all zero is a valid value of each.
    let (mut name, mut message): (libc::sockaddr_storage, libc::msghdr) =
        unsafe { (std::mem::zeroed(), std::mem::zeroed()) };
    message.msg_name = (&raw mut name).cast();
    message.msg_namelen = size_of::<libc::sockaddr_storage>() as libc::socklen_t;
    message.msg_control = control.as_mut_ptr().cast();
    message.msg_controllen = size_of_val(&control);
    // SAFETY: msg_name and msg_control point to locals that outlive the call, with their true sizes;
    // there are no data buffers (msg_iovlen 0).
    let result = unsafe {
        libc::recvmsg(
            fd.as_raw_fd(),
            &raw mut message,
            libc::MSG_ERRQUEUE | libc::MSG_DONTWAIT,
        )
    };
    if result < 0 {
        let error = io::Error::last_os_error();
        return if error.kind() == io::ErrorKind::WouldBlock {
            Ok(None)
        } else {
            Err(error)
        };
    }
    let Some((error, offender)) = extended_error(&message) else {
        return Ok(None);
    };
    let errno = i32::try_from(error.ee_errno).unwrap_or(libc::EIO);
    let message = matches!(
        error.ee_origin,
        libc::SO_EE_ORIGIN_ICMP | libc::SO_EE_ORIGIN_ICMP6
    )
    .then(|| IcmpMessage {
        v6: error.ee_origin == libc::SO_EE_ORIGIN_ICMP6,
        kind: error.ee_type,
        code: error.ee_code,
        from: address(&offender).map(|from| from.ip().to_canonical()),
    });
    Ok(address(&name).map(|destination| IcmpError {
        destination,
        errno,
        message,
    }))
}

/// The error in the message's control data, and the address behind it.
#[cfg(target_os = "linux")]
fn extended_error(
    message: &libc::msghdr,
) -> Option<(libc::sock_extended_err, libc::sockaddr_storage)> {
    const ERROR: usize = size_of::<libc::sock_extended_err>();
    // SAFETY: the kernel filled msg_control and set msg_controllen; CMSG_FIRSTHDR stays within it.
    let mut header = unsafe { libc::CMSG_FIRSTHDR(message) };
    while !header.is_null() {
        // SAFETY: not null, so it points to a whole cmsghdr inside the control buffer.
        let (level, kind) = unsafe { ((*header).cmsg_level, (*header).cmsg_type) };
        if (level, kind) == (libc::IPPROTO_IP, libc::IP_RECVERR)
            || (level, kind) == (libc::IPPROTO_IPV6, libc::IPV6_RECVERR)
        {
            // SAFETY: sockaddr_storage is a plain C struct; all zero is a valid value.
            let mut offender: libc::sockaddr_storage = unsafe { std::mem::zeroed() };
            // SAFETY: a header of this kind is followed by a sock_extended_err (ip(7)) and, up to
            // cmsg_len, by the offender's address. Both may be unaligned, so they are copied out, the
            // second no farther than the header says and our storage holds.
            let error = unsafe {
                let data = libc::CMSG_DATA(header);
                let head = data
                    .offset_from(header.cast::<libc::c_uchar>())
                    .unsigned_abs();
                let behind = ((*header).cmsg_len as usize).saturating_sub(head + ERROR);
                let length = behind.min(size_of::<libc::sockaddr_storage>());
                std::ptr::copy_nonoverlapping(
                    data.add(ERROR),
                    (&raw mut offender).cast::<u8>(),
                    length,
                );
                std::ptr::read_unaligned(data.cast::<libc::sock_extended_err>())
            };
            return Some((error, offender));
        }
        // SAFETY: CMSG_NXTHDR stays within the control buffer and gives null at its end.
        header = unsafe { libc::CMSG_NXTHDR(message, header) };
    }
    None
}

#[cfg(target_os = "linux")]
fn address(storage: &libc::sockaddr_storage) -> Option<SocketAddr> {
    match i32::from(storage.ss_family) {
        libc::AF_INET => {
            // SAFETY: the family says that the storage, which is large enough, holds a sockaddr_in.
            let v4 = unsafe { *(&raw const *storage).cast::<libc::sockaddr_in>() };
            let ip = Ipv4Addr::from(u32::from_be(v4.sin_addr.s_addr));
            Some(SocketAddr::new(IpAddr::V4(ip), u16::from_be(v4.sin_port)))
        }
        libc::AF_INET6 => {
            // SAFETY: the family says that the storage, which is large enough, holds a sockaddr_in6.
            let v6 = unsafe { *(&raw const *storage).cast::<libc::sockaddr_in6>() };
            let ip = Ipv6Addr::from(v6.sin6_addr.s6_addr);
            Some(SocketAddr::V6(SocketAddrV6::new(
                ip,
                u16::from_be(v6.sin6_port),
                0,
                v6.sin6_scope_id,
            )))
        }
        _ => None,
    }
}
