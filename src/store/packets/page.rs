//! A page of rows with the tables of what many of them have in common. A page goes as a whole, and its
//! tables with it, so that addresses that are no longer met take no room.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;

use foldhash::fast::FixedState;

use super::row::Row;
use crate::frame::{FrameMeta, Origin};
use crate::place::Place;
use crate::record::{RecordId, RecordKey};
use crate::wire::{LinkType, MacAddr};

/// Rows of a page that is filled in order. Late ones may add as many again before the page is split.
pub(super) const ROWS: usize = 4096;

/// Source and destination MAC.
pub(super) type Macs = (Option<MacAddr>, Option<MacAddr>);
/// Where, how and from what frames were taken.
pub(super) type Setting = (Place, LinkType, Origin);

/// Different values, each with a number from 1; 0 stands for none.
#[derive(Debug, Clone)]
struct Table<T> {
    values: Vec<T>,
    /// Only while the page is the newest: later a value may stand twice.
    numbers: HashMap<T, u16, FixedState>,
    last: [u16; 2],
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self {
            values: Vec::new(),
            numbers: HashMap::with_hasher(FixedState::default()),
            last: [0; 2],
        }
    }
}

impl<T: Copy + Eq + Hash> Table<T> {
    fn get(&self, number: u16) -> Option<T> {
        self.values
            .get(usize::from(number).checked_sub(1)?)
            .copied()
    }

    /// The value's number. Frames of a conversation follow one another: the last two are tried first.
    fn number(&mut self, value: T) -> u16 {
        if let Some(at) = self
            .last
            .into_iter()
            .find(|at| self.get(*at) == Some(value))
        {
            return at;
        }
        let new = self.values.len() as u16 + 1;
        let at = *self.numbers.entry(value).or_insert(new);
        if at == new {
            self.values.push(value);
        }
        self.last = [at, self.last[0]];
        at
    }

    /// As `close`; the index goes on to the table that comes after it, so that it need not grow anew.
    fn hand_on(&mut self, next: &mut Self) {
        next.numbers = std::mem::replace(
            &mut self.numbers,
            HashMap::with_hasher(FixedState::default()),
        );
        next.numbers.clear();
        self.values.shrink_to_fit();
    }

    fn close(&mut self) {
        self.numbers = HashMap::with_hasher(FixedState::default());
        self.values.shrink_to_fit();
    }

    fn cost(&self) -> usize {
        self.values.capacity() * size_of::<T>() + self.numbers.capacity() * (size_of::<T>() + 4)
    }
}

/// What the rows of a page have in common.
#[derive(Debug, Clone, Default)]
pub(super) struct Tables {
    addresses: Table<IpAddr>,
    macs: Table<Macs>,
    settings: Table<Setting>,
}

impl Tables {
    pub(super) fn address(&mut self, address: Option<IpAddr>) -> u16 {
        address.map_or(0, |address| self.addresses.number(address))
    }

    pub(super) fn address_at(&self, number: u16) -> Option<IpAddr> {
        self.addresses.get(number)
    }

    pub(super) fn macs(&mut self, macs: Macs) -> u16 {
        if macs == (None, None) {
            0
        } else {
            self.macs.number(macs)
        }
    }

    pub(super) fn macs_at(&self, number: u16) -> Macs {
        self.macs.get(number).unwrap_or_default()
    }

    pub(super) fn setting(&mut self, meta: &FrameMeta) -> u16 {
        self.settings.number((meta.place, meta.link, meta.origin))
    }

    pub(super) fn setting_at(&self, number: u16) -> Setting {
        self.settings
            .get(number)
            .unwrap_or_else(|| (Place::default(), LinkType::Ethernet, Origin::Captured))
    }
}

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

    /// No longer the newest page: `next` is.
    pub(super) fn hand_on(&mut self, next: &mut Self) {
        self.tables.addresses.hand_on(&mut next.tables.addresses);
        self.tables.macs.hand_on(&mut next.tables.macs);
        self.tables.settings.hand_on(&mut next.tables.settings);
    }

    /// No longer one that is added to in order.
    pub(super) fn close(&mut self) {
        self.tables.addresses.close();
        self.tables.macs.close();
        self.tables.settings.close();
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
        let tables =
            self.tables.addresses.cost() + self.tables.macs.cost() + self.tables.settings.cost();
        size_of::<Self>() + self.rows.capacity() * size_of::<Row>() + tables
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
