//! IGMP (RFC 1112, 2236, 3376): which groups a host listens to.

use super::digest::Protocol;
use super::table::{Claim, Entry};
use super::types::IpProtocol;
use super::walk::{Next, Scan, Walk};

pub(super) const ENTRY: Entry = Entry { claims: &[Claim::Ip(IpProtocol::IGMP)], digest, dissect };

fn digest(scan: &mut Scan<'_>) -> Next {
    scan.out.protocol = Protocol::Igmp;
    Next::End
}

fn dissect(_: &mut Walk<'_>) -> Next {
    Next::End
}
