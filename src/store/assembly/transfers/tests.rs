use super::*;
use crate::wire::MacAddr;

const CLIENT: End = (IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1)), 3000);
const SERVER: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 2));
const ASKED: End = (SERVER, tftp::PORT);
const ANSWERS: End = (SERVER, 40_000);

const READ: &[u8] = b"\0\x01lab.txt\0octet\0";
const WRITE: &[u8] = b"\0\x02lab.txt\0octet\0";

fn block(number: u8, length: usize) -> Vec<u8> {
    let mut packet = vec![0, 3, 0, number];
    packet.resize(4 + length, b'x');
    packet
}

const fn ack(number: u8) -> [u8; 4] {
    [0, 4, 0, number]
}

#[derive(Default)]
struct Wire {
    transfers: Transfers,
    seconds: i64,
    mac: Option<MacAddr>,
}

impl Wire {
    /// What a datagram turns out to be.
    fn send(&mut self, from: End, to: End, payload: &[u8]) -> Option<Sense> {
        let mut bytes = vec![0; 6];
        bytes.splice(4..6, (payload.len() as u16 + 8).to_be_bytes());
        bytes.extend([0, 0]);
        bytes.extend(payload);
        let mut digest = Digest {
            protocol: Protocol::Udp,
            transport: Protocol::Udp,
            mac_dst: self.mac,
            src: Some(from.0),
            dst: Some(to.0),
            src_port: from.1,
            dst_port: to.1,
            payload_at: 8,
            payload_len: payload.len() as u32,
            ..Digest::default()
        };
        let meta = super::super::talks::meta(self.seconds);
        match self.transfers.datagram(&meta, &mut digest, &bytes) {
            Reading::All(what) => {
                assert_eq!(what.message(), Some(Protocol::Tftp));
                assert_eq!(digest.protocol, Protocol::Tftp);
                Some(what.voice().sense)
            }
            Reading::Alone | Reading::Runs(_) => None,
        }
    }
}

const PLAIN: Option<Sense> = Some(Sense::Plain);
const LAST: Option<Sense> = Some(Sense::Last);

#[test]
fn a_file_is_read_from_the_port_that_answers() {
    let mut wire = Wire::default();
    assert_eq!(wire.send(ANSWERS, CLIENT, &block(1, 512)), None);
    wire.send(CLIENT, ASKED, READ);
    assert_eq!(
        wire.send(CLIENT, ANSWERS, &ack(1)),
        None,
        "nothing has answered"
    );
    assert_eq!(wire.send(ANSWERS, CLIENT, &block(1, 512)), PLAIN);
    assert_eq!(wire.send(CLIENT, ANSWERS, &ack(1)), PLAIN);
    assert_eq!(wire.send((SERVER, 5), CLIENT, &ack(1)), None);
    assert_eq!(wire.send(ANSWERS, CLIENT, b"no packet"), None);
    assert_eq!(wire.send(CLIENT, ASKED, READ), None, "sent once more");
    assert_eq!(wire.send(ANSWERS, CLIENT, &block(2, 3)), LAST);
    assert_eq!(wire.send(CLIENT, ANSWERS, &ack(2)), PLAIN);
    // The last acknowledgement may be lost; another block does not come.
    assert_eq!(wire.send(ANSWERS, CLIENT, &block(2, 3)), LAST);
    assert_eq!(wire.send(CLIENT, ANSWERS, &ack(2)), PLAIN);
    assert_eq!(wire.send(ANSWERS, CLIENT, &block(3, 3)), None);
    assert_eq!(wire.send(CLIENT, ANSWERS, &ack(7)), None);
}

#[test]
fn a_file_of_whole_blocks_ends_with_an_empty_one() {
    let mut wire = Wire::default();
    wire.send(CLIENT, ASKED, READ);
    assert_eq!(wire.send(ANSWERS, CLIENT, &block(1, 512)), PLAIN);
    assert_eq!(wire.send(ANSWERS, CLIENT, &block(2, 0)), LAST);
}

#[test]
fn the_last_block_is_told_by_the_size_agreed_on() {
    let mut wire = Wire::default();
    wire.send(
        CLIENT,
        ASKED,
        b"\0\x01a\0octet\0tsize\x000\0blksize\x001000\0",
    );
    let agreed = b"\0\x06tsize\x001001\0BLKSIZE\x00600\0";
    assert_eq!(wire.send(ANSWERS, CLIENT, agreed), PLAIN);
    assert_eq!(wire.send(CLIENT, ANSWERS, &ack(0)), PLAIN);
    assert_eq!(wire.send(ANSWERS, CLIENT, &block(1, 600)), PLAIN);
    assert_eq!(wire.send(ANSWERS, CLIENT, &block(2, 401)), LAST);
}

#[test]
fn a_file_is_written() {
    let mut wire = Wire::default();
    wire.send(CLIENT, ASKED, WRITE);
    assert_eq!(
        wire.send(ANSWERS, CLIENT, &block(1, 9)),
        None,
        "no answer to that"
    );
    assert_eq!(wire.send(ANSWERS, CLIENT, &ack(0)), PLAIN);
    assert_eq!(wire.send(CLIENT, ANSWERS, &block(1, 9)), LAST);
    assert_eq!(wire.send(ANSWERS, CLIENT, &ack(1)), PLAIN);
}

#[test]
fn two_transfers_at_once_and_an_error() {
    let mut wire = Wire::default();
    let (second, answers) = ((CLIENT.0, 3001), (SERVER, 40_001));
    wire.send(CLIENT, ASKED, READ);
    wire.send(second, ASKED, WRITE);
    assert_eq!(wire.send(ANSWERS, CLIENT, &block(1, 512)), PLAIN);
    assert_eq!(wire.send(answers, second, b"\0\x05\0\x02no\0"), PLAIN);
    assert_eq!(
        wire.send(answers, second, b"\0\x05\0\x02no\0"),
        PLAIN,
        "the request stands"
    );
    assert_eq!(wire.send(CLIENT, ANSWERS, &ack(1)), PLAIN);
    assert_eq!(wire.send(CLIENT, answers, &ack(1)), None);
}

#[test]
fn whoever_hears_a_broadcast_may_answer() {
    let mut wire = Wire {
        mac: Some(MacAddr([255; 6])),
        ..Wire::default()
    };
    let all = IpAddr::from([192, 0, 2, 255]);
    wire.send(CLIENT, (all, tftp::PORT), READ);
    assert_eq!(wire.send(ANSWERS, CLIENT, &block(1, 512)), PLAIN);
}

#[test]
fn a_transfer_is_forgotten_after_a_minute_and_many_have_bounds() {
    let mut wire = Wire::default();
    wire.send(CLIENT, ASKED, READ);
    wire.seconds = 61;
    assert_eq!(wire.send(ANSWERS, CLIENT, &block(1, 512)), None);
    for port in 1..5000 {
        wire.send((CLIENT.0, port), ASKED, READ);
        wire.send((SERVER, 40_000), (CLIENT.0, port), &block(1, 512));
    }
    assert_eq!(wire.transfers.all.len(), MOST);
}
