//! How wide the terminal draws characters whose width is ambiguous: asked of the terminal itself.
//!
//! Some of the box lines, arrows and ticks are drawn two cells wide by terminals with Chinese fonts.
//! The question: some of them are printed, one that must be two cells wide behind them, then the
//! terminal is asked where its cursor stands (CSI 6n, as Vim does).

use std::io::{self, Write as _};
use std::time::Duration;

/// How long the terminal has to say where its cursor is. A terminal nearby answers in a
/// millisecond, one over SSH in a round trip; one that never answers costs this once.
const ANSWER: Duration = Duration::from_millis(300);

/// What is printed: a box line, an arrow, a tick (fonts differ), and a character of two cells.
const SAMPLE: &str = "\r─→✓中";
/// Where is the cursor? (Device status report, ECMA-48 §8.3.35.)
const WHERE: &str = "\x1b[6n";
/// The column behind the sample where all is well: one cell for each of three, two for the fourth.
pub const BEHIND: u16 = 6;

/// What the terminal answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The cursor's column (from 1) behind the sample; `None`: no answer.
    pub column: Option<u16>,
    /// What came meanwhile and is no answer, as it came: nothing typed is lost.
    pub typed: Vec<u8>,
}

/// Asks. The terminal must be in raw mode, and nobody else may read its input meanwhile.
#[must_use]
pub fn ask() -> Asked {
    let mut out = io::stdout();
    let asked = write!(out, "{SAMPLE}{WHERE}").and_then(|()| out.flush());
    let (mut columns, mut typed) =
        parse_answers(&asked.map(|()| read_answer()).unwrap_or_default());
    if columns.first().is_some_and(|column| *column != BEHIND) {
        // Some answer before they have drawn what came with the question: asked again.
        let asked = write!(out, "{WHERE}").and_then(|()| out.flush());
        let (again, more) = parse_answers(&asked.map(|()| read_answer()).unwrap_or_default());
        typed.extend(more);
        columns = again;
    }
    let _ = write!(out, "\r\x1b[K").and_then(|()| out.flush());
    Asked {
        column: columns.first().copied(),
        typed,
    }
}

#[cfg(unix)]
fn read_answer() -> Vec<u8> {
    use std::os::fd::AsFd as _;
    use std::time::Instant;

    use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

    /// More than this is not an answer.
    const MOST: usize = 4096;
    let stdin = io::stdin();
    let deadline = Instant::now() + ANSWER;
    let mut got = Vec::new();
    while !got.contains(&b'R') && got.len() < MOST {
        let left = deadline.saturating_duration_since(Instant::now());
        let timeout = PollTimeout::try_from(left.as_millis() as u64).unwrap_or(PollTimeout::ZERO);
        let ready = poll(
            &mut [PollFd::new(stdin.as_fd(), PollFlags::POLLIN)],
            timeout,
        );
        if !matches!(ready, Ok(n) if n > 0) {
            break;
        }
        let mut buf = [0; 256];
        // Straight from the descriptor: `io::stdin()` would keep in its buffer what is not asked for.
        match nix::unistd::read(stdin.as_fd(), &mut buf) {
            Ok(n) if n > 0 => got.extend_from_slice(&buf[..n]),
            _ => break,
        }
    }
    got
}

#[cfg(not(unix))]
fn read_answer() -> Vec<u8> {
    Vec::new()
}

/// Columns of the answers `CSI row ; column R`, and the bytes between them.
fn parse_answers(bytes: &[u8]) -> (Vec<u16>, Vec<u8>) {
    let mut columns = Vec::new();
    let mut typed = Vec::new();
    let mut rest = bytes;
    while let Some((first, after)) = rest.split_first() {
        if let Some((column, behind)) = answer(rest) {
            columns.push(column);
            rest = behind;
        } else {
            typed.push(*first);
            rest = after;
        }
    }
    (columns, typed)
}

/// The column of the answer that stands at the front, and what stands behind it.
fn answer(bytes: &[u8]) -> Option<(u16, &[u8])> {
    let place = bytes.strip_prefix(b"\x1b[")?;
    let end = place
        .iter()
        .position(|byte| !matches!(byte, b'0'..=b'9' | b';'))?;
    let (place, behind) = place.split_at(end);
    let behind = behind.strip_prefix(b"R")?;
    let (_, column) = std::str::from_utf8(place).ok()?.split_once(';')?;
    Some((column.parse().ok()?, behind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_and_typing_between_them_is_kept() {
        let (columns, typed) = parse_answers("a\x1b[1;4R你\x1b[A\r\x1b[1;3R\x03\x1b".as_bytes());
        assert_eq!(columns, [4, 3]);
        assert_eq!(typed, "a你\x1b[A\r\x03\x1b".as_bytes());
    }

    #[test]
    fn what_is_no_answer_stays_as_it_is() {
        for bytes in [
            &b"\x1b[A\x1bOP\x1b[;R\xff\x1b[1;2"[..],
            b"\x1b[1R",
            b"\x1b[1;99999999R",
            b"",
        ] {
            assert_eq!(parse_answers(bytes), (vec![], bytes.to_vec()));
        }
    }
}
