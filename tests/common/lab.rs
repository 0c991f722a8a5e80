//! A bench for tests between real hosts: a list of named tests, a pair of hosts for each.

use std::fmt::{self, Display};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream, UdpSocket};
use std::os::fd::AsFd as _;
use std::os::unix::process::CommandExt as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use socket2::{Domain, Socket, Type};
use wirelab::place::HostId;
use wirelab::practice::lab::{Guest, start_with};
use wirelab::practice::{Practice, PracticeError, Topology};
use wirelab::sys::factory::SharedFactory;
use wirelab::text::{Lang, Text};

/// No single wait in a test is longer; a passing test never waits so long.
pub const PATIENCE: Duration = Duration::from_secs(10);
/// Names the program under test to a test program that was started by another one.
pub const PROGRAM_VARIABLE: &str = "WIRELAB_TEST_PROGRAM";

/// A test: gets a fresh pair of hosts; a panic or an error is a failure.
pub type Test = fn(&Practice) -> Result<(), Failure>;
/// Why a test failed.
pub type Failure = Box<dyn std::error::Error>;

/// With this argument the test program is a second run, as an ordinary user.
const AS_USER: &str = "--as-an-ordinary-user";
/// Any user that is not root.
const USER: u32 = 1000;

/// How many tests ended how.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Tally {
    passed: u32,
    failed: u32,
    skipped: u32,
}

impl Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} passed, {} failed, {} skipped",
            self.passed, self.failed, self.skipped
        )
    }
}

/// Runs the tests whose name contains one of the words of the command line (all, if there is none).
/// Each gets a pair of its own. Where namespaces are denied all are skipped, by name. Root runs
/// them a second time as an ordinary user, whose rights are other ones; the `long` ones once.
pub fn run(tests: &[(&str, Test)], long: &[(&str, Test)]) -> ExitCode {
    let (words, options): (Vec<String>, Vec<String>) = std::env::args()
        .skip(1)
        .partition(|word| !word.starts_with('-'));
    let second = options.iter().any(|option| option == AS_USER);
    let suffix = if second { " (as an ordinary user)" } else { "" };
    let mut tally = Tally::default();
    for (name, test) in tests.iter().chain(long.iter().filter(|_| !second)) {
        if words.is_empty() || words.iter().any(|word| name.contains(word.as_str())) {
            run_one(&format!("{name}{suffix}"), *test, &mut tally);
        }
    }
    if nix::unistd::geteuid().is_root()
        && !second
        && let Err(why) = again_as_user(&words, &mut tally)
    {
        println!("skipped: all of it as an ordinary user ({why})");
        tally.skipped += 1;
    }
    println!("{tally}");
    let _ = io::stdout().flush();
    if tally.failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn run_one(name: &str, test: Test, tally: &mut Tally) {
    let result = match pair() {
        Err(why) if denied(&why) => {
            println!("skipped: {name} ({})", Text::new(Lang::En).say(&why.say()));
            tally.skipped += 1;
            return;
        }
        Err(why) => Err(why.to_string()),
        Ok(practice) => outcome(|| test(&practice)),
    };
    match result {
        Ok(()) => {
            println!("{name} ... ok");
            tally.passed += 1;
        }
        Err(why) => {
            println!("{name} ... FAILED: {why}");
            tally.failed += 1;
        }
    }
}

/// Runs this test program once more as [`USER`]. Both programs are reached through descriptors, as
/// they may lie under a directory that only root may enter.
fn again_as_user(words: &[String], tally: &mut Tally) -> io::Result<()> {
    let mut command = Command::new("/proc/self/exe");
    command
        .arg(AS_USER)
        .args(words)
        .stdin(File::open(program())?)
        .stdout(Stdio::piped())
        .uid(USER)
        .gid(USER);
    let mut child = command.spawn()?;
    let output = child.stdout.take().map(BufReader::new);
    let mut last = None;
    for line in output.into_iter().flat_map(BufRead::lines) {
        if let Some(line) = last.replace(line?) {
            println!("{line}");
        }
    }
    let status = child.wait()?;
    let counts = last.as_deref().and_then(|line| {
        let mut numbers = line.split(' ').step_by(2).map(|number| number.parse().ok());
        Some(Tally {
            passed: numbers.next()??,
            failed: numbers.next()??,
            skipped: numbers.next()??,
        })
    });
    if let Some(counts) = counts {
        tally.passed += counts.passed;
        tally.failed += counts.failed;
        tally.skipped += counts.skipped;
    } else {
        println!("{}", last.unwrap_or_default());
        println!("the run as an ordinary user ... FAILED: {status}");
        tally.failed += 1;
    }
    Ok(())
}

/// Where the program under test is.
pub fn program() -> PathBuf {
    if let Some(path) = std::env::var_os(PROGRAM_VARIABLE) {
        return path.into();
    }
    if std::env::args().any(|arg| arg == AS_USER) {
        return format!("/proc/{}/fd/0", std::process::id()).into();
    }
    env!("CARGO_BIN_EXE_wirelab").into()
}

/// The student's own host.
pub const YOU: HostId = HostId(11);
/// The partner's.
pub const PARTNER: HostId = HostId(12);
/// The router, where there is one.
pub const ROUTER: HostId = HostId(13);

/// A pair of hosts whose helper is the program under test.
pub fn pair() -> Result<Practice, PracticeError> {
    built(&Topology::pair(), [YOU, PARTNER])
}

/// Any lab; the helper is the program under test.
pub fn built(
    topology: &Topology,
    ids: impl IntoIterator<Item = HostId>,
) -> Result<Practice, PracticeError> {
    start_with(&program(), topology, ids)
}

/// Two hosts with a router between; the helper is the program under test.
pub fn routed() -> Result<Practice, PracticeError> {
    built(&Topology::routed(), [YOU, PARTNER, ROUTER])
}

/// Only what this machine forbids is skipped; everything else is a failure.
fn denied(why: &PracticeError) -> bool {
    use wirelab::practice::{Step, Why};
    let refused = matches!(
        why.why,
        Why::TooFew | Why::SwitchedOff | Why::AppArmor | Why::Forbidden | Why::Missing
    );
    refused && matches!(why.step, Step::User | Step::Map | Step::Net)
}

fn outcome(test: impl FnOnce() -> Result<(), Failure>) -> Result<(), String> {
    match catch_unwind(AssertUnwindSafe(test)) {
        Ok(result) => result.map_err(|error| error.to_string()),
        Err(panic) => {
            let text = panic.downcast_ref::<String>().cloned();
            Err(text
                .or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
                .unwrap_or_default())
        }
    }
}

/// A failure with these words.
pub fn failure(why: impl Display) -> Failure {
    why.to_string().into()
}

/// A TCP connection from a host, with [`PATIENCE`].
pub fn connect(from: &SharedFactory, to: SocketAddr) -> io::Result<TcpStream> {
    let socket = socket(from, Domain::for_address(to), Type::STREAM)?;
    socket.connect_timeout(&to.into(), PATIENCE)?;
    Ok(socket.into())
}

/// A UDP socket on a host, bound, with [`PATIENCE`].
pub fn udp(on: &SharedFactory, at: SocketAddr) -> io::Result<UdpSocket> {
    let socket = socket(on, Domain::for_address(at), Type::DGRAM)?;
    socket.bind(&at.into())?;
    Ok(socket.into())
}

fn socket(on: &SharedFactory, domain: Domain, kind: Type) -> io::Result<Socket> {
    let socket = Socket::from(on.open(domain.into(), kind.into(), 0)?);
    socket.set_read_timeout(Some(PATIENCE))?;
    socket.set_write_timeout(Some(PATIENCE))?;
    Ok(socket)
}

/// Reads until `expected` is there, and compares.
pub fn hear(stream: &mut TcpStream, expected: &str) -> Result<(), Failure> {
    let mut got = vec![0; expected.len()];
    stream.read_exact(&mut got)?;
    if got == expected.as_bytes() {
        Ok(())
    } else {
        Err(failure(format!(
            "heard {:?}",
            String::from_utf8_lossy(&got)
        )))
    }
}

/// A packet socket on a host that sees every frame of all its interfaces.
#[derive(Debug)]
pub struct Tap(Socket);

impl Tap {
    /// Opens it; frames are kept from now on.
    pub fn on(host: &SharedFactory) -> io::Result<Self> {
        let all = i32::from((libc::ETH_P_ALL as u16).to_be());
        let socket = Socket::from(host.open(libc::AF_PACKET, libc::SOCK_RAW, all)?);
        Ok(Self(socket))
    }

    /// The first frame for which `wanted` holds.
    pub fn until(&self, wanted: impl Fn(&[u8]) -> bool) -> Result<Vec<u8>, Failure> {
        let end = Instant::now() + PATIENCE;
        let mut buffer = vec![0; 65_536];
        while let Some(left) = end
            .checked_duration_since(Instant::now())
            .filter(|left| !left.is_zero())
        {
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
    let ((stdin, input), (output, stdout), (errors, stderr)) =
        (io::pipe()?, io::pipe()?, io::pipe()?);
    let guest = practice.spawn(host, args, [stdin.as_fd(), stdout.as_fd(), stderr.as_fd()])?;
    Ok(Running {
        guest,
        input,
        output,
        errors,
    })
}

/// Reads one line, without its ending; fails after [`PATIENCE`].
pub fn line(from: &mut (impl io::Read + std::os::fd::AsFd)) -> Result<String, Failure> {
    let mut line = Vec::new();
    let end = Instant::now() + PATIENCE;
    loop {
        let left = end.saturating_duration_since(Instant::now());
        let limit = nix::poll::PollTimeout::try_from(left).unwrap_or(nix::poll::PollTimeout::ZERO);
        let mut fds = [nix::poll::PollFd::new(
            from.as_fd(),
            nix::poll::PollFlags::POLLIN,
        )];
        if nix::poll::poll(&mut fds, limit)? == 0 {
            return Err(failure(format!(
                "no line came, only {:?}",
                String::from_utf8_lossy(&line)
            )));
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
