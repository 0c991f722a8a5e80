//! Colours by meaning. No pane names a colour; it names what a thing is.
//!
//! The default uses the terminal's own 16 colours, so it is readable on dark and on light ground.

use ratatui::style::{Color, Modifier, Style};

mod meaning;
mod named;

pub use meaning::{MEANINGS, Meaning, Paint};
pub use named::{ThemeName, Themes};

/// Every style the screens use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    /// Ordinary text.
    pub text: Style,
    /// Quieter text: labels, borders of panes without the focus, what is known already.
    pub dim: Style,
    /// Borders of panes without the focus.
    pub border: Style,
    /// What stands on a border: a pane's name without the focus.
    pub title: Style,
    /// What stands on a border at its right: a pane's state.
    pub status: Style,
    /// The one thing that matters.
    pub strong: Style,
    /// Border and title of the pane that has the focus.
    pub focus: Style,
    /// The selected row.
    pub selected: Style,
    /// Good: up, delivered, right.
    pub good: Style,
    /// Needs attention: waiting, dropped, guessed.
    pub warn: Style,
    /// Wrong: down, refused, malformed.
    pub bad: Style,
    /// A key one can press.
    pub key: Style,
    /// What a peer says.
    pub peer: Style,
    /// What you say.
    pub you: Style,
    /// By OSI layer, index 1 to 7 (0 unused): magenta, violet, blue, cyan, green, yellow, red from 7 down.
    pub layers: [Style; 8],
    /// Bytes not known.
    pub unknown: Style,
}

const PLAIN: Style = Style::new();

impl Default for Theme {
    fn default() -> Self {
        Self::TERMINAL
    }
}

impl Theme {
    /// The terminal's own colours.
    pub const TERMINAL: Self = Self {
        text: PLAIN,
        dim: PLAIN.add_modifier(Modifier::DIM),
        border: PLAIN.fg(Color::DarkGray),
        title: PLAIN.fg(Color::Reset).add_modifier(Modifier::BOLD),
        status: PLAIN.fg(Color::Reset).remove_modifier(Modifier::BOLD),
        strong: PLAIN.add_modifier(Modifier::BOLD),
        focus: PLAIN.fg(Color::Cyan).add_modifier(Modifier::BOLD),
        selected: PLAIN
            .fg(Color::Reset)
            .bg(Color::Reset)
            .add_modifier(Modifier::REVERSED)
            .remove_modifier(Modifier::DIM),
        good: PLAIN.fg(Color::Green),
        warn: PLAIN.fg(Color::Yellow),
        bad: PLAIN.fg(Color::Red),
        key: PLAIN.fg(Color::Cyan),
        peer: PLAIN.fg(Color::Green).add_modifier(Modifier::BOLD),
        you: PLAIN.fg(Color::LightBlue).add_modifier(Modifier::BOLD),
        layers: [
            PLAIN,
            PLAIN.fg(Color::Red),
            PLAIN.fg(Color::Yellow),
            PLAIN.fg(Color::Green),
            PLAIN.fg(Color::Cyan),
            PLAIN.fg(Color::LightBlue),
            PLAIN.fg(Color::LightMagenta),
            PLAIN.fg(Color::Magenta),
        ],
        unknown: PLAIN.fg(Color::Yellow).add_modifier(Modifier::DIM),
    };

    /// `NO_COLOR`: weight and reversal only.
    pub const NONE: Self = Self {
        text: PLAIN,
        dim: PLAIN.add_modifier(Modifier::DIM),
        border: PLAIN.add_modifier(Modifier::DIM),
        title: PLAIN
            .add_modifier(Modifier::BOLD)
            .remove_modifier(Modifier::DIM),
        status: PLAIN.remove_modifier(Modifier::BOLD),
        strong: PLAIN.add_modifier(Modifier::BOLD),
        focus: PLAIN.add_modifier(Modifier::BOLD),
        selected: PLAIN
            .fg(Color::Reset)
            .bg(Color::Reset)
            .add_modifier(Modifier::REVERSED)
            .remove_modifier(Modifier::DIM),
        good: PLAIN,
        warn: PLAIN.add_modifier(Modifier::BOLD),
        bad: PLAIN.add_modifier(Modifier::BOLD),
        key: PLAIN.add_modifier(Modifier::BOLD),
        peer: PLAIN.add_modifier(Modifier::BOLD),
        you: PLAIN.add_modifier(Modifier::BOLD),
        layers: [PLAIN; 8],
        unknown: PLAIN.add_modifier(Modifier::DIM),
    };

    /// The colour of an OSI layer (1 to 7).
    #[must_use]
    pub fn layer(&self, osi: u8) -> Style {
        self.layers
            .get(usize::from(osi))
            .copied()
            .unwrap_or(self.text)
    }

    /// True colours for dark ground.
    pub const DARK: Self = Self::coloured(
        [
            rgb(0xf0_7178),
            rgb(0xe6_c384),
            rgb(0x98_c379),
            rgb(0x56_b6c2),
            rgb(0x61_afef),
            rgb(0xa9_89f5),
            rgb(0xe0_79d8),
        ],
        rgb(0x7f_8490),
        rgb(0x7d_cfff),
    );

    /// For light ground, each at least 4.5 : 1 against white. Out of the palette of 256: it is chosen without being
    /// asked for, and a terminal that says its ground is light need not know true colours.
    pub const LIGHT: Self = Self::coloured(
        [
            indexed(124),
            indexed(94),
            indexed(28),
            indexed(23),
            indexed(25),
            indexed(55),
            indexed(127),
        ],
        indexed(243),
        indexed(26),
    );

    /// High contrast: the strongest of the terminal's own colours, nothing dim.
    pub const CONTRAST: Self = Self {
        dim: PLAIN,
        border: PLAIN,
        focus: PLAIN.fg(Color::LightYellow).add_modifier(Modifier::BOLD),
        key: PLAIN.fg(Color::LightYellow).add_modifier(Modifier::BOLD),
        unknown: PLAIN.fg(Color::LightRed).add_modifier(Modifier::BOLD),
        ..Self::TERMINAL
    };

    /// `layers`: colours of OSI layers 1 to 7, red to magenta.
    const fn coloured(layers: [Style; 7], dim: Style, focus: Style) -> Self {
        let [l1, l2, l3, l4, l5, l6, l7] = layers;
        Self {
            dim,
            border: dim,
            focus: focus.add_modifier(Modifier::BOLD),
            good: l3,
            warn: l2,
            bad: l1,
            key: focus,
            peer: l3.add_modifier(Modifier::BOLD),
            you: l5.add_modifier(Modifier::BOLD),
            layers: [PLAIN, l1, l2, l3, l4, l5, l6, l7],
            unknown: l2.add_modifier(Modifier::DIM),
            ..Self::TERMINAL
        }
    }
}

const fn rgb(hex: u32) -> Style {
    PLAIN.fg(Color::from_u32(hex))
}

const fn indexed(colour: u8) -> Style {
    PLAIN.fg(Color::Indexed(colour))
}
