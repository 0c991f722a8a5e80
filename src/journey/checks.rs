//! What each layer of the receiver looks at before it takes its own header off and hands on the rest.

use std::net::IpAddr;
use std::ops::Range;

use crate::frame::Origin;
use crate::say;
use crate::say::Say;
use crate::wire::checksum::Verdict;
use crate::wire::{Context, Field, LinkType, MacAddr, Protocol, Value, fcs, worked};

use super::block::Block;
use super::model::Level;
use super::trailer::Fcs;
use super::{Journey, Party};

/// How a question was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Answer {
    /// Yes: the bytes show it.
    Yes,
    /// No: the bytes show it.
    No,
    /// It must have been so, or the message would not have gone on; not seen from here.
    Assumed,
    /// Not known.
    Unknown,
}

/// One question a layer asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The question.
    pub asks: Say,
    /// Its answer.
    pub answer: Answer,
    /// By what it was answered.
    pub why: Option<Say>,
    /// The bytes of the frame that tell; empty where none do.
    pub proof: Range<usize>,
}

/// What the receiver is known by, where it is this host.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mine {
    /// Its interface's MAC.
    pub mac: Option<MacAddr>,
    /// Its addresses.
    pub addresses: Vec<IpAddr>,
}

impl Mine {
    /// Nothing is known.
    pub const NOBODY: Self = Self {
        mac: None,
        addresses: Vec::new(),
    };
}

/// The questions of a level of the receiver's, which takes `adds` off.
pub(super) fn checks(journey: &Journey, level: Level, adds: &[Block]) -> Vec<Check> {
    let asker = Asker { journey, adds };
    let mut found = Vec::new();
    for osi in level.low..=level.high {
        match osi {
            1 => found.extend(asker.fcs()),
            2 => found.extend(asker.link()),
            3 => found.extend(asker.network()),
            4 => found.extend(asker.transport()),
            _ => found.extend(asker.above(osi)),
        }
    }
    found
}

struct Asker<'a> {
    journey: &'a Journey,
    adds: &'a [Block],
}

impl Asker<'_> {
    fn has(&self, protocol: Protocol) -> bool {
        self.adds.iter().any(|b| b.protocol == protocol)
    }

    fn is_mine(&self) -> bool {
        self.journey.facts.receiver == Party::You
    }

    /// A question about a field; unknown where the field is, or was not kept.
    fn about(
        &self,
        filter: &str,
        asks: Say,
        judge: impl Fn(&Field) -> (Answer, Option<Say>),
    ) -> Option<Check> {
        let Some((_, field)) = self.journey.field(filter) else {
            return self.not_kept(asks);
        };
        let (answer, why) = if field.value == Value::Unknown {
            (Answer::Unknown, None)
        } else {
            judge(field)
        };
        Some(Check {
            asks,
            answer,
            why,
            proof: field.bytes(),
        })
    }

    /// A question whose field the capture has cut off.
    fn not_kept(&self, asks: Say) -> Option<Check> {
        self.journey.kept().map(|_| Check {
            asks,
            answer: Answer::Unknown,
            why: Some(Verdict::Cut.say()),
            proof: 0..0,
        })
    }

    fn fcs(&self) -> Option<Check> {
        let why = match self.journey.fcs {
            Fcs::Computed(_) | Fcs::Unknown | Fcs::Large | Fcs::Merged => {
                say!("journey-check-fcs-card")
            }
            Fcs::Captured => return Some(self.captured_fcs()),
            Fcs::Air => say!("journey-check-fcs-air"),
            Fcs::NotNeeded => return None,
            // Where a capture shows no header of a link's own, nobody knows of an FCS.
            Fcs::UnknownMedium if self.journey.frame.meta.link != LinkType::Ethernet => {
                return None;
            }
            Fcs::UnknownMedium => say!("journey-check-fcs-maybe"),
        };
        Some(Check {
            asks: say!("journey-check-fcs"),
            answer: Answer::Assumed,
            why: Some(why),
            proof: 0..0,
        })
    }

    /// The FCS that the capture has, as its field tells.
    fn captured_fcs(&self) -> Check {
        let frame = &self.journey.frame;
        let mut layers = self.journey.dissection.layers.iter();
        let field = layers
            .find(|layer| layer.protocol == Protocol::Fcs)
            .and_then(|layer| layer.fields.first());
        let answer = match field.map(|field| &field.value) {
            Some(Value::Hex(found, _)) => {
                let right = u32::from_be_bytes(fcs::fcs(frame.meta.carried(&frame.bytes)));
                if u64::from(right) == *found {
                    Answer::Yes
                } else {
                    Answer::No
                }
            }
            // Cut, or of another kind than Ethernet's.
            Some(_) | None => Answer::Unknown,
        };
        let meaning = field.and_then(|field| field.meaning.clone());
        Check {
            asks: say!("journey-check-fcs"),
            answer,
            why: Some(meaning.unwrap_or_else(|| Verdict::Cut.say())),
            proof: field.map_or(0..0, Field::bytes),
        }
    }

    fn link(&self) -> Vec<Check> {
        if !self.has(Protocol::Ethernet) {
            return Vec::new();
        }
        let routed = self.journey.facts.relays.next().is_some() && !self.is_mine();
        let mine = &self.journey.facts.mine;
        let to_me = self.about("eth.dst", say!("journey-check-mac"), |field| {
            match &field.value {
                Value::Mac(MacAddr::ZERO) => (Answer::Yes, Some(say!("journey-check-mac-zero"))),
                Value::Mac(mac) if mac.is_broadcast() => {
                    (Answer::Yes, Some(say!("journey-check-mac-all")))
                }
                Value::Mac(mac) if mac.is_group() => {
                    (Answer::Yes, Some(say!("journey-check-mac-group")))
                }
                _ if routed => (Answer::Assumed, Some(say!("journey-check-mac-routed"))),
                Value::Mac(mac) => match mine.mac.filter(|_| self.is_mine()) {
                    Some(own) if own == *mac => (
                        Answer::Yes,
                        Some(say!("journey-check-mac-own", mac = own.to_string())),
                    ),
                    Some(own) => (
                        Answer::No,
                        Some(say!("journey-check-mac-other", mac = own.to_string())),
                    ),
                    None => (Answer::Assumed, None),
                },
                _ => (Answer::Unknown, None),
            }
        });
        let kind = self.about("eth.type", say!("journey-check-type"), |_| {
            match self.next_of_link() {
                Some(next) => (Answer::Yes, Some(next)),
                None => (Answer::Unknown, None),
            }
        });
        to_me.into_iter().chain(kind).collect()
    }

    /// Whose bytes come next above the data link.
    fn next_of_link(&self) -> Option<Say> {
        let inner = self
            .journey
            .blocks
            .iter()
            .find(|b| b.osi > 2 || b.protocol == Protocol::Arp)?;
        Some(say!("journey-check-next", next = inner.protocol.name()))
    }

    /// What stands right behind the outermost header of IP.
    fn next_of_packet(&self) -> Option<Say> {
        let blocks = &self.journey.blocks;
        let at = blocks
            .iter()
            .position(|b| matches!(b.protocol, Protocol::Ipv4 | Protocol::Ipv6))?;
        let inner = match blocks.get(at + 1)?.protocol {
            // Known by its number alone: a later piece, or what the lab cannot read.
            Protocol::Data => self.journey.carried_by_ip(),
            protocol => protocol.name().to_owned(),
        };
        Some(say!("journey-check-next", next = inner))
    }

    fn network(&self) -> Vec<Check> {
        let mut found = Vec::new();
        // The outermost: of a tunnel's packets that one is looked at first.
        let outer = self
            .adds
            .iter()
            .map(|b| b.protocol)
            .find(|p| matches!(p, Protocol::Ipv4 | Protocol::Ipv6));
        let (to, next) = match outer {
            Some(Protocol::Ipv4) => ("ip.dst", "ip.proto"),
            Some(_) => ("ipv6.dst", "ipv6.nxt"),
            None => return found,
        };
        if outer == Some(Protocol::Ipv4) {
            found.extend(self.sum(Protocol::Ipv4, "ip.checksum"));
        }
        found.extend(self.about(to, say!("journey-check-address"), |field| {
            self.address(field)
        }));
        found.extend(self.about(next, say!("journey-check-protocol"), |_| {
            (Answer::Yes, self.next_of_packet())
        }));
        found
    }

    fn address(&self, field: &Field) -> (Answer, Option<Say>) {
        let address = match field.value {
            Value::Ipv4(a) => IpAddr::V4(a),
            Value::Ipv6(a) => IpAddr::V6(a),
            _ => return (Answer::Unknown, None),
        };
        if address.is_multicast() || address == IpAddr::V4(std::net::Ipv4Addr::BROADCAST) {
            return (Answer::Yes, Some(say!("journey-check-address-group")));
        }
        let mine = &self.journey.facts.mine.addresses;
        if !self.is_mine() || mine.is_empty() {
            return (Answer::Assumed, None);
        }
        let own = address.is_loopback() || mine.contains(&address);
        (
            if own { Answer::Yes } else { Answer::No },
            Some(say!(
                "journey-check-address-own",
                address = address.to_string()
            )),
        )
    }

    /// A checksum, worked out.
    fn sum(&self, protocol: Protocol, filter: &str) -> Option<Check> {
        let asks = say!("journey-check-sum", name = protocol.name());
        let Some((layer, field)) = self.journey.field(filter) else {
            return self.not_kept(asks);
        };
        let proof = field.bytes();
        if field.value == Value::Unknown
            || self.journey.frame.meta.origin == Origin::Rebuilt && !self.journey.frame.is_whole()
        {
            return Some(Check {
                asks,
                answer: Answer::Unknown,
                why: None,
                proof,
            });
        }
        let frame = &self.journey.frame;
        let worked = worked::worked(
            frame.meta.link,
            &frame.bytes,
            &Context::of(&frame.meta),
            layer,
        )?;
        let answer = match worked.verdict {
            Verdict::Right | Verdict::Kernel | Verdict::Unused => Answer::Yes,
            // What the card would have gone on from: a capture on the sender's own side, as a file does not tell.
            Verdict::Wrong(_)
                if worked
                    .steps
                    .as_ref()
                    .is_some_and(|s| s.pseudo == Some(worked.there)) =>
            {
                return Some(Check {
                    asks,
                    answer: Answer::Assumed,
                    why: Some(Verdict::Card.say()),
                    proof,
                });
            }
            Verdict::Wrong(_) => Answer::No,
            Verdict::Card | Verdict::Large => Answer::Assumed,
            Verdict::Cut | Verdict::Fragment | Verdict::Quoted => Answer::Unknown,
        };
        Some(Check {
            asks,
            answer,
            why: Some(worked.verdict.say()),
            proof,
        })
    }

    fn transport(&self) -> Vec<Check> {
        let (protocol, sum, port) = match (self.has(Protocol::Tcp), self.has(Protocol::Udp)) {
            (true, _) => (Protocol::Tcp, "tcp.checksum", "tcp.dstport"),
            (_, true) => (Protocol::Udp, "udp.checksum", "udp.dstport"),
            _ => return Vec::new(),
        };
        let mut found: Vec<Check> = self.sum(protocol, sum).into_iter().collect();
        let ours = self
            .journey
            .facts
            .carried
            .as_ref()
            .filter(|carried| !carried.outgoing && self.is_mine());
        found.extend(self.about(port, say!("journey-check-port"), |field| {
            let port = field.value.text().unwrap_or_default();
            match ours {
                Some(carried) => (
                    Answer::Yes,
                    Some(say!(
                        "journey-check-port-socket",
                        port = port,
                        socket = carried.socket.0.to_string()
                    )),
                ),
                None => (
                    Answer::Assumed,
                    Some(say!("journey-check-port-open", port = port)),
                ),
            }
        }));
        if protocol == Protocol::Tcp {
            found.extend(
                self.about("tcp.seq", say!("journey-check-order"), |_| match ours {
                    Some(_) => (Answer::Yes, Some(say!("journey-check-order-read"))),
                    None => (Answer::Assumed, None),
                }),
            );
        }
        found
    }

    fn above(&self, osi: u8) -> Vec<Check> {
        let answer = if self.is_mine() {
            Answer::Yes
        } else {
            Answer::Assumed
        };
        match osi {
            5 if self.has(Protocol::LabSession) => {
                let number = self.about("wlab.sequence", say!("journey-check-session"), |field| {
                    (
                        answer,
                        field
                            .value
                            .text()
                            .map(|n| say!("journey-check-session-number", n = n)),
                    )
                });
                number.into_iter().collect()
            }
            6 if self.has(Protocol::LabPresentation) => self
                .about("wlab.charset", say!("journey-check-charset"), |_| {
                    (answer, None)
                })
                .into_iter()
                .collect(),
            _ => Vec::new(),
        }
    }
}
