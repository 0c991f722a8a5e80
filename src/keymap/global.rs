//! What means the same everywhere, whatever has the focus.

use crate::msg::{Key, KeyCode};

use super::layer;

layer! {
    /// What one can do everywhere.
    pub enum Global = "global", "keys-global";
    /// To the next screen.
    NextScreen: "next-screen" [Key::plain(KeyCode::Tab)] "key-next-pane" "key-next-pane-short";
    /// To the screen before.
    PreviousScreen: "previous-screen" [Key::plain(KeyCode::BackTab)] "key-previous-pane" "";
    /// The first view: the dashboard.
    View1: "show-1" [Key::char('1')] "key-view-lab" "";
    /// The second view.
    View2: "show-2" [Key::char('2')] "key-views" "";
    /// The third view.
    View3: "show-3" [Key::char('3')] "" "";
    /// The fourth view.
    View4: "show-4" [Key::char('4')] "" "";
    /// The fifth view.
    View5: "show-5" [Key::char('5')] "" "";
    /// The sixth view.
    View6: "show-6" [Key::char('6')] "" "";
    /// The seventh view.
    View7: "show-7" [Key::char('7')] "" "";
    /// The eighth view.
    View8: "show-8" [Key::char('8')] "" "";
    /// The ninth view.
    View9: "show-9" [Key::char('9')] "" "";
    /// The focused screen fills the terminal, or goes back.
    Zoom: "zoom" [Key::char('z')] "key-zoom" "key-zoom-short";
    /// One level back: closes what is open.
    Back: "back" [Key::plain(KeyCode::Esc)] "key-back" "";
    /// The list of everything one can do, searched by typing.
    Palette: "palette" [Key::char(':'), Key::ctrl('p')] "key-palette" "key-palette-short";
    /// To the question a peer asks; or to one's last word on one, to take it back.
    Answer: "answer" [Key::plain(KeyCode::F(2))] "key-answer" "";
    /// Another language.
    Language: "language" [Key::char('L')] "key-language" "key-language-short";
    /// Other colours.
    Theme: "theme" [Key::char('t')] "key-theme" "";
    /// The terminal's own mouse selection, or ours.
    Mouse: "mouse" [Key::char('M')] "key-mouse" "";
    /// Save the whole screen as a picture.
    Picture: "picture" [Key::ctrl('s')] "key-picture" "";
    /// Draw all again.
    Redraw: "redraw" [Key::ctrl('l')] "key-redraw" "";
    /// Put the program in the background.
    Suspend: "suspend" [Key::ctrl('z')] "key-suspend" "";
    /// End at once; with peers connected, asks first.
    End: "end" [Key::ctrl('c')] "key-end" "";
    /// Help for what has the focus.
    Help: "help" [Key::char('?'), Key::plain(KeyCode::F(1))] "key-help" "key-help-short";
    /// End the program.
    Quit: "quit" [Key::char('q')] "key-quit" "key-quit-short";
}

impl Global {
    /// The number of the view it chooses, from 1; `None`: it chooses none.
    #[must_use]
    pub const fn view(self) -> Option<usize> {
        let number = self as usize;
        let first = Self::View1 as usize;
        if number >= first && number <= Self::View9 as usize {
            Some(number - first + 1)
        } else {
            None
        }
    }

    /// Chooses the view with this number, from 1 to 9.
    #[must_use]
    pub fn of_view(number: usize) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|global| global.view() == Some(number))
    }
}
