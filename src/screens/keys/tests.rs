use std::collections::BTreeSet;

use super::*;
use crate::keymap::{Common, Global};
use crate::screens::View;
use crate::screens::answer::Said;
use crate::screens::world::tests::Fixture;
use crate::text::{Lang, Text};

fn typed(keys: &mut Keys, fixture: &Fixture, text: &str) {
    keys.act(Verb::Search.id(), &fixture.world());
    for c in text.chars() {
        keys.key(Key::char(c), &fixture.world());
    }
}

fn found(keys: &Keys, fixture: &Fixture) -> Vec<Action> {
    let rows = keys.rows(&fixture.world());
    rows.iter().filter_map(Row::action).collect()
}

#[test]
fn every_verb_of_every_layer_stands_there_with_its_keys() {
    let fixture = Fixture::new();
    let keys = Keys::default();
    let world = fixture.world();
    let rows = keys.rows(&world);
    let keys_shown: BTreeSet<String> = rows.iter().flat_map(|row| row.keys(false)).collect();
    for bound in fixture.keys.iter() {
        let view = bound.action.view();
        if view.is_some_and(|number| View::numbered(number).is_none()) {
            continue;
        }
        for key in bound.keys {
            let key = crate::keymap::label(*key, false);
            assert!(keys_shown.contains(key.as_str()), "{key}");
        }
        let named = !bound.binding.name.is_empty() || view.is_some();
        let listed = rows.iter().any(|row| row.action() == Some(bound.action));
        assert_eq!(listed, named, "{}", bound.binding.verb);
    }
}

#[test]
fn each_view_has_its_own_row_and_is_found_by_its_name() {
    let fixture = Fixture::new();
    for (number, view) in (1..).zip(View::all()) {
        for text in [Lang::En, Lang::ZhCn].map(Text::new) {
            let mut keys = Keys::default();
            typed(&mut keys, &fixture, &text.get(view.name()));
            let wanted = Action::Global(Global::of_view(number).unwrap());
            assert!(found(&keys, &fixture).contains(&wanted), "{view:?}");
        }
    }
    let views = found(&Keys::default(), &fixture);
    let views = views.iter().filter(|action| action.view().is_some());
    assert_eq!(views.count(), View::all().count());
}

#[test]
fn a_layer_is_found_by_its_name_in_either_language() {
    let fixture = Fixture::new();
    for text in ["Ladder", "时序图"] {
        let mut keys = Keys::default();
        typed(&mut keys, &fixture, text);
        let numbers = crate::screens::packets::ladder::Verb::TrueNumbers.own();
        assert!(found(&keys, &fixture).contains(&numbers), "{text}");
    }
}

#[test]
fn a_verb_is_found_by_its_name_in_either_language_and_by_its_key() {
    let fixture = Fixture::new();
    for text in ["fills the screen", "占满", "z"] {
        let mut keys = Keys::default();
        typed(&mut keys, &fixture, text);
        let zoom = Action::Global(Global::Zoom);
        assert!(found(&keys, &fixture).contains(&zoom), "{text}");
    }
}

#[test]
fn keys_bound_otherwise_are_shown_as_bound() {
    let mut fixture = Fixture::new();
    fixture
        .keys
        .bind("common", "save", vec![Key::char('S')])
        .unwrap();
    let keys = Keys::default();
    let world = fixture.world();
    let rows = keys.rows(&world);
    let save = Some(Action::Common(Common::Save));
    let row = rows.iter().find(|row| row.action() == save);
    assert_eq!(row.map(|row| row.keys(false)), Some(vec!["S".to_owned()]));
}

#[test]
fn the_selected_one_is_tried_where_its_screen_is() {
    let fixture = Fixture::new();
    let zoom = Action::Global(Global::Zoom);
    let mut keys = Keys {
        selected: Some(zoom),
        ..Keys::default()
    };
    let answer = keys.act(Verb::Open.id(), &fixture.world());
    assert_eq!(answer, Answer::wish(Wish::Act(zoom)));
}

#[test]
fn its_own_keys_do_not_try_themselves_without_end() {
    let fixture = Fixture::new();
    let mut keys = Keys {
        selected: Some(Verb::Open.own()),
        ..Keys::default()
    };
    let answer = keys.act(Verb::Open.id(), &fixture.world());
    assert!(matches!(answer.said, Said::Why(_)) && answer.wishes.is_empty());
}

#[test]
fn escape_takes_the_search_back_and_then_leaves() {
    let fixture = Fixture::new();
    let mut keys = Keys::default();
    typed(&mut keys, &fixture, "zoom");
    keys.key(Key::plain(KeyCode::Enter), &fixture.world());
    assert!(keys.writes().is_none() && found(&keys, &fixture).len() < 10);
    assert!(!keys.back(&fixture.world()).is_no());
    assert!(found(&keys, &fixture).len() > 60);
    assert!(keys.back(&fixture.world()).is_no());
}

#[test]
fn what_is_found_can_be_walked() {
    let fixture = Fixture::new();
    let mut keys = Keys::default();
    typed(&mut keys, &fixture, "page");
    let verbs = found(&keys, &fixture);
    assert!(verbs.len() > 1);
    keys.moved(Move::Down, &fixture.world());
    assert_eq!(keys.selected, verbs.get(1).copied());
    keys.moved(Move::Top, &fixture.world());
    assert_eq!(keys.selected, verbs.first().copied());
    assert!(keys.moved(Move::Up, &fixture.world()).is_no());
}

#[test]
fn a_key_that_is_searched_for_stands_alone_and_words_of_the_footer_are_found() {
    let fixture = Fixture::new();
    let mut keys = Keys::default();
    typed(&mut keys, &fixture, "W");
    assert!(
        found(&keys, &fixture).len() > 1,
        "no key: a letter of many names"
    );
    let mut keys = Keys::default();
    typed(&mut keys, &fixture, "esc");
    assert_eq!(found(&keys, &fixture), [Action::Global(Global::Back)]);
    let mut keys = Keys::default();
    typed(&mut keys, &fixture, "zoom");
    assert!(found(&keys, &fixture).contains(&Action::Global(Global::Zoom)));
}
