//! What the program wants done outside itself. Performed in one place: `app::runtime`.

use crate::chat::ChatCommand;
use crate::place::HostId;
use crate::source::Wish;

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
    /// Hand the terminal back and stop until continued.
    Suspend,
    /// Draw everything again.
    Redraw,
    /// Take the mouse, or leave it to the terminal.
    Mouse(bool),
}
