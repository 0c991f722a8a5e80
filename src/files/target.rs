//! A file that is being written: new, packed where its name says so.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;

/// The file.
#[derive(Debug)]
pub enum Target {
    /// As it is.
    Plain(File),
    /// In gzip.
    Packed(GzEncoder<File>),
}

impl Target {
    /// Makes a new file; one whose name ends in `.gz` is packed. Nothing that is there is overwritten.
    ///
    /// # Errors
    /// If there is such a file already; what the system says.
    pub fn create(path: &Path) -> io::Result<Self> {
        let file = File::create_new(path)?;
        Ok(if is_packed(path) {
            Self::Packed(GzEncoder::new(file, Compression::fast()))
        } else {
            Self::Plain(file)
        })
    }

    /// Ends it: gzip has a last block with a checksum.
    ///
    /// # Errors
    /// What the system says.
    pub fn finish(self) -> io::Result<()> {
        match self {
            Self::Plain(mut file) => file.flush(),
            Self::Packed(packed) => packed.finish().map(drop),
        }
    }
}

fn is_packed(path: &Path) -> bool {
    path.extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("gz"))
}

/// The name without `.gz`: its end tells the form.
#[must_use]
pub fn unpacked_name(path: &Path) -> &Path {
    if is_packed(path) {
        path.file_stem().map_or(path, Path::new)
    } else {
        path
    }
}

/// The name of one of several files: of `lab.pcapng` number 7 with 5 digits is `lab-00007.pcapng`.
#[must_use]
pub fn numbered(path: &Path, number: u32, digits: usize) -> PathBuf {
    let mut name = path.file_stem().unwrap_or_default().to_owned();
    name.push(format!("-{number:0digits$}"));
    if let Some(ending) = path.extension() {
        name.push(".");
        name.push(ending);
    }
    path.with_file_name(name)
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(file) => file.write(bytes),
            Self::Packed(packed) => packed.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(file) => file.flush(),
            Self::Packed(packed) => packed.flush(),
        }
    }
}
