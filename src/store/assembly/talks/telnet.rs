use super::told;
use crate::wire::Protocol;
use crate::wire::framing::guess;
use crate::wire::stream::Role::{Client, Server};

#[test]
fn commands_are_whole_however_they_come() {
    let said = told(
        23,
        &[
            (Server, b"\xff\xfd\x18\xff\xfd\x20"),
            (Client, b"\xff\xfb\x18"),
            (Server, b"\xff\xfa\x18\x01\xff\xf0login: "),
            (Client, b"\x04"),
        ],
    );
    let all = said
        .iter()
        .all(|(_, what, _)| what.message() == Some(Protocol::Telnet));
    assert!(all && said.len() == 4, "{:?}", super::readable(&said));
}

#[test]
fn bytes_that_nobody_can_read_are_no_telnet() {
    assert_eq!(guess([40_000, 23], b"\0\x01\x02\x03"), None);
    assert_eq!(guess([40_000, 23], b"\xff\x01"), None);
    assert_eq!(guess([40_000, 23], b"ls\r\0"), Some(Protocol::Telnet));
}
