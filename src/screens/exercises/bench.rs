//! The bench: what every exercise has on the screen beside its picture. Its settings, its question, the code of
//! the step that is shown, its own log of calls and frames; running, holding, stepping, beginning again.

mod hear;
mod left;
mod log;
mod offers;
mod verb;
mod view;

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::clock::Time;
use crate::exercise::{
    Choices, Command, Ground, Happening, Phase, Recipe, RunId, Session, Values, code,
};
use crate::keymap::{Action, Layer, Move, VerbId};
use crate::msg::{Effect, Event, Key, KeyCode};
use crate::say;
use crate::screens::line::{Edited, LineEdit};
use crate::screens::{Answer, Copied, Offer, Screen, Section, Title, Wish, World};

use super::pictures;
use super::player::{At, Player};
use super::scene::Picture;

pub use verb::Verb;

/// What is offered while a text is typed.
const WRITES: &[Offer] = &[
    Offer::Line(Key::plain(KeyCode::Enter), "exercise-set"),
    Offer::Line(Key::plain(KeyCode::Esc), "footer-leave-line"),
];

/// An exercise on the screen.
#[derive(Debug)]
pub struct Bench {
    picture: &'static Picture,
    session: Session,
    player: Player,
    /// What can be stepped through, each with how much had happened by then.
    steps: Vec<(usize, Time, Happening)>,
    /// All that happened, in order of time.
    happenings: Vec<(Time, Happening)>,
    /// The selected row of what can be chosen: first the settings, then the answers.
    at: usize,
    /// The answer that was given before the run.
    guess: Option<usize>,
    /// The text that is being typed.
    line: Option<LineEdit>,
    /// Has the picture all the room?
    full: bool,
}

impl Bench {
    /// One that has not run. `None`: it has no picture.
    pub(super) fn new(recipe: &'static Recipe, still: bool, before: RunId) -> Option<Self> {
        let mut player = Player::default();
        player.set_still(still);
        Some(Self {
            picture: pictures::of(recipe.name)?,
            session: Session::new(recipe, Choices::new(recipe.knobs)).after(before),
            player,
            steps: Vec::new(),
            happenings: Vec::new(),
            at: recipe.knobs.len(),
            guess: None,
            line: None,
            full: false,
        })
    }

    /// Which exercise.
    pub(super) const fn recipe(&self) -> &'static Recipe {
        self.session.recipe()
    }

    /// Its last run.
    pub(super) const fn run_id(&self) -> RunId {
        self.session.run()
    }

    /// Closes all it holds.
    pub(super) fn let_go(&mut self) -> Answer {
        let commands = self.session.reset();
        self.changed(commands)
    }

    /// The run has changed: what can be stepped through now, and what is asked of the runner.
    fn changed(&mut self, commands: Vec<Command>) -> Answer {
        self.happenings = self.session.journal().happenings();
        self.steps = steps(&self.happenings);
        let wishes = commands
            .into_iter()
            .map(|command| Wish::from(Effect::Exercise(command)));
        Answer::wishes(wishes.collect())
    }

    /// Where the picture is.
    fn shown(&self, now: Duration) -> At {
        self.player.at(self.steps.len(), now)
    }

    /// Has the picture come to the end of what happened?
    fn all_shown(&self, now: Duration) -> bool {
        let total = self.steps.len();
        let at = self.player.at(total, now);
        at.shown >= total && at.phase >= 1.0
    }

    fn run_or_hold(&mut self, now: Duration) -> Answer {
        match self.session.phase() {
            Phase::Fresh | Phase::Failed => self.run(now),
            Phase::Preparing => Answer::why(say!("exercise-preparing")),
            Phase::Running | Phase::Resting => {
                let total = self.steps.len();
                self.player.play_or_hold(total, now);
                Answer::done()
            }
        }
    }

    fn run(&mut self, now: Duration) -> Answer {
        self.player.restart(now);
        let commands = self.session.start();
        self.changed(commands)
    }

    /// A key of this exercise, as bound.
    pub(super) fn key_of(&self, verb: Verb, world: &World<'_>) -> String {
        world.key(Action::Own(self.picture.layer.id, verb.id()))
    }

    fn not_run(&self, world: &World<'_>) -> Answer {
        let key = self.key_of(Verb::PlayPause, world);
        Answer::why(say!("exercise-not-run", key = key))
    }

    fn step(&mut self, on: bool, world: &World<'_>) -> Answer {
        let now = world.look.elapsed;
        let total = self.steps.len();
        if total == 0 {
            return self.not_run(world);
        }
        if self.player.step(on, total, now) {
            return Answer::done();
        }
        Answer::why(if on {
            say!("exercise-at-end")
        } else {
            say!("exercise-at-start")
        })
    }

    /// The selected setting's next value, or the one before.
    fn turn(&mut self, on: bool) -> Answer {
        let Some((knob, value)) = self.session.choices().all().nth(self.at) else {
            return Answer::why(say!("exercise-no-setting"));
        };
        if matches!(knob.values, Values::Text { .. }) {
            return self.type_text();
        }
        let (name, next) = (knob.name, knob.stepped(value, on));
        if next == value {
            return Answer::why(say!("exercise-no-further"));
        }
        self.choose(name, &next)
    }

    fn choose(&mut self, name: &'static str, value: &str) -> Answer {
        match self.session.choose(name, value) {
            Ok(commands) => {
                self.guess = None;
                self.changed(commands)
            }
            Err(wrong) => Answer::why(wrong),
        }
    }

    fn type_text(&mut self) -> Answer {
        let value = self
            .session
            .choices()
            .all()
            .nth(self.at)
            .map(|(_, value)| value);
        self.line = value.map(LineEdit::with_text);
        Answer::is(self.line.is_some())
    }

    /// Enter: gives the selected answer and runs, or changes the selected setting.
    fn open(&mut self, world: &World<'_>) -> Answer {
        let knobs = self.recipe().knobs.len();
        match self.at.checked_sub(knobs) {
            Some(answer) if self.session.phase() == Phase::Fresh => {
                self.guess = Some(answer);
                self.run(world.look.elapsed)
            }
            Some(_) => {
                let key = self.key_of(Verb::Reset, world);
                Answer::why(say!("exercise-asked-before", key = key))
            }
            None => match self.selected_knob() {
                Some(Values::Words(_)) => self.turn(true),
                _ => self.type_text(),
            },
        }
    }

    /// What the selected setting takes; `None`: an answer is selected.
    fn selected_knob(&self) -> Option<Values> {
        self.recipe().knobs.get(self.at).map(|knob| knob.values)
    }

    fn other_ground(&mut self) -> Answer {
        let other = match self.session.ground() {
            Ground::Here => Ground::Cable,
            Ground::Cable => Ground::Here,
        };
        self.guess = None;
        let commands = self.session.move_to(other);
        self.changed(commands)
    }

    fn reset(&mut self, world: &World<'_>) -> Answer {
        if self.session.phase() == Phase::Fresh {
            return self.not_run(world);
        }
        self.guess = None;
        let commands = self.session.reset();
        self.changed(commands)
    }

    /// One of its own controls.
    fn press(&mut self, verb: VerbId, world: &World<'_>) -> Answer {
        let now = world.look.elapsed;
        let place = usize::from(verb.0).checked_sub(Verb::ALL.len());
        let Some(control) = place.and_then(|at| self.recipe().controls.get(at).copied()) else {
            return Answer::no();
        };
        match self.session.press(control) {
            Some(commands) => {
                // What is asked for is to be seen at once, not behind what is still being played.
                self.player.go_to(self.steps.len());
                self.player.play_on(now);
                self.changed(commands)
            }
            None => self.not_run(world),
        }
    }

    /// For tests: has it run, with nothing left to do by itself?
    #[cfg(test)]
    pub(super) fn rests(&self) -> bool {
        self.session.phase() == Phase::Resting
    }

    /// Rows that can be selected: the settings, the answers.
    fn choices(&self) -> usize {
        self.recipe().knobs.len() + self.session.exercise().question().answers.len()
    }
}

/// What can be stepped through: what happened, but the beginning of a call that returned at once.
fn steps(all: &[(Time, Happening)]) -> Vec<(usize, Time, Happening)> {
    let mut steps = Vec::new();
    for (at, (time, happening)) in all.iter().enumerate() {
        let next = all.get(at + 1).map(|(_, next)| *next);
        let returned = match happening {
            Happening::Began(call) => next == Some(Happening::Ended(*call)),
            Happening::Waits(_) | Happening::Ended(_) | Happening::Frame(_) => false,
        };
        if !returned {
            steps.push((at + 1, *time, *happening));
        }
    }
    steps
}

impl Screen for Bench {
    fn layer(&self) -> &'static Layer {
        &self.picture.layer
    }

    fn title(&self, world: &World<'_>) -> Title {
        Title {
            name: world.look.say(&say!(
                "exercise-title",
                name = world.look.get(self.recipe().title)
            )),
            status: self.status(world),
        }
    }

    fn about(&self) -> &'static str {
        self.recipe().about
    }

    fn help(&self, world: &World<'_>) -> Vec<Section> {
        vec![self.signs(world)]
    }

    fn hint(&self, verb: VerbId, world: &World<'_>) -> Option<&'static str> {
        self.offered(verb, world.look.elapsed)
    }

    fn writes(&self) -> Option<&'static [Offer]> {
        self.line.is_some().then_some(WRITES)
    }

    fn deadline(&self, now: Duration) -> Option<Duration> {
        self.player.deadline(self.steps.len(), now)
    }

    fn heard(&mut self, event: &Event, world: &World<'_>) -> Answer {
        self.hears(event, world.look.elapsed)
    }

    fn act(&mut self, verb: VerbId, world: &World<'_>) -> Answer {
        let now = world.look.elapsed;
        match Verb::at(verb) {
            Some(Verb::PlayPause) => self.run_or_hold(now),
            Some(Verb::Left) => self.step(false, world),
            Some(Verb::Right) => self.step(true, world),
            Some(Verb::Open) => self.open(world),
            Some(Verb::More) => self.turn(true),
            Some(Verb::Less) => self.turn(false),
            Some(Verb::Ground) => self.other_ground(),
            Some(Verb::Reset) => self.reset(world),
            Some(Verb::Full) => {
                self.full = !self.full;
                Answer::done()
            }
            None => self.press(verb, world),
        }
    }

    fn moved(&mut self, to: Move, _world: &World<'_>) -> Answer {
        let last = self.choices().saturating_sub(1);
        let goal = to.walked(self.at, last, last.max(1));
        let moves = goal != self.at;
        self.at = goal;
        Answer::is(moves)
    }

    fn back(&mut self, _world: &World<'_>) -> Answer {
        Answer::is(self.line.take().is_some())
    }

    fn key(&mut self, key: Key, _world: &World<'_>) -> Answer {
        let Some(line) = &mut self.line else {
            return Answer::no();
        };
        if key.code == KeyCode::Esc {
            self.line = None;
            return Answer::done();
        }
        match line.key(key) {
            Edited::No => Answer::no(),
            Edited::Changed => Answer::done(),
            Edited::Entered(text) => {
                let knob = self
                    .recipe()
                    .knobs
                    .get(self.at)
                    .map_or("", |knob| knob.name);
                let answer = self.choose(knob, text.trim());
                // What is wrong stays, to be put right.
                self.line = (answer.wishes.is_empty() && answer.said != Answer::done().said)
                    .then(|| LineEdit::with_text(&text));
                answer
            }
        }
    }

    fn paste(&mut self, text: &str, _world: &World<'_>) -> Answer {
        match &mut self.line {
            Some(line) => {
                line.insert(text);
                Answer::done()
            }
            None => Answer::no(),
        }
    }

    fn click(&mut self, at: Position, world: &World<'_>) -> Answer {
        self.clicked(at, world)
    }

    fn copied(&self, _world: &World<'_>) -> Copied {
        Copied::Program(code::program(self.session.journal()))
    }

    fn draw(&self, world: &World<'_>, buf: &mut Buffer) -> Option<Position> {
        self.render(world, buf)
    }
}
