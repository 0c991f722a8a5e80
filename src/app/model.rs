//! Everything the screen shows and the program remembers, named by pane.

pub mod sightings;

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use crate::clock::Time;
use crate::msg::action::{PaneId, View};
use crate::msg::capture::{CaptureStats, LeftOut, Tap, Wish};
use crate::msg::chat::PeerId;
use crate::msg::file::Found;
use crate::net::{LinkState, Snapshot};
use crate::panes::chat::{Chat, Tone};
use crate::panes::encap::Encap;
use crate::panes::interfaces::Interfaces;
use crate::panes::line::LineEdit;
use crate::panes::packets::{InterfaceNames, OpenedFile, PacketLog};
use crate::place::{HostId, Place};
use crate::record::RecordKey;
use crate::report::Draft;
use crate::say;
use crate::say::Say;
use crate::store::{EntryId, Ledger, Own, Packets};
use crate::text::{Lang, Text};
use crate::ui::look::{Glyphs, Look};
use crate::ui::theme::Theme;

/// What lies over the screen and takes the keys.
#[derive(Debug)]
pub enum Overlay {
    /// Help; the number is the first row shown.
    Help(usize),
    /// The palette: what is searched for, which result is chosen.
    Palette {
        /// The line.
        line: LineEdit,
        /// The chosen row.
        at: usize,
    },
    /// A question with yes and no.
    Ask(Question),
    /// Which file to open.
    OpenFile(Box<OpenForm>),
    /// Where to save, and what.
    Save(SaveForm),
    /// Where to save the message that the encapsulation pane shows.
    SaveMessage(LineEdit),
    /// A note to what goes into the report.
    Pick(Box<PickForm>),
}

/// Which frames are saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Which {
    /// Those the list shows.
    #[default]
    Listed,
    /// All that are kept.
    All,
    /// The selected one.
    Selected,
    /// The selected one's conversation.
    Flow,
}

impl Which {
    /// The one after it.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::Listed => Self::All,
            Self::All => Self::Flow,
            Self::Flow => Self::Selected,
            Self::Selected => Self::Listed,
        }
    }
}

/// Which file to open.
#[derive(Debug, Default)]
pub struct OpenForm {
    /// The path being written.
    pub line: LineEdit,
    /// The path that is being opened.
    pub opening: Option<String>,
    /// Why that could not be.
    pub problem: Option<Say>,
    /// What the path could become.
    pub found: Option<Found>,
    /// Which of those stands in the line.
    pub at: Option<usize>,
}

/// Where to save, and what.
#[derive(Debug)]
pub struct SaveForm {
    /// The path being written.
    pub line: LineEdit,
    /// Which frames.
    pub which: Which,
    /// How many that are.
    pub count: usize,
}

/// Something told in the screen's last lines, over all else, until the next key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What.
    pub what: Say,
    /// What to do about it.
    pub remedy: Option<Say>,
    /// Did something go wrong?
    pub bad: bool,
}

/// A pick for the report, while its note is written.
#[derive(Debug)]
pub struct PickForm {
    /// The note.
    pub line: LineEdit,
    /// What was on the screen when it was asked for.
    pub draft: Draft,
    /// Only the note is kept.
    pub alone: bool,
    /// It was promised back: one leaves it for later, not for good.
    pub again: bool,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// End although peers are connected?
    End,
    /// Take the practice partner away in mid-talk?
    EndPractice,
    /// Send all these pasted lines?
    Paste(Vec<String>),
    /// May this peer be told how its messages looked here?
    Sighting {
        /// Who.
        peer: PeerId,
        /// Its name.
        name: String,
        /// Its address, which it did not choose.
        address: IpAddr,
    },
}

/// What is known of the capture on one host.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CaptureState {
    /// Interfaces it runs on; none: it does not run.
    pub running: Vec<String>,
    /// Why there is none, and what to do.
    pub denied: Option<(Say, Option<Say>)>,
    /// Counters.
    pub stats: CaptureStats,
}

/// The practice lab.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Practice {
    /// Not there.
    #[default]
    Off,
    /// Being built.
    Starting,
    /// There; one practises on this host.
    On(HostId),
}

/// A call to the partner that waits until its frames can be captured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The partner's address: it is called by its name, not by this.
    pub partner: SocketAddr,
    /// When it is called at the latest, on the loop's own clock; `None`: it was called.
    pub latest: Option<Duration>,
}

/// A message waiting for the frames that carried it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Awaited {
    /// Its entry in the ledger.
    pub entry: EntryId,
    /// When a rebuilt frame stands in, on the loop's own clock.
    pub until: Duration,
}

/// What the command line and the terminal decide about the start.
#[derive(Debug, Clone)]
pub struct Start {
    /// Language of the screens.
    pub lang: Lang,
    /// Colours.
    pub theme: Theme,
    /// Symbols.
    pub glyphs: Glyphs,
    /// Show end states at once.
    pub reduced_motion: bool,
    /// Name in the chat.
    pub nick: String,
    /// Seconds east of UTC.
    pub utc_offset: i32,
    /// Interfaces to capture on; none: the default route's and loopback.
    pub interfaces: Vec<String>,
    /// Bytes kept of each frame; `None`: all.
    pub snaplen: Option<u32>,
    /// Bytes that the packet log may take; an open file's has as many.
    pub memory: usize,
    /// Frames between others too?
    pub promiscuous: bool,
    /// The student's own SSH session.
    pub left_out: Option<LeftOut>,
    /// TTL this machine's packets begin with, where it could be read.
    pub default_ttl: Option<u8>,
    /// Terminal size: columns, rows.
    pub size: (u16, u16),
    /// Can the terminal show Chinese (UTF-8, and not the Linux console)?
    pub chinese: bool,
    /// May colours be chosen (no `NO_COLOR`)?
    pub colours: bool,
}

/// The program's state.
#[derive(Debug)]
pub struct Model {
    /// What the start decided.
    pub start: Start,
    /// The words.
    pub text: Text,
    /// Which view.
    pub view: View,
    /// Which pane has the focus.
    pub focus: PaneId,
    /// What lies over the screen.
    pub overlay: Option<Overlay>,
    /// What is told once, whatever pane has the focus.
    pub notice: Option<Notice>,
    /// A pick that could not be kept: the next one asked for is this one again.
    pub unkept: Option<Box<Draft>>,
    /// The mouse is ours (else the terminal's, for selecting text).
    pub mouse: bool,
    /// This machine first, then the practice host.
    pub hosts: Vec<Snapshot>,
    /// The panes.
    pub interfaces: Interfaces,
    /// The chat pane.
    pub chat: Chat,
    /// The encapsulation pane.
    pub encap: Encap,
    /// The packet log.
    pub log: PacketLog,
    /// Records.
    pub packets: Packets,
    /// The capture file that is open; it is shown instead of the live trace.
    pub file: Option<Box<OpenedFile>>,
    /// Which of them are the lab's own.
    pub own: Own,
    /// Which frames carried which message.
    pub ledger: Ledger,
    /// Messages whose frames may still come.
    pub awaited: Vec<Awaited>,
    /// The message last sent through the layers; the pane may still be at an older one.
    pub shown: Option<EntryId>,
    /// The frame of the open file that goes through the layers as soon as its bytes are read.
    pub wanted_frame: Option<RecordKey>,
    /// Capture on this machine.
    pub capture: CaptureState,
    /// Capture on the practice host.
    pub practice_capture: CaptureState,
    /// Can this machine's capture be asked to run?
    pub capture_allowed: bool,
    /// The practice lab.
    pub practice: Practice,
    /// Why the practice lab's own hosts could not be had, and what to do about it.
    pub no_lab: Option<(Say, Option<Say>)>,
    /// The call to the practice partner.
    pub call: Option<Call>,
    /// What is asked and answered about sightings.
    pub sightings: sightings::Sightings,
    /// Real time now.
    pub now: Time,
    /// Time since the start, for deadlines and animation.
    pub elapsed: Duration,
    /// The name under which a message is being saved, until it is.
    pub saving: Option<String>,
    /// Something moved when the loop woke last.
    pub moving: bool,
    /// When the counters are asked for next.
    pub next_poll: Duration,
    /// The screens over the packet list are not drawn up anew before this.
    pub next_refresh: Duration,
    /// TCP and UDP are not compared anew before this.
    pub next_compare: Duration,
    /// The run shall end.
    pub ending: bool,
}

impl Model {
    /// The program as it starts.
    #[must_use]
    pub fn new(start: Start) -> Self {
        Self {
            text: Text::new(start.lang),
            chat: Chat::new(start.nick.clone()),
            encap: Encap::new(start.reduced_motion),
            packets: Packets::with_budget(start.memory),
            start,
            view: View::Lab,
            focus: PaneId::Chat,
            overlay: None,
            notice: None,
            unkept: None,
            mouse: true,
            hosts: Vec::new(),
            interfaces: Interfaces::default(),
            log: PacketLog::default(),
            file: None,
            own: Own::default(),
            ledger: Ledger::default(),
            awaited: Vec::new(),
            shown: None,
            wanted_frame: None,
            capture: CaptureState::default(),
            practice_capture: CaptureState::default(),
            capture_allowed: false,
            practice: Practice::Off,
            no_lab: None,
            call: None,
            sightings: sightings::Sightings::default(),
            now: Time(0),
            elapsed: Duration::ZERO,
            saving: None,
            moving: false,
            next_poll: Duration::ZERO,
            next_refresh: Duration::ZERO,
            next_compare: Duration::ZERO,
            ending: false,
        }
    }

    /// How everything looks now.
    #[must_use]
    pub const fn look(&self) -> Look<'_> {
        Look {
            theme: &self.start.theme,
            glyphs: &self.start.glyphs,
            text: &self.text,
            now: self.now,
            elapsed: self.elapsed,
            utc_offset: self.start.utc_offset,
        }
    }

    /// This machine, once it was read.
    #[must_use]
    pub fn here(&self) -> Option<&Snapshot> {
        self.host(HostId::HERE)
    }

    /// A host.
    #[must_use]
    pub fn host(&self, id: HostId) -> Option<&Snapshot> {
        self.hosts.iter().find(|h| h.host == id)
    }

    /// The capture of a host.
    #[must_use]
    pub const fn capture_of(&self, host: HostId) -> &CaptureState {
        if host.0 == HostId::HERE.0 {
            &self.capture
        } else {
            &self.practice_capture
        }
    }

    /// The capture of a host, to be changed.
    pub const fn capture_of_mut(&mut self, host: HostId) -> &mut CaptureState {
        if host.0 == HostId::HERE.0 {
            &mut self.capture
        } else {
            &mut self.practice_capture
        }
    }

    /// Does anything capture?
    #[must_use]
    pub fn capturing(&self) -> bool {
        !self.capture.running.is_empty() || !self.practice_capture.running.is_empty()
    }

    /// What shall be captured on a host, as it is now.
    #[must_use]
    pub fn wish(&self, snapshot: &Snapshot) -> Wish {
        let default = snapshot.default_route().map(|r| r.interface);
        let wanted = |i: &&crate::net::Interface| {
            let named = &self.start.interfaces;
            let loopback = i.kind == crate::net::InterfaceKind::Loopback;
            match snapshot.host {
                HostId::HERE if !named.is_empty() => named.contains(&i.name),
                // Without a default route (a lab on a switch of its own): whatever is up.
                HostId::HERE => {
                    loopback || default.map_or(i.state == LinkState::Up, |d| d == i.index)
                }
                _ => true,
            }
        };
        let taps = snapshot.interfaces.iter().filter(wanted).map(|i| Tap {
            index: i.index,
            name: i.name.clone(),
            link: i.link,
            loopback: i.kind == crate::net::InterfaceKind::Loopback,
        });
        Wish {
            host: snapshot.host,
            taps: taps.collect(),
            left_out: self.start.left_out,
            snaplen: self.start.snaplen,
            promiscuous: self.start.promiscuous,
            ..Wish::default()
        }
    }

    /// Addresses at which another machine can reach this one: those of the default route's interface
    /// first, loopback never.
    #[must_use]
    pub fn reachable(&self) -> Vec<IpAddr> {
        let Some(here) = self.here() else {
            return Vec::new();
        };
        let first = here.default_route().map(|r| r.interface);
        let mut interfaces: Vec<_> = here
            .interfaces
            .iter()
            .filter(|i| i.state == LinkState::Up)
            .collect();
        interfaces.sort_by_key(|i| Some(i.index) != first);
        let global = interfaces
            .iter()
            .flat_map(|i| &i.addresses)
            .filter(|a| a.scope == crate::net::Scope::Global);
        let mut list: Vec<_> = global.map(|a| a.address).collect();
        list.sort_by_key(IpAddr::is_ipv6);
        list
    }

    /// To the next language; stays where the terminal can't show it.
    pub fn next_language(&mut self) {
        let next = self.start.lang.next();
        if next == Lang::ZhCn && !self.start.chinese {
            self.chat.notice(
                self.now,
                Tone::Warn,
                say!("app-no-chinese"),
                Some(say!("app-no-chinese-remedy")),
            );
        } else {
            self.speak(next);
        }
    }

    /// The trace that is shown: the open file's, else the live one.
    #[must_use]
    pub fn trace(&self) -> (&PacketLog, &Packets) {
        self.file
            .as_ref()
            .map_or((&self.log, &self.packets), |file| {
                (&file.log, &file.packets)
            })
    }

    /// The same, to be changed.
    pub fn trace_mut(&mut self) -> (&mut PacketLog, &mut Packets) {
        match &mut self.file {
            Some(file) => (&mut file.log, &mut file.packets),
            None => (&mut self.log, &mut self.packets),
        }
    }

    /// Changes the language.
    pub fn speak(&mut self, lang: Lang) {
        self.start.lang = lang;
        self.text = Text::new(lang);
    }
}

impl InterfaceNames for Model {
    fn name(&self, place: Place) -> Option<&str> {
        self.host(place.host)?
            .interface(place.interface)
            .map(|i| i.name.as_str())
    }
}
