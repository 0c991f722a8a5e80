use super::*;
use crate::app::update::tests::{host, model, press, write};
use crate::app::update::update;
use crate::app::view::tests::screen;
use crate::msg::{Event, Key, KeyCode};
use crate::text::Lang;

/// The picture that the effects ask for: its name and what it holds.
fn pictured(effects: &[Effect]) -> (String, String) {
    let [Effect::Keep(keep)] = effects else { panic!("{effects:?}") };
    let Keep::Picture { name, contents: Contents::Text(svg) } = &**keep else { panic!("{keep:?}") };
    (name.clone(), svg.clone())
}

#[test]
fn control_s_makes_a_picture_of_the_screen_as_it_is_also_while_one_types() {
    let mut model = model();
    update(&mut model, Event::Host(Box::new(host())));
    model.chat.set_typing(true);
    for c in "half a li".chars() {
        press(&mut model, Key::char(c));
    }
    let (name, svg) = pictured(&press(&mut model, Key::ctrl('s')));
    assert_eq!(name, "wirelab-120310.svg");
    assert!(svg.contains(">half</text>") || svg.contains("half"), "the line half written");
    assert!(svg.starts_with("<svg ") && svg.contains(">lab-3</text>"));
    press(&mut model, Key::plain(KeyCode::F(1)));
    let (_, with_help) = pictured(&press(&mut model, Key::ctrl('s')));
    assert_ne!(svg, with_help, "help lies over it");
    press(&mut model, Key::plain(KeyCode::Esc));
    press(&mut model, Key::char('n'));
    assert!(screen(&mut model, (120, 36)).contains("half a lin"), "what one types goes on");
}

#[test]
fn where_the_picture_is_stands_in_the_last_row_until_the_next_key_also_over_help() {
    let mut model = model();
    press(&mut model, Key::plain(KeyCode::F(1)));
    update(&mut model, Event::Kept(Kept::File("/home/ann/wirelab-120310.svg".into())));
    for size in [(120, 36), (80, 24), (40, 10)] {
        let screen = screen(&mut model, size);
        assert!(screen.lines().rev().take(2).any(|l| l.contains("wirelab-120310.svg")), "{screen}");
    }
    press(&mut model, Key::plain(KeyCode::Down));
    assert!(!screen(&mut model, (120, 36)).contains("wirelab-120310.svg"));
}

#[test]
fn what_could_not_be_kept_says_why_and_what_to_try() {
    let mut model = model();
    write(&mut model, "hello");
    let why = say!("report-not-kept", why = say!("files-io", error = "No space left on device"));
    update(&mut model, Event::Kept(Kept::Failed(why, Some(say!("report-remedy-full")))));
    let drawn = screen(&mut model, (80, 24));
    assert!(drawn.contains("No space left on device") && drawn.contains("Make room"), "{drawn}");
    model.speak(Lang::ZhCn);
    assert!(screen(&mut model, (80, 24)).contains("磁盘"));
}
