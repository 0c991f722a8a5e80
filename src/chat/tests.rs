//! The chat over real loopback sockets.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::timeout;

use super::*;
use crate::msg::chat::{
    Answer, Farewell, Manner, Outcome, Part, PeerInfo, Question, Speaks, Whose,
};
use crate::proto::chat::secret::{Meeting, PrivateKey, Secret, Side};
use crate::proto::chat::{Body, Decoded, Hello, Record};
use crate::record::{Call, Carried, SocketEvent};
use crate::sys::factory::ThisMachine;

mod edges;

/// Long enough for any machine; a test that works never waits for it.
const LIMIT: Duration = Duration::from_secs(20);

thread_local! {
    /// Each test runs in a thread of its own, and has a finder of its own: a port that is free.
    static FINDER_OF_THIS_TEST: u16 =
        std::net::UdpSocket::bind("[::]:0").or_else(|_| std::net::UdpSocket::bind("0.0.0.0:0")).unwrap().local_addr().unwrap().port();
}

struct Lab {
    chat: ChatHandle,
    lane: Receivers,
}

impl Lab {
    fn new(nick: &str) -> Self {
        Self::with_finder(nick, FINDER_OF_THIS_TEST.with(|port| *port))
    }

    fn with_finder(nick: &str, finder: u16) -> Self {
        let (to, lane) = channels(LANE);
        let config = ChatConfig {
            nick: nick.to_owned(),
            instance: Shared::random(),
            finder,
            port: PORT,
            half_close: Some(HALF_CLOSE),
            broadcast: Broadcast::default(),
            reserved: Vec::new(),
        };
        Self {
            chat: start(config, Arc::new(ThisMachine), to),
            lane,
        }
    }

    /// The first call that `pick` takes.
    async fn called<T>(&mut self, mut pick: impl FnMut(&SocketEvent) -> Option<T>) -> T {
        loop {
            let call = timeout(LIMIT, self.lane.call())
                .await
                .expect("a call in time")
                .expect("the chat lives");
            if let Some(found) = pick(&call) {
                return found;
            }
        }
    }

    /// Waits for the first event that `pick` takes.
    async fn until<T>(&mut self, mut pick: impl FnMut(&ChatEvent) -> Option<T>) -> T {
        let mut seen = Vec::new();
        loop {
            let next = timeout(LIMIT, self.lane.event()).await;
            let Ok(Some(event)) = next else {
                panic!("waited in vain; seen: {seen:#?}")
            };
            if let Some(found) = pick(&event) {
                return found;
            }
            seen.push(event);
        }
    }

    async fn listen(&mut self, transport: Transport, address: &str) -> SocketAddr {
        let listen = ChatCommand::Listen {
            transport,
            address: Some(address.to_owned()),
        };
        self.chat.command(listen).unwrap();
        self.until(|event| match event {
            ChatEvent::Listening { address, .. } => Some(*address),
            _ => None,
        })
        .await
    }

    /// `None`: the address is still another's.
    async fn try_listen(&mut self, transport: Transport, at: SocketAddr) -> Option<()> {
        let listen = ChatCommand::Listen {
            transport,
            address: Some(at.to_string()),
        };
        self.chat.command(listen).unwrap();
        let listens = self.until(|event| match event {
            ChatEvent::Listening { .. } => Some(true),
            ChatEvent::ListenFailed { .. } => Some(false),
            _ => None,
        });
        listens.await.then_some(())
    }

    fn connect(&self, transport: Transport, target: impl std::fmt::Display) {
        self.connect_as(Manner::Auto, transport, target);
    }

    fn connect_as(&self, manner: Manner, transport: Transport, target: impl std::fmt::Display) {
        let target = target.to_string();
        self.chat
            .command(ChatCommand::Connect {
                transport,
                target,
                manner,
            })
            .unwrap();
    }

    async fn joined(&mut self) -> (PeerId, PeerInfo) {
        self.until(|event| match event {
            ChatEvent::Joined { peer, info } => Some((*peer, info.clone())),
            _ => None,
        })
        .await
    }

    async fn ready(&mut self) -> (PeerId, PeerInfo) {
        self.until(|event| match event {
            ChatEvent::Ready { peer, info } => Some((*peer, info.clone())),
            _ => None,
        })
        .await
    }

    fn say(&self, number: u64, peer: PeerId, text: &str) {
        let message = MessageId(number);
        self.chat
            .command(ChatCommand::Send {
                message,
                peers: vec![peer],
                text: text.to_owned(),
            })
            .unwrap();
    }

    async fn received(&mut self) -> (PeerId, String, Carried, bool) {
        self.until(|event| match event {
            ChatEvent::Received {
                peer,
                text,
                carried,
                assumed,
                ..
            } => Some((*peer, text.to_string(), carried.clone(), *assumed)),
            _ => None,
        })
        .await
    }

    async fn ticked(&mut self, number: u64, wanted: Delivery) {
        self.until(|event| match event {
            ChatEvent::Tick {
                message: MessageId(n),
                delivery,
                ..
            } if *n == number && *delivery == wanted => Some(()),
            _ => None,
        })
        .await;
    }

    async fn left(&mut self) -> (PeerId, Farewell) {
        self.until(|event| match event {
            ChatEvent::Left { peer, why } => Some((*peer, why.clone())),
            _ => None,
        })
        .await
    }
}

/// Two labs that know each other: (a, b as a sees it, b, a as b sees it).
async fn pair(transport: Transport, address: &str) -> (Lab, PeerId, Lab, PeerId) {
    let (mut ada, mut bob) = (Lab::new("Ada"), Lab::new("Bob"));
    let at = bob.listen(transport, address).await;
    ada.connect(transport, at);
    let (bob_id, bob_info) = ada.joined().await;
    let (ada_id, ada_info) = bob.joined().await;
    assert_eq!(
        (bob_info.nick.as_str(), bob_info.speaks, bob_info.incoming),
        ("Bob", Speaks::Lab, false)
    );
    assert_eq!(
        (ada_info.nick.as_str(), ada_info.speaks, ada_info.incoming),
        ("Ada", Speaks::Lab, true)
    );
    assert_eq!(
        (bob_info.local, bob_info.remote),
        (ada_info.remote, ada_info.local)
    );
    (ada, bob_id, bob, ada_id)
}

async fn talk_both_ways(transport: Transport, address: &str) {
    let (mut ada, bob_id, mut bob, ada_id) = pair(transport, address).await;
    ada.say(1, bob_id, "hello 世界");
    let (from, text, carried, assumed) = bob.received().await;
    assert_eq!(
        (from, text.as_str(), assumed),
        (ada_id, "hello 世界", false)
    );
    assert_eq!(
        &carried.bytes[carried.text.clone()],
        "hello 世界".as_bytes()
    );
    assert_eq!(
        (carried.session.clone(), carried.presentation.clone()),
        (0..16, 16..18)
    );
    ada.ticked(1, Delivery::PeerProgram).await;
    bob.say(7, ada_id, "hi");
    let (_, text, back, _) = ada.received().await;
    assert_eq!((text.as_str(), back.outgoing), ("hi", false));
    bob.ticked(7, Delivery::PeerProgram).await;
    ada.chat.command(ChatCommand::ClosePeer(bob_id)).unwrap();
    assert_eq!(bob.left().await, (ada_id, Farewell::Bye));
    assert_eq!(ada.left().await, (bob_id, Farewell::ByYou));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_labs_talk_over_tcp_and_each_text_is_known_to_have_arrived() {
    talk_both_ways(Transport::Tcp, "127.0.0.1:0").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_labs_talk_over_tcp_and_ipv6() {
    if TcpListener::bind("[::1]:0").is_err() {
        eprintln!("skipped: this machine has no IPv6");
        return;
    }
    talk_both_ways(Transport::Tcp, "[::1]:0").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_carried_is_what_the_stream_held_at_that_offset() {
    let (mut ada, bob_id, mut bob, _) = pair(Transport::Tcp, "127.0.0.1:0").await;
    for n in 0..3 {
        ada.say(n, bob_id, &format!("text {n}"));
    }
    for _ in 0..3 {
        let (_, _, theirs, _) = bob.received().await;
        let ours = ada
            .until(|event| {
                if let ChatEvent::Sent { carried, .. } = event {
                    Some(carried.clone())
                } else {
                    None
                }
            })
            .await;
        assert_eq!((ours.offset, &ours.bytes), (theirs.offset, &theirs.bytes));
        assert!(ours.offset > 0, "the greeting and the hello come first");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plain_client_gets_what_was_typed_alone_and_its_text_without_an_ending_counts() {
    let mut lab = Lab::new("Ada");
    let at = lab.listen(Transport::Tcp, "127.0.0.1:0").await;
    let mut client = TcpStream::connect(at).unwrap();
    client.write_all(b"hello \x1b[31mthere").unwrap();
    let (peer, info) = lab.joined().await;
    assert_eq!(
        (info.speaks, info.nick),
        (
            Speaks::Plain,
            client.local_addr().unwrap().to_string().into()
        )
    );
    let (_, text, carried, assumed) = lab.received().await;
    assert_eq!(
        (text.as_str(), assumed, carried.offset),
        ("hello [31mthere", true, 0)
    );
    lab.say(1, peer, "welcome");
    lab.ticked(1, Delivery::PeerTcp).await;
    let mut bytes = [0; 8];
    client.read_exact(&mut bytes).unwrap();
    assert_eq!(&bytes, b"welcome\n", "nothing that nobody typed");
    drop(client);
    assert_eq!(lab.left().await, (peer, Farewell::Finished));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plain_server_gets_text_and_never_a_binary_byte() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut lab = Lab::new("Ada");
    lab.connect(Transport::Tcp, listener.local_addr().unwrap());
    let (mut server, _) = listener.accept().unwrap();
    let (peer, info) = lab.joined().await;
    assert_eq!(info.speaks, Speaks::Plain);
    lab.say(1, peer, "hi");
    let mut bytes = [0; 16];
    let n = tokio::task::spawn_blocking(move || {
        let n = server.read(&mut bytes).unwrap();
        server.write_all(b"Hello, hi!").unwrap();
        (bytes[..n].to_vec(), server)
    });
    let (got, _server) = n.await.unwrap();
    assert_eq!(got, b"hi\n");
    let (_, text, _, assumed) = lab.received().await;
    assert_eq!((text.as_str(), assumed), ("Hello, hi!", true));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn that_one_connects_is_told_before_anybody_answers() {
    let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
    socket
        .bind(&SocketAddr::from(([127, 0, 0, 1], 0)).into())
        .unwrap();
    socket.listen(0).unwrap();
    let listener = TcpListener::from(socket);
    let at = listener.local_addr().unwrap();
    let _fills_the_queue = TcpStream::connect(at).unwrap();
    let mut lab = Lab::new("Ada");
    lab.connect_as(Manner::Plain, Transport::Tcp, at);
    let called =
        |event: &SocketEvent| matches!(event.call, Call::Connect(to) if to == at).then_some(());
    lab.called(called).await;
    // Nobody was taken out of the queue before, so that the SYN found no place.
    let _served: Vec<_> = (0..2).map(|_| listener.accept().unwrap()).collect();
    lab.joined().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_connection_says_so() {
    let free = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let mut lab = Lab::new("Ada");
    lab.connect(Transport::Tcp, free);
    let trouble = lab.until(|event| {
        if let ChatEvent::ConnectFailed { trouble, .. } = event {
            Some(trouble.clone())
        } else {
            None
        }
    });
    assert_eq!(trouble.await.what.key, "chat-refused-here");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_port_that_is_taken_says_so() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = Some(taken.local_addr().unwrap().to_string());
    let mut lab = Lab::new("Ada");
    lab.chat
        .command(ChatCommand::Listen {
            transport: Transport::Tcp,
            address,
        })
        .unwrap();
    let trouble = lab.until(|event| {
        if let ChatEvent::ListenFailed { trouble, .. } = event {
            Some(trouble.clone())
        } else {
            None
        }
    });
    assert_eq!(trouble.await.what.key, "chat-address-in-use");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_call_on_a_socket_is_told_in_order() {
    let mut lab = Lab::new("Ada");
    let listen = ChatCommand::Listen {
        transport: Transport::Tcp,
        address: Some("127.0.0.1:0".into()),
    };
    lab.chat.command(listen).unwrap();
    let told = timeout(LIMIT, lab.lane.events.recv()).await.unwrap();
    assert!(matches!(told.unwrap().event, ChatEvent::Listening { .. }));
    let mut calls = Vec::new();
    while let Ok(told) = lab.lane.calls.try_recv() {
        if told.event.purpose == crate::record::Purpose::Talk {
            calls.push(told.event.call);
        }
    }
    let names: Vec<_> = calls
        .iter()
        .map(|call| {
            format!("{call:?}")
                .split(['(', ' '])
                .next()
                .unwrap()
                .to_owned()
        })
        .collect();
    assert_eq!(names, ["Socket", "Option", "Bind", "Listen"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_malformed_record_ends_that_peer_alone() {
    let (mut ada, bob_id, mut bob, _) = pair(Transport::Tcp, "127.0.0.1:0").await;
    let at = bob.listen(Transport::Tcp, "127.0.0.1:0").await;
    let mut bad = Bare::connect(at, None);
    bad.stream.write_all(b"XXXX").unwrap();
    let (eve, why) = bob.left().await;
    assert!(matches!(why, Farewell::Broke(_)), "{why:?}");
    ada.say(1, bob_id, "still here");
    let (from, text, ..) = bob.received().await;
    assert!(from != eve && text == "still here");
    ada.ticked(1, Delivery::PeerProgram).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_on_one_connection_leaves_the_other_served_and_is_held_back() {
    let (mut ada, bob_id, mut bob, ada_id) = pair(Transport::Tcp, "127.0.0.1:0").await;
    let at = bob.listen(Transport::Tcp, "127.0.0.1:0").await;
    let mut flood = TcpStream::connect(at).unwrap();
    flood.set_nonblocking(true).unwrap();
    flood.write_all(b"x\n").unwrap();
    let (_, text, ..) = bob.received().await;
    assert_eq!(text, "x");
    // Nobody takes events: the flooder soon finds its socket full, for its bytes are not read.
    let lines = b"flood\n".repeat(4000);
    let mut sent = 0_usize;
    let mut stuck = 0;
    while stuck < 50 {
        if let Ok(n) = flood.write(&lines) {
            (sent, stuck) = (sent + n, 0);
        } else {
            stuck += 1;
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        assert!(sent < 64 << 20, "the flood was never held back");
    }
    assert!(bob.lane.events.len() <= LANE);
    ada.say(1, bob_id, "and me?");
    let mut before = 0;
    loop {
        let (from, text, ..) = bob.received().await;
        if from == ada_id {
            assert_eq!(text, "and me?");
            break;
        }
        before += 1;
        assert!(before < 4 * LANE, "the quiet peer was starved");
    }
    ada.ticked(1, Delivery::PeerProgram).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_hundred_connections_are_bounded_and_the_peer_is_served() {
    let (ada, bob_id, mut bob, _) = pair(Transport::Tcp, "127.0.0.1:0").await;
    let at = bob.listen(Transport::Tcp, "127.0.0.1:0").await;
    let crowd = tokio::task::spawn_blocking(move || {
        (0..500)
            .filter_map(|_| TcpStream::connect(at).ok())
            .collect::<Vec<_>>()
    });
    let mut joined = 0;
    // The lane is taken from all the while: a full one would hold the accepting back, as it should.
    let said = async {
        let crowd = crowd.await.unwrap();
        ada.say(1, bob_id, "hello");
        crowd
    };
    let heard = bob.until(|event| {
        joined += usize::from(matches!(event, ChatEvent::Joined { .. }));
        matches!(event, ChatEvent::Received { text, .. } if text == "hello").then_some(())
    });
    let (crowd, ()) = tokio::join!(said, heard);
    assert_eq!(crowd.len(), 500);
    assert!(joined <= 500);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broken_connection_is_made_again_and_every_text_arrives_once() {
    let (mut ada, mut bob) = (Lab::new("Ada"), Lab::new("Bob"));
    let at = bob.listen(Transport::Tcp, "127.0.0.1:0").await;
    let mut cable = Cable::new(at).await;
    // No finder knows the cable's port.
    ada.connect_as(Manner::Lab, Transport::Tcp, cable.address);
    let (bob_id, _) = ada.joined().await;
    ada.say(0, bob_id, "text 0");
    assert_eq!(bob.received().await.1, "text 0");
    for round in 1..4 {
        cable.cut().await;
        ada.say(round, bob_id, &format!("text {round}"));
        assert_eq!(bob.received().await.1, format!("text {round}"));
        ada.ticked(round, Delivery::PeerProgram).await;
    }
}

/// A lab made of a bare socket, so that it can be rude.
struct Bare {
    stream: TcpStream,
    session: u64,
    secret: Secret,
}

impl Bare {
    /// Connects to a lab as instance 7, for a new session or to carry one on.
    fn connect(to: SocketAddr, known: Option<(u64, Secret)>) -> Self {
        Self::try_connect(to, known).expect("the lab proves the session")
    }

    /// As another program than number 7.
    fn connect_as(instance: u64, to: SocketAddr) -> Self {
        Self::meet(TcpStream::connect(to).unwrap(), instance, None, b"").expect("a session")
    }

    /// As [`Bare::connect`]; `None`: the lab ends the connection.
    fn try_connect(to: SocketAddr, known: Option<(u64, Secret)>) -> Option<Self> {
        Self::greet(TcpStream::connect(to).unwrap(), known, b"")
    }

    /// Over a connection on which the lab has said `before` already.
    fn greet(stream: TcpStream, known: Option<(u64, Secret)>, before: &[u8]) -> Option<Self> {
        Self::meet(stream, 7, known, before)
    }

    fn meet(
        stream: TcpStream,
        instance: u64,
        known: Option<(u64, Secret)>,
        before: &[u8],
    ) -> Option<Self> {
        stream.set_read_timeout(Some(LIMIT)).unwrap();
        let key = PrivateKey::from_random([7; 32]);
        let session = known.as_ref().map_or(0, |(session, _)| *session);
        let nonce = Shared::random_bytes().unwrap();
        let ours = Hello {
            instance,
            session,
            nonce,
            key: key.public(),
            nick: "Eve".into(),
            ..Hello::default()
        };
        let mut this = Self {
            stream,
            session,
            secret: crate::proto::chat::datagram::tests::secret(),
        };
        let greeting = crate::proto::chat::greeting(instance);
        this.stream.write_all(greeting.as_bytes()).unwrap();
        this.say(Body::Hello(ours.clone()));
        let mut said = vec![0; before.len() + greeting.len()];
        this.stream.read_exact(&mut said).unwrap();
        assert_eq!(&said[..before.len()], before);
        let Some(Body::Hello(theirs)) = this.hear() else {
            panic!("no hello")
        };
        this.session = theirs.session;
        let meeting = Meeting {
            session: theirs.session,
            connector: ours.introduction(),
            listener: theirs.introduction(),
        };
        this.secret = match known {
            Some((session, secret)) if session == theirs.session => secret,
            _ => Secret::agree(&key, Side::Connector, &meeting).unwrap(),
        };
        this.say(Body::Proof(this.secret.prove(Side::Connector, &meeting, 0)));
        match this.hear()? {
            Body::Proof(proof) => {
                assert!(this.secret.is_proved(Side::Listener, &meeting, 0, &proof));
            }
            other => panic!("no proof but {other:?}"),
        }
        Some(this)
    }

    fn say(&mut self, body: Body) {
        self.stream
            .write_all(&Record::control(0, body).encode())
            .unwrap();
    }

    fn say_text(&mut self, number: u32, text: &str) {
        let body = Body::Text(text.as_bytes().to_vec());
        self.stream
            .write_all(
                &Record {
                    sequence: number,
                    acknowledgement: 0,
                    body,
                }
                .encode(),
            )
            .unwrap();
    }

    fn hear(&mut self) -> Option<Body> {
        self.hear_record().map(|record| record.body)
    }

    /// The next record; `None`: the connection has ended.
    fn hear_record(&mut self) -> Option<Record> {
        let mut bytes = Vec::new();
        loop {
            match crate::proto::chat::decode(&bytes).unwrap() {
                Decoded::Record(record, _) => return Some(record),
                Decoded::NeedMore(_) => {
                    let mut byte = [0];
                    self.stream.read_exact(&mut byte).ok()?;
                    bytes.extend(byte);
                }
            }
        }
    }
}

/// Bob, to whom Eve had connected until her connection broke: where he listens, who she is there, and what
/// carries her session on.
async fn left_by_eve() -> (Lab, SocketAddr, PeerId, (u64, Secret)) {
    let mut bob = Lab::new("Bob");
    let at = bob.listen(Transport::Tcp, "127.0.0.1:0").await;
    let eve = Bare::connect(at, None);
    let (peer, _) = bob.joined().await;
    let known = (eve.session, eve.secret.clone());
    drop(eve);
    bob.until(|event| matches!(event, ChatEvent::Reconnecting { attempt: 0, .. }).then_some(()))
        .await;
    (bob, at, peer, known)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lab_that_finishes_without_a_goodbye_keeps_its_session() {
    let (mut bob, at, peer, known) = left_by_eve().await;
    bob.say(1, peer, "kept");
    bob.ticked(1, Delivery::Waiting).await;
    let mut eve = Bare::connect(at, Some(known.clone()));
    assert_eq!(
        (eve.session, eve.hear()),
        (known.0, Some(Body::Text(b"kept".to_vec())))
    );
    bob.until(|event| matches!(event, ChatEvent::Resumed { .. }).then_some(()))
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broken_connection_is_reset_so_that_its_texts_are_not_sent_by_the_kernel_too() {
    let mut bob = Lab::new("Bob");
    let at = bob.listen(Transport::Tcp, "127.0.0.1:0").await;
    let mut eve = Bare::connect(at, None);
    bob.joined().await;
    bob.chat.command(ChatCommand::LinkChanged).unwrap();
    // The answer to the ping never comes.
    assert!(matches!(eve.hear(), Some(Body::Ping(_))));
    bob.until(|event| matches!(event, ChatEvent::Silent { .. }).then_some(()))
        .await;
    assert_eq!(
        eve.stream.read(&mut [0]).unwrap_err().kind(),
        std::io::ErrorKind::ConnectionReset
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_text_that_reached_the_peers_tcp_is_not_called_lost_when_it_leaves() {
    let mut bob = Lab::new("Bob");
    let at = bob.listen(Transport::Tcp, "127.0.0.1:0").await;
    let mut eve = Bare::connect(at, None);
    let (peer, _) = bob.joined().await;
    bob.say(1, peer, "hello");
    bob.ticked(1, Delivery::PeerTcp).await;
    eve.say(Body::Bye(String::new()));
    let lost = bob.until(|event| match event {
        ChatEvent::Tick {
            delivery: Delivery::Lost,
            ..
        } => Some(true),
        ChatEvent::Left { why, .. } => Some(*why != Farewell::Bye),
        _ => None,
    });
    assert!(!lost.await);
}

/// A forwarder between two labs whose connections can be reset.
struct Cable {
    address: SocketAddr,
    cut: tokio::sync::broadcast::Sender<()>,
    /// A word from each connection that was cut.
    was_cut: mpsc::UnboundedReceiver<()>,
}

impl Cable {
    async fn new(to: SocketAddr) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (cut, _) = tokio::sync::broadcast::channel(1);
        let cuts = cut.clone();
        let (tell, was_cut) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Ok((mut a, _)) = listener.accept().await {
                let Ok(mut b) = tokio::net::TcpStream::connect(to).await else {
                    continue;
                };
                let (mut cut, tell) = (cuts.subscribe(), tell.clone());
                tokio::spawn(async move {
                    tokio::select! {
                        _ = tokio::io::copy_bidirectional(&mut a, &mut b) => {}
                        _ = cut.recv() => {
                            for end in [&a, &b] {
                                socket2::SockRef::from(end).set_linger(Some(Duration::ZERO)).unwrap();
                            }
                            drop((a, b));
                            let _ = tell.send(());
                        }
                    }
                });
            }
        });
        Self {
            address,
            cut,
            was_cut,
        }
    }

    /// Returns when it is done: nothing that is said from now on gets through.
    async fn cut(&mut self) {
        for _ in 0..self.cut.send(()).unwrap() {
            self.was_cut.recv().await.unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_end_of_the_program_says_goodbye_in_time() {
    let (ada, _, mut bob, ada_id) = pair(Transport::Tcp, "127.0.0.1:0").await;
    ada.chat.shutdown().await;
    assert_eq!(bob.left().await, (ada_id, Farewell::Bye));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_nick_is_told() {
    let (ada, _, mut bob, _) = pair(Transport::Tcp, "127.0.0.1:0").await;
    ada.chat
        .command(ChatCommand::Nick("Countess\u{202e}".into()))
        .unwrap();
    let nick = bob
        .until(|event| {
            if let ChatEvent::Changed { info, .. } = event {
                Some(info.nick.clone())
            } else {
                None
            }
        })
        .await;
    assert_eq!(nick, "Countess");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_labs_talk_over_udp_and_acknowledgements_come_back() {
    let (mut ada, bob_id, mut bob, ada_id) = pair(Transport::Udp, "127.0.0.1:0").await;
    ada.say(1, bob_id, "hello");
    let (from, text, carried, _) = bob.received().await;
    assert_eq!(
        (from, text.as_str(), carried.text),
        (ada_id, "hello", 42..47)
    );
    ada.ticked(1, Delivery::PeerProgram).await;
    bob.say(2, ada_id, "hi");
    assert_eq!(ada.received().await.1, "hi");
    bob.ticked(2, Delivery::PeerProgram).await;
    ada.chat.command(ChatCommand::ClosePeer(bob_id)).unwrap();
    assert_eq!(bob.left().await, (ada_id, Farewell::Bye));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_labs_talk_over_udp_and_ipv6() {
    if TcpListener::bind("[::1]:0").is_err() {
        eprintln!("skipped: this machine has no IPv6");
        return;
    }
    let (ada, bob_id, mut bob, _) = pair(Transport::Udp, "[::1]:0").await;
    ada.say(1, bob_id, "hello");
    assert_eq!(bob.received().await.1, "hello");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plain_datagram_is_a_message_and_is_answered_in_plain_text() {
    let mut lab = Lab::new("Ada");
    let at = lab.listen(Transport::Udp, "127.0.0.1:0").await;
    let client = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    client.send_to(b"hello\n", at).unwrap();
    let (peer, info) = lab.joined().await;
    assert_eq!(info.speaks, Speaks::Plain);
    assert_eq!(lab.received().await.1, "hello");
    lab.say(1, peer, "hi");
    let mut bytes = [0; 100];
    let n = client.recv(&mut bytes).unwrap();
    assert_eq!(&bytes[..n], b"hi");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_udp_server_gets_what_was_typed_alone() {
    let server = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    let mut lab = Lab::new("Ada");
    lab.connect(Transport::Udp, server.local_addr().unwrap());
    let (peer, info) = lab.ready().await;
    assert_eq!(
        (info.speaks, info.proved),
        (Speaks::Unknown, false),
        "nothing has come from it"
    );
    lab.say(1, peer, "hi");
    let mut bytes = [0; 100];
    let (n, from) = server.recv_from(&mut bytes).unwrap();
    assert_eq!(
        &bytes[..n],
        b"hi",
        "the first datagram is the student's own"
    );
    server.send_to(&bytes[..n], from).unwrap();
    assert_eq!(lab.received().await.1, "hi");
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_udp_port_where_nobody_receives_is_told() {
    let free = std::net::UdpSocket::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let mut lab = Lab::new("Ada");
    lab.connect(Transport::Udp, free);
    let (peer, _) = lab.ready().await;
    lab.say(1, peer, "anybody?");
    assert!(
        matches!(lab.left().await, (left, Farewell::Broke(why)) if left == peer && why.key == "chat-udp-unreachable")
    );
}

/// Waits until this is said of what a peer can do.
async fn can_sight(lab: &mut Lab, wanted: bool) {
    lab.until(|event| match event {
        ChatEvent::Joined { info, .. } | ChatEvent::Changed { info, .. }
            if info.can_sight == wanted =>
        {
            Some(())
        }
        _ => None,
    })
    .await;
}

#[tokio::test]
async fn sightings_are_asked_and_answered_over_tcp_and_udp() {
    for transport in [Transport::Tcp, Transport::Udp] {
        let (mut ada, mut bob) = (Lab::new("Ada"), Lab::new("Bob"));
        let address = bob.listen(transport, "127.0.0.1:0").await;
        ada.connect(transport, address);
        let ((to_bob, info), (to_ada, _)) = (ada.joined().await, bob.joined().await);
        assert!(!info.can_sight, "nobody captures so far");
        let ask = |id| ChatCommand::AskSighting {
            peer: to_bob,
            question: Question {
                id,
                whose: Whose::Asker,
                part: Part::Text { number: 1 },
            },
        };
        let sighted = |event: &ChatEvent| match event {
            ChatEvent::Sighted { answer, .. } => Some(answer.clone()),
            _ => None,
        };
        ada.chat.command(ask(1)).unwrap();
        assert_eq!(
            ada.until(sighted).await,
            Answer::without(1, Outcome::NoRight),
            "the chat itself says so"
        );

        bob.chat.command(ChatCommand::SetSight(true)).unwrap();
        can_sight(&mut ada, true).await;
        (2..=6).for_each(|id| ada.chat.command(ask(id)).unwrap());
        assert_eq!(
            ada.until(sighted).await,
            Answer::without(6, Outcome::Refused),
            "four may wait"
        );
        let asked = bob.until(|event| match event {
            ChatEvent::SightingAsked { peer, question } if *peer == to_ada => Some(*question),
            _ => None,
        });
        assert_eq!(asked.await.id, 2);
        let answer = Answer {
            id: 2,
            ..Answer::without(2, Outcome::NotSeen)
        };
        bob.chat
            .command(ChatCommand::AnswerSighting {
                peer: to_ada,
                answer: Answer::without(99, Outcome::NotSeen),
            })
            .unwrap();
        bob.chat
            .command(ChatCommand::AnswerSighting {
                peer: to_ada,
                answer: answer.clone(),
            })
            .unwrap();
        assert_eq!(
            ada.until(sighted).await,
            answer,
            "number 99 was never asked"
        );

        bob.chat.command(ChatCommand::SetSight(false)).unwrap();
        can_sight(&mut ada, false).await;
        ada.chat.shutdown().await;
        bob.chat.shutdown().await;
    }
}

#[tokio::test]
async fn a_capture_that_begins_while_one_connects_is_told() {
    let (ada, mut bob) = (Lab::new("Ada"), Lab::new("Bob"));
    let address = bob.listen(Transport::Tcp, "127.0.0.1:0").await;
    ada.connect(Transport::Tcp, address);
    ada.chat.command(ChatCommand::SetSight(true)).unwrap();
    can_sight(&mut bob, true).await;
    ada.chat.shutdown().await;
    bob.chat.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_each_recv_gave_and_each_send_took_is_known_of_a_message() {
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut lab = Lab::new("Ada");
    lab.connect(Transport::Tcp, server.local_addr().unwrap());
    let (mut stream, _) = server.accept().unwrap();
    stream.write_all(b"one\ntwo\nthree\n").unwrap();
    let (mut came, mut peer) = (Vec::new(), None);
    for text in ["one", "two", "three"] {
        let (from, got, carried, _) = lab.received().await;
        assert_eq!(got, text);
        peer = Some(from);
        came.push((carried.in_stream(), carried.calls));
    }
    assert!(
        came.iter()
            .all(|(_, calls)| calls.ranges.iter().eq([&(0..14)]) && calls.more == 0),
        "one recv gave all three: {came:?}"
    );
    assert_eq!(
        came.iter().map(|(own, _)| own.clone()).collect::<Vec<_>>(),
        [0..4, 4..8, 8..14]
    );
    lab.say(1, peer.unwrap(), "Ada");
    let calls = lab
        .until(|event| match event {
            ChatEvent::Sent { carried, .. } => Some(carried.calls.clone()),
            _ => None,
        })
        .await;
    assert!(calls.ranges.iter().eq([&(0..4)]), "{calls:?}");
}
mod encodings;
mod hostile;
mod plain;
