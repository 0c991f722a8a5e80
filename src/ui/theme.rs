//! Colours by meaning. No pane names a colour; it names what a thing is.
//!
//! The default uses the terminal's own 16 colours, so it is readable on dark and on light ground.

use ratatui::style::{Color, Modifier, Style};

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

    /// The theme after this one, as `t` walks through them: the terminal's own colours, true colours
    /// for dark ground, for light ground, high contrast, none.
    #[must_use]
    pub fn after(theme: &Self) -> Self {
        const ORDER: [Theme; 5] = [
            Theme::TERMINAL,
            Theme::DARK,
            Theme::LIGHT,
            Theme::CONTRAST,
            Theme::NONE,
        ];
        let at = ORDER.iter().position(|t| t == theme).unwrap_or(0);
        ORDER[(at + 1) % ORDER.len()]
    }

    /// True colours for dark ground.
    pub const DARK: Self = Self::true_colours(
        [
            0xf0_7178, 0xe6_c384, 0x98_c379, 0x56_b6c2, 0x61_afef, 0xa9_89f5, 0xe0_79d8,
        ],
        0x7f_8490,
        0x7d_cfff,
    );

    /// True colours for light ground.
    pub const LIGHT: Self = Self::true_colours(
        [
            0xb3_1d28, 0x8a_5a00, 0x1a_7f37, 0x00_7389, 0x09_50c2, 0x6f_42c1, 0xa0_0e8e,
        ],
        0x6e_7681,
        0x00_5cc5,
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
    const fn true_colours(layers: [u32; 7], dim: u32, focus: u32) -> Self {
        let [l1, l2, l3, l4, l5, l6, l7] = layers;
        Self {
            dim: rgb(dim),
            border: rgb(dim),
            focus: rgb(focus).add_modifier(Modifier::BOLD),
            good: rgb(l3),
            warn: rgb(l2),
            bad: rgb(l1),
            key: rgb(focus),
            peer: rgb(l3).add_modifier(Modifier::BOLD),
            you: rgb(l5).add_modifier(Modifier::BOLD),
            layers: [
                PLAIN,
                rgb(l1),
                rgb(l2),
                rgb(l3),
                rgb(l4),
                rgb(l5),
                rgb(l6),
                rgb(l7),
            ],
            unknown: rgb(l2).add_modifier(Modifier::DIM),
            ..Self::TERMINAL
        }
    }
}

const fn rgb(hex: u32) -> Style {
    PLAIN.fg(Color::from_u32(hex))
}
