use crate::msg::{Key, KeyCode};

use super::{Action, Common, Global, Keymap, LayerId, Move, Problem};

fn keymap() -> Keymap {
    Keymap::new([])
}

#[test]
fn a_shared_key_means_one_thing() {
    assert_eq!(keymap().collision(), None);
}

#[test]
fn full_width_keys_are_their_twins() {
    let keys = keymap();
    for (wide, plain) in [('？', '?'), ('：', ':'), ('ｑ', 'q'), ('１', '1')] {
        let asked = keys.global(Key::char(wide));
        assert_eq!(asked, keys.global(Key::char(plain)), "{wide}");
        assert!(asked.is_some());
    }
}

#[test]
fn letters_are_text_while_writing_but_control_keys_act() {
    let keys = keymap();
    assert_eq!(keys.global_while_writing(Key::char('q')), None);
    assert_eq!(keys.global_while_writing(Key::ctrl('c')), Some(Global::End));
    let tab = keys.global_while_writing(Key::plain(KeyCode::Tab));
    assert_eq!(tab, Some(Global::NextScreen));
}

#[test]
fn a_verb_bound_otherwise_is_asked_for_by_its_new_key_alone() {
    let mut keys = keymap();
    let bound = keys.bind("common", "save", vec![Key::char('S')]);
    assert_eq!(bound, Ok(()));
    let focus = LayerId("packets");
    assert_eq!(keys.action(Key::char('s'), focus), None);
    let save = Some(Action::Common(Common::Save));
    assert_eq!(keys.action(Key::char('S'), focus), save);
    assert_eq!(keys.name_of(Action::Common(Common::Save), true), "S");
}

#[test]
fn what_is_bound_wrongly_says_so() {
    let mut keys = keymap();
    let none = keys.bind("nowhere", "save", Vec::new());
    assert_eq!(none, Err(Problem::Layer("nowhere".to_owned())));
    let none = keys.bind("move", "save", Vec::new());
    assert_eq!(none, Err(Problem::Verb(Move::LAYER.id, "save".to_owned())));
    assert_eq!(keys.bind("move", "up", vec![Key::char('q')]), Ok(()));
    assert_eq!(
        keys.collision(),
        Some(Problem::Collision {
            key: Key::char('q'),
            held: (Global::LAYER.id, "quit"),
            wanted: (Move::LAYER.id, "up"),
        })
    );
}

#[test]
fn digits_choose_views() {
    assert_eq!(Global::View1.view(), Some(1));
    assert_eq!(Global::View9.view(), Some(9));
    assert_eq!(Global::Zoom.view(), None);
    assert_eq!(Global::of_view(6), Some(Global::View6));
    assert_eq!(Global::of_view(10), None);
}
