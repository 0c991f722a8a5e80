//! Who the report is of, and which pages were written of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Who the report is of, remembered in the folder; and what was written of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// The student's name.
    #[serde(default)]
    pub name: String,
    /// The seat.
    #[serde(default)]
    pub seat: String,
    /// The pages written, by name, with a sum over their bytes: one that was changed since is not overwritten.
    #[serde(default)]
    written: BTreeMap<String, u64>,
}

impl About {
    /// Is this page, by name, as this program wrote it?
    #[must_use]
    pub fn is_as_written(&self, name: &str, page: &[u8]) -> bool {
        self.written
            .get(name)
            .is_some_and(|known| *known == sum(page))
    }

    /// This page was written under that name.
    pub fn wrote(&mut self, name: String, page: &[u8]) {
        self.written.insert(name, sum(page));
    }
}

/// FNV-1a over 64 bits: tells whether a page was changed, nothing more.
fn sum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |sum, byte| {
        (sum ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3)
    })
}
