use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::widgets::Widget as _;

use super::super::tests::{Screen, journey, ms};
use super::super::{Changed, Encap, EncapAction, EncapView};
use crate::journey::predict::{Concept, Verdict};
use crate::msg::{Key, KeyCode};
use crate::panes::Handled;
use crate::text::Lang;
use crate::ui::look::Glyphs;

/// Predict is on; so many steps were gone before; now the next one is asked about.
fn asking(steps: usize) -> Encap {
    asking_of(steps, Concept::Encapsulation)
}

/// The same, where this concept was missed before and so comes first.
fn asking_of(steps: usize, concept: Concept) -> Encap {
    let mut pane = Encap::new(true);
    pane.show(journey(), ms(0));
    for _ in 0..steps {
        pane.act(EncapAction::StepForward, ms(0));
    }
    pane.act(EncapAction::Predict, ms(0));
    if concept != Concept::Encapsulation {
        pane.predict.score.count(concept, Verdict::Wrong);
        pane.predict.score.pass(Concept::Encapsulation);
    }
    pane.act(EncapAction::StepForward, ms(0));
    assert!(pane.is_typing());
    pane
}

fn answer(pane: &mut Encap, text: &str) {
    for c in text.chars() {
        assert_eq!(pane.key(Key::char(c), ms(0)), Handled::Yes);
    }
    pane.key(Key::plain(KeyCode::Enter), ms(0));
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
    pane.act(EncapAction::StepForward, ms(0));
    assert_eq!(
        (step(&pane), pane.is_typing()),
        (3, true),
        "and the next question comes"
    );
}

#[test]
fn a_click_that_goes_elsewhere_takes_the_question_away() {
    let mut pane = asking(2);
    let screen = Screen::new(Lang::En, &Glyphs::UNICODE);
    let (area, look) = (Rect::new(2, 3, 116, 32), screen.look(ms(0)));
    pane.click(Position::new(10, 7), area, &look);
    assert_eq!(
        (step(&pane), pane.is_typing()),
        (4, false),
        "what was asked was about the step before"
    );
    pane.act(EncapAction::StepForward, ms(0));
    answer(&mut pane, "?");
    pane.key(Key::plain(KeyCode::Esc), ms(0));
    assert_eq!(step(&pane), 5, "the next question is about the next step");
}

#[test]
fn stepping_back_never_asks_and_escape_goes_on_unanswered() {
    let mut pane = asking(2);
    pane.key(Key::plain(KeyCode::Esc), ms(0));
    assert_eq!((step(&pane), pane.is_typing()), (3, false));
    pane.act(EncapAction::StepBack, ms(0));
    assert_eq!((step(&pane), pane.is_typing()), (2, false));
    assert!(
        pane.predict.score.asked().next().is_none(),
        "what was skipped is not counted"
    );
    assert!(pane.predict.is_on());
}

#[test]
fn nothing_plays_by_itself_while_it_asks() {
    let mut pane = Encap::new(false);
    pane.act(EncapAction::Predict, ms(0));
    pane.show(journey(), ms(0));
    assert_eq!(pane.deadline(ms(2000)), None);
    assert_eq!(pane.act(EncapAction::PlayPause, ms(2000)), Changed::Yes);
    assert!(pane.is_typing(), "play asks");
    pane.key(Key::plain(KeyCode::Esc), ms(2000));
    assert_eq!(
        pane.deadline(ms(5000)),
        None,
        "the step stands when it has slid in"
    );
    pane.act(EncapAction::Predict, ms(5000));
    pane.act(EncapAction::StepForward, ms(5000));
    assert!(!pane.is_typing(), "off: nothing is asked any more");
}

#[test]
fn what_is_not_understood_may_be_typed_again() {
    let mut pane = asking(2);
    answer(&mut pane, "42");
    assert!(pane.is_typing(), "a number is no protocol's name");
    let screen = Screen::new(Lang::En, &Glyphs::UNICODE);
    assert!(screen.draw(&pane, 78, 20, ms(0)).contains("not understood"));
    answer(&mut pane, "!");
    assert!(pane.is_typing());
}

#[test]
fn a_better_frame_and_another_model_keep_nothing_stale() {
    let mut pane = asking(2);
    pane.key(Key::char('T'), ms(0));
    pane.replace(journey(), ms(0));
    assert!(pane.is_typing());
    answer(&mut pane, "CP");
    assert_eq!(
        pane.predict.score.total().right,
        1,
        "what was typed before stays"
    );
    pane.act(EncapAction::NextModel, ms(0));
    assert_eq!(pane.predict.proof(), None);
}

#[test]
fn one_types_where_the_cursor_is() {
    let mut pane = asking(2);
    pane.key(Key::char('T'), ms(0));
    let screen = Screen::new(Lang::ZhCn, &Glyphs::UNICODE);
    let look = screen.look(ms(0));
    for (width, height) in [(78, 20), (38, 9)] {
        let mut buf = Buffer::empty(Rect::new(0, 0, width, height));
        let view = EncapView {
            pane: &pane,
            look: &look,
            focused: true,
        };
        let cell = view.cursor(buf.area, &mut buf).unwrap();
        assert_eq!(cell.y, height - 1);
        assert_eq!(buf[(cell.x - 1, cell.y)].symbol(), "T");
    }
    let mut buf = Buffer::empty(Rect::new(0, 0, 20, 3));
    let view = EncapView {
        pane: &pane,
        look: &look,
        focused: true,
    };
    assert_eq!(
        view.cursor(buf.area, &mut buf),
        None,
        "no room for a question: none for an answer"
    );
}

#[test]
fn the_bytes_that_prove_it_are_selected() {
    use ratatui::style::Modifier;
    let mut pane = asking_of(3, Concept::Addresses);
    answer(&mut pane, "192.168.1.24");
    let screen = Screen::new(Lang::En, &Glyphs::UNICODE);
    let look = screen.look(ms(0));
    let mut buf = Buffer::empty(Rect::new(0, 0, 78, 20));
    EncapView {
        pane: &pane,
        look: &look,
        focused: true,
    }
    .render(buf.area, &mut buf);
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
    let screen = Screen::new(Lang::En, &Glyphs::UNICODE);
    let seen = screen.draw(&pane, 118, 33, ms(0));
    assert!(
        seen.contains("18 → 20 → 34 B") && !seen.contains("66"),
        "{seen}"
    );
    pane.key(Key::plain(KeyCode::Esc), ms(0));
    pane.act(EncapAction::Predict, ms(0));
    assert!(
        screen
            .draw(&pane, 118, 33, ms(0))
            .contains("34 → 66 → 86 → 104 B")
    );
}

#[test]
fn any_room_at_all_is_drawn() {
    let mut pane = asking(3);
    let screen = Screen::new(Lang::En, &Glyphs::UNICODE);
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
    let en = Screen::new(Lang::En, &Glyphs::UNICODE);
    let question = asking(2);
    insta::assert_snapshot!("question", en.draw(&question, 78, 20, ms(0)));
    insta::assert_snapshot!("question_quarter", en.draw(&question, 38, 9, ms(0)));
    insta::assert_snapshot!(
        "question_chinese",
        Screen::new(Lang::ZhCn, &Glyphs::UNICODE).draw(&question, 78, 20, ms(0))
    );
    let mut right = asking_of(4, Concept::NextHop);
    answer(&mut right, "52-54-00-12-34-57");
    insta::assert_snapshot!("right", en.draw(&right, 78, 20, ms(0)));
    insta::assert_snapshot!(
        "right_ascii",
        Screen::new(Lang::En, &Glyphs::ASCII).draw(&right, 78, 20, ms(0))
    );
    let mut wrong = asking_of(3, Concept::Addresses);
    answer(&mut wrong, "192.168.1.1");
    insta::assert_snapshot!("wrong", en.draw(&wrong, 78, 20, ms(0)));
    insta::assert_snapshot!("wrong_wide", en.draw(&wrong, 118, 33, ms(0)));
    let mut gave_up = asking_of(3, Concept::Ttl);
    answer(&mut gave_up, "?");
    insta::assert_snapshot!(
        "gave_up_chinese",
        Screen::new(Lang::ZhCn, &Glyphs::UNICODE).draw(&gave_up, 78, 20, ms(0))
    );
    insta::assert_snapshot!("gave_up_quarter", en.draw(&gave_up, 38, 9, ms(0)));
}
