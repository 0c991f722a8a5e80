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
        strong: PLAIN.add_modifier(Modifier::BOLD),
        focus: PLAIN.fg(Color::Cyan).add_modifier(Modifier::BOLD),
        selected: PLAIN.add_modifier(Modifier::REVERSED),
        good: PLAIN.fg(Color::Green),
        warn: PLAIN.fg(Color::Yellow),
        bad: PLAIN.fg(Color::Red),
        key: PLAIN.fg(Color::Cyan),
        peer: PLAIN.fg(Color::Green).add_modifier(Modifier::BOLD),
        you: PLAIN.fg(Color::Blue).add_modifier(Modifier::BOLD),
        layers: [
            PLAIN,
            PLAIN.fg(Color::Red),
            PLAIN.fg(Color::Yellow),
            PLAIN.fg(Color::Green),
            PLAIN.fg(Color::Cyan),
            PLAIN.fg(Color::Blue),
            PLAIN.fg(Color::LightMagenta),
            PLAIN.fg(Color::Magenta),
        ],
        unknown: PLAIN.fg(Color::Yellow).add_modifier(Modifier::DIM),
    };

    /// `NO_COLOR`: weight and reversal only.
    pub const NONE: Self = Self {
        text: PLAIN,
        dim: PLAIN.add_modifier(Modifier::DIM),
        strong: PLAIN.add_modifier(Modifier::BOLD),
        focus: PLAIN.add_modifier(Modifier::BOLD),
        selected: PLAIN.add_modifier(Modifier::REVERSED),
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
        self.layers.get(usize::from(osi)).copied().unwrap_or(self.text)
    }
}
