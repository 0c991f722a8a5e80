//! Options of netlink sockets, and the host's own name.

#[cfg(unix)]
use std::io;
#[cfg(target_os = "linux")]
use std::os::fd::{AsRawFd as _, BorrowedFd};

/// Asks the kernel to check requests strictly, so that it honours filters in dumps
/// (`NETLINK_GET_STRICT_CHK`, netlink(7), Linux 4.20).
///
/// # Errors
/// The kernel's errno: `ENOPROTOOPT` on older kernels.
#[cfg(target_os = "linux")]
pub fn set_strict(socket: BorrowedFd<'_>) -> io::Result<()> {
    let on: libc::c_int = 1;
    let length = libc::socklen_t::try_from(size_of_val(&on)).unwrap_or(0);
    // SAFETY: `on` lives during the call and `length` is its size; the kernel only reads it. The
    // descriptor is borrowed, so it is open.
    let done = unsafe {
        libc::setsockopt(
            socket.as_raw_fd(),
            libc::SOL_NETLINK,
            libc::NETLINK_GET_STRICT_CHK,
            (&raw const on).cast(),
            length,
        )
    };
    if done == 0 {
        Ok(())
    } else {
        Err(io::Error::last_os_error())
    }
}

/// `gethostname(2)`: the name of this machine, cut at 255 bytes.
///
/// # Errors
/// The kernel's errno.
#[cfg(unix)]
pub fn host_name() -> io::Result<Vec<u8>> {
    let mut name = vec![0_u8; 256];
    // SAFETY: the buffer is ours, writable, and one byte longer than the length we allow to be
    // written, so a name that fills it still ends in a zero.
    let done = unsafe { libc::gethostname(name.as_mut_ptr().cast(), 255) };
    if done != 0 {
        return Err(io::Error::last_os_error());
    }
    name.truncate(name.iter().position(|byte| *byte == 0).unwrap_or(0));
    Ok(name)
}
