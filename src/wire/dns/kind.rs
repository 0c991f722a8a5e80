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
pub(super) const DS: u16 = 43;
pub(super) const RRSIG: u16 = 46;
pub(super) const NSEC: u16 = 47;
pub(super) const DNSKEY: u16 = 48;
pub(super) const SVCB: u16 = 64;
pub(super) const HTTPS: u16 = 65;
pub(super) const AXFR: u16 = 252;
pub(super) const ANY: u16 = 255;
pub(super) const CAA: u16 = 257;

const NAMES: &[(u16, &str)] = &[
    (A, "A"),
    (NS, "NS"),
    (CNAME, "CNAME"),
    (SOA, "SOA"),
    (PTR, "PTR"),
    (HINFO, "HINFO"),
    (MX, "MX"),
    (TXT, "TXT"),
    (AAAA, "AAAA"),
    (SRV, "SRV"),
    (NAPTR, "NAPTR"),
    (OPT, "OPT"),
    (DS, "DS"),
    (RRSIG, "RRSIG"),
    (NSEC, "NSEC"),
    (DNSKEY, "DNSKEY"),
    (SVCB, "SVCB"),
    (HTTPS, "HTTPS"),
    (AXFR, "AXFR"),
    (ANY, "ANY"),
    (CAA, "CAA"),
];

/// A record type's name, `TYPE` and its number where it has none here (RFC 3597 §5).
pub(super) fn name(kind: u16) -> String {
    let found = NAMES.iter().find(|(known, _)| *known == kind);
    found.map_or_else(|| format!("TYPE{kind}"), |(_, name)| (*name).to_owned())
}
