//! TFTP (RFC 1350, 2347, 2348, 2349): files in blocks over UDP.

use super::digest::Protocol;
use super::table::{Claim, Entry};
use super::walk::{Next, Scan, Walk};

pub(super) const ENTRY: Entry = Entry { claims: &[Claim::Port(69)], digest, dissect };

fn digest(scan: &mut Scan<'_>) -> Next {
    scan.out.protocol = Protocol::Tftp;
    Next::End
}

fn dissect(_: &mut Walk<'_>) -> Next {
    Next::End
}
