//! HTTP/1 (RFC 9112): requests and responses in lines of text.

use super::digest::Protocol;
use super::table::{Claim, Entry};
use super::walk::{Next, Scan, Walk};

pub(super) const ENTRY: Entry = Entry { claims: &[Claim::Port(80), Claim::Port(8080)], digest, dissect };

fn digest(scan: &mut Scan<'_>) -> Next {
    scan.out.protocol = Protocol::Http;
    Next::End
}

fn dissect(_: &mut Walk<'_>) -> Next {
    Next::End
}
