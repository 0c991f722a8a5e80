//! What a screen shall say, before it is said in any language.
//!
//! The rooms below the screen (`wire`, `proto`, `host`, `chat`, …) never hold sentences. They hand
//! out a [`Say`]: the key of a message in `assets/locales/*/*.ftl` and its typed arguments. Only
//! [`crate::text`] turns it into words. A test reads the source for `say!("…")` and holds that every
//! key exists in every language with the same arguments.

mod clean;

pub use clean::{Clean, Foreign, acts};

/// One argument of a message.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Arg {
    /// A whole number; it also chooses plural forms.
    Number(i64),
    /// A text that is the same in every language: an address, a name, a number already formatted.
    Text(Clean),
    /// A message inside a message, said first.
    Say(Box<Say>),
    /// Several texts of the kind above, with what stands between them in the language spoken.
    List(Vec<Clean>),
}

/// The key of a message and its arguments.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Say {
    /// The Fluent identifier, for example `ipv4-ttl-meaning`.
    pub key: &'static str,
    /// Arguments by name, in the order they were given.
    pub args: Vec<(&'static str, Arg)>,
}

impl Say {
    /// A message without arguments.
    #[must_use]
    pub const fn plain(key: &'static str) -> Self {
        Self {
            key,
            args: Vec::new(),
        }
    }

    /// A message with its arguments.
    #[must_use]
    pub const fn new(key: &'static str, args: Vec<(&'static str, Arg)>) -> Self {
        Self { key, args }
    }
}

macro_rules! number_args {
    ($($int:ty),*) => {$(
        impl From<$int> for Arg {
            fn from(n: $int) -> Self {
                Self::Number(i64::try_from(n).unwrap_or(i64::MAX))
            }
        }
    )*};
}
number_args!(u8, u16, u32, u64, usize, i32, i64);

impl From<&'static str> for Arg {
    fn from(text: &'static str) -> Self {
        Self::Text(Clean::fixed(text))
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<Clean> for Arg {
    fn from(text: Clean) -> Self {
        Self::Text(text)
    }
}

impl From<Vec<Clean>> for Arg {
    fn from(list: Vec<Clean>) -> Self {
        Self::List(list)
    }
}

impl From<Vec<String>> for Arg {
    fn from(list: Vec<String>) -> Self {
        Self::List(list.into_iter().map(Clean::from).collect())
    }
}

impl From<Say> for Arg {
    fn from(say: Say) -> Self {
        Self::Say(Box::new(say))
    }
}

/// `say!("key")` or `say!("key", name = value, …)`: a message and its arguments.
///
/// Values are whole numbers, `&'static str`, [`Clean`], `String`, several of those, or another [`Say`]. A `String` is
/// cleaned on its way in: whoever made it may have built it of anything. The key must be a literal, so that the
/// test over the locales can read it.
#[macro_export]
macro_rules! say {
    ($key:literal) => { $crate::say::Say::plain($key) };
    ($key:literal, $($name:ident = $value:expr),+ $(,)?) => {
        $crate::say::Say::new($key, vec![$((stringify!($name), $crate::say::Arg::from($value))),+])
    };
}
