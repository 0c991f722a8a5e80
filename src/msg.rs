//! The vocabulary of the program: what happens ([`Event`]), what one can ask for ([`Action`]), what
//! shall be done outside ([`Effect`]). Plain data; no channels, no handles.

pub mod action;
pub mod capture;
pub mod chat;
pub mod effect;
pub mod event;
pub mod file;
pub mod host;
pub mod keep;

pub use action::Action;
pub use effect::Effect;
pub use event::{Event, Key, KeyCode, Mouse, MouseKind};
pub use file::FileEvent;
