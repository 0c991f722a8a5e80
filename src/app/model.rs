//! Everything the screen shows and the program remembers, in parts: each has its state, what happens to
//! it, and its tests in a file of its own. A part names only parts that need not name it.

pub(in crate::app) mod capture;
pub mod chat;
pub mod clock;
pub mod hosts;
pub mod messages;
pub mod practice;
pub mod report;
pub mod screen;
pub mod sightings;
pub mod trace;

use crate::msg::action::PaneId;
use crate::msg::capture::{LeftOut, Wish};
use crate::panes::PlaceNames;
use crate::panes::chat::{Chat, Tone};
use crate::panes::encap::Encap;
use crate::panes::interfaces::Interfaces;
use crate::place::{HostId, Place};
use crate::say;
use crate::say::Say;
use crate::text::{Lang, Text};
use crate::ui::look::{Glyphs, Look};
use crate::ui::theme::Themes;

use clock::Clock;
use hosts::{Host, Hosts};
use messages::Messages;
use practice::Practice;
use report::Report;
use screen::{Overlay, Question, Screen};
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
    pub screen: Screen,
    /// This machine and the hosts one practises on.
    pub hosts: Hosts,
    /// The interfaces pane.
    pub interfaces: Interfaces,
    /// The chat pane.
    pub chat: Chat,
    /// The encapsulation pane.
    pub encap: Encap,
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
    /// The program as it starts.
    #[must_use]
    pub fn new(start: Start) -> Self {
        Self {
            text: Text::new(start.lang),
            clock: Clock::default(),
            screen: Screen::default(),
            hosts: Hosts::default(),
            interfaces: Interfaces::default(),
            chat: Chat::new(start.nick.clone()),
            encap: Encap::new(start.reduced_motion),
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
        Look {
            theme: self.start.theme.styles(),
            glyphs: &self.start.glyphs,
            text: &self.text,
            now: self.clock.now,
            elapsed: self.clock.elapsed,
            utc_offset: self.start.utc_offset,
        }
    }

    /// Does a line take the keys?
    #[must_use]
    pub fn is_typing(&self) -> bool {
        match self.screen.focus {
            PaneId::Chat => self.chat.is_typing(),
            PaneId::Packets => self.trace.shown().0.is_editing(),
            PaneId::Encapsulation => self.encap.is_typing(),
            PaneId::Interfaces => false,
        }
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
        if self.chat.connected() == 0 {
            self.ending = true;
        } else {
            self.screen.overlay = Some(Overlay::Ask(Question::End));
        }
    }

    /// Warns in the chat.
    pub fn warn(&mut self, what: Say) {
        self.chat.notice(self.clock.now, Tone::Warn, what, None);
    }

    /// To the next language; stays where the terminal can't show it.
    pub fn next_language(&mut self) {
        let next = self.start.lang.next();
        if next == Lang::ZhCn && !self.start.chinese {
            self.chat.notice(
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
        self.text = Text::new(lang);
    }
}

impl PlaceNames for Model {
    fn interface(&self, place: Place) -> Option<&str> {
        let interface = self
            .hosts
            .snapshot(place.host?)?
            .interface(place.interface)?;
        Some(interface.name.as_str())
    }

    fn host(&self, host: HostId) -> &str {
        self.hosts.get(host).map_or("", |host| host.label.as_str())
    }
}
