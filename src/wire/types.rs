//! Plain types of the wire that every room may use.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

/// A MAC address (EUI-48): six bytes, the first sent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct MacAddr(pub [u8; 6]);

impl MacAddr {
    /// `ff:ff:ff:ff:ff:ff`, to every station of the link.
    pub const BROADCAST: Self = Self([0xff; 6]);
    /// All zero: no address (loopback, an ARP question).
    pub const ZERO: Self = Self([0; 6]);

    /// To every station?
    #[must_use]
    pub fn is_broadcast(self) -> bool {
        self == Self::BROADCAST
    }

    /// To a group: the lowest bit of the first byte (I/G) is set. Broadcast is a group too.
    #[must_use]
    pub const fn is_group(self) -> bool {
        self.0[0] & 1 != 0
    }

    /// Administered locally: the second-lowest bit of the first byte (U/L) is set.
    #[must_use]
    pub const fn is_local(self) -> bool {
        self.0[0] & 2 != 0
    }
}

impl fmt::Display for MacAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, e, g] = self.0;
        write!(f, "{a:02x}:{b:02x}:{c:02x}:{d:02x}:{e:02x}:{g:02x}")
    }
}

/// The text was not six bytes in hexadecimal with `:` or `-` between.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a MAC address is six bytes in hexadecimal, like 52:54:00:12:34:56")]
pub struct BadMac;

impl FromStr for MacAddr {
    type Err = BadMac;

    fn from_str(text: &str) -> Result<Self, BadMac> {
        let mut bytes = [0; 6];
        let mut parts = text.split([':', '-']);
        for byte in &mut bytes {
            let part = parts
                .next()
                .filter(|p| (1..=2).contains(&p.len()))
                .ok_or(BadMac)?;
            *byte = u8::from_str_radix(part, 16).map_err(|_| BadMac)?;
        }
        if parts.next().is_some() {
            Err(BadMac)
        } else {
            Ok(Self(bytes))
        }
    }
}

/// What the first header of a frame is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LinkType {
    /// Ethernet II or 802.3 (also what Wi-Fi drivers hand out).
    Ethernet,
    /// No link header: the first nibble is the IP version (tun, some tunnels).
    RawIp,
    /// Linux "cooked" capture, version 1.
    LinuxSll,
    /// Linux "cooked" capture, version 2.
    LinuxSll2,
    /// BSD loopback: four bytes of address family, in the order of the machine that captured.
    Null,
    /// Some other; the number is the kernel's hardware type (`ARPHRD_*`).
    Other(u16),
}

impl LinkType {
    /// From the kernel's hardware type (`ARPHRD_*`, `/usr/include/linux/if_arp.h`).
    #[must_use]
    pub const fn from_arphrd(kind: u16) -> Self {
        match kind {
            1 | 772 => Self::Ethernet, // ETHER, LOOPBACK
            768 | 769 | 776 | 778 | 65534 | 519 | 823 => Self::RawIp, // TUNNEL, TUNNEL6, SIT, IPGRE, NONE, RAWIP, IP6GRE
            other => Self::Other(other),
        }
    }
}

/// The type of what an Ethernet frame carries (IEEE 802 numbers), host order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct EtherType(pub u16);

impl EtherType {
    /// IPv4.
    pub const IPV4: Self = Self(0x0800);
    /// ARP.
    pub const ARP: Self = Self(0x0806);
    /// 802.1Q VLAN tag.
    pub const VLAN: Self = Self(0x8100);
    /// IPv6.
    pub const IPV6: Self = Self(0x86dd);
    /// 802.1ad service tag.
    pub const QINQ: Self = Self(0x88a8);
}

/// The protocol inside an IP packet (IANA protocol numbers).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct IpProtocol(pub u8);

impl IpProtocol {
    /// IPv6 hop-by-hop options.
    pub const HOP_BY_HOP: Self = Self(0);
    /// ICMP.
    pub const ICMP: Self = Self(1);
    /// IGMP.
    pub const IGMP: Self = Self(2);
    /// TCP.
    pub const TCP: Self = Self(6);
    /// UDP.
    pub const UDP: Self = Self(17);
    /// ICMPv6.
    pub const ICMPV6: Self = Self(58);
}

/// Which way a frame went, as the kernel tells; over loopback as the lab's own sockets tell, where just one end is theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Direction {
    /// To this host.
    In,
    /// From this host.
    Out,
    /// To a group or to all, this host among them.
    Group,
    /// Between two others; seen in promiscuous mode.
    Others,
    /// From this host to itself: over loopback each frame goes out and comes in at once.
    Loop,
    /// Not told.
    #[default]
    Unknown,
}

/// What the kernel says about a frame's transport checksum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ChecksumStatus {
    /// Nothing said: verify it.
    #[default]
    Unknown,
    /// Checked by the card or the kernel.
    Valid,
    /// Left to the network card: the bytes hold only a part of the sum.
    NotReady,
}

/// Where a range of a frame's bytes is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Provenance {
    /// As they were on the interface.
    Captured,
    /// Filled in for the view where the card would have filled them in.
    Completed,
    /// Composed or computed here (headers of a rebuilt frame, an FCS).
    Computed,
    /// Told by the peer.
    Told,
    /// Not known; the byte shown is a place-holder and must be drawn as `?`.
    Unknown,
}

/// Ranges of a frame's bytes and where they are from. What no range covers is `Captured`.
pub type ByteOrigins = Vec<(Range<usize>, Provenance)>;

/// How many bytes at a frame's end are its FCS, as whoever captured it declares; 0: there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct FcsLength(u8);

impl FcsLength {
    /// No FCS: what nearly all captures have.
    pub const NONE: Self = Self(0);

    /// So many bytes.
    #[must_use]
    pub const fn new(bytes: u8) -> Self {
        Self(bytes)
    }

    /// In bytes.
    #[must_use]
    pub const fn bytes(self) -> u8 {
        self.0
    }

    /// Is there none?
    #[must_use]
    pub const fn is_none(self) -> bool {
        self.0 == 0
    }

    /// Takes the FCS off a frame that had `wire_length` bytes on the wire: what the frame carries, and what
    /// there is of its FCS (a frame that was cut has lost some or all of it).
    #[inline]
    #[must_use]
    pub fn split(self, bytes: &[u8], wire_length: usize) -> (&[u8], &[u8]) {
        if self.is_none() {
            return (bytes, &[]);
        }
        let end = wire_length.saturating_sub(usize::from(self.0));
        bytes.split_at_checked(end).unwrap_or((bytes, &[]))
    }
}
