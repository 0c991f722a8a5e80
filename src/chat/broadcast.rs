//! Addresses that are many hosts': what the kernel asks before it sends there.
//!
//! A datagram to a broadcast address fails with `EACCES` unless its socket has `SO_BROADCAST`
//! (socket(7)): a guard against waking a whole network by a slip of the pen.

use std::net::{IpAddr, SocketAddr, UdpSocket};

use crate::sys::factory::SharedFactory;

/// May datagrams go to broadcast addresses?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Broadcast {
    /// Yes: `SO_BROADCAST` is set where it is needed.
    #[default]
    Allowed,
    /// No: the kernel's refusal is shown.
    Refused,
}

/// How many hosts an address stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// One.
    One,
    /// All of a group (multicast): it needs no leave, and whoever answers has an address of its own.
    Group,
    /// All of a network (broadcast).
    Everyone,
}

impl Reach {
    /// How many hosts this address stands for, as its host's kernel sees it. Nothing is sent.
    pub fn of(opener: &SharedFactory, address: SocketAddr) -> Self {
        match address.ip() {
            ip if ip.is_multicast() => Self::Group,
            IpAddr::V4(_) if is_broadcast(opener, address) => Self::Everyone,
            IpAddr::V4(_) | IpAddr::V6(_) => Self::One,
        }
    }
}

/// Which addresses of a network are its broadcast addresses, the kernel's routes say: another socket is
/// connected there, first without the option (`EACCES`), then with it. A route that prohibits the
/// address refuses both.
fn is_broadcast(opener: &SharedFactory, address: SocketAddr) -> bool {
    let Ok(socket) = opener.open(libc::AF_INET, libc::SOCK_DGRAM, 0) else {
        return false;
    };
    let socket = UdpSocket::from(socket);
    let denied = socket
        .connect(address)
        .is_err_and(|error| error.raw_os_error() == Some(libc::EACCES));
    denied && socket.set_broadcast(true).is_ok() && socket.connect(address).is_ok()
}

/// The address of ours that would be the source of what is sent there.
pub fn source(opener: &SharedFactory, address: SocketAddr) -> Option<IpAddr> {
    let family = if address.is_ipv4() {
        libc::AF_INET
    } else {
        libc::AF_INET6
    };
    let socket = UdpSocket::from(opener.open(family, libc::SOCK_DGRAM, 0).ok()?);
    // Else the kernel would not tell for a broadcast address. Nothing is sent.
    socket.set_broadcast(true).ok()?;
    socket.connect(address).ok()?;
    Some(socket.local_addr().ok()?.ip())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::sys::factory::ThisMachine;

    #[test]
    fn the_kernel_tells_a_broadcast_address_from_a_hosts() {
        let opener: SharedFactory = Arc::new(ThisMachine);
        let reach = |address: &str| Reach::of(&opener, address.parse().unwrap());
        // Loopback's own network is there on every machine.
        assert_eq!(reach("127.255.255.255:9"), Reach::Everyone);
        assert_eq!(reach("127.0.0.1:9"), Reach::One);
        assert_eq!(reach("[::1]:9"), Reach::One);
        assert_eq!(reach("239.1.2.3:9"), Reach::Group);
        assert_eq!(reach("[ff02::1]:9"), Reach::Group);
        assert_eq!(
            source(&opener, "127.255.255.255:9".parse().unwrap()),
            Some("127.0.0.1".parse().unwrap())
        );
    }
}
