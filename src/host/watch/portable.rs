//! Watching by looking every two seconds, where the system does not tell.

use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::time::Duration;

use tokio::sync::mpsc::Sender;

use super::{Handed, Teller};
use crate::host::error::HostError;
use crate::host::snapshot::snapshot;
use crate::msg::host::HostEvent;
use crate::sys::factory::SharedFactory;

/// How often the host is looked at.
const PERIOD: Duration = Duration::from_secs(2);

/// Watches until it is dropped.
#[derive(Debug)]
pub struct WatchHandle {
    /// Nothing is ever sent: that it closes is the message.
    _life: SyncSender<()>,
}

impl WatchHandle {
    /// Counters are not known on this system, so no answer comes.
    #[expect(
        clippy::unused_self,
        reason = "the same call as where counters are known"
    )]
    pub fn poll_counters(&self) {}
}

/// Watches a host; events go to `lane`, the first with the host as it is. Ends when the handle is
/// dropped or nobody receives.
///
/// # Errors
/// [`HostError::Open`] where the thread cannot be made.
pub fn watch(opener: &SharedFactory, lane: Sender<HostEvent>) -> Result<WatchHandle, HostError> {
    let opener = SharedFactory::clone(opener);
    let (life, ended) = sync_channel(1);
    let work = move || {
        let mut teller = Teller { lane, last: None };
        loop {
            if let Ok(now) = snapshot(opener.as_ref())
                && teller.tell(now) == Handed::Gone
            {
                return;
            }
            if ended.recv_timeout(PERIOD) == Err(RecvTimeoutError::Disconnected) {
                return;
            }
        }
    };
    std::thread::Builder::new()
        .name("host-watch".to_owned())
        .spawn(work)
        .map_err(HostError::Open)?;
    Ok(WatchHandle { _life: life })
}
