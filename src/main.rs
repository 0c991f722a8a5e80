//! wirelab: an interactive network lab in a terminal.

use std::process::ExitCode;

use clap::Parser as _;
use wirelab::cli::{Cli, Command};
use wirelab::cmd;
use wirelab::cmd::out::{Stop, exit_code};

fn main() -> ExitCode {
    exit_code(match Cli::parse().command {
        Some(Command::Partner(args)) => cmd::partner::run(&args),
        Some(Command::PracticeHelper) => cmd::practice_helper::run(),
        _ => Err(Stop::Usage("this is not built yet".to_owned())),
    })
}
