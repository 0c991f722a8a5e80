//! The right to capture: used once, early, then given up.
//!
//! Capabilities belong to threads (capabilities(7)), so both steps are for the time before the
//! program starts any.

use std::io;
use std::os::fd::OwnedFd;

/// Why this process may not capture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// No CAP_NET_RAW here (`EPERM`, `EACCES`).
    #[error("no right to capture (CAP_NET_RAW)")]
    NoRight,
    /// The system has no packet sockets (`EAFNOSUPPORT` and the like, or it is not Linux).
    #[error("no packet sockets on this system")]
    NotSupported,
    /// Another errno.
    #[error("{}", io::Error::from_raw_os_error(*.0))]
    Errno(i32),
}

impl From<&io::Error> for Denied {
    fn from(error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::Unsupported {
            return Self::NotSupported;
        }
        match error.raw_os_error() {
            Some(libc::EPERM | libc::EACCES) => Self::NoRight,
            Some(
                libc::EAFNOSUPPORT | libc::EPROTONOSUPPORT | libc::ESOCKTNOSUPPORT | libc::ENOSYS,
            )
            | None => Self::NotSupported,
            Some(errno) => Self::Errno(errno),
        }
    }
}

/// May this process capture?
///
/// # Errors
/// Why not.
pub fn may_capture() -> Result<(), Denied> {
    early_packet_socket()
        .map(drop)
        .map_err(|error| Denied::from(&error))
}

/// A packet socket that receives nothing yet (AF_PACKET, SOCK_RAW, protocol 0, close-on-exec). All
/// that capturing needs afterwards works on it without rights, for interfaces made later too.
///
/// # Errors
/// `EPERM` without the right; [`Denied`] sorts them.
#[cfg(target_os = "linux")]
pub fn early_packet_socket() -> io::Result<OwnedFd> {
    super::socket::open(libc::AF_PACKET, libc::SOCK_RAW, 0)
}

/// A packet socket: not on this system.
///
/// # Errors
/// Always `Unsupported`.
#[cfg(not(target_os = "linux"))]
pub fn early_packet_socket() -> io::Result<OwnedFd> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Gives CAP_NET_RAW and CAP_NET_ADMIN up, for good, in every set of this thread and of those it
/// starts. Call it while there is only one.
///
/// # Errors
/// What capset(2) says; the rights may still be there then.
#[cfg(target_os = "linux")]
pub fn give_up_capture_rights() -> io::Result<()> {
    use caps::{CapSet, Capability};
    for capability in [Capability::CAP_NET_RAW, Capability::CAP_NET_ADMIN] {
        // Kernels before 4.3 have no ambient set; what is not inheritable is not ambient either.
        let _ = caps::drop(None, CapSet::Ambient, capability);
        for set in [CapSet::Inheritable, CapSet::Effective, CapSet::Permitted] {
            caps::drop(None, set, capability)
                .map_err(|error| io::Error::other(error.to_string()))?;
        }
    }
    Ok(())
}

/// Nothing to give up on this system.
///
/// # Errors
/// None.
#[cfg(not(target_os = "linux"))]
pub fn give_up_capture_rights() -> io::Result<()> {
    Ok(())
}

/// Was the program started with the rights of its file's owner or group, not of who started it?
#[cfg(unix)]
#[must_use]
pub fn is_set_uid() -> bool {
    use nix::unistd::{getegid, geteuid, getgid, getuid};
    getuid() != geteuid() || getgid() != getegid()
}

/// No such thing on this system.
#[cfg(not(unix))]
#[must_use]
pub const fn is_set_uid() -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_told_apart() {
        assert_eq!(
            Denied::from(&io::Error::from_raw_os_error(libc::EPERM)),
            Denied::NoRight
        );
        assert_eq!(
            Denied::from(&io::Error::from_raw_os_error(libc::EAFNOSUPPORT)),
            Denied::NotSupported
        );
        assert_eq!(
            Denied::from(&io::Error::from_raw_os_error(libc::EMFILE)),
            Denied::Errno(libc::EMFILE)
        );
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn rights_given_up_are_gone_from_this_thread_alone() {
        let before = may_capture();
        std::thread::spawn(|| {
            give_up_capture_rights().unwrap();
            assert_eq!(may_capture(), Err(Denied::NoRight));
        })
        .join()
        .unwrap();
        assert_eq!(may_capture(), before);
    }
}
