//! What the user can set: one table of settings as data, where each one's value comes from, and the file they
//! are kept in.
//!
//! A flag of the command line goes before a variable of the environment, that before `config.toml`, that before
//! the default; [`in_force`] is the one place where it is so. Of every value it is kept where it is from.
//! Nothing is read here: the file's text, the variables and the flags are handed in.

mod choice;
mod colours;
mod default;
mod file;
mod force;
mod keys;
mod kind;
mod problem;
mod table;

pub use choice::{Mebibytes, Port, Symbols};
pub use colours::Colour;
pub use default::commented;
pub use force::{Heard, InForce, in_force};
pub use keys::KeyWish;
pub use kind::{Allowed, Field};
pub use problem::{At, Place, Problem};
pub use table::{Asked, Flag, SETTINGS, Setting, Takes, Variable};

use crate::msg::chat::Encoding;
use crate::text::Lang;
use crate::ui::theme::ThemeName;

/// The version of the file that is read and written here; a file that names none is of this one.
pub const VERSION: i64 = 1;
/// A longer file is not read.
pub const LONGEST: usize = 1 << 20;

/// Where a value is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Origin {
    /// Nobody has said anything.
    #[default]
    Default,
    /// A line of the file, from 1.
    File { line: usize },
    /// A variable of the environment.
    Variable(&'static str),
    /// A flag of the command line, without its dashes.
    Flag(&'static str),
}

/// A value, and where it is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Given<T> {
    /// The value.
    pub value: T,
    /// Where it is from.
    pub origin: Origin,
}

impl<T> Given<T> {
    const fn by_default(value: T) -> Self {
        Self {
            value,
            origin: Origin::Default,
        }
    }
}

/// Everything that can be set.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Language of the screens; `None`: the locale's.
    pub language: Given<Option<Lang>>,
    /// Colours; `None`: as the terminal's ground asks for.
    pub theme: Given<Option<ThemeName>>,
    /// Lines and symbols; `None`: as the terminal says it can draw them.
    pub glyphs: Given<Option<Symbols>>,
    /// End states at once, no sliding headers.
    pub reduced_motion: Given<bool>,
    /// The mouse is the program's, not the terminal's.
    pub mouse: Given<bool>,
    /// Name in the chat; empty: the user's.
    pub nick: Given<String>,
    /// How plain programs in the chat are written to and read.
    pub encoding: Given<Encoding>,
    /// Port that is listened at and connected to where none is said.
    pub port: Given<Port>,
    /// Interfaces to capture on; none: the default route's and loopback.
    pub interfaces: Given<Vec<String>>,
    /// Memory of the packet log; an open file's has as much again.
    pub memory: Given<Mebibytes>,
    /// Single colours, in the file's order.
    pub colours: Vec<Colour>,
    /// Keys by layer, in the file's order.
    pub keys: Vec<KeyWish>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            language: Given::by_default(None),
            theme: Given::by_default(None),
            glyphs: Given::by_default(None),
            reduced_motion: Given::by_default(false),
            mouse: Given::by_default(true),
            nick: Given::by_default(String::new()),
            encoding: Given::by_default(Encoding::Utf8),
            port: Given::by_default(Port::DEFAULT),
            interfaces: Given::by_default(Vec::new()),
            memory: Given::by_default(Mebibytes::DEFAULT),
            colours: Vec::new(),
            keys: Vec::new(),
        }
    }
}
