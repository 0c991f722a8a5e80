//! Keys, mouse and paste: brought to what lies over the screen, to the line one writes, or to an action.

use ratatui::layout::Position;

use crate::app::model::desk::Overlay;
use crate::app::model::{Model, sightings};
use crate::app::outcome::{Outcome, Redraw};
use crate::app::view::layout;
use crate::keymap::{Global, Move, label, narrow};
use crate::msg::{Input, Key, Mouse, MouseKind};
use crate::say;
use crate::screens::chat::Tone;
use crate::screens::{Screen, ScreenId, World};

use super::act::{Part, act, at_screen, focused, show};
use super::{overlay, take};

/// The terminal sends something. Afterwards another message may be looked at, or be looked at again.
pub(super) fn update(model: &mut Model, input: Input) -> Outcome {
    let told = model.desk.notice.is_some();
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
    // What was told until now is gone from the model: it must go from the terminal, too.
    if told && model.desk.notice.is_none() {
        outcome.redraw = Redraw::Now;
    }
    outcome
}

fn key(model: &mut Model, key: Key) -> Outcome {
    model.desk.notice = None;
    // A picture of what is there now: also of an overlay, of a line half written.
    let writes = model.desk.writes() || model.desk.overlay.is_none() && model.is_writing();
    let global = if writes {
        model.keys.global_while_writing(key)
    } else {
        model.keys.global(key)
    };
    if global == Some(Global::Picture) {
        return take::picture(model);
    }
    // Who does something else waits for it no longer.
    model.messages.wanted_frame = None;
    if model.desk.overlay.is_some() {
        return overlay::key(model, key);
    }
    let layer = model.screens.top(model.desk.focus).layer().id;
    let action = if model.is_writing() {
        let types = |screen: &mut dyn Screen, world: &World<'_>| screen.key(key, world);
        let (taken, outcome) = at_screen(model, model.desk.focus, Part::Uppermost, types);
        if taken {
            return outcome;
        }
        model.keys.action_while_writing(key, layer)
    } else {
        model.keys.action(key, layer)
    };
    match action {
        Some(action) => act(model, action),
        None if model.is_writing() => Outcome::of(Redraw::No),
        None => nothing_here(model, key),
    }
}

/// A key that means nothing here: where it means something, that is said.
fn nothing_here(model: &mut Model, key: Key) -> Outcome {
    let key = narrow(key);
    let elsewhere = model.keys.iter().filter(|bound| bound.keys.contains(&key));
    let mut names: Vec<String> = Vec::new();
    for bound in elsewhere {
        let name = model.text.get(bound.layer.name);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if names.is_empty() {
        return Outcome::of(Redraw::No);
    }
    let key = label(key, model.start.glyphs.ascii);
    let what = say!("app-key-elsewhere", key = key, names = names);
    model.desk.tell(what, false);
    Outcome::of(Redraw::Now)
}

fn paste(model: &mut Model, text: &str) -> Outcome {
    if let Some(overlay) = &mut model.desk.overlay {
        if matches!(overlay, Overlay::Ask(_)) {
            let what = say!("chat-pane-paste-asked");
            let now = model.clock.now;
            model.screens.chat.notice(now, Tone::Warn, what, None);
            return Outcome::of(Redraw::Now);
        }
        if let Some(line) = overlay::line(overlay) {
            line.insert(text);
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
    if let Some(view) = layout::tab_at(model, mouse.column, mouse.row).filter(|_| clicks) {
        return show(model, view);
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
        // The screen itself knows how what lies over it is laid out in it.
        MouseKind::Click => {
            at_screen(model, screen, Part::Itself, |it, world| it.click(at, world)).1
        }
    };
    // The focus may have come to it.
    Outcome::of(Redraw::Now).and(outcome)
}
