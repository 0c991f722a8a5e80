//! TLS (RFC 8446, 5246): records, and what of the handshake is in the clear.

use super::digest::Protocol;
use super::table::{Claim, Entry};
use super::walk::{Next, Scan, Walk};

pub(super) const ENTRY: Entry = Entry { claims: &[Claim::Port(443)], digest, dissect };

fn digest(scan: &mut Scan<'_>) -> Next {
    scan.out.protocol = Protocol::Tls;
    Next::End
}

fn dissect(_: &mut Walk<'_>) -> Next {
    Next::End
}
