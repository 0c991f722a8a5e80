//! The few facts of a frame that lists, filters, flows and counters use.

use std::net::{IpAddr, Ipv4Addr};

use super::protocol::Protocol;
use super::types::{EtherType, MacAddr};

/// TCP's flag bits as on the wire (RFC 9293 §3.1): the low 8 bits, CWR to FIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct TcpFlags(pub u8);

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

    /// Are all of `other`'s bits set?
    #[must_use]
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Names of the set flags in the order a student says them: `SYN ACK`, `PSH ACK`, `FIN ACK`.
    #[must_use]
    pub fn names(self) -> String {
        const ORDER: [(u8, &str); 8] = [
            (0x02, "SYN"),
            (0x01, "FIN"),
            (0x04, "RST"),
            (0x08, "PSH"),
            (0x10, "ACK"),
            (0x20, "URG"),
            (0x40, "ECE"),
            (0x80, "CWR"),
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
    /// Source and destination port of TCP or UDP; `None` also where its header is not there or cut off.
    #[must_use]
    pub const fn ports(&self) -> Option<[u16; 2]> {
        let read = !matches!(
            self.protocol,
            Protocol::Ipv4 | Protocol::Ipv6 | Protocol::Unknown
        );
        match self.transport {
            Protocol::Tcp | Protocol::Udp if read && !self.fragment => {
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
