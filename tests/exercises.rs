//! Exercises against the kernel, as an ordinary user in a network of the test's own: what is said follows
//! the kernel's settings, so nothing is canned.
//!
//! A test is a function and a line in its exercise's list. It gets a fresh network with a loopback. Run some of
//! them with `cargo test --test exercises -- WORD`.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed, and this one runs its tests itself"
)]
#![expect(
    clippy::unused_self,
    reason = "which network is meant is the thread's state: what is done there asks for the proof that it is in one"
)]

#[path = "exercises/backlog.rs"]
mod backlog;
#[path = "exercises/blocking.rs"]
mod blocking;
#[path = "exercises/byteorder.rs"]
mod byteorder;
#[path = "exercises/endings.rs"]
mod endings;
#[path = "exercises/every.rs"]
mod every;
#[path = "exercises/handshake.rs"]
mod handshake;
#[path = "exercises/net.rs"]
mod net;
#[path = "exercises/ports.rs"]
mod ports;
#[path = "exercises/stream.rs"]
mod stream;

use std::fs::File;
use std::io::{self, Write as _};
use std::os::unix::process::CommandExt as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{Command, ExitCode};

use net::Net;

/// A test: gets a fresh network; a panic is a failure.
pub type Test = fn(&Net);

const TESTS: &[&[(&str, Test)]] = &[
    every::TESTS,
    stream::TESTS,
    backlog::TESTS,
    endings::TESTS,
    ports::TESTS,
    blocking::TESTS,
    handshake::TESTS,
    byteorder::TESTS,
];

/// With this argument the test program runs as an ordinary user, started by root.
const AS_USER: &str = "--as-an-ordinary-user";
/// Any user that is not root.
const USER: u32 = 1000;

fn main() -> ExitCode {
    let mine = std::env::args().any(|arg| arg == AS_USER);
    if nix::unistd::geteuid().is_root() && !mine {
        return as_user().unwrap_or_else(|error| {
            println!("the run as an ordinary user ... FAILED: {error}");
            ExitCode::FAILURE
        });
    }
    if let Err(why) = net::own_user_namespace() {
        println!("skipped: all exercises (no namespaces here: {why})");
        return ExitCode::SUCCESS;
    }
    run()
}

/// Runs this test program as [`USER`]. The program under test is reached through a descriptor, as it may lie under
/// a directory that only root may enter.
fn as_user() -> io::Result<ExitCode> {
    let status = Command::new("/proc/self/exe")
        .arg(AS_USER)
        .args(std::env::args().skip(1))
        .stdin(File::open(env!("CARGO_BIN_EXE_wirelab"))?)
        .uid(USER)
        .gid(USER)
        .status()?;
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn run() -> ExitCode {
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with('-'))
        .collect();
    let wanted = |name: &str| words.is_empty() || words.iter().any(|word| name.contains(word));
    let (mut passed, mut failed) = (0, 0);
    for (name, test) in TESTS.iter().copied().flatten() {
        if !wanted(name) {
            continue;
        }
        let outcome = Net::new()
            .map_err(|error| error.to_string())
            .and_then(|net| {
                catch_unwind(AssertUnwindSafe(|| test(&net))).map_err(|_| "it panicked".to_owned())
            });
        match outcome {
            Ok(()) => {
                println!("{name} ... ok");
                passed += 1;
            }
            Err(why) => {
                println!("{name} ... FAILED: {why}");
                failed += 1;
            }
        }
        let _ = io::stdout().flush();
    }
    println!("{passed} passed, {failed} failed");
    if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
