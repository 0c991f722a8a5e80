//! What one can do in a stream.

use crate::keymap::layer;
use crate::msg::{Key, KeyCode};

layer! {
    /// What one can do in a stream.
    pub enum Verb = "stream", "packets-stream-title", opened by "packets" "follow-stream";
    /// Write the bytes otherwise.
    NextForm: "next-form" [Key::char('m')] "packets-stream-key-form" "packets-stream-key-form-short";
    /// Move the rows back.
    Left: "left" [Key::plain(KeyCode::Left), Key::char('h')] "packets-stream-key-left" "";
    /// Move the rows on, where they are wider than the pane.
    Right: "right" [Key::plain(KeyCode::Right), Key::char('l')] "packets-stream-key-right" "";
    /// Open the packet that brought the selected row.
    Open: "open" [Key::plain(KeyCode::Enter)] "packets-stream-key-open" "packets-stream-key-open-short";
    /// Show the same conversation over time.
    Ladder: "ladder" [Key::char('w')] "key-ladder" "key-ladder-short";
    /// Show all conversations.
    Flows: "flows" [Key::char('F')] "key-flows" "key-flows-short";
    /// Work the packet's innermost checksum out.
    WorkOut: "work-out" [Key::char('c')] "key-work-out" "";
    /// Send the packet through the layers.
    Encapsulate: "encapsulate" [Key::char('e')] "key-encapsulate" "key-encapsulate-short";
    /// Keep the packet, whatever must make room.
    Pin: "pin" [Key::char('*')] "key-pin" "";
}
