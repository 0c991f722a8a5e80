//! Where things are on the screen: pure functions of the size and what is shown, shared by drawing,
//! paging and the mouse.

use ratatui::layout::{Constraint, Layout, Position, Rect, Spacing};

use crate::app::model::Model;
use crate::app::model::desk::is_narrow;
use crate::keymap::{Action, Global};
use crate::screens::{Arrangement, ScreenId, View};
use crate::ui::fit;

/// Below this the lab only says that it needs more room.
pub const LEAST: (u16, u16) = (40, 10);
/// The rows of the screen.
#[derive(Debug, Clone, Copy)]
pub struct Rows {
    /// Host, address, capture.
    pub header: Rect,
    /// Views to choose from.
    pub tabs: Rect,
    /// The panes.
    pub body: Rect,
    /// Keys.
    pub footer: Rect,
}

/// The rows of a screen of this size.
#[must_use]
pub fn rows((columns, rows): (u16, u16)) -> Rows {
    let area = Rect::new(0, 0, columns, rows);
    let [header, tabs, body, footer] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Length(1),
        Constraint::Fill(1),
        Constraint::Length(1),
    ])
    .areas(area);
    Rows {
        header,
        tabs,
        body,
        footer,
    }
}

/// The screens that are to be seen, with their outer areas. Neighbours share one border line.
#[must_use]
pub fn screens(view: View, focus: ScreenId, size: (u16, u16)) -> Vec<(ScreenId, Rect)> {
    let body = rows(size).body;
    match view.arrangement() {
        Arrangement::Alone(screen) => vec![(screen, body)],
        Arrangement::Quarters(_) if is_narrow(size) => vec![(focus, body)],
        Arrangement::Quarters(four) => four.into_iter().zip(quarters(body)).collect(),
    }
}

/// Upper left, upper right, lower left, lower right.
fn quarters(body: Rect) -> [Rect; 4] {
    let halves = Layout::horizontal([Constraint::Percentage(50), Constraint::Fill(1)])
        .spacing(Spacing::Overlap(1));
    let [left, right] = halves.areas(body);
    // What stands above needs few rows; what is sent through the layers needs them more.
    let upper = (body.height * 2 / 5).max(10);
    let split = |column| -> [Rect; 2] {
        Layout::vertical([Constraint::Length(upper), Constraint::Fill(1)])
            .spacing(Spacing::Overlap(1))
            .areas(column)
    };
    let ([a, c], [b, d]) = (split(left), split(right));
    [a, b, c, d]
}

/// A pane's area inside its border.
#[must_use]
pub const fn inner(area: Rect) -> Rect {
    Rect {
        x: area.x + 2,
        y: area.y + 1,
        width: area.width.saturating_sub(4),
        height: area.height.saturating_sub(2),
    }
}

/// A screen's outer area, as it is shown now; empty: it is not to be seen.
#[must_use]
pub fn area(model: &Model, screen: ScreenId) -> Rect {
    let seen = screens(model.desk.view, model.desk.focus, model.start.size);
    let own = seen.into_iter().find(|(id, _)| *id == screen);
    own.map_or(Rect::ZERO, |(_, area)| area)
}

/// The cells inside its border.
#[must_use]
pub fn inside(model: &Model, screen: ScreenId) -> Rect {
    inner(area(model, screen))
}

/// The screen under a cell.
#[must_use]
pub fn screen_at(model: &Model, at: Position) -> Option<ScreenId> {
    let seen = screens(model.desk.view, model.desk.focus, model.start.size);
    let under = seen.into_iter().find(|(_, area)| area.contains(at));
    under.map(|(id, _)| id)
}

/// One word of the tab line.
#[derive(Debug, Clone)]
pub struct Tab {
    /// The view that it leads to.
    pub view: View,
    /// Its text, with brackets where one is.
    pub text: String,
    /// Is one there?
    pub here: bool,
}

/// The words of the tab line. Where there is no room for all names, only the one where one is has its name.
#[must_use]
pub fn tabs(model: &Model) -> Vec<Tab> {
    let all = || {
        (1..)
            .zip(View::all())
            .filter(|(_, view)| is_shown(model, *view))
    };
    let whole: Vec<Tab> = all().map(|(n, view)| tab(model, n, view, true)).collect();
    let width = 1 + whole
        .iter()
        .map(|tab| fit::width(&tab.text) + 1)
        .sum::<usize>();
    if width <= usize::from(model.start.size.0) {
        return whole;
    }
    all().map(|(n, view)| tab(model, n, view, false)).collect()
}

/// The dashboard has no tab where there is no room for it.
fn is_shown(model: &Model, view: View) -> bool {
    view != View::Lab || !is_narrow(model.start.size)
}

fn tab(model: &Model, number: usize, view: View, named: bool) -> Tab {
    let here = if is_narrow(model.start.size) {
        view == View::Alone(model.desk.focus)
    } else {
        view == model.desk.view
    };
    let action = Global::of_view(number).map(Action::Global);
    let ascii = model.start.glyphs.ascii;
    let key = action.map_or_else(String::new, |action| model.keys.name_of(action, ascii));
    // A view without a key of its own is told by its name alone.
    let name = if named || here || key.is_empty() {
        model.text.get(view.name())
    } else {
        String::new()
    };
    let words = format!("{key} {name}");
    let text = if here {
        format!("[{}]", words.trim())
    } else {
        format!(" {} ", words.trim())
    };
    Tab { view, text, here }
}

/// Is this the row of the footer?
#[must_use]
pub fn is_footer(model: &Model, row: u16) -> bool {
    let footer = rows(model.start.size).footer;
    (footer.y..footer.bottom()).contains(&row)
}

/// The view that a click into the tab line asks for.
#[must_use]
pub fn tab_at(model: &Model, column: u16, row: u16) -> Option<View> {
    if row != rows(model.start.size).tabs.y {
        return None;
    }
    let mut x = 1;
    for tab in tabs(model) {
        let width = fit::width(&tab.text) as u16;
        if (x..x + width).contains(&column) {
            return Some(tab.view);
        }
        x += width + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panes_share_border_lines_and_cover_the_body() {
        let areas = screens(View::Lab, ScreenId::Chat, (120, 36));
        let body = rows((120, 36)).body;
        assert_eq!(
            areas.iter().map(|(_, a)| a.right()).max(),
            Some(body.right())
        );
        assert_eq!(
            areas.iter().map(|(_, a)| a.bottom()).max(),
            Some(body.bottom())
        );
        assert_eq!(areas[1].1.x + 1, areas[0].1.right());
        assert_eq!(areas[2].1.y + 1, areas[0].1.bottom());
    }

    #[test]
    fn narrow_screens_show_the_focused_pane() {
        assert_eq!(screens(View::Lab, ScreenId::Packets, (80, 24)).len(), 1);
        assert_eq!(
            screens(View::Lab, ScreenId::Packets, (80, 24))[0].0,
            ScreenId::Packets
        );
    }

    #[test]
    fn no_size_is_too_small_to_be_laid_out() {
        for size in [(0, 0), (1, 1), (2, 3), (40, 10), (500, 200)] {
            for view in View::all() {
                for (_, area) in screens(view, ScreenId::Chat, size) {
                    assert!(inner(area).area() <= area.area());
                }
            }
        }
    }
}
