//! The practice partner: the course's echo server.
//!
//! On connecting it says `Welcome!`. To each thing it hears it answers `Hello, THAT!`; `exit`, or
//! the end of what the client sends, closes the connection. Like the course's sample it sends no
//! line endings and takes each `recv` of at most 1024 bytes as one thing said: TCP keeps no
//! boundaries between messages, which is a lesson of its own. Over UDP each datagram is answered, so long
//! as no echo server sent it ([`super::manners`]).

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::answer::{hello, without_line_ending};
use super::manners::Manners;

/// Most clients at once; the next one waits in the listener's queue. A class-room's worth.
const MOST_CLIENTS: usize = 32;
/// A client that says nothing for this long is sent away, so that forgotten ones do not fill the room.
const IDLE: Duration = Duration::from_mins(30);
/// As in the course's `recv(1024)`.
const LONGEST: usize = 1024;
/// Pause after a failed `accept`: out of descriptors, it would fail again at once.
const BREATH: Duration = Duration::from_millis(100);

/// Serves until `stop`, then drops the clients that are left.
pub async fn serve(tcp: TcpListener, udp: Option<UdpSocket>, stop: CancellationToken) {
    let mut clients = JoinSet::new();
    tokio::select! {
        () = stop.cancelled() => {}
        () = accept(&tcp, &mut clients) => {}
        () = answer_datagrams(udp) => {}
    }
    // Nobody new joins while the clients are sent away.
    drop(tcp);
    clients.shutdown().await;
}

async fn accept(listener: &TcpListener, clients: &mut JoinSet<()>) {
    loop {
        while clients.len() >= MOST_CLIENTS {
            clients.join_next().await;
        }
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => { clients.spawn(greet(stream)); }
                Err(_) => sleep(BREATH).await,
            },
            Some(_) = clients.join_next() => {}
        }
    }
}

/// One client, from `Welcome!` to its end. An error of its connection ends it too; nobody else is touched.
async fn greet(mut stream: TcpStream) {
    if stream.write_all(b"Welcome!").await.is_err() {
        return;
    }
    let mut buffer = [0; LONGEST];
    while let Ok(Ok(length)) = timeout(IDLE, stream.read(&mut buffer)).await {
        let said = without_line_ending(buffer.get(..length).unwrap_or_default());
        if length == 0 || said == b"exit" {
            break;
        }
        // A client that never reads would block this write for ever: it counts as idle too.
        if !matches!(
            timeout(IDLE, stream.write_all(&hello(said))).await,
            Ok(Ok(()))
        ) {
            return;
        }
    }
    // Says FIN at once; what cannot be said any more does not matter.
    let _ = stream.shutdown().await;
}

async fn answer_datagrams(udp: Option<UdpSocket>) {
    let Some(udp) = udp else {
        return std::future::pending().await;
    };
    let Ok(own) = udp.local_addr() else {
        return std::future::pending().await;
    };
    let (mut buffer, mut manners) = ([0; LONGEST], Manners::default());
    loop {
        match udp.recv_from(&mut buffer).await {
            Ok((length, from)) => {
                let said = without_line_ending(buffer.get(..length).unwrap_or_default());
                if manners.answers(own, from, said, Instant::now()) {
                    // Lost or refused: that is UDP; the next one is answered.
                    let _ = udp.send_to(&hello(said), from).await;
                }
            }
            // An answer to somebody gone comes back as an error here (ICMP port unreachable).
            Err(_) => tokio::task::yield_now().await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::SocketAddr;

    async fn partner() -> (SocketAddr, CancellationToken, tokio::task::JoinHandle<()>) {
        let tcp = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = tcp.local_addr().unwrap();
        let udp = UdpSocket::bind(address).await.ok();
        let stop = CancellationToken::new();
        (address, stop.clone(), tokio::spawn(serve(tcp, udp, stop)))
    }

    async fn hear(stream: &mut TcpStream, expected: &str) {
        let mut got = vec![0; expected.len()];
        stream.read_exact(&mut got).await.unwrap();
        assert_eq!(String::from_utf8_lossy(&got), expected);
    }

    #[tokio::test]
    async fn greets_answers_and_leaves_at_exit() {
        let (address, ..) = partner().await;
        let mut stream = TcpStream::connect(address).await.unwrap();
        hear(&mut stream, "Welcome!").await;
        stream.write_all(b"Ada").await.unwrap();
        hear(&mut stream, "Hello, Ada!").await;
        stream.write_all("小明\r\n".as_bytes()).await.unwrap();
        hear(&mut stream, "Hello, 小明!").await;
        stream.write_all(b"exit\n").await.unwrap();
        assert_eq!(stream.read(&mut [0; 8]).await.unwrap(), 0);
    }

    #[tokio::test]
    async fn closes_when_the_client_has_ended() {
        let (address, ..) = partner().await;
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut all = Vec::new();
        stream.read_to_end(&mut all).await.unwrap();
        assert_eq!(all, b"Welcome!");
    }

    #[tokio::test]
    async fn serves_several_at_once_and_a_full_room_waits_for_a_place() {
        let (address, ..) = partner().await;
        let mut clients = Vec::new();
        for _ in 0..MOST_CLIENTS {
            let mut stream = TcpStream::connect(address).await.unwrap();
            hear(&mut stream, "Welcome!").await;
            clients.push(stream);
        }
        let mut late = TcpStream::connect(address).await.unwrap();
        assert!(
            timeout(Duration::from_millis(50), late.readable())
                .await
                .is_err(),
            "there was no place yet"
        );
        drop(clients.pop());
        hear(&mut late, "Welcome!").await;
    }

    #[tokio::test]
    async fn answers_each_datagram() {
        let tcp = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let udp = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let address = udp.local_addr().unwrap();
        let task = tokio::spawn(serve(tcp, Some(udp), CancellationToken::new()));
        let client = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        client.send_to(b"Bob\n", address).await.unwrap();
        let mut buffer = [0; 64];
        let (length, _) = client.recv_from(&mut buffer).await.unwrap();
        assert_eq!(&buffer[..length], b"Hello, Bob!");
        task.abort();
    }

    #[tokio::test]
    async fn stops_when_told_and_drops_its_clients() {
        let (address, stop, task) = partner().await;
        let mut stream = TcpStream::connect(address).await.unwrap();
        hear(&mut stream, "Welcome!").await;
        stop.cancel();
        task.await.unwrap();
        assert!(matches!(stream.read(&mut [0; 8]).await, Ok(0) | Err(_)));
    }
}
