//! Builds the lab, inside the helper: namespaces, cables, addresses, services. By system calls and
//! netlink alone; no other program is needed.

use std::fs;
use std::io;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::os::fd::{AsFd as _, AsRawFd as _, BorrowedFd, OwnedFd};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use netlink_packet_core::{NLM_F_CREATE, NLM_F_EXCL, NLM_F_REPLACE};
use netlink_packet_route::address::{
    AddressAttribute, AddressFlags, AddressHeaderFlags, AddressMessage,
};
use netlink_packet_route::link::{
    AfSpecInet6, AfSpecUnspec, In6AddrGenMode, InfoData, InfoKind, InfoVeth, LinkAttribute,
    LinkFlags, LinkInfo, LinkMessage,
};
use netlink_packet_route::route::{
    RouteAttribute, RouteHeader, RouteMessage, RouteProtocol, RouteScope, RouteType,
};
use netlink_packet_route::{AddressFamily, RouteNetlinkMessage};
use tokio::net::{TcpListener, UdpSocket};
use tokio_util::sync::CancellationToken;

use super::error::Step;
use super::partner;
use super::topology::{Cable, HostPlan, Plug, Service, Topology};
use crate::host::HostError;
use crate::host::netlink::Client;
use crate::net::Flags;
use crate::sys::factory::ThisMachine;
use crate::sys::{namespace, offload};

/// How long the kernel may take to notice a cable: it looks once a second at worst.
const CARRIER: Duration = Duration::from_millis(1500);
/// Number of the first interface after loopback, which is 1 everywhere.
const FIRST_INDEX: u32 = 2;

/// Which step failed, and the system's error number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failure {
    /// The step.
    pub step: Step,
    /// `errno(3)`.
    pub errno: i32,
}

fn at(step: Step) -> impl Fn(io::Error) -> Failure {
    move |error| Failure {
        step,
        errno: error.raw_os_error().unwrap_or(libc::EIO),
    }
}

fn refused(step: Step) -> impl Fn(HostError) -> Failure {
    move |error| Failure {
        step,
        errno: error.errno().unwrap_or(libc::EIO),
    }
}

/// A lab that has been built. Its hosts live as long as this, or a socket opened on them.
#[derive(Debug)]
pub struct Lab {
    topology: Topology,
    /// The hosts' network namespaces, by name.
    hosts: Vec<(String, OwnedFd)>,
}

impl Lab {
    /// Builds everything. The process must have one thread only; it is in a user namespace of its
    /// own afterwards, and its main thread in one of the hosts.
    ///
    /// # Errors
    /// The first step that failed.
    pub fn build(topology: Topology) -> Result<Self, Failure> {
        own_user_namespace()?;
        let mut lab = Self {
            topology,
            hosts: Vec::new(),
        };
        for host in &lab.topology.hosts {
            let namespace = namespace::new_net().map_err(at(Step::Net))?;
            lab.hosts.push((host.name.clone(), namespace));
            set_link("lo", true).map_err(refused(Step::Address))?;
        }
        for (number, cable) in lab.topology.cables.iter().enumerate() {
            lab.lay(cable, FIRST_INDEX + 2 * number as u32)?;
        }
        for plug in lab.topology.cables.iter().flat_map(|cable| &cable.ends) {
            lab.enter(&plug.host).map_err(at(Step::Address))?;
            switch_on(plug).map_err(refused(Step::Address))?;
        }
        for plug in lab.topology.cables.iter().flat_map(|cable| &cable.ends) {
            lab.enter(&plug.host).map_err(at(Step::Address))?;
            carrier(plug).map_err(refused(Step::Address))?;
        }
        for host in &lab.topology.hosts {
            lab.lead(host).map_err(refused(Step::Address))?;
        }
        for host in &lab.topology.hosts {
            for service in &host.services {
                lab.start(&host.name, *service).map_err(at(Step::Service))?;
            }
        }
        Ok(lab)
    }

    /// The host's network namespace.
    ///
    /// # Errors
    /// `ENXIO` if there is no such host.
    pub fn namespace(&self, host: &str) -> io::Result<BorrowedFd<'_>> {
        let found = self.hosts.iter().find(|(name, _)| name == host);
        found
            .map(|(_, namespace)| namespace.as_fd())
            .ok_or_else(|| io::Error::from_raw_os_error(libc::ENXIO))
    }

    /// Moves the calling thread into a host.
    ///
    /// # Errors
    /// `ENXIO` if there is no such host.
    pub fn enter(&self, host: &str) -> io::Result<()> {
        namespace::enter_net(self.namespace(host)?)
    }

    /// Switches a host's interface on or off.
    ///
    /// # Errors
    /// What the kernel says; `ENXIO`, `ENODEV` for no such host, no such interface.
    pub fn link(&self, host: &str, interface: &str, up: bool) -> io::Result<()> {
        self.enter(host)?;
        let plugs = self.topology.cables.iter().flat_map(|cable| &cable.ends);
        let plug = plugs
            .into_iter()
            .find(|plug| plug.host == host && plug.interface == interface);
        let result = match (up, plug) {
            // Switching off takes the IPv6 addresses away; they come back with the rest.
            (true, Some(plug)) => switch_on(plug),
            _ => set_link(interface, up),
        };
        let result = result.and_then(|()| {
            self.topology
                .hosts
                .iter()
                .filter(|plan| plan.name == host)
                .try_for_each(|plan| self.lead(plan))
        });
        result.map_err(|error| io::Error::from_raw_os_error(error.errno().unwrap_or(libc::EIO)))
    }

    /// A host's ways out; a router passes on what is for others.
    fn lead(&self, host: &HostPlan) -> Result<(), HostError> {
        if !host.forwards && host.gateways.is_empty() {
            return Ok(());
        }
        self.enter(&host.name).map_err(HostError::Open)?;
        if host.forwards {
            // The kernel has these for each namespace; without IPv6 there is no second one.
            fs::write("/proc/sys/net/ipv4/ip_forward", "1").map_err(HostError::Open)?;
            let _ = fs::write("/proc/sys/net/ipv6/conf/all/forwarding", "1");
        }
        for gateway in &host.gateways {
            match change(default_route(*gateway), NLM_F_CREATE | NLM_F_REPLACE) {
                // Switched off, it has no way out until it is switched on again.
                Err(error) if gateway.is_ipv6() || error.errno() == Some(libc::ENETUNREACH) => {}
                other => other?,
            }
        }
        Ok(())
    }

    /// A veth pair: each end is made where it belongs, with its name and MAC. The interface numbers
    /// are `index` and the next: two ends of the same number look to the kernel like no link at all
    /// (`linkwatch_urgent_event`), and it would take up to a second to see the cable.
    fn lay(&self, cable: &Cable, index: u32) -> Result<(), Failure> {
        let [near, far] = &cable.ends;
        self.enter(&near.host).map_err(at(Step::Cable))?;
        let mut peer = end(far, index + 1);
        peer.attributes.push(LinkAttribute::NetNsFd(
            self.namespace(&far.host)
                .map_err(at(Step::Cable))?
                .as_raw_fd(),
        ));
        let mut message = end(near, index);
        message.attributes.push(LinkAttribute::LinkInfo(vec![
            LinkInfo::Kind(InfoKind::Veth),
            LinkInfo::Data(InfoData::Veth(InfoVeth::Peer(peer))),
        ]));
        change(
            RouteNetlinkMessage::NewLink(message),
            NLM_F_CREATE | NLM_F_EXCL,
        )
        .map_err(refused(Step::Cable))
    }

    /// Runs a service in a thread that has moved to the host. It ends with the process.
    fn start(&self, host: &str, service: Service) -> io::Result<()> {
        let Service::Partner { port } = service;
        let inside = self.namespace(host)?.try_clone_to_owned()?;
        let (tell, told) = mpsc::channel();
        std::thread::Builder::new()
            .name("partner".to_owned())
            .spawn(move || {
                let sockets = namespace::enter_net(inside.as_fd())
                    .and_then(|()| runtime())
                    .and_then(|runtime| {
                        let sockets = runtime.block_on(listen(port))?;
                        Ok((runtime, sockets))
                    });
                match sockets {
                    Ok((runtime, (tcp, udp))) => {
                        let _ = tell.send(Ok(()));
                        runtime.block_on(partner::serve(tcp, Some(udp), CancellationToken::new()));
                    }
                    Err(error) => drop(tell.send(Err(error))),
                }
            })?;
        told.recv()
            .unwrap_or_else(|_| Err(io::ErrorKind::Other.into()))
    }
}

fn runtime() -> io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .enable_time()
        .build()
}

/// Both sockets at every address of the host; IPv4 alone where the kernel has no IPv6.
async fn listen(port: u16) -> io::Result<(TcpListener, UdpSocket)> {
    let six = SocketAddr::new(Ipv6Addr::UNSPECIFIED.into(), port);
    let four = SocketAddr::new(std::net::Ipv4Addr::UNSPECIFIED.into(), port);
    match TcpListener::bind(six).await {
        Ok(tcp) => Ok((tcp, UdpSocket::bind(six).await?)),
        Err(_) => Ok((TcpListener::bind(four).await?, UdpSocket::bind(four).await?)),
    }
}

/// A user namespace in which the caller is root and nobody else exists (`user_namespaces(7)`).
fn own_user_namespace() -> Result<(), Failure> {
    let (uid, gid) = (nix::unistd::geteuid(), nix::unistd::getegid());
    if let Err(error) = namespace::new_user() {
        // Real root in a container without user namespaces needs none: try what it is wanted for.
        return namespace::new_net()
            .map(drop)
            .map_err(|_| at(Step::User)(error));
    }
    // An unprivileged process may write gid_map only after giving setgroups(2) up.
    match fs::write("/proc/self/setgroups", "deny") {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(at(Step::Map)(error)),
        _ => {}
    }
    fs::write("/proc/self/uid_map", format!("0 {uid} 1")).map_err(at(Step::Map))?;
    fs::write("/proc/self/gid_map", format!("0 {gid} 1")).map_err(at(Step::Map))
}

fn change(message: RouteNetlinkMessage, flags: u16) -> Result<(), HostError> {
    Client::open(&ThisMachine)?.acknowledge(message, flags)
}

/// One end of a cable, as it is created.
fn end(plug: &Plug, index: u32) -> LinkMessage {
    let mut message = LinkMessage::default();
    message.header.index = index;
    message.attributes = vec![
        LinkAttribute::IfName(plug.interface.clone()),
        LinkAttribute::Address(plug.mac.to_vec()),
    ];
    message
}

fn set_link(interface: &str, up: bool) -> Result<(), HostError> {
    let mut message = LinkMessage::default();
    message.header.change_mask = LinkFlags::Up;
    message.header.flags = if up {
        LinkFlags::Up
    } else {
        LinkFlags::empty()
    };
    message
        .attributes
        .push(LinkAttribute::IfName(interface.to_owned()));
    change(RouteNetlinkMessage::SetLink(message), 0)
}

/// Offloads off, interface on, addresses set. Runs in the plug's host; may run again.
fn switch_on(plug: &Plug) -> Result<(), HostError> {
    let socket =
        crate::sys::socket::open(libc::AF_INET, libc::SOCK_DGRAM, 0).map_err(HostError::Open)?;
    // Best done, not needed: without it a capture shows unfinished checksums, and says so.
    let _ = offload::switch_off(socket.as_fd(), &plug.interface);
    // No address but those of the plan: the kernel's own link-local one would be checked for
    // duplicates for a second, and not be usable meanwhile. No IPv6 in this kernel: nothing to set.
    let _ = own_link_local(&plug.interface);
    set_link(&plug.interface, true)?;
    let mut client = Client::open(&ThisMachine)?;
    let links = client.links()?;
    let index = links
        .iter()
        .find(|link| link.name == plug.interface.as_bytes())
        .map_or(0, |link| link.index.0);
    for (address, prefix) in &plug.addresses {
        match client.acknowledge(
            set_address(index, *address, *prefix),
            NLM_F_CREATE | NLM_F_REPLACE,
        ) {
            Err(error) if address.is_ipv6() && no_ipv6(&error) => {}
            other => other?,
        }
    }
    Ok(())
}

/// Waits until the kernel has noticed that the cable is in (`linkwatch`, some milliseconds), so that
/// a lab is whole when it is handed out. After [`CARRIER`] it is handed out as it is.
fn carrier(plug: &Plug) -> Result<(), HostError> {
    let mut client = Client::open(&ThisMachine)?;
    let end = Instant::now() + CARRIER;
    while Instant::now() < end {
        let links = client.links()?;
        if links
            .iter()
            .any(|link| link.name == plug.interface.as_bytes() && link.flags.has(Flags::RUNNING))
        {
            break;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    Ok(())
}

fn no_ipv6(error: &HostError) -> bool {
    matches!(
        error.errno(),
        Some(libc::EOPNOTSUPP | libc::EAFNOSUPPORT | libc::EACCES)
    )
}

fn own_link_local(interface: &str) -> Result<(), HostError> {
    let mut message = LinkMessage::default();
    let mode = AfSpecUnspec::Inet6(vec![AfSpecInet6::AddrGenMode(In6AddrGenMode::None)]);
    message.attributes = vec![
        LinkAttribute::IfName(interface.to_owned()),
        LinkAttribute::AfSpecUnspec(vec![mode]),
    ];
    change(RouteNetlinkMessage::SetLink(message), 0)
}

/// Whatever is not near goes to this router.
fn default_route(gateway: IpAddr) -> RouteNetlinkMessage {
    let mut message = RouteMessage::default();
    message.header.address_family = if gateway.is_ipv4() {
        AddressFamily::Inet
    } else {
        AddressFamily::Inet6
    };
    message.header.table = RouteHeader::RT_TABLE_MAIN;
    message.header.protocol = RouteProtocol::Static;
    message.header.scope = RouteScope::Universe;
    message.header.kind = RouteType::Unicast;
    message.attributes = vec![RouteAttribute::Gateway(gateway.into())];
    RouteNetlinkMessage::NewRoute(message)
}

fn set_address(index: u32, address: IpAddr, prefix: u8) -> RouteNetlinkMessage {
    let mut message = AddressMessage::default();
    message.header.index = index;
    message.header.prefix_len = prefix;
    message.attributes = vec![
        AddressAttribute::Local(address),
        AddressAttribute::Address(address),
    ];
    match address {
        IpAddr::V4(four) => {
            message.header.family = AddressFamily::Inet;
            let hosts = u32::MAX.checked_shr(u32::from(prefix)).unwrap_or(0);
            message.attributes.push(AddressAttribute::Broadcast(
                (u32::from(four) | hosts).into(),
            ));
        }
        IpAddr::V6(_) => {
            message.header.family = AddressFamily::Inet6;
            message.header.flags = AddressHeaderFlags::Nodad;
            message
                .attributes
                .push(AddressAttribute::Flags(AddressFlags::Nodad));
        }
    }
    RouteNetlinkMessage::NewAddress(message)
}
