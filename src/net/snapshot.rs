//! What is known of a host at one moment: its interfaces with their addresses, its routes, its
//! neighbours, its name servers.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr};

use super::subnet::Subnet;
use crate::place::{HostId, InterfaceIndex};
use crate::say::Clean;
use crate::wire::{LinkType, MacAddr};

/// What sort of thing an interface is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum InterfaceKind {
    /// A network card with Ethernet frames.
    Ethernet,
    /// A Wi-Fi card (its driver hands out Ethernet frames).
    Wifi,
    /// The machine's way to itself.
    Loopback,
    /// A software switch.
    Bridge,
    /// One end of a virtual cable.
    Veth,
    /// A tunnel of IP packets.
    Tun,
    /// A tunnel of Ethernet frames.
    Tap,
    /// A VLAN on another interface.
    Vlan,
    /// Something else, as the kernel names it.
    Other(Clean),
}

impl InterfaceKind {
    /// One word for it, as JSON has it.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Ethernet => "ethernet",
            Self::Wifi => "wifi",
            Self::Loopback => "loopback",
            Self::Bridge => "bridge",
            Self::Veth => "veth",
            Self::Tun => "tun",
            Self::Tap => "tap",
            Self::Vlan => "vlan",
            Self::Other(name) => name,
        }
    }
}

/// `IFF_*` flags that the screens name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Flags(pub u32);

impl Flags {
    /// Switched on by the administrator.
    pub const UP: Self = Self(0x1);
    /// Can broadcast.
    pub const BROADCAST: Self = Self(0x2);
    /// Loopback.
    pub const LOOPBACK: Self = Self(0x8);
    /// Point to point.
    pub const POINT_TO_POINT: Self = Self(0x10);
    /// Has a carrier and is ready.
    pub const RUNNING: Self = Self(0x40);
    /// No ARP here.
    pub const NO_ARP: Self = Self(0x80);
    /// Takes every frame.
    pub const PROMISCUOUS: Self = Self(0x100);
    /// Can multicast.
    pub const MULTICAST: Self = Self(0x1000);
    /// The cable is in (`LOWER_UP`).
    pub const LOWER_UP: Self = Self(0x1_0000);

    /// Are all of `other`'s bits set?
    #[must_use]
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Names of the set flags as `ip addr` writes them.
    #[must_use]
    pub fn names(self) -> Vec<&'static str> {
        const NAMES: [(Flags, &str); 9] = [
            (Flags::UP, "UP"),
            (Flags::BROADCAST, "BROADCAST"),
            (Flags::LOOPBACK, "LOOPBACK"),
            (Flags::POINT_TO_POINT, "POINTOPOINT"),
            (Flags::RUNNING, "RUNNING"),
            (Flags::NO_ARP, "NOARP"),
            (Flags::PROMISCUOUS, "PROMISC"),
            (Flags::MULTICAST, "MULTICAST"),
            (Flags::LOWER_UP, "LOWER_UP"),
        ];
        NAMES
            .iter()
            .filter(|(flag, _)| self.has(*flag))
            .map(|(_, name)| *name)
            .collect()
    }
}

/// Can the interface carry frames?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LinkState {
    /// Switched on and the cable is in.
    Up,
    /// Switched on, no carrier: the cable is out, or the other end is down.
    NoCarrier,
    /// Switched off.
    Down,
}

impl LinkState {
    /// One word for it, as JSON has it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::NoCarrier => "no-carrier",
            Self::Down => "down",
        }
    }
}

/// How far an address reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// This host only.
    Host,
    /// This link only.
    Link,
    /// Wherever routes lead.
    Global,
}

/// One address of an interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Address {
    /// The address.
    pub address: IpAddr,
    /// The other end's address, where the address was given one (`ip addr add … peer …`: tun, ppp). The
    /// prefix is then of its network, and the own address need not be in that.
    pub peer: Option<IpAddr>,
    /// Leading bits that name the network: 0–32 or 0–128.
    pub prefix: u8,
    /// The broadcast address, as the kernel has it (IPv4 only; not every interface has one).
    pub broadcast: Option<Ipv4Addr>,
    /// How far it reaches.
    pub scope: Scope,
}

impl Scope {
    /// One word for it, as JSON has it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Host => "host",
            Self::Link => "link",
            Self::Global => "global",
        }
    }
}

impl Address {
    /// The network that is reached over the link without a router: around the peer's address, where there
    /// is one (the kernel's `ifa_address`). `None`: there is no such prefix.
    #[must_use]
    pub fn network(&self) -> Option<Subnet> {
        Subnet::new(self.peer.unwrap_or(self.address), self.prefix)
    }

    /// The netmask of an IPv4 address; `None` for IPv6, which knows only prefixes.
    #[must_use]
    pub fn netmask(&self) -> Option<Ipv4Addr> {
        match self.address {
            IpAddr::V4(_) => Some(Ipv4Addr::from(
                u32::MAX
                    .checked_shl(32 - u32::from(self.prefix.min(32)))
                    .unwrap_or(0),
            )),
            IpAddr::V6(_) => None,
        }
    }
}

/// As `ip addr` writes it: `10.77.1.12/24`, `10.9.0.1 peer 10.9.0.2/32`.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.address)?;
        if let Some(peer) = self.peer {
            write!(f, " peer {peer}")?;
        }
        write!(f, "/{}", self.prefix)
    }
}

/// What an interface has counted in one direction since it was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Counters {
    /// Bytes, link header included.
    pub bytes: u64,
    /// Frames.
    pub packets: u64,
    /// Frames with errors.
    pub errors: u64,
    /// Frames thrown away.
    pub dropped: u64,
}

impl Counters {
    /// Nobody told: a system or a driver that does not count. No counter ever gets there by itself.
    pub const UNKNOWN: Self = Self {
        bytes: u64::MAX,
        packets: u64::MAX,
        errors: u64::MAX,
        dropped: u64::MAX,
    };

    /// The counters, unless nobody told them.
    #[must_use]
    pub fn known(self) -> Option<Self> {
        (self != Self::UNKNOWN).then_some(self)
    }
}

/// One interface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interface {
    /// Its number.
    pub index: InterfaceIndex,
    /// Its name.
    pub name: Clean,
    /// What sort of thing it is.
    pub kind: InterfaceKind,
    /// Its flags.
    pub flags: Flags,
    /// Can it carry frames?
    pub state: LinkState,
    /// Its MAC address; `None` where the link has none (tun).
    pub mac: Option<MacAddr>,
    /// Largest packet it takes, in bytes, link header not counted.
    pub mtu: u32,
    /// How its frames begin.
    pub link: LinkType,
    /// Its addresses, IPv4 first.
    pub addresses: Vec<Address>,
    /// Received.
    pub rx: Counters,
    /// Sent.
    pub tx: Counters,
}

/// One route of the main table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Route {
    /// Destination network.
    pub destination: IpAddr,
    /// Its prefix; 0 = the default route.
    pub prefix: u8,
    /// The router to hand the packet to; `None`: the destination is on the link.
    pub gateway: Option<IpAddr>,
    /// Out of which interface.
    pub interface: InterfaceIndex,
    /// Source address to prefer.
    pub source: Option<IpAddr>,
    /// Lower wins among routes of the same prefix.
    pub metric: u32,
}

/// One entry of the neighbour (ARP / NDP) table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Neighbour {
    /// Its IP address.
    pub address: IpAddr,
    /// Its MAC, where it is known.
    pub mac: Option<MacAddr>,
    /// On which interface.
    pub interface: InterfaceIndex,
    /// Usable now (not failed, not being asked for).
    pub valid: bool,
}

/// A host at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Snapshot {
    /// Which host.
    pub host: HostId,
    /// Its name.
    pub name: Clean,
    /// Interfaces by index.
    pub interfaces: Vec<Interface>,
    /// Routes of the main table, as the kernel lists them.
    pub routes: Vec<Route>,
    /// The neighbour table.
    pub neighbours: Vec<Neighbour>,
    /// Name servers, in order of use.
    pub dns: Vec<IpAddr>,
    /// Hop limits that IPv6 packets leave with, by interface, where they are known.
    pub hop_limits: Vec<(InterfaceIndex, u8)>,
}

impl Snapshot {
    /// The interface with this number.
    #[must_use]
    pub fn interface(&self, index: InterfaceIndex) -> Option<&Interface> {
        self.interfaces.iter().find(|i| i.index == index)
    }

    /// Takes in what interfaces have counted since; `true`: something has changed.
    pub fn count(&mut self, rows: &[(InterfaceIndex, Counters, Counters)]) -> bool {
        let mut changed = false;
        for (index, rx, tx) in rows {
            let known = self.interfaces.iter_mut().find(|i| i.index == *index);
            if let Some(interface) = known {
                changed |= interface.rx != *rx || interface.tx != *tx;
                (interface.rx, interface.tx) = (*rx, *tx);
            }
        }
        changed
    }

    /// The same host but for what its interfaces have counted meanwhile?
    #[must_use]
    pub fn same_but_counters(&self, other: &Self) -> bool {
        fn quiet(interface: &Interface) -> Interface {
            Interface {
                rx: Counters::default(),
                tx: Counters::default(),
                ..interface.clone()
            }
        }
        let same_tables = (
            self.host,
            &self.name,
            &self.dns,
            &self.routes,
            &self.neighbours,
        ) == (
            other.host,
            &other.name,
            &other.dns,
            &other.routes,
            &other.neighbours,
        );
        same_tables
            && self
                .interfaces
                .iter()
                .map(quiet)
                .eq(other.interfaces.iter().map(quiet))
    }

    /// Is this one of the host's own addresses?
    #[must_use]
    pub fn owns(&self, address: IpAddr) -> bool {
        self.interfaces
            .iter()
            .any(|i| i.addresses.iter().any(|a| a.address == address))
    }

    /// The default route with the lowest metric, IPv4 before IPv6.
    #[must_use]
    pub fn default_route(&self) -> Option<&Route> {
        self.routes
            .iter()
            .filter(|r| r.prefix == 0 && r.gateway.is_some())
            .min_by_key(|r| (r.destination.is_ipv6(), r.metric))
    }
}
