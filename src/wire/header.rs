//! How a header's fields are read and written by their named ranges.
//!
//! A protocol's file names the place of each field once, as a range of bytes from the header's
//! first one on. With a header of fixed length and a constant range all checks fold away.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::Range;

use super::types::MacAddr;

/// The bytes of a field; zeros where the header does not reach so far.
#[inline]
fn array_at<const N: usize>(header: &[u8], field: Range<usize>) -> [u8; N] {
    debug_assert_eq!(field.len(), N, "the field is of another width");
    let bytes = header.get(field).and_then(<[u8]>::first_chunk);
    bytes.copied().unwrap_or([0; N])
}

/// A field of one byte.
#[inline]
pub(super) fn u8_at(header: &[u8], field: Range<usize>) -> u8 {
    u8::from_be_bytes(array_at(header, field))
}

/// A field of two bytes.
#[inline]
pub(super) fn u16_at(header: &[u8], field: Range<usize>) -> u16 {
    u16::from_be_bytes(array_at(header, field))
}

/// A field of four bytes.
#[inline]
pub(super) fn u32_at(header: &[u8], field: Range<usize>) -> u32 {
    u32::from_be_bytes(array_at(header, field))
}

/// A MAC address.
#[inline]
pub(super) fn mac_at(header: &[u8], field: Range<usize>) -> MacAddr {
    MacAddr(array_at(header, field))
}

/// An IPv4 address.
#[inline]
pub(super) fn ipv4_at(header: &[u8], field: Range<usize>) -> Ipv4Addr {
    Ipv4Addr::from(array_at::<4>(header, field))
}

/// An IPv6 address.
#[inline]
pub(super) fn ipv6_at(header: &[u8], field: Range<usize>) -> Ipv6Addr {
    Ipv6Addr::from(array_at::<16>(header, field))
}

/// Writes a field; its width must be that of `bytes`.
pub(super) fn put<const N: usize>(header: &mut [u8], field: Range<usize>, bytes: [u8; N]) {
    debug_assert_eq!(field.len(), N, "the field is of another width");
    if let Some(place) = header.get_mut(field).and_then(<[u8]>::first_chunk_mut) {
        *place = bytes;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_is_read_again_and_nothing_beyond_the_end() {
        let mut header = [0; 6];
        put(&mut header, 2..4, 0x1234_u16.to_be_bytes());
        assert_eq!(header, [0, 0, 0x12, 0x34, 0, 0]);
        assert_eq!(u16_at(&header, 2..4), 0x1234);
        assert_eq!(u8_at(&header, 3..4), 0x34);
        assert_eq!(u32_at(&header, 4..8), 0, "it does not reach so far");
    }
}
