use std::net::IpAddr;

use super::{CLIENT, Call, SERVER, Wire, told};
use crate::wire::Protocol;
use crate::wire::stream::Role::{Client, Server};

/// What a connection between these ends is after this on the control connection.
fn spoken(lines: &[(crate::wire::stream::Role, &[u8])], ends: [(IpAddr, u16); 2]) -> Protocol {
    let (mut wire, mut control) = (Wire::default(), Call::to(21));
    wire.open(&mut control);
    for (by, bytes) in lines {
        wire.say(&mut control, *by, 100, bytes);
    }
    let mut data = Call { ends, sent: [0, 0] };
    wire.open(&mut data);
    wire.say(&mut data, Server, 100, b"any bytes\0");
    let first = wire.protocol;
    wire.say(&mut data, Client, 100, b"\x01\x02");
    assert_eq!(first, wire.protocol, "in both directions");
    first
}

const CALLED: [(IpAddr, u16); 2] = [(CLIENT, 50_000), (SERVER, 1030)];
const CALLING: [(IpAddr, u16); 2] = [(SERVER, 20), (CLIENT, 1030)];

#[test]
fn where_a_passive_server_waits_the_file_goes() {
    for reply in [
        &b"227 Entering Passive Mode (192,0,2,2,4,6).\r\n"[..],
        b"227 Entering Passive Mode 192,0,2,2,4,6\r\n",
        b"227 behind a NAT (10,0,0,9,4,6)\r\n",
        b"229 Extended (|||1030|)\r\n",
    ] {
        let said = [(Client, &b"PASV\r\n"[..]), (Server, reply)];
        assert_eq!(
            spoken(&said, CALLED),
            Protocol::FtpData,
            "{}",
            reply.escape_ascii()
        );
    }
    let refused = [
        (Client, &b"PASV\r\n"[..]),
        (Server, b"425 no (192,0,2,2,4,6)\r\n"),
    ];
    assert_eq!(spoken(&refused, CALLED), Protocol::Tcp);
}

#[test]
fn where_a_client_waits_counts_once_the_server_agrees() {
    for command in [
        &b"PORT 192,0,2,1,4,6\r\n"[..],
        b"EPRT |1|192.0.2.1|1030|\r\n",
    ] {
        let agreed = [(Client, command), (Server, b"200 ok\r\n")];
        assert_eq!(spoken(&agreed, CALLING), Protocol::FtpData);
        let refused = [(Client, command), (Server, b"501 no\r\n")];
        assert_eq!(spoken(&refused, CALLING), Protocol::Tcp);
    }
}

#[test]
fn one_transfer_after_the_other_on_the_same_ports() {
    let (mut wire, mut control) = (Wire::default(), Call::to(21));
    wire.open(&mut control);
    let mut begins = 1000;
    for _ in 0..3 {
        wire.say(&mut control, Client, 100, b"PORT 192,0,2,1,4,6\r\n");
        let mut data = Call {
            ends: CALLING,
            sent: [begins, begins],
        };
        // The connection may be seen to open before the answer.
        wire.open(&mut data);
        wire.say(&mut control, Server, 100, b"200 ok\r\n");
        wire.say(&mut data, Client, 4, b"a file's bytes");
        assert_eq!(wire.protocol, Protocol::FtpData);
        begins += 100_000;
    }
}

#[test]
fn lines_of_a_long_reply_need_no_code() {
    let said = told(
        21,
        &[
            (
                Server,
                b"220-hello\r\nany line\r\n 230 another\r\n220 ready\r\n",
            ),
            (Client, b"USER a\r\n"),
            (Server, b"331 password\r\n"),
            (Client, b"\xff\xf4\xff\xf2ABOR\r\n"),
        ],
    );
    let all_ftp = said
        .iter()
        .all(|(_, what, _)| what.message() == Some(Protocol::Ftp));
    assert!(all_ftp && said.len() == 4, "{:?}", super::readable(&said));
}
