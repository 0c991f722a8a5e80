//! What the run tells, read off the journal: bytes, converted numbers, where they stand in a frame.

use std::net::Ipv4Addr;

use bytes::Bytes;

use super::meaning::Meaning;
use crate::exercise::call::{Call, Order, Role, Sock, Value};
use crate::exercise::code;
use crate::exercise::journal::{Entry, Journal, Seen};
use crate::wire::Protocol;

/// The socket that receives the datagram.
pub const RECEIVER: Sock = Sock::named("receiver");
/// The socket that sends it.
pub const SENDER: Sock = Sock::named("sender");

/// In which order this machine keeps a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Machine {
    /// The lowest byte first.
    Little,
    /// The highest byte first.
    Big,
}

/// Which field of a frame holds the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// UDP's destination port.
    Port,
    /// IPv4's destination address.
    Address,
    /// What the datagram carries.
    Payload,
}

/// Where in a frame the value stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place<'a> {
    /// The frame.
    pub frame: &'a Seen,
    /// The field.
    pub field: Field,
    /// Its first byte, counted from the frame's.
    pub at: usize,
    /// The field's bytes.
    pub bytes: Bytes,
}

/// Bytes of UDP's header, and of IPv4's behind its destination address, when it has no options.
const UDP: usize = 8;

fn packed(journal: &Journal, wanted: Order) -> Option<Bytes> {
    journal.entries.iter().find_map(|entry| {
        let Call::Pack(order, ..) = entry.step.call else {
            return None;
        };
        match entry.value()? {
            Value::Bytes(bytes) if order == wanted => Some(bytes.clone()),
            _ => None,
        }
    })
}

/// Its bytes in network order.
#[must_use]
pub fn network(journal: &Journal) -> Option<Bytes> {
    packed(journal, Order::Network)
}

/// Its bytes as this machine's memory has them.
#[must_use]
pub fn native(journal: &Journal) -> Option<Bytes> {
    packed(journal, Order::Native)
}

/// An address as `in_addr` has it in memory: what `inet_pton` gave.
#[must_use]
pub fn in_addr(journal: &Journal) -> Option<Bytes> {
    let made = |entry: &&Entry| matches!(entry.step.call, Call::InetPton(_));
    match journal.entries.iter().find(made)?.value()? {
        Value::Bytes(bytes) => Some(bytes.clone()),
        _ => None,
    }
}

/// Its bytes with the lowest first.
#[must_use]
pub fn little(journal: &Journal) -> Option<Bytes> {
    packed(journal, Order::Little)
}

/// This machine's order. `None`: not known yet, or the bytes are the same both ways.
#[must_use]
pub fn machine(journal: &Journal) -> Option<Machine> {
    let (native, network, little) = (native(journal)?, network(journal)?, little(journal)?);
    if network == little {
        return None;
    }
    Some(if native == network {
        Machine::Big
    } else {
        Machine::Little
    })
}

/// What a converting function gave: `htons`.
#[must_use]
pub fn number(journal: &Journal, name: &str) -> Option<i64> {
    let of = |entry: &&Entry| code::name(&entry.step.call) == name;
    journal.entries.iter().find(of)?.number()
}

/// What one reads who takes the network's bytes for the lowest first.
#[must_use]
pub fn wrong(journal: &Journal) -> Option<u32> {
    let wrong = |entry: &&Entry| matches!(entry.step.call, Call::Unpack(Order::Little, ..));
    let number = journal.entries.iter().find(wrong)?.number()?;
    u32::try_from(number).ok()
}

/// The same as an address.
#[must_use]
pub fn wrong_address(journal: &Journal) -> Option<Ipv4Addr> {
    wrong(journal).map(Ipv4Addr::from)
}

/// What the receiver read out of the datagram.
#[must_use]
pub fn understood(journal: &Journal) -> Option<i64> {
    let reads = |entry: &&Entry| {
        entry.step.who.role == Role::Server && matches!(entry.step.call, Call::Unpack(..))
    };
    journal.entries.iter().find(reads)?.number()
}

/// The datagram's bytes.
#[must_use]
pub fn received(journal: &Journal) -> Option<Bytes> {
    let received = journal.on(RECEIVER).find_map(Entry::received)?;
    Some(received.bytes.clone())
}

/// The bind to that port or address, if it was tried.
#[must_use]
pub fn first_bind(journal: &Journal) -> Option<&Entry> {
    let mut binds = journal.on(RECEIVER);
    binds.find(|entry| matches!(entry.step.call, Call::Bind(_)))
}

/// Was it refused?
#[must_use]
pub fn first_bind_failed(journal: &Journal) -> bool {
    first_bind(journal).is_some_and(|entry| entry.errno().is_some())
}

/// The datagram's frame.
#[must_use]
pub fn frame(journal: &Journal) -> Option<&Seen> {
    let to = journal.address(RECEIVER)?;
    let from = journal.address(SENDER)?;
    journal.frames.iter().find(|seen| {
        let digest = &seen.digest;
        digest.transport == Protocol::Udp
            && digest.dst_port == to.port()
            && digest.src_port == from.port()
    })
}

/// Where the value stands in the datagram's frame: in a header, and in what it carries.
#[must_use]
pub fn places(meaning: Meaning, journal: &Journal) -> Vec<Place<'_>> {
    let (Some(frame), Some(wire)) = (frame(journal), network(journal)) else {
        return Vec::new();
    };
    let payload = frame.digest.payload_at as usize;
    let header = match meaning {
        Meaning::Port(_) => Some((Field::Port, payload.checked_sub(UDP - 2))),
        // An address is the last field of a header without options.
        Meaning::Address(_) => Some((Field::Address, payload.checked_sub(UDP + 4))),
        Meaning::Number(_) => None,
    };
    let places = header.into_iter().chain([(Field::Payload, Some(payload))]);
    let places = places.filter_map(|(field, at)| {
        let at = at?;
        let bytes = frame.bytes.get(at..at + wire.len())?;
        (bytes == wire).then(|| Place {
            frame,
            field,
            at,
            bytes: wire.clone(),
        })
    });
    places.collect()
}
