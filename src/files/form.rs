//! What a capture file can be.

/// What a capture file can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// pcap.
    Pcap,
    /// pcapng.
    Pcapng,
    /// One of them in gzip.
    Gzip,
}

impl Form {
    /// Its name, the same in every language.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pcap => "pcap",
            Self::Pcapng => "pcapng",
            Self::Gzip => "gzip",
        }
    }
}
