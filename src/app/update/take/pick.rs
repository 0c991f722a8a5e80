//! Picks for the lab report: what the focused pane shows, with a note.

use crate::app::model::Model;
use crate::app::model::desk::{Overlay, PickForm};
use crate::app::outcome::{Outcome, Redraw};
use crate::app::view::{self, layout};
use crate::frame::{Frame, Origin};
use crate::msg::keep::Keep;
use crate::msg::{Effect, Key, KeyCode};
use crate::report::{Draft, View};
use crate::screens::Shown;
use crate::screens::line::{Edited, LineEdit};
use crate::text::Lang;

use super::{Taken, as_kept, screen_picture, taken};

/// Characters of a title that are kept.
const MOST_TITLE: usize = 200;

/// Takes what the focused pane shows now, and asks for a note to it. One that could not be kept comes first.
pub(in crate::app::update) fn ask(model: &mut Model) -> Outcome {
    let unkept = model.report.unkept.take();
    let again = unkept.is_some();
    let draft = unkept.map_or_else(|| draft(model), |unkept| *unkept);
    let (line, alone) = (LineEdit::with_text(&draft.note), draft.view.is_none());
    model.desk.overlay = Some(Overlay::Pick(Box::new(PickForm {
        line,
        draft,
        alone,
        again,
    })));
    Outcome::of(Redraw::Now)
}

/// A key while the note is written.
pub(in crate::app::update) fn key(model: &mut Model, key: Key, mut form: Box<PickForm>) -> Outcome {
    if key.code == KeyCode::Esc {
        if form.again {
            lay_by(model, form);
        }
        return Outcome::of(Redraw::Now);
    }
    if key.code == KeyCode::Tab {
        form.alone = !form.alone;
    } else if let Edited::Entered(note) = form.line.key(key) {
        return enter(model, form, note.trim());
    } else if model.ends(key) {
        lay_by(model, form);
        model.end();
        return Outcome::of(Redraw::Now);
    }
    model.desk.overlay = Some(Overlay::Pick(form));
    Outcome::of(Redraw::Now)
}

/// Keeps a pick and its note as they are for the next time.
fn lay_by(model: &mut Model, form: Box<PickForm>) {
    let PickForm {
        line, mut draft, ..
    } = *form;
    line.text().clone_into(&mut draft.note);
    model.report.unkept = Some(Box::new(draft));
}

fn enter(model: &mut Model, mut form: Box<PickForm>, note: &str) -> Outcome {
    if form.alone {
        if note.is_empty() {
            // A note without words would be nothing at all.
            model.desk.overlay = Some(Overlay::Pick(form));
            return Outcome::of(Redraw::Now);
        }
        form.draft = Draft {
            title: String::new(),
            view: None,
            frames: Vec::new(),
            left_out: 0,
            origins: Vec::new(),
            ..form.draft
        };
    }
    note.clone_into(&mut form.draft.note);
    Outcome::now(vec![Effect::Keep(Box::new(Keep::Pick(Box::new(
        form.draft,
    ))))])
}

/// What the focused pane shows: its picture, its text, and the frames it is about.
fn draft(model: &Model) -> Draft {
    let (picture, text) = screen_picture(model, model.desk.focus);
    let Taken { frames, more } = shown_frames(model);
    let mut origins: Vec<Origin> = frames.iter().map(|f| f.meta.origin).collect();
    origins.sort_unstable();
    origins.dedup();
    // Only whole frames are given away: a place-holder in a capture file would pass for a byte.
    let (whole, not_whole): (Vec<_>, Vec<_>) = frames.into_iter().partition(Frame::is_whole);
    Draft {
        time: model.clock.now,
        utc_offset: model.start.utc_offset,
        host: model
            .hosts
            .here()
            .map(|here| here.name.clone())
            .unwrap_or_default()
            .into(),
        language: match model.start.lang {
            Lang::En => "en",
            Lang::ZhCn => "zh-CN",
        },
        title: view::name(model, model.desk.focus)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .chars()
            .take(MOST_TITLE)
            .collect(),
        note: String::new(),
        view: Some(View {
            stem: model.screens.get(model.desk.focus).layer().id.0,
            picture,
            text,
        }),
        left_out: not_whole.len() + more,
        frames: whole
            .into_iter()
            .map(|frame| as_kept(model, frame))
            .collect(),
        origins,
    }
}

fn shown_frames(model: &Model) -> Taken {
    let none = Taken {
        frames: Vec::new(),
        more: 0,
    };
    let focus = model.desk.focus;
    let world = model.world(layout::inside(model, focus), true);
    match model.screens.top(focus).shown(&world) {
        Shown::View => none,
        Shown::Journey => {
            let journey = model.screens.encap.journey();
            journey.map_or(none, |journey| taken(model, journey))
        }
        Shown::Records(key) => {
            let Some(record) = key.and_then(|key| model.trace.shown().get(key)) else {
                return none;
            };
            // A file's bytes may have been given back, to be read again when they are looked at.
            match record.frame() {
                Some(frame) if frame.bytes.len() == record.captured as usize => Taken {
                    frames: vec![frame],
                    more: 0,
                },
                Some(_) => Taken { more: 1, ..none },
                None => none,
            }
        }
    }
}

#[cfg(test)]
mod tests;
