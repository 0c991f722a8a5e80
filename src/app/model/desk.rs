//! What of the screen is chosen: view, focus, what lies over it.

use std::net::IpAddr;

use crate::msg::chat::PeerId;
use crate::msg::file::Found;
use crate::report::Draft;
use crate::say::Say;
use crate::screens::line::LineEdit;
use crate::screens::{Arrangement, ScreenId, View};

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
    /// Where to save what the focused screen shows.
    SaveView(LineEdit),
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

/// Below this one screen at a time is shown: columns, rows.
pub const FOUR: (u16, u16) = (100, 26);

/// Too small for four screens at once?
#[must_use]
pub const fn is_narrow((columns, rows): (u16, u16)) -> bool {
    columns < FOUR.0 || rows < FOUR.1
}

/// Which view, which screen has the focus, what lies over it.
#[derive(Debug)]
pub struct Desk {
    /// Which view.
    pub view: View,
    /// Which screen has the focus.
    pub focus: ScreenId,
    /// What lies over the screen.
    pub overlay: Option<Overlay>,
    /// What is told once, whatever has the focus.
    pub notice: Option<Notice>,
    /// The mouse is ours (else the terminal's, for selecting text).
    pub mouse: bool,
}

impl Default for Desk {
    fn default() -> Self {
        Self {
            view: View::Lab,
            focus: ScreenId::Chat,
            overlay: None,
            notice: None,
            mouse: true,
        }
    }
}

impl Desk {
    /// To a view; where it shows one screen alone, that has the focus.
    pub fn show(&mut self, view: View) {
        self.view = view;
        if let Arrangement::Alone(screen) = view.arrangement() {
            self.focus = screen;
        }
    }

    /// To a screen, within the view, or as the one it shows alone.
    pub fn focus_on(&mut self, screen: ScreenId) {
        self.focus = screen;
        if !self.view.walks().contains(&screen) || self.view != View::Lab {
            self.view = View::Alone(screen);
        }
    }

    /// To the screen `step` places on, round those of the view.
    pub fn walk(&mut self, step: isize) {
        let to = self.focus.walk(&self.view.walks(), step);
        self.focus_on(to);
    }

    /// Does this screen have the focus, and nothing lie over it?
    #[must_use]
    pub fn is_focused(&self, screen: ScreenId) -> bool {
        self.focus == screen && self.overlay.is_none()
    }

    /// Is this screen to be seen in a terminal of this size (columns, rows)?
    #[must_use]
    pub fn shows(&self, screen: ScreenId, size: (u16, u16)) -> bool {
        match self.view.arrangement() {
            Arrangement::Quarters(four) if !is_narrow(size) => four.contains(&screen),
            Arrangement::Quarters(_) => self.focus == screen,
            Arrangement::Alone(alone) => alone == screen,
        }
    }

    /// Tells something in the last rows, whatever has the focus.
    pub fn tell(&mut self, what: Say, bad: bool) {
        self.notice = Some(Notice {
            what,
            remedy: None,
            bad,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pane_is_focused_where_it_stands_or_shown_alone() {
        let mut desk = Desk::default();
        desk.focus_on(ScreenId::Packets);
        assert_eq!((desk.view, desk.focus), (View::Lab, ScreenId::Packets));
        desk.show(View::Alone(ScreenId::Chat));
        desk.focus_on(ScreenId::Encapsulation);
        assert_eq!(desk.view, View::Alone(ScreenId::Encapsulation));
        desk.show(View::Lab);
        assert_eq!(desk.focus, ScreenId::Encapsulation, "it keeps the focus");
    }

    #[test]
    fn what_lies_over_the_screen_has_the_keys() {
        let mut desk = Desk::default();
        assert!(desk.is_focused(ScreenId::Chat));
        desk.overlay = Some(Overlay::Help(0));
        assert!(!desk.is_focused(ScreenId::Chat));
    }
}
