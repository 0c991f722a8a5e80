//! Namespaces (`namespaces(7)`, `user_namespaces(7)`, `network_namespaces(7)`) and a child's ties to its parent.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, AsRawFd as _, BorrowedFd, FromRawFd as _, OwnedFd};
use std::os::unix::process::CommandExt as _;
use std::process::Command;

use nix::sched::{CloneFlags, setns, unshare};
use nix::sys::signal::Signal;

/// Moves the calling process into a user namespace of its own, with every capability there.
///
/// # Errors
/// `EINVAL` if the process has more than one thread; `EPERM` where it is forbidden (a sandbox's
/// filter, a changed root, a system setting); `ENOSPC` where the system allows too few.
pub fn new_user() -> io::Result<()> {
    Ok(unshare(CloneFlags::CLONE_NEWUSER)?)
}

/// Moves the calling thread into an empty network namespace and hands out its descriptor, which
/// keeps the namespace alive.
///
/// # Errors
/// `EPERM` without `CAP_SYS_ADMIN`, `ENOSPC` where the system allows too few.
pub fn new_net() -> io::Result<OwnedFd> {
    unshare(CloneFlags::CLONE_NEWNET)?;
    Ok(File::open("/proc/thread-self/ns/net")?.into())
}

/// Moves the calling thread into a network namespace.
///
/// # Errors
/// `EPERM` without `CAP_SYS_ADMIN` over it, `EINVAL` if it is no such descriptor.
pub fn enter_net(namespace: BorrowedFd<'_>) -> io::Result<()> {
    Ok(setns(namespace, CloneFlags::CLONE_NEWNET)?)
}

/// Asks the kernel to kill this process when the thread that started it ends (`PR_SET_PDEATHSIG`).
///
/// # Errors
/// None in practice.
pub fn die_with_parent() -> io::Result<()> {
    Ok(nix::sys::prctl::set_pdeathsig(Signal::SIGKILL)?)
}

/// Makes `/proc/self` the caller's own again. A program with file capabilities starts without
/// (`PR_SET_DUMPABLE`), and could not write its own `uid_map`.
///
/// # Errors
/// None in practice.
pub fn own_proc() -> io::Result<()> {
    Ok(nix::sys::prctl::set_dumpable(true)?)
}

/// Makes `command` run in a network namespace and end with the thread that starts it.
pub fn run_inside(command: &mut Command, namespace: OwnedFd) {
    // SAFETY: between fork and exec the closure calls only setns(2) and prctl(2), both
    // async-signal-safe; it allocates nothing and takes no lock.
    unsafe {
        command.pre_exec(move || {
            enter_net(namespace.as_fd())?;
            die_with_parent()
        });
    }
}

/// A descriptor of a process (`pidfd_open(2)`): readable once it has ended, and never another
/// process's, as a number could become.
///
/// # Errors
/// `ESRCH` if there is no such process; `ENOSYS` before Linux 5.3.
pub fn process(pid: u32) -> io::Result<OwnedFd> {
    // SAFETY: pidfd_open takes two integers and touches no memory of ours.
    let fd = unsafe { libc::syscall(libc::SYS_pidfd_open, pid as libc::pid_t, 0) };
    let fd = i32::try_from(fd).map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
    if fd < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the kernel has just given us this descriptor; nobody else owns it.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

/// Kills the process of a [`process`] descriptor.
///
/// # Errors
/// `ESRCH` if it has ended and been waited for, `EPERM` if it is another user's.
pub fn kill(process: BorrowedFd<'_>) -> io::Result<()> {
    signal(process, Signal::SIGKILL as i32)
}

/// Sends a signal to the process of a [`process`] descriptor.
///
/// # Errors
/// As [`kill`]; `EINVAL` for a number that is no signal.
pub fn signal(process: BorrowedFd<'_>, number: i32) -> io::Result<()> {
    // SAFETY: the null pointer asks for a default siginfo; the other arguments are integers.
    let result = unsafe {
        libc::syscall(
            libc::SYS_pidfd_send_signal,
            process.as_raw_fd(),
            number,
            std::ptr::null::<libc::siginfo_t>(),
            0,
        )
    };
    if result < 0 {
        Err(io::Error::last_os_error())
    } else {
        Ok(())
    }
}
