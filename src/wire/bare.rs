//! What is no protocol but has its place among them: bytes that no dissector knows, filling, the card's own.

use super::about::About;
use super::entry::{Entry, Summary};
use super::evidence::Evidence;
use super::fcs;
use super::leftover;
use crate::say;
use crate::say::Say;

const BARE: Entry = Entry {
    osi: 2,
    evidence: Evidence::Tree,
    ..Entry::APPLICATION
};

pub(super) const UNKNOWN: Entry = Entry {
    name: "?",
    summary: Summary::Frame(bytes),
    ..BARE
};

fn bytes(about: &About<'_>) -> Say {
    match about.bytes.len() {
        0 => say!("wire-say-nothing"),
        count => say!("wire-say-bytes", count = count),
    }
}

pub(super) const DATA: Entry = Entry {
    name: "Data",
    filter: "data",
    osi: 7,
    fields: &[&[leftover::DATA]],
    ..BARE
};

pub(super) const PADDING: Entry = Entry {
    name: "Padding",
    fields: &[&[leftover::PADDING]],
    ..BARE
};

pub(super) const FCS: Entry = Entry {
    name: "FCS",
    fields: &[&[fcs::FIELD]],
    ..BARE
};
