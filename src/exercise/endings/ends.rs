//! The two ends of a connection, and what is known of each.

use std::time::Duration;

use crate::exercise::state::{SocketRow, TcpState};

pub use crate::exercise::state::{End, Pair};

/// Is neither end in a state that lasts only until the next segment comes?
pub(super) fn rests(rows: &[SocketRow], pair: Pair) -> bool {
    [End::Near, End::Far].into_iter().all(|end| {
        let state = pair.row(rows, end).and_then(|row| row.state);
        !matches!(
            state,
            Some(TcpState::FinWait1 | TcpState::LastAck | TcpState::Closing)
        )
    })
}

/// What is known of one end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// The kernel told it.
    Tcp(TcpState),
    /// The program has let go of it, and the kernel was not asked since.
    Unknown,
    /// The kernel has nothing left of it.
    Gone,
}

/// Both ends just after a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Moment {
    /// Yours; `None`: there is no connection yet, or it is UDP.
    pub near: Option<State>,
    /// The server's.
    pub far: Option<State>,
    /// How long TIME-WAIT still lasts, and at which end.
    pub time_wait: Option<(End, Duration)>,
}
