//! Whose bytes a frame carries: a segment is cut from a stream, so it may bear bytes of other messages beside
//! this one's (sticky packets). Those join below the layers that this message goes through, at layer 4, and
//! are put aside above it, where the receiver finds the message's borders.

use std::ops::Range;

use crate::frame::Frame;
use crate::record::{Carried, Transport};
use crate::wire::{Dissection, Protocol, data_layer};

use super::Facts;
use super::block::{Block, Role, Size, Whose, is_trailer};

/// Marks what is not this message's, and splits a record that the dissection could not read into its parts.
pub(super) fn mark(
    blocks: &mut Vec<Block>,
    dissection: &mut Dissection,
    frame: &Frame,
    facts: &Facts,
) {
    let Some(carried) = &facts.carried else {
        return;
    };
    let payload = payload(blocks);
    let Some(start) = payload.map(|payload| payload.start) else {
        return;
    };
    if let Some(at) = facts
        .stream_at
        .filter(|_| carried.transport == Transport::Tcp)
    {
        cut_off(blocks, start, at, carried);
        narrow(blocks, dissection, frame);
    }
    // How far into the message the frame's first byte of it lies.
    let into = facts
        .stream_at
        .map_or(0, |at| at.saturating_sub(carried.offset));
    split_record(
        blocks,
        frame,
        carried,
        usize::try_from(into).unwrap_or(usize::MAX),
        facts.stream_at.is_some(),
    );
}

/// The bytes above layer 4, on the wire.
fn payload(blocks: &[Block]) -> Option<Range<usize>> {
    let mut above = blocks
        .iter()
        .filter(|b| b.osi >= 5 && !is_trailer(b.protocol))
        .map(extent);
    let first = above.next()?;
    Some(above.fold(first, |all, next| all.start..next.end.max(all.end)))
}

/// Where a block lies on the wire, captured or not.
const fn extent(block: &Block) -> Range<usize> {
    block.range.start..block.range.start + block.size.bytes
}

/// A part of a block.
fn part(of: &Block, from: usize, to: usize) -> Block {
    let end = of.range.end;
    Block {
        range: from.min(end)..to.min(end),
        size: Size {
            bytes: to - from,
            exact: of.size.exact,
        },
        ..of.clone()
    }
}

/// What lies before the message and what lies behind it becomes one block each.
fn cut_off(blocks: &mut Vec<Block>, start: usize, at: u64, carried: &Carried) {
    // Distances in a stream; a frame is far smaller than what 64 bits hold.
    let place = |offset: u64| {
        usize::try_from(offset.saturating_sub(at))
            .unwrap_or(usize::MAX)
            .saturating_add(start)
    };
    let stream = carried.in_stream();
    let (from, to) = (place(stream.start), place(stream.end));
    let whose = Whose::Others {
        aside: if carried.is_record() { 5 } else { 7 },
    };
    let others = |from: usize, to: usize, of: &Block| Block {
        whose,
        role: Role::Payload,
        ..Block {
            layer: None,
            ..part(
                &Block {
                    osi: 4,
                    protocol: Protocol::Data,
                    ..of.clone()
                },
                from,
                to,
            )
        }
    };
    let mut all: Vec<Block> = Vec::with_capacity(blocks.len() + 2);
    for block in blocks.drain(..) {
        let all_of_it = extent(&block);
        if block.osi < 5 || is_trailer(block.protocol) {
            all.push(block);
            continue;
        }
        let (own_from, own_to) = (
            from.clamp(all_of_it.start, all_of_it.end),
            to.clamp(all_of_it.start, all_of_it.end),
        );
        if own_from > all_of_it.start {
            join(&mut all, others(all_of_it.start, own_from, &block));
        }
        if own_to > own_from {
            all.push(part(&block, own_from, own_to));
        }
        if own_to < all_of_it.end {
            join(
                &mut all,
                others(own_to.max(own_from), all_of_it.end, &block),
            );
        }
    }
    *blocks = all;
}

/// Puts a block of others behind what is there; two that touch become one.
fn join(all: &mut Vec<Block>, next: Block) {
    match all.last_mut().filter(|last| last.is_others()) {
        Some(last) => {
            last.range.end = next.range.end;
            last.size = Size {
                bytes: last.size.bytes + next.size.bytes,
                exact: last.size.exact && next.size.exact,
            };
        }
        None => all.push(next),
    }
}

/// Bytes that no dissector knows are shown as this message's only where they are.
fn narrow(blocks: &[Block], dissection: &mut Dissection, frame: &Frame) {
    for block in blocks
        .iter()
        .filter(|b| b.protocol == Protocol::Data && !b.is_others())
    {
        if let Some(layer) = block
            .layer
            .and_then(|at| dissection.layers.get_mut(at))
            .filter(|l| l.range != block.range)
            && block.range.end <= frame.bytes.len()
        {
            *layer = data_layer(&frame.bytes, block.range.clone());
        }
    }
}

/// Splits data that is the message (or, where its place is known, a part of it from byte `into` on) into the
/// lab's headers and the text.
fn split_record(
    blocks: &mut Vec<Block>,
    frame: &Frame,
    carried: &Carried,
    into: usize,
    placed: bool,
) {
    if !carried.is_record() && carried.presentation.is_empty() {
        return;
    }
    let is_message = |b: &Block| {
        let there = frame.bytes.get(b.range.clone());
        b.protocol == Protocol::Data
            && !b.is_others()
            && (there == Some(&carried.bytes[..])
                || placed && there == carried.bytes.get(into..into.saturating_add(b.range.len())))
    };
    let Some(index) = blocks.iter().position(is_message) else {
        return;
    };
    let (all, layer) = (blocks[index].range.clone(), blocks[index].layer);
    let piece = |osi, protocol, role, range: &Range<usize>| {
        let place = |at: usize| (all.start + at.saturating_sub(into)).min(all.end);
        Block {
            role,
            ..Block::new(osi, protocol, place(range.start)..place(range.end), layer)
        }
    };
    let parts = [
        piece(5, Protocol::LabSession, Role::Header, &carried.session),
        piece(
            6,
            Protocol::LabPresentation,
            Role::Header,
            &carried.presentation,
        ),
        piece(7, Protocol::LabApplication, Role::Payload, &carried.text),
    ];
    blocks.splice(
        index..=index,
        parts.into_iter().filter(|b| !b.range.is_empty()),
    );
}

#[cfg(test)]
mod tests;
