//! More good frames: what multicast, autoconfiguration and rare options look like.

use super::*;
use crate::say;

const GROUP: [u8; 16] = [0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff, 0, 0, 2];

/// An IPv4 packet with these options, filled up to words of four bytes.
fn with_options(options: &[u8]) -> (LinkType, Vec<u8>) {
    let mut options = options.to_vec();
    options.resize(options.len().next_multiple_of(4), 0);
    let mut packet = in_ipv4(IpProtocol(253), &[&options[..], b"data"].concat());
    packet[0] = 0x45 + (options.len() / 4) as u8;
    (LinkType::RawIp, packet)
}

/// A redirect that quotes the packet it is about.
fn redirect() -> (LinkType, Vec<u8>) {
    let quoted = in_ipv6(
        17,
        &[
            0x81, 0x68, 0x82, 0x9a, 0, 16, 0x12, 0x34, b'a', b'b', b'c', b'd', b'e', b'f', b'g',
            b'h',
        ],
    );
    icmpv6(&[
        &[137, 0, 0, 0, 0, 0, 0, 0],
        &GROUP,
        &GROUP,
        &[4, 8, 0, 0, 0, 0, 0, 0],
        &quoted,
    ])
}

fn icmpv6(message: &[&[u8]]) -> (LinkType, Vec<u8>) {
    (LinkType::RawIp, in_ipv6(58, &message.concat()))
}

fn multicast() -> Vec<(LinkType, Vec<u8>)> {
    let igmp = |message: &[u8]| (LinkType::RawIp, in_ipv4(IpProtocol::IGMP, message));
    vec![
        igmp(&[0x11, 0, 0xee, 0xff, 0, 0, 0, 0]),
        igmp(&[0x11, 100, 0, 0, 239, 1, 2, 3]),
        igmp(&[
            0x11, 0xf3, 0, 0, 239, 1, 2, 3, 0x0a, 0x85, 0, 1, 10, 0, 0, 9,
        ]),
        igmp(&[0x12, 0, 0, 0, 239, 1, 2, 3]),
        igmp(&[0x16, 0, 0, 0, 239, 1, 2, 3, 9]),
        igmp(&[0x17, 0, 0, 0, 239, 1, 2, 3]),
        igmp(&[
            0x22, 0, 0, 0, 0, 0, 0, 2, 1, 0, 0, 1, 239, 1, 2, 3, 10, 0, 0, 9, 6, 1, 0, 0, 239, 1,
            2, 4, 1, 2, 3, 4,
        ]),
        igmp(&[0x22, 0, 0, 0, 0, 0, 0, 1, 3, 0, 0, 0, 239, 1, 2, 3]),
        igmp(&[0x30, 1, 0, 0, 1, 2, 3, 4]),
        icmpv6(&[
            &[130, 0, 0, 0, 0x90, 0, 0, 0],
            &[0; 16],
            &[0x0a, 125, 0, 1],
            &GROUP,
        ]),
        icmpv6(&[&[131, 0, 0, 0, 0, 0, 0, 0], &GROUP]),
        icmpv6(&[
            &[143, 0, 0, 0, 0, 0, 0, 2, 3, 0, 0, 0],
            &GROUP,
            &[5, 0, 0, 1],
            &GROUP,
            &GROUP,
        ]),
    ]
}

fn rare_headers() -> Vec<(LinkType, Vec<u8>)> {
    let snap = [
        1, 0, 0x0c, 0xcc, 0xcc, 0xcc, 2, 0, 0, 0, 0, 1, 0, 10, 0xaa, 0xaa, 3, 0, 0, 0x0c, 0x20, 0,
        1, 2,
    ];
    let probe = [
        0, 1, 8, 0, 6, 4, 0, 1, 2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 10, 0, 0, 2,
    ];
    let announcement = [
        0, 1, 8, 0, 6, 4, 0, 1, 2, 0, 0, 0, 0, 1, 10, 0, 0, 2, 0, 0, 0, 0, 0, 0, 10, 0, 0, 2,
    ];
    let segments = [
        &[17, 4, 4, 1, 1, 0, 0, 0][..],
        &GROUP,
        &GROUP,
        &[0, 7, 0, 9, 0, 10, 0, 0, b'h', b'i'],
    ]
    .concat();
    let icmp = |message: &[u8]| (LinkType::RawIp, in_ipv4(IpProtocol::ICMP, message));
    let length = |payload: &[u8]| {
        ethernet(
            payload.len() as u16 + 8,
            &[&[0xaa, 0xaa, 3, 0, 0, 0, 8, 0], payload].concat(),
        )
    };
    let reverse = [
        0, 6, 8, 0, 6, 4, 0, 3, 2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1, 0, 0, 0, 0,
    ];
    vec![
        (LinkType::Ethernet, snap.to_vec()),
        (LinkType::Ethernet, length(&udp_v4(4000, 4001, b"hello"))),
        (LinkType::Ethernet, ethernet(0x8035, &reverse)),
        redirect(),
        (LinkType::Ethernet, ethernet(0x0806, &probe)),
        (LinkType::Ethernet, ethernet(0x0806, &announcement)),
        with_options(&[7, 11, 8, 10, 0, 0, 9, 0, 0, 0, 0]),
        with_options(&[
            68, 20, 13, 0x11, 10, 0, 0, 9, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0,
        ]),
        with_options(&[131, 11, 8, 10, 0, 0, 9, 10, 0, 0, 8, 148, 4, 0, 0]),
        (LinkType::RawIp, in_ipv6(43, &segments)),
        (LinkType::RawIp, in_ipv6(0, &[58, 0, 5, 2, 0, 0, 0xc2, 4])),
        icmp(&[9, 0, 0, 0, 1, 2, 7, 8, 10, 0, 0, 1, 0x80, 0, 0, 0]),
        icmp(&[17, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0]),
        icmpv6(&[
            &[
                134, 0, 0, 0, 64, 0x6c, 7, 8, 0, 0, 0, 0, 0, 0, 0, 0, 14, 1, 1, 2, 3, 4, 5, 6,
            ],
            &[24, 2, 48, 0x08, 0, 0, 0, 9, 0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0],
            &[
                31, 3, 0, 0, 0, 0, 0, 60, 7, b'e', b'x', b'a', b'm', b'p', b'l', b'e', 0, 3, b'l',
                b'a', b'b', 0, 0, 0,
            ],
            &[
                37, 2, b'h', b't', b't', b'p', b's', b':', b'/', b'/', b'a', 0, 0, 0, 0, 0,
            ],
        ]),
    ]
}

fn applications() -> Vec<(LinkType, Vec<u8>)> {
    let mut dhcp = vec![
        2, 1, 6, 0, 1, 2, 3, 4, 0, 0, 0x80, 0, 0, 0, 0, 0, 10, 0, 0, 9,
    ];
    dhcp.resize(28, 0);
    dhcp.extend([2, 0, 0, 0, 0, 1]);
    dhcp.resize(236, 0);
    dhcp.extend([
        0x63, 0x82, 0x53, 0x63, 53, 1, 2, 1, 4, 255, 255, 255, 0, 3, 8, 10, 0, 0, 1, 10, 0, 0, 2,
        51, 4, 0, 0, 14, 16,
    ]);
    dhcp.extend(b"\x0c\x02pc\x0f\x03lab\x37\x03\x01\x03\x06\x3d\x07\x01\x02\0\0\0\0\x01\x39\x02\x05\xdc\x3c\x04MSFT");
    dhcp.extend([
        61, 11, 255, 0, 0, 0, 1, 0, 3, 0, 1, 9, 9, 52, 1, 1, 58, 4, 0, 0, 7, 8, 59, 4, 0xff, 0xff,
        0xff, 0xff, 0,
    ]);
    dhcp.extend(b"\x51\x08\x05\0\0\x02pc\x03x\x77\x09\x03lab\0\x01a\xc0\0\x13\x01\x01\x21\x08\x0a\0\0\0\x0a\0\0\x01");
    dhcp.extend([
        121, 8, 24, 10, 0, 5, 10, 0, 0, 1, 250, 2, 1, 2, 43, 0, 255, 0, 0,
    ]);
    let mut frames = vec![(LinkType::RawIp, udp_v4(67, 68, &dhcp))];
    for message in [
        &b"\0\x01boot.img\0octet\0blksize\x001428\0"[..],
        b"\0\x02up\0netascii\0",
        b"\0\x03\0\x01bytes",
        b"\0\x04\0\0",
        b"\0\x05\0\x01no such file\0",
        b"\0\x06tsize\09\0windowsize\x004\0",
    ] {
        frames.push((LinkType::RawIp, udp_v4(40000, 69, message)));
    }
    frames
}

fn protocols((link, frame): &(LinkType, Vec<u8>)) -> Vec<Protocol> {
    let tree = holds(*link, frame, &Context::default());
    assert!(
        tree.layers
            .iter()
            .all(|layer| layer.problem.as_ref().is_none_or(|p| p.field == "Checksum")),
        "{tree:#?}"
    );
    tree.layers.iter().map(|layer| layer.protocol).collect()
}

#[test]
fn a_redirects_quote_is_read_as_a_packet() {
    assert_eq!(
        protocols(&redirect()),
        [
            Protocol::Ipv6,
            Protocol::Icmpv6,
            Protocol::Ipv6,
            Protocol::Udp,
            Protocol::Data
        ]
    );
}

#[test]
fn snap_names_what_an_802_3_frame_carries() {
    let packet = udp_v4(4000, 4001, b"hello");
    let frame = ethernet(
        packet.len() as u16 + 8,
        &[&[0xaa, 0xaa, 3, 0, 0, 0, 8, 0], &packet[..], &[0; 9]].concat(),
    );
    let expected = [
        Protocol::Ethernet,
        Protocol::Ethernet,
        Protocol::Ipv4,
        Protocol::Udp,
        Protocol::Data,
        Protocol::Padding,
    ];
    assert_eq!(protocols(&(LinkType::Ethernet, frame.clone())), expected);
    let facts = digest(LinkType::Ethernet, &frame);
    assert_eq!(
        (facts.ether_type, facts.src_port, facts.payload_at),
        (EtherType::IPV4, 4000, 50)
    );
}

pub(super) fn frames() -> Vec<(LinkType, Vec<u8>)> {
    [multicast(), rare_headers(), applications()].concat()
}

/// A frame that ends in its link's header, or has not a byte of it, is of that link all the same.
#[test]
fn a_runt_keeps_its_link_type() {
    let links = [
        (LinkType::Ethernet, Protocol::Ethernet, 14),
        (LinkType::LinuxSll, Protocol::Cooked, 16),
        (LinkType::LinuxSll2, Protocol::Cooked, 16),
        (LinkType::Null, Protocol::Null, 4),
    ];
    for (link, protocol, header) in links {
        for count in 0..header {
            let bytes = vec![2; count];
            let facts = digest(link, &bytes);
            assert_eq!(facts.protocol, protocol, "{link:?} of {count}");
            let line = summary(&facts, &bytes, &Context::default());
            assert_eq!(line, say!("wire-say-cut", name = protocol.name()));
        }
    }
}

#[test]
fn a_raw_packet_s_first_four_bits_tell_its_version() {
    let said = |bytes: &[u8]| summary(&digest(LinkType::RawIp, bytes), bytes, &Context::default());
    assert_eq!(said(&[0x45]), say!("wire-say-cut", name = "IPv4"));
    assert_eq!(said(&[0x60; 39]), say!("wire-say-cut", name = "IPv6"));
    assert_eq!(said(&[]), say!("wire-say-nothing"));
    assert_eq!(said(&[0; 3]), say!("wire-say-bytes", count = 3));
}

/// What a runt's header does not say any more is `?`, not zeros.
#[test]
fn a_runt_s_line_says_only_what_is_there() {
    let line = |count: usize| {
        let bytes = vec![2; count];
        dissect(LinkType::Ethernet, &bytes, &Context::default()).layers[0]
            .summary
            .clone()
    };
    let mac = "02:02:02:02:02:02";
    let what = say!("wire-name", name = "?");
    let eth = |src, dst| say!("wire-eth-line", src = src, dst = dst, what = what.clone());
    assert_eq!(line(13), eth(mac, mac));
    assert_eq!(line(11), eth("?", mac));
    assert_eq!(line(0), eth("?", "?"));
}
