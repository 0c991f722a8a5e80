//! The packet log, drawn: the list, the filter line, the opened frame.

mod event;
mod list;
mod row;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::widgets::Widget;

use crate::panes::PlaceNames;
use crate::say;
use crate::say::Say;
use crate::store::Packets;
use crate::ui::area::draw_wrapped;
use crate::ui::fit;
use crate::ui::look::Look;
use crate::ui::wrap::wrap;

use super::file::{OpenedFile, Reading};
use super::layout::{ABOUT, Parts, parts};
use super::opened::{Opened, OpenedView, Shown};
use super::sum::SumView;
use super::{PacketLog, Scope};

/// The pane, drawn.
#[derive(Debug)]
pub struct PacketsView<'a> {
    /// Its state.
    pub pane: &'a PacketLog,
    /// The records it lists.
    pub packets: &'a Packets,
    /// The file they are from; `None`: the live trace.
    pub file: Option<&'a OpenedFile>,
    /// Names of hosts and of their interfaces.
    pub names: &'a dyn PlaceNames,
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

/// Cells of a bar that shows how far something has come.
const BAR: usize = 8;

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
        let mut parts: Vec<String> = self.filtering().into_iter().collect();
        parts.push(self.arriving());
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

    /// How far a filter has come, or that it was stopped.
    fn filtering(&self) -> Option<String> {
        let look = self.look;
        if let Some(percent) = self.filtered_percent() {
            let said = look.say(&say!("filter-listing", percent = percent));
            return Some(format!("{} {said}", self.progress(percent)));
        }
        let stopped = if self.file.is_some() {
            "packets-file-filter-stopped"
        } else {
            "filter-stopped"
        };
        self.pane.stopped.then(|| look.get(stopped))
    }

    /// What becomes of the records that come: from the file, or from the interfaces.
    fn arriving(&self) -> String {
        let (look, pane) = (self.look, self.pane);
        match self.file.map(|file| (&file.reading, file.percent())) {
            Some((Reading::Going, percent)) => {
                let percent = percent as usize;
                let said = look.say(&say!("packets-file-reading", percent = percent));
                format!("{} {said}", self.progress(percent))
            }
            Some((Reading::Stopped, percent)) => {
                look.say(&say!("packets-file-stopped", percent = percent))
            }
            Some((Reading::Done(_) | Reading::Failed(_), _)) => look.get("packets-file-done"),
            None if pane.paused => look.say(&say!("packets-paused", n = pane.missed)),
            None if !pane.following => look.say(&say!("packets-new", n = pane.new)),
            None => look.get("packets-following"),
        }
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
            Reading::Going | Reading::Done(None) | Reading::Stopped => None,
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

    /// What there is to say about the selected record beside what its fields say.
    fn render_about(&self, area: Rect, buf: &mut Buffer) {
        let said: Vec<_> = self
            .pane
            .about(self.packets)
            .iter()
            .map(|say| self.look.say(say))
            .collect();
        let text = [(said.join(" "), self.look.theme.dim)];
        let most = usize::from(area.height);
        draw_wrapped(text, most, self.look.glyphs.cut, area, buf);
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
