//! Time as the records carry it: the kernel's real time in nanoseconds.
//!
//! Plain numbers: nothing here reads a clock. What is pure takes the time as an argument; the edge
//! asks the system for it.

use std::fmt;
use std::time::Duration;

/// Nanoseconds since 1970-01-01 00:00:00 UTC, as the kernel stamps frames (range: 1677 to 2262).
///
/// [`Time::UNKNOWN`] is no moment: some records of capture files have none. It stands before all others,
/// is shown as `?`, and is `null` in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Time(pub i64);

const SECOND: i64 = 1_000_000_000;

impl Time {
    /// Nobody has noted when.
    pub const UNKNOWN: Self = Self(i64::MIN);

    /// Is it known when?
    #[must_use]
    pub const fn is_known(self) -> bool {
        self.0 != Self::UNKNOWN.0
    }

    /// Nanoseconds from `earlier` to this one, less than 0 if `earlier` is later; `None` where either is
    /// not known.
    #[inline]
    #[must_use]
    pub fn nanos_since(self, earlier: Self) -> Option<i64> {
        (self.is_known() && earlier.is_known()).then(|| self.0.saturating_sub(earlier.0))
    }

    /// From a kernel stamp of seconds and nanoseconds.
    #[must_use]
    pub const fn from_parts(seconds: i64, nanos: i64) -> Self {
        Self(seconds.saturating_mul(SECOND).saturating_add(nanos))
    }

    /// Time from `earlier` to this one; zero if `earlier` is later, or where either is not known.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        let nanos = self.nanos_since(earlier).unwrap_or(0);
        Duration::from_nanos(u64::try_from(nanos).unwrap_or(0))
    }

    /// That much later.
    #[must_use]
    pub fn after(self, wait: Duration) -> Self {
        Self(
            self.0
                .saturating_add(i64::try_from(wait.as_nanos()).unwrap_or(i64::MAX)),
        )
    }

    /// `HH:MM:SS` on a clock `offset` seconds east of UTC.
    #[must_use]
    pub fn hms(self, offset: i32) -> String {
        if !self.is_known() {
            return "?".to_owned();
        }
        let day = self.local(offset).rem_euclid(86_400);
        format!("{:02}:{:02}:{:02}", day / 3600, day / 60 % 60, day % 60)
    }

    /// `HH:MM:SS.mmm` on a clock `offset` seconds east of UTC.
    #[must_use]
    pub fn hms_millis(self, offset: i32) -> String {
        if !self.is_known() {
            return "?".to_owned();
        }
        format!(
            "{}.{:03}",
            self.hms(offset),
            self.0.rem_euclid(SECOND) / 1_000_000
        )
    }

    /// `YYYY-MM-DD` on a clock `offset` seconds east of UTC (Gregorian calendar).
    #[must_use]
    pub fn date(self, offset: i32) -> String {
        // Counted in eras of 400 years from 1 March, so that the leap day ends a year.
        let days = self.local(offset).div_euclid(86_400) + 719_468;
        let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
        let day = day - (365 * year + year / 4 - year / 100);
        let month = (5 * day + 2) / 153;
        let day = day - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        let year = year + era * 400 + i64::from(month <= 2);
        format!("{year:04}-{month:02}-{day:02}")
    }

    fn local(self, offset: i32) -> i64 {
        self.0.div_euclid(SECOND) + i64::from(offset)
    }
}

/// `seconds.nanoseconds`, the form of JSON and of exported files.
impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.is_known() {
            return f.write_str("?");
        }
        write!(
            f,
            "{}.{:09}",
            self.0.div_euclid(SECOND),
            self.0.rem_euclid(SECOND)
        )
    }
}

impl serde::Serialize for Time {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.is_known() {
            serializer.collect_str(self)
        } else {
            serializer.serialize_none()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn display_is_seconds_and_nine_digits() {
        assert_eq!(Time::from_parts(5, 42).to_string(), "5.000000042");
    }

    #[test]
    fn an_unknown_time_is_no_moment_and_no_distance() {
        let (none, some) = (Time::UNKNOWN, Time::from_parts(5, 0));
        assert_eq!(none.to_string(), "?");
        assert_eq!(none.hms_millis(3600), "?");
        assert_eq!(serde_json::to_string(&none).unwrap(), "null");
        assert_eq!(some.nanos_since(none), None);
        assert_eq!(none.nanos_since(none), None);
        assert_eq!(none.since(some), Duration::ZERO);
        assert_eq!(some.nanos_since(Time(7)), Some(4_999_999_993));
    }

    #[test]
    fn days_have_their_dates_also_leap_days_and_those_before_1970() {
        let date = |seconds| Time::from_parts(seconds, 0).date(0);
        assert_eq!(date(0), "1970-01-01");
        assert_eq!(date(951_782_400), "2000-02-29");
        assert_eq!(date(951_868_800), "2000-03-01");
        assert_eq!(date(1_795_258_465), "2026-11-21");
        assert_eq!(date(-1), "1969-12-31");
        assert_eq!(Time::from_parts(86_399, 0).date(1), "1970-01-02");
    }

    #[test]
    fn local_clock_wraps_over_midnight() {
        assert_eq!(
            Time::from_parts(86_399, 1_000_000).hms_millis(3600),
            "00:59:59.001"
        );
    }
}
