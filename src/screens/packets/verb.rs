//! What one can do in the packet list.

use crate::keymap::layer;
use crate::msg::{Key, KeyCode};

layer! {
    /// What one can do in the packet list.
    pub enum Verb = "packets", "view-packets";
    /// Open the selected record.
    Open: "open" [Key::plain(KeyCode::Enter)] "key-open" "key-open-short";
    /// The list stands still, or goes on.
    PlayPause: "play-pause" [Key::char(' ')] "key-play" "key-play-short";
    /// Write a filter.
    Filter: "filter" [Key::char('/')] "key-filter" "key-filter-short";
    /// The selected frame's conversation over time.
    Ladder: "ladder" [Key::char('w')] "key-ladder" "key-ladder-short";
    /// Its bytes in order.
    FollowStream: "follow-stream" [Key::char('f')] "key-follow" "key-follow-short";
    /// All conversations.
    Flows: "flows" [Key::char('F')] "key-flows" "key-flows-short";
    /// Work the selected frame's innermost checksum out.
    WorkOut: "work-out" [Key::char('c')] "key-work-out" "key-work-out-short";
    /// All that was captured, or one's own.
    AllOrMine: "all-or-mine" [Key::char('a')] "key-all" "key-all-short";
    /// Show one's own housekeeping, or hide it.
    Housekeeping: "housekeeping" [Key::char('H')] "key-housekeeping" "key-housekeeping-short";
    /// Send the selected frame through the layers.
    Encapsulate: "encapsulate" [Key::char('e')] "key-encapsulate" "key-encapsulate-short";
    /// Keep the selected record, whatever must make room.
    Pin: "pin" [Key::char('*')] "key-pin" "";
    /// Open a capture file, or close the open one.
    OpenFile: "open-file" [Key::char('o')] "key-open-file" "";
}
