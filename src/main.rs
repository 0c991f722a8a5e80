//! Parse, install error reports, run, exit code. Everything else is in the library.

use std::process::ExitCode;

use clap::Parser as _;
use wirelab::cli::{Cli, Command};
use wirelab::cmd;

fn main() -> ExitCode {
    let cli = Cli::parse();
    if let Err(stop) = cmd::rights::settle(cli.command.as_ref()) {
        return cmd::out::exit_code(Err(stop));
    }
    match &cli.command {
        Some(Command::Ip(args)) => cmd::out::exit_code(cmd::ip::run(args)),
        Some(Command::Chat(args)) => cmd::out::exit_code(cmd::chat::run(args)),
        Some(Command::Capture(args)) => {
            cmd::out::exit_code(cmd::capture::run(args, &args.capture.or(&cli.capture)))
        }
        Some(Command::Read(args)) => cmd::out::exit_code(cmd::read::run(args)),
        Some(Command::Encap(args)) => cmd::out::exit_code(cmd::encap::run(args)),
        Some(Command::Report(args)) => cmd::out::exit_code(cmd::report::run(args, cli.screen.lang)),
        Some(Command::Partner(args)) => cmd::out::exit_code(cmd::partner::run(args)),
        Some(Command::Doctor(args)) => cmd::out::exit_code(cmd::doctor::run(args)),
        Some(Command::PracticeHelper) => cmd::out::exit_code(cmd::practice_helper::run()),
        None => wirelab::app::start::lab(&cli),
    }
}
