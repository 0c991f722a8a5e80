//! A record as it is kept: 80 bytes, its addresses by number in the page's tables.

use crate::frame::{ChecksumStatus, Direction, FrameMeta};
use crate::store::chores::Chore;
use crate::store::flows::{Seen, Way};
use crate::wire::{Detail, Digest, EtherType, Flaw, IpProtocol, MacAddr, Protocol, TcpFlags};

use super::tables::Tables;

/// One record. What only some have lies in fields that others use for something else.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    /// The key's time.
    pub(super) time: i64,
    /// The key's number.
    pub(super) id: u64,
    /// Where the bytes are: chunk and offset, or the offset in a file.
    pub(super) at: u64,
    pub(super) captured: u32,
    /// The flow's number; 0 = none.
    pub(super) flow: u32,
    length: u32,
    payload_at: u32,
    payload_len: u32,
    /// TCP: sequence number; ARP: who asks or answers; ICMP: identifier and sequence number.
    seq: u32,
    /// TCP: acknowledgement number; ARP: who is asked for or answered; ICMP: type and code;
    /// what IP carries where that was not read.
    ack: u32,
    src: u16,
    dst: u16,
    macs: u16,
    setting: u16,
    /// TCP: window; ARP: the sender's MAC in the table.
    window: u16,
    /// ARP: operation.
    src_port: u16,
    dst_port: u16,
    ether_type: u16,
    /// The VLAN's number, and above it the flaw.
    vlan: u16,
    pub(super) marks: u16,
    bits: u16,
    protocol: Protocol,
    transport: Protocol,
    ttl: u8,
    /// How the payload is to be read: see [`super::told`].
    pub(super) told: u8,
    tcp_flags: u16,
}

/// In the place of an acknowledgement number, where there is none: the low byte is what IP carries.
const UNREAD: u32 = 1 << 8;

/// No VLAN tag: an id has 12 bits.
const NO_VLAN: u16 = (1 << FLAW) - 1;
/// In the VLAN's field, above it: `Flaw`, two bits.
const FLAW: u16 = 13;

/// Belongs to the lab's own sockets.
pub(super) const MINE: u16 = 1;
/// Not a frame: a socket event, kept apart.
pub(super) const EVENT: u16 = 1 << 1;
/// The bytes lie in a file.
pub(super) const IN_FILE: u16 = 1 << 2;
/// The frame's time is not the key's; kept apart.
pub(super) const OTHER_TIME: u16 = 1 << 3;
/// Goes back in its flow.
const BACK: u16 = 1 << 4;
const FRAGMENT: u16 = 1 << 5;
/// Which `Detail`: two bits.
const DETAIL: u16 = 6;
/// `ChecksumStatus`: two bits.
const CHECKSUM: u16 = 8;
/// `Direction`: three bits.
const DIRECTION: u16 = 10;
/// `Chore`: three bits.
const CHORE: u16 = 13;

impl Row {
    /// A row without anything but its key and its bits.
    pub(super) const fn empty(time: i64, id: u64, bits: u16) -> Self {
        Self {
            time,
            id,
            at: 0,
            captured: 0,
            flow: 0,
            length: 0,
            payload_at: 0,
            payload_len: 0,
            seq: 0,
            ack: 0,
            src: 0,
            dst: 0,
            macs: 0,
            setting: 0,
            window: 0,
            src_port: 0,
            dst_port: 0,
            ether_type: 0,
            vlan: NO_VLAN,
            marks: 0,
            bits,
            protocol: Protocol::Unknown,
            transport: Protocol::Unknown,
            ttl: 0,
            tcp_flags: 0,
            told: 0,
        }
    }

    /// Packs what is known of a frame.
    pub(super) fn pack(mut self, meta: &FrameMeta, digest: &Digest, tables: &mut Tables) -> Self {
        self.length = meta.length;
        self.setting = tables.setting(meta);
        self.src = tables.address(digest.src);
        self.dst = tables.address(digest.dst);
        self.macs = tables.macs((digest.mac_src, digest.mac_dst));
        (self.payload_at, self.payload_len) = (digest.payload_at, digest.payload_len);
        (self.src_port, self.dst_port) = (digest.src_port, digest.dst_port);
        (self.protocol, self.transport) = (digest.protocol, digest.transport);
        self.ether_type = digest.ether_type.0;
        self.vlan = digest.vlan.unwrap_or(NO_VLAN) | (digest.flaw as u16) << FLAW;
        self.ttl = digest.ttl;
        self.bits |= (meta.checksum as u16) << CHECKSUM | (meta.direction as u16) << DIRECTION;
        if digest.fragment {
            self.bits |= FRAGMENT;
        }
        self.pack_detail(&digest.detail, tables);
        self
    }

    fn pack_detail(&mut self, detail: &Detail, tables: &mut Tables) {
        let kind = match *detail {
            Detail::None => 0,
            Detail::Unread(protocol) => {
                self.ack = UNREAD | u32::from(protocol.0);
                0
            }
            Detail::Tcp {
                flags,
                seq,
                ack,
                window,
            } => {
                (self.tcp_flags, self.seq, self.ack, self.window) = (flags.0, seq, ack, window);
                1
            }
            Detail::Icmp {
                kind,
                code,
                ident,
                seq,
            } => {
                self.seq = u32::from(ident) << 16 | u32::from(seq);
                self.ack = u32::from(kind) << 8 | u32::from(code);
                2
            }
            Detail::Arp {
                operation,
                sender,
                target,
                sender_mac,
            } => {
                (self.seq, self.ack, self.src_port) = (sender.into(), target.into(), operation);
                self.window = tables.macs((Some(sender_mac), None));
                3
            }
        };
        self.bits |= kind << DETAIL;
    }

    /// The digest again, as it was.
    pub(super) fn digest(&self, tables: &Tables) -> Digest {
        let (mac_src, mac_dst) = tables.macs_at(self.macs);
        let arp = self.bits >> DETAIL & 3 == 3;
        Digest {
            protocol: self.protocol,
            transport: self.transport,
            mac_src,
            mac_dst,
            ether_type: EtherType(self.ether_type),
            vlan: Some(self.vlan & NO_VLAN).filter(|vlan| *vlan != NO_VLAN),
            src: tables.address_at(self.src),
            dst: tables.address_at(self.dst),
            ttl: self.ttl,
            fragment: self.has(FRAGMENT),
            src_port: if arp { 0 } else { self.src_port },
            dst_port: self.dst_port,
            payload_at: self.payload_at,
            payload_len: self.payload_len,
            flaw: match self.vlan >> FLAW {
                1 => Flaw::Short,
                2 => Flaw::Malformed,
                _ => Flaw::None,
            },
            detail: self.detail(tables),
        }
    }

    fn detail(&self, tables: &Tables) -> Detail {
        match self.bits >> DETAIL & 3 {
            1 => Detail::Tcp {
                flags: TcpFlags(self.tcp_flags),
                seq: self.seq,
                ack: self.ack,
                window: self.window,
            },
            2 => Detail::Icmp {
                kind: (self.ack >> 8) as u8,
                code: self.ack as u8,
                ident: (self.seq >> 16) as u16,
                seq: self.seq as u16,
            },
            3 => Detail::Arp {
                operation: self.src_port,
                sender: self.seq.into(),
                target: self.ack.into(),
                sender_mac: tables.macs_at(self.window).0.unwrap_or(MacAddr::ZERO),
            },
            _ if self.ack & UNREAD != 0 => Detail::Unread(IpProtocol(self.ack as u8)),
            _ => Detail::None,
        }
    }

    /// The metadata again; the time is the key's.
    pub(super) fn meta(&self, tables: &Tables) -> FrameMeta {
        let (place, link, origin, fcs) = tables.setting_at(self.setting);
        FrameMeta {
            time: crate::clock::Time(self.time),
            place,
            direction: match self.bits >> DIRECTION & 7 {
                0 => Direction::In,
                1 => Direction::Out,
                2 => Direction::Group,
                3 => Direction::Others,
                4 => Direction::Loop,
                _ => Direction::Unknown,
            },
            link,
            origin,
            length: self.length,
            fcs,
            checksum: match self.bits >> CHECKSUM & 3 {
                1 => ChecksumStatus::Valid,
                2 => ChecksumStatus::NotReady,
                _ => ChecksumStatus::Unknown,
            },
        }
    }

    /// Notes the frame's flow.
    pub(super) fn set_flow(&mut self, seen: Seen) {
        (self.flow, self.marks) = (seen.flow.0, seen.marks.0);
        if seen.way == Way::Back {
            self.bits |= BACK;
        }
        if let Some(chore) = seen.chore {
            self.set_chore(chore);
        }
    }

    /// Notes what of the housekeeping it is.
    pub(super) const fn set_chore(&mut self, chore: Chore) {
        self.bits |= chore.code() << CHORE;
    }

    /// What of the housekeeping it is, if it is any.
    pub(super) fn chore(&self) -> Option<Chore> {
        let chore = Chore::of_code(self.bits >> CHORE)?;
        Some(if self.has(EVENT) { Chore::Call } else { chore })
    }

    /// Notes which way it went, where that has become known.
    pub(super) const fn set_direction(&mut self, direction: Direction) {
        self.bits = self.bits & !(7 << DIRECTION) | (direction as u16) << DIRECTION;
    }

    pub(super) const fn has(&self, bit: u16) -> bool {
        self.bits & bit != 0
    }

    pub(super) const fn set(&mut self, bit: u16) {
        self.bits |= bit;
    }

    pub(super) const fn way(&self) -> Way {
        if self.has(BACK) {
            Way::Back
        } else {
            Way::There
        }
    }

    /// The chunk's number and the offset in it.
    pub(super) const fn chunk(&self) -> (u32, u32) {
        ((self.at >> 32) as u32, self.at as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Time;
    use crate::frame::Origin;
    use crate::place::{HostId, InterfaceIndex, Place};
    use crate::wire::LinkType;

    #[test]
    fn a_row_takes_eighty_bytes() {
        assert_eq!(size_of::<Row>(), 80);
    }

    #[test]
    fn what_is_packed_comes_out_again() {
        let mac = |n| Some(MacAddr([2, 0, 0, 0, 0, n]));
        let tcp = Digest {
            protocol: Protocol::Http,
            transport: Protocol::Tcp,
            mac_src: mac(1),
            mac_dst: mac(2),
            ether_type: EtherType::IPV4,
            vlan: Some(4095),
            src: "10.0.0.1".parse().ok(),
            dst: "fd77::1".parse().ok(),
            ttl: 63,
            fragment: false,
            src_port: 80,
            dst_port: 65535,
            payload_at: 54,
            payload_len: 1400,
            flaw: Flaw::Malformed,
            detail: Detail::Tcp {
                flags: TcpFlags(0x1ff),
                seq: u32::MAX,
                ack: 7,
                window: 65535,
            },
        };
        let icmp = Digest {
            transport: Protocol::Icmp,
            fragment: true,
            vlan: None,
            flaw: Flaw::Short,
            detail: Detail::Icmp {
                kind: 3,
                code: 255,
                ident: 65535,
                seq: 1,
            },
            ..tcp
        };
        let arp = Digest {
            src: None,
            dst: None,
            mac_dst: None,
            src_port: 0,
            detail: Detail::Arp {
                operation: 2,
                sender: [10, 0, 0, 9].into(),
                target: [255, 0, 0, 1].into(),
                sender_mac: MacAddr([2, 0, 0, 0, 0, 9]),
            },
            ..tcp
        };
        let meta = FrameMeta {
            time: Time(-5),
            place: Place::on(HostId(2), InterfaceIndex(9)),
            direction: Direction::Others,
            link: LinkType::Other(801),
            origin: Origin::Rebuilt,
            length: 1_000_000,
            fcs: crate::frame::FcsLength::new(4),
            checksum: ChecksumStatus::NotReady,
        };
        let mut tables = Tables::default();
        let unread = Digest {
            detail: Detail::Unread(IpProtocol(0)),
            ..tcp
        };
        for digest in [tcp, icmp, arp, unread, Digest::default()] {
            let row = Row::empty(-5, 1, MINE).pack(&meta, &digest, &mut tables);
            assert_eq!(row.digest(&tables), digest);
            assert_eq!(row.meta(&tables), meta);
            assert!(row.has(MINE) && !row.has(EVENT) && row.chore().is_none());
            let mut row = row;
            row.set_chore(Chore::Answer);
            row.set_direction(Direction::Loop);
            assert_eq!(
                (row.chore(), row.digest(&tables)),
                (Some(Chore::Answer), digest)
            );
            assert_eq!(
                row.meta(&tables),
                FrameMeta {
                    direction: Direction::Loop,
                    ..meta
                }
            );
        }
    }
}
