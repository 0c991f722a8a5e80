//! What is typed, or comes out of a pipe: line by line.

use std::io::{self, BufRead as _};

use tokio::sync::mpsc;

/// Lines read ahead of what is sent.
const READ_AHEAD: usize = 64;
/// Longer lines go out in pieces of at most this many bytes.
const PIECE: usize = 4096;

/// Where the lines come from.
pub enum Input {
    /// Nobody to send to yet: what is typed waits where it is.
    NotYet,
    Open(mpsc::Receiver<String>),
    Ended,
}

impl Input {
    /// The next line; `None`: there are no more. While nobody is there none comes.
    pub async fn line(&mut self) -> Option<String> {
        match self {
            Self::Open(lines) => lines.recv().await,
            Self::NotYet | Self::Ended => std::future::pending().await,
        }
    }

    /// Somebody to send to is there: the lines are read from now on.
    pub fn open(&mut self) {
        if matches!(self, Self::NotYet) {
            *self = Self::Open(read_lines());
        }
    }
}

/// The text in pieces that fit, cut between characters.
pub fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while rest.len() > PIECE {
        let (piece, after) = rest.split_at(rest.floor_char_boundary(PIECE));
        pieces.push(piece);
        rest = after;
    }
    pieces.push(rest);
    pieces
}

/// Standard input's lines, read by a thread of their own: there is no other way to wait for a terminal,
/// a pipe and a file alike.
fn read_lines() -> mpsc::Receiver<String> {
    let (to, lines) = mpsc::channel(READ_AHEAD);
    std::thread::spawn(move || {
        let mut input = io::stdin().lock();
        let mut bytes = Vec::new();
        while matches!(input.read_until(b'\n', &mut bytes), Ok(n) if n > 0) {
            let text = String::from_utf8_lossy(&bytes);
            if to
                .blocking_send(text.trim_end_matches(['\r', '\n']).to_owned())
                .is_err()
            {
                break;
            }
            bytes.clear();
        }
    });
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_cut_between_characters_and_lose_nothing() {
        let text = "学习".repeat(3000);
        let parts = pieces(&text);
        assert!(parts.iter().all(|part| part.len() <= PIECE));
        assert_eq!(parts.concat(), text);
        assert_eq!(pieces(""), [""]);
    }
}
