//! Everything the screen shows and the program remembers, in parts: each has its state, what happens to
//! it, and its tests in a file of its own. A part names only parts that need not name it.

pub(in crate::app) mod capture;
pub mod chat;
pub mod clock;
pub mod desk;
pub mod hosts;
pub mod messages;
pub mod practice;
pub mod report;
pub mod sightings;
pub mod trace;

use ratatui::layout::Rect;

use crate::keymap::{Global, Keymap};
use crate::msg::Key;
use crate::msg::capture::{LeftOut, Wish};
use crate::place::HostId;
use crate::say;
use crate::say::Say;
use crate::screens::chat::Tone;
use crate::screens::{Records, Screens, View, World};
use crate::text::{Lang, Text};
use crate::ui::look::{Glyphs, Look};
use crate::ui::theme::Themes;

use clock::Clock;
use desk::{Desk, Overlay, Question};
use hosts::{Host, Hosts};
use messages::Messages;
use practice::Practice;
use report::Report;
use sightings::Sightings;
use trace::Trace;

/// What the command line and the terminal decide about the start.
#[derive(Debug, Clone)]
pub struct Start {
    /// Language of the screens.
    pub lang: Lang,
    /// Colours.
    pub theme: Themes,
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
}

/// The program's state.
#[derive(Debug)]
pub struct Model {
    /// What the start decided.
    pub start: Start,
    /// The words.
    pub text: Text,
    /// Time.
    pub clock: Clock,
    /// View, focus, what lies over them.
    pub desk: Desk,
    /// The keys as bound.
    pub keys: Keymap,
    /// The screens.
    pub screens: Screens,
    /// This machine and the hosts one practises on.
    pub hosts: Hosts,
    /// Which frames carried which message, and which one is shown.
    pub messages: Messages,
    /// Records: live ones, an open file's.
    pub trace: Trace,
    /// The practice lab.
    pub practice: Practice,
    /// What is asked and answered about sightings.
    pub sightings: Sightings,
    /// What is taken along.
    pub report: Report,
    /// The run shall end.
    pub ending: bool,
}

impl Model {
    /// The program as it starts, with these keys bound.
    #[must_use]
    pub fn new(start: Start, keys: Keymap) -> Self {
        let mut screens = Screens::default();
        screens.chat.set_nick(start.nick.clone());
        screens.encap.set_reduced_motion(start.reduced_motion);
        screens.exercises.set_reduced_motion(start.reduced_motion);
        Self {
            text: Text::with_keys(start.lang, keys.names(start.glyphs.ascii)),
            clock: Clock::default(),
            desk: Desk::default(),
            keys,
            screens,
            hosts: Hosts::default(),
            messages: Messages::default(),
            trace: Trace::with_budget(start.memory),
            practice: Practice::default(),
            sightings: Sightings::default(),
            report: Report::default(),
            start,
            ending: false,
        }
    }

    /// How everything looks now.
    #[must_use]
    pub const fn look(&self) -> Look<'_> {
        look(&self.start, &self.text, &self.clock)
    }

    /// Does a line of what has the focus take the keys?
    #[must_use]
    pub fn is_writing(&self) -> bool {
        self.screens.top(self.desk.focus).writes().is_some()
    }

    /// Does this key ask for the end, whatever is being written?
    #[must_use]
    pub fn ends(&self, key: Key) -> bool {
        self.keys.global_while_writing(key) == Some(Global::End)
    }

    /// What a screen that lies in this area may look at.
    #[must_use]
    pub fn world(&self, area: Rect, focused: bool) -> World<'_> {
        let records = records(&self.hosts, &self.trace, &self.practice);
        World {
            area,
            focused,
            ..everything(self.look(), &self.keys, &self.hosts, records)
        }
    }

    /// The screens, to be changed, and what one that lies in this area may look at meanwhile.
    pub fn screens_in(&mut self, area: Rect, focused: bool) -> (&mut Screens, World<'_>) {
        let look = look(&self.start, &self.text, &self.clock);
        let records = records(&self.hosts, &self.trace, &self.practice);
        let world = World {
            area,
            focused,
            ..everything(look, &self.keys, &self.hosts, records)
        };
        (&mut self.screens, world)
    }

    /// What shall be captured on a host, as it is now; `None`: it was not read yet.
    #[must_use]
    pub fn wish(&self, host: &Host) -> Option<Wish> {
        Some(Wish {
            host: host.id,
            taps: host.taps(&self.start.interfaces)?,
            left_out: self.start.left_out,
            snaplen: self.start.snaplen,
            promiscuous: self.start.promiscuous,
            ..Wish::default()
        })
    }

    /// TTL that a host's IPv4 packets begin with, where it is known.
    #[must_use]
    pub fn ttl(&self, host: HostId) -> Option<u8> {
        self.hosts.get(host)?.ttl(self.start.default_ttl)
    }

    /// The user wishes to end: at once, or after a question where somebody is talked to.
    pub fn end(&mut self) {
        if self.screens.chat.connected() == 0 {
            self.ending = true;
        } else {
            self.desk.overlay = Some(Overlay::Ask(Question::End));
        }
    }

    /// Warns in the chat.
    pub fn warn(&mut self, what: Say) {
        let now = self.clock.now;
        self.screens.chat.notice(now, Tone::Warn, what, None);
    }

    /// To the next language; stays where the terminal can't show it.
    pub fn next_language(&mut self) {
        let next = self.start.lang.next();
        if next == Lang::ZhCn && !self.start.chinese {
            self.screens.chat.notice(
                self.clock.now,
                Tone::Warn,
                say!("app-no-chinese"),
                Some(say!("app-no-chinese-remedy")),
            );
        } else {
            self.speak(next);
        }
    }

    /// Changes the language.
    pub fn speak(&mut self, lang: Lang) {
        self.start.lang = lang;
        let keys = self.keys.names(self.start.glyphs.ascii);
        self.text = Text::with_keys(lang, keys);
    }
}

const fn look<'a>(start: &'a Start, text: &'a Text, clock: &Clock) -> Look<'a> {
    Look {
        theme: start.theme.styles(),
        glyphs: &start.glyphs,
        text,
        now: clock.now,
        elapsed: clock.elapsed,
        utc_offset: start.utc_offset,
    }
}

/// What there is to look at, for whichever screen.
const fn everything<'a>(
    look: Look<'a>,
    keys: &'a Keymap,
    hosts: &'a Hosts,
    records: Records<'a>,
) -> World<'a> {
    World {
        look,
        area: Rect::ZERO,
        focused: false,
        keys,
        views: View::NAMES,
        hosts,
        records,
    }
}

fn records<'a>(hosts: &'a Hosts, trace: &'a Trace, practice: &'a Practice) -> Records<'a> {
    let here = hosts.capture_here();
    let live = here.filter(|_| trace.file.is_none());
    Records {
        packets: trace.shown(),
        file: trace.file.as_deref(),
        capturing: hosts.capturing(),
        denied: live.and_then(|capture| capture.denied.as_ref()),
        no_lab: practice.no_lab.as_ref(),
        left_out: here.map_or(0, |capture| capture.stats.left_out),
    }
}
