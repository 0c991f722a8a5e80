//! How wide a field of a header is.

use std::ops::Range;

/// How wide a field is: a count of bits (of bytes for `Head::bytes` and `Head::raw`), or the named
/// range that its header's file gives it, in bytes from the header's first one on.
pub(super) trait Width {
    /// A count counts bits.
    fn in_bits(self) -> Extent;
    /// A count counts bytes.
    fn in_bytes(self) -> Extent;
}

/// How many bits a field has, and at which byte of the header it begins where that is known.
pub(super) struct Extent {
    pub(super) bits: usize,
    pub(super) begins: Option<usize>,
}

impl Width for usize {
    fn in_bits(self) -> Extent {
        Extent {
            bits: self,
            begins: None,
        }
    }

    fn in_bytes(self) -> Extent {
        self.saturating_mul(8).in_bits()
    }
}

impl Width for Range<usize> {
    fn in_bits(self) -> Extent {
        Extent {
            bits: self.len() * 8,
            begins: Some(self.start),
        }
    }

    fn in_bytes(self) -> Extent {
        self.in_bits()
    }
}
