mod pictures;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use bytes::Bytes;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::walk::Not;
use super::*;
use crate::clock::Time;
use crate::compose::{PathFacts, rebuild};
use crate::frame::Frame;
use crate::journey::tests::frame;
use crate::journey::{Facts, Medium};
use crate::keymap::Move;
use crate::place::{HostId, Place};
use crate::record::{Calls, Carried, SocketId, Transport};
use crate::screens::answer::Said;
use crate::screens::world::tests::Fixture;
use crate::screens::{Answer, Screen, Turn, Wish, World};
use crate::text::{Lang, Text};
use crate::ui::fit;
use crate::ui::look::Glyphs;
use crate::wire::{Context, IpProtocol, LinkType, MacAddr, TcpFlags, dissect, ethernet, ipv4, tcp};

const TEXT: &str = "see you at layer 4";
const YOU: Ipv4Addr = Ipv4Addr::new(192, 168, 1, 23);
const BOB: Ipv4Addr = Ipv4Addr::new(192, 168, 1, 24);

/// A segment from you to bob with this payload.
fn frame_with(payload: &[u8]) -> Frame {
    let mut segment = Vec::new();
    let options = [1, 1, 8, 10, 0, 1, 2, 3, 0, 4, 5, 6];
    let repr = tcp::Repr {
        src: IpAddr::V4(YOU),
        dst: IpAddr::V4(BOB),
        src_port: 49152,
        dst_port: 10101,
        seq: 3_000_000_000,
        ack: 77,
        flags: TcpFlags(0x18),
        window: 502,
        options: &options,
    };
    tcp::emit(&repr, payload, &mut segment);
    let mut bytes = Vec::new();
    let mac = |last| MacAddr([0x52, 0x54, 0, 0x12, 0x34, last]);
    ethernet::emit(
        &ethernet::Repr {
            src: mac(0x56),
            dst: mac(0x57),
            ether_type: crate::wire::EtherType::IPV4,
        },
        &mut bytes,
    );
    let ip = ipv4::Repr {
        src: YOU,
        dst: BOB,
        protocol: IpProtocol::TCP,
        ttl: 64,
        ident: 0x3f2a,
        dont_fragment: true,
        traffic_class: 0,
        payload_len: segment.len(),
    };
    ipv4::emit(&ip, &mut bytes);
    bytes.extend_from_slice(&segment);
    frame(bytes)
}

fn lab_frame() -> (Frame, Carried) {
    let mut payload = b"WL\x01\x02\x00\x00\x00\x07\x00\x00\x00\x04\x00\x00".to_vec();
    payload.extend_from_slice(b"\x01\x00");
    payload.extend_from_slice(TEXT.as_bytes());
    let frame = frame_with(&payload);
    let length = payload.len();
    let carried = Carried {
        transport: Transport::Tcp,
        host: HostId::HERE,
        socket: SocketId(3),
        local: SocketAddr::from((YOU, 49152)),
        remote: SocketAddr::from((BOB, 10101)),
        outgoing: true,
        offset: 0,
        tcp: None,
        bytes: payload.into(),
        session: 0..14,
        presentation: 14..16,
        text: 16..length,
        calls: Calls::default(),
    };
    (frame, carried)
}

pub(super) fn journey() -> Journey {
    let (frame, carried) = lab_frame();
    let facts = Facts {
        carried: Some(carried),
        medium: Medium::Cable,
        prefix: Some(24),
        mtu: Some(1500),
        ..Facts::plain(Subject::Message(7), Party::You, Party::Name("bob".into()))
    };
    let dissection = dissect(frame.meta.link, &frame.bytes, &Context::default());
    Journey::new(frame, dissection, facts)
}

/// Nothing to follow yet; nothing moves or plays by itself.
pub(super) fn still() -> Encap {
    let mut pane = moving();
    pane.set_reduced_motion(true);
    pane
}

/// Nothing to follow yet.
pub(super) fn moving() -> Encap {
    Encap::default()
}

/// Asks for a verb; `true`: it was done.
pub(super) fn press(pane: &mut Encap, verb: Verb, now: Duration) -> bool {
    pane.carry_out(verb, now).is_ok()
}

/// Moves; `true`: that was done.
pub(super) fn go(pane: &mut Encap, to: Move, now: Duration) -> bool {
    !pane.go(to, 10, now).is_no()
}

pub(super) const fn ms(n: u64) -> Duration {
    Duration::from_millis(n)
}

/// Where a screen is drawn: language, glyphs.
pub(super) struct Stage(Fixture);

impl Stage {
    pub(super) fn new(lang: Lang, glyphs: &Glyphs) -> Self {
        let mut fixture = Fixture::new();
        fixture.text = Text::with_keys(lang, fixture.keys.names(false));
        fixture.glyphs = *glyphs;
        Self(fixture)
    }

    pub(super) fn world(&self, area: Rect, elapsed: Duration) -> World<'_> {
        let world = self.0.world();
        let look = Look {
            elapsed,
            ..world.look
        };
        World {
            look,
            area,
            ..world
        }
    }

    pub(super) fn draw(&self, pane: &Encap, width: u16, height: u16, elapsed: Duration) -> String {
        let world = self.world(Rect::new(0, 0, width, height), elapsed);
        let look = world.look;
        let mut buf = Buffer::empty(world.area);
        pane.draw(&world, &mut buf);
        if look.glyphs.ascii {
            crate::ui::plain::make_plain(&mut buf);
        }
        let mut out = String::new();
        for y in 0..height {
            let mut x = 0;
            let mut line = String::new();
            while x < width {
                let symbol = buf[(x, y)].symbol();
                line.push_str(symbol);
                x += fit::width(symbol).max(1) as u16;
            }
            out.push_str(line.trim_end());
            out.push('\n');
        }
        out
    }
}

/// What a verb is answered, as it is said.
fn refused(screen: &Stage, pane: &mut Encap, verb: Verb) -> String {
    let world = screen.world(Rect::new(0, 0, 78, 20), ms(0));
    match pane.act(verb.id(), &world).said {
        Said::Why(why) => world.look.say(&why),
        said @ (Said::Done | Said::No) => panic!("{verb:?}: {said:?}"),
    }
}

fn at_step(model: Model, step: usize) -> Encap {
    let mut pane = still();
    pane.show(journey(), ms(0));
    while pane.model != model {
        press(&mut pane, Verb::NextForm, ms(0));
    }
    for _ in 0..step {
        press(&mut pane, Verb::Right, ms(0));
    }
    pane
}

fn arp() -> Journey {
    let mut bytes = vec![0xff; 6];
    bytes.extend_from_slice(&[
        2, 0, 0, 0, 0, 10, 8, 6, 0, 1, 8, 0, 6, 4, 0, 1, 2, 0, 0, 0, 0, 10,
    ]);
    bytes.extend_from_slice(&YOU.octets());
    bytes.extend_from_slice(&[0; 6]);
    bytes.extend_from_slice(&BOB.octets());
    bytes.resize(60, 0);
    other(frame(bytes), None)
}

fn other(frame: Frame, carried: Option<Carried>) -> Journey {
    let context = Context {
        origins: frame.origins.clone(),
        ..Context::default()
    };
    let dissection = dissect(frame.meta.link, &frame.bytes, &context);
    let facts = Facts {
        carried,
        ..Facts::plain(
            Subject::Message(9),
            Party::You,
            Party::Name("192.168.1.24".into()),
        )
    };
    Journey::new(frame, dissection, facts)
}

/// Nothing is known but the socket's own addresses.
pub(super) fn rebuilt() -> Journey {
    let (_, carried) = lab_frame();
    let facts = PathFacts {
        link: LinkType::Ethernet,
        mac_src: None,
        mac_dst: None,
        place: Place::default(),
        ttl: None,
        mtu: None,
        tcp: None,
    };
    let frame = rebuild(&carried, &facts, Time(0)).frames.remove(0);
    other(frame, Some(carried))
}

fn standing(journey: Journey, step: usize) -> Encap {
    let mut pane = still();
    pane.show(journey, ms(0));
    for _ in 0..step {
        press(&mut pane, Verb::Right, ms(0));
    }
    pane
}

#[test]
fn a_new_message_plays_by_itself_and_ends() {
    let mut pane = moving();
    assert_eq!(
        pane.deadline(ms(0)),
        None,
        "nothing to do before there is anything"
    );
    pane.show(journey(), ms(100));
    assert_eq!(pane.deadline(ms(100)), Some(ms(117)), "it slides");
    assert_eq!(
        pane.deadline(ms(400)),
        Some(ms(2300)),
        "then it stays to be read"
    );
    assert_eq!(pane.deadline(ms(3_600_000)), None, "and ends");
    assert!(press(&mut pane, Verb::PlayPause, ms(3_600_000)));
    assert!(pane.deadline(ms(3_600_001)).is_some(), "play begins again");
}

#[test]
fn reduced_motion_shows_the_first_step_and_waits() {
    let mut pane = still();
    pane.show(journey(), ms(100));
    assert_eq!(pane.deadline(ms(100)), None);
}

#[test]
fn a_newer_message_waits_while_one_is_stepped_through() {
    let another = |number| {
        let mut journey = journey();
        journey.facts.subject = Subject::Message(number);
        journey
    };
    let mut pane = moving();
    pane.show(journey(), ms(0));
    pane.offer(another(8), ms(10));
    assert_eq!(
        pane.subject(),
        Some(Subject::Message(8)),
        "nobody has taken the first in hand"
    );
    press(&mut pane, Verb::Right, ms(20));
    pane.offer(another(9), ms(30));
    pane.offer(another(10), ms(40));
    assert_eq!(pane.subject(), Some(Subject::Message(8)));
    let screen = Stage::new(Lang::En, &Glyphs::UNICODE);
    assert!(screen.draw(&pane, 78, 19, ms(2000)).contains("2 newer: G"));
    assert!(go(&mut pane, Move::Bottom, ms(50)));
    assert_eq!(pane.subject(), Some(Subject::Message(10)), "the newest");
    assert!(go(&mut pane, Move::Bottom, ms(60)), "to the last step");
    assert!(!go(&mut pane, Move::Bottom, ms(60)), "that is the end");
}

#[test]
fn an_answer_does_not_sweep_away_what_was_just_sent() {
    let mut answer = journey();
    answer.facts.subject = Subject::Message(8);
    (answer.facts.sender, answer.facts.receiver) = (Party::Name("bob".into()), Party::You);
    let mut pane = moving();
    pane.offer(journey(), ms(0));
    pane.offer(answer.clone(), ms(5));
    assert_eq!(pane.subject(), Some(Subject::Message(7)), "it still plays");
    let mut pane = moving();
    pane.offer(journey(), ms(0));
    pane.offer(answer, ms(3_600_000));
    assert_eq!(pane.subject(), Some(Subject::Message(8)), "it has ended");
}

#[test]
fn a_captured_frame_takes_the_rebuilt_one_s_place_and_the_step_stays() {
    let mut pane = still();
    let mut first = rebuilt();
    first.facts.subject = Subject::Message(7);
    pane.show(first, ms(0));
    for _ in 0..4 {
        press(&mut pane, Verb::Right, ms(0));
    }
    let screen = Stage::new(Lang::En, &Glyphs::UNICODE);
    let look = &screen.world(Rect::ZERO, ms(0)).look;
    assert_eq!(pane.origin_word(look).as_deref(), Some("rebuilt"));
    assert_eq!(pane.replace(journey(), ms(0)), Changed::Yes);
    assert_eq!(pane.origin_word(look).as_deref(), Some("captured"));
    assert!(screen.draw(&pane, 78, 19, ms(0)).contains("5/15"));
    let mut stranger = journey();
    stranger.facts.subject = Subject::Message(99);
    assert_eq!(pane.replace(stranger, ms(0)), Changed::No);
}

#[test]
fn the_model_changes_under_the_same_layer() {
    let mut pane = at_step(Model::Seven, 4);
    let screen = Stage::new(Lang::En, &Glyphs::UNICODE);
    press(&mut pane, Verb::NextForm, ms(0));
    assert!(screen.draw(&pane, 78, 19, ms(0)).contains("▸3 network"));
    press(&mut pane, Verb::NextForm, ms(0));
    assert!(screen.draw(&pane, 78, 19, ms(0)).contains("▸2 internet"));
}

#[test]
fn up_and_down_walk_the_layers_on_either_side() {
    let mut pane = at_step(Model::Seven, 0);
    let at = |pane: &Encap| pane.shown.as_ref().unwrap().player.step(ms(0));
    let walk = |pane: &mut Encap, verb| {
        press(pane, verb, ms(0));
        at(pane)
    };
    assert_eq!(walk(&mut pane, Verb::LayerDown), 1);
    assert_eq!(walk(&mut pane, Verb::LayerUp), 0);
    assert_eq!(walk(&mut pane, Verb::LayerUp), 0);
    for _ in 0..7 {
        walk(&mut pane, Verb::LayerDown);
    }
    assert_eq!(
        walk(&mut pane, Verb::LayerDown),
        7,
        "below the lowest layer is the wire"
    );
    assert_eq!(
        walk(&mut pane, Verb::LayerUp),
        8,
        "and from there it goes up at the other side"
    );
    assert_eq!(walk(&mut pane, Verb::LayerUp), 9);
    assert_eq!(walk(&mut pane, Verb::LayerDown), 8);
    go(&mut pane, Move::Bottom, ms(0));
    assert_eq!(at(&pane), 14);
    go(&mut pane, Move::Top, ms(0));
    assert_eq!(at(&pane), 0);
}

#[test]
fn open_fields_are_walked_and_their_bytes_selected() {
    let mut pane = at_step(Model::Seven, 4);
    press(&mut pane, Verb::Open, ms(0));
    assert!(pane.fields.is_some());
    assert!(!go(&mut pane, Move::Up, ms(0)), "already at the first");
    go(&mut pane, Move::Down, ms(0));
    let screen = Stage::new(Lang::En, &Glyphs::UNICODE);
    assert!(screen.draw(&pane, 78, 19, ms(0)).contains("▸ Version"));
    press(&mut pane, Verb::LayerUp, ms(0));
    assert!(
        screen.draw(&pane, 78, 19, ms(0)).contains("Source Port"),
        "the fields of the step one goes to"
    );
    let world = screen.world(Rect::ZERO, ms(0));
    assert_eq!(pane.back(&world), Answer::done());
    assert!(pane.back(&world).is_no());
}

#[test]
fn a_header_slides_in_from_the_left() {
    let mut pane = at_step(Model::Seven, 4);
    pane.set_reduced_motion(false);
    pane.show(journey(), ms(0));
    go(&mut pane, Move::Bottom, ms(0));
    go(&mut pane, Move::Top, ms(0));
    for _ in 0..4 {
        press(&mut pane, Verb::Right, ms(0));
    }
    let screen = Stage::new(Lang::En, &Glyphs::UNICODE);
    let row = |now| {
        screen
            .draw(&pane, 78, 19, ms(now))
            .lines()
            .nth(4)
            .unwrap()
            .to_owned()
    };
    assert!(
        row(0).contains("┃TCP") && !row(0).contains("IPv4"),
        "{}",
        row(0)
    );
    assert!(row(300).contains("┃IPv4"), "{}", row(300));
    let place = |row: &str| row.find("IPv4").unwrap_or(0);
    assert!(
        place(&row(90)) < place(&row(300)),
        "on its way: {}",
        row(90)
    );
}

#[test]
fn a_rebuilt_frame_never_shows_a_made_up_byte() {
    let screen = Stage::new(Lang::En, &Glyphs::UNICODE);
    let drawn = screen.draw(&standing(rebuilt(), 5), 78, 19, ms(0));
    assert!(
        drawn.contains("0000  ?? ?? ?? ?? ?? ?? ?? ??  ?? ?? ?? ?? 08 00 45 ??"),
        "{drawn}"
    );
    assert!(drawn.contains("from MAC ? to MAC ?"), "{drawn}");
}

#[test]
fn no_size_panics_and_no_line_is_too_long() {
    let fields = |mut pane: Encap| {
        press(&mut pane, Verb::Open, ms(0));
        pane
    };
    for lang in Lang::ALL {
        let screen = Stage::new(lang, &Glyphs::UNICODE);
        for (width, height) in [
            (0, 0),
            (1, 1),
            (2, 9),
            (9, 2),
            (20, 4),
            (40, 10),
            (58, 16),
            (78, 19),
            (118, 30),
            (198, 55),
        ] {
            for step in [0, 3, 5, 7, 8, 14] {
                for pane in [
                    standing(journey(), step),
                    fields(standing(arp(), step)),
                    standing(rebuilt(), step),
                    still(),
                ] {
                    let drawn = screen.draw(&pane, width, height, ms(0));
                    assert!(
                        drawn
                            .lines()
                            .all(|line| fit::width(line) <= usize::from(width)),
                        "{drawn}"
                    );
                }
            }
        }
    }
}

#[test]
fn it_draws_within_its_area() {
    let screen = Stage::new(Lang::ZhCn, &Glyphs::UNICODE);
    for (width, height) in [(0, 0), (1, 1), (2, 3), (9, 2), (20, 4), (27, 9), (58, 16)] {
        let area = Rect::new(3, 2, width, height);
        for verb in [
            Verb::Right,
            Verb::Open,
            Verb::BothEnds,
            Verb::SideBySide,
            Verb::Predict,
        ] {
            let mut asked = standing(journey(), 2);
            press(&mut asked, verb, ms(0));
            press(&mut asked, Verb::Right, ms(0));
            for pane in [asked, still()] {
                let world = screen.world(area, ms(0));
                let mut buf = Buffer::empty(Rect::new(0, 0, 80, 24));
                pane.draw(&world, &mut buf);
                for at in buf.area.positions().filter(|at| !area.contains(*at)) {
                    assert_eq!(buf[at].symbol(), " ", "{verb:?}, {area:?} draws at {at}");
                }
            }
        }
    }
}

#[test]
fn ascii_is_ascii() {
    let screen = Stage::new(Lang::En, &Glyphs::ASCII);
    for step in 0..15 {
        for pane in [standing(journey(), step), standing(arp(), step)] {
            let drawn = screen.draw(&pane, 118, 30, ms(0));
            assert!(drawn.is_ascii(), "{drawn}");
        }
    }
}

#[test]
fn the_title_names_the_message_and_both_ends() {
    let screen = Stage::new(Lang::En, &Glyphs::UNICODE);
    let world = screen.world(Rect::ZERO, ms(0));
    assert_eq!(
        standing(journey(), 0).title(&world).name,
        "Encapsulation  “see you at layer 4” you → bob"
    );
    assert_eq!(
        standing(arp(), 0).title(&world).name,
        "Encapsulation  ARP you → 192.168.1.24"
    );
    assert_eq!(still().title(&world).name, "Encapsulation");
}

/// The pictures as they shall be: the dashboard's quarter and the single pane, both languages, ASCII.
#[test]
fn pictures() {
    let en = Stage::new(Lang::En, &Glyphs::UNICODE);
    let zh = Stage::new(Lang::ZhCn, &Glyphs::UNICODE);
    let ascii = Stage::new(Lang::En, &Glyphs::ASCII);
    let quarter = |screen: &Stage, step| screen.draw(&at_step(Model::Seven, step), 58, 16, ms(0));
    insta::assert_snapshot!("quarter_transport_en", quarter(&en, 3));
    insta::assert_snapshot!("quarter_data_link_zh", quarter(&zh, 5));
    insta::assert_snapshot!("quarter_wire_ascii", quarter(&ascii, 7));
    insta::assert_snapshot!("quarter_up_network_en", quarter(&en, 10));
    insta::assert_snapshot!(
        "single_five_layers_en",
        en.draw(&at_step(Model::Five, 2), 78, 19, ms(0))
    );
    insta::assert_snapshot!(
        "quarter_arp_en",
        en.draw(&standing(arp(), 5), 58, 16, ms(0))
    );
    insta::assert_snapshot!("quarter_empty_zh", zh.draw(&still(), 58, 16, ms(0)));
}

#[test]
fn a_layer_is_jumped_to_by_its_number_on_the_side_where_one_is() {
    let mut pane = standing(pictures::looked_up(), 0);
    let mut jump = |verb| {
        press(&mut pane, verb, ms(0));
        pane.shown.as_ref().unwrap().player.step(ms(0))
    };
    assert_eq!(
        (jump(Verb::Layer3), jump(Verb::Layer1), jump(Verb::Layer7)),
        (7, 10, 0)
    );
    jump(Verb::NextForm);
    let there_is_none = pane.carry_out(Verb::Layer6, ms(0));
    assert_eq!(there_is_none, Err(Not::NoLayer(6)));
    press(&mut pane, Verb::NextForm, ms(0));
    press(&mut pane, Verb::NextForm, ms(0));
    go(&mut pane, Move::Bottom, ms(0));
    press(&mut pane, Verb::Layer2, ms(0));
    assert_eq!(
        pane.shown.as_ref().unwrap().player.step(ms(0)),
        13,
        "on the receiver's side"
    );
}

#[test]
fn bytes_are_walked_and_their_fields_follow() {
    let mut pane = at_step(Model::Seven, 4);
    press(&mut pane, Verb::Open, ms(0));
    let at = |pane: &Encap| {
        let fields = pane.fields.unwrap();
        let rows = pane.shown.as_ref().unwrap().rows(4);
        (fields.byte, rows[fields.selected].label)
    };
    let step = |pane: &mut Encap, verb| {
        press(pane, verb, ms(0));
        at(pane)
    };
    go(&mut pane, Move::Down, ms(0));
    assert_eq!(at(&pane), (None, "Version"));
    assert_eq!(
        step(&mut pane, Verb::Right),
        (Some(14), "Version"),
        "first the byte of the field itself"
    );
    assert_eq!(
        step(&mut pane, Verb::Right),
        (Some(15), "Differentiated Services Code Point")
    );
    assert_eq!(step(&mut pane, Verb::Right), (Some(16), "Total Length"));
    assert_eq!(
        step(&mut pane, Verb::Right),
        (Some(17), "Total Length"),
        "its second byte"
    );
    assert_eq!(step(&mut pane, Verb::Left), (Some(16), "Total Length"));
    go(&mut pane, Move::Down, ms(0));
    assert_eq!(
        at(&pane),
        (None, "Identification"),
        "and on among the fields"
    );
}

#[test]
fn a_click_goes_to_a_layer_a_field_a_byte() {
    let screen = Stage::new(Lang::En, &Glyphs::UNICODE);
    let mut pane = at_step(Model::Seven, 0);
    let world = screen.world(Rect::new(2, 3, 116, 32), ms(0));
    let mut click = |x, y| {
        pane.click(Position::new(x, y), &world);
        (
            pane.shown.as_ref().unwrap().player.step(ms(0)),
            pane.fields.map(|f| (f.selected, f.byte)),
        )
    };
    assert_eq!(click(10, 7), (4, None), "the fifth row: the network layer");
    assert_eq!(
        click(10, 16),
        (4, Some((3, None))),
        "the fourth of its fields"
    );
    let (step, fields) = click(102, 14);
    assert_eq!(
        (step, fields.and_then(|f| f.1)),
        (4, Some(14)),
        "row 8 of the bytes, the seventh of them"
    );
}

#[test]
fn what_had_to_be_left_out_comes_on_demand() {
    let mut pane = standing(pictures::looked_up(), 9);
    let screen = Stage::new(Lang::En, &Glyphs::UNICODE);
    let before = screen.draw(&pane, 58, 16, ms(0));
    assert!(
        before.contains("… x") && !before.contains("4 bytes of the FCS"),
        "{before}"
    );
    press(&mut pane, Verb::Explain, ms(0));
    let after = screen.draw(&pane, 58, 16, ms(0));
    assert!(
        after.contains("4 bytes of the FCS") && after.contains("▸2 data link"),
        "{after}"
    );
    press(&mut pane, Verb::Explain, ms(0));
    assert_eq!(screen.draw(&pane, 58, 16, ms(0)), before);
}

#[test]
fn without_a_message_every_verb_says_what_to_do() {
    for (lang, says) in [(Lang::En, "press e on a frame"), (Lang::ZhCn, "按 e")] {
        let screen = Stage::new(lang, &Glyphs::UNICODE);
        for verb in Verb::ALL {
            let said = refused(&screen, &mut still(), *verb);
            assert!(said.contains(says), "{verb:?}: {said}");
        }
    }
}

#[test]
fn what_cannot_be_done_says_why_not() {
    let screen = Stage::new(Lang::En, &Glyphs::UNICODE);
    let says = |pane: &mut Encap, verb, wanted: &str| {
        let said = refused(&screen, pane, verb);
        assert!(said.contains(wanted), "{verb:?}: {said}");
    };
    let mut pane = standing(journey(), 0);
    says(&mut pane, Verb::Left, "the first step. → goes on");
    says(&mut pane, Verb::LayerUp, "the highest layer. ] leads");
    says(&mut pane, Verb::Layer7, "Layer 7");
    for _ in 0..2 {
        press(&mut pane, Verb::Faster, ms(0));
    }
    says(&mut pane, Verb::Faster, "4×");
    let mut wire = standing(journey(), 7);
    says(&mut wire, Verb::LayerDown, "the wire");
    let mut end = standing(journey(), 14);
    says(&mut end, Verb::Right, "g leads back");
    let mut fields = at_step(Model::Seven, 4);
    press(&mut fields, Verb::Open, ms(0));
    says(&mut fields, Verb::Open, "esc closes them");
    says(&mut fields, Verb::Left, "no byte");
}

#[test]
fn what_belongs_to_the_way_is_refused_where_it_is_not_shown() {
    let screen = Stage::new(Lang::En, &Glyphs::UNICODE);
    let world = screen.world(Rect::new(0, 0, 78, 20), ms(0));
    for (mode, key) in [(Verb::BothEnds, "b"), (Verb::SideBySide, "u")] {
        let mut pane = standing(journey(), 3);
        press(&mut pane, mode, ms(0));
        for verb in Verb::ALL.iter().filter(|verb| verb.is_of_the_way()) {
            let said = refused(&screen, &mut pane, *verb);
            assert!(said.contains(&format!("{key} leads back")), "{said}");
        }
        assert_eq!(pane.shown.as_ref().unwrap().player.step(ms(0)), 3);
        assert_eq!(pane.back(&world), Answer::done());
        assert!(press(&mut pane, Verb::Right, ms(0)));
    }
}

#[test]
fn the_program_is_asked_for_what_only_it_can_do() {
    let mut pane = standing(journey(), 3);
    let mut ask = |verb| pane.carry_out(verb, ms(0));
    assert_eq!(ask(Verb::BothEnds), Ok(Some(Wish::AskSighting)));
    assert_eq!(
        ask(Verb::BothEnds),
        Ok(Some(Wish::AskSighting)),
        "what failed is asked for once more"
    );
    assert_eq!(ask(Verb::SideBySide), Ok(Some(Wish::Compare)));
    assert_eq!(ask(Verb::SideBySide), Ok(None));
    let turned = pane.go(Move::PageUp, 10, ms(0));
    assert_eq!(turned, Answer::wish(Wish::Turn(Turn::MessageBefore)));
    let mut ask = |verb| pane.carry_out(verb, ms(0));
    let after = Wish::Turn(Turn::FrameAfter);
    assert_eq!(ask(Verb::NextFrame), Ok(Some(after)));
    let before = Wish::Turn(Turn::FrameBefore);
    assert_eq!(ask(Verb::PreviousFrame), Ok(Some(before)));
}
