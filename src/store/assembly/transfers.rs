//! TFTP's transfers (RFC 1350 §4): only a request goes to port 69. The server answers it from a port that it
//! chooses, and from then on both know each other by their ports.

use std::net::IpAddr;
use std::time::Duration;

use crate::clock::Time;
use crate::frame::FrameMeta;
use crate::place::Place;
use crate::store::flows::{End, ends};
use crate::wire::reading::What;
use crate::wire::stream::{Sense, Voice};
use crate::wire::tftp::{self, Packet};
use crate::wire::{Digest, Protocol, Reading};

/// Transfers and requests remembered at once; the one longest idle makes room.
const MOST: usize = 128;
/// A transfer of which nothing was seen for so long is over.
const IDLE: Duration = Duration::from_mins(1);
/// Bytes of a block where nothing else is agreed on (RFC 1350 §2).
const BLOCK: usize = 512;

/// A request, or a transfer that has come of one.
#[derive(Debug, Clone, Copy)]
struct Transfer {
    place: Place,
    client: End,
    /// Who was asked; `None`: whoever hears it.
    asked: Option<IpAddr>,
    /// The end that has answered; `None`: this is the request, and answers are waited for.
    server: Option<End>,
    /// Does the client bring the file?
    writes: bool,
    /// Bytes of a block.
    block: usize,
    /// The number of the last block, once it was seen.
    last: Option<u16>,
    /// The last block has arrived: only what is sent once more belongs to it now.
    over: bool,
    seen: Time,
}

impl Transfer {
    /// Is a packet between these ends its own?
    fn is_between(&self, place: Place, from: End, to: End) -> bool {
        self.place == place
            && match self.server {
                Some(server) => {
                    [from, to] == [self.client, server] || [to, from] == [self.client, server]
                }
                None => to == self.client && self.asked.is_none_or(|asked| asked == from.0),
            }
    }

    /// Can the packet be the first answer to the request?
    const fn is_answered_by(&self, packet: Packet) -> bool {
        match packet {
            Packet::Data(1, _) => !self.writes,
            Packet::Ack(0) => self.writes,
            Packet::Error | Packet::Options(_) => true,
            Packet::Data(..) | Packet::Ack(_) | Packet::Read | Packet::Write => false,
        }
    }

    /// May this end say that now? `from_client`: it is the client's.
    fn fits(&self, packet: Packet, from_client: bool) -> bool {
        match packet {
            Packet::Data(block, _) if self.over => self.last == Some(block),
            Packet::Data(..) => self.writes == from_client,
            Packet::Ack(block) if self.over => self.last == Some(block),
            Packet::Ack(_) => self.writes != from_client,
            Packet::Options(_) => !from_client && !self.over,
            Packet::Error => true,
            Packet::Read | Packet::Write => false,
        }
    }

    /// Takes note of a packet of its own; gives its sense.
    fn take(&mut self, packet: Packet) -> Sense {
        match packet {
            Packet::Options(size) => self.block = size.unwrap_or(BLOCK),
            Packet::Data(block, length) if length < self.block => {
                self.last = Some(block);
                return Sense::Last;
            }
            // A size was agreed on that was not seen.
            Packet::Data(_, length) => self.block = length,
            Packet::Ack(block) => self.over |= self.last == Some(block),
            Packet::Error | Packet::Read | Packet::Write => {}
        }
        Sense::Plain
    }
}

/// All transfers under way.
#[derive(Debug, Default)]
pub(super) struct Transfers {
    all: Vec<Transfer>,
    /// When the last packet of any was seen.
    seen: Time,
}

impl Transfers {
    /// A UDP datagram: is it of a transfer?
    #[inline]
    pub(super) fn datagram(
        &mut self,
        meta: &FrameMeta,
        digest: &mut Digest,
        bytes: &[u8],
    ) -> Reading {
        if self.all.is_empty() && digest.dst_port != tftp::PORT {
            return Reading::Alone;
        }
        self.packet(meta, digest, bytes).unwrap_or_default()
    }

    fn packet(&mut self, meta: &FrameMeta, digest: &mut Digest, bytes: &[u8]) -> Option<Reading> {
        if meta.time.since(self.seen) > IDLE {
            self.all.clear();
        }
        let (_, from, to) = ends(digest).filter(|_| !digest.fragment)?;
        let (payload, length) = payload(digest, bytes)?;
        let packet = tftp::packet(payload, length)?;
        if matches!(packet, Packet::Read | Packet::Write) {
            if to.1 == tftp::PORT {
                self.request(meta, digest, [from, to], packet == Packet::Write);
            }
            return None;
        }
        let at = self.find(meta, [from, to], packet)?;
        let transfer = self.all.get_mut(at)?;
        let sense = transfer.take(packet);
        (transfer.seen, self.seen) = (meta.time, meta.time);
        if packet == Packet::Error {
            self.all.swap_remove(at);
        }
        let alone = digest.protocol == Protocol::Tftp;
        digest.protocol = Protocol::Tftp;
        match (sense, alone) {
            (Sense::Plain, true) => None,
            (Sense::Plain, false) => Some(Reading::All(What::Message(Protocol::Tftp))),
            (sense, _) => {
                let voice = Voice { role: None, sense };
                Some(Reading::All(What::Told(Protocol::Tftp, voice)))
            }
        }
    }

    /// The transfer that a packet belongs to; the first answer to a request begins one.
    fn find(&mut self, meta: &FrameMeta, [from, to]: [End; 2], packet: Packet) -> Option<usize> {
        let is_new = |transfer: &Transfer| meta.time.since(transfer.seen) <= IDLE;
        let own =
            |transfer: &Transfer| is_new(transfer) && transfer.is_between(meta.place, from, to);
        let running = |transfer: &Transfer| transfer.server.is_some() && own(transfer);
        if let Some(at) = self.all.iter().position(running) {
            let transfer = self.all.get(at)?;
            return transfer.fits(packet, from == transfer.client).then_some(at);
        }
        let answered = |transfer: &&Transfer| own(transfer) && transfer.is_answered_by(packet);
        let request = *self.all.iter().find(answered)?;
        self.begin(Transfer {
            server: Some(from),
            seen: meta.time,
            ..request
        });
        self.all.len().checked_sub(1)
    }

    /// A request; one that is sent again while its transfer runs changes nothing.
    fn request(&mut self, meta: &FrameMeta, digest: &Digest, [from, to]: [End; 2], writes: bool) {
        let group = digest.mac_dst.is_some_and(|mac| mac.0[0] & 1 != 0);
        let asked = (!group && !to.0.is_multicast() && !is_broadcast(to.0)).then_some(to.0);
        let same = |transfer: &Transfer| {
            transfer.place == meta.place && transfer.client == from && transfer.asked == asked
        };
        let runs =
            |transfer: &&Transfer| same(transfer) && transfer.server.is_some() && !transfer.over;
        self.seen = meta.time;
        if self.all.iter().any(|transfer| runs(&transfer)) {
            return;
        }
        self.all.retain(|transfer| !same(transfer));
        self.begin(Transfer {
            place: meta.place,
            client: from,
            asked,
            server: None,
            writes,
            block: BLOCK,
            last: None,
            over: false,
            seen: meta.time,
        });
    }

    fn begin(&mut self, transfer: Transfer) {
        if self.all.len() == MOST {
            let times = self.all.iter().enumerate();
            if let Some((oldest, _)) = times.min_by_key(|(_, transfer)| transfer.seen) {
                self.all.swap_remove(oldest);
            }
        }
        self.all.push(transfer);
    }
}

fn is_broadcast(address: IpAddr) -> bool {
    matches!(address, IpAddr::V4(address) if address.is_broadcast())
}

/// What was captured of a datagram's payload, and how long all of it is: by UDP's own length, which the first
/// of several fragments tells too.
fn payload<'a>(digest: &Digest, bytes: &'a [u8]) -> Option<(&'a [u8], usize)> {
    let at = digest.payload_at as usize;
    let end = at
        .saturating_add(digest.payload_len as usize)
        .min(bytes.len());
    let told = bytes.get(at.checked_sub(4)?..)?.first_chunk()?;
    let told = usize::from(u16::from_be_bytes(*told)).checked_sub(8);
    let length = digest.payload_len as usize;
    Some((
        bytes.get(at..end)?,
        told.map_or(length, |told| told.max(length)),
    ))
}

#[cfg(test)]
mod tests;
