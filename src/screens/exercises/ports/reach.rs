//! Who reaches whom: servers in rows, the called addresses in columns.

use std::net::IpAddr;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::View;
use crate::exercise::ports::places::{
    Caller, Server, Whose, caller, callers, host_name, listener, named, own, servers,
};
use crate::exercise::ports::verdict;
use crate::exercise::{Ground, Role};
use crate::ui::area::draw_cut;
use crate::ui::fit;

/// Cells between columns.
const GAP: u16 = 2;

/// A column: where it stands, its name, who calls.
struct Column {
    x: u16,
    name: String,
    from: Role,
}

impl View<'_> {
    /// Two rows of names, then a row for each server.
    pub(super) fn draw_reach(&self, area: Rect, step: u16, buf: &mut Buffer) {
        let servers = servers(&self.setting, self.scene.journal);
        let names: Vec<_> = servers
            .iter()
            .map(|server| self.server_name(*server))
            .collect();
        let look = &self.scene.look;
        let title = look.get("ports-part-reach");
        let widest = names
            .iter()
            .chain([&title])
            .map(|name| fit::width(name))
            .max();
        let label = (widest.unwrap_or(0) as u16 + GAP).min(area.width / 2);
        let columns = self.columns(label, area);
        self.draw_heads(&title, &columns, area, buf);
        for (row, (y, name)) in (area.y.saturating_add(2)..area.bottom())
            .step_by(step.into())
            .zip(&names)
            .enumerate()
        {
            let here = (0..columns.len()).any(|at| self.now == Some(caller(row, at)));
            let style = if here || self.now == Some(listener(row)) {
                look.theme.focus
            } else {
                look.theme.text
            };
            let room = usize::from(label.saturating_sub(1));
            buf.set_stringn(
                area.x,
                y,
                fit::cut(name, room, look.glyphs.cut),
                room,
                style,
            );
            for (at, column) in columns.iter().enumerate() {
                let (mark, style) = self.mark(
                    verdict::call(self.scene.journal, row, at),
                    self.moves(caller(row, at)),
                );
                let room = usize::from(area.right().saturating_sub(column.x));
                buf.set_stringn(column.x, y, mark, room, style);
            }
        }
        let below = area.y.saturating_add(2 + names.len() as u16 * step);
        self.draw_reasons(names.len(), columns.len(), below, area, buf);
    }

    /// Why servers were not reached, once each, where there is a row left for it.
    fn draw_reasons(&self, rows: usize, columns: usize, y: u16, area: Rect, buf: &mut Buffer) {
        if y >= area.bottom() {
            return;
        }
        let look = &self.scene.look;
        let cells = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
        let mut spans = Vec::new();
        let mut told: Vec<&str> = Vec::new();
        for (row, column) in cells {
            let verdict = verdict::call(self.scene.journal, row, column);
            let errno = verdict.errno();
            if errno.is_empty() || told.contains(&errno) || self.moves(caller(row, column)) {
                continue;
            }
            told.push(errno);
            let (mark, style) = self.mark(verdict, false);
            spans.push(Span::styled(format!("{mark} {errno}  "), style));
        }
        let mut line = Line::from(spans);
        fit::cut_line(&mut line, usize::from(area.width), look.glyphs.cut);
        buf.set_line(area.x, y, &line, area.width);
    }

    fn draw_heads(&self, title: &str, columns: &[Column], area: Rect, buf: &mut Buffer) {
        let look = &self.scene.look;
        if area.height < 2 {
            return;
        }
        draw_cut(title, look.theme.dim, look.glyphs.cut, area, buf);
        let mut from = None;
        for (at, column) in columns.iter().enumerate() {
            let room = usize::from(area.right().saturating_sub(column.x));
            if from != Some(column.from) {
                from = Some(column.from);
                let (key, style) = match (column.from, self.setting.ground) {
                    (Role::Client, Ground::Cable) => ("ports-from-other", look.theme.you),
                    (Role::Client, Ground::Here) => ("ports-from-same", look.theme.you),
                    _ => ("ports-from-same", look.theme.peer),
                };
                // Up to where the next host's columns begin.
                let mut behind = columns.iter().skip(at);
                let next = behind.find(|other| other.from != column.from);
                let room = next.map_or(room, |next| room.min((next.x - column.x - 1).into()));
                let text = fit::cut(&look.get(key), room, look.glyphs.cut);
                buf.set_stringn(column.x, area.y, text, room, style);
            }
            let rows = 0..servers(&self.setting, self.scene.journal).len();
            let here = rows
                .into_iter()
                .any(|row| self.now == Some(caller(row, at)));
            let style = if here {
                look.theme.focus
            } else {
                look.theme.text
            };
            let name = fit::cut(&column.name, room, look.glyphs.cut);
            buf.set_stringn(column.x, area.y + 1, name, room, style);
        }
    }

    /// The columns by their addresses; where these do not fit, by what they are.
    fn columns(&self, label: u16, area: Rect) -> Vec<Column> {
        let callers = callers(&self.setting, self.scene.journal);
        let long = |caller: &Caller| caller.to.to_string();
        let needs: usize = callers
            .iter()
            .map(|caller| long(caller).len() + usize::from(GAP))
            .sum();
        let fits = needs + usize::from(label) <= usize::from(area.width) + usize::from(GAP);
        let mut x = area.x + label;
        let mut columns = Vec::new();
        for Caller { from, to } in callers {
            let name = if fits { to.to_string() } else { self.short(to) };
            let next = x + fit::width(&name) as u16 + GAP;
            columns.push(Column { x, name, from });
            x = next;
        }
        columns
    }

    /// What an address is, in a word.
    fn short(&self, to: IpAddr) -> String {
        let look = &self.scene.look;
        if to == own(&self.setting) {
            look.get("ports-own")
        } else if Some(to) == named(self.scene.journal) && !to.is_loopback() {
            look.get("ports-name")
        } else {
            to.to_string()
        }
    }

    fn server_name(&self, server: Server) -> String {
        let name = host_name(self.scene.journal);
        match (server.whose, name) {
            (Whose::Name, Some(name)) => {
                let name = fit::cut(name, 12, self.scene.look.glyphs.cut);
                format!("{name} {}", server.address)
            }
            _ => server.address.to_string(),
        }
    }
}
