//! Capture files: pcap and pcapng, plain or in gzip; reading by position, writing, taking turns.
//!
//! [`pcap`] and [`pcapng`] read records out of bytes and know of no file. [`reader`] gives them the
//! bytes of one, in large pieces, and hands out batches of frames that share those pieces;
//! [`parallel`] works on several of them at once.
//! [`writer`] makes files, [`rotate`] begins a new one when it is time, [`export`] turns single
//! frames into text, hexadecimal, Python and JSON; [`keep`] writes what the student takes along.

mod batch;
pub mod error;
pub mod export;
pub mod keep;
pub mod limits;
pub mod link;
pub mod parallel;
pub mod pcap;
pub mod pcapng;
pub mod progress;
pub mod put;
pub mod reader;
pub mod rotate;
mod source;
mod spool;
pub mod target;
pub mod writer;

pub use batch::{FileBatch, FileInterface};
pub use error::{Bad, FileError, Lost};
pub use progress::Progress;
pub use reader::{Reader, count};
pub use rotate::{Saved, Turns};
pub use source::Source;
pub use writer::{Format, WriteError, Writer};
