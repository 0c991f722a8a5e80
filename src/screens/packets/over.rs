//! What can lie over the packet list and fill the screen: the flows, a stream, a ladder.

use crate::record::RecordKey;
use crate::screens::Screen;
use crate::store::Packets;
use crate::store::chores::Housekeeping;

use super::flows::FlowTable;
use super::ladder::Ladder;
use super::stream::Stream;

/// One of them.
#[derive(Debug)]
pub(super) enum Over {
    /// All conversations.
    Flows(FlowTable),
    /// One conversation's bytes.
    Stream(Stream),
    /// One conversation over time.
    Ladder(Ladder),
}

impl Over {
    /// As a screen.
    pub(super) fn screen(&self) -> &dyn Screen {
        match self {
            Self::Flows(table) => table,
            Self::Stream(stream) => stream,
            Self::Ladder(ladder) => ladder,
        }
    }

    /// The same, to be changed.
    pub(super) fn screen_mut(&mut self) -> &mut dyn Screen {
        match self {
            Self::Flows(table) => table,
            Self::Stream(stream) => stream,
            Self::Ladder(ladder) => ladder,
        }
    }

    /// The record that is selected in it. `None`: it shows conversations, or nothing.
    pub(super) fn record(&self) -> Option<RecordKey> {
        match self {
            Self::Flows(_) => None,
            Self::Stream(stream) => stream.record(),
            Self::Ladder(ladder) => ladder.record(),
        }
    }

    /// Looks at the records again: something has come.
    pub(super) fn refresh(&mut self, packets: &Packets) {
        match self {
            Self::Flows(table) => table.refresh(packets),
            Self::Stream(stream) => stream.refresh(packets),
            Self::Ladder(ladder) => ladder.refresh(packets),
        }
    }

    /// Folds runs of housekeeping from now on, or does not. `true`: that changes what it shows.
    pub(super) fn set_housekeeping(
        &mut self,
        housekeeping: Housekeeping,
        packets: &Packets,
    ) -> bool {
        match self {
            Self::Flows(table) => table.set_housekeeping(housekeeping, packets),
            Self::Ladder(ladder) => ladder.set_housekeeping(housekeeping, packets),
            // A stream is its bytes, whatever they are.
            Self::Stream(_) => false,
        }
    }
}
