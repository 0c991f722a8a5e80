//! Keys, mouse and paste.

use ratatui::layout::Position;

use crate::app::keymap;
use crate::app::model::{Model, Overlay, Practice, Question};
use crate::app::view::layout;
use crate::msg::action::{PaneId, View};
use crate::msg::{Action, Effect, Key, KeyCode, Mouse, MouseKind};
use crate::panes::chat::{Tone, Wish};
use crate::panes::line::{Edited, LineEdit};
use crate::panes::{Handled, encap};
use crate::say;
use crate::ui::theme::Theme;

use super::{Outcome, Redraw, along, files, layers, network, open, report, sightings};

/// Actions of the packet log after which it wants the whole screen.
const OPENS: [Action; 5] = [
    Action::Open,
    Action::Flows,
    Action::FollowStream,
    Action::Ladder,
    Action::WorkOut,
];

/// Lines that may be pasted and sent in one go.
const MOST_PASTED: usize = 200;

pub(super) fn key(model: &mut Model, key: Key) -> Outcome {
    // A picture of what is there now: also of an overlay, of a line half written.
    if keymap::action(key) == Some(Action::Picture) {
        return along::picture(model);
    }
    // Who does something else waits for it no longer.
    model.wanted_frame = None;
    if model.overlay.is_some() {
        return overlay_key(model, key);
    }
    if is_typing(model) {
        let page = layout::page(model);
        let (handled, wishes) = match model.focus {
            PaneId::Chat => model.chat.key(key, model.now, page),
            PaneId::Encapsulation => (model.encap.key(key, model.elapsed), Vec::new()),
            _ => {
                let (log, packets) = model.trace_mut();
                (log.key(key, packets), Vec::new())
            }
        };
        if handled == Handled::Yes {
            let effects = grant(model, wishes);
            return files::asked_of_file(model, effects);
        }
        return keymap::action_while_typing(key)
            .map_or_else(|| Outcome::of(Redraw::No), |action| act(model, action));
    }
    match keymap::action(key) {
        Some(action) => act(model, action),
        None => Outcome::of(Redraw::No),
    }
}

/// Does a line take the keys?
pub(crate) fn is_typing(model: &Model) -> bool {
    match model.focus {
        PaneId::Chat => model.chat.is_typing(),
        PaneId::Packets => model.trace().0.is_editing(),
        PaneId::Encapsulation => model.encap.is_typing(),
        PaneId::Interfaces => false,
    }
}

/// Carries out what the chat pane wants.
fn grant(model: &mut Model, wishes: Vec<Wish>) -> Vec<Effect> {
    let mut effects = Vec::new();
    for wish in wishes {
        match wish {
            Wish::Chat(command) => effects.push(Effect::Chat(command)),
            Wish::Help => model.overlay = Some(Overlay::Help(0)),
            Wish::WillAskFor(name) => model.own.add_name(&name),
            Wish::Reread => {
                if let Some(entry) = layers::looked_at(model) {
                    layers::show(model, entry);
                }
            }
            Wish::Watch(entry) => {
                layers::show(model, entry);
                focus(model, PaneId::Encapsulation);
            }
        }
    }
    effects
}

pub(super) fn focus(model: &mut Model, pane: PaneId) {
    model.focus = pane;
    if model.view != View::Lab {
        model.view = pane.view();
    }
}

/// Carries out an action, whoever asked for it.
pub(crate) fn act(model: &mut Model, action: Action) -> Outcome {
    match action {
        Action::Quit | Action::End => end(model),
        Action::Help => model.overlay = Some(Overlay::Help(0)),
        Action::Palette => {
            model.overlay = Some(Overlay::Palette {
                line: LineEdit::default(),
                at: 0,
            });
        }
        Action::NextPane => focus(model, model.focus.walk(1)),
        Action::PreviousPane => focus(model, model.focus.walk(-1)),
        Action::Show(view) => show_view(model, view),
        Action::Zoom => {
            let zoomed = model.view == View::Lab;
            show_view(
                model,
                if zoomed {
                    model.focus.view()
                } else {
                    View::Lab
                },
            );
        }
        Action::Theme => next_theme(model),
        Action::Language => model.next_language(),
        Action::Partner => return partner(model),
        Action::Redraw => return Outcome::now(vec![Effect::Redraw]),
        Action::Suspend => return Outcome::now(vec![Effect::Suspend]),
        Action::Answer => return sightings::go_to_question(model),
        Action::OpenFile => return open::ask_for_file(model),
        Action::Picture => return along::picture(model),
        Action::AddToReport => return report::ask(model),
        Action::Save if model.focus == PaneId::Encapsulation => return along::ask_to_save(model),
        Action::Copy if model.focus == PaneId::Encapsulation => return along::copy_view(model),
        Action::CopyPython if model.focus == PaneId::Encapsulation => {
            return along::copy_python(model);
        }
        Action::Save => return files::ask_to_save(model),
        Action::Copy => return files::copy(model, false),
        Action::CopyPython => return files::copy(model, true),
        Action::MouseMode => {
            model.mouse = !model.mouse;
            return Outcome::now(vec![Effect::Mouse(model.mouse)]);
        }
        action => return act_in_pane(model, action),
    }
    Outcome::of(Redraw::Now)
}

fn end(model: &mut Model) {
    if model.chat.connected() == 0 {
        model.ending = true;
    } else {
        model.overlay = Some(Overlay::Ask(Question::End));
    }
}

fn show_view(model: &mut Model, view: View) {
    model.view = view;
    if let Some(pane) = view.pane() {
        model.focus = pane;
    }
}

fn next_theme(model: &mut Model) {
    if model.start.colours {
        model.start.theme = Theme::after(&model.start.theme);
    }
}

fn partner(model: &mut Model) -> Outcome {
    match model.practice {
        Practice::Off => {
            model.practice = Practice::Starting;
            model
                .chat
                .notice(model.now, Tone::Quiet, say!("practice-pane-starting"), None);
            show_view(
                model,
                if model.view == View::Lab {
                    View::Lab
                } else {
                    View::Chat
                },
            );
            model.focus = PaneId::Chat;
            Outcome::now(vec![Effect::StartPractice])
        }
        Practice::Starting => Outcome::of(Redraw::No),
        // It has gone (`exit`): called again; while one talks with it, `p` asks whether to end that.
        Practice::On(_) if model.chat.connected() == 0 => Outcome::now(network::call_again(model)),
        Practice::On(_) => {
            model.overlay = Some(Overlay::Ask(Question::EndPractice));
            Outcome::of(Redraw::Now)
        }
    }
}

fn act_in_pane(model: &mut Model, action: Action) -> Outcome {
    let page = layout::page(model);
    let handled = match model.focus {
        PaneId::Interfaces => model.interfaces.act(action, page, &model.hosts),
        PaneId::Chat => {
            let (handled, wishes) = model.chat.act(action, model.now, page);
            let effects = grant(model, wishes);
            if !effects.is_empty() {
                return Outcome::now(effects);
            }
            handled
        }
        PaneId::Encapsulation => encapsulation(model, action),
        PaneId::Packets if action == Action::Encapsulate => send_through_layers(model),
        PaneId::Packets if action == Action::Pin => pin(model),
        PaneId::Packets => {
            let (log, packets) = model.trace_mut();
            let handled = log.act(action, page, packets);
            // Fields and bytes want room: what is opened fills the screen.
            if handled == Handled::Yes && OPENS.contains(&action) && log.is_open() {
                model.view = View::Packets;
            }
            handled
        }
    };
    if handled == Handled::No
        && action == Action::Back
        && model.focus == PaneId::Packets
        && let Some(stopped) = files::stop_reading(model)
    {
        return stopped;
    }
    if handled == Handled::No && action == Action::Back && model.view != View::Lab {
        model.view = View::Lab;
        return Outcome::of(Redraw::Now);
    }
    let redraw = if handled == Handled::Yes {
        Redraw::Now
    } else {
        Redraw::No
    };
    Outcome {
        redraw,
        ..files::asked_of_file(model, Vec::new())
    }
}

fn encapsulation(model: &mut Model, action: Action) -> Handled {
    use encap::EncapAction as E;
    let action = match action {
        Action::PlayPause => E::PlayPause,
        Action::Right => E::StepForward,
        Action::Left => E::StepBack,
        Action::Faster => E::Faster,
        Action::Slower => E::Slower,
        Action::NextModel => E::NextModel,
        Action::LayerUp => E::LayerUp,
        Action::LayerDown => E::LayerDown,
        Action::Explain => E::Explain,
        Action::Layer(number) => E::Jump(number),
        Action::Up => E::Up,
        Action::Down => E::Down,
        Action::Bottom if model.encap.has_newer() => E::ShowNewer,
        Action::Open => E::OpenFields,
        Action::Back if model.encap.fields_open() => E::CloseFields,
        Action::Back if model.encap.mode() != encap::Mode::Way => E::Show(model.encap.mode()),
        Action::Top => E::Start,
        Action::Bottom => E::End,
        Action::PageUp | Action::PageDown if model.encap.mode() != encap::Mode::BothEnds => {
            return turn(layers::walk_messages(model, action == Action::PageUp));
        }
        Action::NextFrame => return turn(layers::turn_part(model, true)),
        Action::PreviousFrame => return turn(layers::turn_part(model, false)),
        Action::BothEnds => {
            sightings::looked_at(model);
            E::Show(encap::Mode::BothEnds)
        }
        Action::SideBySide => E::Show(encap::Mode::SideBySide),
        Action::Predict => E::Predict,
        _ => return Handled::No,
    };
    model.encap.act(action, model.elapsed);
    layers::compare(model);
    Handled::Yes
}

const fn turn(turned: bool) -> Handled {
    if turned { Handled::Yes } else { Handled::No }
}

fn send_through_layers(model: &mut Model) -> Handled {
    let Some(key) = model.trace().0.selected() else {
        return Handled::No;
    };
    if !layers::show_record(model, key) {
        return Handled::No;
    }
    focus(model, PaneId::Encapsulation);
    Handled::Yes
}

/// Keeps the selected record whatever must make room, or lets it go again.
fn pin(model: &mut Model) -> Handled {
    let (log, packets) = model.trace_mut();
    let Some(key) = log.selected() else {
        return Handled::No;
    };
    let what = if packets.is_pinned(key) {
        packets.unpin(key);
        say!("packets-unpinned")
    } else if packets.pin(key) {
        say!("packets-pinned")
    } else {
        say!("packets-pins-full")
    };
    log.note(what, false);
    Handled::Yes
}

fn overlay_key(model: &mut Model, key: Key) -> Outcome {
    match model.overlay.take() {
        Some(Overlay::Help(top)) => help_key(model, key, top),
        Some(Overlay::Palette { line, at }) => palette_key(model, key, line, at),
        Some(Overlay::Ask(question)) => answer(model, key, question),
        Some(Overlay::OpenFile(form)) => open::key(model, key, form),
        Some(Overlay::Save(form)) => files::save_key(model, key, form),
        Some(Overlay::SaveMessage(line)) => along::save_key(model, key, line),
        Some(Overlay::Pick(form)) => report::key(model, key, form),
        None => Outcome::of(Redraw::No),
    }
}

fn help_key(model: &mut Model, key: Key, top: usize) -> Outcome {
    let action = keymap::action(key);
    let page = usize::from(model.start.size.1 / 2).max(1);
    let top = match action {
        Some(Action::Up) => top.saturating_sub(1),
        Some(Action::Down) => top + 1,
        Some(Action::PageUp) => top.saturating_sub(page),
        Some(Action::PageDown | Action::PlayPause) => top + page,
        Some(Action::Top) => 0,
        Some(Action::End) => return act(model, Action::End),
        Some(Action::Language) => {
            model.next_language();
            top
        }
        _ => return Outcome::of(Redraw::Now),
    };
    model.overlay = Some(Overlay::Help(
        top.min(layout::help_rows(model).saturating_sub(1)),
    ));
    Outcome::of(Redraw::Now)
}

fn palette_key(model: &mut Model, key: Key, mut line: LineEdit, at: usize) -> Outcome {
    let found = layout::palette(model, line.text());
    let last = found.len().saturating_sub(1);
    let at = match key.code {
        KeyCode::Esc => return Outcome::of(Redraw::Now),
        KeyCode::Char('c') if key.ctrl => return act(model, Action::End),
        KeyCode::Up => at.saturating_sub(1),
        KeyCode::Down => (at + 1).min(last),
        _ => match line.key(key) {
            Edited::Entered(_) => {
                return found.get(at).map_or_else(
                    || Outcome::of(Redraw::Now),
                    |found| act(model, found.action),
                );
            }
            Edited::Changed => 0,
            Edited::No => at,
        },
    };
    model.overlay = Some(Overlay::Palette { line, at });
    Outcome::of(Redraw::Now)
}

fn answer(model: &mut Model, key: Key, question: Question) -> Outcome {
    match question {
        Question::Sighting { peer, .. } => return sightings::answer_key(model, key, peer),
        Question::Paste(lines) => return answer_paste(model, key, lines),
        Question::End | Question::EndPractice => {}
    }
    let key = keymap::narrow(key);
    let again = keymap::action(key) == Some(Action::End);
    let yes = key.code == KeyCode::Enter || matches!(key.code, KeyCode::Char('y' | 'Y')) || again;
    // Any other key is a no: who writes on, thinking to be in a line, means no answer by a later `y`.
    match (yes, question) {
        (true, Question::End) => model.ending = true,
        (true, Question::EndPractice) if !again => return Outcome::now(vec![Effect::StopPractice]),
        _ => {}
    }
    Outcome::of(Redraw::Now)
}

/// It has come in the midst of writing: letters go on into the line, and only enter and esc answer.
fn answer_paste(model: &mut Model, key: Key, lines: Vec<String>) -> Outcome {
    match key.code {
        KeyCode::Enter => {
            let wishes = model.chat.send_lines(&lines, model.now);
            return Outcome::now(grant(model, wishes));
        }
        KeyCode::Esc => return Outcome::of(Redraw::Now),
        _ if keymap::action(key) == Some(Action::End) => return Outcome::of(Redraw::Now),
        KeyCode::Up | KeyCode::Down => {}
        _ => drop(model.chat.write_on(key)),
    }
    model.overlay = Some(Overlay::Ask(Question::Paste(lines)));
    Outcome::of(Redraw::Now)
}

pub(super) fn paste(model: &mut Model, text: &str) -> Outcome {
    let line = match &mut model.overlay {
        Some(Overlay::Palette { line, .. } | Overlay::SaveMessage(line)) => Some(line),
        Some(Overlay::OpenFile(form)) => {
            open::edited(form);
            Some(&mut form.line)
        }
        Some(Overlay::Pick(form)) => Some(&mut form.line),
        Some(Overlay::Save(form)) => Some(&mut form.line),
        _ => None,
    };
    if let Some(line) = line {
        line.insert(text.lines().next().unwrap_or_default());
    } else if model.overlay.is_none()
        && model.focus == PaneId::Packets
        && model.trace().0.is_editing()
    {
        model
            .trace_mut()
            .0
            .paste(text.lines().next().unwrap_or_default());
    } else if model.overlay.is_none()
        && model.focus == PaneId::Encapsulation
        && model.encap.is_typing()
    {
        model.encap.paste(text.lines().next().unwrap_or_default());
    } else if matches!(model.overlay, Some(Overlay::Ask(_))) {
        model
            .chat
            .notice(model.now, Tone::Warn, say!("chat-pane-paste-asked"), None);
    } else {
        paste_in_chat(model, text);
    }
    Outcome::of(Redraw::Now)
}

/// Help makes room for what is pasted, as for a key.
fn paste_in_chat(model: &mut Model, text: &str) {
    let mut rest = text.lines().filter(|line| !line.trim().is_empty());
    let lines: Vec<String> = rest
        .by_ref()
        .take(MOST_PASTED)
        .map(ToOwned::to_owned)
        .collect();
    let cut = rest.count();
    model.overlay = None;
    model.focus = PaneId::Chat;
    match &lines[..] {
        [] => {}
        [line] => model.chat.paste(line, model.now),
        _ if model.chat.refuses_lines(lines.len() + cut, model.now) => {}
        _ => {
            if cut > 0 {
                let what = say!("chat-pane-paste-cut", taken = lines.len(), cut = cut);
                model.chat.notice(model.now, Tone::Warn, what, None);
            }
            model.overlay = Some(Overlay::Ask(Question::Paste(lines)));
        }
    }
}

pub(super) fn mouse(model: &mut Model, mouse: Mouse) -> Outcome {
    model.wanted_frame = None;
    if let Some(overlay) = &mut model.overlay {
        match (overlay, mouse.kind) {
            (Overlay::Help(top), MouseKind::WheelUp) => *top = top.saturating_sub(3),
            (Overlay::Help(top), MouseKind::WheelDown) => *top += 3,
            // A note half written is not for a click to throw away.
            (Overlay::Pick(_), _) => {}
            (_, MouseKind::Click) => model.overlay = None,
            _ => {}
        }
        return Outcome::of(Redraw::Now);
    }
    if let (MouseKind::Click, Some(action)) =
        (mouse.kind, layout::tab_at(model, mouse.column, mouse.row))
    {
        return act(model, action);
    }
    if mouse.kind == MouseKind::Click
        && sightings::stranger(model).is_some()
        && layout::is_footer(model, mouse.row)
    {
        return sightings::go_to_question(model);
    }
    let Some((pane, area)) = layout::pane_at(model, mouse.column, mouse.row) else {
        return Outcome::of(Redraw::No);
    };
    let row = usize::from(mouse.row.saturating_sub(area.y));
    model.focus = pane;
    match mouse.kind {
        MouseKind::WheelUp | MouseKind::WheelDown => {
            let action = if mouse.kind == MouseKind::WheelUp {
                Action::Up
            } else {
                Action::Down
            };
            for _ in 0..3 {
                act_in_pane(model, action);
            }
        }
        MouseKind::Click => match pane {
            PaneId::Interfaces => model.interfaces.click(row, area, &model.hosts),
            PaneId::Packets => {
                let (log, packets) = model.trace_mut();
                log.click(Position::new(mouse.column, mouse.row), area, packets);
            }
            PaneId::Encapsulation => {
                let mut encap = std::mem::take(&mut model.encap);
                encap.click(Position::new(mouse.column, mouse.row), area, &model.look());
                model.encap = encap;
            }
            PaneId::Chat if row + 1 == usize::from(area.height) => model.chat.set_typing(true),
            PaneId::Chat => {}
        },
    }
    Outcome::of(Redraw::Now)
}
