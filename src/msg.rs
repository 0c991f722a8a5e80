//! The vocabulary of the program: what happens ([`Event`]), what
//! shall be done outside ([`Effect`]). Plain data; no channels, no handles.

pub mod capture;
pub mod chat;
pub mod effect;
pub mod event;
pub mod file;
pub mod host;
pub mod input;
pub mod keep;
pub mod practice;

pub use effect::{CaptureEffect, Effect, ScreenEffect};
pub use event::{CaptureEvent, Event};
pub use file::{FileEffect, FileEvent, ReadEvent};
pub use input::{Input, Key, KeyCode, Mouse, MouseKind};
pub use practice::{LabHost, PracticeEffect, PracticeEvent};
