//! What a picture is drawn from.

use ratatui::layout::Rect;

use crate::exercise::{Happening, Journal, Session};
use crate::keymap::Layer;
use crate::ui::look::Look;

/// An exercise as it is at one moment of its run, and where to draw it.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    /// The run: what was chosen, which exercise it is.
    pub session: &'a Session,
    /// What has happened up to this moment.
    pub journal: &'a Journal,
    /// What happens at this moment; `None`: nothing has happened.
    pub newest: Option<Happening>,
    /// How far that has moved, 0 to 1.
    pub phase: f64,
    /// Colours, symbols, words.
    pub look: Look<'a>,
    /// The cells to draw in.
    pub area: Rect,
}

/// How an exercise is shown.
#[derive(Debug)]
pub struct Picture {
    /// The exercise's name.
    pub name: &'static str,
    /// Its layer of keys, made by `bench_layer!`.
    pub layer: Layer,
    /// Draws it.
    pub draw: fn(&Scene<'_>, &mut ratatui::buffer::Buffer),
}

#[cfg(test)]
pub(super) mod tests {
    use ratatui::buffer::{Buffer, Cell};

    use super::*;
    use crate::screens::world::tests::Fixture;

    /// The picture after so many calls have returned, as text, one row a line.
    pub(in crate::screens::exercises) fn drawn(
        picture: &Picture,
        session: &Session,
        calls: usize,
        phase: f64,
        (width, height): (u16, u16),
    ) -> String {
        thread_local!(static FIXTURE: Fixture = Fixture::new());
        let journal = session.journal().until(2 * calls);
        let mut buf = Buffer::empty(Rect::new(0, 0, width + 4, height + 2));
        FIXTURE.with(|fixture| {
            let scene = Scene {
                session,
                journal: &journal,
                newest: journal.steps().checked_sub(1).map(Happening::Ended),
                phase,
                look: fixture.look(),
                // Inside the buffer: whoever draws beside the area is found out.
                area: Rect::new(2, 1, width, height),
            };
            (picture.draw)(&scene, &mut buf);
        });
        let rows = buf.content().chunks(usize::from(buf.area.width));
        rows.map(|row| row.iter().map(Cell::symbol).collect::<String>() + "\n")
            .collect()
    }
}
