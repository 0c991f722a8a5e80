//! `wirelab ip`: the interfaces, as ifconfig and `ip addr` together would show them.

use std::io::Write;
use std::net::Ipv4Addr;

use serde::Serialize;

use super::out::{Stop, line, stdout};
use crate::cli::IpArgs;
use crate::host::snapshot;
use crate::net::{Address, Counters, Interface, Snapshot};
use crate::sys::factory::ThisMachine;

/// Prints this machine's interfaces, or the one asked for.
///
/// # Errors
/// [`Stop::Usage`] for an interface that does not exist, [`Stop::Failed`] where the machine cannot
/// be read, [`Stop::ReaderGone`] for a broken pipe.
pub fn run(args: &IpArgs) -> Result<(), Stop> {
    let snapshot = snapshot(&ThisMachine).map_err(|error| Stop::Failed(error.to_string()))?;
    let interfaces = wanted(&snapshot, args.interface.as_deref())?;
    let mut out = stdout();
    for interface in interfaces {
        if args.json {
            line(&mut out, &json(interface))?;
        } else {
            write!(out, "{}", text(interface))?;
        }
    }
    Ok(out.flush()?)
}

fn wanted<'a>(snapshot: &'a Snapshot, name: Option<&str>) -> Result<Vec<&'a Interface>, Stop> {
    let Some(name) = name else {
        return Ok(snapshot.interfaces.iter().collect());
    };
    let found: Vec<_> = snapshot
        .interfaces
        .iter()
        .filter(|interface| interface.name == name)
        .collect();
    if found.is_empty() {
        let names: Vec<_> = snapshot
            .interfaces
            .iter()
            .map(|interface| interface.name.as_str())
            .collect();
        return Err(Stop::Usage(format!(
            "no interface {name:?} here; there are: {}",
            names.join(", ")
        )));
    }
    Ok(found)
}

/// The names of the JSON form are a promise: scripts read them.
#[derive(Serialize)]
struct Row<'a> {
    name: &'a str,
    index: u32,
    kind: &'a str,
    state: &'a str,
    flags: Vec<&'static str>,
    mac: Option<String>,
    mtu: Option<u32>,
    addresses: Vec<AddressRow>,
    rx: Option<Counters>,
    tx: Option<Counters>,
}

#[derive(Serialize)]
struct AddressRow {
    address: String,
    /// Left out where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    peer: Option<String>,
    prefix: u8,
    netmask: Option<Ipv4Addr>,
    broadcast: Option<Ipv4Addr>,
    scope: &'static str,
}

fn json(interface: &Interface) -> String {
    let address = |address: &Address| AddressRow {
        address: address.address.to_string(),
        peer: address.peer.map(|peer| peer.to_string()),
        prefix: address.prefix,
        netmask: address.netmask(),
        broadcast: address.broadcast,
        scope: address.scope.name(),
    };
    let row = Row {
        name: &interface.name,
        index: interface.index.0,
        kind: interface.kind.name(),
        state: interface.state.name(),
        flags: interface.flags.names(),
        mac: interface.mac.map(|mac| mac.to_string()),
        mtu: known_mtu(interface),
        addresses: interface.addresses.iter().map(address).collect(),
        rx: interface.rx.known(),
        tx: interface.tx.known(),
    };
    // Strings and numbers only: nothing in it can fail to be written.
    serde_json::to_string(&row).unwrap_or_default()
}

fn known_mtu(interface: &Interface) -> Option<u32> {
    Some(interface.mtu).filter(|mtu| *mtu > 0)
}

fn text(interface: &Interface) -> String {
    let mtu = known_mtu(interface).map_or_else(|| "?".to_owned(), |mtu| mtu.to_string());
    let flags = interface.flags.names().join(",");
    let (kind, state) = (interface.kind.name(), interface.state.name());
    let mut text = format!(
        "{}: {} <{flags}> {kind} {state} mtu {mtu}\n",
        interface.index.0, interface.name
    );
    if let Some(mac) = interface.mac {
        text += &format!("    mac {mac}\n");
    }
    for address in &interface.addresses {
        text += &address_text(address);
    }
    text += &counters_text("rx", interface.rx);
    text += &counters_text("tx", interface.tx);
    text
}

fn address_text(address: &Address) -> String {
    let family = if address.address.is_ipv4() {
        "inet"
    } else {
        "inet6"
    };
    let mut text = format!("    {family} {address}");
    if let Some(netmask) = address.netmask() {
        text += &format!(" netmask {netmask}");
    }
    if let Some(broadcast) = address.broadcast {
        text += &format!(" broadcast {broadcast}");
    }
    text + &format!(" scope {}\n", address.scope.name())
}

fn counters_text(way: &str, counters: Counters) -> String {
    counters.known().map_or_else(
        String::new,
        |Counters {
             bytes,
             packets,
             errors,
             dropped,
         }| {
            format!("    {way} bytes {bytes} packets {packets} errors {errors} dropped {dropped}\n")
        },
    )
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::*;
    use crate::net::{Flags, InterfaceKind, LinkState, Scope};
    use crate::place::InterfaceIndex;
    use crate::wire::{LinkType, MacAddr};

    fn eth0() -> Interface {
        Interface {
            index: InterfaceIndex(2),
            name: "eth0".into(),
            kind: InterfaceKind::Ethernet,
            flags: Flags(Flags::UP.0 | Flags::BROADCAST.0),
            state: LinkState::NoCarrier,
            mac: Some(MacAddr([2, 0, 0, 0, 0, 1])),
            mtu: 1500,
            link: LinkType::Ethernet,
            addresses: vec![Address {
                peer: None,
                address: IpAddr::from([10, 77, 1, 12]),
                prefix: 24,
                broadcast: Some([10, 77, 1, 255].into()),
                scope: Scope::Global,
            }],
            rx: Counters {
                bytes: 10,
                packets: 1,
                errors: 0,
                dropped: 0,
            },
            tx: Counters::UNKNOWN,
        }
    }

    #[test]
    fn json_has_the_promised_names_and_null_for_the_unknown() {
        assert_eq!(
            json(&eth0()),
            r#"{"name":"eth0","index":2,"kind":"ethernet","state":"no-carrier","flags":["UP","BROADCAST"],"mac":"02:00:00:00:00:01","mtu":1500,"addresses":[{"address":"10.77.1.12","prefix":24,"netmask":"255.255.255.0","broadcast":"10.77.1.255","scope":"global"}],"rx":{"bytes":10,"packets":1,"errors":0,"dropped":0},"tx":null}"#
        );
    }

    #[test]
    fn text_reads_like_ip_addr_with_the_netmask_of_ifconfig() {
        assert_eq!(
            text(&eth0()),
            "2: eth0 <UP,BROADCAST> ethernet no-carrier mtu 1500\n    mac 02:00:00:00:00:01\n    inet 10.77.1.12/24 netmask 255.255.255.0 broadcast 10.77.1.255 scope global\n    rx bytes 10 packets 1 errors 0 dropped 0\n"
        );
    }

    #[test]
    fn a_point_to_point_address_has_its_peer() {
        let mut tunnel = eth0();
        tunnel.addresses[0] = Address {
            address: [10, 9, 0, 1].into(),
            peer: Some([10, 9, 0, 2].into()),
            prefix: 32,
            broadcast: None,
            scope: Scope::Global,
        };
        assert!(
            text(&tunnel).contains(
                "    inet 10.9.0.1 peer 10.9.0.2/32 netmask 255.255.255.255 scope global\n"
            )
        );
        assert!(json(&tunnel).contains(r#"[{"address":"10.9.0.1","peer":"10.9.0.2","prefix":32,"#));
    }

    #[test]
    fn a_tunnel_without_mac_or_address_is_fine() {
        let odd = Interface {
            mac: None,
            mtu: 0,
            addresses: Vec::new(),
            rx: Counters::UNKNOWN,
            ..eth0()
        };
        assert!(json(&odd).contains(r#""mac":null,"mtu":null,"addresses":[],"rx":null"#));
        assert_eq!(
            text(&odd),
            "2: eth0 <UP,BROADCAST> ethernet no-carrier mtu ?\n"
        );
    }

    #[test]
    fn an_unknown_name_is_a_usage_error_that_lists_the_names() {
        let host = Snapshot {
            interfaces: vec![eth0()],
            ..Snapshot::default()
        };
        assert!(
            matches!(wanted(&host, Some("eht0")), Err(Stop::Usage(why)) if why.contains("there are: eth0"))
        );
        assert_eq!(wanted(&host, Some("eth0")).unwrap().len(), 1);
    }
}
