//! Both ends of one frame, laid side by side: its headers as they were here, and as the peer's own
//! interface saw them. What a switch, a router, NAT or a card's offload did in between is read off
//! the fields that differ.

mod fields;
mod why;

use bytes::Bytes;

use crate::frame::{ChecksumStatus, Direction, Frame, Provenance};
use crate::say::{Clean, Say};
use crate::wire::worked::worked;
use crate::wire::{Context, Dissection, LinkType, Protocol, dissect};

use fields::{Leaf, SIZES, fields};

/// A frame as the peer's interface saw it: headers alone, told by the peer, in no log of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// How its first header reads.
    pub link: LinkType,
    /// Which way it went there.
    pub direction: Direction,
    /// What the kernel there said of its transport checksum.
    pub checksum: ChecksumStatus,
    /// Its length on the wire in bytes, without FCS.
    pub length: u32,
    /// The interface's name there; may be empty.
    pub interface: Clean,
    /// Its headers.
    pub headers: Bytes,
}

impl Told {
    /// Taken apart; every byte of it is [`Provenance::Told`].
    #[must_use]
    pub fn dissect(&self) -> Dissection {
        let context = Context {
            wire_length: self.length as usize,
            checksum: self.checksum,
            direction: self.direction,
            origins: vec![(0..self.headers.len(), Provenance::Told)],
            ..Context::default()
        };
        dissect(self.link, &self.headers, &context)
    }
}

/// Our end of the comparison.
#[derive(Debug, Clone, Copy)]
pub struct Ours<'a> {
    /// The frame, captured or rebuilt: as it is, nothing completed.
    pub frame: &'a Frame,
    /// We sent it.
    pub outgoing: bool,
    /// Which of the message's frames it is, from 0.
    pub index: usize,
    /// How many frames carried the message here.
    pub frames: usize,
}

/// A field's value at one end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// As the frame has it.
    Value(String),
    /// As the card must have completed it: the frame holds only a part.
    Completed(String),
    /// As the frame has it, but the card was still to complete it.
    Unfinished(String),
    /// Not known.
    Unknown,
    /// The frame has no such field.
    Absent,
}

impl Cell {
    fn text(&self) -> Option<&str> {
        match self {
            Self::Value(text) | Self::Completed(text) => Some(text),
            Self::Unfinished(_) | Self::Unknown | Self::Absent => None,
        }
    }
}

/// How the two ends of a field stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nothing changed it.
    Same,
    /// Something did.
    Differs,
    /// One of the two is not known.
    Unknown,
}

/// One header field at both ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompareRow {
    /// The layer, 2 to 4.
    pub osi: u8,
    /// Whose field.
    pub protocol: Protocol,
    /// Its name, as its RFC has it.
    pub name: &'static str,
    /// Its name in filters.
    pub filter: &'static str,
    /// Here.
    pub mine: Cell,
    /// There.
    pub theirs: Cell,
    /// The same?
    pub standing: Standing,
    /// Why not, or what stands behind it. Always there for a row that differs.
    pub why: Option<Say>,
}

/// What lies between the two ends, as far as their headers tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The machine itself: no cable at all.
    Loopback,
    /// Nothing that changes a header.
    Same,
    /// Nothing that changes one of the fields known at both ends; others are not.
    SameSoFar,
    /// No router: addresses and TTL are the same. Some other field differs.
    Straight,
    /// So many routers.
    Routers(u8),
    /// Address translation, and so many routers where that is known.
    Nat(Option<u8>),
    /// No router, but another sender of the frame.
    Relayed,
    /// A TTL that has grown.
    Anew,
    /// Too little is known.
    Unsure,
}

/// Both ends, field by field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// The fields, outermost header first.
    pub rows: Vec<CompareRow>,
    /// What lies between.
    pub verdict: Verdict,
    /// The same in a sentence.
    pub said: Say,
    /// What else is to be said of the whole.
    pub notes: Vec<Say>,
    /// Which of the frames told is compared, from 0.
    pub told: usize,
}

/// Lays our frame beside the one of `theirs` that carried the same bytes; `total`: how many frames
/// carried them there; `peer`: the other's name, harmless to print. `None`: no such frame was told.
#[must_use]
pub fn compare(mine: &Ours<'_>, theirs: &[Told], total: usize, peer: &str) -> Option<Comparison> {
    let trees: Vec<Dissection> = theirs.iter().map(Told::dissect).collect();
    let tree = dissect_own(mine.frame);
    let ours = fields(&tree);
    let carried: Vec<Carries> = trees
        .iter()
        .zip(theirs)
        .map(|(tree, told)| Carries::of(tree, &fields(tree), told.length))
        .collect();
    let told = counterpart(
        Carries::of(&tree, &ours, mine.frame.meta.length),
        &carried,
        mine.index,
    )?;
    let (there, other) = (theirs.get(told)?, trees.get(told)?);
    let mut rows = paired(ours, fields(other));
    sums(&mut rows, mine.frame, &tree, there);
    let pieces = Pieces::of(&rows);
    let verdict = why::verdict(&rows, mine.outgoing);
    why::explain(&mut rows, verdict, pieces, peer);
    let said = why::said(&rows, verdict, peer);
    let notes = why::notes(&rows, pieces, (mine.frames, total), peer);
    Some(Comparison {
        rows,
        verdict,
        said,
        notes,
        told,
    })
}

fn dissect_own(frame: &Frame) -> Dissection {
    let context = Context {
        origins: frame.origins.clone(),
        ..Context::of(&frame.meta)
    };
    dissect(frame.meta.link, &frame.bytes, &context)
}

/// The frame at both ends: alike, or cut up (put together) by a card on one side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pieces {
    Alike,
    /// Larger here.
    LargeHere,
    /// Larger there.
    LargeThere,
}

impl Pieces {
    /// By the length of the two: frames sent twice are more, but no smaller.
    fn of(rows: &[CompareRow]) -> Self {
        // Segments are cut and put together so; of UDP's fragments each travels as it is.
        let tcp = rows.iter().any(|row| row.protocol == Protocol::Tcp);
        let row = rows
            .iter()
            .find(|row| matches!(row.filter, "ip.len" | "ipv6.plen"))
            .filter(|_| tcp);
        let number = |cell: &Cell| cell.text()?.parse::<u32>().ok();
        match row.and_then(|row| Some(number(&row.mine)?.cmp(&number(&row.theirs)?))) {
            Some(std::cmp::Ordering::Greater) => Self::LargeHere,
            Some(std::cmp::Ordering::Less) => Self::LargeThere,
            _ => Self::Alike,
        }
    }
}

/// Which of the message's bytes a frame carried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Carries {
    /// From this number of TCP's stream on, so many.
    Stream(u32, u32),
    /// Those at this offset of an IP packet that was cut up.
    Fragment(u32),
    /// Not known.
    Unknown,
}

impl Carries {
    /// `length`: the frame's, in bytes.
    fn of(tree: &Dissection, leaves: &[Leaf], length: u32) -> Self {
        let number = |filter| {
            leaves
                .iter()
                .find(|leaf| leaf.filter == filter)
                .map(|leaf| leaf.cell.text()?.parse().ok())
        };
        if let Some(first) = number("tcp.seq_raw") {
            let tcp = tree
                .layers
                .iter()
                .find(|layer| layer.protocol == Protocol::Tcp);
            let end = tcp
                .and_then(|tcp| u32::try_from(tcp.range.end).ok())
                .unwrap_or(length);
            return first.map_or(Self::Unknown, |first| {
                Self::Stream(first, length.saturating_sub(end))
            });
        }
        let offset = number("ip.frag_offset")
            .or_else(|| number("ipv6.fraghdr.offset"))
            .flatten();
        offset.map_or(Self::Unknown, Self::Fragment)
    }

    /// Are the first bytes of the one among those of the other?
    const fn overlaps(self, other: Self) -> bool {
        match (self, other) {
            (Self::Stream(mine, here), Self::Stream(theirs, there)) => {
                mine.wrapping_sub(theirs) < there || theirs.wrapping_sub(mine) < here
            }
            _ => false,
        }
    }

    /// Do both begin with the same byte?
    fn begins_as(self, other: Self) -> bool {
        match (self, other) {
            (Self::Stream(mine, _), Self::Stream(theirs, _)) => mine == theirs,
            _ => self == other,
        }
    }
}

/// Which of their frames carried what ours did; where that is not known of ours, or of none of
/// theirs, the one in the same place. `None`: it was not told.
fn counterpart(ours: Carries, theirs: &[Carries], index: usize) -> Option<usize> {
    if ours == Carries::Unknown || theirs.iter().all(|theirs| *theirs == Carries::Unknown) {
        return (index < theirs.len()).then_some(index);
    }
    let same = theirs.iter().position(|theirs| ours.begins_as(*theirs));
    same.or_else(|| theirs.iter().position(|theirs| ours.overlaps(*theirs)))
}

/// Each field of either end beside the other end's; the order is ours, lower layers first.
fn paired(ours: Vec<Leaf>, theirs: Vec<Leaf>) -> Vec<CompareRow> {
    let mut theirs: Vec<Option<Leaf>> = theirs.into_iter().map(Some).collect();
    let mut rows: Vec<CompareRow> = Vec::new();
    for leaf in ours {
        let same = |other: &Leaf| {
            (other.protocol, other.filter, other.nth) == (leaf.protocol, leaf.filter, leaf.nth)
        };
        let other = theirs
            .iter_mut()
            .find(|other| other.as_ref().is_some_and(same))
            .and_then(Option::take);
        let cell = other.map_or(Cell::Absent, |other| other.cell);
        rows.push(row(&leaf, leaf.cell.clone(), cell));
    }
    let unsized_here: Vec<Protocol> = ours_of_unknown_length(&rows);
    rows.extend(theirs.into_iter().flatten().map(|leaf| {
        // Behind the end of what is known of a header there may be anything.
        let mine = if unsized_here.contains(&leaf.protocol) {
            Cell::Unknown
        } else {
            Cell::Absent
        };
        row(&leaf, mine, leaf.cell.clone())
    }));
    rows.sort_by_key(|row| row.osi);
    rows
}

/// Our headers that may have options that nobody knows of.
fn ours_of_unknown_length(rows: &[CompareRow]) -> Vec<Protocol> {
    let unknown = rows
        .iter()
        .filter(|row| SIZES.contains(&row.filter) && row.mine == Cell::Unknown);
    unknown.map(|row| row.protocol).collect()
}

fn row(leaf: &Leaf, mine: Cell, theirs: Cell) -> CompareRow {
    let standing = standing(&mine, &theirs);
    CompareRow {
        osi: leaf.osi,
        protocol: leaf.protocol,
        name: leaf.name,
        filter: leaf.filter,
        mine,
        theirs,
        standing,
        why: None,
    }
}

fn standing(mine: &Cell, theirs: &Cell) -> Standing {
    match (mine, theirs) {
        (Cell::Unfinished(mine), Cell::Unfinished(theirs)) if mine == theirs => Standing::Same,
        (Cell::Absent, Cell::Absent) => Standing::Same,
        (Cell::Absent, _) | (_, Cell::Absent) => Standing::Differs,
        (mine, theirs) => match (mine.text(), theirs.text()) {
            (Some(mine), Some(theirs)) if mine == theirs => Standing::Same,
            (Some(_), Some(_)) => Standing::Differs,
            _ => Standing::Unknown,
        },
    }
}

/// Is this the checksum that a card completes?
fn is_sum(row: &CompareRow) -> bool {
    matches!(row.filter, "tcp.checksum" | "udp.checksum")
}

/// Checksums that were left to the card: ours is worked out, theirs is marked as unfinished (that a
/// frame without payload was told leaves nothing to work out).
fn sums(rows: &mut [CompareRow], frame: &Frame, tree: &Dissection, there: &Told) {
    let (here, theirs) = (frame.meta.checksum, there.checksum);
    for row in rows.iter_mut().filter(|row| is_sum(row)) {
        if theirs == ChecksumStatus::NotReady
            && let Cell::Value(text) = &row.theirs
        {
            row.theirs = Cell::Unfinished(text.clone());
        }
        if here == ChecksumStatus::NotReady
            && let Cell::Value(text) = &row.mine
        {
            let whole =
                completed(frame, tree, row.protocol).filter(|_| theirs != ChecksumStatus::NotReady);
            row.mine = whole.map_or_else(|| Cell::Unfinished(text.clone()), Cell::Completed);
        }
        row.standing = standing(&row.mine, &row.theirs);
    }
}

/// The checksum as the card must have sent it; `None` where bytes of the frame are missing.
fn completed(frame: &Frame, tree: &Dissection, protocol: Protocol) -> Option<String> {
    if frame.bytes.len() < frame.meta.length as usize {
        return None;
    }
    let layer = tree
        .layers
        .iter()
        .position(|layer| layer.protocol == protocol)?;
    let worked = worked(
        frame.meta.link,
        &frame.bytes,
        &Context::of(&frame.meta),
        layer,
    )?;
    Some(format!("0x{:04x}", worked.steps?.checksum))
}

#[cfg(test)]
mod tests;
