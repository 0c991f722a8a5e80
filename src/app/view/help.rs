//! Help, drawn from the tables that dispatch the keys.

use ratatui::text::{Line, Span};

use crate::app::model::Model;
use crate::keymap::{Bound, Common, Global, LayerId, Move, label};
use crate::screens::{Screen, Section, View, keys};
use crate::ui::fit;
use crate::ui::look::Look;

use super::layout;

type Rows = Vec<Line<'static>>;

/// Cells of the column of keys.
const KEYS: usize = 14;

/// All rows of the help for what has the focus.
#[must_use]
pub fn rows(model: &Model) -> Rows {
    let look = &model.look();
    let focus = model.desk.focus;
    let (screen, top) = (model.screens.get(focus), model.screens.top(focus));
    let mut rows = of_screen(model, look, top);
    if top.layer() != screen.layer() {
        rows.push(Line::default());
        rows.extend(of_screen(model, look, screen));
    }
    rows.push(Line::default());
    rows.push(head(look, "help-everywhere"));
    for layer in [Common::LAYER.id, Move::LAYER.id, Global::LAYER.id] {
        rows.extend(of_layer(model, look, layer));
    }
    rows.push(Line::default());
    rows.push(Line::styled(look.get("help-mouse"), look.theme.dim));
    rows
}

/// What a screen is for, its keys, what else there is to explain.
fn of_screen(model: &Model, look: &Look<'_>, screen: &dyn Screen) -> Rows {
    let area = layout::inside(model, model.desk.focus);
    let world = model.world(area, true);
    let mut rows = vec![head(look, screen.about()), Line::default()];
    rows.extend(of_layer(model, look, screen.layer().id));
    rows.extend(
        screen
            .help(&world)
            .iter()
            .flat_map(|part| section(look, part)),
    );
    rows
}

fn of_layer(model: &Model, look: &Look<'_>, layer: LayerId) -> Rows {
    let bound = model.keys.of(layer);
    bound.filter_map(|bound| binding(look, &bound)).collect()
}

fn head(look: &Look<'_>, key: &'static str) -> Line<'static> {
    Line::styled(look.get(key), look.theme.strong)
}

fn row(look: &Look<'_>, key: &str, text: String) -> Line<'static> {
    let gap = KEYS.saturating_sub(fit::width(key)).max(1);
    let key = format!("  {key}{}", " ".repeat(gap));
    Line::from(vec![Span::styled(key, look.theme.key), Span::raw(text)])
}

fn binding(look: &Look<'_>, bound: &Bound<'_>) -> Option<Line<'static>> {
    let name = keys::name(look, View::NAMES, bound)?;
    let keys: Vec<_> = bound
        .keys
        .iter()
        .map(|key| label(*key, look.glyphs.ascii))
        .collect();
    Some(row(look, &keys.join(" "), name))
}

fn section(look: &Look<'_>, section: &Section) -> Rows {
    let mut rows = vec![Line::default(), head(look, section.title)];
    rows.extend(section.rows.iter().map(|(sign, what)| {
        if what.is_empty() {
            Line::styled(format!("  {sign}"), look.theme.key)
        } else {
            row(look, sign, look.get(what))
        }
    }));
    rows
}
