//! A screen as a picture (SVG) and as plain text, cell by cell from its buffer.
//!
//! Pure, and stable: the same cells give the same bytes. Every character stands on the terminal's grid,
//! whatever fonts the viewer has: a run of ASCII is given its length, any other character is set in the
//! middle of its one or two cells, and box lines and blocks are drawn as shapes, so that they meet.

mod shapes;

use std::fmt::Write as _;

use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};

use super::fit;
use super::theme::ThemeName;

/// A cell's width and height, and how far below its top letters stand, in the picture's units.
const WIDTH: usize = 9;
const HEIGHT: usize = 18;
const BASE: usize = 14;
/// Space around the screen.
const MARGIN: usize = 9;
/// Fonts in which an ASCII character is about 9 units wide at this size; then those that have the rest.
const FONTS: &str = "DejaVu Sans Mono,Menlo,Consolas,Liberation Mono,Noto Sans Mono CJK SC,PingFang SC,Microsoft YaHei,monospace";
const FONT_SIZE: usize = 15;

/// A colour: red, green, blue.
type Rgb = [u8; 3];

/// What the picture is drawn on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// Light letters on dark.
    Dark,
    /// Dark letters on light.
    Light,
}

impl Ground {
    /// The ground a theme is made for. What has no colours is drawn as print is.
    #[must_use]
    pub const fn of(theme: ThemeName) -> Self {
        match theme {
            ThemeName::Light | ThemeName::None => Self::Light,
            ThemeName::Terminal | ThemeName::Dark | ThemeName::Contrast => Self::Dark,
        }
    }

    const fn paper(self) -> Rgb {
        match self {
            Self::Dark => [0x16, 0x18, 0x1d],
            Self::Light => [0xff, 0xff, 0xff],
        }
    }

    const fn ink(self) -> Rgb {
        match self {
            Self::Dark => [0xd8, 0xdc, 0xe3],
            Self::Light => [0x1f, 0x23, 0x28],
        }
    }

    /// The terminal's sixteen colours: what a terminal would choose itself is fixed here, readable on
    /// this ground.
    const fn sixteen(self) -> [Rgb; 16] {
        match self {
            Self::Dark => [
                [0x2a, 0x2e, 0x37],
                [0xf0, 0x71, 0x78],
                [0x98, 0xc3, 0x79],
                [0xe6, 0xc3, 0x84],
                [0x61, 0xaf, 0xef],
                [0xc6, 0x78, 0xdd],
                [0x56, 0xb6, 0xc2],
                [0xc3, 0xc8, 0xd1],
                [0x6b, 0x73, 0x80],
                [0xff, 0x8b, 0x92],
                [0xb5, 0xe0, 0x90],
                [0xff, 0xd8, 0x8a],
                [0x7d, 0xbd, 0xff],
                [0xdb, 0x95, 0xf0],
                [0x70, 0xd6, 0xe2],
                [0xff, 0xff, 0xff],
            ],
            Self::Light => [
                [0x1f, 0x23, 0x28],
                [0xb3, 0x1d, 0x28],
                [0x1a, 0x7f, 0x37],
                [0x8a, 0x5a, 0x00],
                [0x09, 0x50, 0xc2],
                [0x8b, 0x1f, 0xa8],
                [0x00, 0x73, 0x89],
                [0x57, 0x60, 0x6a],
                [0x8c, 0x95, 0x9f],
                [0xcf, 0x22, 0x2e],
                [0x1f, 0x88, 0x3d],
                [0x9a, 0x67, 0x00],
                [0x0a, 0x69, 0xda],
                [0xa4, 0x3c, 0xc0],
                [0x1b, 0x7c, 0x83],
                [0x6e, 0x77, 0x81],
            ],
        }
    }

    fn colour(self, color: Color, reset: Rgb) -> Rgb {
        let index = match color {
            Color::Reset => return reset,
            Color::Rgb(red, green, blue) => return [red, green, blue],
            Color::Indexed(n) => n,
            Color::Black => 0,
            Color::Red => 1,
            Color::Green => 2,
            Color::Yellow => 3,
            Color::Blue => 4,
            Color::Magenta => 5,
            Color::Cyan => 6,
            Color::Gray => 7,
            Color::DarkGray => 8,
            Color::LightRed => 9,
            Color::LightGreen => 10,
            Color::LightYellow => 11,
            Color::LightBlue => 12,
            Color::LightMagenta => 13,
            Color::LightCyan => 14,
            Color::White => 15,
        };
        self.sixteen()
            .get(usize::from(index))
            .copied()
            .unwrap_or_else(|| beyond_sixteen(index))
    }
}

/// xterm's colours 16 to 255: a cube of six steps a side, then 24 greys.
const fn beyond_sixteen(index: u8) -> Rgb {
    const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    if index >= 232 {
        let grey = 8 + (index - 232) * 10;
        return [grey, grey, grey];
    }
    let n = index.saturating_sub(16);
    [
        STEPS[(n / 36) as usize % 6],
        STEPS[(n / 6 % 6) as usize],
        STEPS[(n % 6) as usize],
    ]
}

/// Two parts of `ink`, one of `paper`.
fn dimmed(ink: Rgb, paper: Rgb) -> Rgb {
    std::array::from_fn(|i| ((u16::from(ink[i]) * 13 + u16::from(paper[i]) * 7) / 20) as u8)
}

/// How a cell is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Paint {
    ink: Rgb,
    paper: Rgb,
    bold: bool,
    italic: bool,
    underlined: bool,
    struck: bool,
}

impl Paint {
    fn of(fg: Color, bg: Color, modifier: Modifier, ground: Ground) -> Self {
        let (mut ink, mut paper) = (
            ground.colour(fg, ground.ink()),
            ground.colour(bg, ground.paper()),
        );
        if modifier.contains(Modifier::REVERSED) {
            (ink, paper) = (paper, ink);
        }
        if modifier.contains(Modifier::DIM) {
            ink = dimmed(ink, paper);
        }
        if modifier.contains(Modifier::HIDDEN) {
            ink = paper;
        }
        Self {
            ink,
            paper,
            bold: modifier.contains(Modifier::BOLD),
            italic: modifier.contains(Modifier::ITALIC),
            underlined: modifier.contains(Modifier::UNDERLINED),
            struck: modifier.contains(Modifier::CROSSED_OUT),
        }
    }
}

/// What stands in one cell, or in two.
struct Sign<'a> {
    x: usize,
    cells: usize,
    text: &'a str,
    paint: Paint,
}

/// The signs of a row, from the left; the second cell of a wide one is passed over.
fn signs(buf: &Buffer, y: u16, ground: Ground) -> Vec<Sign<'_>> {
    let mut signs = Vec::with_capacity(usize::from(buf.area.width));
    let mut x = buf.area.left();
    while x < buf.area.right() {
        let cell = &buf[(x, y)];
        let cells = fit::width(cell.symbol())
            .max(1)
            .min(usize::from(buf.area.right() - x));
        let paint = Paint::of(cell.fg, cell.bg, cell.modifier, ground);
        signs.push(Sign {
            x: usize::from(x - buf.area.left()),
            cells,
            text: cell.symbol(),
            paint,
        });
        x += cells as u16;
    }
    signs
}

/// The screen as a picture. `title` is what a viewer shows as its name.
#[must_use]
pub fn svg(buf: &Buffer, title: &str, ground: Ground) -> String {
    let (width, height) = (
        usize::from(buf.area.width) * WIDTH + 2 * MARGIN,
        usize::from(buf.area.height) * HEIGHT + 2 * MARGIN,
    );
    let mut out = String::new();
    // Writing into a string never fails.
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"{FONTS}\" font-size=\"{FONT_SIZE}\">\n<title>{}</title>\n<rect width=\"{width}\" height=\"{height}\" fill=\"{}\"/>\n",
        escaped(title),
        hex(ground.paper()),
    );
    for (row, y) in (buf.area.top()..buf.area.bottom()).enumerate() {
        let signs = signs(buf, y, ground);
        for run in signs.chunk_by(|a, b| a.paint == b.paint) {
            draw_run(&mut out, run, MARGIN + row * HEIGHT, ground);
        }
    }
    out.push_str("</svg>\n");
    out
}

const fn left_of(sign: &Sign<'_>) -> usize {
    MARGIN + sign.x * WIDTH
}

/// Signs that are painted alike: their ground, their letters, their lines.
fn draw_run(out: &mut String, run: &[Sign<'_>], top: usize, ground: Ground) {
    let (Some(first), Some(last)) = (run.first(), run.last()) else {
        return;
    };
    let (paint, from, to) = (
        first.paint,
        left_of(first),
        left_of(last) + last.cells * WIDTH,
    );
    let ink = hex(paint.ink);
    if paint.paper != ground.paper() {
        let width = to - from;
        let _ = writeln!(
            out,
            "<rect x=\"{from}\" y=\"{top}\" width=\"{width}\" height=\"{HEIGHT}\" fill=\"{}\"/>",
            hex(paint.paper)
        );
    }
    draw_letters(out, run, top, &ink);
    let mut shapes = shapes::Path::default();
    for sign in run {
        shapes.add(sign.text, left_of(sign), top);
    }
    for (is_on, below) in [(paint.underlined, BASE + 2), (paint.struck, BASE - 5)] {
        if is_on {
            shapes.rect(from, top + below, to - from, 1);
        }
    }
    let shapes = shapes.data();
    if !shapes.is_empty() {
        let _ = writeln!(out, "<path fill=\"{ink}\" d=\"{shapes}\"/>");
    }
}

/// The letters of a run: words of ASCII whole, other characters each in the middle of its cells.
fn draw_letters(out: &mut String, run: &[Sign<'_>], top: usize, ink: &str) {
    let Some(paint) = run.first().map(|sign| sign.paint) else {
        return;
    };
    let mut letters = String::new();
    let mut rest = run;
    while let Some(sign) = rest.first() {
        let ascii = rest
            .iter()
            .take_while(|s| s.text.len() == 1 && s.text.bytes().all(|b| b.is_ascii_graphic()))
            .count();
        let taken = ascii.max(1);
        let (y, text) = (
            top + BASE,
            rest.iter().take(taken).map(|s| s.text).collect::<String>(),
        );
        if ascii > 0 {
            let _ = write!(
                letters,
                "<text x=\"{}\" y=\"{y}\" textLength=\"{}\">{}</text>",
                left_of(sign),
                ascii * WIDTH,
                escaped(&text)
            );
        } else if !text.trim().is_empty() && !shapes::is_shape(&text) {
            let middle = left_of(sign) * 2 + sign.cells * WIDTH;
            let half = if middle % 2 == 1 { ".5" } else { "" };
            let _ = write!(
                letters,
                "<text x=\"{}{half}\" y=\"{y}\" text-anchor=\"middle\">{}</text>",
                middle / 2,
                escaped(&text)
            );
        }
        rest = rest.get(taken..).unwrap_or_default();
    }
    if letters.is_empty() {
        return;
    }
    let bold = if paint.bold {
        " font-weight=\"bold\""
    } else {
        ""
    };
    let italic = if paint.italic {
        " font-style=\"italic\""
    } else {
        ""
    };
    let _ = writeln!(out, "<g fill=\"{ink}\"{bold}{italic}>{letters}</g>");
}

fn hex([red, green, blue]: Rgb) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// Text that may stand in XML 1.0 (§2.2, §2.4): its marks escaped, what it may not hold replaced.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// The screen as lines of text, without the blanks at their ends.
#[must_use]
pub fn text(buf: &Buffer) -> String {
    let mut out = String::new();
    for y in buf.area.top()..buf.area.bottom() {
        for sign in signs(buf, y, Ground::Dark) {
            out.push_str(if sign.text.chars().any(char::is_control) {
                "\u{fffd}"
            } else {
                sign.text
            });
        }
        out.truncate(out.trim_end_matches(' ').len());
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests;
