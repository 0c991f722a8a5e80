//! The system's real-time clock.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::clock::Time;

/// What time it is, in nanoseconds since 1970-01-01 00:00:00 UTC; 1970 where the clock is set before
/// it. Pure rooms take the time as an argument instead.
#[must_use]
pub fn now() -> Time {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Time(i64::try_from(since.as_nanos()).unwrap_or(i64::MAX))
}
