use super::PICTURE;
use crate::exercise::Session;
use crate::exercise::byteorder::RECIPE;
use crate::exercise::byteorder::tests::machine;
use crate::exercise::ports::tests::{cable, played};
use crate::screens::exercises::scene::tests as scene;

fn drawn(session: &Session, calls: usize, phase: f64, size: (u16, u16)) -> String {
    scene::drawn(&PICTURE, session, calls, phase, size)
}

fn run(value: &str, sent: &'static [u8]) -> Session {
    played(&RECIPE, &[("value", value)], cable(), machine(false, sent))
}

#[test]
fn it_can_be_drawn_at_every_size_and_moment() {
    for session in [run("1024", &[4, 0]), run("10.1.0.3", &[10, 1, 0, 3])] {
        for size in [(0, 0), (1, 1), (9, 4), (50, 8), (82, 16), (150, 35)] {
            for at in 0..=session.journal().steps() {
                drawn(&session, at, 0.4, size);
                drawn(&session, at, 1.0, size);
            }
        }
    }
}

#[test]
fn bytes_are_in_memory_then_under_way_then_on_the_wire() {
    let session = run("1024", &[4, 0]);
    let row = |shown: &str, name: &str| {
        let row = shown.lines().find(|line| line.contains(name));
        row.unwrap_or_default().to_owned()
    };
    let before = drawn(&session, 1, 1.0, (50, 8));
    assert!(row(&before, "memory").contains("00   04"), "{before}");
    assert!(row(&before, "wire").contains("··"), "{before}");
    let under_way = drawn(&session, 2, 0.5, (50, 8));
    assert!(row(&under_way, "wire").contains("··"), "{under_way}");
    let after = drawn(&session, 2, 1.0, (50, 8));
    assert!(row(&after, "wire").contains("04   00"), "{after}");
}
