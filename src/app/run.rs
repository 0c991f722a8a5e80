//! The loop: waits for whatever happens first, lets `update` decide, draws when asked.
//!
//! Everything from outside (screen, input, lanes, the clock, who performs effects) is handed in as
//! values, so the same loop runs whole in tests on fakes.

use std::io;
use std::time::{Duration, Instant};

use tokio::sync::mpsc;

use crate::chat::{self, Delivered};
use crate::msg::capture::SourceEvent;
use crate::msg::chat::ChatEvent;
use crate::msg::host::HostEvent;
use crate::msg::{CaptureEvent, Effect, Event, FileEvent, Input, ScreenEffect};

use crate::record::SocketEvent;

use super::model::Model;
use super::outcome::Redraw;
use super::update::{next_deadline, update};

/// What is urgent is drawn at most once in this time.
const FRAME: Duration = Duration::from_millis(16);
/// What comes by itself (packets, rates) is drawn at most this often: 20 times a second is smooth to
/// the eye and leaves the processor to the packets.
const SOON: Duration = Duration::from_millis(50);
/// Batches and messages taken in at one wake, so that a flood cannot keep the keyboard waiting.
const AT_ONCE: usize = 16;
/// Chat events and calls after which a batch of frames has its turn, so that a flood of chat cannot starve them.
const CHAT_IN_TURN: u8 = 16;

/// Calls taken in before an event of the chat: as many as can wait for the loop.
const CALLS_BEFORE: usize = chat::LANE;

/// A screen to draw on.
pub trait Display {
    /// Draws the model.
    ///
    /// # Errors
    /// If the screen has gone.
    fn draw(&mut self, model: &Model) -> io::Result<()>;
    /// Forgets what is on the screen: the next drawing is whole.
    ///
    /// # Errors
    /// If the screen has gone.
    fn clear(&mut self) -> io::Result<()>;
    /// Takes the mouse, or leaves it to the terminal.
    ///
    /// # Errors
    /// If the screen has gone.
    fn mouse(&mut self, ours: bool) -> io::Result<()>;
    /// Puts a text on the clipboard of the terminal one sits at (OSC 52), also over SSH.
    ///
    /// # Errors
    /// If the screen has gone.
    fn copy(&mut self, text: &str) -> io::Result<()>;
    /// Gives the screen back, stops until continued, takes it again. Where nobody could continue it,
    /// it does nothing. Gives the size in columns and rows: it may have changed meanwhile.
    ///
    /// # Errors
    /// If the screen has gone.
    fn suspend(&mut self) -> io::Result<(u16, u16)>;
}

/// Does what `update` asks for. Never waits: results come back as events.
pub trait Perform {
    /// Starts doing it; an event where there is an answer at once.
    fn perform(&mut self, effect: Effect) -> Option<Event>;
}

/// What the terminal sends: keys, mouse, pastes, sizes.
pub type InputLane = mpsc::Receiver<io::Result<Input>>;

/// A wish from outside that the run stop or pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// SIGTERM, SIGHUP, SIGINT.
    End,
    /// SIGTSTP.
    Suspend,
    /// A thread has panicked.
    Panic,
}

/// The outside world, as values.
pub struct Outside<P> {
    /// Keys, mouse, paste, resizes.
    pub input: InputLane,
    /// Signals and panics.
    pub signals: mpsc::Receiver<Signal>,
    /// Answers to effects.
    pub control: mpsc::Receiver<Event>,
    /// Hosts and their counters.
    pub hosts: mpsc::Receiver<HostEvent>,
    /// The chat, and its sockets' calls.
    pub chat: chat::Receivers,
    /// Frames.
    pub source: mpsc::Receiver<SourceEvent>,
    /// Capture files.
    pub files: mpsc::Receiver<FileEvent>,
    /// Who performs effects.
    pub performer: P,
    /// Chat events and calls since frames last had their turn.
    pub chat_in_turn: u8,
}

/// Why the run has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// The user wished it.
    ByUser,
    /// A signal.
    BySignal,
    /// The terminal has gone.
    NoTerminal,
    /// A thread panicked; its report waits.
    ByPanic,
}

/// When to draw next.
#[derive(Debug, Default)]
struct Pace {
    /// When something was drawn last.
    last: Duration,
    /// When something urgent was drawn last. What comes by itself does not hold a key up.
    last_urgent: Duration,
    due: Option<Duration>,
    /// Is anything urgent in what is due?
    urgent: bool,
}

impl Pace {
    fn ask(&mut self, redraw: Redraw) {
        let at = match redraw {
            Redraw::No => return,
            Redraw::Now => self.last_urgent + FRAME,
            Redraw::Soon => self.last + SOON,
        };
        self.urgent |= redraw == Redraw::Now;
        self.due = Some(self.due.map_or(at, |due| due.min(at)));
    }

    fn drawn(&mut self, at: Duration) {
        self.last = at;
        if self.urgent {
            self.last_urgent = at;
        }
        self.due = None;
        self.urgent = false;
    }
}

/// What woke the loop.
enum Wake {
    Signal(Option<Signal>),
    Input(Option<io::Result<Input>>),
    Control(Event),
    Host(HostEvent),
    Chat(Delivered<ChatEvent>),
    Socket(Delivered<SocketEvent>),
    Source(SourceEvent),
    File(FileEvent),
    Time,
}

/// Runs until somebody ends it.
///
/// # Errors
/// If the screen can't be drawn on any more.
pub async fn run<D: Display, P: Perform>(
    model: &mut Model,
    display: &mut D,
    outside: &mut Outside<P>,
    started: Instant,
) -> io::Result<Ended> {
    let mut pace = Pace {
        due: Some(Duration::ZERO),
        ..Pace::default()
    };
    // When it was said last to be woken: what moves asks for its next picture anew each time it is asked, and
    // whatever else happens meanwhile must not put that off.
    let mut alarm = Duration::MAX;
    loop {
        model.clock.now = crate::sys::clock::now();
        model.clock.elapsed = started.elapsed();
        alarm = alarm.min(next_deadline(model));
        if model.clock.elapsed >= alarm {
            panic_for_tests();
            apply(model, display, outside, &mut pace, Event::Deadline)?;
            alarm = next_deadline(model);
        }
        if model.ending {
            return Ok(Ended::ByUser);
        }
        if pace.due.is_some_and(|due| due <= model.clock.elapsed) {
            pace.drawn(model.clock.elapsed);
            display.draw(model)?;
        }
        let wake = pace.due.map_or(alarm, |due| due.min(alarm));
        let woken = wait(outside, started + wake).await;
        model.clock.now = crate::sys::clock::now();
        model.clock.elapsed = started.elapsed();
        if let Some(ended) = take_in(model, display, outside, &mut pace, woken)? {
            return Ok(ended);
        }
    }
}

/// With `WIRELAB_TEST_PANIC=loop` in the environment the loop panics at its first deadline: for the
/// tests that hold that the terminal is given back then.
fn panic_for_tests() {
    assert!(
        std::env::var_os("WIRELAB_TEST_PANIC").is_none_or(|name| name != "loop"),
        "asked for by WIRELAB_TEST_PANIC"
    );
}

/// Waits for what happens first; where several have happened, in this order, but that frames are not
/// kept waiting by chat alone.
async fn wait<P>(outside: &mut Outside<P>, until: Instant) -> Wake {
    if outside.chat_in_turn >= CHAT_IN_TURN
        && let Ok(event) = outside.source.try_recv()
    {
        return Wake::Source(event);
    }
    tokio::select! {
        biased;
        signal = outside.signals.recv() => Wake::Signal(signal),
        input = outside.input.recv() => Wake::Input(input),
        Some(event) = outside.control.recv() => Wake::Control(event),
        Some(event) = outside.hosts.recv() => Wake::Host(event),
        Some(called) = outside.chat.calls.recv() => Wake::Socket(called),
        Some(told) = outside.chat.events.recv() => Wake::Chat(told),
        Some(event) = outside.files.recv() => Wake::File(event),
        Some(event) = outside.source.recv() => Wake::Source(event),
        () = tokio::time::sleep_until(until.into()) => Wake::Time,
    }
}

fn take_in<D: Display, P: Perform>(
    model: &mut Model,
    display: &mut D,
    outside: &mut Outside<P>,
    pace: &mut Pace,
    woken: Wake,
) -> io::Result<Option<Ended>> {
    match woken {
        Wake::Time => {}
        Wake::Signal(Some(Signal::Suspend)) => {
            let (columns, rows) = display.suspend()?;
            apply(
                model,
                display,
                outside,
                pace,
                Event::Input(Input::Resize(columns, rows)),
            )?;
        }
        Wake::Signal(Some(Signal::Panic)) => return Ok(Some(Ended::ByPanic)),
        Wake::Signal(_) => return Ok(Some(Ended::BySignal)),
        Wake::Input(None | Some(Err(_))) => return Ok(Some(Ended::NoTerminal)),
        Wake::Input(Some(Ok(event))) => apply(model, display, outside, pace, Event::Input(event))?,
        Wake::Control(event) => apply(model, display, outside, pace, event)?,
        Wake::Host(event) => apply(model, display, outside, pace, Event::Host(event))?,
        Wake::Chat(delivered) => {
            outside.chat_in_turn = outside.chat_in_turn.saturating_add(1);
            take_calls(model, display, outside, pace)?;
            // What stays of it, the quota, is given back when this arm ends: the message has been taken in.
            apply(model, display, outside, pace, Event::Chat(delivered.event))?;
        }
        Wake::Socket(called) => {
            outside.chat_in_turn = outside.chat_in_turn.saturating_add(1);
            apply(model, display, outside, pace, Event::Socket(called.event))?;
        }
        Wake::File(event) => {
            apply(model, display, outside, pace, Event::File(event))?;
            // One batch of the live trace for each of the file's: neither holds the other up.
            if let Ok(event) = outside.source.try_recv() {
                apply(model, display, outside, pace, source(event))?;
            }
        }
        Wake::Source(event) => {
            outside.chat_in_turn = 0;
            apply(model, display, outside, pace, source(event))?;
            for _ in 1..AT_ONCE {
                let Ok(event) = outside.source.try_recv() else {
                    break;
                };
                apply(model, display, outside, pace, source(event))?;
            }
        }
    }
    Ok(None)
}

/// Calls that have led to an event of the chat are there before it, and are taken in before it.
fn take_calls<D: Display, P: Perform>(
    model: &mut Model,
    display: &mut D,
    outside: &mut Outside<P>,
    pace: &mut Pace,
) -> io::Result<()> {
    for _ in 0..CALLS_BEFORE {
        let Ok(called) = outside.chat.calls.try_recv() else {
            break;
        };
        apply(model, display, outside, pace, Event::Socket(called.event))?;
    }
    Ok(())
}

const fn source(event: SourceEvent) -> Event {
    Event::Capture(CaptureEvent::Source(event))
}

fn apply<D: Display, P: Perform>(
    model: &mut Model,
    display: &mut D,
    outside: &mut Outside<P>,
    pace: &mut Pace,
    event: Event,
) -> io::Result<()> {
    let mut waiting = vec![event];
    // An effect may answer at once, and the answer may ask for more; that chain is short.
    while let Some(event) = waiting.pop() {
        let outcome = update(model, event);
        pace.ask(outcome.redraw);
        for effect in outcome.effects {
            match effect {
                Effect::Screen(ScreenEffect::Suspend) => {
                    let (columns, rows) = display.suspend()?;
                    waiting.push(Event::Input(Input::Resize(columns, rows)));
                }
                Effect::Screen(ScreenEffect::Redraw) => display.clear()?,
                Effect::Screen(ScreenEffect::Mouse(ours)) => display.mouse(ours)?,
                Effect::Screen(ScreenEffect::Copy(text)) => display.copy(&text)?,
                effect @ (Effect::Chat(_)
                | Effect::PollCounters
                | Effect::Capture(_)
                | Effect::Practice(_)
                | Effect::Exercise(_)
                | Effect::File(_)
                | Effect::Keep(_)) => waiting.extend(outside.performer.perform(effect)),
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
