//! A look at a record that takes no more of it than is asked for: for going through very many of them.

use super::page::{self, Page};
use super::row::{self, Row};
use super::{Body, Packets, RECENT, Record};
use crate::clock::Time;
use crate::frame::FrameMeta;
use crate::place::Place;
use crate::record::RecordKey;
use crate::store::chores::Chore;
use crate::store::flows::{FlowId, Marks};
use crate::wire::Digest;

/// A record where it lies.
#[derive(Debug, Clone, Copy)]
pub struct Glance<'a> {
    packets: &'a Packets,
    at: At<'a>,
}

#[derive(Debug, Clone, Copy)]
enum At<'a> {
    Row(&'a Page, &'a Row),
    /// Pinned, its row gone.
    Pinned(&'a Record),
}

/// A frame without its bytes.
#[derive(Debug, Clone, Copy)]
pub struct Outline {
    /// What is known beside the bytes.
    pub meta: FrameMeta,
    /// Facts drawn from its headers.
    pub digest: Digest,
    /// Its flow.
    pub flow: Option<FlowId>,
    /// What the analysis of its flow says about it.
    pub marks: Marks,
    /// What of the housekeeping it is, if it is any.
    pub chore: Option<Chore>,
    /// How many bytes were captured.
    pub captured: u32,
}

impl Glance<'_> {
    /// Its place in the order.
    #[must_use]
    pub const fn key(&self) -> RecordKey {
        match self.at {
            At::Row(_, row) => page::key(row),
            At::Pinned(record) => record.key,
        }
    }

    /// Is it the lab's own, or does it belong to it?
    #[must_use]
    pub const fn is_mine(&self) -> bool {
        match self.at {
            At::Row(_, row) => row.has(row::MINE),
            At::Pinned(record) => record.mine,
        }
    }

    /// What of the housekeeping it is, if it is any.
    #[must_use]
    pub fn chore(&self) -> Option<Chore> {
        match self.at {
            At::Row(_, row) => row.chore(),
            At::Pinned(record) => record.chore,
        }
    }

    /// What can be told of a frame without its bytes. `None`: it is none, or [`Glance::record`] tells.
    #[must_use]
    pub fn outline(&self) -> Option<Outline> {
        let At::Row(page, row) = self.at else {
            return None;
        };
        if row.has(row::EVENT) || row.has(row::OTHER_TIME) {
            return None;
        }
        Some(Outline {
            meta: row.meta(&page.tables),
            digest: row.digest(&page.tables),
            flow: (row.flow != 0).then_some(FlowId(row.flow)),
            marks: Marks(row.marks),
            chore: row.chore(),
            captured: row.captured,
        })
    }

    /// Where a frame was seen, and the facts drawn from its headers. `None`: it is a socket's event.
    #[must_use]
    pub fn facts(&self) -> Option<(Place, Digest)> {
        match self.at {
            At::Row(page, row) => (!row.has(row::EVENT))
                .then(|| (row.meta(&page.tables).place, row.digest(&page.tables))),
            At::Pinned(record) => match &record.body {
                Body::Frame { meta, digest, .. } => Some((meta.place, *digest)),
                Body::Event(_) => None,
            },
        }
    }

    /// All of it.
    #[must_use]
    pub fn record(&self) -> Option<Record> {
        match self.at {
            At::Row(page, row) => self.packets.record(page, row),
            At::Pinned(record) => Some(record.clone()),
        }
    }
}

impl Packets {
    /// Records no older than `since`, of the last [`RECENT`], oldest first.
    pub fn recent(&self, since: Time) -> impl Iterator<Item = Glance<'_>> {
        let rows = self
            .pages
            .iter()
            .rev()
            .flat_map(|page| page.rows().iter().rev().map(move |row| At::Row(page, row)));
        let is_recent = |at: &At<'_>| matches!(at, At::Row(_, row) if row.time >= since.0);
        let recent: Vec<_> = rows.take(RECENT).take_while(is_recent).collect();
        recent
            .into_iter()
            .rev()
            .map(|at| Glance { packets: self, at })
    }

    /// Records that stand before `key`, or all, newest first.
    pub fn glances_before(&self, key: Option<RecordKey>) -> impl Iterator<Item = Glance<'_>> {
        let is_before = move |other: RecordKey| key.is_none_or(|key| other < key);
        let end = self
            .pages
            .partition_point(|page| page.first().is_some_and(is_before));
        let rows = self.pages.range(..end).rev().flat_map(move |page| {
            let end = page.rows().partition_point(|row| is_before(page::key(row)));
            page.rows()
                .iter()
                .take(end)
                .rev()
                .map(move |row| At::Row(page, row))
        });
        let first = self.first();
        let pinned = self
            .pinned
            .values()
            .rev()
            .filter(move |r| is_before(r.key) && first.is_none_or(|first| r.key < first));
        rows.chain(pinned.map(At::Pinned))
            .map(|at| Glance { packets: self, at })
    }

    /// As [`Packets::glances_before`], put together.
    pub fn before(&self, key: Option<RecordKey>) -> impl Iterator<Item = Record> {
        self.glances_before(key)
            .filter_map(|glance| glance.record())
    }
}
