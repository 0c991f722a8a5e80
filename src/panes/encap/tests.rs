use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use bytes::Bytes;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget as _;

use super::*;
use crate::clock::Time;
use crate::frame::{ChecksumStatus, Direction, Frame, FrameMeta};
use crate::journey::{Facts, Medium, Party};
use crate::place::{HostId, Place};
use crate::record::{Carried, SocketId, Transport};
use crate::text::{Lang, Text};
use crate::ui::look::Glyphs;
use crate::ui::theme::Theme;
use crate::wire::{Context, IpProtocol, LinkType, MacAddr, TcpFlags, dissect, ethernet, ipv4, tcp};

const TEXT: &str = "see you at layer 4";
const YOU: Ipv4Addr = Ipv4Addr::new(192, 168, 1, 23);
const BOB: Ipv4Addr = Ipv4Addr::new(192, 168, 1, 24);

fn lab_frame() -> (Frame, Carried) {
    let mut payload = b"WL\x01\x02\x00\x00\x00\x07\x00\x00\x00\x04\x00\x00".to_vec();
    payload.extend_from_slice(b"\x01\x00");
    payload.extend_from_slice(TEXT.as_bytes());
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
    tcp::emit(&repr, &payload, &mut segment);
    let mut bytes = Vec::new();
    let mac = |last| MacAddr([0x52, 0x54, 0, 0x12, 0x34, last]);
    ethernet::emit(&ethernet::Repr { src: mac(0x56), dst: mac(0x57), ether_type: crate::wire::EtherType::IPV4 }, &mut bytes);
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
    let length = payload.len();
    let carried = Carried {
        transport: Transport::Tcp,
        host: HostId::HERE,
        socket: SocketId(3),
        local: SocketAddr::from((YOU, 49152)),
        remote: SocketAddr::from((BOB, 10101)),
        outgoing: true,
        offset: 0,
        bytes: payload.into(),
        session: 0..14,
        presentation: 14..16,
        text: 16..length,
    };
    (frame(bytes), carried)
}

fn frame(bytes: Vec<u8>) -> Frame {
    let meta = FrameMeta {
        time: Time(0),
        place: Place::default(),
        direction: Direction::Out,
        link: LinkType::Ethernet,
        origin: Origin::Captured,
        length: bytes.len() as u32,
        checksum: ChecksumStatus::Unknown,
    };
    Frame { meta, bytes: Bytes::from(bytes), origins: Vec::new() }
}

fn journey() -> Journey {
    let (frame, carried) = lab_frame();
    let facts = Facts {
        carried: Some(carried),
        medium: Medium::Cable,
        prefix: Some(24),
        mtu: Some(1500),
        ..Facts::plain(Subject::Message(7), Party::You, Party::Name("bob".to_owned()))
    };
    let dissection = dissect(frame.meta.link, &frame.bytes, &Context::default());
    Journey::new(frame, dissection, facts)
}

const fn ms(n: u64) -> Duration {
    Duration::from_millis(n)
}

struct Screen {
    text: Text,
    glyphs: &'static Glyphs,
}

impl Screen {
    fn new(lang: Lang, glyphs: &'static Glyphs) -> Self {
        Self { text: Text::new(lang), glyphs }
    }

    fn look(&self, elapsed: Duration) -> Look<'_> {
        Look { theme: &Theme::TERMINAL, glyphs: self.glyphs, text: &self.text, now: Time(0), elapsed, utc_offset: 0 }
    }

    fn draw(&self, pane: &Encap, width: u16, height: u16, elapsed: Duration) -> String {
        let look = self.look(elapsed);
        let mut buf = Buffer::empty(Rect::new(0, 0, width, height));
        EncapView { pane, look: &look, focused: true }.render(buf.area, &mut buf);
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

fn at_step(model: Model, step: usize) -> Encap {
    let mut pane = Encap::new(true);
    pane.show(journey(), ms(0));
    while pane.model != model {
        pane.act(EncapAction::NextModel, ms(0));
    }
    for _ in 0..step {
        pane.act(EncapAction::StepForward, ms(0));
    }
    pane
}

#[test]
#[ignore = "prints the pane to be looked at"]
fn look_at_it() {
    let sizes = [(58, 16), (78, 19), (118, 30)];
    for (lang, glyphs) in [(Lang::En, &Glyphs::UNICODE), (Lang::ZhCn, &Glyphs::UNICODE), (Lang::En, &Glyphs::ASCII)] {
        let screen = Screen::new(lang, glyphs);
        for (width, height) in sizes {
            for step in [0, 3, 4, 5, 6, 7, 8, 10, 14] {
                println!("--- {width}x{height} step {step}\n{}", screen.draw(&at_step(Model::Seven, step), width, height, ms(0)));
            }
        }
    }
}
