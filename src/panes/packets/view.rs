//! The packet log, drawn: the list, the filter line, the opened frame.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Position, Rect};
use ratatui::widgets::Widget;

use crate::record::{Outcome, SocketEvent};
use crate::say;
use crate::say::Say;
use crate::store::{Body, Packets, Record};
use crate::ui::fit;
use crate::ui::look::Look;
use crate::ui::wrap::wrap;

use super::file::{OpenedFile, Reading};
use super::filter_line::FilterLine;
use super::opened::{Opened, OpenedView, Shown};
use super::row::ends;
use super::sum::SumView;
use super::{PacketLog, Scope, call};

/// The pane, drawn.
#[derive(Debug)]
pub struct PacketsView<'a> {
    /// Its state.
    pub pane: &'a PacketLog,
    /// The records it lists.
    pub packets: &'a Packets,
    /// The file they are from; `None`: the live trace.
    pub file: Option<&'a OpenedFile>,
    /// Names of interfaces: host, number, name.
    pub interfaces: &'a dyn InterfaceNames,
    /// Does anything capture?
    pub capturing: bool,
    /// Why nothing does, and what to do about it.
    pub denied: Option<&'a (Say, Option<Say>)>,
    /// Why there can be no practice lab, which captures without any right, and what to do.
    pub no_lab: Option<&'a (Say, Option<Say>)>,
    /// Frames of the student's own SSH session that were left out.
    pub left_out: u64,
    /// How it looks.
    pub look: &'a Look<'a>,
    /// Has it the focus?
    pub focused: bool,
}

/// Gives an interface's name.
pub trait InterfaceNames: std::fmt::Debug {
    /// The name, or nothing where it is not known any more.
    fn name(&self, place: crate::place::Place) -> Option<&str>;
}

/// From this width on addresses stand in columns of their own.
pub(super) const WIDE: u16 = 100;
/// Below this width only what tells rows apart is left.
pub(super) const NARROW: u16 = 70;
/// From this width on the opened frame stands beside the list.
const BESIDE: u16 = 180;

/// From this width on there is room for long rows of bytes beside them.
const ROOMY: u16 = 230;

/// Cells of a hex dump with 8 and with 16 bytes a row.
const HEX_8: u16 = 40;
const HEX_16: u16 = 74;

/// Cells of a bar that shows how far something has come.
const BAR: usize = 8;

/// The parts of the pane.
pub(super) struct Parts {
    pub(super) list: Rect,
    pub(super) tree: Rect,
    pub(super) bytes: Rect,
    pub(super) meaning: Rect,
    pub(super) about: Rect,
    pub(super) line: Rect,
}

/// Which parts there are beside the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shape {
    /// An opened record.
    pub(super) open: bool,
    /// The filter line.
    pub(super) line: bool,
    /// Sentences about the record that is selected.
    pub(super) about: bool,
}

/// Rows of the sentences about the selected record, and from what height on there is room for them.
const ABOUT: u16 = 2;
const WITH_ABOUT: u16 = 8;

/// Where they stand in the pane's area.
pub(super) fn parts(area: Rect, shape: Shape) -> Parts {
    let [rest, about, line] = Layout::vertical([
        Constraint::Fill(1),
        Constraint::Length(if shape.about && area.height >= WITH_ABOUT {
            ABOUT
        } else {
            0
        }),
        Constraint::Length(if shape.line {
            FilterLine::rows(area.height)
        } else {
            0
        }),
    ])
    .areas(area);
    let none = Rect {
        width: 0,
        height: 0,
        ..area
    };
    if !shape.open {
        return Parts {
            list: rest,
            tree: none,
            bytes: none,
            meaning: none,
            about,
            line,
        };
    }
    if area.width >= BESIDE {
        let [list, _, tree, _, bytes] = Layout::horizontal([
            Constraint::Percentage(30),
            Constraint::Length(2),
            Constraint::Fill(1),
            Constraint::Length(2),
            // What the fields mean is worth more than long rows of bytes.
            Constraint::Length(if area.width >= ROOMY { HEX_16 } else { HEX_8 }),
        ])
        .areas(rest);
        let [tree, meaning] =
            Layout::vertical([Constraint::Fill(1), Constraint::Length(4)]).areas(tree);
        return Parts {
            list,
            tree,
            bytes,
            meaning,
            about,
            line,
        };
    }
    let list_height = if rest.height >= 26 {
        rest.height / 3
    } else if rest.height >= 20 {
        5
    } else {
        0
    };
    let [list, rest] =
        Layout::vertical([Constraint::Length(list_height), Constraint::Fill(1)]).areas(rest);
    if area.width >= WIDE {
        let [upper, meaning] =
            Layout::vertical([Constraint::Fill(1), Constraint::Length(2)]).areas(rest);
        let [tree, _, bytes] = Layout::horizontal([
            Constraint::Fill(1),
            Constraint::Length(2),
            Constraint::Length(HEX_8),
        ])
        .areas(upper);
        return Parts {
            list,
            tree,
            bytes,
            meaning,
            about,
            line,
        };
    }
    let bytes_height = (rest.height / 3).clamp(0, 6);
    let [tree, meaning, bytes] = Layout::vertical([
        Constraint::Fill(1),
        Constraint::Length(2),
        Constraint::Length(bytes_height),
    ])
    .areas(rest);
    Parts {
        list,
        tree,
        bytes,
        meaning,
        about,
        line,
    }
}

impl PacketsView<'_> {
    /// What the pane shows, for its title: the list, a file's name, a screen over it.
    #[must_use]
    pub fn title(&self) -> String {
        if let Some(sum) = &self.pane.sum {
            return sum.title(self.look);
        }
        match (self.pane.screen(), self.file) {
            (Some(screen), _) => screen.title(self.packets, self.look),
            (None, Some(file)) => format!(
                "{} {} {}",
                self.look.get("view-packets"),
                self.look.glyphs.dot,
                file.name
            ),
            (None, None) => self.look.get("view-packets"),
        }
    }

    /// What stands at the right of the title: whose, how many, following or not.
    #[must_use]
    pub fn status(&self) -> String {
        let (look, pane) = (self.look, self.pane);
        if let Some(screen) = pane.screen().filter(|_| pane.sum.is_none()) {
            return screen.status(self.packets, look);
        }
        let mut parts = Vec::new();
        if let Some(percent) = self.filtered_percent() {
            parts.push(format!(
                "{} {}",
                self.progress(percent),
                look.say(&say!("filter-listing", percent = percent))
            ));
        } else if pane.stopped {
            parts.push(look.get(if self.file.is_some() {
                "packets-file-filter-stopped"
            } else {
                "filter-stopped"
            }));
        }
        if let Some(file) = self.file {
            parts.push(match &file.reading {
                Reading::Going => {
                    let percent = file.percent() as usize;
                    format!(
                        "{} {}",
                        self.progress(percent),
                        look.say(&say!("packets-file-reading", percent = percent))
                    )
                }
                Reading::Stopped => {
                    look.say(&say!("packets-file-stopped", percent = file.percent()))
                }
                _ => look.get("packets-file-done"),
            });
        } else if pane.paused {
            parts.push(look.say(&say!("packets-paused", n = pane.missed)));
        } else if !pane.following {
            parts.push(look.say(&say!("packets-new", n = pane.new)));
        } else {
            parts.push(look.get("packets-following"));
        }
        if self.left_out > 0 && self.file.is_none() {
            parts.push(look.say(&say!("packets-left-out", n = fit::count(self.left_out))));
        }
        if !pane.filter_text.is_empty() {
            parts.push(format!(
                "/{}",
                fit::cut(&pane.filter_text, 24, look.glyphs.cut)
            ));
        }
        parts.push(look.get(if pane.scope == Scope::Mine {
            "packets-mine"
        } else {
            "packets-all"
        }));
        parts.push(fit::count(pane.rows() as u64));
        if pane.hidden() > 0 {
            parts.push(look.say(&say!("packets-housekeeping-hidden", n = pane.hidden())));
        }
        parts.join(&format!(" {} ", look.glyphs.dot))
    }

    /// Rows that all of it takes in this width: the whole list, table, chart or tree of fields.
    #[must_use]
    pub fn height(&self, width: u16) -> usize {
        let pane = self.pane;
        // What is told in the last rows, and in the first: why nothing is captured.
        let told = pane.note.is_some()
            || self
                .file
                .is_some_and(|file| !matches!(file.reading, Reading::Done(None)));
        let about =
            usize::from(ABOUT) * (usize::from(told) + usize::from(pane.shape(self.packets).about));
        let denied = if self.denied.is_some() && !self.capturing {
            6
        } else {
            0
        };
        about
            + denied
            + match (&pane.sum, pane.screen(), &pane.opened) {
                (Some(sum), ..) => (SumView {
                    sum,
                    look: self.look,
                })
                .rows(usize::from(width))
                .len(),
                (None, Some(screen), _) => screen.height(),
                // A third is the list's.
                (
                    None,
                    None,
                    Some(Opened {
                        shown: Shown::Frame { rows, .. },
                        ..
                    }),
                ) => rows.len() * 3 / 2,
                (None, None, _) => pane.rows(),
            }
    }

    /// How far a filter has come that goes through the log or the file, in per cent.
    fn filtered_percent(&self) -> Option<usize> {
        self.pane
            .gone_percent()
            .map(|p| p as usize)
            .or_else(|| self.pane.listed_percent(self.packets))
    }

    /// A bar of so many per cent.
    fn progress(&self, percent: usize) -> String {
        let filled = (percent.min(100) * BAR).div_ceil(100);
        format!(
            "{}{}",
            self.look.glyphs.full.repeat(filled),
            self.look.glyphs.empty.repeat(BAR - filled)
        )
    }

    /// The cell of the cursor while the filter is edited.
    #[must_use]
    pub fn cursor(&self, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let line = self.pane.editing.as_ref()?;
        line.cursor(
            parts(area, self.pane.shape(self.packets)).line,
            buf,
            self.look,
        )
        .filter(|_| self.focused)
    }

    /// What was told last, in the last row; gives what is left of the area.
    fn render_note(&self, area: Rect, buf: &mut Buffer) -> Rect {
        let look = self.look;
        let told = self.pane.note.as_ref().map(|n| (n.what.clone(), n.bad));
        let file = self.file.and_then(|f| match &f.reading {
            Reading::Done(Some(why)) => {
                Some((say!("packets-file-problem", why = why.clone()), true))
            }
            Reading::Failed(why) => Some((say!("packets-file-failed", why = why.clone()), true)),
            _ => None,
        });
        let file = file.filter(|_| self.pane.screen().is_none() && self.pane.opened.is_none());
        let Some((what, bad)) = told.or(file).filter(|_| area.height > 3) else {
            return area;
        };
        let rows = wrap(
            &look.say(&what),
            usize::from(area.width),
            2,
            look.glyphs.cut,
        );
        let rest = Rect {
            height: area.height - rows.len() as u16,
            ..area
        };
        for (y, row) in (rest.bottom()..).zip(rows) {
            buf.set_string(
                area.x,
                y,
                row,
                if bad { look.theme.bad } else { look.theme.good },
            );
        }
        rest
    }

    fn render_list(&self, area: Rect, buf: &mut Buffer) {
        let height = usize::from(area.height);
        if height == 0 || area.width == 0 {
            return;
        }
        let area = self.render_denied(area, buf);
        let height = usize::from(area.height);
        if self.pane.rows.is_empty() {
            return self.render_empty(area, buf);
        }
        let top = self.pane.top(height);
        let selected = self.pane.selected();
        let records: Vec<_> = self
            .pane
            .rows
            .iter()
            .skip(top)
            .take(height)
            .map(|key| self.packets.get(*key))
            .collect();
        // The column of addresses is as wide as the widest in view: flags and lengths stand in columns.
        let both = |r: &Record| match &r.body {
            Body::Frame { digest, .. } => fit::width(&ends(digest, area.width, self.look)),
            Body::Event(_) => 0,
        };
        let wide = records
            .iter()
            .flatten()
            .map(both)
            .max()
            .unwrap_or(0)
            .min(usize::from(area.width) * 2 / 5);
        for (y, record) in records.iter().enumerate() {
            let Some(record) = record else { continue };
            let at = Rect {
                y: area.y + y as u16,
                height: 1,
                ..area
            };
            self.row(record, area.width, wide).render(at, buf);
            if selected == Some(record.key) && (self.focused || !self.pane.following) {
                buf.set_style(at, self.look.theme.selected);
            }
        }
    }

    /// Says at the top why nothing is captured; gives what is left of the area.
    fn render_denied(&self, area: Rect, buf: &mut Buffer) -> Rect {
        let Some((what, remedy)) = self.denied.filter(|_| !self.capturing && area.height > 6)
        else {
            return area;
        };
        let (look, width) = (self.look, usize::from(area.width));
        let mut rows: Vec<_> = wrap(&look.say(what), width, 2, look.glyphs.cut)
            .into_iter()
            .map(|r| (r, look.theme.warn))
            .collect();
        // What to do stands there as long as nothing else does.
        if let Some(remedy) = remedy.as_ref().filter(|_| self.pane.rows.is_empty()) {
            let practise = match self.no_lab {
                None => vec![say!("app-capture-practise")],
                Some((why, remedy)) => [
                    Some(say!("app-capture-no-lab", why = why.clone())),
                    remedy.clone(),
                ]
                .into_iter()
                .flatten()
                .collect(),
            };
            for said in practise.iter().chain([remedy]) {
                rows.extend(
                    wrap(&look.say(said), width, 4, look.glyphs.cut)
                        .into_iter()
                        .map(|r| (r, look.theme.dim)),
                );
            }
        }
        if self.pane.rows.is_empty() {
            rows.push((String::new(), look.theme.text));
        }
        let used = rows.len().min(usize::from(area.height)) as u16;
        for (y, (row, style)) in (area.y..area.bottom()).zip(rows) {
            buf.set_string(area.x, y, row, style);
        }
        Rect {
            y: area.y + used,
            height: area.height - used,
            ..area
        }
    }

    fn render_empty(&self, area: Rect, buf: &mut Buffer) {
        let look = self.look;
        let what = match (self.pane.scope, self.capturing) {
            _ if self.pane.filter.is_some() => "packets-empty-filter",
            (_, false) => "packets-empty-no-capture",
            (Scope::Mine, true) => "packets-empty-mine",
            (Scope::All, true) => "packets-empty-all",
        };
        let text = match self.filtered_percent() {
            Some(percent) => look.say(&say!("filter-listing", percent = percent)),
            None => look.get(what),
        };
        let mut y = area.y;
        for row in wrap(
            &text,
            usize::from(area.width),
            usize::from(area.height),
            look.glyphs.cut,
        ) {
            if y < area.bottom() {
                buf.set_string(area.x, y, row, look.theme.dim);
                y += 1;
            }
        }
    }

    /// What there is to say about the selected record beside what its fields say.
    fn render_about(&self, area: Rect, buf: &mut Buffer) {
        let said: Vec<_> = self
            .pane
            .about(self.packets)
            .iter()
            .map(|say| self.look.say(say))
            .collect();
        let rows = wrap(
            &said.join(" "),
            usize::from(area.width),
            usize::from(area.height),
            self.look.glyphs.cut,
        );
        for (y, row) in (area.y..area.bottom()).zip(rows) {
            buf.set_string(area.x, y, row, self.look.theme.dim);
        }
    }

    fn render_opened(&self, opened: &Opened, parts: &Parts, buf: &mut Buffer) {
        match &opened.shown {
            Shown::Frame { .. } => OpenedView {
                opened,
                look: self.look,
            }
            .render(parts, buf),
            Shown::Event(event) => self.render_event(event, parts.tree.union(parts.meaning), buf),
        }
    }

    fn render_event(&self, event: &SocketEvent, area: Rect, buf: &mut Buffer) {
        let look = self.look;
        let mut rows = vec![
            (
                format!("{}{}", call::text(event), call::outcome(event)),
                look.theme.strong,
            ),
            (String::new(), look.theme.text),
            (look.say(&call::meaning(event)), look.theme.text),
        ];
        if let (Outcome::Failed(errno), true) = (&event.outcome, event.outcome.has_failed()) {
            let text = std::io::Error::from_raw_os_error(errno.number).to_string();
            rows.push((
                look.say(&say!("packets-call-failed", error = text)),
                look.theme.bad,
            ));
        }
        let address =
            |a: Option<std::net::SocketAddr>| a.map_or_else(|| "?".to_owned(), |a| a.to_string());
        let ends = say!(
            "packets-call-ends",
            local = address(event.local),
            peer = address(event.peer)
        );
        rows.push((look.say(&ends), look.theme.dim));
        let mut y = area.y;
        for (text, style) in rows {
            for part in wrap(
                &text,
                usize::from(area.width),
                usize::from(area.height),
                look.glyphs.cut,
            ) {
                if y >= area.bottom() {
                    return;
                }
                buf.set_string(area.x, y, part, style);
                y += 1;
            }
        }
    }
}

impl Widget for &PacketsView<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        if area.is_empty() {
            return;
        }
        if let Some(sum) = &self.pane.sum {
            return (&SumView {
                sum,
                look: self.look,
            })
                .render(area, buf);
        }
        let area = self.render_note(area, buf);
        if let Some(screen) = self.pane.screen() {
            return screen.render(self.packets, self.look, area, buf);
        }
        let parts = parts(area, self.pane.shape(self.packets));
        self.render_list(parts.list, buf);
        self.render_about(parts.about, buf);
        if let Some(opened) = &self.pane.opened {
            self.render_opened(opened, &parts, buf);
        }
        if let Some(line) = &self.pane.editing {
            line.draw(parts.line, area, buf, self.look);
        }
    }
}
