//! A screen in its place: its border, what is inside it, its title; and a screen by itself, for a report.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::symbols::merge::MergeStrategy;
use ratatui::widgets::{Block, Widget};

use crate::app::model::Model;
use crate::say;
use crate::screens::{ScreenId, Title};
use crate::ui::fit;
use crate::ui::look::Look;
use crate::ui::plain;

use super::layout;

/// A screen's border and what is inside it; gives the cell of the cursor where one types.
pub(super) fn draw(
    model: &Model,
    look: &Look<'_>,
    id: ScreenId,
    area: Rect,
    buf: &mut Buffer,
) -> Option<Position> {
    let focused = model.desk.is_focused(id);
    border(look, focused, area, buf);
    let world = model.world(layout::inner(area), focused);
    let cursor = model.screens.get(id).draw(&world, buf);
    cursor.filter(|_| focused)
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

/// Rows of a screen that a report takes, at most.
pub const MOST_ROWS: usize = 500;

/// A screen by itself, as wide as it is shown now and as high as all of its table, at most [`MOST_ROWS`]:
/// what is left out then is said in the last row.
#[must_use]
pub fn whole(model: &Model, id: ScreenId) -> Buffer {
    let look = model.look();
    // One that is not to be seen now is drawn as it would stand alone.
    let seen = Some(layout::area(model, id)).filter(|area| !area.is_empty());
    let shown = seen.unwrap_or_else(|| layout::rows(model.start.size).body);
    let shown = Rect {
        x: 0,
        y: 0,
        ..shown
    };
    let inner = layout::inner(shown);
    let border = usize::from(shown.height - inner.height);
    let wanted = model.screens.get(id).height(&model.world(inner, true)) + border;
    let least = usize::from(shown.height);
    let height = wanted.clamp(least, MOST_ROWS.max(least));
    let area = Rect {
        height: height as u16,
        ..shown
    };
    let mut buf = drawn_alone(model, &look, id, area);
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

fn drawn_alone(model: &Model, look: &Look<'_>, id: ScreenId, area: Rect) -> Buffer {
    let mut buf = Buffer::empty(area);
    if !area.is_empty() {
        draw(model, look, id, area, &mut buf);
        title(model, look, id, area, &mut buf);
    }
    if look.glyphs.ascii {
        plain::make_plain(&mut buf);
    }
    buf
}

/// A screen's name and what it shows, as its upper line says it.
#[must_use]
pub fn name(model: &Model, id: ScreenId) -> String {
    words(model, id, layout::area(model, id)).name
}

fn words(model: &Model, id: ScreenId, area: Rect) -> Title {
    let world = model.world(layout::inner(area), model.desk.is_focused(id));
    model.screens.get(id).title(&world)
}

/// What stands on a screen's upper line.
pub(super) fn title(model: &Model, look: &Look<'_>, id: ScreenId, area: Rect, buf: &mut Buffer) {
    let focused = model.desk.is_focused(id);
    let Title { name, status } = words(model, id, area);
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
