//! Box lines and blocks as shapes: fonts draw them with gaps between rows, or in other widths.

use std::fmt::Write as _;

use super::{HEIGHT, WIDTH};

/// The middle of a cell, and half of a light and of a heavy line.
const MIDDLE: (usize, usize) = (WIDTH / 2, HEIGHT / 2);

/// How thick the lines are that leave a cell's middle: to the left, up, right, down. 0: none, 1: light, 3: heavy.
type Arms = [usize; 4];

/// The arms of a box character (Unicode 15, U+2500 to U+257F, those of straight lines and light round corners).
const fn arms(c: char) -> Option<Arms> {
    Some(match c {
        '─' => [1, 0, 1, 0],
        '━' => [3, 0, 3, 0],
        '│' => [0, 1, 0, 1],
        '┃' => [0, 3, 0, 3],
        '┌' | '╭' => [0, 0, 1, 1],
        '┐' | '╮' => [1, 0, 0, 1],
        '└' | '╰' => [0, 1, 1, 0],
        '┘' | '╯' => [1, 1, 0, 0],
        '├' => [0, 1, 1, 1],
        '┤' => [1, 1, 0, 1],
        '┬' => [1, 0, 1, 1],
        '┴' => [1, 1, 1, 0],
        '┼' => [1, 1, 1, 1],
        '┏' => [0, 0, 3, 3],
        '┓' => [3, 0, 0, 3],
        '┗' => [0, 3, 3, 0],
        '┛' => [3, 3, 0, 0],
        '┣' => [0, 3, 3, 3],
        '┫' => [3, 3, 0, 3],
        '┳' => [3, 0, 3, 3],
        '┻' => [3, 3, 3, 0],
        '╋' => [3, 3, 3, 3],
        '╴' => [1, 0, 0, 0],
        '╵' => [0, 1, 0, 0],
        '╶' => [0, 0, 1, 0],
        '╷' => [0, 0, 0, 1],
        _ => return None,
    })
}

/// Pieces of a dashed line, three or four a cell; is it upright?
const fn dashes(c: char) -> Option<(usize, bool)> {
    Some(match c {
        '┄' | '┅' => (3, false),
        '┈' | '┉' => (4, false),
        '┆' | '┇' => (3, true),
        '┊' | '┋' => (4, true),
        _ => return None,
    })
}

/// Eighths of a cell that a block fills: from below, or from the left.
const fn eighths(c: char) -> Option<(usize, bool)> {
    match c {
        '▁'..='█' => Some((c as usize - '▁' as usize + 1, true)),
        '▉'..='▏' => Some(('▏' as usize + 1 - c as usize, false)),
        _ => None,
    }
}

/// Is this drawn as a shape?
pub(super) fn is_shape(sign: &str) -> bool {
    one(sign).is_some_and(|c| arms(c).is_some() || dashes(c).is_some() || eighths(c).is_some())
}

fn one(sign: &str) -> Option<char> {
    let mut chars = sign.chars();
    chars.next().filter(|_| chars.next().is_none())
}

/// Rectangles, those that lie side by side joined into one.
#[derive(Debug, Default)]
pub(super) struct Path {
    /// Left, top, width, height.
    rects: Vec<[usize; 4]>,
}

impl Path {
    pub(super) fn rect(&mut self, x: usize, y: usize, width: usize, height: usize) {
        let joins = |r: &&mut [usize; 4]| r[0] + r[2] == x && r[1] == y && r[3] == height;
        match self.rects.iter_mut().rev().take(2).find(joins) {
            Some(last) => last[2] += width,
            None => self.rects.push([x, y, width, height]),
        }
    }

    /// Adds what stands in the cell whose corner is at `x`, `y`, if it is a shape.
    pub(super) fn add(&mut self, sign: &str, x: usize, y: usize) {
        let Some(c) = one(sign) else { return };
        if let Some(arms) = arms(c) {
            self.arms(arms, x, y);
        } else if let Some((pieces, upright)) = dashes(c) {
            self.dashes(pieces, upright, x, y);
        } else if let Some((eighths, from_below)) = eighths(c) {
            let (width, height) = if from_below {
                (WIDTH, HEIGHT * eighths / 8)
            } else {
                (WIDTH * eighths / 8, HEIGHT)
            };
            self.rect(x, y + HEIGHT - height, width.max(1), height.max(1));
        }
    }

    fn arms(&mut self, [left, up, right, down]: Arms, x: usize, y: usize) {
        let across = left.max(right);
        let upright = up.max(down);
        let (middle_x, middle_y) = (x + MIDDLE.0, y + MIDDLE.1);
        if across > 0 {
            // Where an upright line begins or ends, the corner is filled to its far side.
            let from = if left > 0 { x } else { middle_x - upright / 2 };
            let to = if right > 0 {
                x + WIDTH
            } else {
                middle_x + upright / 2 + 1
            };
            self.rect(from, middle_y - across / 2, to - from, across);
        }
        if upright > 0 {
            let from = if up > 0 { y } else { middle_y };
            let to = if down > 0 { y + HEIGHT } else { middle_y };
            self.rect(middle_x - upright / 2, from, upright, to - from);
        }
    }

    fn dashes(&mut self, pieces: usize, upright: bool, x: usize, y: usize) {
        let length = if upright { HEIGHT } else { WIDTH };
        let step = length / pieces;
        for piece in 0..pieces {
            let from = piece * step;
            let long = (step * 2 / 3).max(1);
            if upright {
                self.rect(x + MIDDLE.0, y + from, 1, long);
            } else {
                self.rect(x + from, y + MIDDLE.1, long, 1);
            }
        }
    }

    /// As the data of an SVG path.
    pub(super) fn data(&self) -> String {
        let mut data = String::new();
        for [x, y, width, height] in &self.rects {
            // Writing into a string never fails.
            let _ = write!(data, "M{x} {y}h{width}v{height}h-{width}z");
        }
        data
    }
}
