//! What could not be reached, told as it was: who said so, with which message.
//!
//! A refused `connect` alone tells little: an RST of the machine and an ICMP message of a firewall before
//! it give the same errno. The socket's error queue tells them apart (ip(7), `IP_RECVERR`).

use std::io;
use std::net::{IpAddr, SocketAddr};

use crate::record::Transport;
use crate::say;
use crate::say::Say;
use crate::sys::socket::{IcmpError, IcmpMessage};

use super::broadcast::Reach;
use crate::msg::chat::Trouble;

/// Something that did not get there.
#[derive(Debug)]
pub struct Unreached {
    /// The kernel's error.
    pub error: io::Error,
    /// The ICMP message that was its cause, if it was one.
    pub message: Option<IcmpMessage>,
    /// Our own address toward it, where it is known: what bears it comes from this very host.
    pub own: Option<IpAddr>,
    /// How many hosts the address stands for.
    pub reach: Reach,
}

impl From<io::Error> for Unreached {
    fn from(error: io::Error) -> Self {
        Self {
            error,
            message: None,
            own: None,
            reach: Reach::One,
        }
    }
}

impl Unreached {
    /// What ICMP said of a datagram sent from this address of ours.
    pub fn told(icmp: &IcmpError, own: IpAddr) -> Self {
        Self {
            error: io::Error::from_raw_os_error(icmp.errno),
            message: icmp.message,
            own: Some(own),
            reach: Reach::One,
        }
    }

    /// Is that address one of this very host?
    pub fn is_here(&self, address: IpAddr) -> bool {
        address.is_loopback() || self.own == Some(address)
    }
}

/// What an ICMP message means (RFC 792, RFC 1812 5.2.7, RFC 4443 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// Nobody receives at that port.
    Port,
    /// No such host, or none that can be reached.
    Host,
    /// No way to that network.
    Network,
    /// The host does not take that protocol.
    Protocol,
    /// Somebody forbids it.
    Prohibited,
    /// It has passed too many routers.
    HopLimit,
    /// Anything else.
    Other,
}

/// What that message means.
pub const fn meaning(message: &IcmpMessage) -> Meaning {
    match (message.v6, message.kind, message.code) {
        (false, 3, 3) | (true, 1, 4) => Meaning::Port,
        (false, 3, 1 | 7 | 12) | (true, 1, 3) => Meaning::Host,
        (false, 3, 0 | 6 | 11) | (true, 1, 0 | 2) => Meaning::Network,
        (false, 3, 2) => Meaning::Protocol,
        // 1/5: its source address failed a policy; 1/6: a route that rejects.
        (false, 3, 9 | 10 | 13) | (true, 1, 1 | 5 | 6) => Meaning::Prohibited,
        (false, 11, 0) | (true, 3, 0) => Meaning::HopLimit,
        _ => Meaning::Other,
    }
}

/// Who sent the message, as far as its address tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Teller {
    /// This very host: its own address.
    Here,
    /// The address that was to be reached: the machine, or a firewall that speaks for it.
    Itself,
    /// Another one: a router or a firewall on the way.
    Between(IpAddr),
    Unknown,
}

fn teller(unreached: &Unreached, from: Option<IpAddr>, to: IpAddr) -> Teller {
    match from {
        None => Teller::Unknown,
        Some(from) if unreached.is_here(from) => Teller::Here,
        Some(from) if from == to => Teller::Itself,
        Some(from) => Teller::Between(from),
    }
}

impl Teller {
    fn say(self, to: IpAddr) -> Say {
        match self {
            Self::Here => say!("chat-by-here"),
            Self::Itself => say!("chat-by-itself", address = to.to_string()),
            Self::Between(from) => say!("chat-by-between", address = from.to_string()),
            Self::Unknown => say!("chat-by-unknown"),
        }
    }

    /// What to try with a firewall that rejects.
    fn firewall(self, to: SocketAddr) -> Say {
        match self {
            Self::Here => say!("chat-firewall-here-try"),
            Self::Itself => say!("chat-firewall-there-try", port = to.port().to_string()),
            Self::Between(_) | Self::Unknown => say!("chat-firewall-between-try"),
        }
    }
}

/// What an ICMP message says of what was sent there.
pub fn icmp(
    transport: Transport,
    unreached: &Unreached,
    message: &IcmpMessage,
    to: SocketAddr,
) -> Trouble {
    let (meaning, teller) = (meaning(message), teller(unreached, message.from, to.ip()));
    match (meaning, teller) {
        (Meaning::Network, Teller::Here) => no_route(to),
        (Meaning::Host, Teller::Here) => no_neighbour(message, to.ip()),
        // A closed UDP port answers so; a closed TCP port would answer with RST.
        (Meaning::Port, Teller::Itself | Teller::Here) if transport == Transport::Udp => Trouble {
            what: say!(
                "chat-udp-unreachable",
                address = to.to_string(),
                icmp = named(message)
            ),
            remedy: Some(udp_port(unreached, to)),
        },
        _ => Trouble {
            what: told(meaning, teller.say(to.ip()), transport, message, to),
            remedy: remedy(meaning, teller, to),
        },
    }
}

/// The message by its name and numbers.
fn named(message: &IcmpMessage) -> Say {
    say!(
        "chat-icmp-name",
        name = if message.v6 { "ICMPv6" } else { "ICMP" },
        kind = message.kind,
        code = message.code
    )
}

/// What the message says, and who (`by`).
fn told(
    meaning: Meaning,
    by: Say,
    transport: Transport,
    message: &IcmpMessage,
    to: SocketAddr,
) -> Say {
    let (icmp, address, host) = (named(message), to.to_string(), to.ip().to_string());
    match meaning {
        Meaning::Port => say!("chat-icmp-port", by = by, address = address, icmp = icmp),
        Meaning::Host => say!("chat-icmp-host", by = by, address = host, icmp = icmp),
        Meaning::Network => say!("chat-icmp-network", by = by, address = host, icmp = icmp),
        Meaning::Protocol => say!(
            "chat-icmp-protocol",
            by = by,
            protocol = transport.name(),
            icmp = icmp
        ),
        Meaning::Prohibited => say!(
            "chat-icmp-prohibited",
            by = by,
            address = address,
            icmp = icmp
        ),
        Meaning::HopLimit if to.is_ipv6() => {
            say!("chat-icmp-hops-six", by = by, address = host, icmp = icmp)
        }
        Meaning::HopLimit => say!("chat-icmp-hops", by = by, address = host, icmp = icmp),
        Meaning::Other => say!("chat-icmp-other", by = by, address = address, icmp = icmp),
    }
}

/// What to try.
fn remedy(meaning: Meaning, teller: Teller, to: SocketAddr) -> Option<Say> {
    match meaning {
        Meaning::Port | Meaning::Protocol | Meaning::Prohibited => Some(teller.firewall(to)),
        Meaning::Host => Some(say!("chat-icmp-host-try")),
        Meaning::Network => Some(say!("chat-icmp-network-try")),
        Meaning::HopLimit => Some(say!("chat-icmp-hops-try")),
        Meaning::Other => None,
    }
}

fn udp_port(unreached: &Unreached, to: SocketAddr) -> Say {
    let port = to.port().to_string();
    if unreached.is_here(to.ip()) {
        say!("chat-port-here-try", port = port)
    } else {
        say!("chat-refused-try", port = port)
    }
}

/// Nobody on the link answers for that address.
fn no_neighbour(message: &IcmpMessage, address: IpAddr) -> Trouble {
    let address = address.to_string();
    let what = if message.v6 {
        say!("chat-no-neighbour-6", address = address)
    } else {
        say!("chat-no-neighbour", address = address)
    };
    Trouble {
        what,
        remedy: Some(say!("chat-no-neighbour-try")),
    }
}

/// No way out to that address.
pub fn no_route(to: SocketAddr) -> Trouble {
    let what = say!("chat-no-route", address = to.ip().to_string());
    let remedy = match to.ip() {
        ip if ip.is_loopback() => say!("chat-no-loopback-try"),
        IpAddr::V4(_) => say!("chat-no-route-try"),
        IpAddr::V6(_) => say!("chat-no-route-6-try"),
    };
    Trouble {
        what,
        remedy: Some(remedy),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const THERE: &str = "10.77.2.13:10101";

    fn told(
        transport: Transport,
        (v6, kind, code): (bool, u8, u8),
        from: &str,
        to: &str,
    ) -> (&'static str, &'static str) {
        let message = IcmpMessage {
            v6,
            kind,
            code,
            from: Some(from.parse().unwrap()),
        };
        let own = Some(
            if v6 { "fd77:1::11" } else { "10.77.1.11" }
                .parse()
                .unwrap(),
        );
        let unreached = Unreached {
            error: io::Error::from_raw_os_error(libc::EHOSTUNREACH),
            message: Some(message),
            own,
            reach: Reach::One,
        };
        let trouble = icmp(transport, &unreached, &message, to.parse().unwrap());
        (
            trouble.what.key,
            trouble.remedy.map_or("", |remedy| remedy.key),
        )
    }

    #[test]
    fn each_message_is_told_by_who_sent_it_and_a_cable_is_named_only_where_it_could_be_one() {
        let tcp = |message, from| told(Transport::Tcp, message, from, THERE);
        let (itself, router, here) = ("10.77.2.13", "10.77.1.1", "10.77.1.11");
        assert_eq!(
            tcp((false, 3, 3), itself),
            ("chat-icmp-port", "chat-firewall-there-try")
        );
        assert_eq!(
            tcp((false, 3, 3), here),
            ("chat-icmp-port", "chat-firewall-here-try")
        );
        assert_eq!(
            tcp((false, 3, 13), router),
            ("chat-icmp-prohibited", "chat-firewall-between-try")
        );
        assert_eq!(tcp((false, 3, 9), router).0, "chat-icmp-prohibited");
        assert_eq!(tcp((false, 3, 10), itself).0, "chat-icmp-prohibited");
        assert_eq!(
            tcp((false, 3, 1), router),
            ("chat-icmp-host", "chat-icmp-host-try")
        );
        assert_eq!(
            tcp((false, 3, 1), here),
            ("chat-no-neighbour", "chat-no-neighbour-try")
        );
        assert_eq!(
            tcp((false, 3, 0), router),
            ("chat-icmp-network", "chat-icmp-network-try")
        );
        assert_eq!(
            tcp((false, 3, 0), here),
            ("chat-no-route", "chat-no-route-try")
        );
        assert_eq!(tcp((false, 3, 2), itself).0, "chat-icmp-protocol");
        assert_eq!(
            tcp((false, 11, 0), router),
            ("chat-icmp-hops", "chat-icmp-hops-try")
        );
        assert_eq!(tcp((false, 12, 0), router), ("chat-icmp-other", ""));
    }

    #[test]
    fn the_same_over_ipv6() {
        let to = "[fd77:2::13]:10101";
        let tcp = |message, from| told(Transport::Tcp, message, from, to).0;
        assert_eq!(tcp((true, 1, 4), "fd77:2::13"), "chat-icmp-port");
        assert_eq!(tcp((true, 1, 1), "fd77:1::1"), "chat-icmp-prohibited");
        assert_eq!(tcp((true, 1, 3), "fd77:1::1"), "chat-icmp-host");
        assert_eq!(tcp((true, 1, 3), "fd77:1::11"), "chat-no-neighbour-6");
        assert_eq!(tcp((true, 1, 0), "fd77:1::1"), "chat-icmp-network");
        assert_eq!(tcp((true, 3, 0), "fd77:1::1"), "chat-icmp-hops-six");
        assert_eq!(
            tcp((true, 3, 3), "fd77:1::1"),
            "chat-icmp-other",
            "ICMP's numbers are not ICMPv6's"
        );
    }

    #[test]
    fn a_closed_udp_port_answers_by_icmp_and_a_firewall_on_the_way_is_none() {
        let udp = |from, to| told(Transport::Udp, (false, 3, 3), from, to);
        assert_eq!(
            udp("10.77.2.13", THERE),
            ("chat-udp-unreachable", "chat-refused-try")
        );
        assert_eq!(
            udp("10.77.1.1", THERE),
            ("chat-icmp-port", "chat-firewall-between-try")
        );
        assert_eq!(
            udp("127.0.0.1", "127.0.0.1:9999"),
            ("chat-udp-unreachable", "chat-port-here-try")
        );
    }
}
