//! Keys, mouse and paste: brought to what lies over the screen, to the line one writes, or to an action.

use ratatui::layout::Position;

use crate::app::model::desk::Overlay;
use crate::app::model::{Model, sightings};
use crate::app::outcome::{Outcome, Redraw};
use crate::app::view::layout;
use crate::keymap::{Global, Move};
use crate::msg::{Input, Key, Mouse, MouseKind};
use crate::say;
use crate::screens::ScreenId;
use crate::screens::answer::Said;
use crate::screens::chat::Tone;

use super::act::{act, focused, wish};
use super::{overlay, take};

/// The terminal sends something. Afterwards another message may be looked at, or be looked at again.
pub(super) fn update(model: &mut Model, input: Input) -> Outcome {
    let mut outcome = match input {
        Input::Key(pressed) => key(model, pressed),
        Input::Mouse(moved) => mouse(model, moved),
        Input::Paste(text) => paste(model, &text),
        Input::Resize(columns, rows) => {
            model.start.size = (columns, rows);
            Outcome::of(Redraw::Now)
        }
    };
    outcome.effects.extend(sightings::look(model));
    outcome
}

fn key(model: &mut Model, key: Key) -> Outcome {
    model.desk.notice = None;
    // A picture of what is there now: also of an overlay, of a line half written.
    if model.keys.global(key) == Some(Global::Picture) {
        return take::picture(model);
    }
    // Who does something else waits for it no longer.
    model.messages.wanted_frame = None;
    if model.desk.overlay.is_some() {
        return overlay::key(model, key);
    }
    let layer = model.screens.top(model.desk.focus).layer().id;
    let action = if model.is_writing() {
        let mut taken = Said::No;
        let outcome = focused(model, |screen, world| {
            let answer = screen.key(key, world);
            taken = answer.said.clone();
            answer
        });
        if taken != Said::No {
            return outcome;
        }
        model.keys.action_while_writing(key, layer)
    } else {
        model.keys.action(key, layer)
    };
    action.map_or(Outcome::of(Redraw::No), |action| act(model, action))
}

fn paste(model: &mut Model, text: &str) -> Outcome {
    let first = text.lines().next().unwrap_or_default();
    if let Some(overlay) = &mut model.desk.overlay {
        if matches!(overlay, Overlay::Ask(_)) {
            let what = say!("chat-pane-paste-asked");
            let now = model.clock.now;
            model.screens.chat.notice(now, Tone::Warn, what, None);
            return Outcome::of(Redraw::Now);
        }
        if let Some(line) = overlay::line(overlay) {
            line.insert(first);
            return Outcome::of(Redraw::Now);
        }
    } else if model.is_writing() {
        return focused(model, |screen, world| screen.paste(text, world));
    }
    paste_in_chat(model, text)
}

/// What nothing else waits for is meant to be said. Help makes room for it, as for a key.
fn paste_in_chat(model: &mut Model, text: &str) -> Outcome {
    model.desk.overlay = None;
    model.desk.focus_on(ScreenId::Chat);
    focused(model, |screen, world| screen.paste(text, world))
}

fn mouse(model: &mut Model, mouse: Mouse) -> Outcome {
    model.desk.notice = None;
    model.messages.wanted_frame = None;
    if model.desk.overlay.is_some() {
        return overlay::mouse(model, mouse.kind);
    }
    let clicks = mouse.kind == MouseKind::Click;
    if let Some(action) = layout::tab_at(model, mouse.column, mouse.row).filter(|_| clicks) {
        return act(model, action);
    }
    if clicks && sightings::stranger(model).is_some() && layout::is_footer(model, mouse.row) {
        return sightings::go_to_question(model);
    }
    let at = Position::new(mouse.column, mouse.row);
    let Some(screen) = layout::screen_at(model, at) else {
        return Outcome::of(Redraw::No);
    };
    model.desk.focus = screen;
    let outcome = match mouse.kind {
        MouseKind::WheelUp => focused(model, |screen, world| screen.wheel(Move::Up, world)),
        MouseKind::WheelDown => focused(model, |screen, world| screen.wheel(Move::Down, world)),
        MouseKind::Click => clicked(model, screen, at),
    };
    // The focus may have come to it.
    Outcome::of(Redraw::Now).and(outcome)
}

/// A click is for the screen itself: it knows how what lies over it is laid out in it.
fn clicked(model: &mut Model, id: ScreenId, at: Position) -> Outcome {
    let area = layout::inside(model, id);
    let (screens, world) = model.screens_in(area, true);
    let answer = screens.get_mut(id).click(at, &world);
    wish::take(model, answer)
}
