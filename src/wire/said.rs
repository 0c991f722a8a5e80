//! What the sentences about fields are made of.

use crate::say;
use crate::say::{Arg, Say};

/// What a bit means that has nothing more to say than that it is set, or that it is not.
pub(super) fn either(set: &'static str, not: &'static str) -> impl FnOnce(bool) -> Say {
    move |is_set| Say::plain(if is_set { set } else { not })
}

/// What a number means by a table of numbers and messages without arguments.
pub(super) fn by_table<N: Copy + PartialEq>(table: &[(N, &'static str)], number: N) -> Option<Say> {
    let (_, key) = table.iter().find(|(known, _)| *known == number)?;
    Some(Say::plain(key))
}

/// What was read, in a sentence; `?` where its bytes are missing.
pub(super) fn known(value: Option<impl ToString>) -> String {
    value.map_or_else(|| "?".to_owned(), |value| value.to_string())
}

/// The same as a number, which chooses the form of the word it counts.
pub(super) fn number(value: Option<usize>) -> Arg {
    value.map_or_else(|| Arg::from("?"), Arg::from)
}

/// In the place of a sentence about bytes that are missing.
pub(super) fn unknown() -> Say {
    say!("wire-name", name = "?")
}
