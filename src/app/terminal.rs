//! The terminal: taken at the start, given back at the end, whatever the end is.
//!
//! [`restore`] may be called any number of times, from the guard, the panic hook and before a
//! suspension; it undoes exactly what [`Terminal::enter`] did.

use std::io::{self, BufWriter, Stdout, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crossterm::{cursor, event, execute, queue, terminal};
use nix::fcntl::{FcntlArg, OFlag, fcntl};
use nix::sys::termios;
use ratatui::backend::{Backend as _, CrosstermBackend};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::sys::terminal::{self as asking, Ground, Question};

use super::model::Model;
use super::run::Display;
use super::view;

/// Is the terminal ours now? Also read by the panic hook, on any thread.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// Is it ours now? While it is not, its keys are not either.
#[must_use]
pub fn is_taken() -> bool {
    TAKEN.load(Ordering::SeqCst)
}

/// An all-new frame of 200×60 is 12 kB; larger screens still go out in one write.
const BUFFER: usize = 64 << 10;

/// The real screen.
#[derive(Debug)]
pub struct Terminal {
    inner: ratatui::Terminal<CrosstermBackend<BufWriter<Stdout>>>,
    mouse: bool,
    /// Cells that were the right halves of wide characters in the last frame.
    halves: Vec<Position>,
}

impl Terminal {
    /// Takes the terminal: raw mode, alternate screen, paste reports, and the mouse's if it shall be ours.
    ///
    /// # Errors
    /// If it is not a terminal, or has gone.
    pub fn enter(mouse: bool) -> io::Result<Self> {
        take(mouse)?;
        let out = BufWriter::with_capacity(BUFFER, io::stdout());
        let inner =
            ratatui::Terminal::new(CrosstermBackend::new(out)).inspect_err(|_| restore())?;
        Ok(Self {
            inner,
            mouse,
            halves: Vec::new(),
        })
    }

    /// Columns and rows.
    ///
    /// # Errors
    /// If the terminal has gone.
    pub fn size(&self) -> io::Result<(u16, u16)> {
        self.inner.size().map(|s| (s.width, s.height))
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        restore();
    }
}

fn take(mouse: bool) -> io::Result<()> {
    terminal::enable_raw_mode()?;
    TAKEN.store(true, Ordering::SeqCst);
    let mut out = io::stdout();
    let taken = execute!(
        out,
        terminal::EnterAlternateScreen,
        event::EnableBracketedPaste,
        cursor::Hide
    )
    .and_then(|()| {
        if mouse {
            execute!(out, event::EnableMouseCapture)
        } else {
            Ok(())
        }
    });
    taken.inspect_err(|_| restore())
}

/// Gives the terminal back. Errors have nowhere to be shown: if the terminal is gone, so is the harm.
pub fn restore() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = io::stdout();
    let _ = give_back(&mut out);
    let _ = out.flush();
    let _ = terminal::disable_raw_mode();
}

/// Gives a terminal back that takes nothing, while another thread hangs in a write to it: what waits to
/// be written is thrown away, that write breaks off, and what still goes out then must do.
pub fn restore_stuck() {
    /// For the write that hangs to notice; and for the terminal to take the last bytes.
    const MOMENT: Duration = Duration::from_millis(5);
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let _ = terminal::disable_raw_mode();
    let mut back = Vec::new();
    if give_back(&mut back).is_err() {
        return;
    }
    let out = io::stdout();
    let throw_away = || termios::tcflush(&out, termios::FlushArg::TCOFLUSH);
    let flags = OFlag::from_bits_retain(fcntl(&out, FcntlArg::F_GETFL).unwrap_or_default());
    let _ = fcntl(&out, FcntlArg::F_SETFL(flags | OFlag::O_NONBLOCK));
    let _ = throw_away();
    std::thread::sleep(MOMENT);
    let _ = throw_away();
    // Not through `Stdout`: whoever hangs has its lock.
    let _ = nix::unistd::write(&out, &back);
    // The flags are those of the shell's terminal, too.
    let _ = fcntl(&out, FcntlArg::F_SETFL(flags));
}

/// Undoes what [`take`] has written.
fn give_back(out: &mut impl io::Write) -> io::Result<()> {
    queue!(
        out,
        terminal::EndSynchronizedUpdate,
        event::DisableMouseCapture,
        event::DisableBracketedPaste
    )?;
    queue!(out, terminal::LeaveAlternateScreen, cursor::Show)
}

impl Display for Terminal {
    fn draw(&mut self, model: &Model) -> io::Result<()> {
        queue!(self.inner.backend_mut(), terminal::BeginSynchronizedUpdate)?;
        let done = self.inner.draw(|frame| {
            let area = frame.area();
            if let Some(cursor) = view::draw(model, area, frame.buffer_mut()) {
                frame.set_cursor_position(inside(cursor, area));
            }
        })?;
        let halves = right_halves(done.buffer);
        // A narrow character over the left half of a wide one: most terminals blank the other half
        // themselves; for the others it is written.
        let left: Vec<_> = self
            .halves
            .iter()
            .filter(|at| !halves.contains(at) && done.area.contains(**at))
            .collect();
        let cells: Vec<_> = left
            .iter()
            .map(|at| (at.x, at.y, done.buffer[**at].clone()))
            .collect();
        self.halves = halves;
        if !cells.is_empty() {
            let backend = self.inner.backend_mut();
            queue!(backend, cursor::SavePosition)?;
            backend.draw(cells.iter().map(|(x, y, cell)| (*x, *y, cell)))?;
            queue!(backend, cursor::RestorePosition)?;
        }
        execute!(self.inner.backend_mut(), terminal::EndSynchronizedUpdate)
    }

    fn clear(&mut self) -> io::Result<()> {
        // Not ratatui's `clear`: that asks the terminal where the cursor is, and the answer would be
        // among the keys, which another thread is reading.
        let area = Rect::from((Position::ORIGIN, self.inner.size()?));
        self.halves.clear();
        self.inner.resize(area)
    }

    fn mouse(&mut self, ours: bool) -> io::Result<()> {
        self.mouse = ours;
        let backend = self.inner.backend_mut();
        if ours {
            execute!(backend, event::EnableMouseCapture)
        } else {
            execute!(backend, event::DisableMouseCapture)
        }
    }

    fn copy(&mut self, text: &str) -> io::Result<()> {
        execute!(
            self.inner.backend_mut(),
            crossterm::clipboard::CopyToClipboard::to_clipboard_from(text)
        )
    }

    fn suspend(&mut self) -> io::Result<(u16, u16)> {
        #[cfg(unix)]
        if a_shell_can_continue_us() {
            use nix::sys::signal::{Signal, kill};

            restore();
            // Stops the whole job, here, until it is continued: with a script or `time` around us, the
            // shell waits for those. SIGSTOP, since SIGTSTP is ours to handle.
            kill(nix::unistd::Pid::from_raw(0), Signal::SIGSTOP)?;
            take(self.mouse)?;
            self.clear()?;
        }
        self.size()
    }
}

/// A shell with job control gives each job a process group of its own. In the session leader's group
/// there is nobody who would notice that we stopped (`xterm -e wirelab`): we would hang for ever.
#[cfg(unix)]
fn a_shell_can_continue_us() -> bool {
    nix::unistd::getsid(None).is_ok_and(|session| session != nix::unistd::getpgrp())
}

/// The cells that stand under the right halves of wide characters.
fn right_halves(buffer: &Buffer) -> Vec<Position> {
    // Wide characters take three bytes and more in UTF-8; most cells take one.
    let wide = |symbol: &str| symbol.len() > 2 && crate::ui::fit::width(symbol) > 1;
    let cells = buffer
        .content
        .iter()
        .enumerate()
        .filter(|(_, cell)| wide(cell.symbol()));
    cells
        .map(|(i, _)| buffer.pos_of(i))
        .map(|(x, y)| Position::new(x + 1, y))
        .collect()
}

fn inside(cursor: Position, area: Rect) -> Position {
    Position::new(
        cursor.x.min(area.right().saturating_sub(1)),
        cursor.y.min(area.bottom().saturating_sub(1)),
    )
}

/// What the probe found.
#[derive(Debug, Clone, Default)]
pub struct Probed {
    /// Are the symbols drawn in one cell each? Not where the terminal does not answer, or was not asked.
    pub narrow: bool,
    /// What it draws on, where it has said that.
    pub ground: Option<Ground>,
    /// What came meanwhile and is no answer: nothing typed is lost.
    pub typed: Vec<u8>,
}

/// Asks the terminal how wide it draws the characters whose width is ambiguous, and what it draws on: one
/// question, one wait. To be called with the terminal taken, before its input is read.
#[must_use]
pub fn probe(question: Question) -> Probed {
    let answered = asking::ask(question);
    Probed {
        narrow: answered.column == Some(asking::BEHIND),
        ground: answered.ground,
        typed: answered.typed,
    }
}

/// Reports of panics on other threads than the main one, for the loop to end with.
static PANICKED: std::sync::Mutex<Option<String>> = std::sync::Mutex::new(None);

/// Wakes the loop after a panic on another thread.
pub static PANIC: tokio::sync::Notify = tokio::sync::Notify::const_new();

/// What a panic on another thread reported.
#[must_use]
pub fn panic_report() -> Option<String> {
    PANICKED.lock().ok().and_then(|mut report| report.take())
}

/// Before the panic hook that is in place (which prints): the main thread gives the terminal back
/// first; any other thread leaves its report to the loop, which ends the run and prints it then.
pub fn install_panic_hook() {
    let print = std::panic::take_hook();
    let main = std::thread::current().id();
    std::panic::set_hook(Box::new(move |info| {
        if std::thread::current().id() == main || !TAKEN.load(Ordering::SeqCst) {
            restore();
            print(info);
        } else {
            if let Ok(mut report) = PANICKED.lock() {
                let name = std::thread::current().name().unwrap_or("?").to_owned();
                report.get_or_insert(format!("the thread '{name}' {info}"));
            }
            PANIC.notify_one();
        }
    }));
}
