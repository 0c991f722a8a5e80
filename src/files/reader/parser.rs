//! Which of the formats a file has, chosen by its beginning.

use crate::files::error::{Bad, FileError};
use crate::files::form::Form;
use crate::files::magic;
use crate::files::pcap::{Pcap, Step};
use crate::files::pcapng::{self, Pcapng};

/// The two formats.
#[derive(Debug)]
pub(super) enum Parser {
    Pcap(Pcap),
    Pcapng(Box<Pcapng>),
}

/// Bytes that tell what a file is, and whether its header is all there.
pub(super) const HEAD: usize = pcapng::LEAST_SECTION;

impl Parser {
    /// For a file that begins so.
    pub(super) fn open(head: &[u8]) -> Result<Self, FileError> {
        let form = magic::form(head)?;
        let have = head.len() as u64;
        let cut = FileError::Cut { form, have };
        match form {
            Form::Pcap => {
                let bad = |bad| FileError::Bad {
                    offset: 0,
                    after: 0,
                    bad,
                };
                Pcap::open(head).map_err(bad)?.map(Self::Pcap).ok_or(cut)
            }
            Form::Pcapng if head.len() < pcapng::LEAST_SECTION => Err(cut),
            Form::Pcapng => {
                let pcapng = Pcapng::open(head).ok_or(FileError::NotACapture)?;
                Ok(Self::Pcapng(Box::new(pcapng)))
            }
            // What was packed is packed once more: nobody does that.
            Form::Gzip => Err(FileError::NotACapture),
        }
    }

    #[inline]
    pub(super) fn step(&mut self, bytes: &[u8]) -> Result<Step, Bad> {
        match self {
            Self::Pcap(pcap) => pcap.step(bytes),
            Self::Pcapng(pcapng) => pcapng.step(bytes),
        }
    }
}
