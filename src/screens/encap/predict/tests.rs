use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::super::tests::{Stage, journey, moving, ms, press, still};
use super::super::{Encap, Verb};
use crate::journey::predict::{Concept, Verdict};
use crate::msg::{Key, KeyCode};
use crate::screens::{Answer, Screen, World};
use crate::text::Lang;
use crate::ui::look::Glyphs;

/// Predict is on; so many steps were gone before; now the next one is asked about.
fn asking(steps: usize) -> Encap {
    asking_of(steps, Concept::Encapsulation)
}

/// The same, where this concept was missed before and so comes first.
fn asking_of(steps: usize, concept: Concept) -> Encap {
    let mut pane = still();
    pane.show(journey(), ms(0));
    for _ in 0..steps {
        press(&mut pane, Verb::Right, ms(0));
    }
    press(&mut pane, Verb::Predict, ms(0));
    if concept != Concept::Encapsulation {
        pane.predict.score.count(concept, Verdict::Wrong);
        pane.predict.score.pass(Concept::Encapsulation);
    }
    press(&mut pane, Verb::Right, ms(0));
    assert!(pane.is_typing());
    pane
}

fn answer(pane: &mut Encap, text: &str) {
    for c in text.chars() {
        assert_eq!(pane.answer(Key::char(c), ms(0)), Answer::done());
    }
    pane.answer(Key::plain(KeyCode::Enter), ms(0));
}

fn step(pane: &Encap) -> usize {
    pane.shown.as_ref().unwrap().player.step(ms(0))
}

#[test]
fn going_on_asks_first_and_an_answer_reveals_the_step() {
    let mut pane = asking(2);
    assert_eq!(step(&pane), 2, "nothing is shown before the answer");
    answer(&mut pane, "TCP");
    assert_eq!(
        (step(&pane), pane.is_typing()),
        (3, false),
        "the step is shown with what it proves"
    );
    press(&mut pane, Verb::Right, ms(0));
    assert_eq!(
        (step(&pane), pane.is_typing()),
        (3, true),
        "and the next question comes"
    );
}

#[test]
fn a_click_that_goes_elsewhere_takes_the_question_away() {
    let mut pane = asking(2);
    let screen = Stage::new(Lang::En, &Glyphs::UNICODE);
    let world = screen.world(Rect::new(2, 3, 116, 32), ms(0));
    pane.click(Position::new(10, 7), &world);
    assert_eq!(
        (step(&pane), pane.is_typing()),
        (4, false),
        "what was asked was about the step before"
    );
    press(&mut pane, Verb::Right, ms(0));
    answer(&mut pane, "?");
    pane.answer(Key::plain(KeyCode::Esc), ms(0));
    assert_eq!(step(&pane), 5, "the next question is about the next step");
}

#[test]
fn stepping_back_never_asks_and_escape_goes_on_unanswered() {
    let mut pane = asking(2);
    pane.answer(Key::plain(KeyCode::Esc), ms(0));
    assert_eq!((step(&pane), pane.is_typing()), (3, false));
    press(&mut pane, Verb::Left, ms(0));
    assert_eq!((step(&pane), pane.is_typing()), (2, false));
    assert!(
        pane.predict.score.asked().next().is_none(),
        "what was skipped is not counted"
    );
    assert!(pane.predict.is_on());
}

#[test]
fn nothing_plays_by_itself_while_it_asks() {
    let mut pane = moving();
    pane.show(journey(), ms(0));
    press(&mut pane, Verb::Predict, ms(0));
    pane.show(journey(), ms(0));
    assert_eq!(pane.deadline(ms(2000)), None);
    assert!(press(&mut pane, Verb::PlayPause, ms(2000)));
    assert!(pane.is_typing(), "play asks");
    pane.answer(Key::plain(KeyCode::Esc), ms(2000));
    assert_eq!(
        pane.deadline(ms(5000)),
        None,
        "the step stands when it has slid in"
    );
    press(&mut pane, Verb::Predict, ms(5000));
    press(&mut pane, Verb::Right, ms(5000));
    assert!(!pane.is_typing(), "off: nothing is asked any more");
}

#[test]
fn what_is_not_understood_may_be_typed_again() {
    let mut pane = asking(2);
    answer(&mut pane, "42");
    assert!(pane.is_typing(), "a number is no protocol's name");
    let screen = Stage::new(Lang::En, &Glyphs::UNICODE);
    assert!(screen.draw(&pane, 78, 20, ms(0)).contains("not understood"));
    answer(&mut pane, "!");
    assert!(pane.is_typing());
}

#[test]
fn a_better_frame_and_another_model_keep_nothing_stale() {
    let mut pane = asking(2);
    pane.answer(Key::char('T'), ms(0));
    pane.replace(journey(), ms(0));
    assert!(pane.is_typing());
    answer(&mut pane, "CP");
    assert_eq!(
        pane.predict.score.total().right,
        1,
        "what was typed before stays"
    );
    press(&mut pane, Verb::NextForm, ms(0));
    assert_eq!(pane.predict.proof(), None);
}

#[test]
fn one_types_where_the_cursor_is() {
    let mut pane = asking(2);
    pane.answer(Key::char('T'), ms(0));
    let screen = Stage::new(Lang::ZhCn, &Glyphs::UNICODE);
    let draw = |width, height, focused| {
        let world = screen.world(Rect::new(0, 0, width, height), ms(0));
        let mut buf = Buffer::empty(world.area);
        let cell = pane.draw(&World { focused, ..world }, &mut buf);
        (cell, buf)
    };
    for (width, height) in [(78, 20), (38, 9)] {
        let (cell, buf) = draw(width, height, true);
        let cell = cell.unwrap();
        assert_eq!(cell.y, height - 1);
        assert_eq!(buf[(cell.x - 1, cell.y)].symbol(), "T");
        assert_eq!(draw(width, height, false).0, None, "it has not the focus");
    }
    assert_eq!(
        draw(20, 3, true).0,
        None,
        "no room for a question: none for an answer"
    );
}

#[test]
fn the_bytes_that_prove_it_are_selected() {
    use ratatui::style::Modifier;
    let mut pane = asking_of(3, Concept::Addresses);
    answer(&mut pane, "192.168.1.24");
    let screen = Stage::new(Lang::En, &Glyphs::UNICODE);
    let world = screen.world(Rect::new(0, 0, 78, 20), ms(0));
    let mut buf = Buffer::empty(world.area);
    pane.draw(&world, &mut buf);
    let selected: String = (8..20_u16)
        .flat_map(|y| (0..56_u16).map(move |x| (x, y)))
        .filter(|at| buf[*at].modifier.contains(Modifier::REVERSED))
        .map(|at| buf[at].symbol().to_owned())
        .collect();
    assert!(
        selected.replace(' ', "").ends_with("c0a80118"),
        "{selected}"
    );
}

#[test]
fn sizes_that_are_asked_for_do_not_stand_there_already() {
    let mut pane = asking(2);
    let screen = Stage::new(Lang::En, &Glyphs::UNICODE);
    let seen = screen.draw(&pane, 118, 33, ms(0));
    assert!(
        seen.contains("18 → 20 → 34 B") && !seen.contains("66"),
        "{seen}"
    );
    pane.answer(Key::plain(KeyCode::Esc), ms(0));
    press(&mut pane, Verb::Predict, ms(0));
    assert!(
        screen
            .draw(&pane, 118, 33, ms(0))
            .contains("34 → 66 → 86 → 104 B")
    );
}

#[test]
fn any_room_at_all_is_drawn() {
    let mut pane = asking(3);
    let screen = Stage::new(Lang::En, &Glyphs::UNICODE);
    for told in [false, true] {
        for width in (0..50).step_by(3) {
            for height in 0..14 {
                screen.draw(&pane, width, height, ms(0));
            }
        }
        if !told {
            answer(&mut pane, "?");
        }
    }
}

#[test]
fn pictures() {
    let en = Stage::new(Lang::En, &Glyphs::UNICODE);
    let question = asking(2);
    insta::assert_snapshot!("question", en.draw(&question, 78, 20, ms(0)));
    insta::assert_snapshot!("question_quarter", en.draw(&question, 38, 9, ms(0)));
    insta::assert_snapshot!(
        "question_chinese",
        Stage::new(Lang::ZhCn, &Glyphs::UNICODE).draw(&question, 78, 20, ms(0))
    );
    let mut right = asking_of(4, Concept::NextHop);
    answer(&mut right, "52-54-00-12-34-57");
    insta::assert_snapshot!("right", en.draw(&right, 78, 20, ms(0)));
    insta::assert_snapshot!(
        "right_ascii",
        Stage::new(Lang::En, &Glyphs::ASCII).draw(&right, 78, 20, ms(0))
    );
    let mut wrong = asking_of(3, Concept::Addresses);
    answer(&mut wrong, "192.168.1.1");
    insta::assert_snapshot!("wrong", en.draw(&wrong, 78, 20, ms(0)));
    insta::assert_snapshot!("wrong_wide", en.draw(&wrong, 118, 33, ms(0)));
    let mut gave_up = asking_of(3, Concept::Ttl);
    answer(&mut gave_up, "?");
    insta::assert_snapshot!(
        "gave_up_chinese",
        Stage::new(Lang::ZhCn, &Glyphs::UNICODE).draw(&gave_up, 78, 20, ms(0))
    );
    insta::assert_snapshot!("gave_up_quarter", en.draw(&gave_up, 38, 9, ms(0)));
}
