//! Text that fits: display width, cutting with a mark, numbers with units.

use ratatui::text::Line;
use unicode_width::UnicodeWidthStr as _;

/// Cells a text takes on the screen.
#[must_use]
pub fn width(text: &str) -> usize {
    text.width()
}

/// The text, cut to `room` cells; `mark` stands where something was left out, if there is room for it. Never
/// splits a wide character: the result may be one cell shorter.
#[must_use]
pub fn cut(text: &str, room: usize, mark: &str) -> String {
    if width(text) <= room {
        return text.to_owned();
    }
    let mark = if width(mark) > room { "" } else { mark };
    let room = room - width(mark);
    let mut out = String::new();
    let mut used = 0;
    for grapheme in unicode_segmentation::UnicodeSegmentation::graphemes(text, true) {
        used += width(grapheme);
        if used > room {
            break;
        }
        out.push_str(grapheme);
    }
    out.push_str(mark);
    out
}

/// Cuts a line to `room` cells, with a mark.
pub fn cut_line(line: &mut Line<'_>, room: usize, mark: &str) {
    let mut left = room;
    for (i, span) in line.spans.iter_mut().enumerate() {
        let wide = span.width();
        if wide > left {
            span.content = cut(&span.content, left, if left == 0 { "" } else { mark }).into();
            line.spans.truncate(i + 1);
            return;
        }
        left -= wide;
    }
}

/// The text at the left of `cells` cells; a longer one stays as it is.
#[must_use]
pub fn left(text: &str, cells: usize) -> String {
    format!("{text}{}", " ".repeat(cells.saturating_sub(width(text))))
}

/// The text at the right of `cells` cells; a longer one stays as it is.
#[must_use]
pub fn right(text: &str, cells: usize) -> String {
    format!("{}{text}", " ".repeat(cells.saturating_sub(width(text))))
}

/// Plain digits to 9999, then three figures and a letter: `12.8 k`, `3.10 M`.
#[must_use]
pub fn count(n: u64) -> String {
    const UNITS: [&str; 6] = ["k", "M", "G", "T", "P", "E"];
    if n < 10_000 {
        return n.to_string();
    }
    let mut value = n as f64;
    let mut unit = "";
    for name in UNITS {
        if value < 1000.0 {
            break;
        }
        value /= 1000.0;
        unit = name;
    }
    let digits = if value < 10.0 {
        2
    } else {
        usize::from(value < 100.0)
    };
    format!("{value:.digits$} {unit}")
}

/// A number of bytes with its unit: `988 B`, `12.8 kB`.
#[must_use]
pub fn bytes(n: u64) -> String {
    let count = count(n);
    if count.contains(' ') {
        format!("{count}B")
    } else {
        format!("{count} B")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_characters_are_never_split() {
        assert_eq!(cut("你好世界", 5, "…"), "你好…");
        assert_eq!(cut("你好世界", 4, "…"), "你…");
        assert_eq!(cut("abc", 3, "…"), "abc");
        assert_eq!(cut("abc", 0, "…"), "", "not even a mark");
    }

    #[test]
    fn counts_keep_three_figures_past_9999() {
        assert_eq!(count(9999), "9999");
        assert_eq!(count(12_800), "12.8 k");
        assert_eq!(count(3_100_000), "3.10 M");
        assert_eq!(count(1_284_000_000), "1.28 G");
        assert_eq!(
            (bytes(988), bytes(12_800)),
            ("988 B".to_owned(), "12.8 kB".to_owned())
        );
    }
}
