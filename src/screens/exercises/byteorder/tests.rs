use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{PICTURE, Scene};
use crate::exercise::byteorder::RECIPE;
use crate::exercise::byteorder::tests::machine;
use crate::exercise::ports::tests::{cable, played};
use crate::exercise::{Happening, Session};
use crate::screens::world::tests::Fixture;

fn drawn(session: &Session, calls: usize, phase: f64, size: (u16, u16)) -> String {
    let fixture = Fixture::new();
    let (journal, area) = (
        session.journal().until(2 * calls),
        Rect::new(2, 1, size.0, size.1),
    );
    let scene = Scene {
        session,
        journal: &journal,
        newest: journal.steps().checked_sub(1).map(Happening::Ended),
        phase,
        look: fixture.look(),
        area,
    };
    let mut buf = Buffer::empty(Rect::new(0, 0, size.0 + 4, size.1 + 2));
    (PICTURE.draw)(&scene, &mut buf);
    let width = usize::from(buf.area.width);
    let rows = buf.content().chunks(width);
    rows.map(|row| row.iter().map(|cell| cell.symbol()).collect::<String>() + "\n")
        .collect()
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
