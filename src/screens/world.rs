//! What a screen may look at beside its own state.

use bytes::Bytes;
use ratatui::layout::Rect;

use crate::keymap::{Action, Keymap};
use crate::net::Snapshot;
use crate::place::{HostId, Place};
use crate::record::RecordKey;
use crate::say::Say;
use crate::store::Packets;
use crate::ui::look::Look;

use super::packets::OpenedFile;

/// The hosts that are looked at, and what they and their interfaces are called.
pub trait KnownHosts: std::fmt::Debug {
    /// All that were read, this machine first.
    fn snapshots(&self) -> Vec<&Snapshot>;

    /// The interface's own name, or nothing where it is not known any more.
    fn interface(&self, place: Place) -> Option<&str>;

    /// What stands before the names of this host's interfaces; nothing for this machine.
    fn host(&self, host: HostId) -> &str;
}

/// The records that are shown, and what is known of where they come from.
#[derive(Debug, Clone, Copy)]
pub struct Records<'a> {
    /// The open file's, else the live ones.
    pub packets: &'a Packets,
    /// The file that is open.
    pub file: Option<&'a OpenedFile>,
    /// Does anything capture?
    pub capturing: bool,
    /// Why nothing does, and what to do about it. With a file open nothing needs to.
    pub denied: Option<&'a (Say, Option<Say>)>,
    /// Why there can be no practice lab, which captures without any right, and what to do.
    pub no_lab: Option<&'a (Say, Option<Say>)>,
    /// Frames of the student's own SSH session that were left out.
    pub left_out: u64,
}

impl Records<'_> {
    /// The bytes of this record's frame; `None`: it is no frame, or gone.
    #[must_use]
    pub fn bytes(&self, key: RecordKey) -> Option<Bytes> {
        self.packets.get(key)?.frame().map(|frame| frame.bytes)
    }
}

/// What a screen may look at.
#[derive(Debug, Clone, Copy)]
pub struct World<'a> {
    /// Colours, symbols, words, the time.
    pub look: Look<'a>,
    /// The cells inside its border.
    pub area: Rect,
    /// Has it the focus, with nothing over it?
    pub focused: bool,
    /// The keys as bound.
    pub keys: &'a Keymap,
    /// The messages that name the views, in the order of the digits that choose them.
    pub views: &'static [&'static str],
    /// The hosts.
    pub hosts: &'a dyn KnownHosts,
    /// The records.
    pub records: Records<'a>,
}

impl World<'_> {
    /// Rows of a page: what is inside its border without headings.
    #[must_use]
    pub fn page(&self) -> usize {
        usize::from(self.area.height).saturating_sub(2).max(1)
    }

    /// How the first key that asks for this is written; empty: none does.
    #[must_use]
    pub fn key(&self, wanted: Action) -> String {
        self.keys.name_of(wanted, self.look.glyphs.ascii)
    }

    /// The row of a cell below the top of the screen's area.
    #[must_use]
    pub fn row(&self, y: u16) -> usize {
        usize::from(y.saturating_sub(self.area.y))
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::time::Duration;

    use super::*;
    use crate::clock::Time;
    use crate::screens::{Screens, View};
    use crate::text::{Lang, Text};
    use crate::ui::look::Glyphs;
    use crate::ui::theme::Theme;

    /// Hosts of a test, without names of their own.
    #[derive(Debug, Default)]
    pub(crate) struct Hosts(pub(crate) Vec<Snapshot>);

    impl KnownHosts for Hosts {
        fn snapshots(&self) -> Vec<&Snapshot> {
            self.0.iter().collect()
        }

        fn interface(&self, place: Place) -> Option<&str> {
            let host = self.0.iter().find(|host| Some(host.host) == place.host)?;
            Some(host.interface(place.interface)?.name.as_str())
        }

        fn host(&self, _host: HostId) -> &'static str {
            ""
        }
    }

    /// All that a [`World`] refers to.
    #[derive(Debug)]
    pub(crate) struct Fixture {
        pub(crate) text: Text,
        pub(crate) glyphs: Glyphs,
        pub(crate) theme: Theme,
        pub(crate) keys: Keymap,
        pub(crate) hosts: Hosts,
        pub(crate) packets: Packets,
        pub(crate) file: Option<OpenedFile>,
        pub(crate) now: Time,
        pub(crate) elapsed: Duration,
        pub(crate) area: Rect,
    }

    impl Fixture {
        pub(crate) fn new() -> Self {
            let keys = Keymap::new(Screens::layers());
            Self {
                text: Text::with_keys(Lang::En, keys.names(false)),
                glyphs: Glyphs::UNICODE,
                theme: Theme::TERMINAL,
                keys,
                hosts: Hosts::default(),
                packets: Packets::with_budget(1 << 20),
                file: None,
                now: Time(0),
                elapsed: Duration::ZERO,
                area: Rect::new(0, 0, 76, 20),
            }
        }

        pub(crate) fn look(&self) -> Look<'_> {
            Look {
                theme: &self.theme,
                glyphs: &self.glyphs,
                text: &self.text,
                now: self.now,
                elapsed: self.elapsed,
                utc_offset: 0,
            }
        }

        pub(crate) fn world(&self) -> World<'_> {
            World {
                look: self.look(),
                area: self.area,
                focused: true,
                keys: &self.keys,
                views: View::NAMES,
                hosts: &self.hosts,
                records: Records {
                    packets: &self.packets,
                    file: self.file.as_ref(),
                    capturing: true,
                    denied: None,
                    no_lab: None,
                    left_out: 0,
                },
            }
        }
    }
}
