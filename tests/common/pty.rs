//! The whole program in a pseudo-terminal, with a terminal emulator at the other end that does what
//! a real one does: it keeps the screen, knows which modes are on, and says where its cursor is when
//! it is asked.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};

/// No single wait is longer; a passing test never waits so long.
pub const PATIENCE: Duration = Duration::from_secs(20);
/// Set in a test program that was started again as an ordinary user: the program under test is its
/// standard input then, as the file may lie under a directory that only root may enter.
pub const AS_USER: &str = "WIRELAB_TEST_AS_USER";
/// The DEC private modes that the program may turn on and must turn off again, but for the cursor's.
const BORROWED: [u16; 11] = [
    47, 1000, 1002, 1003, 1004, 1005, 1006, 1015, 1049, 2004, 2026,
];
/// The cursor is shown.
const CURSOR: u16 = 25;
/// Half a frame is on the screen.
const SYNCHRONIZED: u16 = 2026;

/// Where the program under test is.
pub fn program() -> PathBuf {
    if std::env::var_os(AS_USER).is_some() {
        return format!("/proc/{}/fd/0", std::process::id()).into();
    }
    env!("CARGO_BIN_EXE_wirelab").into()
}

/// What is to be started, and in what kind of terminal.
#[derive(Debug)]
pub struct Setup {
    program: PathBuf,
    args: Vec<String>,
    environment: Vec<(String, String)>,
    columns: u16,
    rows: u16,
    answers: bool,
    ground: Option<&'static str>,
    typed: Vec<u8>,
}

impl Setup {
    /// The lab in a good terminal of 120×36, in English.
    pub fn lab() -> Self {
        Self::of(program())
    }

    /// Another program in that terminal.
    pub fn of(program: impl Into<PathBuf>) -> Self {
        let environment = [("TERM", "xterm-256color"), ("LANG", "C.UTF-8")]
            .map(|(k, v)| (k.to_owned(), v.to_owned()));
        Self {
            program: program.into(),
            args: Vec::new(),
            environment: environment.to_vec(),
            columns: 120,
            rows: 36,
            answers: true,
            ground: None,
            typed: Vec::new(),
        }
    }

    pub fn args(mut self, args: &[&str]) -> Self {
        self.args.extend(args.iter().map(|arg| (*arg).to_owned()));
        self
    }

    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn size(mut self, columns: u16, rows: u16) -> Self {
        (self.columns, self.rows) = (columns, rows);
        self
    }

    /// A terminal that never says where its cursor is.
    pub fn silent(mut self) -> Self {
        self.answers = false;
        self
    }

    /// A terminal that names the colour it draws on, as `rgb:ffff/ffff/ffff`.
    pub fn ground(mut self, colour: &'static str) -> Self {
        self.ground = Some(colour);
        self
    }

    /// This was typed before the program had even started.
    pub fn typed(mut self, keys: &str) -> Self {
        self.typed = keys.as_bytes().to_vec();
        self
    }

    pub fn start(self) -> Session {
        let pair = native_pty_system()
            .openpty(size(self.columns, self.rows))
            .unwrap();
        let mut command = CommandBuilder::new(&self.program);
        command.args(&self.args);
        command.env_clear();
        for name in ["PATH", "USER", "LLVM_PROFILE_FILE"] {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        // No home: nothing of the user's is read or written.
        command.env("XDG_STATE_HOME", "/dev/null");
        command.env("HOME", "/dev/null");
        command.cwd("/");
        for (name, value) in &self.environment {
            command.env(name, value);
        }
        let modes_before = termios(&*pair.master);
        let mut writer = pair.master.take_writer().unwrap();
        writer.write_all(&self.typed).unwrap();
        let reader = pair.master.try_clone_reader().unwrap();
        let child = pair.slave.spawn_command(command).unwrap();
        // Ours must go, or the output would never end.
        drop(pair.slave);
        let pid = Pid::from_raw(child.process_id().unwrap().try_into().unwrap());
        let shared = Arc::new((
            Mutex::new(Seen::new(self.columns, self.rows, self.ground)),
            Condvar::new(),
        ));
        let writer = Arc::new(Mutex::new(writer));
        let (seen, answer_to) = (
            Arc::clone(&shared),
            self.answers.then(|| Arc::clone(&writer)),
        );
        std::thread::spawn(move || read(reader, &seen, answer_to.as_deref()));
        let seen = Arc::clone(&shared);
        std::thread::spawn(move || reap(child, &seen));
        Session {
            pid,
            master: pair.master,
            writer,
            shared,
            modes_before,
        }
    }
}

fn size(cols: u16, rows: u16) -> PtySize {
    PtySize {
        rows,
        cols,
        pixel_width: 0,
        pixel_height: 0,
    }
}

/// The terminal's line settings, to compare and to look words up in.
fn termios(master: &dyn MasterPty) -> String {
    format!("{:?}", master.get_termios().unwrap())
}

type Output = dyn Write + Send;

/// Feeds the emulator with what the program writes, and writes the emulator's answers.
fn read(
    mut reader: Box<dyn Read + Send>,
    shared: &(Mutex<Seen>, Condvar),
    answer_to: Option<&Mutex<Box<Output>>>,
) {
    let mut buffer = vec![0; 65_536];
    while let Ok(got @ 1..) = reader.read(&mut buffer) {
        let mut seen = shared.0.lock().unwrap();
        seen.take_in(&buffer[..got]);
        let answers = std::mem::take(&mut seen.parser.callbacks_mut().answers);
        drop(seen);
        shared.1.notify_all();
        if let (Some(writer), false) = (answer_to, answers.is_empty()) {
            // It may have ended meanwhile.
            let _ = writer.lock().unwrap().write_all(&answers);
        }
    }
    shared.0.lock().unwrap().silent = true;
    shared.1.notify_all();
}

fn reap(mut child: Box<dyn Child + Send + Sync>, shared: &(Mutex<Seen>, Condvar)) {
    let status = child.wait().unwrap();
    shared.0.lock().unwrap().exit = Some(status);
    shared.1.notify_all();
}

/// Answers that the terminal owes the program.
#[derive(Default)]
struct Answers {
    answers: Vec<u8>,
    /// What it draws on, if it tells.
    ground: Option<&'static str>,
}

impl vt100::Callbacks for Answers {
    fn unhandled_csi(
        &mut self,
        screen: &mut vt100::Screen,
        first: Option<u8>,
        _: Option<u8>,
        params: &[&[u16]],
        c: char,
    ) {
        if (first, params, c) == (None, &[&[6]], 'n') {
            let (row, column) = screen.cursor_position();
            self.answers
                .extend(format!("\x1b[{};{}R", row + 1, column + 1).bytes());
        }
    }

    fn unhandled_osc(&mut self, _: &mut vt100::Screen, params: &[&[u8]]) {
        if let (Some(ground), [b"11", b"?"]) = (self.ground, params) {
            self.answers
                .extend(format!("\x1b]11;{ground}\x1b\\").bytes());
        }
    }
}

/// What has come out of the program so far.
pub struct Seen {
    parser: vt100::Parser<Answers>,
    /// Every byte of it.
    pub raw: Vec<u8>,
    modes: BTreeSet<u16>,
    scan: Scan,
    /// Nobody has the terminal open any more.
    silent: bool,
    exit: Option<ExitStatus>,
}

/// How much of `CSI ? number ; number h` has been read.
enum Scan {
    Text,
    Escape,
    Bracket,
    Numbers(String),
}

impl Seen {
    fn new(columns: u16, rows: u16, ground: Option<&'static str>) -> Self {
        Self {
            parser: vt100::Parser::new_with_callbacks(
                at_least_one(rows),
                at_least_one(columns),
                0,
                Answers {
                    ground,
                    ..Answers::default()
                },
            ),
            raw: Vec::new(),
            modes: BTreeSet::from([CURSOR]),
            scan: Scan::Text,
            silent: false,
            exit: None,
        }
    }

    fn take_in(&mut self, bytes: &[u8]) {
        self.parser.process(bytes);
        self.raw.extend_from_slice(bytes);
        for byte in bytes {
            self.scan = match (std::mem::replace(&mut self.scan, Scan::Text), byte) {
                (_, 0x1b) => Scan::Escape,
                (Scan::Escape, b'[') => Scan::Bracket,
                (Scan::Bracket, b'?') => Scan::Numbers(String::new()),
                (Scan::Numbers(mut numbers), b'0'..=b'9' | b';') => {
                    numbers.push(char::from(*byte));
                    Scan::Numbers(numbers)
                }
                (Scan::Numbers(numbers), b'h' | b'l') => {
                    for mode in numbers.split(';').filter_map(|number| number.parse().ok()) {
                        if *byte == b'h' {
                            self.modes.insert(mode)
                        } else {
                            self.modes.remove(&mode)
                        };
                    }
                    Scan::Text
                }
                _ => Scan::Text,
            };
        }
    }

    /// The screen's text, one line a row.
    pub fn text(&self) -> String {
        self.parser.screen().contents()
    }

    pub fn has(&self, text: &str) -> bool {
        self.text().contains(text)
    }

    pub fn screen(&self) -> &vt100::Screen {
        self.parser.screen()
    }

    /// Is this DEC private mode on?
    pub fn mode(&self, mode: u16) -> bool {
        self.modes.contains(&mode)
    }

    /// What the program has turned on (or, the cursor, off) and not turned back.
    pub fn borrowed(&self) -> Vec<u16> {
        BORROWED
            .into_iter()
            .filter(|mode| self.mode(*mode))
            .chain((!self.mode(CURSOR)).then_some(CURSOR))
            .collect()
    }
}

fn at_least_one(n: u16) -> NonZeroU16 {
    NonZeroU16::new(n).unwrap_or(NonZeroU16::MIN)
}

/// A program that runs in a terminal. Killed when dropped.
pub struct Session {
    /// The program's process.
    pub pid: Pid,
    master: Box<dyn MasterPty + Send>,
    writer: Arc<Mutex<Box<Output>>>,
    shared: Arc<(Mutex<Seen>, Condvar)>,
    modes_before: String,
}

impl Session {
    /// Waits until it holds. Only whole frames are looked at.
    pub fn until(&self, what: &str, holds: impl Fn(&Seen) -> bool) {
        if let Some(screen) = self.given_up(&holds) {
            panic!("not so: {what}. The screen:\n{screen}");
        }
    }

    /// Waits until it holds; if it never does, the screen then.
    fn given_up(&self, holds: &impl Fn(&Seen) -> bool) -> Option<String> {
        let end = Instant::now() + PATIENCE;
        let mut seen = self.seen();
        loop {
            if !seen.mode(SYNCHRONIZED) && holds(&seen) {
                return None;
            }
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() || (seen.silent && seen.exit.is_some()) {
                let ended = seen
                    .exit
                    .as_ref()
                    .map(|exit| format!("\n({exit})"))
                    .unwrap_or_default();
                return Some(format!("{}{ended}", seen.text()));
            }
            seen = self.shared.1.wait_timeout(seen, left).unwrap().0;
        }
    }

    /// Waits until this stands on the screen.
    pub fn wait_for(&self, text: &str) {
        self.until(&format!("{text:?} is on the screen"), |seen| seen.has(text));
    }

    /// Waits until this has gone from the screen.
    pub fn wait_without(&self, text: &str) {
        self.until(&format!("{text:?} has gone"), |seen| !seen.has(text));
    }

    /// What has come so far. Holds up the terminal: not to be kept.
    pub fn seen(&self) -> MutexGuard<'_, Seen> {
        self.shared.0.lock().unwrap()
    }

    /// The terminal's user presses keys.
    pub fn send_keys(&self, keys: &str) {
        self.send_bytes(keys.as_bytes());
    }

    /// Bytes as a terminal sends them, also such as are no text yet.
    pub fn send_bytes(&self, bytes: &[u8]) {
        self.writer.lock().unwrap().write_all(bytes).unwrap();
    }

    /// The terminal's window gets another size.
    pub fn resize(&self, columns: u16, rows: u16) {
        // The emulator first, as a real one does: what is drawn for the new size finds it.
        self.seen()
            .parser
            .set_size(at_least_one(rows), at_least_one(columns));
        self.master.resize(size(columns, rows)).unwrap();
    }

    pub fn signal(&self, signal: Signal) {
        kill(self.pid, signal).unwrap();
    }

    /// The job that has the terminal, where a shell runs several.
    pub fn foreground(&self) -> Pid {
        Pid::from_raw(self.master.process_group_leader().unwrap())
    }

    /// Waits for the program's end and the last of its output: its exit code, or the signal's name.
    pub fn wait_exit(&self) -> Result<u32, String> {
        let end = Instant::now() + PATIENCE;
        let mut seen = self.seen();
        while !(seen.silent && seen.exit.is_some()) {
            let left = end.saturating_duration_since(Instant::now());
            assert!(
                !left.is_zero(),
                "it does not end. The screen:\n{}",
                seen.text()
            );
            seen = self.shared.1.wait_timeout(seen, left).unwrap().0;
        }
        let exit = seen.exit.as_ref().unwrap();
        exit.signal()
            .map_or_else(|| Ok(exit.exit_code()), |name| Err(name.to_owned()))
    }

    /// The terminal is as it was before the start.
    pub fn assert_restored(&self) {
        let seen = self.seen();
        assert_eq!(
            seen.borrowed(),
            [0; 0],
            "modes left as the program wanted them. The screen:\n{}",
            seen.text()
        );
        assert!(!seen.screen().alternate_screen() && !seen.screen().hide_cursor());
        drop(seen);
        assert_eq!(termios(&*self.master), self.modes_before);
        assert!(self.modes_before.contains("ICANON"));
    }

    /// Does the program read single keys, not lines?
    pub fn is_raw(&self) -> bool {
        !termios(&*self.master).contains("ICANON")
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // Not after it was waited for: the number may be another process's by then.
        let seen = self.shared.0.lock();
        if seen.is_ok_and(|seen| seen.exit.is_none()) {
            let _ = kill(self.pid, Signal::SIGKILL);
        }
    }
}
