use super::*;
use crate::clock::Time;
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
    assert_eq!((log.selected(), log.new_rows(), log.is_following()), (selected, 2, false));
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
