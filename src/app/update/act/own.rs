//! A verb of a screen's own, wherever it is asked for: done where its screen is, which gets the focus.

use crate::app::model::Model;
use crate::app::outcome::{Outcome, Redraw};
use crate::keymap::{LayerId, VerbId};
use crate::say;
use crate::screens::ScreenId;
use crate::screens::answer::Said;

use super::focused;

/// Does it, opening first what it belongs to. Where it cannot be done says why, and the focus stays where it is.
pub(super) fn own(model: &mut Model, layer: LayerId, verb: VerbId) -> Outcome {
    let stood = (model.desk.view, model.desk.focus);
    if let Some(home) = ScreenId::of_layer(layer).filter(|home| *home != model.desk.focus) {
        model.desk.focus_on(home);
    }
    let (said, outcome) = match reached(model, layer) {
        Reached::Here(before) => {
            let (said, outcome) = done(model, verb);
            (said, before.and(outcome))
        }
        Reached::Not(outcome) => (Said::No, outcome),
    };
    if said != Said::Done {
        (model.desk.view, model.desk.focus) = stood;
    }
    outcome
}

/// Whether what has a layer is uppermost now, and what that took.
enum Reached {
    Here(Outcome),
    Not(Outcome),
}

/// Brings what has this layer to the fore of the focused screen: closes what lies over it, or opens it.
fn reached(model: &mut Model, layer: LayerId) -> Reached {
    let nothing = Outcome::of(Redraw::No);
    if top(model) == layer {
        return Reached::Here(nothing);
    }
    if model.screens.get(model.desk.focus).layer().id == layer {
        uncover(model);
        return Reached::Here(nothing);
    }
    let own = model.keys.layer(layer);
    let Some((from, opener)) = own.and_then(|own| own.opened_by) else {
        let name = model.text.get(own.map_or("", |own| own.name));
        model.desk.tell(say!("app-open-first", name = name), true);
        return Reached::Not(Outcome::of(Redraw::Now));
    };
    let outcome = opened(model, from, opener);
    if top(model) == layer {
        Reached::Here(outcome)
    } else {
        Reached::Not(outcome)
    }
}

/// Does what opens it: for what is looked at now, where that has the verb too.
fn opened(model: &mut Model, from: LayerId, opener: &'static str) -> Outcome {
    let verb_of = |layer| {
        model
            .keys
            .layer(layer)
            .and_then(|layer| layer.named(opener))
    };
    let Some((verb, binding)) = verb_of(from) else {
        return Outcome::of(Redraw::No);
    };
    let here = verb_of(top(model)).filter(|(_, here)| here.name == binding.name);
    if let Some((verb, _)) = here {
        return done(model, verb).1;
    }
    uncover(model);
    done(model, verb).1
}

/// A verb of what has the focus.
fn done(model: &mut Model, verb: VerbId) -> (Said, Outcome) {
    let mut said = Said::No;
    let outcome = focused(model, |screen, world| {
        let answer = screen.act(verb, world);
        said = answer.said.clone();
        answer
    });
    (said, outcome)
}

fn top(model: &Model) -> LayerId {
    model.screens.top(model.desk.focus).layer().id
}

/// Closes what lies over the focused screen: its own verbs are below.
fn uncover(model: &mut Model) {
    let focus = model.desk.focus;
    model.screens.get_mut(focus).uncover();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::update::act::act;
    use crate::app::update::tests::{frame, model};
    use crate::app::update::update;
    use crate::keymap::Layer;
    use crate::screens::View;
    use crate::screens::packets::{self, flows, ladder, opened, stream, sum};

    /// All keys have the focus, and two frames of a conversation are listed.
    fn at_the_keys() -> Model {
        let mut model = model();
        update(&mut model, frame(99, 0x02, ""));
        update(&mut model, frame(100, 0x18, "hello"));
        act(&mut model, packets::Verb::AllOrMine.own());
        model.desk.show(View::Alone(ScreenId::Keys));
        model
    }

    #[test]
    fn a_verb_of_what_is_not_open_opens_it_and_is_done() {
        let first = |layer: Layer| (layer.id, VerbId(0));
        let true_numbers = (ladder::Verb::LAYER.id, ladder::Verb::TrueNumbers.id());
        for (layer, verb) in [
            true_numbers,
            first(stream::Verb::LAYER),
            (flows::Verb::LAYER.id, flows::Verb::NextForm.id()),
            (opened::Verb::LAYER.id, opened::Verb::LayerDown.id()),
        ] {
            let mut model = at_the_keys();
            own(&mut model, layer, verb);
            assert_eq!(model.desk.focus, ScreenId::Packets, "{layer:?}");
            assert_eq!(top(&model), layer);
            assert_eq!(model.desk.notice, None);
        }
        let mut model = at_the_keys();
        let status = |model: &Model| {
            let world = model.world(ratatui::layout::Rect::new(0, 0, 80, 20), true);
            model.screens.top(ScreenId::Packets).title(&world).status
        };
        own(&mut model, ladder::Verb::LAYER.id, true_numbers.1);
        let numbers = model.text.get("packets-ladder-absolute");
        assert!(status(&model).contains(&numbers), "{}", status(&model));
    }

    #[test]
    fn what_cannot_be_opened_says_why_and_the_focus_stays() {
        let mut model = model();
        model.desk.show(View::Alone(ScreenId::Keys));
        own(&mut model, stream::Verb::LAYER.id, VerbId(0));
        assert_eq!(model.desk.focus, ScreenId::Keys);
        assert_eq!(model.desk.view, View::Alone(ScreenId::Keys));
        let told = model.desk.notice.take().map(|notice| notice.what);
        assert_eq!(told, Some(say!("packets-nothing-selected")));
        // What nothing opens but what it is for: it is closed already.
        own(&mut model, sum::Verb::LAYER.id, VerbId(0));
        assert_eq!(model.desk.focus, ScreenId::Keys);
        let told = model.desk.notice.map(|notice| notice.what.key);
        assert_eq!(told, Some("app-open-first"));
    }

    #[test]
    fn a_verb_that_cannot_be_done_now_leaves_the_focus_where_it_is() {
        let mut model = model();
        model.desk.show(View::Alone(ScreenId::Keys));
        act(&mut model, packets::Verb::Pin.own());
        assert_eq!(model.desk.focus, ScreenId::Keys);
        assert!(model.desk.notice.is_some());
    }

    #[test]
    fn what_is_looked_at_has_its_own_ladder_opened() {
        let mut model = at_the_keys();
        own(&mut model, stream::Verb::LAYER.id, VerbId(0));
        own(
            &mut model,
            ladder::Verb::LAYER.id,
            ladder::Verb::TrueNumbers.id(),
        );
        assert_eq!(top(&model), ladder::Verb::LAYER.id);
        crate::app::update::act::back(&mut model);
        assert_eq!(
            top(&model),
            stream::Verb::LAYER.id,
            "it lies over the stream"
        );
    }

    #[test]
    fn every_layer_is_opened_by_a_verb_that_exists() {
        for layer in model().keys.layers() {
            let Some((from, verb)) = layer.opened_by else {
                continue;
            };
            let opener = model().keys.layer(from).and_then(|from| from.named(verb));
            assert!(opener.is_some(), "{layer:?}");
        }
    }
}
