//! Every protocol's framing, asked by its name: what who puts streams together needs to know of protocols.

use super::entry::Claim;
use super::protocol::Protocol;
use super::stream::{Cut, Turn};
use super::{lab, table};

/// Asks a protocol. [`Cut::Not`] of one that has no messages in streams.
#[must_use]
pub fn cut(protocol: Protocol, turn: &mut Turn<'_>) -> Cut {
    match &table::entry(protocol).framing {
        Some(framing) => (framing.cut)(turn),
        None => Cut::Not,
    }
}

/// Has the protocol messages in streams?
#[must_use]
pub const fn is_framed(protocol: Protocol) -> bool {
    table::entry(protocol).framing.is_some()
}

/// Is it a protocol of lines, which mean one thing from a client and another from a server?
#[must_use]
pub const fn is_of_lines(protocol: Protocol) -> bool {
    use Protocol::{Ftp, Imap, Pop3, Smtp};
    matches!(protocol, Smtp | Ftp | Pop3 | Imap)
}

/// Are messages of the protocol that follow each other shown as one layer?
#[must_use]
pub fn merges(protocol: Protocol) -> bool {
    let framing = &table::entry(protocol).framing;
    framing.as_ref().is_none_or(|framing| framing.merges)
}

/// Of which protocol are the first bytes of a message between these ports (the sender's first): by their
/// look, or by a port whose promise they fit?
#[must_use]
pub fn guess(ports: [u16; 2], bytes: &[u8]) -> Option<Protocol> {
    lab::protocol(Protocol::Tcp, ports, bytes)
        .or_else(|| lab::may_greet(bytes).then_some(Protocol::LabSession))
        .or_else(|| table::guess(ports, bytes))
}

/// Is this a port where servers of the protocol usually listen?
#[must_use]
pub fn is_server_port(protocol: Protocol, port: u16) -> bool {
    let readers = table::entry(protocol).readers;
    readers.iter().any(|reader| {
        reader.claims.contains(&Claim::Tcp(port)) || reader.claims.contains(&Claim::Port(port))
    })
}
