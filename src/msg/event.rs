//! What happens to the program.

use std::net::SocketAddr;

use super::capture::SourceEvent;
use super::chat::{ChatCommand, ChatEvent, Trouble};
use crate::net::Snapshot;
use crate::place::HostId;

use super::file::FileEvent;
use super::host::CounterRow;
use super::keep::Kept;

/// A key's name, without what was held with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyCode {
    /// A character as typed (shift already applied).
    Char(char),
    /// Enter.
    Enter,
    /// Escape.
    Esc,
    /// Tab.
    Tab,
    /// Shift-Tab.
    BackTab,
    /// Backspace.
    Backspace,
    /// Delete.
    Delete,
    /// Up.
    Up,
    /// Down.
    Down,
    /// Left.
    Left,
    /// Right.
    Right,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// A function key.
    F(u8),
}

/// A key with what was held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// Which.
    pub code: KeyCode,
    /// With Control.
    pub ctrl: bool,
    /// With Alt.
    pub alt: bool,
}

impl Key {
    /// A key by itself.
    #[must_use]
    pub const fn plain(code: KeyCode) -> Self {
        Self {
            code,
            ctrl: false,
            alt: false,
        }
    }

    /// A character by itself.
    #[must_use]
    pub const fn char(c: char) -> Self {
        Self::plain(KeyCode::Char(c))
    }

    /// A character with Control.
    #[must_use]
    pub const fn ctrl(c: char) -> Self {
        Self {
            code: KeyCode::Char(c),
            ctrl: true,
            alt: false,
        }
    }
}

/// What the mouse did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MouseKind {
    /// Left button pressed.
    Click,
    /// Wheel away from you.
    WheelUp,
    /// Wheel towards you.
    WheelDown,
}

/// What the mouse did, and where (cells from the top left, 0-based).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mouse {
    /// What.
    pub kind: MouseKind,
    /// Column.
    pub column: u16,
    /// Row.
    pub row: u16,
}

/// Something happened.
#[derive(Debug)]
pub enum Event {
    /// A key was pressed.
    Key(Key),
    /// The mouse did something.
    Mouse(Mouse),
    /// Text was pasted.
    Paste(String),
    /// The terminal has another size (columns, rows).
    Resize(u16, u16),
    /// The chat tells.
    Chat(ChatEvent),
    /// The chat could not take this request: too many wait.
    ChatBusy(ChatCommand),
    /// A source of frames tells.
    Source(SourceEvent),
    /// A host has changed (or was read for the first time).
    Host(Box<Snapshot>),
    /// A host's counters. The time is the loop's.
    Counters(HostId, Vec<CounterRow>),
    /// The practice partner is there. `you`: the host one practises on (this machine, where
    /// namespaces are denied); `fallback`: why it lives on loopback.
    PracticeReady {
        you: HostId,
        partner: SocketAddr,
        fallback: Option<Trouble>,
    },
    /// The practice partner could not be started.
    PracticeFailed(Trouble),
    /// The practice lab's helper has gone by itself (or was stopped before).
    PracticeDied,
    /// The practice lab has ended.
    PracticeEnded,
    /// No right to capture, or capture is switched off: why, and what to do.
    CaptureDenied(Trouble),
    /// The capture socket could be opened: say on which interfaces to capture.
    CaptureAllowed,
    /// Open this capture file: asked for on the command line.
    OpenFile(String),
    /// A capture file has something to tell.
    File(FileEvent),
    /// What should be kept on disk was, or could not be.
    Kept(Kept),
    /// A deadline that `update` asked for has come.
    Deadline,
}
