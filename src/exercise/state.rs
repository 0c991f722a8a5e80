//! What the kernel tells of its sockets.

use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;

/// A state of TCP (RFC 9293 §3.3.2), as the kernel numbers them (`tcp_states.h`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TcpState {
    /// A connection, open in both directions.
    Established,
    /// A SYN was sent, nothing has come.
    SynSent,
    /// A SYN has come and was answered; the third segment is missing.
    SynReceived,
    /// A FIN was sent, neither acknowledged nor answered.
    FinWait1,
    /// Our FIN is acknowledged, the peer's has not come.
    FinWait2,
    /// Closed by both; waits for 2 MSL.
    TimeWait,
    /// No connection.
    Closed,
    /// The peer has finished, we have not.
    CloseWait,
    /// The peer had finished, then we; our FIN is not acknowledged.
    LastAck,
    /// Waits for connections.
    Listen,
    /// Both have sent a FIN at the same time; ours is not acknowledged.
    Closing,
}

impl TcpState {
    /// The kernel's numbers, 1 to 12; `None` for one that it does not have.
    #[must_use]
    pub const fn numbered(number: u8) -> Option<Self> {
        Some(match number {
            1 => Self::Established,
            2 => Self::SynSent,
            // 12: a request without a socket of its own yet (TCP_NEW_SYN_RECV).
            3 | 12 => Self::SynReceived,
            4 => Self::FinWait1,
            5 => Self::FinWait2,
            6 => Self::TimeWait,
            7 => Self::Closed,
            8 => Self::CloseWait,
            9 => Self::LastAck,
            10 => Self::Listen,
            11 => Self::Closing,
            _ => return None,
        })
    }

    /// Its name in RFC 9293.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Established => "ESTABLISHED",
            Self::SynSent => "SYN-SENT",
            Self::SynReceived => "SYN-RECEIVED",
            Self::FinWait1 => "FIN-WAIT-1",
            Self::FinWait2 => "FIN-WAIT-2",
            Self::TimeWait => "TIME-WAIT",
            Self::Closed => "CLOSED",
            Self::CloseWait => "CLOSE-WAIT",
            Self::LastAck => "LAST-ACK",
            Self::Listen => "LISTEN",
            Self::Closing => "CLOSING",
        }
    }
}

impl fmt::Display for TcpState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// What `TCP_INFO` tells of a socket that a program holds (tcp(7), `linux/tcp.h`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TcpFacts {
    /// Its state.
    pub state: TcpState,
    /// How often the oldest segment was sent again without an answer (`tcpi_retransmits`).
    pub retransmits: u8,
    /// How long it waits before it sends again.
    pub rto: Duration,
    /// Segments without an acknowledgement. A listening socket's: connections that wait for `accept`.
    pub unacked: u32,
    /// Segments acknowledged out of order. A listening socket's: the largest queue.
    pub sacked: u32,
    /// Segments sent again in all.
    pub total_retrans: u32,
    /// Bytes in the send buffer that were not sent yet.
    pub not_sent: u32,
    /// The window that the peer told last, in bytes; `None`: a kernel before 5.4 does not tell.
    pub peer_window: Option<u32>,
}

/// Which timer of a socket runs (`idiag_timer`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Timer {
    /// A segment is sent again when it ends.
    Retransmit,
    /// Keep-alive, or a limit for a connection without an owner.
    KeepAlive,
    /// TIME-WAIT ends.
    TimeWait,
    /// A closed window is asked after.
    Probe,
}

/// A socket as the kernel's list has it (`sock_diag`(7)), whether a program holds it or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SocketRow {
    /// UDP: it has no state.
    pub udp: bool,
    /// Its own address.
    pub local: SocketAddr,
    /// The other end's; port 0: it has none.
    pub remote: SocketAddr,
    /// TCP: its state.
    pub state: Option<TcpState>,
    /// Bytes that nobody has read. A listening socket's: connections that wait for `accept`.
    pub receive_queue: u32,
    /// Bytes without an acknowledgement. A listening socket's: the largest queue.
    pub send_queue: u32,
    /// Which timer runs, and how long still.
    pub timer: Option<(Timer, Duration)>,
    /// How often the oldest segment was sent again.
    pub retransmits: u8,
    /// Which host's: the far end of a cable, or the near one (this machine too).
    pub far: bool,
}

impl SocketRow {
    /// Is it this end of a TCP connection?
    #[must_use]
    pub fn is_of(&self, local: SocketAddr, remote: SocketAddr) -> bool {
        !self.udp && self.local == local && self.remote == remote
    }
}

/// The two ends of one TCP connection. One address is not enough to tell whose a row is: the kernel gives the same
/// port to connections with different peers, those of other programs too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// The client's end.
    pub near: SocketAddr,
    /// The server's.
    pub far: SocketAddr,
}

/// One of the two ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The client.
    Near,
    /// The server.
    Far,
}

impl Pair {
    /// The row of one end, if the kernel has it.
    #[must_use]
    pub fn row(self, rows: &[SocketRow], end: End) -> Option<&SocketRow> {
        let (local, remote) = match end {
            End::Near => (self.near, self.far),
            End::Far => (self.far, self.near),
        };
        rows.iter().find(|row| row.is_of(local, remote))
    }

    /// The rows of both, the client's first.
    #[must_use]
    pub fn rows(self, rows: &[SocketRow]) -> (Option<&SocketRow>, Option<&SocketRow>) {
        (self.row(rows, End::Near), self.row(rows, End::Far))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(local: &str, remote: &str, udp: bool) -> SocketRow {
        SocketRow {
            udp,
            local: local.parse().unwrap(),
            remote: remote.parse().unwrap(),
            state: None,
            receive_queue: 0,
            send_queue: 0,
            timer: None,
            retransmits: 0,
            far: false,
        }
    }

    #[test]
    fn a_row_of_another_connection_from_the_same_port_is_not_taken_for_this_ones() {
        let (near, far, other) = ("127.0.0.1:33318", "127.0.0.1:52999", "127.0.0.1:47023");
        let rows = [
            row(near, other, false),
            row(other, near, false),
            row(near, far, true),
            row(near, far, false),
            row(far, near, false),
        ];
        let pair = Pair {
            near: near.parse().unwrap(),
            far: far.parse().unwrap(),
        };
        assert_eq!(pair.rows(&rows), (Some(&rows[3]), Some(&rows[4])));
        assert_eq!(pair.rows(&rows[..3]), (None, None));
    }
}
