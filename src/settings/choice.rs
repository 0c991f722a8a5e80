//! What some settings choose from.

use crate::msg::chat::PORT;
use crate::text::Lang;
use crate::ui::theme::ThemeName;

/// Which lines and symbols are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Symbols {
    /// Plain ASCII.
    Ascii,
    /// Box lines and arrows.
    Unicode,
}

/// A TCP or UDP port from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Port(pub u16);

impl Port {
    pub(super) const DEFAULT: Self = Self(PORT);
}

/// A number of MiB, 1 to [`Mebibytes::MOST`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mebibytes(pub u32);

impl Mebibytes {
    pub(super) const DEFAULT: Self = Self(256);
    pub(super) const MOST: u32 = 65_536;

    /// The same in bytes.
    #[must_use]
    pub const fn bytes(self) -> usize {
        self.0 as usize * 1024 * 1024
    }
}

/// Something that is chosen by name.
pub trait Named: Copy + PartialEq + 'static {
    /// Each with its name, and behind it other names that are understood.
    const NAMES: &'static [(Self, &'static [&'static str])];
}

impl Named for Lang {
    const NAMES: &'static [(Self, &'static [&'static str])] = &[
        (Self::En, &["en"]),
        (Self::ZhCn, &["zh-CN", "zh", "zh-cn", "zh_CN"]),
    ];
}

impl Named for ThemeName {
    const NAMES: &'static [(Self, &'static [&'static str])] = &[
        (Self::Terminal, &[Self::Terminal.name()]),
        (Self::Dark, &[Self::Dark.name()]),
        (Self::Light, &[Self::Light.name()]),
        (Self::Contrast, &[Self::Contrast.name()]),
        (Self::None, &[Self::None.name()]),
    ];
}

impl Named for Symbols {
    const NAMES: &'static [(Self, &'static [&'static str])] =
        &[(Self::Ascii, &["ascii"]), (Self::Unicode, &["unicode"])];
}
