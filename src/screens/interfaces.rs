//! The interfaces: what `ifconfig` or `ip addr` shows of a machine, live.

mod detail;
mod rows;
mod verb;
mod view;

use std::collections::{BTreeMap, VecDeque};
use std::net::IpAddr;

use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use ratatui::widgets::Widget;

use crate::clock::Time;
use crate::keymap::{Layer, Move, VerbId};
use crate::msg::Event;
use crate::msg::host::{CounterRow, HostEvent};
use crate::net::{Address, Counters, Interface, Snapshot};
use crate::place::{HostId, InterfaceIndex};
use crate::say;

use super::{Answer, Screen, Title, World};
use detail::AddressView;
use rows::{Row, items, rows};
use view::{InterfacesView, WIDE, beside};

pub use verb::Verb;

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
    /// Takes what was counted at one moment in. `true`: something to be seen has changed.
    fn add(&mut self, now: Time, rx: Counters, tx: Counters) -> bool {
        let before = (self.rx.back().copied(), self.tx.back().copied());
        let counted = self.last.map(|(_, rx, tx)| (rx, tx));
        if let Some((then, old_rx, old_tx)) = self.last {
            let millis = now.since(then).as_millis().max(1) as u64;
            let per_second =
                |new: u64, old: u64| new.saturating_sub(old).saturating_mul(1000) / millis;
            push(&mut self.rx, per_second(rx.bytes, old_rx.bytes));
            push(&mut self.tx, per_second(tx.bytes, old_tx.bytes));
        }
        self.last = Some((now, rx, tx));
        counted != Some((rx, tx)) || before != (Some(0), Some(0))
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

/// The screen's state.
#[derive(Debug, Default)]
pub struct Interfaces {
    rates: BTreeMap<(HostId, InterfaceIndex), Rates>,
    selected: Option<Item>,
    opened: bool,
}

impl Interfaces {
    /// Takes a host's counters of one moment in. `true`: something to be seen has changed.
    fn count(&mut self, now: Time, host: HostId, rows: &[CounterRow]) -> bool {
        let mut changed = false;
        for (index, rx, tx) in rows {
            let rates = self.rates.entry((host, *index)).or_default();
            changed |= rates.add(now, *rx, *tx);
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

    /// Where the selected one stands among all.
    fn at(&self, items: &[Item]) -> Option<usize> {
        let selected = self.selected?;
        items.iter().position(|item| *item == selected)
    }

    /// Opens the selected one, else the first; closes it where it is open.
    fn open(&mut self, hosts: &[&Snapshot]) -> Answer {
        let items = items(hosts);
        let at = self.at(&items);
        let Some(item) = items.get(at.unwrap_or(0)) else {
            return Answer::why(say!("interfaces-nothing-to-open"));
        };
        self.opened = at.is_none() || !self.opened;
        self.selected = Some(*item);
        Answer::done()
    }

    /// Selects what stands on this row of the list.
    fn select(&mut self, row: usize, rows: &[Row<'_>], height: usize) -> bool {
        let chosen = rows.get(self.top(rows, height) + row);
        self.selected = chosen.map(|row| row.item).or(self.selected);
        chosen.is_some()
    }

    fn top(&self, rows: &[Row<'_>], height: usize) -> usize {
        let Some(selected) = self.selected else {
            return 0;
        };
        let at = rows.iter().rposition(|r| r.item == selected).unwrap_or(0);
        (at + 1).saturating_sub(height)
    }

    /// The interface whose detail is shown, and the address of it; `None`: nothing is open.
    fn opened<'a>(&self, hosts: &[&'a Snapshot]) -> Option<(&'a Interface, Option<&'a Address>)> {
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

    fn view<'a>(&'a self, world: &'a World<'_>, hosts: &'a [&'a Snapshot]) -> InterfacesView<'a> {
        InterfacesView {
            pane: self,
            hosts,
            names: world.hosts,
            look: &world.look,
            focused: world.focused,
        }
    }
}

impl Screen for Interfaces {
    fn layer(&self) -> &'static Layer {
        &Verb::LAYER
    }

    fn title(&self, world: &World<'_>) -> Title {
        Title {
            name: world.look.get("view-interfaces"),
            status: self.view(world, &world.hosts.snapshots()).status(),
        }
    }

    fn about(&self) -> &'static str {
        "help-interfaces"
    }

    fn heard(&mut self, event: &Event, world: &World<'_>) -> Answer {
        let Event::Host(HostEvent::Counters { host, rows }) = event else {
            return Answer::no();
        };
        let hosts = world.hosts.snapshots();
        let known = hosts.iter().any(|snapshot| snapshot.host == *host);
        Answer::is(known && self.count(world.look.now, *host, rows))
    }

    fn act(&mut self, verb: VerbId, world: &World<'_>) -> Answer {
        match Verb::at(verb) {
            Some(Verb::Open) => self.open(&world.hosts.snapshots()),
            None => Answer::no(),
        }
    }

    fn moved(&mut self, to: Move, world: &World<'_>) -> Answer {
        let items = items(&world.hosts.snapshots());
        let last = items.len().saturating_sub(1);
        let at = match (to, self.at(&items)) {
            // Where nothing is selected yet, the first step selects the first.
            (Move::Up | Move::Down, None) => 0,
            (_, at) => to.walked(at.unwrap_or(0), last, world.page()),
        };
        let before = self.selected;
        self.selected = items.get(at).copied();
        Answer::is(self.selected != before)
    }

    fn back(&mut self, _world: &World<'_>) -> Answer {
        Answer::is(std::mem::take(&mut self.opened))
    }

    fn click(&mut self, at: Position, world: &World<'_>) -> Answer {
        let hosts = world.hosts.snapshots();
        let [list, _] = beside(world.area, self.opened(&hosts).is_some());
        let height = self.view(world, &hosts).rows_in(list);
        let row = usize::from(at.y.saturating_sub(list.y));
        let within = list.contains(at) && row < height;
        let rows = rows(&hosts, list.width >= WIDE);
        Answer::is(within && self.select(row, &rows, height))
    }

    fn draw(&self, world: &World<'_>, buf: &mut Buffer) -> Option<Position> {
        let hosts = world.hosts.snapshots();
        let opened = self.opened(&hosts);
        let [list, detail] = beside(world.area, opened.is_some());
        (&self.view(world, &hosts)).render(list, buf);
        if let Some((interface, address)) = opened {
            let view = AddressView {
                interface,
                address,
                look: &world.look,
            };
            (&view).render(detail, buf);
        }
        None
    }

    fn height(&self, world: &World<'_>) -> usize {
        let [list, _] = beside(world.area, self.opened);
        let hosts = world.hosts.snapshots();
        self.view(world, &hosts).height(list.width)
    }
}

#[cfg(test)]
mod tests;
