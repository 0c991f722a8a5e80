//! Capture files: pcap and pcapng, plain or in gzip; reading by position, writing, taking turns.
//!
//! [`pcap`] and [`pcapng`] read records out of bytes and know of no file. [`reader`] gives them the
//! bytes of one, in large pieces, and hands out batches of frames that share those pieces;
//! [`parallel`] works on several of them at once.
//! [`writer`] makes files, [`rotate`] begins a new one when it is time; [`keep`] writes what the
//! student takes along, [`report`] the lab report's folder.

pub mod error;
pub mod form;
pub mod keep;
pub mod limits;
mod magic;
pub mod parallel;
pub mod pcap;
pub mod pcapng;
pub mod progress;
pub mod reader;
pub mod report;
pub mod rotate;
mod source;
mod spool;
pub mod target;
pub mod writer;

pub use error::{Bad, FileError, Lost};
pub use progress::Progress;
pub use reader::{Reader, count};
pub use rotate::{Saved, Turns};
pub use source::Source;
pub use writer::{Format, WriteError, Writer};
