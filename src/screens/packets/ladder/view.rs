//! The ladder, drawn: hosts as columns, time downwards, one arrow for each frame.

mod rung;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget;

use crate::say;
use crate::screens::packets::flows::way_style;
use crate::store::Way;
use crate::store::ladder::{End, Rung};
use crate::ui::area::draw_cut;
use crate::ui::area::draw_wrapped;
use crate::ui::fit;
use crate::ui::look::Look;

use super::{Ladder, Row};

/// The chart, drawn.
#[derive(Debug)]
pub(super) struct LadderView<'a> {
    /// Its state.
    pub(super) ladder: &'a Ladder,
    /// How it looks.
    pub(super) look: &'a Look<'a>,
}

/// Rows of the heading: the hosts' names.
pub(super) const HEADING: usize = 1;
/// Cells of the time.
const TIME: u16 = 9;
/// Cells of a state beside the outer columns.
const STATE: u16 = 14;
/// Below this width no states stand beside the columns.
const WITH_STATES: u16 = 90;
/// Rows about the selected rung, where there is room for them.
const ABOUT: usize = 6;

/// Rows of the chart itself in a pane `height` rows high.
pub(super) const fn body_height(height: usize) -> usize {
    let about = if height >= 5 * ABOUT {
        ABOUT
    } else if height >= 3 * ABOUT {
        ABOUT - 2
    } else if height >= 12 {
        3
    } else {
        0
    };
    height.saturating_sub(HEADING + about)
}

/// Rows of a pane in which the chart has `rows`: as many as it takes to tell all about the selected rung.
pub(super) const fn whole_height(rows: usize) -> usize {
    let whole = rows + HEADING + ABOUT;
    if whole < 5 * ABOUT { 5 * ABOUT } else { whole }
}

/// Where the columns stand.
struct Lanes {
    columns: Vec<u16>,
    /// Beside the columns, where labels of more than two hosts stand.
    labels: Option<(u16, u16)>,
    states: bool,
}

impl LadderView<'_> {
    /// One host talking to itself stands there twice, once for each of its ports.
    fn alone(&self) -> bool {
        self.ladder.chart.hosts.len() == 1
    }

    fn ends(&self, rung: &Rung) -> (usize, usize) {
        match (self.alone(), rung.way) {
            (false, _) => (rung.from, rung.to),
            (true, Way::There) => (0, 1),
            (true, Way::Back) => (1, 0),
        }
    }

    /// The port of each of two columns, where every rung has the same there.
    fn ports(&self) -> [Option<u16>; 2] {
        let mut all = self
            .ladder
            .chart
            .rungs
            .iter()
            .filter(|rung| rung.ports != [0, 0])
            .map(|rung| match self.ends(rung) {
                (0, _) => rung.ports,
                _ => [rung.ports[1], rung.ports[0]],
            });
        let Some(first) = all.next() else {
            return [None, None];
        };
        let same = all.fold([true; 2], |same, ports| {
            [0, 1].map(|i| same[i] && ports[i] == first[i])
        });
        [0, 1].map(|i| Some(first[i]).filter(|port| same[i] && *port != 0))
    }

    /// The ports of a rung, where neither its columns nor their heading tell whose it is.
    fn told_by_ports(&self, rung: &Rung) -> Option<String> {
        let several = match self.ladder.chart.hosts.len() {
            0..=2 => self.ports().contains(&None),
            _ => rung.from == rung.to,
        };
        let [from, to] = rung.ports;
        (several && from != 0).then(|| format!("{from} {} {to}", self.look.glyphs.right))
    }

    fn lanes(&self, area: Rect) -> Lanes {
        let hosts = self.ladder.chart.hosts.len().max(2) as u16;
        let tcp = self.ladder.chart.rungs.iter().any(|r| r.states.is_some());
        let states = hosts == 2 && tcp && area.width >= WITH_STATES;
        let side = if states { STATE } else { 0 };
        let left = area.x + TIME + side + 1;
        let mut right = area.right().saturating_sub(side + 2);
        let mut labels = None;
        if hosts > 2 {
            // Arrows of many hosts are short: what goes stands beside them.
            let middle = left + (right - left) / 2;
            labels = Some((middle + 2, area.right().saturating_sub(middle + 2)));
            right = middle;
        }
        // Of more hosts than there are cells, neighbours share one.
        let right = right.max(left + hosts).min(area.right().saturating_sub(1));
        let columns = (0..hosts)
            .map(|i| left + (right - left) * i / (hosts - 1))
            .collect();
        Lanes {
            columns,
            labels,
            states,
        }
    }

    fn heading(&self, lanes: &Lanes, area: Rect, buf: &mut Buffer) {
        let look = self.look;
        buf.set_stringn(
            area.x,
            area.y,
            format!("{:>8}", "ms"),
            usize::from(TIME),
            look.theme.dim,
        );
        let ports = self.ports();
        let mut least = area.x + TIME;
        for (i, x) in lanes.columns.iter().enumerate() {
            let host = self
                .ladder
                .chart
                .hosts
                .get(if self.alone() { 0 } else { i });
            let mut name = host.map(ToString::to_string).unwrap_or_default();
            if let Some(port) = ports
                .get(i)
                .copied()
                .flatten()
                .filter(|_| lanes.columns.len() == 2)
            {
                name = if name.contains(':') {
                    format!("[{name}]:{port}")
                } else {
                    format!("{name}:{port}")
                };
            }
            if lanes.columns.len() > 2 {
                name = ending(
                    &name,
                    usize::from(spacing(lanes)).saturating_sub(1),
                    look.glyphs.cut,
                );
            }
            let width = fit::width(&name) as u16;
            let start = x
                .saturating_sub(width / 2)
                .max(least)
                .min(area.right().saturating_sub(width).max(least));
            let room = usize::from(area.right().saturating_sub(start));
            if room == 0 {
                break;
            }
            let style = way_style(i == 0, look);
            buf.set_string(start, area.y, fit::cut(&name, room, look.glyphs.cut), style);
            least = start + width + 1;
        }
    }

    /// Both ends' states after this rung, where they changed with it.
    fn states(&self, at: usize, lanes: &Lanes, y: u16, buf: &mut Buffer, area: Rect) {
        if !lanes.states {
            return;
        }
        let rungs = &self.ladder.chart.rungs;
        let of = |rung: &Rung, column| {
            let (from, _) = self.ends(rung);
            rung.states
                .map(|[one, other]| if from == column { one } else { other })
        };
        let look = self.look;
        for column in 0..2 {
            let Some(now) = rungs.get(at).and_then(|r| of(r, column)) else {
                continue;
            };
            let before = at
                .checked_sub(1)
                .and_then(|b| rungs.get(b))
                .and_then(|r| of(r, column));
            if before.is_some_and(|before| before.state == now.state) {
                continue;
            }
            let text = fit::cut(&self.state(now), usize::from(STATE), look.glyphs.cut);
            let x = if column == 0 {
                area.x + TIME
            } else {
                area.right().saturating_sub(STATE)
            };
            buf.set_string(x, y, text, look.theme.strong);
        }
    }

    fn state(&self, end: End) -> String {
        let sign = match (end.inferred, self.look.glyphs.ascii) {
            (false, _) => "",
            (true, true) => "~",
            (true, false) => "≈",
        };
        format!("{sign}{}", end.state.name())
    }

    fn lifelines(&self, lanes: &Lanes, y: u16, buf: &mut Buffer) {
        let bar = if self.look.glyphs.ascii { "|" } else { "│" };
        for x in &lanes.columns {
            buf.set_string(*x, y, bar, self.look.theme.dim);
        }
    }

    fn phase(&self, rung: &Rung, lanes: &Lanes, y: u16, buf: &mut Buffer, area: Rect) {
        let Some(phase) = &rung.phase else { return };
        let (Some(&low), Some(&high)) = (lanes.columns.first(), lanes.columns.last()) else {
            return;
        };
        let high = lanes.labels.map_or(high, |_| area.right());
        let room = usize::from(high.saturating_sub(low)).saturating_sub(4);
        let text = fit::cut(&self.look.say(phase), room, self.look.glyphs.cut);
        let x = low + 2 + (room.saturating_sub(fit::width(&text)) / 2) as u16;
        buf.set_string(x, y, text, self.look.theme.good);
    }

    /// What there is to say about the selected rung, in sentences.
    fn about(&self, lanes: &Lanes, area: Rect, buf: &mut Buffer) {
        let (look, ladder) = (self.look, self.ladder);
        let Some(rung) = ladder.selected() else {
            return;
        };
        let mut head = format!(
            "{}  {}",
            rung.time.hms_millis(look.utc_offset),
            self.label(rung)
        );
        let hosts = &ladder.chart.hosts;
        if let (true, Some(from), Some(to)) =
            (hosts.len() > 2, hosts.get(rung.from), hosts.get(rung.to))
        {
            head = format!("{head}   {from} {} {to}", look.glyphs.right);
        }
        if let (false, Some([from, to])) = (lanes.states, rung.states) {
            let after = say!(
                "packets-ladder-states",
                from = self.state(from),
                to = self.state(to)
            );
            head = format!("{head}   {}", look.say(&after));
        }
        let mut said = vec![(head, look.theme.strong)];
        if rung.run.is_some() {
            said.push((look.say(&say!("packets-ladder-run")), look.theme.text));
        } else {
            said.extend(rung.told.iter().map(|s| (look.say(s), look.theme.good)));
            said.extend(
                rung.chore
                    .map(|chore| (look.say(&chore.say()), look.theme.dim)),
            );
            said.extend(rung.sums.iter().map(|s| (look.say(s), look.theme.text)));
            said.extend(
                rung.marks
                    .say(&rung.note)
                    .iter()
                    .map(|s| (look.say(s), look.theme.warn)),
            );
        }
        if rung
            .states
            .is_some_and(|ends| ends.iter().any(|e| e.inferred))
        {
            said.push((look.say(&say!("packets-ladder-inferred")), look.theme.dim));
        }
        draw_wrapped(said, 3, look.glyphs.cut, area, buf);
    }
}

/// Cells from one column to the next.
fn spacing(lanes: &Lanes) -> u16 {
    lanes
        .columns
        .windows(2)
        .map(|pair| pair[1] - pair[0])
        .min()
        .unwrap_or(u16::MAX)
}

/// The end of an address, which tells hosts of one network apart.
fn ending(name: &str, room: usize, mark: &str) -> String {
    let count = name.chars().count();
    if count <= room {
        name.to_owned()
    } else {
        mark.chars()
            .chain(name.chars().skip(count + 1 - room.min(count)))
            .collect()
    }
}

impl Widget for &LadderView<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let look = self.look;
        if area.height < 3 || area.width < 30 {
            return;
        }
        if self.ladder.rows.is_empty() {
            let empty = look.get("packets-ladder-empty");
            return draw_cut(&empty, look.theme.dim, look.glyphs.cut, area, buf);
        }
        let lanes = self.lanes(area);
        self.heading(&lanes, area, buf);
        let height = body_height(usize::from(area.height));
        let top = self.ladder.top(height);
        let body = Rect {
            y: area.y + HEADING as u16,
            height: height as u16,
            ..area
        };
        for (y, row) in (body.y..body.bottom()).zip(self.ladder.rows.iter().skip(top)) {
            self.lifelines(&lanes, y, buf);
            match row {
                Row::Rung(at) => {
                    if let Some(rung) = self.ladder.chart.rungs.get(*at) {
                        self.rung(rung, &lanes, y, buf, area);
                        self.states(*at, &lanes, y, buf, area);
                    }
                    if *at == self.ladder.at {
                        buf.set_style(
                            Rect {
                                y,
                                height: 1,
                                ..area
                            },
                            look.theme.selected,
                        );
                    }
                }
                Row::Phase(at) => {
                    if let Some(rung) = self.ladder.chart.rungs.get(*at) {
                        self.phase(rung, &lanes, y, buf, area);
                    }
                }
            }
        }
        let about = Rect {
            y: body.bottom(),
            height: area.bottom().saturating_sub(body.bottom()),
            ..area
        };
        self.about(&lanes, about, buf);
    }
}
