//! What holds for every frame: leaves tile it, nothing panics, every field has a meaning in words.

use std::net::{IpAddr, Ipv4Addr};

use super::*;

mod app;
mod more;
mod pieces;
mod places;
mod sums;

/// Every leaf field, in order.
fn leaves(fields: &[Field]) -> Vec<&Field> {
    fields
        .iter()
        .flat_map(|f| {
            if f.children.is_empty() {
                vec![f]
            } else {
                leaves(&f.children)
            }
        })
        .collect()
}

fn all_leaves(tree: &Dissection) -> Vec<&Field> {
    tree.layers.iter().flat_map(|l| leaves(&l.fields)).collect()
}

/// The rules of the tree, for any bytes.
fn holds(link: LinkType, bytes: &[u8], context: &Context) -> Dissection {
    let tree = dissect(link, bytes, context);
    for source in (0..3).map(SourceId) {
        let layers: Vec<_> = tree.layers.iter().filter(|l| l.source == source).collect();
        if source == SourceId(0) || !layers.is_empty() {
            tiles(&layers, context.bytes(bytes, source));
        }
    }
    tree
}

/// The leaves of these layers tile `bytes`: no overlap, no gap, and put together they give the bytes.
fn tiles(layers: &[&Layer], bytes: &[u8]) {
    let mut bit = 0;
    let mut bits = Vec::new();
    for leaf in layers
        .iter()
        .flat_map(|l| leaves(&l.fields))
        .filter(|l| !l.bits.is_empty())
    {
        assert_eq!(
            leaf.bits.start, bit,
            "{} begins where the leaf before ends in {bytes:02x?}",
            leaf.name
        );
        bit = leaf.bits.end;
        bits.extend(leaf.bits.clone().map(|b| bytes[b / 8] >> (7 - b % 8) & 1));
        assert!(leaf.meaning.is_some(), "{} has a meaning", leaf.name);
    }
    assert_eq!(bit, bytes.len() * 8, "leaves reach the end of {bytes:02x?}");
    let put: Vec<u8> = bits
        .chunks(8)
        .map(|eight| eight.iter().fold(0, |byte, bit| byte << 1 | bit))
        .collect();
    assert_eq!(put, bytes);
    for layer in layers {
        assert!(layer.range.end <= bytes.len());
        for field in &layer.fields {
            assert!(
                field.bits.is_empty()
                    || layer.range.start * 8 <= field.bits.start
                        && field.bits.end <= layer.range.end * 8
            );
        }
    }
}

fn tcp_frame() -> Vec<u8> {
    let (src, dst) = (Ipv4Addr::new(10, 77, 1, 11), Ipv4Addr::new(10, 77, 1, 12));
    let mut segment = Vec::new();
    let repr = tcp::Repr {
        src: src.into(),
        dst: dst.into(),
        src_port: 49152,
        dst_port: 10101,
        seq: 100,
        ack: 200,
        flags: TcpFlags(TcpFlags::PSH.0 | TcpFlags::ACK.0),
        window: 502,
        options: &[1, 1, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2],
    };
    tcp::emit(&repr, b"hello", &mut segment);
    let mut frame = Vec::new();
    ethernet::emit(
        &ethernet::Repr {
            dst: MacAddr([2, 0, 0, 0, 0, 2]),
            src: MacAddr([2, 0, 0, 0, 0, 1]),
            ether_type: EtherType::IPV4,
        },
        &mut frame,
    );
    let head = ipv4::Repr {
        src,
        dst,
        protocol: IpProtocol::TCP,
        ttl: 64,
        ident: 7,
        dont_fragment: true,
        traffic_class: 0,
        payload_len: segment.len(),
    };
    ipv4::emit(&head, &mut frame);
    frame.extend(segment);
    frame
}

#[test]
fn a_tcp_frame_read_back() {
    let frame = tcp_frame();
    let digest = digest(LinkType::Ethernet, &frame);
    assert_eq!(
        (digest.protocol, digest.transport),
        (Protocol::Tcp, Protocol::Tcp)
    );
    assert_eq!(
        (
            digest.src_port,
            digest.dst_port,
            digest.payload_at,
            digest.payload_len
        ),
        (49152, 10101, 66, 5)
    );
    assert_eq!(digest.src, Some(IpAddr::V4(Ipv4Addr::new(10, 77, 1, 11))));
    let tree = holds(LinkType::Ethernet, &frame, &Context::default());
    let protocols: Vec<_> = tree.layers.iter().map(|l| l.protocol).collect();
    assert_eq!(
        protocols,
        [
            Protocol::Ethernet,
            Protocol::Ipv4,
            Protocol::Tcp,
            Protocol::Data
        ]
    );
    assert!(tree.layers.iter().all(|l| l.problem.is_none()), "{tree:?}");
}

#[test]
fn every_truncation_still_tiles() {
    let frame = tcp_frame();
    for end in 0..frame.len() {
        holds(LinkType::Ethernet, &frame[..end], &Context::default());
        let _ = digest(LinkType::Ethernet, &frame[..end]);
    }
}

fn ethernet(kind: u16, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1];
    frame.extend(kind.to_be_bytes());
    frame.extend(payload);
    frame
}

fn in_ipv4(protocol: IpProtocol, payload: &[u8]) -> Vec<u8> {
    let mut packet = Vec::new();
    let (src, dst) = (Ipv4Addr::new(10, 0, 0, 1), Ipv4Addr::new(10, 0, 0, 2));
    let repr = ipv4::Repr {
        src,
        dst,
        protocol,
        ttl: 64,
        ident: 1,
        dont_fragment: false,
        traffic_class: 0,
        payload_len: payload.len(),
    };
    ipv4::emit(&repr, &mut packet);
    packet.extend(payload);
    packet
}

fn in_ipv6(next: u8, payload: &[u8]) -> Vec<u8> {
    let mut packet = Vec::new();
    let repr = ipv6::Repr {
        src: "fe80::1".parse().unwrap(),
        dst: "fe80::2".parse().unwrap(),
        next_header: IpProtocol(next),
        hop_limit: 255,
        traffic_class: 0,
        flow_label: 5,
        payload_len: payload.len(),
    };
    ipv6::emit(&repr, &mut packet);
    packet.extend(payload);
    packet
}

fn udp_v4(src_port: u16, dst_port: u16, payload: &[u8]) -> Vec<u8> {
    let (src, dst) = (IpAddr::from([10, 0, 0, 1]), IpAddr::from([10, 0, 0, 2]));
    let mut datagram = Vec::new();
    udp::emit(
        &udp::Repr {
            src,
            dst,
            src_port,
            dst_port,
        },
        payload,
        &mut datagram,
    );
    in_ipv4(IpProtocol::UDP, &datagram)
}

/// A DNS answer with every record type that is read: NS, CNAME, SOA, PTR, MX, TXT, AAAA, SRV, A, OPT.
fn dns_message() -> Vec<u8> {
    let mut message =
        b"\x12\x34\x81\x80\x00\x01\x00\x0a\x00\x00\x00\x00\x03www\x07example\x00\x00\x01\x00\x01"
            .to_vec();
    let record = |kind: u16, data: &[u8]| {
        let mut bytes = vec![0xc0, 0x0c];
        bytes.extend(kind.to_be_bytes());
        bytes.extend([0, 1, 0, 0, 0, 60]);
        bytes.extend((data.len() as u16).to_be_bytes());
        bytes.extend(data);
        bytes
    };
    message.extend(record(2, b"\x02ns\xc0\x10"));
    message.extend(record(5, b"\x01a\xc0\x0c"));
    message.extend(record(
        6,
        b"\x02ns\xc0\x10\x04root\xc0\x10\0\0\0\x01\0\0\0\x02\0\0\0\x03\0\0\0\x04\0\0\0\x05",
    ));
    message.extend(record(12, b"\xc0\x10"));
    message.extend(record(15, b"\x00\x0a\xc0\x10"));
    message.extend(record(16, b"\x05hello\x02hi"));
    message.extend(record(
        28,
        &[0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
    ));
    message.extend(record(33, b"\0\x01\0\x02\x27\x75\xc0\x10"));
    message.extend(record(1, &[192, 0, 2, 7]));
    message.extend([0, 0, 41, 4, 0xd0, 0, 0, 0x80, 0, 0, 0]);
    message
}

/// An answer with the rarer record types: HINFO, NAPTR, DS, RRSIG, NSEC, DNSKEY, HTTPS, CAA, and EDNS options.
fn dns_rare() -> Vec<u8> {
    let mut message = b"\x12\x34\x81\x80\0\0\0\x09\0\0\0\0".to_vec();
    let mut record = |kind: u16, data: &[u8]| {
        message.extend(b"\x01a\0");
        message.extend(kind.to_be_bytes());
        message.extend([0, 1, 0, 0, 0, 60]);
        message.extend((data.len() as u16).to_be_bytes());
        message.extend(data);
    };
    record(13, b"\x03x86\x05Linux");
    record(35, b"\0\x01\0\x02\x01U\x07E2U+sip\x05!^.*!\0");
    record(43, b"\x12\x34\x0d\x02digest");
    record(
        46,
        b"\0\x01\x0d\x02\0\0\0\x3c\x66\0\0\0\x65\0\0\0\x12\x34\x01a\0signature",
    );
    record(47, b"\x01b\0\0\x01\x40");
    record(48, b"\x01\x01\x03\x0dkey");
    let alpn = b"\0\x01\0\x06\x02h2\x02h3";
    record(
        65,
        &[
            b"\0\x01\0",
            &alpn[..],
            b"\0\x03\0\x02\x01\xbb\0\x04\0\x04\xc0\0\x02\x07\0\x05\0\x01x",
        ]
        .concat(),
    );
    record(257, b"\0\x05issueca.example");
    let cookie = b"\0\x0a\0\x0812345678";
    record(
        41,
        &[
            &cookie[..],
            b"\0\x08\0\x07\0\x01\x18\0\x0a\x4d\x01\0\x0c\0\x01\0\0\x0f\0\x03\0\x06x\0\x63\0\0",
        ]
        .concat(),
    );
    message
}

#[test]
fn rare_records_are_read_to_their_ends() {
    let tree = holds(
        LinkType::RawIp,
        &udp_v4(53, 40000, &dns_rare()),
        &Context::default(),
    );
    let layer = tree.layers.last().unwrap();
    assert!(layer.problem.is_none(), "{:?}", layer.problem);
    let value = |filter: &str| {
        all_fields(&layer.fields)
            .into_iter()
            .find(|f| f.filter == filter)
            .map(|f| f.value.clone())
    };
    let text = |text: &str| Some(Value::Text(text.into()));
    assert_eq!(value("dns.caa.tag"), text("issue"));
    assert_eq!(value("dns.naptr.service"), text("E2U+sip"));
    assert_eq!(value("dns.svcb.svcparam.alpn"), text("h2"));
    assert_eq!(value("dns.svcb.svcparam.port"), Some(Value::Number(443)));
    assert_eq!(value("dns.ds.key_id"), Some(Value::Number(0x1234)));
    assert_eq!(value("dns.rrsig.signers_name"), text("a"));
    assert_eq!(value("dns.opt.code"), Some(Value::Number(10)));
    assert_eq!(value("dns.opt.client.netmask"), Some(Value::Number(24)));
}

/// Good frames of every protocol and link type.
#[expect(clippy::too_many_lines, reason = "a table of frames")]
fn corpus() -> Vec<(LinkType, Vec<u8>)> {
    use LinkType::{Ethernet, LinuxSll, LinuxSll2, Null, Other, RawIp};
    let arp = [
        0, 1, 8, 0, 6, 4, 0, 1, 2, 0, 0, 0, 0, 1, 10, 0, 0, 1, 0, 0, 0, 0, 0, 0, 10, 0, 0, 2,
    ];
    let mut padded = ethernet(0x0806, &arp);
    padded.resize(60, 0);
    let tcp = tcp_frame();
    let dns = udp_v4(53, 40000, &dns_message());
    let mut dns_tcp = Vec::new();
    let (src, dst) = (IpAddr::from([10, 0, 0, 1]), IpAddr::from([10, 0, 0, 2]));
    let options = [
        2, 4, 5, 0xb4, 3, 3, 7, 4, 2, 5, 10, 0, 0, 0, 1, 0, 0, 0, 9, 34, 4, 1, 2, 30, 3, 1, 0, 0,
    ];
    let repr = tcp::Repr {
        src,
        dst,
        src_port: 53,
        dst_port: 40000,
        seq: 1,
        ack: 2,
        flags: TcpFlags(0xff),
        window: 0,
        options: &options,
    };
    let mut stream = (dns_message().len() as u16).to_be_bytes().to_vec();
    stream.extend(dns_message());
    tcp::emit(&repr, &stream, &mut dns_tcp);
    let extensions = [
        &[43, 0, 5, 2, 0, 0, 1, 0][..],
        &[
            60, 2, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,
        ],
        &[51, 0, 1, 4, 0, 0, 0, 0],
        &[44, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2],
        &[17, 0, 0, 1, 0, 0, 0, 9],
        &[0, 7, 0, 9, 0, 10, 0, 0, b'h', b'i'],
    ]
    .concat();
    let target = [0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2];
    let advert = [
        &[136, 0, 0, 0, 0xe0, 0, 0, 0][..],
        &target,
        &[2, 1, 2, 0, 0, 0, 0, 1],
    ]
    .concat();
    let router = [
        &[
            134, 0, 0, 0, 64, 0xc0, 7, 8, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 0, 0, 0, 0, 1, 5, 1, 0,
            0, 0, 0, 5, 0xdc,
        ][..],
        &[
            3, 4, 64, 0xc0, 0, 0, 1, 0, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0,
        ],
        &target,
        &[25, 3, 0, 0, 0, 0, 0, 60],
        &target,
    ]
    .concat();
    let redirect = [
        &[137, 0, 0, 0, 0, 0, 0, 0][..],
        &target,
        &target,
        &[4, 2, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8],
    ]
    .concat();
    let report = [
        &[143, 0, 0, 0, 0, 0, 0, 1, 4, 1, 0, 1][..],
        &target,
        &target,
        &[1, 2, 3, 4],
    ]
    .concat();
    let query = [&[130, 0, 0, 0, 0, 10, 0, 0][..], &target].concat();
    let quote = |head: &[u8]| {
        in_ipv4(
            IpProtocol::ICMP,
            &[head, &udp_v4(1, 2, b"0123456789")[..28]].concat(),
        )
    };
    let mut with_options = in_ipv4(
        IpProtocol(253),
        &[7, 7, 3, 0, 148, 4, 0, 0, 1, 99, 3, 1, 9, 9],
    );
    with_options[0] = 0x48;
    let mut frames = vec![
        (Ethernet, padded),
        (Ethernet, tcp.clone()),
        (Ethernet, ethernet(0x0800, &dns)),
        (RawIp, udp_v4(53, 40000, &dns_rare())),
        (Ethernet, ethernet(0x86dd, &in_ipv6(0, &extensions))),
        (
            Ethernet,
            [
                &tcp[..12],
                &[0x88, 0xa8, 0x60, 1, 0x81, 0, 0, 2],
                &tcp[12..],
            ]
            .concat(),
        ),
        (
            Ethernet,
            [
                &[
                    1, 0x80, 0xc2, 0, 0, 0, 2, 0, 0, 0, 0, 1, 0, 3, 0x42, 0x42, 3,
                ],
                &[0; 8][..],
            ]
            .concat(),
        ),
        (RawIp, in_ipv4(IpProtocol::TCP, &dns_tcp)),
        (RawIp, with_options),
        (RawIp, quote(&[3, 3, 0, 0, 0, 0, 0, 0])),
        (RawIp, quote(&[3, 4, 0, 0, 0, 0, 5, 0xdc])),
        (RawIp, quote(&[11, 0, 0, 0, 0, 0, 0, 0])),
        (RawIp, quote(&[5, 1, 0, 0, 10, 0, 0, 3])),
        (RawIp, quote(&[12, 0, 0, 0, 20, 0, 0, 0])),
        (
            RawIp,
            in_ipv4(
                IpProtocol::ICMP,
                &[13, 0, 0, 0, 0, 1, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3],
            ),
        ),
        (
            RawIp,
            in_ipv4(IpProtocol::ICMP, &[8, 0, 0, 0, 0, 1, 0, 2, b'a', b'b']),
        ),
        (RawIp, in_ipv6(58, &advert)),
        (RawIp, in_ipv6(58, &router)),
        (RawIp, in_ipv6(58, &redirect)),
        (RawIp, in_ipv6(58, &report)),
        (RawIp, in_ipv6(58, &query)),
        (
            RawIp,
            in_ipv6(
                58,
                &[&[2, 0, 0, 0, 0, 0, 5, 0][..], &in_ipv6(6, &[0; 20])].concat(),
            ),
        ),
        (
            LinuxSll,
            [
                &[0, 4, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0, 8, 0][..],
                &udp_v4(5000, 10101, b"hello"),
            ]
            .concat(),
        ),
        (
            LinuxSll2,
            [
                &[8, 0, 0, 0, 0, 0, 0, 2, 3, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0][..],
                &udp_v4(5, 6, "你好".as_bytes()),
            ]
            .concat(),
        ),
        (
            Null,
            [&[2, 0, 0, 0][..], &udp_v4(5355, 5353, &dns_message()[..40])].concat(),
        ),
        (Other(42), vec![1, 2, 3]),
        (Ethernet, Vec::new()),
    ];
    frames.extend(more::frames());
    frames.extend(app::packets());
    frames
}

#[test]
fn good_frames_of_every_kind_hold() {
    let texts = crate::text::Lang::ALL.map(crate::text::Text::new);
    for (link, frame) in corpus() {
        let tree = holds(link, &frame, &Context::default());
        speaks(&tree, &texts);
    }
}

/// Everything a tree says is a sentence in every language, with no argument missing.
fn speaks(tree: &Dissection, texts: &[crate::text::Text]) {
    fn fields<'a>(list: &'a [Field], says: &mut Vec<&'a crate::say::Say>) {
        for field in list {
            assert!(field.meaning.is_some(), "{}", field.name);
            says.extend(&field.meaning);
            fields(&field.children, says);
        }
    }
    let mut says = Vec::new();
    for layer in &tree.layers {
        says.push(&layer.summary);
        says.extend(layer.problem.as_ref().map(|p| &p.why));
        fields(&layer.fields, &mut says);
    }
    for say in says {
        for text in texts {
            let words = text.say(say);
            assert!(
                !words.contains("wire-") && !words.contains("{$") && !words.contains("{ $"),
                "{say:?}: {words}"
            );
        }
    }
}

/// A small generator with a fixed seed (SplitMix64), so a failure comes again.
struct Dice(u64);

impl Dice {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % below.max(1) as u64) as usize
    }
}

#[test]
fn spoilt_frames_hold_too() {
    let mut dice = Dice(20_261_121);
    let corpus = corpus();
    let links: Vec<_> = corpus.iter().map(|(link, _)| *link).collect();
    for round in 0..6_000 {
        let (mut link, mut bytes) = corpus[dice.next(corpus.len())].clone();
        if round % 10 == 0 {
            link = links[dice.next(links.len())];
        }
        for _ in 0..dice.next(6) {
            if !bytes.is_empty() {
                let at = dice.next(bytes.len());
                bytes[at] = [0, 1, 0x7f, 0x80, 0xc0, 0xff, dice.next(256) as u8][dice.next(7)];
            }
        }
        if round % 3 == 0 {
            bytes.truncate(dice.next(bytes.len() + 1));
        }
        let context = Context {
            wire_length: if round % 2 == 0 { 0 } else { 2000 },
            ..Context::default()
        };
        holds(link, &bytes, &context);
        let facts = digest(link, &bytes);
        let _ = summary(&facts, &bytes, &Context::default());
    }
}

#[test]
fn every_truncation_of_every_frame_holds() {
    for (link, frame) in corpus() {
        for end in 0..frame.len() {
            holds(link, &frame[..end], &Context::default());
            let facts = digest(link, &frame[..end]);
            let _ = summary(&facts, &frame[..end], &Context::default());
        }
    }
}

#[test]
fn digest_and_tree_agree() {
    for (link, frame) in corpus() {
        let facts = digest(link, &frame);
        let tree = dissect(link, &frame, &Context::default());
        let find = |filter: &str| {
            let quoted = tree
                .layers
                .iter()
                .filter(|l| matches!(l.protocol, Protocol::Tcp | Protocol::Udp))
                .count()
                > 0
                && matches!(facts.protocol, Protocol::Icmp | Protocol::Icmpv6);
            all_leaves(&tree)
                .into_iter()
                .find(|f| f.filter == filter && !quoted)
                .map(|f| f.value.clone())
        };
        for filter in ["tcp.srcport", "udp.srcport"] {
            if let Some(port) = find(filter) {
                assert_eq!(port, Value::Number(u64::from(facts.src_port)));
            }
        }
        if let Some(layer) = tree
            .layers
            .iter()
            .find(|l| matches!(l.protocol, Protocol::Data | Protocol::Dns))
            && facts.src_port > 0
        {
            assert_eq!(layer.range.start, facts.payload_at as usize);
        }
    }
}

/// Every field with a name, groups too.
fn all_fields(fields: &[Field]) -> Vec<&Field> {
    fields
        .iter()
        .flat_map(|f| std::iter::once(f).chain(all_fields(&f.children)))
        .collect()
}

#[test]
fn the_catalogue_knows_every_fields_kind() {
    use catalog::Kind;
    let mut wrong = Vec::new();
    for (link, frame) in corpus() {
        let facts = digest(link, &frame);
        let tree = dissect(link, &frame, &Context::default());
        for field in tree
            .layers
            .iter()
            .flat_map(|l| all_fields(&l.fields))
            .filter(|f| !f.filter.is_empty())
        {
            let entry = catalog::lookup(field.filter)
                .unwrap_or_else(|| panic!("{} is in the catalogue", field.filter));
            let fits = match &field.value {
                _ if entry.kind == Kind::Protocol => true,
                Value::Number(_) | Value::Hex(..) => {
                    matches!(entry.kind, Kind::Number | Kind::Words)
                }
                Value::Flag(_) => entry.kind == Kind::Flag,
                Value::Mac(_) => entry.kind == Kind::Mac,
                Value::Ipv4(_) => entry.kind == Kind::Ipv4,
                Value::Ipv6(_) => entry.kind == Kind::Ipv6,
                // A group of bits in words, as `tcp.flags`.
                Value::Text(_) if entry.kind == Kind::Number => !field.children.is_empty(),
                Value::Text(_) => matches!(
                    entry.kind,
                    Kind::Text | Kind::Verbatim | Kind::Domain | Kind::Bytes
                ),
                // What could not be read, and groups.
                Value::Bytes | Value::Unknown | Value::Group => true,
            };
            if !fits {
                wrong.push(format!(
                    "{} is {:?}, here {:?}",
                    field.filter, entry.kind, field.value
                ));
            }
            if let (Kind::Verbatim, Value::Text(text)) = (entry.kind, &field.value) {
                let is_plain = |b: &u8| (0x20..0x7f).contains(b) && *b != b'\\';
                let stands = |text: &[u8]| frame.windows(text.len()).any(|bytes| bytes == text);
                let text = text.as_bytes();
                assert!(
                    text.is_empty() || !text.iter().all(is_plain) || stands(text),
                    "{} = {text:?} stands in the bytes",
                    field.filter
                );
            }
            assert!(
                entry.may_be_in(&facts),
                "{} may be in {facts:?}",
                field.filter
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn hostile_nesting_stays_linear() {
    let tags = ethernet(0x8100, &[0x00, 0x01, 0x81, 0x00].repeat(16_000));
    let options = in_ipv6(0, &[0, 0, 1, 4, 0, 0, 0, 0].repeat(8_000));
    let mut inside = Vec::new();
    for _ in 0..1_000 {
        inside = in_ipv4(IpProtocol(4), &inside);
    }
    let mut names = b"\0\0\x84\0\0\0\xff\xff\0\0\0\0".to_vec();
    names.extend(b"\xc0\x0c".repeat(8));
    names.extend(b"\x01a\0\0\x01\0\x01\0\0\0\0\0\0".repeat(4_000));
    let dns = udp_v4(53, 53, &names[..60_000.min(names.len())]);
    for (link, bytes) in [
        (LinkType::Ethernet, tags),
        (LinkType::RawIp, options),
        (LinkType::RawIp, inside),
        (LinkType::RawIp, dns),
    ] {
        let tree = dissect(link, &bytes, &Context::default());
        assert_eq!(
            all_leaves(&tree).last().map(|l| l.bits.end),
            Some(bytes.len() * 8)
        );
        let _ = digest(link, &bytes);
    }
}

/// Meaning keys of the checksum fields of a frame's layers, by filter name.
fn checksum_says(frame: &[u8], filter: &str, context: &Context) -> &'static str {
    let tree = dissect(LinkType::Ethernet, frame, context);
    let leaf = all_leaves(&tree)
        .into_iter()
        .find(|f| f.filter == filter)
        .cloned();
    leaf.and_then(|f| f.meaning).map_or("", |m| m.key)
}

#[test]
fn checksums_are_judged_by_what_is_known() {
    let good = tcp_frame();
    let of = |frame: &[u8], context: &Context| checksum_says(frame, "tcp.checksum", context);
    assert_eq!(of(&good, &Context::default()), "wire-checksum-right");
    assert_eq!(
        checksum_says(&good, "ip.checksum", &Context::default()),
        "wire-checksum-right"
    );
    let mut wrong = good.clone();
    wrong[66] ^= 1;
    assert_eq!(of(&wrong, &Context::default()), "wire-checksum-wrong");
    assert!(
        dissect(LinkType::Ethernet, &wrong, &Context::default()).layers[2]
            .problem
            .is_some()
    );
    let left = Context {
        checksum: ChecksumStatus::NotReady,
        ..Context::default()
    };
    assert_eq!(of(&wrong, &left), "wire-checksum-card");
    // What Linux leaves in the field for the card: the sum of the pseudo header alone.
    let pseudo = checksum::Sum::pseudo(
        [10, 77, 1, 11].into(),
        [10, 77, 1, 12].into(),
        IpProtocol::TCP,
        37,
    )
    .folded();
    let mut partial = good.clone();
    partial[50..52].copy_from_slice(&pseudo.to_be_bytes());
    assert_eq!(of(&partial, &Context::default()), "wire-checksum-card");
    let cut = Context {
        wire_length: good.len(),
        ..Context::default()
    };
    assert_eq!(of(&good[..good.len() - 1], &cut), "wire-checksum-cut");
    let mut piece = good.clone();
    piece[20] = 0x20;
    assert_eq!(of(&piece, &Context::default()), "wire-checksum-fragment");
}

#[test]
fn unknown_bytes_are_shown_as_unknown() {
    let frame = tcp_frame();
    let context = Context {
        origins: vec![(0..6, Provenance::Unknown), (18..20, Provenance::Unknown)],
        ..Context::default()
    };
    let tree = holds(LinkType::Ethernet, &frame, &context);
    let unknown: Vec<_> = all_leaves(&tree)
        .into_iter()
        .filter(|f| f.value == Value::Unknown)
        .map(|f| f.filter)
        .collect();
    assert_eq!(unknown, ["eth.dst", "ip.id"]);
}

#[test]
#[expect(clippy::unnecessary_wraps, reason = "the hook's type")]
fn the_payload_hook_comes_first_and_must_stay_inside() {
    fn whole(
        bytes: &[u8],
        at: usize,
        transport: Protocol,
        src: u16,
        dst: u16,
    ) -> Option<Vec<Layer>> {
        assert_eq!(
            (bytes, transport, src, dst),
            (&b"hello"[..], Protocol::Tcp, 49152, 10101)
        );
        let mut layer = leftover::data(&[&vec![0; at][..], bytes].concat(), at..at + bytes.len());
        layer.protocol = Protocol::LabSession;
        Some(vec![layer])
    }
    fn outside(_: &[u8], _: usize, _: Protocol, _: u16, _: u16) -> Option<Vec<Layer>> {
        Some(vec![leftover::data(&[0; 10], 0..10)])
    }
    let frame = tcp_frame();
    let last = |hook: field::PayloadDissector| {
        let context = Context {
            payload: Some(hook),
            ..Context::default()
        };
        holds(LinkType::Ethernet, &frame, &context)
            .layers
            .last()
            .map(|l| l.protocol)
    };
    assert_eq!(last(whole), Some(Protocol::LabSession));
    assert_eq!(last(outside), Some(Protocol::Data));
}

#[test]
fn the_labs_session_is_known_by_its_magic() {
    assert_eq!(
        digest(LinkType::RawIp, &udp_v4(4000, 4001, b"WL\x01rest")).protocol,
        Protocol::LabSession
    );
    assert_eq!(
        digest(LinkType::RawIp, &udp_v4(4000, 4001, b"WL\x02rest")).protocol,
        Protocol::Udp
    );
    assert_eq!(
        digest(LinkType::RawIp, &udp_v4(4000, 4001, b"WLAB/1 wirelab")).protocol,
        Protocol::Udp,
        "TCP's alone"
    );
}

#[test]
fn the_labs_finder_is_known_by_its_port_and_its_magic() {
    let protocol = |src, dst, bytes| digest(LinkType::RawIp, &udp_v4(src, dst, bytes)).protocol;
    assert_eq!(
        protocol(4000, 10100, b"WLAB\x01rest"),
        Protocol::LabApplication
    );
    assert_eq!(
        protocol(10100, 4000, b"WLAB\x01rest"),
        Protocol::LabApplication
    );
    assert_eq!(protocol(4000, 10101, b"WLAB\x01rest"), Protocol::Udp);
    assert_eq!(protocol(4000, 10100, b"WLAB/1 wirelab"), Protocol::Udp);
}

#[test]
fn a_length_that_lies_is_a_problem_with_a_place() {
    let mut frame = tcp_frame();
    frame[16..18].copy_from_slice(&9000_u16.to_be_bytes());
    let tree = dissect(LinkType::Ethernet, &frame, &Context::default());
    let problem = tree.layers[1].problem.clone().unwrap();
    assert_eq!(
        (problem.offset, problem.field, problem.why.key),
        (16, "Total Length", "wire-length-lies")
    );
}

#[test]
fn a_cut_segment_is_counted_by_what_ip_says() {
    let frame = tcp_frame();
    let context = Context {
        wire_length: frame.len(),
        ..Context::default()
    };
    let tree = holds(LinkType::Ethernet, &frame[..frame.len() - 3], &context);
    let summary = crate::say!(
        "wire-tcp-line",
        src = "49152",
        dst = "10101",
        flags = "PSH ACK",
        count = 5
    );
    assert_eq!(tree.layers[2].summary, summary);
    assert!(
        tree.layers.iter().all(|l| l.problem.is_none()),
        "cut by the capture is nobody's lie"
    );
}
