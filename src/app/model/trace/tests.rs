use super::*;
use crate::app::update::tests::{frame, host, model, socket};
use crate::app::update::update;
use crate::msg::Event;
use crate::msg::Input;
use crate::msg::Key;
use crate::msg::host::HostEvent;
use crate::record::Call;

#[test]
fn a_log_filled_by_calls_alone_keeps_no_row_of_what_is_gone() {
    let mut model = model();
    model.trace.packets = Packets::with_budget(4096);
    for _ in 0..200 {
        update(&mut model, socket(Call::Close, "192.168.1.23:50000"));
    }
    assert_eq!(model.screens.packets.rows(), model.trace.packets.len());
}

#[test]
fn frames_that_came_before_their_socket_was_known_become_mine() {
    let mut model = model();
    update(
        &mut model,
        Event::Host(HostEvent::Changed(Box::new(host()))),
    );
    update(&mut model, frame(99, 0x02, ""));
    assert_eq!(model.screens.packets.rows(), 0);
    update(
        &mut model,
        socket(
            Call::Connect("192.168.1.24:10101".parse().unwrap()),
            "192.168.1.23:50000",
        ),
    );
    assert_eq!(model.screens.packets.rows(), 2, "the SYN and the call");
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
