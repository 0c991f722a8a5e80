use super::PICTURE;
use crate::exercise::call::Call;
use crate::exercise::ports::RECIPE;
use crate::exercise::ports::tests::{cable, played, willing};
use crate::exercise::{Session, Setting, Step};
use crate::screens::exercises::scene::tests as scene;

/// The picture after this many calls have returned.
fn drawn(session: &Session, calls: usize, size: (u16, u16)) -> String {
    scene::drawn(&PICTURE, session, calls, 1.0, size)
}

fn run(setting: Setting) -> Session {
    let denied = |step: &Step| matches!(step.call, Call::Bind(to) if to.port() == 1023);
    played(&RECIPE, &[], setting, |step| {
        if denied(step) {
            (Err("EACCES"), None)
        } else {
            willing(step)
        }
    })
}

#[test]
fn it_can_be_drawn_at_every_size_and_moment() {
    for session in [run(Setting::here()), run(cable())] {
        let calls = session.journal().steps();
        for size in [
            (0, 0),
            (1, 1),
            (20, 3),
            (50, 8),
            (76, 16),
            (82, 16),
            (150, 35),
        ] {
            for at in [0, 1, 7, calls / 2, calls] {
                drawn(&session, at, size);
            }
        }
    }
}

#[test]
fn a_small_picture_shows_the_part_in_which_something_happens() {
    let session = run(Setting::here());
    let part = |calls| drawn(&session, calls, (50, 8));
    assert!(part(10).contains("a TCP 127.0.0.1"));
    let entries = &session.journal().entries;
    let low = entries
        .iter()
        .position(|entry| entry.step.on.name == "below");
    let shown = part(low.unwrap() + 2);
    assert!(
        shown.contains("1023") && shown.contains("✗ EACCES"),
        "{shown}"
    );
    assert!(part(entries.len()).contains("Server at"));
}

#[test]
fn below_the_servers_stands_why_one_was_not_reached() {
    let chosen = [("what", "reach")];
    let refused = |step: &Step| matches!(step.call, Call::Connect(to) if to.is_ipv6());
    let session = played(&RECIPE, &chosen, Setting::here(), |step| {
        if refused(step) {
            (Err("EADDRNOTAVAIL"), None)
        } else {
            willing(step)
        }
    });
    let calls = session.journal().steps();
    let shown = drawn(&session, calls, (82, 16));
    assert!(shown.contains("EADDRNOTAVAIL"), "{shown}");
}

#[test]
fn a_pair_of_ones_own_stands_with_its_result() {
    let chosen = [("first", "udp-any"), ("second", "tcp-any6")];
    let session = played(&RECIPE, &chosen, Setting::here(), willing);
    let calls = session.journal().steps();
    let shown = drawn(&session, calls, (150, 35));
    let row = shown
        .lines()
        .find(|row| row.contains("UDP 0.0.0.0, then TCP ::"));
    assert!(row.is_some_and(|row| row.contains('✓')), "{shown}");
}

#[test]
fn a_verdict_stands_only_when_it_is_known() {
    let session = run(Setting::here());
    assert!(!drawn(&session, 0, (150, 35)).contains('✓'));
    assert!(drawn(&session, 8, (150, 35)).contains('✓'));
}
