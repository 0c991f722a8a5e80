//! DHCP (RFC 2131, 2132): a machine asks for an address and all it needs.

use super::digest::Protocol;
use super::table::{Claim, Entry};
use super::walk::{Next, Scan, Walk};

pub(super) const ENTRY: Entry = Entry { claims: &[Claim::Port(67), Claim::Port(68)], digest, dissect };

fn digest(scan: &mut Scan<'_>) -> Next {
    scan.out.protocol = Protocol::Dhcp;
    Next::End
}

fn dissect(_: &mut Walk<'_>) -> Next {
    Next::End
}
