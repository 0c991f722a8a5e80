//! The frames that match, written to another file.

use std::path::Path;

use super::End;
use crate::cmd::line::{facts, real_path};
use crate::cmd::out::note;
use crate::files::{Reader, Saved};
use crate::store::filter::{Filter, Follower};

/// Writes all frames that match, or the first `count` of them.
pub(super) fn run(
    reader: &mut Reader,
    filter: &Filter,
    count: Option<u64>,
    path: &Path,
) -> Result<(), End> {
    let mut saved = Saved::create_beside(real_path(path), reader)?;
    let most = count.unwrap_or(u64::MAX);
    let mut follower = Follower::new(filter, super::flows::table());
    let mut end = Ok(());
    while saved.frames() < most {
        let mut batch = match reader.next_batch() {
            Ok(Some(batch)) => batch,
            Ok(None) => break,
            // What came before it is still written.
            Err(error) => {
                end = Err(error.into());
                break;
            }
        };
        let known = follower.batch(batch.first, &mut batch.frames);
        for (place, (number, frame)) in (batch.first..).zip(&batch.frames.frames).enumerate() {
            let bytes = batch.bytes_of(frame);
            if saved.frames() < most
                && filter.matches(&known.add(place, facts(number, frame, bytes)))
            {
                let comment = batch
                    .comments
                    .iter()
                    .find(|(of, _)| *of == number)
                    .map(|(_, comment)| comment.verbatim());
                saved.add(
                    &frame.meta,
                    bytes,
                    batch.interface_of(frame).verbatim(),
                    comment,
                )?;
            }
        }
        reader.recycle(batch);
    }
    let frames = saved.finish()?;
    note!("{frames} frames written");
    end
}
