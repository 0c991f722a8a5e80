//! What an action does, whoever asked for it: a key, a click, the palette, the Keys screen.

mod own;
pub(super) mod wish;

use crate::app::model::desk::{FOUR, Overlay, is_narrow};
use crate::app::model::trace::file;
use crate::app::model::{Model, practice, sightings};
use crate::app::outcome::{Outcome, Redraw};
use crate::app::view::layout;
use crate::keymap::{Action, Common, Global};
use crate::msg::{Effect, ScreenEffect};
use crate::say;
use crate::screens::line::LineEdit;
use crate::screens::{Answer, Copied, Screen, Shown, View, World};

use super::take;

/// Carries out an action.
pub(in crate::app) fn act(model: &mut Model, action: Action) -> Outcome {
    match action {
        Action::Global(global) => everywhere(model, global),
        Action::Common(common) => in_common(model, common),
        Action::Move(to) => focused(model, |screen, world| screen.moved(to, world)),
        Action::Own(layer, verb) => own::own(model, layer, verb),
    }
}

/// Does something to what has the focus, and what it wishes.
pub(super) fn focused(
    model: &mut Model,
    act: impl FnOnce(&mut dyn Screen, &World<'_>) -> Answer,
) -> Outcome {
    let id = model.desk.focus;
    let area = layout::inside(model, id);
    let (screens, world) = model.screens_in(area, true);
    let answer = screens.on_top(id, |screen| act(screen, &world));
    let outcome = wish::take(model, answer);
    file::asked_of_file(model, outcome)
}

fn everywhere(model: &mut Model, global: Global) -> Outcome {
    if let Some(number) = global.view() {
        return choose(model, number);
    }
    match global {
        Global::Quit | Global::End => model.end(),
        Global::Help => model.desk.overlay = Some(Overlay::Help(0)),
        Global::Palette => {
            let line = LineEdit::default();
            model.desk.overlay = Some(Overlay::Palette { line, at: 0 });
        }
        Global::NextScreen => model.desk.walk(1),
        Global::PreviousScreen => model.desk.walk(-1),
        Global::Zoom => zoom(model),
        Global::Theme => next_theme(model),
        Global::Language => model.next_language(),
        Global::Redraw => return Outcome::now(vec![Effect::Screen(ScreenEffect::Redraw)]),
        Global::Suspend => return Outcome::now(vec![Effect::Screen(ScreenEffect::Suspend)]),
        Global::Answer => return sightings::go_to_question(model),
        Global::Picture => return take::picture(model),
        Global::Mouse => return mouse(model),
        Global::Back => return back(model),
        // Chosen above, by their numbers.
        Global::View1
        | Global::View2
        | Global::View3
        | Global::View4
        | Global::View5
        | Global::View6
        | Global::View7
        | Global::View8
        | Global::View9 => {}
    }
    Outcome::of(Redraw::Now)
}

/// Shows the view with this number, or says why nothing changes.
fn choose(model: &mut Model, number: usize) -> Outcome {
    match View::numbered(number) {
        Some(view) => {
            model.desk.show(view);
            if view == View::Lab {
                tell_narrow(model);
            }
        }
        None => model.desk.tell(
            say!("app-no-view", n = number, last = View::all().count()),
            true,
        ),
    }
    Outcome::of(Redraw::Now)
}

fn tell_narrow(model: &mut Model) {
    if is_narrow(model.start.size) {
        let (columns, rows) = FOUR;
        model
            .desk
            .tell(say!("app-narrow", columns = columns, rows = rows), false);
    }
}

fn zoom(model: &mut Model) {
    if model.desk.view == View::Lab {
        model.desk.show(View::Alone(model.desk.focus));
    } else {
        drop(wish::leave(model));
    }
    tell_narrow(model);
}

fn next_theme(model: &mut Model) {
    if model.start.theme.advance() {
        let name = model.start.theme.name().name();
        model.desk.tell(say!("settings-theme", name = name), false);
    } else {
        model.desk.tell(say!("app-no-colours"), true);
    }
}

fn mouse(model: &mut Model) -> Outcome {
    model.desk.mouse = !model.desk.mouse;
    let what = if model.desk.mouse {
        say!("app-mouse-ours")
    } else {
        say!("app-mouse-terminals")
    };
    model.desk.tell(what, false);
    let mouse = ScreenEffect::Mouse(model.desk.mouse);
    Outcome::now(vec![Effect::Screen(mouse)])
}

/// One level back: what is open in the focused screen or over it, else the view.
fn back(model: &mut Model) -> Outcome {
    let id = model.desk.focus;
    let area = layout::inside(model, id);
    let (screens, world) = model.screens_in(area, true);
    let answer = screens.get_mut(id).back(&world);
    let outcome = if answer.is_no() {
        wish::leave(model)
    } else {
        wish::take(model, answer)
    };
    file::asked_of_file(model, outcome)
}

/// What the program does with whatever has the focus.
fn in_common(model: &mut Model, common: Common) -> Outcome {
    let (shown, copied) = {
        let world = model.world(layout::inside(model, model.desk.focus), true);
        let screen = model.screens.top(model.desk.focus);
        (screen.shown(&world), screen.copied(&world))
    };
    match (common, copied) {
        (Common::Partner, _) => practice::asked_for(model),
        (Common::Report, _) => take::pick::ask(model),
        (Common::Save, _) if matches!(shown, Shown::Records(_)) => file::ask_to_save(model),
        (Common::Save, _) => take::shown::ask_to_save(model, &shown),
        (Common::Copy, Copied::Bytes(bytes)) => file::copy(model, bytes, false),
        (Common::CopyPython, Copied::Bytes(bytes)) => file::copy(model, bytes, true),
        (Common::Copy, Copied::View) => take::shown::copy_view(model),
        (Common::CopyPython, Copied::View) => take::shown::copy_python(model, &shown),
    }
}
