//! What the program wants done outside itself. Performed in one place: `app::runtime`.

use super::capture::Wish;
use super::chat::ChatCommand;
use crate::place::HostId;

use super::file::{SaveOrder, Wanted};
use super::keep::Keep;

/// Something to be done outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// A request to the chat.
    Chat(ChatCommand),
    /// Ask the hosts for their counters.
    PollCounters,
    /// Capture on these interfaces from now on.
    Capture(Wish),
    /// Start the practice partner.
    StartPractice,
    /// It is there: let chat, watch and capture use its host.
    JoinPractice,
    /// Stop it.
    StopPractice,
    /// Give up capturing on a host that is gone.
    StopCapture(HostId),
    /// Open a capture file: its path as the user wrote it.
    OpenFile(String),
    /// Look up what this path, as far as it is written, could become.
    CompletePath(String),
    /// Stop reading the open file; what was read stays.
    StopReading,
    /// Close it.
    CloseFile,
    /// Read these frames' bytes out of it.
    ReadFrames(Vec<Wanted>),
    /// Go through the open file with this filter; the number comes back with the answers. A later
    /// request ends an earlier one; an empty filter only ends it.
    FilterFile(u64, String),
    /// Save frames.
    Save(Box<SaveOrder>),
    /// Keep something on disk: a picture, a message, a page of the report.
    Keep(Box<Keep>),
    /// Put this text on the clipboard.
    Copy(String),
    /// Hand the terminal back and stop until continued.
    Suspend,
    /// Draw everything again.
    Redraw,
    /// Take the mouse, or leave it to the terminal.
    Mouse(bool),
}
