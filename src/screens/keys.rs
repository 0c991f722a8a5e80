//! All keys of all screens as they are bound, searched by their names in any language, each to be tried from here.

mod rows;
mod verb;
mod view;

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::keymap::{Action, Layer, Move, VerbId};
use crate::msg::{Key, KeyCode};
use crate::say;
use crate::ui::area::first_row;
use crate::ui::fit;

use super::line::{Edited, LineEdit};
use super::{Answer, Offer, Screen, Title, Wish, World};
use rows::{Row, rows};

pub use rows::{name, names};
pub use verb::Verb;

/// What is offered while one searches.
const IN_SEARCH: &[Offer] = &[
    Offer::Line(Key::plain(KeyCode::Enter), "footer-apply"),
    Offer::Line(Key::plain(KeyCode::Esc), "footer-leave-line"),
];

/// The screen's state.
#[derive(Debug, Default)]
pub struct Keys {
    line: LineEdit,
    writing: bool,
    /// The verb that is selected; `None`: the first.
    selected: Option<Action>,
}

impl Keys {
    fn rows<'a>(&self, world: &World<'a>) -> Vec<Row<'a>> {
        rows(world, self.line.text())
    }

    /// The place of the selected row among those that are shown: of the first verb, where none is.
    fn at(&self, rows: &[Row<'_>]) -> usize {
        let is_verb = |row: &Row<'_>| row.action().is_some();
        let is_selected = |row: &Row<'_>| is_verb(row) && row.action() == self.selected;
        let chosen = rows.iter().position(is_selected);
        chosen
            .or_else(|| rows.iter().position(is_verb))
            .unwrap_or(0)
    }

    /// Carries the selected verb out, where its screen is.
    fn tried(&self, world: &World<'_>) -> Answer {
        let rows = self.rows(world);
        match rows.get(self.at(&rows)).and_then(Row::action) {
            // It would try itself without end.
            Some(Action::Own(layer, _)) if layer == Verb::LAYER.id => {
                Answer::why(say!("keys-of-this-screen"))
            }
            Some(action) => Answer::wish(Wish::Act(action)),
            None => Answer::why(say!("keys-nothing-found")),
        }
    }
}

impl Screen for Keys {
    fn layer(&self) -> &'static Layer {
        &Verb::LAYER
    }

    fn title(&self, world: &World<'_>) -> Title {
        let verbs = |rows: &[Row<'_>]| rows.iter().filter_map(Row::action).count();
        let (shown, all) = (verbs(&self.rows(world)), verbs(&rows(world, "")));
        let status = if shown < all {
            say!("keys-some", n = shown, all = all)
        } else {
            say!("keys-all", n = all)
        };
        Title {
            name: world.look.get("view-keys"),
            status: world.look.say(&status),
        }
    }

    fn about(&self) -> &'static str {
        "help-keys"
    }

    fn writes(&self) -> Option<&'static [Offer]> {
        self.writing.then_some(IN_SEARCH)
    }

    fn act(&mut self, verb: VerbId, world: &World<'_>) -> Answer {
        match Verb::at(verb) {
            Some(Verb::Open) => return self.tried(world),
            Some(Verb::Search) => self.writing = true,
            None => return Answer::no(),
        }
        Answer::done()
    }

    fn moved(&mut self, to: Move, world: &World<'_>) -> Answer {
        let rows = self.rows(world);
        let verbs: Vec<Action> = rows.iter().filter_map(Row::action).collect();
        let here = rows.get(self.at(&rows)).and_then(Row::action);
        let at = verbs.iter().position(|verb| Some(*verb) == here);
        let last = verbs.len().saturating_sub(1);
        let goal = to.walked(at.unwrap_or(0), last, world.page());
        self.selected = verbs.get(goal).copied();
        Answer::is(at != Some(goal))
    }

    fn back(&mut self, _world: &World<'_>) -> Answer {
        let open = self.writing || !self.line.text().is_empty();
        self.writing = false;
        self.line.set("");
        Answer::is(open)
    }

    fn key(&mut self, key: Key, world: &World<'_>) -> Answer {
        if !self.writing {
            return Answer::no();
        }
        match key.code {
            KeyCode::Esc => return self.back(world),
            KeyCode::Enter => self.writing = false,
            KeyCode::Up => return self.moved(Move::Up, world),
            KeyCode::Down => return self.moved(Move::Down, world),
            KeyCode::Char(_)
            | KeyCode::Tab
            | KeyCode::BackTab
            | KeyCode::Backspace
            | KeyCode::Delete
            | KeyCode::Left
            | KeyCode::Right
            | KeyCode::Home
            | KeyCode::End
            | KeyCode::PageUp
            | KeyCode::PageDown
            | KeyCode::F(_) => {
                if self.line.key(key) == Edited::No {
                    return Answer::no();
                }
            }
        }
        Answer::done()
    }

    fn paste(&mut self, text: &str, _world: &World<'_>) -> Answer {
        if !self.writing {
            return Answer::no();
        }
        self.line.insert(text);
        Answer::done()
    }

    fn click(&mut self, at: Position, world: &World<'_>) -> Answer {
        let rows = self.rows(world);
        let top = self.top(&rows, world);
        let Some(row) = world.row(at.y).checked_sub(self.heading()) else {
            return Answer::no();
        };
        let Some(action) = rows.get(top + row).and_then(Row::action) else {
            return Answer::no();
        };
        self.selected = Some(action);
        Answer::done()
    }

    fn draw(&self, world: &World<'_>, buf: &mut Buffer) -> Option<Position> {
        self.render(world, buf)
    }

    fn height(&self, world: &World<'_>) -> usize {
        self.rows(world).len() + self.heading()
    }
}

impl Keys {
    /// Rows above the list: the line that is searched by, while there is one.
    fn heading(&self) -> usize {
        usize::from(self.writing || fit::width(self.line.text()) > 0)
    }

    /// The first row drawn.
    fn top(&self, rows: &[Row<'_>], world: &World<'_>) -> usize {
        let height = usize::from(world.area.height).saturating_sub(self.heading());
        first_row(self.at(rows), rows.len(), height)
    }
}

#[cfg(test)]
mod tests;
