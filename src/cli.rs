//! The command line: what can be asked for, and what is refused before anything starts.

mod exercises;
mod flags;

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::settings::{Asked, Heard};

pub use exercises::{Chosen, ExerciseArgs};
pub use flags::Flags;

/// An interactive network lab in a terminal.
#[derive(Debug, Parser)]
#[command(version, about, long_about = None, after_help = AFTER)]
pub struct Cli {
    /// Read the settings from this file (else WIRELAB_CONFIG, else the one that wirelab config names)
    #[arg(long, value_name = "FILE", global = true)]
    pub config: Option<PathBuf>,
    #[command(flatten)]
    pub flags: Flags<{ Asked::Lab as u8 }>,
    /// Open this capture file (pcap or pcapng, plain or .gz)
    #[arg(long, value_name = "FILE")]
    pub open: Option<String>,
    #[command(flatten)]
    pub capture: CaptureArgs,
    /// Do not capture, even with the right to
    #[arg(long)]
    pub no_capture: bool,
    /// UDP to a broadcast address without SO_BROADCAST: see the kernel refuse it (EACCES)
    #[arg(long)]
    pub no_broadcast: bool,
    #[command(subcommand)]
    pub command: Option<Command>,
}

impl Cli {
    /// The settings' flags, those before the command first.
    #[must_use]
    pub fn heard(&self) -> Vec<Heard> {
        let behind = match &self.command {
            Some(Command::Chat(args)) => args.flags.heard(),
            Some(Command::Capture(args)) => args.flags.heard(),
            Some(Command::Encap(args)) => args.flags.heard(),
            Some(Command::Doctor(args)) => args.flags.heard(),
            None
            | Some(
                Command::Ip(_)
                | Command::Read(_)
                | Command::Report(_)
                | Command::Exercise(_)
                | Command::Partner(_)
                | Command::Config(_)
                | Command::PracticeHelper,
            ) => &[],
        };
        [self.flags.heard(), behind].concat()
    }
}

const AFTER: &str =
    "Without a command the lab opens. Start with: wirelab   (then press ? for help)";

/// What is captured, and how.
#[derive(Debug, Clone, Default, Args)]
pub struct CaptureArgs {
    /// How frames are taken off an interface: by the kernel's memory-mapped ring where there is one
    #[arg(long, value_enum)]
    pub capture_backend: Option<BackendArg>,
    /// Keep only so many bytes of each frame
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub snaplen: Option<u32>,
    /// Frames between others too: the card hands on what is not addressed to it
    #[arg(long, overrides_with = "no_promiscuous")]
    pub promiscuous: bool,
    /// Only what is addressed to this machine, as it is unless asked for
    #[arg(long, overrides_with = "promiscuous")]
    pub no_promiscuous: bool,
}

impl CaptureArgs {
    /// These, and where they leave something open those written before the command: `wirelab --snaplen 96 capture`.
    #[must_use]
    pub fn or(&self, before: &Self) -> Self {
        Self {
            capture_backend: self.capture_backend.or(before.capture_backend),
            snaplen: self.snaplen.or(before.snaplen),
            promiscuous: self.promiscuous || before.promiscuous && !self.no_promiscuous,
            no_promiscuous: self.no_promiscuous,
        }
    }
}

/// `--capture-backend`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum BackendArg {
    /// The kernel's memory-mapped ring (Linux)
    Ring,
    /// The portable library: it shows no 802.1Q tags on Linux
    Pnet,
}

/// The headless twins.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show this machine's interfaces, as ifconfig or `ip addr` would
    Ip(IpArgs),
    /// Chat line by line: standard input out, the peer's lines to standard output
    Chat(ChatArgs),
    /// Print the frames that go by
    Capture(CaptureCmdArgs),
    /// Show what is in a capture file (pcap or pcapng, also in gzip)
    Read(ReadArgs),
    /// Follow one message or frame through the layers, step by step
    Encap(EncapArgs),
    /// Make the lab report from what was picked in the lab (key r)
    Report(ReportArgs),
    /// What socket calls do, tried on real sockets: lists the exercises, or runs one
    Exercise(ExerciseArgs),
    /// Run the practice partner: an echo server that greets
    Partner(PartnerArgs),
    /// Say what works on this machine, what does not, and what to do about it
    Doctor(DoctorArgs),
    /// Show the settings: which file, what is in force, and where it is from
    Config(ConfigArgs),
    /// The practice lab's keeper of namespaces (started by the program itself)
    #[command(hide = true)]
    PracticeHelper,
}

/// `wirelab ip`.
#[derive(Debug, Clone, Args)]
pub struct IpArgs {
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
    /// Only this interface
    pub interface: Option<String>,
}

/// `--speaks`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum SpeaksArg {
    /// The lab's protocol where a wirelab is found there, else plain text.
    #[default]
    Auto,
    /// Plain text, without asking.
    Plain,
    /// The lab's protocol, without asking; a plain program would get its greeting line.
    Lab,
}

/// `wirelab chat`.
#[derive(Debug, Clone, Args)]
#[command(group = clap::ArgGroup::new("role").required(true))]
pub struct ChatArgs {
    /// Wait for peers at this address (port 0: the system chooses; it is said on standard error)
    #[arg(long, value_name = "ADDR:PORT", group = "role")]
    pub listen: Option<String>,
    /// Connect to this address or name
    #[arg(long, value_name = "ADDR:PORT", group = "role")]
    pub connect: Option<String>,
    /// UDP instead of TCP
    #[arg(long)]
    pub udp: bool,
    /// What to speak with --connect; a listener answers as it is spoken to
    #[arg(long, value_enum, value_name = "WHAT", default_value_t)]
    pub speaks: SpeaksArg,
    /// UDP to a broadcast address without SO_BROADCAST: see the kernel refuse it (EACCES)
    #[arg(long, requires = "udp")]
    pub no_broadcast: bool,
    #[command(flatten)]
    pub flags: Flags<{ Asked::Chat as u8 }>,
    /// End after standard input has ended: flush, FIN, print until the peer closes or 1 s
    #[arg(long)]
    pub once: bool,
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
}

/// `wirelab capture`.
#[derive(Debug, Clone, Default, Args)]
pub struct CaptureCmdArgs {
    #[command(flatten)]
    pub flags: Flags<{ Asked::Capture as u8 }>,
    #[command(flatten)]
    pub capture: CaptureArgs,
    /// End after this many frames
    #[arg(short = 'c', long = "count", value_name = "N")]
    pub count: Option<u64>,
    /// Only frames that match, for example: tcp and port 10101
    #[arg(long, value_name = "FILTER")]
    pub filter: Option<String>,
    /// Count by protocol instead of printing each frame
    #[arg(long)]
    pub stats: bool,
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
    /// Write the frames to this file (pcap if it ends in .pcap, else pcapng; - for standard output)
    #[arg(short, long, value_name = "FILE", conflicts_with = "stats")]
    pub write: Option<PathBuf>,
    /// Begin the next file after so many millions of bytes
    #[arg(long, value_name = "MB", requires = "write", value_parser = clap::value_parser!(u64).range(1..))]
    pub rotate_size: Option<u64>,
    /// Begin the next file after so many seconds
    #[arg(long, value_name = "SECONDS", requires = "write", value_parser = clap::value_parser!(u64).range(1..))]
    pub rotate_time: Option<u64>,
    /// Keep only so many files, the newest
    #[arg(long, value_name = "N", requires = "write", value_parser = clap::value_parser!(u32).range(1..))]
    pub files: Option<u32>,
    /// End after so many seconds
    #[arg(long = "for", value_name = "SECONDS")]
    pub seconds: Option<f64>,
}

/// `wirelab read`.
#[derive(Debug, Clone, Default, Args)]
#[command(group = clap::ArgGroup::new("form").args(["json", "python"]).conflicts_with_all(["verbose", "hex", "flows"]))]
pub struct ReadArgs {
    /// The file; - for standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Only frames that match, for example: tcp and port 10101
    #[arg(long, value_name = "FILTER")]
    pub filter: Option<String>,
    /// End after this many frames
    #[arg(short = 'c', long = "count", value_name = "N")]
    pub count: Option<u64>,
    /// One JSON object a line, with every layer and field
    #[arg(long)]
    pub json: bool,
    /// Every layer and field as text
    #[arg(short, long)]
    pub verbose: bool,
    /// The bytes as a hexadecimal dump
    #[arg(short = 'x', long)]
    pub hex: bool,
    /// The bytes as an expression of Python
    #[arg(long)]
    pub python: bool,
    /// Count by protocol instead of showing each frame
    #[arg(long, conflicts_with_all = ["verbose", "hex", "python", "flows"])]
    pub stats: bool,
    /// A table of the conversations instead of the frames
    #[arg(long, conflicts_with_all = ["json", "verbose", "hex", "python"])]
    pub flows: bool,
    /// Write the frames to this file instead (pcap if it ends in .pcap, else pcapng; - for standard output)
    #[arg(short, long, value_name = "OUT", conflicts_with_all = ["json", "verbose", "hex", "python", "stats", "flows"])]
    pub write: Option<PathBuf>,
}

/// `wirelab encap`.
#[derive(Debug, Clone, Args)]
#[command(group = clap::ArgGroup::new("what").required(true), after_help = ENCAP_AFTER)]
pub struct EncapArgs {
    /// A message: its way as this machine would send it now (nothing is sent)
    #[arg(long, value_name = "TEXT", group = "what", requires = "to")]
    pub text: Option<String>,
    /// To whom: an address or a name, and a port
    #[arg(long, value_name = "ADDR:PORT", requires = "text", conflicts_with_all = ["file", "frame"])]
    pub to: Option<String>,
    /// UDP instead of TCP
    #[arg(long, requires = "text")]
    pub udp: bool,
    /// With the lab's own session and presentation headers, as one wirelab sends it to another
    #[arg(long, requires = "text")]
    pub lab: bool,
    /// The port it comes from; else ?: the system chooses one when a program asks
    #[arg(long, value_name = "PORT", requires = "text", value_parser = clap::value_parser!(u16).range(1..))]
    pub from_port: Option<u16>,
    /// TCP as two Linux systems agree on it when they connect: time stamps, no ECN, segments as large as fit
    #[arg(long, requires = "text", conflicts_with = "udp")]
    pub linux: bool,
    #[command(flatten)]
    pub flags: Flags<{ Asked::Encap as u8 }>,
    /// A frame of this capture file; - for standard input
    #[arg(long, value_name = "FILE", group = "what", requires = "frame")]
    pub file: Option<PathBuf>,
    /// Its number in the file, from 1
    #[arg(long, value_name = "N", requires = "file", conflicts_with = "text", value_parser = clap::value_parser!(u64).range(1..))]
    pub frame: Option<u64>,
    /// Layers: 7 (OSI), 5 (textbooks) or 4 (TCP/IP)
    #[arg(long, value_enum, default_value_t = ModelArg::Seven)]
    pub model: ModelArg,
    /// The bytes too, as hexadecimal dumps
    #[arg(short = 'x', long)]
    pub hex: bool,
    /// One JSON object a step
    #[arg(long, conflicts_with = "hex")]
    pub json: bool,
}

/// `--model`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ModelArg {
    /// OSI
    #[value(name = "7")]
    Seven,
    /// The textbooks' five
    #[value(name = "5")]
    Five,
    /// TCP/IP
    #[value(name = "4")]
    Four,
}

const ENCAP_AFTER: &str = "A message is sent as a plain program (netcat) would: its text and a line feed. What this machine cannot \
                           know before it is sent stands as ?.";

/// `wirelab report`.
#[derive(Debug, Clone, Args)]
pub struct ReportArgs {
    /// The folder with the picks
    #[arg(long, value_name = "DIR", default_value = "wirelab-report")]
    pub dir: PathBuf,
    /// Your name; remembered in the folder
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// Your seat; remembered in the folder
    #[arg(long, value_name = "SEAT")]
    pub seat: Option<String>,
    /// Where the report goes (Markdown); - for standard output; else report.md in the folder
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// `wirelab partner`.
#[derive(Debug, Clone, Args)]
pub struct PartnerArgs {
    /// Where to listen
    #[arg(long, value_name = "ADDR:PORT")]
    pub listen: SocketAddr,
}

/// `wirelab doctor`.
#[derive(Debug, Clone, Args)]
pub struct DoctorArgs {
    #[command(flatten)]
    pub flags: Flags<{ Asked::Doctor as u8 }>,
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
}

/// `wirelab config`.
#[derive(Debug, Clone, Args)]
pub struct ConfigArgs {
    /// A file of everything, commented, each setting with its default: where there is none yet, save it there
    #[arg(long)]
    pub default: bool,
    /// One JSON object a line
    #[arg(long, conflicts_with = "default")]
    pub json: bool,
}
