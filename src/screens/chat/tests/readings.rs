//! What is not UTF-8, and what is no text.

use std::net::SocketAddr;

use super::*;
use crate::journey::Reading;
use crate::msg::chat::{Flow, Kind, Whom};
use crate::record::Carried;
use crate::text::{Lang, Text};

fn remote(peer: u32) -> SocketAddr {
    SocketAddr::from(([10, 0, 0, 9], 40_000 + peer as u16))
}

fn plain(chat: &mut Chat, peer: u32, nick: &str) {
    let info = PeerInfo {
        speaks: Speaks::Plain,
        remote: remote(peer),
        ..info(nick)
    };
    chat.hear(
        ChatEvent::Joined {
            peer: PeerId(peer),
            info,
        },
        now(),
        None,
    );
}

fn carried(peer: u32, bytes: &[u8], outgoing: bool) -> Carried {
    Carried {
        transport: Transport::Tcp,
        host: HostId::HERE,
        socket: SocketId(1),
        local: "10.0.0.1:5000".parse().unwrap(),
        remote: remote(peer),
        outgoing,
        offset: 0,
        tcp: None,
        bytes: Bytes::copy_from_slice(bytes),
        session: 0..0,
        presentation: 0..0,
        text: 0..bytes.len(),
        calls: crate::record::Calls::default(),
    }
}

fn says(chat: &mut Chat, peer: u32, bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes).trim_end().into();
    let carried = carried(peer, bytes, false);
    let event = ChatEvent::Received {
        peer: PeerId(peer),
        time: now(),
        text,
        carried,
        cut: false,
        assumed: false,
    };
    chat.hear(event, now(), None);
}

/// What peers have said, as it reads now, and what is said of that.
fn read(chat: &Chat) -> Vec<(String, String)> {
    let words = Text::new(Lang::En);
    let lines = chat.lines().filter_map(|said| match said {
        Said::Theirs { text, reading, .. } => Some((
            text.to_string(),
            reading.as_ref().map(|r| words.say(r)).unwrap_or_default(),
        )),
        Said::Mine { .. } | Said::Data { .. } | Said::Notice { .. } => None,
    });
    lines.collect()
}

fn read_otherwise(chat: &mut Chat) {
    let answer = chat.act(Verb::ReadOtherwise.id(), &Fixture::new().world());
    assert_eq!(answer, Answer::wish(Wish::Reread));
}

fn last_notice(chat: &Chat) -> (&'static str, Option<&'static str>) {
    match chat.lines().last() {
        Some(Said::Notice { what, remedy, .. }) => (what.key, remedy.as_ref().map(|r| r.key)),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_not_utf8_is_never_called_so_and_one_key_reads_it_otherwise_for_that_peer() {
    let mut chat = ann();
    plain(&mut chat, 1, "lu");
    plain(&mut chat, 2, "rené");
    says(&mut chat, 2, b"caf\xe9\n");
    says(&mut chat, 1, b"\xc4\xe3\xba\xc3\n");
    let (text, remark) = &read(&chat)[1];
    assert!(
        text.contains('\u{fffd}') && remark.starts_with("not UTF-8"),
        "{text} {remark}"
    );
    assert!(
        remark.contains("GB 18030 / GBK / GB 2312")
            && remark.contains("你好")
            && remark.contains("ÄãºÃ"),
        "{remark}"
    );
    read_otherwise(&mut chat);
    assert_eq!(read(&chat)[1], ("你好".to_owned(), String::new()));
    assert!(
        read(&chat)[0].1.starts_with("not UTF-8"),
        "the other one is read as before"
    );
    assert_eq!(
        last_notice(&chat),
        ("chat-pane-read-as", Some("chat-pane-read-as-writes"))
    );
    let lines = chat.lines().count();
    read_otherwise(&mut chat);
    assert_eq!(read(&chat)[1].0, "ÄãºÃ");
    read_otherwise(&mut chat);
    assert!(read(&chat)[1].0.contains('\u{fffd}'));
    assert_eq!(
        chat.lines().count(),
        lines,
        "walking through the readings leaves one line"
    );
    says(&mut chat, 1, "行\n".as_bytes());
    assert_eq!(read(&chat)[2], ("行".to_owned(), String::new()));
}

#[test]
fn valid_utf8_that_is_read_otherwise_says_so() {
    let mut chat = ann();
    chat.enter("/encoding latin-1", now());
    plain(&mut chat, 1, "lu");
    says(&mut chat, 1, "é\n".as_bytes());
    let (text, remark) = &read(&chat)[0];
    assert_eq!(text, "Ã©");
    assert!(
        remark.contains("valid UTF-8") && remark.contains('é'),
        "{remark}"
    );
}

#[test]
fn an_encoding_is_for_the_one_addressed_or_for_all_plain_peers_and_those_who_come() {
    let mut chat = with_bob();
    chat.enter("/encoding gbk", now());
    assert_eq!(
        last_notice(&chat),
        (
            "chat-pane-encoding-coming",
            Some("chat-pane-encoding-only-labs")
        )
    );
    plain(&mut chat, 2, "lu");
    plain(&mut chat, 3, "wei");
    chat.enter("/to wei", now());
    let wishes = chat.enter("/encoding latin1", now());
    let command = ChatCommand::Encoding {
        whom: Whom::One(PeerId(3)),
        encoding: Encoding::Latin1,
    };
    assert_eq!(wishes, [Effect::Chat(command).into(), Wish::Reread]);
    let writes = |chat: &Chat, id| chat.peers.get(&PeerId(id)).unwrap().writes;
    assert_eq!(
        (writes(&chat, 2), writes(&chat, 3)),
        (Encoding::Gbk, Encoding::Latin1)
    );
    chat.enter("/to bob", now());
    assert!(chat.enter("/encoding gbk", now()).is_empty());
    assert_eq!(last_notice(&chat).0, "chat-pane-encoding-lab");
    assert!(chat.enter("/encoding klingon", now()).is_empty());
    assert_eq!(
        (last_notice(&chat).0, chat.draft()),
        ("chat-pane-no-such-encoding", "/encoding klingon")
    );
    chat.line.set("/encoding gb");
    assert_eq!(
        chat.candidates(),
        ["/encoding gb18030", "/encoding gbk", "/encoding gb2312"]
    );
}

#[test]
fn what_an_encoding_cannot_write_is_not_sent_and_stays_in_the_line() {
    let mut chat = with_bob();
    plain(&mut chat, 2, "lu");
    chat.enter("/to lu", now());
    chat.enter("/encoding gbk", now());
    assert!(chat.enter("价 5€", now()).is_empty());
    assert_eq!(
        (last_notice(&chat).0, chat.draft()),
        ("chat-pane-unwritable", "价 5€")
    );
    assert!(
        chat.send_lines(&["ok".to_owned(), "€".to_owned()], now())
            .wishes
            .is_empty(),
        "all of what was pasted, or nothing"
    );
    assert_eq!(chat.draft(), "价 5€");
    assert_eq!(chat.enter("价 5 元", now()).len(), 1);
    chat.enter("/to bob", now());
    assert_eq!(chat.enter("5€ to a wirelab", now()).len(), 1);
}

#[test]
fn data_is_one_line_that_grows() {
    let mut chat = ann();
    plain(&mut chat, 1, "lu");
    let tell = |chat: &mut Chat, offset, bytes, state| {
        let data = Binary {
            offset,
            bytes,
            kind: Some(Kind::Png),
            head: b"\x89PNG".to_vec(),
            state,
        };
        chat.hear(
            ChatEvent::Binary {
                peer: PeerId(1),
                time: now(),
                data,
                carried: None,
            },
            now(),
            None,
        );
    };
    let before = chat.lines().count();
    for bytes in (0..100_000).step_by(1000) {
        tell(&mut chat, 7, bytes, Flow::Going);
    }
    says(&mut chat, 1, b"between\n");
    tell(&mut chat, 7, 140_529, Flow::Over);
    assert_eq!(chat.lines().count(), before + 2);
    let found = chat.lines().find_map(|said| match said {
        Said::Data { data, .. } => Some((data.bytes, data.state)),
        Said::Theirs { .. } | Said::Mine { .. } | Said::Notice { .. } => None,
    });
    assert_eq!(found, Some((140_529, Flow::Over)));
    tell(&mut chat, 200_000, 5, Flow::Going);
    assert_eq!(chat.lines().count(), before + 3);
}

#[test]
fn a_message_was_written_as_its_bytes_tell_whatever_is_chosen_later() {
    let mut chat = ann();
    plain(&mut chat, 1, "lu");
    chat.enter("你好", now());
    chat.link(MessageId(1), EntryId(5));
    chat.enter("/encoding gbk", now());
    let sent = carried(1, "你好\n".as_bytes(), true);
    assert_eq!(
        chat.reading_of(EntryId(5), &sent),
        Some(Reading::Written(Encoding::Utf8))
    );
    let came = carried(1, b"\xc4\xe3\n", false);
    assert_eq!(
        chat.reading_of(EntryId(6), &came),
        Some(Reading::Chosen(Encoding::Gbk))
    );
}
