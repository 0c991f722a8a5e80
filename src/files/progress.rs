//! How far something has come, and whether it shall go on.

use std::ops::ControlFlow;

/// How far something has come, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Bytes done.
    pub done: u64,
    /// Of so many, where that is known.
    pub total: Option<u64>,
}

/// Asked now and then while a packed file is unpacked: shall it go on?
pub type Watch<'a> = &'a mut dyn FnMut(Progress) -> ControlFlow<()>;
