//! The helper process: holds the lab's namespaces and opens sockets in them for the program.
//!
//! The program has many threads and must not change its namespaces (`unshare(CLONE_NEWUSER)` is
//! refused then), so it starts itself once more as this helper. The helper does little: everything
//! about the hosts is done by the program, with sockets that were opened here and keep their
//! namespace. It ends when the program's end of the socket closes, and with it all there was.

use std::io;
use std::os::fd::{AsFd as _, BorrowedFd, OwnedFd};
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, Command, Stdio};

use super::build::Lab;
use super::protocol::{Reply, Request, receive, send};
use crate::sys::factory::{SocketFactory as _, ThisMachine};
use crate::sys::{namespace, rights, socket};

/// Children at once; tests and commands run some few.
const MOST_CHILDREN: usize = 32;

/// Builds the lab that is asked for and serves `line` until its other end closes.
///
/// # Errors
/// `InvalidData` for a message that is none, and what the socket says (`ENOTSOCK` if it is none).
pub fn run(line: &OwnedFd) -> io::Result<()> {
    // A file's capability comes back with every exec. In its own user namespace the helper has all it needs.
    rights::give_up_capture_rights()?;
    namespace::die_with_parent()?;
    namespace::own_proc()?;
    let Some((Request::Build(topology), _)) = receive(line)? else {
        return Ok(());
    };
    let lab = match Lab::build(topology) {
        Ok(lab) => lab,
        Err(failure) => {
            return send(
                line.as_fd(),
                &Reply::Failed {
                    step: failure.step,
                    errno: failure.errno,
                },
                &[],
            );
        }
    };
    send(line.as_fd(), &Reply::Done, &[])?;
    let mut children = Vec::new();
    while let Some((request, fds)) = receive(line)? {
        let (reply, fd) =
            answer(&lab, &mut children, request, fds).unwrap_or_else(|error| (no(&error), None));
        let fds: Vec<BorrowedFd<'_>> = fd.iter().map(OwnedFd::as_fd).collect();
        send(line.as_fd(), &reply, &fds)?;
    }
    Ok(())
}

fn no(error: &io::Error) -> Reply {
    Reply::No {
        errno: error.raw_os_error().unwrap_or(libc::EIO),
    }
}

fn answer(
    lab: &Lab,
    children: &mut Vec<Child>,
    request: Request,
    fds: Vec<OwnedFd>,
) -> io::Result<(Reply, Option<OwnedFd>)> {
    match request {
        Request::Build(_) => Err(io::Error::from_raw_os_error(libc::EALREADY)),
        Request::Open {
            host,
            domain,
            kind,
            protocol,
        } => {
            lab.enter(&host)?;
            Ok((Reply::Done, Some(socket::open(domain, kind, protocol)?)))
        }
        Request::Setting { host, name } => {
            lab.enter(&host)?;
            let words = ThisMachine.setting(&name)?;
            Ok((Reply::Setting { words }, None))
        }
        Request::Link {
            host,
            interface,
            up,
        } => {
            lab.link(&host, &interface, up)?;
            Ok((Reply::Done, None))
        }
        Request::Spawn { host, args } => {
            if children.len() >= MOST_CHILDREN {
                return Err(io::Error::from_raw_os_error(libc::EAGAIN));
            }
            let child = spawn(lab, &host, &args, fds)?;
            let process = namespace::process(child.id())?;
            let pid = child.id();
            children.push(child);
            Ok((Reply::Running { pid }, Some(process)))
        }
        Request::Ended { pid } => {
            let code = ended(children, pid)?;
            Ok((Reply::Ended { code }, None))
        }
    }
}

/// How a child has ended: its exit code, or minus the number of the signal that killed it.
fn ended(children: &mut Vec<Child>, pid: u32) -> io::Result<i32> {
    let at = children.iter().position(|child| child.id() == pid);
    let at = at.ok_or_else(|| io::Error::from_raw_os_error(libc::ECHILD))?;
    let Some(status) = children
        .get_mut(at)
        .map(Child::try_wait)
        .transpose()?
        .flatten()
    else {
        return Err(io::Error::from_raw_os_error(libc::EAGAIN));
    };
    // Waited for by try_wait just now.
    drop(children.swap_remove(at));
    let signal = || status.signal().map(|number| -number);
    Ok(status.code().or_else(signal).unwrap_or(-1))
}

/// Runs this program with `args` on a host. Its children's end is tied to the calling thread's.
fn spawn(lab: &Lab, host: &str, args: &[String], fds: Vec<OwnedFd>) -> io::Result<Child> {
    let Ok([input, output, error]) = <[OwnedFd; 3]>::try_from(fds) else {
        return Err(io::Error::from_raw_os_error(libc::EBADF));
    };
    let mut command = Command::new("/proc/self/exe");
    command
        .args(args)
        .stdin(Stdio::from(input))
        .stdout(Stdio::from(output))
        .stderr(Stdio::from(error));
    namespace::run_inside(&mut command, lab.namespace(host)?.try_clone_to_owned()?);
    command.spawn()
}
