//! Names of well-known ports (IANA Service Name and Transport Protocol Port Number Registry).

use std::ops::Range;

use super::named::Named;
use super::protocol::Protocol;
use super::tree::Head;
use crate::say;
use crate::say::Say;

/// The UDP port at which wirelabs find each other.
pub const FINDER: u16 = 10100;
/// How their datagrams begin: the name and the version.
pub const FINDER_MAGIC: &[u8] = b"WLAB\x01";

/// `port`, name, and whether it is used over (TCP, UDP).
const SERVICES: &[(u16, &str, bool, bool)] = &[
    (7, "echo", true, true),
    (9, "discard", true, true),
    (13, "daytime", true, true),
    (17, "qotd", true, true),
    (19, "chargen", true, true),
    (20, "ftp-data", true, false),
    (21, "ftp", true, false),
    (22, "ssh", true, false),
    (23, "telnet", true, false),
    (25, "smtp", true, false),
    (37, "time", true, true),
    (43, "whois", true, false),
    (53, "domain", true, true),
    (67, "bootps", false, true),
    (68, "bootpc", false, true),
    (69, "tftp", false, true),
    (79, "finger", true, false),
    (80, "http", true, true),
    (88, "kerberos", true, true),
    (110, "pop3", true, false),
    (111, "sunrpc", true, true),
    (119, "nntp", true, false),
    (123, "ntp", false, true),
    (137, "netbios-ns", false, true),
    (138, "netbios-dgm", false, true),
    (139, "netbios-ssn", true, false),
    (143, "imap", true, false),
    (161, "snmp", false, true),
    (162, "snmptrap", false, true),
    (179, "bgp", true, false),
    (194, "irc", true, false),
    (389, "ldap", true, true),
    (443, "https", true, true),
    (445, "microsoft-ds", true, false),
    (465, "submissions", true, false),
    (500, "isakmp", false, true),
    (514, "syslog", false, true),
    (520, "rip", false, true),
    (546, "dhcpv6-client", false, true),
    (547, "dhcpv6-server", false, true),
    (554, "rtsp", true, true),
    (587, "submission", true, false),
    (631, "ipp", true, true),
    (636, "ldaps", true, false),
    (853, "domain-s", true, true),
    (873, "rsync", true, false),
    (993, "imaps", true, false),
    (995, "pop3s", true, false),
    (1080, "socks", true, false),
    (1194, "openvpn", true, true),
    (1883, "mqtt", true, false),
    (1900, "ssdp", false, true),
    (2049, "nfs", true, true),
    (3306, "mysql", true, false),
    (3389, "rdp", true, true),
    (3478, "stun", true, true),
    (4500, "ipsec-nat-t", false, true),
    (5004, "rtp", false, true),
    (5060, "sip", true, true),
    (5201, "iperf3", true, true),
    (5222, "xmpp-client", true, false),
    (5353, "mdns", false, true),
    (5355, "llmnr", true, true),
    (5432, "postgresql", true, false),
    (5900, "vnc", true, false),
    (6379, "redis", true, false),
    (6667, "ircd", true, false),
    (8080, "http-alt", true, false),
    (8443, "https-alt", true, false),
    (8883, "secure-mqtt", true, false),
    (FINDER, "wirelab-finder", false, true),
    (10101, "wirelab", true, true),
    (27017, "mongodb", true, false),
    (51820, "wireguard", false, true),
];

/// The service usually found at a port of `Protocol::Tcp` or `Protocol::Udp`. A habit, not a rule:
/// any program may use any port.
#[must_use]
pub fn service(transport: Protocol, port: u16) -> Option<&'static str> {
    let &(_, name, tcp, udp) = SERVICES.get(SERVICES.binary_search_by_key(&port, |s| s.0).ok()?)?;
    match transport {
        Protocol::Tcp if tcp => Some(name),
        Protocol::Udp if udp => Some(name),
        _ => None,
    }
}

/// Reads source and destination port of `Protocol::Tcp` or `Protocol::Udp`; each is `None` where it is cut off.
pub(super) fn read(
    head: &mut Head<'_>,
    transport: Protocol,
    [src, dst]: [(Range<usize>, Named); 2],
) -> [Option<u16>; 2] {
    let src = head.num(src.0, &src.1, |port| {
        say!("wire-port-from", kind = kind(transport, port as u16))
    });
    let src = head.known(src as u16);
    let dst = head.num(dst.0, &dst.1, |port| {
        say!("wire-port-to", kind = kind(transport, port as u16))
    });
    [src, head.known(dst as u16)]
}

/// Whose port it is, by its service or by the range it is in (RFC 6335 §6).
fn kind(transport: Protocol, port: u16) -> Say {
    match (service(transport, port), port) {
        (Some(name), _) => say!("wire-port-service", name = name),
        (None, 0) => say!("wire-port-zero"),
        (None, 1..=1023) => say!("wire-port-system"),
        // Linux takes its own from 32768 on (ip_local_port_range), others from 49152 on (RFC 6335).
        (None, 32768..) => say!("wire-port-dynamic"),
        (None, _) => say!("wire-port-user"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order() {
        assert!(SERVICES.windows(2).all(|two| two[0].0 < two[1].0));
    }

    #[test]
    fn names_are_per_transport() {
        assert_eq!(service(Protocol::Tcp, 22), Some("ssh"));
        assert_eq!(service(Protocol::Udp, 22), None);
        assert_eq!(service(Protocol::Udp, 5353), Some("mdns"));
        assert_eq!(service(Protocol::Tcp, 4), None);
    }
}
