//! What happens to the program, by the part it concerns.

use crate::exercise::{Report, RunId};
use crate::msg::capture::SourceEvent;
use crate::msg::chat::{ChatEvent, Trouble};
use crate::msg::host::HostEvent;
use crate::record::SocketEvent;

use super::file::FileEvent;
use super::input::Input;
use super::keep::Kept;
use super::practice::PracticeEvent;

/// Something happened.
#[derive(Debug)]
pub enum Event {
    /// The terminal sends something.
    Input(Input),
    /// The chat tells.
    Chat(ChatEvent),
    /// A program called something of a socket.
    Socket(SocketEvent),
    /// A host has changed, or its counters have.
    Host(HostEvent),
    /// A capture tells.
    Capture(CaptureEvent),
    /// The practice lab tells.
    Practice(PracticeEvent),
    /// A capture file has something to tell.
    File(FileEvent),
    /// A run of an exercise reports.
    Exercise(RunId, Report),
    /// What should be kept on disk was, or could not be.
    Kept(Kept),
    /// A deadline that `update` asked for has come.
    Deadline,
}

/// What a capture tells.
#[derive(Debug)]
pub enum CaptureEvent {
    /// The capture socket could be opened: say on which interfaces to capture.
    Allowed,
    /// No right to capture, or capture is switched off: why, and what to do.
    Denied(Trouble),
    /// A source of frames tells.
    Source(SourceEvent),
}
