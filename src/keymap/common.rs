//! What the program does with whatever has the focus: the screen says what there is to save, to copy, to pick.

use crate::msg::Key;

use super::layer;

layer! {
    /// What one can do with every screen.
    pub enum Common = "common", "keys-common";
    /// Save what it shows.
    Save: "save" [Key::char('s')] "key-save" "key-save-short";
    /// Copy what is selected in it, or the view, as text.
    Copy: "copy" [Key::char('y')] "key-copy" "";
    /// Copy what is selected as Python bytes.
    CopyPython: "copy-python" [Key::char('Y')] "key-copy-python" "";
    /// Put what it shows into the lab report.
    Report: "report" [Key::char('r')] "key-report" "";
    /// Start or stop the practice partner.
    Partner: "partner" [Key::char('p')] "key-partner" "key-partner-short";
}
