//! Which bytes belong to which layer, and the steps of the way.

use std::fmt;
use std::ops::Range;

use crate::frame::{Frame, Origin, Provenance};
use crate::proto::chat::{Encoding, magic};
use crate::record::Transport;
use crate::say;
use crate::say::Say;
use crate::wire::{Dissection, Protocol, digest};

use super::checks::{Answer, Check, checks};
use super::lookup::Lookup;
use super::model::{Level, Model};
use super::share::{self, Whose};
use super::{Facts, Journey, Party, Reading, words};

/// Characters of a message that sentences and bars repeat; more is cut.
const MOST_TEXT: usize = 120;

/// A number of bytes that may not be known exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// The bytes, at least.
    pub bytes: usize,
    /// Exactly these?
    pub exact: bool,
}

impl Size {
    /// None at all.
    pub const ZERO: Self = Self {
        bytes: 0,
        exact: true,
    };

    /// All of these blocks together.
    pub fn of<'a>(blocks: impl IntoIterator<Item = &'a Block>) -> Self {
        let add = |sum: Self, block: &Block| Self {
            bytes: sum.bytes + block.size.bytes,
            exact: sum.exact && block.size.exact,
        };
        blocks.into_iter().fold(Self::ZERO, add)
    }
}

/// Digits, or `?` where it is not known.
impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.exact {
            write!(f, "{}", self.bytes)
        } else {
            f.write_str("?")
        }
    }
}

/// What a block is to the layer that adds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Put in front of what came from above.
    Header,
    /// What was there first.
    Payload,
    /// Put behind it.
    Trailer,
}

/// A run of the frame's bytes that one layer adds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The OSI layer that adds it, 1 to 7. Data that ICMP carries is layer 3's: no program made it.
    pub osi: u8,
    /// Whose bytes they are.
    pub protocol: Protocol,
    /// Where they lie in the frame; fewer than `size` where the capture was cut.
    pub range: Range<usize>,
    /// How many they are on the wire.
    pub size: Size,
    /// What they are.
    pub role: Role,
    /// The dissection's layer that holds its fields.
    pub layer: Option<usize>,
    /// Whose message it is a part of.
    pub whose: Whose,
}

/// Which part of the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Phase {
    /// Down the sender's layers: each puts its header around.
    Down,
    /// Between the two.
    Wire,
    /// Up the receiver's layers: each takes its own off.
    Up,
}

/// What a step does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Doing {
    /// A layer puts its own around, takes it off, or the frame travels.
    Layer,
    /// Something is looked up that the layer needs.
    Lookup(Lookup),
}

/// One step of the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Which part of the way.
    pub phase: Phase,
    /// What it does.
    pub doing: Doing,
    /// The model's layer; on the wire the lowest; of a look the one that needs it.
    pub level: Level,
    /// What the layer's unit is called; `None` where there is nothing yet.
    pub pdu: Option<Say>,
    /// What it puts around (down) or takes off (up), in the order of the frame.
    pub adds: Vec<Block>,
    /// Bytes before the step.
    pub before: Size,
    /// Bytes after it.
    pub after: Size,
    /// What there is after the step, in the order of the frame.
    pub stack: Vec<Block>,
    /// What the receiver's layer looks at.
    pub checks: Vec<Check>,
    /// What happens, in one sentence.
    pub line: Say,
    /// More of it, most important first.
    pub more: Vec<Say>,
    /// Not seen from here: it happens at the other end, and follows from what went out or came in.
    pub inferred: bool,
}

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
        blocks.push(block(osi, layer.protocol, range, Some(index)));
    }
    if at < frame.bytes.len() {
        let carrier = blocks.last().map(|b| b.protocol);
        blocks.push(block(
            osi_inside(Protocol::Data, carrier),
            Protocol::Data,
            at..frame.bytes.len(),
            None,
        ));
    }
    raise_inner(&mut blocks);
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

pub(super) const fn block(
    osi: u8,
    protocol: Protocol,
    range: Range<usize>,
    layer: Option<usize>,
) -> Block {
    let size = Size {
        bytes: range.end - range.start,
        exact: true,
    };
    Block {
        osi,
        protocol,
        range,
        size,
        role: Role::Header,
        layer,
        whose: Whose::Own,
    }
}

/// Is it put behind what it carries?
pub(super) const fn is_trailer(protocol: Protocol) -> bool {
    matches!(protocol, Protocol::Padding | Protocol::Fcs)
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

fn set_roles(blocks: &mut [Block]) {
    let innermost = blocks.iter().rposition(|b| !is_trailer(b.protocol));
    for (index, block) in blocks.iter_mut().enumerate() {
        block.role = match block.protocol {
            Protocol::Padding | Protocol::Fcs => Role::Trailer,
            Protocol::Data | Protocol::LabApplication | Protocol::Dns => Role::Payload,
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

/// Is it a message of IP's own, of which no program knows?
pub(super) const fn is_own_message(protocol: Protocol) -> bool {
    matches!(protocol, Protocol::Icmp | Protocol::Icmpv6 | Protocol::Igmp)
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
    let digest = digest(frame.meta.link, &frame.bytes);
    if digest.fragment && is_own_message(digest.transport) {
        blocks
            .iter_mut()
            .filter(|b| b.protocol == Protocol::Data)
            .for_each(|b| b.osi = 3);
    }
}

/// Counts bytes that were on the wire but not captured: first to a header that was cut, then to what it carries.
fn add_missing(blocks: &mut Vec<Block>, frame: &Frame) {
    let mut missing = (frame.meta.length as usize).saturating_sub(frame.bytes.len());
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
            ..block(2, Protocol::Data, 0..0, None)
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
            ..block(osi, Protocol::Data, end..end, None)
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
pub(super) fn carried_by_ip(blocks: &[Block]) -> usize {
    let packet = blocks
        .iter()
        .skip_while(|b| !matches!(b.protocol, Protocol::Ipv4 | Protocol::Ipv6));
    packet
        .skip(1)
        .filter(|b| !is_trailer(b.protocol))
        .map(|b| b.size.bytes)
        .sum()
}

/// Is any of these bytes not known?
pub(super) fn is_unknown(frame: &Frame, range: &Range<usize>) -> bool {
    frame
        .origins
        .iter()
        .any(|(r, from)| *from == Provenance::Unknown && r.start < range.end && range.start < r.end)
}

/// The message as one line of harmless text.
pub(super) fn text(frame: &Frame, blocks: &[Block], facts: &Facts) -> Option<String> {
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
    let one_line = text
        .trim_end_matches(['\r', '\n'])
        .chars()
        .map(|c| if is_harmless(c) { c } else { ' ' });
    Some(one_line.take(MOST_TEXT).collect())
}

/// No control character and none that turns the direction of what follows.
fn is_harmless(c: char) -> bool {
    !(c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
}

/// TCP or UDP, where the frame has one of them.
pub(super) fn transport(journey: &Journey) -> Option<Transport> {
    journey
        .blocks
        .iter()
        .filter(|b| b.role == Role::Header)
        .find_map(|b| match b.protocol {
            Protocol::Tcp => Some(Transport::Tcp),
            Protocol::Udp => Some(Transport::Udp),
            _ => None,
        })
}

/// Down with the looks before each header, the wire, up.
pub(super) fn steps(journey: &Journey, model: Model) -> Vec<Step> {
    let levels = model.levels();
    let Some(lowest) = levels.last() else {
        return Vec::new();
    };
    let mut steps = Vec::with_capacity(levels.len() * 2 + 5);
    for level in levels {
        let looks = (level.low..=level.high).rev().flat_map(|osi| {
            journey
                .facts
                .lookups
                .as_ref()
                .map_or(&[][..], |l| l.before(osi))
        });
        // What the first piece has had looked up is not looked up for a later one.
        let looks = looks
            .filter(|l| !(journey.digest.fragment && matches!(l, Lookup::Ports | Lookup::Fit)));
        steps.extend(looks.map(|lookup| look(journey, *level, *lookup)));
        steps.push(step(journey, Phase::Down, *level));
    }
    steps.push(step(journey, Phase::Wire, *lowest));
    let mut refused = None;
    for level in levels.iter().rev() {
        let step = step(journey, Phase::Up, *level);
        let (step, by) = match refused {
            Some(by) => (nothing_arrives(&step, by), Some(by)),
            None => refusal(step),
        };
        refused = by;
        steps.push(step);
    }
    steps
}

/// A layer whose question was answered with no lets nothing through: says so, and gives its number.
fn refusal(step: Step) -> (Step, Option<u8>) {
    let Some(check) = step.checks.iter().find(|check| check.answer == Answer::No) else {
        return (step, None);
    };
    let line = say!("journey-up-refused", asks = check.asks.clone());
    let more = check.why.iter().cloned().collect();
    let by = step.level.number;
    (Step { line, more, ..step }, Some(by))
}

/// Above a layer that has thrown the message away.
fn nothing_arrives(step: &Step, by: u8) -> Step {
    let line = say!("journey-up-nothing-arrives", layer = usize::from(by));
    let none = Size::ZERO;
    let Step {
        phase,
        doing,
        level,
        inferred,
        ..
    } = *step;
    Step {
        phase,
        doing,
        level,
        inferred,
        adds: Vec::new(),
        stack: Vec::new(),
        checks: Vec::new(),
        before: none,
        after: none,
        pdu: None,
        line,
        more: Vec::new(),
    }
}

/// A look before a layer: nothing changes yet.
fn look(journey: &Journey, level: Level, lookup: Lookup) -> Step {
    let stack: Vec<Block> = journey
        .blocks
        .iter()
        .filter(|b| b.osi > level.high)
        .cloned()
        .collect();
    let size = Size::of(&stack);
    let told = words::look(journey, level, lookup);
    Step {
        phase: Phase::Down,
        doing: Doing::Lookup(lookup),
        level,
        pdu: None,
        adds: Vec::new(),
        before: size,
        after: size,
        stack,
        checks: Vec::new(),
        line: told.line,
        more: told.more,
        inferred: false,
    }
}

fn step(journey: &Journey, phase: Phase, level: Level) -> Step {
    let from = |osi: u8| {
        journey
            .blocks
            .iter()
            .filter(move |b| b.osi_in(phase) >= osi)
    };
    let (inner, outer) = (Size::of(from(level.high + 1)), Size::of(from(level.low)));
    let (before, after, least) = match phase {
        Phase::Down => (inner, outer, level.low),
        Phase::Wire => (outer, outer, 1),
        Phase::Up => (outer, inner, level.high + 1),
    };
    let adds = match phase {
        Phase::Wire => Vec::new(),
        _ => journey
            .blocks
            .iter()
            .filter(|b| level.has(b.osi_in(phase)))
            .cloned()
            .collect(),
    };
    // The text stays when the last layer has taken its own off: that is what arrives.
    let delivered = phase == Phase::Up && level.high == 7;
    let stack: Vec<Block> = if delivered {
        from(level.low)
            .filter(|b| b.role == Role::Payload && b.osi == 7 && !b.is_others())
            .cloned()
            .collect()
    } else {
        from(least).cloned().collect()
    };
    let after = if delivered { Size::of(&stack) } else { after };
    let told = words::tell(journey, phase, level, &adds);
    let far = match (&journey.facts.sender, &journey.facts.receiver) {
        (Party::You, Party::You) => None,
        (_, Party::You) => Some(Phase::Down),
        _ => Some(Phase::Up),
    };
    // What goes up is the unit of the layer that gets it.
    let above = level
        .model
        .levels()
        .iter()
        .rev()
        .find(|l| l.low > level.high)
        .copied()
        .unwrap_or(level);
    let named = if phase == Phase::Up { above } else { level };
    let piece = journey.digest.fragment && named.high == 4;
    let unit = || {
        if piece {
            say!("journey-pdu-piece")
        } else {
            named.pdu(transport(journey))
        }
    };
    let pdu = (outer.bytes > 0).then(unit);
    let inferred = far == Some(phase) && journey.frame.meta.origin != Origin::Simulated;
    let checks = checks(journey, phase, level, &adds);
    let (line, more) = (told.line, told.more);
    Step {
        phase,
        doing: Doing::Layer,
        level,
        pdu,
        adds,
        before,
        after,
        stack,
        checks,
        line,
        more,
        inferred,
    }
}
