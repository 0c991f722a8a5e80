use super::*;
use crate::clock::Time;
use crate::msg::KeyCode;
use crate::store::Own;
use crate::store::packets::tests::batch;

fn feed(log: &mut PacketLog, packets: &mut Packets, times: &[i64]) {
    packets.add_frames(&batch(times, 60), &mut Own::default(), |record| {
        log.arrived(record);
    });
}

fn all() -> (PacketLog, Packets) {
    let mut log = PacketLog::default();
    let mut packets = Packets::default();
    log.act(Action::AllOrMine, 10, &packets);
    feed(&mut log, &mut packets, &[1, 2, 3, 4]);
    (log, packets)
}

#[test]
fn it_starts_quiet() {
    let mut log = PacketLog::default();
    let mut packets = Packets::default();
    feed(&mut log, &mut packets, &[1, 2]);
    assert_eq!(log.rows(), 0);
    log.act(Action::AllOrMine, 10, &packets);
    assert_eq!(log.rows(), 2);
}

#[test]
fn following_stops_when_one_walks_up_and_resumes_at_the_end() {
    let (mut log, mut packets) = all();
    log.act(Action::Up, 10, &packets);
    let selected = log.selected();
    assert_eq!(selected.map(|k| k.time), Some(Time(3)));
    feed(&mut log, &mut packets, &[5, 6]);
    assert_eq!(
        (log.selected(), log.new_rows(), log.is_following()),
        (selected, 2, false)
    );
    log.act(Action::Bottom, 10, &packets);
    assert_eq!((log.new_rows(), log.is_following()), (0, true));
    assert_eq!(log.selected().map(|k| k.time), Some(Time(6)));
}

#[test]
fn a_late_record_does_not_move_the_selection() {
    let (mut log, mut packets) = all();
    log.act(Action::Up, 10, &packets);
    let selected = log.selected();
    feed(&mut log, &mut packets, &[2]);
    assert_eq!(log.selected(), selected);
    assert_eq!(log.rows(), 5);
}

#[test]
fn pausing_lists_nothing_new_until_it_goes_on() {
    let (mut log, mut packets) = all();
    log.act(Action::PlayPause, 10, &packets);
    feed(&mut log, &mut packets, &[5]);
    assert_eq!(log.rows(), 4);
    log.act(Action::PlayPause, 10, &packets);
    assert_eq!(log.rows(), 5);
}

#[test]
fn a_wrong_filter_stays_in_the_line_and_changes_nothing() {
    let (mut log, packets) = all();
    log.set_filter("tcp andd", &packets);
    assert!(log.is_editing());
    assert_eq!(log.rows(), 4);
    log.set_filter("tcp", &packets);
    assert!(!log.is_editing());
    assert_eq!(log.rows(), 0);
    log.act(Action::Back, 10, &packets);
    assert_eq!(log.rows(), 4, "Esc takes the filter away");
}

#[test]
fn rows_whose_records_made_room_are_gone() {
    let (mut log, packets) = all();
    log.act(Action::Top, 10, &packets);
    let third = log.rows.get(2).copied();
    log.keep_from(third);
    assert_eq!(log.rows(), 2);
    assert_eq!(log.selected(), third);
}

fn write(log: &mut PacketLog, packets: &Packets, text: &str) {
    for c in text.chars() {
        log.key(Key::char(c), packets);
    }
}

fn press(log: &mut PacketLog, packets: &Packets, code: KeyCode) {
    log.key(Key::plain(code), packets);
}

#[test]
fn tab_completes_and_arrows_choose() {
    let (mut log, packets) = all();
    log.act(Action::Filter, 10, &packets);
    write(&mut log, &packets, "ip.t");
    press(&mut log, &packets, KeyCode::Tab);
    press(&mut log, &packets, KeyCode::Down);
    press(&mut log, &packets, KeyCode::Down);
    press(&mut log, &packets, KeyCode::Enter);
    write(&mut log, &packets, "64");
    press(&mut log, &packets, KeyCode::Enter);
    assert!(!log.is_editing());
    assert_eq!(log.filter_text, "ip.ttl != 64");
}

#[test]
fn entered_filters_come_back_the_last_first() {
    let (mut log, packets) = all();
    for text in ["tcp", "udp", "wrong("] {
        log.act(Action::Filter, 10, &packets);
        write(&mut log, &packets, text);
        press(&mut log, &packets, KeyCode::Enter);
    }
    assert!(log.is_editing(), "what is wrong stays in the line");
    press(&mut log, &packets, KeyCode::Esc);
    assert!(!log.is_editing());
    log.act(Action::Filter, 10, &packets);
    for _ in 0..3 {
        press(&mut log, &packets, KeyCode::Up);
    }
    press(&mut log, &packets, KeyCode::Enter);
    assert_eq!(log.filter_text, "tcp");
}

/// So many that they are not listed in one turn.
fn many() -> (PacketLog, Packets) {
    let mut log = PacketLog::default();
    let mut packets = Packets::default();
    feed(&mut log, &mut packets, &(0..100_000).collect::<Vec<_>>());
    log.act(Action::AllOrMine, 10, &packets);
    (log, packets)
}

#[test]
fn a_long_listing_goes_on_in_turns_and_takes_newcomers_along() {
    let (mut log, mut packets) = many();
    assert!(log.is_listing());
    assert_eq!(
        log.selected().map(|k| k.time),
        Some(Time(99_999)),
        "the newest are there first"
    );
    feed(&mut log, &mut packets, &[10, 100_000]);
    let mut turns = 0;
    while log.is_listing() {
        log.continue_listing(&packets);
        turns += 1;
    }
    assert!(turns > 1);
    assert_eq!(log.rows(), packets.len());
    assert!(log.rows.iter().is_sorted());
    assert_eq!(
        log.rows
            .iter()
            .collect::<std::collections::BTreeSet<_>>()
            .len(),
        log.rows()
    );
}

#[test]
fn escape_stops_a_long_listing_and_keeps_what_was_found() {
    let (mut log, packets) = many();
    let found = log.rows();
    assert_eq!(log.act(Action::Back, 10, &packets), Handled::Yes);
    assert!(!log.is_listing() && log.stopped);
    assert_eq!(log.rows(), found);
    log.act(Action::AllOrMine, 10, &packets);
    assert!(!log.stopped);
}

fn call(purpose: crate::record::Purpose) -> crate::record::SocketEvent {
    crate::record::SocketEvent {
        time: Time(5),
        host: crate::place::HostId::HERE,
        socket: crate::record::SocketId(1),
        transport: crate::record::Transport::Udp,
        call: crate::record::Call::Close,
        purpose,
        outcome: crate::record::Outcome::Done(0),
        local: None,
        peer: None,
    }
}

fn happened(log: &mut PacketLog, packets: &mut Packets, purpose: crate::record::Purpose) {
    let key = packets.add_event(call(purpose));
    log.arrived(&packets.get(key).unwrap());
}

#[test]
fn housekeeping_is_counted_instead_of_listed_and_one_key_shows_it() {
    use crate::record::Purpose::{Housekeeping, Talk};
    let mut log = PacketLog::default();
    let mut packets = Packets::default();
    for purpose in [Talk, Housekeeping, Talk, Housekeeping, Housekeeping] {
        happened(&mut log, &mut packets, purpose);
    }
    assert_eq!((log.rows(), log.hidden()), (2, 3), "as it comes");
    log.act(Action::Housekeeping, 10, &packets);
    assert_eq!((log.rows(), log.hidden()), (5, 0));
    log.act(Action::Housekeeping, 10, &packets);
    assert_eq!((log.rows(), log.hidden()), (2, 3), "as it is listed again");
    log.act(Action::Up, 10, &packets);
    happened(&mut log, &mut packets, Housekeeping);
    assert_eq!(
        (log.new_rows(), log.hidden()),
        (0, 4),
        "nothing new to look at"
    );
    log.act(Action::AllOrMine, 10, &packets);
    assert_eq!((log.rows(), log.hidden()), (6, 0), "all are all");
}

#[test]
fn who_filters_for_housekeeping_gets_it() {
    use crate::record::Purpose::{Housekeeping, Talk};
    let mut log = PacketLog::default();
    let mut packets = Packets::default();
    for purpose in [Talk, Housekeeping, Housekeeping] {
        happened(&mut log, &mut packets, purpose);
    }
    for (filter, shown) in [
        ("housekeeping", (2, 0)),
        ("not housekeeping", (1, 0)),
        ("udp", (1, 2)),
        ("socket", (1, 2)),
        ("not socket", (0, 0)),
    ] {
        log.set_filter(filter, &packets);
        assert_eq!((log.rows(), log.hidden()), shown, "{filter}");
    }
}

#[test]
fn hidden_records_that_made_room_are_not_counted() {
    let mut log = PacketLog::default();
    let mut packets = Packets::default();
    happened(&mut log, &mut packets, crate::record::Purpose::Housekeeping);
    log.keep_from(None);
    assert_eq!(log.hidden(), 0);
}

#[test]
fn a_selected_call_of_housekeeping_is_explained() {
    let mut log = PacketLog::default();
    let mut packets = Packets::default();
    happened(&mut log, &mut packets, crate::record::Purpose::Housekeeping);
    happened(&mut log, &mut packets, crate::record::Purpose::Talk);
    log.act(Action::Housekeeping, 10, &packets);
    log.act(Action::Top, 10, &packets);
    assert_eq!(log.about(&packets), [crate::say!("flows-chore-call")]);
    log.act(Action::Bottom, 10, &packets);
    assert!(log.about(&packets).is_empty());
}

/// A frame from one port to another, with this payload.
fn datagram(src_port: u16, dst_port: u16, payload: &[u8]) -> crate::frame::FrameBatch {
    let mut frames = batch(&[9], payload.len());
    frames.bytes = bytes::Bytes::copy_from_slice(payload);
    frames.frames[0].digest = crate::wire::Digest {
        protocol: crate::wire::Protocol::Udp,
        transport: crate::wire::Protocol::Udp,
        src: Some([10, 0, 0, 1].into()),
        dst: Some([10, 0, 0, 2].into()),
        src_port,
        dst_port,
        payload_len: payload.len() as u32,
        ..crate::wire::Digest::default()
    };
    frames
}

#[test]
fn conversations_of_housekeeping_alone_are_one_row() {
    use crate::store::chores::Housekeeping;
    let mut packets = Packets::default();
    let mut question = b"WLAB\x01".to_vec();
    question.resize(48, 0);
    for (from, to, payload) in [
        (5000, 5001, b"hello".as_slice()),
        (5000, 10100, &question),
        (10100, 5000, &question),
        (5002, 10100, &question),
        (5003, 10100, b"no question"),
    ] {
        packets.add_frames(&datagram(from, to, payload), &mut Own::default(), |_| ());
    }
    let mut table = flows::FlowTable::new(&packets, None);
    assert_eq!(
        (table.height() - 1, table.len()),
        (3, 5),
        "three of the five are one row"
    );
    table.act(Verb::Move(Move::Down), 10, &packets);
    assert!(table.is_at_run());
    table.set_housekeeping(Housekeeping::Shown, &packets);
    assert_eq!((table.height() - 1, table.len()), (5, 5));
}

#[test]
fn a_ladder_of_what_is_listed_has_the_hidden_between_its_rows() {
    use crate::record::Purpose::{Housekeeping, Talk};
    let mut log = PacketLog::default();
    let mut packets = Packets::default();
    for purpose in [Housekeeping, Talk, Housekeeping, Talk, Housekeeping] {
        happened(&mut log, &mut packets, purpose);
    }
    let all: Vec<_> = packets.iter().map(|record| record.key).collect();
    let mut keys: Vec<_> = log.keys().copied().collect();
    log.add_hidden(&mut keys);
    assert_eq!(keys, all[1..], "and what follows the last row");
    let mut first = vec![all[1]];
    log.add_hidden(&mut first);
    assert_eq!(first, [all[1]]);
}

/// A chart of frames between these ports of 127.0.0.1, and of one to another host when `others`, in 60 cells.
fn loopback_chart(ports: &[(u16, u16)], others: bool) -> String {
    let mut packets = Packets::default();
    for (from, to) in ports {
        let mut frames = datagram(*from, *to, b"hi");
        let digest = &mut frames.frames[0].digest;
        (digest.src, digest.dst) = (Some([127, 0, 0, 1].into()), Some([127, 0, 0, 1].into()));
        packets.add_frames(&frames, &mut Own::default(), |_| ());
    }
    if others {
        packets.add_frames(&datagram(7, 8, b"hi"), &mut Own::default(), |_| ());
    }
    let ladder = ladder::Ladder::of_records(
        packets.iter().map(|record| record.key).collect(),
        None,
        &packets,
    );
    let text = crate::text::Text::new(crate::text::Lang::En);
    let look = crate::ui::look::Look {
        theme: &crate::ui::theme::Theme::TERMINAL,
        glyphs: &crate::ui::look::Glyphs::UNICODE,
        text: &text,
        now: Time(0),
        elapsed: std::time::Duration::ZERO,
        utc_offset: 0,
    };
    let area = Rect::new(0, 0, 60, 8);
    let mut buf = ratatui::buffer::Buffer::empty(area);
    ratatui::widgets::Widget::render(
        &ladder::LadderView {
            ladder: &ladder,
            look: &look,
        },
        area,
        &mut buf,
    );
    let rows = (0..area.height).map(|y| {
        (0..area.width)
            .map(|x| buf[(x, y)].symbol())
            .collect::<String>()
    });
    rows.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_ladder_of_several_conversations_names_each_ones_ports() {
    let one = loopback_chart(&[(5000, 9999), (9999, 5000)], false);
    assert!(
        one.contains("127.0.0.1:5000") && one.contains("127.0.0.1:9999"),
        "{one}"
    );
    assert!(!one.contains('→'), "{one}");
    let two = loopback_chart(&[(5000, 9999), (5001, 9999)], false);
    assert!(
        !two.contains("127.0.0.1:5000") && two.contains("127.0.0.1:9999"),
        "{two}"
    );
    assert!(
        two.contains("5000 → 9999") && two.contains("5001 → 9999"),
        "{two}"
    );
    let among_others = loopback_chart(&[(5000, 9999)], true);
    assert!(
        among_others.contains('●') && among_others.contains("5000 → 9999"),
        "{among_others}"
    );
}
