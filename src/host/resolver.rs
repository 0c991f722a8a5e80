//! Which name servers this machine asks (resolv.conf(5)).

use std::io::Read as _;
use std::net::IpAddr;

/// Where programs look.
const FILE: &str = "/etc/resolv.conf";

/// Where systemd-resolved keeps the servers that it asks itself.
const BEHIND_THE_STUB: &str = "/run/systemd/resolve/resolv.conf";

/// No sensible file is longer.
const LONGEST: u64 = 64 * 1024;

/// The C library asks three; more are listed for the curious.
const MOST: usize = 8;

/// The name servers in order of use. systemd-resolved's own address (127.0.0.53) is only a relay on
/// this machine; the servers behind it are told instead.
#[must_use]
pub fn name_servers() -> Vec<IpAddr> {
    let servers = parse(&read(FILE));
    if servers.iter().any(|server| !is_stub(*server)) {
        return servers;
    }
    let behind = parse(&read(BEHIND_THE_STUB));
    if behind.is_empty() { servers } else { behind }
}

fn is_stub(server: IpAddr) -> bool {
    [IpAddr::from([127, 0, 0, 53]), IpAddr::from([127, 0, 0, 54])].contains(&server)
}

/// The start of a file; nothing where it cannot be read.
fn read(path: &str) -> String {
    let mut bytes = Vec::new();
    if let Ok(file) = std::fs::File::open(path) {
        let _ = file.take(LONGEST).read_to_end(&mut bytes);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The `nameserver` lines. An address may carry a zone (`fe80::1%eth0`), which is left out.
fn parse(text: &str) -> Vec<IpAddr> {
    let mut servers = Vec::new();
    for line in text.lines() {
        let mut words = line.split_whitespace();
        if words.next() != Some("nameserver") {
            continue;
        }
        let address = words
            .next()
            .and_then(|word| word.split('%').next()?.parse().ok());
        if let Some(address) =
            address.filter(|address| !servers.contains(address) && servers.len() < MOST)
        {
            servers.push(address);
        }
    }
    servers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_servers_are_read_in_order_and_once() {
        let text = "# nameserver 1.1.1.1\nsearch lab\nnameserver 10.0.0.1\nnameserver  fe80::1%eth0 \nnameserver 10.0.0.1\nnameserver x\n";
        assert_eq!(
            parse(text),
            [
                "10.0.0.1".parse::<IpAddr>().unwrap(),
                "fe80::1".parse().unwrap()
            ]
        );
    }

    #[test]
    fn a_long_list_is_cut() {
        let lines: Vec<_> = (0..50).map(|n| format!("nameserver 10.0.0.{n}")).collect();
        assert_eq!(parse(&lines.join("\n")).len(), MOST);
    }
}
