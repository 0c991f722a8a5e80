//! The packet log's plain line for a frame: what it says, in the words a student would use.
//!
//! Made only for the rows that are drawn.

use super::digest::{Detail, Digest, Protocol, TcpFlags};
use super::ethernet;
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
        (
            Protocol::Arp,
            Detail::Arp {
                operation,
                sender,
                target,
                sender_mac,
            },
        ) => arp::sentence(operation, sender, target, sender_mac),
        (Protocol::Dns, _) => {
            let prefix = if digest.transport == Protocol::Tcp {
                2
            } else {
                0
            };
            let line = dns::sentence(payload.get(prefix..).unwrap_or_default());
            match dns::flavour(digest.src_port, digest.dst_port) {
                Some(name) => say!("wire-say-dns-flavour", name = name, line = line),
                None => line,
            }
        }
        (Protocol::LabApplication, _) => say!("wire-say-finder", count = digest.payload_len),
        (Protocol::LabSession, Detail::Tcp { .. } | Detail::None) => {
            say!("wire-say-lab", count = digest.payload_len)
        }
        (
            _,
            Detail::Tcp {
                flags, seq, ack, ..
            },
        ) => tcp(digest, flags, seq, ack, payload),
        (Protocol::Dhcp, _) => dhcp::sentence(payload),
        (Protocol::Tftp, _) => tftp::sentence(payload),
        (Protocol::Igmp, _) => igmp::sentence(payload),
        (Protocol::Udp, _) => carried(digest.payload_len, payload),
        (
            Protocol::Icmp,
            Detail::Icmp {
                kind,
                code,
                ident,
                seq,
            },
        ) => match kind {
            icmp::ECHO => say!(
                "wire-say-echo",
                ident = ident.to_string(),
                seq = seq.to_string()
            ),
            icmp::ECHO_REPLY => say!(
                "wire-say-echo-reply",
                ident = ident.to_string(),
                seq = seq.to_string()
            ),
            _ => icmp::sentence(kind, code),
        },
        (
            Protocol::Icmpv6,
            Detail::Icmp {
                kind,
                code,
                ident,
                seq,
            },
        ) => match kind {
            icmpv6::ECHO => say!(
                "wire-say-echo",
                ident = ident.to_string(),
                seq = seq.to_string()
            ),
            icmpv6::ECHO_REPLY => say!(
                "wire-say-echo-reply",
                ident = ident.to_string(),
                seq = seq.to_string()
            ),
            icmpv6::NEIGHBOR_SOLICIT | icmpv6::NEIGHBOR_ADVERT => neighbour(digest, bytes, kind),
            _ => icmpv6::sentence(kind, code),
        },
        (Protocol::Ipv4 | Protocol::Ipv6, _) => match carried_protocol(digest, bytes) {
            Some(protocol) => say!(
                "wire-say-ip",
                what = ip::what(protocol),
                count = digest.payload_len
            ),
            None => say!("wire-say-cut", name = digest.protocol.name()),
        },
        (Protocol::Unknown, _) => say!("wire-say-bytes", count = bytes.len()),
        (Protocol::Arp, _) => say!("wire-arp-line-other"),
        _ => say!(
            "wire-say-link",
            what = ethernet::what(digest.ether_type),
            count = bytes.len()
        ),
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

fn tcp(digest: &Digest, flags: TcpFlags, seq: u32, ack: u32, payload: &[u8]) -> Say {
    let count = digest.payload_len;
    if flags.has(TcpFlags::RST) {
        return if flags.has(TcpFlags::ACK) && seq == 0 {
            say!("wire-say-refuses")
        } else {
            say!("wire-say-aborts")
        };
    }
    if flags.has(TcpFlags::SYN) {
        return if flags.has(TcpFlags::ACK) {
            say!("wire-say-agrees")
        } else {
            say!("wire-say-opens")
        };
    }
    if flags.has(TcpFlags::FIN) {
        return match count {
            0 => say!("wire-say-fin"),
            _ => say!("wire-say-fin-data", data = spoken(digest, payload)),
        };
    }
    match count {
        0 if flags.has(TcpFlags::ACK) => {
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
    match super::tree::preview(payload, PREVIEW) {
        Some(text) => say!("wire-say-text", count = count, text = text),
        None => say!("wire-say-data", count = count),
    }
}

fn neighbour(digest: &Digest, bytes: &[u8], kind: u8) -> Say {
    // The message's first 8 bytes are header; the target follows, then options.
    let at = digest.payload_at as usize;
    let Some(target) = bytes
        .get(at..)
        .and_then(<[u8]>::first_chunk::<16>)
        .map(|b| std::net::Ipv6Addr::from(*b))
    else {
        return icmpv6::sentence(kind, 0);
    };
    if kind == icmpv6::NEIGHBOR_SOLICIT {
        return match digest.src {
            Some(src) if !src.is_unspecified() => say!(
                "wire-say-ndp-request",
                whom = target.to_string(),
                who = src.to_string()
            ),
            _ => say!("wire-say-ndp-probe", whom = target.to_string()),
        };
    }
    match bytes.get(at + 16..).and_then(<[u8]>::first_chunk::<8>) {
        Some(&[2, 1, a, b, c, d, e, f]) => {
            let mac = super::types::MacAddr([a, b, c, d, e, f]);
            say!(
                "wire-say-ndp-is-at",
                who = target.to_string(),
                mac = mac.to_string()
            )
        }
        _ => say!("wire-say-ndp-here", who = target.to_string()),
    }
}

/// The IP protocol number of a packet whose payload no table entry knows.
fn carried_protocol(digest: &Digest, bytes: &[u8]) -> Option<IpProtocol> {
    // The digest keeps where the payload begins; without options or extensions the header is before it.
    let at = digest.payload_at as usize;
    let number = match digest.protocol {
        Protocol::Ipv4 => (5..=15).map(|words| words * 4).find_map(|header| {
            let start = at.checked_sub(header)?;
            (usize::from(*bytes.get(start)?) == 0x40 | (header / 4))
                .then(|| bytes.get(start + ipv4::PROTOCOL))?
        }),
        _ => at
            .checked_sub(ipv6::HEADER)
            .and_then(|start| bytes.get(start + ipv6::NEXT)),
    };
    number.map(|n| IpProtocol(*n))
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
