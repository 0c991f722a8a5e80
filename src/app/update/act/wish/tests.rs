use super::*;
use crate::app::update::tests::{capturing, frame, model};
use crate::app::update::update;
use crate::screens::Screen as _;

/// A lab that has captured a frame of its own, with the chat in focus.
fn captured() -> (Model, RecordKey) {
    let mut model = model();
    capturing(&mut model);
    update(&mut model, frame(1, 0x10, "hello"));
    let records = model.trace.packets.iter();
    let keys: Vec<_> = records
        .filter(|r| r.flow.is_some())
        .map(|r| r.key)
        .collect();
    let key = keys[0];
    model.desk.focus_on(ScreenId::Chat);
    (model, key)
}

#[test]
fn what_is_opened_over_the_packet_list_is_seen_whoever_wishes_it() {
    let (sample, key) = captured();
    let flow = sample.trace.packets.get(key).unwrap().flow.unwrap();
    for (wish, layer) in [
        (Wish::Open(key), "frame"),
        (Wish::Ladder(flow), "ladder"),
        (Wish::LadderOfListed, "ladder"),
        (Wish::Stream(flow), "stream"),
        (Wish::Flows, "flows"),
    ] {
        for view in [View::Lab, View::Alone(ScreenId::Chat)] {
            let (mut model, _) = captured();
            model.desk.show(view);
            let answer = Answer::wish(wish.clone());
            let _ = take(&mut model, answer);
            let desk = (model.desk.view, model.desk.focus);
            let packets = ScreenId::Packets;
            assert_eq!(desk, (View::Alone(packets), packets), "{wish:?}");
            assert_eq!(model.screens.top(packets).layer().id.0, layer);
        }
    }
}

#[test]
fn what_cannot_be_opened_moves_no_focus() {
    let (mut model, key) = captured();
    model.trace.packets = Packets::default();
    let _ = take(&mut model, Answer::wish(Wish::Open(key)));
    assert_eq!(model.desk.focus, ScreenId::Chat);
    let notice = model.desk.notice.as_ref();
    assert_eq!(notice.map(|notice| notice.what.key), Some("packets-gone"));
    assert!(model.screens.packets.over().is_none());
}
