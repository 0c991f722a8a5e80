use super::*;
use crate::app::model::desk::Overlay;
use crate::app::update::tests::{capturing, carried, frame, host, join, model, press, write};
use crate::app::update::update;
use crate::app::view::tests::screen;
use crate::frame::Provenance;
use crate::journey::{Facts, Party};
use crate::msg::ScreenEffect;
use crate::msg::chat::{ChatEvent, MessageId, PeerId};
use crate::msg::host::HostEvent;
use crate::msg::keep::Kept;
use crate::msg::{Event, Key, KeyCode};
use crate::record::RecordId;
use crate::text::Lang;

/// The picture that the effects ask for: its name and what it holds.
fn pictured(effects: &[Effect]) -> (String, String) {
    let [Effect::Keep(keep)] = effects else {
        panic!("{effects:?}")
    };
    let Keep::Picture {
        name,
        contents: Contents::Text(svg),
    } = &**keep
    else {
        panic!("{keep:?}")
    };
    (name.clone(), svg.clone())
}

#[test]
fn control_s_makes_a_picture_of_the_screen_as_it_is_also_while_one_types() {
    let mut model = model();
    update(
        &mut model,
        Event::Host(HostEvent::Changed(Box::new(host()))),
    );
    model.screens.chat.set_typing(true);
    for c in "half a li".chars() {
        press(&mut model, Key::char(c));
    }
    let (name, svg) = pictured(&press(&mut model, Key::ctrl('s')));
    assert_eq!(name, "wirelab-120310.svg");
    assert!(
        svg.contains(">half</text>") || svg.contains("half"),
        "the line half written"
    );
    assert!(svg.starts_with("<svg ") && svg.contains(">lab-3</text>"));
    press(&mut model, Key::plain(KeyCode::F(1)));
    let (_, with_help) = pictured(&press(&mut model, Key::ctrl('s')));
    assert_ne!(svg, with_help, "help lies over it");
    press(&mut model, Key::plain(KeyCode::Esc));
    press(&mut model, Key::char('n'));
    assert!(
        screen(&mut model, (120, 36)).contains("half a lin"),
        "what one types goes on"
    );
}

#[test]
fn where_the_picture_is_stands_in_the_last_row_until_the_next_key_also_over_help() {
    let mut model = model();
    press(&mut model, Key::plain(KeyCode::F(1)));
    update(
        &mut model,
        Event::Kept(Kept::File("/home/ann/wirelab-120310.svg".into())),
    );
    for size in [(120, 36), (80, 24), (40, 10)] {
        let screen = screen(&mut model, size);
        assert!(
            screen
                .lines()
                .rev()
                .take(2)
                .any(|l| l.contains("wirelab-120310.svg")),
            "{screen}"
        );
    }
    press(&mut model, Key::plain(KeyCode::Down));
    assert!(!screen(&mut model, (120, 36)).contains("wirelab-120310.svg"));
}

#[test]
fn what_could_not_be_kept_says_why_and_what_to_try() {
    let mut model = model();
    write(&mut model, "hello");
    let why = say!("report-not-kept", why = say!("report-why-full"));
    update(
        &mut model,
        Event::Kept(Kept::Failed(why, Some(say!("report-remedy-full")))),
    );
    let drawn = screen(&mut model, (80, 24));
    assert!(
        drawn.contains("Not saved: the disk is full.") && drawn.contains("Make room"),
        "{drawn}"
    );
    model.speak(Lang::ZhCn);
    assert!(screen(&mut model, (80, 24)).contains("磁盘"));
}

/// A lab that captures, with a message said to bob and, where `captured`, the frame that carried it.
pub(crate) fn talking(captured: bool) -> Model {
    let mut model = model();
    if captured {
        capturing(&mut model);
    } else {
        update(
            &mut model,
            Event::Host(HostEvent::Changed(Box::new(host()))),
        );
    }
    join(&mut model);
    if captured {
        update(&mut model, frame(99, 0x02, ""));
        update(&mut model, frame(100, 0x18, "hello"));
    }
    let carried = carried("hello");
    update(
        &mut model,
        Event::Chat(ChatEvent::Sent {
            message: MessageId(1),
            peer: PeerId(1),
            carried,
        }),
    );
    model.screens.chat.set_typing(false);
    model.desk.focus = ScreenId::Encapsulation;
    model
}

/// Asks to save the message under this name; gives what is asked for.
fn saved(model: &mut Model, name: &str) -> Vec<Effect> {
    press(model, Key::char('s'));
    assert!(
        matches!(model.desk.overlay, Some(Overlay::SaveView(_))),
        "{:?}",
        model.desk.overlay
    );
    press(model, Key::ctrl('u'));
    for c in name.chars() {
        press(model, Key::char(c));
    }
    press(model, Key::plain(KeyCode::Enter))
}

fn kept_in(effects: &[Effect]) -> (&str, &Contents) {
    let [Effect::Keep(keep)] = effects else {
        panic!("{effects:?}")
    };
    let Keep::File { path, contents } = &**keep else {
        panic!("{keep:?}")
    };
    (path, contents)
}

#[test]
fn a_captured_message_is_saved_with_its_bytes_as_they_were() {
    let mut model = talking(true);
    let shown = model.screens.encap.journey().unwrap().frame.clone();
    assert_eq!(shown.meta.origin, Origin::Captured);
    let effects = saved(&mut model, "a.pcapng");
    let ("a.pcapng", Contents::Frames(frames)) = kept_in(&effects) else {
        panic!("{effects:?}")
    };
    assert_eq!(frames.len(), 1);
    assert_eq!(
        (
            &frames[0].frame.bytes,
            frames[0].interface.verbatim(),
            &frames[0].comment
        ),
        (&shown.bytes, "eth0", &None)
    );
}

#[test]
fn a_rebuilt_message_that_is_not_wholly_known_is_refused_by_the_names_of_its_unknown_fields() {
    let mut model = talking(false);
    assert_eq!(
        model.screens.encap.journey().unwrap().frame.meta.origin,
        Origin::Rebuilt
    );
    assert!(saved(&mut model, "a.pcapng").is_empty());
    let drawn = screen(&mut model, (200, 60));
    assert!(
        drawn.contains("Only whole frames are saved or copied")
            && drawn.contains("TCP (Sequence Number"),
        "{drawn}"
    );
    assert!(
        press(&mut model, Key::char('Y')).is_empty(),
        "nor is it given away as Python"
    );
    assert!(model.desk.notice.as_ref().is_some_and(|n| n.bad));
    let effects = saved(&mut model, "a.txt");
    let (_, Contents::Text(text)) = kept_in(&effects) else {
        panic!("{effects:?}")
    };
    assert!(
        text.contains("rebuilt") && text.contains("??"),
        "its way is told with question marks: {text}"
    );
}

#[test]
fn a_rebuilt_frame_that_is_wholly_known_is_saved_with_a_word_on_where_it_is_from() {
    let mut model = talking(true);
    let shown = model.screens.encap.journey().unwrap();
    let mut frame = shown.frame.clone();
    frame.meta.origin = Origin::Rebuilt;
    frame.origins = vec![(0..frame.bytes.len(), Provenance::Computed)];
    let facts = Facts::plain(
        Subject::Record(RecordId(1)),
        Party::You,
        Party::Name("bob".into()),
    );
    let journey = Journey::new(
        frame.clone(),
        crate::screens::packets::dissect(&frame, crate::wire::Reading::Alone),
        facts,
    );
    model.screens.encap.show(journey, model.clock.elapsed);
    let effects = saved(&mut model, "a.pcapng");
    let (_, Contents::Frames(frames)) = kept_in(&effects) else {
        panic!("{effects:?}")
    };
    assert!(
        frames[0]
            .comment
            .as_ref()
            .unwrap()
            .verbatim()
            .starts_with("Rebuilt by wirelab"),
        "{:?}",
        frames[0].comment
    );
    assert!(
        saved(&mut model, "a.pcap").is_empty(),
        "pcap has no room for that word"
    );
}

#[test]
fn the_panes_view_is_copied_as_text_and_the_frame_as_python() {
    let mut model = talking(true);
    let effects = press(&mut model, Key::char('y'));
    let [Effect::Screen(ScreenEffect::Copy(text))] = &effects[..] else {
        panic!("{effects:?}")
    };
    assert!(
        text.contains("7 application") && text.starts_with('┌'),
        "{text}"
    );
    let effects = press(&mut model, Key::char('Y'));
    let [Effect::Screen(ScreenEffect::Copy(python))] = &effects[..] else {
        panic!("{effects:?}")
    };
    assert!(python.starts_with("(\n    b\"\\x"), "{python}");
}

#[test]
fn with_nothing_shown_there_is_nothing_to_take_and_the_screen_says_so() {
    let mut model = model();
    model.screens.chat.set_typing(false);
    model.desk.focus = ScreenId::Encapsulation;
    for key in ['s', 'Y'] {
        assert!(press(&mut model, Key::char(key)).is_empty());
        assert!(model.desk.notice.as_ref().is_some_and(|n| n.bad), "{key}");
    }
}

#[test]
fn a_name_that_says_no_form_or_is_taken_comes_back_to_be_changed() {
    let mut model = talking(true);
    for name in ["q.doc", "q", "q.txt.gz", "q.json"] {
        assert!(saved(&mut model, name).is_empty(), "{name}");
        assert!(
            matches!(&model.desk.overlay, Some(Overlay::SaveView(form)) if form.line.text() == name),
            "{name}"
        );
        assert!(
            model.desk.notice.as_ref().is_some_and(|n| n.bad),
            "{name}: it is said what there is"
        );
        model.desk.overlay = None;
    }
    assert!(!saved(&mut model, "q.pcap.gz").is_empty());
    // It is the message's, wherever the focus has gone meanwhile.
    model.desk.focus_on(ScreenId::Interfaces);
    update(
        &mut model,
        Event::Kept(Kept::Failed(say!("files-write-same"), None)),
    );
    assert!(
        matches!(&model.desk.overlay, Some(Overlay::SaveView(form)) if form.line.text() == "q.pcap.gz")
    );
    assert!(!press(&mut model, Key::plain(KeyCode::Enter)).is_empty());
}
