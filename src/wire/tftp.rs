//! TFTP (RFC 1350, options RFC 2347 to 2349, RFC 7440): files in numbered blocks over UDP, each acknowledged.
//!
//! Only the first packet goes to port 69. The server answers from a port of its own choice, and the
//! transfer goes on between that one and the client's (RFC 1350 §4); nothing in those packets says that
//! they are TFTP. Who follows the transfers (`store::assembly`) tells which they are.

use super::entry::{Claim, Entry, Reader, Summary};
use super::field::Value;
use super::named::{Named, fields};
use super::protocol::Protocol;
use super::stream::Sense;
use super::tree::{Head, known};
use super::udp;
use super::walk::{Next, Scan, Walk};
use crate::say;
use crate::say::{Clean, Say};

/// The port that requests go to.
pub const PORT: u16 = 69;

/// Read request.
pub const READ: u16 = 1;
/// Write request.
pub const WRITE: u16 = 2;
/// One block of the file.
pub const DATA: u16 = 3;
/// A block has arrived.
pub const ACK: u16 = 4;
/// Something is wrong; the transfer ends.
pub const ERROR: u16 = 5;
/// Options are agreed to.
pub const OPTIONS: u16 = 6;

const REFERENCE: &str = "RFC 1350 §5";
const OPTION_REFERENCE: &str = "RFC 2347";

fields! {
    OPCODE: Number "tftp.opcode" = "Opcode", REFERENCE;
    SOURCE_FILE: Verbatim "tftp.source_file" = "Filename", REFERENCE;
    DESTINATION_FILE: Verbatim "tftp.destination_file" = "Filename", REFERENCE;
    MODE: Verbatim "tftp.type" = "Mode", REFERENCE;
    BLOCK: Number "tftp.block" = "Block", REFERENCE;
    FILE_DATA: Bytes "tftp.data" = "Data", REFERENCE;
    ERROR_CODE: Number "tftp.error.code" = "ErrorCode", REFERENCE;
    ERROR_MESSAGE: Verbatim "tftp.error.message" = "ErrMsg", REFERENCE;
    REST = "Rest", REFERENCE;

    OPTION = "Option", OPTION_REFERENCE;
    OPTION_NAME: Verbatim "tftp.option.name" = "Option Name", OPTION_REFERENCE;
    OPTION_VALUE: Verbatim "tftp.option.value" = "Option Value", OPTION_REFERENCE;
}

pub(super) const ENTRY: Entry = Entry {
    name: "TFTP",
    filter: "tftp",
    readers: &[Reader {
        claims: &[Claim::Udp(PORT)],
        looks: None,
        digest,
        dissect,
    }],
    fields: &[FIELDS],
    summary: Summary::Payload(|about| sentence(about.payload, about.voice.sense)),
    ..Entry::APPLICATION
};

fn digest(scan: &mut Scan<'_>) -> Next {
    if packet(scan.payload(), scan.out.payload_len as usize).is_some() {
        scan.out.protocol = Protocol::Tftp;
    }
    Next::End
}

/// What a packet says, as far as the course of its transfer depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packet {
    /// A read request.
    Read,
    /// A write request.
    Write,
    /// A block of the file: its number, and how many bytes it has.
    Data(u16, usize),
    /// The number of the block that has arrived.
    Ack(u16),
    /// The transfer ends.
    Error,
    /// Options are agreed to: how many bytes a block has, where that is one of them (RFC 2348).
    Options(Option<usize>),
}

/// Reads a packet of so many bytes, of which `payload` was captured. `None`: it is no TFTP.
#[must_use]
pub fn packet(payload: &[u8], promised: usize) -> Option<Packet> {
    let (&[0, operation], rest) = payload.split_first_chunk()? else {
        return None;
    };
    let number = rest
        .first_chunk()
        .map_or(0, |bytes| u16::from_be_bytes(*bytes));
    let behind = promised.checked_sub(4);
    match u16::from(operation) {
        READ => is_text(rest).then_some(Packet::Read),
        WRITE => is_text(rest).then_some(Packet::Write),
        DATA => behind.map(|length| Packet::Data(number, length)),
        ACK => behind
            .filter(|rest| *rest == 0)
            .map(|_| Packet::Ack(number)),
        ERROR => behind.map(|_| Packet::Error),
        OPTIONS => is_text(rest).then(|| Packet::Options(block_size(rest))),
        _ => None,
    }
}

/// Is there a text, up to its zero byte or to the end of what was captured?
fn is_text(bytes: &[u8]) -> bool {
    let text = bytes.split(|byte| *byte == 0).next().unwrap_or_default();
    !text.is_empty() && !text.iter().any(u8::is_ascii_control)
}

/// The value of the option `blksize`.
fn block_size(options: &[u8]) -> Option<usize> {
    let mut texts = options.split(|byte| *byte == 0);
    while let (Some(name), Some(value)) = (texts.next(), texts.next()) {
        if name.eq_ignore_ascii_case(b"blksize") {
            return std::str::from_utf8(value).ok()?.parse().ok();
        }
    }
    None
}

fn dissect(walk: &mut Walk<'_>) -> Next {
    let (payload, sense) = (
        walk.bytes.get(walk.at..walk.end).unwrap_or_default(),
        walk.voice.sense,
    );
    if packet(payload, udp::promised(walk)).is_none() {
        return Next::End;
    }
    let mut head = walk.head();
    let operation = head.num(16, &OPCODE, |n| operation_meaning(n as u16)) as u16;
    body(&mut head, operation);
    let meaning = say!("wire-tftp-rest", count = head.left());
    head.rest(&REST, meaning);
    walk.push(head.layer(Protocol::Tftp, sentence(payload, sense)));
    Next::End
}

fn body(head: &mut Head<'_>, operation: u16) {
    match operation {
        READ => request(head, &SOURCE_FILE),
        WRITE => request(head, &DESTINATION_FILE),
        DATA => data(head),
        ACK => acknowledgement(head),
        ERROR => error(head),
        _ => options(head),
    }
}

fn request(head: &mut Head<'_>, file: &Named) {
    head.text_to_zero(file, |_| say!("wire-tftp-file"));
    head.text_to_zero(&MODE, mode_meaning);
    options(head);
}

/// A block of the file.
fn data(head: &mut Head<'_>) {
    head.num(16, &BLOCK, |n| {
        say!("wire-tftp-block", number = n.to_string())
    });
    let meaning = say!("wire-tftp-data", count = head.left());
    head.rest(&FILE_DATA, meaning);
}

/// Which block has arrived; block 0 answers a request.
fn acknowledgement(head: &mut Head<'_>) {
    head.num(16, &BLOCK, |n| match n {
        0 => say!("wire-tftp-ack-zero"),
        _ => say!("wire-tftp-ack", number = n.to_string()),
    });
}

fn error(head: &mut Head<'_>) {
    head.num(16, &ERROR_CODE, |n| error_meaning(n as u16));
    head.text_to_zero(&ERROR_MESSAGE, |_| say!("wire-tftp-error-text"));
}

/// Options: pairs of name and value, both texts (RFC 2347).
fn options(head: &mut Head<'_>) {
    while head.left() > 0 && !head.is_bad() {
        head.group(&OPTION, |head| {
            let name = head.text_to_zero(&OPTION_NAME, option_meaning);
            let value = head.text_to_zero(&OPTION_VALUE, |_| say!("wire-tftp-value"));
            let both = format!("{name} = {value}");
            (Value::Text(both.into()), option_meaning(&name))
        });
    }
}

fn mode_meaning(mode: &str) -> Say {
    match mode.to_ascii_lowercase().as_str() {
        "octet" => say!("wire-tftp-octet"),
        "netascii" => say!("wire-tftp-netascii"),
        _ => say!("wire-tftp-mode"),
    }
}

fn option_meaning(name: &str) -> Say {
    match name.to_ascii_lowercase().as_str() {
        "blksize" => say!("wire-tftp-blksize"),
        "timeout" => say!("wire-tftp-timeout"),
        "tsize" => say!("wire-tftp-tsize"),
        "windowsize" => say!("wire-tftp-windowsize"),
        _ => say!("wire-tftp-option"),
    }
}

fn operation_meaning(operation: u16) -> Say {
    match operation {
        READ => say!("wire-tftp-read"),
        WRITE => say!("wire-tftp-write"),
        DATA => say!("wire-tftp-is-data"),
        ACK => say!("wire-tftp-is-ack"),
        ERROR => say!("wire-tftp-is-error"),
        _ => say!("wire-tftp-is-options"),
    }
}

fn error_meaning(code: u16) -> Say {
    match code {
        0 => say!("wire-tftp-error-other"),
        1 => say!("wire-tftp-error-missing"),
        2 => say!("wire-tftp-error-access"),
        3 => say!("wire-tftp-error-full"),
        4 => say!("wire-tftp-error-illegal"),
        5 => say!("wire-tftp-error-id"),
        6 => say!("wire-tftp-error-exists"),
        7 => say!("wire-tftp-error-user"),
        8 => say!("wire-tftp-error-options"),
        _ => say!("wire-tftp-error-unknown"),
    }
}

/// A message in one sentence.
#[must_use]
pub fn sentence(payload: &[u8], sense: Sense) -> Say {
    let (&[_, operation, ..], rest) = (payload, payload.get(2..).unwrap_or_default()) else {
        return say!("wire-say-cut", name = "TFTP");
    };
    let behind = rest.get(2..).unwrap_or_default();
    let number = known(rest.first_chunk().map(|b| u16::from_be_bytes(*b)));
    match u16::from(operation) {
        READ => say!("wire-say-tftp-read", file = text(rest)),
        WRITE => say!("wire-say-tftp-write", file = text(rest)),
        DATA if sense == Sense::Last => {
            say!("wire-say-tftp-last", number = number, count = behind.len())
        }
        DATA => say!("wire-say-tftp-data", number = number, count = behind.len()),
        ACK => say!("wire-say-tftp-ack", number = number),
        ERROR => say!("wire-say-tftp-error", number = number, text = text(behind)),
        _ => say!("wire-say-tftp-options"),
    }
}

/// Text up to its first zero byte; `…` where that has not come.
fn text(bytes: &[u8]) -> Clean {
    match memchr::memchr(0, bytes) {
        Some(end) => Clean::bytes(bytes.get(..end).unwrap_or_default()),
        None => Clean::from(format!("{}…", Clean::bytes(bytes))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::field::{Context, Layer};
    use crate::wire::{LinkType, digest, dissect, ipv4, types, udp};

    fn read(payload: &[u8]) -> (Protocol, Layer) {
        let (src, dst) = ("10.0.0.1".parse().unwrap(), "10.0.0.2".parse().unwrap());
        let mut datagram = Vec::new();
        let repr = udp::Repr {
            src: std::net::IpAddr::V4(src),
            dst: std::net::IpAddr::V4(dst),
            src_port: 40000,
            dst_port: 69,
        };
        udp::emit(&repr, payload, &mut datagram);
        let mut packet = Vec::new();
        let protocol = types::IpProtocol::UDP;
        let payload_len = datagram.len();
        let repr = ipv4::Repr {
            src,
            dst,
            protocol,
            ttl: 64,
            ident: 0,
            dont_fragment: true,
            traffic_class: 0,
            payload_len,
        };
        ipv4::emit(&repr, &mut packet);
        packet.extend(datagram);
        let layer = dissect(LinkType::RawIp, &packet, &Context::default())
            .layers
            .remove(2);
        (digest(LinkType::RawIp, &packet).protocol, layer)
    }

    #[test]
    fn a_read_request_with_options() {
        let (protocol, layer) = read(b"\0\x01boot.img\0octet\0blksize\x001428\0");
        assert_eq!((protocol, layer.protocol), (Protocol::Tftp, Protocol::Tftp));
        assert_eq!(layer.summary, say!("wire-say-tftp-read", file = "boot.img"));
        assert_eq!(layer.fields[1].value, Value::Text("boot.img".into()));
        assert_eq!(layer.fields[3].value, Value::Text("blksize = 1428".into()));
        assert_eq!(layer.problem, None);
    }

    #[test]
    fn a_text_without_its_zero_is_a_problem() {
        let (_, layer) = read(b"\0\x02name");
        assert_eq!(
            layer.problem.map(|p| (p.offset, p.field)),
            Some((30, "Filename"))
        );
    }

    #[test]
    fn an_operation_that_does_not_exist_is_data() {
        let (protocol, layer) = read(b"\0\x09name");
        assert_eq!((protocol, layer.protocol), (Protocol::Udp, Protocol::Data));
    }
}
