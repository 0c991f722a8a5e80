//! What is tried: the ends that are bound in pairs, the pairs with options, the servers and who calls them.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::exercise::call::{Call, Family, Kind, Opt, Role, Sock, Value};
use crate::exercise::ground::{Ground, Setting};
use crate::exercise::journal::{Entry, Journal};

/// Every address of IPv4.
pub const ANY: IpAddr = IpAddr::V4(Ipv4Addr::UNSPECIFIED);
/// Every address.
pub const ANY6: IpAddr = IpAddr::V6(Ipv6Addr::UNSPECIFIED);
/// This machine, for itself.
pub const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
/// The same in IPv6.
pub const LOOPBACK6: IpAddr = IpAddr::V6(Ipv6Addr::LOCALHOST);
/// Another address of the loopback: all of 127.0.0.0/8 is the machine itself.
pub const SECOND: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2));

/// The lowest port that needs no right.
pub const LIMIT: &str = "net.ipv4.ip_unprivileged_port_start";
/// From where the kernel takes ports of its own choice.
pub const RANGE: &str = "net.ipv4.ip_local_port_range";
/// 1: a bind to an address that is not this host's succeeds too (ip(7)).
pub const NONLOCAL: &str = "net.ipv4.ip_nonlocal_bind";

/// Ends that are bound in pairs.
pub const ENDS: usize = 5;
/// Columns of the table of calls that a socket's number leaves room for.
const COLUMNS: usize = 8;

/// Protocol and address of a socket's end; its port is another matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct End {
    /// TCP or UDP.
    pub kind: Kind,
    /// The address.
    pub address: IpAddr,
}

impl End {
    /// This protocol at this address.
    #[must_use]
    pub const fn new(kind: Kind, address: IpAddr) -> Self {
        Self { kind, address }
    }
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", protocol(self.kind), self.address)
    }
}

/// The protocol's name.
#[must_use]
pub const fn protocol(kind: Kind) -> &'static str {
    match kind {
        Kind::Stream => "TCP",
        Kind::Dgram => "UDP",
    }
}

/// An address's family.
#[must_use]
pub const fn family(address: IpAddr) -> Family {
    match address {
        IpAddr::V4(_) => Family::Inet,
        IpAddr::V6(_) => Family::Inet6,
    }
}

/// Does what is sent to one of these addresses also concern the other?
#[must_use]
pub fn overlap(one: IpAddr, other: IpAddr) -> bool {
    let covers = |wide: IpAddr, narrow: IpAddr| wide == ANY6 || (wide == ANY && narrow.is_ipv4());
    one == other || covers(one, other) || covers(other, one)
}

/// The ends of the pairs, in the order of rows and columns.
#[must_use]
pub const fn ends(setting: &Setting) -> [End; ENDS] {
    // A cable's far host has an address of its own; of this machine 127.0.0.2 is as good as any.
    let (own, other) = match setting.ground {
        Ground::Here => (LOOPBACK, SECOND),
        Ground::Cable => (setting.far, LOOPBACK),
    };
    [
        End::new(Kind::Stream, own),
        End::new(Kind::Stream, other),
        End::new(Kind::Stream, ANY),
        End::new(Kind::Stream, ANY6),
        End::new(Kind::Dgram, own),
    ]
}

/// The socket of a row that is bound first.
#[must_use]
pub const fn first(row: usize) -> Sock {
    Sock::of("first", row as u16 + 1)
}

/// The socket that is bound second.
#[must_use]
pub const fn second(row: usize, column: usize) -> Sock {
    Sock::of("second", (row * ENDS + column) as u16 + 1)
}

/// A pair of binds with options.
#[derive(Debug, Clone, Copy)]
pub struct Extra {
    /// The finding's name.
    pub name: &'static str,
    /// The message that names it.
    pub label: &'static str,
    /// The message that says what it is for.
    pub why: &'static str,
    /// TCP or UDP.
    pub kind: Kind,
    /// The first one's options.
    pub first: &'static [Opt],
    /// Its address; `None`: the host's own.
    pub at: Option<IpAddr>,
    /// Does it listen before the second one binds?
    pub listens: bool,
    /// The second one's options.
    pub second: &'static [Opt],
    /// Its address; `None`: the host's own.
    pub beside: Option<IpAddr>,
}

const PLAIN: Extra = Extra {
    name: "",
    label: "",
    why: "",
    kind: Kind::Stream,
    first: &[],
    at: None,
    listens: false,
    second: &[],
    beside: None,
};
pub(super) const ADDR: &[Opt] = &[Opt::ReuseAddr(true)];
pub(super) const PORT: &[Opt] = &[Opt::ReusePort(true)];
pub(super) const V6: &[Opt] = &[Opt::V6Only(true)];

/// The pairs with options.
pub const EXTRAS: &[Extra] = &[
    Extra {
        name: "reuseaddr_nobody_listens",
        label: "ports-extra-addr-idle",
        why: "ports-why-addr-idle",
        first: ADDR,
        second: ADDR,
        ..PLAIN
    },
    Extra {
        name: "reuseaddr_first_listens",
        label: "ports-extra-addr-listens",
        why: "ports-why-addr-listens",
        first: ADDR,
        listens: true,
        second: ADDR,
        ..PLAIN
    },
    Extra {
        name: "reuseaddr_any_beside_one",
        label: "ports-extra-addr-any",
        why: "ports-why-addr-any",
        first: ADDR,
        listens: true,
        second: ADDR,
        beside: Some(ANY),
        ..PLAIN
    },
    Extra {
        name: "reuseaddr_udp",
        label: "ports-extra-addr-udp",
        why: "ports-why-addr-udp",
        kind: Kind::Dgram,
        first: ADDR,
        second: ADDR,
        ..PLAIN
    },
    Extra {
        name: "reuseport_both",
        label: "ports-extra-port-both",
        why: "ports-why-port-both",
        first: PORT,
        listens: true,
        second: PORT,
        ..PLAIN
    },
    Extra {
        name: "reuseport_first_only",
        label: "ports-extra-port-first",
        why: "ports-why-port-first",
        first: PORT,
        listens: true,
        ..PLAIN
    },
    Extra {
        name: "reuseport_second_only",
        label: "ports-extra-port-one",
        why: "ports-why-port-one",
        listens: true,
        second: PORT,
        ..PLAIN
    },
    Extra {
        name: "v6only_beside_v4",
        label: "ports-extra-v6only",
        why: "ports-why-v6only",
        first: V6,
        at: Some(ANY6),
        beside: Some(ANY),
        ..PLAIN
    },
];

/// The socket of such a pair that is bound first.
#[must_use]
pub const fn one(extra: usize) -> Sock {
    Sock::of("one", extra as u16 + 1)
}

/// The one that is bound second.
#[must_use]
pub const fn other(extra: usize) -> Sock {
    Sock::of("other", extra as u16 + 1)
}

/// The socket for the highest port that needs a right.
pub const BELOW: Sock = Sock::named("below");
/// The socket for the lowest port that needs none.
pub const LOWEST: Sock = Sock::named("lowest");

/// One of two sockets for port 0.
#[must_use]
pub const fn chosen(number: u16) -> Sock {
    Sock::of("chosen", number)
}

/// At which address a server of the table of calls waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// 127.0.0.1.
    Loopback,
    /// The host's own one.
    Own,
    /// 0.0.0.0.
    Any,
    /// `::`.
    Any6,
    /// The one that the host's name leads to.
    Name,
}

/// A server of the table of calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Server {
    /// What its address is.
    pub whose: Whose,
    /// It.
    pub address: IpAddr,
}

/// A client of the table of calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caller {
    /// From the server's host, or from the other one.
    pub from: Role,
    /// The address that it connects to.
    pub to: IpAddr,
}

/// The host's own address, or what stands in for it.
#[must_use]
pub fn own(setting: &Setting) -> IpAddr {
    match setting.ground {
        Ground::Here => setting.own.unwrap_or(SECOND),
        Ground::Cable => setting.far,
    }
}

/// Whether an address is this host's own is tried with this socket.
pub const PROBE: Sock = Sock::named("probe");

/// The address that the host's name leads to, if it has shown to be this host's. One that is not is somebody else's:
/// nobody is called there.
#[must_use]
pub fn named(journal: &Journal) -> Option<IpAddr> {
    leads_to(journal).filter(|address| is_own(journal, *address))
}

/// Was a socket bound at it, by a kernel that binds at nobody else's addresses? All of 127.0.0.0/8 is the host itself.
fn is_own(journal: &Journal, address: IpAddr) -> bool {
    let bound = |entry: &Entry| {
        let at = matches!(entry.step.call, Call::Bind(to) if to.ip() == address);
        at && entry.succeeded()
    };
    let strict = address.is_loopback() || setting(journal, NONLOCAL) == Some("0");
    strict && journal.on(PROBE).any(bound)
}

/// A setting of the servers' kernel.
#[must_use]
pub fn setting<'a>(journal: &'a Journal, name: &str) -> Option<&'a str> {
    let reads = |entry: &&Entry| matches!(entry.step.call, Call::Setting(read) if read == name);
    match journal.entries.iter().find(reads)?.value()? {
        Value::Text(text) => Some(text.trim()),
        _ => None,
    }
}

/// The address that the host's name leads to: the first of IPv4, if it was known in time.
#[must_use]
pub fn leads_to(journal: &Journal) -> Option<IpAddr> {
    let asked =
        |entry: &&Entry| matches!(entry.step.call, Call::Resolve(_)) && entry.waits.is_none();
    match journal.entries.iter().find(asked)?.value()? {
        Value::Texts(texts) => texts
            .iter()
            .filter_map(|text| text.parse().ok())
            .find(IpAddr::is_ipv4),
        _ => None,
    }
}

/// The host's name.
#[must_use]
pub fn host_name(journal: &Journal) -> Option<&str> {
    let asked = |entry: &&Entry| entry.step.call == Call::GetHostName;
    match journal.entries.iter().find(asked)?.value()? {
        Value::Text(name) => Some(name),
        _ => None,
    }
}

/// The servers, in the order of rows.
#[must_use]
pub fn servers(setting: &Setting, journal: &Journal) -> Vec<Server> {
    let at = |whose, address| Server { whose, address };
    let mut servers = vec![
        at(Whose::Loopback, LOOPBACK),
        at(Whose::Own, own(setting)),
        at(Whose::Any, ANY),
        at(Whose::Any6, ANY6),
    ];
    servers.extend(named(journal).map(|address| at(Whose::Name, address)));
    servers
}

/// The clients, in the order of columns. The host's other address is always the second.
#[must_use]
pub fn callers(setting: &Setting, journal: &Journal) -> Vec<Caller> {
    let own = own(setting);
    let near = match setting.ground {
        Ground::Here => Role::Client,
        Ground::Cable => Role::Local,
    };
    let mut callers: Vec<_> = [LOOPBACK, own, LOOPBACK6]
        .map(|to| Caller { from: near, to })
        .to_vec();
    let known = |to: &IpAddr| ![LOOPBACK, own].contains(to);
    callers.extend(
        named(journal)
            .filter(known)
            .map(|to| Caller { from: near, to }),
    );
    if setting.ground == Ground::Cable {
        let from = Role::Client;
        callers.extend([own, LOOPBACK].map(|to| Caller { from, to }));
    }
    callers
}

/// A server's socket.
#[must_use]
pub const fn listener(row: usize) -> Sock {
    Sock::of("listener", row as u16 + 1)
}

/// A client's socket.
#[must_use]
pub const fn caller(row: usize, column: usize) -> Sock {
    Sock::of("caller", (row * COLUMNS + column) as u16 + 1)
}
