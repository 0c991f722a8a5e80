//! `[colours]`: single styles by what they mean.

use crate::ui::theme::{Meaning, Paint};

/// A style for one meaning.
#[derive(Debug, Clone, PartialEq)]
pub struct Colour {
    /// What has it.
    pub meaning: &'static Meaning,
    /// The style.
    pub paint: Paint,
    /// As it stands in the file.
    pub written: String,
    /// In which line, from 1.
    pub line: usize,
}
