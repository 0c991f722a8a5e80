//! The way of a message that was not sent: what this machine's tables and settings say of it now.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use crate::chat;
use crate::cli::EncapArgs;
use crate::cmd::out::Stop;
use crate::compose::{Rebuilt, rebuild};
use crate::frame::Frame;
use crate::host::{self, snapshot};
use crate::journey::lookup::{Sending, medium};
use crate::journey::{Facts, Journey, Lookups, Medium, Mine, Part, Party, Relays, Subject, path};
use crate::net::{Hop, Snapshot, Way};
use crate::place::HostId;
use crate::proto::chat::codec::{Body, Record, at};
use crate::record::{Agreed, Calls, Carried, SocketId, Transport};
use crate::settings::Port;
use crate::sys::factory::{SharedFactory, ThisMachine};
use crate::text::Text;
use crate::wire::Context;

/// The ways of a message's frames, and what has to be said beside them.
pub(super) struct Ways {
    /// In order.
    pub(super) journeys: Vec<Journey>,
    /// For standard error.
    pub(super) notes: Vec<String>,
}

impl Ways {
    pub(super) const fn of(journeys: Vec<Journey>) -> Self {
        Self {
            journeys,
            notes: Vec::new(),
        }
    }
}

/// What is sent, and how.
struct Message {
    carried: Carried,
    way: Way,
}

/// The ways of the frames that would carry `said` to `to` now.
pub(super) fn ways(
    said: &str,
    to: (&str, Port),
    args: &EncapArgs,
    text: &Text,
) -> Result<Ways, Stop> {
    let host = snapshot(&ThisMachine).map_err(|error| Stop::Failed(error.to_string()))?;
    let remote = receiver(&host, to, text)?;
    let message = message(&host, remote, said, args)?;
    let ttl = host::default_ttl();
    let facts = path::facts(&host, &message.carried, ttl).ok_or_else(|| no_way(remote))?;
    let Rebuilt { frames, more } = rebuild(&message.carried, &facts, crate::sys::clock::now());
    if frames.is_empty() {
        return Err(Stop::Failed(format!(
            "the receiver {remote} and this machine's address are not of one family"
        )));
    }
    let of = frames.len() + more;
    let journey = |(index, frame)| journey(&host, &message, frame, Part { index, of }, ttl);
    let journeys: Vec<Journey> = frames.into_iter().enumerate().map(journey).collect();
    Ok(Ways {
        notes: notes(&journeys, &message, args, more),
        journeys,
    })
}

/// The first address that there is a way to, as a program would try them.
fn receiver(host: &Snapshot, (to, usual): (&str, Port), text: &Text) -> Result<SocketAddr, Stop> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let opener: SharedFactory = Arc::new(ThisMachine);
    let found = runtime.block_on(chat::addresses(&opener, to, usual.0));
    let found = found.map_err(|trouble| {
        let remedy = trouble
            .remedy
            .map(|say| format!(" {}", text.say(&say)))
            .unwrap_or_default();
        Stop::Usage(format!("{}{remedy}", text.say(&trouble.what)))
    })?;
    let first = found
        .first()
        .copied()
        .ok_or_else(|| Stop::Usage(format!("{to} has no address")))?;
    if first.port() == 0 {
        return Err(Stop::Usage(format!(
            "{to}: port 0 is nobody's; say the port that the receiver listens on"
        )));
    }
    Ok(found
        .into_iter()
        .find(|a| path::way(host, *a).is_some_and(|way| way.source.is_some()))
        .unwrap_or(first))
}

fn no_way(remote: SocketAddr) -> Stop {
    Stop::Failed(format!(
        "this machine knows no way to {}: no route leads there (see: ip route)",
        remote.ip()
    ))
}

fn message(
    host: &Snapshot,
    remote: SocketAddr,
    said: &str,
    args: &EncapArgs,
) -> Result<Message, Stop> {
    let way = path::way(host, remote).ok_or_else(|| no_way(remote))?;
    let Some(source) = way.source else {
        return Err(Stop::Failed(format!(
            "the interface towards {} has no address to send from",
            remote.ip()
        )));
    };
    let transport = if args.udp {
        Transport::Udp
    } else {
        Transport::Tcp
    };
    let (bytes, session, presentation) = payload(said, args.lab);
    if args.udp && bytes.len() > most_datagram(source) {
        let most = most_datagram(source);
        return Err(Stop::Usage(format!(
            "{} bytes are too many for one datagram, which takes {most}",
            bytes.len()
        )));
    }
    let tcp = if args.udp {
        None
    } else {
        agreed(host, remote.ip(), &way, args.linux)
    };
    let text = session.len() + presentation.len()..bytes.len();
    let local = SocketAddr::new(source, args.from_port.unwrap_or(0));
    let bytes = bytes.into();
    let carried = Carried {
        transport,
        host: HostId::HERE,
        socket: SocketId(0),
        local,
        remote,
        outgoing: true,
        offset: 0,
        tcp,
        bytes,
        session,
        presentation,
        text,
        calls: Calls::default(),
    };
    must_fit(host, &carried, &way)?;
    Ok(Message { carried, way })
}

/// The bytes a program hands to the transport: the line as netcat sends it, or the lab's own record (the
/// first text of a session).
fn payload(said: &str, lab: bool) -> (Vec<u8>, std::ops::Range<usize>, std::ops::Range<usize>) {
    if lab {
        let body = Body::Text(said.as_bytes().to_vec());
        return (
            Record {
                sequence: 1,
                acknowledgement: 0,
                body,
            }
            .encode(),
            at::SESSION,
            at::PRESENTATION,
        );
    }
    (format!("{said}\n").into_bytes(), 0..0, 0..0)
}

/// The most bytes of a datagram: lengths have 16 bits (RFC 768), IPv4's counts its own header too (RFC 791).
const fn most_datagram(source: IpAddr) -> usize {
    if source.is_ipv4() {
        65_535 - 20 - 8
    } else {
        65_535 - 8
    }
}

/// IP's and TCP's headers without options, in bytes.
const fn headers(remote: IpAddr) -> u32 {
    if remote.is_ipv4() { 20 + 20 } else { 40 + 20 }
}

/// What both TCPs would agree on: known where both are this machine, else only if the student says so.
fn agreed(host: &Snapshot, remote: IpAddr, way: &Way, linux: bool) -> Option<Agreed> {
    let mtu = host.interface(way.interface)?.mtu;
    let setting = |name: &str| {
        std::fs::read_to_string(format!("/proc/sys/net/ipv4/{name}"))
            .ok()?
            .trim()
            .parse::<u8>()
            .ok()
    };
    let (timestamps, ecn) = match host.owns(remote.to_canonical()) {
        // Asked for with 1 (and more); 2, the default of ECN, only answers who asks (ip-sysctl).
        true => (setting("tcp_timestamps")? != 0, setting("tcp_ecn")? == 1),
        false if linux => (true, false),
        false => return None,
    };
    let options = if timestamps { 12 } else { 0 };
    // An MSS has 16 bits, and Linux keeps IP's and TCP's headers free of them (MAX_TCP_WINDOW, RFC 9293 §3.7.1).
    let mss = mtu
        .saturating_sub(headers(remote.to_canonical()))
        .min(u32::from(u16::MAX) - 40);
    Some(Agreed {
        timestamps,
        ecn,
        mss: mss - options.min(mss),
    })
}

/// A TCP message that may not fit into one segment: how large segments are is agreed when connecting.
fn must_fit(host: &Snapshot, carried: &Carried, way: &Way) -> Result<(), Stop> {
    /// Options take 40 bytes at most (RFC 9293 §3.1).
    const MOST_OPTIONS: u32 = 40;
    let Some(mtu) = host.interface(way.interface).map(|i| i.mtu) else {
        return Ok(());
    };
    let sure = mtu.saturating_sub(headers(carried.remote.ip().to_canonical()) + MOST_OPTIONS);
    if carried.transport == Transport::Udp
        || carried.tcp.is_some()
        || carried.bytes.len() <= sure as usize
    {
        return Ok(());
    }
    Err(Stop::Usage(format!(
        "{} bytes go in several segments, and how much one takes is agreed when both sides connect; --linux shows it as two \
         Linux systems agree",
        carried.bytes.len()
    )))
}

fn journey(
    host: &Snapshot,
    message: &Message,
    frame: Frame,
    part: Part,
    ttl: Option<u8>,
) -> Journey {
    let Message { carried, way } = message;
    let interface = host.interface(way.interface);
    let sending = Sending {
        transport: Some(carried.transport),
        remote: carried.remote,
        agreed: carried.tcp,
        payload: carried.bytes.len(),
    };
    let lookups = Lookups::new(host, &sending, ttl);
    let own = host.owns(carried.remote.ip().to_canonical());
    let receiver = if own {
        Party::You
    } else {
        Party::Name(carried.remote.ip().to_canonical().to_string().into())
    };
    let facts = Facts {
        carried: Some(carried.clone()),
        medium: interface.map_or(Medium::Unknown, |i| medium(&i.kind)),
        prefix: lookups
            .as_ref()
            .and_then(|l| Some(l.own.filter(|a| a.peer.is_none())?.prefix)),
        relays: if way.hop == Hop::Gateway {
            Relays::first(way.next_hop)
        } else {
            Relays::NONE
        },
        mtu: interface.map(|i| i.mtu),
        part,
        lookups,
        mine: Mine {
            mac: interface.and_then(|i| i.mac),
            addresses: host
                .interfaces
                .iter()
                .flat_map(|i| &i.addresses)
                .map(|a| a.address)
                .collect(),
        },
        ..Facts::plain(Subject::Message(0), Party::You, receiver)
    };
    let context = Context {
        origins: frame.origins.clone(),
        ..Context::of(&frame.meta)
    };
    let dissection = crate::proto::dissect(frame.meta.link, &frame.bytes, &context);
    Journey::new(frame, dissection, facts)
}

/// What the steps themselves do not say.
fn notes(journeys: &[Journey], message: &Message, args: &EncapArgs, more: usize) -> Vec<String> {
    let mut notes = Vec::new();
    let as_who = if args.lab {
        "as one wirelab sends it to another"
    } else {
        "as netcat would send it: the text and a line feed"
    };
    notes.push(format!(
        "nothing was sent; {as_who}; ? is what this machine cannot know before it is"
    ));
    if args.linux && message.carried.tcp.is_some() {
        notes.push("TCP's options and segments are assumed: as two Linux systems agree".to_owned());
    }
    if more > 0 {
        notes.push(format!(
            "only the first {} of {} frames are shown",
            journeys.len(),
            journeys.len() + more
        ));
    }
    notes
}
