//! The internet's protocols as bytes: one file per protocol, named byte ranges, dissection.
//!
//! **Contract.** Nothing here panics on any input, takes more than linear time, reads a clock, or
//! performs I/O. Every function is a function of the bytes it is given. Numbers on the wire are in
//! network byte order (big-endian); values handed out are in host order.
//!
//! Two ways to look at a frame:
//!
//! - [`digest()`]: the few facts that lists, filters, flows and counters use. Fixed size, no
//!   allocation, some tens of nanoseconds; made once for each frame when it arrives.
//! - [`dissect`]: the full tree of layers and fields, each with its bits, value, meaning and RFC
//!   section. Made on demand, for the frame being looked at.

mod about;
pub mod addr;
pub mod arp;
mod bare;
pub mod catalog;
pub mod checksum;
mod control;
pub mod cooked;
pub mod dhcp;
pub mod digest;
pub mod dns;
mod entry;
mod ether_type;
pub mod ethernet;
pub mod evidence;
pub mod fcs;
pub mod field;
pub mod framing;
pub mod ftp;
mod ftp_data;
mod header;
pub mod http;
pub mod http2;
pub mod icmp;
pub mod icmpv6;
pub mod igmp;
pub mod imap;
mod ip;
pub mod ipv4;
pub mod ipv6;
pub mod lab;
mod leftover;
mod lines;
mod list;
mod llc;
mod membership;
mod moment;
pub mod named;
pub mod ntp;
mod options;
mod pieces;
pub mod pop3;
pub mod ports;
mod printable;
mod protocol;
pub mod reading;
mod said;
pub mod smtp;
pub mod stream;
pub mod summary;
mod table;
pub mod tcp;
pub mod telnet;
pub mod tftp;
pub mod tls;
mod tree;
pub mod types;
pub mod udp;
pub mod vlan;
mod walk;
pub mod websocket;
mod width;
pub mod worked;

pub use addr::{address_kind, mac_kind};
pub use digest::{Detail, Digest, Flaw, TcpFlags};
pub use field::{Context, Dissection, Field, Layer, Problem, SourceId, Value};
pub use leftover::data as data_layer;
pub use ports::service;
pub use protocol::Protocol;
pub use reading::{Piece, Reading, Reassembled};
pub use summary::summary;
pub use types::{ByteOrigins, ChecksumStatus, Direction, FcsLength, Provenance};
pub use types::{EtherType, IpProtocol, LinkType, MacAddr};

/// Draws the digest from a frame. `bytes` may be cut short; what is missing stays at its default.
#[must_use]
pub fn digest(link: LinkType, bytes: &[u8]) -> Digest {
    table::scan(link, bytes)
}

/// Takes a frame apart: all its layers and fields. `bytes` may be cut short or lie; the tree shows
/// what is there and says what is wrong with it. Leaf fields tile `bytes`.
#[must_use]
pub fn dissect(link: LinkType, bytes: &[u8], context: &Context) -> Dissection {
    let (carried, fcs) = context.split(bytes);
    let mut tree = table::walk(link, carried, context).0;
    if !fcs.is_empty() {
        let layer = fcs::layer(link, bytes, carried.len(), context);
        tree.layers.push(layer);
    }
    tree
}

#[cfg(test)]
mod tests;
