//! The start of the lab: rights first and given up, then the terminal, the lanes, the loop; and the
//! end, in the opposite order.

use std::io::{self, IsTerminal as _};
use std::net::SocketAddr;
use std::os::fd::OwnedFd;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use color_eyre::eyre::WrapErr as _;
use tokio::sync::mpsc;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::chat::{Broadcast, ChatConfig, RESERVED};
use crate::cli::{BackendArg, Cli};
use crate::keymap::Keymap;
use crate::msg::capture::{Backend, LeftOut};
use crate::msg::chat::{ChatCommand, Trouble, Whom};
use crate::msg::host::HostEvent;
use crate::msg::{Effect, Event};
use crate::say;
use crate::say::Clean;
use crate::screens::Screens;
use crate::settings::{InForce, Origin, Problem, Settings, Symbols};
use crate::sys::ending::{self, Asked};
use crate::sys::factory::ThisMachine;
use crate::sys::terminal::{Ground, Question};
use crate::sys::{rights, zone};
use crate::text::{Lang, Text};
use crate::ui::look::Glyphs;
use crate::ui::theme::{ThemeName, Themes};

use super::keyboard;
use super::model::{Model, Start};
use super::run::{self, Display as _, Ended, Outside, Perform as _, Signal};
use super::runtime::{CaptureRight, Lanes, Runtime};
use super::terminal::{self, Probed, Terminal};
use super::update::update;

/// The keys as the screens' tables have them.
#[must_use]
pub fn keys() -> Keymap {
    Keymap::new(Screens::layers())
}

/// Runs the lab until it ends, with these settings in force; what is to be said about them is said in it.
#[must_use]
pub fn lab(cli: &Cli, ready: InForce) -> ExitCode {
    let started = Instant::now();
    // Still single-threaded: capabilities belong to threads, and later ones inherit what is left.
    let right = match capture_right(cli, ready.settings.interfaces.value.len()) {
        Ok(right) => right,
        Err(error) => {
            eprintln!("wirelab: the right to capture could not be given up: {error}");
            return ExitCode::FAILURE;
        }
    };
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        eprintln!(
            "wirelab: the lab needs a terminal. Without one: wirelab ip, chat, capture, partner, doctor (see --help)"
        );
        return ExitCode::FAILURE;
    }
    crate::sys::descriptors::make_enough();
    log_to_file();
    let report = color_eyre::config::HookBuilder::default()
        .display_env_section(false)
        .install();
    terminal::install_panic_hook();
    // The panic hook has given the terminal back and printed its report.
    let ended = catch_unwind(AssertUnwindSafe(|| {
        report.and_then(|()| open(cli, ready, right, started))
    }));
    match ended {
        Ok(Ok(Ended::ByPanic)) => {
            let report = terminal::panic_report().unwrap_or_default();
            eprintln!("wirelab ended: {}", Clean::lines(&report));
            our_mistake()
        }
        Ok(Ok(_)) => ExitCode::SUCCESS,
        Ok(Err(error)) => {
            terminal::restore();
            eprintln!("{}", Clean::lines(&format!("wirelab: {error:#}")));
            ExitCode::FAILURE
        }
        Err(_) => our_mistake(),
    }
}

fn our_mistake() -> ExitCode {
    eprintln!(
        "This is a mistake in wirelab, not in what you did. Please report it with the lines above."
    );
    ExitCode::FAILURE
}

fn open(
    cli: &Cli,
    ready: InForce,
    right: CaptureRight,
    started: Instant,
) -> color_eyre::Result<Ended> {
    // One worker beside this thread: the loop has this one for itself.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .wrap_err("the async runtime could not be started")?;
    // Before the terminal is taken: from then on no signal may end us without giving it back.
    let signals = {
        let _within = runtime.enter();
        signals()?
    };
    ending::watch(Asked::ToEndOrHungUp, terminal::restore_stuck)
        .wrap_err("signals could not be watched")?;
    let InForce {
        settings,
        keys,
        warnings,
    } = ready;
    let mouse = settings.mouse.value;
    let mut screen = Terminal::enter(mouse).wrap_err("the terminal could not be taken")?;
    let probed = probe(&settings);
    let mut model = Model::new(start(cli, &settings, &probed, screen.size()?), keys);
    model.clock.now = crate::sys::clock::now();
    model.desk.mouse = mouse;
    model.screens.chat.set_encoding(settings.encoding.value);
    warn(&mut model, &warnings);
    if let Ok(snapshot) = crate::host::snapshot(&ThisMachine) {
        update(
            &mut model,
            Event::Host(HostEvent::Changed(Box::new(snapshot))),
        );
    }
    screen
        .draw(&model)
        .wrap_err("the screen could not be drawn")?;
    let ended = runtime.block_on(live(
        &mut model,
        &mut screen,
        right,
        probed.typed,
        (cli, &settings),
        signals,
        started,
    ));
    drop(screen);
    runtime.shutdown_background();
    ended
}

async fn live(
    model: &mut Model,
    screen: &mut Terminal,
    right: CaptureRight,
    typed: Vec<u8>,
    (cli, settings): (&Cli, &Settings),
    signals: mpsc::Receiver<Signal>,
    started: Instant,
) -> color_eyre::Result<Ended> {
    let config = ChatConfig {
        nick: model.start.nick.clone(),
        instance: crate::chat::instance(),
        finder: crate::chat::FINDER,
        port: settings.port.value.0,
        half_close: Some(crate::chat::HALF_CLOSE),
        broadcast: broadcast(cli),
        reserved: Text::in_each_language(&RESERVED),
    };
    let (mut performer, lanes) = Runtime::start(config, right);
    let Lanes {
        control,
        hosts,
        chat,
        source,
        files,
    } = lanes;
    if let Some(path) = &cli.open {
        performer.open(path.clone());
    }
    performer.perform(Effect::Chat(ChatCommand::Encoding {
        whom: Whom::Everyone,
        encoding: model.screens.chat.encoding(),
    }));
    let input = keyboard::start(&typed).wrap_err("the keyboard could not be read")?;
    let mut outside = Outside {
        input,
        signals,
        control,
        hosts,
        chat,
        source,
        files,
        performer,
        chat_in_turn: 0,
    };
    let ended = run::run(model, screen, &mut outside, started).await;
    // The screen first: whatever the rest takes, the terminal is the user's again.
    terminal::restore();
    outside.performer.shutdown().await;
    ended.wrap_err("the screen could not be drawn")
}

const fn broadcast(cli: &Cli) -> Broadcast {
    if cli.no_broadcast {
        Broadcast::Refused
    } else {
        Broadcast::Allowed
    }
}

/// One lane for everything that stops or pauses the run from outside.
fn signals() -> color_eyre::Result<mpsc::Receiver<Signal>> {
    let (tell, lane) = mpsc::channel(4);
    let panicked = tell.clone();
    tokio::spawn(async move {
        terminal::PANIC.notified().await;
        let _ = panicked.send(Signal::Panic).await;
    });
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let kinds = [
            (SignalKind::terminate(), Signal::End),
            (SignalKind::hangup(), Signal::End),
            (SignalKind::interrupt(), Signal::End),
            (SignalKind::from_raw(libc::SIGTSTP), Signal::Suspend),
        ];
        for (kind, meaning) in kinds {
            let mut stream = signal(kind).wrap_err("signals could not be watched")?;
            let tell = tell.clone();
            tokio::spawn(async move {
                while stream.recv().await.is_some() {
                    if tell.send(meaning).await.is_err() {
                        break;
                    }
                }
            });
        }
    }
    Ok(lane)
}

/// Opens what capture needs while we may, then gives the right up. The error says why it is still there.
fn capture_right(cli: &Cli, interfaces: usize) -> io::Result<CaptureRight> {
    if cli.no_capture {
        rights::give_up_capture_rights()?;
        return Ok(CaptureRight::Denied(Trouble {
            what: say!("app-capture-off"),
            remedy: None,
        }));
    }
    let backend = match cli.capture.capture_backend.unwrap_or(BackendArg::Ring) {
        BackendArg::Ring => Backend::Ring,
        BackendArg::Pnet => Backend::Pnet,
    };
    // pnet takes a socket for each interface; some in hand serve those that come later too.
    let wanted = if backend == Backend::Ring {
        1
    } else {
        interfaces.max(4)
    };
    let sockets: io::Result<Vec<OwnedFd>> =
        (0..wanted).map(|_| rights::early_packet_socket()).collect();
    rights::give_up_capture_rights()?;
    if let Ok(sockets) = sockets {
        return Ok(CaptureRight::Sockets(backend, sockets));
    }
    let path =
        std::env::current_exe().map_or_else(|_| "wirelab".to_owned(), |p| p.display().to_string());
    let remedy = say!("app-capture-remedy", path = path);
    Ok(CaptureRight::Denied(Trouble {
        what: say!("app-capture-denied"),
        remedy: Some(remedy),
    }))
}

fn start(cli: &Cli, settings: &Settings, probed: &Probed, size: (u16, u16)) -> Start {
    Start {
        lang: spoken(settings.language.value),
        theme: theme(settings, probed.ground),
        glyphs: glyphs(settings, probed),
        reduced_motion: settings.reduced_motion.value,
        nick: nick(settings),
        utc_offset: zone::local_offset(crate::sys::clock::now().0 / 1_000_000_000),
        interfaces: settings.interfaces.value.clone(),
        snaplen: cli.capture.snaplen,
        memory: settings.memory.value.bytes(),
        promiscuous: cli.capture.promiscuous,
        left_out: std::env::var("SSH_CONNECTION")
            .ok()
            .and_then(|s| ssh_connection(&s)),
        default_ttl: crate::host::default_ttl(),
        size,
        chinese: is_utf8(&locale()) && !is_console(),
    }
}

/// Says in the chat what is wrong with the settings: the first few warnings, and how many more there are.
fn warn(model: &mut Model, warnings: &[Problem]) {
    const MOST: usize = 3;
    let said = warnings.iter().take(MOST).map(Problem::brief);
    let more = warnings.len().saturating_sub(MOST);
    let rest = (more > 0).then(|| say!("settings-more", n = more));
    for what in said.chain(rest) {
        model.warn(what);
    }
}

/// Asks the terminal what the settings leave to it, in one question. A console has neither box lines in one width
/// only nor a ground to be asked for.
fn probe(settings: &Settings) -> Probed {
    let question = Question {
        widths: settings.glyphs.value.is_none() && is_utf8(&locale()),
        ground: settings.theme.value.is_none(),
    };
    if is_console() || !(question.widths || question.ground) {
        return Probed::default();
    }
    terminal::probe(question)
}

fn theme(settings: &Settings, ground: Option<Ground>) -> Themes {
    let refined = settings.colours.iter();
    let refined = refined.map(|colour| (colour.meaning, colour.paint));
    match (settings.theme.value, settings.theme.origin, ground) {
        // Whoever says so for this run means it; whose file says so may still walk through the themes.
        (Some(ThemeName::None), Origin::Flag("no-color") | Origin::Variable("NO_COLOR"), _) => {
            Themes::without_colours()
        }
        (Some(name), _, _) => Themes::new(name, refined.collect()),
        (None, _, Some(Ground::Light)) => Themes::new(ThemeName::Light, refined.collect()),
        (None, _, Some(Ground::Dark) | None) => Themes::new(ThemeName::Terminal, refined.collect()),
    }
}

const fn glyphs(settings: &Settings, probed: &Probed) -> Glyphs {
    match settings.glyphs.value {
        Some(Symbols::Unicode) => Glyphs::UNICODE,
        None if probed.narrow => Glyphs::UNICODE,
        Some(Symbols::Ascii) | None => Glyphs::ASCII,
    }
}

/// The locale as C programs find it: `LC_ALL`, else `LC_CTYPE`, else `LANG`.
fn locale() -> String {
    ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .find_map(|v| std::env::var(v).ok().filter(|v| !v.is_empty()))
        .unwrap_or_default()
}

/// Does the locale say that the terminal's characters are UTF-8? An empty one says nothing; modern
/// terminals then are.
fn is_utf8(locale: &str) -> bool {
    let lower = locale.to_ascii_lowercase();
    locale.is_empty()
        || lower == "c"
        || lower == "posix"
        || lower.contains("utf-8")
        || lower.contains("utf8")
}

/// A terminal whose font has a few hundred characters.
fn is_console() -> bool {
    std::env::var("TERM").is_ok_and(|t| t == "linux" || t == "dumb" || t == "vt100")
}

/// The language that is spoken where this one is wished for; without a wish the locale's.
#[must_use]
pub fn spoken(wished: Option<Lang>) -> Lang {
    match wished {
        Some(lang) => lang,
        // Chinese can't be shown where the terminal's bytes are not UTF-8, nor by the Linux console.
        None if !is_utf8(&locale()) || is_console() => Lang::En,
        None => Lang::from_locale(&locale()),
    }
}

/// The name in the chat: as asked for, else the user's, else the host's.
fn nick(settings: &Settings) -> String {
    let from = |name: &str| std::env::var(name).ok().filter(|v| !v.is_empty());
    let nick = Some(settings.nick.value.clone())
        .filter(|nick| !nick.is_empty())
        .or_else(|| from("USER"))
        .or_else(|| from("LOGNAME"))
        .unwrap_or_else(|| "student".to_owned());
    crate::proto::chat::text::nick(&nick).into()
}

/// `SSH_CONNECTION`: client address, client port, server address, server port.
fn ssh_connection(text: &str) -> Option<LeftOut> {
    let mut parts = text.split_whitespace();
    let mut end = || {
        Some(SocketAddr::new(
            parts.next()?.parse().ok()?,
            parts.next()?.parse().ok()?,
        ))
    };
    Some(LeftOut {
        a: end()?,
        b: end()?,
    })
}

/// Warnings go to a file under the state directory; never to the screen. Without one, nowhere.
fn log_to_file() {
    use etcetera::BaseStrategy as _;

    /// A log this long is begun anew.
    const LONGEST: u64 = 4 << 20;
    let Some(dir) = etcetera::choose_base_strategy()
        .ok()
        .and_then(|s| s.state_dir())
    else {
        return;
    };
    let dir = dir.join("wirelab");
    let path = dir.join("wirelab.log");
    let too_long = std::fs::metadata(&path).is_ok_and(|m| m.len() > LONGEST);
    let file = std::fs::create_dir_all(&dir).and_then(|()| {
        std::fs::OpenOptions::new()
            .create(true)
            .write(true)
            .append(!too_long)
            .truncate(too_long)
            .open(path)
    });
    let Ok(file) = file else { return };
    let wished = std::env::var("WIRELAB_LOG").ok();
    let filter = wished.and_then(|text| text.parse::<Targets>().ok());
    let filter = filter.unwrap_or_else(|| Targets::new().with_default(LevelFilter::WARN));
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(Arc::new(file))
        .with_ansi(false);
    let _ = tracing_subscriber::registry()
        .with(lines)
        .with(filter)
        .try_init();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ssh_session_is_read_from_its_variable() {
        let left_out = ssh_connection("10.0.0.9 51000 10.0.0.1 22").unwrap();
        assert_eq!(left_out.a, "10.0.0.9:51000".parse().unwrap());
        assert_eq!(left_out.b, "10.0.0.1:22".parse().unwrap());
        assert_eq!(ssh_connection("nonsense"), None);
    }

    #[test]
    fn locales_that_are_not_utf8_are_known() {
        assert!(is_utf8("zh_CN.UTF-8") && is_utf8("C.utf8") && is_utf8(""));
        assert!(!is_utf8("zh_CN.GBK") && !is_utf8("zh_CN.GB18030"));
    }
}
