//! What one can do in an opened record.

use crate::keymap::layer;
use crate::msg::{Key, KeyCode};

layer! {
    /// What one can do in an opened record.
    pub enum Verb = "frame", "packets-opened-keys", opened by "packets" "open";
    /// Open the frame that the field names, or that brought its bytes.
    GoTo: "go-to" [Key::plain(KeyCode::Enter)] "packets-opened-key-go-to" "packets-opened-key-go-to-short";
    /// To the field that owns the byte before.
    Left: "left" [Key::plain(KeyCode::Left), Key::char('h')] "packets-opened-key-left" "";
    /// To the field that owns the byte behind.
    Right: "right" [Key::plain(KeyCode::Right), Key::char('l')] "packets-opened-key-right" "packets-opened-key-right-short";
    /// To the layer before, in the list of fields.
    LayerUp: "layer-up" [Key::char('[')] "packets-opened-key-layer-up" "";
    /// To the next layer.
    LayerDown: "layer-down" [Key::char(']')] "packets-opened-key-layer-down" "packets-opened-key-layer-down-short";
    /// Work the selected layer's checksum out, else the innermost.
    WorkOut: "work-out" [Key::char('c')] "key-work-out" "key-work-out-short";
    /// Show its conversation over time.
    Ladder: "ladder" [Key::char('w')] "key-ladder" "key-ladder-short";
    /// Show its conversation's bytes in order.
    FollowStream: "follow-stream" [Key::char('f')] "key-follow" "key-follow-short";
    /// Show all conversations.
    Flows: "flows" [Key::char('F')] "key-flows" "key-flows-short";
    /// Send it through the layers.
    Encapsulate: "encapsulate" [Key::char('e')] "key-encapsulate" "key-encapsulate-short";
    /// Keep it, whatever must make room.
    Pin: "pin" [Key::char('*')] "key-pin" "";
}
