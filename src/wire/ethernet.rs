//! Ethernet II and 802.3 (IEEE 802.3 §3): who on this link, from whom, and what follows.

use super::types::{EtherType, MacAddr};

/// What an Ethernet header says; for writing one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repr {
    /// To whom on this link.
    pub dst: MacAddr,
    /// From whom on this link.
    pub src: MacAddr,
    /// What follows.
    pub ether_type: EtherType,
}

/// Appends the 14-byte header to `out`.
pub fn emit(repr: &Repr, out: &mut Vec<u8>) {
    out.extend_from_slice(&repr.dst.0);
    out.extend_from_slice(&repr.src.0);
    out.extend_from_slice(&repr.ether_type.0.to_be_bytes());
}
