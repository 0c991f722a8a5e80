//! The program's end of a practice lab: starts the helper, gets sockets from it, ends it.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::os::fd::{AsFd as _, BorrowedFd, OwnedFd};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Duration;

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::socket::{Shutdown, setsockopt, shutdown, sockopt};
use nix::sys::time::{TimeVal, TimeValLike as _};
use tokio_util::sync::CancellationToken;

use super::error::{PracticeError, Settings, Step};
use super::protocol::{self, Reply, Request};
use super::topology::{HostPlan, Plug, Topology};
use crate::place::HostId;
use crate::sys::factory::{SharedFactory, SocketFactory};
use crate::sys::{fdpass, namespace};

/// Building takes some 50 ms; a helper that says nothing for this long never will.
const LIMIT_SECONDS: i64 = 5;
/// The helper ends at once when it is told; after this long it is killed.
const FAREWELL: Duration = Duration::from_secs(1);
/// Name of the hidden command that runs [`super::helper::run`].
const COMMAND: &str = "practice-helper";

/// A running lab. Dropping it ends the helper, its services and what was spawned; the hosts
/// themselves vanish with the last socket that was opened on them.
#[derive(Debug)]
pub struct Practice {
    line: Arc<Line>,
    topology: Topology,
    /// The ids of the topology's hosts, in its order.
    ids: Vec<HostId>,
}

/// Builds a lab whose hosts get these ids, in their order. Blocks for some 50 ms, at most five seconds.
///
/// # Errors
/// [`PracticeError`]: which step failed, why, and what to try; `ENFILE` where there are fewer ids than hosts.
pub fn start(
    topology: &Topology,
    ids: impl IntoIterator<Item = HostId>,
) -> Result<Practice, PracticeError> {
    start_with(Path::new("/proc/self/exe"), topology, ids)
}

/// As [`start`], with the helper run from the program at this path (tests are another program).
///
/// # Errors
/// As [`start`].
pub fn start_with(
    program: &Path,
    topology: &Topology,
    ids: impl IntoIterator<Item = HostId>,
) -> Result<Practice, PracticeError> {
    let told = |step| {
        move |error: io::Error| {
            PracticeError::told(
                step,
                error.raw_os_error().unwrap_or(libc::EIO),
                Settings::read(),
            )
        }
    };
    let ids: Vec<_> = ids.into_iter().take(topology.hosts.len()).collect();
    if ids.len() < topology.hosts.len() {
        return Err(told(Step::Net)(io::Error::from_raw_os_error(libc::ENFILE)));
    }
    let line = Arc::new(Line::to(program).map_err(told(Step::Helper))?);
    // Built from here on: whatever fails, the drop ends the helper.
    let practice = Practice {
        line,
        topology: topology.clone(),
        ids,
    };
    match practice
        .line
        .ask(&Request::Build(topology.clone()), &[])
        .map_err(told(Step::Answer))?
    {
        (Reply::Done, _) => Ok(practice),
        (Reply::Failed { step, errno }, _) => {
            Err(PracticeError::told(step, errno, Settings::read()))
        }
        _ => Err(told(Step::Answer)(io::Error::from_raw_os_error(
            libc::EPROTO,
        ))),
    }
}

impl Practice {
    /// The hosts with their ids.
    pub fn hosts(&self) -> impl Iterator<Item = (HostId, &HostPlan)> {
        self.ids.iter().copied().zip(&self.topology.hosts)
    }

    /// The student's own host.
    #[must_use]
    pub fn own(&self) -> Option<HostId> {
        self.ids.first().copied()
    }

    /// The name by which the helper knows a host; empty, which no host is called, where it is none of these.
    fn name(&self, host: HostId) -> String {
        let found = self.hosts().find(|(id, _)| *id == host);
        found.map(|(_, plan)| plan.name.clone()).unwrap_or_default()
    }

    /// Opens sockets on this host.
    #[must_use]
    pub fn opener(&self, host: HostId) -> SharedFactory {
        Arc::new(HostSockets {
            host,
            name: self.name(host),
            line: Arc::clone(&self.line),
        })
    }

    /// The plan it was built from.
    #[must_use]
    pub const fn topology(&self) -> &Topology {
        &self.topology
    }

    /// Where the partner listens; `None` in a lab without one.
    #[must_use]
    pub fn partner_address(&self) -> Option<SocketAddr> {
        self.topology.partner()
    }

    /// The helper's process number.
    #[must_use]
    pub fn helper(&self) -> u32 {
        self.line.pid
    }

    /// Pulls the first cable out, at its far end: the near one sees no carrier.
    ///
    /// # Errors
    /// `EPIPE` when the helper is gone.
    pub fn cut(&self) -> io::Result<()> {
        self.far_end(false)
    }

    /// Plugs the first cable in again.
    ///
    /// # Errors
    /// `EPIPE` when the helper is gone.
    pub fn mend(&self) -> io::Result<()> {
        self.far_end(true)
    }

    fn far_end(&self, up: bool) -> io::Result<()> {
        let Some(Plug {
            host, interface, ..
        }) = self.topology.cables.first().map(|cable| &cable.ends[1])
        else {
            return Err(io::Error::from_raw_os_error(libc::ENODEV));
        };
        self.line
            .ask(
                &Request::Link {
                    host: host.clone(),
                    interface: interface.clone(),
                    up,
                },
                &[],
            )
            .map(drop)
    }

    /// Resolves when the helper has ended, whatever the reason; the hosts are lost then.
    pub fn died(&self) -> impl Future<Output = ()> + Send + 'static {
        self.line.dead.clone().cancelled_owned()
    }

    /// Has the helper ended?
    #[must_use]
    pub fn is_dead(&self) -> bool {
        self.line.dead.is_cancelled()
    }

    /// Runs this program with `args` on a host, as that lab's root. Its end is tied to the lab's.
    ///
    /// # Errors
    /// `EPIPE` when the helper is gone, `EAGAIN` when too many run.
    pub fn spawn(
        &self,
        host: HostId,
        args: &[&str],
        stdio: [BorrowedFd<'_>; 3],
    ) -> io::Result<Guest> {
        let args = args.iter().map(|arg| (*arg).to_owned()).collect();
        let host = self.name(host);
        match self.line.ask(&Request::Spawn { host, args }, &stdio)? {
            (Reply::Running { pid }, Some(process)) => Ok(Guest {
                pid,
                process,
                line: Arc::clone(&self.line),
            }),
            _ => Err(io::Error::from_raw_os_error(libc::EPROTO)),
        }
    }

    /// Ends it. The same as dropping it; for the reader.
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for Practice {
    fn drop(&mut self) {
        self.line.hang_up();
    }
}

/// A program that runs on a host.
pub struct Guest {
    pid: u32,
    process: OwnedFd,
    line: Arc<Line>,
}

impl fmt::Debug for Guest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Guest")
            .field("pid", &self.pid)
            .finish_non_exhaustive()
    }
}

impl Guest {
    /// Its process number.
    #[must_use]
    pub const fn pid(&self) -> u32 {
        self.pid
    }

    /// Sends it a signal.
    ///
    /// # Errors
    /// `ESRCH` when it has ended.
    pub fn signal(&self, number: i32) -> io::Result<()> {
        namespace::signal(self.process.as_fd(), number)
    }

    /// Waits until it has ended: its exit code, or minus the number of the signal that killed it.
    ///
    /// # Errors
    /// `ETIMEDOUT` when it runs on, `EPIPE` when the helper is gone.
    pub fn wait(&self, limit: Duration) -> io::Result<i32> {
        if !ended(self.process.as_fd(), limit)? {
            return Err(io::Error::from_raw_os_error(libc::ETIMEDOUT));
        }
        match self.line.ask(&Request::Ended { pid: self.pid }, &[])? {
            (Reply::Ended { code }, _) => Ok(code),
            _ => Err(io::Error::from_raw_os_error(libc::EPROTO)),
        }
    }
}

fn ended(process: BorrowedFd<'_>, limit: Duration) -> io::Result<bool> {
    let timeout = PollTimeout::try_from(limit).unwrap_or(PollTimeout::MAX);
    loop {
        match poll(&mut [PollFd::new(process, PollFlags::POLLIN)], timeout) {
            Err(nix::Error::EINTR) => {}
            other => return Ok(other? > 0),
        }
    }
}

#[derive(Debug)]
struct HostSockets {
    host: HostId,
    name: String,
    line: Arc<Line>,
}

impl SocketFactory for HostSockets {
    fn host(&self) -> HostId {
        self.host
    }

    fn open(&self, domain: i32, kind: i32, protocol: i32) -> io::Result<OwnedFd> {
        let request = Request::Open {
            host: self.name.clone(),
            domain,
            kind,
            protocol,
        };
        self.line
            .ask(&request, &[])?
            .1
            .ok_or_else(|| io::Error::from_raw_os_error(libc::EPROTO))
    }

    fn setting(&self, name: &str) -> io::Result<String> {
        let request = Request::Setting {
            host: self.name.clone(),
            name: name.to_owned(),
        };
        match self.line.ask(&request, &[])? {
            (Reply::Setting { words }, _) => Ok(words),
            _ => Err(io::Error::from_raw_os_error(libc::EPROTO)),
        }
    }
}

/// The line to the helper: one question at a time, each answered before the next.
#[derive(Debug)]
struct Line {
    socket: OwnedFd,
    turn: Mutex<()>,
    pid: u32,
    process: OwnedFd,
    dead: CancellationToken,
}

impl Line {
    /// Starts the helper. A thread of its own does that and then waits for it: the helper asks to be
    /// killed when the *thread* that started it ends, and a runtime's threads come and go.
    fn to(program: &Path) -> io::Result<Self> {
        let (socket, theirs) = fdpass::pair()?;
        setsockopt(
            &socket,
            sockopt::ReceiveTimeout,
            &TimeVal::seconds(LIMIT_SECONDS),
        )?;
        let (dead, program) = (CancellationToken::new(), program.to_owned());
        let (tell, told) = mpsc::channel();
        let guard = dead.clone().drop_guard();
        std::thread::Builder::new()
            .name("practice".to_owned())
            .spawn(move || {
                let _told_at_the_end = guard;
                match launch(program, theirs) {
                    Err(error) => drop(tell.send(Err(error))),
                    Ok((mut child, process)) => {
                        let _ = tell.send(Ok((child.id(), process)));
                        let _ = child.wait();
                    }
                }
            })?;
        let (pid, process) = told
            .recv()
            .unwrap_or_else(|_| Err(io::ErrorKind::Other.into()))?;
        Ok(Self {
            socket,
            turn: Mutex::new(()),
            pid,
            process,
            dead,
        })
    }

    fn ask(
        &self,
        request: &Request,
        fds: &[BorrowedFd<'_>],
    ) -> io::Result<(Reply, Option<OwnedFd>)> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = protocol::send(self.socket.as_fd(), request, fds)
            .and_then(|()| protocol::receive(&self.socket));
        match answer {
            Ok(Some((Reply::No { errno }, _))) => Err(io::Error::from_raw_os_error(errno)),
            Ok(Some((reply, fds))) => Ok((reply, fds.into_iter().next())),
            Ok(None) => Err(io::Error::from_raw_os_error(libc::EPIPE)),
            // Too late or not understood: a later answer could be taken for another question's.
            Err(error) => {
                let _ = shutdown(
                    std::os::fd::AsRawFd::as_raw_fd(&self.socket),
                    Shutdown::Both,
                );
                let gone = matches!(error.raw_os_error(), Some(libc::ECONNRESET | libc::EPIPE));
                Err(if gone {
                    io::Error::from_raw_os_error(libc::EPIPE)
                } else {
                    error
                })
            }
        }
    }

    /// Ends the helper: by hanging up, else by force.
    fn hang_up(&self) {
        let _ = shutdown(
            std::os::fd::AsRawFd::as_raw_fd(&self.socket),
            Shutdown::Both,
        );
        if !matches!(ended(self.process.as_fd(), FAREWELL), Ok(true)) {
            let _ = namespace::kill(self.process.as_fd());
        }
    }
}

fn launch(program: PathBuf, line: OwnedFd) -> io::Result<(Child, OwnedFd)> {
    let mut command = Command::new(program);
    command
        .arg(COMMAND)
        .stdin(Stdio::from(line))
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    // Out of the terminal's foreground group: Ctrl-C is for the program, which ends the helper in order.
    let mut child = command.process_group(0).spawn()?;
    match namespace::process(child.id()) {
        Ok(process) => Ok((child, process)),
        Err(error) => {
            let _ = child.kill();
            let _ = child.wait();
            Err(error)
        }
    }
}
