//! Payloads of the application protocols: what programs really sent, and what each of them may send.

use super::*;
use crate::wire::reading::What;
use crate::wire::stream::{Sense, Voice};

/// Recorded on a loopback: an `openssl` client and server speaking TLS 1.2 and TLS 1.3.
pub(super) const TLS: [(u16, &[u8]); 7] = [
    (40000, include_bytes!("tls12-client-hello.bin")),
    (443, include_bytes!("tls12-server-hello.bin")),
    (40000, include_bytes!("tls12-client-key.bin")),
    (443, include_bytes!("tls12-ticket.bin")),
    (40000, include_bytes!("tls13-client-hello.bin")),
    (443, include_bytes!("tls13-server-hello.bin")),
    (443, include_bytes!("tls-alert.bin")),
];

const HTTP: [(u16, &[u8]); 4] = [
    (40000, b"GET /a?b HTTP/1.1\r\nHost: www.lab.example\r\nUser-Agent: x\r\nAuthorization: Basic YWxpY2U6c2VjcmV0\r\nOdd\r\n\r\n"),
    (80, b"HTTP/1.1 200 OK\r\nServer: x\r\nContent-Type: text/html\r\nContent-Length: 3\r\nSet-Cookie: a=b\r\n\r\nabcHTTP/1.0 404 No\r\n\r\n\x00\x01"),
    (80, b"HTTP/1.1 206 Partial Content\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n2;x\r\nab\r\n0\r\nDate: x\r\n\r\n"),
    (80, b"the middle of a page"),
];

const FTP: [(u16, &[u8]); 3] = [
    (21, b"220-Welcome\r\n to the lab\r\n220 ready\r\n227 Entering (10,77,1,11,195,80).\r\n550 no\r\n"),
    (40000, b"USER alice\r\nPASS secret\r\nPORT 10,77,1,12,200,1\r\nLIST\r\nNOPE\r\nRETR fi"),
    (40000, b"\xff\xf4\r\n"),
];

const SMTP: [(u16, &[u8]); 3] = [
    (25, b"220 mail ready\r\n250-a\r\n250 AUTH PLAIN\r\n334 VXNlcm5hbWU6\r\n535 no\r\n999 odd\r\n"),
    (
        40000,
        b"EHLO pc\r\nAUTH PLAIN AGFsaWNlAHNlY3JldA==\r\nMAIL FROM:<a@b>\r\nDATA\r\nSubject: hi\r\n\r\nHello you\r\n.\r\nQUIT\r\n",
    ),
    (40000, b"c2VjcmV0\r\n"),
];

const MAIL: [(u16, u16, &[u8]); 4] = [
    (
        110,
        40000,
        b"+OK ready\r\n-ERR no\r\n+ go\r\nHello\r\n.\r\n",
    ),
    (
        40000,
        110,
        b"USER alice\r\nPASS secret\r\nAPOP\r\nRETR 1\r\nX",
    ),
    (
        143,
        40000,
        b"* OK ready\r\n+ go on\r\na1 NO never\r\n* 3 EXISTS\r\n)\r\n",
    ),
    (
        40000,
        143,
        b"a1 LOGIN alice secret\r\na2 SELECT INBOX\r\nDONE\r\n",
    ),
];

const TELNET: &[u8] = b"login: \xff\xfd\x18\xff\xfa\x1f\0\x50\0\x18\xff\xf0\xff\xfa\x18\0xterm\xff\xf0\xff\xff!\xff\xf4\xff\xfc\x63\xff\xfa\x27\x01";

/// All of them in segments: source port, destination port, payload.
fn payloads() -> Vec<(u16, u16, Vec<u8>)> {
    let to = |server: u16, list: &[(u16, &[u8])]| -> Vec<_> {
        let other = |port: u16| if port == server { 40000 } else { server };
        list.iter()
            .map(|(from, payload)| (*from, other(*from), payload.to_vec()))
            .collect()
    };
    let mut all = [to(443, &TLS), to(80, &HTTP), to(21, &FTP), to(25, &SMTP)].concat();
    all.extend(
        MAIL.iter()
            .map(|(from, to, payload)| (*from, *to, payload.to_vec())),
    );
    all.push((23, 40000, TELNET.to_vec()));
    all.push((40000, 8000, HTTP[0].1.to_vec()));
    all.push((40000, 25, TLS[0].1.to_vec()));
    all.push((
        443,
        40000,
        b"\x17\x03\x03\x40\x00the beginning of a long record".to_vec(),
    ));
    all.push((443, 40000, b"the rest of a record".to_vec()));
    all.push((
        443,
        40000,
        b"\x16\x03\x03\0\x04\x99abc\x14\x03\x03\0\x01\x01\x15\x03\x03\0\x03abc\x16\x03\x03\0\x02\x0b\0".to_vec(),
    ));
    all
}

/// The payloads in IPv4 packets.
pub(super) fn packets() -> Vec<(LinkType, Vec<u8>)> {
    let packet = |(src_port, dst_port, payload): (u16, u16, Vec<u8>)| {
        (LinkType::RawIp, segment(src_port, dst_port, &payload))
    };
    payloads().into_iter().map(packet).collect()
}

fn segment(src_port: u16, dst_port: u16, payload: &[u8]) -> Vec<u8> {
    let (src, dst) = (IpAddr::from([10, 0, 0, 1]), IpAddr::from([10, 0, 0, 2]));
    let flags = TcpFlags(TcpFlags::PSH.0 | TcpFlags::ACK.0);
    let repr = tcp::Repr {
        src,
        dst,
        src_port,
        dst_port,
        seq: 1,
        ack: 2,
        flags,
        window: 1,
        options: &[],
    };
    let mut segment = Vec::new();
    tcp::emit(&repr, payload, &mut segment);
    in_ipv4(IpProtocol::TCP, &segment)
}

/// The protocol that the digest names, and the last layer of the tree.
fn protocols(src_port: u16, dst_port: u16, payload: &[u8]) -> (Protocol, Protocol) {
    let packet = segment(src_port, dst_port, payload);
    let tree = dissect(LinkType::RawIp, &packet, &Context::default());
    (
        digest(LinkType::RawIp, &packet).protocol,
        tree.layers.last().unwrap().protocol,
    )
}

#[test]
fn how_it_begins_tells_more_than_the_port() {
    let both = |protocol| (protocol, protocol);
    assert_eq!(protocols(40000, 8000, HTTP[0].1), both(Protocol::Http));
    assert_eq!(protocols(40000, 4433, TLS[0].1), both(Protocol::Tls));
    assert_eq!(
        protocols(25, 40000, TLS[1].1),
        both(Protocol::Tls),
        "after STARTTLS"
    );
    assert_eq!(
        protocols(40000, 443, HTTP[0].1),
        both(Protocol::Http),
        "a mistake of the client"
    );
    assert_eq!(
        protocols(40000, 9999, b"GET lost"),
        (Protocol::Tcp, Protocol::Data)
    );
    let udp = udp_v4(40000, 443, b"\x16\x03\x03\0\x01\x01");
    assert_eq!(
        digest(LinkType::RawIp, &udp).protocol,
        Protocol::Udp,
        "QUIC is no TLS record"
    );
}

/// The values of a payload's fields with this name, as text.
fn values(src_port: u16, dst_port: u16, payload: &[u8], filter: &str) -> Vec<String> {
    let alone = Context::default();
    values_in(&alone, [src_port, dst_port], payload, filter)
}

/// The same of a payload of which the rest of its connection tells what it is.
fn told(what: What, ports: [u16; 2], payload: &[u8], filter: &str) -> Vec<String> {
    let context = Context {
        reading: Reading::All(what),
        ..Context::default()
    };
    values_in(&context, ports, payload, filter)
}

fn values_in(context: &Context, ports: [u16; 2], payload: &[u8], filter: &str) -> Vec<String> {
    let frame = segment(ports[0], ports[1], payload);
    let tree = holds(LinkType::RawIp, &frame, context);
    let fields: Vec<_> = tree
        .layers
        .iter()
        .flat_map(|l| all_fields(&l.fields))
        .filter(|f| f.filter == filter)
        .collect();
    let show = |value: &Value| match value {
        Value::Number(n) => n.to_string(),
        Value::Hex(n, _) => format!("{n:x}"),
        Value::Text(text) => text.to_string(),
        Value::Ipv4(address) => address.to_string(),
        other => format!("{other:?}"),
    };
    fields.iter().map(|f| show(&f.value)).collect()
}

#[test]
fn a_client_hello_is_read_to_its_end() {
    let of = |filter: &str| values(40000, 443, TLS[4].1, filter);
    assert_eq!(of("tls.handshake.type"), ["1"]);
    assert_eq!(
        of("tls.handshake.extensions_server_name"),
        ["www.lab.example"]
    );
    assert_eq!(
        of("tls.handshake.extensions.supported_version"),
        ["304", "303", "302", "301"]
    );
    assert_eq!(
        of("tls.handshake.ciphersuite")[..3],
        ["1302", "1303", "1301"]
    );
    assert_eq!(of("tls.handshake.extensions_key_share_group"), ["1d"]);
    assert_eq!(
        of("tls.handshake.extensions.psk.identities.length").len(),
        1
    );
    let tree = dissect(
        LinkType::RawIp,
        &segment(40000, 443, TLS[4].1),
        &Context::default(),
    );
    assert!(tree.layers.iter().all(|layer| layer.problem.is_none()));
    assert_eq!(
        values(40000, 443, TLS[0].1, "tls.handshake.extensions_alpn_str"),
        ["h2", "http/1.1"]
    );
}

#[test]
fn a_flight_of_messages_is_read_one_by_one() {
    let of = |filter: &str| values(443, 40000, TLS[1].1, filter);
    assert_eq!(of("tls.handshake.type"), ["2", "11", "12", "14"]);
    assert_eq!(of("tls.handshake.server_named_curve"), ["1d"]);
    assert_eq!(of("tls.handshake.certificate").len(), 1);
    // Behind ChangeCipherSpec nobody can read on.
    assert_eq!(values(443, 40000, TLS[3].1, "tls.handshake.type"), ["4"]);
}

#[test]
fn a_hello_that_goes_on_is_read_as_far_as_it_is_here() {
    let cut = &TLS[0].1[..200];
    let tree = holds(
        LinkType::RawIp,
        &segment(40000, 443, cut),
        &Context::default(),
    );
    let layer = tree.layers.last().unwrap();
    assert!(layer.problem.is_none(), "{:?}", layer.problem);
    assert_eq!(values(40000, 443, cut, "tls.handshake.version"), ["303"]);
}

#[test]
fn a_list_longer_than_its_message_is_a_problem() {
    let mut bytes = TLS[0].1.to_vec();
    // The length of the cipher suites: behind record, message, version, random and session id.
    let at = 5 + 4 + 2 + 32;
    let suites = at + 1 + usize::from(bytes[at]);
    bytes[suites] = 0x7f;
    let tree = holds(
        LinkType::RawIp,
        &segment(40000, 443, &bytes),
        &Context::default(),
    );
    assert!(tree.layers.last().unwrap().problem.is_some());
}

#[test]
fn passwords_are_read_as_anybody_would() {
    assert_eq!(
        values(40000, 21, FTP[1].1, "ftp.request.arg"),
        ["alice", "secret", "10,77,1,12,200,1", "fi"]
    );
    assert_eq!(
        values(40000, 21, FTP[1].1, "ftp.active.cip"),
        ["10.77.1.12"]
    );
    assert_eq!(values(21, 40000, FTP[0].1, "ftp.passive.port"), ["50000"]);
    assert_eq!(
        values(40000, 110, MAIL[1].2, "pop.request.parameter"),
        ["alice", "secret", "1"]
    );
    let login = Voice {
        role: None,
        sense: Sense::Login,
    };
    assert_eq!(
        told(
            What::Told(Protocol::Smtp, login),
            [40000, 25],
            SMTP[2].1,
            "smtp.auth.username_password"
        ),
        ["c2VjcmV0"]
    );
    assert_eq!(
        values(40000, 143, MAIL[3].2, "imap.request.command"),
        ["LOGIN", "SELECT"]
    );
    assert_eq!(values(143, 40000, MAIL[2].2, "imap.response_tag"), ["a1"]);
    let mail = b"The text of a mail.\r\n)\r\na7 OK done\r\n";
    assert_eq!(
        told(
            What::Message(Protocol::Imap),
            [143, 40000],
            mail,
            "imap.response_tag"
        ),
        ["a7"],
        "a line of a mail bears no tag"
    );
}

#[test]
fn a_letter_ends_with_a_lone_dot() {
    let commands = values(40000, 25, SMTP[1].1, "smtp.req.command");
    assert_eq!(commands, ["EHLO", "AUTH", "MAIL", "DATA", "QUIT"]);
    assert_eq!(
        values(40000, 25, SMTP[1].1, "smtp.message"),
        ["Subject: hi", "", "Hello you"]
    );
    assert_eq!(values(40000, 25, SMTP[1].1, "smtp.eom"), ["."]);
}

#[test]
fn telnet_tells_text_from_commands() {
    assert_eq!(
        values(23, 40000, TELNET, "telnet.cmd"),
        ["253", "250", "240", "250", "240", "244", "252", "250"]
    );
    assert_eq!(
        values(23, 40000, TELNET, "telnet.naws_subopt.width"),
        ["80"]
    );
    assert_eq!(values(23, 40000, TELNET, "telnet.option_data")[0], "xterm");
    assert_eq!(values(23, 40000, TELNET, "telnet.data").len(), 2);
}

#[test]
fn one_line_for_the_log() {
    let line = |src_port: u16, dst_port: u16, payload: &[u8]| {
        let packet = segment(src_port, dst_port, payload);
        crate::text::Text::new(crate::text::Lang::En).say(&summary(
            &digest(LinkType::RawIp, &packet),
            &packet,
            &Context::default(),
        ))
    };
    let lines: Vec<_> = payloads()
        .iter()
        .map(|(src, dst, payload)| format!("{src:>5} {}", line(*src, *dst, payload)))
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
}
