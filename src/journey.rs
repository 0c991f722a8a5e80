//! One message's way: down the sender's layers, over the wire, up the receiver's layers.
//!
//! Pure: a function of a frame's bytes and what is known of them. The panes play it.
//!
//! - [`model`]: the seven, five and four layers a student learns, over the same bytes.
//! - [`block`]: a run of the frame's bytes that one layer adds; [`build`]: which ones a frame has.
//! - [`share`]: which of them are of other messages in the same frame.
//! - [`cut`]: what a capture kept of the frame.
//! - [`relay`]: the routers between sender and receiver, and what is known of each.
//! - [`step`]: one step of the way; [`steps`]: all of them, in their order.
//! - [`lookup`]: what the sender's tables are asked before a header can be written.
//! - [`trailer`]: what the card completes and puts behind.
//! - [`checks`]: what each layer of the receiver looks at.
//! - [`words`]: what each step says, from the frame's real values.
//! - [`compare`]: both ends of one frame side by side: what lies between them.
//! - [`path`]: what the host's tables say of the way: route, source, MACs, MTU.
//! - [`told`]: the whole way as plain text, to be kept and printed.
//! - [`player`]: which step is shown when: play, pause, step, speed, as a function of the time.
//! - [`predict`]: one question before a step, and what an answer is worth.

pub mod block;
mod build;
pub mod checks;
pub mod compare;
mod cut;
pub mod lookup;
pub mod model;
pub mod path;
pub mod player;
pub mod predict;
pub mod relay;
mod share;
pub mod step;
mod steps;
pub mod told;
pub mod trailer;
pub mod versus;
pub mod words;

use std::net::IpAddr;

use crate::frame::Frame;
use crate::proto::chat::Encoding;
use crate::record::{Carried, RecordId, Transport};
use crate::say::Clean;
use crate::wire::{Detail, Digest, Dissection, Field, IpProtocol, MacAddr, Protocol, Value};

pub use block::{Block, Role, Size, Whose};
pub use checks::{Answer, Check, Mine};
pub use cut::Kept;
pub use lookup::{Lookup, Lookups};
pub use model::{Level, Model};
pub use player::{Player, Speed};
pub use relay::{Relay, Relays};
pub use step::{Doing, Phase, Step};
pub use trailer::Fcs;

/// What a journey is about; tells a captured frame that it stands for the rebuilt one shown before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A chat message, numbered by whoever asks for the journey.
    Message(u64),
    /// A frame of the packet log.
    Record(RecordId),
}

/// One end of the way.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Party {
    /// The student.
    You,
    /// Another: a nick or an address.
    Name(Clean),
}

/// What carries the frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Medium {
    /// A network card and its cable.
    Cable,
    /// Wi-Fi.
    Air,
    /// A virtual cable between two namespaces.
    Veth,
    /// The machine's way to itself.
    Loopback,
    /// A tunnel.
    Tunnel,
    /// Not known.
    #[default]
    Unknown,
}

/// What is known of the way beside the frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// What the journey is about.
    pub subject: Subject,
    /// Who sends.
    pub sender: Party,
    /// Who gets it.
    pub receiver: Party,
    /// The message whose bytes the frame carries, where it is one of the chat's.
    pub carried: Option<Carried>,
    /// What carries the frame.
    pub medium: Medium,
    /// Prefix length of the sender's own network, where the sender is this host.
    pub prefix: Option<u8>,
    /// The routers on the way, as far as they are known.
    pub relays: Relays,
    /// Largest packet the interface takes, in bytes.
    pub mtu: Option<u32>,
    /// Which frame of its message this is.
    pub part: Part,
    /// TCP: bytes of the stream before the first that the frame carries, where that is known of a message's
    /// frame. Else all that it carries is the message's.
    pub stream_at: Option<u64>,
    /// What the sender's tables say, where the sender is this host.
    pub lookups: Option<Lookups>,
    /// What the receiver is known by, where it is this host.
    pub mine: Mine,
    /// How a plain peer's text is written, or read; `None`: no chat message, or its header says it.
    pub reading: Option<Reading>,
}

/// How a plain peer's bytes are characters. The stream does not say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reading {
    /// They were written so here.
    Written(Encoding),
    /// They are read so because the student wants it.
    Chosen(Encoding),
    /// Nobody has chosen: taken for UTF-8.
    Taken,
}

impl Reading {
    /// The encoding.
    #[must_use]
    pub const fn encoding(self) -> Encoding {
        match self {
            Self::Written(encoding) | Self::Chosen(encoding) => encoding,
            Self::Taken => Encoding::Utf8,
        }
    }
}

/// A frame among those that carry one message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Part {
    /// Which, from 0.
    pub index: usize,
    /// How many there are, this one included.
    pub of: usize,
}

impl Part {
    /// The only one.
    pub const WHOLE: Self = Self { index: 0, of: 1 };
}

impl Facts {
    /// Only names: for frames that are opened from the log.
    #[must_use]
    pub const fn plain(subject: Subject, sender: Party, receiver: Party) -> Self {
        Self {
            subject,
            sender,
            receiver,
            carried: None,
            medium: Medium::Unknown,
            prefix: None,
            relays: Relays::NONE,
            mtu: None,
            part: Part::WHOLE,
            stream_at: None,
            lookups: None,
            mine: Mine::NOBODY,
            reading: None,
        }
    }
}

/// Who sends a frame and who gets it: by IP address, in ARP by the addresses it speaks of, else by MAC. `owns`: is
/// this address the student's?
#[must_use]
pub fn parties(digest: &Digest, owns: impl Fn(IpAddr) -> bool) -> (Party, Party) {
    let (src, dst) = match digest.detail {
        Detail::Arp { sender, target, .. } => (Some(IpAddr::V4(sender)), Some(IpAddr::V4(target))),
        _ => (digest.src, digest.dst),
    };
    let party = |address: Option<IpAddr>, mac: Option<MacAddr>| match (address, mac) {
        (Some(address), _) if owns(address) => Party::You,
        (Some(address), _) => Party::Name(address.to_string().into()),
        (None, Some(mac)) => Party::Name(mac.to_string().into()),
        (None, None) => Party::Name(Clean::fixed("?")),
    };
    (party(src, digest.mac_src), party(dst, digest.mac_dst))
}

/// One frame's way through the layers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Journey {
    /// The frame, as it was captured, opened or rebuilt.
    pub frame: Frame,
    /// The frame as the wire carries it: with what the card completes and adds, where that follows, and with
    /// unknown bytes where the capture kept none.
    pub on_wire: Frame,
    /// What becomes of the frame check sequence.
    pub fcs: Fcs,
    /// The frame on the wire, taken apart.
    pub dissection: Dissection,
    /// The frame's facts.
    pub digest: Digest,
    /// What is known beside it.
    pub facts: Facts,
    /// Which bytes belong to which layer, in the order of the frame.
    pub blocks: Vec<Block>,
    /// The message as text, where the frame carries one.
    pub text: Option<Clean>,
}

impl Journey {
    /// The way of `frame`, which `dissection` takes apart.
    #[must_use]
    pub fn new(frame: Frame, dissection: Dissection, facts: Facts) -> Self {
        let trailer::OnTheWire {
            frame: mut on_wire,
            mut dissection,
            fcs,
        } = trailer::on_the_wire(&frame, dissection, &facts);
        let mut blocks = build::blocks(&on_wire, &mut dissection, &facts);
        let mut facts = facts;
        if let Some(lookups) = facts
            .lookups
            .as_mut()
            .filter(|lookups| lookups.transport.is_none())
        {
            // Without a transport all that IP carries has to fit, the header of ICMP too.
            lookups.payload = build::bytes_in_packet(&blocks);
        }
        let text = build::text(&frame, &blocks, &facts);
        cut::fill(&mut on_wire, &mut blocks);
        let mut digest = frame.meta.digest(&frame.bytes);
        if let Some(program) = build::program(&dissection) {
            // What the frame by itself does not tell: the rest of its connection was known to who took it apart.
            digest.protocol = program;
        }
        Self {
            frame,
            on_wire,
            fcs,
            dissection,
            digest,
            facts,
            blocks,
            text,
        }
    }

    /// A field of the frame itself by its filter's name, with the place of its layer in the dissection; the
    /// outermost where there are several.
    #[must_use]
    pub fn field(&self, filter: &str) -> Option<(usize, &Field)> {
        let layers = self
            .dissection
            .layers
            .iter()
            .enumerate()
            .filter(|(_, layer)| layer.source.0 == 0);
        let mut fields = layers.flat_map(|(index, layer)| {
            layer
                .fields
                .iter()
                .flat_map(|f| std::iter::once(f).chain(&f.children))
                .map(move |f| (index, f))
        });
        fields.find(|(_, field)| field.filter == filter)
    }

    /// A field of a block's own header, by its filter's name.
    #[must_use]
    pub fn field_of(&self, block: &Block, filter: &str) -> Option<&Field> {
        fn named<'a>(fields: &'a [Field], filter: &str) -> Option<&'a Field> {
            fields.iter().find_map(|f| {
                if f.filter == filter {
                    Some(f)
                } else {
                    named(&f.children, filter)
                }
            })
        }
        named(&self.dissection.layers.get(block.layer?)?.fields, filter)
    }

    /// The addresses in an IP header: from whom, to whom, as one writes them; `?` where one is not known.
    #[must_use]
    pub fn ends(&self, ip: &Block) -> (String, String) {
        let filters = if ip.protocol == Protocol::Ipv4 {
            ["ip.src", "ip.dst"]
        } else {
            ["ipv6.src", "ipv6.dst"]
        };
        let text = |filter| {
            self.field_of(ip, filter)
                .and_then(|field| field.value.text())
                .unwrap_or_else(|| "?".to_owned())
        };
        let [from, to] = filters.map(text);
        (from, to)
    }

    /// From which port, to which one; `?` where it is not known: a rebuilt frame may not tell it, and a header that
    /// was cut off before it does not.
    #[must_use]
    pub fn ports(&self) -> (String, String) {
        let port = |filters: [&str; 2]| {
            let mut found = filters.into_iter().filter_map(|filter| self.field(filter));
            let text = found.next().and_then(|(_, field)| field.value.text());
            text.unwrap_or_else(|| "?".to_owned())
        };
        (
            port(["tcp.srcport", "udp.srcport"]),
            port(["tcp.dstport", "udp.dstport"]),
        )
    }

    /// Bytes on the wire, the trailer included.
    #[must_use]
    pub fn size(&self) -> Size {
        Size::of(&self.blocks)
    }

    /// Bytes of the message itself: what the program wanted to say.
    #[must_use]
    pub fn payload(&self) -> Size {
        Size::of(
            self.blocks
                .iter()
                .filter(|b| b.osi >= 5 && b.role == Role::Payload && !b.is_others()),
        )
    }

    /// Bytes of the message that the frame carries, headers of the program's own included.
    #[must_use]
    pub fn share(&self) -> Size {
        Size::of(self.blocks.iter().filter(|b| b.osi >= 5 && !b.is_others()))
    }

    /// Bytes of other messages that the frame carries beside it.
    #[must_use]
    pub fn others(&self) -> Size {
        Size::of(self.blocks.iter().filter(|b| b.is_others()))
    }

    /// The steps of the way in this model: down, the wire, up.
    #[must_use]
    pub fn steps(&self, model: Model) -> Vec<Step> {
        steps::steps(self, model)
    }

    /// TCP or UDP, where the frame has one of them.
    #[must_use]
    pub fn transport(&self) -> Option<Transport> {
        self.blocks
            .iter()
            .filter(|b| b.role == Role::Header)
            .find_map(|b| match b.protocol {
                Protocol::Tcp => Some(Transport::Tcp),
                Protocol::Udp => Some(Transport::Udp),
                _ => None,
            })
    }

    /// What IP's innermost header says that it carries, by name, else by number; of a later fragment only this
    /// number tells. `?` where it is not known.
    fn carried_by_ip(&self) -> String {
        let ip = self.blocks.iter().rfind(|b| b.is_packet());
        let field = |filter| ip.and_then(|ip| self.field_of(ip, filter));
        let number = field("ip.proto")
            .or_else(|| field("ipv6.fraghdr.nxt"))
            .or_else(|| field("ipv6.nxt"));
        match number.map(|f| &f.value) {
            Some(Value::Number(n)) => {
                let name = u8::try_from(*n).ok().and_then(|n| IpProtocol(n).name());
                name.map_or_else(|| n.to_string(), ToOwned::to_owned)
            }
            _ => "?".to_owned(),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
