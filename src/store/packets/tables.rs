//! What the rows of a page have in common: addresses, and where and how frames were taken. A row holds their numbers.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;

use foldhash::fast::FixedState;

use crate::frame::{FcsLength, FrameMeta, Origin};
use crate::place::Place;
use crate::wire::{LinkType, MacAddr};

/// Source and destination MAC.
type Macs = (Option<MacAddr>, Option<MacAddr>);
/// Where, how and from what frames were taken.
type Setting = (Place, LinkType, Origin, FcsLength);

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
        self.settings
            .number((meta.place, meta.link, meta.origin, meta.fcs))
    }

    pub(super) fn setting_at(&self, number: u16) -> Setting {
        self.settings.get(number).unwrap_or_else(|| {
            let (place, none) = (Place::default(), FcsLength::NONE);
            (place, LinkType::Ethernet, Origin::Captured, none)
        })
    }

    /// No longer the newest page's: the indexes go on to those of the page that comes next.
    pub(super) fn hand_on(&mut self, next: &mut Self) {
        self.addresses.hand_on(&mut next.addresses);
        self.macs.hand_on(&mut next.macs);
        self.settings.hand_on(&mut next.settings);
    }

    /// Of a page that is no longer added to in order: the indexes go.
    pub(super) fn close(&mut self) {
        self.addresses.close();
        self.macs.close();
        self.settings.close();
    }

    /// Bytes taken.
    pub(super) fn cost(&self) -> usize {
        self.addresses.cost() + self.macs.cost() + self.settings.cost()
    }
}
