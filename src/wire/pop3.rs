//! POP3 (RFC 1939), line by line.

use super::digest::Protocol;
use super::table::{Claim, Entry};
use super::walk::{Next, Scan, Walk};

pub(super) const ENTRY: Entry = Entry { claims: &[Claim::Port(110)], digest, dissect };

fn digest(scan: &mut Scan<'_>) -> Next {
    scan.out.protocol = Protocol::Pop3;
    Next::End
}

fn dissect(_: &mut Walk<'_>) -> Next {
    Next::End
}
