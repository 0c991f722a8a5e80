use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::command::COMMANDS;
use super::*;
use crate::msg::chat::{ChatEvent, Farewell, Speaks};
use crate::msg::{KeyCode, LabHost};
use crate::place::HostId;
use crate::record::SocketId;
use crate::screens::answer;
use crate::screens::world::tests::Fixture;
use crate::screens::{Screen, World};

fn now() -> Time {
    Time(1)
}

fn info(nick: &str) -> PeerInfo {
    PeerInfo {
        nick: nick.into(),
        speaks: Speaks::Lab,
        transport: Transport::Tcp,
        host: HostId::HERE,
        socket: SocketId(1),
        local: "10.0.0.1:5000".parse().unwrap(),
        remote: "10.0.0.2:10101".parse().unwrap(),
        incoming: false,
        can_sight: true,
        proved: true,
        finished: false,
    }
}

fn ann() -> Chat {
    let mut chat = Chat::default();
    chat.set_nick("ann".into());
    chat
}

/// What of this is asked of the chat's engine.
fn commands(wishes: Vec<Wish>) -> Vec<ChatCommand> {
    let command = |wish| {
        if let Wish::Do(effect) = wish
            && let Effect::Chat(command) = *effect
        {
            Some(command)
        } else {
            None
        }
    };
    wishes.into_iter().filter_map(command).collect()
}

fn with_bob() -> Chat {
    let mut chat = ann();
    chat.hear(
        ChatEvent::Joined {
            peer: PeerId(1),
            info: info("bob"),
        },
        now(),
        None,
    );
    chat
}

#[test]
fn a_text_without_a_peer_stays_in_the_line() {
    let mut chat = ann();
    assert!(chat.enter("hello", now()).is_empty());
    assert_eq!(chat.draft(), "hello");
}

#[test]
fn a_text_goes_to_everyone_or_to_the_one_addressed() {
    let mut chat = with_bob();
    chat.hear(
        ChatEvent::Joined {
            peer: PeerId(2),
            info: info("carol"),
        },
        now(),
        None,
    );
    let [ChatCommand::Send { peers, .. }] = &commands(chat.enter("hi", now()))[..] else {
        panic!()
    };
    assert_eq!(peers, &[PeerId(1), PeerId(2)]);
    chat.enter("/to carol", now());
    let [ChatCommand::Send { peers, text, .. }] = &commands(chat.enter("//hi", now()))[..] else {
        panic!()
    };
    assert_eq!((peers.as_slice(), text.as_str()), (&[PeerId(2)][..], "/hi"));
}

#[test]
fn ticks_only_ever_grow() {
    let mut chat = with_bob();
    chat.enter("hi", now());
    let tick = |delivery| ChatEvent::Tick {
        message: MessageId(1),
        peer: PeerId(1),
        delivery,
    };
    chat.hear(tick(Delivery::PeerProgram), now(), None);
    chat.hear(tick(Delivery::PeerTcp), now(), None);
    let Some(Said::Mine { deliveries, .. }) = chat.lines().last() else {
        panic!()
    };
    assert_eq!(deliveries, &[(PeerId(1), Delivery::PeerProgram)]);
}

#[test]
fn an_unknown_command_is_kept_to_be_mended() {
    let mut chat = with_bob();
    assert!(chat.enter("/conect x", now()).is_empty());
    assert_eq!(chat.draft(), "/conect x");
}

#[test]
fn tab_completes_commands_and_names_and_walks_the_candidates() {
    let mut chat = with_bob();
    chat.line.set("/c");
    assert!(chat.complete());
    assert_eq!(chat.draft(), "/connect ");
    assert!(chat.complete());
    assert_eq!(chat.draft(), "/close ");
    chat.completion = None;
    chat.line.set("/to b");
    assert!(chat.complete());
    assert_eq!(chat.draft(), "/to bob");
    chat.line.set("hello");
    assert!(
        !chat.complete(),
        "text is left to the keymap: Tab goes to the next pane"
    );
}

#[test]
fn whoever_leaves_is_no_longer_addressed() {
    let mut chat = with_bob();
    chat.enter("/to bob", now());
    chat.hear(
        ChatEvent::Left {
            peer: PeerId(1),
            why: Farewell::Finished,
        },
        now(),
        None,
    );
    assert_eq!(chat.connected(), 0);
    assert!(chat.enter("still there?", now()).is_empty());
}

#[test]
fn what_was_meant_for_one_who_left_goes_to_nobody_else() {
    let mut chat = with_bob();
    chat.hear(
        ChatEvent::Joined {
            peer: PeerId(2),
            info: info("carol"),
        },
        now(),
        None,
    );
    chat.enter("/to bob", now());
    chat.hear(
        ChatEvent::Left {
            peer: PeerId(1),
            why: Farewell::Finished,
        },
        now(),
        None,
    );
    assert!(chat.enter("a secret", now()).is_empty());
    assert_eq!(chat.draft(), "a secret");
    chat.enter("/to *", now());
    assert_eq!(chat.enter("hello all", now()).len(), 1);
}

#[test]
fn pasted_lines_are_text_and_leave_the_draft_alone() {
    let lines = ["/etc/hosts".to_owned(), "two".to_owned()];
    let mut chat = with_bob();
    chat.line.set("draft");
    let texts = commands(chat.send_lines(&lines, now()).wishes)
        .into_iter()
        .map(|command| {
            let ChatCommand::Send { text, .. } = command else {
                panic!("{command:?}");
            };
            text
        });
    assert!(texts.eq(lines.clone()));
    let mut alone = ann();
    alone.line.set("draft");
    assert!(alone.send_lines(&lines, now()).wishes.is_empty());
    assert_eq!((chat.draft(), alone.draft()), ("draft", "draft"));
}

#[test]
fn what_a_full_line_leaves_out_of_a_paste_is_said() {
    let mut chat = with_bob();
    let before = chat.lines().count();
    chat.paste(&"x".repeat(10_000), &Fixture::new().world());
    assert_eq!(chat.lines().count(), before + 1);
}

#[test]
fn reading_older_lines_is_not_disturbed_by_new_ones() {
    let (mut chat, mut fixture) = (with_bob(), Fixture::new());
    fixture.area.height = 7;
    let world = fixture.world();
    chat.enter("one", now());
    chat.moved(Move::Up, &world);
    let shown = |chat: &Chat| format!("{:?}", chat.lines.up_to(chat.reading).last());
    let (before, at) = (shown(&chat), chat.reading);
    chat.notice(now(), Tone::Quiet, crate::say!("chat-pane-to-all"), None);
    assert_eq!((shown(&chat), chat.reading, chat.unseen), (before, at, 1));
    chat.moved(Move::Down, &world);
    assert!(chat.reading.is_some(), "one of two below");
    chat.moved(Move::Bottom, &world);
    assert_eq!((chat.reading, chat.unseen), (None, 0));
    chat.moved(Move::Top, &world);
    chat.moved(Move::PageDown, &world);
    assert_eq!(chat.reading, None);
}

#[test]
fn a_message_for_one_looks_like_one() {
    let mut chat = with_bob();
    chat.enter("to all", now());
    chat.enter("/to bob", now());
    chat.enter("a secret", now());
    let only: Vec<_> = chat
        .lines()
        .filter_map(|said| {
            if let Said::Mine { only_to, .. } = said {
                Some(only_to.as_deref())
            } else {
                None
            }
        })
        .collect();
    assert_eq!(only, [None, Some("bob")]);
}

#[test]
fn two_slashes_send_one_whatever_the_input_method_makes_of_them() {
    let mut chat = with_bob();
    for (typed, sent) in [
        ("//x", "/x"),
        ("／／x", "／x"),
        ("、、x", "、x"),
        ("///", "//"),
    ] {
        let [ChatCommand::Send { text, .. }] = &commands(chat.enter(typed, now()))[..] else {
            panic!("{typed}")
        };
        assert_eq!(text, sent);
    }
    let mut alone = ann();
    assert!(alone.enter("//x", now()).is_empty());
    assert_eq!(
        alone.draft(),
        "//x",
        "as it was typed: entered again it is no command"
    );
}

#[test]
fn commands_work_with_nobody_connected() {
    for command in COMMANDS {
        let mut chat = ann();
        chat.enter(&format!("/{} x", command.0), now());
        chat.enter(&format!("/{}", command.0), now());
        // What is missing, or was no choice, is to be mended in the line.
        let kept = match command.0 {
            word @ ("connect" | "speaks") => format!("/{word} "),
            "encoding" => "/encoding x".to_owned(),
            _ => String::new(),
        };
        assert_eq!(
            chat.draft(),
            kept,
            "{command:?}: nothing is sent, nothing stays in the line"
        );
        let says_so = |said: &Said| matches!(said, Said::Notice { what, .. } if what.key == "chat-pane-nobody");
        assert!(!chat.lines().any(says_so), "{command:?} is no text");
    }
}

#[test]
fn the_title_names_the_connections_transport_not_the_next_ones() {
    let mut chat = with_bob();
    chat.enter("/udp", now());
    assert_eq!(chat.transports(), [Transport::Tcp]);
    chat.hear(
        ChatEvent::Joined {
            peer: PeerId(2),
            info: PeerInfo {
                transport: Transport::Udp,
                ..info("carol")
            },
        },
        now(),
        None,
    );
    assert_eq!(chat.transports(), [Transport::Tcp, Transport::Udp]);
    chat.enter("/to carol", now());
    assert_eq!(chat.transports(), [Transport::Udp]);
    assert_eq!(ann().transports(), [Transport::Tcp]);
}

fn keys(chat: &Chat) -> Vec<&'static str> {
    chat.lines()
        .filter_map(|said| match said {
            Said::Notice { what, .. } => Some(what.key),
            Said::Mine { .. } | Said::Theirs { .. } | Said::Data { .. } => None,
        })
        .collect()
}

#[test]
fn with_a_practice_lab_it_is_said_from_where_one_connects_and_where_one_listens() {
    let mut chat = ann();
    let (peer, address) = (PeerId(1), "127.0.0.1:9999".parse().unwrap());
    let connecting = ChatEvent::Connecting {
        peer,
        host: HostId::HERE,
        target: "localhost:9999".into(),
        address,
    };
    let listening = ChatEvent::Listening {
        host: HostId(1),
        transport: Transport::Tcp,
        address,
    };
    chat.hear(connecting.clone(), now(), None);
    chat.set_labs(&[LabHost {
        id: HostId(1),
        label: "p".into(),
    }]);
    chat.hear(connecting, now(), None);
    chat.hear(listening, now(), None);
    assert_eq!(
        keys(&chat),
        ["chat-pane-connecting", "chat-pane-from", "chat-pane-on"]
    );
}

#[test]
fn over_udp_somebody_is_there_only_when_something_has_come() {
    let mut chat = ann();
    let info = PeerInfo {
        transport: Transport::Udp,
        speaks: Speaks::Unknown,
        ..info("10.0.0.2:10101")
    };
    chat.hear(
        ChatEvent::Ready {
            peer: PeerId(1),
            info: info.clone(),
        },
        now(),
        None,
    );
    let [ChatCommand::Send { .. }] = &commands(chat.enter("hi", now()))[..] else {
        panic!("it can be written to")
    };
    chat.hear(
        ChatEvent::Joined {
            peer: PeerId(1),
            info,
        },
        now(),
        None,
    );
    assert_eq!(keys(&chat), ["chat-pane-sends", "chat-pane-answered"]);
    assert_eq!(chat.peers().count(), 1);
}

#[test]
fn a_rename_says_who_it_is_by_the_address() {
    let mut chat = with_bob();
    chat.hear(
        ChatEvent::Changed {
            peer: PeerId(1),
            info: info("eve"),
        },
        now(),
        None,
    );
    let Some(Said::Notice { what, .. }) = chat.lines().last() else {
        panic!()
    };
    let text = crate::text::Text::new(crate::text::Lang::En).say(what);
    assert_eq!(text, "bob is now eve (10.0.0.2:10101).");
}

/// The screen's last row and all of it.
fn drawn(chat: &Chat, world: &World<'_>) -> String {
    let mut buf = Buffer::empty(world.area);
    chat.draw(world, &mut buf);
    buf.content
        .iter()
        .map(ratatui::buffer::Cell::symbol)
        .collect()
}

#[test]
fn enter_watches_the_message_that_is_read_else_writes() {
    let (mut chat, fixture) = (with_bob(), Fixture::new());
    let world = fixture.world();
    chat.enter("hi", now());
    chat.link(MessageId(1), EntryId(5));
    chat.enter("/peers", now());
    assert_eq!(chat.act(Verb::Open.id(), &world), Answer::done());
    assert!(chat.writes().is_some());
    assert_eq!(chat.back(&world), Answer::done());
    assert!(chat.writes().is_none() && chat.back(&world).is_no());
    chat.moved(Move::Up, &world);
    let watch = Answer::wish(Wish::Watch(EntryId(5)));
    assert_eq!(chat.act(Verb::Open.id(), &world), watch);
    assert_eq!(chat.act(Verb::Encapsulate.id(), &world), watch);
    assert!(chat.writes().is_none());
}

#[test]
fn what_cannot_be_done_says_why_not() {
    let fixture = Fixture::new();
    let world = fixture.world();
    for (mut chat, key) in [(ann(), "p"), (with_bob(), "i")] {
        for verb in [Verb::Encapsulate, Verb::ReadOtherwise] {
            let answer = chat.act(verb.id(), &world);
            let answer::Said::Why(why) = answer.said else {
                panic!("{verb:?}: {answer:?}")
            };
            let said = world.look.say(&why);
            assert!(
                verb == Verb::ReadOtherwise || said.contains(&format!(" {key} ")),
                "{said}"
            );
        }
    }
}

#[test]
fn one_pasted_line_is_written_and_several_are_asked_about() {
    let fixture = Fixture::new();
    let world = fixture.world();
    let mut chat = with_bob();
    assert_eq!(chat.paste("one\n\n", &world), Answer::done());
    assert_eq!(chat.draft(), "one");
    assert!(chat.writes().is_some());
    let asked = chat.paste("two\n\nthree", &world);
    let lines = ["two", "three"].map(ToOwned::to_owned).to_vec();
    assert_eq!(asked, Answer::wish(Wish::AskPaste(lines)));
    let many = chat.paste(&"x\n".repeat(300), &world);
    let [Wish::AskPaste(lines)] = &many.wishes[..] else {
        panic!("{many:?}")
    };
    assert_eq!(lines.len(), 200);
    assert_eq!(keys(&chat).last(), Some(&"chat-pane-paste-cut"));
    assert_eq!(
        ann().paste("a\nb", &world),
        Answer::done(),
        "nobody is there: that is said, and not asked"
    );
}

#[test]
fn keys_stand_there_as_they_are_bound() {
    let mut fixture = Fixture::new();
    let partner = vec![Key::char('Q')];
    assert_eq!(fixture.keys.bind("common", "partner", partner), Ok(()));
    assert!(drawn(&ann(), &fixture.world()).contains("Q         a practice partner"));
}

#[test]
fn it_draws_within_its_area() {
    let mut fixture = Fixture::new();
    let mut busy = with_bob();
    busy.enter("你好，世界 and all in it", now());
    busy.set_typing(true);
    busy.line.set("/con");
    for (width, height) in [(0, 0), (1, 1), (2, 3), (8, 2), (9, 9), (30, 4)] {
        fixture.area = Rect::new(3, 2, width, height);
        for chat in [&busy, &ann()] {
            let mut buf = Buffer::empty(Rect::new(0, 0, 60, 20));
            chat.draw(&fixture.world(), &mut buf);
            for at in buf
                .area
                .positions()
                .filter(|at| !fixture.area.contains(*at))
            {
                assert_eq!(buf[at].symbol(), " ", "{:?} draws at {at}", fixture.area);
            }
        }
    }
}

#[test]
fn a_click_into_the_last_row_writes_there() {
    let mut fixture = Fixture::new();
    fixture.area = Rect::new(2, 3, 60, 12);
    let (mut chat, world) = (with_bob(), fixture.world());
    assert!(chat.click(Position::new(9, 13), &world).is_no());
    assert_eq!(chat.click(Position::new(9, 14), &world), Answer::done());
    chat.key(Key::char('h'), &world);
    assert_eq!(chat.draft(), "h");
    let mut buf = Buffer::empty(world.area);
    let cursor = chat.draw(&world, &mut buf).unwrap();
    assert_eq!((buf[(cursor.x - 1, 14)].symbol(), cursor.y), ("h", 14));
    chat.key(Key::plain(KeyCode::Esc), &world);
    assert_eq!(chat.draw(&world, &mut buf), None);
}

mod readings;
