//! What a host that is watched reports. Plain types.

use crate::net::{Counters, Snapshot};
use crate::place::{HostId, InterfaceIndex};

/// Counters of one interface: its number, received, sent.
pub type CounterRow = (InterfaceIndex, Counters, Counters);

/// What a host that is being watched reports.
#[derive(Debug, Clone)]
pub enum HostEvent {
    /// It has changed: this is how it is now. The first one comes when watching begins.
    Changed(Box<Snapshot>),
    /// What its interfaces have counted, asked for by `poll_counters`.
    Counters {
        /// Which host.
        host: HostId,
        /// A row for each interface that counts.
        rows: Vec<CounterRow>,
    },
}
