//! A pane on the screen: its border, what is inside it, its title; and a pane by itself, for a report.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::symbols::merge::MergeStrategy;
use ratatui::widgets::{Block, Widget};

use crate::app::model::Model;
use crate::msg::action::PaneId;
use crate::net::Snapshot;
use crate::panes::chat::ChatView;
use crate::panes::encap::EncapView;
use crate::panes::interfaces::{AddressView, InterfacesView};
use crate::panes::packets::PacketsView;
use crate::say;
use crate::ui::fit;
use crate::ui::look::Look;
use crate::ui::plain;

use super::layout;

/// A pane's border and what is inside it; gives the cell of the cursor where one types.
pub(super) fn draw(
    model: &Model,
    look: &Look<'_>,
    pane: PaneId,
    area: Rect,
    buf: &mut Buffer,
) -> Option<Position> {
    border(look, model.screen.is_focused(pane), area, buf);
    let inner = layout::inner(area);
    match pane {
        PaneId::Interfaces => {
            draw_interfaces(model, look, inner, buf);
            None
        }
        PaneId::Chat => {
            let view = chat(model, look);
            (&view).render(inner, buf);
            view.cursor(inner, buf)
        }
        PaneId::Encapsulation => {
            let view = encap(model, look);
            view.render(inner, buf);
            view.cursor(inner, buf)
        }
        PaneId::Packets => {
            let view = packets(model, look);
            (&view).render(inner, buf);
            view.cursor(inner, buf)
        }
    }
}

fn border(look: &Look<'_>, focused: bool, area: Rect, buf: &mut Buffer) {
    let style = if focused {
        look.theme.focus
    } else {
        look.theme.border
    };
    let block = Block::bordered()
        .border_set(look.glyphs.border)
        .border_style(style);
    if look.glyphs.ascii {
        block.render(area, buf);
    } else {
        block.merge_borders(MergeStrategy::Exact).render(area, buf);
    }
}

/// The list, and beside it what is opened of it.
fn draw_interfaces(model: &Model, look: &Look<'_>, inner: Rect, buf: &mut Buffer) {
    let hosts = model.hosts.snapshots();
    let opened = model.interfaces.opened(&hosts);
    let [list, detail] = layout::beside(inner, opened.is_some());
    (&interfaces(model, look, &hosts)).render(list, buf);
    if let Some((interface, address)) = opened {
        let view = AddressView {
            interface,
            address,
            look,
        };
        (&view).render(detail, buf);
    }
}

fn chat<'a>(model: &'a Model, look: &'a Look<'a>) -> ChatView<'a> {
    ChatView {
        pane: &model.chat,
        look,
        focused: model.screen.is_focused(PaneId::Chat),
        now: model.clock.now,
    }
}

fn encap<'a>(model: &'a Model, look: &'a Look<'a>) -> EncapView<'a> {
    EncapView {
        pane: &model.encap,
        look,
        focused: model.screen.is_focused(PaneId::Encapsulation),
    }
}

fn interfaces<'a>(
    model: &'a Model,
    look: &'a Look<'a>,
    hosts: &'a [&'a Snapshot],
) -> InterfacesView<'a> {
    InterfacesView {
        pane: &model.interfaces,
        hosts,
        names: model,
        look,
        focused: model.screen.is_focused(PaneId::Interfaces),
    }
}

fn packets<'a>(model: &'a Model, look: &'a Look<'a>) -> PacketsView<'a> {
    let (log, packets) = model.trace.shown();
    let here = model.hosts.capture_here();
    let live = here.filter(|_| model.trace.file.is_none());
    PacketsView {
        pane: log,
        packets,
        names: model,
        file: model.trace.file.as_deref(),
        capturing: model.hosts.capturing(),
        denied: live.and_then(|capture| capture.denied.as_ref()),
        no_lab: model.practice.no_lab.as_ref(),
        left_out: here.map_or(0, |capture| capture.stats.left_out),
        look,
        focused: model.screen.is_focused(PaneId::Packets),
    }
}

/// Rows of a pane that a report takes, at most.
pub const MOST_ROWS: usize = 500;

/// A pane by itself, as wide as it is on the screen now and as high as all of its table, at most [`MOST_ROWS`]:
/// what is left out then is said in the last row.
#[must_use]
pub fn whole(model: &Model, pane: PaneId) -> Buffer {
    let look = model.look();
    let shown = alone_area(model, pane);
    let inner = layout::inner(shown);
    let border = usize::from(shown.height - inner.height);
    let wanted = rows(model, &look, pane, inner) + border;
    let least = usize::from(shown.height);
    let height = wanted.clamp(least, MOST_ROWS.max(least));
    let area = Rect {
        height: height as u16,
        ..shown
    };
    let mut buf = drawn_alone(model, &look, pane, area);
    if wanted > height {
        buf.resize(Rect {
            height: area.height + 1,
            ..area
        });
        let said = look.say(&say!("report-rows-left-out", most = MOST_ROWS));
        let width = usize::from(area.width);
        buf.set_stringn(area.x, area.bottom(), said, width, look.theme.dim);
    }
    buf
}

/// Rows that all of a pane's table takes; 0 where it has none.
fn rows(model: &Model, look: &Look<'_>, pane: PaneId, inner: Rect) -> usize {
    match pane {
        PaneId::Packets => packets(model, look).height(inner.width),
        PaneId::Interfaces => {
            let [list, _] = layout::beside(inner, model.interfaces.is_open());
            interfaces(model, look, &model.hosts.snapshots()).height(list.width)
        }
        PaneId::Chat | PaneId::Encapsulation => 0,
    }
}

fn alone_area(model: &Model, pane: PaneId) -> Rect {
    let areas = layout::panes(model.screen.view, model.screen.focus, model.start.size);
    let mut own = areas.into_iter().filter(|(id, _)| *id == pane);
    own.next()
        .map_or(Rect::ZERO, |(_, area)| Rect { x: 0, y: 0, ..area })
}

fn drawn_alone(model: &Model, look: &Look<'_>, pane: PaneId, area: Rect) -> Buffer {
    let mut buf = Buffer::empty(area);
    if !area.is_empty() {
        draw(model, look, pane, area, &mut buf);
        title(model, look, pane, area, &mut buf);
    }
    if look.glyphs.ascii {
        plain::make_plain(&mut buf);
    }
    buf
}

/// A pane's name and what it shows, as its upper line says it.
#[must_use]
pub fn name(model: &Model, pane: PaneId) -> String {
    title_words(model, &model.look(), pane).0
}

/// A pane's name at the left of its upper line, its state at the right.
fn title_words(model: &Model, look: &Look<'_>, pane: PaneId) -> (String, String) {
    match pane {
        PaneId::Interfaces => {
            let hosts = model.hosts.snapshots();
            let status = interfaces(model, look, &hosts).status();
            (look.get("view-interfaces"), status)
        }
        PaneId::Chat => (look.get("view-chat"), chat(model, look).status()),
        PaneId::Encapsulation => {
            let origin = model.encap.origin_word(look);
            (model.encap.title(look), origin.unwrap_or_default())
        }
        PaneId::Packets => {
            let view = packets(model, look);
            (view.title(), view.status())
        }
    }
}

/// What stands on a pane's upper line.
pub(super) fn title(model: &Model, look: &Look<'_>, pane: PaneId, area: Rect, buf: &mut Buffer) {
    let focused = model.screen.is_focused(pane);
    let (name, status) = title_words(model, look, pane);
    let room = usize::from(area.width.saturating_sub(4));
    // A short state (an origin in one word) is never pushed out by a long name.
    let kept = if fit::width(&status) <= 12 && room > 40 {
        fit::width(&status) + 4
    } else {
        0
    };
    let name = format!(
        " {} ",
        fit::cut(&name, room.saturating_sub(2 + kept), look.glyphs.cut)
    );
    let style = if focused {
        look.theme.focus
    } else {
        look.theme.title
    };
    buf.set_stringn(area.x + 1, area.y, &name, room, style);
    let left = room.saturating_sub(fit::width(&name) + 2);
    if left > 6 && !status.is_empty() {
        let status = format!(" {} ", fit::cut(&status, left - 2, look.glyphs.cut));
        let x = area.right().saturating_sub(2 + fit::width(&status) as u16);
        buf.set_string(x, area.y, status, look.theme.status);
    }
}
