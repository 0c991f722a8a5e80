//! The whole screen, drawn from the model. No I/O, no look-ups, nothing changed.

mod footer;
mod framed;
mod header;
pub mod help;
pub mod layout;
mod overlay;
pub mod palette;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::app::model::Model;
use crate::say;
use crate::ui::look::Look;
use crate::ui::plain;
use crate::ui::wrap::wrap;

pub use framed::{MOST_ROWS, name, whole};

/// Draws the screen; gives the cell of the cursor where one types.
pub fn draw(model: &Model, area: Rect, buf: &mut Buffer) -> Option<Position> {
    let size = (area.width, area.height);
    let look = model.look();
    if area.width < layout::LEAST.0 || area.height < layout::LEAST.1 {
        too_small(&look, area, buf);
        return None;
    }
    let rows = layout::rows(size);
    header::draw(model, &look, rows.header, buf);
    tabs(model, &look, rows.tabs, buf);
    let mut cursor = None;
    let mut screens = layout::screens(model.desk.view, model.desk.focus, size);
    // The focused one last: its bright border lies over the shared lines.
    screens.sort_by_key(|(id, _)| *id == model.desk.focus);
    for (id, area) in &screens {
        cursor = framed::draw(model, &look, *id, *area, buf).or(cursor);
    }
    // Titles after all borders: they stand on lines that screens share.
    for (id, area) in screens {
        framed::title(model, &look, id, area, buf);
    }
    footer::draw(model, &look, rows.footer, buf);
    if let Some(overlay) = &model.desk.overlay {
        cursor = overlay::draw(model, overlay, &look, area, buf);
    }
    if let Some(notice) = &model.desk.notice {
        overlay::notice(notice, &look, area, buf);
    }
    if look.glyphs.ascii {
        plain::make_plain(buf);
    }
    cursor
}

fn too_small(look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let text = look.say(&say!(
        "app-too-small",
        columns = layout::LEAST.0,
        rows = layout::LEAST.1
    ));
    for (y, row) in wrap(
        &text,
        usize::from(area.width),
        usize::from(area.height),
        look.glyphs.cut,
    )
    .into_iter()
    .enumerate()
    {
        buf.set_stringn(
            area.x,
            area.y + y as u16,
            row,
            usize::from(area.width),
            look.theme.text,
        );
    }
}

/// Puts `left` at the left and `right` at the right; `right` is kept whole as long as there is room.
fn both_ends(left: Line<'_>, right: Line<'_>, area: Rect, buf: &mut Buffer) {
    let wide = (right.width() as u16).min(area.width);
    let rest = Rect {
        width: area.width - wide,
        ..area
    };
    left.render(rest, buf);
    right.render(
        Rect {
            x: rest.right(),
            width: wide,
            ..area
        },
        buf,
    );
}

fn tabs(model: &Model, look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let mut spans = vec![Span::raw(" ")];
    for tab in layout::tabs(model) {
        let style = if tab.here {
            look.theme.focus
        } else {
            look.theme.dim
        };
        spans.push(Span::styled(tab.text, style));
        spans.push(Span::raw(" "));
    }
    Line::from(spans).render(area, buf);
}

#[cfg(test)]
pub(crate) mod tests;
