//! The interfaces pane: what `ifconfig` or `ip addr` shows of a machine, live.

mod detail;

use std::collections::{BTreeMap, VecDeque};
use std::net::IpAddr;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::clock::Time;
use crate::msg::Action;
use crate::msg::host::CounterRow;
use crate::net::{Address, Counters, Interface, LinkState, Scope, Snapshot};
use crate::place::{HostId, InterfaceIndex};
use crate::say;
use crate::ui::fit;
use crate::ui::look::Look;

use super::Handled;

pub use detail::AddressView;

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
    pub fn count(
        &mut self,
        host: HostId,
        now: Time,
        rows: &[CounterRow],
        hosts: &mut [Snapshot],
    ) -> bool {
        let mut changed = false;
        for (index, rx, tx) in rows {
            let rates = self.rates.entry((host, *index)).or_default();
            let before = (rates.rx.back().copied(), rates.tx.back().copied());
            rates.add(now, *rx, *tx);
            changed |= before != (rates.rx.back().copied(), rates.tx.back().copied())
                || before.0 != Some(0);
            let snapshot = hosts.iter_mut().find(|s| s.host == host);
            if let Some(interface) =
                snapshot.and_then(|s| s.interfaces.iter_mut().find(|i| i.index == *index))
            {
                changed |= interface.rx != *rx || interface.tx != *tx;
                (interface.rx, interface.tx) = (*rx, *tx);
            }
        }
        changed
    }

    /// Forgets what belonged to interfaces that are gone.
    pub fn keep_only(&mut self, hosts: &[Snapshot]) {
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
    pub fn act(&mut self, action: Action, page: usize, hosts: &[Snapshot]) -> Handled {
        let items = items(hosts);
        let last = items.len().saturating_sub(1);
        let at = self
            .selected
            .and_then(|s| items.iter().position(|i| *i == s));
        let to = match action {
            Action::Up => at.map_or(0, |a| a.saturating_sub(1)),
            Action::Down => at.map_or(0, |a| (a + 1).min(last)),
            Action::PageUp => at.unwrap_or(0).saturating_sub(page),
            Action::PageDown => (at.unwrap_or(0) + page).min(last),
            Action::Top => 0,
            Action::Bottom => last,
            Action::Open if !items.is_empty() => {
                self.opened = at.is_none() || !self.opened;
                at.unwrap_or(0)
            }
            Action::Back if self.opened => {
                self.opened = false;
                return Handled::Yes;
            }
            _ => return Handled::No,
        };
        self.selected = items.get(to).copied();
        Handled::Yes
    }

    /// Selects the item on this row of the list (a click).
    pub fn click(&mut self, row: usize, area: Rect, hosts: &[Snapshot]) {
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
}

/// Hosts in the order of the screen: the one that is practised on first.
fn in_order(hosts: &[Snapshot]) -> impl Iterator<Item = &Snapshot> {
    hosts.iter().rev()
}

/// Interfaces in the order of the screen: the default route's first, then those that are up,
/// loopback, those that are down. A practice host's loopback is nothing to look at.
fn ordered(snapshot: &Snapshot) -> Vec<&Interface> {
    let first = snapshot.default_route().map(|r| r.interface);
    let practice = snapshot.host != HostId::HERE;
    let loopback = |i: &&Interface| i.kind == crate::net::InterfaceKind::Loopback;
    let mut list: Vec<_> = snapshot
        .interfaces
        .iter()
        .filter(|i| !(practice && loopback(i)))
        .collect();
    list.sort_by_key(|i| {
        let rank = match i.state {
            _ if Some(i.index) == first => 0,
            LinkState::Up if i.kind == crate::net::InterfaceKind::Loopback => 2,
            LinkState::Up => 1,
            LinkState::NoCarrier => 3,
            LinkState::Down => 4,
        };
        (rank, i.index)
    });
    list
}

fn items(hosts: &[Snapshot]) -> Vec<Item> {
    let mut items = Vec::new();
    for snapshot in in_order(hosts) {
        for interface in ordered(snapshot) {
            let item = |address| Item {
                host: snapshot.host,
                interface: interface.index,
                address,
            };
            items.push(item(None));
            items.extend(interface.addresses.iter().map(|a| item(Some(a.address))));
        }
    }
    items
}

/// From this width on, counters stand beside the names.
const WIDE: u16 = 90;

/// One row of the list.
struct Row<'a> {
    item: Item,
    snapshot: &'a Snapshot,
    interface: &'a Interface,
    part: Part<'a>,
}

enum Part<'a> {
    Head,
    Link,
    Address(&'a Address),
    Counters,
}

fn rows(hosts: &[Snapshot], counters: bool) -> Vec<Row<'_>> {
    let mut rows = Vec::new();
    for snapshot in in_order(hosts) {
        for interface in ordered(snapshot) {
            let of = |address| Item {
                host: snapshot.host,
                interface: interface.index,
                address,
            };
            let mut add = |item, part| {
                rows.push(Row {
                    item,
                    snapshot,
                    interface,
                    part,
                });
            };
            add(of(None), Part::Head);
            for address in &interface.addresses {
                add(of(Some(address.address)), Part::Address(address));
            }
            if interface
                .mac
                .is_some_and(|m| m != crate::wire::MacAddr::ZERO)
            {
                add(of(None), Part::Link);
            }
            if counters && interface.state == LinkState::Up {
                add(of(None), Part::Counters);
            }
        }
    }
    rows
}

/// The pane, drawn.
#[derive(Debug)]
pub struct InterfacesView<'a> {
    /// Its state.
    pub pane: &'a Interfaces,
    /// This machine, and the practice host where there is one.
    pub hosts: &'a [Snapshot],
    /// How it looks.
    pub look: &'a Look<'a>,
    /// Has it the focus?
    pub focused: bool,
}

impl InterfacesView<'_> {
    /// Rows that all of it takes; none where there is no room for it beside what is opened.
    #[must_use]
    pub fn height(&self, width: u16) -> usize {
        if width == 0 {
            return 0;
        }
        rows(self.hosts, width >= WIDE).len() + self.footer().len() + 1
    }

    /// What stands at the right of the title: how many are up and down.
    #[must_use]
    pub fn status(&self) -> String {
        let all = || self.hosts.iter().flat_map(|s| &s.interfaces);
        let up = all().filter(|i| i.state == LinkState::Up).count();
        self.look.say(&say!(
            "interfaces-status",
            up = up,
            down = all().count() - up
        ))
    }

    fn head(&self, row: &Row<'_>, room: usize) -> Line<'static> {
        let (look, interface) = (self.look, row.interface);
        let (glyph, style, state) = state(interface.state, look);
        let practice = row.snapshot.host != HostId::HERE;
        let name = if practice {
            format!("{} ({})", interface.name, look.get("interfaces-practice"))
        } else {
            interface.name.clone()
        };
        let mut spans = vec![
            Span::styled(format!("{glyph} "), style),
            Span::styled(
                fit::left(&fit::cut(&name, 20, look.glyphs.cut), 8),
                look.theme.strong,
            ),
            Span::raw(" "),
            Span::styled(fit::left(&state, 5), style),
            Span::raw(" "),
            Span::styled(format!("mtu {}", interface.mtu), look.theme.dim),
        ];
        if interface.addresses.is_empty() {
            spans.push(Span::styled(
                format!("  {}", look.get("interfaces-no-address")),
                look.theme.dim,
            ));
        }
        self.with_rate(spans, row, room, look.glyphs.down, |r| &r.rx)
    }

    /// Fills up to `room` and puts sparkline and rate at the right end, where there is room.
    fn with_rate(
        &self,
        mut spans: Vec<Span<'static>>,
        row: &Row<'_>,
        room: usize,
        arrow: &str,
        pick: impl Fn(&Rates) -> &VecDeque<u64>,
    ) -> Line<'static> {
        const RATE: usize = 12;
        let look = self.look;
        let used: usize = spans.iter().map(Span::width).sum();
        let rates = self
            .pane
            .rates
            .get(&(row.snapshot.host, row.interface.index));
        let samples = rates.map(&pick).filter(|s| !s.is_empty());
        let Some(samples) =
            samples.filter(|_| row.interface.state == LinkState::Up && used + RATE < room)
        else {
            return Line::from(spans);
        };
        let rate = format!(
            "{arrow} {:>9}",
            per_second(samples.back().copied().unwrap_or(0), look.glyphs.nothing)
        );
        let bars = room
            .saturating_sub(used + RATE + 3)
            .min(if room > 100 { 40 } else { 10 });
        let spark = spark(samples, bars, look);
        let gap = room.saturating_sub(used + fit::width(&spark) + fit::width(&rate) + 1);
        spans.push(Span::raw(" ".repeat(gap)));
        spans.push(Span::styled(spark, look.theme.layer(2)));
        spans.push(Span::styled(format!(" {rate}"), look.theme.text));
        Line::from(spans)
    }

    fn line(&self, row: &Row<'_>, room: usize) -> Line<'static> {
        let (look, interface) = (self.look, row.interface);
        match &row.part {
            Part::Head => self.head(row, room),
            Part::Address(address) => {
                let scope = match address.scope {
                    Scope::Global => String::new(),
                    Scope::Link => look.get("interfaces-scope-link"),
                    Scope::Host => look.get("interfaces-scope-host"),
                };
                let mut spans = vec![
                    Span::raw("    "),
                    Span::styled(
                        format!("{}/{}", address.address, address.prefix),
                        look.theme.layer(3),
                    ),
                    Span::styled(format!("  {scope}"), look.theme.dim),
                ];
                if room >= usize::from(WIDE)
                    && let Some(mask) = address.netmask()
                {
                    let text = say!("interfaces-netmask", mask = mask.to_string());
                    spans.push(Span::styled(
                        format!("  {}", look.say(&text)),
                        look.theme.dim,
                    ));
                    if let Some(broadcast) = address.broadcast {
                        let text = say!("interfaces-broadcast", address = broadcast.to_string());
                        spans.push(Span::styled(
                            format!("  {}", look.say(&text)),
                            look.theme.dim,
                        ));
                    }
                }
                let first = interface.addresses.first() == Some(*address);
                if first {
                    self.with_rate(spans, row, room, look.glyphs.up, |r| &r.tx)
                } else {
                    Line::from(spans)
                }
            }
            Part::Link => Line::from(vec![
                Span::raw("    "),
                Span::styled(
                    interface.mac.map(|m| m.to_string()).unwrap_or_default(),
                    look.theme.layer(2),
                ),
                Span::styled(format!("  {}", kind_name(interface)), look.theme.dim),
            ]),
            Part::Counters => Line::from(Span::styled(
                format!("    {}", counters(interface, look)),
                look.theme.dim,
            )),
        }
    }

    fn footer(&self) -> Vec<Line<'static>> {
        let look = self.look;
        let Some(here) = self.hosts.first() else {
            return Vec::new();
        };
        let gateway = here
            .default_route()
            .and_then(|r| Some((r.gateway?, here.interface(r.interface)?.name.clone())));
        let gateway = match gateway {
            Some((address, name)) => say!(
                "interfaces-gateway",
                address = address.to_string(),
                name = name
            ),
            None => say!("interfaces-no-gateway"),
        };
        let dns: Vec<_> = here.dns.iter().map(ToString::to_string).collect();
        let dns = if dns.is_empty() {
            say!("interfaces-no-dns")
        } else {
            say!("interfaces-dns", servers = dns)
        };
        vec![Line::styled(
            format!("{}    {}", look.say(&gateway), look.say(&dns)),
            look.theme.dim,
        )]
    }
}

fn state(state: LinkState, look: &Look<'_>) -> (&'static str, Style, String) {
    match state {
        LinkState::Up => (look.glyphs.on, look.theme.good, look.get("interfaces-up")),
        LinkState::NoCarrier => (
            look.glyphs.off,
            look.theme.warn,
            look.get("interfaces-no-carrier"),
        ),
        LinkState::Down => (look.glyphs.off, look.theme.dim, look.get("interfaces-down")),
    }
}

/// The kind as the kernel's tools write it; the same in every language.
fn kind_name(interface: &Interface) -> String {
    match &interface.kind {
        crate::net::InterfaceKind::Other(name) => name.clone(),
        kind => format!("{kind:?}").to_lowercase(),
    }
}

fn counters(interface: &Interface, look: &Look<'_>) -> String {
    let one = |arrow: &str, c: &Counters| {
        let Some(c) = c.known() else {
            return format!("{arrow} ?");
        };
        let text = say!(
            "interfaces-counters",
            bytes = fit::bytes(c.bytes),
            packets = fit::count(c.packets),
            errors = fit::count(c.errors),
            dropped = fit::count(c.dropped)
        );
        format!("{arrow} {}", look.say(&text))
    };
    format!(
        "{}    {}",
        one(look.glyphs.down, &interface.rx),
        one(look.glyphs.up, &interface.tx)
    )
}

/// `1.20 MB/s`, or the sign for nothing.
fn per_second(bytes: u64, nothing: &str) -> String {
    if bytes == 0 {
        return nothing.to_owned();
    }
    format!("{}/s", fit::bytes(bytes))
}

/// The last samples as bars, scaled to their own maximum.
fn spark(samples: &VecDeque<u64>, bars: usize, look: &Look<'_>) -> String {
    let shown: Vec<u64> = samples.iter().rev().take(bars).rev().copied().collect();
    let most = shown.iter().copied().max().unwrap_or(0);
    if most == 0 {
        return String::new();
    }
    let height = |v: u64| {
        if v == 0 {
            0
        } else {
            (v.saturating_mul(7).div_ceil(most) as usize).min(7)
        }
    };
    shown
        .iter()
        .map(|v| look.glyphs.spark[height(*v)])
        .collect()
}

impl Widget for &InterfacesView<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        if area.is_empty() {
            return;
        }
        let rows = rows(self.hosts, area.width >= WIDE);
        let footer = self.footer();
        let foot = if area.height > 8 { footer.len() + 1 } else { 0 };
        let height = usize::from(area.height) - foot;
        let top = self.pane.top(&rows, height);
        for (y, row) in rows.iter().skip(top).take(height).enumerate() {
            let line = self.line(row, usize::from(area.width));
            let at = Rect {
                y: area.y + y as u16,
                height: 1,
                ..area
            };
            line.render(at, buf);
            let chosen = self.pane.selected == Some(row.item)
                && !matches!(row.part, Part::Link | Part::Counters);
            if chosen && self.focused {
                buf.set_style(at, self.look.theme.selected);
            }
        }
        let below = rows.len().saturating_sub(top + height);
        if below > 0 && height > 0 {
            let text = self.look.say(&say!("interfaces-more", n = below));
            let at = Rect {
                y: area.y + height as u16 - 1,
                height: 1,
                ..area
            };
            Line::styled(text, self.look.theme.dim)
                .right_aligned()
                .render(at, buf);
        }
        for (i, line) in footer.into_iter().enumerate().filter(|_| foot > 0) {
            let y = area.bottom() - 1 - i as u16;
            line.render(
                Rect {
                    y,
                    height: 1,
                    ..area
                },
                buf,
            );
        }
    }
}

impl Interfaces {
    /// The address whose arithmetic shall be shown, and the interface; `None`: nothing is open.
    #[must_use]
    pub fn opened<'a>(
        &self,
        hosts: &'a [Snapshot],
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
