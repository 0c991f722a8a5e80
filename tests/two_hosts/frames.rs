//! The frames of messages: found, shown, rebuilt, and the same from both sources.

use std::net::SocketAddr;

use tokio::sync::mpsc;
use tokio::time::timeout;
use wirelab::app::model::Model;
use wirelab::app::model::messages::rebuild;
use wirelab::compose::{PathFacts, TcpFacts};
use wirelab::frame::{ChecksumStatus, Direction, Frame, Origin, Provenance};
use wirelab::host::snapshot;
use wirelab::msg::capture::{Backend, LANE, SourceEvent, Tap as SourceTap, Wish};
use wirelab::practice::Practice;
use wirelab::record::{Carried, Transport};
use wirelab::screens::ScreenId;
use wirelab::source::{self, CaptureHandle};
use wirelab::store::{Body, Record};
use wirelab::wire::{Detail, MacAddr, Protocol, digest};

use crate::chats::ways;
use crate::desk::{self, Desk, Talker};
use crate::lab::{Failure, PARTNER, PATIENCE, YOU, any, connect, failure, hear, udp};
use crate::{PARTNERS_MAC, YOUR_MAC};

const TRANSPORTS: [Transport; 2] = [Transport::Tcp, Transport::Udp];

/// Somebody who listens: on `partner`, or for loopback on `you`.
async fn meet(
    practice: &Practice,
    way: &str,
    transport: Transport,
    port: u16,
) -> Result<Talker, Failure> {
    let host = if way.contains("127.0.0.1") || way.contains("::1]") {
        YOU
    } else {
        PARTNER
    };
    let mut bob = Talker::on(&practice.opener(host), "Bob");
    bob.listen(transport, &format!("{way}:{port}")).await?;
    Ok(bob)
}

/// Ada types, Bob hears it: the message and the first captured frame that carried it.
async fn talk(
    desk: &mut Desk,
    bob: &mut Talker,
    transport: Transport,
    at: &str,
    text: &str,
) -> Result<(Carried, Frame), Failure> {
    desk.connect(transport, at).await?;
    desk.enter(text)?;
    bob.hear(text).await?;
    desk.until("the frame of the message is found", |model| {
        captured(model, text)
    })
    .await
}

fn captured(model: &Model, text: &str) -> Option<(Carried, Frame)> {
    let entry = model.messages.ledger.get(model.messages.shown?)?;
    let carried = entry.carried.clone();
    (carried
        .bytes
        .get(carried.text.clone())?
        .starts_with(text.as_bytes()))
    .then_some(())?;
    Some((
        carried,
        model.trace.packets.get(*entry.frames.first()?)?.frame()?,
    ))
}

async fn part(desk: &mut Desk) -> Result<(), Failure> {
    desk.enter("/close")?;
    desk.until("Bob has gone", |model| {
        (model.screens.chat.connected() == 0).then_some(())
    })
    .await
}

/// What is typed is found in the packet log, and the encapsulation pane shows its very bytes.
pub fn frames_of_a_message(practice: &Practice) -> Result<(), Failure> {
    desk::run(async {
        let mut desk = Desk::on(&practice.opener(YOU)).await?;
        for transport in TRANSPORTS {
            let mut bob = meet(practice, "10.1.0.3", transport, 4000).await?;
            let text = format!("hello 世界 over {}", transport.name());
            let (carried, frame) =
                talk(&mut desk, &mut bob, transport, "10.1.0.3:4000", &text).await?;
            assert_eq!(
                frame.bytes[..12],
                [PARTNERS_MAC, YOUR_MAC].concat(),
                "the MACs"
            );
            let facts = digest(frame.meta.link, &frame.bytes);
            assert_eq!(
                (facts.src_port, facts.dst_port),
                (carried.local.port(), 4000)
            );
            assert_eq!(facts.dst, Some(carried.remote.ip()));
            assert_eq!(
                frame.bytes[facts.payload_at as usize..],
                carried.bytes,
                "the payload"
            );
            assert!(frame.bytes.ends_with(text.as_bytes()));
            assert_eq!(frame.meta.direction, Direction::Out);
            shown(&desk.model, &carried, &frame)?;

            bob.say(1, bob.known()?, "and back")?;
            let (carried, frame) = desk
                .until("the answer's frame is found", |model| {
                    captured(model, "and back")
                })
                .await?;
            assert_eq!(
                frame.bytes[..12],
                [YOUR_MAC, PARTNERS_MAC].concat(),
                "the MACs of the answer"
            );
            assert_eq!(
                (carried.outgoing, frame.meta.direction),
                (false, Direction::In)
            );
            // Nothing plays by itself here: what was said stays until one goes on to the answer that waits.
            desk.model.desk.focus = ScreenId::Encapsulation;
            desk.model.screens.chat.set_typing(false);
            desk.press('G')?;
            shown(&desk.model, &carried, &frame)?;
            part(&mut desk).await?;
        }
        let model = &desk.model;
        let arp: Vec<Record> = model
            .trace
            .packets
            .iter()
            .filter(|record| protocol(record) == Some(Protocol::Arp))
            .collect();
        assert!(
            arp.len() >= 2 && arp.iter().all(|record| record.mine),
            "the question and the answer belong: {arp:?}"
        );
        let listed = |record: &Record| record.mine && record.chore.is_none();
        assert_eq!(
            model.screens.packets.rows(),
            model.trace.packets.iter().filter(listed).count(),
            "the log lists what is mine"
        );
        assert!(
            model
                .trace
                .packets
                .iter()
                .any(|record| record.chore.is_some()),
            "the finder's question is housekeeping"
        );
        Ok(())
    })
}

fn protocol(record: &Record) -> Option<Protocol> {
    match &record.body {
        Body::Frame { digest, .. } => Some(digest.protocol),
        Body::Event(_) => None,
    }
}

/// The encapsulation pane shows this frame, and it ends with what was carried.
fn shown(model: &Model, carried: &Carried, frame: &Frame) -> Result<(), Failure> {
    let journey = model
        .screens
        .encap
        .journey()
        .ok_or_else(|| failure("nothing is shown"))?;
    assert_eq!(journey.frame.meta.origin, Origin::Captured);
    assert_eq!(journey.frame.bytes, frame.bytes);
    assert_eq!(journey.facts.carried.as_ref(), Some(carried));
    assert!(journey.frame.bytes.ends_with(&carried.bytes));
    let record = model
        .trace
        .packets
        .iter()
        .find(|record| record.frame().is_some_and(|other| other == *frame));
    assert!(
        record.is_some_and(|record| record.mine),
        "it is in the log, among the lab's own"
    );
    Ok(())
}

/// Every byte of a rebuilt frame that is not marked as unknown is the captured one's.
pub fn rebuilt_is_captured(practice: &Practice) -> Result<(), Failure> {
    desk::run(async {
        let mut desk = Desk::on(&practice.opener(YOU)).await?;
        let loopback = ["127.0.0.1".to_owned(), "[::1]".to_owned()];
        for (way, port) in ways().iter().chain(&loopback).zip(4000..) {
            for transport in TRANSPORTS {
                let name = format!("{way} {}", transport.name());
                let mut bob = meet(practice, way, transport, port).await?;
                let text = format!("to {name}");
                let (carried, frame) = talk(
                    &mut desk,
                    &mut bob,
                    transport,
                    &format!("{way}:{port}"),
                    &text,
                )
                .await?;
                // The neighbour's MAC may come to be known only with the answer.
                let rebuilt = desk
                    .until("the MACs are known", |model| known_macs(model, &carried))
                    .await;
                let rebuilt = rebuilt.map_err(|why| failure(format!("{name}: {why}")))?;
                compare(&name, &carried, &rebuilt, &frame);
                with_numbers(&name, &desk.model, &carried, &frame)?;
                let from = format!("from {name}");
                bob.say(1, bob.known()?, &from)?;
                let (carried, frame) = desk
                    .until("the answer's frame is found", |model| {
                        captured(model, &from)
                    })
                    .await?;
                let rebuilt = known_macs(&desk.model, &carried)
                    .ok_or_else(|| failure("the MACs are known"))?;
                compare(&from, &carried, &rebuilt, &frame);
                part(&mut desk).await?;
            }
        }
        Ok(())
    })
}

fn known_macs(model: &Model, carried: &Carried) -> Option<Frame> {
    let [frame] = <[Frame; 1]>::try_from(rebuild(model, carried, model.clock.now).frames).ok()?;
    let unknown = |at| {
        frame
            .origins
            .iter()
            .any(|(range, from)| range.contains(&at) && *from == Provenance::Unknown)
    };
    (!unknown(0) && !unknown(6)).then_some(frame)
}

/// As [`rebuilt_is_captured`], with what the handshake tells of a TCP connection.
fn with_numbers(
    name: &str,
    model: &Model,
    carried: &Carried,
    captured: &Frame,
) -> Result<(), Failure> {
    let Detail::Tcp {
        seq, ack, window, ..
    } = digest(captured.meta.link, &captured.bytes).detail
    else {
        return Ok(());
    };
    let host = model
        .hosts
        .snapshot(YOU)
        .ok_or_else(|| failure("no host"))?;
    let loopback = carried.remote.ip().is_loopback();
    let mac = |mac| Some(MacAddr(if loopback { [0; 6] } else { mac }));
    let facts = PathFacts {
        link: captured.meta.link,
        mac_src: mac(YOUR_MAC),
        mac_dst: mac(PARTNERS_MAC),
        place: captured.meta.place,
        ttl: Some(64),
        mtu: host
            .interface(captured.meta.place.interface)
            .map(|interface| interface.mtu),
        tcp: Some(TcpFacts {
            seq: Some(seq),
            ack: Some(ack),
            window: Some(window),
            timestamps: Some(true),
            ecn: Some(false),
            mss: None,
        }),
    };
    let rebuilt = wirelab::compose::rebuild(carried, &facts, captured.meta.time).frames;
    let [frame] = <[Frame; 1]>::try_from(rebuilt)
        .map_err(|frames| failure(format!("{name}: {} frames", frames.len())))?;
    assert_eq!(frame.bytes.len(), captured.bytes.len(), "{name}");
    // The time stamps, and the checksums they (and the packet's number) go into.
    let unknown: usize = frame
        .origins
        .iter()
        .filter(|(_, from)| *from == Provenance::Unknown)
        .map(|(range, _)| range.len())
        .sum();
    assert_eq!(
        unknown,
        8 + 2 + if carried.remote.is_ipv4() { 4 } else { 3 },
        "{name}"
    );
    compare(name, carried, &frame, captured);
    Ok(())
}

/// Every known byte is the captured one.
fn compare(name: &str, carried: &Carried, rebuilt: &Frame, captured: &Frame) {
    let facts = digest(captured.meta.link, &captured.bytes);
    assert_eq!(
        (rebuilt.meta.origin, captured.meta.origin),
        (Origin::Rebuilt, Origin::Captured),
        "{name}"
    );
    assert_eq!(rebuilt.meta.link, captured.meta.link, "{name}");
    assert_eq!(rebuilt.meta.place, captured.meta.place, "{name}");
    // On loopback nobody computes the checksum that nothing can spoil: the bytes captured there hold
    // only the sum of the pseudo-header (`CHECKSUM_PARTIAL`).
    let looped = captured.bytes[..12] == [0; 12];
    assert_eq!(
        captured.meta.checksum == ChecksumStatus::NotReady,
        looped,
        "{name}: offload is off on the cable"
    );
    let skipped = match carried.transport {
        Transport::Udp if looped => facts.payload_at as usize - 2..facts.payload_at as usize,
        _ => 0..0,
    };
    let payload = rebuilt.bytes.len() - carried.bytes.len();
    let mut known = 0;
    for (range, from) in &rebuilt.origins {
        for at in range
            .clone()
            .filter(|at| *from != Provenance::Unknown && !skipped.contains(at))
        {
            // How long TCP's header was is not known without the right to capture; where the payload
            // lies, counted from the end, is.
            let there = if at < payload {
                at
            } else {
                captured.bytes.len() - (rebuilt.bytes.len() - at)
            };
            assert_eq!(
                rebuilt.bytes[at],
                captured.bytes[there],
                "{name}: byte {at}\nrebuilt  {:02x?}\ncaptured {:02x?}",
                &rebuilt.bytes[..],
                &captured.bytes[..]
            );
            known += 1;
        }
    }
    assert!(
        known > carried.bytes.len() + 14 + 16,
        "{name}: {known} bytes are known"
    );
}

/// One capture: what it saw between the two marks.
struct Seen {
    lane: mpsc::Receiver<SourceEvent>,
    capture: CaptureHandle,
}

const BEGIN: &[u8] = b"the exchange begins";
const END: &[u8] = b"the exchange ends";

impl Seen {
    async fn by(backend: Backend, practice: &Practice) -> Result<Self, Failure> {
        let you = practice.opener(YOU);
        let snapshot = snapshot(&*you)?;
        let eth0 = snapshot
            .interfaces
            .iter()
            .find(|interface| interface.name == "eth0")
            .ok_or_else(|| failure("no eth0"))?;
        let tap = SourceTap {
            index: eth0.index,
            name: eth0.name.clone(),
            link: eth0.link,
            loopback: false,
        };
        let (to, lane) = mpsc::channel(LANE);
        let capture = source::start(
            backend,
            you,
            Wish {
                host: YOU,
                taps: vec![tap],
                ..Wish::default()
            },
            to,
        )?;
        let mut seen = Self { lane, capture };
        loop {
            match seen.next().await? {
                SourceEvent::Running { interfaces, .. } if interfaces == ["eth0"] => {
                    return Ok(seen);
                }
                SourceEvent::Lost { why, .. } => return Err(failure(format!("{why:?}"))),
                _ => {}
            }
        }
    }

    async fn next(&mut self) -> Result<SourceEvent, Failure> {
        timeout(PATIENCE, self.lane.recv())
            .await?
            .ok_or_else(|| failure("the capture has ended"))
    }

    /// The frames of the exchange. Left out is what the kernels say by themselves (neighbour
    /// discovery, group reports): it may stand on either side of a mark.
    async fn exchange(mut self) -> Result<Vec<(Protocol, Vec<u8>)>, Failure> {
        let (mut found, mut begun) = (Vec::new(), false);
        loop {
            let SourceEvent::Frames { batch, .. } = self.next().await? else {
                continue;
            };
            for frame in &batch.frames {
                let bytes = &batch.bytes[frame.at as usize..][..frame.captured as usize];
                assert_eq!(frame.meta.length as usize, bytes.len(), "nothing is cut");
                if bytes.ends_with(END) {
                    self.capture.join();
                    return Ok(found);
                }
                if begun && matches!(frame.digest.transport, Protocol::Tcp | Protocol::Udp) {
                    found.push((frame.digest.transport, bytes.to_vec()));
                }
                begun |= bytes.ends_with(BEGIN);
            }
        }
    }
}

/// Ring and pnet see the same frames, byte for byte, in the same order.
pub fn sources_agree(practice: &Practice) -> Result<(), Failure> {
    desk::run(async {
        let ring = Seen::by(Backend::Ring, practice).await?;
        let pnet = Seen::by(Backend::Pnet, practice).await?;
        let (you, partner) = (practice.opener(YOU), practice.opener(PARTNER));
        let (here, there) = (udp(&you, any(4000))?, udp(&partner, any(5000))?);
        let to: SocketAddr = "10.1.0.3:5000".parse()?;
        let mut buffer = vec![0; 2048];
        here.send_to(BEGIN, to)?;
        there.recv_from(&mut buffer)?;
        for size in [0, 1, 18, 100, 1472] {
            here.send_to(&vec![b'x'; size], to)?;
            let (length, from) = there.recv_from(&mut buffer)?;
            there.send_to(&buffer[..length], from)?;
            here.recv_from(&mut buffer)?;
        }
        let mut stream = connect(
            &you,
            practice
                .partner_address()
                .ok_or_else(|| failure("no partner"))?,
        )?;
        hear(&mut stream, "Welcome!")?;
        drop(stream);
        here.send_to(END, to)?;
        let (ring, pnet) = (ring.exchange().await?, pnet.exchange().await?);
        let pick = |frames: &[(Protocol, Vec<u8>)], wanted| -> Vec<Vec<u8>> {
            frames
                .iter()
                .filter(|(protocol, _)| *protocol == wanted)
                .map(|(_, bytes)| bytes.clone())
                .collect()
        };
        let datagrams = pick(&ring, Protocol::Udp);
        assert_eq!(datagrams.len(), 10, "each datagram once");
        // Each waits for the one before, so there is one order. (Of TCP's frames some are on their
        // way at the same time, and two processors may hand them to the two sockets in two orders.)
        assert_eq!(datagrams, pick(&pnet, Protocol::Udp));
        let (mut ring, mut pnet) = (pick(&ring, Protocol::Tcp), pick(&pnet, Protocol::Tcp));
        ring.sort();
        pnet.sort();
        assert_eq!(ring, pnet);
        assert!(ring.len() >= 4, "handshake and greeting: {}", ring.len());
        Ok(())
    })
}
