//! The kernel's own list of sockets (`sock_diag`(7)), of every host of the run, those without an owner too.
//!
//! Parsed here: the library for these messages leaves out how long a socket stays in TIME-WAIT.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::os::fd::{AsRawFd as _, OwnedFd};
use std::time::Duration;

use nix::sys::socket::sockopt::ReceiveTimeout;
use nix::sys::socket::{MsgFlags, recv, send, setsockopt};
use nix::sys::time::{TimeVal, TimeValLike as _};

use super::shared::Shared;
use crate::exercise::{SocketRow, TcpState, Timer};

/// `SOCK_DIAG_BY_FAMILY`.
const BY_FAMILY: u16 = 20;
/// Bytes of a netlink message's header.
const HEADER: usize = 16;
/// Bytes of `struct inet_diag_req_v2`.
const REQUEST: usize = 56;
/// Rows that are kept of all hosts together.
const MOST: usize = 4_096;
/// The kernel answers in parts of at most this size.
const BUFFER: usize = 64 * 1024;
/// Parts that are read of one answer.
const MOST_PARTS: usize = 4_096;

/// All sockets on the run's ports: TCP, then UDP, of each host.
pub(super) fn all(shared: &Shared) -> io::Result<Vec<SocketRow>> {
    let mut rows = Vec::new();
    for (host, far) in shared.hosts() {
        let socket = host.open(libc::AF_NETLINK, libc::SOCK_RAW, libc::NETLINK_SOCK_DIAG)?;
        setsockopt(&socket, ReceiveTimeout, &TimeVal::seconds(2))?;
        for protocol in [libc::IPPROTO_TCP, libc::IPPROTO_UDP] {
            for family in [libc::AF_INET, libc::AF_INET6] {
                dump(&socket, family as u8, protocol as u8, |row| {
                    let ends = [row.local, row.remote];
                    if shared.is_own(ends) && rows.len() < MOST {
                        rows.push(SocketRow { far, ..row });
                    }
                })?;
            }
        }
    }
    Ok(rows)
}

fn dump(
    socket: &OwnedFd,
    family: u8,
    protocol: u8,
    mut found: impl FnMut(SocketRow),
) -> io::Result<()> {
    send(
        socket.as_raw_fd(),
        &request(family, protocol),
        MsgFlags::empty(),
    )?;
    let mut buffer = vec![0; BUFFER];
    for _ in 0..MOST_PARTS {
        let length = recv(socket.as_raw_fd(), &mut buffer, MsgFlags::empty())?;
        let mut rest = buffer.get(..length).unwrap_or_default();
        while let Some((kind, payload, behind)) = message(rest) {
            match i32::from(kind) {
                libc::NLMSG_DONE => return Ok(()),
                libc::NLMSG_ERROR => {
                    let errno =
                        word(payload, 0).map_or(libc::EIO, |code| (code as i32).wrapping_neg());
                    return Err(io::Error::from_raw_os_error(errno));
                }
                _ => {
                    if let Some(row) = row(payload, protocol) {
                        found(row);
                    }
                }
            }
            rest = behind;
        }
    }
    Err(io::Error::from_raw_os_error(libc::EOVERFLOW))
}

fn request(family: u8, protocol: u8) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEADER + REQUEST);
    bytes.extend(((HEADER + REQUEST) as u32).to_ne_bytes());
    bytes.extend(BY_FAMILY.to_ne_bytes());
    bytes.extend(((libc::NLM_F_REQUEST | libc::NLM_F_DUMP) as u16).to_ne_bytes());
    bytes.extend([0; 8]);
    bytes.extend([family, protocol, 0, 0]);
    // In every state.
    bytes.extend(u32::MAX.to_ne_bytes());
    bytes.resize(HEADER + REQUEST, 0);
    bytes
}

/// The first message: its kind, its payload, and what stands behind it.
fn message(bytes: &[u8]) -> Option<(u16, &[u8], &[u8])> {
    let length = word(bytes, 0)? as usize;
    let kind = u16::from_ne_bytes(bytes.get(4..6)?.try_into().ok()?);
    let payload = bytes.get(HEADER..length)?;
    let behind = bytes.get(length.next_multiple_of(4)..).unwrap_or_default();
    Some((kind, payload, behind))
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_ne_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// `struct inet_diag_msg` (linux/inet_diag.h): family, state, timer, retransmits; ports and addresses in network
/// order; interface; cookie; expires (ms), both queues, owner, inode.
fn row(bytes: &[u8], protocol: u8) -> Option<SocketRow> {
    let &[family, state, timer, retransmits, ..] = bytes else {
        return None;
    };
    let udp = i32::from(protocol) == libc::IPPROTO_UDP;
    let end = |port: usize, address: usize| {
        let port = u16::from_be_bytes(bytes.get(port..port + 2)?.try_into().ok()?);
        let raw: [u8; 16] = bytes.get(address..address + 16)?.try_into().ok()?;
        let [a, b, c, d, ..] = raw;
        let ip = if i32::from(family) == libc::AF_INET {
            IpAddr::V4(Ipv4Addr::new(a, b, c, d))
        } else {
            Ipv6Addr::from(raw).to_canonical()
        };
        Some(SocketAddr::new(ip, port))
    };
    let expires = Duration::from_millis(word(bytes, 52)?.into());
    let timer = match timer {
        1 => Some(Timer::Retransmit),
        2 => Some(Timer::KeepAlive),
        3 => Some(Timer::TimeWait),
        4 => Some(Timer::Probe),
        _ => None,
    };
    Some(SocketRow {
        udp,
        local: end(4, 8)?,
        remote: end(6, 24)?,
        state: (!udp).then(|| TcpState::numbered(state)).flatten(),
        receive_queue: word(bytes, 56)?,
        send_queue: word(bytes, 60)?,
        timer: timer.map(|timer| (timer, expires)),
        retransmits,
        far: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A row as the kernel lays it out.
    fn laid_out(state: u8, timer: u8, expires: u32) -> Vec<u8> {
        let mut bytes = vec![libc::AF_INET as u8, state, timer, 0];
        bytes.extend(8000_u16.to_be_bytes());
        bytes.extend(40_000_u16.to_be_bytes());
        for last in [1, 2] {
            bytes.extend([127, 0, 0, last]);
            bytes.extend([0; 12]);
        }
        bytes.extend([0; 12]);
        for number in [expires, 3, 5, 0, 0] {
            bytes.extend(u32::to_ne_bytes(number));
        }
        bytes
    }

    #[test]
    fn a_row_tells_ends_state_queues_and_how_long_it_stays() {
        let row = row(&laid_out(6, 3, 59_000), libc::IPPROTO_TCP as u8).unwrap();
        assert_eq!(row.local, "127.0.0.1:8000".parse().unwrap());
        assert_eq!(row.remote, "127.0.0.2:40000".parse().unwrap());
        assert_eq!(row.state, Some(TcpState::TimeWait));
        assert_eq!(row.timer, Some((Timer::TimeWait, Duration::from_secs(59))));
        assert_eq!((row.receive_queue, row.send_queue), (3, 5));
    }

    #[test]
    fn what_is_cut_short_is_no_row_and_no_message() {
        let whole = laid_out(1, 0, 0);
        for length in 0..whole.len() - 8 {
            assert_eq!(
                row(&whole[..length], libc::IPPROTO_TCP as u8),
                None,
                "{length}"
            );
        }
        assert_eq!(message(&request(2, 6)[..40]), None);
    }
}
