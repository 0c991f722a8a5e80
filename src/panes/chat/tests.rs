use super::*;
use crate::msg::LabHost;
use crate::msg::chat::{ChatEvent, Farewell, Speaks};
use crate::place::HostId;
use crate::record::SocketId;

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

fn with_bob() -> Chat {
    let mut chat = Chat::new("ann".into());
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
    let mut chat = Chat::new("ann".into());
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
    let [Wish::Chat(ChatCommand::Send { peers, .. })] = &chat.enter("hi", now())[..] else {
        panic!()
    };
    assert_eq!(peers, &[PeerId(1), PeerId(2)]);
    chat.enter("/to carol", now());
    let [Wish::Chat(ChatCommand::Send { peers, text, .. })] = &chat.enter("//hi", now())[..] else {
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
    let texts = chat.send_lines(&lines, now()).into_iter().map(|wish| {
        let Wish::Chat(ChatCommand::Send { text, .. }) = wish else {
            panic!("{wish:?}");
        };
        text
    });
    assert!(texts.eq(lines.clone()));
    let mut alone = Chat::new("ann".into());
    alone.line.set("draft");
    assert!(alone.send_lines(&lines, now()).is_empty());
    assert_eq!((chat.draft(), alone.draft()), ("draft", "draft"));
}

#[test]
fn what_a_full_line_leaves_out_of_a_paste_is_said() {
    let mut chat = with_bob();
    let before = chat.lines().count();
    chat.paste(&"x".repeat(10_000), now());
    assert_eq!(chat.lines().count(), before + 1);
}

#[test]
fn reading_older_lines_is_not_disturbed_by_new_ones() {
    let mut chat = with_bob();
    chat.enter("one", now());
    chat.act(Action::Up, now(), 5);
    let shown = |chat: &Chat| format!("{:?}", chat.lines.up_to(chat.reading).last());
    let (before, at) = (shown(&chat), chat.reading);
    chat.notice(now(), Tone::Quiet, crate::say!("chat-pane-to-all"), None);
    assert_eq!((shown(&chat), chat.reading, chat.unseen), (before, at, 1));
    chat.act(Action::Down, now(), 5);
    assert!(chat.reading.is_some(), "one of two below");
    chat.act(Action::Bottom, now(), 5);
    assert_eq!((chat.reading, chat.unseen), (None, 0));
    chat.act(Action::Top, now(), 5);
    chat.act(Action::PageDown, now(), 5);
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
        let [Wish::Chat(ChatCommand::Send { text, .. })] = &chat.enter(typed, now())[..] else {
            panic!("{typed}")
        };
        assert_eq!(text, sent);
    }
    let mut alone = Chat::new("ann".into());
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
        let mut chat = Chat::new("ann".into());
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
    assert_eq!(Chat::new("ann".into()).transports(), [Transport::Tcp]);
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
    let mut chat = Chat::new("ann".into());
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
    let mut chat = Chat::new("ann".into());
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
    let [Wish::Chat(ChatCommand::Send { .. })] = &chat.enter("hi", now())[..] else {
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
mod readings;
