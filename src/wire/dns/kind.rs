//! Types of DNS records by number and name (IANA DNS Parameters).

pub(super) const A: u16 = 1;
pub(super) const NS: u16 = 2;
pub(super) const CNAME: u16 = 5;
pub(super) const SOA: u16 = 6;
pub(super) const PTR: u16 = 12;
pub(super) const HINFO: u16 = 13;
pub(super) const MX: u16 = 15;
pub(super) const TXT: u16 = 16;
pub(super) const AAAA: u16 = 28;
pub(super) const SRV: u16 = 33;
pub(super) const NAPTR: u16 = 35;
pub(super) const OPT: u16 = 41;
pub(super) const DNAME: u16 = 39;
pub(super) const DS: u16 = 43;
pub(super) const RRSIG: u16 = 46;
pub(super) const NSEC: u16 = 47;
pub(super) const DNSKEY: u16 = 48;
pub(super) const SVCB: u16 = 64;
pub(super) const HTTPS: u16 = 65;
pub(super) const IXFR: u16 = 251;
pub(super) const AXFR: u16 = 252;
pub(super) const ANY: u16 = 255;
pub(super) const CAA: u16 = 257;

const NAMES: &[(u16, &str)] = &[
    (A, "A"),
    (NS, "NS"),
    (CNAME, "CNAME"),
    (SOA, "SOA"),
    (10, "NULL"),
    (PTR, "PTR"),
    (HINFO, "HINFO"),
    (MX, "MX"),
    (TXT, "TXT"),
    (17, "RP"),
    (18, "AFSDB"),
    (24, "SIG"),
    (25, "KEY"),
    (AAAA, "AAAA"),
    (29, "LOC"),
    (SRV, "SRV"),
    (NAPTR, "NAPTR"),
    (37, "CERT"),
    (DNAME, "DNAME"),
    (OPT, "OPT"),
    (42, "APL"),
    (DS, "DS"),
    (44, "SSHFP"),
    (RRSIG, "RRSIG"),
    (NSEC, "NSEC"),
    (DNSKEY, "DNSKEY"),
    (49, "DHCID"),
    (50, "NSEC3"),
    (51, "NSEC3PARAM"),
    (52, "TLSA"),
    (53, "SMIMEA"),
    (59, "CDS"),
    (60, "CDNSKEY"),
    (61, "OPENPGPKEY"),
    (62, "CSYNC"),
    (63, "ZONEMD"),
    (SVCB, "SVCB"),
    (HTTPS, "HTTPS"),
    (99, "SPF"),
    (108, "EUI48"),
    (109, "EUI64"),
    (249, "TKEY"),
    (250, "TSIG"),
    (IXFR, "IXFR"),
    (AXFR, "AXFR"),
    (ANY, "ANY"),
    (256, "URI"),
    (CAA, "CAA"),
];

/// A record type's name, `TYPE` and its number where it has none here (RFC 3597 §5).
pub(super) fn name(kind: u16) -> String {
    let found = NAMES.iter().find(|(known, _)| *known == kind);
    found.map_or_else(|| format!("TYPE{kind}"), |(_, name)| (*name).to_owned())
}

/// Types that are shown of a bit map.
const SHOWN: usize = 32;

/// The names of the types in NSEC's bit map (RFC 4034 §4.1.2): blocks of a window's number, a length and so many
/// bytes, first bit first.
pub(super) fn in_bit_map(mut map: &[u8]) -> Vec<String> {
    let mut names = Vec::new();
    while let [window, length, rest @ ..] = map {
        let (bits, behind) = rest
            .split_at_checked(usize::from(*length))
            .unwrap_or((rest, &[]));
        let types = (0..bits.len() * 8).filter(|bit| bits[bit / 8] & (0x80 >> (bit % 8)) != 0);
        let left = (SHOWN + 1).saturating_sub(names.len());
        names.extend(
            types
                .take(left)
                .map(|bit| name(u16::from(*window) << 8 | bit as u16)),
        );
        map = behind;
    }
    if names.len() > SHOWN {
        names.truncate(SHOWN);
        names.push("…".to_owned());
    }
    names
}

/// A class, where it is not that of the Internet (IANA DNS Classes).
pub(super) fn class_name(class: u16) -> Option<&'static str> {
    match class {
        3 => Some("CH"),
        4 => Some("HS"),
        NONE_CLASS => Some("NONE"),
        ANY_CLASS => Some("ANY"),
        _ => None,
    }
}

/// In an update: it shall not be (RFC 2136 §2.4, §2.5).
pub(super) const NONE_CLASS: u16 = 254;
/// Whatever class; in an update: whatever data.
pub(super) const ANY_CLASS: u16 = 255;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bit_map_names_its_types() {
        assert_eq!(
            in_bit_map(b"\0\x04\x40\0\0\x08\x01\x01\x40"),
            ["A", "AAAA", "CAA"]
        );
        assert_eq!(in_bit_map(b"\0\x09\x40"), ["A"], "cut");
        let all = [&[0, 32][..], &[0xff; 32]].concat();
        assert_eq!(in_bit_map(&all).len(), SHOWN + 1);
    }
}
