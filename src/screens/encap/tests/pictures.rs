//! Every phase of a message's way as it shall look: three sizes, both languages, without colour, moving and not.

use ratatui::style::{Color, Modifier};

use super::*;
use crate::journey::lookup::Sending;
use crate::journey::versus::{Around, Versus};
use crate::journey::{Lookups, Mine};
use crate::net::{
    Address, Counters, Flags, Interface, InterfaceKind, LinkState, Neighbour, Route, Scope,
    Snapshot,
};
use crate::place::InterfaceIndex;
use crate::record::Agreed;
use crate::ui::theme::Theme;

const SIZES: [(&str, u16, u16); 3] = [("80x24", 76, 20), ("120x36", 116, 32), ("200x60", 196, 56)];

/// 192.168.1.23/24 with a gateway at .1; bob's MAC is known.
fn host() -> Snapshot {
    let route = |destination: &str, prefix, gateway: Option<&str>| Route {
        destination: destination.parse().unwrap(),
        prefix,
        gateway: gateway.and_then(|g| g.parse().ok()),
        interface: InterfaceIndex(2),
        source: None,
        metric: 100,
    };
    let mac = |last| MacAddr([0x52, 0x54, 0, 0x12, 0x34, last]);
    let eth0 = Interface {
        index: InterfaceIndex(2),
        name: "eth0".into(),
        kind: InterfaceKind::Ethernet,
        flags: Flags::UP,
        state: LinkState::Up,
        mac: Some(mac(0x56)),
        mtu: 1500,
        link: LinkType::Ethernet,
        addresses: vec![Address {
            peer: None,
            address: IpAddr::V4(YOU),
            prefix: 24,
            broadcast: None,
            scope: Scope::Global,
        }],
        rx: Counters::default(),
        tx: Counters::default(),
    };
    let bob = Neighbour {
        address: IpAddr::V4(BOB),
        mac: Some(mac(0x57)),
        interface: InterfaceIndex(2),
        valid: true,
    };
    Snapshot {
        interfaces: vec![eth0],
        routes: vec![
            route("0.0.0.0", 0, Some("192.168.1.1")),
            route("192.168.1.0", 24, None),
        ],
        neighbours: vec![bob],
        ..Snapshot::default()
    }
}

/// The message with everything that the sender's host knows.
pub(super) fn looked_up() -> Journey {
    let mut journey = journey();
    let carried = journey.facts.carried.clone().unwrap();
    let sending = Sending {
        transport: Some(Transport::Tcp),
        remote: carried.remote,
        agreed: Some(Agreed {
            timestamps: true,
            ecn: false,
            mss: 1448,
        }),
        payload: carried.bytes.len(),
    };
    journey.facts.lookups = Lookups::new(&host(), &sending, Some(64));
    journey
}

fn came() -> Journey {
    let mut journey = journey();
    (journey.facts.sender, journey.facts.receiver) = (Party::Name("ann".into()), Party::You);
    journey.facts.mine = Mine {
        mac: Some(MacAddr([0x52, 0x54, 0, 0x12, 0x34, 0x57])),
        addresses: vec![IpAddr::V4(BOB)],
    };
    journey
}

/// All steps, one below the other.
fn way(screen: &Stage, journey: &Journey, width: u16, height: u16) -> String {
    let steps = journey.steps(Model::Seven).len();
    let picture = |step| {
        format!(
            "== {}/{steps}\n{}",
            step + 1,
            screen.draw(&standing(journey.clone(), step), width, height, ms(0))
        )
    };
    (0..steps).map(picture).collect()
}

/// The tightest size whole: it is read before it is accepted.
#[test]
fn every_phase() {
    for (lang, tag) in [(Lang::En, "en"), (Lang::ZhCn, "zh")] {
        let screen = Stage::new(lang, &Glyphs::UNICODE);
        let (name, width, height) = SIZES[0];
        insta::assert_snapshot!(
            format!("way_{name}_{tag}"),
            way(&screen, &looked_up(), width, height)
        );
    }
}

#[test]
fn every_phase_of_every_size_has_its_number_and_its_sentence() {
    let journey = looked_up();
    let steps = journey.steps(Model::Seven);
    for lang in [Lang::En, Lang::ZhCn] {
        let screen = Stage::new(lang, &Glyphs::UNICODE);
        for (name, width, height) in SIZES {
            for (n, step) in steps.iter().enumerate() {
                let drawn = screen.draw(&standing(journey.clone(), n), width, height, ms(0));
                let number = format!(" {}/{} ", n + 1, steps.len());
                assert_eq!(drawn.matches(&number).count(), 1, "{name}: {drawn}");
                let sentence: String = screen
                    .world(Rect::ZERO, ms(0))
                    .look
                    .say(&step.line)
                    .chars()
                    .take(12)
                    .collect();
                assert!(drawn.contains(&sentence), "{name}, {sentence}: {drawn}");
                assert_eq!(drawn.lines().count(), usize::from(height));
            }
        }
    }
}

/// The second of three lines that came in one frame.
fn second_line() -> Journey {
    let lines = b"one\ntwo\nthree\n";
    let carried = Carried {
        local: SocketAddr::from((BOB, 10101)),
        remote: SocketAddr::from((YOU, 49152)),
        outgoing: false,
        offset: 4,
        bytes: Bytes::from_static(b"two\n"),
        session: 0..0,
        presentation: 0..0,
        text: 0..4,
        calls: Calls {
            ranges: std::iter::once(0..14).collect(),
            more: 0,
        },
        ..lab_frame().1
    };
    let (sender, receiver) = (Party::Name("ann".into()), Party::You);
    let facts = Facts {
        carried: Some(carried),
        stream_at: Some(0),
        ..Facts::plain(Subject::Message(8), sender, receiver)
    };
    let frame = frame_with(lines);
    let dissection = dissect(frame.meta.link, &frame.bytes, &Context::default());
    Journey::new(frame, dissection, facts)
}

#[test]
fn a_line_among_others_of_its_frame() {
    for (lang, tag) in [(Lang::En, "en"), (Lang::ZhCn, "zh")] {
        let screen = Stage::new(lang, &Glyphs::UNICODE);
        let mut drawn = String::new();
        for step in [0, 3, 7, 14] {
            let pane = standing(second_line(), step);
            drawn += &format!(
                "== {}\n{}",
                pane.title(&screen.world(Rect::ZERO, ms(0))).name,
                screen.draw(&pane, 76, 20, ms(0))
            );
        }
        insta::assert_snapshot!(format!("shared_{tag}"), drawn);
    }
}

#[test]
fn up_at_your_own_side() {
    let screen = Stage::new(Lang::En, &Glyphs::UNICODE);
    let drawn: String = (7..15)
        .map(|step| screen.draw(&standing(came(), step), 76, 20, ms(0)))
        .collect();
    insta::assert_snapshot!("up_at_your_side", drawn);
}

#[test]
fn fields_bytes_and_both_transports() {
    for (lang, tag) in [(Lang::En, "en"), (Lang::ZhCn, "zh")] {
        let screen = Stage::new(lang, &Glyphs::UNICODE);
        let mut drawn = String::new();
        for (name, width, height) in SIZES {
            let mut pane = standing(looked_up(), 7);
            press(&mut pane, Verb::Open, ms(0));
            for _ in 0..9 {
                go(&mut pane, Move::Down, ms(0));
            }
            drawn += &format!(
                "== {name}: a field\n{}",
                screen.draw(&pane, width, height, ms(0))
            );
            press(&mut pane, Verb::Right, ms(0));
            press(&mut pane, Verb::Right, ms(0));
            drawn += &format!(
                "== {name}: a byte\n{}",
                screen.draw(&pane, width, height, ms(0))
            );
            press(&mut pane, Verb::SideBySide, ms(0));
            pane.set_versus(Versus::new(&looked_up(), &Around::default()));
            drawn += &format!(
                "== {name}: TCP and UDP\n{}",
                screen.draw(&pane, width, height, ms(0))
            );
        }
        insta::assert_snapshot!(format!("fields_{tag}"), drawn);
    }
}

#[test]
fn phases_of_the_motion_are_exact() {
    let screen = Stage::new(Lang::En, &Glyphs::UNICODE);
    let mut pane = moving();
    pane.show(journey(), ms(0));
    for _ in 0..4 {
        press(&mut pane, Verb::Right, ms(0));
    }
    let mut drawn = String::new();
    for at in [0, 150, 300] {
        drawn += &format!(
            "== a header, {at} ms\n{}",
            screen.draw(&pane, 76, 20, ms(at))
        );
    }
    go(&mut pane, Move::Top, ms(1000));
    for _ in 0..7 {
        press(&mut pane, Verb::Right, ms(1000));
    }
    for at in [0, 600, 1200] {
        drawn += &format!(
            "== the wire, {at} ms\n{}",
            screen.draw(&pane, 76, 20, ms(1000 + at))
        );
    }
    press(&mut pane, Verb::NextForm, ms(3000));
    for at in [0, 60, 300] {
        drawn += &format!(
            "== 7 layers become 5, {at} ms\n{}",
            screen.draw(&pane, 76, 20, ms(3000 + at))
        );
    }
    insta::assert_snapshot!("motion", drawn);
}

#[test]
fn reduced_motion_shows_each_step_as_the_motion_ends() {
    let screen = Stage::new(Lang::En, &Glyphs::UNICODE);
    let mut moving = moving();
    moving.show(looked_up(), ms(0));
    press(&mut moving, Verb::PlayPause, ms(0));
    for step in 0..19_u64 {
        let (still, end) = (
            standing(looked_up(), step as usize),
            ms(10_000 * step + 9_000),
        );
        assert_eq!(still.deadline(ms(0)), None, "step {step}: nothing moves");
        assert_eq!(
            screen.draw(&still, 116, 32, ms(0)),
            screen.draw(&moving, 116, 32, end),
            "step {step}"
        );
        press(&mut moving, Verb::Right, ms(10_000 * (step + 1)));
    }
}

#[test]
fn without_colour_the_same_is_said_and_what_matters_still_stands_out() {
    let screen = Stage::new(Lang::En, &Glyphs::UNICODE);
    let draw = |pane: &Encap, theme: &Theme| {
        let world = screen.world(Rect::new(0, 0, 116, 32), ms(0));
        let look = Look {
            theme,
            ..world.look
        };
        let mut buf = Buffer::empty(world.area);
        pane.draw(&World { look, ..world }, &mut buf);
        buf
    };
    for step in 0..19 {
        let pane = standing(looked_up(), step);
        let (plain, coloured) = (draw(&pane, &Theme::NONE), draw(&pane, &Theme::TERMINAL));
        let symbols = |buf: &Buffer| {
            buf.content
                .iter()
                .map(|cell| cell.symbol().to_owned())
                .collect::<String>()
        };
        assert_eq!(symbols(&plain), symbols(&coloured), "step {step}");
        assert!(
            plain
                .content
                .iter()
                .all(|cell| cell.fg == Color::Reset && cell.bg == Color::Reset),
            "step {step}"
        );
        assert!(
            plain
                .content
                .iter()
                .any(|cell| cell.modifier.contains(Modifier::BOLD)),
            "step {step}"
        );
    }
}
