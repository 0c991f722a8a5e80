//! How many files and sockets this process may have open at once.

use nix::sys::resource::{Resource, getrlimit, rlim_t, setrlimit};

/// A thousand who talk, the silent ones beside them, and what the program itself has open.
const ENOUGH: rlim_t = 4096;

/// Raises the soft limit as far as is of use and the hard limit allows. Many systems begin with 1024, which is
/// for programs that still call `select`; a chat of a thousand peers needs more.
pub fn make_enough() {
    if let Ok((soft, hard)) = getrlimit(Resource::RLIMIT_NOFILE)
        && let Some(more) = raised(soft, hard)
    {
        // Nothing depends on it: who can't be given a descriptor waits in the accept queue.
        let _ = setrlimit(Resource::RLIMIT_NOFILE, more, hard);
    }
}

/// The soft limit to ask for; `None`: it is high enough, or as high as may be.
fn raised(soft: rlim_t, hard: rlim_t) -> Option<rlim_t> {
    Some(ENOUGH.min(hard)).filter(|more| *more > soft)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_raised_as_far_as_is_of_use_and_never_lowered() {
        assert_eq!(raised(1024, 524_288), Some(ENOUGH));
        assert_eq!(raised(1024, 2048), Some(2048));
        assert_eq!(raised(1024, 1024), None);
        assert_eq!(raised(20_000, 20_000), None);
        assert_eq!(raised(256, rlim_t::MAX), Some(ENOUGH), "no hard limit");
    }
}
