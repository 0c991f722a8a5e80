//! What lies over the list: what each key of it does or says, what it wishes, how it is drawn in any room.

use std::net::Ipv4Addr;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::*;
use crate::keymap::{Layer, VerbId};
use crate::record::Purpose;
use crate::screens::answer::Said;
use crate::screens::{Copied, Shown, Wish};
use crate::store::FlowId;
use crate::text::{Lang, Text};
use crate::ui::look::Glyphs;
use crate::wire::{EtherType, IpProtocol, LinkType, MacAddr, TcpFlags, ethernet, ipv4, tcp};

const HERE: Ipv4Addr = Ipv4Addr::new(10, 0, 0, 1);
const THERE: Ipv4Addr = Ipv4Addr::new(10, 0, 0, 2);

/// A segment of a conversation between port 5000 here and 9999 there.
fn segment(there: bool, flags: u16, seq: u32, ack: u32, payload: &[u8]) -> Vec<u8> {
    let [(src, src_port), (dst, dst_port)] = if there {
        [(HERE, 5000), (THERE, 9999)]
    } else {
        [(THERE, 9999), (HERE, 5000)]
    };
    let mut bytes = Vec::new();
    let link = ethernet::Repr {
        src: MacAddr([2, 0, 0, 0, 0, 1]),
        dst: MacAddr([2, 0, 0, 0, 0, 2]),
        ether_type: EtherType::IPV4,
    };
    ethernet::emit(&link, &mut bytes);
    let repr = tcp::Repr {
        src: src.into(),
        dst: dst.into(),
        src_port,
        dst_port,
        seq,
        ack,
        flags: TcpFlags(flags),
        window: 502,
        options: &[],
    };
    let mut inner = Vec::new();
    tcp::emit(&repr, payload, &mut inner);
    let ip = ipv4::Repr {
        src,
        dst,
        protocol: IpProtocol::TCP,
        ttl: 64,
        ident: 7,
        dont_fragment: true,
        traffic_class: 0,
        payload_len: inner.len(),
    };
    ipv4::emit(&ip, &mut bytes);
    bytes.extend_from_slice(&inner);
    bytes
}

fn captured(log: &mut PacketLog, packets: &mut Packets, time: i64, bytes: Vec<u8>) {
    let mut frames = batch(&[time], bytes.len());
    frames.frames[0].digest = crate::wire::digest(LinkType::Ethernet, &bytes);
    frames.bytes = bytes.into();
    packets.add_frames(&frames, &mut Own::default(), |record| {
        log.arrived(record);
    });
}

/// A log of all: a handshake, some bytes, and a call of a socket at the end.
fn talk() -> (PacketLog, Packets) {
    let (mut log, mut packets) = (PacketLog::default(), Packets::default());
    act(&mut log, &packets, Verb::AllOrMine);
    for (at, (there, flags, seq, ack, payload)) in [
        (true, 0x02, 99, 0, b"".as_slice()),
        (false, 0x12, 299, 100, b""),
        (true, 0x10, 100, 300, b""),
        (true, 0x18, 100, 300, b"hello\n"),
        (false, 0x10, 300, 106, b""),
    ]
    .into_iter()
    .enumerate()
    {
        let bytes = segment(there, flags, seq, ack, payload);
        captured(&mut log, &mut packets, 10 + at as i64 * 1_000_000, bytes);
    }
    let mut event = call(Purpose::Talk);
    event.time = Time(9_000_000);
    let key = packets.add_event(event);
    log.arrived(&packets.get(key).unwrap());
    (log, packets)
}

/// The same with the frame that carries `hello` selected.
fn at_hello() -> (PacketLog, Packets) {
    let (mut log, packets) = talk();
    go(&mut log, &packets, Move::Up);
    go(&mut log, &packets, Move::Up);
    (log, packets)
}

fn flow_of(log: &PacketLog, packets: &Packets) -> FlowId {
    let key = log.selected().unwrap();
    packets.get(key).unwrap().flow.unwrap()
}

/// One of the verbs of what lies uppermost.
fn over(log: &mut PacketLog, packets: &Packets, verb: VerbId) -> Answer {
    with(packets, |world| log.over_mut().unwrap().act(verb, world))
}

fn go_over(log: &mut PacketLog, packets: &Packets, to: Move) -> Answer {
    with(packets, |world| log.over_mut().unwrap().moved(to, world))
}

fn wished(answer: &Answer, wish: Wish) -> bool {
    answer.said == Said::Done && answer.wishes == [wish]
}

fn why(answer: &Answer) -> &'static str {
    match &answer.said {
        Said::Why(why) => why.key,
        Said::Done | Said::No => "",
    }
}

fn uppermost(log: &PacketLog) -> &'static str {
    log.over().map_or("packets", |over| over.layer().id.0)
}

/// Opens each thing that can lie over the list, each over the same log: its name, and the log.
fn all_overs() -> Vec<(&'static str, PacketLog, Packets)> {
    type Opens = fn(&mut PacketLog, &Packets) -> Answer;
    let opens: [Opens; 7] = [
        |log, packets| act(log, packets, Verb::Flows),
        |log, packets| act(log, packets, Verb::FollowStream),
        |log, packets| act(log, packets, Verb::Ladder),
        |log, packets| log.ladder_of_listed(packets),
        |log, packets| act(log, packets, Verb::Open),
        |log, packets| act(log, packets, Verb::WorkOut),
        |log, packets| {
            go(log, packets, Move::Bottom);
            act(log, packets, Verb::Open)
        },
    ];
    let opened = opens.map(|open| {
        let (mut log, packets) = at_hello();
        let answer = open(&mut log, &packets);
        assert!(wished(&answer, Wish::Alone), "{answer:?}");
        (uppermost(&log), log, packets)
    });
    opened.into()
}

#[test]
fn each_way_over_the_list_fills_the_screen_and_esc_leads_back() {
    let names: Vec<_> = all_overs().iter().map(|(name, ..)| *name).collect();
    assert_eq!(
        names,
        [
            "flows", "stream", "ladder", "ladder", "frame", "checksum", "frame"
        ]
    );
    for (name, mut log, packets) in all_overs() {
        let depth = if name == "checksum" { 2 } else { 1 };
        for _ in 0..depth {
            assert!(log.over().is_some(), "{name}");
            assert_eq!(back(&mut log, &packets), Answer::done(), "{name}");
        }
        assert!(log.over().is_none(), "{name}");
    }
}

/// What is seen of a log: what stands on its border, and its cells.
fn seen(log: &PacketLog, packets: &Packets) -> (crate::screens::Title, String) {
    let title = with(packets, |world| log.title(world));
    (title, text(log, packets, (120, 36)))
}

/// Does this to the log: something is seen of it, or is wished, or it is said why not.
fn does_something(
    name: (&str, &str),
    log: &mut PacketLog,
    packets: &Packets,
    act: impl FnOnce(&mut PacketLog) -> Answer,
) {
    let before = seen(log, packets);
    let answer = act(log);
    let says_why = matches!(answer.said, Said::Why(_));
    assert!(
        says_why || !answer.wishes.is_empty() || seen(log, packets) != before,
        "{name:?} does nothing and says nothing: {answer:?}"
    );
}

/// Each verb of what lies uppermost.
fn each_does_something(log: &mut PacketLog, packets: &Packets) {
    let layer: &Layer = log.over().unwrap().layer();
    for (verb, binding) in layer.verbs() {
        let name = (layer.id.0, binding.verb);
        does_something(name, log, packets, |log| over(log, packets, verb));
    }
}

#[test]
fn each_verb_does_something_or_says_why_not() {
    for (_, mut log, packets) in all_overs() {
        each_does_something(&mut log, &packets);
    }
    let nothing = Packets::default();
    for (verb, binding) in Verb::LAYER.verbs() {
        let name = ("packets", binding.verb);
        let (mut log, packets) = at_hello();
        does_something(name, &mut log, &packets, |log| {
            with(&packets, |world| log.act(verb, world))
        });
        let mut empty = PacketLog::default();
        does_something(name, &mut empty, &nothing, |log| {
            with(&nothing, |world| log.act(verb, world))
        });
    }
    let mut log = PacketLog::default();
    act(&mut log, &nothing, Verb::Flows);
    each_does_something(&mut log, &nothing);
}

#[test]
fn what_is_offered_is_bound() {
    for (name, log, packets) in all_overs() {
        let screen = log.over().unwrap();
        let offered = screen.layer().verbs().filter_map(|(verb, binding)| {
            let hint = with(&packets, |world| screen.hint(verb, world))?;
            assert!(!binding.keys.is_empty() && !hint.is_empty(), "{name}");
            Some(hint)
        });
        assert!(offered.count() > 0, "{name} offers nothing");
    }
}

#[test]
fn the_flows_lead_to_the_selected_one() {
    use super::super::flows::Verb as Flows;
    let (mut log, packets) = at_hello();
    let flow = flow_of(&log, &packets);
    act(&mut log, &packets, Verb::Flows);
    for verb in [Flows::Open, Flows::Ladder] {
        let answer = over(&mut log, &packets, verb.id());
        assert!(wished(&answer, Wish::Ladder(flow)), "{answer:?}");
    }
    let answer = over(&mut log, &packets, Flows::FollowStream.id());
    assert!(wished(&answer, Wish::Stream(flow)));
    let order = |log: &PacketLog| with(&packets, |world| log.title(world).status);
    let before = order(&log);
    assert_eq!(
        over(&mut log, &packets, Flows::NextForm.id()),
        Answer::done()
    );
    assert_ne!(order(&log), before);
}

#[test]
fn a_ladder_leads_to_its_frames_its_stream_and_all_that_is_listed() {
    use super::super::ladder::Verb as Ladder;
    let (mut log, packets) = at_hello();
    let (flow, hello) = (flow_of(&log, &packets), log.selected().unwrap());
    act(&mut log, &packets, Verb::Ladder);
    let answer = over(&mut log, &packets, Ladder::Open.id());
    assert!(wished(&answer, Wish::Open(hello)), "the same is selected");
    go_over(&mut log, &packets, Move::Top);
    let first = log.current().unwrap();
    assert!(first < hello);
    let answer = over(&mut log, &packets, Ladder::Encapsulate.id());
    assert!(wished(&answer, Wish::Encapsulate(first)), "the rung's own");
    let answer = over(&mut log, &packets, Ladder::WorkOut.id());
    assert!(
        wished(&answer, Wish::WorkOut),
        "of the rung, opened only where it has one"
    );
    let answer = over(&mut log, &packets, Ladder::FollowStream.id());
    assert!(wished(&answer, Wish::Stream(flow)));

    let answer = over(&mut log, &packets, Ladder::Ladder.id());
    assert!(wished(&answer, Wish::LadderOfListed));
    log.ladder_of_listed(&packets);
    assert_eq!(log.current(), Some(first), "it stays selected");
    let answer = over(&mut log, &packets, Ladder::Ladder.id());
    assert!(wished(&answer, Wish::Ladder(flow)), "and back");
    log.show_ladder(flow, &packets);
    assert_eq!(back(&mut log, &packets), Answer::done());
    assert!(log.over().is_none(), "one ladder takes the other's place");
}

#[test]
fn numbers_are_counted_from_the_first_or_as_they_are_on_the_wire() {
    use super::super::ladder::Verb as Ladder;
    let (mut log, packets) = at_hello();
    act(&mut log, &packets, Verb::Ladder);
    assert!(text(&log, &packets, (80, 24)).contains("seq 1  ack 1"));
    over(&mut log, &packets, Ladder::TrueNumbers.id());
    assert!(text(&log, &packets, (80, 24)).contains("seq 100  ack 300"));
}

#[test]
fn a_stream_changes_its_form_and_leads_to_the_packet_of_a_row() {
    use super::super::stream::Verb as Stream;
    let (mut log, packets) = at_hello();
    let (flow, hello) = (flow_of(&log, &packets), log.selected().unwrap());
    act(&mut log, &packets, Verb::FollowStream);
    assert!(text(&log, &packets, (80, 24)).contains("hello"));
    over(&mut log, &packets, Stream::NextForm.id());
    assert!(text(&log, &packets, (80, 24)).contains("68 65 6c 6c 6f 0a"));
    let answer = over(&mut log, &packets, Stream::Open.id());
    assert!(wished(&answer, Wish::Open(hello)));
    let answer = over(&mut log, &packets, Stream::WorkOut.id());
    assert!(wished(&answer, Wish::WorkOut));
    let answer = over(&mut log, &packets, Stream::Ladder.id());
    assert!(wished(&answer, Wish::Ladder(flow)));
}

#[test]
fn an_opened_frame_is_walked_byte_by_byte_and_layer_by_layer() {
    use super::super::opened::Verb as Frame;
    let (mut log, packets) = at_hello();
    let hello = log.selected().unwrap();
    act(&mut log, &packets, Verb::Open);
    let at = |log: &PacketLog| log.opened.as_ref().unwrap().at;
    assert_eq!(
        why(&over(&mut log, &packets, Frame::LayerUp.id())),
        "packets-opened-no-layer"
    );
    let mut heads = Vec::new();
    while over(&mut log, &packets, Frame::LayerDown.id()) == Answer::done() {
        heads.push(at(&log));
    }
    assert!(heads.len() >= 2 && heads.is_sorted(), "{heads:?}");
    over(&mut log, &packets, Frame::LayerUp.id());
    assert_eq!(at(&log), heads[heads.len() - 2]);
    go_over(&mut log, &packets, Move::Top);
    over(&mut log, &packets, Frame::Right.id());
    over(&mut log, &packets, Frame::Right.id());
    assert_eq!(at(&log), 2, "from the first address to the second");
    over(&mut log, &packets, Frame::Left.id());
    assert_eq!(
        why(&over(&mut log, &packets, Frame::Left.id())),
        "packets-opened-no-byte"
    );
    let answer = over(&mut log, &packets, Frame::Pin.id());
    assert!(wished(&answer, Wish::Pin(hello)));
    let copied = with(&packets, |world| log.copied(world));
    assert_eq!(copied, Copied::Bytes(Some(vec![2, 0, 0, 0, 0, 2].into())));
    let shown = with(&packets, |world| log.shown(world));
    assert_eq!(shown, Shown::Records(Some(hello)));
}

#[test]
fn a_socket_call_says_that_it_is_no_frame() {
    use super::super::opened::Verb as Frame;
    let (mut log, packets) = talk();
    act(&mut log, &packets, Verb::Open);
    for verb in [Frame::Encapsulate, Frame::WorkOut, Frame::Right] {
        let answer = over(&mut log, &packets, verb.id());
        assert_eq!(why(&answer), "packets-call-no-frame", "{verb:?}");
        let hint = with(&packets, |world| log.over().unwrap().hint(verb.id(), world));
        assert_eq!(hint, None, "{verb:?} is not offered");
    }
    let answer = over(&mut log, &packets, Frame::Ladder.id());
    assert!(wished(&answer, Wish::LadderOfListed));
    assert_eq!(
        with(&packets, |world| log.copied(world)),
        Copied::Bytes(None)
    );
}

#[test]
fn a_checksum_is_worked_out_and_closed_by_the_same_key() {
    use super::super::opened::Verb as Frame;
    use super::super::sum::Verb as Sum;
    let (mut log, packets) = at_hello();
    act(&mut log, &packets, Verb::WorkOut);
    assert!(text(&log, &packets, (80, 24)).contains("The frame holds 0x"));
    let title = with(&packets, |world| log.title(world));
    assert_eq!(title.name, "Checksum of TCP, worked out");
    let answer = over(&mut log, &packets, Sum::WorkOut.id());
    assert!(wished(&answer, Wish::WorkOut));
    log.work_out(&packets);
    assert_eq!(uppermost(&log), "frame");
    let answer = over(&mut log, &packets, Frame::WorkOut.id());
    assert!(wished(&answer, Wish::WorkOut));
    log.work_out(&packets);
    assert_eq!(uppermost(&log), "checksum");

    go(&mut log, &packets, Move::Bottom);
    log.uncover();
    assert_eq!(
        why(&act(&mut log, &packets, Verb::WorkOut)),
        "packets-call-no-frame"
    );
    assert!(log.over().is_none(), "and nothing was opened");
}

#[test]
fn a_frame_without_a_checksum_is_not_opened_to_say_so() {
    use super::super::ladder::Verb as Ladder;
    let (mut log, mut packets) = (PacketLog::default(), Packets::default());
    act(&mut log, &packets, Verb::AllOrMine);
    let no_frame_at_all = datagram(7, 8, b"hi");
    packets.add_frames(&no_frame_at_all, &mut Own::default(), |record| {
        log.arrived(record);
    });
    act(&mut log, &packets, Verb::Ladder);
    let answer = over(&mut log, &packets, Ladder::WorkOut.id());
    assert!(wished(&answer, Wish::WorkOut), "of the selected rung");
    assert_eq!(why(&log.work_out(&packets)), "packets-no-sum");
    assert_eq!(uppermost(&log), "ladder", "and nothing was opened");
}

#[test]
fn esc_goes_back_step_by_step() {
    use super::super::ladder::Verb as Ladder;
    let (mut log, packets) = at_hello();
    log.set_filter("tcp", &packets);
    act(&mut log, &packets, Verb::Flows);
    let flow = flow_of(&log, &packets);
    log.show_ladder(flow, &packets);
    let key = log.current().unwrap();
    assert!(wished(
        &over(&mut log, &packets, Ladder::Open.id()),
        Wish::Open(key)
    ));
    log.open_record(key, &packets);
    log.work_out(&packets);
    let mut seen = Vec::new();
    while log.over().is_some() {
        seen.push(uppermost(&log));
        back(&mut log, &packets);
    }
    assert_eq!(seen, ["checksum", "frame", "ladder", "flows"]);
    assert_eq!(log.rows(), 5, "the filter is there");
    back(&mut log, &packets);
    assert_eq!(log.rows(), 6);
    assert!(!log.is_following());
    back(&mut log, &packets);
    assert!(log.is_following());
    assert_eq!(back(&mut log, &packets), Answer::no());
}

#[test]
fn with_a_file_open_esc_stops_reading_it_last() {
    let mut fixture = Fixture::new();
    fixture.file = Some(OpenedFile::new("a.pcap".to_owned(), 1 << 20));
    let mut log = PacketLog::of_file();
    let answer = log.back(&fixture.world());
    assert!(wished(&answer, Wish::StopReading));
    let answer = log.act(Verb::PlayPause.id(), &fixture.world());
    assert_eq!(why(&answer), "packets-no-pause");
}

#[test]
fn what_changes_the_list_is_seen_in_the_list() {
    for verb in [Verb::Filter, Verb::AllOrMine, Verb::PlayPause] {
        for (_, mut log, packets) in all_overs() {
            act(&mut log, &packets, verb);
            assert!(log.over().is_none(), "{verb:?}");
        }
    }
    let (mut log, packets) = at_hello();
    act(&mut log, &packets, Verb::Filter);
    assert!(log.writes().is_some());
    log.show_flows(&packets);
    assert!(log.writes().is_none(), "no line that nobody sees");
}

#[test]
fn whatever_lies_over_the_list_is_closed_at_once_and_the_list_stays_as_it_is() {
    for (name, mut log, packets) in all_overs() {
        let before = (log.rows(), log.selected(), log.filter_text.clone());
        log.show_flows(&packets);
        log.work_out(&packets);
        log.uncover();
        assert!(log.over().is_none(), "{name}");
        let after = (log.rows(), log.selected(), log.filter_text.clone());
        assert_eq!(after, before, "{name}");
    }
}

#[test]
fn housekeeping_says_so_where_nothing_is_seen_of_it() {
    let (mut log, packets) = at_hello();
    assert_eq!(
        why(&log.toggle_housekeeping(&packets)),
        "packets-housekeeping-all"
    );
    act(&mut log, &packets, Verb::AllOrMine);
    assert_eq!(
        why(&log.toggle_housekeeping(&packets)),
        "packets-housekeeping-none-shown"
    );
    assert_eq!(
        why(&log.toggle_housekeeping(&packets)),
        "packets-housekeeping-none-hidden"
    );
}

/// The cells of an area as rows of text.
fn rows(buf: &Buffer) -> Vec<String> {
    let area = buf.area;
    let row = |y| (area.x..area.right()).map(move |x| buf[(x, y)].symbol());
    (area.y..area.bottom()).map(|y| row(y).collect()).collect()
}

fn text(log: &PacketLog, packets: &Packets, (width, height): (u16, u16)) -> String {
    let mut buf = Buffer::empty(Rect::new(0, 0, width, height));
    with(packets, |world| {
        let area = buf.area;
        log.draw(&World { area, ..*world }, &mut buf)
    });
    rows(&buf).join("\n")
}

#[test]
fn the_list_marks_what_is_cut_and_what_is_malformed() {
    use crate::wire::{Digest, Flaw};
    let mut log = PacketLog::default();
    let mut packets = Packets::default();
    act(&mut log, &packets, Verb::AllOrMine);
    let mut add = |flaw, kept: u32| {
        let mut frames = batch(&[1], 60);
        let frame = &mut frames.frames[0];
        (frame.captured, frame.digest) = (
            kept,
            Digest {
                flaw,
                ..frame.digest
            },
        );
        packets.add_frames(&frames, &mut Own::default(), |record| {
            log.arrived(record);
        });
    };
    add(Flaw::None, 60);
    add(Flaw::Short, 40);
    add(Flaw::Short, 60);
    add(Flaw::Malformed, 40);
    let text = text(&log, &packets, (120, 12));
    let marks: Vec<_> = text
        .lines()
        .filter(|line| line.contains(" B  "))
        .map(|line| {
            let word = line.split(" B  ").nth(1).unwrap_or_default();
            word.split("  ").next().unwrap_or_default().to_owned()
        })
        .collect();
    assert_eq!(marks.len(), 4, "{text}");
    assert_eq!(marks[1..], ["cut", "malformed", "malformed"], "{text}");
    assert!(!["cut", "malformed"].contains(&marks[0].as_str()), "{text}");
}

const SIZES: [(u16, u16); 14] = [
    (0, 0),
    (1, 1),
    (2, 3),
    (3, 12),
    (5, 2),
    (12, 30),
    (11, 4),
    (30, 3),
    (36, 8),
    (40, 10),
    (76, 20),
    (116, 32),
    (180, 9),
    (196, 56),
];

/// Both languages, both sets of symbols.
fn fixtures() -> [Fixture; 2] {
    [(Lang::En, Glyphs::UNICODE), (Lang::ZhCn, Glyphs::ASCII)].map(|(lang, glyphs)| Fixture {
        text: Text::new(lang),
        glyphs,
        ..Fixture::new()
    })
}

/// Draws a screen in areas amid larger buffers: nothing of it stands outside.
fn draws_within(fixtures: &[Fixture], name: &str, screen: &dyn Screen, packets: &Packets) {
    for (fixture, (width, height)) in fixtures.iter().flat_map(|f| SIZES.map(|size| (f, size))) {
        let area = Rect::new(3, 2, width, height);
        let world = World {
            area,
            ..among(fixture, packets)
        };
        let mut buf = Buffer::empty(Rect::new(0, 0, width + 9, height + 5));
        screen.draw(&world, &mut buf);
        screen.height(&world);
        screen.title(&world);
        let outside = buf.area.positions().filter(|at| !area.contains(*at));
        for at in outside {
            let symbol = buf[at].symbol();
            assert_eq!(symbol, " ", "{name} in {width}x{height} draws at {at}");
        }
    }
}

#[test]
fn each_draws_within_its_area_by_itself_and_over_the_list() {
    let fixtures = fixtures();
    for (name, log, packets) in all_overs() {
        draws_within(&fixtures, name, &log, &packets);
        draws_within(&fixtures, name, log.over().unwrap(), &packets);
    }
    let (mut log, packets) = talk();
    draws_within(&fixtures, "list", &log, &packets);
    act(&mut log, &packets, Verb::Filter);
    write(&mut log, &packets, "ip.t");
    draws_within(&fixtures, "filter", &log, &packets);
    let (empty, nothing) = (PacketLog::default(), Packets::default());
    draws_within(&fixtures, "empty", &empty, &nothing);
}

#[test]
fn a_click_anywhere_selects_or_is_nobodys_matter() {
    for (name, mut log, packets) in all_overs() {
        for (x, y) in [(0, 0), (10, 3), (40, 5), (75, 19), (200, 100)] {
            let at = Position::new(x, y);
            let answer = with(&packets, |world| log.click(at, world));
            assert!(answer.wishes.is_empty(), "{name}");
        }
    }
    let (mut log, packets) = at_hello();
    with(&packets, |world| log.click(Position::new(0, 0), world));
    assert_eq!(log.selected().map(|key| key.time), Some(Time(10)));
}

#[test]
fn a_click_on_what_lies_over_the_list_selects_there() {
    let (mut log, packets) = at_hello();
    let listed = log.selected();
    act(&mut log, &packets, Verb::Ladder);
    with(&packets, |world| log.click(Position::new(0, 1), world));
    assert_eq!(log.current().map(|key| key.time), Some(Time(10)));
    assert_eq!(log.selected(), listed, "not in the list below");
}

#[test]
fn a_ladder_of_more_hosts_than_cells_stays_within_them() {
    let (mut log, mut packets) = (PacketLog::default(), Packets::default());
    act(&mut log, &packets, Verb::AllOrMine);
    for host in 0..40_u8 {
        let mut frames = datagram(7, 8, b"hi");
        frames.frames[0].digest.src = Some([10, 0, 1, host].into());
        packets.add_frames(&frames, &mut Own::default(), |record| {
            log.arrived(record);
        });
    }
    log.ladder_of_listed(&packets);
    draws_within(&fixtures(), "ladder", &log, &packets);
}

#[test]
fn conversations_of_housekeeping_alone_are_one_row() {
    use super::super::flows::Verb as Flows;
    let (mut log, mut packets) = (PacketLog::default(), Packets::default());
    let mut question = b"WLAB\x01".to_vec();
    question.resize(48, 0);
    for (from, to, payload) in [
        (5000, 5001, b"hello".as_slice()),
        (5000, 10100, &question),
        (10100, 5000, &question),
        (5002, 10100, &question),
        (5003, 10100, b"no question"),
    ] {
        packets.add_frames(&datagram(from, to, payload), &mut Own::default(), |_| ());
    }
    log.show_flows(&packets);
    let told = |log: &PacketLog| {
        with(&packets, |world| {
            let status = log.title(world).status;
            let all: usize = status.split(' ').next().unwrap().parse().unwrap();
            (log.height(world) - 1, all)
        })
    };
    assert_eq!(told(&log), (3, 5), "three of the five are one row");
    go_over(&mut log, &packets, Move::Down);
    let answer = over(&mut log, &packets, Flows::Open.id());
    assert!(wished(&answer, Wish::Housekeeping), "a run is unfolded");
    log.toggle_housekeeping(&packets);
    assert_eq!(told(&log), (5, 5));
    log.toggle_housekeeping(&packets);
    assert_eq!(told(&log), (3, 5), "and one key folds it again");
}

/// A chart of frames between these ports of 127.0.0.1, and of one to another host when `others`, in 60 cells.
fn loopback_chart(ports: &[(u16, u16)], others: bool) -> String {
    let (mut log, mut packets) = (PacketLog::default(), Packets::default());
    act(&mut log, &packets, Verb::AllOrMine);
    let mut add = |frames| {
        packets.add_frames(&frames, &mut Own::default(), |record| {
            log.arrived(record);
        });
    };
    for (from, to) in ports {
        let mut frames = datagram(*from, *to, b"hi");
        let digest = &mut frames.frames[0].digest;
        (digest.src, digest.dst) = (Some([127, 0, 0, 1].into()), Some([127, 0, 0, 1].into()));
        add(frames);
    }
    if others {
        add(datagram(7, 8, b"hi"));
    }
    log.ladder_of_listed(&packets);
    text(&log, &packets, (60, 8))
}

#[test]
fn a_ladder_of_several_conversations_names_each_ones_ports() {
    let one = loopback_chart(&[(5000, 9999), (9999, 5000)], false);
    assert!(
        one.contains("127.0.0.1:5000") && one.contains("127.0.0.1:9999"),
        "{one}"
    );
    assert!(!one.contains('→'), "{one}");
    let two = loopback_chart(&[(5000, 9999), (5001, 9999)], false);
    assert!(
        !two.contains("127.0.0.1:5000") && two.contains("127.0.0.1:9999"),
        "{two}"
    );
    assert!(
        two.contains("5000 → 9999") && two.contains("5001 → 9999"),
        "{two}"
    );
    let among_others = loopback_chart(&[(5000, 9999)], true);
    assert!(
        among_others.contains('●') && among_others.contains("5000 → 9999"),
        "{among_others}"
    );
}
