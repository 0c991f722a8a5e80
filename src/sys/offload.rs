//! Switches off what a network card does to frames behind the kernel's back (`ethtool -K`).
//!
//! With the offloads on, a capture sees half-made checksums and frames of 64 KB which no wire carries.

use std::io;
use std::os::fd::{AsRawFd as _, BorrowedFd};

/// `ETHTOOL_S*` commands of `linux/ethtool.h`, each taking one 32-bit value: 0 = off.
const SWITCHES: [u32; 5] = [
    0x17, // ETHTOOL_STXCSUM: transmit checksums
    0x1f, // ETHTOOL_STSO: TCP segmentation
    0x24, // ETHTOOL_SGSO: generic segmentation
    0x2c, // ETHTOOL_SGRO: generic receive
    0x15, // ETHTOOL_SRXCSUM: receive checksums
];

#[repr(C)]
struct EthtoolValue {
    command: u32,
    data: u32,
}

/// Switches checksum, segmentation and receive offloads of an interface off.
///
/// `socket` is any socket of the interface's network namespace. A switch the driver does not know is passed over.
///
/// # Errors
/// The first refusal other than "not supported": `EPERM` without `CAP_NET_ADMIN`, `ENODEV` for no
/// such interface, `InvalidInput` for a name of more than 15 bytes.
pub fn switch_off(socket: BorrowedFd<'_>, interface: &str) -> io::Result<()> {
    for command in SWITCHES {
        match set(socket, interface, command) {
            Err(error) if matches!(error.raw_os_error(), Some(libc::EOPNOTSUPP | libc::EINVAL)) => {
            }
            other => other?,
        }
    }
    Ok(())
}

fn set(socket: BorrowedFd<'_>, interface: &str, command: u32) -> io::Result<()> {
    // SAFETY: ifreq is plain old data for which all zeroes is a valid value.
    let mut request: libc::ifreq = unsafe { std::mem::zeroed() };
    if interface.len() >= request.ifr_name.len() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    for (slot, byte) in request.ifr_name.iter_mut().zip(interface.bytes()) {
        *slot = byte as libc::c_char;
    }
    let mut value = EthtoolValue { command, data: 0 };
    request.ifr_ifru.ifru_data = (&raw mut value).cast();
    // SAFETY: SIOCETHTOOL reads a whole ifreq whose data pointer leads to an ethtool_value of the
    // layout above; both live until the call returns, and the kernel keeps neither.
    let result =
        unsafe { libc::ioctl(socket.as_raw_fd(), libc::SIOCETHTOOL as _, &raw mut request) };
    if result < 0 {
        Err(io::Error::last_os_error())
    } else {
        Ok(())
    }
}
