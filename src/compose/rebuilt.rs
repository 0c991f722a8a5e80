//! Rebuilt frames: what went over the wire for a message, composed from what an ordinary process can
//! know of its own socket, its routes and its neighbours.
//!
//! Every byte is marked: *computed* where it is known or follows, *unknown* where it does not. What
//! the program cannot learn without the right to capture: the identification of IPv4 (so its header
//! checksum too), TCP's numbers, window and time stamps (so its checksum), IPv6's flow label. What
//! Linux always does counts as known: Don't Fragment is set on what fits, DSCP is 0, the options of
//! an established TCP connection are two NOPs and the time stamps (tcp(7), `tcp_established_options`).
//!
//! How a peer cut its stream into segments, and which of them it pushed, nobody on this side can know
//! without a capture: of a received TCP message the length and the flags stay unknown.
//!
//! A socket that is not there yet has no port: 0 stands for one that is not known.
//!
//! A capture on the sending host may differ in one thing: with checksum offload it shows a UDP or TCP
//! checksum that the card has not completed yet; here the completed one stands.

mod packet;

use std::net::IpAddr;
use std::ops::Range;

use crate::clock::Time;
use crate::frame::Frame;
use crate::place::Place;
use crate::record::{Carried, Transport};
use crate::wire::{IpProtocol, LinkType, MacAddr, TcpFlags, tcp, udp};

use packet::{Fragment, Packet};

/// Frames that are composed of one message; more are only counted.
pub const MOST_FRAMES: usize = 8;
/// Assumed where the interface's MTU is not known.
const ETHERNET_MTU: u32 = 1500;

/// What is known of the way that a message's frames took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PathFacts {
    /// How frames of the interface begin; anything but Ethernet is composed without a link header.
    pub link: LinkType,
    /// The frame's source MAC; zero and known on loopback.
    pub mac_src: Option<MacAddr>,
    /// The frame's destination MAC: the neighbour's, or the gateway's.
    pub mac_dst: Option<MacAddr>,
    /// On which interface.
    pub place: Place,
    /// TTL or hop limit that the sender sets; `None` where the sender is not this host.
    pub ttl: Option<u8>,
    /// Largest packet the interface takes, in bytes.
    pub mtu: Option<u32>,
    /// What is known of the TCP connection.
    pub tcp: Option<TcpFacts>,
}

/// What is known of a TCP connection (from `TCP_INFO`, or from its captured handshake).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TcpFacts {
    /// Number of the message's first byte.
    pub seq: Option<u32>,
    /// Acknowledgement number of its segments.
    pub ack: Option<u32>,
    /// Window as on the wire.
    pub window: Option<u16>,
    /// Have both sides agreed on time stamps (`TCPI_OPT_TIMESTAMPS`)? `None`: the header's length is
    /// not known.
    pub timestamps: Option<bool>,
    /// Have they agreed on ECN (`TCPI_OPT_ECN`)?
    pub ecn: Option<bool>,
    /// Payload bytes of a full segment (`tcpi_snd_mss`).
    pub mss: Option<u32>,
}

/// The frames of one message.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rebuilt {
    /// In order, at most [`MOST_FRAMES`]; none where the two addresses are not of one family.
    pub frames: Vec<Frame>,
    /// How many more there were.
    pub more: usize,
}

/// Composes the frames that carried a message.
///
/// `facts` describe the frame as it was on this host's interface, `time` is when the message was
/// handed to the kernel (or taken from it).
#[must_use]
pub fn rebuild(carried: &Carried, facts: &PathFacts, time: Time) -> Rebuilt {
    let (local, remote) = (carried.local, carried.remote);
    let (from, to) = if carried.outgoing {
        (local, remote)
    } else {
        (remote, local)
    };
    let (src, dst) = (from.ip().to_canonical(), to.ip().to_canonical());
    if src.is_ipv4() != dst.is_ipv4() {
        return Rebuilt::default();
    }
    let composer = Composer {
        carried,
        facts,
        time,
        src,
        dst,
        src_port: from.port(),
        dst_port: to.port(),
    };
    match carried.transport {
        Transport::Tcp => composer.segments(),
        Transport::Udp => composer.datagram(),
    }
}

struct Composer<'a> {
    carried: &'a Carried,
    facts: &'a PathFacts,
    time: Time,
    src: IpAddr,
    dst: IpAddr,
    src_port: u16,
    dst_port: u16,
}

impl Composer<'_> {
    const fn ip_header(&self) -> usize {
        if self.src.is_ipv4() { 20 } else { 40 }
    }

    fn mtu(&self) -> usize {
        // Below the least that IPv4 allows (RFC 791: 68) there is nothing sensible to compose.
        self.facts.mtu.unwrap_or(ETHERNET_MTU).max(68) as usize
    }

    // ---- TCP ----

    fn segments(&self) -> Rebuilt {
        let known = self.facts.tcp.unwrap_or_default();
        let header = 20
            + if known.timestamps == Some(true) {
                12
            } else {
                0
            };
        let fitting = self.mtu().saturating_sub(self.ip_header() + header).max(1);
        let room = known
            .mss
            .map_or(fitting, |mss| (mss as usize).clamp(1, fitting));
        let count = self.carried.bytes.len().div_ceil(room).max(1);
        let segment = |index: usize| {
            let start = index * room;
            let end = (start + room).min(self.carried.bytes.len());
            self.frame(&self.segment(&known, start..end, count))
        };
        Rebuilt {
            frames: (0..count.min(MOST_FRAMES)).map(segment).collect(),
            more: count.saturating_sub(MOST_FRAMES),
        }
    }

    fn segment(&self, known: &TcpFacts, range: Range<usize>, count: usize) -> Packet {
        // Two NOPs, then kind 8, length 10, and eight bytes of time stamps (RFC 7323 §3.2, App. A).
        const TIMESTAMPS: [u8; 12] = [1, 1, 8, 10, 0, 0, 0, 0, 0, 0, 0, 0];
        let options: &[u8] = if known.timestamps == Some(true) {
            &TIMESTAMPS
        } else {
            &[]
        };
        let payload = self.carried.bytes.get(range.clone()).unwrap_or_default();
        let repr = tcp::Repr {
            src: self.src,
            dst: self.dst,
            src_port: self.src_port,
            dst_port: self.dst_port,
            seq: known.seq.unwrap_or(0).wrapping_add(range.start as u32),
            ack: known.ack.unwrap_or(0),
            flags: TcpFlags(TcpFlags::PSH.0 | TcpFlags::ACK.0),
            window: known.window.unwrap_or(0),
            options,
        };
        let mut bytes = Vec::with_capacity(60 + payload.len());
        tcp::emit(&repr, payload, &mut bytes);
        let mut unknown = Vec::new();
        let mut mark = |missing: bool, range: Range<usize>| {
            if missing {
                unknown.push(range);
            }
        };
        let theirs = !self.carried.outgoing;
        mark(self.src_port == 0, 0..2);
        mark(known.seq.is_none() || theirs && range.start > 0, 4..8);
        mark(known.ack.is_none(), 8..12);
        mark(known.timestamps.is_none(), 12..13);
        // PSH is set where the message ends; of several segments the kernel may set it on others too.
        // With ECN, ECE and CWR tell of marks that routers set (RFC 3168 §6.1).
        mark(count > 1 || theirs || known.ecn == Some(true), 13..14);
        mark(known.window.is_none(), 14..16);
        mark(known.timestamps == Some(true), 24..32);
        let any = !unknown.is_empty();
        if any {
            unknown.push(16..18);
        }
        let unsized_ = known.timestamps.is_none() || theirs;
        let plain_class = known.ecn == Some(false);
        Packet {
            bytes,
            unknown,
            unsized_,
            protocol: IpProtocol::TCP,
            plain_class,
            fragment: None,
        }
    }

    // ---- UDP ----

    fn datagram(&self) -> Rebuilt {
        let mut datagram = Vec::with_capacity(8 + self.carried.bytes.len());
        let repr = udp::Repr {
            src: self.src,
            dst: self.dst,
            src_port: self.src_port,
            dst_port: self.dst_port,
        };
        udp::emit(&repr, &self.carried.bytes, &mut datagram);
        // Without the port the checksum is not known either; later pieces hold neither.
        let unknown = |first: bool| {
            if first && self.src_port == 0 {
                vec![0..2, 6..8]
            } else {
                Vec::new()
            }
        };
        let packet = |bytes: Vec<u8>, fragment: Option<Fragment>| Packet {
            bytes,
            unknown: unknown(fragment.is_none_or(|f| f.offset == 0)),
            unsized_: false,
            protocol: IpProtocol::UDP,
            plain_class: true,
            fragment,
        };
        let room = self.mtu().saturating_sub(self.ip_header());
        if datagram.len() <= room {
            return Rebuilt {
                frames: vec![self.frame(&packet(datagram, None))],
                more: 0,
            };
        }
        // Pieces carry a multiple of 8 bytes (RFC 791 §3.2); IPv6 spends 8 more on a header for it.
        let room = room
            .saturating_sub(if self.src.is_ipv4() { 0 } else { 8 })
            .max(8)
            / 8
            * 8;
        let count = datagram.len().div_ceil(room);
        let pieces = datagram.chunks(room).enumerate().take(MOST_FRAMES);
        let piece = |(index, bytes): (usize, &[u8])| {
            let fragment = Fragment {
                offset: index * room,
                last: index + 1 == count,
            };
            self.frame(&packet(bytes.to_vec(), Some(fragment)))
        };
        Rebuilt {
            frames: pieces.map(piece).collect(),
            more: count.saturating_sub(MOST_FRAMES),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use bytes::Bytes;

    use super::*;
    use crate::frame::{Direction, Origin, Provenance};
    use crate::place::HostId;
    use crate::record::{Calls, SocketId};
    use crate::wire::{Context, Protocol, Value, dissect};

    // Captured on the sending host of two namespaces joined by a veth cable, checksum offload off.
    const UDP4: &str = "\
        02000000000b02000000000a080045000026669b40004011c0170a0900010a090002c353277500122d2a68656c6c6f2c20626f62";
    const TCP4: &str = "\
        02000000000b02000000000a08004500003eadba4000400678eb0a0900010a090002c73b27756d5ed48110d1131b8018003f7f4f00000101\
        080a024c16db8eca12d768656c6c6f2c20626f62";
    const FIRST_PIECE_HEAD: &str = "\
        02000000000b02000000000a0800450005dc66c120004011da3b0a0900010a090002c353277506487c087878787878787878787878787878\
        7878787878787878787878787878";
    const SECOND_PIECE_HEAD: &str = "\
        02000000000b02000000000a08004500009466c100b94011feca0a0900010a09000278787878787878787878787878787878";
    const UDP6: &str = "\
        02000000000b02000000000a86dd600a80a700121140fd000000000000000000000000000001fd000000000000000000000000000002c35b\
        27750012473268656c6c6f2c20626f62";
    const TCP6: &str = "\
        02000000000b02000000000a86dd600b4298002a0640fd000000000000000000000000000001fd000000000000000000000000000002c743\
        2775af75695c17278c8c80180040af9e00000101080afefbfd0555ecfbd868656c6c6f2c20626f62";

    fn hex(text: &str) -> Vec<u8> {
        text.as_bytes()
            .chunks(2)
            .map(|two| u8::from_str_radix(std::str::from_utf8(two).unwrap(), 16).unwrap())
            .collect()
    }

    fn carried(transport: Transport, from: &str, to: &str, bytes: &[u8]) -> Carried {
        Carried {
            transport,
            host: HostId::HERE,
            socket: SocketId(1),
            local: from.parse::<SocketAddr>().unwrap(),
            remote: to.parse::<SocketAddr>().unwrap(),
            outgoing: true,
            offset: 0,
            tcp: None,
            bytes: Bytes::copy_from_slice(bytes),
            session: 0..0,
            presentation: 0..0,
            text: 0..bytes.len(),
            calls: Calls::default(),
        }
    }

    fn facts(tcp: Option<TcpFacts>) -> PathFacts {
        PathFacts {
            link: LinkType::Ethernet,
            mac_src: Some(MacAddr([2, 0, 0, 0, 0, 10])),
            mac_dst: Some(MacAddr([2, 0, 0, 0, 0, 11])),
            place: Place::default(),
            ttl: Some(64),
            mtu: Some(1500),
            tcp,
        }
    }

    /// `TCP_INFO` tells the options; the numbers only the kernel has.
    const INFO: TcpFacts = TcpFacts {
        seq: None,
        ack: None,
        window: None,
        timestamps: Some(true),
        ecn: Some(false),
        mss: Some(1448),
    };

    fn unknown_at(frame: &Frame, at: usize) -> bool {
        frame
            .origins
            .iter()
            .any(|(r, from)| *from == Provenance::Unknown && r.contains(&at))
    }

    /// Every byte that is not marked unknown is the captured one; returns how many are unknown.
    fn assert_agrees(frame: &Frame, captured: &[u8]) -> usize {
        let known = (0..captured.len()).filter(|at| !unknown_at(frame, *at));
        for at in known {
            assert_eq!(frame.bytes.get(at), captured.get(at), "byte {at}");
        }
        (0..captured.len())
            .filter(|at| unknown_at(frame, *at))
            .count()
    }

    fn assert_origins_tile(frame: &Frame) {
        let mut at = 0;
        for (range, _) in &frame.origins {
            assert_eq!(range.start, at);
            at = range.end;
        }
        assert_eq!(at, frame.bytes.len());
    }

    #[test]
    fn a_udp_datagram_over_ipv4_is_known_but_for_the_identification() {
        let message = carried(
            Transport::Udp,
            "10.9.0.1:50003",
            "10.9.0.2:10101",
            b"hello, bob",
        );
        let rebuilt = rebuild(&message, &facts(None), Time(7));
        let [frame] = rebuilt.frames.as_slice() else {
            panic!("one frame")
        };
        let captured = hex(UDP4);
        assert_eq!((frame.bytes.len(), rebuilt.more), (captured.len(), 0));
        assert_eq!(
            assert_agrees(frame, &captured),
            4,
            "identification and header checksum"
        );
        assert_origins_tile(frame);
        assert_eq!(
            (frame.meta.origin, frame.meta.direction, frame.meta.time),
            (Origin::Rebuilt, Direction::Out, Time(7))
        );
        assert_eq!(frame.meta.length as usize, captured.len());
    }

    #[test]
    fn a_tcp_segment_over_ipv4_is_known_but_for_what_only_the_kernel_has() {
        let message = carried(
            Transport::Tcp,
            "10.9.0.1:51003",
            "10.9.0.2:10101",
            b"hello, bob",
        );
        let frame = &rebuild(&message, &facts(Some(INFO)), Time(0)).frames[0];
        let captured = hex(TCP4);
        assert_eq!(frame.bytes.len(), captured.len());
        // IPv4: 4; TCP: numbers 8, window 2, checksum 2, time stamps 8.
        assert_eq!(assert_agrees(frame, &captured), 4 + 20);
        assert_origins_tile(frame);
    }

    #[test]
    fn over_ipv6_only_the_flow_label_is_unknown_beside_tcp() {
        let udp = carried(
            Transport::Udp,
            "[fd00::1]:50011",
            "[fd00::2]:10101",
            b"hello, bob",
        );
        let tcp = carried(
            Transport::Tcp,
            "[fd00::1]:51011",
            "[fd00::2]:10101",
            b"hello, bob",
        );
        let udp = &rebuild(&udp, &facts(None), Time(0)).frames[0];
        let tcp = &rebuild(&tcp, &facts(Some(INFO)), Time(0)).frames[0];
        assert_eq!(assert_agrees(udp, &hex(UDP6)), 3);
        assert_eq!(assert_agrees(tcp, &hex(TCP6)), 3 + 20);
    }

    #[test]
    fn a_datagram_larger_than_the_mtu_is_cut_as_the_kernel_cuts_it() {
        let message = carried(
            Transport::Udp,
            "10.9.0.1:50003",
            "10.9.0.2:10101",
            &[b'x'; 1600],
        );
        let rebuilt = rebuild(&message, &facts(None), Time(0));
        assert_eq!(rebuilt.frames.len(), 2);
        assert_eq!(assert_agrees(&rebuilt.frames[0], &hex(FIRST_PIECE_HEAD)), 4);
        assert_eq!(
            assert_agrees(&rebuilt.frames[1], &hex(SECOND_PIECE_HEAD)),
            4
        );
        let lengths: Vec<_> = rebuilt.frames.iter().map(|f| f.bytes.len()).collect();
        assert_eq!(lengths, [1514, 162]);
    }

    #[test]
    fn known_numbers_give_a_right_checksum() {
        let captured = hex(TCP4);
        let field = |at: usize| u32::from_be_bytes(captured[at..at + 4].try_into().unwrap());
        let known = TcpFacts {
            seq: Some(field(38)),
            ack: Some(field(42)),
            window: Some(63),
            timestamps: Some(false),
            ..INFO
        };
        let message = carried(
            Transport::Tcp,
            "10.9.0.1:51003",
            "10.9.0.2:10101",
            b"hello, bob",
        );
        let frame = &rebuild(&message, &facts(Some(known)), Time(0)).frames[0];
        let context = Context {
            origins: frame.origins.clone(),
            ..Context::default()
        };
        let tree = dissect(frame.meta.link, &frame.bytes, &context);
        let tcp = tree
            .layers
            .iter()
            .find(|l| l.protocol == Protocol::Tcp)
            .unwrap();
        assert_eq!(tcp.problem, None);
        assert!(
            (34..54).all(|at| !unknown_at(frame, at)),
            "all of TCP's header is known"
        );
    }

    #[test]
    fn what_is_not_known_dissects_to_unknown_and_never_to_a_problem() {
        let message = carried(
            Transport::Tcp,
            "10.9.0.1:51003",
            "10.9.0.2:10101",
            b"hello, bob",
        );
        let nothing = PathFacts {
            mac_src: None,
            mac_dst: None,
            ttl: None,
            mtu: None,
            tcp: None,
            ..facts(None)
        };
        let frame = &rebuild(&message, &nothing, Time(0)).frames[0];
        let context = Context {
            origins: frame.origins.clone(),
            ..Context::default()
        };
        let tree = dissect(frame.meta.link, &frame.bytes, &context);
        let names: Vec<_> = tree.layers.iter().map(|l| l.protocol).collect();
        assert_eq!(
            names[..3],
            [Protocol::Ethernet, Protocol::Ipv4, Protocol::Tcp]
        );
        assert!(tree.layers.iter().all(|l| l.problem.is_none()), "{tree:#?}");
        assert_eq!(
            tree.layers[0].fields[0].value,
            Value::Unknown,
            "the destination MAC"
        );
    }

    #[test]
    fn a_long_stream_is_cut_by_the_mss_and_the_rest_is_counted() {
        let message = carried(
            Transport::Tcp,
            "10.9.0.1:51003",
            "10.9.0.2:10101",
            &[0; 1448 * 9 + 1],
        );
        let known = TcpFacts {
            seq: Some(100),
            ..INFO
        };
        let rebuilt = rebuild(&message, &facts(Some(known)), Time(0));
        assert_eq!((rebuilt.frames.len(), rebuilt.more), (MOST_FRAMES, 2));
        assert_eq!(rebuilt.frames[1].bytes.len(), 14 + 20 + 32 + 1448);
        assert_eq!(
            rebuilt.frames[1].bytes[38..42],
            (100_u32 + 1448).to_be_bytes()
        );
    }

    #[test]
    fn a_mapped_address_is_ipv4_on_the_wire_and_a_tunnel_has_no_link_header() {
        let message = carried(
            Transport::Udp,
            "[::ffff:10.9.0.1]:50003",
            "[::ffff:10.9.0.2]:10101",
            b"hello, bob",
        );
        let tunnel = PathFacts {
            link: LinkType::RawIp,
            ..facts(None)
        };
        let frame = &rebuild(&message, &tunnel, Time(0)).frames[0];
        assert_eq!(frame.meta.link, LinkType::RawIp);
        assert_agrees(frame, &hex(UDP4)[14..]);
    }

    #[test]
    fn a_received_message_goes_the_other_way_and_the_sender_s_settings_stay_unknown() {
        let message = Carried {
            outgoing: false,
            ..carried(
                Transport::Udp,
                "10.9.0.2:10101",
                "10.9.0.1:50003",
                b"hello, bob",
            )
        };
        let frame = &rebuild(
            &message,
            &PathFacts {
                ttl: None,
                ..facts(None)
            },
            Time(0),
        )
        .frames[0];
        assert_eq!(frame.meta.direction, Direction::In);
        assert_agrees(frame, &hex(UDP4));
        assert!(
            [15, 20, 22].into_iter().all(|at| unknown_at(frame, at)),
            "class, flags, TTL"
        );
    }

    #[test]
    fn how_a_peer_cut_its_stream_is_not_known() {
        let message = Carried {
            outgoing: false,
            ..carried(
                Transport::Tcp,
                "10.9.0.2:10101",
                "10.9.0.1:51003",
                b"hello, bob",
            )
        };
        let frame = &rebuild(
            &message,
            &facts(Some(TcpFacts {
                seq: Some(1),
                ..INFO
            })),
            Time(0),
        )
        .frames[0];
        assert!(
            [16, 17, 47].into_iter().all(|at| unknown_at(frame, at)),
            "Total Length and flags"
        );
        assert!(!unknown_at(frame, 38), "the first byte's number is known");
        let v6 = Carried {
            outgoing: false,
            ..carried(
                Transport::Tcp,
                "[fd00::2]:10101",
                "[fd00::1]:51011",
                b"hello",
            )
        };
        let frame = &rebuild(&v6, &facts(Some(INFO)), Time(0)).frames[0];
        assert!(
            [18, 19, 67].into_iter().all(|at| unknown_at(frame, at)),
            "Payload Length and flags"
        );
    }

    #[test]
    fn with_ecn_the_flags_are_not_known() {
        let message = carried(
            Transport::Tcp,
            "10.9.0.1:51003",
            "10.9.0.2:10101",
            b"hello, bob",
        );
        let frame = &rebuild(
            &message,
            &facts(Some(TcpFacts {
                ecn: Some(true),
                ..INFO
            })),
            Time(0),
        )
        .frames[0];
        assert!(
            unknown_at(frame, 15) && unknown_at(frame, 47),
            "class and flags"
        );
    }

    #[test]
    fn an_empty_message_and_mixed_families_are_harmless() {
        let empty = carried(Transport::Tcp, "10.9.0.1:1", "10.9.0.2:2", b"");
        assert_eq!(rebuild(&empty, &facts(None), Time(0)).frames.len(), 1);
        let mixed = carried(Transport::Udp, "10.9.0.1:1", "[fd00::2]:2", b"x");
        assert_eq!(rebuild(&mixed, &facts(None), Time(0)), Rebuilt::default());
    }
}
