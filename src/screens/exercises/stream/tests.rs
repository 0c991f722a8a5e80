//! The picture of journals as a run would leave them.

use bytes::Bytes;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::PICTURE;
use crate::clock::Time;
use crate::exercise::call::Received;
use crate::exercise::stream::{Plan, RECIPE};
use crate::exercise::{
    Actor, Call, Choices, Ended, Entry, Happening, Journal, Session, Setting, Sock, Step, StepId,
    Value,
};
use crate::screens::exercises::scene::Scene;
use crate::screens::world::tests::Fixture;
use crate::ui::look::Glyphs;

fn called(who: Actor, on: Sock, call: Call, value: Value) -> Entry {
    Entry {
        id: StepId(0),
        step: Step::new(who, on, call),
        began: Some(Time(0)),
        waits: None,
        ended: Some(Ended {
            at: Time(0),
            outcome: Ok(value),
            local: None,
            peer: None,
            tcp: None,
        }),
    }
}

/// All that was planned was sent; the recvs gave so many bytes each.
fn journal(plan: &Plan, recvs: &[usize]) -> Journal {
    let mut entries = Vec::new();
    for number in 0..plan.sends {
        let wire = plan.wire(number);
        let taken = Value::Number(wire.len() as i64);
        let sock = Sock::named("client");
        entries.push(called(Actor::CLIENT, sock, Call::Send(wire), taken));
    }
    let stream: Vec<u8> = (0..plan.sends).flat_map(|at| plan.wire(at)).collect();
    let mut at = 0;
    for length in recvs {
        let bytes = Bytes::copy_from_slice(&stream[at..at + length]);
        at += length;
        let data = Value::Data(Received { bytes, from: None });
        let sock = Sock::named("connection");
        entries.push(called(Actor::SERVER, sock, Call::Recv(plan.recv), data));
    }
    Journal {
        entries,
        ..Journal::default()
    }
}

fn choices(chosen: &[(&str, &str)]) -> Choices {
    let mut choices = Choices::new(RECIPE.knobs);
    for (name, value) in chosen {
        choices.set(name, value).unwrap();
    }
    choices
}

fn drawn(chosen: &Choices, journal: &Journal, size: (u16, u16), fixture: &Fixture) -> Vec<String> {
    let session = Session::new(&RECIPE, chosen.clone());
    let area = Rect::new(0, 0, size.0, size.1);
    let mut buf = Buffer::empty(area);
    let newest = journal.entries.len().checked_sub(1);
    let scene = Scene {
        session: &session,
        journal,
        newest: newest.map(Happening::Ended),
        phase: 1.0,
        look: fixture.look(),
        area,
    };
    (PICTURE.draw)(&scene, &mut buf);
    let cell = |x, y| buf.cell((x, y)).map_or("", |cell| cell.symbol());
    let row = |y| (0..size.0).map(|x| cell(x, y)).collect::<String>();
    (0..size.1).map(row).collect()
}

/// The columns at which a symbol stands.
fn columns(row: &str, symbol: char) -> Vec<usize> {
    row.chars()
        .enumerate()
        .filter(|(_, one)| *one == symbol)
        .map(|(at, _)| at)
        .collect()
}

#[test]
fn sends_stand_above_recvs_on_one_scale_with_joints_cuts_and_halves_marked() {
    let fixture = Fixture::new();
    let chosen = choices(&[]);
    let rows = drawn(
        &chosen,
        &journal(&Plan::of(&chosen), &[16, 2]),
        (50, 9),
        &fixture,
    );
    let row = |name: &str| rows.iter().find(|row| row.starts_with(name)).unwrap();
    let ends = |row: &str| columns(row, '┤');
    // Two cells a byte: the last send and the last recv end in the same column.
    assert_eq!(ends(row("sent")).last(), ends(row("received")).last());
    assert_eq!(
        columns(row("received"), '+'),
        columns(row("kernel"), '+'),
        "{rows:#?}"
    );
    assert_eq!(columns(row("kernel"), '+').len(), 2);
    assert_eq!(columns(row("sent"), '✗'), columns(row("kernel"), '✗'));
    assert!(rows.iter().any(|row| columns(row, '½').len() == 2));
    assert!(row("messages").contains("0 of 3 right"));
}

#[test]
fn what_nobody_has_read_is_one_row_without_borders() {
    let fixture = Fixture::new();
    let chosen = choices(&[]);
    let rows = drawn(
        &chosen,
        &journal(&Plan::of(&chosen), &[]),
        (50, 9),
        &fixture,
    );
    let kernel = rows.iter().find(|row| row.starts_with("kernel")).unwrap();
    assert_eq!(columns(kernel, '━').len(), 18 * 2);
}

#[test]
fn what_is_in_no_captured_segment_has_not_left_the_sender() {
    let fixture = Fixture::new();
    let chosen = choices(&[]);
    let mut sent = journal(&Plan::of(&chosen), &[]);
    let mut setting = Setting::here();
    setting.frames = true;
    sent.setting = Some(setting);
    let rows = drawn(&chosen, &sent, (50, 9), &fixture);
    let kernel = rows.iter().find(|row| row.starts_with("kernel")).unwrap();
    assert!(columns(kernel, '━').is_empty(), "{kernel}");
    let row = drawn(&chosen, &sent, (90, 18), &fixture).pop().unwrap();
    assert!(row.contains("unsent"), "{row}");
}

#[test]
fn it_draws_in_any_size_before_during_and_after_a_run() {
    let mut fixture = Fixture::new();
    for glyphs in [Glyphs::UNICODE, Glyphs::ASCII] {
        fixture.glyphs = glyphs;
        for chosen in [
            choices(&[]),
            choices(&[("framing", "length"), ("text", "a\\nb")]),
            choices(&[("size", "8000"), ("sends", "8")]),
        ] {
            let plan = Plan::of(&chosen);
            let whole = journal(&plan, &[1, plan.total() - 1]);
            for count in [0, 1, plan.sends, plan.sends + 1, plan.sends + 2] {
                let mut then = whole.clone();
                then.entries.truncate(count);
                for size in [(0, 0), (1, 1), (7, 3), (50, 8), (82, 16), (150, 35)] {
                    drop(drawn(&chosen, &then, size, &fixture));
                }
            }
        }
    }
}
