//! A frame as one line of text or JSON.

use std::io::ErrorKind;
use std::net::IpAddr;
use std::path::Path;

use serde::Serialize;

use super::out::Stop;
use crate::clock::Time;
use crate::export::put;
use crate::files::WriteError;
use crate::frame::{BatchedFrame, Direction};
use crate::say::Clean;
use crate::store::filter::{Facts, Filter};
use crate::sys::zone::local_offset;
use crate::text::Text;
use crate::wire::{Detail, Digest, Protocol};

const SECOND: i64 = 1_000_000_000;

/// Writes frames as lines of text: one clock, so that a second's digits are worked out once.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// A second and its `HH:MM:SS` on the local clock.
    clock: Option<(i64, String)>,
}

impl Lines {
    /// `12:03:52.101234567 eth0 → TCP 10.0.0.1:10101 → 10.0.0.2:49152 PSH ACK len 104  summary`.
    pub(super) fn plain(
        &mut self,
        out: &mut Vec<u8>,
        interface: &Clean,
        frame: &BatchedFrame,
        summary: &str,
    ) {
        let (meta, digest) = (&frame.meta, &frame.digest);
        self.time(out, meta.time);
        out.push(b' ');
        let (arrow, _) = direction(meta.direction);
        let name = if interface.is_empty() {
            "-"
        } else {
            interface.as_str()
        };
        for text in [name, " ", arrow, " ", digest.protocol.name(), " "] {
            out.extend_from_slice(text.as_bytes());
        }
        ends(out, digest);
        if let Some(flags) = flags(digest) {
            out.push(b' ');
            out.extend_from_slice(flags.as_bytes());
        }
        out.extend_from_slice(b" len ");
        put::decimal(out, u64::from(meta.length));
        if frame.captured < meta.length {
            out.extend_from_slice(b" (cut to ");
            put::decimal(out, u64::from(frame.captured));
            out.push(b')');
        }
        if is_malformed(frame) {
            out.extend_from_slice(b" (malformed)");
        }
        if !summary.is_empty() {
            out.extend_from_slice(b"  ");
            out.extend_from_slice(summary.as_bytes());
        }
        out.push(b'\n');
    }

    fn time(&mut self, out: &mut Vec<u8>, time: Time) {
        if !time.is_known() {
            return out.push(b'?');
        }
        let second = time.0.div_euclid(SECOND);
        let known = self.clock.take().filter(|(known, _)| *known == second);
        let (_, clock) = self
            .clock
            .insert(known.unwrap_or_else(|| (second, time.hms(local_offset(second)))));
        out.extend_from_slice(clock.as_bytes());
        out.push(b'.');
        put::digits(out, time.0.rem_euclid(SECOND) as u64, 9);
    }
}

/// The chat's port: without a socket of its own, `mine` means what belongs to any lab's chat.
pub(super) const CHAT_PORT: u16 = 10101;

/// Does the frame belong to a lab's chat?
fn mine(digest: &Digest) -> bool {
    use Protocol::{LabApplication, LabPresentation, LabSession, Tcp, Udp};
    let ports = matches!(digest.transport, Tcp | Udp)
        && [digest.src_port, digest.dst_port].contains(&CHAT_PORT);
    ports
        || matches!(
            digest.protocol,
            LabSession | LabPresentation | LabApplication
        )
}

/// What a filter is told of a frame: its number, what is known of it, its bytes.
pub(super) fn facts<'a>(number: u64, frame: &'a BatchedFrame, bytes: &'a [u8]) -> Facts<'a> {
    Facts {
        mine: mine(&frame.digest),
        number,
        dissect: crate::proto::dissect,
        ..Facts::new(&frame.digest, &frame.meta, bytes)
    }
}

/// Understands `--filter`.
pub(super) fn filter(text: Option<&str>, words: &Text) -> Result<Filter, Stop> {
    Filter::parse(text.unwrap_or_default()).map_err(|error| {
        Stop::Usage(format!(
            "--filter, column {}: expected {}",
            error.column + 1,
            words.say(&error.expected)
        ))
    })
}

/// Where `-` means standard output.
pub(super) fn real_path(path: &Path) -> &Path {
    if path.as_os_str() == "-" {
        Path::new("/dev/stdout")
    } else {
        path
    }
}

/// Why a file could not be written; a reader of standard output that has gone is no failure.
pub(super) fn not_written(path: &Path, error: WriteError, words: &Text) -> Stop {
    match error {
        WriteError::Io(error) if error.kind() == ErrorKind::BrokenPipe => Stop::ReaderGone,
        error => Stop::Failed(format!(
            "{}: {}",
            super::out::shown(path),
            words.say(&error.say())
        )),
    }
}

/// The arrow of a line and the word of JSON.
const fn direction(direction: Direction) -> (&'static str, &'static str) {
    match direction {
        Direction::In => ("←", "in"),
        Direction::Out => ("→", "out"),
        Direction::Group => ("⇐", "group"),
        Direction::Others => ("↔", "others"),
        Direction::Loop => ("↻", "loopback"),
        Direction::Unknown => ("?", "unknown"),
    }
}

/// Is something wrong in the bytes, beside that the capture has kept only a part of them?
const fn is_malformed(frame: &BatchedFrame) -> bool {
    let whole = frame.captured >= frame.meta.length;
    frame.digest.is_malformed(whole)
}

/// `10.0.0.1:10101 → 10.0.0.2:49152`; without IP the MAC addresses.
fn ends(out: &mut Vec<u8>, digest: &Digest) {
    let arrow = " → ".as_bytes();
    match (digest.src, digest.dst, digest.mac_src, digest.mac_dst) {
        (Some(src), Some(dst), ..) => {
            let ports = digest.ports();
            end(out, src, ports.map(|[src, _]| src));
            out.extend_from_slice(arrow);
            end(out, dst, ports.map(|[_, dst]| dst));
        }
        (_, _, Some(src), Some(dst)) => {
            put::mac(out, src);
            out.extend_from_slice(arrow);
            put::mac(out, dst);
        }
        _ => out.push(b'-'),
    }
}

fn end(out: &mut Vec<u8>, address: IpAddr, port: Option<u16>) {
    let brackets = port.is_some() && address.is_ipv6();
    out.extend_from_slice(if brackets { b"[" } else { b"" });
    put::ip(out, address);
    out.extend_from_slice(if brackets { b"]" } else { b"" });
    if let Some(port) = port {
        out.push(b':');
        put::decimal(out, u64::from(port));
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
    interface: &'a Clean,
    direction: &'static str,
    length: u32,
    captured: u32,
    malformed: bool,
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
    pub(super) fn new(
        number: u64,
        interface: &'a Clean,
        frame: &BatchedFrame,
        summary: &'a str,
    ) -> Self {
        let (meta, digest) = (&frame.meta, &frame.digest);
        Self {
            number,
            time: meta.time,
            interface,
            direction: direction(meta.direction).1,
            length: meta.length,
            captured: frame.captured,
            malformed: is_malformed(frame),
            protocol: digest.protocol.name(),
            mac_src: digest.mac_src.map(|mac| mac.to_string()),
            mac_dst: digest.mac_dst.map(|mac| mac.to_string()),
            src: digest.src,
            dst: digest.dst,
            src_port: digest.ports().map(|[src, _]| src),
            dst_port: digest.ports().map(|[_, dst]| dst),
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
    use crate::wire::Flaw;
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
            detail: Detail::Tcp {
                flags: TcpFlags(0x18),
                seq: 7,
                ack: 9,
                window: 500,
            },
            ..Digest::default()
        };
        let meta = FrameMeta {
            time: Time::from_parts(1_700_000_000, 42),
            place: Place::default(),
            direction: Direction::Out,
            link: LinkType::Ethernet,
            origin: Origin::Captured,
            length: 104,
            fcs: crate::frame::FcsLength::NONE,
            checksum: ChecksumStatus::Unknown,
        };
        BatchedFrame {
            meta,
            digest,
            at: 0,
            captured: 96,
        }
    }

    #[test]
    fn a_line_tells_who_to_whom_and_what() {
        let mut out = Vec::new();
        Lines::default().plain(&mut out, &"eth0".into(), &frame(), "18 bytes");
        let line = String::from_utf8(out).unwrap();
        let rest = line.split_once(".000000042 ").unwrap().1;
        assert_eq!(
            rest,
            "eth0 → TCP [fe80::1]:10101 → [fe80::2]:49152 PSH ACK len 104 (cut to 96)  18 bytes\n"
        );
    }

    #[test]
    fn a_malformed_frame_is_marked_and_one_that_was_only_kept_in_part_is_not() {
        let marks = |flaw, captured| {
            let mut frame = frame();
            (frame.digest.flaw, frame.captured) = (flaw, captured);
            let mut out = Vec::new();
            Lines::default().plain(&mut out, &"eth0".into(), &frame, "18 bytes");
            let line = String::from_utf8(out).unwrap();
            line.split_once("len 104").unwrap().1.to_owned()
        };
        assert_eq!(marks(Flaw::None, 104), "  18 bytes\n");
        assert_eq!(marks(Flaw::Short, 96), " (cut to 96)  18 bytes\n");
        assert_eq!(marks(Flaw::Short, 104), " (malformed)  18 bytes\n");
        assert_eq!(
            marks(Flaw::Malformed, 96),
            " (cut to 96) (malformed)  18 bytes\n"
        );
    }

    #[test]
    fn json_has_stable_names() {
        let json =
            serde_json::to_string(&Json::new(1, &"eth0".into(), &frame(), "18 bytes")).unwrap();
        assert_eq!(
            json,
            "{\"number\":1,\"time\":\"1700000000.000000042\",\"interface\":\"eth0\",\"direction\":\"out\",\
             \"length\":104,\"captured\":96,\"malformed\":false,\"protocol\":\"TCP\",\"mac_src\":null,\"mac_dst\":null,\
             \"src\":\"fe80::1\",\"dst\":\"fe80::2\",\"src_port\":10101,\"dst_port\":49152,\"flags\":\"PSH ACK\",\
             \"summary\":\"18 bytes\"}"
        );
    }
}
