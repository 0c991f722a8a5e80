//! A checksum worked out as on paper: the words added up, the carries added in, all bits turned over.

use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use ratatui::widgets::Widget;

use crate::frame::Frame;
use crate::keymap::{Layer, Move, VerbId};
use crate::record::RecordKey;
use crate::say;
use crate::screens::{Answer, Copied, Screen, Shown, Title, Wish, World};
use crate::ui::field_tree::Row;
use crate::wire::worked::{self, Worked};
use crate::wire::{Context, Dissection};

mod verb;
mod view;

pub use verb::Verb;
use view::SumView;

/// A checksum's working, and how far it is scrolled.
#[derive(Debug)]
pub struct Sum {
    /// Of which record.
    key: RecordKey,
    worked: Worked,
    /// The first row drawn.
    top: usize,
}

impl Sum {
    /// The checksum of the layer that `row` belongs to; of the innermost layer that has one, where
    /// that layer has none. `None`: no layer has one.
    #[must_use]
    pub fn of(
        key: RecordKey,
        frame: &Frame,
        context: &Context,
        dissection: &Dissection,
        row: Option<&Row>,
    ) -> Option<Self> {
        let work = |layer| worked::worked(frame.meta.link, &frame.bytes, context, layer);
        let wished = row.filter(|r| r.depth > 0).and_then(|r| work(r.layer));
        let innermost = || (0..dissection.layers.len()).rev().find_map(work);
        Some(Self {
            key,
            worked: wished.or_else(innermost)?,
            top: 0,
        })
    }

    /// The last row it can be scrolled to, a page having `page` rows.
    fn last(&self, page: usize) -> usize {
        /// Rows beside the words and carries.
        const BESIDE: usize = 8;
        let steps = self.worked.steps.as_ref();
        let rows = steps.map_or(4, |s| s.words.len() + s.folds.len() + BESIDE);
        rows.saturating_sub(page / 2)
    }
}

impl Screen for Sum {
    fn layer(&self) -> &'static Layer {
        &Verb::LAYER
    }

    fn title(&self, world: &World<'_>) -> Title {
        let protocol = self.worked.protocol.name();
        let name = say!("packets-sum-title", protocol = protocol);
        Title {
            name: world.look.say(&name),
            status: String::new(),
        }
    }

    fn about(&self) -> &'static str {
        "packets-sum-about"
    }

    fn act(&mut self, verb: VerbId, _world: &World<'_>) -> Answer {
        match Verb::at(verb) {
            Some(Verb::WorkOut) => Answer::wish(Wish::WorkOut),
            None => Answer::no(),
        }
    }

    fn moved(&mut self, to: Move, world: &World<'_>) -> Answer {
        let (top, page) = (self.top, world.page());
        self.top = to.walked(top, self.last(page), page);
        Answer::is(self.top != top)
    }

    fn draw(&self, world: &World<'_>, buf: &mut Buffer) -> Option<Position> {
        let view = SumView {
            sum: self,
            look: &world.look,
        };
        (&view).render(world.area, buf);
        None
    }

    fn height(&self, world: &World<'_>) -> usize {
        let view = SumView {
            sum: self,
            look: &world.look,
        };
        view.rows(usize::from(world.area.width)).len()
    }

    fn shown(&self, _world: &World<'_>) -> Shown {
        Shown::Records(Some(self.key))
    }

    fn copied(&self, world: &World<'_>) -> Copied {
        Copied::Bytes(world.records.bytes(self.key))
    }
}
