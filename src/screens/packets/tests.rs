mod overs;

use super::*;
use crate::clock::Time;
use crate::msg::{Key, KeyCode};
use crate::screens::world::tests::Fixture;
use crate::screens::{Answer, Records, Screen, World};
use crate::store::Own;
use crate::store::packets::tests::batch;

thread_local! {
    static FIXTURE: Fixture = Fixture::new();
}

/// Does something to a screen that looks at these records.
fn with<T>(packets: &Packets, act: impl FnOnce(&World<'_>) -> T) -> T {
    FIXTURE.with(|fixture| act(&among(fixture, packets)))
}

/// What the fixture knows, with these records.
fn among<'a>(fixture: &'a Fixture, packets: &'a Packets) -> World<'a> {
    let world = fixture.world();
    let records = Records {
        packets,
        ..world.records
    };
    World { records, ..world }
}

fn act(log: &mut PacketLog, packets: &Packets, verb: Verb) -> Answer {
    with(packets, |world| log.act(verb.id(), world))
}

fn go(log: &mut PacketLog, packets: &Packets, to: Move) -> Answer {
    with(packets, |world| log.moved(to, world))
}

fn back(log: &mut PacketLog, packets: &Packets) -> Answer {
    with(packets, |world| log.back(world))
}

fn feed(log: &mut PacketLog, packets: &mut Packets, times: &[i64]) {
    packets.add_frames(&batch(times, 60), &mut Own::default(), |record| {
        log.arrived(record);
    });
}

fn all() -> (PacketLog, Packets) {
    let mut log = PacketLog::default();
    let mut packets = Packets::default();
    act(&mut log, &packets, Verb::AllOrMine);
    feed(&mut log, &mut packets, &[1, 2, 3, 4]);
    (log, packets)
}

#[test]
fn it_starts_quiet() {
    let mut log = PacketLog::default();
    let mut packets = Packets::default();
    feed(&mut log, &mut packets, &[1, 2]);
    assert_eq!(log.rows(), 0);
    act(&mut log, &packets, Verb::AllOrMine);
    assert_eq!(log.rows(), 2);
}

#[test]
fn following_stops_when_one_walks_up_and_resumes_at_the_end() {
    let (mut log, mut packets) = all();
    go(&mut log, &packets, Move::Up);
    let selected = log.selected();
    assert_eq!(selected.map(|k| k.time), Some(Time(3)));
    feed(&mut log, &mut packets, &[5, 6]);
    assert_eq!(
        (log.selected(), log.new_rows(), log.is_following()),
        (selected, 2, false)
    );
    go(&mut log, &packets, Move::Bottom);
    assert_eq!((log.new_rows(), log.is_following()), (0, true));
    assert_eq!(log.selected().map(|k| k.time), Some(Time(6)));
}

#[test]
fn a_late_record_does_not_move_the_selection() {
    let (mut log, mut packets) = all();
    go(&mut log, &packets, Move::Up);
    let selected = log.selected();
    feed(&mut log, &mut packets, &[2]);
    assert_eq!(log.selected(), selected);
    assert_eq!(log.rows(), 5);
}

#[test]
fn pausing_lists_nothing_new_until_it_goes_on() {
    let (mut log, mut packets) = all();
    act(&mut log, &packets, Verb::PlayPause);
    feed(&mut log, &mut packets, &[5]);
    assert_eq!(log.rows(), 4);
    act(&mut log, &packets, Verb::PlayPause);
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
    back(&mut log, &packets);
    assert_eq!(log.rows(), 4, "Esc takes the filter away");
}

#[test]
fn rows_whose_records_made_room_are_gone() {
    let (mut log, packets) = all();
    go(&mut log, &packets, Move::Top);
    let third = log.rows.get(2).copied();
    log.keep_from(third);
    assert_eq!(log.rows(), 2);
    assert_eq!(log.selected(), third);
}

fn write(log: &mut PacketLog, packets: &Packets, text: &str) {
    with(packets, |world| {
        for c in text.chars() {
            log.key(Key::char(c), world);
        }
    });
}

fn press(log: &mut PacketLog, packets: &Packets, code: KeyCode) {
    with(packets, |world| log.key(Key::plain(code), world));
}

#[test]
fn tab_completes_and_arrows_choose() {
    let (mut log, packets) = all();
    act(&mut log, &packets, Verb::Filter);
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
        act(&mut log, &packets, Verb::Filter);
        write(&mut log, &packets, text);
        press(&mut log, &packets, KeyCode::Enter);
    }
    assert!(log.is_editing(), "what is wrong stays in the line");
    press(&mut log, &packets, KeyCode::Esc);
    assert!(!log.is_editing());
    act(&mut log, &packets, Verb::Filter);
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
    act(&mut log, &packets, Verb::AllOrMine);
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
    assert_eq!(back(&mut log, &packets), Answer::done());
    assert!(!log.is_listing() && log.stopped);
    assert_eq!(log.rows(), found);
    act(&mut log, &packets, Verb::AllOrMine);
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
    act(&mut log, &packets, Verb::Housekeeping);
    assert_eq!((log.rows(), log.hidden()), (5, 0));
    act(&mut log, &packets, Verb::Housekeeping);
    assert_eq!((log.rows(), log.hidden()), (2, 3), "as it is listed again");
    go(&mut log, &packets, Move::Up);
    happened(&mut log, &mut packets, Housekeeping);
    assert_eq!(
        (log.new_rows(), log.hidden()),
        (0, 4),
        "nothing new to look at"
    );
    act(&mut log, &packets, Verb::AllOrMine);
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
    act(&mut log, &packets, Verb::Housekeeping);
    go(&mut log, &packets, Move::Top);
    assert_eq!(log.remarks(&packets), [crate::say!("flows-chore-call")]);
    go(&mut log, &packets, Move::Bottom);
    assert!(log.remarks(&packets).is_empty());
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
