//! Taking along: the screen as a picture.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::model::{Model, Notice};
use crate::app::view;
use crate::files::keep::Contents;
use crate::msg::Effect;
use crate::msg::keep::{Keep, Kept};
use crate::say;
use crate::ui::picture::{self, Ground};

use super::{Outcome, Redraw};

/// A name that begins with the program's and bears the time of day: `wirelab-124501.svg`.
fn name(model: &Model, ending: &str) -> String {
    format!("wirelab-{}.{ending}", model.now.hms(model.start.utc_offset).replace(':', ""))
}

/// Saves the whole screen, as it is now, as a picture.
pub(super) fn picture(model: &Model) -> Outcome {
    let (width, height) = model.start.size;
    let area = Rect::new(0, 0, width, height);
    let mut buf = Buffer::empty(area);
    view::draw(model, area, &mut buf);
    let title = model.look().say(&say!("report-picture-title", time = model.now.hms(model.start.utc_offset)));
    let contents = Contents::Text(picture::svg(&buf, &title, Ground::of(&model.start.theme)));
    Outcome::now(vec![Effect::Keep(Box::new(Keep::Picture { name: name(model, "svg"), contents }))])
}

/// What became of something that should be kept.
pub(super) fn kept(model: &mut Model, kept: Kept) -> Outcome {
    model.notice = Some(match kept {
        Kept::File(path) => Notice { what: say!("report-kept", path = path), remedy: None, bad: false },
        Kept::Failed(what, remedy) => Notice { what, remedy, bad: true },
    });
    Outcome::of(Redraw::Now)
}

#[cfg(test)]
mod tests;
