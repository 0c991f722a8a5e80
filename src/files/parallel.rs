//! Batches worked on by several threads, their results taken in the order of the file.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use super::{FileError, Reader};
use crate::msg::file::FileBatch;

/// Threads that work beside the one that reads.
const WORKERS: usize = 2;
/// Batches that a worker may be ahead: results take memory until they are written.
const AHEAD: usize = 2;

/// Batches that are read ahead of what is done with them: few, so that the memory they take in turn stays
/// in the processor's cache.
const READ_AHEAD: usize = 2;

/// Reads on in a thread of its own while `take` gets the batches, in order: for what takes about as long
/// as the reading and can't be divided.
///
/// # Errors
/// What the file says, after everything before it was taken.
pub fn ahead(reader: &mut Reader, mut take: impl FnMut(&mut FileBatch)) -> Result<(), FileError> {
    thread::scope(|scope| {
        let (to, batches) = sync_channel::<FileBatch>(READ_AHEAD);
        let (back, used) = sync_channel::<FileBatch>(READ_AHEAD);
        let reading = scope.spawn(move || {
            while let Some(batch) = reader.next_batch()? {
                if to.send(batch).is_err() {
                    break;
                }
                for batch in used.try_iter() {
                    reader.recycle(batch);
                }
            }
            Ok(())
        });
        for mut batch in batches {
            take(&mut batch);
            // Where it is not taken back its memory goes another way.
            let _ = back.try_send(batch);
        }
        reading
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

/// Work for a worker: a batch, what the reading thread found out about it, and an old result whose
/// memory may be used again.
type Work<P, T> = (FileBatch, P, Option<T>);
/// A worker's two ends.
type Lane<P, T> = (SyncSender<Work<P, T>>, Receiver<(FileBatch, T)>);

/// Reads on while two workers turn batches into results. `prepare` sees every batch first, in order, on
/// the reading thread: for what takes knowledge of the frames before. `take` gets the batches and their
/// results in order, and gives each result back when it is used up.
///
/// # Errors
/// What `take` says, at once; what the file says, after everything before it was taken.
pub fn in_order<P, W, T, E>(
    reader: &mut Reader,
    mut prepare: impl FnMut(&mut FileBatch) -> P,
    worker: impl Fn() -> W + Sync,
    mut take: impl FnMut(&FileBatch, T) -> Result<T, E>,
) -> Result<(), E>
where
    E: From<FileError>,
    W: FnMut(&FileBatch, P, Option<T>) -> T,
    P: Send,
    T: Send,
{
    thread::scope(|scope| {
        let lanes: Vec<Lane<P, T>> = (0..WORKERS).map(|_| lane(scope, &worker)).collect();
        let mut reader = Reading { reader, end: None };
        let (mut sent, mut taken) = (0_usize, 0_usize);
        let mut spare = Vec::new();
        loop {
            if sent - taken < WORKERS * AHEAD
                && let Some(mut batch) = reader.next()
                && let Some((work, _)) = lanes.get(sent % WORKERS)
            {
                let prepared = prepare(&mut batch);
                if work.send((batch, prepared, spare.pop())).is_ok() {
                    sent += 1;
                }
                continue;
            }
            // Nothing more to send now: so something must come, or all has come.
            let next = lanes.get(taken % WORKERS).filter(|_| taken < sent);
            let Some((batch, result)) = next.and_then(|(_, done)| done.recv().ok()) else {
                break;
            };
            taken += 1;
            spare.push(take(&batch, result)?);
            reader.reader.recycle(batch);
        }
        reader.end.unwrap_or(Ok(())).map_err(E::from)
    })
}

/// The file, and how its reading ended.
struct Reading<'a> {
    reader: &'a mut Reader,
    end: Option<Result<(), FileError>>,
}

impl Reading<'_> {
    fn next(&mut self) -> Option<FileBatch> {
        if self.end.is_some() {
            return None;
        }
        match self.reader.next_batch() {
            Ok(Some(batch)) => return Some(batch),
            Ok(None) => self.end = Some(Ok(())),
            Err(error) => self.end = Some(Err(error)),
        }
        None
    }
}

/// A worker and its lanes. It ends when either is closed.
fn lane<'scope, P, W, T>(
    scope: &'scope thread::Scope<'scope, '_>,
    worker: &'scope (impl Fn() -> W + Sync),
) -> Lane<P, T>
where
    W: FnMut(&FileBatch, P, Option<T>) -> T,
    P: Send + 'scope,
    T: Send + 'scope,
{
    let (work, batches) = sync_channel::<Work<P, T>>(AHEAD);
    let (done, results) = sync_channel(AHEAD);
    scope.spawn(move || {
        let mut worker = worker();
        for (batch, prepared, spare) in batches {
            let result = worker(&batch, prepared, spare);
            if done.send((batch, result)).is_err() {
                break;
            }
        }
    });
    (work, results)
}
