//! One run of an exercise: what is asked of the edge, and what the edge reports.
//!
//! Pure: it hands out [`Command`]s and takes [`Report`]s. The screen and `wirelab exercise` drive the same
//! session; only who carries its commands to the runner differs.

use std::time::Duration;

use super::Exercise;
use super::call::{Step, Wait};
use super::ground::{Ground, Setting};
use super::journal::{Ended, Entry, Journal, StepId};
use super::knob::Choices;
use super::recipe::Recipe;
use crate::clock::Time;
use crate::frame::FrameBatch;
use crate::say;
use crate::say::Say;

/// Calls that one run may make: a script that errs ends here.
pub const MOST_STEPS: usize = 2_000;

/// Which run a command or report belongs to: what an earlier one still reports is not mixed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct RunId(pub u32);

/// What the edge is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Prepare the ground. Whatever ran before is ended.
    Start(RunId, Ground),
    /// Make this call. If it has not returned after the patience, report that it waits.
    Perform(RunId, StepId, Box<Step>, Option<Duration>),
    /// Close all sockets and let the ground go.
    Stop(RunId),
}

impl Command {
    /// The run it belongs to.
    #[must_use]
    pub const fn run(&self) -> RunId {
        match self {
            Self::Start(run, _) | Self::Perform(run, ..) | Self::Stop(run) => *run,
        }
    }
}

/// What the edge reports.
#[derive(Debug, Clone)]
pub enum Report {
    /// The ground is ready.
    Ready(Setting),
    /// A call was begun.
    Began(StepId, Time),
    /// A call has not returned for as long as the script waits.
    Waits(StepId, Time),
    /// A call returned.
    Ended(StepId, Box<Ended>),
    /// Frames went by.
    Frames(FrameBatch),
    /// It cannot go on.
    Failed(Say),
}

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Phase {
    /// Not begun.
    #[default]
    Fresh,
    /// The ground is being prepared.
    Preparing,
    /// Calls are made.
    Running,
    /// Nothing is left to do by itself. The sockets are still there: what the student asks for goes on from here.
    Resting,
    /// It could not go on.
    Failed,
}

/// One run of an exercise.
#[derive(Debug)]
pub struct Session {
    recipe: &'static Recipe,
    choices: Choices,
    ground: Ground,
    exercise: Box<dyn Exercise>,
    journal: Journal,
    phase: Phase,
    run: RunId,
    /// The step the script waits for.
    awaited: Option<StepId>,
}

impl Session {
    /// A run that has not begun, with the exercise's own ground.
    #[must_use]
    pub fn new(recipe: &'static Recipe, choices: Choices) -> Self {
        Self {
            recipe,
            exercise: (recipe.make)(&choices),
            choices,
            ground: recipe.ground,
            journal: Journal::default(),
            phase: Phase::Fresh,
            run: RunId(0),
            awaited: None,
        }
    }

    /// The same, behind this run of whichever exercise there was: no two runs have the same number.
    #[must_use]
    pub fn after(self, run: RunId) -> Self {
        Self { run, ..self }
    }

    /// Which exercise.
    #[must_use]
    pub const fn recipe(&self) -> &'static Recipe {
        self.recipe
    }

    /// What was chosen.
    #[must_use]
    pub const fn choices(&self) -> &Choices {
        &self.choices
    }

    /// Where it is to run.
    #[must_use]
    pub const fn ground(&self) -> Ground {
        self.ground
    }

    /// What it does and says.
    #[must_use]
    pub fn exercise(&self) -> &dyn Exercise {
        self.exercise.as_ref()
    }

    /// What has happened.
    #[must_use]
    pub const fn journal(&self) -> &Journal {
        &self.journal
    }

    /// How far it is.
    #[must_use]
    pub const fn phase(&self) -> Phase {
        self.phase
    }

    /// Which run it is.
    #[must_use]
    pub const fn run(&self) -> RunId {
        self.run
    }

    /// Does it hold sockets, or is about to?
    #[must_use]
    pub const fn is_alive(&self) -> bool {
        matches!(
            self.phase,
            Phase::Preparing | Phase::Running | Phase::Resting
        )
    }

    /// Sets a knob: what ran is over, for its calls were others.
    ///
    /// # Errors
    /// What is wrong with the value; nothing has changed then.
    pub fn choose(&mut self, name: &str, value: &str) -> Result<Vec<Command>, Say> {
        self.choices.set(name, value)?;
        self.exercise = (self.recipe.make)(&self.choices);
        Ok(self.reset())
    }

    /// Where it shall run from now on: what ran is over.
    pub fn move_to(&mut self, ground: Ground) -> Vec<Command> {
        self.ground = ground;
        self.reset()
    }

    /// Whoever drives it gives up: why stands with what it could not do.
    pub fn cut_short(&mut self, why: Say) {
        self.journal.trouble.get_or_insert(why);
    }

    /// Back to the beginning: nothing has happened, nothing is open.
    pub fn reset(&mut self) -> Vec<Command> {
        let stop = self.is_alive().then_some(Command::Stop(self.run));
        self.journal = Journal::default();
        self.phase = Phase::Fresh;
        self.awaited = None;
        stop.into_iter().collect()
    }

    /// Begins, from the beginning.
    pub fn start(&mut self) -> Vec<Command> {
        let mut commands = self.reset();
        self.run = RunId(self.run.0.wrapping_add(1));
        self.phase = Phase::Preparing;
        commands.push(Command::Start(self.run, self.ground));
        commands
    }

    /// The student asks for something while it runs. `None`: it does not run, or the exercise has no such control.
    pub fn press(&mut self, control: &'static str) -> Option<Vec<Command>> {
        let known = self.recipe.controls.contains(&control);
        if !known || !matches!(self.phase, Phase::Running | Phase::Resting) {
            return None;
        }
        self.journal.pressed.push(control);
        Some(self.go_on())
    }

    /// Takes a report of a run. Gives what is to be done next; what an earlier run reports changes nothing.
    pub fn hear(&mut self, run: RunId, report: Report) -> Vec<Command> {
        if run != self.run || !self.is_alive() {
            return Vec::new();
        }
        match report {
            Report::Ready(setting) => {
                self.journal.setting = Some(setting);
                self.phase = Phase::Running;
            }
            Report::Began(id, at) => self.with(id, |entry| entry.began = Some(at)),
            Report::Waits(id, at) => {
                // It may have returned just before.
                self.with(id, |entry| {
                    entry.waits = entry.ended.is_none().then_some(at);
                });
                self.no_longer_awaits(id);
            }
            Report::Ended(id, ended) => {
                for end in [ended.local, ended.peer].into_iter().flatten() {
                    self.journal.ends.note(end);
                }
                self.with(id, |entry| entry.ended = Some(*ended));
                self.no_longer_awaits(id);
            }
            Report::Frames(batch) => {
                if !self.journal.take_frames(&batch) {
                    return Vec::new();
                }
            }
            Report::Failed(why) => {
                self.journal.trouble = Some(why);
                self.phase = Phase::Failed;
                return vec![Command::Stop(run)];
            }
        }
        self.go_on()
    }

    fn with(&mut self, id: StepId, change: impl FnOnce(&mut Entry)) {
        if let Some(entry) = self.journal.entries.iter_mut().find(|entry| entry.id == id) {
            change(entry);
        }
    }

    fn no_longer_awaits(&mut self, id: StepId) {
        if self.awaited == Some(id) {
            self.awaited = None;
        }
    }

    /// Asks the exercise for calls until it waits for one.
    fn go_on(&mut self) -> Vec<Command> {
        let mut commands = Vec::new();
        if self.journal.setting.is_none() {
            return commands;
        }
        while self.awaited.is_none() {
            if self.journal.steps() >= MOST_STEPS {
                self.journal.trouble = Some(say!("exercise-too-long", most = MOST_STEPS));
                break;
            }
            let Some(step) = self.exercise.next(&self.journal) else {
                break;
            };
            commands.push(self.ask(step));
        }
        let waits = self.awaited.is_some() || self.has_unfinished();
        self.phase = if waits {
            Phase::Running
        } else {
            Phase::Resting
        };
        commands
    }

    /// A call that the script went past without waiting for it, and that nobody has seen wait yet.
    fn has_unfinished(&self) -> bool {
        let mut entries = self.journal.entries.iter();
        entries.any(|entry| entry.ended.is_none() && entry.waits.is_none())
    }

    fn ask(&mut self, step: Step) -> Command {
        let id = StepId(u32::try_from(self.journal.steps() + 1).unwrap_or(u32::MAX));
        let patience = match step.wait {
            Wait::Ended | Wait::Soon => None,
            Wait::AtMost(most) => Some(most),
            Wait::No => Some(UNSEEN),
        };
        let goes_on = matches!(step.wait, Wait::No | Wait::Soon);
        self.awaited = (!goes_on).then_some(id);
        let entry = Entry {
            id,
            step: step.clone(),
            began: None,
            waits: None,
            ended: None,
        };
        for end in entry.ends() {
            self.journal.ends.note(end);
        }
        self.journal.entries.push(entry);
        Command::Perform(self.run, id, Box::new(step), patience)
    }
}

/// After this long a call beside the script counts as one that waits.
const UNSEEN: Duration = Duration::from_millis(400);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exercise::call::{Actor, Call, Sock, Value};
    use crate::exercise::knob::Knob;
    use crate::exercise::{Finding, Question};

    const KNOBS: &[Knob] = &[];
    const ENDLESS: Recipe = Recipe {
        name: "endless",
        title: "",
        about: "",
        knobs: KNOBS,
        controls: &["again"],
        ground: Ground::Here,
        make: |_| Box::new(Script { steps: usize::MAX }),
    };
    const TWO: Recipe = Recipe {
        make: |_| Box::new(Script { steps: 2 }),
        ..ENDLESS
    };

    /// So many steps, each beside the script; one more for each `again`.
    #[derive(Debug)]
    struct Script {
        steps: usize,
    }

    impl Exercise for Script {
        fn next(&self, journal: &Journal) -> Option<Step> {
            let wanted = self.steps.saturating_add(journal.pressed("again"));
            let step = Step::new(Actor::SERVER, Sock::named("s"), Call::Listen(1));
            let step = if self.steps == 2 { step } else { step.beside() };
            (journal.steps() < wanted).then_some(step)
        }

        fn question(&self) -> Question {
            Question {
                ask: say!("backlog-about"),
                answers: Vec::new(),
            }
        }

        fn answer(&self, _: &Journal) -> Option<usize> {
            None
        }

        fn sentence(&self, _: &Journal) -> Option<Say> {
            None
        }

        fn findings(&self, _: &Journal) -> Vec<Finding> {
            Vec::new()
        }
    }

    fn started(recipe: &'static Recipe) -> (Session, Vec<Command>) {
        let mut session = Session::new(recipe, Choices::new(recipe.knobs));
        assert_eq!(
            session.start(),
            [Command::Start(RunId(1), Ground::Here)],
            "nothing was open before"
        );
        let commands = session.hear(RunId(1), Report::Ready(Setting::here()));
        (session, commands)
    }

    fn ended(id: u32) -> Report {
        let ended = Ended {
            at: Time(i64::from(id)),
            outcome: Ok(Value::Number(0)),
            local: None,
            peer: None,
            tcp: None,
        };
        Report::Ended(StepId(id), Box::new(ended))
    }

    #[test]
    fn the_script_waits_for_each_call_and_then_rests_until_something_is_asked_for() {
        let (mut session, commands) = started(&TWO);
        assert!(matches!(
            &commands[..],
            [Command::Perform(_, StepId(1), _, None)]
        ));
        let next = session.hear(RunId(1), ended(1));
        assert!(matches!(
            &next[..],
            [Command::Perform(_, StepId(2), _, None)]
        ));
        assert_eq!(session.phase(), Phase::Running);
        assert_eq!(session.hear(RunId(1), ended(2)), []);
        assert_eq!(session.phase(), Phase::Resting);
        assert_eq!(session.press("no such control"), None);
        let more = session.press("again").unwrap();
        assert!(matches!(
            &more[..],
            [Command::Perform(_, StepId(3), _, None)]
        ));
    }

    #[test]
    fn what_an_earlier_run_still_reports_changes_nothing() {
        let (mut session, _) = started(&TWO);
        let again = session.start();
        assert_eq!(
            again,
            [
                Command::Stop(RunId(1)),
                Command::Start(RunId(2), Ground::Here)
            ]
        );
        assert_eq!(session.hear(RunId(1), ended(1)), []);
        assert_eq!(
            session.hear(RunId(1), Report::Failed(say!("backlog-about"))),
            []
        );
        assert_eq!(session.journal(), &Journal::default());
        assert_eq!(session.phase(), Phase::Preparing);
    }

    #[test]
    fn a_script_without_an_end_is_ended() {
        let (session, commands) = started(&ENDLESS);
        assert_eq!(commands.len(), MOST_STEPS);
        assert_eq!(session.journal().steps(), MOST_STEPS);
        assert!(session.journal().trouble.is_some());
    }

    #[test]
    fn a_run_that_cannot_go_on_says_why_and_lets_go() {
        let (mut session, _) = started(&TWO);
        let stop = session.hear(RunId(1), Report::Failed(say!("backlog-about")));
        assert_eq!(stop, [Command::Stop(RunId(1))]);
        assert_eq!(session.phase(), Phase::Failed);
        assert!(session.journal().trouble.is_some());
        assert!(session.reset().is_empty(), "nothing is open any more");
    }

    #[test]
    fn the_journal_can_be_seen_as_it_was() {
        let (mut session, _) = started(&TWO);
        for (id, began) in [(1, 0), (2, 10)] {
            session.hear(RunId(1), Report::Began(StepId(id), Time(began)));
            session.hear(RunId(1), ended(id));
        }
        let journal = session.journal();
        assert_eq!(journal.happenings().len(), 4);
        assert!(journal.until(0).entries.is_empty());
        let one = journal.until(1);
        assert_eq!((one.entries.len(), one.entries[0].succeeded()), (1, false));
        assert_eq!(&journal.until(4), journal);
    }
}
