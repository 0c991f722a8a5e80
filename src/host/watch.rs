//! Follows a host: tells when an address comes, a cable goes out, an interface is renamed.
//!
//! A thread sleeps until the kernel has news (or the program asks for counters), waits a moment for
//! the rest of it, reads the host anew and hands it over. It never waits for the receiver: a full
//! lane means that the newest state is handed over a little later.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(not(target_os = "linux"))]
mod portable;

#[cfg(target_os = "linux")]
pub use linux::{WatchHandle, watch};
#[cfg(not(target_os = "linux"))]
pub use portable::{WatchHandle, watch};

use tokio::sync::mpsc::{Sender, error::TrySendError};

use crate::msg::host::HostEvent;
use crate::net::Snapshot;

/// What became of an attempt to hand a snapshot over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Handed {
    /// It is on its way, or it holds no news.
    Done,
    /// No room: again later.
    Later,
    /// Nobody listens any more.
    Gone,
}

/// Hands over snapshots that hold news.
#[derive(Debug)]
struct Teller {
    lane: Sender<HostEvent>,
    last: Option<Snapshot>,
}

impl Teller {
    fn tell(&mut self, snapshot: Snapshot) -> Handed {
        if self
            .last
            .as_ref()
            .is_some_and(|last| last.same_but_counters(&snapshot))
        {
            return Handed::Done;
        }
        match self
            .lane
            .try_send(HostEvent::Changed(Box::new(snapshot.clone())))
        {
            Ok(()) => {
                self.last = Some(snapshot);
                Handed::Done
            }
            Err(TrySendError::Full(_)) => Handed::Later,
            Err(TrySendError::Closed(_)) => Handed::Gone,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> Snapshot {
        Snapshot {
            name: name.into(),
            ..Snapshot::default()
        }
    }

    #[test]
    fn only_news_is_told_and_a_full_lane_delays_it() {
        let (lane, mut receiver) = tokio::sync::mpsc::channel(1);
        let mut teller = Teller { lane, last: None };
        assert_eq!(teller.tell(named("a")), Handed::Done);
        assert_eq!(teller.tell(named("a")), Handed::Done);
        assert_eq!(teller.tell(named("b")), Handed::Later);
        assert!(matches!(receiver.try_recv(), Ok(HostEvent::Changed(s)) if s.name == "a"));
        assert_eq!(teller.tell(named("c")), Handed::Done);
        assert!(matches!(receiver.try_recv(), Ok(HostEvent::Changed(s)) if s.name == "c"));
        drop(receiver);
        assert_eq!(teller.tell(named("d")), Handed::Gone);
    }
}
