//! What one can do in a ladder.

use crate::keymap::layer;
use crate::msg::{Key, KeyCode};

layer! {
    /// What one can do in a ladder.
    pub enum Verb = "ladder", "packets-ladder-title", opened by "packets" "ladder";
    /// Open the selected rung's frame, or unfold a run.
    Open: "open" [Key::plain(KeyCode::Enter)] "packets-ladder-key-open" "key-open-short";
    /// All that is listed in one ladder, or the selected rung's conversation alone.
    Ladder: "ladder" [Key::char('w')] "packets-ladder-key-all" "packets-ladder-key-all-short";
    /// Unfold all runs of housekeeping, or fold them.
    Housekeeping: "housekeeping" [Key::char('H')] "key-housekeeping" "key-housekeeping-short";
    /// Count sequence numbers from the connection's first, or as they are on the wire.
    TrueNumbers: "true-numbers" [Key::char('#')] "key-absolute" "packets-ladder-key-numbers-short";
    /// Show the bytes of the selected rung's conversation in order.
    FollowStream: "follow-stream" [Key::char('f')] "key-follow" "key-follow-short";
    /// Show all conversations.
    Flows: "flows" [Key::char('F')] "key-flows" "key-flows-short";
    /// Work the frame's innermost checksum out.
    WorkOut: "work-out" [Key::char('c')] "key-work-out" "";
    /// Send the frame through the layers.
    Encapsulate: "encapsulate" [Key::char('e')] "key-encapsulate" "key-encapsulate-short";
    /// Keep the frame, whatever must make room.
    Pin: "pin" [Key::char('*')] "key-pin" "";
}
