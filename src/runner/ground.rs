//! The ground of a run: this machine, or two hosts of one's own on a cable; and who sees their frames.

use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::os::fd::{AsFd as _, OwnedFd};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;

use super::Reports;
use crate::exercise::{Ground, Report, RunId, Setting};
use crate::msg::capture::{Backend, LANE, SourceEvent, Tap, Wish};
use crate::place::{HostIds, InterfaceIndex};
use crate::practice::{self, Practice, Topology};
use crate::say;
use crate::say::Say;
use crate::source::{self, CaptureHandle, Sockets};
use crate::sys::factory::{SharedFactory, ThisMachine};
use crate::sys::socket as sys;
use crate::wire::LinkType;

/// A capture begins to run within some milliseconds; after this long one goes on without.
const PATIENCE: Duration = Duration::from_secs(2);

/// A ground that is ready. Dropping it takes it away.
pub(super) struct Prepared {
    pub(super) setting: Setting,
    pub(super) near: SharedFactory,
    pub(super) far: SharedFactory,
    pub(super) cable: Option<Cable>,
    /// Held; it ends first.
    _capture: Option<CaptureHandle>,
}

/// The cable between the two hosts.
#[derive(Clone)]
pub(super) struct Cable(Arc<Practice>);

impl Cable {
    /// Pulls it out, or plugs it in again.
    pub(super) fn unplug(&self, out: bool) -> io::Result<()> {
        if out { self.0.cut() } else { self.0.mend() }
    }
}

/// Prepares it. Where hosts of one's own are denied, this machine serves instead, and it is said why.
pub(super) fn prepare(
    ground: Ground,
    packets: Option<OwnedFd>,
    run: RunId,
    reports: &Reports,
) -> Prepared {
    match ground {
        Ground::Here => here(packets, run, reports),
        Ground::Cable => cable(run, reports).unwrap_or_else(|why| {
            let mut prepared = here(packets, run, reports);
            let note = say!("exercise-no-cable", why = why);
            prepared.setting.notes.insert(0, note);
            prepared
        }),
    }
}

fn here(packets: Option<OwnedFd>, run: RunId, reports: &Reports) -> Prepared {
    let mut setting = Setting {
        own: own_address(),
        ..Setting::here()
    };
    let near: SharedFactory = Arc::new(ThisMachine);
    let capture = packets.and_then(|socket| {
        let index = sys::interface_index(socket.as_fd(), "lo").ok()?;
        capture(Some(socket), tap(index, "lo", true), &near, run, reports)
    });
    setting.frames = capture.is_some();
    Prepared {
        setting,
        far: Arc::clone(&near),
        near,
        cable: None,
        _capture: capture,
    }
}

fn cable(run: RunId, reports: &Reports) -> Result<Prepared, Say> {
    let mut plan = Topology::pair();
    // Nobody greets: only the exercise itself talks on this cable.
    for host in &mut plan.hosts {
        host.services.clear();
    }
    let practice = practice::start(&plan, HostIds::default()).map_err(|error| error.say())?;
    let ids: Vec<_> = practice.hosts().map(|(id, _)| id).collect();
    let &[near, far] = ids.as_slice() else {
        return Err(say!("exercise-no-hosts"));
    };
    let (near, far) = (practice.opener(near), practice.opener(far));
    let mut addresses = plan
        .addresses()
        .map(|(address, _)| address)
        .filter(IpAddr::is_ipv4);
    let (Some(own), Some(other)) = (addresses.next(), addresses.next()) else {
        return Err(say!("exercise-no-hosts"));
    };
    let index = near
        .open(libc::AF_INET, libc::SOCK_DGRAM, 0)
        .and_then(|socket| sys::interface_index(socket.as_fd(), "eth0"))
        .map_err(|error| say!("exercise-no-interface", error = error.to_string()))?;
    let capture = capture(
        Arc::clone(&near),
        tap(index, "eth0", false),
        &near,
        run,
        reports,
    );
    Ok(Prepared {
        setting: Setting {
            ground: Ground::Cable,
            near: own,
            far: other,
            missing: missing(own, other),
            own: Some(own),
            frames: capture.is_some(),
            notes: Vec::new(),
        },
        near,
        far,
        cable: Some(Cable(Arc::new(practice))),
        _capture: capture,
    })
}

/// An address of the hosts' network that neither of them has.
fn missing(near: IpAddr, far: IpAddr) -> Option<IpAddr> {
    let IpAddr::V4(own) = near else {
        return None;
    };
    let [a, b, c, _] = own.octets();
    (9..=250)
        .map(|last| IpAddr::V4(Ipv4Addr::new(a, b, c, last)))
        .find(|free| ![near, far].contains(free))
}

/// The address that this machine would send from into the world. Nothing is sent: a UDP socket is only connected.
fn own_address() -> Option<IpAddr> {
    let socket = std::net::UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    // A documentation address (RFC 5737): any route that leads away will do.
    socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9)).ok()?;
    let own = socket.local_addr().ok()?.ip();
    (!own.is_loopback() && !own.is_unspecified()).then_some(own)
}

fn tap(index: u32, name: &str, loopback: bool) -> Tap {
    Tap {
        index: InterfaceIndex(index),
        name: name.into(),
        link: LinkType::Ethernet,
        loopback,
    }
}

/// Captures on one interface; its frames are reported. `None`: that is not possible here.
fn capture(
    sockets: impl Into<Sockets>,
    tap: Tap,
    host: &SharedFactory,
    run: RunId,
    reports: &Reports,
) -> Option<CaptureHandle> {
    let wish = Wish {
        host: host.host(),
        taps: vec![tap],
        ..Wish::default()
    };
    let (lane, mut events) = mpsc::channel(LANE);
    let handle = source::start(Backend::Ring, sockets, wish, lane).ok()?;
    let (tell, told) = std::sync::mpsc::channel();
    let reports = Arc::clone(reports);
    let forward = move || {
        while let Some(event) = events.blocking_recv() {
            match event {
                SourceEvent::Frames { batch, .. } => reports(run, Report::Frames(batch)),
                SourceEvent::Running { interfaces, .. } => drop(tell.send(!interfaces.is_empty())),
                SourceEvent::Lost { .. } => drop(tell.send(false)),
                SourceEvent::Blind { .. }
                | SourceEvent::Stats { .. }
                | SourceEvent::Ended { .. } => {}
            }
        }
    };
    let thread = std::thread::Builder::new().name("exercise frames".to_owned());
    thread.spawn(forward).ok()?;
    let runs = told.recv_timeout(PATIENCE).unwrap_or(false);
    runs.then_some(handle)
}
