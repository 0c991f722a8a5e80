//! A bench for tests between real hosts: a list of named tests, a pair of hosts for each.

use std::fmt::Display;
use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream, UdpSocket};
use std::os::fd::AsFd as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use socket2::{Domain, Socket, Type};
use wirelab::place::{HostId, SharedOpener};
use wirelab::practice::pair::{Guest, start_with};
use wirelab::practice::{Practice, PracticeError, Topology};

/// The program under test.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_wirelab");
/// No single wait in a test is longer; a passing test never waits so long.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// A test: gets a fresh pair of hosts; a panic or an error is a failure.
pub type Test = fn(Practice) -> Result<(), Failure>;
/// Why a test failed.
pub type Failure = Box<dyn std::error::Error>;

/// Runs the tests whose name contains one of the words of the command line (all, if there is none).
/// Each gets a pair of its own. Where namespaces are denied all are skipped, by name.
pub fn run(tests: &[(&str, Test)]) -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let wanted = |name: &str| words.is_empty() || words.iter().any(|word| name.contains(word.as_str()));
    let (mut passed, mut failed, mut skipped) = (0, 0, 0);
    for (name, test) in tests.iter().filter(|(name, _)| wanted(name)) {
        match pair() {
            Err(why) if denied(&why) => {
                println!("skipped: {name} ({why})");
                skipped += 1;
            }
            Err(why) => {
                println!("{name} ... FAILED: {why}");
                failed += 1;
            }
            Ok(practice) => match outcome(|| test(practice)) {
                Ok(()) => {
                    println!("{name} ... ok");
                    passed += 1;
                }
                Err(why) => {
                    println!("{name} ... FAILED: {why}");
                    failed += 1;
                }
            },
        }
    }
    println!("{passed} passed, {failed} failed, {skipped} skipped");
    let _ = io::stdout().flush();
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// A pair of hosts whose helper is the program under test.
pub fn pair() -> Result<Practice, PracticeError> {
    start_with(Path::new(PROGRAM), &Topology::pair())
}

/// Only what this machine forbids is skipped; everything else is a failure.
fn denied(why: &PracticeError) -> bool {
    use wirelab::practice::{Step, Why};
    let refused = matches!(why.why, Why::TooFew | Why::SwitchedOff | Why::AppArmor | Why::Forbidden | Why::Missing);
    refused && matches!(why.step, Step::User | Step::Map | Step::Net)
}

fn outcome(test: impl FnOnce() -> Result<(), Failure>) -> Result<(), String> {
    match catch_unwind(AssertUnwindSafe(test)) {
        Ok(result) => result.map_err(|error| error.to_string()),
        Err(panic) => {
            let text = panic.downcast_ref::<String>().cloned();
            Err(text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default())
        }
    }
}

/// A failure with these words.
pub fn failure(why: impl Display) -> Failure {
    why.to_string().into()
}

/// A TCP connection from a host, with [`PATIENCE`].
pub fn connect(from: &SharedOpener, to: SocketAddr) -> io::Result<TcpStream> {
    let socket = socket(from, Domain::for_address(to), Type::STREAM)?;
    socket.connect_timeout(&to.into(), PATIENCE)?;
    Ok(socket.into())
}

/// A UDP socket on a host, bound, with [`PATIENCE`].
pub fn udp(on: &SharedOpener, at: SocketAddr) -> io::Result<UdpSocket> {
    let socket = socket(on, Domain::for_address(at), Type::DGRAM)?;
    socket.bind(&at.into())?;
    Ok(socket.into())
}

fn socket(on: &SharedOpener, domain: Domain, kind: Type) -> io::Result<Socket> {
    let socket = Socket::from(on.open(domain.into(), kind.into(), 0)?);
    socket.set_read_timeout(Some(PATIENCE))?;
    socket.set_write_timeout(Some(PATIENCE))?;
    Ok(socket)
}

/// Reads until `expected` is there, and compares.
pub fn hear(stream: &mut TcpStream, expected: &str) -> Result<(), Failure> {
    let mut got = vec![0; expected.len()];
    stream.read_exact(&mut got)?;
    if got == expected.as_bytes() { Ok(()) } else { Err(failure(format!("heard {:?}", String::from_utf8_lossy(&got)))) }
}

/// A packet socket on a host that sees every frame of all its interfaces.
#[derive(Debug)]
pub struct Tap(Socket);

impl Tap {
    /// Opens it; frames are kept from now on.
    pub fn on(host: &SharedOpener) -> io::Result<Self> {
        let all = i32::from((libc::ETH_P_ALL as u16).to_be());
        let socket = Socket::from(host.open(libc::AF_PACKET, libc::SOCK_RAW, all)?);
        Ok(Self(socket))
    }

    /// The first frame for which `wanted` holds.
    pub fn until(&self, wanted: impl Fn(&[u8]) -> bool) -> Result<Vec<u8>, Failure> {
        let end = Instant::now() + PATIENCE;
        let mut buffer = vec![0; 65_536];
        while let Some(left) = end.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()) {
            self.0.set_read_timeout(Some(left))?;
            let length = (&self.0).read(&mut buffer)?;
            if wanted(&buffer[..length]) {
                return Ok(buffer[..length].to_vec());
            }
        }
        Err(failure("no such frame came by"))
    }
}

/// A program that runs on a host, with a grip on its input and outputs.
pub struct Running {
    pub guest: Guest,
    pub input: io::PipeWriter,
    pub output: io::PipeReader,
    pub errors: io::PipeReader,
}

/// Runs the program under test with `args` on a host.
pub fn run_on(practice: &Practice, host: HostId, args: &[&str]) -> io::Result<Running> {
    let ((stdin, input), (output, stdout), (errors, stderr)) = (io::pipe()?, io::pipe()?, io::pipe()?);
    let guest = practice.spawn(host, args, [stdin.as_fd(), stdout.as_fd(), stderr.as_fd()])?;
    Ok(Running { guest, input, output, errors })
}

/// Reads one line, without its ending; fails after [`PATIENCE`].
pub fn line(from: &mut (impl io::Read + std::os::fd::AsFd)) -> Result<String, Failure> {
    let mut line = Vec::new();
    let end = Instant::now() + PATIENCE;
    loop {
        let left = end.saturating_duration_since(Instant::now());
        let limit = nix::poll::PollTimeout::try_from(left).unwrap_or(nix::poll::PollTimeout::ZERO);
        let mut fds = [nix::poll::PollFd::new(from.as_fd(), nix::poll::PollFlags::POLLIN)];
        if nix::poll::poll(&mut fds, limit)? == 0 {
            return Err(failure(format!("no line came, only {:?}", String::from_utf8_lossy(&line))));
        }
        let mut byte = [0];
        match from.read(&mut byte)? {
            1 if byte != *b"\n" => line.push(byte[0]),
            _ => return Ok(String::from_utf8_lossy(&line).into_owned()),
        }
    }
}

/// Asks again and again until it holds; fails after [`PATIENCE`]. For what the kernel does in its own time.
pub fn soon(what: &str, holds: impl Fn() -> bool) -> Result<(), Failure> {
    let end = Instant::now() + PATIENCE;
    while !holds() {
        if Instant::now() > end {
            return Err(failure(format!("not so after {PATIENCE:?}: {what}")));
        }
        std::thread::yield_now();
    }
    Ok(())
}

/// Every IPv4 address of a host, at this port.
pub fn any(port: u16) -> SocketAddr {
    SocketAddr::from(([0, 0, 0, 0], port))
}
