//! The few facts of a frame that lists, filters, flows and counters use.

use std::net::{IpAddr, Ipv4Addr};
use std::ops::Range;

use super::protocol::Protocol;
use super::types::{EtherType, IpProtocol, MacAddr};

/// TCP's nine flag bits as on the wire: CWR to FIN (RFC 9293 §3.1) in the low eight, AE (RFC 9768 §3.1) above.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct TcpFlags(pub u16);

impl TcpFlags {
    /// No more data from the sender.
    pub const FIN: Self = Self(0x01);
    /// Synchronise sequence numbers.
    pub const SYN: Self = Self(0x02);
    /// Reset.
    pub const RST: Self = Self(0x04);
    /// Push.
    pub const PSH: Self = Self(0x08);
    /// The acknowledgement number counts.
    pub const ACK: Self = Self(0x10);
    /// AE, CWR, ECE: what is told of congestion, on whatever segment (RFC 3168, RFC 9768).
    pub const CONGESTION: Self = Self(0x1c0);
    /// Where they lie in bytes 12 and 13 of the header.
    const BITS: u16 = 0x1ff;

    /// From bytes 12 and 13 of the header: beside the flags stand Data Offset and three reserved bits.
    #[must_use]
    pub const fn of(word: u16) -> Self {
        Self(word & Self::BITS)
    }

    /// These without `other`'s bits.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Are all of `other`'s bits set?
    #[must_use]
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Names of the set flags in the order a student says them: `SYN ACK`, `PSH ACK`, `FIN ACK`.
    #[must_use]
    pub fn names(self) -> String {
        const ORDER: [(u16, &str); 9] = [
            (0x02, "SYN"),
            (0x01, "FIN"),
            (0x04, "RST"),
            (0x08, "PSH"),
            (0x10, "ACK"),
            (0x20, "URG"),
            (0x40, "ECE"),
            (0x80, "CWR"),
            (0x100, "AE"),
        ];
        let names: Vec<_> = ORDER
            .iter()
            .filter(|(bit, _)| self.0 & bit != 0)
            .map(|(_, name)| *name)
            .collect();
        names.join(" ")
    }
}

/// Facts that only some protocols have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Detail {
    /// None.
    #[default]
    None,
    /// IP carries this, and none of its header was read: nobody here knows it, it is not all there, or
    /// it stands in another fragment.
    Unread(IpProtocol),
    /// ARP for IPv4 over Ethernet.
    Arp {
        /// 1 request, 2 reply.
        operation: u16,
        /// Who asks or answers.
        sender: Ipv4Addr,
        /// Whose MAC is asked for, or who is answered.
        target: Ipv4Addr,
        /// The sender's MAC.
        sender_mac: MacAddr,
    },
    /// TCP.
    Tcp {
        /// Flag bits.
        flags: TcpFlags,
        /// Sequence number.
        seq: u32,
        /// Acknowledgement number (counts only with the ACK flag).
        ack: u32,
        /// Window as on the wire, not scaled.
        window: u16,
    },
    /// ICMP or ICMPv6.
    Icmp {
        /// Type.
        kind: u8,
        /// Code.
        code: u8,
        /// Identifier of an echo, else 0.
        ident: u16,
        /// Sequence number of an echo, else 0.
        seq: u16,
    },
}

/// What is wrong with a frame's headers, as far as it shows without the frame being taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Flaw {
    /// Nothing.
    #[default]
    None,
    /// Bytes are missing that a header promises. Of a frame that was kept whole: a lie.
    Short,
    /// A header says what cannot be: a length below its own, another version than the one below says.
    Malformed,
}

/// Facts drawn from a frame's headers once, when it arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Digest {
    /// The highest protocol recognised from headers and ports (`Dns` on port 53, `LabSession` by its magic, …).
    /// Of its header not all need be there.
    pub protocol: Protocol,
    /// `Tcp`, `Udp`, `Icmp`, `Icmpv6`, or `Unknown`: what IP carries.
    pub transport: Protocol,
    /// Source MAC, where the link has one.
    pub mac_src: Option<MacAddr>,
    /// Destination MAC, where the link has one.
    pub mac_dst: Option<MacAddr>,
    /// The type of what the link carries, after VLAN tags.
    pub ether_type: EtherType,
    /// VLAN id of the outermost tag.
    pub vlan: Option<u16>,
    /// IP source (ARP: none).
    pub src: Option<IpAddr>,
    /// IP destination.
    pub dst: Option<IpAddr>,
    /// IPv4 TTL or IPv6 hop limit; 0 without IP.
    pub ttl: u8,
    /// Not the first piece of a fragmented datagram: no ports here.
    pub fragment: bool,
    /// TCP or UDP source port; 0 without.
    pub src_port: u16,
    /// TCP or UDP destination port; 0 without.
    pub dst_port: u16,
    /// Where the transport's payload begins, in bytes of the frame.
    pub payload_at: u32,
    /// Payload bytes by the IP length (not by what was captured; padding left out).
    pub payload_len: u32,
    /// What is wrong with the headers.
    pub flaw: Flaw,
    /// Facts that only some protocols have.
    pub detail: Detail,
}

impl Digest {
    /// Where the transport's payload lies in the bytes of a frame of which so many were captured.
    #[inline]
    #[must_use]
    pub fn payload_range(&self, captured: usize) -> Range<usize> {
        let from = (self.payload_at as usize).min(captured);
        let to = from.saturating_add(self.payload_len as usize);
        from..to.min(captured)
    }

    /// What was captured of the transport's payload, without the filling behind it.
    #[inline]
    #[must_use]
    pub fn payload<'a>(&self, bytes: &'a [u8]) -> &'a [u8] {
        bytes
            .get(self.payload_range(bytes.len()))
            .unwrap_or_default()
    }

    /// Source and destination port of TCP or UDP; `None` also where they are not there or cut off.
    #[must_use]
    pub const fn ports(&self) -> Option<[u16; 2]> {
        // Of a header that is not all there the ports may be, which then are not both 0.
        let is_read = !matches!(self.detail, Detail::Unread(_));
        match self.transport {
            Protocol::Tcp | Protocol::Udp if is_read || self.src_port | self.dst_port != 0 => {
                Some([self.src_port, self.dst_port])
            }
            _ => None,
        }
    }

    /// Is something wrong in the bytes, and not only that a capture has kept too few of them? `whole`:
    /// the frame was kept as long as it was.
    #[must_use]
    pub const fn is_malformed(&self, whole: bool) -> bool {
        match self.flaw {
            Flaw::None => false,
            Flaw::Short => whole,
            Flaw::Malformed => true,
        }
    }
}
