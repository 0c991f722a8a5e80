//! The captures of `assets/captures/`.

use std::path::{Path, PathBuf};

use wirelab::files::Reader;
use wirelab::frame::FrameMeta;

/// Where this one is.
pub fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("assets/captures")
        .join(name)
}

/// All of them, by name; the page that says what made each is none.
pub fn captures() -> Vec<PathBuf> {
    let mut all: Vec<_> = std::fs::read_dir(path(""))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    all.retain(|path| path.extension().is_some_and(|ending| ending != "md"));
    all.sort();
    all
}

/// Every frame of every capture: in which file, its number there, what is known of it, and its bytes.
pub fn frames(mut each: impl FnMut(&Path, u64, FrameMeta, &[u8])) {
    for path in captures() {
        let mut reader = Reader::open(&path).unwrap();
        while let Some(batch) = reader.next_batch().unwrap() {
            for (number, frame) in (batch.first..).zip(&batch.frames.frames) {
                each(&path, number, frame.meta, batch.bytes_of(frame));
            }
        }
    }
}
