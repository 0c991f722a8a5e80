//! A line one types into: editing, history, wide characters, the real cursor.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use tui_input::{Input, InputRequest};

use crate::msg::{Key, KeyCode};
use crate::ui::look::Look;

/// Lines remembered.
const HISTORY: usize = 200;
/// Characters a line may have; more is not taken (a message is at most 16 KiB on the wire).
const LONGEST: usize = 4000;

/// A line being edited, and those entered before.
#[derive(Debug, Default)]
pub struct LineEdit {
    input: Input,
    history: Vec<String>,
    /// Which line of the history is shown; `None`: the one being written.
    recalled: Option<usize>,
    draft: String,
}

/// What a key did to the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edited {
    /// Changed it, or moved in it.
    Changed,
    /// Entered it; the line is empty again.
    Entered(String),
    /// Nothing: not a key of the line.
    No,
}

impl LineEdit {
    /// A line that already holds a text, the cursor at its end.
    #[must_use]
    pub fn with_text(text: &str) -> Self {
        Self {
            input: Input::new(text.to_owned()),
            ..Self::default()
        }
    }

    /// An empty line; Up brings these back, the last first.
    #[must_use]
    pub fn remembering(history: Vec<String>) -> Self {
        Self {
            history,
            ..Self::default()
        }
    }

    /// The lines entered, oldest first.
    #[must_use]
    pub fn into_history(self) -> Vec<String> {
        self.history
    }

    /// What stands in it.
    #[must_use]
    pub fn text(&self) -> &str {
        self.input.value()
    }

    /// Characters before the cursor.
    #[must_use]
    pub fn cursor(&self) -> usize {
        self.input.cursor()
    }

    /// Replaces the text; the cursor goes to its end.
    pub fn set(&mut self, text: &str) {
        self.input = Input::new(text.to_owned());
    }

    /// Replaces the text; the cursor goes behind so many characters.
    pub fn place(&mut self, text: &str, cursor: usize) {
        self.input = Input::new(text.to_owned()).with_cursor(cursor);
    }

    /// The cell over which the character stands that has `column` characters before it; the nearest in
    /// `area` where that is scrolled out of sight.
    #[must_use]
    pub fn cell(&self, area: Rect, column: usize) -> u16 {
        let room = usize::from(area.width).saturating_sub(1);
        let before: String = self.text().chars().take(column).collect();
        let shift = crate::ui::fit::width(&before).saturating_sub(self.input.visual_scroll(room));
        area.x + shift.min(room) as u16
    }

    /// Puts the first line of a text in at the cursor; control characters become spaces. Returns how many
    /// characters at its end found no room.
    pub fn insert(&mut self, text: &str) -> usize {
        let text = text.lines().next().unwrap_or_default();
        let room = LONGEST.saturating_sub(self.input.value().chars().count());
        for c in text.chars().take(room) {
            self.insert_char(if c.is_control() { ' ' } else { c });
        }
        text.chars().skip(room).count()
    }

    fn insert_char(&mut self, c: char) {
        if self.input.value().chars().count() < LONGEST {
            self.input.handle(InputRequest::InsertChar(c));
        }
    }

    /// Handles a key.
    pub fn key(&mut self, key: Key) -> Edited {
        match key.code {
            KeyCode::Enter => return Edited::Entered(self.enter()),
            KeyCode::Up => self.recall(-1),
            KeyCode::Down => self.recall(1),
            KeyCode::Char(c) if !key.ctrl && !key.alt => self.insert_char(c),
            KeyCode::Char(_)
            | KeyCode::Backspace
            | KeyCode::Delete
            | KeyCode::Left
            | KeyCode::Right
            | KeyCode::Home
            | KeyCode::End => {
                let Some(request) = request(key) else {
                    return Edited::No;
                };
                self.input.handle(request);
            }
            KeyCode::Esc
            | KeyCode::Tab
            | KeyCode::BackTab
            | KeyCode::PageUp
            | KeyCode::PageDown
            | KeyCode::F(_) => return Edited::No,
        }
        Edited::Changed
    }

    fn enter(&mut self) -> String {
        let text = self.input.value_and_reset();
        self.recalled = None;
        if !text.trim().is_empty() && self.history.last() != Some(&text) {
            self.history.push(text.clone());
            if self.history.len() > HISTORY {
                self.history.remove(0);
            }
        }
        text
    }

    fn recall(&mut self, step: isize) {
        let at = self.recalled.unwrap_or(self.history.len());
        let Some(next) = at
            .checked_add_signed(step)
            .filter(|n| *n <= self.history.len())
        else {
            return;
        };
        if self.recalled.is_none() {
            self.draft = self.input.value().to_owned();
        }
        let text = self.history.get(next).cloned();
        self.recalled = text.is_some().then_some(next);
        let text = text.unwrap_or_else(|| self.draft.clone());
        self.set(&text);
    }

    /// Draws the line into one row, scrolled so that the cursor is seen; gives the cursor's cell.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, look: &Look<'_>) -> Option<Position> {
        if area.is_empty() {
            return None;
        }
        let room = usize::from(area.width).saturating_sub(1);
        let skip = self.input.visual_scroll(room);
        let mut x = 0_usize;
        for grapheme in unicode_segmentation::UnicodeSegmentation::graphemes(self.text(), true) {
            let wide = crate::ui::fit::width(grapheme);
            if x >= skip && x + wide - skip <= usize::from(area.width) {
                buf.set_string(
                    area.x + (x - skip) as u16,
                    area.y,
                    grapheme,
                    look.theme.text,
                );
            }
            x += wide;
        }
        let column = self.input.visual_cursor().saturating_sub(skip).min(room) as u16;
        Some(Position::new(area.x + column, area.y))
    }
}

fn request(key: Key) -> Option<InputRequest> {
    use InputRequest as R;
    let by_word = key.ctrl || key.alt;
    Some(match key.code {
        KeyCode::Left if by_word => R::GoToPrevWord,
        KeyCode::Right if by_word => R::GoToNextWord,
        KeyCode::Left => R::GoToPrevChar,
        KeyCode::Right => R::GoToNextChar,
        KeyCode::Home => R::GoToStart,
        KeyCode::End => R::GoToEnd,
        KeyCode::Backspace if by_word => R::DeletePrevWord,
        KeyCode::Backspace => R::DeletePrevChar,
        KeyCode::Delete => R::DeleteNextChar,
        KeyCode::Char('a') if key.ctrl => R::GoToStart,
        KeyCode::Char('e') if key.ctrl => R::GoToEnd,
        KeyCode::Char('b') if key.ctrl => R::GoToPrevChar,
        KeyCode::Char('f') if key.ctrl => R::GoToNextChar,
        KeyCode::Char('h') if key.ctrl => R::DeletePrevChar,
        KeyCode::Char('w') if key.ctrl => R::DeletePrevWord,
        KeyCode::Char('u') if key.ctrl => R::DeleteFromStart,
        KeyCode::Char('k') if key.ctrl => R::DeleteTillEnd,
        KeyCode::Char('y') if key.ctrl => R::Yank,
        KeyCode::Char('b') if key.alt => R::GoToPrevWord,
        KeyCode::Char('f') if key.alt => R::GoToNextWord,
        KeyCode::Char('d') if key.alt => R::DeleteNextWord,
        KeyCode::Char(_)
        | KeyCode::Enter
        | KeyCode::Esc
        | KeyCode::Tab
        | KeyCode::BackTab
        | KeyCode::Up
        | KeyCode::Down
        | KeyCode::PageUp
        | KeyCode::PageDown
        | KeyCode::F(_) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(line: &mut LineEdit, text: &str) {
        for c in text.chars() {
            line.key(Key::char(c));
        }
    }

    #[test]
    fn history_comes_back_and_the_draft_is_not_lost() {
        let mut line = LineEdit::default();
        typed(&mut line, "one");
        assert_eq!(
            line.key(Key::plain(KeyCode::Enter)),
            Edited::Entered("one".into())
        );
        typed(&mut line, "two, unfinished");
        line.key(Key::plain(KeyCode::Up));
        assert_eq!(line.text(), "one");
        line.key(Key::plain(KeyCode::Down));
        assert_eq!(line.text(), "two, unfinished");
        line.key(Key::plain(KeyCode::Down));
        assert_eq!(line.text(), "two, unfinished");
    }

    #[test]
    fn q_and_digits_are_text_here() {
        let mut line = LineEdit::default();
        typed(&mut line, "q1?:你好");
        assert_eq!(line.text(), "q1?:你好");
        line.key(Key::ctrl('w'));
        line.key(Key::ctrl('u'));
        assert_eq!(line.text(), "");
    }

    #[test]
    fn a_line_has_an_end() {
        let mut line = LineEdit::default();
        assert_eq!(line.insert(&"x".repeat(3 * LONGEST)), 2 * LONGEST);
        assert_eq!(line.text().len(), LONGEST);
    }
}
