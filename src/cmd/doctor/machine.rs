//! The network, the ports and the firewall of this machine.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;

use super::{Finding, small_file};
use crate::host::snapshot;
use crate::net::Snapshot;
use crate::sys::factory::ThisMachine;

/// The port the lab uses unless told otherwise.
/// Where wirelabs ask for each other, over UDP.
const FINDER: u16 = crate::chat::FINDER;

/// Addresses, default route, name servers.
pub fn network() -> Vec<Finding> {
    match snapshot(&ThisMachine) {
        Ok(host) => vec![addresses(&host), default_route(&host), name_servers(&host)],
        Err(error) => vec![Finding::problem(
            "network",
            format!("The interfaces cannot be read: {error}."),
            "a sandbox that denies netlink, most likely: start the program outside of it",
        )],
    }
}

fn addresses(host: &Snapshot) -> Finding {
    let all = host.interfaces.iter().flat_map(|interface| {
        interface
            .addresses
            .iter()
            .map(move |a| (interface, a.address))
    });
    let reachable: Vec<_> = all
        .filter(|(_, address)| !address.is_loopback() && !is_link_local(*address))
        .map(|(interface, address)| format!("{address} ({})", interface.name))
        .take(8)
        .collect();
    if reachable.is_empty() {
        let remedy = "plug the cable in or join the Wi-Fi; chat with yourself and the practice partner work without";
        return Finding::note(
            "addresses",
            "This machine has no address that others could reach.",
            remedy,
        );
    }
    Finding::ok(
        "addresses",
        format!("Others reach this machine at {}.", reachable.join(", ")),
    )
}

fn is_link_local(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => v4.is_link_local(),
        IpAddr::V6(v6) => v6.is_unicast_link_local(),
    }
}

fn default_route(host: &Snapshot) -> Finding {
    match host
        .default_route()
        .and_then(|route| Some((route.gateway?, host.interface(route.interface)?)))
    {
        Some((gateway, interface)) => Finding::ok(
            "route",
            format!(
                "The default route leads to {gateway} out of {}.",
                interface.name
            ),
        ),
        None => Finding::note(
            "route",
            "There is no default route: only machines on the same link can be reached.",
            "enough for two machines side by side; else ask DHCP (sudo dhclient) or your administrator",
        ),
    }
}

fn name_servers(host: &Snapshot) -> Finding {
    if host.dns.is_empty() {
        let remedy = "use addresses instead of names, or add a line 'nameserver ADDRESS' to /etc/resolv.conf";
        return Finding::note(
            "dns",
            "No name server is known: names like example.org cannot be looked up.",
            remedy,
        );
    }
    let servers: Vec<_> = host.dns.iter().map(IpAddr::to_string).collect();
    Finding::ok("dns", format!("Names are asked of {}.", servers.join(", ")))
}

/// The lab's port and the kernel's port ranges.
pub fn ports(port: u16) -> Vec<Finding> {
    let mut findings = vec![port_free(port)];
    let range = small_file("/proc/sys/net/ipv4/ip_local_port_range");
    let mut bounds = range
        .split_whitespace()
        .map_while(|word| word.parse::<u16>().ok());
    if let (Some(low), Some(high)) = (bounds.next(), bounds.next()) {
        findings.push(ephemeral(port, low, high));
    }
    if let Ok(start) = small_file("/proc/sys/net/ipv4/ip_unprivileged_port_start")
        .trim()
        .parse::<u32>()
    {
        findings.push(unprivileged(port, start));
    }
    findings
}

fn port_free(port: u16) -> Finding {
    let bound = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).and_then(
        |socket| {
            socket.set_reuse_address(true)?;
            socket.bind(&SocketAddr::from((Ipv4Addr::UNSPECIFIED, port)).into())
        },
    );
    match bound {
        Ok(()) => Finding::ok("port", format!("Port {port}, the lab's own, is free.")),
        Err(error) => Finding::note(
            "port",
            format!("Port {port}, the lab's own, cannot be used: {error}."),
            format!(
                "another wirelab, perhaps (ss -tlnp shows who); or choose another: /listen {}",
                port.saturating_add(1)
            ),
        ),
    }
}

fn ephemeral(port: u16, low: u16, high: u16) -> Finding {
    if (low..=high).contains(&port) {
        return Finding::note(
            "ephemeral",
            format!(
                "Outgoing connections take ports {low} to {high}, so one of them may happen to hold {port}."
            ),
            "should /listen say 'address in use', try again or choose another port",
        );
    }
    Finding::ok(
        "ephemeral",
        format!("Outgoing connections take ports {low} to {high}."),
    )
}

fn unprivileged(port: u16, start: u32) -> Finding {
    if start > u32::from(port) {
        let remedy = format!(
            "an administrator: sudo sysctl net.ipv4.ip_unprivileged_port_start=1024; or choose a port from {start} on"
        );
        return Finding::problem(
            "listening",
            format!("Listening below port {start} needs rights, so {port} does too."),
            remedy,
        );
    }
    Finding::ok(
        "listening",
        format!("You may listen on ports from {start} on."),
    )
}

/// Signs of a firewall that can be read without rights.
struct Signs {
    /// `/etc/ufw/ufw.conf`.
    ufw: String,
    /// firewalld's service runs.
    firewalld: bool,
    /// nftables' rules are loaded at boot.
    nftables: bool,
}

/// A firewall in front of the lab's port?
pub fn firewall(port: u16) -> Vec<Finding> {
    if cfg!(not(target_os = "linux")) {
        return Vec::new();
    }
    let any = |paths: &[&str]| paths.iter().any(|path| Path::new(path).exists());
    let signs = Signs {
        ufw: small_file("/etc/ufw/ufw.conf"),
        firewalld: any(&[
            "/sys/fs/cgroup/system.slice/firewalld.service",
            "/run/firewalld",
            "/run/firewalld.pid",
        ]),
        nftables: any(&[
            "/etc/systemd/system/sysinit.target.wants/nftables.service",
            "/etc/systemd/system/multi-user.target.wants/nftables.service",
        ]),
    };
    vec![judge(port, &signs)]
}

fn judge(port: u16, signs: &Signs) -> Finding {
    let ufw = signs
        .ufw
        .lines()
        .any(|line| line.trim().eq_ignore_ascii_case("enabled=yes"));
    let silent = "a neighbour who connects may wait for nothing";
    if ufw {
        let remedy = format!(
            "an administrator: sudo ufw allow {port}; sudo ufw allow {FINDER}/udp   (afterwards the same with: ufw delete allow)"
        );
        return Finding::note("firewall", format!("ufw is switched on: {silent}."), remedy);
    }
    if signs.firewalld {
        let remedy = format!(
            "an administrator, until the next start: sudo firewall-cmd --add-port={port}/tcp --add-port={FINDER}-{port}/udp"
        );
        return Finding::note(
            "firewall",
            format!("firewalld is running: {silent}."),
            remedy,
        );
    }
    if signs.nftables {
        let remedy = format!(
            "an administrator: sudo nft list ruleset   shows the rules; {port} needs an 'accept' for tcp and udp, {FINDER} for udp"
        );
        return Finding::note(
            "firewall",
            format!("nftables rules are loaded at boot: {silent}."),
            remedy,
        );
    }
    Finding::ok(
        "firewall",
        "No sign of ufw, firewalld or nftables at boot; rules made by hand cannot be seen without rights.",
    )
}

#[cfg(test)]
mod tests {
    use super::super::Verdict;
    use super::*;

    #[test]
    fn a_firewall_is_named_with_the_line_that_opens_the_port() {
        let signs = |ufw: &str, firewalld, nftables| {
            judge(
                10101,
                &Signs {
                    ufw: ufw.to_owned(),
                    firewalld,
                    nftables,
                },
            )
        };
        assert!(
            signs("# x\nENABLED=yes\n", true, false)
                .remedy
                .unwrap()
                .contains("ufw allow 10101; sudo ufw allow 10100/udp")
        );
        assert!(
            signs("ENABLED=no\n", true, false)
                .remedy
                .unwrap()
                .contains("--add-port=10101/tcp --add-port=10100-10101/udp")
        );
        assert!(signs("", false, true).fact.contains("nftables"));
        assert!(
            signs("", false, true)
                .remedy
                .unwrap()
                .contains("10100 for udp")
        );
        assert_eq!(signs("", false, false).verdict, Verdict::Ok);
    }

    #[test]
    fn port_ranges_are_judged_by_the_labs_port() {
        assert_eq!(ephemeral(10101, 32768, 60999).verdict, Verdict::Ok);
        assert_eq!(ephemeral(10101, 1024, 65535).verdict, Verdict::Note);
        assert_eq!(unprivileged(10101, 1024).verdict, Verdict::Ok);
        assert_eq!(unprivileged(10101, 20000).verdict, Verdict::Problem);
    }

    #[test]
    fn a_machine_without_network_is_told_what_still_works() {
        let bare = Snapshot::default();
        assert_eq!(
            [addresses(&bare), default_route(&bare), name_servers(&bare)].map(|f| f.verdict),
            [Verdict::Note; 3]
        );
    }
}
