//! A plain program gets what was typed and nothing else, and is never reset because of the lab.

use super::*;

/// Everything a lab hears from one peer until that leaves: the bytes of its lines, and why it left.
async fn all_of(lab: &mut Lab) -> (usize, Farewell) {
    let mut bytes = 0;
    let why = lab.until(|event| match event {
        ChatEvent::Received { carried, .. } => {
            bytes += carried.bytes.len();
            None
        }
        ChatEvent::Left { why, .. } => Some(why.clone()),
        _ => None,
    });
    let why = why.await;
    (bytes, why)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_that_a_send_only_client_sends_arrives_and_it_ends_with_fin() {
    const ALL: usize = 1 << 20;
    let mut lab = Lab::new("Ada");
    let at = lab.listen(Transport::Tcp, "127.0.0.1:0").await;
    let client = tokio::task::spawn_blocking(move || {
        let mut client = TcpStream::connect(at).unwrap();
        client
            .write_all(&b"0123456789abcde\n".repeat(ALL / 16))
            .unwrap();
        // It never reads: were there anything unread, this close would be a reset.
    });
    let (bytes, why) = all_of(&mut lab).await;
    client.await.unwrap();
    assert_eq!((bytes, why), (ALL, Farewell::Finished));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_only_waits_gets_what_was_typed() {
    let mut lab = Lab::new("Ada");
    let at = lab.listen(Transport::Tcp, "127.0.0.1:0").await;
    let mut client = TcpStream::connect(at).unwrap();
    let (peer, info) = lab.joined().await;
    assert_eq!(info.speaks, Speaks::Unknown, "it has said nothing");
    lab.say(1, peer, "hello");
    lab.ticked(1, Delivery::PeerTcp).await;
    lab.chat.command(ChatCommand::ClosePeer(peer)).unwrap();
    let mut all = Vec::new();
    let all = tokio::task::spawn_blocking(move || client.read_to_end(&mut all).map(|_| all))
        .await
        .unwrap();
    assert_eq!(all.unwrap(), b"hello\n");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_ends_its_sending_at_once_is_served_on() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut lab = Lab::new("Ada");
    lab.connect(Transport::Tcp, listener.local_addr().unwrap());
    let (mut server, _) = listener.accept().unwrap();
    server.shutdown(std::net::Shutdown::Write).unwrap();
    let (peer, _) = lab.joined().await;
    let closing = lab.until(|event| match event {
        ChatEvent::Finished { closing, .. } => Some(*closing),
        _ => None,
    });
    assert_eq!(closing.await, Some(HALF_CLOSE));
    lab.chat.command(ChatCommand::Keep(peer)).unwrap();
    lab.until(|event| matches!(event, ChatEvent::Finished { closing: None, .. }).then_some(()))
        .await;
    lab.say(1, peer, "one");
    lab.ticked(1, Delivery::PeerTcp).await;
    lab.chat.command(ChatCommand::ClosePeer(peer)).unwrap();
    let mut all = Vec::new();
    let all = tokio::task::spawn_blocking(move || server.read_to_end(&mut all).map(|_| all))
        .await
        .unwrap();
    assert_eq!(all.unwrap(), b"one\n");
    assert_eq!(lab.left().await, (peer, Farewell::ByYou));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plain_close_is_answered_by_our_fin() {
    let mut lab = Lab::new("Ada");
    let at = lab.listen(Transport::Tcp, "127.0.0.1:0").await;
    drop(TcpStream::connect(at).unwrap());
    let (peer, info) = lab.joined().await;
    assert!(!info.finished);
    let changed = lab.until(|event| {
        if let ChatEvent::Changed { info, .. } = event {
            Some(info.finished)
        } else {
            None
        }
    });
    assert!(changed.await);
    assert_eq!(lab.left().await, (peer, Farewell::Finished));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reset_ends_a_half_closed_peer_at_once() {
    let mut lab = Lab::new("Ada");
    let at = lab.listen(Transport::Tcp, "127.0.0.1:0").await;
    let client = TcpStream::connect(at).unwrap();
    client.shutdown(std::net::Shutdown::Write).unwrap();
    let (peer, _) = lab.joined().await;
    lab.chat.command(ChatCommand::Keep(peer)).unwrap();
    lab.until(|event| matches!(event, ChatEvent::Finished { closing: None, .. }).then_some(()))
        .await;
    socket2::SockRef::from(&client)
        .set_linger(Some(Duration::ZERO))
        .unwrap();
    drop(client);
    assert_eq!(lab.left().await, (peer, Farewell::Reset));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lab_that_greets_late_is_a_lab() {
    let mut lab = Lab::new("Ada");
    let at = lab.listen(Transport::Tcp, "127.0.0.1:0").await;
    let stream = TcpStream::connect(at).unwrap();
    let (peer, info) = lab.joined().await;
    assert_eq!(info.speaks, Speaks::Unknown);
    // Taken for somebody silent, it is written to in plain text …
    lab.say(1, peer, "anybody?");
    lab.ticked(1, Delivery::PeerTcp).await;
    // … which the late lab finds before the greeting.
    let late = tokio::task::spawn_blocking(move || {
        Bare::greet(stream, None, b"anybody?\n").expect("a session")
    });
    let changed = lab.until(|event| {
        if let ChatEvent::Changed { peer, info } = event {
            Some((*peer, info.speaks))
        } else {
            None
        }
    });
    assert_eq!(changed.await, (peer, Speaks::Lab));
    let mut late = late.await.unwrap();
    late.say_text(1, "late but here");
    assert_eq!(lab.received().await.1, "late but here");
    lab.say(2, peer, "for a lab");
    let first = tokio::task::spawn_blocking(move || {
        loop {
            let record = late.hear_record().unwrap();
            if let Body::Text(text) = record.body {
                return (record.sequence, text);
            }
        }
    });
    assert_eq!(
        first.await.unwrap(),
        (1, b"for a lab".to_vec()),
        "the session's first: a gap would be malformed"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_goodbye_said_before_the_finder_has_answered_is_not_forgotten() {
    let finder = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    finder.set_read_timeout(Some(LIMIT)).unwrap();
    let mut bob = Lab::new("Bob");
    let at = bob.listen(Transport::Tcp, "127.0.0.1:0").await;
    let mut ada = Lab::with_finder("Ada", finder.local_addr().unwrap().port());
    ada.connect(Transport::Tcp, at);
    let (peer, _) = ada.joined().await;
    ada.say(1, peer, "and goodbye");
    ada.chat.command(ChatCommand::ClosePeer(peer)).unwrap();
    let bobs_finder = SocketAddr::from(([127, 0, 0, 1], FINDER_OF_THIS_TEST.with(|port| *port)));
    let late = tokio::task::spawn_blocking(move || {
        let mut bytes = [0; 128];
        let (length, asker) = finder.recv_from(&mut bytes).unwrap();
        finder.send_to(&bytes[..length], bobs_finder).unwrap();
        // Ada's next question may come before Bob's answer.
        let (length, from) = std::iter::repeat_with(|| finder.recv_from(&mut bytes).unwrap())
            .find(|(_, f)| *f != asker)
            .unwrap();
        assert_eq!(from, bobs_finder);
        finder.send_to(&bytes[..length], asker).unwrap();
    });
    late.await.unwrap();
    assert_eq!(bob.received().await.1, "and goodbye");
    assert_eq!(ada.left().await, (peer, Farewell::ByYou));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_beginning_of_a_greeting_alone_is_text() {
    let mut lab = Lab::new("Ada");
    let at = lab.listen(Transport::Tcp, "127.0.0.1:0").await;
    let mut client = TcpStream::connect(at).unwrap();
    client.write_all(b"WLAB").unwrap();
    let (_, text, _, assumed) = lab.received().await;
    assert_eq!((text.as_str(), assumed), ("WLAB", true));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lab_that_is_insisted_on_and_does_not_answer_is_said_and_spoken_to_plainly() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut lab = Lab::new("Ada");
    lab.connect_as(Manner::Lab, Transport::Tcp, listener.local_addr().unwrap());
    let (mut server, _) = listener.accept().unwrap();
    // An echo server: our own greeting come back is no lab's.
    let echo = tokio::task::spawn_blocking(move || {
        let mut bytes = [0; 4096];
        while let Ok(n @ 1..) = server.read(&mut bytes) {
            server.write_all(&bytes[..n]).unwrap();
        }
    });
    let why = lab.until(|event| {
        if let ChatEvent::Plainly { trouble, .. } = event {
            Some(trouble.what.key)
        } else {
            None
        }
    });
    assert_eq!(why.await, "chat-lab-unanswered");
    drop(lab);
    drop(echo);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn plain_is_plain_even_where_a_lab_listens() {
    let mut bob = Lab::new("Bob");
    for transport in [Transport::Tcp, Transport::Udp] {
        let at = bob.listen(transport, "127.0.0.1:0").await;
        let mut ada = Lab::new("Ada");
        ada.connect_as(Manner::Plain, transport, at);
        let (peer, _) = if transport == Transport::Tcp {
            ada.joined().await
        } else {
            ada.ready().await
        };
        ada.say(1, peer, "just text");
        let (_, text, carried, _) = bob.received().await;
        assert_eq!((text.as_str(), carried.session.len()), ("just text", 0));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_answers_to_the_very_end_is_not_reset_when_the_lab_is_left() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut lab = Lab::new("Ada");
    lab.connect(Transport::Tcp, listener.local_addr().unwrap());
    let (mut server, _) = listener.accept().unwrap();
    let (peer, _) = lab.joined().await;
    lab.say(1, peer, "exit");
    lab.ticked(1, Delivery::PeerTcp).await;
    let server = tokio::task::spawn_blocking(move || {
        let mut heard = Vec::new();
        server.read_to_end(&mut heard).unwrap();
        // The course's server says goodbye. To a socket already closed that would be answered by a reset.
        server.write_all(b"Bye!\n").unwrap();
        let end = server.read(&mut [0]);
        (heard, end.map_err(|error| error.kind()))
    });
    lab.chat.shutdown().await;
    assert_eq!(server.await.unwrap(), (b"exit\n".to_vec(), Ok(0)));
}
