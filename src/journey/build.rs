//! Which bytes of a frame belong to which layer, and what of them is the message's text.

use crate::frame::Frame;
use crate::proto::chat::{Encoding, magic};
use crate::say::Clean;
use crate::wire::{Dissection, Layer, Protocol};

use super::block::{Block, Role, Size, is_own_message, is_trailer, is_unknown};
use super::{Facts, Reading, share};

/// Characters of a message that sentences and bars repeat; more is cut.
const MOST_TEXT: usize = 120;

/// The layer a protocol's bytes are added by, given what carries them.
fn osi_inside(protocol: Protocol, carrier: Option<Protocol>) -> u8 {
    match (protocol, carrier) {
        // Nobody above the network layer knows of what ICMP carries; and data right in IP or in a
        // frame is a protocol of the next layer that the lab does not know.
        (Protocol::Data, Some(Protocol::Icmp | Protocol::Icmpv6)) => 3,
        (Protocol::Data, Some(Protocol::Ipv4 | Protocol::Ipv6)) => 4,
        (Protocol::Data, Some(outer)) if outer.osi() < 3 => 2,
        (Protocol::Data, None) => 2,
        _ => protocol.osi(),
    }
}

/// The blocks of a frame, in the order of its bytes. What `dissection` takes for one lump of data is narrowed to
/// what is the message's.
pub(super) fn blocks(frame: &Frame, dissection: &mut Dissection, facts: &Facts) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::with_capacity(dissection.layers.len() + 3);
    let mut at = 0;
    for (index, layer) in dissection
        .layers
        .iter()
        .enumerate()
        .filter(|(_, l)| l.source.0 == 0 && !l.range.is_empty())
    {
        let range = layer.range.start.max(at)..layer.range.end.min(frame.bytes.len());
        if range.is_empty() {
            continue;
        }
        let carrier = blocks.last().map(|b| b.protocol);
        let osi = osi_inside(layer.protocol, carrier);
        at = range.end;
        blocks.push(Block::new(osi, layer.protocol, range, Some(index)));
    }
    if at < frame.bytes.len() {
        let carrier = blocks.last().map(|b| b.protocol);
        blocks.push(Block::new(
            osi_inside(Protocol::Data, carrier),
            Protocol::Data,
            at..frame.bytes.len(),
            None,
        ));
    }
    raise_inner(&mut blocks);
    keep_parts_together(&mut blocks, dissection);
    set_roles(&mut blocks);
    keep_in_own_message(&mut blocks);
    lower_piece(&mut blocks, frame);
    if facts.carried.is_some() {
        // A message is its sender's text, whatever a port's usual protocol would make of it.
        blocks
            .iter_mut()
            .filter(|b| b.osi == 7 && b.role == Role::Header)
            .for_each(|b| b.role = Role::Payload);
    }
    add_missing(&mut blocks, frame);
    mark_unsized(&mut blocks, frame);
    share::mark(&mut blocks, dissection, frame, facts);
    blocks
}

/// Is it a run of a stream of which no message of this frame is made?
pub(super) fn is_part(layer: &Layer) -> bool {
    layer.osi == 4 && layer.protocol == Protocol::Data
}

/// Of which program's protocol the last bytes of a segment or datagram are; of TCP's own where they are only a
/// part of a message. `None`: the frame by itself tells.
pub(super) fn program(dissection: &Dissection) -> Option<Protocol> {
    let told = |layer: &Layer| is_part(layer) || layer.protocol.osi() >= 5;
    dissection.layers.iter().find(|layer| told(layer))?;
    let mut layers = dissection.layers.iter().rev();
    let last = layers.find(|layer| layer.protocol != Protocol::Data && !is_trailer(layer.protocol));
    last.map(|layer| layer.protocol)
}

/// What lies inside was there first, so no inner block may belong to a lower layer than its carrier. Records of
/// the lab follow each other: the next one does not lie inside the one before.
fn raise_inner(blocks: &mut [Block]) {
    let mut least = 1;
    for block in blocks.iter_mut().filter(|b| !is_trailer(b.protocol)) {
        if block.protocol == Protocol::LabSession {
            least = least.min(Protocol::LabSession.osi());
        }
        block.osi = block.osi.max(least);
        least = block.osi;
    }
}

/// A segment that bears a part of a message is the program's as it stands: of which layer the bytes are, only the
/// whole message tells.
fn keep_parts_together(blocks: &mut [Block], dissection: &Dissection) {
    let layer = |block: &Block| dissection.layers.get(block.layer?);
    if blocks.iter().filter_map(layer).any(is_part) {
        let programs = blocks.iter_mut().filter(|b| (5..7).contains(&b.osi));
        programs
            .filter(|b| !is_trailer(b.protocol))
            .for_each(|b| b.osi = 7);
    }
}

fn set_roles(blocks: &mut [Block]) {
    let innermost = blocks.iter().rposition(|b| !is_trailer(b.protocol));
    for (index, block) in blocks.iter_mut().enumerate() {
        block.role = match block.protocol {
            Protocol::Padding | Protocol::Fcs => Role::Trailer,
            Protocol::Data => Role::Payload,
            Protocol::LabSession | Protocol::LabPresentation => Role::Header,
            // A message of a program is carried whole: what of it is a header only the program knows.
            program if program.osi() >= 5 => Role::Payload,
            // A message of IP's own or of ARP is carried whole.
            Protocol::Arp | Protocol::Icmp | Protocol::Icmpv6 | Protocol::Igmp
                if Some(index) == innermost =>
            {
                Role::Payload
            }
            _ => Role::Header,
        };
    }
}

/// What stands in a message of IP's own is its payload, also where it looks like headers: an ICMP error
/// quotes the packet that it is about (RFC 792), and nobody takes that one apart on the way up.
fn keep_in_own_message(blocks: &mut [Block]) {
    let Some(at) = blocks.iter().position(|b| is_own_message(b.protocol)) else {
        return;
    };
    let osi = blocks[at].osi;
    for block in blocks
        .iter_mut()
        .skip(at + 1)
        .filter(|b| !is_trailer(b.protocol))
    {
        (block.osi, block.role) = (osi, Role::Payload);
    }
}

/// A later piece of a message of IP's own has no header of it, and stays in the network layer all the same.
fn lower_piece(blocks: &mut [Block], frame: &Frame) {
    let digest = frame.meta.digest(&frame.bytes);
    if digest.fragment && is_own_message(digest.transport) {
        blocks
            .iter_mut()
            .filter(|b| b.protocol == Protocol::Data)
            .for_each(|b| b.osi = 3);
    }
}

/// Counts bytes that were on the wire but not captured: first to a header that was cut, then to what it carries.
fn add_missing(blocks: &mut Vec<Block>, frame: &Frame) {
    let missing = (frame.meta.length as usize).saturating_sub(frame.bytes.len());
    if let Some(fcs) = blocks.last_mut().filter(|b| b.protocol == Protocol::Fcs) {
        fcs.size.bytes += missing;
        return;
    }
    // A frame that was cut has lost its FCS first.
    let of_fcs = missing.min(usize::from(frame.meta.fcs.bytes()));
    add_carried(blocks, frame, missing - of_fcs);
    if of_fcs > 0 {
        let end = frame.bytes.len();
        let size = Size {
            bytes: of_fcs,
            exact: true,
        };
        blocks.push(Block {
            size,
            role: Role::Trailer,
            ..Block::new(2, Protocol::Fcs, end..end, None)
        });
    }
}

/// The same for what the frame carries.
fn add_carried(blocks: &mut Vec<Block>, frame: &Frame, mut missing: usize) {
    if missing == 0 {
        return;
    }
    let end = frame.bytes.len();
    let Some(last) = blocks.last_mut() else {
        return blocks.push(Block {
            size: Size {
                bytes: missing,
                exact: true,
            },
            ..Block::new(2, Protocol::Data, 0..0, None)
        });
    };
    if last.role == Role::Payload {
        last.size.bytes += missing;
        return;
    }
    let Some(length) = header_length(last, frame) else {
        // How much of what is missing still belongs to the header nobody can tell.
        last.size = Size {
            bytes: last.size.bytes + missing,
            exact: false,
        };
        return;
    };
    let cut = length.saturating_sub(last.range.len()).min(missing);
    last.size.bytes += cut;
    missing -= cut;
    if missing > 0 {
        let osi = (last.osi + 1).min(7).max(if last.osi >= 4 { 7 } else { 0 });
        let size = Size {
            bytes: missing,
            exact: true,
        };
        blocks.push(Block {
            size,
            role: Role::Payload,
            ..Block::new(osi, Protocol::Data, end..end, None)
        });
    }
}

/// How long a header says it is; `None`: the byte that says it was not captured.
fn header_length(header: &Block, frame: &Frame) -> Option<usize> {
    let byte = |at: usize| {
        frame
            .bytes
            .get(header.range.start + at)
            .copied()
            .map(usize::from)
    };
    match header.protocol {
        Protocol::Ethernet => Some(14),
        Protocol::Vlan => Some(4),
        Protocol::Ipv4 => Some((byte(0)? & 0x0f) * 4),
        Protocol::Ipv6 => Some(40),
        Protocol::Tcp => Some((byte(12)? >> 4) * 4),
        Protocol::Udp => Some(8),
        _ => Some(header.range.len()),
    }
}

/// A TCP header whose length field is not known has no known size.
fn mark_unsized(blocks: &mut [Block], frame: &Frame) {
    for block in blocks.iter_mut().filter(|b| b.protocol == Protocol::Tcp) {
        let offset = block.range.start + 12;
        block.size.exact &= !is_unknown(frame, &(offset..offset + 1));
    }
}

/// Bytes that stand behind the outermost header of IP.
pub(super) fn bytes_in_packet(blocks: &[Block]) -> usize {
    let packet = blocks
        .iter()
        .skip_while(|b| !matches!(b.protocol, Protocol::Ipv4 | Protocol::Ipv6));
    packet
        .skip(1)
        .filter(|b| !is_trailer(b.protocol))
        .map(|b| b.size.bytes)
        .sum()
}

/// The message as one line.
pub(super) fn text(frame: &Frame, blocks: &[Block], facts: &Facts) -> Option<Clean> {
    let own = || {
        blocks
            .iter()
            .rfind(|b| b.osi == 7 && b.role == Role::Payload && !b.is_others())
    };
    let bytes = match &facts.carried {
        // Of several frames each carries a part of its own.
        Some(_) if facts.part.of > 1 => frame.bytes.get(own()?.range.clone())?,
        Some(carried) => carried.bytes.get(carried.text.clone())?,
        None => frame.bytes.get(
            blocks
                .iter()
                .find(|b| b.protocol == Protocol::LabApplication)?
                .range
                .clone(),
        )?,
    };
    // A plain peer's data that is no text.
    if facts.reading.is_some() && magic::is_data(bytes) {
        return None;
    }
    let text = facts
        .reading
        .map_or_else(Encoding::default, Reading::encoding)
        .decode(bytes)
        .text;
    let start: String = text.chars().take(MOST_TEXT).collect();
    Some(Clean::spoken(start.trim_end_matches(['\r', '\n'])))
}
