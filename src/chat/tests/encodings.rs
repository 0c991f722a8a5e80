//! Plain peers whose bytes are not UTF-8, or no text at all.

use std::net::UdpSocket;

use super::*;
use crate::msg::chat::{Binary, Encoding, Flow, Kind, Whom};

impl Lab {
    fn encode_as(&self, whom: Whom, encoding: Encoding) {
        self.chat
            .command(ChatCommand::Encoding { whom, encoding })
            .unwrap();
    }

    /// The next telling of data: what it says, and whether it told how the bytes lay in the stream.
    async fn data(&mut self) -> (Binary, bool) {
        self.until(|event| match event {
            ChatEvent::Binary { data, carried, .. } => Some((data.clone(), carried.is_some())),
            _ => None,
        })
        .await
    }
}

/// A lab that has connected to a plain program, which has said this.
async fn with_plain(says: &[u8]) -> (Lab, TcpStream) {
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let lab = Lab::new("Ada");
    lab.connect(Transport::Tcp, server.local_addr().unwrap());
    let says = says.to_owned();
    let stream = tokio::task::spawn_blocking(move || {
        let mut stream = server.accept().unwrap().0;
        stream.write_all(&says).unwrap();
        stream
    });
    (lab, stream.await.unwrap())
}

/// 140 529 bytes that begin and end as a picture's.
fn picture() -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend((0..140_529 - 24_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8));
    bytes.extend(b"IEND\xaeB`\x82");
    bytes
}

#[tokio::test]
async fn a_plain_peer_is_read_and_written_to_in_its_encoding() {
    let (mut ada, mut stream) = with_plain(b"\xc4\xe3\n").await;
    let (peer, _) = ada.joined().await;
    let (_, text, carried, _) = ada.received().await;
    assert!(text.contains('\u{fffd}'), "nothing is claimed: {text}");
    assert_eq!(&carried.bytes[..], b"\xc4\xe3\n");
    ada.encode_as(Whom::One(peer), Encoding::Gbk);
    ada.say(1, peer, "你好");
    ada.say(2, peer, "€");
    ada.say(3, peer, "ok");
    ada.ticked(2, Delivery::Lost).await;
    let got = tokio::task::spawn_blocking(move || {
        let mut bytes = [0; 8];
        stream.read_exact(&mut bytes).unwrap();
        stream.write_all(b"\xba\xc3\n").unwrap();
        (bytes, stream)
    });
    let (bytes, _stream) = got.await.unwrap();
    assert_eq!(&bytes, b"\xc4\xe3\xba\xc3\nok\n");
    assert_eq!(ada.received().await.1, "好");
}

#[tokio::test]
async fn an_encoding_for_everyone_is_that_of_those_who_come() {
    let (mut ada, _stream) = with_plain(b"").await;
    ada.encode_as(Whom::Everyone, Encoding::Latin1);
    let mut plain = TcpStream::connect(ada.listen(Transport::Tcp, "127.0.0.1:0").await).unwrap();
    plain.write_all(b"caf\xe9\n").unwrap();
    assert_eq!(ada.received().await.1, "café");
}

#[tokio::test]
async fn a_picture_is_told_as_it_grows_and_the_line_after_it_is_not_lost() {
    let bytes = picture();
    let (mut ada, stream) = with_plain(&[&bytes[..], b"done\n"].concat()).await;
    let (first, carried) = ada.data().await;
    assert_eq!(
        (first.offset, first.kind, carried),
        (0, Some(Kind::Png), true)
    );
    let (mut last, mut tellings) = (first, 1);
    while last.state == Flow::Going {
        let (next, carried) = ada.data().await;
        assert!(!carried && next.offset == 0 && next.bytes + 5 >= last.bytes);
        (last, tellings) = (next, tellings + 1);
    }
    assert_eq!(last.bytes, bytes.len() as u64);
    assert!(
        tellings >= 140_529 / (16 * 1024),
        "each telling takes its part of the quota: {tellings}"
    );
    let (_, text, carried, _) = ada.received().await;
    assert_eq!((text.as_str(), carried.offset), ("done", 140_529));
    drop(stream);
}

#[tokio::test]
async fn datagrams_are_read_by_the_encoding_and_data_is_told_as_data() {
    let mut ada = Lab::new("Ada");
    ada.encode_as(Whom::Everyone, Encoding::Gb18030);
    let at = ada.listen(Transport::Udp, "127.0.0.1:0").await;
    let plain = UdpSocket::bind("127.0.0.1:0").unwrap();
    plain.send_to(b"\xc4\xe3\xba\xc3\n", at).unwrap();
    let (peer, text, ..) = ada.received().await;
    assert_eq!(text, "你好");
    plain.send_to(&picture()[..1000], at).unwrap();
    let (data, carried) = ada.data().await;
    assert_eq!(
        (data.bytes, data.kind, data.state, carried),
        (1000, Some(Kind::Png), Flow::Over, true)
    );
    ada.say(1, peer, "€");
    plain.set_read_timeout(Some(LIMIT)).unwrap();
    let mut bytes = [0; 16];
    let length = tokio::task::spawn_blocking(move || (plain.recv(&mut bytes).unwrap(), bytes))
        .await
        .unwrap();
    assert_eq!(&length.1[..length.0], b"\xa2\xe3");
}
