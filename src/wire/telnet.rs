//! Telnet (RFC 854): text with commands in between.

use super::digest::Protocol;
use super::table::{Claim, Entry};
use super::walk::{Next, Scan, Walk};

pub(super) const ENTRY: Entry = Entry { claims: &[Claim::Port(23)], digest, dissect };

fn digest(scan: &mut Scan<'_>) -> Next {
    scan.out.protocol = Protocol::Telnet;
    Next::End
}

fn dissect(_: &mut Walk<'_>) -> Next {
    Next::End
}
