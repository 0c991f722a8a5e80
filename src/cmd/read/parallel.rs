//! Batches worked on by two threads, their results taken in the order of the file.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use super::End;
use crate::files::{FileBatch, Reader};

/// Threads that work beside the one that reads.
const WORKERS: usize = 2;
/// Batches that a worker may be ahead: results take memory until they are written.
const AHEAD: usize = 2;

/// Reads on while two workers turn batches into results; `take` gets the results in order, and gives
/// each back when it is used up, so that its memory serves for another one.
///
/// # Errors
/// What `take` says, at once; what the file says, after everything before it was taken.
pub(super) fn in_order<W, T>(
    reader: &mut Reader,
    worker: impl Fn() -> W + Sync,
    mut take: impl FnMut(T) -> Result<T, End>,
) -> Result<(), End>
where
    W: FnMut(&FileBatch, Option<T>) -> T,
    T: Send,
{
    thread::scope(|scope| {
        let lanes: Vec<_> = (0..WORKERS).map(|_| lane(scope, &worker)).collect();
        let mut reader = Reading { reader, end: None };
        let (mut sent, mut taken) = (0_usize, 0_usize);
        let mut spare = Vec::new();
        loop {
            if sent - taken < WORKERS * AHEAD
                && let Some(batch) = reader.next()
                && let Some((work, _)) = lanes.get(sent % WORKERS)
            {
                if work.send((batch, spare.pop())).is_ok() {
                    sent += 1;
                }
                continue;
            }
            // Nothing more to send now: so something must come, or all has come.
            let next = lanes.get(taken % WORKERS).filter(|_| taken < sent);
            let Some((batch, result)) = next.and_then(|(_, done)| done.recv().ok()) else { break };
            taken += 1;
            reader.reader.recycle(batch);
            spare.push(take(result)?);
        }
        reader.end.unwrap_or(Ok(()))
    })
}

/// The file, and how its reading ended.
struct Reading<'a> {
    reader: &'a mut Reader,
    end: Option<Result<(), End>>,
}

impl Reading<'_> {
    fn next(&mut self) -> Option<FileBatch> {
        if self.end.is_some() {
            return None;
        }
        match self.reader.next_batch() {
            Ok(Some(batch)) => return Some(batch),
            Ok(None) => self.end = Some(Ok(())),
            Err(error) => self.end = Some(Err(error.into())),
        }
        None
    }
}

/// What a worker gets, with a result whose memory may be used; what it gives.
type Lane<T> = (SyncSender<(FileBatch, Option<T>)>, Receiver<(FileBatch, T)>);

/// A worker and its lanes. It ends when either is closed.
fn lane<'scope, W, T>(scope: &'scope thread::Scope<'scope, '_>, worker: &'scope (impl Fn() -> W + Sync)) -> Lane<T>
where
    W: FnMut(&FileBatch, Option<T>) -> T,
    T: Send + 'scope,
{
    let (work, batches) = sync_channel::<(FileBatch, Option<T>)>(AHEAD);
    let (done, results) = sync_channel(AHEAD);
    scope.spawn(move || {
        let mut worker = worker();
        for (batch, spare) in batches {
            let result = worker(&batch, spare);
            if done.send((batch, result)).is_err() {
                break;
            }
        }
    });
    (work, results)
}
