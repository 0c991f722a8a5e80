//! What an action does, whoever asked for it: a key, a click, the palette, the Keys screen.

mod own;
pub(super) mod wish;

use ratatui::layout::Rect;

use crate::app::model::desk::{FOUR, Overlay, is_narrow};
use crate::app::model::trace::file;
use crate::app::model::{Model, practice, sightings};
use crate::app::outcome::{Outcome, Redraw};
use crate::app::view::layout;
use crate::keymap::{Action, Common, Global};
use crate::msg::{Effect, ScreenEffect};
use crate::say;
use crate::screens::line::LineEdit;
use crate::screens::{Answer, Arrangement, Copied, Screen, ScreenId, Shown, View, World};

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

/// What of a screen something is done to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// The screen itself, whatever lies over it.
    Itself,
    /// What lies uppermost: it has the focus.
    Uppermost,
}

/// Does something to a screen, and what it wishes. `true`: it was the screen's matter.
pub(super) fn at_screen(
    model: &mut Model,
    id: ScreenId,
    part: Part,
    act: impl FnOnce(&mut dyn Screen, &World<'_>) -> Answer,
) -> (bool, Outcome) {
    let area = layout::inside(model, id);
    let (screens, world) = model.screens_in(area, true);
    let answer = match part {
        Part::Itself => act(screens.get_mut(id), &world),
        Part::Uppermost => screens.on_top(id, |screen| act(screen, &world)),
    };
    let taken = !answer.is_no();
    let outcome = wish::take(model, answer);
    (taken, file::asked_of_file(model, outcome))
}

/// Does something to what has the focus, and what it wishes.
pub(super) fn focused(
    model: &mut Model,
    act: impl FnOnce(&mut dyn Screen, &World<'_>) -> Answer,
) -> Outcome {
    at_screen(model, model.desk.focus, Part::Uppermost, act).1
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
        Global::NextScreen => model.desk.walk(1, model.start.size),
        Global::PreviousScreen => model.desk.walk(-1, model.start.size),
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
    if let Some(view) = View::numbered(number) {
        return show(model, view);
    }
    let last = View::all().count();
    let what = say!("app-no-view", n = number, last = last);
    model.desk.tell(what, true);
    Outcome::of(Redraw::Now)
}

/// Shows a view, or says why nothing changes.
pub(super) fn show(model: &mut Model, view: View) -> Outcome {
    let before = seen(model);
    model.desk.show(view);
    if seen(model) == before {
        if view == View::Lab && is_narrow(model.start.size) {
            tell_narrow(model);
        } else {
            let name = model.text.get(view.name());
            model.desk.tell(say!("app-view-here", name = name), false);
        }
    }
    Outcome::of(Redraw::Now)
}

/// Which screens are to be seen, and where.
fn seen(model: &Model) -> Vec<(ScreenId, Rect)> {
    layout::screens(model.desk.view, model.desk.focus, model.start.size)
}

/// Says that there is no room for the dashboard here.
fn tell_narrow(model: &mut Model) {
    let (columns, rows) = FOUR;
    let what = say!("app-narrow", columns = columns, rows = rows);
    model.desk.tell(what, false);
}

fn zoom(model: &mut Model) {
    // A screen that has no place on the dashboard fills the terminal already.
    if let (View::Alone(focus), Arrangement::Quarters(four)) =
        (model.desk.view, View::Lab.arrangement())
        && !four.contains(&focus)
    {
        model.desk.tell(say!("app-fills-already"), false);
        return;
    }
    let before = seen(model);
    model.desk.show(match model.desk.view {
        View::Lab => View::Alone(model.desk.focus),
        View::Alone(_) => View::Lab,
    });
    if seen(model) == before {
        tell_narrow(model);
    }
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
    let closes = |screen: &mut dyn Screen, world: &World<'_>| screen.back(world);
    let (taken, outcome) = at_screen(model, model.desk.focus, Part::Itself, closes);
    if taken {
        outcome
    } else {
        outcome.and(wish::leave(model))
    }
}

/// What the program does with whatever has the focus.
fn in_common(model: &mut Model, common: Common) -> Outcome {
    match common {
        Common::Partner => practice::asked_for(model),
        Common::Report => take::pick::ask(model),
        Common::Save => match asked(model, |screen, world| screen.shown(world)) {
            Shown::Records(_) => file::ask_to_save(model),
            shown @ (Shown::View | Shown::Journey) => take::shown::ask_to_save(model, shown),
        },
        Common::Copy => match asked(model, |screen, world| screen.copied(world)) {
            Copied::Bytes(bytes) => file::copy(model, bytes, false),
            Copied::View | Copied::Program(_) => take::shown::copy_view(model),
        },
        Common::CopyPython => match asked(model, |screen, world| screen.copied(world)) {
            Copied::Bytes(bytes) => file::copy(model, bytes, true),
            Copied::Program(text) => take::shown::copy_program(model, text),
            Copied::View => {
                let shown = asked(model, |screen, world| screen.shown(world));
                take::shown::copy_python(model, &shown)
            }
        },
    }
}

/// What the focused screen says of itself.
fn asked<T>(model: &Model, ask: impl FnOnce(&dyn Screen, &World<'_>) -> T) -> T {
    let focus = model.desk.focus;
    let world = model.world(layout::inside(model, focus), true);
    ask(model.screens.top(focus), &world)
}
