//! EtherTypes: the number by which a link's header says what follows (IEEE 802 numbers).

use super::types::EtherType;
use super::walk::{Next, Scan};
use crate::say;
use crate::say::Say;

/// Numbers up to this are a length (802.3), from 1536 on a type (Ethernet II).
pub(super) const MAX_LENGTH: u16 = 1500;

/// What follows, by its number.
const NAMES: &[(u16, &str)] = &[
    (0x0800, "IPv4"),
    (0x0806, "ARP"),
    (0x0842, "Wake-on-LAN"),
    (0x8035, "RARP"),
    (0x8100, "802.1Q VLAN"),
    (0x86dd, "IPv6"),
    (0x8809, "LACP"),
    (0x8847, "MPLS"),
    (0x8863, "PPPoE discovery"),
    (0x8864, "PPPoE session"),
    (0x888e, "802.1X"),
    (0x88a8, "802.1ad VLAN"),
    (0x88cc, "LLDP"),
    (0x88e5, "MACsec"),
    (0x88f7, "PTP"),
    (0x9000, "Ethernet loopback test"),
];

impl EtherType {
    /// The name of what follows, where it is known.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        let (_, name) = NAMES.iter().find(|(number, _)| *number == self.0)?;
        Some(name)
    }
}

/// Notes a type and says where it leads.
pub(super) fn carries(scan: &mut Scan<'_>, kind: EtherType) -> Next {
    scan.out.ether_type = kind;
    if kind.0 <= MAX_LENGTH {
        Next::End
    } else {
        Next::Ether(kind)
    }
}

/// The name of what an EtherType stands for, or the number and that nobody here knows it.
pub(super) fn what(kind: EtherType) -> Say {
    match kind.name() {
        Some(name) => say!("wire-name", name = name),
        None if kind.0 <= MAX_LENGTH => say!("wire-eth-llc"),
        None => say!("wire-number-unknown", number = format!("0x{:04x}", kind.0)),
    }
}

/// What an EtherType in a header says.
pub(super) fn meaning(number: u64) -> Say {
    say!("wire-eth-type", what = what(EtherType(number as u16)))
}
