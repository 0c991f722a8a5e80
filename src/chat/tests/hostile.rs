//! Peers who mean harm: what they claim is not believed, and what is others' is not given to them.

use std::net::UdpSocket;

use super::*;
use crate::proto::chat::datagram;
use crate::proto::chat::finder::{self, Answer, Message};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sessions_numbers_alone_take_nothing_over() {
    let (mut bob, at, peer, known) = left_by_eve().await;
    bob.say(1, peer, "for eve alone");
    bob.ticked(1, Delivery::Waiting).await;
    // Anybody on the wire could read session and instance.
    let thief = datagram::tests::secret();
    assert!(
        Bare::try_connect(at, Some((known.0, thief))).is_none(),
        "not proved: the lab ends it"
    );
    let mut eve = Bare::connect(at, Some(known));
    assert_eq!(eve.hear(), Some(Body::Text(b"for eve alone".to_vec())));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_kept_for_a_lab_is_not_given_to_its_successor() {
    is_succeeded(Manner::Auto).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lab_that_was_insisted_on_has_a_successor_too() {
    is_succeeded(Manner::Lab).await;
}

async fn is_succeeded(manner: Manner) {
    let mut ada = Lab::new("Ada");
    let finder = FINDER_OF_THIS_TEST.with(|port| *port);
    let killed = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let (lab, at) = runtime.block_on(async {
            let mut lab = Lab::with_finder("Bob", finder);
            let at = lab.listen(Transport::Tcp, "127.0.0.1:0").await;
            (lab, at)
        });
        (runtime, lab, at)
    });
    let (runtime, mut old_bob, at) = tokio::task::spawn_blocking(|| killed.join().unwrap())
        .await
        .unwrap();
    ada.connect_as(manner, Transport::Tcp, at);
    let (first, info) = ada.joined().await;
    assert_eq!(info.speaks, Speaks::Lab);
    old_bob.joined().await;
    runtime.shutdown_background();
    ada.until(|event| matches!(event, ChatEvent::Reconnecting { .. }).then_some(()))
        .await;
    ada.say(1, first, "the password is 1234");
    ada.ticked(1, Delivery::Waiting).await;
    let mut new_bob = Lab::new("Bob");
    while new_bob.try_listen(Transport::Tcp, at).await.is_none() {}
    let lost = ada.until(|event| match event {
        ChatEvent::NotDelivered { peer, count, .. } => Some((*peer, *count)),
        _ => None,
    });
    assert_eq!(lost.await, (first, 1));
    let (second, _) = ada.joined().await;
    assert_ne!(second, first);
    ada.say(2, second, "hello again");
    assert_eq!(
        new_bob.received().await.1,
        "hello again",
        "and nothing before it"
    );
}

/// A lab over UDP made of a bare socket.
struct BareUdp {
    socket: UdpSocket,
    secret: Secret,
    sent: u64,
}

impl BareUdp {
    fn hello(nonce: [u8; 16]) -> (Hello, PrivateKey) {
        let key = PrivateKey::from_random([9; 32]);
        (
            Hello {
                instance: 9,
                nonce,
                key: key.public(),
                nick: "Ann".into(),
                ..Hello::default()
            },
            key,
        )
    }

    fn socket(to: SocketAddr) -> UdpSocket {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        socket.set_read_timeout(Some(LIMIT)).unwrap();
        socket.connect(to).unwrap();
        socket
    }

    fn hear(socket: &UdpSocket) -> Vec<u8> {
        let mut bytes = [0; 2048];
        let n = socket.recv(&mut bytes).unwrap();
        bytes[..n].to_vec()
    }

    /// Echoes the challenge's cookie and gets a session.
    fn connect(to: SocketAddr) -> Self {
        Self::over(Self::socket(to))
    }

    /// As [`BareUdp::connect`], over a socket that may have had a session before.
    fn over(socket: UdpSocket) -> Self {
        let (mut ours, key) = Self::hello(Shared::random_bytes().unwrap());
        let first = Record::control(0, Body::Hello(ours.clone())).encode();
        socket.send(&first).unwrap();
        let challenge = Self::hear(&socket);
        assert!(
            challenge.len() <= first.len(),
            "no amplifier: {} for {}",
            challenge.len(),
            first.len()
        );
        let Some(Body::Challenge(nonce, cookie)) =
            datagram::bare(&challenge).map(|record| record.body)
        else {
            panic!()
        };
        assert_eq!(nonce, ours.nonce);
        ours.cookie = Some(cookie);
        socket
            .send(&Record::control(0, Body::Hello(ours.clone())).encode())
            .unwrap();
        let answer = Self::hear(&socket);
        let Some((
            Record {
                body: Body::Hello(theirs),
                ..
            },
            _,
        )) = datagram::unsealed(&answer)
        else {
            panic!()
        };
        assert_eq!(theirs.echo, ours.nonce);
        let meeting = Meeting {
            session: theirs.session,
            connector: ours.introduction(),
            listener: theirs.introduction(),
        };
        let secret = Secret::agree(&key, Side::Connector, &meeting).unwrap();
        assert!(datagram::open(&secret, Side::Listener, &answer).is_some());
        Self {
            socket,
            secret,
            sent: 0,
        }
    }

    fn text(number: u32, text: &str) -> Record {
        Record {
            sequence: number,
            acknowledgement: 0,
            body: Body::Text(text.as_bytes().to_vec()),
        }
    }

    /// Sends a sealed record; gives its bytes.
    fn say(&mut self, record: &Record) -> Vec<u8> {
        let bytes = datagram::seal(&self.secret, Side::Connector, self.sent, record);
        self.sent += 1;
        self.socket.send(&bytes).unwrap();
        bytes
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_forged_in_a_labs_name_changes_nothing() {
    let mut lab = Lab::new("Ada");
    let at = lab.listen(Transport::Udp, "127.0.0.1:0").await;
    let mut ann = BareUdp::connect(at);
    let (peer, info) = lab.joined().await;
    assert_eq!(
        (info.nick.as_str(), info.speaks, info.proved),
        ("Ann", Speaks::Lab, true)
    );
    lab.say(1, peer, "secret");
    lab.ticked(1, Delivery::Kernel).await;
    // Whoever forges her address has her header and her numbers, but not the session's secret.
    let wrong = datagram::tests::secret();
    let forged = [
        BareUdp::text(1, "forged"),
        Record::control(1, Body::Acknowledgement),
        Record::control(
            0,
            Body::Hello(Hello {
                instance: 9,
                nick: "Mallory".into(),
                ..Hello::default()
            }),
        ),
        Record::control(0, Body::Bye(String::new())),
    ];
    for record in &forged {
        ann.socket.send(&record.encode()).unwrap();
        ann.socket
            .send(&datagram::seal(&wrong, Side::Connector, 50, record))
            .unwrap();
    }
    ann.socket.send(b"plain text in her name\n").unwrap();
    let second = BareUdp::hello([3; 16]).0;
    ann.socket
        .send(&Record::control(0, Body::Hello(second)).encode())
        .unwrap();
    ann.say(&BareUdp::text(1, "her own"));
    let mut seen = Vec::new();
    lab.until(|event| match event {
        ChatEvent::Received { text, .. } if text == "her own" => Some(()),
        event => {
            seen.push(format!("{event:?}"));
            None
        }
    })
    .await;
    assert_eq!(seen, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_old_datagram_is_never_shown_again() {
    let mut lab = Lab::new("Ada");
    let at = lab.listen(Transport::Udp, "127.0.0.1:0").await;
    let mut ann = BareUdp::connect(at);
    let first = ann.say(&BareUdp::text(1, "pay 1 coin"));
    assert_eq!(lab.received().await.1, "pay 1 coin");
    for number in 2..90 {
        ann.say(&BareUdp::text(number, "m"));
        lab.received().await;
    }
    ann.socket.send(&first).unwrap();
    ann.say(&BareUdp::text(90, "end"));
    assert_eq!(lab.received().await.1, "end");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn strangers_neither_take_all_places_nor_get_more_than_they_send() {
    let mut lab = Lab::new("Ada");
    let at = lab.listen(Transport::Udp, "127.0.0.1:0").await;
    let kept: Vec<_> = (0..100)
        .map(|n: u8| {
            let socket = BareUdp::socket(at);
            socket
                .send(&Record::control(0, Body::Ping([7; 8])).encode())
                .unwrap();
            socket
                .send(&Record::control(0, Body::Hello(BareUdp::hello([n + 1; 16]).0)).encode())
                .unwrap();
            // Only the hello is answered, and nothing is kept of it.
            assert!(matches!(
                datagram::bare(&BareUdp::hear(&socket)).unwrap().body,
                Body::Challenge(..)
            ));
            while let Ok(delivered) = lab.lane.events.try_recv() {
                assert!(!matches!(delivered.event, ChatEvent::Joined { .. }));
            }
            // Were its calls left lying, the socket would not be read any more.
            while lab.lane.calls.try_recv().is_ok() {}
            socket
        })
        .collect();
    // Those who send plain text cannot be proved: they make room for one another.
    for socket in kept.iter().take(60) {
        socket.send(b"x").unwrap();
        lab.received().await;
    }
    let mut ann = BareUdp::connect(at);
    ann.say(&BareUdp::text(1, "may I?"));
    assert_eq!(lab.received().await.1, "may I?");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_session_of_the_same_running_program_is_not_called_a_new_program() {
    let mut bob = Lab::new("Bob");
    let at = bob.listen(Transport::Udp, "127.0.0.1:0").await;
    let ann = BareUdp::connect(at);
    let (old, _) = bob.joined().await;
    let _ann = BareUdp::over(ann.socket);
    assert_eq!(bob.left().await, (old, Farewell::Renewed));
    assert_ne!(bob.joined().await.0, old);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_that_was_started_anew_is_one_peer() {
    let mut bob = Lab::new("Bob");
    let at = bob.listen(Transport::Tcp, "127.0.0.1:0").await;
    let killed = Bare::connect_as(8, at);
    let (old, _) = bob.joined().await;
    drop(killed);
    bob.until(|event| matches!(event, ChatEvent::Reconnecting { attempt: 0, .. }).then_some(()))
        .await;
    let _again = Bare::connect_as(9, at);
    let left = bob.until(|event| match event {
        ChatEvent::Left { peer, why } => Some((*peer, why.clone())),
        ChatEvent::Joined { .. } => panic!("the old one goes first"),
        _ => None,
    });
    assert_eq!(left.await, (old, Farewell::Returned));
    assert_eq!(bob.joined().await.1.nick, "Eve", "its name is free again");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_comes_back_before_its_old_connection_has_broken_is_one_peer_too() {
    let mut bob = Lab::new("Bob");
    let at = bob.listen(Transport::Tcp, "127.0.0.1:0").await;
    // The machine lost its power: no FIN and no RST came.
    let vanished = Bare::connect_as(8, at);
    let (old, _) = bob.joined().await;
    let _again = Bare::connect_as(9, at);
    bob.joined().await;
    drop(vanished);
    let left = bob.until(|event| match event {
        ChatEvent::Left { peer, why } => Some((*peer, why.clone())),
        ChatEvent::Reconnecting { .. } => panic!("nobody will come back to it"),
        _ => None,
    });
    assert_eq!(left.await, (old, Farewell::Returned));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_has_ended_its_sending_keeps_nobody_out() {
    let mut bob = Lab::new("Bob");
    let at = bob.listen(Transport::Tcp, "127.0.0.1:0").await;
    let mut all = Vec::new();
    for _ in 0..=crowd::MOST_SILENT {
        let mut stream = TcpStream::connect(at).unwrap();
        stream.write_all(b"x\n").unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        all.push(stream);
        bob.until(|event| matches!(event, ChatEvent::Finished { .. }).then_some(()))
            .await;
    }
    let left = bob.until(|event| match event {
        ChatEvent::Left { peer, why } => Some((*peer, why.clone())),
        _ => None,
    });
    assert_eq!(left.await.1, Farewell::Finished);
    all[0].set_read_timeout(Some(LIMIT)).unwrap();
    assert_eq!(all[0].read(&mut [0; 9]).unwrap(), 0, "FIN, no RST");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_so_many_who_broke_off_are_waited_for() {
    let mut bob = Lab::new("Bob");
    let at = bob.listen(Transport::Tcp, "127.0.0.1:0").await;
    let mut first = None;
    for _ in 0..=crowd::MOST_AWAY {
        // All are the same program, so that none is another's successor.
        drop(Bare::connect_as(8, at));
        first = first.or(Some(bob.joined().await.0));
        bob.until(|event| matches!(event, ChatEvent::Reconnecting { .. }).then_some(()))
            .await;
    }
    let left = bob.until(|event| match event {
        ChatEvent::Left { peer, why } => Some((*peer, why.clone())),
        _ => None,
    });
    assert_eq!(
        Some(left.await),
        first.map(|first| (first, Farewell::Silent))
    );
}

/// A finder that names the same program for whatever is asked; gives its port.
fn finder_that_names(instance: u64) -> u16 {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    socket.set_read_timeout(Some(LIMIT)).unwrap();
    let port = socket.local_addr().unwrap().port();
    std::thread::spawn(move || {
        let (mut bytes, mut named) = ([0; 100], false);
        while let Ok((length, from)) = socket.recv_from(&mut bytes)
            && !named
        {
            if let Ok(Message::Question(question)) = finder::decode(&bytes[..length]) {
                named = socket
                    .send_to(&Answer { question, instance }.encode(), from)
                    .is_ok();
            }
        }
    });
    port
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn behind_a_forwarded_port_another_lab_is_no_peer_and_is_told_so() {
    let mut carol = Lab::new("Carol");
    let at = carol.listen(Transport::Udp, "127.0.0.1:0").await;
    let mut ada = Lab::with_finder("Ada", finder_that_names(7));
    ada.connect(Transport::Udp, at);
    let why = ada.until(|event| match event {
        ChatEvent::ConnectFailed { trouble, .. } => Some(trouble.what.key),
        ChatEvent::Joined { .. } => panic!("{event:?}"),
        _ => None,
    });
    assert_eq!(why.await, "chat-impostor");
    let (peer, _) = carol.joined().await;
    assert_eq!(carol.left().await, (peer, Farewell::Bye));
}
