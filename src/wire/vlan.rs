//! VLAN tags: 802.1Q and 802.1ad (IEEE 802.1Q §9). Four bytes that say which virtual LAN a frame is in.

use std::ops::Range;

use super::digest::Protocol;
use super::entry::{Claim, Entry};
use super::ethernet;
use super::tree::Named;
use super::types::EtherType;
use super::walk::{Next, Scan, Walk};
use crate::say;

/// Priority (3 bits), drop eligible (1 bit), VLAN number (12 bits).
pub const TAG: Range<usize> = 0..2;
/// The type of what follows.
pub const TYPE: Range<usize> = 2..4;
/// Length of a tag.
pub const HEADER: usize = 4;

pub(super) const ENTRY: Entry = Entry {
    claims: &[
        Claim::Ether(EtherType::VLAN),
        Claim::Ether(EtherType::QINQ),
        Claim::Ether(EtherType(0x9100)),
    ],
    digest,
    dissect,
};

fn digest(scan: &mut Scan<'_>) -> Next {
    let Some(&[a, b, t0, t1]) = scan.take::<HEADER>() else {
        return Next::End;
    };
    scan.out.protocol = Protocol::Vlan;
    // The outermost tag is the one the switch looks at.
    scan.out
        .vlan
        .get_or_insert_with(|| u16::from_be_bytes([a, b]) & 0xfff);
    ethernet::frames(scan, EtherType(u16::from_be_bytes([t0, t1])))
}

fn dissect(walk: &mut Walk<'_>) -> Next {
    const REFERENCE: &str = "IEEE 802.1Q §9.6";
    // The type before tells whose tag it is: a provider's (S-tag, 802.1ad) or a customer's.
    let before = walk
        .at
        .checked_sub(2)
        .and_then(|at| walk.bytes.get(at..walk.at));
    let [priority, eligible, number, kind] = match before {
        Some([0x88, 0xa8]) => [
            "ieee8021ad.priority",
            "ieee8021ad.dei",
            "ieee8021ad.id",
            "ieee8021ah.etype",
        ],
        _ => ["vlan.priority", "vlan.dei", "vlan.id", "vlan.etype"],
    };
    let mut head = walk.head();
    head.num(
        3,
        &Named("Priority Code Point", priority, REFERENCE),
        |n| match n {
            0 => say!("wire-vlan-pcp-default"),
            _ => say!("wire-vlan-pcp", level = n),
        },
    );
    head.flag(
        &Named("Drop Eligible Indicator", eligible, REFERENCE),
        |set| {
            if set {
                say!("wire-vlan-dei")
            } else {
                say!("wire-vlan-dei-not")
            }
        },
    );
    let id = head.num(
        12,
        &Named("VLAN Identifier", number, REFERENCE),
        |n| match n {
            0 => say!("wire-vlan-id-zero"),
            0xfff => say!("wire-vlan-id-reserved"),
            _ => say!("wire-vlan-id", number = n.to_string()),
        },
    );
    let (kind, length) = ethernet::read_type(&mut head, kind, REFERENCE);
    let bad = head.is_bad();
    walk.push(head.layer(
        Protocol::Vlan,
        say!(
            "wire-vlan-line",
            number = id.to_string(),
            what = ethernet::what(kind)
        ),
    ));
    if let Some(length) = length {
        walk.narrow(walk.at + length);
        return ethernet::llc(walk);
    }
    if bad { Next::End } else { Next::Ether(kind) }
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
