//! Field by field: what a rebuilt frame says is what a capture of the same message shows.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::net::SocketAddr;

use wirelab::app::model::Model;
use wirelab::app::model::messages::rebuild;
use wirelab::frame::{Frame, Origin, Provenance};
use wirelab::place::HostId;
use wirelab::practice::Practice;
use wirelab::practice::topology::PORT;
use wirelab::proto;
use wirelab::record::{Carried, Transport};
use wirelab::wire::{Context, Field, Value};

use crate::YOUR_MAC;
use crate::desk::{self, Desk, Talker};
use crate::lab::{self, Failure, PARTNER, PATIENCE, Tap, YOU, failure};

const TRANSPORTS: [Transport; 2] = [Transport::Tcp, Transport::Udp];
/// More than two frames take on a cable, and no more than a line takes.
const LONG: usize = 3500;

/// A field that must be the same: where its layer stands, its names, and its value.
type Said = (usize, &'static str, &'static str, Value);

/// On one cable and on loopback, short and long.
pub fn near(practice: &Practice) -> Result<(), Failure> {
    let ways = [
        ("10.1.0.3", PARTNER),
        ("[fd00:1::3]", PARTNER),
        ("127.0.0.1", YOU),
        ("[::1]", YOU),
    ];
    messages(practice, &ways)
}

/// Through a router.
pub fn through_a_router(_: &Practice) -> Result<(), Failure> {
    let practice = lab::routed()?;
    messages(
        &practice,
        &[("10.2.0.3", PARTNER), ("[fd00:2::3]", PARTNER)],
    )
}

fn messages(practice: &Practice, ways: &[(&str, HostId)]) -> Result<(), Failure> {
    desk::run(async {
        let mut desk = Desk::on(&practice.opener(YOU)).await?;
        for ((way, host), port) in ways.iter().zip(4000..) {
            for transport in TRANSPORTS {
                let mut bob = Talker::on(&practice.opener(*host), "Bob");
                bob.listen(transport, &format!("{way}:{port}")).await?;
                desk.connect(transport, &format!("{way}:{port}")).await?;
                for text in [
                    format!("to {way}"),
                    format!("{}end", "long ".repeat(LONG / 5)),
                ] {
                    let name = format!("{way} {} {} bytes", transport.name(), text.len());
                    desk.enter(&text)?;
                    bob.hear(&text).await?;
                    let captured = |model: &Model| captured(model, &text);
                    let (carried, captured) = desk.until(&name, captured).await?;
                    let on_a_cable = carried.local.ip() != carried.remote.ip();
                    assert_eq!(
                        captured.len() >= 3,
                        on_a_cable && text.len() > LONG,
                        "{name}: {} frames",
                        captured.len()
                    );
                    let rebuilt = rebuild(&desk.model, &carried, desk.model.clock.now).frames;
                    compare(&name, &rebuilt, &captured)?;
                    shown(&name, &desk.model, &captured[0]);
                }
                desk.enter("/close")?;
                desk.until("Bob has gone", |model| {
                    (model.screens.chat.connected() == 0).then_some(())
                })
                .await?;
            }
        }
        Ok(())
    })
}

/// The message that is shown and all its captured frames, pieces of a datagram among them, when as many are
/// there as the rebuilt ones.
fn captured(model: &Model, text: &str) -> Option<(Carried, Vec<Frame>)> {
    let entry = model.messages.ledger.get(model.messages.shown?)?;
    let carried = entry.carried.clone();
    (carried.bytes.get(carried.text.clone())? == text.as_bytes()).then_some(())?;
    let mut frames: Vec<Frame> = entry
        .frames
        .iter()
        .filter_map(|key| model.trace.packets.get(*key)?.frame())
        .collect();
    if carried.transport == Transport::Udp
        && let Some(ident) = frames.first().and_then(ident)
    {
        let all = model
            .trace
            .packets
            .iter()
            .filter_map(|record| record.frame());
        frames = all
            .filter(|frame| self::ident(frame).as_ref() == Some(&ident))
            .collect();
    }
    let rebuilt = rebuild(model, &carried, model.clock.now);
    // The neighbour's MAC may come to be known only with the answer.
    let unknown = rebuilt
        .frames
        .first()?
        .origins
        .iter()
        .any(|(r, from)| *from == Provenance::Unknown && r.start < 12);
    (!unknown).then_some(())?;
    (frames.len() == rebuilt.frames.len() && rebuilt.more == 0).then_some((carried, frames))
}

/// What names the datagram that a piece belongs to; `None` for a whole one.
fn ident(frame: &Frame) -> Option<(Value, Value)> {
    let said = fields(frame);
    let find = |filters: [&str; 2]| {
        said.iter()
            .find(|(_, _, filter, _)| filters.contains(filter))
            .map(|(.., value)| value.clone())
    };
    let more = find(["ip.flags.mf", "ipv6.fraghdr.more"])?;
    let offset = find(["ip.frag_offset", "ipv6.fraghdr.offset"])?;
    if more == Value::Flag(false) && offset == Value::Number(0) {
        return None;
    }
    Some((
        find(["ip.id", "ipv6.fraghdr.ident"])?,
        find(["ip.src", "ipv6.src"])?,
    ))
}

/// Each field of the frame itself that has bytes of its own, and is known.
fn fields(frame: &Frame) -> Vec<Said> {
    let context = Context {
        origins: frame.origins.clone(),
        ..Context::of(&frame.meta)
    };
    let mut said = Vec::new();
    for (place, layer) in proto::dissect(frame.meta.link, &frame.bytes, &context)
        .layers
        .iter()
        .enumerate()
    {
        if layer.source.0 == 0 {
            gather(place, &layer.fields, frame, &mut said);
        }
    }
    said
}

fn gather(place: usize, fields: &[Field], frame: &Frame, said: &mut Vec<Said>) {
    for field in fields {
        let bytes = field.bytes();
        let unknown = frame.origins.iter().any(|(r, from)| {
            *from == Provenance::Unknown && r.start < bytes.end && bytes.start < r.end
        });
        if !field.children.is_empty() {
            gather(place, &field.children, frame, said);
        } else if !field.bits.is_empty() && !unknown && field.value != Value::Unknown {
            said.push((place, field.name, field.filter, field.value.clone()));
        }
    }
}

/// Every field that a rebuilt frame knows is the captured one's, and those that can be known are.
fn compare(name: &str, rebuilt: &[Frame], captured: &[Frame]) -> Result<(), Failure> {
    assert!(
        rebuilt.iter().all(|f| f.meta.origin == Origin::Rebuilt),
        "{name}"
    );
    assert!(
        captured.iter().all(|f| f.meta.origin == Origin::Captured),
        "{name}"
    );
    for (number, (rebuilt, captured)) in rebuilt.iter().zip(captured).enumerate() {
        let looped = captured.bytes.starts_with(&[0; 12]);
        let there = fields(captured);
        let known = fields(rebuilt);
        // Options may stand there several times, so each name counts its own.
        let mut turns: BTreeMap<(usize, &str), usize> = BTreeMap::new();
        for (place, field, filter, value) in &known {
            let turn = turns.entry((*place, field)).or_default();
            let same = there
                .iter()
                .filter(|(p, f, ..)| (p, f) == (place, field))
                .nth(*turn);
            *turn += 1;
            // Nobody computes a sum on loopback that nothing can spoil (`CHECKSUM_PARTIAL`).
            if looped && *filter == "udp.checksum" {
                continue;
            }
            let (.., same) = same.ok_or_else(|| {
                failure(format!("{name}, frame {number}: no {field} was captured"))
            })?;
            assert_eq!(value, same, "{name}, frame {number}: {field} ({filter})");
        }
        let has = |wanted: &str| known.iter().any(|(_, _, filter, _)| *filter == wanted);
        let v4 = has("ip.dst");
        for wanted in ["eth.dst", "eth.src", "eth.type"] {
            assert!(has(wanted), "{name}, frame {number}: {wanted} is known");
        }
        let ip = if v4 {
            ["ip.src", "ip.ttl", "ip.len", "ip.proto"]
        } else {
            ["ipv6.src", "ipv6.hlim", "ipv6.plen", "ipv6.nxt"]
        };
        for wanted in ip {
            assert!(has(wanted), "{name}, frame {number}: {wanted} is known");
        }
        assert_eq!(
            rebuilt.bytes.len(),
            captured.bytes.len(),
            "{name}, frame {number}"
        );
    }
    Ok(())
}

/// What is shown of a captured message is the capture.
fn shown(name: &str, model: &Model, captured: &Frame) {
    let journey = model.screens.encap.journey().map(|journey| &journey.frame);
    assert_eq!(
        journey.map(|frame| &frame.bytes),
        Some(&captured.bytes),
        "{name}"
    );
}

/// What `wirelab encap` prints beforehand is what is sent then: a byte, or `None` for `??`.
type Printed = Vec<Option<u8>>;

/// The frames that `wirelab encap` prints on `you`.
fn printed(
    practice: &Practice,
    to: SocketAddr,
    port: u16,
    text: &str,
    more: &[&str],
) -> Result<Vec<Printed>, Failure> {
    let (to, port) = (to.to_string(), port.to_string());
    let args = [
        &[
            "encap",
            "--json",
            "--text",
            text,
            "--to",
            &to,
            "--from-port",
            &port,
        ],
        more,
    ]
    .concat();
    let mut running = lab::run_on(practice, YOU, &args)?;
    let mut frames = Vec::new();
    loop {
        let line = lab::line(&mut running.output)?;
        if line.is_empty() {
            break;
        }
        let step: serde_json::Value = serde_json::from_str(&line)?;
        assert_eq!(step["origin"], "rebuilt");
        if step["phase"] == "wire" {
            let digits = step["bytes"].as_str().ok_or_else(|| failure("no bytes"))?;
            let byte = |at| {
                digits
                    .get(at..at + 2)
                    .and_then(|two| u8::from_str_radix(two, 16).ok())
            };
            frames.push((0..digits.len()).step_by(2).map(byte).collect());
        }
    }
    assert_eq!(running.guest.wait(PATIENCE)?, 0);
    Ok(frames)
}

/// The frames that leave `you` are these, where they are known.
fn leaves(name: &str, tap: &Tap, printed: &[Printed]) -> Result<(), Failure> {
    for (number, frame) in printed.iter().enumerate() {
        let sent = tap.until(|bytes| bytes.len() == frame.len() && bytes[6..12] == YOUR_MAC)?;
        for (at, (printed, sent)) in frame.iter().zip(&sent).enumerate() {
            assert!(
                printed.is_none_or(|byte| byte == *sent),
                "{name}, frame {number}: byte {at} is {sent:02x}, not {printed:02x?}"
            );
        }
        let known = frame.iter().flatten().count();
        assert!(
            known + 40 > frame.len(),
            "{name}, frame {number}: only {known} of {} are known",
            frame.len()
        );
    }
    Ok(())
}

/// The command line says beforehand what is sent then, through a router and in pieces too.
pub fn command_line(near: &Practice) -> Result<(), Failure> {
    let far = lab::routed()?;
    let ways = [
        (near, "10.1.0.3"),
        (near, "fd00:1::3"),
        (&far, "10.2.0.3"),
        (&far, "fd00:2::3"),
    ];
    for (practice, address) in ways {
        let to = SocketAddr::new(address.parse()?, PORT);
        let you = practice.opener(YOU);
        for text in ["hello".to_owned(), "long ".repeat(LONG / 5)] {
            let line = format!("{text}\n");
            let name = format!("{to} {} bytes", line.len());
            let mut stream = lab::connect(&you, to)?;
            lab::hear(&mut stream, "Welcome!")?;
            let tcp = printed(
                practice,
                to,
                stream.local_addr()?.port(),
                &text,
                &["--linux"],
            )?;
            let tap = Tap::on(&you)?;
            stream.write_all(line.as_bytes())?;
            leaves(&format!("{name} TCP"), &tap, &tcp)?;
            let any = if to.is_ipv4() { "0.0.0.0:0" } else { "[::]:0" };
            let socket = lab::udp(&you, any.parse()?)?;
            let udp = printed(practice, to, socket.local_addr()?.port(), &text, &["--udp"])?;
            let tap = Tap::on(&you)?;
            socket.send_to(line.as_bytes(), to)?;
            leaves(&format!("{name} UDP"), &tap, &udp)?;
            assert_eq!(
                (tcp.len(), udp.len()),
                if text.len() > 5 { (3, 3) } else { (1, 1) },
                "{name}"
            );
        }
    }
    Ok(())
}
