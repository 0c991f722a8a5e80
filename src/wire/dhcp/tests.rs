use super::*;
use crate::wire::field::{Context, Field, Layer};
use crate::wire::types::{IpProtocol, LinkType};
use crate::wire::{digest, dissect, ipv4, udp};

/// A message with these options, in the packet that carries it.
fn packet(operation: u8, yours: [u8; 4], name: &[u8], options: &[u8]) -> Vec<u8> {
    let mut message = vec![
        operation, 1, 6, 0, 0x12, 0x34, 0x56, 0x78, 0, 3, 0x80, 0, 0, 0, 0, 0,
    ];
    message.extend(yours);
    message.extend([0; 8]);
    message.extend([2, 0, 0, 0, 0, 1]);
    message.extend([0; 10]);
    message.extend(name);
    message.resize(236, 0);
    message.extend([0x63, 0x82, 0x53, 0x63]);
    message.extend(options);
    let (src, dst) = (Ipv4Addr::UNSPECIFIED, Ipv4Addr::BROADCAST);
    let mut datagram = Vec::new();
    udp::emit(
        &udp::Repr {
            src: src.into(),
            dst: dst.into(),
            src_port: 68,
            dst_port: 67,
        },
        &message,
        &mut datagram,
    );
    let mut packet = Vec::new();
    let (protocol, payload_len) = (IpProtocol::UDP, datagram.len());
    let repr = ipv4::Repr {
        src,
        dst,
        protocol,
        ttl: 64,
        ident: 0,
        dont_fragment: false,
        traffic_class: 0,
        payload_len,
    };
    ipv4::emit(&repr, &mut packet);
    packet.extend(datagram);
    packet
}

fn read(packet: &[u8]) -> Layer {
    dissect(LinkType::RawIp, packet, &Context::default())
        .layers
        .remove(2)
}

fn find<'a>(fields: &'a [Field], filter: &str) -> Option<&'a Field> {
    fields.iter().find_map(|f| {
        if f.filter == filter {
            Some(f)
        } else {
            find(&f.children, filter)
        }
    })
}

#[test]
fn a_discover_in_one_line() {
    let bytes = packet(1, [0; 4], &[], &[53, 1, 1, 55, 3, 1, 3, 6, 255]);
    assert_eq!(digest(LinkType::RawIp, &bytes).protocol, Protocol::Dhcp);
    let layer = read(&bytes);
    assert_eq!(
        layer.summary,
        say!("wire-say-dhcp-discover", mac = "02:00:00:00:00:01")
    );
    assert_eq!(
        find(&layer.fields, "dhcp.option.dhcp").map(|f| f.value.clone()),
        Some(Value::Number(1))
    );
    let wants =
        find(&layer.fields, "dhcp.option.request_list_item").and_then(|f| f.meaning.clone());
    assert_eq!(
        wants,
        Some(say!("wire-dhcp-wants", number = "1", name = "Subnet Mask"))
    );
    assert_eq!(layer.problem, None);
}

#[test]
fn an_ack_tells_address_mask_and_routes() {
    let options = [
        53, 1, 5, 1, 4, 255, 255, 255, 0, 51, 4, 0, 0, 2, 88, 121, 6, 8, 10, 192, 168, 1, 1, 0, 0,
        255, 0, 0,
    ];
    let layer = read(&packet(2, [192, 168, 1, 9], b"server", &options));
    assert_eq!(
        layer.summary,
        say!("wire-say-dhcp-ack", address = "192.168.1.9")
    );
    let mask = find(&layer.fields, "dhcp.option.subnet_mask").and_then(|f| f.meaning.clone());
    assert_eq!(mask, Some(say!("wire-dhcp-mask-bits", bits = 24)));
    let route = find(&layer.fields, "dhcp.option.classless_static_route").map(|f| f.value.clone());
    assert_eq!(route, Some(Value::Text("10.0.0.0/8 → 192.168.1.1".into())));
    assert_eq!(
        find(&layer.fields, "dhcp.server").map(|f| f.value.clone()),
        Some(Value::Text("server".into()))
    );
}

#[test]
fn overloaded_fields_hold_options() {
    let layer = read(&packet(
        2,
        [10, 0, 0, 9],
        &[12, 2, b'p', b'c', 255],
        &[52, 1, 2, 53, 1, 2, 255],
    ));
    assert_eq!(
        find(&layer.fields, "dhcp.option.hostname").map(|f| f.value.clone()),
        Some(Value::Text("pc".into()))
    );
    assert_eq!(layer.problem, None);
}

#[test]
fn an_option_longer_than_the_message_has_a_place() {
    let bytes = packet(1, [0; 4], &[], &[53, 1, 1, 12, 9, b'p']);
    assert_eq!(
        read(&bytes).problem.map(|p| p.offset),
        Some(bytes.len() - 1)
    );
}
