//! What a file is, by its first bytes: told as soon as these are there, however few.

use super::error::FileError;
use super::form::Form;
use super::{pcap, pcapng};

/// Bytes by which a form is known, at most.
pub(super) const MAGIC: usize = 4;
/// How gzip begins (RFC 1952 §2.3.1).
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// The form of a file that begins so. Fewer than [`MAGIC`] bytes are those of a form that could go on
/// like this; of none at all nothing can be told.
///
/// # Errors
/// [`FileError::NotACapture`], [`FileError::Empty`].
pub(super) fn form(head: &[u8]) -> Result<Form, FileError> {
    if head.is_empty() {
        return Err(FileError::Empty);
    }
    let is = |magic: &[u8]| head.iter().zip(magic).all(|(there, is)| there == is);
    let pcap = |magic: &u32| is(&magic.to_le_bytes()) || is(&magic.to_be_bytes());
    if pcap::MAGICS.iter().any(pcap) {
        Ok(Form::Pcap)
    } else if is(&pcapng::SECTION.to_le_bytes()) {
        Ok(Form::Pcapng)
    } else if is(&GZIP) {
        Ok(Form::Gzip)
    } else {
        Err(FileError::NotACapture)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_told_by_as_much_of_its_magic_as_is_there() {
        let magics: [(&[u8], Form); 7] = [
            (&[0xd4, 0xc3, 0xb2, 0xa1], Form::Pcap),
            (&[0xa1, 0xb2, 0xc3, 0xd4], Form::Pcap),
            (&[0x4d, 0x3c, 0xb2, 0xa1], Form::Pcap),
            (&[0xa1, 0xb2, 0x3c, 0x4d], Form::Pcap),
            (&[0x34, 0xcd, 0xb2, 0xa1], Form::Pcap),
            (&[0x0a, 0x0d, 0x0d, 0x0a], Form::Pcapng),
            (&[0x1f, 0x8b], Form::Gzip),
        ];
        for (magic, known) in magics {
            for count in 1..=magic.len() {
                assert_eq!(form(&magic[..count]).unwrap(), known);
            }
        }
        assert!(matches!(form(b"y\n"), Err(FileError::NotACapture)));
        assert!(matches!(form(b"\n\n\n"), Err(FileError::NotACapture)));
        assert!(matches!(form(b""), Err(FileError::Empty)));
    }
}
