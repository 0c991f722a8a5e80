//! What one can do in the chat while no line is written.

use crate::keymap::layer;
use crate::msg::{Key, KeyCode};

layer! {
    /// What one can do in the chat.
    pub enum Verb = "chat", "view-chat";
    /// Send the message that is read through the layers; where none is read, write.
    Open: "open" [Key::plain(KeyCode::Enter)] "key-open-message" "";
    /// Take the keys from now on.
    Write: "write" [Key::char('i')] "key-write" "key-write-short";
    /// Read what a plain peer has said in another encoding.
    ReadOtherwise: "read-otherwise" [Key::char('v'), Key::alt('v')] "key-read-otherwise" "";
    /// Send the last message in view through the layers.
    Encapsulate: "encapsulate" [Key::char('e')] "key-encapsulate" "key-encapsulate-short";
}
