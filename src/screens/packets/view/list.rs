//! The list, drawn; where it is empty, why.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::Widget;

use crate::say;
use crate::say::Say;
use crate::ui::area::draw_wrapped;
use crate::ui::wrap::wrap;

use super::PacketsView;
use super::row::Columns;
use crate::screens::packets::Scope;

impl PacketsView<'_> {
    pub(super) fn draw_list(&self, area: Rect, buf: &mut Buffer) {
        if area.is_empty() {
            return;
        }
        for (y, (row, style)) in (area.y..area.bottom()).zip(self.denied_rows(area)) {
            buf.set_string(area.x, y, row, style);
        }
        let area = self.below_denied(area);
        if self.log.rows.is_empty() {
            return self.draw_empty(area, buf);
        }
        let height = usize::from(area.height);
        let top = self.log.top(height);
        let selected = self.log.selected();
        let records: Vec<_> = self
            .log
            .rows
            .iter()
            .skip(top)
            .take(height)
            .map(|key| self.records.packets.get(*key))
            .collect();
        let columns = Columns::of(records.iter().flatten(), area.width, self.look);
        for (y, record) in records.iter().enumerate() {
            let Some(record) = record else { continue };
            let at = Rect {
                y: area.y + y as u16,
                height: 1,
                ..area
            };
            self.row(record, area.width, columns).render(at, buf);
            if selected == Some(record.key) && (self.focused || !self.log.following) {
                buf.set_style(at, self.look.theme.selected);
            }
        }
    }

    /// Why nothing is captured, and what to do about it. `None`: something is, or a file is shown.
    pub(super) fn denied(&self) -> Option<&(Say, Option<Say>)> {
        self.records.denied.filter(|_| !self.records.capturing)
    }

    /// The list's rows below those that say why nothing is captured.
    pub(in crate::screens::packets) fn below_denied(&self, area: Rect) -> Rect {
        let used = self.denied_rows(area).len().min(usize::from(area.height)) as u16;
        Rect {
            y: area.y + used,
            height: area.height - used,
            ..area
        }
    }

    /// Says at the top why nothing is captured.
    fn denied_rows(&self, area: Rect) -> Vec<(String, Style)> {
        let Some((what, remedy)) = self.denied().filter(|_| area.height > 6) else {
            return Vec::new();
        };
        let (look, width) = (self.look, usize::from(area.width));
        let styled = |said: &Say, most, style| {
            let rows = wrap(&look.say(said), width, most, look.glyphs.cut);
            rows.into_iter().map(move |row| (row, style))
        };
        let mut rows: Vec<_> = styled(what, 2, look.theme.warn).collect();
        if !self.log.rows.is_empty() {
            return rows;
        }
        // What to do stands there as long as nothing else does.
        if let Some(remedy) = remedy {
            for said in self.practise().iter().chain([remedy]) {
                rows.extend(styled(said, 4, look.theme.dim));
            }
        }
        rows.push((String::new(), look.theme.text));
        rows
    }

    /// The practice lab captures without any right; or why there can be none, and what to do.
    fn practise(&self) -> Vec<Say> {
        match self.records.no_lab {
            None => vec![say!("app-capture-practise")],
            Some((why, remedy)) => {
                let why = say!("app-capture-no-lab", why = why.clone());
                std::iter::once(why).chain(remedy.clone()).collect()
            }
        }
    }

    fn draw_empty(&self, area: Rect, buf: &mut Buffer) {
        let look = self.look;
        let what = match (self.log.scope, self.records.capturing) {
            _ if self.log.filter.is_some() => "packets-empty-filter",
            (_, false) => "packets-empty-no-capture",
            (Scope::Mine, true) => "packets-empty-mine",
            (Scope::All, true) => "packets-empty-all",
        };
        let text = match self.filtered_percent() {
            Some(percent) => look.say(&say!("filter-listing", percent = percent)),
            None => look.get(what),
        };
        let most = usize::from(area.height);
        let text = [(text, look.theme.dim)];
        draw_wrapped(text, most, look.glyphs.cut, area, buf);
    }
}
