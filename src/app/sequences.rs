//! The terminal's bytes, cut into what they mean: keys, mouse, pastes. Pure: bytes and the time they
//! came at in, events out.
//!
//! A terminal sends text, and sequences that begin with ESC (ECMA-48 §5; xterm's `ctlseqs`). Some are
//! keys, some are answers to questions that were put to the terminal earlier, perhaps by a program that
//! has gone: those are swallowed whole. Where a sequence ends is a matter of its form, never of what we
//! know; only one that does not end is a matter of time, so that nothing ever swallows the keyboard.

mod meaning;

use std::time::Duration;

use crate::msg::{Input, Key, KeyCode};

/// An ESC behind which nothing comes for this long is the key. What a terminal sends as one sequence
/// is never torn for so long but on a very bad line.
pub const LONE: Duration = Duration::from_millis(30);
/// A sequence that has begun and does not end is given up after this long …
pub const UNENDED: Duration = Duration::from_millis(200);
/// … unless it still flows: its bytes come faster one after another than fingers type.
const FLOW: Duration = Duration::from_millis(30);
/// Bytes a sequence may have; one that is longer is given up.
pub const LONGEST: usize = 4096;
/// A paste whose end does not come is taken as it is when nothing has flowed for this long: over a bad
/// line the rest of it must not become keys.
const PASTE_SILENCE: Duration = Duration::from_secs(2);
/// Bytes kept of a paste. What is beyond is dropped, up to the paste's end.
const LONGEST_PASTE: usize = 1 << 20;
/// What ends a paste.
const PASTE_END: &[u8] = b"\x1b[201~";
/// Keys that may have been typed behind one that looked like the beginning of a string.
const MOST_TYPED: usize = 16;

const BEL: u8 = 0x07;
const CAN: u8 = 0x18;
const SUB: u8 = 0x1a;
const ESC: u8 = 0x1b;

/// Where in the bytes one is.
#[derive(Debug, Default)]
enum State {
    /// Between keys.
    #[default]
    Ground,
    /// Within a character of several bytes (UTF-8, RFC 3629 §3).
    Character {
        alt: bool,
        bytes: Vec<u8>,
        length: usize,
    },
    /// Behind an ESC, or behind two of them.
    Escape { twice: bool },
    /// Within a control sequence, `ESC [` (ECMA-48 §5.4).
    Control { alt: bool, body: Vec<u8> },
    /// Behind a single shift, `ESC O`: function keys.
    Single { alt: bool, body: Vec<u8> },
    /// Behind `ESC [ M`: a mouse report of three bytes.
    Mouse { bytes: Vec<u8> },
    /// Within a control string: DCS, OSC, SOS, PM or APC (ECMA-48 §5.6).
    Text(Text),
    /// Within a bracketed paste; `matched`: bytes of its end that have just come.
    Paste { text: Vec<u8>, matched: usize },
}

/// A control string under way.
#[derive(Debug)]
struct Text {
    /// The byte behind the ESC.
    introducer: u8,
    /// Was the last byte an ESC?
    escape: bool,
    length: usize,
    /// Its bytes, as long as each has come by itself, as if typed.
    typed: Option<Vec<u8>>,
}

/// Cuts the bytes.
#[derive(Debug, Default)]
pub struct Cutter {
    state: State,
    /// When what is under way began.
    began: Duration,
    /// When the last byte came.
    last: Duration,
    /// When bytes last came faster than fingers type.
    flowed: Duration,
}

impl Cutter {
    /// Takes in what was read in one go at `now`.
    pub fn feed(&mut self, bytes: &[u8], now: Duration, out: &mut Vec<Input>) {
        let before = if let State::Text(text) = &self.state {
            text.length
        } else {
            0
        };
        if bytes.len() > 4 || now.saturating_sub(self.last) < FLOW {
            self.flowed = now;
        }
        self.last = now;
        for byte in bytes {
            self.byte(*byte, now, out);
        }
        if let State::Text(text) = &mut self.state
            && text.length > before + 1
        {
            text.typed = None;
        }
    }

    /// When what is under way is to be given up: then [`Self::expire`] is to be called, if nothing
    /// more can be read.
    #[must_use]
    pub fn deadline(&self) -> Option<Duration> {
        match &self.state {
            State::Ground | State::Character { .. } => None,
            State::Escape { .. } => Some(self.began + LONE),
            State::Paste { .. } => Some(self.flowed + PASTE_SILENCE),
            State::Control { .. } | State::Single { .. } | State::Mouse { .. } | State::Text(_) => {
                Some((self.began + UNENDED).max(self.last + FLOW))
            }
        }
    }

    /// Nothing more has come: what its time has come for is given up.
    pub fn expire(&mut self, now: Duration, out: &mut Vec<Input>) {
        if self.deadline().is_none_or(|deadline| now < deadline) {
            return;
        }
        match std::mem::take(&mut self.state) {
            State::Escape { twice } => {
                let keys = if twice { 2 } else { 1 };
                out.extend(
                    std::iter::repeat_n(KeyCode::Esc, keys)
                        .map(|code| Input::Key(Key::plain(code))),
                );
            }
            // Just the key that looks like a beginning; half a sequence means nothing.
            State::Control { body, .. } if body.is_empty() => out.push(alt('[')),
            State::Single { body, .. } if body.is_empty() => out.push(alt('O')),
            State::Ground
            | State::Character { .. }
            | State::Control { .. }
            | State::Single { .. }
            | State::Mouse { .. } => {}
            State::Text(text) => self.was_typed(text, now, out),
            State::Paste { text, .. } => out.push(pasted(&text)),
        }
    }

    /// A string that has not ended: where its bytes came one by one, they were keys.
    fn was_typed(&mut self, text: Text, now: Duration, out: &mut Vec<Input>) {
        let Some(typed) = text.typed else { return };
        out.push(alt(char::from(text.introducer)));
        for byte in typed {
            self.byte(byte, now, out);
        }
    }

    fn byte(&mut self, byte: u8, now: Duration, out: &mut Vec<Input>) {
        match std::mem::take(&mut self.state) {
            State::Ground => self.ground(byte, false, now, out),
            State::Character {
                alt,
                mut bytes,
                length,
            } => {
                if !matches!(byte, 0x80..=0xbf) {
                    // Half a character is none.
                    return self.ground(byte, false, now, out);
                }
                bytes.push(byte);
                if bytes.len() < length {
                    self.state = State::Character { alt, bytes, length };
                } else if let Some(c) = std::str::from_utf8(&bytes)
                    .ok()
                    .and_then(|text| text.chars().next())
                {
                    out.extend(meaning::character(c, alt).map(Input::Key));
                }
            }
            State::Escape { twice } => self.escape(byte, twice, now, out),
            State::Control { alt, body } => self.control(byte, alt, body, now, out),
            State::Single { alt, body } => self.single(byte, alt, body, now, out),
            State::Mouse { mut bytes } => {
                bytes.push(byte);
                match bytes[..] {
                    [button, column, row] => {
                        out.extend(meaning::mouse_bytes(button, column, row).map(Input::Mouse));
                    }
                    _ => self.state = State::Mouse { bytes },
                }
            }
            State::Text(text) => self.text(byte, text, now, out),
            State::Paste { text, matched } => self.paste(byte, text, matched, out),
        }
    }

    fn ground(&mut self, byte: u8, alt: bool, now: Duration, out: &mut Vec<Input>) {
        let length = match byte {
            ESC => {
                self.began = now;
                self.state = State::Escape { twice: false };
                return;
            }
            0x00..=0x7f => {
                out.extend(meaning::character(char::from(byte), alt).map(Input::Key));
                return;
            }
            0xc2..=0xdf => 2,
            0xe0..=0xef => 3,
            0xf0..=0xf4 => 4,
            // The rest of a character whose beginning did not come, or no UTF-8.
            0x80..=0xc1 | 0xf5..=0xff => return,
        };
        self.state = State::Character {
            alt,
            bytes: vec![byte],
            length,
        };
    }

    fn escape(&mut self, byte: u8, twice: bool, now: Duration, out: &mut Vec<Input>) {
        self.began = now;
        self.state = match byte {
            b'[' => State::Control {
                alt: twice,
                body: Vec::new(),
            },
            b'O' => State::Single {
                alt: twice,
                body: Vec::new(),
            },
            b'P' | b']' | b'X' | b'^' | b'_' => State::Text(Text {
                introducer: byte,
                escape: false,
                length: 0,
                typed: Some(Vec::new()),
            }),
            // Some terminals send alt with an arrow as an ESC more: two are kept together at first.
            ESC if !twice => State::Escape { twice: true },
            ESC => {
                out.push(Input::Key(Key::plain(KeyCode::Esc)));
                State::Escape { twice: true }
            }
            byte => {
                if twice {
                    out.push(Input::Key(Key::plain(KeyCode::Esc)));
                }
                return self.ground(byte, true, now, out);
            }
        };
    }

    fn control(
        &mut self,
        byte: u8,
        alt: bool,
        mut body: Vec<u8>,
        now: Duration,
        out: &mut Vec<Input>,
    ) {
        match byte {
            // Parameters, intermediates; and `ESC [ [ A`, a function key of the Linux console.
            0x20..=0x3f => body.push(byte),
            b'[' if body.is_empty() => body.push(byte),
            b'M' if body.is_empty() => {
                self.state = State::Mouse { bytes: Vec::new() };
                return;
            }
            b'~' if body == b"200" => {
                self.state = State::Paste {
                    text: Vec::new(),
                    matched: 0,
                };
                return;
            }
            0x40..=0x7e => {
                out.extend(meaning::control(&body, byte, alt));
                return;
            }
            _ => return self.broken_off(byte, '[', body.is_empty(), now, out),
        }
        if body.len() < LONGEST {
            self.state = State::Control { alt, body };
        }
    }

    fn single(
        &mut self,
        byte: u8,
        alt: bool,
        mut body: Vec<u8>,
        now: Duration,
        out: &mut Vec<Input>,
    ) {
        match byte {
            b'0'..=b'9' | b';' if body.len() < 8 => {
                body.push(byte);
                self.state = State::Single { alt, body };
            }
            0x20..=0x7e => out.extend(meaning::single(&body, byte, alt).map(Input::Key)),
            _ => self.broken_off(byte, 'O', body.is_empty(), now, out),
        }
    }

    /// A byte that cannot belong to the sequence under way: it stands for itself, and so does the key
    /// that looked like a beginning.
    fn broken_off(
        &mut self,
        byte: u8,
        introducer: char,
        bare: bool,
        now: Duration,
        out: &mut Vec<Input>,
    ) {
        if bare {
            out.push(alt(introducer));
        }
        if !matches!(byte, CAN | SUB) {
            self.ground(byte, false, now, out);
        }
    }

    fn text(&mut self, byte: u8, mut text: Text, now: Duration, out: &mut Vec<Input>) {
        if text.escape {
            if byte != b'\\' {
                // Not its end: another sequence begins, and this one is broken off.
                self.escape(byte, false, now, out);
            }
            return;
        }
        match byte {
            // xterm ends an OSC so, and answers as it was asked.
            BEL if text.introducer == b']' => return,
            CAN | SUB => return,
            ESC => text.escape = true,
            _ => {}
        }
        text.length += 1;
        if let Some(typed) = &mut text.typed {
            typed.push(byte);
        }
        text.typed = text.typed.filter(|typed| typed.len() <= MOST_TYPED);
        if text.length < LONGEST {
            self.state = State::Text(text);
        }
    }

    fn paste(&mut self, byte: u8, mut text: Vec<u8>, matched: usize, out: &mut Vec<Input>) {
        // Only its first byte is an ESC: a match that fails can begin anew with nothing but that.
        let matched = match PASTE_END.get(matched) {
            Some(expected) if *expected == byte => matched + 1,
            _ => {
                text.extend_from_slice(&PASTE_END[..matched]);
                if byte == ESC {
                    1
                } else {
                    text.push(byte);
                    0
                }
            }
        };
        text.truncate(LONGEST_PASTE);
        if matched == PASTE_END.len() {
            out.push(pasted(&text));
        } else {
            self.state = State::Paste { text, matched };
        }
    }
}

fn alt(c: char) -> Input {
    Input::Key(Key {
        alt: true,
        ..Key::char(c)
    })
}

fn pasted(text: &[u8]) -> Input {
    // Most terminals send a carriage return for the end of a line, as the enter key does.
    Input::Paste(
        String::from_utf8_lossy(text)
            .replace("\r\n", "\n")
            .replace('\r', "\n"),
    )
}

#[cfg(test)]
mod tests;
