//! Keys, mouse and paste: brought to what lies over the screen, to the line one writes, or to an action.

use ratatui::layout::{Position, Rect};

use crate::app::keymap;
use crate::app::model::screen::{Overlay, Question};
use crate::app::model::trace::file;
use crate::app::model::{Model, sightings};
use crate::app::outcome::{Outcome, Redraw};
use crate::app::view::layout;
use crate::msg::action::PaneId;
use crate::msg::{Action, Input, Key, Mouse, MouseKind};
use crate::panes::Handled;
use crate::panes::chat::Tone;
use crate::say;

use super::act::{act, act_in_pane, grant};
use super::{overlay, take};

/// Lines that may be pasted and sent in one go.
const MOST_PASTED: usize = 200;

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
    model.screen.notice = None;
    // A picture of what is there now: also of an overlay, of a line half written.
    if keymap::action(key) == Some(Action::Picture) {
        return take::picture(model);
    }
    // Who does something else waits for it no longer.
    model.messages.wanted_frame = None;
    if model.screen.overlay.is_some() {
        return overlay::key(model, key);
    }
    if !model.is_typing() {
        return keymap::action(key).map_or(Outcome::of(Redraw::No), |action| act(model, action));
    }
    if let Some(outcome) = written(model, key) {
        return outcome;
    }
    let action = keymap::action_while_typing(key);
    action.map_or(Outcome::of(Redraw::No), |action| act(model, action))
}

/// A key for the line one writes. `None`: the line does not know it.
fn written(model: &mut Model, key: Key) -> Option<Outcome> {
    let page = layout::page(model);
    let (handled, wishes) = match model.screen.focus {
        PaneId::Chat => model.chat.key(key, model.clock.now, page),
        PaneId::Encapsulation => (model.encap.key(key, model.clock.elapsed), Vec::new()),
        PaneId::Packets | PaneId::Interfaces => {
            let (log, packets) = model.trace.shown_mut();
            (log.key(key, packets), Vec::new())
        }
    };
    if handled == Handled::No {
        return None;
    }
    let effects = grant(model, wishes);
    Some(file::asked_of_file(model, effects))
}

fn paste(model: &mut Model, text: &str) -> Outcome {
    let first = text.lines().next().unwrap_or_default();
    if let Some(overlay) = &mut model.screen.overlay {
        let asks = matches!(overlay, Overlay::Ask(_));
        if let Some(line) = overlay::line(overlay) {
            line.insert(first);
        } else if asks {
            let what = say!("chat-pane-paste-asked");
            model.chat.notice(model.clock.now, Tone::Warn, what, None);
        } else {
            paste_in_chat(model, text);
        }
    } else if model.screen.focus == PaneId::Packets && model.is_typing() {
        model.trace.shown_mut().0.paste(first);
    } else if model.screen.focus == PaneId::Encapsulation && model.is_typing() {
        model.encap.paste(first);
    } else {
        paste_in_chat(model, text);
    }
    Outcome::of(Redraw::Now)
}

/// Help makes room for what is pasted, as for a key.
fn paste_in_chat(model: &mut Model, text: &str) {
    let now = model.clock.now;
    let mut rest = text.lines().filter(|line| !line.trim().is_empty());
    let lines: Vec<String> = rest
        .by_ref()
        .take(MOST_PASTED)
        .map(ToOwned::to_owned)
        .collect();
    let cut = rest.count();
    model.screen.overlay = None;
    model.screen.focus = PaneId::Chat;
    match &lines[..] {
        [] => {}
        [line] => model.chat.paste(line, now),
        _ if model.chat.refuses_lines(lines.len() + cut, now) => {}
        _ => {
            if cut > 0 {
                let what = say!("chat-pane-paste-cut", taken = lines.len(), cut = cut);
                model.chat.notice(now, Tone::Warn, what, None);
            }
            model.screen.overlay = Some(Overlay::Ask(Question::Paste(lines)));
        }
    }
}

fn mouse(model: &mut Model, mouse: Mouse) -> Outcome {
    model.screen.notice = None;
    model.messages.wanted_frame = None;
    if model.screen.overlay.is_some() {
        return overlay::mouse(model, mouse.kind);
    }
    let clicks = mouse.kind == MouseKind::Click;
    if let Some(action) = layout::tab_at(model, mouse.column, mouse.row).filter(|_| clicks) {
        return act(model, action);
    }
    if clicks && sightings::stranger(model).is_some() && layout::is_footer(model, mouse.row) {
        return sightings::go_to_question(model);
    }
    let Some((pane, area)) = layout::pane_at(model, mouse.column, mouse.row) else {
        return Outcome::of(Redraw::No);
    };
    model.screen.focus = pane;
    match mouse.kind {
        MouseKind::WheelUp => wheel(model, Action::Up),
        MouseKind::WheelDown => wheel(model, Action::Down),
        MouseKind::Click => click(model, pane, area, Position::new(mouse.column, mouse.row)),
    }
    Outcome::of(Redraw::Now)
}

fn wheel(model: &mut Model, action: Action) {
    for _ in 0..overlay::WHEEL {
        act_in_pane(model, action);
    }
}

fn click(model: &mut Model, pane: PaneId, area: Rect, at: Position) {
    let row = usize::from(at.y.saturating_sub(area.y));
    match pane {
        PaneId::Interfaces => {
            let hosts = model.hosts.snapshots();
            model.interfaces.click(row, area, &hosts);
        }
        PaneId::Packets => {
            let (log, packets) = model.trace.shown_mut();
            log.click(at, area, packets);
        }
        PaneId::Encapsulation => {
            let mut encap = std::mem::take(&mut model.encap);
            encap.click(at, area, &model.look());
            model.encap = encap;
        }
        PaneId::Chat if row + 1 == usize::from(area.height) => model.chat.set_typing(true),
        PaneId::Chat => {}
    }
}
