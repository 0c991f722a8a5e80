//! A frame as one line of text or JSON.

use std::io::{self, Write};
use std::net::{IpAddr, SocketAddr};

use serde::Serialize;

use crate::clock::Time;
use crate::frame::{BatchedFrame, Direction};
use crate::sys::zone::local_offset;
use crate::wire::{Detail, Digest, Protocol};

const SECOND: i64 = 1_000_000_000;

/// `12:03:52.101234567 eth0 → TCP 10.0.0.1:10101 → 10.0.0.2:49152 PSH ACK len 104  summary`.
pub(super) fn plain(out: &mut impl Write, interface: &str, frame: &BatchedFrame, summary: &str) -> io::Result<()> {
    let (meta, digest) = (&frame.meta, &frame.digest);
    let seconds = meta.time.0.div_euclid(SECOND);
    let clock = meta.time.hms(local_offset(seconds));
    let nanos = meta.time.0.rem_euclid(SECOND);
    let (arrow, _) = direction(meta.direction);
    write!(out, "{clock}.{nanos:09} {interface} {arrow} {} {}", digest.protocol.name(), ends(digest))?;
    if let Some(flags) = flags(digest) {
        write!(out, " {flags}")?;
    }
    write!(out, " len {}", meta.length)?;
    if frame.captured < meta.length {
        write!(out, " (cut to {})", frame.captured)?;
    }
    if summary.is_empty() { writeln!(out) } else { writeln!(out, "  {summary}") }
}

/// The arrow of a line and the word of JSON.
const fn direction(direction: Direction) -> (&'static str, &'static str) {
    match direction {
        Direction::In => ("←", "in"),
        Direction::Out => ("→", "out"),
        Direction::Group => ("⇐", "group"),
        Direction::Others => ("↔", "others"),
        Direction::Unknown => ("·", "unknown"),
    }
}

fn has_ports(digest: &Digest) -> bool {
    matches!(digest.transport, Protocol::Tcp | Protocol::Udp) && !digest.fragment
}

/// `10.0.0.1:10101 → 10.0.0.2:49152`; without IP the MAC addresses.
fn ends(digest: &Digest) -> String {
    let end = |address: IpAddr, port| {
        if has_ports(digest) { SocketAddr::new(address, port).to_string() } else { address.to_string() }
    };
    match (digest.src, digest.dst, digest.mac_src, digest.mac_dst) {
        (Some(src), Some(dst), ..) => format!("{} → {}", end(src, digest.src_port), end(dst, digest.dst_port)),
        (_, _, Some(src), Some(dst)) => format!("{src} → {dst}"),
        _ => "-".to_owned(),
    }
}

fn flags(digest: &Digest) -> Option<String> {
    match digest.detail {
        Detail::Tcp { flags, .. } => Some(flags.names()),
        _ => None,
    }
}

/// A frame as an object of JSON.
#[derive(Debug, Serialize)]
pub(super) struct Json<'a> {
    number: u64,
    time: Time,
    interface: &'a str,
    direction: &'static str,
    length: u32,
    captured: u32,
    protocol: &'static str,
    mac_src: Option<String>,
    mac_dst: Option<String>,
    src: Option<IpAddr>,
    dst: Option<IpAddr>,
    src_port: Option<u16>,
    dst_port: Option<u16>,
    flags: Option<String>,
    summary: &'a str,
}

impl<'a> Json<'a> {
    pub(super) fn new(number: u64, interface: &'a str, frame: &BatchedFrame, summary: &'a str) -> Self {
        let (meta, digest) = (&frame.meta, &frame.digest);
        Self {
            number,
            time: meta.time,
            interface,
            direction: direction(meta.direction).1,
            length: meta.length,
            captured: frame.captured,
            protocol: digest.protocol.name(),
            mac_src: digest.mac_src.map(|mac| mac.to_string()),
            mac_dst: digest.mac_dst.map(|mac| mac.to_string()),
            src: digest.src,
            dst: digest.dst,
            src_port: has_ports(digest).then_some(digest.src_port),
            dst_port: has_ports(digest).then_some(digest.dst_port),
            flags: flags(digest),
            summary,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::{ChecksumStatus, FrameMeta, Origin};
    use crate::place::Place;
    use crate::wire::{LinkType, TcpFlags};

    fn frame() -> BatchedFrame {
        let digest = Digest {
            protocol: Protocol::Tcp,
            transport: Protocol::Tcp,
            src: Some("fe80::1".parse().unwrap()),
            dst: Some("fe80::2".parse().unwrap()),
            src_port: 10101,
            dst_port: 49152,
            payload_len: 18,
            detail: Detail::Tcp { flags: TcpFlags(0x18), seq: 7, ack: 9, window: 500 },
            ..Digest::default()
        };
        let meta = FrameMeta {
            time: Time::from_parts(1_700_000_000, 42),
            place: Place::default(),
            direction: Direction::Out,
            link: LinkType::Ethernet,
            origin: Origin::Captured,
            length: 104,
            checksum: ChecksumStatus::Unknown,
        };
        BatchedFrame { meta, digest, at: 0, captured: 96 }
    }

    #[test]
    fn a_line_tells_who_to_whom_and_what() {
        let mut out = Vec::new();
        plain(&mut out, "eth0", &frame(), "18 bytes").unwrap();
        let line = String::from_utf8(out).unwrap();
        let rest = line.split_once(".000000042 ").unwrap().1;
        assert_eq!(rest, "eth0 → TCP [fe80::1]:10101 → [fe80::2]:49152 PSH ACK len 104 (cut to 96)  18 bytes\n");
    }

    #[test]
    fn json_has_stable_names() {
        let json = serde_json::to_string(&Json::new(1, "eth0", &frame(), "18 bytes")).unwrap();
        assert_eq!(
            json,
            "{\"number\":1,\"time\":\"1700000000.000000042\",\"interface\":\"eth0\",\"direction\":\"out\",\
             \"length\":104,\"captured\":96,\"protocol\":\"TCP\",\"mac_src\":null,\"mac_dst\":null,\
             \"src\":\"fe80::1\",\"dst\":\"fe80::2\",\"src_port\":10101,\"dst_port\":49152,\"flags\":\"PSH ACK\",\
             \"summary\":\"18 bytes\"}"
        );
    }
}
