//! How a header's fields are read and written by their named ranges.
//!
//! A protocol's file names the place of each field once, as a range of bytes from the header's
//! first one on. A header is an array: so all its bytes are there before a field of it is read, and
//! with a constant range all checks fold away. What may be cut is read by [`u8_in`] and the like.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::Range;

use super::types::MacAddr;

/// The bytes of a field.
#[inline]
fn array_at<const N: usize, const H: usize>(header: &[u8; H], field: Range<usize>) -> [u8; N] {
    debug_assert_eq!(field.len(), N, "the field is of another width");
    debug_assert!(field.end <= H, "the field lies behind the header");
    array_in(header, field).unwrap_or([0; N])
}

/// The bytes of a field; `None` where they are not all there.
#[inline]
fn array_in<const N: usize>(bytes: &[u8], field: Range<usize>) -> Option<[u8; N]> {
    bytes.get(field)?.first_chunk().copied()
}

/// A field of one byte of what may be cut.
#[inline]
pub(super) fn u8_in(bytes: &[u8], field: Range<usize>) -> Option<u8> {
    array_in(bytes, field).map(u8::from_be_bytes)
}

/// A field of two bytes of what may be cut.
#[inline]
pub(super) fn u16_in(bytes: &[u8], field: Range<usize>) -> Option<u16> {
    array_in(bytes, field).map(u16::from_be_bytes)
}

/// A MAC address in what may be cut.
#[inline]
pub(super) fn mac_in(bytes: &[u8], field: Range<usize>) -> Option<MacAddr> {
    array_in(bytes, field).map(MacAddr)
}

/// An IPv6 address in what may be cut.
#[inline]
pub(super) fn ipv6_in(bytes: &[u8], field: Range<usize>) -> Option<Ipv6Addr> {
    array_in::<16>(bytes, field).map(Ipv6Addr::from)
}

/// A field of one byte.
#[inline]
pub(super) fn u8_at<const H: usize>(header: &[u8; H], field: Range<usize>) -> u8 {
    u8::from_be_bytes(array_at(header, field))
}

/// A field of two bytes.
#[inline]
pub(super) fn u16_at<const H: usize>(header: &[u8; H], field: Range<usize>) -> u16 {
    u16::from_be_bytes(array_at(header, field))
}

/// A field of four bytes.
#[inline]
pub(super) fn u32_at<const H: usize>(header: &[u8; H], field: Range<usize>) -> u32 {
    u32::from_be_bytes(array_at(header, field))
}

/// A MAC address.
#[inline]
pub(super) fn mac_at<const H: usize>(header: &[u8; H], field: Range<usize>) -> MacAddr {
    MacAddr(array_at(header, field))
}

/// An IPv4 address.
#[inline]
pub(super) fn ipv4_at<const H: usize>(header: &[u8; H], field: Range<usize>) -> Ipv4Addr {
    Ipv4Addr::from(array_at::<4, H>(header, field))
}

/// An IPv6 address.
#[inline]
pub(super) fn ipv6_at<const H: usize>(header: &[u8; H], field: Range<usize>) -> Ipv6Addr {
    Ipv6Addr::from(array_at::<16, H>(header, field))
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
        assert_eq!(u8_in(&header, 3..4), Some(0x34));
        assert_eq!(u16_in(&header, 4..6), Some(0));
        assert_eq!(u16_in(&header, 5..7), None, "it does not reach so far");
    }
}
