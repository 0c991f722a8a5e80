//! FTP's data connection (RFC 959 §3.2): a file or a listing, and nothing else. No port tells it: the control
//! connection says where it will be.

use super::entry::{Entry, Reader, Summary};
use super::field::Value;
use super::named::fields;
use super::printable::preview;
use super::protocol::Protocol;
use super::stream::{Cut, Framing};
use super::walk::{Next, Scan, Walk};
use crate::say;

fields! {
    DATA = "Data", "RFC 959 §3.2";
}

pub(super) const ENTRY: Entry = Entry {
    name: "FTP-DATA",
    filter: "ftp-data",
    readers: &[Reader {
        claims: &[],
        looks: None,
        digest,
        dissect,
    }],
    framing: Some(Framing {
        cut: |turn| Cut::End(turn.bytes.len() as u64),
        merges: true,
    }),
    fields: &[FIELDS],
    summary: Summary::Payload(|about| say!("wire-say-ftp-data", count = about.payload.len())),
    ..Entry::APPLICATION
};

fn digest(scan: &mut Scan<'_>) -> Next {
    scan.out.protocol = Protocol::FtpData;
    Next::End
}

fn dissect(walk: &mut Walk<'_>) -> Next {
    let mut head = walk.head();
    let count = head.left();
    head.bytes(count, &DATA, |bytes| {
        let shown = preview(bytes, bytes.len()).map_or(Value::Bytes, Value::Text);
        (shown, say!("wire-ftp-data"))
    });
    walk.push(head.layer(Protocol::FtpData, say!("wire-say-ftp-data", count = count)));
    Next::End
}
