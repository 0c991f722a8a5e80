//! Sentences over several lines, in scripts with and without blanks between words.

use unicode_segmentation::UnicodeSegmentation as _;

use super::fit;

/// Marks that may not begin a line.
const STICKS_LEFT: &[char] = &[
    '，', '。', '：', '；', '？', '！', '、', '）', '”', '》', '」', ',', '.', ':', ';', '?', '!',
    ')',
];

/// The text in lines of at most `width` cells, at most `most` lines; `mark` stands at the end of the
/// last one where there was more.
#[must_use]
pub fn wrap(text: &str, width: usize, most: usize, mark: &str) -> Vec<String> {
    if width == 0 || most == 0 {
        return Vec::new();
    }
    let (text, is_cut) = beginning(text, width, most);
    let mut lines = vec![String::new()];
    for piece in pieces(text) {
        let at = lines.len() - 1;
        let fits = fit::width(&lines[at]) + fit::width(piece.trim_end()) <= width;
        if fits || (lines[at].is_empty() && piece.trim().is_empty()) {
            lines[at].push_str(piece);
        } else if fit::width(piece.trim_end()) <= width {
            lines.push(piece.trim_start().to_owned());
        } else {
            push_long(&mut lines, piece, width);
        }
        if lines.len() > most {
            break;
        }
    }
    if lines.len() > most {
        let last = format!(
            "{} {}",
            lines[most - 1].trim_end(),
            lines[most].trim_start()
        );
        lines.truncate(most);
        let room = width.saturating_sub(fit::width(mark));
        let short = fit::cut(&last, room, "");
        lines[most - 1] = format!("{}{mark}", short.trim_end());
    }
    for line in &mut lines {
        line.truncate(line.trim_end().len());
    }
    if let Some(last) = lines
        .last_mut()
        .filter(|last| is_cut && !last.ends_with(mark))
    {
        *last = format!(
            "{}{mark}",
            fit::cut(last, width.saturating_sub(fit::width(mark)), "")
        );
    }
    lines
}

/// As much of the text as can be seen: what it takes to wrap it does not grow with what cannot. `true`:
/// there is more.
fn beginning(text: &str, width: usize, most: usize) -> (&str, bool) {
    /// Bytes of a cell in any script that is written; marks piled upon one letter have no end.
    const BYTES: usize = 8;
    let room = (most + 1).saturating_mul(width + 1);
    if text.len() <= room {
        return (text, false);
    }
    let mut cells = 0_usize;
    for (at, c) in text.char_indices() {
        cells += unicode_width::UnicodeWidthChar::width(c).unwrap_or(0);
        if cells > room || at > room.saturating_mul(BYTES) {
            return (&text[..at], true);
        }
    }
    (text, false)
}

/// Words with the blanks behind them and the marks that stick to them.
fn pieces(text: &str) -> Vec<&str> {
    let mut out: Vec<(usize, usize)> = Vec::new();
    for (start, word) in text.split_word_bound_indices() {
        let sticks = word.chars().all(|c| c == ' ') || word.starts_with(STICKS_LEFT);
        // Addresses and numbers with marks inside stay whole: `10.0.0.2`, `52:54:00:12:34:56`.
        let joins = out.last().is_some_and(|(from, to)| {
            !word.starts_with(is_wide)
                && !text[*from..*to].ends_with(' ')
                && !text[*from..*to].ends_with(is_wide)
        });
        match out.last_mut() {
            Some((_, end)) if sticks || joins => *end = start + word.len(),
            _ => out.push((start, start + word.len())),
        }
    }
    out.into_iter().map(|(from, to)| &text[from..to]).collect()
}

fn is_wide(c: char) -> bool {
    unicode_width::UnicodeWidthChar::width(c) == Some(2)
}

/// A word longer than a line: cut where the line ends.
fn push_long(lines: &mut Vec<String>, word: &str, width: usize) {
    let mut used = lines.last().map_or(0, |line| fit::width(line));
    for grapheme in word.graphemes(true) {
        let wide = fit::width(grapheme);
        if let Some(line) = lines.last_mut().filter(|_| used + wide <= width) {
            line.push_str(grapheme);
        } else {
            used = 0;
            lines.push(grapheme.to_owned());
        }
        used += wide;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words() {
        assert_eq!(
            wrap("from port 49152 to port 10101, so", 16, 9, "…"),
            ["from port 49152", "to port 10101,", "so"]
        );
    }

    #[test]
    fn chinese_breaks_anywhere_but_before_a_mark() {
        assert_eq!(
            wrap("数据才能到达，正确的程序。", 12, 9, "…"),
            ["数据才能到", "达，正确的程", "序。"]
        );
    }

    #[test]
    fn addresses_stay_whole() {
        assert_eq!(
            wrap("to 52:54:00:12:34:56: yes", 20, 9, "…"),
            ["to", "52:54:00:12:34:56:", "yes"]
        );
        assert_eq!(wrap("从 10.0.0.2 到", 8, 9, "…"), ["从", "10.0.0.2", "到"]);
    }

    #[test]
    fn what_cannot_be_seen_costs_nothing_and_is_marked() {
        for text in [
            "x".repeat(1 << 20),
            format!("e{}", "\u{301}".repeat(1 << 19)),
            "粘包 ".repeat(1 << 17),
        ] {
            let lines = wrap(&text, 30, 4, "…");
            assert!(
                lines.len() <= 4 && lines.last().is_some_and(|last| last.ends_with('…')),
                "{}",
                lines.len()
            );
            assert!(lines.iter().all(|line| fit::width(line) <= 30));
            assert!(beginning(&text, 30, 4).0.len() < 2000);
        }
    }

    #[test]
    fn what_does_not_fit_is_marked() {
        assert_eq!(wrap("one two three four", 9, 1, "…"), ["one two…"]);
        assert_eq!(wrap("aaaaaaaaaa", 4, 9, "…"), ["aaaa", "aaaa", "aa"]);
        assert!(wrap("a", 0, 1, "…").is_empty() && wrap("a", 1, 0, "…").is_empty());
    }
}
