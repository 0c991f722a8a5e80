//! The packet log's plain line for a frame: what it says, in the words a student would use.
//!
//! Made only for the rows that are drawn.

use super::digest::{Detail, Digest, Protocol, TcpFlags};
use super::ether_type;
use super::types::{Direction, IpProtocol};
use super::{
    arp, dhcp, dns, ftp, http, icmp, icmpv6, igmp, imap, ip, ipv4, ipv6, pop3, smtp, telnet, tftp,
    tls,
};

use crate::say;
use crate::say::Say;

/// Characters of a payload shown in a line.
const PREVIEW: usize = 40;

/// One line for a frame. `direction` is for frames that nobody here sent or was sent.
#[must_use]
pub fn summary(digest: &Digest, bytes: &[u8], direction: Direction) -> Say {
    let line = line(digest, bytes);
    if direction == Direction::Others {
        say!("wire-say-others", line = line)
    } else {
        line
    }
}

fn line(digest: &Digest, bytes: &[u8]) -> Say {
    let payload = payload(digest, bytes);
    match (digest.protocol, digest.detail) {
        _ if digest.fragment => say!("wire-say-fragment", count = digest.payload_len),
        (Protocol::Dns, _) => dns(digest, payload),
        (Protocol::LabApplication, _) => say!("wire-say-finder", count = digest.payload_len),
        (Protocol::LabSession, _) => say!("wire-say-lab", count = digest.payload_len),
        (
            _,
            Detail::Tcp {
                flags, seq, ack, ..
            },
        ) => tcp(digest, flags, [seq, ack], payload),
        (
            _,
            Detail::Icmp {
                kind,
                code,
                ident,
                seq,
            },
        ) => control(digest, bytes, [kind, code], [ident, seq]),
        (
            _,
            Detail::Arp {
                operation,
                sender,
                target,
                sender_mac,
            },
        ) => arp::sentence(operation, sender, target, sender_mac),
        (_, Detail::None) => plain(digest, bytes, payload),
    }
}

/// A frame without details.
fn plain(digest: &Digest, bytes: &[u8], payload: &[u8]) -> Say {
    match digest.protocol {
        Protocol::Dhcp => dhcp::sentence(payload),
        Protocol::Tftp => tftp::sentence(payload),
        Protocol::Igmp => igmp::sentence(payload),
        Protocol::Udp => carried(digest.payload_len, payload),
        Protocol::Ipv4 | Protocol::Ipv6 => packet(digest, bytes),
        Protocol::Unknown => say!("wire-say-bytes", count = bytes.len()),
        Protocol::Arp => say!("wire-arp-line-other"),
        _ => {
            let what = ether_type::what(digest.ether_type);
            say!("wire-say-link", what = what, count = bytes.len())
        }
    }
}

/// What of the payload was captured.
fn payload<'a>(digest: &Digest, bytes: &'a [u8]) -> &'a [u8] {
    let at = digest.payload_at as usize;
    let end = at
        .saturating_add(digest.payload_len as usize)
        .min(bytes.len());
    bytes.get(at..end).unwrap_or_default()
}

fn dns(digest: &Digest, payload: &[u8]) -> Say {
    // Over TCP the message's length stands before it.
    let prefix = match digest.transport {
        Protocol::Tcp => 2,
        _ => 0,
    };
    let line = dns::sentence(payload.get(prefix..).unwrap_or_default());
    match dns::flavour(digest.src_port, digest.dst_port) {
        Some(name) => say!("wire-say-dns-flavour", name = name, line = line),
        None => line,
    }
}

fn tcp(digest: &Digest, flags: TcpFlags, [seq, ack]: [u32; 2], payload: &[u8]) -> Say {
    let has = |flag| flags.has(flag);
    match digest.payload_len {
        _ if has(TcpFlags::RST) && has(TcpFlags::ACK) && seq == 0 => say!("wire-say-refuses"),
        _ if has(TcpFlags::RST) => say!("wire-say-aborts"),
        _ if has(TcpFlags::SYN) && has(TcpFlags::ACK) => say!("wire-say-agrees"),
        _ if has(TcpFlags::SYN) => say!("wire-say-opens"),
        0 if has(TcpFlags::FIN) => say!("wire-say-fin"),
        _ if has(TcpFlags::FIN) => say!("wire-say-fin-data", data = spoken(digest, payload)),
        0 if has(TcpFlags::ACK) => {
            say!("wire-say-acks", number = ack.wrapping_sub(1).to_string())
        }
        0 => say!("wire-say-tcp-empty"),
        _ => spoken(digest, payload),
    }
}

/// What a segment's payload says, in the words of its protocol.
fn spoken(digest: &Digest, payload: &[u8]) -> Say {
    let server = |ports: &[u16]| ports.contains(&digest.src_port);
    match digest.protocol {
        _ if payload.is_empty() => carried(digest.payload_len, payload),
        Protocol::Http => http::sentence(payload),
        Protocol::Tls => tls::sentence(payload),
        Protocol::Ftp => ftp::sentence(payload, server(&[ftp::PORT])),
        Protocol::Smtp => smtp::sentence(payload, server(&smtp::PORTS)),
        Protocol::Pop3 => pop3::sentence(payload),
        Protocol::Imap => imap::sentence(payload),
        Protocol::Telnet => telnet::sentence(payload),
        _ => carried(digest.payload_len, payload),
    }
}

/// So many bytes, and their beginning where it is text.
fn carried(count: u32, payload: &[u8]) -> Say {
    match super::printable::preview(payload, PREVIEW) {
        Some(text) => say!("wire-say-text", count = count, text = text),
        None => say!("wire-say-data", count = count),
    }
}

/// A message of ICMP or ICMPv6; their types are different numbers.
fn control(digest: &Digest, bytes: &[u8], [kind, code]: [u8; 2], [ident, seq]: [u16; 2]) -> Say {
    let (ident, seq) = (ident.to_string(), seq.to_string());
    match (digest.protocol, kind) {
        (Protocol::Icmp, icmp::ECHO) | (Protocol::Icmpv6, icmpv6::ECHO) => {
            say!("wire-say-echo", ident = ident, seq = seq)
        }
        (Protocol::Icmp, icmp::ECHO_REPLY) | (Protocol::Icmpv6, icmpv6::ECHO_REPLY) => {
            say!("wire-say-echo-reply", ident = ident, seq = seq)
        }
        (Protocol::Icmpv6, icmpv6::NEIGHBOR_SOLICIT | icmpv6::NEIGHBOR_ADVERT) => {
            let message = bytes.get(digest.payload_at as usize..).unwrap_or_default();
            let about = icmpv6::neighbour_sentence(kind, message, digest.src);
            about.unwrap_or_else(|| icmpv6::sentence(kind, 0))
        }
        (Protocol::Icmpv6, _) => icmpv6::sentence(kind, code),
        _ => icmp::sentence(kind, code),
    }
}

/// A packet whose payload no table entry knows.
fn packet(digest: &Digest, bytes: &[u8]) -> Say {
    match carried_protocol(digest, bytes) {
        Some(protocol) => {
            let what = ip::what(protocol);
            say!("wire-say-ip", what = what, count = digest.payload_len)
        }
        None => say!("wire-say-cut", name = digest.protocol.name()),
    }
}

/// The IP protocol number of a packet. The digest keeps where the payload begins; without options or
/// extensions the header is before it.
fn carried_protocol(digest: &Digest, bytes: &[u8]) -> Option<IpProtocol> {
    let at = digest.payload_at as usize;
    let number = match digest.protocol {
        Protocol::Ipv4 => ipv4_header(bytes, at)?.get(ipv4::PROTOCOL),
        _ => bytes.get(at.checked_sub(ipv6::HEADER)?..)?.get(ipv6::NEXT),
    };
    number?.first().map(|number| IpProtocol(*number))
}

/// The IPv4 header that ends at `end`, however long its options are.
fn ipv4_header(bytes: &[u8], end: usize) -> Option<&[u8]> {
    (5..=15_u8).find_map(|words| {
        let start = end.checked_sub(usize::from(words) * 4)?;
        let header = bytes.get(start..)?;
        (*header.first()? == 4 << 4 | words).then_some(header)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(flags: u8, seq: u32, len: u32) -> Digest {
        Digest {
            protocol: Protocol::Tcp,
            transport: Protocol::Tcp,
            payload_len: len,
            detail: Detail::Tcp {
                flags: TcpFlags(flags),
                seq,
                ack: 201,
                window: 1,
            },
            ..Digest::default()
        }
    }

    #[test]
    fn tcp_segments_in_a_students_words() {
        let key = |flags, seq, len, bytes: &[u8]| {
            summary(&segment(flags, seq, len), bytes, Direction::In).key
        };
        assert_eq!(key(0x02, 5, 0, b""), "wire-say-opens");
        assert_eq!(key(0x12, 5, 0, b""), "wire-say-agrees");
        assert_eq!(key(0x18, 5, 5, b"hello"), "wire-say-text");
        assert_eq!(key(0x18, 5, 2, b"\0\x01"), "wire-say-data");
        assert_eq!(key(0x11, 5, 0, b""), "wire-say-fin");
        assert_eq!(key(0x14, 0, 0, b""), "wire-say-refuses");
        assert_eq!(key(0x14, 5, 0, b""), "wire-say-aborts");
        assert_eq!(
            summary(&segment(0x10, 5, 0), b"", Direction::In),
            say!("wire-say-acks", number = "200")
        );
    }
}
