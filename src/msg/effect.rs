//! What the program wants done outside itself, by the part that does it. Performed in one place:
//! `app::runtime`.

use super::capture::Wish;
use super::chat::ChatCommand;
use crate::exercise::Command;
use crate::place::HostId;

use super::file::FileEffect;
use super::keep::Keep;
use super::practice::PracticeEffect;

/// Something to be done outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// A request to the chat.
    Chat(ChatCommand),
    /// Ask the hosts for their counters.
    PollCounters,
    /// A request to a host's capture.
    Capture(CaptureEffect),
    /// A request to the practice lab.
    Practice(PracticeEffect),
    /// Something to be done with capture files.
    File(FileEffect),
    /// A request to the runner of exercises.
    Exercise(Command),
    /// Keep something on disk: a picture, a message, a page of the report.
    Keep(Box<Keep>),
    /// Something to be done with the terminal.
    Screen(ScreenEffect),
}

/// What a capture is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CaptureEffect {
    /// Capture on these interfaces from now on.
    Run(Wish),
    /// Give up capturing on a host that is gone.
    Stop(HostId),
}

/// What the terminal is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScreenEffect {
    /// Put this text on the clipboard.
    Copy(String),
    /// Hand the terminal back and stop until continued.
    Suspend,
    /// Draw everything again.
    Redraw,
    /// Take the mouse, or leave it to the terminal.
    Mouse(bool),
}
