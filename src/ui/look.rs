//! How this screen looks: theme, symbols, language. Handed to every widget.

use std::time::Duration;

use ratatui::symbols::border;

use crate::clock::Time;
use crate::say::Say;
use crate::text::Text;

use super::theme::Theme;

/// The symbols the terminal can draw in one cell each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glyphs {
    /// Only ASCII?
    pub ascii: bool,
    /// An interface that is up, capture that runs.
    pub on: &'static str,
    /// An interface that is down.
    pub off: &'static str,
    /// Outgoing.
    pub right: &'static str,
    /// Incoming.
    pub left: &'static str,
    /// Both ways.
    pub both: &'static str,
    /// Down.
    pub down: &'static str,
    /// Up.
    pub up: &'static str,
    /// The selected one.
    pub pointer: &'static str,
    /// Handed to the kernel.
    pub sent: &'static str,
    /// The peer's TCP has it.
    pub acked: &'static str,
    /// The peer's program has it.
    pub delivered: &'static str,
    /// A separator between short facts.
    pub dot: &'static str,
    /// Text goes on where there was no room.
    pub cut: &'static str,
    /// Filled part of a bar.
    pub full: &'static str,
    /// Empty part of a bar.
    pub empty: &'static str,
    /// Vertical line between blocks.
    pub bar: &'static str,
    /// Eight heights of a sparkline, lowest first.
    pub spark: [&'static str; 8],
    /// Nothing (as against unknown, which is `?`).
    pub nothing: &'static str,
    /// Borders of panes.
    pub border: border::Set<'static>,
}

impl Glyphs {
    /// Box lines, arrows, ticks.
    pub const UNICODE: Self = Self {
        ascii: false,
        on: "●",
        off: "○",
        right: "→",
        left: "←",
        both: "⇄",
        down: "↓",
        up: "↑",
        pointer: "▸",
        sent: "·",
        acked: "✓",
        delivered: "✓✓",
        dot: "·",
        cut: "…",
        full: "━",
        empty: "─",
        bar: "┃",
        spark: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
        nothing: "–",
        border: border::PLAIN,
    };

    /// Seven-bit characters for terminals that draw the others two cells wide, or not at all.
    pub const ASCII: Self = Self {
        ascii: true,
        on: "*",
        off: "o",
        right: ">",
        left: "<",
        both: "<>",
        down: "v",
        up: "^",
        pointer: ">",
        sent: ".",
        acked: "+",
        delivered: "++",
        dot: "-",
        cut: "~",
        full: "=",
        empty: "-",
        bar: "|",
        spark: [" ", ".", ".", ":", ":", "+", "#", "#"],
        nothing: "-",
        border: border::Set {
            top_left: "+",
            top_right: "+",
            bottom_left: "+",
            bottom_right: "+",
            vertical_left: "|",
            vertical_right: "|",
            horizontal_top: "-",
            horizontal_bottom: "-",
        },
    };
}

impl Glyphs {
    /// Refused, wrong.
    #[must_use]
    pub const fn refused(&self) -> &'static str {
        if self.ascii { "x" } else { "✗" }
    }

    /// Not equal.
    #[must_use]
    pub const fn differs(&self) -> &'static str {
        if self.ascii { "!" } else { "≠" }
    }
}

/// Everything a widget needs to know beside its own state.
#[derive(Debug, Clone, Copy)]
pub struct Look<'a> {
    /// Colours by meaning.
    pub theme: &'a Theme,
    /// Symbols.
    pub glyphs: &'a Glyphs,
    /// Words.
    pub text: &'a Text,
    /// Real time now, for 'how long ago'.
    pub now: Time,
    /// Time since the program started, for animation phases.
    pub elapsed: Duration,
    /// Seconds east of UTC.
    pub utc_offset: i32,
}

impl Look<'_> {
    /// Says a message.
    #[must_use]
    pub fn say(&self, say: &Say) -> String {
        self.text.say(say)
    }

    /// Says a message without arguments.
    #[must_use]
    pub fn get(&self, key: &'static str) -> String {
        self.text.get(key)
    }
}
