//! The whole program in a real pseudo-terminal: what it shows, and that the terminal is as it was
//! afterwards, whatever the end was.

#![cfg(target_os = "linux")]

#[cfg(test)]
#[path = "common/config.rs"]
mod config;
#[cfg(test)]
#[path = "common/pty.rs"]
mod pty;

use std::fs::File;
use std::os::unix::process::CommandExt as _;
use std::process::{Command, Stdio};

use config::Config;
use nix::sys::signal::{Signal, kill};
use pty::{AS_USER, Seen, Session, Setup, program};

const CTRL_C: &str = "\x03";
const CTRL_L: &str = "\x0c";
const CTRL_Z: &str = "\x1a";
const ENTER: &str = "\r";
const TITLES: [&str; 4] = ["Interfaces", "Chat", "Encapsulation", "Packets"];
/// Any user that is not root.
const USER: u32 = 1000;

/// The lab without capture of this machine, once it is there.
fn lab() -> Session {
    ready(Setup::lab().args(&["--no-capture"]))
}

fn ready(setup: Setup) -> Session {
    let session = setup.start();
    session.until("the four panes are there", is_whole);
    session
}

/// Four titles, the lowest line, and a border down the whole left and right side.
fn is_whole(seen: &Seen) -> bool {
    let screen = seen.screen();
    let (rows, columns) = screen.size();
    let border = |row, column| {
        screen
            .cell(row, column)
            .is_some_and(|cell| "┌│├└┐┤┘╭╮╰╯┼┬┴".contains(cell.contents()) && cell.has_contents())
    };
    let sides = (2..rows.get() - 1).all(|row| border(row, 0) && border(row, columns.get() - 1));
    sides && TITLES.iter().all(|title| seen.has(title)) && seen.has("quit")
}

fn ends_well(session: &Session) {
    assert_eq!(session.wait_exit(), Ok(0));
    session.assert_restored();
}

/// Opens the help and closes it: the program hears its keys.
fn help_comes_and_goes(session: &Session) {
    session.send_keys("?");
    session.wait_for("any other key closes");
    session.send_keys("x");
    session.wait_without("any other key closes");
}

/// Answers of terminals to questions that nobody here has asked, or asked long ago.
const LATE: [&str; 6] = [
    "\x1bP>|tmux 3.4q\x1b\\",
    "\x1b[>q",
    "\x1b]11;rgb:1111/2222/3333\x07",
    "\x1b[?62;22c",
    "\x1b[24;80R",
    "\x1b_Gq\x1b\\",
];

#[test]
fn late_answers_of_the_terminal_are_no_keys() {
    let session = lab();
    for answer in LATE {
        session.send_keys(answer);
        for byte in answer.chars() {
            session.send_keys(&byte.to_string());
        }
    }
    help_comes_and_goes(&session);
    assert!(is_whole(&session.seen()), "the view has changed");
    session.send_keys("q");
    ends_well(&session);
}

#[test]
fn sequences_in_pieces_are_the_same_keys_and_pastes_are_text_whatever_is_in_them() {
    let session = lab();
    session.send_keys("i");
    session.wait_for("esc leave line");
    for byte in "\x1b[200~first q \x1b[A\x1b]0;x\x07 last\x1b[201~你好"
        .as_bytes()
        .chunks(1)
    {
        session.send_bytes(byte);
    }
    session.wait_for("first q");
    session.wait_for("last你好");
    session.send_keys("\x1b");
    session.wait_without("esc leave line");
    session.send_keys("q");
    ends_well(&session);
}

/// A practice partner that has greeted.
fn with_partner() -> Session {
    let session = lab();
    session.send_keys("p");
    session.wait_for("Welcome!");
    session
}

#[test]
fn the_start_shows_four_panes_with_this_machine_in_them() {
    let session = lab();
    session.wait_for("127.0.0.1");
    let here = wirelab::host::snapshot(&wirelab::sys::factory::ThisMachine).unwrap();
    session.wait_for(&here.name.chars().take(15).collect::<String>());
    if let Some(route) = here.default_route() {
        let interface = here.interface(route.interface).unwrap();
        session.wait_for(&interface.name);
        session.wait_for(&interface.addresses[0].address.to_string());
    }
    assert!(session.is_raw());
    session.send_keys("q");
    ends_well(&session);
}

#[test]
fn all_four_panes_have_room_from_80_by_24_to_large_screens() {
    for (columns, rows) in [(80, 24), (300, 90)] {
        let session = ready(Setup::lab().args(&["--no-capture"]).size(columns, rows));
        session.send_keys("q");
        ends_well(&session);
    }
}

#[test]
fn one_chats_with_the_practice_partner() {
    let session = with_partner();
    session.send_keys(ENTER);
    session.send_keys("Ada");
    session.send_keys(ENTER);
    session.wait_for("Hello, Ada!");
    session.send_keys("\x1b");
    session.wait_without("leave line");
    // The message in its layers, with its bytes; and in the log what went over the wire.
    session.send_keys("4");
    session.wait_for("4 transport");
    session.wait_for("61 0a");
    session.send_keys("5");
    session.wait_for("send(4 B) = 4");
    if session.seen().has("p:eth0") {
        session.until("its frames are in the log", |seen| {
            let text = seen.text();
            let has = |words: &[&str]| {
                text.lines()
                    .any(|line| words.iter().all(|word| line.contains(word)))
            };
            has(&["→ p:eth0", "ARP", "who has"])
                && has(&["→ p:eth0", "TCP", "SYN"])
                && has(&["→ p:eth0", "TCP", "PSH", "“Ada”"])
                && has(&["← p:eth0", "TCP", "PSH", "Hello, Ada!"])
        });
    } else {
        println!("skipped: no frames to look for, the practice partner is on loopback");
    }
    session.send_keys(CTRL_C);
    session.wait_for("End wirelab?");
    session.send_keys("y");
    ends_well(&session);
}

#[test]
fn a_storm_of_resizes_ends_with_a_whole_screen() {
    let session = lab();
    let sizes = [
        (1, 1),
        (80, 24),
        (0, 0),
        (40, 10),
        (500, 200),
        (2, 300),
        (300, 2),
        (39, 9),
        (200, 60),
        (120, 1),
    ];
    for (columns, rows) in sizes.into_iter().cycle().take(200) {
        session.resize(columns, rows);
    }
    session.resize(100, 30);
    session.until("the screen is whole", is_whole);
    session.resize(40, 8);
    session.wait_for("larger");
    session.resize(120, 36);
    session.until("the screen is whole again", is_whole);
    session.send_keys("q");
    ends_well(&session);
}

#[test]
fn control_c_ends_it() {
    let session = lab();
    session.send_keys(CTRL_C);
    ends_well(&session);
}

#[test]
fn with_a_peer_connected_control_c_asks_first() {
    let session = with_partner();
    session.send_keys(CTRL_C);
    session.wait_for("End wirelab?");
    session.send_keys("n");
    session.wait_without("End wirelab?");
    session.wait_for("Welcome!");
    session.send_keys(CTRL_C);
    session.wait_for("End wirelab?");
    session.send_keys("y");
    ends_well(&session);
}

#[test]
fn signals_that_ask_it_to_end_do() {
    for signal in [Signal::SIGTERM, Signal::SIGHUP, Signal::SIGINT] {
        let session = lab();
        session.signal(signal);
        ends_well(&session);
    }
}

#[test]
fn a_signal_ends_it_while_a_peer_is_connected_too() {
    let session = with_partner();
    session.signal(Signal::SIGTERM);
    ends_well(&session);
}

#[test]
fn a_panic_in_the_loop_gives_the_terminal_back_and_says_where() {
    let session = Setup::lab()
        .args(&["--no-capture"])
        .env("WIRELAB_TEST_PANIC", "loop")
        .start();
    assert_eq!(session.wait_exit(), Ok(1));
    session.assert_restored();
    session.wait_for("asked for by WIRELAB_TEST_PANIC");
    session.wait_for("run.rs");
    session.wait_for("mistake in wirelab");
}

#[test]
fn a_panic_in_the_capture_thread_gives_the_terminal_back_and_says_where() {
    let session = Setup::lab().env("WIRELAB_TEST_PANIC", "capture").start();
    // Where there is no right to capture, the practice lab has one.
    session.until("it has ended, or can't capture", |seen| {
        seen.has("no capture") || !seen.mode(1049) && seen.has("mistake in wirelab")
    });
    if session.seen().has("no capture") {
        session.send_keys("p");
        session.until("the practice partner greets, or it has ended", |seen| {
            seen.has("Welcome!") || seen.has("mistake in wirelab")
        });
        if session.seen().has("at 127.0.0.1:") {
            println!("skipped: no capture here, not even in the practice lab");
            return;
        }
    }
    assert_eq!(session.wait_exit(), Ok(1));
    session.assert_restored();
    session.wait_for("asked for by WIRELAB_TEST_PANIC");
    session.wait_for("capture.rs");
}

/// A shell that runs the lab as its job, as users have it.
fn in_a_shell() -> Session {
    let session = Setup::of("/bin/sh")
        .args(&["-i"])
        .env("PS1", "ready> ")
        .env("ENV", "")
        .start();
    // No line editing: it would set the terminal's modes itself.
    session.send_keys("set +o emacs; set +o vi; PS1='at your service> '\r");
    session.until("the shell is ready", is_at_prompt);
    session.send_keys(&format!("{} --no-capture\r", program().display()));
    session.until("the lab is there", is_whole);
    session
}

/// The shell says for the `times`th time that its job has stopped; by then the terminal is given back.
fn stopped_and_brought_back(session: &Session, times: usize) {
    session.until("the job has stopped", |seen| {
        seen.text().matches("topped").count() == times
    });
    assert_eq!(session.seen().borrowed(), [0; 0]);
    assert!(!session.is_raw());
    session.send_keys("echo the shell $((20+3)) works\r");
    session.wait_for("the shell 23 works");
    session.send_keys("fg\r");
    session.until("the screen is whole again", is_whole);
    session.until("the mouse is back", |seen| {
        seen.mode(1003) && seen.mode(2004)
    });
    help_comes_and_goes(session);
}

fn is_at_prompt(seen: &Seen) -> bool {
    seen.text().trim_end().ends_with("at your service>")
}

fn leave_the_shell(session: &Session) {
    session.send_keys("q");
    session.until("the shell is back", |seen| {
        seen.borrowed().is_empty() && is_at_prompt(seen)
    });
    session.send_keys("echo it ended with $((40+$?))\r");
    session.wait_for("it ended with 40");
    session.send_keys("exit\r");
    assert_eq!(session.wait_exit(), Ok(0));
    session.assert_restored();
}

#[test]
fn control_z_stops_it_and_fg_brings_the_whole_screen_back() {
    let session = in_a_shell();
    session.send_keys(CTRL_Z);
    stopped_and_brought_back(&session, 1);
    session.send_keys(CTRL_Z);
    stopped_and_brought_back(&session, 2);
    leave_the_shell(&session);
}

#[test]
fn sigtstp_from_outside_stops_it_as_well() {
    let session = in_a_shell();
    kill(session.foreground(), Signal::SIGTSTP).unwrap();
    stopped_and_brought_back(&session, 1);
    leave_the_shell(&session);
}

#[test]
fn resized_while_it_was_stopped_it_comes_back_in_the_new_size() {
    let session = in_a_shell();
    session.send_keys(CTRL_Z);
    session.wait_for("topped");
    session.resize(90, 28);
    session.send_keys("fg\r");
    session.until("the screen is whole", is_whole);
    // A click on the lowest pane's row finds that pane: the program knows the size, too.
    session.send_keys("\x1b[<0;80;22M\x1b[<0;80;22m");
    session.send_keys("z");
    session.until("the packet log fills the screen", |seen| {
        seen.has("Packets") && !seen.has("Interfaces ─")
    });
    leave_the_shell(&session);
}

#[test]
fn without_a_shell_that_could_bring_it_back_control_z_does_nothing() {
    let session = lab();
    session.send_keys(CTRL_Z);
    session.signal(Signal::SIGTSTP);
    help_comes_and_goes(&session);
    session.send_keys("q");
    ends_well(&session);
}

#[test]
fn control_l_draws_all_again() {
    let session = lab();
    let before = session.seen().raw.len();
    session.send_keys(CTRL_L);
    session.until("all was drawn again", |seen| {
        let new = String::from_utf8_lossy(&seen.raw[before..]).into_owned();
        new.contains("\x1b[2J") && TITLES.iter().all(|title| new.contains(title)) && is_whole(seen)
    });
    session.send_keys("q");
    ends_well(&session);
}

/// All but the name of the other language, which stands in the lowest line.
fn is_ascii(text: &str) -> bool {
    text.replace(['中', '文'], "").is_ascii()
}

/// Only what is drawn counts: the probe's characters are gone at once.
fn is_whole_in_ascii(seen: &Seen) -> bool {
    TITLES.iter().all(|title| seen.has(title))
        && seen.has("+--")
        && seen.has("quit")
        && is_ascii(&seen.text())
}

#[test]
fn the_linux_console_gets_plain_ascii() {
    let session = Setup::lab()
        .args(&["--no-capture"])
        .env("TERM", "linux")
        .start();
    session.until("the screen is ASCII", is_whole_in_ascii);
    session.send_keys("q");
    ends_well(&session);
    let raw = String::from_utf8_lossy(&session.seen().raw).into_owned();
    assert!(is_ascii(&raw), "{raw:?}");
}

#[test]
fn a_terminal_that_does_not_say_how_wide_it_draws_gets_plain_ascii() {
    let session = Setup::lab().args(&["--no-capture"]).silent().start();
    session.until("the screen is ASCII", is_whole_in_ascii);
    session.send_keys("q");
    ends_well(&session);
}

#[test]
fn a_locale_that_is_not_utf8_gets_english_in_plain_ascii() {
    let session = Setup::lab()
        .args(&["--no-capture"])
        .env("LANG", "zh_CN.UTF-8")
        .env("LC_ALL", "zh_CN.GBK")
        .start();
    session.until("the screen is ASCII", is_whole_in_ascii);
    help_comes_and_goes(&session);
    session.send_keys("q");
    ends_well(&session);
    let raw = String::from_utf8_lossy(&session.seen().raw).into_owned();
    assert!(is_ascii(&raw), "{raw:?}");
}

#[test]
fn a_chinese_locale_gets_chinese_words() {
    let session = Setup::lab()
        .args(&["--no-capture"])
        .env("LANG", "zh_CN.UTF-8")
        .start();
    for word in ["网络接口", "聊天", "封装", "数据包", "退出"] {
        session.wait_for(word);
    }
    session.send_keys("q");
    ends_well(&session);
}

#[test]
fn one_key_changes_the_language_and_back() {
    let session = lab();
    session.send_keys("L");
    session.wait_for("网络接口");
    session.wait_without("Interfaces");
    session.send_keys("L");
    session.until("it is English again", is_whole);
    session.send_keys("q");
    ends_well(&session);
}

/// Parameters of all `CSI … m` in what was written.
fn colour_codes(raw: &[u8]) -> Vec<u16> {
    let text = String::from_utf8_lossy(raw).into_owned();
    let sequences = text.split("\x1b[").skip(1).filter_map(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != ';')?;
        rest[end..].starts_with('m').then(|| rest[..end].to_owned())
    });
    sequences
        .flat_map(|codes| {
            codes
                .split(';')
                .map(|code| code.parse().unwrap_or(0))
                .collect::<Vec<_>>()
        })
        .collect()
}

fn is_colour(code: u16) -> bool {
    matches!(code, 30..=38 | 40..=48 | 58 | 90..=107)
}

/// A capture that is shipped.
const CAPTURE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/assets/captures/live-http.pcap"
);

#[test]
fn an_exercise_is_guessed_at_run_and_begun_again() {
    let session = ready(Setup::lab().args(&["--no-capture", "--reduced-motion"]));
    session.send_keys("6");
    session.wait_for("backlog");
    session.send_keys("b");
    session.wait_for("anybody calls accept?");
    session.send_keys("\r");
    session.wait_for("Not so");
    session.send_keys("R");
    session.wait_without("Not so");
    session.send_keys("q");
    ends_well(&session);
}

#[test]
fn a_capture_file_is_opened_looked_into_filtered_and_saved() {
    let session = Setup::lab()
        .args(&["--no-capture", "--open", CAPTURE])
        .start();
    session.wait_for("asks to open a connection");
    session.send_keys("w");
    session.wait_for("Three-way handshake complete");
    session.send_keys("f");
    session.wait_for("User-Agent: lab/1");
    session.send_keys("\x1b");
    session.wait_for("Three-way handshake complete");
    session.send_keys("\x1b");
    session.wait_without("Three-way handshake complete");
    session.send_keys("/http.request.method == \"HEAD\"\r");
    session.wait_for("all · 2");
    let saved = std::env::temp_dir().join(format!("wirelab-terminal-{}.pcap", std::process::id()));
    session.send_keys("s");
    session.wait_for("Save packets");
    session.send_keys("\x15");
    session.send_keys(&format!("{}\r", saved.display()));
    session.wait_for("2 frames saved");
    let bytes = std::fs::read(&saved);
    let _ = std::fs::remove_file(&saved);
    assert!(bytes.is_ok_and(|bytes| bytes.len() > 24 + 2 * (16 + 54)));
    session.send_keys("q");
    ends_well(&session);
}

#[test]
fn a_file_that_is_none_is_said_so_and_the_lab_goes_on() {
    let session = Setup::lab()
        .args(&["--no-capture", "--open", "/dev/null"])
        .start();
    session.wait_for("/dev/null".rsplit('/').next().unwrap_or_default());
    session.send_keys("o");
    session.send_keys("1");
    session.until("the four panes are there", is_whole);
    session.send_keys("q");
    ends_well(&session);
}

#[test]
fn no_color_leaves_bold_dim_and_reverse() {
    let plain = ready(Setup::lab().args(&["--no-capture"]).env("NO_COLOR", "1"));
    plain.send_keys("tLL");
    help_comes_and_goes(&plain);
    plain.send_keys("q");
    ends_well(&plain);
    let codes = colour_codes(&plain.seen().raw);
    assert!(!codes.iter().any(|code| is_colour(*code)), "{codes:?}");
    assert!(codes.contains(&1) && codes.contains(&2), "{codes:?}");
    let coloured = lab();
    coloured.send_keys("q");
    ends_well(&coloured);
    assert!(
        colour_codes(&coloured.seen().raw)
            .iter()
            .any(|code| is_colour(*code))
    );
}

/// The colour of the border of the pane that has the focus.
fn focus_colour(session: &Session) -> Option<vt100::Color> {
    let seen = session.seen();
    let screen = seen.screen();
    let (_, columns) = screen.size();
    let focused = (0..columns.get())
        .filter_map(|column| screen.cell(2, column))
        .find(|cell| cell.bold() && cell.contents() == "C");
    focused.map(vt100::Cell::fgcolor)
}

#[test]
fn the_theme_follows_the_ground_that_the_terminal_names() {
    let quiet = Setup::lab().args(&["--no-capture"]);
    let cyan = Some(vt100::Color::Idx(6));
    let light = Some(vt100::Color::Idx(26));
    for (ground, wanted) in [
        (None, cyan),
        (Some("rgb:1e1e/1e1e/1e1e"), cyan),
        (Some("rgb:ffff/ffff/ffff"), light),
        (Some("rgb:fdfd/f6f6"), cyan),
    ] {
        let mut setup = Setup::lab().args(&["--no-capture"]);
        if let Some(ground) = ground {
            setup = setup.ground(ground);
        }
        let session = ready(setup);
        assert_eq!(focus_colour(&session), wanted, "{ground:?}");
        session.send_keys("q");
        ends_well(&session);
    }
    // Who says a theme is not asked.
    let session = ready(
        quiet
            .args(&["--theme", "terminal"])
            .ground("rgb:ffff/ffff/ffff"),
    );
    assert_eq!(focus_colour(&session), cyan);
    session.send_keys("q");
    ends_well(&session);
}

#[test]
fn a_terminal_that_answers_nothing_is_asked_once_and_keeps_its_own_colours() {
    let session = Setup::lab().args(&["--no-capture"]).silent().start();
    session.wait_for("quit");
    assert_eq!(focus_colour(&session), Some(vt100::Color::Idx(6)));
    let raw = session.seen().raw.clone();
    let questions = raw.windows(4).filter(|bytes| *bytes == b"\x1b[6n").count();
    assert_eq!(questions, 1);
    session.send_keys("q");
    ends_well(&session);
}

#[test]
fn a_themes_name_is_shown_when_it_is_chosen() {
    let session = lab();
    for name in ["dark", "light", "contrast", "none", "terminal"] {
        session.send_keys("t");
        session.wait_for(&format!("Theme: {name}"));
    }
    session.send_keys("x");
    session.wait_without("Theme:");
    session.send_keys("q");
    ends_well(&session);
}

#[test]
fn the_lab_obeys_its_file_and_warns_of_what_nobody_knows_in_it() {
    let config = Config::of(
        "obeys",
        "language = \"zh-CN\"\nmouse = false\ntheme = \"dark\"\nnik = \"Ada\"\n[colours]\nfocus = \"bold #010203\"\n",
    );
    let setup = Setup::lab().args(&["--no-capture"]);
    let session = setup.env("WIRELAB_CONFIG", &config.path()).start();
    session.wait_for("接口");
    session.wait_for("第 4 行");
    session.wait_for("nick");
    let seen = session.seen();
    assert!(![1000, 1002, 1003].iter().any(|mode| seen.mode(*mode)));
    let coloured = b"38;2;1;2;3";
    assert!(
        seen.raw
            .windows(coloured.len())
            .any(|bytes| bytes == coloured)
    );
    drop(seen);
    session.send_keys("q");
    ends_well(&session);
}

#[test]
fn keys_act_and_are_shown_as_the_file_binds_them() {
    let config = Config::of("bound", "[keys.global]\nquit = \"Q\"\nhelp = \"F4\"\n");
    let session = ready(Setup::lab().args(&["--no-capture", "--config", &config.path()]));
    session.wait_for("F4 help  Q quit");
    session.send_keys("q?");
    session.send_keys("\x1bOS");
    session.wait_for("any other key closes");
    session.send_keys("x");
    session.wait_without("any other key closes");
    session.send_keys("Q");
    ends_well(&session);
}

#[test]
fn a_file_with_mistakes_is_told_before_the_terminal_is_taken() {
    let config = Config::of("mistakes", "theme = \"drak\"\nport = 0\n");
    let path = config.path();
    let session = Setup::lab().args(&["--config", &path]).start();
    assert_eq!(session.wait_exit(), Ok(2));
    let seen = session.seen();
    assert!(seen.has(":1:9: theme: this value is not allowed") && seen.has("did you mean dark?"));
    assert!(
        seen.has(":2:8: port: this value is not allowed"),
        "{}",
        seen.text()
    );
    assert!(!seen.raw.windows(7).any(|bytes| bytes == b"\x1b[?1049"));
}

#[test]
fn the_mouse_can_be_left_to_the_terminal_for_selecting_text() {
    let session = lab();
    session.until("the mouse is the program's", |seen| {
        seen.mode(1003) && seen.mode(1006)
    });
    session.send_keys("M");
    session.until("the mouse is the terminal's", |seen| {
        ![1000, 1002, 1003, 1006].iter().any(|mode| seen.mode(*mode))
    });
    session.send_keys("M");
    session.until("the mouse is the program's again", |seen| {
        seen.mode(1003) && seen.mode(1006)
    });
    session.send_keys("q");
    ends_well(&session);
}

#[test]
fn what_is_typed_during_the_start_is_not_lost() {
    let session = Setup::lab().args(&["--no-capture"]).typed(":quit").start();
    session.wait_for("> quit");
    session.send_keys(ENTER);
    ends_well(&session);
}

#[test]
fn control_keys_typed_during_the_start_are_not_lost_either() {
    // A terminal that does not answer: the program waits for it all the time it may.
    let session = Setup::lab().args(&["--no-capture"]).silent().start();
    session.until("the terminal is taken", |seen| seen.mode(1049));
    session.send_keys("\x1b[Bi\x08né\tz\x1b[A\x03");
    ends_well(&session);
}

#[test]
fn without_a_terminal_it_says_so_and_fails() {
    let output = Command::new(program())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(
        errors.contains("needs a terminal") && errors.lines().count() == 1,
        "{errors}"
    );
    assert!(output.stdout.is_empty());
}

/// Rights are other ones then. The program is handed over as standard input: the file may lie under a
/// directory that only root may enter.
#[test]
fn all_of_this_as_an_ordinary_user() {
    if !nix::unistd::geteuid().is_root() {
        return;
    }
    let mut again = Command::new("/proc/self/exe");
    again
        .env(AS_USER, "1")
        .args(["--test-threads", "2"])
        .stdin(File::open(program()).unwrap())
        .uid(USER)
        .gid(USER);
    let output = again.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "{said}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    for line in said.lines().filter(|line| line.starts_with("skipped")) {
        println!("{line}");
    }
}

/// A folder to be worked in; goes with the test.
struct Folder(std::path::PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn what_is_taken_along_is_on_disk_before_the_program_ends() {
    let folder = Folder(std::env::temp_dir().join(format!("wirelab-along-{}", std::process::id())));
    std::fs::create_dir_all(&folder.0).unwrap();
    let script = format!(
        "cd {} && exec {} --no-capture",
        folder.0.display(),
        program().display()
    );
    let session = ready(Setup::of("sh").args(&["-c", &script]));
    session.send_keys("\x13");
    session.wait_for("Saved: ");
    session.send_keys("r");
    session.wait_for("Into the lab report");
    // Nobody waits for the answer.
    session.send_keys("my own note\rq");
    ends_well(&session);
    let list = std::fs::read_to_string(folder.0.join("wirelab-report/picks.jsonl")).unwrap();
    assert!(
        list.ends_with('\n') && list.contains("my own note"),
        "{list}"
    );
    let picture = std::fs::read_dir(&folder.0)
        .unwrap()
        .flatten()
        .find(|e| e.path().extension().is_some_and(|e| e == "svg"));
    let svg = std::fs::read_to_string(picture.unwrap().path()).unwrap();
    assert!(
        svg.starts_with("<svg ") && svg.ends_with("</svg>\n") && svg.contains(">Interfaces<"),
        "{svg}"
    );
}
