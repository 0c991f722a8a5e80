//! Who the client is: its identifier (RFC 2132 §9.14), and its full name (RFC 4702).

use crate::say;
use crate::say::{Clean, Say};
use crate::wire::dns::read_name;
use crate::wire::field::Value;
use crate::wire::named::fields;
use crate::wire::tree::{Head, either};

use super::known::Known;

const ETHERNET: u8 = 1;
const DUID_TYPE: u64 = 255;

const IDENTITY: &str = "RFC 4361 §6.1";
const FQDN: &str = "RFC 4702 §2.1";

fields! {
    IAID: Text "dhcp.client_id.iaid" = "IAID", IDENTITY;
    DUID = "DUID", IDENTITY;

    MBZ: Number "dhcp.fqdn.mbz" = "MBZ", FQDN;
    N: Flag "dhcp.fqdn.n" = "N", FQDN;
    E: Flag "dhcp.fqdn.e" = "E", FQDN;
    O: Flag "dhcp.fqdn.o" = "O", FQDN;
    S: Flag "dhcp.fqdn.s" = "S", FQDN;
    RCODE_1: Number "dhcp.fqdn.rcode1" = "RCODE1", FQDN;
    RCODE_2: Number "dhcp.fqdn.rcode2" = "RCODE2", FQDN;

    CLIENT_ADDRESS: Mac "dhcp.hw.mac_addr" = "Client Address", "RFC 2132 §9.14";
    HARDWARE_TYPE: Number "dhcp.hw.type" = "Type", "RFC 2132 §9.14";
    IDENTIFIER_TYPE: Number "dhcp.client_id.type" = "Type", "RFC 2132 §9.14";
}

/// Client identifier: a hardware type and address, or type 255 and an identity that DHCPv6 uses too
/// (RFC 4361 §6.1), or anything that names one client.
pub(super) fn identifier(head: &mut Head<'_>) -> Value {
    let length = head.left();
    if length < 2 {
        return Value::Group;
    }
    let named = match head.peek() {
        Some(ETHERNET) => HARDWARE_TYPE,
        _ => IDENTIFIER_TYPE,
    };
    match (head.num(8, &named, kind), length) {
        (1, 7) => {
            return Value::Mac(head.mac(&CLIENT_ADDRESS, |_| say!("wire-dhcp-chaddr")));
        }
        (DUID_TYPE, 6..) => identity(head),
        _ => {}
    }
    Value::Group
}

fn kind(number: u64) -> Say {
    match number {
        1 => say!("wire-arp-hw-ethernet"),
        DUID_TYPE => say!("wire-dhcp-client-duid"),
        _ => say!("wire-dhcp-client-other"),
    }
}

/// Which interface, and which machine.
fn identity(head: &mut Head<'_>) {
    head.bytes(4, &IAID, |bytes| {
        let number = bytes.first_chunk().map_or(0, |b| u32::from_be_bytes(*b));
        (
            Value::Text(format!("{number:08x}").into()),
            say!("wire-dhcp-iaid"),
        )
    });
    head.rest(&DUID, say!("wire-dhcp-duid"));
}

/// The client's full name and who shall put it into the DNS.
pub(super) fn fqdn(head: &mut Head<'_>, known: &Known) -> Value {
    if head.left() < 3 {
        return Value::Group;
    }
    let in_dns_form = fqdn_flags(head);
    head.num(8, &RCODE_1, |_| say!("wire-dhcp-fqdn-rcode"));
    head.num(8, &RCODE_2, |_| say!("wire-dhcp-fqdn-rcode"));
    let value = Value::Text(if in_dns_form {
        first_part(head.ahead()).into()
    } else {
        Clean::bytes(head.ahead())
    });
    head.all(&known.data(), |_| (value.clone(), known.meaning.clone()));
    value
}

/// The flags; gives whether the name is written as in DNS.
fn fqdn_flags(head: &mut Head<'_>) -> bool {
    head.num(4, &MBZ, |_| say!("wire-reserved-zero"));
    head.flag(&N, either("wire-dhcp-fqdn-n", "wire-flag-off"));
    let in_dns_form = head.flag(&E, either("wire-dhcp-fqdn-e", "wire-flag-off"));
    head.flag(&O, either("wire-dhcp-fqdn-o", "wire-flag-off"));
    head.flag(&S, either("wire-dhcp-fqdn-s", "wire-flag-off"));
    in_dns_form
}

/// In DNS form the name may lack its end: then it is the first part of one.
fn first_part(bytes: &[u8]) -> String {
    let ended = [bytes, &[0]].concat();
    read_name(&ended, 0).map_or_else(String::new, |(name, _)| name)
}
