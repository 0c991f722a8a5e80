//! A file that is being written, packed where its name says so: a new one, one in the place of another, or
//! one that takes another's place only when it is whole.

use std::ffi::OsString;
use std::fs::{self, File};
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
        Ok(Self::of(File::create_new(path)?, path))
    }

    /// Makes a file, in the place of one that is there.
    ///
    /// # Errors
    /// What the system says.
    pub fn replace(path: &Path) -> io::Result<Self> {
        Ok(Self::of(File::create(path)?, path))
    }

    /// Writes to a file in the form that this name says.
    fn of(file: File, name: &Path) -> Self {
        if is_packed(name) {
            Self::Packed(GzEncoder::new(file, Compression::fast()))
        } else {
            Self::Plain(file)
        }
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

/// A file that is written beside the one whose place it takes when it is whole. Until then, and if it never
/// is, that one stays as it was.
#[derive(Debug)]
pub struct Beside {
    /// Where it is written; `None`: it has taken its place.
    temporary: Option<PathBuf>,
    place: PathBuf,
}

impl Beside {
    /// Begins one. What is no ordinary file (a pipe, a device) cannot be replaced: then `None`, and it is
    /// written to as it is.
    ///
    /// # Errors
    /// What the system says.
    pub fn create(path: &Path) -> io::Result<(Target, Option<Self>)> {
        let there = fs::metadata(path).ok();
        let ordinary = there.as_ref().is_none_or(fs::Metadata::is_file);
        // A device's name may lead to whatever file standard output is.
        if !ordinary || path.starts_with("/dev") || path.starts_with("/proc") {
            return Ok((Target::replace(path)?, None));
        }
        // Where a link leads, not the link.
        let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let mut name = OsString::from(".");
        name.push(place.file_name().unwrap_or_default());
        name.push(format!(".{}", std::process::id()));
        let temporary = place.with_file_name(name);
        let file = File::create(&temporary)?;
        let beside = Self {
            temporary: Some(temporary),
            place,
        };
        if let Some(there) = there {
            file.set_permissions(there.permissions())?;
        }
        Ok((Target::of(file, path), Some(beside)))
    }

    /// It is whole: it takes its place.
    ///
    /// # Errors
    /// What the system says.
    pub fn finish(mut self) -> io::Result<()> {
        match &self.temporary {
            Some(temporary) => fs::rename(temporary, &self.place)?,
            None => return Ok(()),
        }
        self.temporary = None;
        Ok(())
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        if let Some(temporary) = &self.temporary {
            // Nothing can be done where even this fails.
            let _ = fs::remove_file(temporary);
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

/// The name of one of several files: of `lab.pcapng` number 7 with 5 digits is `lab-00007.pcapng`, of
/// `lab.pcapng.gz` `lab-00007.pcapng.gz`.
#[must_use]
pub fn numbered(path: &Path, number: u32, digits: usize) -> PathBuf {
    let plain = unpacked_name(path);
    let mut name = plain.file_stem().unwrap_or_default().to_owned();
    name.push(format!("-{number:0digits$}"));
    let packed = path.extension().filter(|_| is_packed(path));
    for ending in plain.extension().into_iter().chain(packed) {
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
