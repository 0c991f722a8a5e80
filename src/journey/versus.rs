//! The same message over TCP and over UDP: what each puts on the wire before it, for it and after it.
//!
//! One of the two is how it really went; its frames count as they were seen, where they were. All else is
//! worked out from the sizes of headers, and says so: it bears `≈`.

use crate::record::Transport;
use crate::wire::{LinkType, TcpFlags};

use super::{Journey, Lookups};

/// Bytes of Ethernet's header.
const ETHERNET: usize = 14;
/// Options of a Linux SYN: MSS, SACK permitted, time stamps, window scale (RFC 9293, 2018, 7323).
const SYN_OPTIONS: usize = 20;
/// The same without time stamps, filled up to a multiple of four.
const BARE_SYN_OPTIONS: usize = 12;
/// Bytes of an 802.1Q tag.
const TAG: usize = 4;
/// Options of every later segment: two NOPs and the time stamps.
const OPTIONS: usize = 12;
/// TCP's header without options.
const TCP: usize = 20;
/// UDP's header.
const UDP: usize = 8;

/// A frame of the exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leg {
    /// TCP's flags; none for UDP.
    pub flags: TcpFlags,
    /// From the sender of the message to its receiver, or back?
    pub forth: bool,
    /// Bytes on the wire, without FCS.
    pub bytes: usize,
    /// How many frames alike.
    pub frames: usize,
    /// It was seen; else it is worked out.
    pub seen: bool,
}

/// What was seen of the connection around the message.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Around {
    /// Its first frames, up to the first that carries data: the handshake.
    pub before: Vec<Leg>,
    /// The message's own frames, where all of it was seen: their bytes, their number.
    pub message: Option<(usize, usize)>,
    /// The acknowledgements that came back for the message, up to the one that covers all of it.
    pub after: Vec<Leg>,
}

/// One of the two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// Which.
    pub transport: Transport,
    /// Did the message really go this way?
    pub real: bool,
    /// What goes before.
    pub before: Vec<Leg>,
    /// The message.
    pub message: Leg,
    /// Headers of one of its frames from the link's to the transport's, in bytes: (OSI layer, bytes).
    pub headers: [(u8, usize); 3],
    /// What comes after.
    pub after: Vec<Leg>,
}

impl Side {
    /// All bytes on the wire.
    #[must_use]
    pub fn total(&self) -> usize {
        self.before
            .iter()
            .chain(&self.after)
            .chain([&self.message])
            .map(|leg| leg.bytes)
            .sum()
    }

    /// All frames.
    #[must_use]
    pub fn frames(&self) -> usize {
        self.before
            .iter()
            .chain(&self.after)
            .chain([&self.message])
            .map(|leg| leg.frames)
            .sum()
    }
}

/// Both, TCP first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Versus {
    /// TCP and UDP.
    pub sides: [Side; 2],
    /// Bytes that the transport carries.
    pub payload: usize,
    /// Bytes of it that are the message itself.
    pub text: usize,
}

/// Sizes that both share.
struct Sizes {
    link: usize,
    ip: usize,
    options: usize,
    mtu: usize,
    payload: usize,
}

impl Versus {
    /// Both ways of a message; `None`: the frame carries neither TCP nor UDP.
    #[must_use]
    pub fn new(journey: &Journey, around: &Around) -> Option<Self> {
        let real = journey.transport()?;
        let carried = journey.facts.carried.as_ref();
        let payload = carried.map_or(journey.digest.payload_len as usize, |carried| {
            carried.bytes.len()
        });
        let stamped = carried
            .and_then(|c| c.tcp)
            .is_none_or(|agreed| agreed.timestamps);
        let sizes = Sizes {
            link: if journey.frame.meta.link == LinkType::Ethernet {
                ETHERNET
            } else {
                0
            } + if journey.digest.vlan.is_some() {
                TAG
            } else {
                0
            },
            ip: if journey.digest.src.is_some_and(|a| a.is_ipv4()) {
                20
            } else {
                40
            },
            options: if stamped { OPTIONS } else { 0 },
            mtu: journey
                .facts
                .mtu
                .or_else(|| journey.facts.lookups.as_ref().and_then(|l: &Lookups| l.mtu))
                .unwrap_or(1500)
                .max(68) as usize,
            payload,
        };
        // A frame larger than the link takes is cut up by the card: what travels is worked out.
        let length = journey.frame.meta.length as usize;
        let fits = length.saturating_sub(sizes.link) <= sizes.mtu && journey.size().exact;
        // A frame that other messages share is not this one's alone.
        let alone =
            (journey.facts.part.of == 1 && journey.others().bytes == 0).then_some((length, 1));
        let real_one = around.message.or(alone).filter(|_| fits);
        let seen = |transport| real_one.filter(|_| transport == real);
        Some(Self {
            sides: [
                sizes.tcp(real == Transport::Tcp, seen(Transport::Tcp), around),
                sizes.udp(real == Transport::Udp, seen(Transport::Udp)),
            ],
            payload,
            text: carried.map_or(payload, |carried| carried.text.len()),
        })
    }
}

impl Sizes {
    const fn below(&self) -> usize {
        self.link + self.ip
    }

    fn worked_out(flags: u16, forth: bool, bytes: usize, frames: usize) -> Leg {
        Leg {
            flags: TcpFlags(flags),
            forth,
            bytes,
            frames,
            seen: false,
        }
    }

    fn tcp(&self, real: bool, seen_message: Option<(usize, usize)>, around: &Around) -> Side {
        let (syn, ack) = (TcpFlags::SYN.0, TcpFlags::ACK.0);
        let bare = self.below() + TCP + self.options;
        let opening = self.below()
            + TCP
            + if self.options > 0 {
                SYN_OPTIONS
            } else {
                BARE_SYN_OPTIONS
            };
        let handshake = || {
            vec![
                Self::worked_out(syn, true, opening, 1),
                Self::worked_out(syn | ack, false, opening, 1),
                Self::worked_out(ack, true, bare, 1),
            ]
        };
        let seen = real && around.before.len() >= 3;
        let room = self.mtu.saturating_sub(self.ip + TCP + self.options).max(1);
        let frames = self.payload.div_ceil(room).max(1);
        let psh = TcpFlags::PSH.0 | ack;
        let message = seen_message.map_or_else(
            || Self::worked_out(psh, true, self.payload + frames * bare, frames),
            |(bytes, frames)| Leg {
                seen: true,
                ..Self::worked_out(psh, true, bytes, frames)
            },
        );
        let after = if real && !around.after.is_empty() {
            around.after.clone()
        } else {
            vec![Self::worked_out(ack, false, bare, 1)]
        };
        Side {
            transport: Transport::Tcp,
            real,
            before: if seen {
                around.before.clone()
            } else {
                handshake()
            },
            message,
            headers: [(2, self.link), (3, self.ip), (4, TCP + self.options)],
            after,
        }
    }

    fn udp(&self, real: bool, seen_message: Option<(usize, usize)>) -> Side {
        let datagram = self.payload + UDP;
        let room = self.mtu.saturating_sub(self.ip).max(8) / 8 * 8;
        let frames = datagram.div_ceil(room).max(1);
        // In IPv6 every fragment has a header of its own for it (RFC 8200 §4.5).
        let fragment = if self.ip == 40 && frames > 1 { 8 } else { 0 };
        let message = seen_message.map_or_else(
            || {
                Self::worked_out(
                    0,
                    true,
                    datagram + frames * (self.below() + fragment),
                    frames,
                )
            },
            |(bytes, frames)| Leg {
                seen: true,
                ..Self::worked_out(0, true, bytes, frames)
            },
        );
        let headers = [(2, self.link), (3, self.ip), (4, UDP)];
        Side {
            transport: Transport::Udp,
            real,
            before: Vec::new(),
            message,
            headers,
            after: Vec::new(),
        }
    }
}
