//! The interfaces pane: what `ifconfig` or `ip addr` shows of a machine, live.

mod detail;
mod rows;
mod verb;
mod view;

use std::collections::{BTreeMap, VecDeque};
use std::net::IpAddr;

use ratatui::layout::Rect;

use crate::clock::Time;
use crate::msg::Action;
use crate::msg::action::Move;
use crate::msg::host::CounterRow;
use crate::net::{Address, Counters, Interface, Snapshot};
use crate::place::{HostId, InterfaceIndex};

use super::Handled;
use rows::{Row, items, rows};
use verb::Verb;
use view::WIDE;

pub use detail::AddressView;
pub use view::InterfacesView;

/// Seconds of rates kept for a sparkline.
const SAMPLES: usize = 60;

/// How fast an interface received and sent, second by second, newest last. Bytes per second.
#[derive(Debug, Default)]
pub struct Rates {
    last: Option<(Time, Counters, Counters)>,
    rx: VecDeque<u64>,
    tx: VecDeque<u64>,
}

impl Rates {
    fn add(&mut self, now: Time, rx: Counters, tx: Counters) {
        if let Some((then, old_rx, old_tx)) = self.last {
            let millis = now.since(then).as_millis().max(1) as u64;
            let per_second =
                |new: u64, old: u64| new.saturating_sub(old).saturating_mul(1000) / millis;
            push(&mut self.rx, per_second(rx.bytes, old_rx.bytes));
            push(&mut self.tx, per_second(tx.bytes, old_tx.bytes));
        }
        self.last = Some((now, rx, tx));
    }
}

fn push(samples: &mut VecDeque<u64>, value: u64) {
    samples.push_back(value);
    if samples.len() > SAMPLES {
        samples.pop_front();
    }
}

/// What one can select: an interface, or one of its addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item {
    host: HostId,
    interface: InterfaceIndex,
    address: Option<IpAddr>,
}

/// The pane's state.
#[derive(Debug, Default)]
pub struct Interfaces {
    rates: BTreeMap<(HostId, InterfaceIndex), Rates>,
    selected: Option<Item>,
    opened: bool,
}

impl Interfaces {
    /// Takes the counters of one moment in. `true` if something to be seen has changed.
    pub fn count(&mut self, now: Time, rows: &[CounterRow], host: &mut Snapshot) -> bool {
        let mut changed = false;
        for (index, rx, tx) in rows {
            let rates = self.rates.entry((host.host, *index)).or_default();
            let before = (rates.rx.back().copied(), rates.tx.back().copied());
            rates.add(now, *rx, *tx);
            changed |= before != (rates.rx.back().copied(), rates.tx.back().copied())
                || before.0 != Some(0);
            if let Some(interface) = host.interfaces.iter_mut().find(|i| i.index == *index) {
                changed |= interface.rx != *rx || interface.tx != *tx;
                (interface.rx, interface.tx) = (*rx, *tx);
            }
        }
        changed
    }

    /// Forgets what belonged to interfaces that are gone.
    pub fn keep_only(&mut self, hosts: &[&Snapshot]) {
        let lives = |host: HostId, index| {
            hosts
                .iter()
                .any(|s| s.host == host && s.interface(index).is_some())
        };
        self.rates.retain(|(host, index), _| lives(*host, *index));
        if self.selected.is_some_and(|s| !items(hosts).contains(&s)) {
            self.selected = None;
            self.opened = false;
        }
    }

    /// Is a detail open that `Esc` closes?
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.opened
    }

    /// Handles an action. `page`: rows of a page.
    pub fn act(&mut self, action: Action, page: usize, hosts: &[&Snapshot]) -> Handled {
        let items = items(hosts);
        let last = items.len().saturating_sub(1);
        let at = self
            .selected
            .and_then(|s| items.iter().position(|i| *i == s));
        let Some(verb) = Verb::of(action) else {
            return Handled::No;
        };
        let to = match verb {
            Verb::Move(to) => match (to, at) {
                // Where nothing is selected yet, the first step selects the first.
                (Move::Up | Move::Down, None) => 0,
                _ => to.walked(at.unwrap_or(0), last, page),
            },
            Verb::Open if !items.is_empty() => {
                self.opened = at.is_none() || !self.opened;
                at.unwrap_or(0)
            }
            Verb::Back if self.opened => {
                self.opened = false;
                return Handled::Yes;
            }
            Verb::Open | Verb::Back => return Handled::No,
        };
        self.selected = items.get(to).copied();
        Handled::Yes
    }

    /// Selects the item on this row of the list (a click).
    pub fn click(&mut self, row: usize, area: Rect, hosts: &[&Snapshot]) {
        let rows = rows(hosts, area.width >= WIDE);
        let top = self.top(&rows, usize::from(area.height));
        if let Some(row) = rows.get(top + row) {
            self.selected = Some(row.item);
        }
    }

    fn top(&self, rows: &[Row<'_>], height: usize) -> usize {
        let Some(selected) = self.selected else {
            return 0;
        };
        let at = rows.iter().rposition(|r| r.item == selected).unwrap_or(0);
        (at + 1).saturating_sub(height)
    }

    /// The address whose arithmetic shall be shown, and the interface; `None`: nothing is open.
    #[must_use]
    pub fn opened<'a>(
        &self,
        hosts: &[&'a Snapshot],
    ) -> Option<(&'a Interface, Option<&'a Address>)> {
        let item = self.selected.filter(|_| self.opened)?;
        let interface = hosts
            .iter()
            .find(|s| s.host == item.host)?
            .interface(item.interface)?;
        Some((
            interface,
            item.address
                .and_then(|a| interface.addresses.iter().find(|x| x.address == a)),
        ))
    }
}
