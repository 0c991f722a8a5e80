//! The packet list, drawn: its rows, the filter line, what is told below it; what stands on its border.

mod list;
mod row;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::say;
use crate::screens::{KnownHosts, Records, World};
use crate::ui::fit;
use crate::ui::look::Look;
use crate::ui::wrap::wrap;

use super::file::Reading;
use super::layout::{ABOUT, parts};
use super::{PacketLog, Scope, remarks};

/// The list, drawn.
#[derive(Debug)]
pub(super) struct PacketsView<'a> {
    log: &'a PacketLog,
    records: Records<'a>,
    hosts: &'a dyn KnownHosts,
    look: &'a Look<'a>,
    focused: bool,
}

/// Cells of a bar that shows how far something has come.
const BAR: usize = 8;

impl<'a> PacketsView<'a> {
    pub(super) fn new(log: &'a PacketLog, world: &'a World<'a>) -> Self {
        Self {
            log,
            records: world.records,
            hosts: world.hosts,
            look: &world.look,
            focused: world.focused,
        }
    }
}

impl PacketsView<'_> {
    /// What is listed: all there is, or a file by its name.
    pub(super) fn name(&self) -> String {
        let (name, dot) = (self.look.get("view-packets"), self.look.glyphs.dot);
        match self.records.file {
            Some(file) => format!("{name} {dot} {}", file.name),
            None => name,
        }
    }

    /// Whose, how many, following or not.
    pub(super) fn status(&self) -> String {
        let (look, log) = (self.look, self.log);
        let mut parts: Vec<String> = self.filtering().into_iter().collect();
        parts.push(self.arriving());
        let left_out = self.records.left_out;
        if left_out > 0 && self.records.file.is_none() {
            parts.push(look.say(&say!("packets-left-out", n = fit::count(left_out))));
        }
        if !log.filter_text.is_empty() {
            parts.push(format!(
                "/{}",
                fit::cut(&log.filter_text, 24, look.glyphs.cut)
            ));
        }
        parts.push(look.get(if log.scope == Scope::Mine {
            "packets-mine"
        } else {
            "packets-all"
        }));
        parts.push(fit::count(log.rows() as u64));
        if log.hidden() > 0 {
            parts.push(look.say(&say!("packets-housekeeping-hidden", n = log.hidden())));
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
        let stopped = if self.records.file.is_some() {
            "packets-file-filter-stopped"
        } else {
            "filter-stopped"
        };
        self.log.stopped.then(|| look.get(stopped))
    }

    /// What becomes of the records that come: from the file, or from the interfaces.
    fn arriving(&self) -> String {
        let (look, log) = (self.look, self.log);
        match self
            .records
            .file
            .map(|file| (&file.reading, file.percent()))
        {
            Some((Reading::Going, percent)) => {
                let percent = percent as usize;
                let said = look.say(&say!("packets-file-reading", percent = percent));
                format!("{} {said}", self.progress(percent))
            }
            Some((Reading::Stopped, percent)) => {
                look.say(&say!("packets-file-stopped", percent = percent))
            }
            Some((Reading::Done(_) | Reading::Failed(_), _)) => look.get("packets-file-done"),
            None if log.paused => look.say(&say!("packets-paused", n = log.missed)),
            None if !log.following => look.say(&say!("packets-new", n = log.new)),
            None => look.get("packets-following"),
        }
    }

    /// Rows that are told beside what is listed: in the last ones, and why nothing is captured in the first.
    pub(super) fn told_rows(&self) -> usize {
        /// Rows of why nothing is captured, and what to do.
        const DENIED: usize = 6;
        let read = |file: &super::OpenedFile| matches!(file.reading, Reading::Done(None));
        let told = self.records.file.is_some_and(|file| !read(file)) && !self.log.is_open();
        let about = self.log.shape(self.records.packets).about;
        let rows = usize::from(ABOUT) * (usize::from(told) + usize::from(about));
        rows + if self.denied().is_some() { DENIED } else { 0 }
    }

    /// How far a filter has come that goes through the log or the file, in per cent.
    fn filtered_percent(&self) -> Option<usize> {
        self.log
            .gone_percent()
            .map(|p| p as usize)
            .or_else(|| self.log.listed_percent(self.records.packets))
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

    /// What is wrong with the open file, in rows.
    fn problem(&self, area: Rect) -> Vec<String> {
        let look = self.look;
        let what = self.records.file.and_then(|file| match &file.reading {
            Reading::Done(Some(why)) => Some(say!("packets-file-problem", why = why.clone())),
            Reading::Failed(why) => Some(say!("packets-file-failed", why = why.clone())),
            Reading::Going | Reading::Done(None) | Reading::Stopped => None,
        });
        let what = what.filter(|_| !self.log.is_open() && area.height > 3);
        what.map_or_else(Vec::new, |what| {
            let width = usize::from(area.width);
            wrap(&look.say(&what), width, 2, look.glyphs.cut)
        })
    }

    /// What is left of an area above the rows that say what is wrong with the open file.
    pub(super) fn above_problem(&self, area: Rect) -> Rect {
        let used = self.problem(area).len() as u16;
        Rect {
            height: area.height - used,
            ..area
        }
    }

    /// Draws the list and what belongs to it; gives the cell of the cursor while the filter is edited.
    pub(super) fn draw(&self, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let packets = self.records.packets;
        let above = self.above_problem(area);
        for (y, row) in (above.bottom()..).zip(self.problem(area)) {
            buf.set_string(area.x, y, row, self.look.theme.bad);
        }
        let area = above;
        let parts = parts(area, self.log.shape(packets));
        self.draw_list(parts.list, buf);
        if self.log.opened.is_some() {
            return None;
        }
        remarks::draw(&self.log.remarks(packets), self.look, parts.about, buf);
        let line = self.log.editing.as_ref()?;
        let cursor = line.draw(parts.line, area, buf, self.look);
        cursor.filter(|_| self.focused)
    }
}
