use super::*;
use crate::app::update::take::tests::talking;
use crate::app::update::tests::{capturing, frame, model, press};
use crate::app::update::update;
use crate::app::view::tests::screen;
use crate::msg::Input;
use crate::msg::keep::Kept;
use crate::msg::{Event, Key};
use crate::screens::ScreenId;

fn picked(effects: &[Effect]) -> &Draft {
    let [Effect::Keep(keep)] = effects else {
        panic!("{effects:?}")
    };
    let Keep::Pick(draft) = &**keep else {
        panic!("{keep:?}")
    };
    draft
}

fn write(model: &mut Model, text: &str) {
    for c in text.chars() {
        press(model, Key::char(c));
    }
}

#[test]
fn r_asks_for_a_note_and_enter_puts_the_pane_with_its_frames_into_the_report() {
    let mut model = talking(true);
    assert!(
        press(&mut model, Key::char('r')).is_empty(),
        "nothing is kept before enter"
    );
    let asked = screen(&mut model, (80, 24));
    assert!(
        asked.contains("Your own note to it") && asked.contains("and 1 frame"),
        "{asked}"
    );
    write(&mut model, "TTL 64!");
    let effects = press(&mut model, Key::plain(KeyCode::Enter));
    let draft = picked(&effects);
    assert_eq!(
        (draft.note.as_str(), draft.host.as_str(), draft.language),
        ("TTL 64!", "lab-3", "en")
    );
    assert_eq!(
        (draft.frames.len(), draft.left_out, &draft.origins[..]),
        (1, 0, &[Origin::Captured][..])
    );
    let view = draft.view.as_ref().unwrap();
    assert!(
        view.stem == "encapsulation"
            && view.text.contains("7 application")
            && view.picture.starts_with("<svg")
    );
    assert!(
        !view.text.contains("TTL 64!"),
        "the pane as it was when r was pressed, not the question over it"
    );
    update(&mut model, Event::Kept(Kept::Pick(3)));
    assert!(
        screen(&mut model, (120, 36)).contains(
            "Pick 3 is in wirelab-report/. The command `wirelab report` makes the report."
        )
    );
}

#[test]
fn a_pick_that_could_not_be_kept_comes_back_with_its_note() {
    let mut model = talking(true);
    press(&mut model, Key::char('r'));
    write(&mut model, "TTL 64!");
    let effects = press(&mut model, Key::plain(KeyCode::Enter));
    let draft = picked(&effects).clone();
    let why = crate::say!("report-not-picked", why = crate::say!("report-why-full"));
    update(
        &mut model,
        Event::Kept(Kept::NotPicked(
            Box::new(draft.clone()),
            why,
            Some(crate::say!("report-remedy-full")),
        )),
    );
    assert!(screen(&mut model, (120, 36)).contains("Not in the report: the disk is full."));
    model.desk.focus = ScreenId::Interfaces;
    press(&mut model, Key::char('r'));
    let effects = press(&mut model, Key::plain(KeyCode::Enter));
    assert_eq!(picked(&effects), &draft, "as it was, whatever is shown now");
    press(&mut model, Key::char('r'));
    let effects = press(&mut model, Key::plain(KeyCode::Enter));
    assert_ne!(picked(&effects), &draft);
}

#[test]
fn a_note_half_written_is_lost_neither_to_a_click_nor_to_the_question_whether_to_end() {
    let mut model = talking(true);
    press(&mut model, Key::char('r'));
    write(&mut model, "TTL 64!");
    let click = crate::msg::Mouse {
        kind: crate::msg::MouseKind::Click,
        column: 5,
        row: 5,
    };
    update(&mut model, Event::Input(Input::Mouse(click)));
    assert!(matches!(model.desk.overlay, Some(Overlay::Pick(_))));
    press(&mut model, Key::ctrl('c'));
    assert!(matches!(model.desk.overlay, Some(Overlay::Ask(_))));
    press(&mut model, Key::char('n'));
    model.desk.focus = ScreenId::Interfaces;
    press(&mut model, Key::char('r'));
    let effects = press(&mut model, Key::plain(KeyCode::Enter));
    let draft = picked(&effects);
    assert_eq!(
        (draft.note.as_str(), draft.frames.len()),
        ("TTL 64!", 1),
        "the same pick, with its note"
    );
}

#[test]
fn a_pick_that_came_back_comes_back_also_after_escape() {
    let mut model = talking(true);
    press(&mut model, Key::char('r'));
    write(&mut model, "TTL 64!");
    let draft = picked(&press(&mut model, Key::plain(KeyCode::Enter))).clone();
    let why = crate::say!("report-not-picked", why = crate::say!("report-why-full"));
    update(
        &mut model,
        Event::Kept(Kept::NotPicked(Box::new(draft.clone()), why, None)),
    );
    press(&mut model, Key::char('r'));
    write(&mut model, " Yes");
    press(&mut model, Key::plain(KeyCode::Esc));
    assert!(model.desk.overlay.is_none());
    press(&mut model, Key::char('r'));
    let effects = press(&mut model, Key::plain(KeyCode::Enter));
    assert_eq!(
        picked(&effects),
        &Draft {
            note: "TTL 64! Yes".into(),
            ..draft
        }
    );
    press(&mut model, Key::char('r'));
    write(&mut model, "no");
    press(&mut model, Key::plain(KeyCode::Esc));
    press(&mut model, Key::char('r'));
    let effects = press(&mut model, Key::plain(KeyCode::Enter));
    assert_eq!(picked(&effects).note, "", "a new one is left for good");
}

#[test]
fn a_note_alone_takes_no_view_along_and_an_empty_one_is_none() {
    let mut model = talking(true);
    press(&mut model, Key::char('r'));
    press(&mut model, Key::plain(KeyCode::Tab));
    assert!(press(&mut model, Key::plain(KeyCode::Enter)).is_empty());
    write(&mut model, "today: layers");
    let effects = press(&mut model, Key::plain(KeyCode::Enter));
    let draft = picked(&effects);
    assert!(draft.view.is_none() && draft.frames.is_empty() && draft.title.is_empty());
    assert_eq!(draft.note, "today: layers");
    press(&mut model, Key::char('r'));
    assert!(press(&mut model, Key::plain(KeyCode::Esc)).is_empty() && model.desk.overlay.is_none());
}

#[test]
fn frames_that_are_not_wholly_known_are_counted_and_not_given_away() {
    let mut model = talking(false);
    press(&mut model, Key::char('r'));
    let effects = press(&mut model, Key::plain(KeyCode::Enter));
    let draft = picked(&effects);
    assert_eq!(
        (draft.frames.len(), draft.left_out, &draft.origins[..]),
        (0, 1, &[Origin::Rebuilt][..])
    );
}

#[test]
fn every_pane_can_be_picked_and_an_opened_packet_brings_its_frame() {
    for pane in ScreenId::ALL.iter().copied() {
        let mut model = talking(true);
        model.desk.focus_on(pane);
        if pane == ScreenId::Packets {
            press(&mut model, Key::char('a'));
            press(&mut model, Key::plain(KeyCode::Enter));
        }
        press(&mut model, Key::char('r'));
        let effects = press(&mut model, Key::plain(KeyCode::Enter));
        let draft = picked(&effects);
        let view = draft.view.as_ref().unwrap();
        assert_eq!(view.stem, model.screens.get(pane).layer().id.0);
        assert!(!view.text.trim().is_empty() && !draft.title.is_empty());
        assert_eq!(
            draft.frames.is_empty(),
            !matches!(pane, ScreenId::Encapsulation | ScreenId::Packets),
            "{pane:?}"
        );
    }
}

/// What `r` and enter put into the report: the pane's text.
fn text_of_pick(model: &mut Model) -> String {
    press(model, Key::char('r'));
    let effects = press(model, Key::plain(KeyCode::Enter));
    picked(&effects).view.as_ref().unwrap().text.clone()
}

/// Packets, more than the screen has rows, all of them listed.
fn with_packets(count: u8) -> Model {
    let mut model = model();
    capturing(&mut model);
    for n in 0..count {
        update(
            &mut model,
            frame(1_000 + 8 * u32::from(n), 0x18, &format!("text {n:03}")),
        );
    }
    model.desk.focus = ScreenId::Packets;
    press(&mut model, Key::char('a'));
    model
}

#[test]
fn a_pick_holds_the_whole_table_and_not_the_visible_rows() {
    let mut model = with_packets(120);
    for size in [(80, 24), (200, 60)] {
        model.start.size = size;
        let text = text_of_pick(&mut model);
        let rows = text
            .lines()
            .filter(|line| {
                line.contains("40000") || line.contains("50000") || line.contains("text ")
            })
            .count();
        assert!(rows >= 120, "{rows} at {size:?}: {text}");
    }
    press(&mut model, Key::char('w'));
    assert!(
        text_of_pick(&mut model).lines().count() > 120,
        "a ladder too"
    );
}
