//! Numbers, addresses and text put into a buffer by hand: for what is written a million times.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::clock::Time;
use crate::say::{Foreign, acts};
use crate::wire::MacAddr;

const HEX: &[u8; 16] = b"0123456789abcdef";

/// A number in decimal.
#[inline]
pub fn decimal(out: &mut Vec<u8>, n: u64) {
    digits(out, n, 1);
}

/// A number in decimal, with zeros before it up to `least` digits (at most 20).
#[inline]
pub fn digits(out: &mut Vec<u8>, n: u64, least: usize) {
    let mut buffer = [b'0'; 20];
    let mut at = buffer.len();
    let mut rest = n;
    while rest > 0 && at > 0 {
        at -= 1;
        buffer[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    let from = at.min(buffer.len().saturating_sub(least));
    out.extend_from_slice(buffer.get(from..).unwrap_or_default());
}

/// The lowest `count` hexadecimal digits of a number.
#[inline]
pub fn hex(out: &mut Vec<u8>, n: u64, count: u8) {
    for place in (0..u32::from(count.min(16))).rev() {
        out.push(HEX[(n >> (place * 4) & 0xf) as usize]);
    }
}

/// Bytes in hexadecimal, nothing between them.
pub fn bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    out.reserve(bytes.len() * 2);
    for byte in bytes {
        out.extend_from_slice(&[HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 0xf)]]);
    }
}

/// `52:54:00:12:34:56`.
pub fn mac(out: &mut Vec<u8>, mac: MacAddr) {
    for (n, byte) in mac.0.into_iter().enumerate() {
        if n > 0 {
            out.push(b':');
        }
        hex(out, u64::from(byte), 2);
    }
}

/// `192.0.2.1`.
pub fn ipv4(out: &mut Vec<u8>, address: Ipv4Addr) {
    for (n, byte) in address.octets().into_iter().enumerate() {
        if n > 0 {
            out.push(b'.');
        }
        decimal(out, u64::from(byte));
    }
}

/// As RFC 5952 says.
pub fn ipv6(out: &mut Vec<u8>, address: Ipv6Addr) {
    use std::io::Write as _;
    // A buffer in memory takes all.
    let _ = write!(out, "{address}");
}

/// An address of either kind.
pub fn ip(out: &mut Vec<u8>, address: IpAddr) {
    match address {
        IpAddr::V4(address) => ipv4(out, address),
        IpAddr::V6(address) => ipv6(out, address),
    }
}

/// `seconds.nanoseconds`; `?` where it is not known.
pub fn time(out: &mut Vec<u8>, time: Time) {
    const SECOND: i64 = 1_000_000_000;
    if !time.is_known() {
        return out.push(b'?');
    }
    let seconds = time.0.div_euclid(SECOND);
    if seconds < 0 {
        out.push(b'-');
    }
    decimal(out, seconds.unsigned_abs());
    out.push(b'.');
    digits(out, time.0.rem_euclid(SECOND) as u64, 9);
}

/// Bytes looked at in one stride for what must be escaped.
const STRIDE: usize = 16;

/// A string of JSON (RFC 8259 §7), its quotes included.
pub fn string(out: &mut Vec<u8>, text: &str) {
    out.reserve(text.len() + 2);
    out.push(b'"');
    let mut rest = text.as_bytes();
    while let Some(at) = to_escape(rest) {
        out.extend_from_slice(rest.get(..at).unwrap_or_default());
        match rest.get(at).copied().unwrap_or_default() {
            b'\n' => out.extend_from_slice(b"\\n"),
            byte @ (b'"' | b'\\') => out.extend_from_slice(&[b'\\', byte]),
            byte => {
                out.extend_from_slice(b"\\u");
                hex(out, u64::from(byte), 4);
            }
        }
        rest = rest.get(at + 1..).unwrap_or_default();
    }
    out.extend_from_slice(rest);
    out.push(b'"');
}

/// Text from outside as a string of JSON: whatever would act on a terminal is escaped too, not only what JSON asks
/// for (a C1 control is one as much as ESC). Who reads the JSON has the text as it came.
pub fn foreign(out: &mut Vec<u8>, text: &Foreign) {
    out.push(b'"');
    for c in text.verbatim().chars() {
        match c {
            '\n' => out.extend_from_slice(b"\\n"),
            '"' | '\\' => out.extend([b'\\', c as u8]),
            _ if acts(c) => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    out.extend_from_slice(b"\\u");
                    hex(out, u64::from(*unit), 4);
                }
            }
            _ => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    out.push(b'"');
}

/// Where the first byte is that must be escaped.
#[inline]
fn to_escape(bytes: &[u8]) -> Option<usize> {
    let special = |byte: &u8| *byte < 0x20 || matches!(byte, b'"' | b'\\');
    let mut at = 0;
    let mut strides = bytes.chunks_exact(STRIDE);
    for stride in &mut strides {
        // Without a way out in the middle the compiler makes one comparison of it.
        if stride.iter().fold(false, |any, byte| any | special(byte)) {
            return stride.iter().position(special).map(|place| at + place);
        }
        at += STRIDE;
    }
    strides
        .remainder()
        .iter()
        .position(special)
        .map(|place| at + place)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(make: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        make(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn numbers_and_addresses_as_everybody_writes_them() {
        for n in [0, 9, 10, 12345, u64::MAX] {
            assert_eq!(made(|out| decimal(out, n)), n.to_string());
        }
        assert_eq!(made(|out| digits(out, 42, 9)), "000000042");
        assert_eq!(made(|out| hex(out, 0xbeef, 4)), "beef");
        assert_eq!(made(|out| hex(out, 0x123, 2)), "23");
        assert_eq!(made(|out| bytes(out, b"\x00\xff")), "00ff");
        assert_eq!(
            made(|out| mac(out, MacAddr([0x52, 0x54, 0, 0x12, 0x34, 0xf6]))),
            "52:54:00:12:34:f6"
        );
        for address in ["192.0.2.1", "fe80::1", "::"] {
            assert_eq!(made(|out| ip(out, address.parse().unwrap())), address);
        }
        for stamp in [Time(0), Time(1_500_000_000), Time(-1), Time::UNKNOWN] {
            assert_eq!(made(|out| time(out, stamp)), stamp.to_string());
        }
    }

    #[test]
    fn text_becomes_a_string_of_json() {
        for text in [
            "",
            "plain",
            "\"quoted\\\"",
            "a\nb\u{1}\u{1f}c",
            "你好",
            "sixteen plain ones and then \"",
            "\tsixteen and more plain ones",
        ] {
            assert_eq!(
                serde_json::from_str::<String>(&made(|out| string(out, text))).unwrap(),
                text
            );
        }
    }
}
