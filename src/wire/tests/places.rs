//! The fields of the tree stand where the named ranges say that writer and digest go by.

use std::ops::Range;

use super::*;

/// The field of this filter name in a frame's layer of this protocol stands at `place` of the header.
fn stands(link: LinkType, frame: &[u8], protocol: Protocol, fields: &[(&str, Range<usize>)]) {
    let tree = dissect(link, frame, &Context::default());
    let mut layers = tree.layers.iter();
    let layer = layers.find(|layer| layer.protocol == protocol).unwrap();
    for (filter, place) in fields {
        let found = leaves(&layer.fields)
            .into_iter()
            .find(|leaf| leaf.filter == *filter);
        let start = layer.range.start;
        assert_eq!(
            found.map(Field::bytes),
            Some(start + place.start..start + place.end),
            "{filter}"
        );
    }
}

/// A TCP segment in an IPv4 packet in a frame.
fn segment() -> Vec<u8> {
    let [src, dst] = [[10, 0, 0, 1], [10, 0, 0, 2]].map(Ipv4Addr::from);
    let mut frame = Vec::new();
    let macs = [1, 2].map(|last| MacAddr([2, 0, 0, 0, 0, last]));
    ethernet::emit(
        &ethernet::Repr {
            dst: macs[1],
            src: macs[0],
            ether_type: EtherType::IPV4,
        },
        &mut frame,
    );
    ipv4::emit(
        &ipv4::Repr {
            src,
            dst,
            protocol: IpProtocol::TCP,
            ttl: 64,
            ident: 7,
            dont_fragment: true,
            traffic_class: 0,
            payload_len: tcp::HEADER,
        },
        &mut frame,
    );
    let repr = tcp::Repr {
        src: src.into(),
        dst: dst.into(),
        src_port: 40000,
        dst_port: 80,
        seq: 1,
        ack: 2,
        flags: TcpFlags::ACK,
        window: 3,
        options: &[],
    };
    tcp::emit(&repr, b"", &mut frame);
    frame
}

#[test]
fn of_ethernet_ipv4_and_tcp() {
    let frame = segment();
    let stands = |protocol, fields: &[_]| stands(LinkType::Ethernet, &frame, protocol, fields);
    stands(
        Protocol::Ethernet,
        &[
            ("eth.dst", ethernet::DST),
            ("eth.src", ethernet::SRC),
            ("eth.type", ethernet::TYPE),
        ],
    );
    stands(
        Protocol::Ipv4,
        &[
            ("ip.version", ipv4::VERSION_IHL),
            ("ip.hdr_len", ipv4::VERSION_IHL),
            ("ip.dsfield.dscp", ipv4::TRAFFIC_CLASS),
            ("ip.len", ipv4::LENGTH),
            ("ip.id", ipv4::IDENT),
            ("ip.frag_offset", ipv4::FRAGMENT),
            ("ip.ttl", ipv4::TTL),
            ("ip.proto", ipv4::PROTOCOL),
            ("ip.checksum", ipv4::CHECKSUM),
            ("ip.src", ipv4::SRC),
            ("ip.dst", ipv4::DST),
        ],
    );
    stands(
        Protocol::Tcp,
        &[
            ("tcp.srcport", tcp::SRC_PORT),
            ("tcp.dstport", tcp::DST_PORT),
            ("tcp.seq_raw", tcp::SEQ),
            ("tcp.ack_raw", tcp::ACK),
            ("tcp.hdr_len", tcp::OFFSET),
            ("tcp.flags.ack", tcp::FLAGS),
            ("tcp.window_size_value", tcp::WINDOW),
            ("tcp.checksum", tcp::CHECKSUM),
            ("tcp.urgent_pointer", tcp::URGENT),
        ],
    );
}

#[test]
fn of_ipv6_and_udp() {
    let [src, dst] = ["fe80::1", "fe80::2"].map(|text| text.parse().unwrap());
    let mut packet = Vec::new();
    ipv6::emit(
        &ipv6::Repr {
            src,
            dst,
            next_header: IpProtocol::UDP,
            hop_limit: 64,
            traffic_class: 0,
            flow_label: 0,
            payload_len: udp::HEADER,
        },
        &mut packet,
    );
    let repr = udp::Repr {
        src: src.into(),
        dst: dst.into(),
        src_port: 5000,
        dst_port: 6000,
    };
    udp::emit(&repr, b"", &mut packet);
    let stands = |protocol, fields: &[_]| stands(LinkType::RawIp, &packet, protocol, fields);
    stands(
        Protocol::Ipv6,
        &[
            ("ipv6.plen", ipv6::LENGTH),
            ("ipv6.nxt", ipv6::NEXT),
            ("ipv6.hlim", ipv6::HOPS),
            ("ipv6.src", ipv6::SRC),
            ("ipv6.dst", ipv6::DST),
        ],
    );
    stands(
        Protocol::Udp,
        &[
            ("udp.srcport", udp::SRC_PORT),
            ("udp.dstport", udp::DST_PORT),
            ("udp.length", udp::LENGTH),
            ("udp.checksum", udp::CHECKSUM),
        ],
    );
}

#[test]
fn of_arp() {
    let mut frame = vec![0xff; 6];
    frame.extend([2, 0, 0, 0, 0, 1, 8, 6, 0, 1, 8, 0, 6, 4, 0, 1]);
    frame.extend([2, 0, 0, 0, 0, 1, 10, 0, 0, 1, 0, 0, 0, 0, 0, 0, 10, 0, 0, 2]);
    stands(
        LinkType::Ethernet,
        &frame,
        Protocol::Arp,
        &[
            ("arp.opcode", arp::OPERATION),
            ("arp.src.hw_mac", arp::SENDER_MAC),
            ("arp.src.proto_ipv4", arp::SENDER),
            ("arp.dst.proto_ipv4", arp::TARGET),
        ],
    );
}
