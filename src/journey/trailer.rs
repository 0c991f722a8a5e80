//! What the card makes of a frame that is handed to it: a checksum left to it is completed, a short frame is
//! filled up, and the FCS is put behind. No capture shows this; where all bytes are known it follows from
//! them, and is marked as completed or computed.

use std::ops::Range;

use bytes::Bytes;

use crate::frame::{ChecksumStatus, Direction, Frame, Provenance};
use crate::say;
use crate::wire::{Context, checksum::Verdict};
use crate::wire::{Dissection, Field, Layer, LinkType, Protocol, SourceId, Value, fcs, worked};

use super::{Facts, Medium};

/// The four bytes behind the frame, or why there are none to be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fcs {
    /// Computed here: the card adds these.
    Computed([u8; fcs::LENGTH]),
    /// The capture has it: its bytes are the frame's own.
    Captured,
    /// Two ends of one machine: nothing is damaged in its memory.
    NotNeeded,
    /// On the air it was 802.11, with an FCS of its own over a header that the driver does not show.
    Air,
    /// A card adds it, but not all bytes are known here.
    Unknown,
    /// The frame is larger than the link takes: the card cuts it up, or has put it together from several.
    Large,
    /// A segment that came in may have been put together from several frames (GRO).
    Merged,
    /// It is not known what carries the frame.
    UnknownMedium,
}

/// A frame as the wire carries it.
pub(super) struct OnTheWire {
    /// The frame with what the card completes and adds.
    pub(super) frame: Frame,
    /// Its layers, those of the trailer included.
    pub(super) dissection: Dissection,
    /// What becomes of the FCS.
    pub(super) fcs: Fcs,
}

/// What the wire carries of this frame.
pub(super) fn on_the_wire(frame: &Frame, dissection: Dissection, facts: &Facts) -> OnTheWire {
    let mut wire = OnTheWire {
        frame: frame.clone(),
        dissection,
        fcs: verdict(frame, facts),
    };
    if !matches!(wire.fcs, Fcs::Computed(_)) {
        return wire;
    }
    let mut bytes = frame.bytes.to_vec();
    if frame.meta.checksum == ChecksumStatus::NotReady {
        complete(&mut wire, &mut bytes, frame);
    }
    if bytes.len() < fcs::LEAST && frame.meta.direction != Direction::In {
        let range = bytes.len()..fcs::LEAST;
        bytes.resize(fcs::LEAST, 0);
        add_layer(&mut wire, Protocol::Padding, range, Value::Bytes);
    }
    let sum = fcs::fcs(&bytes);
    let range = bytes.len()..bytes.len() + sum.len();
    bytes.extend_from_slice(&sum);
    add_layer(
        &mut wire,
        Protocol::Fcs,
        range,
        Value::Hex(u64::from(u32::from_be_bytes(sum)), 8),
    );
    wire.frame.bytes = Bytes::from(bytes);
    wire.fcs = Fcs::Computed(sum);
    wire
}

/// Can it be computed? (The four bytes themselves follow.)
fn verdict(frame: &Frame, facts: &Facts) -> Fcs {
    if !frame.meta.fcs.is_none() {
        return Fcs::Captured;
    }
    let packet = (frame.meta.length as usize).saturating_sub(14);
    match facts.medium {
        Medium::Veth | Medium::Loopback | Medium::Tunnel => Fcs::NotNeeded,
        Medium::Air => Fcs::Air,
        Medium::Unknown => Fcs::UnknownMedium,
        // A tag of 802.1Q makes a frame four bytes longer than the MTU says.
        Medium::Cable if facts.mtu.is_some_and(|mtu| packet > mtu as usize + 4) => Fcs::Large,
        Medium::Cable if is_merged(frame) => Fcs::Merged,
        Medium::Cable if is_whole(frame) => Fcs::Computed([0; fcs::LENGTH]),
        Medium::Cable => Fcs::Unknown,
    }
}

/// A segment with data that came in: the card or the kernel may have joined it with its neighbours.
fn is_merged(frame: &Frame) -> bool {
    let digest = frame.meta.digest(&frame.bytes);
    frame.meta.direction != Direction::Out
        && digest.transport == Protocol::Tcp
        && digest.payload_len > 0
}

/// Is every byte of it here and known?
fn is_whole(frame: &Frame) -> bool {
    frame.meta.link == LinkType::Ethernet
        && frame.bytes.len() == frame.meta.length as usize
        && frame.is_whole()
}

/// Fills in the transport checksum that was left to the card.
fn complete(wire: &mut OnTheWire, bytes: &mut [u8], frame: &Frame) {
    let context = Context::of(&frame.meta);
    let worked = (0..wire.dissection.layers.len())
        .filter_map(|layer| worked::worked(frame.meta.link, &frame.bytes, &context, layer))
        .find(|worked| worked.verdict == Verdict::Card && worked.source == SourceId(0));
    let Some((worked, sum)) =
        worked.and_then(|w| w.steps.as_ref().map(|s| s.checksum).map(|sum| (w, sum)))
    else {
        return;
    };
    let Some(place) = bytes.get_mut(worked.field.clone()) else {
        return;
    };
    // UDP: a sum of 0 would say that there is none (RFC 768).
    let sum = if worked.protocol == Protocol::Udp && sum == 0 {
        u16::MAX
    } else {
        sum
    };
    place.copy_from_slice(&sum.to_be_bytes());
    mark(&mut wire.frame, worked.field.clone(), Provenance::Completed);
    let layer = wire.dissection.layers.get_mut(worked.layer);
    let bits = worked.field.start * 8..worked.field.end * 8;
    if let Some(field) = layer.and_then(|l| l.fields.iter_mut().find(|f| f.bits == bits)) {
        field.value = Value::Hex(u64::from(sum), 4);
        field.meaning = Some(say!(
            "journey-checksum-completed",
            was = format!("0x{:04x}", worked.there)
        ));
    }
}

fn mark(frame: &mut Frame, range: Range<usize>, from: Provenance) {
    frame.origins.push((range, from));
    frame.origins.sort_by_key(|(range, _)| range.start);
}

/// A part of the trailer, as a layer of one field.
fn add_layer(wire: &mut OnTheWire, protocol: Protocol, range: Range<usize>, value: Value) {
    let (name, filter, meaning) = match protocol {
        Protocol::Fcs => (
            "Frame Check Sequence",
            "eth.fcs",
            say!("journey-fcs-computed"),
        ),
        _ => ("Padding", "eth.padding", say!("journey-padding-computed")),
    };
    let bits = range.start * 8..range.end * 8;
    let field = Field {
        name,
        filter,
        bits,
        value,
        meaning: Some(meaning.clone()),
        reference: "IEEE 802.3 §3.2",
        children: vec![],
    };
    let layer = Layer {
        protocol,
        osi: 2,
        source: SourceId(0),
        range: range.clone(),
        fields: vec![field],
        summary: meaning,
        problem: None,
    };
    wire.dissection.layers.push(layer);
    mark(&mut wire.frame, range, Provenance::Computed);
}
