//! A buffer as a tank: how full it is.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::screens::exercises::scene::Scene;
use crate::ui::fit;

use super::lane::quiet;

/// A tank to be drawn.
#[derive(Debug, Clone)]
pub(super) struct Tank {
    /// The message that names it.
    pub(super) name: &'static str,
    /// Bytes in it, before what happens now.
    pub(super) before: i64,
    /// Bytes in it.
    pub(super) level: i64,
    /// How many it holds, as the kernel counts; `None`: that was not asked.
    pub(super) room: Option<i64>,
    /// Does nothing more go in?
    pub(super) full: bool,
    /// What stands there instead of a figure: `FIN`.
    pub(super) note: Option<&'static str>,
}

/// Cells of the column of names.
const NAME: usize = 16;
/// With this width there is room for what it holds, too.
const WIDE: usize = 62;

/// Draws it, as high as the area.
pub(super) fn draw(scene: &Scene<'_>, tank: &Tank, area: Rect, buf: &mut Buffer) {
    if area.is_empty() {
        return;
    }
    let (look, width) = (&scene.look, usize::from(area.width));
    let (theme, glyphs) = (look.theme, look.glyphs);
    let middle = area.y + area.height / 2;
    let name = fit::cut(&look.get(tank.name), NAME - 1, glyphs.cut);
    buf.set_stringn(area.x, middle, name, width, theme.dim);
    let figure = figure(scene, tank, width);
    let behind = if width >= WIDE { 24 } else { 10 };
    let cells = width.saturating_sub(NAME + behind + 2);
    if cells == 0 {
        return;
    }
    let moving = tank.before as f64 + (tank.level - tank.before) as f64 * scene.phase;
    let filled = filled(moving, tank, cells);
    let water = quiet(!tank.full, theme.layer(4), theme.warn);
    let left = area.x + NAME as u16;
    let right = left + cells as u16 + 1;
    for y in area.y..area.bottom() {
        buf.set_string(left, y, glyphs.border.vertical_left, theme.border);
        buf.set_string(left + 1, y, glyphs.spark[7].repeat(filled), water);
        let empty = " ".repeat(cells - filled);
        buf.set_string(left + 1 + filled as u16, y, empty, theme.dim);
        buf.set_string(right, y, glyphs.border.vertical_right, theme.border);
    }
    let style = quiet(tank.level > 0 || tank.note.is_some(), theme.text, theme.dim);
    let style = quiet(!tank.full, style, theme.warn);
    buf.set_stringn(right + 2, middle, figure, behind - 1, style);
}

/// Cells that are filled: one at least where there is anything.
fn filled(level: f64, tank: &Tank, cells: usize) -> usize {
    if level < 1.0 {
        return 0;
    }
    let Some(room) = tank.room.filter(|room| *room > 0) else {
        return 1;
    };
    let share = (level / room as f64).clamp(0.0, 1.0);
    ((share * cells as f64).round() as usize).clamp(1, cells)
}

fn figure(scene: &Scene<'_>, tank: &Tank, width: usize) -> String {
    if let Some(note) = tank.note {
        return note.to_owned();
    }
    let bytes = |n: i64| fit::bytes(u64::try_from(n).unwrap_or(0));
    match tank.room {
        Some(room) if width >= WIDE && room >= tank.level => {
            let dot = scene.look.glyphs.dot;
            format!("{} {dot} {}", bytes(tank.level), bytes(room))
        }
        _ => bytes(tank.level),
    }
}
