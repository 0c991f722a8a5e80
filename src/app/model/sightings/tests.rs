use super::answering::is_meant;
use super::asking::PATIENCE;
use super::*;
use crate::app::update::tests::{frame, host, model, press, socket};
use crate::app::update::{next_deadline, update};
use crate::clock::Time;
use crate::frame::Direction;
use crate::msg::CaptureEvent;
use crate::msg::Input;
use crate::msg::Key;
use crate::msg::KeyCode;
use crate::msg::capture::SourceEvent;
use crate::msg::chat::Outcome as Came;
use crate::msg::chat::Part;
use crate::msg::chat::PeerInfo;
use crate::msg::chat::Sighted;
use crate::msg::chat::Whose;
use crate::msg::chat::{ChatEvent, Farewell, MessageId, Speaks};
use crate::msg::host::HostEvent;
use crate::msg::{Event, Mouse, MouseKind};
use crate::place::HostId;
use crate::record::Carried;
use crate::record::Transport;
use crate::record::{Call, Calls, SocketId};
use crate::screens::ScreenId;
use bytes::Bytes;

const BOB: PeerId = PeerId(1);

fn info() -> PeerInfo {
    PeerInfo {
        nick: "bob".into(),
        speaks: Speaks::Lab,
        transport: Transport::Tcp,
        host: HostId::HERE,
        socket: SocketId(3),
        local: "192.168.1.23:50000".parse().unwrap(),
        remote: "192.168.1.24:10101".parse().unwrap(),
        incoming: false,
        can_sight: true,
        proved: true,
        finished: false,
    }
}

/// A text of the lab's, `offset` bytes into its stream, with this number.
fn carried(outgoing: bool, offset: u64, number: u32, text: &str) -> Carried {
    let mut bytes = b"WL\x01\x02\0\0\0\x07".to_vec();
    bytes.extend(number.to_be_bytes());
    bytes.extend([0, 0, 0, 0, 1, 0]);
    bytes.extend(text.as_bytes());
    let length = bytes.len();
    Carried {
        transport: Transport::Tcp,
        host: HostId::HERE,
        socket: SocketId(3),
        local: info().local,
        remote: info().remote,
        outgoing,
        offset,
        tcp: None,
        bytes: Bytes::from(bytes),
        session: 0..16,
        presentation: 16..18,
        text: 18..length,
        calls: Calls::default(),
    }
}

fn capture_runs(model: &mut Model, interfaces: &[&str]) -> Vec<Effect> {
    let interfaces = interfaces.iter().map(|name| (*name).into()).collect();
    update(
        model,
        Event::Capture(CaptureEvent::Source(SourceEvent::Running {
            host: HostId::HERE,
            interfaces,
        })),
    )
    .effects
}

/// A desk that captures, with bob connected.
fn desk() -> Model {
    let mut model = model();
    update(
        &mut model,
        Event::Host(HostEvent::Changed(Box::new(host()))),
    );
    capture_runs(&mut model, &["eth0"]);
    update(
        &mut model,
        socket(Call::Connect(info().remote), "192.168.1.23:50000"),
    );
    update(
        &mut model,
        Event::Chat(ChatEvent::Joined {
            peer: BOB,
            info: info(),
        }),
    );
    model.screens.chat.set_typing(false);
    model
}

fn pass(model: &mut Model, time: Duration) -> Vec<Effect> {
    model.clock.elapsed += time;
    update(model, Event::Deadline).effects
}

fn sends(model: &mut Model, message: Carried) -> EntryId {
    update(
        model,
        Event::Chat(ChatEvent::Sent {
            message: MessageId(1),
            peer: BOB,
            carried: message,
        }),
    );
    model.messages.ledger.entries().last().unwrap().id
}

fn asks(model: &mut Model, id: u32, whose: Whose, part: Part) -> Vec<Effect> {
    let question = Question { id, whose, part };
    update(
        model,
        Event::Chat(ChatEvent::SightingAsked {
            peer: BOB,
            question,
        }),
    )
    .effects
}

/// Bob asks how this message of ours looked when it left.
fn asks_about(model: &mut Model, id: u32, message: &Carried) -> Vec<Effect> {
    let part = Part::Stream {
        offset: message.offset,
        length: message.bytes.len() as u32,
    };
    asks(model, id, Whose::Answerer, part)
}

fn answers(effects: &[Effect]) -> Vec<Answer> {
    let answer = |effect: &Effect| match effect {
        Effect::Chat(ChatCommand::AnswerSighting { peer: BOB, answer }) => Some(answer.clone()),
        _ => None,
    };
    effects.iter().filter_map(answer).collect()
}

/// Does the status line tell of bob's question?
fn waits(model: &Model) -> bool {
    stranger(model) == Some(BOB)
}

fn is_open(model: &Model) -> bool {
    matches!(
        model.desk.overlay,
        Some(Overlay::Ask(Ask::Sighting { peer: BOB, .. }))
    )
}

fn go_there(model: &mut Model) {
    press(model, Key::plain(KeyCode::F(2)));
    assert!(is_open(model));
}

fn answer_with(model: &mut Model, key: char) -> Vec<Effect> {
    go_there(model);
    let effects = press(model, Key::char(key));
    assert!(!is_open(model));
    effects
}

/// The frame that carried a message, as our interface saw it.
fn its_frame(message: &Carried) -> Event {
    let text = String::from_utf8(message.bytes.to_vec()).unwrap();
    frame(1000 + message.offset as u32, 0x18, &text)
}

/// The sequence number at the front of the headers told, counted from the stream's first byte.
fn offset_told(answer: &Answer) -> u32 {
    let headers = &answer.frames[0].headers;
    u32::from_be_bytes(headers[38..42].try_into().unwrap()) - 1000
}

#[test]
fn what_the_capture_does_is_told_to_the_chat_once() {
    let mut model = model();
    update(
        &mut model,
        Event::Host(HostEvent::Changed(Box::new(host()))),
    );
    let sight = |can| vec![Effect::Chat(ChatCommand::SetSight(can))];
    assert_eq!(capture_runs(&mut model, &["eth0"]), sight(true));
    assert_eq!(capture_runs(&mut model, &["eth0"]), []);
    let ended = update(
        &mut model,
        Event::Capture(CaptureEvent::Source(SourceEvent::Ended {
            host: HostId::HERE,
            why: None,
        })),
    );
    assert_eq!(ended.effects, sight(false));
}

#[test]
fn a_stranger_is_asked_about_once_and_the_answer_is_remembered() {
    let mut model = desk();
    let message = carried(true, 0, 1, "hello");
    sends(&mut model, message.clone());
    update(&mut model, its_frame(&message));
    assert_eq!(asks_about(&mut model, 1, &message), []);
    assert!(waits(&model) && model.desk.overlay.is_none());
    let [told] = &answers(&answer_with(&mut model, 'y'))[..] else {
        panic!("no answer")
    };
    assert_eq!((told.id, told.outcome, told.total), (1, Came::Seen, 1));
    assert!(!waits(&model));
    let [again] = &answers(&asks_about(&mut model, 2, &message))[..] else {
        panic!("asked about twice")
    };
    assert_eq!(again.id, 2);
}

#[test]
fn no_byte_of_the_text_is_told() {
    let mut model = desk();
    model.sightings.consents.insert(BOB, true);
    let message = carried(true, 0, 1, "secret");
    sends(&mut model, message.clone());
    update(&mut model, its_frame(&message));
    let told = answers(&asks_about(&mut model, 1, &message)).remove(0);
    let frame = &told.frames[0];
    assert_eq!(
        (frame.headers.len(), frame.interface.as_str(), frame.link),
        (54, "eth0", 1)
    );
    assert_eq!(frame.length as usize, 54 + message.bytes.len());
    assert_eq!(frame.checksum, crate::frame::ChecksumStatus::NotReady);
}

#[test]
fn a_refusal_is_remembered_and_reconnecting_does_not_help_for_long() {
    let mut model = desk();
    let message = carried(true, 0, 1, "hello");
    sends(&mut model, message.clone());
    for round in 0..4 {
        asks_about(&mut model, 1, &message);
        let asked = waits(&model);
        assert_eq!(asked, round < 2, "round {round}");
        if asked {
            let refused = answers(&answer_with(&mut model, 'n'));
            assert_eq!(refused, [Answer::without(1, Came::Refused)]);
            assert_eq!(
                answers(&asks_about(&mut model, 2, &message)),
                [Answer::without(2, Came::Refused)]
            );
        }
        update(
            &mut model,
            Event::Chat(ChatEvent::Left {
                peer: BOB,
                why: Farewell::Bye,
            }),
        );
        update(
            &mut model,
            Event::Chat(ChatEvent::Joined {
                peer: BOB,
                info: info(),
            }),
        );
    }
    assert_eq!(
        answers(&asks_about(&mut model, 3, &message)),
        [Answer::without(3, Came::Refused)]
    );
    // Who refused takes it back, for the one refused unasked as well; then the address is a stranger's again.
    update(&mut model, its_frame(&message));
    answer_with(&mut model, 'y');
    assert_eq!(
        answers(&asks_about(&mut model, 4, &message))
            .remove(0)
            .outcome,
        Came::Seen
    );
    update(
        &mut model,
        Event::Chat(ChatEvent::Left {
            peer: BOB,
            why: Farewell::Bye,
        }),
    );
    update(
        &mut model,
        Event::Chat(ChatEvent::Joined {
            peer: BOB,
            info: info(),
        }),
    );
    asks_about(&mut model, 5, &message);
    assert!(waits(&model));
}

#[test]
fn one_can_change_ones_mind_in_both_directions() {
    let mut model = desk();
    let message = carried(true, 0, 1, "hello");
    sends(&mut model, message.clone());
    update(&mut model, its_frame(&message));
    asks_about(&mut model, 1, &message);
    answer_with(&mut model, 'n');
    for (id, key, came) in [
        (2, 'y', Came::Seen),
        (3, 'n', Came::Refused),
        (4, 'y', Came::Seen),
    ] {
        answer_with(&mut model, key);
        assert_eq!(
            answers(&asks_about(&mut model, id, &message))
                .remove(0)
                .outcome,
            came
        );
    }
    go_there(&mut model);
    press(&mut model, Key::plain(KeyCode::Esc));
    assert_eq!(
        answers(&asks_about(&mut model, 5, &message))
            .remove(0)
            .outcome,
        Came::Seen,
        "esc changes nothing"
    );
    press(&mut model, Key::plain(KeyCode::Esc));
}

#[test]
fn with_nobody_to_decide_about_it_is_said_so() {
    let mut model = desk();
    press(&mut model, Key::plain(KeyCode::F(2)));
    assert!(model.desk.overlay.is_none() && model.desk.notice.is_some());
}

#[test]
fn the_question_takes_no_key_from_what_is_being_written() {
    let message = carried(true, 0, 1, "hello");
    for before in ["", "the day before "] {
        let mut model = desk();
        sends(&mut model, message.clone());
        model.desk.focus = ScreenId::Chat;
        model.screens.chat.set_typing(true);
        before
            .chars()
            .for_each(|c| drop(press(&mut model, Key::char(c))));
        asks_about(&mut model, 1, &message);
        for c in "yesterday, no".chars() {
            model.clock.elapsed += Duration::from_secs(1);
            assert!(answers(&press(&mut model, Key::char(c))).is_empty());
        }
        assert_eq!(model.screens.chat.draft(), format!("{before}yesterday, no"));
        press(&mut model, Key::plain(KeyCode::Enter));
        assert!(
            waits(&model) && model.desk.overlay.is_none(),
            "nothing opens by itself"
        );
        go_there(&mut model);
        press(&mut model, Key::char('x'));
        assert!(is_open(&model), "no answer");
        press(&mut model, Key::plain(KeyCode::Esc));
        assert!(waits(&model) && !is_open(&model), "later");
        assert!(!answers(&answer_with(&mut model, 'n')).is_empty());
    }
}

#[test]
fn in_every_pane_keys_mean_what_they_mean_without_the_question() {
    for focus in [
        ScreenId::Interfaces,
        ScreenId::Chat,
        ScreenId::Encapsulation,
        ScreenId::Packets,
    ] {
        let mut model = desk();
        asks_about(&mut model, 1, &carried(true, 0, 1, "hello"));
        model.desk.focus = focus;
        for key in ['y', 'n', 'Y', 'N']
            .map(Key::char)
            .into_iter()
            .chain([KeyCode::Enter, KeyCode::Esc].map(Key::plain))
        {
            assert!(answers(&press(&mut model, key)).is_empty());
            assert!(waits(&model), "{focus:?} {key:?}");
        }
    }
}

#[test]
fn who_leaves_takes_its_question_along() {
    let mut model = desk();
    asks_about(&mut model, 1, &carried(true, 0, 1, "hello"));
    go_there(&mut model);
    update(
        &mut model,
        Event::Chat(ChatEvent::Left {
            peer: BOB,
            why: Farewell::Bye,
        }),
    );
    assert!(model.desk.overlay.is_none() && model.sightings.pending.is_empty());
}

#[test]
fn a_click_on_the_status_line_goes_to_the_question_too() {
    let mut model = desk();
    let row = model.start.size.1 - 1;
    let click = || {
        Event::Input(Input::Mouse(Mouse {
            kind: MouseKind::Click,
            column: 5,
            row,
        }))
    };
    update(&mut model, click());
    assert!(!is_open(&model));
    asks_about(&mut model, 1, &carried(true, 0, 1, "hello"));
    update(&mut model, click());
    assert!(is_open(&model));
}

#[test]
fn requests_wait_in_bounded_number() {
    let mut model = desk();
    let message = carried(true, 0, 1, "hello");
    for id in 0..1000 {
        let refused = answers(&asks_about(&mut model, id, &message));
        assert_eq!(refused.is_empty(), (id as usize) < MOST_PENDING);
    }
    assert_eq!(model.sightings.pending.len(), MOST_PENDING);
}

#[test]
fn frames_that_may_still_come_are_waited_for() {
    let mut model = desk();
    model.sightings.consents.insert(BOB, true);
    let message = carried(true, 0, 1, "hello");
    sends(&mut model, message.clone());
    assert_eq!(asks_about(&mut model, 1, &message), []);
    assert!(next_deadline(&model) <= model.clock.elapsed + WAIT);
    let told = answers(&update(&mut model, its_frame(&message)).effects);
    assert_eq!(
        told.iter().map(|answer| answer.outcome).collect::<Vec<_>>(),
        [Came::Seen]
    );
    asks_about(&mut model, 2, &carried(true, 900, 9, "never seen"));
    assert_eq!(
        answers(&pass(&mut model, WAIT)),
        [Answer::without(2, Came::NotSeen)]
    );
}

#[test]
fn two_equal_texts_are_told_apart_by_their_place() {
    let mut model = desk();
    model.sightings.consents.insert(BOB, true);
    update(&mut model, frame(999, 0x02, ""));
    // The same bytes twice (as a plain text's would be), at two places of the stream.
    let first = carried(true, 0, 1, "same");
    let second = carried(true, first.bytes.len() as u64, 1, "same");
    assert_eq!(first.bytes, second.bytes);
    for message in [&first, &second] {
        sends(&mut model, message.clone());
        update(&mut model, its_frame(message));
    }
    for (id, message) in [(1, &second), (2, &first)] {
        let told = answers(&asks_about(&mut model, id, message)).remove(0);
        assert_eq!(told.total, 1);
        assert_eq!(u64::from(offset_told(&told)), message.offset);
    }
}

#[test]
fn a_peer_learns_nothing_of_another_ones_messages() {
    let mut model = desk();
    model.sightings.consents.insert(BOB, true);
    let other = Carried {
        remote: "192.168.1.99:10101".parse().unwrap(),
        ..carried(true, 0, 1, "for carol")
    };
    sends(&mut model, other.clone());
    asks_about(&mut model, 1, &other);
    assert_eq!(
        answers(&pass(&mut model, WAIT)),
        [Answer::without(1, Came::NotSeen)]
    );
    let info = info();
    let question = Question {
        id: 1,
        whose: Whose::Asker,
        part: Part::Stream {
            offset: 0,
            length: 99,
        },
    };
    assert!(
        !is_meant(&carried(true, 0, 1, "ours"), &info, &question),
        "the other direction has its own stream"
    );
    assert!(is_meant(&carried(false, 0, 1, "its own"), &info, &question));
    let older = Carried {
        socket: SocketId(2),
        ..carried(false, 0, 1, "over another connection")
    };
    assert!(!is_meant(&older, &info, &question));
}

#[test]
fn a_datagrams_text_is_found_by_its_number() {
    let info = PeerInfo {
        transport: Transport::Udp,
        ..info()
    };
    let text = |number, offset| Carried {
        transport: Transport::Udp,
        ..carried(false, offset, number, "same")
    };
    let question = Question {
        id: 1,
        whose: Whose::Asker,
        part: Part::Text { number: 5 },
    };
    assert!(
        is_meant(&text(5, 900), &info, &question),
        "whatever was lost or came between"
    );
    assert!(!is_meant(&text(4, 5), &info, &question));
    let plain = Carried {
        session: 0..0,
        presentation: 0..0,
        ..text(5, 0)
    };
    assert!(!is_meant(&plain, &info, &question));
}

#[test]
fn without_a_capture_there_is_nothing_to_allow() {
    let mut model = desk();
    update(
        &mut model,
        Event::Capture(CaptureEvent::Source(SourceEvent::Ended {
            host: HostId::HERE,
            why: None,
        })),
    );
    let effects = asks_about(&mut model, 1, &carried(true, 0, 1, "hello"));
    assert_eq!(answers(&effects), [Answer::without(1, Came::NoRight)]);
    assert!(!waits(&model));
}

// ---- asking ----

/// Shows both ends of the newest message.
fn both_ends(model: &mut Model) -> Vec<Question> {
    model.desk.focus = ScreenId::Encapsulation;
    questions(&press(model, Key::char('b')))
}

fn questions(effects: &[Effect]) -> Vec<Question> {
    let question = |effect: &Effect| match effect {
        Effect::Chat(ChatCommand::AskSighting {
            peer: BOB,
            question,
        }) => Some(*question),
        _ => None,
    };
    effects.iter().filter_map(question).collect()
}

fn state(model: &Model) -> SightState {
    model.screens.encap.sight().unwrap().state.clone()
}

#[test]
fn b_asks_once_and_what_is_told_is_shown() {
    let mut model = desk();
    let message = carried(true, 40, 3, "hello");
    sends(&mut model, message.clone());
    update(&mut model, its_frame(&message));
    let [question] = both_ends(&mut model)[..] else {
        panic!("not one question")
    };
    let length = message.bytes.len() as u32;
    assert_eq!(
        (question.whose, question.part),
        (Whose::Asker, Part::Stream { offset: 40, length })
    );
    assert_eq!(state(&model), SightState::Asked);
    assert_eq!(questions(&pass(&mut model, Duration::from_millis(10))), []);
    let told = Sighted {
        link: 1,
        direction: Direction::In,
        checksum: crate::frame::ChecksumStatus::Unknown,
        length: 79,
        interface: "eth9".into(),
        headers: model.screens.encap.journey().unwrap().frame.bytes[..54].to_vec(),
    };
    let answer = Answer {
        id: question.id,
        outcome: Came::Seen,
        total: 1,
        frames: vec![told],
    };
    update(
        &mut model,
        Event::Chat(ChatEvent::Sighted {
            peer: PeerId(9),
            answer: answer.clone(),
        }),
    );
    assert_eq!(
        state(&model),
        SightState::Asked,
        "that was another one's answer"
    );
    update(
        &mut model,
        Event::Chat(ChatEvent::Sighted { peer: BOB, answer }),
    );
    assert!(matches!(state(&model), SightState::Told(frames, 1) if frames[0].interface == "eth9"));
    press(&mut model, Key::char('b'));
    assert_eq!(both_ends(&mut model), [], "it is known already");
}

#[test]
fn silence_is_said_and_a_late_answer_is_still_taken() {
    let mut model = desk();
    let message = carried(false, 0, 1, "hello");
    update(
        &mut model,
        Event::Chat(ChatEvent::Received {
            peer: BOB,
            time: Time(0),
            text: "hello".into(),
            carried: message,
            cut: false,
            assumed: false,
        }),
    );
    pass(&mut model, WAIT);
    let [question] = both_ends(&mut model)[..] else {
        panic!("not one question")
    };
    assert_eq!(question.whose, Whose::Answerer);
    pass(&mut model, PATIENCE);
    assert_eq!(state(&model), SightState::Late);
    let answer = Answer::without(question.id, Came::Refused);
    update(
        &mut model,
        Event::Chat(ChatEvent::Sighted { peer: BOB, answer }),
    );
    assert_eq!(state(&model), SightState::Refused);
    press(&mut model, Key::char('b'));
    let [again] = both_ends(&mut model)[..] else {
        panic!("what failed is asked anew")
    };
    assert_ne!(again.id, question.id);
}

#[test]
fn who_cannot_be_asked_is_not_asked_and_it_is_said_why() {
    let ask = |change: &dyn Fn(&mut Model, &mut Carried)| {
        let mut model = desk();
        let mut message = carried(true, 0, 1, "hello");
        change(&mut model, &mut message);
        sends(&mut model, message);
        pass(&mut model, WAIT);
        assert_eq!(both_ends(&mut model), []);
        state(&model)
    };
    let changed = |change: &dyn Fn(&mut PeerInfo)| {
        let mut info = info();
        change(&mut info);
        Event::Chat(ChatEvent::Changed { peer: BOB, info })
    };
    assert_eq!(
        ask(&|_, message| (message.session, message.presentation) = (0..0, 0..0)),
        SightState::Plain
    );
    assert_eq!(
        ask(&|model, _| drop(update(model, changed(&|info| info.can_sight = false)))),
        SightState::CannotThere
    );
    assert_eq!(
        ask(&|model, _| drop(update(model, changed(&|info| info.socket = SocketId(8))))),
        SightState::Gone
    );
    let left = || {
        Event::Chat(ChatEvent::Left {
            peer: BOB,
            why: Farewell::Bye,
        })
    };
    assert_eq!(
        ask(&|model, _| drop(update(model, left()))),
        SightState::Gone
    );
    let away = || {
        Event::Chat(ChatEvent::Reconnecting {
            peer: BOB,
            attempt: 1,
        })
    };
    assert_eq!(
        ask(&|model, _| drop(update(model, away()))),
        SightState::Gone
    );
}
