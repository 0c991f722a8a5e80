//! What each step of the way says, from the frame's real values. One sentence and, on demand, more.

mod foreign;
mod link;
mod lookup;
mod network;
mod piece;
mod presentation;
mod session;
mod stream;
mod up;
mod wire;

pub(super) use wire::{at_router, over_link};

#[cfg(test)]
mod tests;

use unicode_segmentation::UnicodeSegmentation as _;

use crate::record::Transport;
use crate::say;
use crate::say::{Arg, Say};
use crate::wire::{Detail, Protocol, TcpFlags};

use super::block::{Block, Role, Size, is_own_message, is_unknown};
use super::lookup::Lookup;
use super::model::Level;
use super::step::Phase;
use super::{Journey, Kept, Party};

/// A message longer than this many characters is shortened inside a sentence.
const MOST_IN_SENTENCE: usize = 32;

/// What a step says.
pub(super) struct Told {
    pub(super) line: Say,
    pub(super) more: Vec<Say>,
}

/// What kind of frame it is: decides what the layers with nothing of their own say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Carries a program's data.
    Data,
    /// TCP by itself: opening, acknowledging, closing.
    Control,
    /// A UDP datagram of no bytes.
    Empty,
    /// A later piece of what IP has cut: without the header of what was cut.
    Piece,
    /// A message of IP's own: ICMP, IGMP.
    Own(Protocol),
    /// ARP.
    Arp,
    /// A protocol the lab does not know.
    Other,
}

/// What the words need of a frame.
struct Teller<'a> {
    journey: &'a Journey,
    kind: Kind,
    level: Level,
    adds: &'a [Block],
    sender: Arg,
    receiver: Arg,
}

/// A party as an argument of a sentence.
pub fn party(party: &Party) -> Arg {
    match party {
        Party::You => say!("journey-you").into(),
        Party::Name(name) => name.clone().into(),
    }
}

/// A size with its unit.
pub fn bytes(size: Size) -> Say {
    if size.exact {
        say!("journey-bytes", n = size.bytes)
    } else {
        say!("journey-bytes-unknown")
    }
}

/// A header's size with its unit; what of it is options is said.
pub fn header(block: &Block) -> Say {
    match (options(block), block.size.exact) {
        (options @ 1.., true) => {
            say!(
                "journey-bytes-options",
                n = block.size.bytes,
                bare = block.size.bytes - options,
                options = options
            )
        }
        _ => bytes(block.size),
    }
}

/// Bytes of options in a header of TCP or IPv4: both have 20 without (RFC 9293 §3.1, RFC 791 §3.1).
pub(super) fn options(block: &Block) -> usize {
    match (block.protocol, block.role) {
        (Protocol::Tcp | Protocol::Ipv4, Role::Header) => block.size.bytes.saturating_sub(20),
        _ => 0,
    }
}

/// So many bytes of text; the line ending among them is named, for it is counted with it.
pub fn text_bytes(n: usize, ending: &[u8]) -> Say {
    let text = n.saturating_sub(ending.len());
    match ending {
        b"\r\n" => say!("journey-bytes-crlf", n = n, text = text),
        b"\n" => say!("journey-bytes-lf", n = n, text = text),
        _ => say!("journey-bytes-text", n = n),
    }
}

/// The sentence of a look, and more.
pub(super) fn look(journey: &Journey, level: Level, lookup: Lookup) -> Told {
    let nothing = || Told {
        line: say!("journey-none-other"),
        more: Vec::new(),
    };
    journey
        .facts
        .lookups
        .as_ref()
        .map_or_else(nothing, |found| {
            teller(journey, level, &[]).lookup(lookup, found)
        })
}

fn teller<'a>(journey: &'a Journey, level: Level, adds: &'a [Block]) -> Teller<'a> {
    let (sender, receiver) = (party(&journey.facts.sender), party(&journey.facts.receiver));
    Teller {
        journey,
        kind: kind(journey),
        level,
        adds,
        sender,
        receiver,
    }
}

/// The sentence of one step, and more.
pub(super) fn tell(journey: &Journey, phase: Phase, level: Level, adds: &[Block]) -> Told {
    let teller = teller(journey, level, adds);
    let mut told = match phase {
        Phase::Down => teller.down(),
        Phase::Wire => teller.wire(),
        Phase::Up => teller.up(),
    };
    let cut = match phase {
        Phase::Wire => journey.kept(),
        Phase::Down | Phase::Up => journey.kept_of(adds),
    };
    told.more.splice(0..0, cut.map(not_kept));
    told
}

/// That a capture holds only the beginning of something.
pub(super) fn not_kept(cut: Kept) -> Say {
    say!("journey-cut", kept = cut.kept, of = bytes(cut.of))
}

fn kind(journey: &Journey) -> Kind {
    let own = journey
        .blocks
        .iter()
        .map(|b| b.protocol)
        .find(|p| is_own_message(*p));
    let has_data = journey.blocks.iter().any(|b| b.osi >= 5);
    match journey.transport() {
        _ if journey.digest.fragment => Kind::Piece,
        _ if has_data => Kind::Data,
        Some(Transport::Tcp) => Kind::Control,
        Some(Transport::Udp) => Kind::Empty,
        None if journey.blocks.iter().any(|b| b.protocol == Protocol::Arp) => Kind::Arp,
        None => own.map_or(Kind::Other, Kind::Own),
    }
}

impl Teller<'_> {
    /// What this step adds or takes off of the message that is followed.
    fn own(&self) -> impl Iterator<Item = &Block> {
        self.adds.iter().filter(|b| !b.is_others())
    }

    fn find(&self, protocol: Protocol) -> Option<&Block> {
        self.own().find(|b| b.protocol == protocol)
    }

    /// All headers of this protocol: a frame may hold several records.
    fn size_of(&self, protocol: Protocol) -> Say {
        bytes(self.size(|b| b.protocol == protocol))
    }

    fn size(&self, wanted: impl Fn(&Block) -> bool) -> Size {
        let mut sum = Size::ZERO;
        for block in self.own().filter(|b| wanted(b)) {
            sum.bytes += block.size.bytes;
            sum.exact &= block.size.exact;
        }
        sum
    }

    /// The value, or `?` where the bytes behind the beginning of `block` are not known.
    fn known(&self, block: &Block, at: usize, length: usize, value: String) -> String {
        let start = block.range.start + at;
        let range = start..start + length;
        let missing = range.end > block.range.end;
        if missing || is_unknown(&self.journey.on_wire, &range) {
            "?".to_owned()
        } else {
            value
        }
    }

    fn text(&self) -> Option<String> {
        let text = self.journey.text.as_deref()?;
        let mut characters = text.graphemes(true);
        let shown: String = characters.by_ref().take(MOST_IN_SENTENCE).collect();
        Some(if characters.next().is_some() {
            format!("{shown}...")
        } else {
            shown
        })
    }

    // ---- down ----

    fn down(&self) -> Told {
        match self.level.high {
            7 if self.level.low == 7 => self.down_data(),
            7 => self.down_application(),
            6 => self.down_presentation(),
            5 => self.down_session(),
            4 => self.down_transport(),
            3 => self.down_network(),
            2 if self.level.low == 1 => {
                let mut told = self.down_link();
                let bits = self.down_bits();
                told.more.push(bits.line);
                told
            }
            2 => self.down_link(),
            _ => self.down_bits(),
        }
    }

    fn down_data(&self) -> Told {
        let size = self.size(|_| true);
        let line = match (self.text(), self.find(Protocol::Dns), self.adds.is_empty()) {
            (Some(text), _, false) => self.down_text(text, size),
            (_, Some(_), _) if self.is_one() => say!("journey-down-dns", size = bytes(size)),
            (_, _, false) => self
                .down_foreign(size)
                .unwrap_or_else(|| self.down_bytes(size)),
            (_, _, true) => self.nothing(),
        };
        let mut more = Vec::new();
        if !self.adds.is_empty() {
            more.extend(self.put_together());
            more.extend(self.handed_over());
        }
        Told {
            line,
            more: self.piece().into_iter().chain(more).collect(),
        }
    }

    /// Is it one message, all of it in this frame?
    fn is_one(&self) -> bool {
        self.own().count() == 1 && self.journey.kept().is_none()
    }

    /// A frame that carries only a part of the message.
    fn piece(&self) -> Vec<Say> {
        let part = self.journey.facts.part;
        let (n, of) = (part.index + 1, part.of);
        match of {
            ..=1 => Vec::new(),
            _ if self.is_too_large() => vec![say!("journey-part", n = n, of = of)],
            _ => vec![say!("journey-part-of", n = n, of = of)],
        }
    }

    fn down_application(&self) -> Told {
        let headers = self.size(|b| b.role == Role::Header);
        let mut told = self.down_data();
        if headers.bytes > 0 {
            let text = bytes(self.size(|b| b.role == Role::Payload));
            told.line = say!(
                "journey-down-application",
                size = text,
                headers = bytes(headers)
            );
            told.more.insert(0, say!("journey-own-headers"));
            told.more.insert(1, self.kept_apart());
        }
        told
    }

    fn down_presentation(&self) -> Told {
        match self.find(Protocol::LabPresentation) {
            Some(_) => Told {
                line: say!(
                    "journey-down-presentation",
                    size = self.size_of(Protocol::LabPresentation)
                ),
                more: vec![say!("journey-own-headers")],
            },
            None => match (self.reading(), self.down_foreign(self.size(|_| true))) {
                (Some(told), _) if self.kind == Kind::Data => told,
                (_, Some(line)) => Told {
                    line,
                    more: self.put_together(),
                },
                _ => self.plain(self.plain_presentation()),
            },
        }
    }

    fn plain_presentation(&self) -> Say {
        if self.journey.text.is_some() {
            say!("journey-plain-presentation-text")
        } else {
            say!("journey-plain-presentation")
        }
    }

    /// A layer that adds nothing: because the program needs none, or because there is no data at all.
    fn plain(&self, reason: Say) -> Told {
        let line = match self.kind {
            Kind::Data if self.is_piece() => say!("journey-plain-part"),
            Kind::Data => reason,
            _ => self.nothing(),
        };
        Told {
            line,
            more: Vec::new(),
        }
    }

    fn nothing(&self) -> Say {
        match self.kind {
            Kind::Control => say!("journey-none-control", flags = self.flags()),
            Kind::Empty => say!("journey-none-empty"),
            Kind::Piece => say!("journey-none-piece"),
            Kind::Own(message) => say!("journey-none-icmp", message = message.name()),
            Kind::Arp => say!("journey-none-arp"),
            Kind::Data if self.is_tls() => say!("journey-none-tls"),
            Kind::Data | Kind::Other => say!("journey-none-other"),
        }
    }

    fn flags(&self) -> String {
        match self.journey.digest.detail {
            Detail::Tcp { flags, .. } if !flags.names().is_empty() => flags.names(),
            _ => "?".to_owned(),
        }
    }

    fn ports(&self) -> (String, String) {
        if self.kind == Kind::Piece {
            return self.ports_of_the_first();
        }
        self.journey.ports()
    }

    fn down_transport(&self) -> Told {
        let (from, to) = self.ports();
        if let Some(tcp) = self.find(Protocol::Tcp) {
            let line = match (tcp.size.exact, self.kind) {
                (true, Kind::Control) => {
                    say!(
                        "journey-down-tcp-control",
                        size = header(tcp),
                        flags = self.flags(),
                        from = from,
                        to = to
                    )
                }
                (true, _) => say!("journey-down-tcp", size = header(tcp), from = from, to = to),
                (false, _) => say!("journey-down-tcp-unsized", from = from, to = to),
            };
            return Told {
                line,
                more: self.shared().into_iter().chain(self.numbers(tcp)).collect(),
            };
        }
        if let Some(udp) = self.find(Protocol::Udp) {
            let line = say!(
                "journey-down-udp",
                size = bytes(udp.size),
                from = from,
                to = to
            );
            return Told {
                line,
                more: vec![say!("journey-udp-alone")],
            };
        }
        let size = bytes(self.size(|_| true));
        let line = match (self.adds.is_empty(), self.kind) {
            (true, _) => self.nothing(),
            (false, Kind::Piece) => self.down_piece(size, from, to),
            (false, _) => say!("journey-down-unknown", size = size),
        };
        Told {
            line,
            more: self.piece(),
        }
    }

    fn numbers(&self, tcp: &Block) -> Vec<Say> {
        let Detail::Tcp {
            flags, seq, ack, ..
        } = self.journey.digest.detail
        else {
            return Vec::new();
        };
        let seq = self.known(tcp, 4, 4, seq.to_string());
        if seq == "?" {
            return vec![say!("journey-tcp-unknown")];
        }
        let mut more = vec![say!("journey-tcp-seq", seq = seq)];
        if flags.has(TcpFlags::ACK) {
            let ack = self.known(tcp, 8, 4, ack.to_string());
            more.push(say!(
                "journey-tcp-ack",
                ack = ack,
                receiver = self.receiver.clone()
            ));
        }
        more
    }
}
