//! The runner of exercises, once one is run.

use std::sync::Arc;

use tokio::sync::mpsc;

use crate::exercise::{Command, Report, RunId};
use crate::msg::Event;
use crate::runner::Runner;
use crate::say;

/// The runner, and where its reports go.
pub(super) struct Exercises {
    control: mpsc::Sender<Event>,
    runner: Option<Runner>,
}

impl Exercises {
    pub(super) const fn new(control: mpsc::Sender<Event>) -> Self {
        Self {
            control,
            runner: None,
        }
    }

    /// Hands it a command; the first one starts it. What cannot be done is told at once.
    pub(super) fn order(&mut self, command: Command) -> Option<Event> {
        let run = command.run();
        match self.ready().map(|runner| runner.order(command)) {
            Ok(Ok(())) => None,
            Ok(Err(_)) => {
                self.runner = None;
                Some(failed(run, "EAGAIN"))
            }
            Err(error) => Some(failed(run, &error.to_string())),
        }
    }

    fn ready(&mut self) -> std::io::Result<&Runner> {
        let runner = if let Some(runner) = self.runner.take() {
            runner
        } else {
            let control = self.control.clone();
            // This machine's frames come from the lab's own capture.
            let report = move |run, report| {
                let _ = control.blocking_send(Event::Exercise(run, report));
            };
            Runner::start(None, Arc::new(report))?
        };
        Ok(self.runner.insert(runner))
    }
}

fn failed(run: RunId, error: &str) -> Event {
    let why = say!("exercise-no-thread", error = error.to_owned());
    Event::Exercise(run, Report::Failed(why))
}
