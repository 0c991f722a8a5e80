//! Parse, install error reports, run, exit code. Everything else is in the library.

use std::process::ExitCode;

use clap::Parser as _;
use wirelab::cli::{Cli, Command};
use wirelab::cmd;
use wirelab::sys::rights::{give_up_capture_rights, is_set_uid};

fn main() -> ExitCode {
    let cli = Cli::parse();
    if is_set_uid() {
        eprintln!("wirelab: it does not run set-user-ID or set-group-ID: it would open its files as somebody else.");
        eprintln!("Take the bit away (chmod ug-s); the right to capture is given with: sudo setcap cap_net_raw+ep wirelab");
        return ExitCode::FAILURE;
    }
    // Before any thread: rights belong to threads. The lab and these two use theirs first.
    if !matches!(cli.command, None | Some(Command::Capture(_) | Command::Doctor(_)))
        && let Err(error) = give_up_capture_rights()
    {
        eprintln!("wirelab: the right to capture could not be given up: {error}");
        return ExitCode::FAILURE;
    }
    match &cli.command {
        Some(Command::Ip(args)) => cmd::out::exit_code(cmd::ip::run(args)),
        Some(Command::Chat(args)) => cmd::out::exit_code(cmd::chat::run(args)),
        Some(Command::Capture(args)) => cmd::out::exit_code(cmd::capture::run(args, &cli.capture)),
        Some(Command::Partner(args)) => cmd::out::exit_code(cmd::partner::run(args)),
        Some(Command::Doctor(args)) => cmd::out::exit_code(cmd::doctor::run(args)),
        Some(Command::PracticeHelper) => cmd::out::exit_code(cmd::practice_helper::run()),
        None => wirelab::app::start::lab(&cli),
    }
}
