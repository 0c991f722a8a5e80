//! The interfaces, drawn: a row for each, with its addresses, its rates and what it has counted.

use std::collections::VecDeque;

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::net::{Counters, Interface, InterfaceKind, LinkState, Scope, Snapshot};
use crate::place::HostId;
use crate::say;
use crate::screens::KnownHosts;
use crate::ui::fit;
use crate::ui::look::Look;

use super::rows::{Part, Row, rows};
use super::{Interfaces, Rates};

/// From this width on, counters stand beside the names.
pub(super) const WIDE: u16 = 90;

/// The list, drawn.
#[derive(Debug)]
pub(super) struct InterfacesView<'a> {
    /// What is selected, the rates.
    pub(super) pane: &'a Interfaces,
    /// This machine first, then the hosts of the practice lab.
    pub(super) hosts: &'a [&'a Snapshot],
    /// What the lab's hosts are called.
    pub(super) names: &'a dyn KnownHosts,
    /// How it looks.
    pub(super) look: &'a Look<'a>,
    /// Has it the focus?
    pub(super) focused: bool,
}

/// The list and what is opened of it: side by side where there is room, else the one or the other.
pub(super) fn beside(area: Rect, open: bool) -> [Rect; 2] {
    /// Cells that both together need.
    const BOTH: u16 = 130;
    let none = Rect { width: 0, ..area };
    match (open, area.width >= BOTH) {
        (false, _) => [area, none],
        (true, false) => [none, area],
        (true, true) => {
            let [list, _, detail] = Layout::horizontal([
                Constraint::Fill(1),
                Constraint::Length(3),
                Constraint::Length(75),
            ])
            .areas(area);
            [list, detail]
        }
    }
}

impl InterfacesView<'_> {
    /// Rows that all of it takes; none where there is no room for it beside what is opened.
    pub(super) fn height(&self, width: u16) -> usize {
        if width == 0 {
            return 0;
        }
        rows(self.hosts, width >= WIDE).len() + self.footer().len() + 1
    }

    /// Rows of interfaces that there is room for, above gateway and DNS.
    pub(super) fn rows_in(&self, area: Rect) -> usize {
        let foot = if area.height > 8 {
            self.footer().len() + 1
        } else {
            0
        };
        usize::from(area.height).saturating_sub(foot)
    }

    /// What stands at the right of the title: how many are up and down.
    pub(super) fn status(&self) -> String {
        let all = || self.hosts.iter().flat_map(|s| &s.interfaces);
        let up = all().filter(|i| i.state == LinkState::Up).count();
        self.look.say(&say!(
            "interfaces-status",
            up = up,
            down = all().count() - up
        ))
    }

    /// The lab's only host that is looked at needs no name of its own.
    fn host_name(&self, host: &Snapshot) -> String {
        if self.hosts.len() > 2 {
            self.names.host(host.host).to_owned()
        } else {
            self.look.get("interfaces-practice")
        }
    }

    fn head(&self, row: &Row<'_>, room: usize) -> Line<'static> {
        let (look, interface) = (self.look, row.interface);
        let (glyph, style, state) = state(interface.state, look);
        let practice = row.snapshot.host != HostId::HERE;
        let name = if practice {
            format!("{} ({})", interface.name, self.host_name(row.snapshot))
        } else {
            interface.name.to_string()
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
                    Span::styled(address.to_string(), look.theme.layer(3)),
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
pub(super) fn kind_name(interface: &Interface) -> String {
    match &interface.kind {
        InterfaceKind::Other(name) => name.to_string(),
        kind @ (InterfaceKind::Ethernet
        | InterfaceKind::Wifi
        | InterfaceKind::Loopback
        | InterfaceKind::Bridge
        | InterfaceKind::Veth
        | InterfaceKind::Tun
        | InterfaceKind::Tap
        | InterfaceKind::Vlan) => format!("{kind:?}").to_lowercase(),
    }
}

pub(super) fn counters(interface: &Interface, look: &Look<'_>) -> String {
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
        let height = self.rows_in(area);
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
        let foot = usize::from(area.height).saturating_sub(height + 1);
        for (i, line) in self.footer().into_iter().take(foot).enumerate() {
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
