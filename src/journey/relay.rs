//! The routers between sender and receiver. Each takes the packet out of the frame it came in and sends it on in
//! a new one: other MAC addresses, one less of TTL. A switch changes nothing and is none.

use std::fmt;
use std::net::IpAddr;

use crate::frame::Frame;
use crate::say::Clean;
use crate::wire::{Context, Field, MacAddr, Value, dissect};

/// A router on the way, and what is known of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Relay {
    /// The address it is known by on the link that the journey looks from.
    pub address: Option<IpAddr>,
    /// Its name.
    pub name: Option<Clean>,
    /// The frame that the packet came in.
    pub came: Option<Frame>,
    /// The frame that it sent the packet on in.
    pub left: Option<Frame>,
}

/// Its address, else its name, else `?`.
impl fmt::Display for Relay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.address, &self.name) {
            (Some(address), _) => write!(f, "{address}"),
            (None, Some(name)) => f.write_str(name),
            (None, None) => f.write_str("?"),
        }
    }
}

impl Relay {
    /// One of which only the address is known.
    #[must_use]
    pub fn at(address: IpAddr) -> Self {
        Self {
            address: Some(address),
            ..Self::default()
        }
    }
}

/// The routers that are known, in the order in which the packet passes them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Relays {
    all: Vec<Relay>,
    passed: usize,
}

impl Relays {
    /// None is known: sender and receiver are on one link, or nobody knows.
    pub const NONE: Self = Self {
        all: Vec::new(),
        passed: 0,
    };

    /// All of them; the journey's frame was seen behind the first `passed` ones (at most all).
    #[must_use]
    pub fn new(all: Vec<Relay>, passed: usize) -> Self {
        let passed = passed.min(all.len());
        Self { all, passed }
    }

    /// Of the frame on the sender's own link: the router it goes to first.
    #[must_use]
    pub fn first(router: IpAddr) -> Self {
        Self::new(vec![Relay::at(router)], 0)
    }

    /// Of the frame on the receiver's own link: the router that has sent it there.
    #[must_use]
    pub fn last(router: IpAddr) -> Self {
        Self::new(vec![Relay::at(router)], 1)
    }

    /// The router that the journey's frame goes to; `None`: it goes to the receiver itself.
    #[must_use]
    pub fn next(&self) -> Option<&Relay> {
        self.all.get(self.passed)
    }

    /// The router that has sent the journey's frame: what the frame bears of the link is its own, not the sender's.
    #[must_use]
    pub fn previous(&self) -> Option<&Relay> {
        self.all.get(self.passed.checked_sub(1)?)
    }

    /// All, from the sender on.
    #[must_use]
    pub fn all(&self) -> &[Relay] {
        &self.all
    }

    /// Has each router a step of its own? A single one of which no frame is known is said with the wire.
    #[must_use]
    pub fn is_shown_in_steps(&self) -> bool {
        let is_seen = |relay: &Relay| relay.came.is_some() || relay.left.is_some();
        self.all.len() > 1 || self.all.iter().any(is_seen)
    }

    /// Is the journey's frame the one on this link? Link 0 is the sender's, the last one the receiver's.
    pub(super) const fn is_here(&self, link: usize) -> bool {
        link == self.passed
    }

    /// What the router with this number (from 0) got and what it sent on, where that is known; `frame`: the journey's
    /// own, which the router before it has sent and the one behind it gets.
    pub(super) fn rewritten(&self, index: usize, frame: &Frame) -> (Rewritten, Rewritten) {
        let Some(relay) = self.all.get(index) else {
            return Default::default();
        };
        let own = |here: bool| here.then_some(frame);
        let came = relay.came.as_ref().or_else(|| own(index == self.passed));
        let left = relay
            .left
            .as_ref()
            .or_else(|| own(index + 1 == self.passed));
        let of = |frame: Option<&Frame>| frame.map(Rewritten::of).unwrap_or_default();
        (of(came), of(left))
    }
}

/// What every router writes anew, as one frame has it. `None`: not in the frame, or not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Rewritten {
    pub(super) mac_src: Option<MacAddr>,
    pub(super) mac_dst: Option<MacAddr>,
    /// TTL (IPv4) or hop limit (IPv6) of the outermost packet.
    pub(super) ttl: Option<u64>,
}

impl Rewritten {
    fn of(frame: &Frame) -> Self {
        let context = Context {
            origins: frame.origins.clone(),
            ..Context::of(&frame.meta)
        };
        let tree = dissect(frame.meta.link, &frame.bytes, &context);
        let field = |filters: &[&str]| -> Option<&Field> {
            let mut fields = tree.layers.iter().flat_map(|layer| &layer.fields);
            fields.find(|field| filters.contains(&field.filter))
        };
        let mac = |filter| match field(&[filter])?.value {
            Value::Mac(mac) => Some(mac),
            _ => None,
        };
        let ttl = match field(&["ip.ttl", "ipv6.hlim"]).map(|field| &field.value) {
            Some(Value::Number(ttl)) => Some(*ttl),
            _ => None,
        };
        Self {
            mac_src: mac("eth.src"),
            mac_dst: mac("eth.dst"),
            ttl,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::Origin;
    use crate::journey::tests::{frame, journey_with, over_tcp};
    use crate::journey::{Doing, Model, Party, Phase};
    use crate::text::{Lang, Text};

    fn router(number: u8) -> Relay {
        Relay::at(IpAddr::from([10, 9, number, 254]))
    }

    /// The same packet with another TTL, in a frame between other stations.
    fn sent_on(ttl: u8, from: u8, to: u8) -> Frame {
        let mut bytes = over_tcp(0x18, b"x").bytes.to_vec();
        bytes[0..6].copy_from_slice(&[2, 0, 0, 0, 0, to]);
        bytes[6..12].copy_from_slice(&[2, 0, 0, 0, 0, from]);
        bytes[22] = ttl;
        frame(bytes)
    }

    #[test]
    fn over_three_routers_each_link_and_each_router_is_a_step_of_its_own() {
        let mut middle = router(2);
        middle.left = Some(sent_on(62, 0x22, 0x31));
        let relays = Relays::new(vec![router(1), middle, Relay::default()], 0);
        let journey = journey_with(over_tcp(0x18, b"x"), |f| {
            (f.sender, f.receiver) = (Party::You, Party::Name("bob".into()));
            f.relays = relays;
        });
        let steps = journey.steps(Model::Seven);
        let between: Vec<_> = steps.iter().filter(|s| s.phase == Phase::Wire).collect();
        let doing: Vec<Doing> = between.iter().map(|step| step.doing).collect();
        let (wire, at) = (Doing::Layer, Doing::Forward);
        assert_eq!(doing, [wire, at(0), wire, at(1), wire, at(2), wire]);
        let first = steps.iter().position(|s| s.phase == Phase::Wire);
        assert_eq!(first, Some(7), "right behind the way down");
        let text = Text::new(Lang::En);
        let said: Vec<String> = between.iter().map(|step| text.say(&step.line)).collect();
        for (line, words) in said.iter().zip([
            "67 bytes run from you to 10.9.1.254.",
            "10.9.1.254 takes the packet out of its frame and sends it on to 10.9.2.254",
            "67 bytes run from 10.9.1.254 to 10.9.2.254.",
            "10.9.2.254 takes the packet out of its frame and sends it on to ?",
            "67 bytes run from 10.9.2.254 to ?.",
            "? takes the packet out of its frame and sends it on to bob",
            "67 bytes run from ? to bob.",
        ]) {
            assert!(line.to_lowercase().starts_with(words), "{line}");
        }
        // The frame that was sent is what the first router gets; what it sent on nobody has seen.
        let more = |step: usize| between[step].more.iter().map(|say| text.say(say));
        let ttl: Vec<String> = [1, 3, 5]
            .into_iter()
            .filter_map(|s| more(s).next())
            .collect();
        assert_eq!(
            ttl,
            [
                "TTL: 64 came in, ? goes out.",
                "TTL: ? came in, 62 goes out.",
                "TTL: ? came in, ? goes out."
            ]
        );
        assert!(
            more(3).any(|line| line.contains("02:00:00:00:00:22 to 02:00:00:00:00:31 goes out"))
        );
        let inferred: Vec<bool> = between.iter().map(|step| step.inferred).collect();
        assert_eq!(inferred, [false, true, true, true, true, true, true]);
    }

    #[test]
    fn a_single_router_of_which_only_the_address_is_known_is_said_with_the_wire() {
        let address = IpAddr::from([10, 9, 1, 254]);
        for relays in [Relays::NONE, Relays::first(address), Relays::last(address)] {
            let journey = journey_with(over_tcp(0x18, b"x"), |f| f.relays = relays);
            let steps = journey.steps(Model::Seven);
            let between = steps.iter().filter(|step| step.phase == Phase::Wire);
            assert_eq!(
                between.map(|step| step.doing).collect::<Vec<_>>(),
                [Doing::Layer]
            );
        }
    }

    #[test]
    fn what_a_router_got_and_sent_on_is_read_from_the_frames_there() {
        let seen = Relay {
            came: Some(sent_on(64, 1, 2)),
            left: Some(sent_on(63, 3, 4)),
            ..router(1)
        };
        let relays = Relays::new(vec![seen], 0);
        assert!(relays.is_shown_in_steps());
        let (came, left) = relays.rewritten(0, &over_tcp(0x18, b"x"));
        assert_eq!((came.ttl, left.ttl), (Some(64), Some(63)));
        assert_eq!(left.mac_dst, Some(MacAddr([2, 0, 0, 0, 0, 4])));
        let mut rebuilt = sent_on(64, 1, 2);
        rebuilt.meta.origin = Origin::Rebuilt;
        rebuilt.origins = vec![(22..23, crate::frame::Provenance::Unknown)];
        assert_eq!(
            Rewritten::of(&rebuilt).ttl,
            None,
            "an unknown byte tells nothing"
        );
    }
}
