//! How large: which header comes next, how many bytes there are then, what the length fields hold, into how many
//! frames a message goes.

use std::ops::Range;

use crate::say;
use crate::wire::Protocol;

use super::super::super::block::{Block, Role, Size};
use super::super::super::step::Step;
use super::super::super::words;
use super::super::{Answer, Concept, Evidence, Proof};
use super::{Asker, names, number};

impl Asker<'_> {
    /// Into how many frames a message goes.
    pub(super) fn pieces(&mut self) {
        let facts = &self.journey.facts;
        let Some(lookups) = facts.lookups.as_ref().filter(|_| facts.carried.is_some()) else {
            return;
        };
        let (Some(room), Some(mtu)) = (lookups.room(), lookups.mtu) else {
            return;
        };
        let message = |b: &&Block| b.role == Role::Payload && !b.is_others();
        let payload = self
            .journey
            .blocks
            .iter()
            .find(message)
            .map(|b| b.range.clone());
        let Some(range) = payload.filter(|r| self.is_known(r)) else {
            return;
        };
        let frames = lookups.wanted().div_ceil(room.max(1));
        // A card that cuts by itself shows one large frame: then nothing seen would bear the answer out.
        if frames != facts.part.of {
            return;
        }
        let wanted = lookups.wanted().to_string();
        let ask = say!(
            "predict-ask-pieces",
            n = wanted.clone(),
            name = lookups.interface.clone(),
            mtu = mtu.to_string()
        );
        let rule = say!(
            "predict-rule-pieces",
            n = wanted,
            room = room.to_string(),
            frames = frames.to_string()
        );
        let proof = Proof {
            range,
            field: "Data",
            evidence: Evidence::Follows,
        };
        self.add(Concept::Length, ask, number(frames as u64), proof, rule);
    }

    pub(super) fn which_header(&mut self) {
        const HEADERS: [Protocol; 5] = [
            Protocol::Tcp,
            Protocol::Udp,
            Protocol::Ipv4,
            Protocol::Ipv6,
            Protocol::Ethernet,
        ];
        // The innermost is put on first; with layers merged into one there may be several.
        let is_header = |b: &&Block| HEADERS.contains(&b.protocol) && b.role == Role::Header;
        let Some(block) = self.step.adds.iter().rev().find(is_header) else {
            return;
        };
        let (protocol, range) = (block.protocol, block.range.clone());
        if !self.holds_something(&range) || self.step.before.bytes == 0 {
            return;
        }
        let proof = Proof {
            range,
            field: protocol.name(),
            evidence: Evidence::Follows,
        };
        let rule = match protocol {
            Protocol::Tcp => say!("predict-rule-header-tcp"),
            Protocol::Udp => say!("predict-rule-header-udp"),
            Protocol::Ethernet => say!("predict-rule-header-ethernet"),
            _ => say!("predict-rule-header-ip", ip = protocol.name()),
        };
        let ask = say!("predict-ask-header", layer = self.level());
        self.add(
            Concept::Encapsulation,
            ask,
            Answer::Name(names(protocol)),
            proof,
            rule,
        );
    }

    /// Are the bytes there, and at least the first of them known?
    fn holds_something(&self, range: &Range<usize>) -> bool {
        self.is_known(&(range.start..range.start + 1))
            && range.end <= self.journey.on_wire.bytes.len()
    }

    /// The bytes after the step: what came from above and this layer's own.
    pub(super) fn how_many(&mut self) {
        let Step {
            before,
            after,
            adds,
            ..
        } = self.step;
        let own = Size::of(adds);
        // Nobody can foresee how much a card fills up, and what comes first is nobody's wrapping.
        let own_bytes = |b: &Block| b.role == Role::Header || b.protocol == Protocol::Fcs;
        let foreseeable = adds.iter().all(own_bytes) && before.bytes > 0;
        if !(foreseeable && before.exact && after.exact) {
            return;
        }
        let Some(proof) = self.whole_headers(adds) else {
            return;
        };
        let answer = number(after.bytes as u64);
        let [before, own, after] = [before, &own, after].map(|size| size.bytes.to_string());
        let ask = say!(
            "predict-ask-after",
            before = before.clone(),
            layer = self.level()
        );
        let rule = match adds.as_slice() {
            [header] if words::options(header) > 0 => {
                let options = words::options(header);
                let (bare, options) = (
                    (header.size.bytes - options).to_string(),
                    options.to_string(),
                );
                say!(
                    "predict-rule-after-options",
                    before = before,
                    own = own,
                    after = after,
                    bare = bare,
                    options = options
                )
            }
            _ => say!(
                "predict-rule-after",
                before = before,
                own = own,
                after = after
            ),
        };
        self.add(Concept::Encapsulation, ask, answer, proof, rule);
    }

    pub(super) fn lengths(&mut self) {
        let inside = self.step.before;
        if inside.exact
            && self.transport() == Some(Protocol::Udp)
            && let Some((length, proof)) = self.number(Protocol::Udp, "udp.length")
            && length == inside.bytes as u64 + 8
        {
            let rule = say!(
                "predict-rule-udp-length",
                inside = inside.bytes.to_string(),
                length = length.to_string()
            );
            let ask = say!("predict-ask-udp-length", inside = inside.bytes.to_string());
            self.add(Concept::Length, ask, number(length), proof, rule);
        }
        // Packets of the system's own (ICMP) are carried whole, and merged layers have put TCP around before.
        let Some(ip) = self.ip() else { return };
        let header = self.find(&[ip]).map_or(0, |b| b.size.bytes);
        let own: Size = Size::of(
            self.journey
                .blocks
                .iter()
                .filter(|b| b.protocol != Protocol::Padding && b.osi >= 3),
        );
        let inside = own.bytes.saturating_sub(header);
        let length = self.of_packet("ip.len", "ipv6.plen");
        let length = length.and_then(|(ip, filter)| self.number(ip, filter));
        let Some((length, proof)) = length.filter(|_| own.exact) else {
            return;
        };
        let inside_text = inside.to_string();
        if ip == Protocol::Ipv4 && length == own.bytes as u64 {
            let rule = say!(
                "predict-rule-ip-length",
                inside = inside_text.clone(),
                header = header.to_string(),
                length = length.to_string()
            );
            self.add(
                Concept::Length,
                say!("predict-ask-ip-length", inside = inside_text),
                number(length),
                proof,
                rule,
            );
        } else if ip == Protocol::Ipv6 && length == inside as u64 && header == 40 {
            let rule = say!("predict-rule-ip6-length", length = length.to_string());
            self.add(
                Concept::Length,
                say!("predict-ask-ip6-length", inside = inside_text),
                number(length),
                proof,
                rule,
            );
        }
    }

    pub(super) fn bits(&mut self) {
        let size = Size::of(&self.journey.blocks);
        let range = 0..self.journey.on_wire.bytes.len();
        if !size.exact
            || size.bytes != range.len()
            || self.journey.kept().is_some()
            || range.is_empty()
        {
            return;
        }
        let proof = Proof {
            range,
            field: "",
            evidence: Evidence::Follows,
        };
        let (bytes, bits) = (size.bytes.to_string(), size.bytes * 8);
        let rule = say!(
            "predict-rule-bits",
            bytes = bytes.clone(),
            bits = bits.to_string()
        );
        self.add(
            Concept::Length,
            say!("predict-ask-bits", bytes = bytes),
            number(bits as u64),
            proof,
            rule,
        );
    }
}
