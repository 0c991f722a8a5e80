//! What one can do with a checksum that was worked out.

use crate::keymap::layer;
use crate::msg::Key;

layer! {
    /// What one can do with a checksum that was worked out.
    pub enum Verb = "checksum", "packets-sum-keys";
    /// Close it again.
    WorkOut: "work-out" [Key::char('c')] "packets-sum-key-close" "packets-sum-key-close-short";
}
