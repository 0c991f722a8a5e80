//! The digest of a frame and its tree say the same: protocol, addresses, ports, flags, what IP carries,
//! where the payload is. Over every shipped capture, whole, cut and spoiled, frame by frame and with streams put
//! together, and over packets made of every extension header before everything that IP carries.

use std::net::IpAddr;
use std::ops::Range;

use wirelab::frame::FrameMeta;
use wirelab::proto;
use wirelab::store::assembly::Assembler;
use wirelab::wire::{
    Context, Detail, Digest, Dissection, Field, IpProtocol, Layer, LinkType, Protocol, SourceId,
    TcpFlags, Value, digest,
};

use crate::shipped;

/// What both tell of a frame.
#[derive(Debug, PartialEq, Eq)]
struct Told {
    protocol: Protocol,
    ends: Option<[IpAddr; 2]>,
    ports: [u16; 2],
    /// Of a TCP header that is all there.
    flags: Option<TcpFlags>,
    /// Of a transport header that is all there, and of what IP carries where nobody reads it: which bytes.
    payload: Option<Range<usize>>,
    /// What IP carries, where none of its header was read.
    unread: Option<IpProtocol>,
}

fn clip(range: Range<usize>, bytes: &[u8]) -> Range<usize> {
    let range = range.start.min(bytes.len())..range.end.min(bytes.len());
    if range.is_empty() { 0..0 } else { range }
}

fn of_digest(digest: &Digest, bytes: &[u8]) -> Told {
    let at = digest.payload_at as usize;
    let payload = clip(at..at + digest.payload_len as usize, bytes);
    let bare = matches!(digest.protocol, Protocol::Ipv4 | Protocol::Ipv6);
    let read = match digest.detail {
        Detail::Tcp { .. } | Detail::Icmp { .. } => true,
        Detail::Unread(_) => bare,
        Detail::None => digest.transport == Protocol::Udp,
        Detail::Arp { .. } => false,
    };
    Told {
        protocol: digest.protocol,
        ends: digest.src.zip(digest.dst).map(|(src, dst)| [src, dst]),
        ports: [digest.src_port, digest.dst_port],
        flags: match digest.detail {
            Detail::Tcp { flags, .. } => Some(flags),
            _ => None,
        },
        payload: read.then_some(payload),
        unread: match digest.detail {
            Detail::Unread(carried) if bare => Some(carried),
            _ => None,
        },
    }
}

/// Every field, those inside others too, in order.
fn all<'a>(fields: &'a [Field], out: &mut Vec<&'a Field>) {
    for field in fields {
        out.push(field);
        all(&field.children, out);
    }
}

fn number(fields: &[&Field], names: &[&str]) -> Option<u64> {
    let field = fields.iter().rfind(|field| names.contains(&field.filter))?;
    match field.value {
        Value::Number(number) | Value::Hex(number, _) => Some(number),
        _ => None,
    }
}

fn address(fields: &[&Field], names: [&str; 2]) -> Option<IpAddr> {
    let field = fields.iter().find(|field| names.contains(&field.filter))?;
    match field.value {
        Value::Ipv4(address) => Some(address.into()),
        Value::Ipv6(address) => Some(address.into()),
        _ => None,
    }
}

fn flat(layer: &Layer) -> Vec<&Field> {
    let mut fields = Vec::new();
    all(&layer.fields, &mut fields);
    fields
}

const fn is_filling(protocol: Protocol) -> bool {
    matches!(protocol, Protocol::Padding | Protocol::Fcs)
}

const fn is_icmp(layer: &Layer) -> bool {
    matches!(layer.protocol, Protocol::Icmp | Protocol::Icmpv6)
}

/// The Next Header fields of IPv6 and of its extension headers, and IPv4's Protocol.
const NEXT: [&str; 7] = [
    "ip.proto",
    "ipv6.nxt",
    "ipv6.hopopts.nxt",
    "ipv6.routing.nxt",
    "ipv6.fraghdr.nxt",
    "ah.next_header",
    "ipv6.dstopts.nxt",
];

fn of_tree(tree: &Dissection, bytes: &[u8]) -> Told {
    // Behind an ICMP error stands the packet that it quotes.
    let until = tree
        .layers
        .iter()
        .position(is_icmp)
        .map_or(tree.layers.len(), |at| at + 1);
    let filling = |layer: &&Layer| is_filling(layer.protocol) || layer.protocol == Protocol::Data;
    let layers: Vec<_> = tree.layers[..until]
        .iter()
        .filter(|layer| !filling(layer))
        .collect();
    // What was put together has bytes of its own.
    let last = tree
        .layers
        .iter()
        .rfind(|layer| !is_filling(layer.protocol) && layer.source == SourceId(0));
    let end = last.map_or(0, |layer| layer.range.end);
    let highest = layers
        .last()
        .map_or(Protocol::Unknown, |layer| layer.protocol);
    let mut told = Told {
        protocol: highest,
        ends: None,
        ports: [0, 0],
        flags: None,
        payload: None,
        unread: None,
    };
    for (place, layer) in layers.iter().enumerate() {
        let fields = flat(layer);
        match layer.protocol {
            Protocol::Ipv4 | Protocol::Ipv6 => {
                let four = layer.protocol == Protocol::Ipv4;
                let version = number(&fields, &["ip.version", "ipv6.version"]);
                if version != Some(if four { 4 } else { 6 }) {
                    continue;
                }
                let src = address(&fields, ["ip.src", "ipv6.src"]);
                let dst = address(&fields, ["ip.dst", "ipv6.dst"]);
                let Some(ends) = src.zip(dst) else { continue };
                told.ends = Some([ends.0, ends.1]);
                let length =
                    number(&fields, &["ip.hdr_len"]).map_or(40, |words| words as usize * 4);
                let total = number(&fields, &["ip.len"]).filter(|total| *total > 0);
                let whole = layer.range.len() >= length
                    && (length >= 20 && total.is_none_or(|total| total as usize >= length));
                if place + 1 == layers.len() && whole {
                    told.payload = Some(clip(layer.range.end..end, bytes));
                    told.unread = number(&fields, &NEXT).map(|next| IpProtocol(next as u8));
                }
            }
            Protocol::Tcp | Protocol::Udp => {
                let src = number(&fields, &["tcp.srcport", "udp.srcport"]);
                let dst = number(&fields, &["tcp.dstport", "udp.dstport"]);
                if let Some((src, dst)) = src.zip(dst) {
                    told.ports = [src as u16, dst as u16];
                }
                let whole = ["tcp.urgent_pointer", "udp.checksum"];
                if number(&fields, &whole).is_some() {
                    told.payload = Some(clip(layer.range.end..end, bytes));
                    let flags = fields.iter().find(|field| field.filter == "tcp.flags");
                    told.flags = flags.map(|flags| {
                        let at = flags.bytes().start;
                        TcpFlags::of(u16::from_be_bytes([bytes[at], bytes[at + 1]]))
                    });
                }
            }
            // Of an echo that is not all there nobody knows whose it is.
            Protocol::Icmp | Protocol::Icmpv6 => {
                let kind = number(&fields, &["icmp.type", "icmpv6.type"]);
                let is_echo = matches!(
                    (layer.protocol, kind),
                    (Protocol::Icmp, Some(0 | 8)) | (_, Some(128 | 129))
                );
                if layer.range.len() >= if is_echo { 8 } else { 4 } {
                    told.payload = Some(clip(layer.range.start + 8..end, bytes));
                }
            }
            _ => {}
        }
    }
    told
}

/// What differs of a frame by itself, if anything.
fn differs(link: LinkType, bytes: &[u8]) -> Option<String> {
    let digest = digest(link, bytes);
    let tree = proto::dissect(link, bytes, &Context::default());
    let (ours, theirs) = (of_digest(&digest, bytes), of_tree(&tree, bytes));
    compared(ours, theirs, &tree).map(|words| format!("{words}\n  {link:?} {bytes:02x?}"))
}

/// What differs of a frame where those before it are known, if anything.
fn differs_in_its_stream(
    assembler: &mut Assembler,
    number: u64,
    meta: &FrameMeta,
    bytes: &[u8],
) -> Option<String> {
    let mut digest = digest(meta.link, bytes);
    let reading = assembler.push(number, meta, &mut digest, bytes);
    let context = Context {
        reading,
        ..Context::default()
    };
    let tree = proto::dissect(meta.link, bytes, &context);
    let words = compared(of_digest(&digest, bytes), of_tree(&tree, bytes), &tree)?;
    let reading = context.reading;
    Some(format!(
        "frame {number}: {words}\n  {reading:?}\n  {bytes:02x?}"
    ))
}

fn compared(mut ours: Told, mut theirs: Told, tree: &Dissection) -> Option<String> {
    // A link header that is not all there names nothing to the digest.
    let link_layer = |protocol| protocol < Protocol::Arp;
    if link_layer(ours.protocol) && link_layer(theirs.protocol) {
        (ours.protocol, theirs.protocol) = (Protocol::Unknown, Protocol::Unknown);
    }
    // The lab's own layers are told by the lowest.
    if ours.protocol >= Protocol::LabSession && theirs.protocol >= Protocol::LabSession {
        theirs.protocol = ours.protocol;
    }
    // The packet that an error quotes may be shorter than what is left of the error.
    let mut inside = tree
        .layers
        .iter()
        .skip_while(|layer| !is_icmp(layer))
        .skip(1);
    if inside.any(|layer| matches!(layer.protocol, Protocol::Ipv4 | Protocol::Ipv6)) {
        (ours.payload, theirs.payload) = (None, None);
    }
    (ours != theirs).then(|| {
        let layers: Vec<_> = tree
            .layers
            .iter()
            .map(|layer| {
                (
                    layer.protocol,
                    layer.range.clone(),
                    layer.problem.as_ref().map(|p| p.field),
                )
            })
            .collect();
        format!("digest {ours:?}\n  tree {theirs:?}\n  {layers:?}")
    })
}

fn none(wrong: &[String], of: usize) {
    let few: Vec<_> = wrong.iter().take(12).map(String::as_str).collect();
    assert!(
        wrong.is_empty(),
        "{} of {of} differ:\n{}",
        wrong.len(),
        few.join("\n\n")
    );
}

/// Every frame of every capture; where a frame is in several captures, once.
fn frames() -> Vec<(LinkType, Vec<u8>)> {
    let mut frames = Vec::new();
    shipped::frames(|_, _, meta, bytes| frames.push((meta.link, bytes.to_vec())));
    frames.sort();
    frames.dedup();
    frames
}

/// The frames of each capture, in their order.
fn streams() -> Vec<Vec<(FrameMeta, Vec<u8>)>> {
    let mut streams: Vec<Vec<_>> = Vec::new();
    shipped::frames(|_, number, meta, bytes| {
        if number == 1 {
            streams.push(Vec::new());
        }
        let stream = streams.last_mut().unwrap();
        stream.push((meta, bytes.to_vec()));
    });
    streams
}

/// One stroke of bad luck where headers stand: behind them nothing is told by both.
fn spoil(bytes: &mut Vec<u8>, dice: &mut impl FnMut(usize) -> usize) {
    let at = dice(bytes.len().min(90));
    match dice(4) {
        0 => bytes.truncate(at),
        1 if at < bytes.len() => bytes[at] ^= 1 << dice(8),
        2 if at < bytes.len() => bytes[at] = [0, 1, 4, 41, 44, 60, 0x7f, 0xff][dice(8)],
        _ => bytes.extend([0; 9]),
    }
}

/// Numbers below what is asked for, the same ones each time.
fn dice() -> impl FnMut(usize) -> usize {
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    move |end: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed >> 20) as usize % end.max(1)
    }
}

#[test]
fn digest_and_tree_agree_where_streams_are_put_together() {
    let (mut wrong, mut tried) = (Vec::new(), 0);
    for stream in streams() {
        let mut assembler = Assembler::default();
        for (number, (meta, bytes)) in (1..).zip(&stream) {
            wrong.extend(differs_in_its_stream(&mut assembler, number, meta, bytes));
            tried += 1;
        }
    }
    none(&wrong, tried);
}

#[test]
fn digest_and_tree_agree_where_streams_are_put_together_of_spoiled_frames() {
    let (mut wrong, mut tried, mut dice) = (Vec::new(), 0, dice());
    for stream in streams() {
        for _ in 0..30 {
            let mut assembler = Assembler::default();
            for (number, (meta, bytes)) in (1..).zip(&stream) {
                let mut bytes = bytes.clone();
                match dice(12) {
                    0 => spoil(&mut bytes, &mut dice),
                    // Lost.
                    1 => continue,
                    _ => {}
                }
                wrong.extend(differs_in_its_stream(&mut assembler, number, meta, &bytes));
                tried += 1;
            }
        }
    }
    none(&wrong, tried);
}

#[test]
fn digest_and_tree_of_every_frame_agree() {
    let frames = frames();
    let wrong: Vec<_> = frames
        .iter()
        .filter_map(|(link, bytes)| differs(*link, bytes))
        .collect();
    none(&wrong, frames.len());
}

#[test]
fn digest_and_tree_of_every_frame_cut_anywhere_agree() {
    let (mut wrong, mut tried) = (Vec::new(), 0);
    for (link, bytes) in frames() {
        for end in 0..bytes.len().min(120) {
            wrong.extend(differs(link, &bytes[..end]));
            tried += 1;
        }
    }
    none(&wrong, tried);
}

#[test]
fn digest_and_tree_of_spoiled_frames_agree() {
    const TRIES: usize = 20_000;
    let (frames, mut dice, mut wrong) = (frames(), dice(), Vec::new());
    for _ in 0..TRIES {
        let (link, mut bytes) = frames[dice(frames.len())].clone();
        for _ in 0..=dice(3) {
            spoil(&mut bytes, &mut dice);
        }
        wrong.extend(differs(link, &bytes));
    }
    none(&wrong, TRIES);
}

/// What IP carries: its number and its bytes.
fn carried() -> Vec<(u8, Vec<u8>)> {
    let tcp = [
        &[
            0x9c, 0x40, 0, 9, 0, 0, 0, 1, 0, 0, 0, 2, 0x51, 0x18, 1, 0, 0, 0, 0, 0,
        ][..],
        b"text",
    ]
    .concat();
    let udp = [&[0x9c, 0x40, 0, 9, 0, 12, 0, 0][..], b"text"].concat();
    let mut four = vec![
        0x45, 0, 0, 32, 0, 0, 0, 0, 9, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2,
    ];
    four.extend(&udp);
    let mut six = vec![0x60, 0, 0, 0, 0, 24, 6, 9];
    six.extend([0xfd; 32]);
    six.extend(&tcp);
    let echo = |kind| vec![kind, 0, 0, 0, 0, 7, 0, 1, b'e', b'c', b'h', b'o'];
    let mut all = vec![
        (6, tcp),
        (17, udp),
        (1, echo(8)),
        (58, echo(128)),
        (2, vec![0x16, 0, 0, 0, 224, 0, 0, 9]),
        (4, four),
        (41, six),
    ];
    // OSPF, PIM, SCTP, GRE, EtherIP, ESP, No Next Header, mobility, HIP, Shim6, Ethernet, nobody's.
    let unknown = [89, 103, 132, 47, 97, 50, 59, 135, 139, 140, 143, 253];
    all.extend(unknown.map(|number| (number, vec![3; 24])));
    all.extend([
        (89, Vec::new()),
        (6, vec![0, 80, 1, 2, 3]),
        (59, Vec::new()),
    ]);
    all
}

/// Extension headers, each with its number; its first byte is to be what follows.
fn headers() -> Vec<(u8, Vec<u8>)> {
    vec![
        (0, vec![0, 0, 1, 4, 0, 0, 0, 0]),
        (0, vec![0, 0, 0xc2, 4, 0, 1, 0, 0]),
        (60, vec![0, 1, 1, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        (43, [vec![0, 2, 0, 1, 0, 0, 0, 0], vec![0xfd; 16]].concat()),
        (44, vec![0, 0, 0, 1, 0, 0, 0, 7]),
        (44, vec![0, 0, 0, 0, 0, 0, 0, 7]),
        (44, vec![0, 0, 0, 8, 0, 0, 0, 7]),
        (
            51,
            vec![
                0, 4, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9,
            ],
        ),
        // Longer than the packet.
        (60, vec![0, 40, 1, 4, 0, 0, 0, 0]),
        (43, vec![0, 0, 9, 9]),
    ]
}

/// A packet of IPv6 with these extension headers; `lie` is added to its length.
fn six(chain: &[&(u8, Vec<u8>)], number: u8, carried: &[u8], lie: i32) -> Vec<u8> {
    let numbers: Vec<_> = chain
        .iter()
        .map(|(number, _)| *number)
        .chain([number])
        .collect();
    let mut payload = Vec::new();
    for ((_, header), next) in chain.iter().zip(&numbers[1..]) {
        payload.push(*next);
        payload.extend(&header[1..]);
    }
    payload.extend(carried);
    let length = (payload.len() as i32 + lie).max(0) as u16;
    let mut packet = vec![0x60, 0, 0, 0];
    packet.extend(length.to_be_bytes());
    packet.extend([numbers[0], 64]);
    packet.extend([0xfd; 32]);
    packet.extend(payload);
    packet
}

#[test]
fn digest_and_tree_agree_behind_every_chain_of_extension_headers() {
    let (mut wrong, mut tried) = (Vec::new(), 0);
    let headers = headers();
    let mut chains: Vec<Vec<&(u8, Vec<u8>)>> = vec![Vec::new()];
    for one in &headers {
        chains.push(vec![one]);
        chains.extend(headers.iter().map(|two| vec![one, two]));
    }
    for chain in &chains {
        for (number, carried) in carried() {
            for lie in [0, -4, -21, 30, i32::MIN / 2] {
                let packet = six(chain, number, &carried, lie);
                wrong.extend(differs(LinkType::RawIp, &packet));
                wrong.extend(differs(
                    LinkType::RawIp,
                    &packet[..packet.len() - packet.len() / 9],
                ));
                let mut tunnel = vec![
                    0x45,
                    0,
                    0,
                    packet.len() as u8 + 20,
                    0,
                    0,
                    0,
                    0,
                    64,
                    41,
                    0,
                    0,
                ];
                tunnel.extend([10, 0, 0, 1, 10, 0, 0, 2]);
                tunnel.extend(&packet);
                tunnel.extend([0; 5]);
                wrong.extend(differs(LinkType::RawIp, &tunnel));
                tried += 3;
            }
        }
    }
    none(&wrong, tried);
}

#[test]
fn digest_and_tree_agree_on_whatever_ipv4_carries() {
    let (mut wrong, mut tried) = (Vec::new(), 0);
    for (number, carried) in carried() {
        // Header lengths that are too short, right, with options, and beyond the packet; fragments.
        for (words, fragment, lie) in [
            (5, 0, 0),
            (4, 0, 0),
            (6, 0, 0),
            (15, 0, 0),
            (5, 0x2000, 0),
            (5, 1, 0),
            (5, 0, -22),
            (5, 0, 9),
            (5, 0, -8),
        ] {
            let total = (20 + carried.len() as i32 + lie).max(0) as u16;
            let mut packet = vec![0x40 | words, 0];
            packet.extend(total.to_be_bytes());
            packet.extend([0, 1]);
            packet.extend(u16::to_be_bytes(fragment));
            packet.extend([64, number, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2]);
            packet.extend(&carried);
            wrong.extend(differs(LinkType::RawIp, &packet));
            tried += 1;
        }
    }
    none(&wrong, tried);
}

/// Behind an extension header stands a name, not the number of none (RFC 8200 §4).
#[test]
fn what_stands_behind_an_extension_header_is_named_as_behind_none() {
    let path = shipped::path("ipv6-upper.pcap");
    let mut said = Vec::new();
    shipped::frames(|file, _, meta, bytes| {
        if file == path {
            let digest = digest(meta.link, bytes);
            let line = wirelab::wire::summary(&digest, bytes, &Context::default());
            let text = wirelab::text::Text::new(wirelab::text::Lang::En);
            said.push(text.say(&line).replace(['\u{2068}', '\u{2069}'], ""));
        }
    });
    assert_eq!(
        said,
        [
            "OSPF, 36 bytes",
            "OSPF, 36 bytes",
            "OSPF, 36 bytes",
            "PIM, 12 bytes",
            "No Next Header, 0 bytes",
            "Ethernet, 14 bytes",
            "TCP, cut short",
            "UDP, cut short",
            "OSPF, 36 bytes",
            "SCTP, 12 bytes",
            "ESP, 16 bytes",
            "IPv6, cut short",
        ]
    );
}
