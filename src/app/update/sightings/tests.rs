use super::super::tests::{frame, host, model, press, socket};
use super::super::{next_deadline, update};
use super::*;
use crate::chat::{ChatEvent, Farewell, MessageId, Speaks};
use crate::clock::Time;
use crate::msg::{Event, Mouse, MouseKind};
use crate::place::HostId;
use crate::record::{Call, Calls, SocketId};
use crate::source::SourceEvent;

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
    let interfaces = interfaces.iter().map(|name| (*name).to_owned()).collect();
    update(model, Event::Source(SourceEvent::Running { host: HostId::HERE, interfaces })).effects
}

/// A desk that captures, with bob connected.
fn desk() -> Model {
    let mut model = model();
    update(&mut model, Event::Host(Box::new(host())));
    capture_runs(&mut model, &["eth0"]);
    update(&mut model, socket(Call::Connect(info().remote), "192.168.1.23:50000"));
    update(&mut model, Event::Chat(ChatEvent::Joined { peer: BOB, info: info() }));
    model.chat.set_typing(false);
    model
}

fn pass(model: &mut Model, time: Duration) -> Vec<Effect> {
    model.elapsed += time;
    update(model, Event::Deadline).effects
}

fn sends(model: &mut Model, message: Carried) -> EntryId {
    update(model, Event::Chat(ChatEvent::Sent { message: MessageId(1), peer: BOB, carried: message }));
    model.ledger.entries().last().unwrap().id
}

fn asks(model: &mut Model, id: u32, whose: Whose, part: Part) -> Vec<Effect> {
    let question = Question { id, whose, part };
    update(model, Event::Chat(ChatEvent::SightingAsked { peer: BOB, question })).effects
}

/// Bob asks how this message of ours looked when it left.
fn asks_about(model: &mut Model, id: u32, message: &Carried) -> Vec<Effect> {
    let part = Part::Stream { offset: message.offset, length: message.bytes.len() as u32 };
    asks(model, id, Whose::Answerer, part)
}

fn answers(effects: &[Effect]) -> Vec<Answer> {
    let answer = |effect: &Effect| match effect {
        Effect::Chat(ChatCommand::AnswerSighting { peer: BOB, answer }) => Some(answer.clone()),
        _ => None,
    };
    effects.iter().filter_map(answer).collect()
}

fn is_asked(model: &Model) -> bool {
    matches!(model.overlay, Some(Overlay::Ask(Ask::Sighting(BOB, _))))
}

fn allow(model: &mut Model, key: char) -> Vec<Effect> {
    model.elapsed += SETTLE;
    press(model, Key::char(key))
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
    update(&mut model, Event::Host(Box::new(host())));
    let sight = |can| vec![Effect::Chat(ChatCommand::SetSight(can))];
    assert_eq!(capture_runs(&mut model, &["eth0"]), sight(true));
    assert_eq!(capture_runs(&mut model, &["eth0"]), []);
    let ended = update(&mut model, Event::Source(SourceEvent::Ended { host: HostId::HERE, why: None }));
    assert_eq!(ended.effects, sight(false));
}

#[test]
fn a_stranger_is_asked_about_once_and_the_answer_is_remembered() {
    let mut model = desk();
    let message = carried(true, 0, 1, "hello");
    sends(&mut model, message.clone());
    update(&mut model, its_frame(&message));
    assert_eq!(asks_about(&mut model, 1, &message), []);
    assert!(is_asked(&model));
    let [told] = &answers(&allow(&mut model, 'y'))[..] else { panic!("no answer") };
    assert_eq!((told.id, told.outcome, told.total), (1, Came::Seen, 1));
    assert!(!is_asked(&model));
    let [again] = &answers(&asks_about(&mut model, 2, &message))[..] else { panic!("asked about twice") };
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
    assert_eq!((frame.headers.len(), frame.interface.as_str(), frame.link), (54, "eth0", 1));
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
        let asked = is_asked(&model);
        assert_eq!(asked, round < 2, "round {round}");
        if asked {
            let refused = answers(&allow(&mut model, 'n'));
            assert_eq!(refused, [Answer::without(1, Came::Refused)]);
            assert_eq!(answers(&asks_about(&mut model, 2, &message)), [Answer::without(2, Came::Refused)]);
        }
        update(&mut model, Event::Chat(ChatEvent::Left { peer: BOB, why: Farewell::Bye }));
        update(&mut model, Event::Chat(ChatEvent::Joined { peer: BOB, info: info() }));
    }
    assert_eq!(answers(&asks_about(&mut model, 3, &message)), [Answer::without(3, Came::Refused)]);
}

#[test]
fn the_question_takes_no_key_from_what_is_being_written() {
    let mut model = desk();
    let message = carried(true, 0, 1, "hello");
    sends(&mut model, message.clone());
    model.focus = PaneId::Chat;
    model.chat.set_typing(true);
    press(&mut model, Key::char('h'));
    asks_about(&mut model, 1, &message);
    assert!(!is_asked(&model), "a line is being written");
    assert!(answers(&allow(&mut model, 'y')).is_empty());
    assert_eq!(model.chat.draft(), "hy");
    press(&mut model, Key::plain(KeyCode::Enter));
    assert!(is_asked(&model), "the line is empty now");
    press(&mut model, Key::char('n'));
    assert_eq!(model.chat.draft(), "n", "that key was on its way before the question was there");
    press(&mut model, Key::plain(KeyCode::Backspace));
    model.elapsed += SETTLE;
    press(&mut model, Key::char('x'));
    assert_eq!(model.chat.draft(), "x", "no answer: it goes where it would without the question");
    press(&mut model, Key::plain(KeyCode::Backspace));
    assert!(is_asked(&model));
    press(&mut model, Key::ctrl('c'));
    assert!(matches!(model.overlay, Some(Overlay::Ask(Ask::End))));
}

#[test]
fn each_time_the_question_comes_back_it_settles_anew() {
    let mut model = desk();
    let message = carried(true, 0, 1, "hello");
    sends(&mut model, message.clone());
    asks_about(&mut model, 1, &message);
    assert!(is_asked(&model));
    model.focus = PaneId::Chat;
    model.chat.set_typing(true);
    model.elapsed += SETTLE;
    press(&mut model, Key::char('h'));
    assert!(!is_asked(&model), "a line is being written");
    model.elapsed += SETTLE;
    press(&mut model, Key::plain(KeyCode::Enter));
    assert!(is_asked(&model));
    press(&mut model, Key::char('n'));
    assert_eq!(model.chat.draft(), "n", "the next line's first letter is no answer");
    press(&mut model, Key::plain(KeyCode::Backspace));
    model.elapsed += SETTLE;
    press(&mut model, Key::char('n'));
    assert_eq!((model.chat.draft(), is_asked(&model)), ("", false), "this one is");
}

#[test]
fn who_leaves_takes_its_question_along() {
    let mut model = desk();
    asks_about(&mut model, 1, &carried(true, 0, 1, "hello"));
    assert!(is_asked(&model));
    update(&mut model, Event::Chat(ChatEvent::Left { peer: BOB, why: Farewell::Bye }));
    assert!(model.overlay.is_none() && model.sightings.pending.is_empty());
}

#[test]
fn the_question_holds_up_neither_the_mouse_nor_what_is_pasted() {
    let mut model = desk();
    asks_about(&mut model, 1, &carried(true, 0, 1, "hello"));
    model.focus = PaneId::Packets;
    let mouse = |kind, column, row| Event::Mouse(Mouse { kind, column, row });
    update(&mut model, mouse(MouseKind::Click, 5, 5));
    assert_eq!((model.focus, is_asked(&model)), (PaneId::Interfaces, true), "a click goes where it was meant to go");
    update(&mut model, mouse(MouseKind::WheelDown, 90, 30));
    assert_eq!((model.focus, is_asked(&model)), (PaneId::Packets, true));
    model.focus = PaneId::Chat;
    model.chat.set_typing(true);
    update(&mut model, Event::Paste("pasted".into()));
    assert_eq!((model.chat.draft(), is_asked(&model)), ("pasted", false), "now a line is being written");
    press(&mut model, Key::plain(KeyCode::Enter));
    assert!(is_asked(&model));
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
    assert!(next_deadline(&model) <= model.elapsed + WAIT);
    let told = answers(&update(&mut model, its_frame(&message)).effects);
    assert_eq!(told.iter().map(|answer| answer.outcome).collect::<Vec<_>>(), [Came::Seen]);
    asks_about(&mut model, 2, &carried(true, 900, 9, "never seen"));
    assert_eq!(answers(&pass(&mut model, WAIT)), [Answer::without(2, Came::NotSeen)]);
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
    let other = Carried { remote: "192.168.1.99:10101".parse().unwrap(), ..carried(true, 0, 1, "for carol") };
    sends(&mut model, other.clone());
    asks_about(&mut model, 1, &other);
    assert_eq!(answers(&pass(&mut model, WAIT)), [Answer::without(1, Came::NotSeen)]);
    let info = info();
    let question = Question { id: 1, whose: Whose::Asker, part: Part::Stream { offset: 0, length: 99 } };
    assert!(!is_meant(&carried(true, 0, 1, "ours"), &info, &question), "the other direction has its own stream");
    assert!(is_meant(&carried(false, 0, 1, "its own"), &info, &question));
    let older = Carried { socket: SocketId(2), ..carried(false, 0, 1, "over another connection") };
    assert!(!is_meant(&older, &info, &question));
}

#[test]
fn a_datagrams_text_is_found_by_its_number() {
    let info = PeerInfo { transport: Transport::Udp, ..info() };
    let text = |number, offset| Carried { transport: Transport::Udp, ..carried(false, offset, number, "same") };
    let question = Question { id: 1, whose: Whose::Asker, part: Part::Text { number: 5 } };
    assert!(is_meant(&text(5, 900), &info, &question), "whatever was lost or came between");
    assert!(!is_meant(&text(4, 5), &info, &question));
    let plain = Carried { session: 0..0, presentation: 0..0, ..text(5, 0) };
    assert!(!is_meant(&plain, &info, &question));
}

#[test]
fn without_a_capture_there_is_nothing_to_allow() {
    let mut model = desk();
    update(&mut model, Event::Source(SourceEvent::Ended { host: HostId::HERE, why: None }));
    let effects = asks_about(&mut model, 1, &carried(true, 0, 1, "hello"));
    assert_eq!(answers(&effects), [Answer::without(1, Came::NoRight)]);
    assert!(!is_asked(&model));
}

// ---- asking ----

/// Shows both ends of the newest message.
fn both_ends(model: &mut Model) -> Vec<Question> {
    model.focus = PaneId::Encapsulation;
    questions(&press(model, Key::char('b')))
}

fn questions(effects: &[Effect]) -> Vec<Question> {
    let question = |effect: &Effect| match effect {
        Effect::Chat(ChatCommand::AskSighting { peer: BOB, question }) => Some(*question),
        _ => None,
    };
    effects.iter().filter_map(question).collect()
}

fn state(model: &Model) -> SightState {
    model.encap.sight().unwrap().state.clone()
}

#[test]
fn b_asks_once_and_what_is_told_is_shown() {
    let mut model = desk();
    let message = carried(true, 40, 3, "hello");
    sends(&mut model, message.clone());
    update(&mut model, its_frame(&message));
    let [question] = both_ends(&mut model)[..] else { panic!("not one question") };
    let length = message.bytes.len() as u32;
    assert_eq!((question.whose, question.part), (Whose::Asker, Part::Stream { offset: 40, length }));
    assert_eq!(state(&model), SightState::Asked);
    assert_eq!(questions(&pass(&mut model, Duration::from_millis(10))), []);
    let told = Sighted {
        link: 1,
        direction: Direction::In,
        checksum: crate::frame::ChecksumStatus::Unknown,
        length: 79,
        interface: "eth9".into(),
        headers: model.encap.journey().unwrap().frame.bytes[..54].to_vec(),
    };
    let answer = Answer { id: question.id, outcome: Came::Seen, total: 1, frames: vec![told] };
    update(&mut model, Event::Chat(ChatEvent::Sighted { peer: PeerId(9), answer: answer.clone() }));
    assert_eq!(state(&model), SightState::Asked, "that was another one's answer");
    update(&mut model, Event::Chat(ChatEvent::Sighted { peer: BOB, answer }));
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
    let [question] = both_ends(&mut model)[..] else { panic!("not one question") };
    assert_eq!(question.whose, Whose::Answerer);
    pass(&mut model, PATIENCE);
    assert_eq!(state(&model), SightState::Late);
    let answer = Answer::without(question.id, Came::Refused);
    update(&mut model, Event::Chat(ChatEvent::Sighted { peer: BOB, answer }));
    assert_eq!(state(&model), SightState::Refused);
    press(&mut model, Key::char('b'));
    let [again] = both_ends(&mut model)[..] else { panic!("what failed is asked anew") };
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
    assert_eq!(ask(&|_, message| (message.session, message.presentation) = (0..0, 0..0)), SightState::Plain);
    assert_eq!(ask(&|model, _| drop(update(model, changed(&|info| info.can_sight = false)))), SightState::CannotThere);
    assert_eq!(ask(&|model, _| drop(update(model, changed(&|info| info.socket = SocketId(8))))), SightState::Gone);
    let left = || Event::Chat(ChatEvent::Left { peer: BOB, why: Farewell::Bye });
    assert_eq!(ask(&|model, _| drop(update(model, left()))), SightState::Gone);
    let away = || Event::Chat(ChatEvent::Reconnecting { peer: BOB, attempt: 1 });
    assert_eq!(ask(&|model, _| drop(update(model, away()))), SightState::Gone);
}
