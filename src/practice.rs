//! A lab of real kernel hosts in namespaces of one's own (Linux): no root, nothing left behind.
//!
//! [`start`] builds a [`Topology`] inside a helper process and hands out openers: sockets opened
//! through them belong to the lab's hosts and are the program's own in every other way. Where
//! namespaces are denied, [`PracticeError`] says why, and [`start_on_loopback`] gives the same
//! partner without a cable.

mod answer;
#[cfg(target_os = "linux")]
mod build;
pub mod error;
#[cfg(target_os = "linux")]
pub mod helper;
#[cfg_attr(not(target_os = "linux"), path = "practice/nowhere.rs")]
pub mod lab;
pub mod loopback;
mod manners;
pub mod partner;
#[cfg(target_os = "linux")]
mod protocol;
pub mod topology;

pub use error::{PracticeError, Step, Why};
pub use lab::{Practice, start};
pub use loopback::{LoopbackPartner, start_on_loopback};
pub use topology::Topology;
