//! A moment as people write it.

use crate::clock::Time;

/// Date and time of day in UTC, to the second.
pub(super) fn utc(seconds: i64) -> String {
    let time = Time::from_parts(seconds, 0);
    format!("{} {} UTC", time.date(0), time.hms(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_in_utc() {
        assert_eq!(utc(951_782_401), "2000-02-29 00:00:01 UTC");
    }
}
