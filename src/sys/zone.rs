//! The machine's clock zone.

/// Seconds that local time is ahead of UTC at this moment (seconds since 1970); 0 where it is not
/// known (localtime_r(3)).
#[cfg(unix)]
#[must_use]
pub fn local_offset(seconds: i64) -> i32 {
    let seconds = seconds as libc::time_t;
    // SAFETY: tm is plain integers and a pointer; all zero is a valid value.
    let mut tm: libc::tm = unsafe { std::mem::zeroed() };
    // SAFETY: both point to values of ours that live during the call.
    let done = unsafe { libc::localtime_r(&raw const seconds, &raw mut tm) };
    if done.is_null() {
        0
    } else {
        i32::try_from(tm.tm_gmtoff).unwrap_or(0)
    }
}

/// Not known on this system.
#[cfg(not(unix))]
#[must_use]
pub const fn local_offset(_: i64) -> i32 {
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_zone_is_further_than_a_day() {
        assert!(local_offset(1_700_000_000).abs() < 86_400);
    }
}
