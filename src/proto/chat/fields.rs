//! Reads a record's body field by field; errors say which field, and where it begins in the record.

use super::header::at;
use super::malformed::{Flaw, Malformed};

/// A body being read.
pub(super) struct Fields<'a> {
    whole: &'a [u8],
    /// Where the next field begins in the record.
    pub(super) at: usize,
}

impl<'a> Fields<'a> {
    /// `whole` is the record with its header.
    pub(super) const fn of(whole: &'a [u8]) -> Self {
        let at = at::SESSION.end;
        Self { whole, at }
    }

    /// Nothing is left.
    pub(super) const fn is_over(&self) -> bool {
        self.at >= self.whole.len()
    }

    /// All that is left.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.whole.get(self.at..).unwrap_or_default()
    }

    /// The next `count` bytes.
    pub(super) fn bytes(
        &mut self,
        field: &'static str,
        count: usize,
    ) -> Result<&'a [u8], Malformed> {
        let found = self.rest().get(..count);
        let found = found.ok_or_else(|| Malformed::new(field, self.at, Flaw::TooShort))?;
        self.at += count;
        Ok(found)
    }

    /// The next `N` bytes.
    pub(super) fn array<const N: usize>(
        &mut self,
        field: &'static str,
    ) -> Result<[u8; N], Malformed> {
        let short = Malformed::new(field, self.at, Flaw::TooShort);
        self.bytes(field, N)?.try_into().map_err(|_| short)
    }

    /// A number of `count` bytes.
    pub(super) fn number(&mut self, field: &'static str, count: usize) -> Result<u64, Malformed> {
        let bytes = self.bytes(field, count)?;
        Ok(bytes.iter().fold(0, |n, byte| n << 8 | u64::from(*byte)))
    }

    /// A field of one byte whose value stands for something.
    pub(super) fn choice<T>(
        &mut self,
        field: &'static str,
        read: impl Fn(u8) -> Option<T>,
    ) -> Result<T, Malformed> {
        let (start, value) = (self.at, self.number(field, 1)? as u8);
        read(value).ok_or_else(|| Malformed::new(field, start, Flaw::Value(u32::from(value))))
    }

    /// A number of four bytes that is not 0.
    pub(super) fn positive(&mut self, field: &'static str) -> Result<u32, Malformed> {
        let (start, value) = (self.at, self.number(field, 4)? as u32);
        let none = Malformed::new(field, start, Flaw::Value(0));
        Some(value).filter(|n| *n > 0).ok_or(none)
    }

    /// A length of one byte, at most `most`, and as many bytes.
    pub(super) fn sized(
        &mut self,
        field: &'static str,
        most: usize,
    ) -> Result<&'a [u8], Malformed> {
        let length = self.choice(field, |n| Some(usize::from(n)).filter(|n| *n <= most))?;
        self.bytes(field, length)
    }
}
