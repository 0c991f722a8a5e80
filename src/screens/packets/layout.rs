//! Where the parts of the packet log stand: the list, an opened frame beside or below it, the lines underneath.

use ratatui::layout::{Constraint, Layout, Rect};

use super::filter_line::FilterLine;

/// From this width on addresses stand in columns of their own.
pub(super) const WIDE: u16 = 100;
/// Below this width only what tells rows apart is left.
pub(super) const NARROW: u16 = 70;
/// From this width on the opened frame stands beside the list.
const BESIDE: u16 = 180;

/// From this width on there is room for long rows of bytes beside them.
const ROOMY: u16 = 230;

/// Cells of a hex dump with 8 and with 16 bytes a row.
const HEX_8: u16 = 40;
const HEX_16: u16 = 74;

/// The parts of the pane.
pub(super) struct Parts {
    pub(super) list: Rect,
    pub(super) tree: Rect,
    pub(super) bytes: Rect,
    pub(super) meaning: Rect,
    pub(super) about: Rect,
    pub(super) line: Rect,
}

/// Which parts there are beside the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shape {
    /// An opened record.
    pub(super) open: bool,
    /// The filter line.
    pub(super) line: bool,
    /// Sentences about the record that is selected.
    pub(super) about: bool,
}

/// Rows of the sentences about the selected record, and from what height on there is room for them.
pub(super) const ABOUT: u16 = 2;
const WITH_ABOUT: u16 = 8;

/// Where they stand in the pane's area.
pub(super) fn parts(area: Rect, shape: Shape) -> Parts {
    let with_about = shape.about && area.height >= WITH_ABOUT;
    let [rest, about, line] = Layout::vertical([
        Constraint::Fill(1),
        Constraint::Length(if with_about { ABOUT } else { 0 }),
        Constraint::Length(if shape.line {
            FilterLine::rows(area.height)
        } else {
            0
        }),
    ])
    .areas(area);
    let none = Rect {
        width: 0,
        height: 0,
        ..area
    };
    let [list, tree, bytes, meaning] = match area.width {
        _ if !shape.open => [rest, none, none, none],
        BESIDE.. => beside(rest),
        WIDE.. => below(rest),
        _ => stacked(rest),
    };
    Parts {
        list,
        tree,
        bytes,
        meaning,
        about,
        line,
    }
}

/// The opened frame beside the list, its bytes beside its fields: where list, fields, bytes and meaning stand.
fn beside(area: Rect) -> [Rect; 4] {
    let [list, _, tree, _, bytes] = Layout::horizontal([
        Constraint::Percentage(30),
        Constraint::Length(2),
        Constraint::Fill(1),
        Constraint::Length(2),
        // What the fields mean is worth more than long rows of bytes.
        Constraint::Length(if area.width >= ROOMY { HEX_16 } else { HEX_8 }),
    ])
    .areas(area);
    let [tree, meaning] =
        Layout::vertical([Constraint::Fill(1), Constraint::Length(4)]).areas(tree);
    [list, tree, bytes, meaning]
}

/// The opened frame below the list, its bytes beside its fields.
fn below(area: Rect) -> [Rect; 4] {
    let (list, rest) = list_above(area);
    let [upper, meaning] =
        Layout::vertical([Constraint::Fill(1), Constraint::Length(2)]).areas(rest);
    let [tree, _, bytes] = Layout::horizontal([
        Constraint::Fill(1),
        Constraint::Length(2),
        Constraint::Length(HEX_8),
    ])
    .areas(upper);
    [list, tree, bytes, meaning]
}

/// All of it one below the other.
fn stacked(area: Rect) -> [Rect; 4] {
    let (list, rest) = list_above(area);
    let bytes_height = (rest.height / 3).clamp(0, 6);
    let [tree, meaning, bytes] = Layout::vertical([
        Constraint::Fill(1),
        Constraint::Length(2),
        Constraint::Length(bytes_height),
    ])
    .areas(rest);
    [list, tree, bytes, meaning]
}

/// What is left of the list above an opened frame, and the room below it.
fn list_above(area: Rect) -> (Rect, Rect) {
    let height = match area.height {
        26.. => area.height / 3,
        20.. => 5,
        _ => 0,
    };
    let [list, rest] =
        Layout::vertical([Constraint::Length(height), Constraint::Fill(1)]).areas(area);
    (list, rest)
}
