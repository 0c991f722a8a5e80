//! Making a connection over TCP.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::time::timeout;

use crate::record::Transport;
use crate::sys::factory::SharedFactory;

use super::broadcast::Reach;
use super::conn::Conn;
use super::lane::Lane;
use super::traced::Traced;
use super::unreached::Unreached;

/// Connecting takes this long at most; what a lab does not acknowledge for so long breaks its connection.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// Makes one connection.
pub async fn connect(
    lane: &Lane,
    opener: &SharedFactory,
    address: SocketAddr,
    limit: Duration,
) -> Result<Conn, Unreached> {
    let opened = Traced::open(opener.as_ref(), Transport::Tcp, address.is_ipv6());
    let mut conn = Conn::new(lane, lane.opened(opened).await?);
    let begun = conn
        .socket
        .watch_over()
        .and_then(|()| conn.socket.begin_to_connect(address));
    // Before anybody answers, if ever: so the SYN, and those after it, are known to be one's own.
    conn.tell().await;
    let result = match begun {
        Ok(begun) => {
            let connecting = conn.socket.end_connecting(begun);
            timeout(limit, connecting)
                .await
                .unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
        }
        Err(error) => Err(error),
    };
    conn.tell().await;
    match result {
        Ok(()) => Ok(conn),
        Err(error) => {
            let message = conn.socket.icmp_error().and_then(|icmp| icmp.message);
            let own = conn.socket.local().map(|local| local.ip());
            conn.close().await;
            Err(Unreached {
                error,
                message,
                own,
                reach: Reach::of(opener, address),
            })
        }
    }
}
