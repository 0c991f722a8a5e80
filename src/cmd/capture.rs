//! `wirelab capture`: a line for each frame that goes by, or a count of each protocol.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::sync::mpsc;

use super::line::{self, Lines};
use super::out::{Stop, note};
use crate::cli::{BackendArg, CaptureArgs, CaptureCmdArgs};
use crate::files::target::unpacked_name;
use crate::files::{Format, Saved, Turns, WriteError};
use crate::frame::{BatchedFrame, FrameBatch};
use crate::msg::capture::{Backend, CaptureStats, LANE, Look, SourceEvent, Tap, Wish};
use crate::place::HostId;
use crate::say::Clean;
use crate::settings::Settings;
use crate::source::Sockets;
use crate::store::filter::{Filter, Followed, Follower};
use crate::store::flows::Flows;
use crate::sys::ending::{self, Asked};
use crate::sys::rights::{Denied, early_packet_socket, give_up_capture_rights};
use crate::text::{Lang, Text};
use crate::wire::Protocol;

mod taps;

/// How often it is looked whether an interface has gone or has come back.
const LOOK: Duration = Duration::from_secs(1);

/// Runs the command until `-c` is reached, SIGINT, SIGTERM, or the reader of the output has gone.
///
/// # Errors
/// [`Stop::Usage`] for a filter or interface that makes no sense, [`Stop::Failed`] without the right
/// to capture or when the capture breaks.
pub fn run(args: &CaptureCmdArgs, capture: &CaptureArgs, settings: &Settings) -> Result<(), Stop> {
    let text = Text::new(Lang::En);
    let filter = line::filter(args.filter.as_deref(), &text)?;
    let taps = taps::taps(&settings.interfaces.value)?;
    let backend = backend(capture.capture_backend.unwrap_or(BackendArg::Ring));
    // While there is one thread only: rights belong to threads.
    let sockets = sockets(backend, taps.len())?;
    give_up_capture_rights()?;
    let saving = args
        .write
        .as_deref()
        .map(|path| Saving::create(path, args, &taps))
        .transpose()?;
    let limits = Limits {
        time: args
            .seconds
            .map(|seconds| Duration::try_from_secs_f64(seconds).unwrap_or(Duration::ZERO)),
        snaplen: capture.snaplen,
        promiscuous: capture.promiscuous,
        look: look(args),
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let follower = Follower::new(&filter, Flows::default()).with_messages();
    let printer = Printer {
        filter,
        taps,
        saving,
        json: args.json,
        most: args.count,
        counts: args.stats.then(BTreeMap::new),
        seen: 0,
        follower,
        shown: 0,
        stats: CaptureStats::default(),
        text,
        lines: Lines::default(),
        line: Vec::new(),
        out: BufWriter::with_capacity(64 * 1024, io::stdout().lock()),
    };
    runtime.block_on(follow(backend, sockets, limits, printer))
}

/// Frames that only go to a file need not be looked into.
const fn look(args: &CaptureCmdArgs) -> Look {
    let asks = args.filter.is_some() || args.stats || args.json;
    if args.write.is_some() && !asks {
        Look::Bytes
    } else {
        Look::Digest
    }
}

const fn backend(arg: BackendArg) -> Backend {
    match arg {
        BackendArg::Ring if cfg!(target_os = "linux") => Backend::Ring,
        BackendArg::Ring | BackendArg::Pnet => Backend::Pnet,
    }
}

/// The ring takes one socket for all interfaces, pnet one for each.
fn sockets(backend: Backend, taps: usize) -> Result<Vec<OwnedFd>, Stop> {
    if !cfg!(target_os = "linux") {
        return Ok(Vec::new());
    }
    let count = if backend == Backend::Ring { 1 } else { taps };
    let sockets: io::Result<Vec<_>> = (0..count).map(|_| early_packet_socket()).collect();
    sockets.map_err(|error| Stop::Failed(remedy(Denied::from(&error))))
}

/// What happened, why, and what to do about it.
fn remedy(denied: Denied) -> String {
    if denied != Denied::NoRight {
        return format!("cannot capture: {denied}");
    }
    let path = std::env::current_exe().and_then(|path| path.canonicalize());
    let path = path.map_or_else(
        |_| "/path/to/wirelab".to_owned(),
        |path| path.display().to_string(),
    );
    format!(
        "no right to capture on this machine (CAP_NET_RAW).\n\
         An administrator can give it to this program:\n  \
         sudo setcap cap_net_raw+ep '{path}'\n\
         (a rebuild of the program undoes that, and on an NFS home directory it has no effect)\n\
         Without it: run wirelab and press p. Where a user may make hosts of his own (wirelab doctor\n\
         tells), the practice lab captures without any right."
    )
}

/// Takes the frames that were captured before the stop, and the last counters.
async fn drain(
    events: &mut mpsc::Receiver<SourceEvent>,
    printer: &mut Printer<impl Write>,
) -> Result<(), Stop> {
    while let Some(event) = events.recv().await {
        match event {
            SourceEvent::Stats { stats, .. } => printer.stats = stats,
            SourceEvent::Frames { mut batch, .. } => printer.batch(&mut batch)?,
            SourceEvent::Running { .. } | SourceEvent::Blind { .. } | SourceEvent::Lost { .. } => {}
            SourceEvent::Ended { .. } => break,
        }
    }
    Ok(())
}

/// Prints until the end, then says how many were seen and lost.
async fn follow(
    backend: Backend,
    sockets: Vec<OwnedFd>,
    limits: Limits,
    mut printer: Printer<impl Write>,
) -> Result<(), Stop> {
    ending::watch(Asked::ToEnd, || {})?;
    let mut stop = Signals::new()?;
    let (lane, mut events) = mpsc::channel(LANE);
    let names: Vec<_> = printer.taps.iter().map(|tap| tap.name.clone()).collect();
    let Limits {
        time,
        snaplen,
        promiscuous,
        look,
    } = limits;
    let wish = |taps: &[Tap]| Wish {
        host: HostId::HERE,
        taps: taps.to_vec(),
        left_out: None,
        look,
        snaplen,
        promiscuous,
    };
    // Without a limit: a time nobody will see.
    let over = tokio::time::sleep(time.unwrap_or(Duration::from_hours(24 * 365)));
    tokio::pin!(over);
    let sockets = Sockets::from(sockets).with_large_ring();
    let handle = crate::source::start(backend, sockets, wish(&printer.taps), lane)
        .map_err(|error| Stop::Failed(error.to_string()))?;
    let mut again = tokio::time::interval(LOOK);
    let mut ended = None;
    while ended.is_none() && !printer.done() {
        tokio::select! {
            biased;
            () = stop.any() => break,
            () = &mut over => break,
            _ = again.tick() => {
                printer.flush_saved()?;
                if let Some(taps) = taps::changed(&printer.taps, &names) {
                    handle.set_wish(wish(&taps));
                    printer.taps = taps;
                }
            },
            event = events.recv() => ended = Some(printer.take(event)?).filter(|ended| *ended),
        }
    }
    handle.stop();
    if ended.is_none() {
        drain(&mut events, &mut printer).await?;
    }
    printer.finish()
}

/// What limits the capture.
#[derive(Debug, Clone, Copy)]
struct Limits {
    time: Option<Duration>,
    snaplen: Option<u32>,
    promiscuous: bool,
    look: Look,
}

/// The file that frames are written to.
#[derive(Debug)]
struct Saving {
    path: PathBuf,
    saved: Saved,
}

impl Saving {
    fn create(path: &Path, args: &CaptureCmdArgs, taps: &[Tap]) -> Result<Self, Stop> {
        let turns = Turns {
            size: args.rotate_size.map(|size| size.saturating_mul(1_000_000)),
            time: args.rotate_time.map(Duration::from_secs),
            keep: args.files.map(|count| count as usize),
        };
        let path = line::real_path(path).to_owned();
        // Known before a file that is there has been emptied for it.
        let first = taps.first().map(|tap| tap.link);
        let mixed = taps.iter().any(|tap| Some(tap.link) != first);
        let pcap = Format::of(unpacked_name(&path)) == Format::Pcap;
        let saved = if mixed && pcap {
            Err(WriteError::Links)
        } else {
            Saved::create(&path, turns)
        };
        match saved {
            Ok(saved) => Ok(Self { path, saved }),
            Err(error) => Err(line::not_written(&path, error, &Text::new(Lang::En))),
        }
    }

    fn did<T>(path: &Path, result: Result<T, WriteError>) -> Result<T, Stop> {
        result.map_err(|error| line::not_written(path, error, &Text::new(Lang::En)))
    }
}

/// SIGINT and SIGTERM.
struct Signals {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

impl Signals {
    #[cfg(unix)]
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    #[cfg(not(unix))]
    fn new() -> io::Result<Self> {
        Ok(Self {})
    }

    /// One of them has come.
    #[cfg(unix)]
    async fn any(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }

    #[cfg(not(unix))]
    async fn any(&mut self) {
        let _ = tokio::signal::ctrl_c().await;
    }
}

/// Frames and bytes of a protocol.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    frames: u64,
    bytes: u64,
}

/// Where frames become lines.
struct Printer<W: Write> {
    filter: Filter,
    taps: Vec<Tap>,
    /// With `-w`: nothing is printed then unless JSON is asked for.
    saving: Option<Saving>,
    json: bool,
    most: Option<u64>,
    /// With `--stats`.
    counts: Option<BTreeMap<Protocol, Count>>,
    /// Frames that came.
    seen: u64,
    /// When the first of them came.
    follower: Follower,
    /// Frames that matched.
    shown: u64,
    stats: CaptureStats,
    text: Text,
    lines: Lines,
    /// The line being written.
    line: Vec<u8>,
    out: W,
}

/// Of a frame whose interface has gone meanwhile.
static UNKNOWN: Clean = Clean::fixed("?");

impl<W: Write> Printer<W> {
    fn done(&self) -> bool {
        self.most.is_some_and(|most| self.shown >= most)
    }

    /// Takes an event in. Has the capture ended?
    fn take(&mut self, event: Option<SourceEvent>) -> Result<bool, Stop> {
        match event {
            Some(SourceEvent::Frames { mut batch, .. }) => self.batch(&mut batch)?,
            Some(SourceEvent::Stats { stats, .. }) => self.stats = stats,
            Some(SourceEvent::Running { interfaces, .. }) if interfaces.is_empty() => {
                note!("waiting for an interface");
            }
            Some(SourceEvent::Running { interfaces, .. }) => {
                note!(
                    "capturing on {}",
                    interfaces
                        .iter()
                        .map(Clean::as_str)
                        .collect::<Vec<_>>()
                        .join(", ")
                );
            }
            Some(SourceEvent::Blind { what, .. }) => note!("{}", self.text.say(&what)),
            Some(SourceEvent::Lost { interface, why, .. }) => {
                note!("{interface}: {}", self.text.say(&why));
            }
            Some(SourceEvent::Ended { why: Some(why), .. }) => {
                return Err(Stop::Failed(self.text.say(&why)));
            }
            Some(SourceEvent::Ended { why: None, .. }) | None => return Ok(true),
        }
        Ok(false)
    }

    fn batch(&mut self, batch: &mut FrameBatch) -> Result<(), Stop> {
        let known = self.follower.batch(self.seen + 1, batch);
        for (place, frame) in batch.frames.iter().enumerate() {
            if self.done() {
                break;
            }
            self.frame(frame, &batch.bytes, &known, place)?;
        }
        self.out.flush()?;
        Ok(())
    }

    fn frame(
        &mut self,
        frame: &BatchedFrame,
        all: &[u8],
        known: &Followed,
        place: usize,
    ) -> Result<(), Stop> {
        self.seen += 1;
        let at = frame.at as usize;
        let bytes = all
            .get(at..at + frame.captured as usize)
            .unwrap_or_default();
        let facts = known.add(place, line::facts(self.seen, frame, bytes));
        if !self.filter.matches(&facts) {
            return Ok(());
        }
        self.shown += 1;
        if let Some(counts) = &mut self.counts {
            let count = counts.entry(frame.digest.protocol).or_default();
            count.frames += 1;
            count.bytes += u64::from(frame.meta.length);
            return Ok(());
        }
        let interface = self
            .taps
            .iter()
            .find(|tap| tap.index == frame.meta.place.interface);
        let interface = interface.map_or(&UNKNOWN, |tap| &tap.name);
        if let Some(Saving { path, saved }) = &mut self.saving {
            Saving::did(path, saved.add(&frame.meta, bytes, interface, None))?;
            if !self.json {
                return Ok(());
            }
        }
        let summary = self.text.say(&crate::proto::summary(
            &frame.digest,
            bytes,
            &facts.context(),
        ));
        if self.json {
            let json = line::Json::new(self.shown, interface, frame, &summary);
            serde_json::to_writer(&mut self.out, &json).map_err(io::Error::from)?;
            writeln!(self.out)?;
        } else {
            self.line.clear();
            self.lines.plain(&mut self.line, interface, frame, &summary);
            self.out.write_all(&self.line)?;
        }
        Ok(())
    }

    /// Writes what was gathered, so that a reader of the file is at most a second behind.
    fn flush_saved(&mut self) -> Result<(), Stop> {
        let Some(Saving { path, saved }) = &mut self.saving else {
            return Ok(());
        };
        Saving::did(path, saved.flush())
    }

    /// The counts, if asked for, and what was seen and lost.
    fn finish(&mut self) -> Result<(), Stop> {
        if let Some(Saving { path, saved }) = self.saving.take() {
            let frames = Saving::did(&path, saved.finish())?;
            note!("{frames} frames written");
        }
        for (protocol, count) in self.counts.iter().flatten() {
            let (name, Count { frames, bytes }) = (protocol.name(), *count);
            if self.json {
                let json =
                    serde_json::json!({ "protocol": name, "frames": frames, "bytes": bytes });
                writeln!(self.out, "{json}")?;
            } else {
                writeln!(self.out, "{name:<12} {frames:>10} frames {bytes:>14} bytes")?;
            }
        }
        self.out.flush()?;
        let (seen, stats) = (self.seen, self.stats);
        note!(
            "{seen} frames seen, {} dropped by the kernel, {} dropped here",
            stats.kernel_dropped,
            stats.lane_dropped
        );
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Time;
    use crate::cmd::line::CHAT_PORT;
    use crate::frame::{ChecksumStatus, Direction, FrameMeta, Origin};
    use crate::place::Place;
    use crate::wire::{Digest, LinkType};

    fn batch(ports: &[u16]) -> FrameBatch {
        let meta = FrameMeta {
            time: Time(0),
            place: Place::default(),
            direction: Direction::In,
            link: LinkType::Ethernet,
            origin: Origin::Captured,
            length: 60,
            fcs: crate::frame::FcsLength::NONE,
            checksum: ChecksumStatus::Unknown,
        };
        let frame = |port: &u16| {
            let digest = Digest {
                protocol: Protocol::Udp,
                transport: Protocol::Udp,
                dst_port: *port,
                ..Digest::default()
            };
            BatchedFrame {
                meta,
                digest,
                at: 0,
                captured: 0,
            }
        };
        FrameBatch {
            bytes: bytes::Bytes::new(),
            frames: ports.iter().map(frame).collect(),
        }
    }

    fn printer(filter: &str, most: Option<u64>, stats: bool) -> Printer<Vec<u8>> {
        Printer {
            follower: Follower::new(&Filter::parse(filter).unwrap(), Flows::default())
                .with_messages(),
            filter: Filter::parse(filter).unwrap(),
            taps: Vec::new(),
            saving: None,
            json: true,
            most,
            counts: stats.then(BTreeMap::new),
            seen: 0,
            shown: 0,
            stats: CaptureStats::default(),
            text: Text::new(Lang::En),
            lines: Lines::default(),
            line: Vec::new(),
            out: Vec::new(),
        }
    }

    #[test]
    fn it_ends_after_as_many_matching_frames_as_asked_for() {
        let mut printer = printer("port 53", Some(2), false);
        printer.batch(&mut batch(&[53, 80])).unwrap();
        assert!(!printer.done());
        printer.batch(&mut batch(&[53, 53, 53])).unwrap();
        assert!(printer.done());
        assert_eq!(String::from_utf8(printer.out).unwrap().lines().count(), 2);
        assert_eq!(printer.seen, 3);
    }

    #[test]
    fn statistics_count_by_protocol_and_print_at_the_end() {
        let mut printer = printer("mine", None, true);
        printer
            .batch(&mut batch(&[CHAT_PORT, CHAT_PORT, 80]))
            .unwrap();
        assert!(printer.out.is_empty());
        printer.finish().unwrap();
        assert_eq!(
            String::from_utf8(printer.out).unwrap(),
            "{\"bytes\":120,\"frames\":2,\"protocol\":\"UDP\"}\n"
        );
    }

    #[test]
    fn only_what_goes_to_a_file_unasked_is_not_looked_into() {
        let write = Some(PathBuf::from("lab.pcap"));
        let args = CaptureCmdArgs {
            write,
            ..CaptureCmdArgs::default()
        };
        assert_eq!(look(&args), Look::Bytes);
        assert_eq!(
            look(&CaptureCmdArgs {
                json: true,
                ..args.clone()
            }),
            Look::Digest
        );
        assert_eq!(
            look(&CaptureCmdArgs {
                filter: Some("arp".to_owned()),
                ..args
            }),
            Look::Digest
        );
        assert_eq!(
            look(&CaptureCmdArgs {
                stats: true,
                ..CaptureCmdArgs::default()
            }),
            Look::Digest
        );
        assert_eq!(look(&CaptureCmdArgs::default()), Look::Digest);
    }

    #[test]
    fn without_the_right_the_remedy_is_named() {
        let text = remedy(Denied::NoRight);
        let path = std::env::current_exe().unwrap().canonicalize().unwrap();
        assert!(text.contains(&format!("setcap cap_net_raw+ep '{}'", path.display())));
        assert!(text.contains("NFS") && text.contains("press p"));
    }
}
