//! The ways in which a conversation ends, or seems to.

/// What the other end does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ending {
    /// It calls `close`: a FIN (RFC 9293 §3.6).
    Fin,
    /// It throws the connection away: a RST (§3.5.2).
    Reset,
    /// It ends its sending only.
    HalfClose,
    /// It calls `close` with bytes that it has not read: a RST (§3.6.1, RFC 2525 §2.17).
    Unread,
    /// It says nothing for a while.
    Silence,
    /// Its host is gone.
    Vanished,
    /// It sends a datagram without bytes (UDP).
    EmptyDatagram,
    /// It sends a datagram larger than the room given to `recvfrom` (UDP).
    LargeDatagram,
    /// A server ends and starts again at once.
    Restart,
}

impl Ending {
    /// All of them, in the order in which they are tried.
    pub const ALL: [Self; 9] = [
        Self::Fin,
        Self::HalfClose,
        Self::Reset,
        Self::Unread,
        Self::Silence,
        Self::Vanished,
        Self::EmptyDatagram,
        Self::LargeDatagram,
        Self::Restart,
    ];

    /// Its word on the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Fin => "fin",
            Self::Reset => "reset",
            Self::HalfClose => "half-close",
            Self::Unread => "unread",
            Self::Silence => "silence",
            Self::Vanished => "vanished",
            Self::EmptyDatagram => "empty-datagram",
            Self::LargeDatagram => "large-datagram",
            Self::Restart => "restart",
        }
    }

    /// The name of its finding.
    #[must_use]
    pub const fn finding(self) -> &'static str {
        match self {
            Self::Fin => "fin",
            Self::Reset => "reset",
            Self::HalfClose => "half_close",
            Self::Unread => "unread",
            Self::Silence => "silence",
            Self::Vanished => "vanished",
            Self::EmptyDatagram => "empty_datagram",
            Self::LargeDatagram => "large_datagram",
            Self::Restart => "restart",
        }
    }

    /// The message that names it in few cells.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fin => "endings-name-fin",
            Self::Reset => "endings-name-reset",
            Self::HalfClose => "endings-name-half-close",
            Self::Unread => "endings-name-unread",
            Self::Silence => "endings-name-silence",
            Self::Vanished => "endings-name-vanished",
            Self::EmptyDatagram => "endings-name-empty",
            Self::LargeDatagram => "endings-name-large",
            Self::Restart => "endings-name-restart",
        }
    }

    /// The message that says what the other end does.
    #[must_use]
    pub const fn did(self) -> &'static str {
        match self {
            Self::Fin => "endings-did-fin",
            Self::Reset => "endings-did-reset",
            Self::HalfClose => "endings-did-half-close",
            Self::Unread => "endings-did-unread",
            Self::Silence => "endings-did-silence",
            Self::Vanished => "endings-did-vanished",
            Self::EmptyDatagram => "endings-did-empty",
            Self::LargeDatagram => "endings-did-large",
            Self::Restart => "endings-did-restart",
        }
    }

    /// Is it one of UDP's?
    #[must_use]
    pub const fn is_udp(self) -> bool {
        matches!(self, Self::EmptyDatagram | Self::LargeDatagram)
    }

    /// The one of this word.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ending| ending.word() == word)
    }
}
