//! Where things are on the screen: pure functions of the size and what is shown, shared by drawing,
//! paging and the mouse.

use ratatui::layout::{Constraint, Layout, Rect, Spacing};

use crate::app::keymap::BINDINGS;
use crate::app::model::Model;
use crate::app::model::screen::is_narrow;
use crate::msg::Action;
use crate::msg::action::{PaneId, View};

/// Below this the lab only says that it needs more room.
pub const LEAST: (u16, u16) = (40, 10);
/// The rows of the screen.
#[derive(Debug, Clone, Copy)]
pub struct Screen {
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
pub fn screen((columns, rows): (u16, u16)) -> Screen {
    let area = Rect::new(0, 0, columns, rows);
    let [header, tabs, body, footer] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Length(1),
        Constraint::Fill(1),
        Constraint::Length(1),
    ])
    .areas(area);
    Screen {
        header,
        tabs,
        body,
        footer,
    }
}

/// The panes on the screen with their outer areas. Neighbours share one border line.
#[must_use]
pub fn panes(view: View, focus: PaneId, size: (u16, u16)) -> Vec<(PaneId, Rect)> {
    let body = screen(size).body;
    match view.pane() {
        Some(pane) => vec![(pane, body)],
        None if is_narrow(size) => vec![(focus, body)],
        None => {
            let halves = Layout::horizontal([Constraint::Percentage(50), Constraint::Fill(1)])
                .spacing(Spacing::Overlap(1));
            let [left, right] = halves.areas(body);
            // The interfaces need few rows; what is sent through the layers needs them more.
            let upper = (body.height * 2 / 5).max(10);
            let split = |column| -> [Rect; 2] {
                Layout::vertical([Constraint::Length(upper), Constraint::Fill(1)])
                    .spacing(Spacing::Overlap(1))
                    .areas(column)
            };
            let ([a, c], [b, d]) = (split(left), split(right));
            vec![
                (PaneId::Interfaces, a),
                (PaneId::Chat, b),
                (PaneId::Encapsulation, c),
                (PaneId::Packets, d),
            ]
        }
    }
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

/// A list and what is opened of it: side by side where there is room, else the one or the other.
#[must_use]
pub fn beside(area: Rect, open: bool) -> [Rect; 2] {
    /// Cells that both together need.
    const BOTH: u16 = 130;
    let none = Rect { width: 0, ..area };
    match (open, area.width >= BOTH) {
        (false, _) => [area, none],
        (true, false) => [none, area],
        (true, true) => {
            let [list, _, detail] = Layout::horizontal([
                Constraint::Fill(1),
                Constraint::Length(3),
                Constraint::Length(75),
            ])
            .areas(area);
            [list, detail]
        }
    }
}

/// Rows of a page in the focused pane.
#[must_use]
pub fn page(model: &Model) -> usize {
    let areas = panes(model.screen.view, model.screen.focus, model.start.size);
    let area = areas
        .iter()
        .find(|(pane, _)| *pane == model.screen.focus)
        .map(|(_, area)| inner(*area));
    usize::from(area.map_or(1, |a| a.height))
        .saturating_sub(2)
        .max(1)
}

/// The pane under a cell, with its inner area.
#[must_use]
pub fn pane_at(model: &Model, column: u16, row: u16) -> Option<(PaneId, Rect)> {
    let areas = panes(model.screen.view, model.screen.focus, model.start.size);
    areas
        .into_iter()
        .find(|(_, area)| area.contains((column, row).into()))
        .map(|(pane, area)| (pane, inner(area)))
}

/// One word of the tab line: what it asks for, its text, whether it is where one is.
#[derive(Debug, Clone)]
pub struct Tab {
    /// What a click asks for.
    pub action: Action,
    /// Its text, with brackets where one is.
    pub text: String,
    /// Is one there?
    pub here: bool,
}

/// The words of the tab line.
#[must_use]
pub fn tabs(model: &Model) -> Vec<Tab> {
    let narrow = is_narrow(model.start.size);
    let views = View::ALL
        .iter()
        .enumerate()
        .filter(|(_, view)| !narrow || **view != View::Lab);
    views
        .map(|(i, view)| {
            let here = if narrow {
                view.pane() == Some(model.screen.focus)
            } else {
                *view == model.screen.view
            };
            let name = model.text.get(view_name(*view));
            let text = if here {
                format!("[{} {name}]", i + 1)
            } else {
                format!(" {} {name} ", i + 1)
            };
            Tab {
                action: Action::Show(*view),
                text,
                here,
            }
        })
        .collect()
}

/// The message that names a view.
#[must_use]
pub const fn view_name(view: View) -> &'static str {
    match view {
        View::Lab => "view-lab",
        View::Interfaces => "view-interfaces",
        View::Chat => "view-chat",
        View::Encapsulation => "view-encapsulation",
        View::Packets => "view-packets",
    }
}

/// Is this the row of the footer?
#[must_use]
pub fn is_footer(model: &Model, row: u16) -> bool {
    let footer = screen(model.start.size).footer;
    (footer.y..footer.bottom()).contains(&row)
}

/// What a click into the tab line asks for.
#[must_use]
pub fn tab_at(model: &Model, column: u16, row: u16) -> Option<Action> {
    if row != screen(model.start.size).tabs.y {
        return None;
    }
    let mut x = 1;
    for tab in tabs(model) {
        let width = crate::ui::fit::width(&tab.text) as u16;
        if (x..x + width).contains(&column) {
            return Some(tab.action);
        }
        x += width + 1;
    }
    None
}

/// A result of the palette.
#[derive(Debug, Clone)]
pub struct Found {
    /// What it asks for.
    pub action: Action,
    /// Its name.
    pub name: String,
    /// Its key.
    pub key: String,
}

/// What the palette finds: every action whose name holds the letters searched for, in their order;
/// those where they stand together first.
#[must_use]
pub fn palette(model: &Model, search: &str) -> Vec<Found> {
    let search = search.trim().to_lowercase();
    let ascii = model.start.glyphs.ascii;
    let mut found: Vec<(usize, Found)> = BINDINGS
        .iter()
        .filter(|b| b.action != Action::Palette && !b.name.is_empty())
        .filter_map(|b| {
            let name = model.text.get(b.name);
            let key = b
                .keys
                .first()
                .map(|k| crate::app::keymap::label(*k, ascii))
                .unwrap_or_default();
            Some((
                rank(&name.to_lowercase(), &search)?,
                Found {
                    action: b.action,
                    name,
                    key,
                },
            ))
        })
        .collect();
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, found)| found).collect()
}

/// 0: begins with it, 1: holds it, 2 and more: holds its letters with gaps; `None`: does not.
fn rank(name: &str, search: &str) -> Option<usize> {
    if name.starts_with(search) {
        return Some(0);
    }
    if name.contains(search) {
        return Some(1);
    }
    // The letters in their order, others between them: fewer between is better.
    let mut letters = name.chars();
    let mut skipped = 2;
    for wanted in search.chars().filter(|c| !c.is_whitespace()) {
        skipped += letters.by_ref().position(|c| c == wanted)?;
    }
    Some(skipped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panes_share_border_lines_and_cover_the_body() {
        let areas = panes(View::Lab, PaneId::Chat, (120, 36));
        let body = screen((120, 36)).body;
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
        assert_eq!(panes(View::Lab, PaneId::Packets, (80, 24)).len(), 1);
        assert_eq!(
            panes(View::Lab, PaneId::Packets, (80, 24))[0].0,
            PaneId::Packets
        );
    }

    #[test]
    fn the_palette_prefers_names_that_begin_with_what_is_typed() {
        assert_eq!(rank("filter packets", "fil"), Some(0));
        assert_eq!(rank("edit the filter", "fil"), Some(1));
        assert!(rank("first in the list", "fil") > Some(1));
        assert_eq!(rank("quit", "fil"), None);
    }

    #[test]
    fn no_size_is_too_small_to_be_laid_out() {
        for size in [(0, 0), (1, 1), (2, 3), (40, 10), (500, 200)] {
            for view in View::ALL {
                for (_, area) in panes(view, PaneId::Chat, size) {
                    assert!(inner(area).area() <= area.area());
                }
            }
        }
    }
}
