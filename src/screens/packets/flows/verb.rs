//! What one can do in the table of conversations.

use crate::keymap::layer;
use crate::msg::{Key, KeyCode};

layer! {
    /// What one can do in the table of conversations.
    pub enum Verb = "flows", "packets-flows-title", opened by "packets" "flows";
    /// Show the selected one's ladder, or unfold a run.
    Open: "open" [Key::plain(KeyCode::Enter)] "packets-flows-key-open" "key-ladder-short";
    /// Show the selected one's ladder.
    Ladder: "ladder" [Key::char('w')] "key-ladder" "";
    /// Show its bytes in order.
    FollowStream: "follow-stream" [Key::char('f')] "key-follow" "key-follow-short";
    /// Order the table otherwise.
    NextForm: "next-form" [Key::char('m')] "packets-flows-key-order" "packets-flows-key-order-short";
    /// Unfold all runs of housekeeping, or fold them.
    Housekeeping: "housekeeping" [Key::char('H')] "key-housekeeping" "key-housekeeping-short";
}
