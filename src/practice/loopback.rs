//! The partner without namespaces: the same service on this machine's loopback.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use tokio::net::{TcpListener, UdpSocket};
use tokio_util::sync::{CancellationToken, DropGuard};

use super::partner;
use super::topology::PORT;

/// A partner on loopback. Dropping it ends the service.
#[derive(Debug)]
pub struct LoopbackPartner {
    address: SocketAddr,
    _stop: DropGuard,
}

/// Starts the partner at 127.0.0.1, port 10101, or another if that is taken.
///
/// # Errors
/// What `bind(2)` says when no port can be had.
pub async fn start_on_loopback() -> io::Result<LoopbackPartner> {
    match start_at(PORT).await {
        Ok(partner) => Ok(partner),
        Err(_) => start_at(0).await,
    }
}

async fn start_at(port: u16) -> io::Result<LoopbackPartner> {
    let (tcp, udp) = listen(SocketAddr::new(Ipv4Addr::LOCALHOST.into(), port)).await?;
    let address = tcp.local_addr()?;
    let stop = CancellationToken::new();
    tokio::spawn(partner::serve(tcp, udp, stop.clone()));
    Ok(LoopbackPartner {
        address,
        _stop: stop.drop_guard(),
    })
}

/// Both sockets at one address. Port 0: TCP's is chosen, UDP takes the same number if it is free.
///
/// # Errors
/// What `bind(2)` says: `EADDRINUSE` for TCP, or for UDP at a port asked for by number.
pub async fn listen(at: SocketAddr) -> io::Result<(TcpListener, Option<UdpSocket>)> {
    let tcp = TcpListener::bind(at).await?;
    let udp = UdpSocket::bind(tcp.local_addr()?).await;
    Ok((tcp, if at.port() == 0 { udp.ok() } else { Some(udp?) }))
}

impl LoopbackPartner {
    /// Where it listens, TCP and UDP.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Ends it. The same as dropping it; for the reader.
    pub fn stop(self) {
        drop(self);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::AsyncReadExt as _;
    use tokio::net::TcpStream;

    #[tokio::test]
    async fn a_second_one_finds_another_port_and_both_greet() {
        let (first, second) = (
            start_on_loopback().await.unwrap(),
            start_on_loopback().await.unwrap(),
        );
        assert_ne!(first.address().port(), second.address().port());
        for partner in [&first, &second] {
            let mut welcome = [0; 8];
            TcpStream::connect(partner.address())
                .await
                .unwrap()
                .read_exact(&mut welcome)
                .await
                .unwrap();
            assert_eq!(&welcome, b"Welcome!");
        }
    }

    #[tokio::test]
    async fn stopped_it_closes_its_port() {
        // A port nobody else takes meanwhile, as another test might take 10101.
        let partner = start_at(0).await.unwrap();
        let address = partner.address();
        let mut client = TcpStream::connect(address).await.unwrap();
        partner.stop();
        let mut rest = Vec::new();
        let _ = client.read_to_end(&mut rest).await;
        assert!(TcpStream::connect(address).await.is_err());
    }
}
