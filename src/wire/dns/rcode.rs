//! How it went (IANA DNS RCODEs). Four bits stand in the header; the eight above them stand in an OPT
//! record where there is one (RFC 6891 §6.1.3).

use crate::say::Say;
use crate::{say, wire::tree::by_table};

/// The name does not exist.
pub(super) const NXDOMAIN: u16 = 3;

const MEANINGS: &[(u16, &str)] = &[
    (0, "wire-dns-noerror"),
    (1, "wire-dns-formerr"),
    (2, "wire-dns-servfail"),
    (NXDOMAIN, "wire-dns-nxdomain"),
    (4, "wire-dns-notimp"),
    (5, "wire-dns-refused"),
    (6, "wire-dns-yxdomain"),
    (7, "wire-dns-yxrrset"),
    (8, "wire-dns-nxrrset"),
    (9, "wire-dns-notauth"),
    (10, "wire-dns-notzone"),
    (11, "wire-dns-dsotypeni"),
    // In an OPT record; 16 is BADSIG in a TSIG record (RFC 8945 §3).
    (16, "wire-dns-badvers"),
    (17, "wire-dns-badkey"),
    (18, "wire-dns-badtime"),
    (19, "wire-dns-badmode"),
    (20, "wire-dns-badname"),
    (21, "wire-dns-badalg"),
    (22, "wire-dns-badtrunc"),
    (23, "wire-dns-badcookie"),
];

/// What a result code says, the bits of the OPT record included.
pub(super) fn meaning(code: u16) -> Say {
    by_table(MEANINGS, code).unwrap_or_else(|| say!("wire-dns-rcode", number = code.to_string()))
}
