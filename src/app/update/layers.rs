//! What is sent through the layers in the encapsulation pane: a message of the chat, a frame of the log.

use crate::app::model::{Model, Notice};
use crate::app::rebuild;
use crate::frame::{Direction, Frame, Origin, Provenance};
use crate::journey;
use crate::journey::lookup::{Sending, medium};
use crate::journey::versus::{Around, Leg, Versus};
use crate::journey::{Facts, Journey, Lookups, Medium, Mine, Part, Party, Relays, Subject, path};
use crate::msg::action::{PaneId, View};
use crate::net::{Hop, Interface, Snapshot};
use crate::panes::chat::Sizes;
use crate::panes::encap::Mode;
use crate::panes::packets;
use crate::record::{Carried, RecordKey, Transport};
use crate::say;
use crate::store::{Body, EntryId, Record, fragment_offset};
use crate::wire::{Detail, Digest, Protocol, TcpFlags};

/// Is the encapsulation pane on the screen?
pub(super) fn encap_visible(model: &Model) -> bool {
    let narrow = crate::app::view::layout::is_narrow(model.start.size);
    match model.view {
        View::Lab => !narrow || model.focus == PaneId::Encapsulation,
        View::Encapsulation => true,
        _ => false,
    }
}

/// Sends a message through the layers in the encapsulation pane: its captured frame, else a rebuilt one.
pub(super) fn show(model: &mut Model, id: EntryId) {
    let part = model
        .encap
        .journey()
        .filter(|j| j.facts.subject == Subject::Message(id.0))
        .map_or(0, |j| j.facts.part.index);
    show_part(model, id, part);
}

/// The message that is looked at, which may be an older one than the newest.
pub(super) fn looked_at(model: &Model) -> Option<EntryId> {
    match model.encap.subject()? {
        Subject::Message(id) => Some(EntryId(id)),
        Subject::Record(_) => None,
    }
}

/// Compares the message that is shown over TCP and over UDP, while that is looked at.
pub(super) fn compare(model: &mut Model) {
    if model.encap.mode() != Mode::SideBySide {
        return;
    }
    let around = around(model).unwrap_or_default();
    let versus = model
        .encap
        .journey()
        .and_then(|journey| Versus::new(journey, &around));
    model.encap.set_versus(versus);
}

/// Acknowledgements of one message that are counted.
const MOST_ACKS: usize = 64;

/// What was captured of the connection around the message that is shown: its handshake, its acknowledgement.
fn around(model: &Model) -> Option<Around> {
    let entry = model.ledger.get(looked_at(model)?)?;
    let first = *entry.frames.first()?;
    let outgoing = entry.carried.outgoing;
    let flow = model.packets.get(first)?.flow?;
    let records: Vec<Record> = entry
        .frames
        .iter()
        .filter_map(|key| model.packets.get(*key))
        .collect();
    let frames = pieces(model, &entry.carried, &records);
    let mut found = Around {
        message: whole(&frames, entry.carried.bytes.len()),
        ..Around::default()
    };
    let (mut end, mut opening) = (None, true);
    for record in model.packets.of_flow(flow) {
        let Body::Frame { meta, digest, .. } = &record.body else {
            continue;
        };
        let Detail::Tcp {
            flags, seq, ack, ..
        } = digest.detail
        else {
            continue;
        };
        let ours = digest.src.map(|a| a.to_canonical())
            == Some(entry.carried.local.ip().to_canonical())
            && digest.src_port == entry.carried.local.port();
        let leg = Leg {
            flags,
            forth: ours == outgoing,
            bytes: meta.length as usize,
            frames: 1,
            seen: true,
        };
        opening &= digest.payload_len == 0 && (found.before.len() < 3 || flags.has(TcpFlags::SYN));
        if opening && (flags.has(TcpFlags::SYN) || !found.before.is_empty()) {
            found.before.push(leg);
        }
        if record.key == first {
            // The frame may begin before the message, or within it.
            let at = model
                .ledger
                .stream_at(&entry.carried, meta, digest)
                .unwrap_or(entry.carried.offset);
            end = Some(seq.wrapping_add(entry.carried.in_stream().end.wrapping_sub(at) as u32));
        }
        let Some(end) =
            end.filter(|_| record.key > first && !leg.forth && flags.has(TcpFlags::ACK))
        else {
            continue;
        };
        // What rides along with an answer costs no more than its header.
        let alone = digest.payload_len == 0;
        found.after.push(Leg {
            bytes: leg.bytes.saturating_sub(digest.payload_len as usize),
            seen: alone,
            ..leg
        });
        if ack.wrapping_sub(end) < 1 << 31 || found.after.len() >= MOST_ACKS {
            break;
        }
    }
    Some(found)
}

/// Bytes on the wire and number of these frames, if they carry all of the message.
fn whole(frames: &[&Record], message: usize) -> Option<(usize, usize)> {
    let (mut bytes, mut payload) = (0, 0);
    for record in frames {
        let Body::Frame { meta, digest, .. } = &record.body else {
            continue;
        };
        bytes += meta.length as usize;
        payload += digest.payload_len as usize;
    }
    (payload == message).then_some((bytes, frames.len()))
}

/// The next frame of the message that is shown, or the one before. `false`: there is none.
pub(super) fn turn_part(model: &mut Model, next: bool) -> bool {
    let (Some(id), Some(part)) = (
        looked_at(model),
        model.encap.journey().map(|j| j.facts.part),
    ) else {
        return false;
    };
    let index = if next {
        Some(part.index + 1)
    } else {
        part.index.checked_sub(1)
    };
    let Some(index) = index.filter(|index| *index < part.of) else {
        return false;
    };
    show_part(model, id, index);
    if next
        && model
            .encap
            .journey()
            .is_some_and(|journey| journey.facts.part.index == part.index)
    {
        let what = say!("app-frames-at-hand", n = part.index + 1, of = part.of);
        model.notice = Some(Notice {
            what,
            remedy: None,
            bad: true,
        });
    }
    true
}

/// To the message before the one that is looked at, or the one after it. `false`: there is none.
pub(super) fn walk_messages(model: &mut Model, back: bool) -> bool {
    let here = looked_at(model);
    let ids = || model.ledger.entries().map(|entry| entry.id);
    let to = match (here, back) {
        (Some(here), true) => ids().filter(|id| *id < here).max(),
        (Some(here), false) => ids().filter(|id| *id > here).min(),
        (None, _) => ids().max(),
    };
    let Some(to) = to else { return false };
    model.encap.release();
    show_part(model, to, 0);
    true
}

fn show_part(model: &mut Model, id: EntryId, part: usize) {
    let Some(entry) = model.ledger.get(id) else {
        return;
    };
    let (carried, time) = (entry.carried.clone(), entry.time);
    let records: Vec<Record> = entry
        .frames
        .iter()
        .filter_map(|key| model.packets.get(*key))
        .collect();
    let seen = pieces(model, &carried, &records);
    let shared = seen
        .iter()
        .map(|record| shared(model, &carried, record))
        .sum();
    let mut places: Vec<Option<u64>> = seen
        .iter()
        .map(|record| stream_at(model, &carried, record))
        .collect();
    let mut frames: Vec<Frame> = seen.into_iter().filter_map(Record::frame).collect();
    let mut of = frames.len();
    if frames.is_empty() {
        let rebuilt = rebuild::rebuild(model, &carried, time);
        of = rebuilt.frames.len() + rebuilt.more;
        frames = rebuilt.frames;
        places = Vec::new();
    }
    let index = part.min(frames.len().saturating_sub(1));
    if index >= frames.len() {
        return;
    }
    // All of its frames travel for the message, the one shown with what the card adds.
    let others: usize = frames
        .iter()
        .enumerate()
        .filter(|(at, _)| *at != index)
        .map(|(_, f)| f.meta.length as usize)
        .sum();
    let all_here = frames.len() == of;
    let frame = frames.swap_remove(index);
    let unsure = frame.origins.iter().any(|(_, p)| *p == Provenance::Unknown);
    // The length of TCP's header is known where the kernel tells what was agreed on; how a peer cut
    // its stream into segments is not.
    let sized =
        !unsure || carried.transport == Transport::Udp || carried.tcp.is_some() && carried.outgoing;
    let (text, ending) = (carried.text.len(), carried.ending());
    let stream_at = places.get(index).copied().flatten();
    let facts = Facts {
        stream_at,
        ..facts(model, id, carried, &frame, Part { index, of })
    };
    let dissection = packets::dissect(&frame);
    let journey = Journey::new(frame, dissection, facts);
    let wire = (sized && all_here).then(|| journey.size().bytes + others);
    // A picture's bytes are no text.
    model
        .chat
        .set_sizes(journey.text.is_some().then_some(Sizes {
            text,
            ending,
            wire,
            others: shared,
        }));
    model.encap.offer(journey, model.elapsed);
    model.shown = Some(id);
    compare(model);
}

/// Bytes of the message's stream before the first that this frame carries.
fn stream_at(model: &Model, carried: &Carried, record: &Record) -> Option<u64> {
    match &record.body {
        Body::Frame { meta, digest, .. } if carried.transport == Transport::Tcp => {
            model.ledger.stream_at(carried, meta, digest)
        }
        _ => None,
    }
}

/// Bytes of other messages that this frame of the message carries.
fn shared(model: &Model, carried: &Carried, record: &Record) -> usize {
    let Body::Frame { digest, .. } = &record.body else {
        return 0;
    };
    let at = stream_at(model, carried, record);
    let own = at
        .and_then(|_| piece(record, at, carried))
        .map(|piece| piece.end.saturating_sub(piece.start));
    own.map_or(0, |own| {
        (digest.payload_len as usize).saturating_sub(own as usize)
    })
}

/// The frames that carried a message's pieces: as one interface saw them, each piece once. What was sent again, or
/// was seen at another interface too, is no further piece.
fn pieces<'a>(model: &Model, carried: &Carried, records: &'a [Record]) -> Vec<&'a Record> {
    let place = |record: &Record| match &record.body {
        Body::Frame { meta, .. } => Some(meta.place),
        Body::Event(_) => None,
    };
    let first = records.first().and_then(place);
    let mut there: Vec<std::ops::Range<u64>> = Vec::new();
    let mut kept: Vec<&Record> = Vec::new();
    for record in records.iter().filter(|record| place(record) == first) {
        let Some(piece) = piece(record, stream_at(model, carried, record), carried) else {
            continue;
        };
        if !there
            .iter()
            .any(|had| had.start <= piece.start && piece.end <= had.end)
        {
            there.push(piece);
            kept.push(record);
        }
    }
    kept
}

/// Which bytes of the message's stream or datagram a frame carries; of a stream only the message's own count, for
/// what is sent again may bring others along.
fn piece(
    record: &Record,
    stream_at: Option<u64>,
    carried: &Carried,
) -> Option<std::ops::Range<u64>> {
    let Body::Frame {
        meta,
        digest,
        bytes,
    } = &record.body
    else {
        return None;
    };
    if let Some(at) = stream_at {
        let own = carried.in_stream();
        return Some(at.max(own.start)..(at + u64::from(digest.payload_len)).min(own.end));
    }
    let start = match digest.detail {
        Detail::Tcp { seq, .. } => u64::from(seq),
        _ if digest.fragment => {
            fragment_offset(meta.link, bytes.get(..digest.payload_at as usize)?)? as u64
        }
        _ => 0,
    };
    Some(start..start + u64::from(digest.payload_len))
}

/// What is known of the way beside the frame.
fn facts(model: &Model, id: EntryId, carried: Carried, frame: &Frame, part: Part) -> Facts {
    let peer = Party::Name(
        model
            .chat
            .name_of(carried.remote)
            .unwrap_or_else(|| carried.remote.ip().to_string()),
    );
    let (sender, receiver) = if carried.outgoing {
        (Party::You, peer)
    } else {
        (peer, Party::You)
    };
    let host = model.host(carried.host);
    let interface = host.and_then(|h| h.interface(frame.meta.place.interface));
    let own = carried.local.ip();
    let prefix = interface
        .and_then(|i| i.addresses.iter().find(|a| a.address == own))
        .map(|a| a.prefix);
    let way = host.and_then(|h| path::way(h, carried.remote));
    let gateway = way.filter(|w| w.hop == Hop::Gateway).map(|w| w.next_hop);
    let outgoing = carried.outgoing;
    let sending = Sending {
        transport: Some(carried.transport),
        remote: carried.remote,
        agreed: carried.tcp,
        payload: carried.bytes.len(),
    };
    Facts {
        reading: model.chat.reading_of(id, &carried),
        carried: Some(carried),
        medium: interface.map_or(Medium::Unknown, |i| medium(&i.kind)),
        prefix: prefix.filter(|_| outgoing),
        relays: match gateway {
            Some(gateway) if outgoing => Relays::first(gateway),
            // The way back tells by whom it came, unless the two ways differ.
            Some(gateway) => Relays::last(gateway),
            None => Relays::NONE,
        },
        mtu: interface.map(|i| i.mtu),
        part,
        lookups: host
            .filter(|_| outgoing)
            .and_then(|h| Lookups::new(h, &sending, model.start.default_ttl)),
        mine: mine(host, interface),
        ..Facts::plain(Subject::Message(id.0), sender, receiver)
    }
}

/// What this host is known by to those who send to it.
fn mine(host: Option<&Snapshot>, interface: Option<&Interface>) -> Mine {
    let addresses = host
        .into_iter()
        .flat_map(|h| &h.interfaces)
        .flat_map(|i| &i.addresses)
        .map(|a| a.address);
    Mine {
        mac: interface.and_then(|i| i.mac),
        addresses: addresses.collect(),
    }
}

/// Sends a frame of the trace that is shown through the layers. `false`: it is no frame, or gone, or its bytes
/// are still being read from the file; then it is shown when they come.
pub(super) fn show_record(model: &mut Model, key: RecordKey) -> bool {
    model.wanted_frame = None;
    let Some(record) = model.trace().1.get(key) else {
        return false;
    };
    let (Body::Frame { digest, .. }, Some(frame)) = (&record.body, record.frame()) else {
        return false;
    };
    if frame.bytes.len() < record.captured as usize {
        model.wanted_frame = Some(key);
        return false;
    }
    let owns = |a| is_live(&frame) && model.host(frame.meta.place.host).is_some_and(|h| h.owns(a));
    let (sender, receiver) = journey::parties(digest, owns);
    let facts = record_facts(
        model,
        &frame,
        digest,
        Facts::plain(Subject::Record(key.id), sender, receiver),
    );
    let dissection = packets::dissect(&frame);
    model.shown = None;
    model
        .encap
        .show(Journey::new(frame, dissection, facts), model.elapsed);
    compare(model);
    true
}

/// The frame of an opened file whose bytes were waited for, if they have come.
pub(super) fn show_wanted(model: &mut Model) {
    let Some(key) = model.wanted_frame else {
        return;
    };
    if show_record(model, key) && model.focus == PaneId::Packets {
        super::input::focus(model, PaneId::Encapsulation);
    }
}

/// Was it captured here, by this run?
fn is_live(frame: &Frame) -> bool {
    frame.meta.origin == Origin::Captured
}

/// What the host where a frame was captured knows of its way; of an opened file's frames nobody does.
fn record_facts(model: &Model, frame: &Frame, digest: &Digest, plain: Facts) -> Facts {
    let host = model.host(frame.meta.place.host).filter(|_| is_live(frame));
    let interface = host.and_then(|h| h.interface(frame.meta.place.interface));
    let outgoing = plain.sender == Party::You && frame.meta.direction == Direction::Out;
    let transport = match digest.transport {
        Protocol::Tcp => Some(Transport::Tcp),
        Protocol::Udp => Some(Transport::Udp),
        _ => None,
    };
    let lookups = host
        .zip(digest.dst)
        .filter(|_| outgoing)
        .and_then(|(host, dst)| {
            let remote = std::net::SocketAddr::new(dst, digest.dst_port);
            let sending = Sending {
                transport,
                remote,
                agreed: None,
                payload: digest.payload_len as usize,
            };
            Lookups::new(host, &sending, model.start.default_ttl)
        });
    Facts {
        medium: interface.map_or(Medium::Unknown, |i| medium(&i.kind)),
        prefix: lookups.as_ref().and_then(|l| Some(l.own?.1)),
        relays: lookups
            .as_ref()
            .and_then(Lookups::gateway)
            .map_or(Relays::NONE, Relays::first),
        mtu: interface.map(|i| i.mtu),
        mine: mine(host, interface),
        lookups,
        ..plain
    }
}
