//! Parse, install error reports, run, exit code. Everything else is in the library.

use std::process::ExitCode;

use clap::Parser as _;
use wirelab::app::start;
use wirelab::cli::{Cli, Command};
use wirelab::cmd;
use wirelab::cmd::config;
use wirelab::cmd::out::{Stop, aside, exit_code};

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(told) => return asked_wrongly(&told),
    };
    if let Err(stop) = cmd::rights::settle(cli.command.as_ref()) {
        return exit_code(Err(stop));
    }
    match &cli.command {
        None => lab(&cli),
        // These ask for no settings, or say themselves what is wrong with them.
        Some(Command::Config(args)) => exit_code(config::run(&cli, args, start::keys())),
        Some(Command::Doctor(args)) => {
            exit_code(cmd::doctor::run(args, &config::load(&cli, start::keys())))
        }
        Some(Command::Exercise(args)) => exit_code(cmd::exercise::run(args)),
        Some(Command::Partner(args)) => exit_code(cmd::partner::run(args)),
        Some(Command::PracticeHelper) => exit_code(cmd::practice_helper::run()),
        Some(command) => exit_code(with_settings(&cli, command)),
    }
}

/// Help and version as they are; what is wrong with the arguments with none of their control characters.
fn asked_wrongly(told: &clap::Error) -> ExitCode {
    if !told.use_stderr() {
        told.exit();
    }
    aside(told.render().to_string().trim_end());
    ExitCode::from(2)
}

fn lab(cli: &Cli) -> ExitCode {
    match config::load(cli, start::keys()) {
        Ok(loaded) => start::lab(cli, loaded.ready),
        Err(refused) => {
            let lang = start::spoken(refused.lang);
            exit_code(Err(Stop::Usage(refused.told(lang))))
        }
    }
}

fn with_settings(cli: &Cli, command: &Command) -> Result<(), Stop> {
    let loaded = config::load(cli, start::keys())?;
    loaded.warn();
    let settings = &loaded.ready.settings;
    match command {
        Command::Ip(args) => cmd::ip::run(args),
        Command::Chat(args) => cmd::chat::run(args, settings),
        Command::Capture(args) => cmd::capture::run(args, &args.capture.or(&cli.capture), settings),
        Command::Read(args) => cmd::read::run(args),
        Command::Encap(args) => cmd::encap::run(args, settings),
        Command::Report(args) => cmd::report::run(args, settings.language.value),
        Command::Exercise(_)
        | Command::Partner(_)
        | Command::Doctor(_)
        | Command::Config(_)
        | Command::PracticeHelper => Ok(()),
    }
}
