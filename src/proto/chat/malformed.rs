//! What is wrong with bytes that should be a record.

/// What is wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// The record does not begin with `WL`.
    Magic,
    /// A version that is not 1.
    Version(u8),
    /// The length is above [`MAX_BODY`](super::header::MAX_BODY).
    TooLong(u32),
    /// The body is shorter than its kind needs.
    TooShort,
    /// A character set that was not agreed.
    Charset(u8),
    /// A compression that was not agreed.
    Compression(u8),
    /// A text without a number.
    NoNumber,
    /// An acknowledgement of a text that was never sent.
    NeverSent(u32),
    /// A text whose number leaves others out.
    Gap(u32),
    /// A value that means nothing, or nothing there.
    Value(u32),
}

/// Bytes that are no record of version 1: which field, and where it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("malformed {field} at byte {offset}: {flaw:?}")]
pub struct Malformed {
    /// The field's name.
    pub field: &'static str,
    /// Its offset in the record.
    pub offset: usize,
    /// What is wrong with it.
    pub flaw: Flaw,
}

impl Malformed {
    /// What is wrong with which field.
    #[must_use]
    pub const fn new(field: &'static str, offset: usize, flaw: Flaw) -> Self {
        Self {
            field,
            offset,
            flaw,
        }
    }
}
