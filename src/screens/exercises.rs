//! Exercises: the list of them, and the one that is opened over it.
//!
//! What an exercise does is data (`exercise`); what all of them share on the screen (controls, question, code,
//! log) is the [bench](mod@bench); what is its own is its picture, a file here that draws a [`Scene`](scene::Scene).

pub mod backlog;
pub mod bench;
pub mod blocking;
pub mod byteorder;
pub mod endings;
pub mod handshake;
mod pictures;
mod player;
pub mod ports;
pub mod scene;
pub mod stream;
mod verb;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget as _;

use crate::exercise::{Choices, Recipe, RunId, list};
use crate::keymap::{Layer, Move, VerbId};
use crate::msg::Event;
use crate::say;
use crate::ui::fit;
use crate::ui::wrap::wrap;

use super::{Answer, Screen, Title, World};
use bench::Bench;

pub use verb::Verb;

/// The screen's state.
#[derive(Debug, Default)]
pub struct Exercises {
    /// The selected one.
    at: usize,
    /// The one that was opened last: it goes on while the list is looked at.
    bench: Option<Box<Bench>>,
    /// Does it lie over the list?
    opened: bool,
    still: bool,
    /// The last run of benches that are gone: what is still reported of it is none of a later one.
    last_run: RunId,
}

impl Exercises {
    /// Shows end states instead of motion.
    pub fn set_reduced_motion(&mut self, still: bool) {
        self.still = still;
    }

    fn selected(&self) -> Option<&'static Recipe> {
        list::ALL.get(self.at).copied()
    }

    /// Opens one. What another one holds is let go.
    fn open(&mut self, recipe: &'static Recipe) -> Answer {
        self.at = list::ALL
            .iter()
            .position(|one| one.name == recipe.name)
            .unwrap_or(self.at);
        self.opened = true;
        let same = |bench: &Bench| bench.recipe().name == recipe.name;
        if self.bench.as_deref().is_some_and(same) {
            return Answer::done();
        }
        let let_go = self.bench.take().map(|mut bench| {
            self.last_run = bench.run_id();
            bench.let_go()
        });
        self.bench = Bench::new(recipe, self.still, self.last_run).map(Box::new);
        Answer::done().and(let_go.unwrap_or_else(Answer::no))
    }
}

impl Screen for Exercises {
    fn layer(&self) -> &'static Layer {
        &Verb::LAYER
    }

    fn title(&self, world: &World<'_>) -> Title {
        match self.over() {
            Some(over) => over.title(world),
            None => Title {
                name: world.look.get("view-exercises"),
                status: world
                    .look
                    .say(&say!("exercises-count", n = list::ALL.len())),
            },
        }
    }

    fn about(&self) -> &'static str {
        "help-exercises"
    }

    fn over(&self) -> Option<&dyn Screen> {
        let bench = self.bench.as_deref().filter(|_| self.opened)?;
        Some(bench)
    }

    fn over_mut(&mut self) -> Option<&mut dyn Screen> {
        let bench = self.bench.as_deref_mut().filter(|_| self.opened)?;
        Some(bench)
    }

    fn uncover(&mut self) {
        self.opened = false;
    }

    fn heard(&mut self, event: &Event, world: &World<'_>) -> Answer {
        // One that lies over the list hears by itself.
        match &mut self.bench {
            Some(bench) if !self.opened => bench.heard(event, world),
            _ => Answer::no(),
        }
    }

    fn act(&mut self, verb: VerbId, _world: &World<'_>) -> Answer {
        let wanted = Verb::at(verb)
            .and_then(Verb::exercise)
            .and_then(list::named);
        match wanted.or_else(|| self.selected()) {
            Some(recipe) => self.open(recipe),
            None => Answer::no(),
        }
    }

    fn moved(&mut self, to: Move, world: &World<'_>) -> Answer {
        let goal = to.walked(self.at, list::ALL.len().saturating_sub(1), world.page());
        let moves = goal != self.at;
        self.at = goal;
        Answer::is(moves)
    }

    fn back(&mut self, _world: &World<'_>) -> Answer {
        Answer::is(std::mem::take(&mut self.opened))
    }

    fn click(&mut self, at: Position, world: &World<'_>) -> Answer {
        match list::ALL.get(world.row(at.y).saturating_sub(HEADING)) {
            Some(recipe) if world.row(at.y) >= HEADING => self.open(recipe),
            _ => Answer::no(),
        }
    }

    fn draw(&self, world: &World<'_>, buf: &mut Buffer) -> Option<Position> {
        if let Some(over) = self.over() {
            return over.draw(world, buf);
        }
        let rows = self.rows(world);
        for (at, (y, line)) in (world.area.y..world.area.bottom()).zip(rows).enumerate() {
            let cells = Rect {
                y,
                height: 1,
                ..world.area
            };
            line.render(cells, buf);
            if at == self.at + HEADING {
                buf.set_style(cells, world.look.theme.selected);
            }
        }
        None
    }

    fn height(&self, world: &World<'_>) -> usize {
        match self.over() {
            Some(over) => over.height(world),
            None => self.rows(world).len(),
        }
    }
}

impl Exercises {
    /// The list, and what the selected one asks.
    fn rows(&self, world: &World<'_>) -> Vec<Line<'static>> {
        let (look, width) = (&world.look, usize::from(world.area.width));
        let cut = |text: &str| fit::cut(text, width, look.glyphs.cut);
        let mut rows = vec![
            Line::styled(cut(&look.get("exercises-intro")), look.theme.dim),
            Line::default(),
        ];
        rows.extend(list::ALL.iter().map(|recipe| row(recipe, world)));
        if let Some(recipe) = self.selected() {
            let asked = (recipe.make)(&Choices::new(recipe.knobs)).question().ask;
            let asked = wrap(&look.say(&asked), width, 3, look.glyphs.cut);
            rows.push(Line::default());
            let about = wrap(&look.get(recipe.about), width, 2, look.glyphs.cut);
            rows.extend(
                about
                    .into_iter()
                    .map(|line| Line::styled(line, look.theme.text)),
            );
            rows.extend(
                asked
                    .into_iter()
                    .map(|line| Line::styled(line, look.theme.strong)),
            );
            let command = format!("$ wirelab exercise {}", recipe.name);
            rows.push(Line::styled(cut(&command), look.theme.dim));
        }
        rows
    }
}

/// Rows above the list.
const HEADING: usize = 2;
/// Cells of the column of names.
const NAMES: usize = 12;

/// Its key, its name, what one learns by it.
fn row(recipe: &Recipe, world: &World<'_>) -> Line<'static> {
    let look = &world.look;
    let verb = Verb::ALL
        .iter()
        .find(|verb| verb.exercise() == Some(recipe.name));
    let key = verb.map(|verb| world.key(verb.own())).unwrap_or_default();
    let room = usize::from(world.area.width).saturating_sub(NAMES + 5);
    Line::from(vec![
        Span::styled(format!(" {} ", fit::left(&key, 2)), look.theme.key),
        Span::styled(fit::left(recipe.name, NAMES), look.theme.strong),
        Span::styled(
            fit::cut(&look.get(recipe.about), room, look.glyphs.cut),
            look.theme.text,
        ),
    ])
}

#[cfg(test)]
mod tests;
