use super::*;
use crate::app::update::tests::{capturing, carried, frame, host, join, model, press, sent, write};
use crate::app::update::{next_deadline, update};
use crate::clock::Time;
use crate::msg::Effect;
use crate::msg::Event;
use crate::msg::Key;
use crate::msg::KeyCode;
use crate::msg::chat::ChatCommand;
use crate::msg::chat::ChatEvent;
use crate::msg::chat::MessageId;
use crate::msg::chat::PeerId;
use crate::msg::host::HostEvent;
use bytes::Bytes;

#[test]
fn a_sent_message_is_shown_with_its_captured_frame() {
    let mut model = model();
    capturing(&mut model);
    join(&mut model);
    update(&mut model, frame(99, 0x02, ""));
    let [Effect::Chat(ChatCommand::Send { text, .. })] = &write(&mut model, "hello")[..] else {
        panic!()
    };
    assert_eq!(text, "hello");
    sent(&mut model, "hello");
    assert!(
        model.screens.encap.journey().is_none(),
        "the frame may still come"
    );
    update(&mut model, frame(100, 0x18, "hello"));
    let journey = model.screens.encap.journey().unwrap();
    assert_eq!(journey.frame.meta.origin, crate::frame::Origin::Captured);
    assert!(journey.frame.bytes.ends_with(b"hello"));
    assert!(model.messages.awaited.is_empty());
}

#[test]
fn without_a_frame_in_time_a_rebuilt_one_stands_in_and_gives_way_to_the_captured_one() {
    let mut model = model();
    capturing(&mut model);
    join(&mut model);
    update(&mut model, frame(99, 0x02, ""));
    sent(&mut model, "hello");
    let due = next_deadline(&model);
    assert!(due <= Duration::from_millis(200));
    model.clock.elapsed = Duration::from_millis(200);
    update(&mut model, Event::Deadline);
    assert_eq!(
        model.screens.encap.journey().unwrap().frame.meta.origin,
        crate::frame::Origin::Rebuilt
    );
    update(&mut model, frame(100, 0x18, "hello"));
    assert_eq!(
        model.screens.encap.journey().unwrap().frame.meta.origin,
        crate::frame::Origin::Captured
    );
}

#[test]
fn without_capture_it_is_rebuilt_at_once_from_route_and_neighbour_tables() {
    let mut model = model();
    update(
        &mut model,
        Event::Host(HostEvent::Changed(Box::new(host()))),
    );
    join(&mut model);
    sent(&mut model, "hello");
    let frame = &model.screens.encap.journey().unwrap().frame;
    assert_eq!(frame.meta.origin, crate::frame::Origin::Rebuilt);
    assert_eq!(
        frame.bytes[..12],
        [
            0x52, 0x54, 0, 0x12, 0x34, 0x57, 0x52, 0x54, 0, 0x12, 0x34, 0x56
        ]
    );
}

#[test]
fn of_a_long_message_all_other_frames_are_counted_and_bear_its_time() {
    let mut model = model();
    update(
        &mut model,
        Event::Host(HostEvent::Changed(Box::new(host()))),
    );
    join(&mut model);
    let sent_at = model.clock.now;
    let long = Carried {
        bytes: Bytes::from(vec![b'x'; 16 << 10]),
        text: 0..16 << 10,
        ..carried("")
    };
    update(
        &mut model,
        Event::Chat(ChatEvent::Sent {
            message: MessageId(1),
            peer: PeerId(1),
            carried: long,
        }),
    );
    let journey = model.screens.encap.journey().unwrap();
    assert_eq!(
        journey.facts.part.of, 12,
        "16 384 bytes by 1460 are 12 segments"
    );
    let id = model.messages.shown.unwrap();
    model.clock.now = Time(sent_at.0 + 1_000_000_000);
    show(&mut model, id);
    assert_eq!(
        model.screens.encap.journey().unwrap().frame.meta.time,
        sent_at
    );
}

#[test]
fn frames_of_a_long_message_are_followed_one_after_the_other_while_newer_ones_wait() {
    let mut model = model();
    update(
        &mut model,
        Event::Host(HostEvent::Changed(Box::new(host()))),
    );
    join(&mut model);
    let long = Carried {
        bytes: Bytes::from(vec![b'x'; 4000]),
        text: 0..4000,
        ..carried("")
    };
    update(
        &mut model,
        Event::Chat(ChatEvent::Sent {
            message: MessageId(1),
            peer: PeerId(1),
            carried: long,
        }),
    );
    press(&mut model, Key::plain(KeyCode::Esc));
    press(&mut model, Key::char('4'));
    press(&mut model, Key::plain(KeyCode::Right));
    sent(&mut model, "a newer one");
    let part = |model: &Model| model.screens.encap.journey().unwrap().facts.part;
    assert_eq!(part(&model), crate::journey::Part { index: 0, of: 3 });
    press(&mut model, Key::char('>'));
    press(&mut model, Key::char('>'));
    assert_eq!(part(&model).index, 2);
    let last = model.screens.encap.journey().unwrap().digest.payload_len;
    assert_eq!(last, 4000 - 2 * 1460, "what was left for the third");
    press(&mut model, Key::char('>'));
    assert_eq!(part(&model).index, 2, "there is no fourth");
    press(&mut model, Key::char('<'));
    assert_eq!(part(&model).index, 1);
}

#[test]
fn of_a_very_long_message_it_is_said_where_its_frames_end() {
    let mut model = model();
    update(
        &mut model,
        Event::Host(HostEvent::Changed(Box::new(host()))),
    );
    join(&mut model);
    let long = Carried {
        bytes: Bytes::from(vec![b'x'; 13_200]),
        text: 0..13_200,
        ..carried("")
    };
    update(
        &mut model,
        Event::Chat(ChatEvent::Sent {
            message: MessageId(1),
            peer: PeerId(1),
            carried: long,
        }),
    );
    press(&mut model, Key::plain(KeyCode::Esc));
    press(&mut model, Key::char('4'));
    for _ in 0..7 {
        press(&mut model, Key::char('>'));
        assert_eq!(model.desk.notice, None);
    }
    assert_eq!(
        model.screens.encap.journey().unwrap().facts.part,
        crate::journey::Part { index: 7, of: 10 }
    );
    press(&mut model, Key::char('>'));
    assert_eq!(model.screens.encap.journey().unwrap().facts.part.index, 7);
    let shown = crate::app::view::tests::screen(&mut model, (120, 36));
    assert!(
        shown.contains("Only the first 8 of the 10 frames are at hand"),
        "{shown}"
    );
}

#[test]
fn tcp_and_udp_are_compared_by_the_frames_that_were_captured() {
    let mut model = model();
    capturing(&mut model);
    join(&mut model);
    update(&mut model, frame(1, 0x02, ""));
    sent(&mut model, "hello");
    update(&mut model, frame(2, 0x18, "hello"));
    press(&mut model, Key::plain(KeyCode::Esc));
    press(&mut model, Key::char('4'));
    press(&mut model, Key::char('u'));
    let shown = crate::app::view::tests::screen(&mut model, (120, 36));
    assert!(
        shown.contains("TCP  captured") && shown.contains("UDP  worked out"),
        "{shown}"
    );
    assert!(
        shown.contains("≈ 74 B"),
        "of the handshake only the first frame was seen: {shown}"
    );
    press(&mut model, Key::plain(KeyCode::Esc));
    assert!(
        !crate::app::view::tests::screen(&mut model, (120, 36)).contains("UDP  worked out"),
        "escape goes back"
    );
}

#[test]
fn what_was_sent_again_is_no_further_piece_of_a_message() {
    let mut model = model();
    capturing(&mut model);
    join(&mut model);
    update(&mut model, frame(1, 0x02, ""));
    sent(&mut model, "hello");
    update(&mut model, frame(2, 0x18, "hello"));
    update(&mut model, frame(2, 0x18, "hello"));
    let id = model.messages.shown.unwrap();
    assert_eq!(
        model.messages.ledger.get(id).unwrap().frames.len(),
        2,
        "both are known"
    );
    assert_eq!(
        model.screens.encap.journey().unwrap().facts.part,
        crate::journey::Part::WHOLE
    );
}

#[test]
fn of_a_frame_that_several_messages_share_each_counts_its_own() {
    let mut model = model();
    capturing(&mut model);
    join(&mut model);
    update(&mut model, frame(1, 0x02, ""));
    for (number, offset, text) in [(1, 0, "one\n"), (2, 4, "two\n")] {
        let carried = Carried {
            offset,
            ..carried(text)
        };
        update(
            &mut model,
            Event::Chat(ChatEvent::Sent {
                message: MessageId(number),
                peer: PeerId(1),
                carried,
            }),
        );
    }
    update(&mut model, frame(2, 0x18, "one\n"));
    // Lost, and sent again together with what was written meanwhile.
    update(&mut model, frame(2, 0x18, "one\ntwo\n"));
    let ids: Vec<_> = model
        .messages
        .ledger
        .entries()
        .map(|entry| entry.id)
        .collect();
    show(&mut model, ids[0]);
    let first = model.screens.encap.journey().unwrap();
    assert_eq!(
        first.facts.part,
        crate::journey::Part::WHOLE,
        "what was sent again is no further piece"
    );
    assert_eq!((first.share().bytes, first.others().bytes), (4, 0));
    press(&mut model, Key::plain(KeyCode::Esc));
    press(&mut model, Key::char('4'));
    press(&mut model, Key::plain(KeyCode::PageDown));
    let second = model.screens.encap.journey().unwrap();
    assert_eq!(
        (
            second.share().bytes,
            second.others().bytes,
            second.text.as_deref()
        ),
        (4, 4, Some("two"))
    );
    let shown = crate::app::view::tests::screen(&mut model, (120, 36));
    assert!(
        shown.contains("4 of the frame's 8 B") && shown.contains("4 B of other messages"),
        "{shown}"
    );
    press(&mut model, Key::char('u'));
    let shown = crate::app::view::tests::screen(&mut model, (120, 36));
    assert!(
        shown.contains("≈ 1 frame, 70 B"),
        "the frame is not this message's alone: {shown}"
    );
    press(&mut model, Key::char('3'));
    let shown = crate::app::view::tests::screen(&mut model, (120, 36));
    assert!(
        shown.contains(
            "4 B (3 of text + a line feed) → 66 B on the wire, 4 B of them other messages'"
        ),
        "{shown}"
    );
}

#[test]
fn messages_are_walked_back_and_forth_and_an_answer_does_not_take_the_first_step_away() {
    let mut model = model();
    update(
        &mut model,
        Event::Host(HostEvent::Changed(Box::new(host()))),
    );
    join(&mut model);
    sent(&mut model, "first");
    let answer = Carried {
        outgoing: false,
        ..carried("an answer")
    };
    let came = ChatEvent::Received {
        peer: PeerId(1),
        time: Time(0),
        text: "an answer".into(),
        carried: answer,
        cut: false,
        assumed: false,
    };
    update(&mut model, Event::Chat(came));
    let text = |model: &Model| model.screens.encap.journey().unwrap().text.clone().unwrap();
    assert_eq!(
        text(&model),
        "first",
        "nothing plays by itself here: it stays until it was looked at"
    );
    press(&mut model, Key::plain(KeyCode::Esc));
    press(&mut model, Key::char('4'));
    press(&mut model, Key::plain(KeyCode::PageDown));
    assert_eq!(text(&model), "an answer");
    press(&mut model, Key::plain(KeyCode::PageDown));
    assert_eq!(text(&model), "an answer", "there is none after it");
    press(&mut model, Key::plain(KeyCode::PageUp));
    assert_eq!(text(&model), "first");
}
