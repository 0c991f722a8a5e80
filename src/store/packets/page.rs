//! A page of rows with the tables of what many of them have in common. A page goes as a whole, and its
//! tables with it, so that addresses that are no longer met take no room.

use super::row::Row;
use super::tables::Tables;
use crate::record::{RecordId, RecordKey};

/// Rows of a page that is filled in order. Late ones may add as many again before the page is split.
pub(super) const ROWS: usize = 4096;

/// Some thousands of rows in order.
#[derive(Debug, Clone, Default)]
pub(super) struct Page {
    rows: Vec<Row>,
    /// So many at the front had to make room.
    gone: usize,
    /// Rows in order that it takes before the next is begun.
    most: usize,
    /// What was counted for it.
    counted: usize,
    /// What the rows have in common.
    pub(super) tables: Tables,
}

impl Page {
    pub(super) fn new(most: usize) -> Self {
        Self {
            rows: Vec::with_capacity(most),
            most,
            ..Self::default()
        }
    }

    pub(super) fn rows(&self) -> &[Row] {
        self.rows.get(self.gone..).unwrap_or_default()
    }

    /// The rows to be changed, and the tables to read them by.
    pub(super) fn parts(&mut self) -> (&mut [Row], &Tables) {
        (
            self.rows.get_mut(self.gone..).unwrap_or_default(),
            &self.tables,
        )
    }

    /// Is there no more room for rows that come in order?
    pub(super) const fn is_full(&self) -> bool {
        self.rows.len() >= self.most
    }

    /// Must it be split before another row is put in?
    pub(super) const fn is_crowded(&self) -> bool {
        self.rows.len() >= 2 * self.most
    }

    /// Puts a row where its key belongs.
    pub(super) fn insert(&mut self, row: Row) {
        if self
            .rows()
            .last()
            .is_none_or(|last| (last.time, last.id) < (row.time, row.id))
        {
            self.rows.push(row);
            return;
        }
        let at = self
            .rows()
            .partition_point(|other| (other.time, other.id) < (row.time, row.id));
        self.rows.insert(self.gone + at, row);
    }

    /// Takes the upper half of the rows out, into a page of its own.
    pub(super) fn split(&mut self) -> Self {
        let upper = self
            .rows
            .split_off(self.gone + (self.rows.len() - self.gone) / 2);
        Self {
            rows: upper,
            gone: 0,
            most: self.most,
            counted: 0,
            tables: self.tables.clone(),
        }
    }

    /// The oldest row makes room.
    pub(super) fn pop(&mut self) -> Option<Row> {
        let row = self.rows.get(self.gone).copied()?;
        self.gone += 1;
        Some(row)
    }

    /// Counts it anew in a sum of pages.
    pub(super) fn settle(&mut self, sum: &mut usize) {
        let cost = self.cost();
        *sum = *sum - self.counted + cost;
        self.counted = cost;
    }

    /// Takes it out of the sum.
    pub(super) const fn forget(&mut self, sum: &mut usize) {
        *sum -= self.counted;
        self.counted = 0;
    }

    /// Bytes it takes.
    pub(super) fn cost(&self) -> usize {
        size_of::<Self>() + self.rows.capacity() * size_of::<Row>() + self.tables.cost()
    }

    pub(super) fn first(&self) -> Option<RecordKey> {
        self.rows().first().map(key)
    }

    pub(super) fn last(&self) -> Option<RecordKey> {
        self.rows().last().map(key)
    }
}

/// A row's key.
pub(super) const fn key(row: &Row) -> RecordKey {
    RecordKey {
        time: crate::clock::Time(row.time),
        id: RecordId(row.id),
    }
}
