//! What is asked of the terminal itself before its input is read: how wide it draws characters whose width is
//! ambiguous, and whether its ground is light.
//!
//! Some of the box lines, arrows and ticks are drawn two cells wide by terminals with Chinese fonts.
//! The question: some of them are printed, one that must be two cells wide behind them, then the
//! terminal is asked where its cursor stands (CSI 6n, as Vim does). That question ends all others, too: terminals
//! answer in order, so whoever answers it has said about its ground what it has to say.

use std::io::{self, Write as _};
use std::time::Duration;

/// How long the terminal has to say where its cursor is. A terminal nearby answers in a
/// millisecond, one over SSH in a round trip; one that never answers costs this once.
const ANSWER: Duration = Duration::from_millis(300);

/// What is printed: a box line, an arrow, a tick (fonts differ), and a character of two cells.
const SAMPLE: &str = "\r─→✓中";
/// Where is the cursor? (Device status report, ECMA-48 §8.3.35.)
const WHERE: &str = "\x1b[6n";
/// Which colour has the ground? (xterm's `ctlseqs`, OSC 11.)
const GROUND: &str = "\x1b]11;?\x1b\\";
/// The column behind the sample where all is well: one cell for each of three, two for the fourth.
pub const BEHIND: u16 = 6;

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question {
    /// How wide its characters are.
    pub widths: bool,
    /// What it draws on.
    pub ground: bool,
}

/// What a terminal draws on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// A dark colour.
    Dark,
    /// A light one.
    Light,
}

/// What the terminal answered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answered {
    /// The cursor's column (from 1) behind the sample; `None`: no answer, or it was not asked.
    pub column: Option<u16>,
    /// What it draws on; `None`: no answer, or it was not asked.
    pub ground: Option<Ground>,
    /// What came meanwhile and is no answer, as it came: nothing typed is lost.
    pub typed: Vec<u8>,
}

/// Asks. The terminal must be in raw mode, and nobody else may read its input meanwhile.
#[must_use]
pub fn ask(question: Question) -> Answered {
    let mut out = io::stdout();
    let ground = if question.ground { GROUND } else { "" };
    let sample = if question.widths { SAMPLE } else { "" };
    let asked = write!(out, "{ground}{sample}{WHERE}").and_then(|()| out.flush());
    let mut answers = Answers::read(&asked.map(|()| read_answer()).unwrap_or_default());
    if question.widths
        && answers
            .columns
            .first()
            .is_some_and(|column| *column != BEHIND)
    {
        // Some answer before they have drawn what came with the question: asked again.
        let asked = write!(out, "{WHERE}").and_then(|()| out.flush());
        let again = Answers::read(&asked.map(|()| read_answer()).unwrap_or_default());
        answers.typed.extend(again.typed);
        answers.columns = again.columns;
        answers.ground = answers.ground.or(again.ground);
    }
    if question.widths {
        let _ = write!(out, "\r\x1b[K").and_then(|()| out.flush());
    }
    let column = answers.columns.first().copied();
    Answered {
        column: column.filter(|_| question.widths),
        ground: answers.ground,
        typed: answers.typed,
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

/// Answers, and the bytes between them.
#[derive(Debug, Default, PartialEq, Eq)]
struct Answers {
    /// Of each `CSI row ; column R`.
    columns: Vec<u16>,
    ground: Option<Ground>,
    typed: Vec<u8>,
}

impl Answers {
    fn read(bytes: &[u8]) -> Self {
        let mut answers = Self::default();
        let mut rest = bytes;
        while let Some((first, after)) = rest.split_first() {
            if let Some((column, behind)) = answer(rest) {
                answers.columns.push(column);
                rest = behind;
            } else if let Some((ground, behind)) = colour(rest) {
                answers.ground = Some(ground);
                rest = behind;
            } else {
                answers.typed.push(*first);
                rest = after;
            }
        }
        answers
    }
}

/// The ground's colour that stands at the front, `OSC 11 ; rgb:hhhh/hhhh/hhhh` and its end (BEL or ESC \), and what
/// stands behind it. Each part has one to four digits (XParseColor).
fn colour(bytes: &[u8]) -> Option<(Ground, &[u8])> {
    let body = bytes.strip_prefix(b"\x1b]11;")?;
    let end = body
        .iter()
        .position(|byte| matches!(byte, b'\x07' | b'\x1b'))?;
    let (body, behind) = body.split_at(end);
    let behind = behind
        .strip_prefix(b"\x07")
        .or_else(|| behind.strip_prefix(b"\x1b\\"))?;
    let (_, parts) = std::str::from_utf8(body).ok()?.split_once(':')?;
    let mut parts = parts.split('/').map(part);
    let mut next = || parts.next().flatten();
    let (red, green, blue) = (next()?, next()?, next()?);
    // Rec. 601's luma: how light it looks.
    let light = 0.299 * red + 0.587 * green + 0.114 * blue > 0.5;
    let ground = if light { Ground::Light } else { Ground::Dark };
    Some((ground, behind))
}

/// A part of a colour, 0 to 1.
fn part(digits: &str) -> Option<f32> {
    if !(1..=4).contains(&digits.len()) || digits.starts_with('+') {
        return None;
    }
    let number = u16::from_str_radix(digits, 16).ok()?;
    let most = (1_u32 << (4 * digits.len())) - 1;
    Some(f32::from(number) / most as f32)
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
        let answers = Answers::read(
            "a\x1b[1;4R你\x1b[A\r\x1b]11;rgb:ffff/ffff/dddd\x1b\\\x1b[1;3R\x03\x1b".as_bytes(),
        );
        assert_eq!(answers.columns, [4, 3]);
        assert_eq!(answers.ground, Some(Ground::Light));
        assert_eq!(answers.typed, "a你\x1b[A\r\x03\x1b".as_bytes());
    }

    #[test]
    fn what_is_no_answer_stays_as_it_is() {
        for bytes in [
            &b"\x1b[A\x1bOP\x1b[;R\xff\x1b[1;2"[..],
            b"\x1b[1R",
            b"\x1b[1;99999999R",
            b"\x1b]11;rgb:ff/ff",
            b"\x1b]11;rgb:ff/ff/fffff\x07",
            b"\x1b]11;rgb:+f/ff/ff\x07",
            b"\x1b]10;rgb:ff/ff/ff\x07",
            b"",
        ] {
            let typed = bytes.to_vec();
            assert_eq!(
                Answers::read(bytes),
                Answers {
                    typed,
                    ..Answers::default()
                }
            );
        }
    }

    #[test]
    fn a_ground_is_light_or_dark_by_how_it_looks() {
        for (colour, ground) in [
            ("rgb:0000/0000/0000", Ground::Dark),
            ("rgb:ffff/ffff/ffff", Ground::Light),
            ("rgb:f/f/f", Ground::Light),
            // Solarized's two.
            ("rgb:fdfd/f6f6/e3e3", Ground::Light),
            ("rgb:00/2b/36", Ground::Dark),
            // Blue looks darker than green of the same number.
            ("rgb:00/00/ff", Ground::Dark),
            ("rgb:00/ff/00", Ground::Light),
            ("rgba:ffff/ffff/ffff/8000", Ground::Light),
        ] {
            let answer = format!("\x1b]11;{colour}\x07");
            assert_eq!(
                Answers::read(answer.as_bytes()).ground,
                Some(ground),
                "{colour}"
            );
        }
    }
}
