use std::net::SocketAddr;

use bytes::Bytes;

use super::*;
use crate::app::model::Start;
use crate::app::model::desk::{Overlay, Question};
use crate::clock::Time;
use crate::keymap::Keymap;
use crate::msg::CaptureEvent;
use crate::msg::Input;
use crate::msg::capture::SourceEvent;
use crate::msg::chat::{ChatCommand, ChatEvent, MessageId, PeerId, PeerInfo, Speaks};
use crate::msg::host::HostEvent;
use crate::msg::{Key, KeyCode, Mouse, MouseKind};
use crate::net::{Address, Flags, Interface, InterfaceKind, LinkState, Scope, Snapshot};
use crate::place::{HostId, InterfaceIndex};
use crate::record::{
    Call, Calls, Carried, Outcome as CallOutcome, SocketEvent, SocketId, Transport,
};
use crate::screens::{ScreenId, Screens, View};
use crate::text::Lang;
use crate::ui::look::Glyphs;
use crate::ui::theme::Themes;
use crate::wire::LinkType;

pub(crate) fn model() -> Model {
    model_with(Keymap::new(Screens::layers()))
}

/// The same with these keys bound.
pub(crate) fn model_with(keys: Keymap) -> Model {
    let start = Start {
        lang: Lang::En,
        theme: Themes::default(),
        glyphs: Glyphs::UNICODE,
        reduced_motion: true,
        nick: "ann".into(),
        utc_offset: 0,
        interfaces: Vec::new(),
        snaplen: None,
        memory: 256 << 20,
        promiscuous: false,
        left_out: None,
        default_ttl: Some(64),
        size: (120, 36),
        chinese: true,
    };
    let mut model = Model::new(start, keys);
    model.clock.now = Time::from_parts(43_390, 101_000_000);
    model
}

pub(crate) fn host() -> Snapshot {
    let address = |text: &str, prefix, scope| Address {
        peer: None,
        address: text.parse().unwrap(),
        prefix,
        broadcast: None,
        scope,
    };
    let interface = |index, name: &str, kind, addresses| Interface {
        index: InterfaceIndex(index),
        name: name.into(),
        kind,
        flags: Flags(0x1_0043),
        state: LinkState::Up,
        mac: "52:54:00:12:34:56".parse().ok(),
        mtu: 1500,
        link: LinkType::Ethernet,
        addresses,
        rx: crate::net::Counters::default(),
        tx: crate::net::Counters::default(),
    };
    let lo = interface(
        1,
        "lo",
        InterfaceKind::Loopback,
        vec![address("127.0.0.1", 8, Scope::Host)],
    );
    let eth0 = interface(
        2,
        "eth0",
        InterfaceKind::Ethernet,
        vec![address("192.168.1.23", 24, Scope::Global)],
    );
    let route = |destination: &str, prefix, gateway: Option<&str>| crate::net::Route {
        destination: destination.parse().unwrap(),
        prefix,
        gateway: gateway.and_then(|g| g.parse().ok()),
        interface: InterfaceIndex(2),
        source: None,
        metric: 0,
    };
    Snapshot {
        hop_limits: Vec::new(),
        host: HostId::HERE,
        name: "lab-3".into(),
        interfaces: vec![lo, eth0],
        routes: vec![
            route("0.0.0.0", 0, Some("192.168.1.1")),
            route("192.168.1.0", 24, None),
        ],
        neighbours: vec![crate::net::Neighbour {
            address: "192.168.1.24".parse().unwrap(),
            mac: "52:54:00:12:34:57".parse().ok(),
            interface: InterfaceIndex(2),
            valid: true,
        }],
        dns: vec!["192.168.1.1".parse().unwrap()],
    }
}

pub(crate) fn press(model: &mut Model, key: Key) -> Vec<Effect> {
    update(model, Event::Input(Input::Key(key))).effects
}

pub(crate) fn write(model: &mut Model, text: &str) -> Vec<Effect> {
    model.desk.focus = ScreenId::Chat;
    model.screens.chat.set_typing(true);
    for c in text.chars() {
        press(model, Key::char(c));
    }
    press(model, Key::plain(KeyCode::Enter))
}

pub(crate) fn join(model: &mut Model) {
    let info = PeerInfo {
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
    };
    update(
        model,
        Event::Chat(ChatEvent::Joined {
            peer: PeerId(1),
            info,
        }),
    );
}

pub(crate) fn carried(text: &'static str) -> Carried {
    Carried {
        transport: Transport::Tcp,
        host: HostId::HERE,
        socket: SocketId(3),
        local: "192.168.1.23:50000".parse().unwrap(),
        remote: "192.168.1.24:10101".parse().unwrap(),
        outgoing: true,
        offset: 0,
        tcp: None,
        bytes: Bytes::from_static(text.as_bytes()),
        session: 0..0,
        presentation: 0..0,
        text: 0..text.len(),
        calls: Calls::default(),
    }
}

pub(crate) fn sent(model: &mut Model, text: &'static str) {
    let event = ChatEvent::Sent {
        message: MessageId(1),
        peer: PeerId(1),
        carried: carried(text),
    };
    update(model, Event::Chat(event));
}

/// A frame from us to bob that carries `text` with sequence number `seq`.
pub(crate) fn frame(seq: u32, flags: u8, text: &str) -> Event {
    use crate::frame::{BatchedFrame, ChecksumStatus, Direction, FrameBatch, FrameMeta, Origin};
    let mut bytes = Vec::new();
    bytes.extend([
        0x52, 0x54, 0, 0x12, 0x34, 0x57, 0x52, 0x54, 0, 0x12, 0x34, 0x56, 8, 0,
    ]);
    let length = (40 + text.len()) as u16;
    bytes.extend([0x45, 0]);
    bytes.extend(length.to_be_bytes());
    bytes.extend([0, 1, 0x40, 0, 64, 6, 0, 0, 192, 168, 1, 23, 192, 168, 1, 24]);
    bytes.extend(50_000_u16.to_be_bytes());
    bytes.extend(10_101_u16.to_be_bytes());
    bytes.extend(seq.to_be_bytes());
    bytes.extend([0, 0, 0, 9, 0x50, flags, 0xfa, 0xf0, 0, 0, 0, 0]);
    bytes.extend(text.as_bytes());
    let meta = FrameMeta {
        time: Time::from_parts(43_390, 101_000_000 + i64::from(seq)),
        place: crate::place::Place::on(HostId::HERE, InterfaceIndex(2)),
        direction: Direction::Out,
        link: LinkType::Ethernet,
        origin: Origin::Captured,
        length: bytes.len() as u32,
        fcs: crate::frame::FcsLength::NONE,
        checksum: ChecksumStatus::NotReady,
    };
    let digest = crate::wire::digest(LinkType::Ethernet, &bytes);
    let frame = BatchedFrame {
        meta,
        digest,
        at: 0,
        captured: bytes.len() as u32,
    };
    let batch = FrameBatch {
        bytes: Bytes::from(bytes),
        frames: vec![frame],
    };
    Event::Capture(CaptureEvent::Source(SourceEvent::Frames {
        host: HostId::HERE,
        batch,
    }))
}

pub(crate) fn socket(call: Call, local: &str) -> Event {
    Event::Socket(SocketEvent {
        time: Time::from_parts(43_390, 0),
        host: HostId::HERE,
        socket: SocketId(3),
        transport: Transport::Tcp,
        call,
        purpose: crate::record::Purpose::Talk,
        outcome: CallOutcome::Done(0),
        local: local.parse().ok(),
        peer: "192.168.1.24:10101".parse::<SocketAddr>().ok(),
    })
}

pub(crate) fn capturing(model: &mut Model) {
    update(model, Event::Host(HostEvent::Changed(Box::new(host()))));
    update(
        model,
        Event::Capture(CaptureEvent::Source(SourceEvent::Running {
            host: HostId::HERE,
            interfaces: vec!["eth0".into()],
        })),
    );
    update(
        model,
        socket(
            Call::Connect("192.168.1.24:10101".parse().unwrap()),
            "192.168.1.23:50000",
        ),
    );
}

#[test]
fn digits_choose_views_and_letters_are_text_only_while_typing() {
    let mut model = model();
    press(&mut model, Key::char('5'));
    assert_eq!(
        (model.desk.view, model.desk.focus),
        (View::Alone(ScreenId::Packets), ScreenId::Packets)
    );
    press(&mut model, Key::char('3'));
    press(&mut model, Key::char('i'));
    press(&mut model, Key::char('q'));
    press(&mut model, Key::char('1'));
    assert_eq!(model.screens.chat.draft(), "q1");
    assert!(!model.ending);
    press(&mut model, Key::plain(KeyCode::Esc));
    press(&mut model, Key::char('q'));
    assert!(model.ending);
}

#[test]
fn ending_with_peers_asks_once() {
    let mut model = model();
    join(&mut model);
    press(&mut model, Key::ctrl('c'));
    assert!(!model.ending && matches!(model.desk.overlay, Some(Overlay::Ask(Question::End))));
    press(&mut model, Key::char('n'));
    assert!(!model.ending && model.desk.overlay.is_none());
    press(&mut model, Key::ctrl('c'));
    press(&mut model, Key::ctrl('c'));
    assert!(model.ending);
}

#[test]
fn escape_goes_back_one_level_at_a_time() {
    let mut model = model();
    press(&mut model, Key::char('5'));
    press(&mut model, Key::char('/'));
    assert!(model.screens.packets.is_editing());
    press(&mut model, Key::plain(KeyCode::Esc));
    assert!(
        !model.screens.packets.is_editing() && model.desk.view == View::Alone(ScreenId::Packets)
    );
    press(&mut model, Key::plain(KeyCode::Esc));
    assert_eq!(model.desk.view, View::Lab);
}

#[test]
fn pasted_lines_with_nobody_there_are_refused_and_the_draft_stays() {
    let mut model = model();
    model.desk.focus = ScreenId::Chat;
    update(&mut model, Event::Input(Input::Paste("draft".into())));
    update(&mut model, Event::Input(Input::Paste("a\nb\n".into())));
    assert!(model.desk.overlay.is_none());
    assert_eq!(model.screens.chat.draft(), "draft");
}

#[test]
fn how_many_pasted_lines_are_too_many_is_said() {
    let mut model = model();
    join(&mut model);
    update(&mut model, Event::Input(Input::Paste("x\n".repeat(203))));
    let Some(Overlay::Ask(Question::Paste(lines))) = &model.desk.overlay else {
        panic!()
    };
    assert_eq!(lines.len(), 200);
    let Some(crate::screens::chat::Said::Notice { what, .. }) = model.screens.chat.lines().last()
    else {
        panic!()
    };
    assert_eq!(
        what,
        &crate::say!("chat-pane-paste-cut", taken = 200_usize, cut = 3_usize)
    );
}

#[test]
fn help_gives_way_to_what_is_pasted_and_a_question_says_it_was_not_taken() {
    let mut model = model();
    model.desk.overlay = Some(Overlay::Help(0));
    update(&mut model, Event::Input(Input::Paste("one".into())));
    assert!(model.desk.overlay.is_none());
    assert_eq!(model.screens.chat.draft(), "one");
    model.desk.overlay = Some(Overlay::Ask(Question::End));
    let before = model.screens.chat.lines().count();
    update(&mut model, Event::Input(Input::Paste("two".into())));
    assert!(matches!(
        model.desk.overlay,
        Some(Overlay::Ask(Question::End))
    ));
    assert_eq!(
        (
            model.screens.chat.draft(),
            model.screens.chat.lines().count()
        ),
        ("one", before + 1)
    );
}

#[test]
fn several_pasted_lines_are_asked_about_and_one_is_not_sent() {
    let mut model = model();
    join(&mut model);
    let effects = update(&mut model, Event::Input(Input::Paste("one".into()))).effects;
    assert!(effects.is_empty());
    assert_eq!(model.screens.chat.draft(), "one");
    update(&mut model, Event::Input(Input::Paste("a\nb\n".into())));
    // It came in the midst of writing: who writes on answers nothing.
    for c in ", yes no".chars() {
        assert!(press(&mut model, Key::char(c)).is_empty());
    }
    assert_eq!(model.screens.chat.draft(), "one, yes no");
    let effects = press(&mut model, Key::plain(KeyCode::Enter));
    let texts: Vec<_> = effects
        .iter()
        .map(|e| match e {
            Effect::Chat(ChatCommand::Send { text, .. }) => text.as_str(),
            _ => "?",
        })
        .collect();
    assert_eq!(texts, ["a", "b"]);
}

#[test]
fn a_word_typed_by_mistake_does_not_end_the_program() {
    let mut model = model();
    join(&mut model);
    press(&mut model, Key::plain(KeyCode::Esc));
    // Who thinks to be in the line: `q` asks, and the `y` comes much later.
    for c in "quickly".chars() {
        press(&mut model, Key::char(c));
        assert!(!model.ending);
    }
    press(&mut model, Key::ctrl('c'));
    press(&mut model, Key::char('y'));
    assert!(model.ending);
}

#[test]
fn a_click_focuses_a_pane_and_a_tab_shows_a_view() {
    let mut model = model();
    let click = |column, row| {
        Event::Input(Input::Mouse(Mouse {
            kind: MouseKind::Click,
            column,
            row,
        }))
    };
    update(&mut model, click(5, 5));
    assert_eq!(model.desk.focus, ScreenId::Interfaces);
    update(&mut model, click(90, 30));
    assert_eq!(model.desk.focus, ScreenId::Packets);
    update(&mut model, click(14, 1));
    assert_eq!(model.desk.view, View::Alone(ScreenId::Interfaces));
}

#[test]
fn the_palette_finds_and_does() {
    let mut model = model();
    press(&mut model, Key::char(':'));
    for c in "packets alone".chars() {
        press(&mut model, Key::char(c));
    }
    press(&mut model, Key::plain(KeyCode::Enter));
    assert!(model.desk.overlay.is_none());
    assert_eq!(model.desk.view, View::Alone(ScreenId::Packets));
}

#[test]
fn a_full_width_question_mark_opens_help_and_any_other_key_closes_it() {
    let mut model = model();
    press(&mut model, Key::char('？'));
    assert!(matches!(model.desk.overlay, Some(Overlay::Help(0))));
    press(&mut model, Key::char('x'));
    assert!(model.desk.overlay.is_none());
}

#[test]
fn digits_are_an_answer_while_a_question_waits_and_a_view_again_after_it() {
    let mut model = model();
    let (frame, facts) = crate::journey::tests::question_frame();
    let dissection = crate::screens::packets::dissect(&frame, crate::wire::Reading::Alone);
    model.screens.encap.show(
        crate::journey::Journey::new(frame, dissection, facts),
        model.clock.elapsed,
    );
    model.desk.view = View::Alone(ScreenId::Encapsulation);
    model.desk.focus = ScreenId::Encapsulation;
    press(&mut model, Key::char('P'));
    while !model.is_writing() {
        press(&mut model, Key::plain(KeyCode::Right));
    }
    for c in "１5q".chars() {
        press(&mut model, Key::char(c));
    }
    assert_eq!(
        (model.desk.view, model.ending),
        (View::Alone(ScreenId::Encapsulation), false),
        "nothing but text"
    );
    update(
        &mut model,
        Event::Input(Input::Paste("10.9.0.2".to_owned())),
    );
    assert_eq!(
        model.desk.focus,
        ScreenId::Encapsulation,
        "what is pasted goes into the answer"
    );
    press(&mut model, Key::plain(KeyCode::Tab));
    assert_ne!(
        model.desk.focus,
        ScreenId::Encapsulation,
        "one can leave it waiting"
    );
    press(&mut model, Key::plain(KeyCode::BackTab));
    press(&mut model, Key::plain(KeyCode::Esc));
    press(&mut model, Key::char('5'));
    assert_eq!(model.desk.view, View::Alone(ScreenId::Packets));
}

#[test]
fn a_command_chosen_in_the_palette_begins_the_chats_line_and_spares_what_is_written_there() {
    let mut model = model();
    model.desk.show(View::Alone(ScreenId::Packets));
    let choose = |model: &mut Model| {
        press(model, Key::char(':'));
        for c in "call a peer".chars() {
            press(model, Key::char(c));
        }
        press(model, Key::plain(KeyCode::Enter));
    };
    choose(&mut model);
    assert_eq!(model.desk.focus, ScreenId::Chat);
    assert_eq!(model.screens.chat.draft(), "/connect ");
    press(&mut model, Key::char('x'));
    press(&mut model, Key::plain(KeyCode::Esc));
    choose(&mut model);
    assert_eq!(model.screens.chat.draft(), "/connect x");
    assert!(model.desk.notice.is_some());
}

#[test]
fn a_ladder_of_nothing_says_why_there_is_none() {
    let mut model = model();
    model.desk.show(View::Alone(ScreenId::Packets));
    press(&mut model, Key::char('w'));
    assert!(!model.screens.packets.is_open());
    assert!(model.desk.notice.is_some());
}
