//! What holds for every frame: leaves tile it, nothing panics, every field has a meaning in words.

use std::net::{IpAddr, Ipv4Addr};

use super::*;

/// Every leaf field, in order.
fn leaves(fields: &[Field]) -> Vec<&Field> {
    fields.iter().flat_map(|f| if f.children.is_empty() { vec![f] } else { leaves(&f.children) }).collect()
}

fn all_leaves(tree: &Dissection) -> Vec<&Field> {
    tree.layers.iter().flat_map(|l| leaves(&l.fields)).collect()
}

/// The rules of the tree, for any bytes.
fn holds(link: LinkType, bytes: &[u8], context: &Context) -> Dissection {
    let tree = dissect(link, bytes, context);
    let mut bit = 0;
    let mut bits = Vec::new();
    for leaf in all_leaves(&tree).into_iter().filter(|l| !l.bits.is_empty()) {
        assert_eq!(leaf.bits.start, bit, "{} begins where the leaf before ends in {bytes:02x?}", leaf.name);
        bit = leaf.bits.end;
        bits.extend(leaf.bits.clone().map(|b| bytes[b / 8] >> (7 - b % 8) & 1));
        assert!(leaf.meaning.is_some(), "{} has a meaning", leaf.name);
    }
    assert_eq!(bit, bytes.len() * 8, "leaves reach the end of {bytes:02x?}");
    let put: Vec<u8> = bits.chunks(8).map(|eight| eight.iter().fold(0, |byte, bit| byte << 1 | bit)).collect();
    assert_eq!(put, bytes);
    for layer in &tree.layers {
        assert!(layer.range.end <= bytes.len());
        for field in &layer.fields {
            assert!(field.bits.is_empty() || layer.range.start * 8 <= field.bits.start && field.bits.end <= layer.range.end * 8);
        }
    }
    tree
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
        &ethernet::Repr { dst: MacAddr([2, 0, 0, 0, 0, 2]), src: MacAddr([2, 0, 0, 0, 0, 1]), ether_type: EtherType::IPV4 },
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
    assert_eq!((digest.protocol, digest.transport), (Protocol::Tcp, Protocol::Tcp));
    assert_eq!((digest.src_port, digest.dst_port, digest.payload_at, digest.payload_len), (49152, 10101, 66, 5));
    assert_eq!(digest.src, Some(IpAddr::V4(Ipv4Addr::new(10, 77, 1, 11))));
    let tree = holds(LinkType::Ethernet, &frame, &Context::default());
    let protocols: Vec<_> = tree.layers.iter().map(|l| l.protocol).collect();
    assert_eq!(protocols, [Protocol::Ethernet, Protocol::Ipv4, Protocol::Tcp, Protocol::Data]);
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
