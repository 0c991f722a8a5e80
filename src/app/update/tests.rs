use std::net::SocketAddr;

use bytes::Bytes;

use super::*;
use crate::app::model::Start;
use crate::app::model::practice::State;
use crate::app::model::screen::{Overlay, Question};
use crate::clock::Time;
use crate::msg::CaptureEffect;
use crate::msg::CaptureEvent;
use crate::msg::Input;
use crate::msg::PracticeEffect;
use crate::msg::PracticeEvent;
use crate::msg::action::{PaneId, View};
use crate::msg::capture::SourceEvent;
use crate::msg::chat::{ChatCommand, ChatEvent, MessageId, PeerId, PeerInfo, Speaks};
use crate::msg::host::HostEvent;
use crate::msg::{Key, KeyCode, LabHost, Mouse, MouseKind};
use crate::net::{Address, Flags, Interface, InterfaceKind, LinkState, Scope, Snapshot};
use crate::place::{HostId, InterfaceIndex};
use crate::record::{
    Call, Calls, Carried, Outcome as CallOutcome, SocketEvent, SocketId, Transport,
};
use crate::text::Lang;
use crate::ui::look::Glyphs;
use crate::ui::theme::Theme;
use crate::wire::LinkType;

pub(crate) fn model() -> Model {
    let mut model = Model::new(Start {
        lang: Lang::En,
        theme: Theme::TERMINAL,
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
        colours: true,
    });
    model.clock.now = Time::from_parts(43_390, 101_000_000);
    model
}

pub(crate) fn host() -> Snapshot {
    let address = |text: &str, prefix, scope| Address {
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

/// The host one practises on.
const LAB: HostId = HostId(1);

fn lab() -> Vec<LabHost> {
    let id = LAB;
    let label = "p".to_owned();
    vec![LabHost { id, label }]
}

pub(crate) fn press(model: &mut Model, key: Key) -> Vec<Effect> {
    update(model, Event::Input(Input::Key(key))).effects
}

pub(crate) fn write(model: &mut Model, text: &str) -> Vec<Effect> {
    model.screen.focus = PaneId::Chat;
    model.chat.set_typing(true);
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
        (model.screen.view, model.screen.focus),
        (View::Packets, PaneId::Packets)
    );
    press(&mut model, Key::char('3'));
    press(&mut model, Key::char('i'));
    press(&mut model, Key::char('q'));
    press(&mut model, Key::char('1'));
    assert_eq!(model.chat.draft(), "q1");
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
    assert!(!model.ending && matches!(model.screen.overlay, Some(Overlay::Ask(Question::End))));
    press(&mut model, Key::char('n'));
    assert!(!model.ending && model.screen.overlay.is_none());
    press(&mut model, Key::ctrl('c'));
    press(&mut model, Key::ctrl('c'));
    assert!(model.ending);
}

#[test]
fn escape_goes_back_one_level_at_a_time() {
    let mut model = model();
    press(&mut model, Key::char('5'));
    press(&mut model, Key::char('/'));
    assert!(model.trace.log.is_editing());
    press(&mut model, Key::plain(KeyCode::Esc));
    assert!(!model.trace.log.is_editing() && model.screen.view == View::Packets);
    press(&mut model, Key::plain(KeyCode::Esc));
    assert_eq!(model.screen.view, View::Lab);
}

#[test]
fn pasted_lines_with_nobody_there_are_refused_and_the_draft_stays() {
    let mut model = model();
    model.screen.focus = PaneId::Chat;
    update(&mut model, Event::Input(Input::Paste("draft".into())));
    update(&mut model, Event::Input(Input::Paste("a\nb\n".into())));
    assert!(model.screen.overlay.is_none());
    assert_eq!(model.chat.draft(), "draft");
}

#[test]
fn how_many_pasted_lines_are_too_many_is_said() {
    let mut model = model();
    join(&mut model);
    update(&mut model, Event::Input(Input::Paste("x\n".repeat(203))));
    let Some(Overlay::Ask(Question::Paste(lines))) = &model.screen.overlay else {
        panic!()
    };
    assert_eq!(lines.len(), 200);
    let Some(crate::panes::chat::Said::Notice { what, .. }) = model.chat.lines().last() else {
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
    model.screen.overlay = Some(Overlay::Help(0));
    update(&mut model, Event::Input(Input::Paste("one".into())));
    assert!(model.screen.overlay.is_none());
    assert_eq!(model.chat.draft(), "one");
    model.screen.overlay = Some(Overlay::Ask(Question::End));
    let before = model.chat.lines().count();
    update(&mut model, Event::Input(Input::Paste("two".into())));
    assert!(matches!(
        model.screen.overlay,
        Some(Overlay::Ask(Question::End))
    ));
    assert_eq!(
        (model.chat.draft(), model.chat.lines().count()),
        ("one", before + 1)
    );
}

#[test]
fn a_text_the_chat_could_not_take_is_lost_and_does_not_wait_for_ever() {
    let mut model = model();
    join(&mut model);
    let effects = write(&mut model, "hi");
    let [Effect::Chat(command)] = &effects[..] else {
        panic!("{effects:?}")
    };
    update(&mut model, Event::Chat(ChatEvent::Busy(command.clone())));
    let lost = model.chat.lines().any(|said| match said {
        crate::panes::chat::Said::Mine { deliveries, .. } => {
            deliveries[..] == [(PeerId(1), crate::msg::chat::Delivery::Lost)]
        }
        _ => false,
    });
    assert!(lost);
}

#[test]
fn several_pasted_lines_are_asked_about_and_one_is_not_sent() {
    let mut model = model();
    join(&mut model);
    let effects = update(&mut model, Event::Input(Input::Paste("one".into()))).effects;
    assert!(effects.is_empty());
    assert_eq!(model.chat.draft(), "one");
    update(&mut model, Event::Input(Input::Paste("a\nb\n".into())));
    // It came in the midst of writing: who writes on answers nothing.
    for c in ", yes no".chars() {
        assert!(press(&mut model, Key::char(c)).is_empty());
    }
    assert_eq!(model.chat.draft(), "one, yes no");
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
    assert!(model.encap.journey().is_none(), "the frame may still come");
    update(&mut model, frame(100, 0x18, "hello"));
    let journey = model.encap.journey().unwrap();
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
        model.encap.journey().unwrap().frame.meta.origin,
        crate::frame::Origin::Rebuilt
    );
    update(&mut model, frame(100, 0x18, "hello"));
    assert_eq!(
        model.encap.journey().unwrap().frame.meta.origin,
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
    let frame = &model.encap.journey().unwrap().frame;
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
    let journey = model.encap.journey().unwrap();
    assert_eq!(
        journey.facts.part.of, 12,
        "16 384 bytes by 1460 are 12 segments"
    );
    let id = model.messages.shown.unwrap();
    model.clock.now = Time(sent_at.0 + 1_000_000_000);
    messages::show(&mut model, id);
    assert_eq!(model.encap.journey().unwrap().frame.meta.time, sent_at);
}

#[test]
fn a_log_filled_by_calls_alone_keeps_no_row_of_what_is_gone() {
    let mut model = model();
    model.trace.packets = crate::store::Packets::with_budget(4096);
    for _ in 0..200 {
        update(&mut model, socket(Call::Close, "192.168.1.23:50000"));
    }
    assert_eq!(model.trace.log.rows(), model.trace.packets.len());
}

#[test]
fn frames_that_came_before_their_socket_was_known_become_mine() {
    let mut model = model();
    update(
        &mut model,
        Event::Host(HostEvent::Changed(Box::new(host()))),
    );
    update(&mut model, frame(99, 0x02, ""));
    assert_eq!(model.trace.log.rows(), 0);
    update(
        &mut model,
        socket(
            Call::Connect("192.168.1.24:10101".parse().unwrap()),
            "192.168.1.23:50000",
        ),
    );
    assert_eq!(model.trace.log.rows(), 2, "the SYN and the call");
}

#[test]
fn a_cable_pulled_is_told_to_the_chat_and_new_interfaces_to_the_capture() {
    let mut model = model();
    update(&mut model, Event::Capture(CaptureEvent::Allowed));
    let effects = update(
        &mut model,
        Event::Host(HostEvent::Changed(Box::new(host()))),
    )
    .effects;
    assert!(
        matches!(&effects[..], [Effect::Capture(CaptureEffect::Run(wish))] if wish.taps.len() == 2)
    );
    let mut cut = host();
    cut.interfaces[1].state = LinkState::NoCarrier;
    let effects = update(&mut model, Event::Host(HostEvent::Changed(Box::new(cut)))).effects;
    assert_eq!(effects, [Effect::Chat(ChatCommand::LinkChanged)]);
}

#[test]
fn a_link_through_which_one_talks_is_told_of_at_once() {
    let mut model = model();
    let told = |model: &Model| {
        model
            .chat
            .lines()
            .filter_map(|said| match said {
                crate::panes::chat::Said::Notice { what, .. }
                    if what.key.starts_with("app-link") =>
                {
                    Some(what.key)
                }
                _ => None,
            })
            .collect::<Vec<_>>()
    };
    let with = |state| {
        let mut snapshot = host();
        snapshot.interfaces[1].state = state;
        Event::Host(HostEvent::Changed(Box::new(snapshot)))
    };
    for state in [LinkState::Up, LinkState::NoCarrier, LinkState::Up] {
        update(&mut model, with(state));
    }
    assert_eq!(
        told(&model),
        Vec::<&str>::new(),
        "nobody is talked to through it"
    );
    join(&mut model);
    for state in [
        LinkState::NoCarrier,
        LinkState::NoCarrier,
        LinkState::Up,
        LinkState::Down,
    ] {
        update(&mut model, with(state));
    }
    assert_eq!(
        told(&model),
        ["app-link-lost", "app-link-back", "app-link-off"]
    );
}

#[test]
fn the_partner_is_joined_called_and_left() {
    let mut model = model();
    update(
        &mut model,
        Event::Host(HostEvent::Changed(Box::new(host()))),
    );
    assert_eq!(
        press(&mut model, Key::char('p')),
        [Effect::Practice(PracticeEffect::Start)]
    );
    assert_eq!(model.practice.state, State::Starting);
    assert!(press(&mut model, Key::char('p')).is_empty());
    let partner = "10.1.0.3:10101".parse().unwrap();
    let effects = update(
        &mut model,
        Event::Practice(PracticeEvent::Ready {
            hosts: lab(),
            partner,
            fallback: None,
        }),
    )
    .effects;
    assert_eq!(
        effects,
        [Effect::Practice(PracticeEffect::Join)],
        "the call waits for the capture, so that its handshake is seen"
    );
    let running = SourceEvent::Running {
        host: LAB,
        interfaces: vec!["eth0".into()],
    };
    let effects = update(&mut model, Event::Capture(CaptureEvent::Source(running))).effects;
    assert!(matches!(
        &effects[..],
        [
            Effect::Chat(ChatCommand::SetSight(true)),
            Effect::Chat(ChatCommand::Connect { .. })
        ]
    ));
    assert!(model.chat.is_typing());
    model.chat.set_typing(false);
    assert!(
        matches!(&press(&mut model, Key::char('p'))[..], [Effect::Chat(_)]),
        "nobody is there: called again"
    );
    join(&mut model);
    model.chat.set_typing(false);
    assert!(
        press(&mut model, Key::char('p')).is_empty(),
        "in mid-talk it asks"
    );
    assert_eq!(
        press(&mut model, Key::char('y')),
        [Effect::Practice(PracticeEffect::Stop)]
    );
    update(&mut model, Event::Practice(PracticeEvent::Ended));
    assert_eq!(model.practice.state, State::Off);
    assert!(
        update(&mut model, Event::Practice(PracticeEvent::Died))
            .effects
            .is_empty()
    );
}

#[test]
fn the_partner_is_called_even_if_nothing_can_be_captured() {
    let mut model = model();
    let partner = "10.1.0.3:10101".parse().unwrap();
    update(
        &mut model,
        Event::Practice(PracticeEvent::Ready {
            hosts: lab(),
            partner,
            fallback: None,
        }),
    );
    model.clock.elapsed = next_deadline(&model).max(Duration::from_millis(500));
    let effects = update(&mut model, Event::Deadline).effects;
    assert!(
        effects
            .iter()
            .any(|e| matches!(e, Effect::Chat(ChatCommand::Connect { .. })))
    );
    assert!(
        !update(&mut model, Event::Deadline)
            .effects
            .iter()
            .any(|e| matches!(e, Effect::Chat(_)))
    );
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
    assert_eq!(model.screen.focus, PaneId::Interfaces);
    update(&mut model, click(90, 30));
    assert_eq!(model.screen.focus, PaneId::Packets);
    update(&mut model, click(14, 1));
    assert_eq!(model.screen.view, View::Interfaces);
}

#[test]
fn an_interface_asked_for_that_is_not_there_is_said_once() {
    let mut model = model();
    model.start.interfaces = vec!["eth9".into()];
    for _ in 0..2 {
        update(
            &mut model,
            Event::Host(HostEvent::Changed(Box::new(host()))),
        );
    }
    assert_eq!(model.chat.lines().count(), 1);
}

#[test]
fn the_palette_finds_and_does() {
    let mut model = model();
    press(&mut model, Key::char(':'));
    for c in "packets alone".chars() {
        press(&mut model, Key::char(c));
    }
    press(&mut model, Key::plain(KeyCode::Enter));
    assert!(model.screen.overlay.is_none());
    assert_eq!(model.screen.view, View::Packets);
}

#[test]
fn a_full_width_question_mark_opens_help_and_any_other_key_closes_it() {
    let mut model = model();
    press(&mut model, Key::char('？'));
    assert!(matches!(model.screen.overlay, Some(Overlay::Help(0))));
    press(&mut model, Key::char('x'));
    assert!(model.screen.overlay.is_none());
}

#[test]
fn a_flood_of_frames_asks_for_drawing_soon_and_a_key_at_once() {
    let mut model = model();
    assert_eq!(update(&mut model, frame(1, 0x10, "")).redraw, Redraw::Soon);
    assert_eq!(
        update(&mut model, Event::Input(Input::Key(Key::char('t')))).redraw,
        Redraw::Now
    );
}

#[test]
fn digits_are_an_answer_while_a_question_waits_and_a_view_again_after_it() {
    let mut model = model();
    let (frame, facts) = crate::journey::tests::question_frame();
    let dissection = crate::panes::packets::dissect(&frame);
    model.encap.show(
        crate::journey::Journey::new(frame, dissection, facts),
        model.clock.elapsed,
    );
    model.screen.view = View::Encapsulation;
    model.screen.focus = PaneId::Encapsulation;
    press(&mut model, Key::char('P'));
    while !model.is_typing() {
        press(&mut model, Key::plain(KeyCode::Right));
    }
    for c in "１5q".chars() {
        press(&mut model, Key::char(c));
    }
    assert_eq!(
        (model.screen.view, model.ending),
        (View::Encapsulation, false),
        "nothing but text"
    );
    update(
        &mut model,
        Event::Input(Input::Paste("10.9.0.2".to_owned())),
    );
    assert_eq!(
        model.screen.focus,
        PaneId::Encapsulation,
        "what is pasted goes into the answer"
    );
    press(&mut model, Key::plain(KeyCode::Tab));
    assert_ne!(
        model.screen.focus,
        PaneId::Encapsulation,
        "one can leave it waiting"
    );
    press(&mut model, Key::plain(KeyCode::BackTab));
    press(&mut model, Key::plain(KeyCode::Esc));
    press(&mut model, Key::char('5'));
    assert_eq!(model.screen.view, View::Packets);
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
    let part = |model: &Model| model.encap.journey().unwrap().facts.part;
    assert_eq!(part(&model), crate::journey::Part { index: 0, of: 3 });
    press(&mut model, Key::char('>'));
    press(&mut model, Key::char('>'));
    assert_eq!(part(&model).index, 2);
    let last = model.encap.journey().unwrap().digest.payload_len;
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
        assert_eq!(model.screen.notice, None);
    }
    assert_eq!(
        model.encap.journey().unwrap().facts.part,
        crate::journey::Part { index: 7, of: 10 }
    );
    press(&mut model, Key::char('>'));
    assert_eq!(model.encap.journey().unwrap().facts.part.index, 7);
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
        model.encap.journey().unwrap().facts.part,
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
    messages::show(&mut model, ids[0]);
    let first = model.encap.journey().unwrap();
    assert_eq!(
        first.facts.part,
        crate::journey::Part::WHOLE,
        "what was sent again is no further piece"
    );
    assert_eq!((first.share().bytes, first.others().bytes), (4, 0));
    press(&mut model, Key::plain(KeyCode::Esc));
    press(&mut model, Key::char('4'));
    press(&mut model, Key::plain(KeyCode::PageDown));
    let second = model.encap.journey().unwrap();
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
        text: "an answer".to_owned(),
        carried: answer,
        cut: false,
        assumed: false,
    };
    update(&mut model, Event::Chat(came));
    let text = |model: &Model| model.encap.journey().unwrap().text.clone().unwrap();
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
