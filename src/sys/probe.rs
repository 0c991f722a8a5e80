//! May this user make namespaces? Tried out step by step in a child process, which then ends.

use std::ffi::{CStr, CString};
use std::io::{self, Read as _};
use std::os::fd::{AsRawFd as _, RawFd};

/// The steps of making a host of one's own, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// `unshare(CLONE_NEWUSER)`.
    UserNamespace,
    /// Writing `deny` to `/proc/self/setgroups`.
    SetGroups,
    /// Writing `/proc/self/uid_map`.
    UidMap,
    /// Writing `/proc/self/gid_map`.
    GidMap,
    /// `unshare(CLONE_NEWNET)`.
    NetNamespace,
    /// Making a virtual cable by netlink.
    Cable,
    /// `socket(AF_PACKET)`.
    Capture,
}

const STEPS: [Step; 7] = [
    Step::UserNamespace,
    Step::SetGroups,
    Step::UidMap,
    Step::GidMap,
    Step::NetNamespace,
    Step::Cable,
    Step::Capture,
];

/// What the child needs, made before it is: between fork and exit it must not allocate.
struct Plan<'a> {
    uid_map: CString,
    gid_map: CString,
    cable: &'a [u8],
}

/// Tries all steps in a child. `cable` is the netlink request that makes a virtual cable, with
/// `NLM_F_ACK`. The inner result: the step that failed, and its errno.
///
/// # Errors
/// The child could not be made, or ended without a word.
pub fn namespaces(cable: &[u8]) -> io::Result<Result<(), (Step, i32)>> {
    // SAFETY: geteuid and getegid take nothing and cannot fail.
    let (uid, gid) = unsafe { (libc::geteuid(), libc::getegid()) };
    let plan = Plan {
        uid_map: CString::new(format!("0 {uid} 1"))?,
        gid_map: CString::new(format!("0 {gid} 1"))?,
        cable,
    };
    let (mut answer, tell) = io::pipe()?;
    // SAFETY: the child calls only async-signal-safe functions (system calls on memory made before
    // the fork) and ends by _exit, so it does not matter whether other threads hold locks.
    let child = unsafe { libc::fork() };
    match child {
        -1 => return Err(io::Error::last_os_error()),
        0 => {
            let report = run(&plan);
            // SAFETY: two bytes of a live array are written to a descriptor that is open; _exit ends
            // the process without running destructors or exit handlers.
            unsafe {
                libc::write(tell.as_raw_fd(), report.as_ptr().cast(), report.len());
                libc::_exit(0)
            }
        }
        _ => drop(tell),
    }
    let mut report = [0; 2];
    let told = answer.read_exact(&mut report);
    // SAFETY: `child` is a process of ours that nobody else waits for; a null status is allowed.
    while unsafe { libc::waitpid(child, std::ptr::null_mut(), 0) } == -1
        && io::Error::last_os_error().kind() == io::ErrorKind::Interrupted
    {}
    told?;
    let [step, errno] = report;
    Ok(STEPS
        .get(usize::from(step))
        .map_or(Ok(()), |step| Err((*step, i32::from(errno)))))
}

/// In the child: the number of the step that failed and its errno (all are below 256), or 255.
fn run(plan: &Plan<'_>) -> [u8; 2] {
    for (number, step) in (0_u8..).zip(STEPS) {
        if let Err(errno) = attempt(step, plan) {
            return [number, u8::try_from(errno).unwrap_or(u8::MAX)];
        }
    }
    [u8::MAX, 0]
}

fn attempt(step: Step, plan: &Plan<'_>) -> Result<(), i32> {
    match step {
        Step::UserNamespace => {
            // A program with file capabilities may not write its own maps unless it says it may be
            // looked at (prctl(2), PR_SET_DUMPABLE).
            // SAFETY: integers only.
            unsafe { libc::prctl(libc::PR_SET_DUMPABLE, 1, 0, 0, 0) };
            // SAFETY: integers only; the child has one thread.
            check(unsafe { libc::unshare(libc::CLONE_NEWUSER) })
        }
        Step::SetGroups => write(c"/proc/self/setgroups", c"deny"),
        Step::UidMap => write(c"/proc/self/uid_map", &plan.uid_map),
        Step::GidMap => write(c"/proc/self/gid_map", &plan.gid_map),
        // SAFETY: integers only; the child has one thread.
        Step::NetNamespace => check(unsafe { libc::unshare(libc::CLONE_NEWNET) }),
        Step::Cable => cable(plan.cable),
        Step::Capture => socket(libc::AF_PACKET, 0).map(|_| ()),
    }
}

/// The child ends soon, so what it opens is closed then.
fn socket(domain: i32, protocol: i32) -> Result<RawFd, i32> {
    // SAFETY: integers only.
    let fd = unsafe { libc::socket(domain, libc::SOCK_RAW | libc::SOCK_CLOEXEC, protocol) };
    check(fd).map(|()| fd)
}

fn write(path: &CStr, text: &CStr) -> Result<(), i32> {
    let bytes = text.to_bytes();
    // SAFETY: `path` ends in a zero; `bytes` lives during the call and its length is given.
    let done = unsafe {
        let fd = libc::open(path.as_ptr(), libc::O_WRONLY | libc::O_CLOEXEC);
        if fd < 0 {
            -1
        } else {
            libc::write(fd, bytes.as_ptr().cast(), bytes.len())
        }
    };
    check(i32::from(done >= 0) - 1)
}

/// Sends the request and reads the acknowledgement: 16 bytes of header, then the negative errno.
fn cable(request: &[u8]) -> Result<(), i32> {
    let fd = socket(libc::AF_NETLINK, libc::NETLINK_ROUTE)?;
    let mut reply = [0_u8; 256];
    // SAFETY: both buffers live during the calls and their lengths are given; the kernel answers
    // before send returns, so receiving does not wait (MSG_DONTWAIT should it not).
    let length = unsafe {
        check(i32::from(libc::send(fd, request.as_ptr().cast(), request.len(), 0) >= 0) - 1)?;
        libc::recv(
            fd,
            reply.as_mut_ptr().cast(),
            reply.len(),
            libc::MSG_DONTWAIT,
        )
    };
    check(i32::from(length >= 20) - 1)?;
    let [.., a, b, c, d] = reply.first_chunk::<20>().copied().unwrap_or([0; 20]);
    match i32::from_ne_bytes([a, b, c, d]) {
        0 => Ok(()),
        errno => Err(errno.saturating_neg()),
    }
}

fn check(result: i32) -> Result<(), i32> {
    if result >= 0 {
        Ok(())
    } else {
        Err(io::Error::last_os_error().raw_os_error().unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_probe_names_the_step_that_failed() {
        // An empty request makes no cable: the kernel answers nothing. Where namespaces are denied,
        // an earlier step is named.
        let (step, _) = namespaces(&[]).unwrap().unwrap_err();
        assert!(step <= Step::Cable);
    }
}
