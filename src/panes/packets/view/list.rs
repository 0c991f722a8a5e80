//! The list, drawn; where it is empty, why.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget;

use crate::say;
use crate::store::{Body, Record};
use crate::ui::area::draw_wrapped;
use crate::ui::fit;
use crate::ui::wrap::wrap;

use super::PacketsView;
use super::row::ends;
use crate::panes::packets::Scope;

impl PacketsView<'_> {
    pub(super) fn render_list(&self, area: Rect, buf: &mut Buffer) {
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
        let most = usize::from(area.height);
        let text = [(text, look.theme.dim)];
        draw_wrapped(text, most, look.glyphs.cut, area, buf);
    }
}
