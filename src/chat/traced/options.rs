//! A socket's options, each by the name a student finds in the manual (setsockopt(2), socket(7), tcp(7), ip(7)).

use std::io;
#[cfg(target_os = "linux")]
use std::os::fd::AsFd as _;
use std::time::Duration;

use socket2::TcpKeepalive;

use super::Traced;
#[cfg(target_os = "linux")]
use crate::sys::socket as sys;

/// A connection on which nothing is said is looked after this often.
const IDLE: Duration = Duration::from_mins(1);

impl Traced {
    /// `SO_REUSEADDR`: listen again at once although old connections are in TIME-WAIT.
    pub fn reuse_address(&mut self) -> io::Result<()> {
        self.option("SO_REUSEADDR", |socket| socket.set_reuse_address(true))
    }

    /// `IPV6_V6ONLY` off: one socket for IPv6 and IPv4.
    pub fn both_families(&mut self) -> io::Result<()> {
        self.option("IPV6_V6ONLY", |socket| socket.set_only_v6(false))
    }

    /// A connection's options: small records at once; the kernel asks once a minute whether a peer that
    /// says nothing is there, and takes it for gone 15 s later.
    pub fn watch_over(&mut self) -> io::Result<()> {
        self.option("TCP_NODELAY", |socket| socket.set_tcp_nodelay(true))?;
        let alive = TcpKeepalive::new()
            .with_time(IDLE)
            .with_interval(Duration::from_secs(5))
            .with_retries(3);
        self.option("SO_KEEPALIVE", |socket| socket.set_tcp_keepalive(&alive))
    }

    /// `TCP_USER_TIMEOUT`: what was sent and is not acknowledged for so long ends the connection. For a
    /// peer that makes it again: it would also end one whose program does not read for a while.
    pub fn give_up_after(&self, limit: Duration) -> io::Result<()> {
        #[cfg(target_os = "linux")]
        return self.socket.set_tcp_user_timeout(Some(limit));
        #[cfg(not(target_os = "linux"))]
        {
            let _ = limit;
            Ok(())
        }
    }

    /// `IP_RECVERR`: learn of ICMP errors, and who sent them.
    pub fn keep_icmp_errors(&mut self) -> io::Result<()> {
        #[cfg(target_os = "linux")]
        {
            let v6 = self.v6;
            self.option("IP_RECVERR", |socket| {
                sys::keep_icmp_errors(socket.as_fd(), v6, true)
            })
        }
        #[cfg(not(target_os = "linux"))]
        Ok(())
    }

    /// `IP_RECVERR` off again: one passing ICMP message would fail a `recv` of a TCP connection.
    pub(super) fn forget_icmp_errors(&mut self) {
        #[cfg(target_os = "linux")]
        {
            let v6 = self.v6;
            // Fails only on a socket that is no socket.
            let _ = self.option("IP_RECVERR=0", |socket| {
                sys::keep_icmp_errors(socket.as_fd(), v6, false)
            });
            // What came in between is the queue's, and not the next call's error.
            if self.icmp_error().is_some() {
                while self.icmp_error().is_some() {}
                let _ = self.socket.take_error();
            }
        }
    }

    /// `SO_BROADCAST`: what is sent may go to all hosts of a network (UDP).
    pub fn allow_broadcast(&mut self) -> io::Result<()> {
        self.option("SO_BROADCAST", |socket| socket.set_broadcast(true))
    }

    /// `SO_LINGER` of zero seconds: `close` will throw away what waits to be sent and reset the
    /// connection (RST), instead of sending it on in the background.
    pub fn discard(&mut self) -> io::Result<()> {
        self.option("SO_LINGER", |socket| {
            socket.set_linger(Some(Duration::ZERO))
        })
    }
}
