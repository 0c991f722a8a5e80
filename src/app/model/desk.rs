//! What of the screen is chosen: view, focus, what lies over it.

use std::net::IpAddr;

use crate::msg::chat::PeerId;
use crate::msg::file::Found;
use crate::report::Draft;
use crate::say::{Clean, Say};
use crate::screens::line::LineEdit;
use crate::screens::{Arrangement, ScreenId, Shown, View};

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
    /// Where to save what a screen shows.
    SaveView(Box<SaveViewForm>),
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

/// Where to save what a screen shows: of that screen, wherever the focus goes meanwhile.
#[derive(Debug)]
pub struct SaveViewForm {
    /// The path being written.
    pub line: LineEdit,
    /// Which screen.
    pub screen: ScreenId,
    /// What it is about.
    pub shown: Shown,
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
        name: Clean,
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
    /// Where one stood before a screen was gone to for what was selected there.
    came_from: Option<(View, ScreenId)>,
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
            came_from: None,
            overlay: None,
            notice: None,
            mouse: true,
        }
    }
}

impl Desk {
    /// To a view; where it shows one screen alone, that has the focus.
    pub fn show(&mut self, view: View) {
        self.came_from = None;
        self.view = view;
        match view.arrangement() {
            Arrangement::Alone(screen) => self.focus = screen,
            // What is not to be seen must not have the focus.
            Arrangement::Quarters(four) if !four.contains(&self.focus) => {
                self.focus = Self::default().focus;
            }
            Arrangement::Quarters(_) => {}
        }
    }

    /// To a screen, within the view, or as the one it shows alone.
    pub fn focus_on(&mut self, screen: ScreenId) {
        self.came_from = None;
        self.focus = screen;
        match self.view.arrangement() {
            Arrangement::Quarters(four) if four.contains(&screen) => {}
            Arrangement::Quarters(_) | Arrangement::Alone(_) => self.view = View::Alone(screen),
        }
    }

    /// To a screen, for what is selected in the focused one: [`Desk::go_back`] leads back to that.
    pub fn follow_to(&mut self, screen: ScreenId) {
        let stood = (self.view, self.focus);
        if self.focus != screen {
            self.focus_on(screen);
            self.came_from = Some(stood);
        }
    }

    /// To where one came from. `false`: one went here by oneself.
    pub fn go_back(&mut self) -> bool {
        let came_from = self.came_from.take();
        if let Some(stood) = came_from {
            (self.view, self.focus) = stood;
        }
        came_from.is_some()
    }

    /// To the screen `step` places on, round those that stand side by side; where they stand alone, round all.
    /// `size`: columns and rows of the terminal.
    pub fn walk(&mut self, step: isize, size: (u16, u16)) {
        let to = match self.view.arrangement() {
            Arrangement::Quarters(four) if !is_narrow(size) => self.focus.walk(&four, step),
            Arrangement::Quarters(_) | Arrangement::Alone(_) => {
                self.focus.walk(ScreenId::ALL, step)
            }
        };
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

    /// Does what lies over the screens have a line that takes the keys?
    #[must_use]
    pub const fn writes(&self) -> bool {
        matches!(
            self.overlay,
            Some(
                Overlay::Palette { .. }
                    | Overlay::OpenFile(_)
                    | Overlay::Save(_)
                    | Overlay::SaveView(_)
                    | Overlay::Pick(_)
            )
        )
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
    fn back_leads_to_where_one_came_from_unless_one_went_elsewhere_since() {
        for view in [View::Lab, View::Alone(ScreenId::Packets)] {
            let mut desk = Desk {
                view,
                focus: ScreenId::Packets,
                ..Desk::default()
            };
            desk.follow_to(ScreenId::Encapsulation);
            desk.follow_to(ScreenId::Encapsulation);
            assert_eq!(desk.focus, ScreenId::Encapsulation);
            assert!(desk.go_back());
            assert_eq!((desk.view, desk.focus), (view, ScreenId::Packets));
            assert!(!desk.go_back(), "once");
            desk.follow_to(ScreenId::Encapsulation);
            desk.walk(1, (80, 24));
            assert!(!desk.go_back());
        }
    }

    #[test]
    fn what_is_not_to_be_seen_has_not_the_focus() {
        let mut desk = Desk::default();
        for screen in ScreenId::ALL.iter().copied() {
            desk.show(View::Alone(screen));
            desk.show(View::Lab);
            assert!(desk.shows(desk.focus, (160, 50)), "{screen:?}");
        }
    }

    #[test]
    fn tab_comes_to_every_screen_that_has_a_tab() {
        let mut desk = Desk::default();
        let mut seen = Vec::new();
        for _ in ScreenId::ALL {
            desk.walk(1, (80, 24));
            seen.push(desk.focus);
        }
        seen.sort_unstable();
        assert_eq!(seen, ScreenId::ALL);
    }

    #[test]
    fn what_lies_over_the_screen_has_the_keys() {
        let mut desk = Desk::default();
        assert!(desk.is_focused(ScreenId::Chat));
        desk.overlay = Some(Overlay::Help(0));
        assert!(!desk.is_focused(ScreenId::Chat));
    }
}
