//! `wirelab exercise`: an exercise as it runs without a screen, as text or JSON.

mod json;
mod plain;

use std::io::Write;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

use super::out::{Stop, line, stdout};
use crate::cli::{Chosen, ExerciseArgs};
use crate::exercise::{Command, Phase, Report, RunId, Session, list};
use crate::runner::Runner;
use crate::say;
use crate::sys::rights::{early_packet_socket, give_up_capture_rights};
use crate::text::{Lang, Text};

/// A run ends after this long, whatever it still waits for.
const LIMIT: Duration = Duration::from_secs(28);
/// When nothing is left to do, frames may still be under way for this long.
const REST: Duration = Duration::from_millis(150);
/// Reports that may wait.
const LANE: usize = 1024;

/// Lists the exercises, or runs one: its default case unless something was chosen. Asks nothing.
///
/// # Errors
/// [`Stop::Failed`] where no thread can be had, or the run could not begin; [`Stop::ReaderGone`].
pub fn run(args: &ExerciseArgs) -> Result<(), Stop> {
    // While there is one thread only: rights belong to threads.
    let packets = early_packet_socket().ok();
    give_up_capture_rights()?;
    let text = Text::new(Lang::En);
    let mut out = stdout();
    let Some(chosen) = &args.chosen else {
        return listed(args.json, &text, &mut out);
    };
    let session = performed(chosen, packets)?;
    if args.json {
        json::print(&session, &text, &mut out)?;
    } else {
        plain::print(&session, &text, &mut out)?;
    }
    out.flush()?;
    match &session.journal().trouble {
        Some(trouble) if session.phase() == Phase::Failed => Err(Stop::Failed(text.say(trouble))),
        _ => Ok(()),
    }
}

fn listed(json: bool, text: &Text, out: &mut impl Write) -> Result<(), Stop> {
    for recipe in list::ALL {
        let about = text.get(recipe.about);
        if json {
            line(out, &json::listed(recipe, &about))?;
        } else {
            line(out, &format!("{:<11}{about}", recipe.name))?;
        }
    }
    if !json {
        line(
            out,
            "\nwirelab exercise NAME runs one (--help: what can be chosen)",
        )?;
    }
    Ok(())
}

/// Runs it to its end.
fn performed(chosen: &Chosen, packets: Option<std::os::fd::OwnedFd>) -> Result<Session, Stop> {
    let mut session = Session::new(chosen.recipe, chosen.choices.clone());
    if let Some(ground) = chosen.ground {
        session.move_to(ground);
    }
    let (report, reports) = sync_channel(LANE);
    let runner = Runner::start(
        packets,
        // Who is gone needs no reports.
        Arc::new(move |run, what| drop(report.send((run, what)))),
    )?;
    let order = |commands: Vec<Command>| {
        let refused = commands
            .into_iter()
            .find_map(|command| runner.order(command).err());
        refused.map_or(Ok(()), |_| {
            Err(Stop::Failed("the exercise hangs".to_owned()))
        })
    };
    order(session.start())?;
    if !follow(&mut session, &reports, order)? {
        session.cut_short(say!("exercise-cut-short", seconds = LIMIT.as_secs()));
    }
    Ok(session)
}

/// Goes on until nothing is left to do and nothing of the run comes any more. `false`: it had to be cut short.
fn follow(
    session: &mut Session,
    reports: &Receiver<(RunId, Report)>,
    order: impl Fn(Vec<Command>) -> Result<(), Stop>,
) -> Result<bool, Stop> {
    let (end, mut quiet) = (Instant::now() + LIMIT, Instant::now());
    loop {
        let now = Instant::now();
        let until = match session.phase() {
            Phase::Resting => end.min(quiet + REST),
            Phase::Failed | Phase::Fresh => return Ok(true),
            Phase::Preparing | Phase::Running => end,
        };
        if now >= until {
            return Ok(session.phase() == Phase::Resting);
        }
        match reports.recv_timeout(until - now) {
            Ok((run, report)) => {
                // Others' frames are no sign of life.
                let own = match &report {
                    Report::Frames(batch) => session.journal().has_own(batch),
                    Report::Ready(_)
                    | Report::Began(..)
                    | Report::Waits(..)
                    | Report::Ended(..)
                    | Report::Failed(_) => true,
                };
                if own {
                    quiet = Instant::now();
                }
                order(session.hear(run, report))?;
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Ok(false),
        }
    }
}
