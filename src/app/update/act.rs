//! What an action does, whoever asked for it: a key, a click, the palette.

use crate::app::model::screen::Overlay;
use crate::app::model::trace::{self, file, open};
use crate::app::model::{Model, messages, practice, sightings};
use crate::app::outcome::{Outcome, Redraw};
use crate::app::view::layout;
use crate::msg::action::{PaneId, View};
use crate::msg::{Action, Effect, ScreenEffect};
use crate::panes::Handled;
use crate::panes::chat::Wish;
use crate::panes::encap::Mode;
use crate::panes::line::LineEdit;
use crate::say;

use super::take;

/// Actions of the packet log after which it wants the whole screen.
const OPENS: [Action; 5] = [
    Action::Open,
    Action::Flows,
    Action::FollowStream,
    Action::Ladder,
    Action::WorkOut,
];

/// Carries out an action.
pub(in crate::app) fn act(model: &mut Model, action: Action) -> Outcome {
    match action {
        Action::Quit | Action::End => model.end(),
        Action::Help => model.screen.overlay = Some(Overlay::Help(0)),
        Action::Palette => {
            let line = LineEdit::default();
            model.screen.overlay = Some(Overlay::Palette { line, at: 0 });
        }
        Action::NextPane => model.screen.focus_on(model.screen.focus.walk(1)),
        Action::PreviousPane => model.screen.focus_on(model.screen.focus.walk(-1)),
        Action::Show(view) => model.screen.show(view),
        Action::Zoom if model.screen.view == View::Lab => {
            model.screen.show(model.screen.focus.view());
        }
        Action::Zoom => model.screen.show(View::Lab),
        Action::Theme => next_theme(model),
        Action::Language => model.next_language(),
        Action::Partner => return practice::asked_for(model),
        Action::Redraw => return Outcome::now(vec![Effect::Screen(ScreenEffect::Redraw)]),
        Action::Suspend => return Outcome::now(vec![Effect::Screen(ScreenEffect::Suspend)]),
        Action::Answer => return sightings::go_to_question(model),
        Action::OpenFile => return open::ask_for_file(model),
        Action::Picture => return take::picture(model),
        Action::AddToReport => return take::pick::ask(model),
        Action::Save | Action::Copy | Action::CopyPython => return take_along(model, action),
        Action::MouseMode => {
            model.screen.mouse = !model.screen.mouse;
            let mouse = ScreenEffect::Mouse(model.screen.mouse);
            return Outcome::now(vec![Effect::Screen(mouse)]);
        }
        Action::Back
        | Action::Up
        | Action::Down
        | Action::Left
        | Action::Right
        | Action::PageUp
        | Action::PageDown
        | Action::Top
        | Action::Bottom
        | Action::Open
        | Action::Write
        | Action::ReadOtherwise
        | Action::Filter
        | Action::AllOrMine
        | Action::Housekeeping
        | Action::PlayPause
        | Action::Encapsulate
        | Action::NextModel
        | Action::Faster
        | Action::Slower
        | Action::LayerUp
        | Action::LayerDown
        | Action::Layer(_)
        | Action::Flows
        | Action::FollowStream
        | Action::Ladder
        | Action::WorkOut
        | Action::Absolute
        | Action::Pin
        | Action::BothEnds
        | Action::SideBySide
        | Action::Predict
        | Action::Explain
        | Action::NextFrame
        | Action::PreviousFrame => {
            return act_in_pane(model, action);
        }
    }
    Outcome::of(Redraw::Now)
}

/// Saves or copies what the focused pane shows: the message, else frames of the log.
fn take_along(model: &mut Model, action: Action) -> Outcome {
    let message = model.screen.focus == PaneId::Encapsulation;
    if message && action == Action::Save {
        take::message::ask_to_save(model)
    } else if message && action == Action::Copy {
        take::message::copy_view(model)
    } else if message {
        take::message::copy_python(model)
    } else if action == Action::Save {
        file::ask_to_save(model)
    } else {
        file::copy(model, action == Action::CopyPython)
    }
}

fn next_theme(model: &mut Model) {
    let told = if model.start.theme.advance() {
        say!("settings-theme", name = model.start.theme.name().name())
    } else {
        say!("settings-theme-fixed")
    };
    model.screen.tell(told, false);
}

/// Carries out what the chat pane wants.
pub(super) fn grant(model: &mut Model, wishes: Vec<Wish>) -> Vec<Effect> {
    let mut effects = Vec::new();
    for wish in wishes {
        match wish {
            Wish::Chat(command) => effects.push(Effect::Chat(command)),
            Wish::Help => model.screen.overlay = Some(Overlay::Help(0)),
            Wish::WillAskFor(name) => model.trace.own.add_name(&name),
            Wish::Reread => {
                if let Some(entry) = messages::looked_at(model) {
                    messages::show(model, entry);
                }
            }
            Wish::Watch(entry) => {
                messages::show(model, entry);
                model.screen.focus_on(PaneId::Encapsulation);
            }
        }
    }
    effects
}

/// Carries out what only the focused pane knows; what it does not know leads back to the dashboard, if it is
/// [`Action::Back`].
pub(super) fn act_in_pane(model: &mut Model, action: Action) -> Outcome {
    let page = layout::page(model);
    let handled = match model.screen.focus {
        PaneId::Interfaces => {
            let hosts = model.hosts.snapshots();
            model.interfaces.act(action, page, &hosts)
        }
        PaneId::Chat => {
            let (handled, wishes) = model.chat.act(action, model.clock.now, page);
            let effects = grant(model, wishes);
            if !effects.is_empty() {
                return Outcome::now(effects);
            }
            handled
        }
        PaneId::Encapsulation => encapsulation(model, action),
        PaneId::Packets if action == Action::Encapsulate => trace::encapsulate(model),
        PaneId::Packets if action == Action::Pin => model.trace.pin(),
        PaneId::Packets => packets(model, action, page),
    };
    if handled == Handled::No && action == Action::Back {
        return back(model);
    }
    let redraw = if handled == Handled::Yes {
        Redraw::Now
    } else {
        Redraw::No
    };
    Outcome {
        redraw,
        ..file::asked_of_file(model, Vec::new())
    }
}

/// The pane has nothing open that could be closed: stops reading a file, or goes back to the dashboard.
fn back(model: &mut Model) -> Outcome {
    if model.screen.focus == PaneId::Packets
        && let Some(stopped) = file::stop_reading(model)
    {
        return stopped;
    }
    if model.screen.view != View::Lab {
        model.screen.view = View::Lab;
        return Outcome::of(Redraw::Now);
    }
    Outcome {
        redraw: Redraw::No,
        ..file::asked_of_file(model, Vec::new())
    }
}

fn packets(model: &mut Model, action: Action, page: usize) -> Handled {
    let (log, packets) = model.trace.shown_mut();
    let handled = log.act(action, page, packets);
    // Fields and bytes want room: what is opened fills the screen.
    if handled == Handled::Yes && OPENS.contains(&action) && log.is_open() {
        model.screen.view = View::Packets;
    }
    handled
}

fn encapsulation(model: &mut Model, action: Action) -> Handled {
    if let Some(turned) = turn(model, action) {
        return if turned { Handled::Yes } else { Handled::No };
    }
    let Some(verb) = model.encap.verb(action) else {
        return Handled::No;
    };
    if action == Action::BothEnds {
        sightings::looked_at(model);
    }
    model.encap.act(verb, model.clock.elapsed);
    messages::compare(model);
    Handled::Yes
}

/// To another message, or another frame of this one: was there one? `None`: that is not asked for.
fn turn(model: &mut Model, action: Action) -> Option<bool> {
    let back = [Action::PageUp, Action::PreviousFrame].contains(&action);
    let pages = [Action::PageUp, Action::PageDown].contains(&action);
    let frames = [Action::NextFrame, Action::PreviousFrame].contains(&action);
    if pages && model.encap.mode() != Mode::BothEnds {
        Some(messages::walk(model, back))
    } else if frames {
        Some(messages::turn_part(model, !back))
    } else {
        None
    }
}
