//! The picks of a folder: their list, and what the files of each hold.

use super::pick::Pick;

/// What the list holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// The picks, in the order they were made.
    pub picks: Vec<Pick>,
    /// Lines that could not be read, by number from 1.
    pub damaged: Vec<usize>,
    /// The last line is not finished: the program ended while it was written.
    pub unfinished: bool,
}

impl Found {
    /// Reads `picks.jsonl`; empty lines are passed over.
    #[must_use]
    pub fn parse(list: &str) -> Self {
        let mut found = Self::default();
        for (index, line) in list
            .split_inclusive('\n')
            .enumerate()
            .filter(|(_, line)| !line.trim().is_empty())
        {
            match Pick::parse(line.trim()) {
                Some(pick) => found.picks.push(pick),
                None if line.ends_with('\n') => found.damaged.push(index + 1),
                None => found.unfinished = true,
            }
        }
        found
    }
}

/// Something of a pick that lies in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part<T> {
    /// It never had one.
    None,
    /// It is there.
    There(T),
    /// The file is gone, or can't be read.
    Missing,
    /// It does not hold what it should.
    Damaged,
}

/// What a pick's files hold now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    /// Is the picture there?
    pub picture: Part<()>,
    /// The text.
    pub text: Part<String>,
    /// The frames: how many.
    pub frames: Part<u64>,
}
