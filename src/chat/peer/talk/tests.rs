//! A connection's clock, without waiting.

use std::io::Write as _;
use std::net::{TcpListener, TcpStream};

use super::*;
use crate::chat::crowd::{MOST_TALKING, Place};
use crate::chat::lane::{Receivers, channels};
use crate::chat::shared::Shared;
use crate::chat::{ChatConfig, LANE, tcp};
use crate::record::Call;
use crate::sys::factory::{SharedFactory, ThisMachine};

/// A plain peer's task that does not run, its connection, and the other end.
async fn plain() -> (Peer, Conn, TcpStream, Receivers) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (lane_to, lane) = channels(LANE);
    let opener: SharedFactory = Arc::new(ThisMachine);
    let shared = Arc::new(Shared::new(
        ChatConfig::default(),
        Arc::clone(&opener),
        lane_to,
    ));
    let conn = tcp::connect(
        &shared.lane,
        &opener,
        listener.local_addr().unwrap(),
        tcp::PATIENCE,
    )
    .await
    .unwrap();
    let mut peer = Peer::new(shared, None, None);
    peer.speaks = Speaks::Plain;
    (peer, conn, listener.accept().unwrap().0, lane)
}

#[tokio::test]
async fn a_line_whose_time_passed_while_something_else_was_told_is_due_at_once() {
    let (_peer, mut conn, _other, _lane) = plain().await;
    // By the connection's clock that was a minute ago.
    conn.lines.push(b"no line ending", Duration::ZERO);
    assert!(due(&conn, &Talk::default(), false) <= Instant::now());
    assert!(
        due(&conn, &Talk::default(), true) > Instant::now(),
        "it waits for its quota, and must not spin"
    );
}

#[tokio::test]
async fn a_plain_peer_whose_tcp_has_acknowledged_all_is_not_called_silent() {
    let (mut peer, mut conn, _other, _lane) = plain().await;
    let mut talk = Talk::default();
    peer.session.keep(1, "hello".to_owned()).unwrap();
    peer.pump(&mut conn, &mut talk, false);
    assert!(peer.write(&mut conn, &mut talk).await.is_ok() && talk.unanswered.is_some());
    while conn.socket.unacknowledged() != Some(0) {}
    talk.look = talk.look.map(|(_, pause)| (Instant::now(), pause));
    assert!(peer.timers(&mut conn, &mut talk).await.is_ok());
    assert!(talk.unanswered.is_none() && talk.look.is_none());
}

#[tokio::test]
async fn a_peer_that_was_gone_when_it_was_written_to_ends_and_does_not_spin() {
    let (mut peer, mut conn, other, _lane) = plain().await;
    let mut talk = Talk::default();
    conn.queue(b"never read");
    assert!(peer.write(&mut conn, &mut talk).await.is_ok());
    // What lies unread makes its close a reset.
    drop(other);
    conn.finished = true;
    while !talk.deaf {
        conn.queue(b"too late");
        assert!(peer.write(&mut conn, &mut talk).await.is_ok());
    }
    assert_eq!(conn.waiting(), 0, "room to write wakes nobody any more");
    assert!(matches!(
        peer.has_finished(&conn, &mut talk).await,
        Err(End::Left(Farewell::Reset))
    ));
}

#[tokio::test]
async fn who_has_ended_its_sending_and_reads_slowly_gets_all_before_our_goodbye() {
    let (mut peer, mut conn, _slow, _lane) = plain().await;
    socket2::SockRef::from(&conn.socket.as_fd())
        .set_send_buffer_size(4096)
        .unwrap();
    conn.queue(&vec![b'x'; 4 << 20]);
    conn.finished = true;
    let mut talk = Talk {
        closing: Some(Closing {
            since: Instant::now(),
            said: false,
        }),
        ..Talk::default()
    };
    assert!(peer.write(&mut conn, &mut talk).await.is_ok() && conn.waiting() > 0);
    peer.close_when_done(&mut conn, &mut talk);
    assert!(
        peer.has_finished(&conn, &mut talk).await.is_ok(),
        "it still reads"
    );
    conn.give_up_writing();
    peer.close_when_done(&mut conn, &mut talk);
    assert!(matches!(
        peer.has_finished(&conn, &mut talk).await,
        Err(End::Left(Farewell::ByYou))
    ));
}

#[tokio::test]
async fn a_connection_that_nobody_waits_for_any_more_tells_that_it_is_closed() {
    let (_peer, conn, _other, mut lane) = plain().await;
    drop(conn);
    let mut told = std::iter::from_fn(|| lane.calls.try_recv().ok());
    assert!(told.any(|told| told.event.call == Call::Close));
}

#[tokio::test]
async fn who_speaks_at_last_when_as_many_talk_as_can_be_served_is_told_apart_from_the_silent() {
    let (mut peer, mut conn, mut other, _lane) = plain().await;
    let crowd = peer.shared.crowd.clone();
    let from = std::net::Ipv4Addr::LOCALHOST.into();
    let mut talking: Vec<_> = (0..MOST_TALKING).map(|_| crowd.enter(from)).collect();
    assert!(talking.iter_mut().all(Place::speak));
    (peer.speaks, peer.place) = (Speaks::Unknown, Some(crowd.enter(from)));
    other.write_all(b"at last").unwrap();
    conn.socket.readable().await;
    conn.fill(false).unwrap();
    assert!(matches!(
        peer.judge(&mut conn, &mut Talk::default()).await,
        Err(End::Left(Farewell::Full))
    ));
}
