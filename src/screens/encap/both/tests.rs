use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::tests::{Stage, go, journey, press, rebuilt, still};
use super::super::{Encap, Mode, Verb};
use super::*;
use crate::frame::{ChecksumStatus, Direction};
use crate::journey::Journey;
use crate::screens::{Screen, World};
use crate::text::Lang;
use crate::ui::look::{Glyphs, Look};
use crate::ui::theme::Theme;
use crate::wire::{LinkType, checksum};

const NOW: std::time::Duration = std::time::Duration::ZERO;

/// What bob's interface saw of the frame, behind a router.
fn behind_a_router(journey: &Journey) -> Told {
    let frame = &journey.frame;
    let mut bytes = frame.bytes[..66].to_vec();
    bytes[5] = 0x77;
    bytes[11] = 0x78;
    bytes[22] -= 1;
    bytes[24..26].fill(0);
    let sum = checksum::checksum(&bytes[14..34]);
    bytes[24..26].copy_from_slice(&sum.to_be_bytes());
    told(journey, bytes)
}

fn told(journey: &Journey, headers: Vec<u8>) -> Told {
    Told {
        link: LinkType::Ethernet,
        direction: Direction::In,
        checksum: ChecksumStatus::Unknown,
        length: journey.frame.meta.length,
        interface: "eth0".into(),
        headers: headers.into(),
    }
}

fn pane(journey: Journey, state: SightState) -> Encap {
    let mut pane = still();
    let subject = journey.facts.subject;
    pane.show(journey, NOW);
    press(&mut pane, Verb::BothEnds, NOW);
    pane.set_sight(
        subject,
        Sight {
            name: "bob".into(),
            state,
        },
    );
    pane
}

fn through_a_router() -> Encap {
    let told = behind_a_router(&journey());
    pane(journey(), SightState::Told(vec![told], 1))
}

#[test]
fn what_differs_is_marked_and_explained_at_every_size() {
    let (en, zh) = (
        Stage::new(Lang::En, &Glyphs::UNICODE),
        Stage::new(Lang::ZhCn, &Glyphs::UNICODE),
    );
    let pane = through_a_router();
    insta::assert_snapshot!("router_80_en", en.draw(&pane, 78, 20, NOW));
    insta::assert_snapshot!("router_120_en", en.draw(&pane, 118, 32, NOW));
    insta::assert_snapshot!("router_80_zh", zh.draw(&pane, 78, 20, NOW));
    insta::assert_snapshot!(
        "router_80_ascii",
        Stage::new(Lang::En, &Glyphs::ASCII).draw(&pane, 78, 20, NOW)
    );
}

#[test]
fn the_cursor_walks_to_the_end_and_back_and_stays_in_sight() {
    let screen = Stage::new(Lang::En, &Glyphs::UNICODE);
    let mut pane = through_a_router();
    for _ in 0..100 {
        go(&mut pane, Move::Down, NOW);
    }
    let end = screen.draw(&pane, 78, 20, NOW);
    insta::assert_snapshot!("router_end_80_en", end);
    for _ in 0..3 {
        go(&mut pane, Move::Up, NOW);
        assert!(screen.draw(&pane, 78, 20, NOW).contains('▸'));
    }
    press(&mut pane, Verb::BothEnds, NOW);
    assert_eq!(pane.mode(), Mode::Way);
}

#[test]
fn what_cannot_be_known_here_is_told_and_marked() {
    let rebuilt = rebuilt();
    let told = behind_a_router(&journey());
    let pane = pane(rebuilt, SightState::Told(vec![told], 1));
    insta::assert_snapshot!(
        "rebuilt_120_en",
        Stage::new(Lang::En, &Glyphs::UNICODE).draw(&pane, 118, 32, NOW)
    );
}

#[test]
fn over_a_switch_all_is_the_same_and_said_so() {
    let same = told(&journey(), journey().frame.bytes[..66].to_vec());
    let pane = pane(journey(), SightState::Told(vec![same], 1));
    insta::assert_snapshot!(
        "same_80_zh",
        Stage::new(Lang::ZhCn, &Glyphs::UNICODE).draw(&pane, 78, 20, NOW)
    );
}

#[test]
fn a_frame_beyond_those_told_is_said_to_be_none_of_them() {
    let mut other = behind_a_router(&journey());
    let mut headers = other.headers.to_vec();
    headers[38] ^= 0x55;
    other.headers = headers.into();
    let screen = Stage::new(Lang::En, &Glyphs::UNICODE);
    let alone = pane(journey(), SightState::Told(vec![other.clone()], 1));
    assert!(
        !screen.draw(&alone, 118, 32, NOW).contains("Press <"),
        "there is no earlier one"
    );
    let pane = pane(journey(), SightState::Told(vec![other; 8], 11));
    assert_eq!(pane.both_ends(), None);
    assert!(screen.draw(&pane, 118, 32, NOW).contains("Press <"));
    for (lang, says) in [
        (Lang::En, "bob told of 8 frames of 11 seen there"),
        (Lang::ZhCn, "共 11 帧"),
    ] {
        let drawn = Stage::new(lang, &Glyphs::UNICODE).draw(&pane, 118, 32, NOW);
        assert!(drawn.contains(says), "{drawn}");
    }
}

#[test]
fn every_state_says_what_is_so_and_what_to_do_next() {
    let states = [
        SightState::NoMessage,
        SightState::Plain,
        SightState::CannotThere,
        SightState::Gone,
        SightState::Asked,
        SightState::Late,
        SightState::Refused,
        SightState::NoRight,
        SightState::NotSeen,
    ];
    for (lang, name) in [(Lang::En, "states_en"), (Lang::ZhCn, "states_zh")] {
        let screen = Stage::new(lang, &Glyphs::UNICODE);
        let drawn = states
            .iter()
            .map(|state| screen.draw(&pane(journey(), state.clone()), 58, 12, NOW));
        insta::assert_snapshot!(name, drawn.collect::<Vec<_>>().join("----\n"));
    }
}

#[test]
fn without_colour_signs_tell_the_rows_apart() {
    let screen = Stage::new(Lang::En, &Glyphs::ASCII);
    let world = screen.world(Rect::new(0, 0, 78, 20), NOW);
    let look = Look {
        theme: &Theme::NONE,
        ..world.look
    };
    let mut buf = Buffer::empty(world.area);
    through_a_router().draw(&World { look, ..world }, &mut buf);
    let row = |y: u16| (0..78).map(|x| buf[(x, y)].symbol()).collect::<String>();
    let rows: Vec<String> = (0..20).map(row).collect();
    let line = |name: &str| rows.iter().find(|row| row.contains(name)).unwrap().clone();
    assert!(line("Source Address").contains("!=") && line("EtherType").contains(" = "));
    assert!(
        buf.content
            .iter()
            .all(|cell| cell.fg == ratatui::style::Color::Reset)
    );
}

#[test]
fn no_room_is_too_small() {
    let screen = Stage::new(Lang::En, &Glyphs::UNICODE);
    for state in [
        SightState::Asked,
        SightState::Told(vec![behind_a_router(&journey())], 1),
    ] {
        let pane = pane(journey(), state);
        for width in 0..40 {
            for height in 0..8 {
                screen.draw(&pane, width, height, NOW);
            }
        }
    }
}
