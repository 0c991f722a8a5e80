//! VLAN tags: 802.1Q and 802.1ad (IEEE 802.1Q §9). Four bytes that say which virtual LAN a frame is in.

use std::ops::Range;

use super::entry::{Claim, Entry, Reader};
use super::ether_type::what;
use super::evidence::Evidence;
use super::header::u16_at;
use super::llc;
use super::named::{Named, fields};
use super::protocol::Protocol;
use super::tree::{Head, either, known, unknown};
use super::types::EtherType;
use super::walk::{Next, Scan, Walk};
use crate::say;

/// Priority (3 bits), drop eligible (1 bit), VLAN number (12 bits).
pub const TAG: Range<usize> = 0..2;
/// The type of what follows.
pub const TYPE: Range<usize> = 2..4;
/// Length of a tag.
pub const HEADER: usize = 4;

/// The VLAN number in a tag.
const NUMBER: u16 = 0xfff;

pub(super) const ENTRY: Entry = Entry {
    name: "802.1Q",
    filter: "vlan",
    osi: 2,
    evidence: Evidence::Tag,
    readers: &[Reader {
        claims: &[
            Claim::Ether(EtherType::VLAN),
            Claim::Ether(EtherType::QINQ),
            Claim::Ether(EtherType(0x9100)),
        ],
        looks: None,
        digest,
        dissect,
    }],
    fields: &[FIELDS],
    ..Entry::APPLICATION
};

fn digest(scan: &mut Scan<'_>) -> Next {
    scan.out.protocol = Protocol::Vlan;
    let Some(header) = scan.take::<HEADER>() else {
        return Next::End;
    };
    // The outermost tag is the one the switch looks at.
    let number = u16_at(header, TAG) & NUMBER;
    scan.out.vlan.get_or_insert(number);
    llc::scan(scan, EtherType(u16_at(header, TYPE)))
}

const REFERENCE: &str = "IEEE 802.1Q §9.6";

fields! {
    PRIORITY: Number "vlan.priority" = "Priority Code Point", REFERENCE;
    ELIGIBLE: Flag "vlan.dei" = "Drop Eligible Indicator", REFERENCE;
    IDENTIFIER: Number "vlan.id" (VlanId) = "VLAN Identifier", REFERENCE;
    C_TYPE: Number "vlan.etype" = "EtherType", REFERENCE;

    S_PRIORITY: Number "ieee8021ad.priority" = "Priority Code Point", REFERENCE;
    S_ELIGIBLE: Flag "ieee8021ad.dei" = "Drop Eligible Indicator", REFERENCE;
    S_IDENTIFIER: Number "ieee8021ad.id" = "VLAN Identifier", REFERENCE;
    S_TYPE: Number "ieee8021ah.etype" = "EtherType", REFERENCE;
}

fn dissect(walk: &mut Walk<'_>) -> Next {
    let [tag @ .., kind] = names(walk);
    let mut head = walk.head();
    let number = tag_fields(&mut head, tag);
    let number = known(head.known(number));
    let kind = llc::read_type(&mut head, TYPE, kind);
    let bad = head.is_bad();
    let what = head.known(kind).map_or_else(unknown, what);
    let line = say!("wire-vlan-line", number = number, what = what);
    walk.push(head.layer(Protocol::Vlan, line));
    if bad {
        return Next::End;
    }
    llc::follow(walk, kind)
}

/// Names of priority, drop eligible, number and type. The type before the tag tells whose it is: a
/// provider's (S-tag, 802.1ad) or a customer's.
fn names(walk: &Walk<'_>) -> [&'static Named; 4] {
    let before = walk.bytes.get(..walk.at).and_then(<[u8]>::last_chunk);
    if before == Some(&EtherType::QINQ.0.to_be_bytes()) {
        [&S_PRIORITY, &S_ELIGIBLE, &S_IDENTIFIER, &S_TYPE]
    } else {
        [&PRIORITY, &ELIGIBLE, &IDENTIFIER, &C_TYPE]
    }
}

/// The tag's parts; gives the VLAN's number.
fn tag_fields(head: &mut Head<'_>, [priority, eligible, number]: [&Named; 3]) -> u64 {
    head.num(3, priority, |n| match n {
        0 => say!("wire-vlan-pcp-default"),
        _ => say!("wire-vlan-pcp", level = n),
    });
    head.flag(eligible, either("wire-vlan-dei", "wire-vlan-dei-not"));
    head.num(12, number, |n| match n {
        0 => say!("wire-vlan-id-zero"),
        0xfff => say!("wire-vlan-id-reserved"),
        _ => say!("wire-vlan-id", number = n.to_string()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{Context, LinkType, Value, digest, dissect};

    #[test]
    fn a_tag_in_a_tag() {
        let mut frame = vec![
            2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 0x88, 0xa8, 0x60, 0x64, 0x81, 0x00, 0xb0, 0x0a,
            0x12, 0x34,
        ];
        frame.extend([0; 4]);
        let facts = digest(LinkType::Ethernet, &frame);
        assert_eq!(
            (facts.vlan, facts.ether_type, facts.protocol),
            (Some(100), EtherType(0x1234), Protocol::Vlan)
        );
        let tree = dissect(LinkType::Ethernet, &frame, &Context::default());
        let inner = &tree.layers[2];
        assert_eq!(inner.range, 18..22);
        let values: Vec<_> = inner.fields.iter().map(|f| f.value.clone()).collect();
        assert_eq!(
            values,
            [
                Value::Number(5),
                Value::Flag(true),
                Value::Number(10),
                Value::Hex(0x1234, 4)
            ]
        );
        assert_eq!(inner.fields[2].bits, 18 * 8 + 4..20 * 8);
    }
}
