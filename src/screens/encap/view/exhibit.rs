//! What a step looks up or checks, drawn: addresses ANDed bit by bit, tables, questions with their answers.

use std::net::IpAddr;

use ratatui::text::{Line, Span};

use crate::journey::{Answer, Check, Doing, Lookup, Lookups, Phase};
use crate::net::reach::Verdict;
use crate::net::subnet::Subnet;
use crate::net::{Hop, NextMac};
use crate::say;
use crate::say::Say;
use crate::ui::fit;

use super::Scene;

/// Routes that are listed.
const MOST_ROUTES: usize = 6;

impl Scene<'_> {
    /// What this step shows beside fields and bytes, in lines of at most `width` cells; none for most.
    pub(super) fn exhibit(&self, width: usize) -> &[Line<'static>] {
        self.exhibit.get_or_init(|| self.exhibit_lines(width))
    }

    fn exhibit_lines(&self, width: usize) -> Vec<Line<'static>> {
        let found = self.shown.journey.facts.lookups.as_ref();
        match (self.step.doing, found) {
            (Doing::Lookup(lookup), Some(found)) => self.looked_up(lookup, found, width),
            _ if !self.step.checks.is_empty() => self
                .step
                .checks
                .iter()
                .map(|check| self.check(check, width))
                .collect(),
            _ if self.step.phase == Phase::Down
                && self.step.level.low == 1
                && self.step.adds.is_empty() =>
            {
                self.signal(width)
            }
            _ => Vec::new(),
        }
    }

    fn looked_up(&self, lookup: Lookup, found: &Lookups, width: usize) -> Vec<Line<'static>> {
        match lookup {
            Lookup::Ports => self.ports(),
            Lookup::Fit => self.fit(found, width),
            Lookup::Route => {
                let mut lines = self.and(found);
                if !lines.is_empty() {
                    lines.push(Line::default());
                }
                lines.extend(self.routes(found, width));
                lines
            }
            Lookup::Neighbour => self.neighbour(found),
        }
    }

    fn pair(&self, name: &Say, value: String, osi: u8) -> Line<'static> {
        let name = fit::left(&self.look.say(name), 18);
        Line::from(vec![
            Span::styled(format!("{name}  "), self.look.theme.dim),
            Span::styled(value, self.look.theme.layer(osi)),
        ])
    }

    fn ports(&self) -> Vec<Line<'static>> {
        let digest = &self.shown.journey.digest;
        let name = |port: u16| {
            crate::wire::service(digest.transport, port)
                .map_or_else(|| port.to_string(), |name| format!("{port} ({name})"))
        };
        vec![
            self.pair(&say!("encap-look-port-own"), name(digest.src_port), 4),
            self.pair(&say!("encap-look-port-theirs"), name(digest.dst_port), 4),
        ]
    }

    /// The message and the room for it, to scale.
    fn fit(&self, found: &Lookups, width: usize) -> Vec<Line<'static>> {
        let Some(room) = found.room() else {
            return Vec::new();
        };
        let (wanted, glyphs, theme) = (found.wanted(), self.look.glyphs, self.look.theme);
        let bar = width.saturating_sub(34).clamp(8, 60);
        let scale = |n: usize| (n * bar).checked_div(room.max(wanted)).unwrap_or(0).max(1);
        let line = |name: Say, n: usize, style| {
            let name = fit::left(&self.look.say(&name), 18);
            let bar = fit::left(&glyphs.full.repeat(scale(n)), bar);
            Line::from(vec![
                Span::styled(format!("{name}  "), theme.dim),
                Span::styled(bar, style),
                Span::styled(format!("  {n} B"), theme.text),
            ])
        };
        vec![
            line(say!("encap-look-wanted"), wanted, theme.layer(7)),
            line(say!("encap-look-room"), room, theme.layer(3)),
        ]
    }

    /// The receiver's address and the sender's, ANDed with the mask of the sender's network.
    fn and(&self, found: &Lookups) -> Vec<Line<'static>> {
        // With a peer the prefix is not of the sender's address: nothing is to be ANDed with it.
        let (Some(held), remote) = (found.own.filter(|a| a.peer.is_none()), found.reach.remote)
        else {
            return Vec::new();
        };
        let (own, prefix) = (held.address, held.prefix);
        let Some(same) = found.same_network().filter(|_| found.way.hop != Hop::Own) else {
            return Vec::new();
        };
        let (Some(mine), Some(theirs)) = (Subnet::new(own, prefix), Subnet::new(remote, prefix))
        else {
            return Vec::new();
        };
        let (mask, mine, theirs) = (mine.mask(), mine.network(), theirs.network());
        let verdict = if same {
            say!("encap-look-same")
        } else {
            say!("encap-look-other")
        };
        let (theme, glyphs) = (self.look.theme, self.look.glyphs);
        let row = |sign: &str, address: String, bits: String, name: String, strong: bool| {
            let style = if strong { theme.strong } else { theme.text };
            Line::from(vec![
                Span::styled(format!("{sign} {}", fit::left(&address, 16)), style),
                Span::styled(bits, theme.layer(3)),
                Span::styled(format!("  {name}"), theme.dim),
            ])
        };
        let said = |say: Say| self.look.say(&say);
        vec![
            row(
                " ",
                short(remote),
                digits(remote),
                said(say!("encap-look-receiver")),
                false,
            ),
            row(
                "&",
                format!("/{prefix}"),
                digits(mask),
                said(say!("encap-look-mask")),
                false,
            ),
            row("=", short(theirs), digits(theirs), String::new(), true),
            row(
                if same { "=" } else { glyphs.differs() },
                short(mine),
                digits(mine),
                said(say!("encap-look-own-network")),
                true,
            ),
            Line::styled(format!("  {}", said(verdict)), theme.strong),
        ]
    }

    fn routes(&self, found: &Lookups, width: usize) -> Vec<Line<'static>> {
        let theme = self.look.theme;
        let mut considered: Vec<_> = found.reach.considered.iter().collect();
        // Those that match first, the chosen one at the top.
        considered.sort_by_key(|one| match one.verdict {
            Verdict::Chosen => 0,
            Verdict::HigherMetric => 1,
            Verdict::LessSpecific => 2,
            Verdict::NoMatch => 3,
        });
        let line = |one: &&crate::net::reach::Considered| {
            let chosen = one.verdict == Verdict::Chosen;
            let why = match one.verdict {
                Verdict::Chosen => say!("encap-route-chosen"),
                Verdict::HigherMetric => say!("encap-route-metric"),
                Verdict::LessSpecific => say!("encap-route-shorter"),
                Verdict::NoMatch => say!("encap-route-no-match"),
            };
            let mark = if chosen {
                self.look.glyphs.pointer
            } else {
                " "
            };
            let route = fit::left(&found.route_text(&one.route), 40);
            let style = if chosen { theme.strong } else { theme.dim };
            let why = fit::cut(
                &self.look.say(&why),
                width.saturating_sub(44),
                self.look.glyphs.cut,
            );
            Line::from(vec![
                Span::styled(format!("{mark} {route}  "), style),
                Span::styled(why, style),
            ])
        };
        considered.iter().take(MOST_ROUTES).map(line).collect()
    }

    fn neighbour(&self, found: &Lookups) -> Vec<Line<'static>> {
        let (mac, osi) = match found.way.next_mac {
            NextMac::Known(mac) | NextMac::Computed(mac) => (mac.to_string(), 2),
            NextMac::Ask | NextMac::NoAnswer => ("?".to_owned(), 2),
            NextMac::NotNeeded => return Vec::new(),
        };
        let next = match found.gateway() {
            Some(_) => say!("encap-look-gateway"),
            None => say!("encap-look-receiver"),
        };
        let mut lines = vec![
            self.pair(&next, found.way.next_hop.to_string(), 3),
            self.pair(&say!("encap-look-mac"), mac, osi),
            self.pair(
                &say!("encap-look-interface"),
                found.interface.to_string(),
                0,
            ),
        ];
        if let Some(own) = found.way.source_mac {
            lines.push(self.pair(&say!("encap-look-own-mac"), own.to_string(), 2));
        }
        lines
    }

    /// `✓ Is it for my address?  10.0.0.2 is mine`.
    fn check(&self, check: &Check, width: usize) -> Line<'static> {
        let theme = self.look.theme;
        let (mark, style) = match check.answer {
            Answer::Yes => (self.look.glyphs.acked, theme.good),
            Answer::No => (self.look.glyphs.refused(), theme.bad),
            Answer::Assumed => ("≈", theme.dim),
            Answer::Unknown => ("?", theme.unknown),
        };
        let asks = self.look.say(&check.asks);
        let why = check
            .why
            .as_ref()
            .map(|why| format!("  {}", self.look.say(why)))
            .unwrap_or_default();
        let why = fit::cut(
            &why,
            width.saturating_sub(fit::width(&asks) + 2),
            self.look.glyphs.cut,
        );
        Line::from(vec![
            Span::styled(format!("{mark} "), style),
            Span::styled(asks, theme.text),
            Span::styled(why, theme.dim),
        ])
    }
}

/// An address that fits into a column; IPv6 stands in the digits.
fn short(address: IpAddr) -> String {
    if address.is_ipv4() {
        address.to_string()
    } else {
        String::new()
    }
}

/// Four bytes as bits, sixteen as groups of hexadecimal digits.
fn digits(address: IpAddr) -> String {
    match address {
        IpAddr::V4(four) => four.octets().map(|byte| format!("{byte:08b}")).join("."),
        IpAddr::V6(six) => six.segments().map(|group| format!("{group:04x}")).join(":"),
    }
}
