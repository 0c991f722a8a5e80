//! The lab report: what the student picked, kept on disk at once, and the page made from it.
//!
//! A folder holds `picks.jsonl`, one JSON object a line for each pick, beside the files of each pick:
//! `03-encapsulation.svg`, `03-encapsulation.txt`, `03-frames.pcapng`. A pick counts from the moment its line
//! is whole; files without a line are none. The page is Markdown, and the same picks give the same bytes.
//!
//! - [`pick`]: one pick, before it is on disk and as its line holds it.
//! - [`list`]: all of them, and what the files of each hold.
//! - [`about`]: who the report is of.
//! - [`markdown`]: the page.
//!
//! Pure: [`crate::files::report`] adds picks to the folder and reads them.

pub mod about;
pub mod list;
pub mod markdown;
pub mod pick;

pub use about::About;
pub use list::{Found, Part, Parts};
pub use pick::{Draft, Pick, View};

/// The folder's name, in the directory where the lab was started.
pub const FOLDER: &str = "wirelab-report";
