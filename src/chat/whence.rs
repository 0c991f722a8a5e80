//! Where what was typed leads, and from which host.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV6};
use std::os::fd::AsFd as _;
use std::time::Duration;

use tokio::time::timeout;

use crate::sys::factory::SharedFactory;

use super::address::{HostPart, Target};
use super::hosts::{Hosts, host_of};
use super::trouble;
use crate::msg::chat::Trouble;

/// A name's addresses are waited for this long.
const LOOKUP: Duration = Duration::from_secs(5);

/// Where to bind or to connect, in the order to try.
pub async fn resolve(
    opener: &SharedFactory,
    target: &Target,
    unsaid: &[IpAddr],
) -> Result<Vec<SocketAddr>, Trouble> {
    let port = target.port;
    let at = |ip: &IpAddr| SocketAddr::new(*ip, port);
    match &target.host {
        HostPart::Unsaid => Ok(unsaid.iter().map(at).collect()),
        HostPart::Ip(ip) => Ok(vec![at(ip)]),
        HostPart::Zoned(ip, zone) => {
            let index = zone_index(opener, zone).ok_or_else(|| trouble::zone(zone))?;
            Ok(vec![SocketAddr::V6(SocketAddrV6::new(*ip, port, 0, index))])
        }
        HostPart::Name(name) => {
            match timeout(LOOKUP, tokio::net::lookup_host((name.as_str(), port))).await {
                Ok(Ok(found)) => {
                    let found: Vec<_> = found.take(8).collect();
                    if found.is_empty() {
                        Err(trouble::name(name))
                    } else {
                        Ok(found)
                    }
                }
                _ => Err(trouble::name(name)),
            }
        }
    }
}

/// An interface's number by its name on the opener's host; a number stands for itself.
pub fn zone_index(opener: &SharedFactory, zone: &str) -> Option<u32> {
    if let Ok(index) = zone.parse() {
        return Some(index);
    }
    #[cfg(target_os = "linux")]
    {
        let socket = opener.open(libc::AF_INET6, libc::SOCK_DGRAM, 0).ok()?;
        crate::sys::socket::interface_index(socket.as_fd(), zone).ok()
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = opener;
        None
    }
}

/// All addresses of this machine, IPv6 (which takes IPv4 along) first.
pub const EVERYWHERE: [IpAddr; 2] = [
    IpAddr::V6(Ipv6Addr::UNSPECIFIED),
    IpAddr::V4(Ipv4Addr::UNSPECIFIED),
];
/// This machine itself.
pub const MYSELF: [IpAddr; 2] = [
    IpAddr::V4(Ipv4Addr::LOCALHOST),
    IpAddr::V6(Ipv6Addr::LOCALHOST),
];

/// Where what was typed leads, in the order to try, and from which host. Names are looked up on this machine.
///
/// # Errors
/// A name that nobody knows, a zone that is not there, a host that has gone.
pub async fn ways(
    hosts: &Hosts,
    target: &Target,
    unsaid: &[IpAddr],
) -> Result<Vec<(SharedFactory, SocketAddr)>, Trouble> {
    let (home, others) = (hosts.home(), hosts.others());
    let opener = |host| hosts.opener(host).ok_or_else(trouble::no_host);
    if let HostPart::Zoned(ip, zone) = &target.host {
        let has_zone = |host| {
            hosts
                .opener(host)
                .is_some_and(|opener| zone_index(&opener, zone).is_some())
        };
        let opener = opener(host_of((*ip).into(), has_zone, home.host(), &others))?;
        let found = resolve(&opener, target, unsaid).await?;
        return Ok(found
            .into_iter()
            .map(|address| (opener.clone(), address))
            .collect());
    }
    let found = resolve(home, target, unsaid).await?;
    found
        .into_iter()
        .map(|address| {
            Ok((
                opener(host_of(address.ip(), |_| false, home.host(), &others))?,
                address,
            ))
        })
        .collect()
}
