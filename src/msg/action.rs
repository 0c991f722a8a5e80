//! What a user can ask for. One key asks for one of these, in every pane the same.

/// A view of the screen, in the order of the digits that choose them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum View {
    /// The dashboard of the four panes.
    #[default]
    Lab,
    /// Interfaces alone.
    Interfaces,
    /// The chat alone.
    Chat,
    /// Encapsulation alone.
    Encapsulation,
    /// The packet log alone.
    Packets,
}

/// One of the four panes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum PaneId {
    /// This machine's interfaces.
    Interfaces,
    /// The chat.
    #[default]
    Chat,
    /// One message's way through the layers.
    Encapsulation,
    /// The packet log.
    Packets,
}

impl PaneId {
    /// In the order of `Tab`.
    pub const ALL: [Self; 4] = [
        Self::Interfaces,
        Self::Chat,
        Self::Encapsulation,
        Self::Packets,
    ];

    /// The pane `step` places on, round the four.
    #[must_use]
    pub fn walk(self, step: isize) -> Self {
        let at = Self::ALL.iter().position(|p| *p == self).unwrap_or(0) as isize;
        Self::ALL[(at + step).rem_euclid(4) as usize]
    }

    /// The view that shows this pane alone.
    #[must_use]
    pub const fn view(self) -> View {
        match self {
            Self::Interfaces => View::Interfaces,
            Self::Chat => View::Chat,
            Self::Encapsulation => View::Encapsulation,
            Self::Packets => View::Packets,
        }
    }
}

impl View {
    /// All views, in the order of their digits.
    pub const ALL: [Self; 5] = [
        Self::Lab,
        Self::Interfaces,
        Self::Chat,
        Self::Encapsulation,
        Self::Packets,
    ];

    /// The pane it shows alone; the dashboard shows all.
    #[must_use]
    pub const fn pane(self) -> Option<PaneId> {
        match self {
            Self::Lab => None,
            Self::Interfaces => Some(PaneId::Interfaces),
            Self::Chat => Some(PaneId::Chat),
            Self::Encapsulation => Some(PaneId::Encapsulation),
            Self::Packets => Some(PaneId::Packets),
        }
    }
}

/// What a key, a click or the palette can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// End the program.
    Quit,
    /// `Ctrl-C`: end at once; with peers connected, asks first.
    End,
    /// Help for what has the focus.
    Help,
    /// The list of everything one can do, searched by typing.
    Palette,
    /// To the question a peer asks; or to one's last word on one, to take it back.
    Answer,
    /// To the next pane.
    NextPane,
    /// To the pane before.
    PreviousPane,
    /// Choose a view.
    Show(View),
    /// The focused pane fills the screen, or goes back.
    Zoom,
    /// Other colours.
    Theme,
    /// Another language.
    Language,
    /// Start or stop the practice partner.
    Partner,
    /// Draw all again.
    Redraw,
    /// Put the program in the background (`Ctrl-Z`).
    Suspend,
    /// The terminal's own mouse selection, or ours.
    MouseMode,
    /// One level back: closes what is open.
    Back,
    /// One row up.
    Up,
    /// One row down.
    Down,
    /// One step left.
    Left,
    /// One step right.
    Right,
    /// One page up.
    PageUp,
    /// One page down.
    PageDown,
    /// To the first.
    Top,
    /// To the last; the packet log follows again.
    Bottom,
    /// Open what is selected; in the chat: write.
    Open,
    /// Write in the chat.
    Write,
    /// Show what a plain peer has said in another encoding.
    ReadOtherwise,
    /// Edit the packet log's filter.
    Filter,
    /// Show all packets, or only one's own.
    AllOrMine,
    /// Show one's own housekeeping too, or hide it; in ladders and flows: fold runs of it, or not.
    Housekeeping,
    /// Play and pause: the journey, the packet log.
    PlayPause,
    /// Send the selected frame through the layers.
    Encapsulate,
    /// 7, 5 or 4 layers.
    NextModel,
    /// Play faster.
    Faster,
    /// Play slower.
    Slower,
    /// A layer up.
    LayerUp,
    /// A layer down.
    LayerDown,
    /// To the layer with this number of the model.
    Layer(u8),
    /// The conversations as a table.
    Flows,
    /// The bytes of the selected frame's conversation, in order.
    FollowStream,
    /// The selected frame's conversation over time.
    Ladder,
    /// Work the selected frame's checksums out.
    WorkOut,
    /// Relative or absolute sequence numbers.
    Absolute,
    /// Keep the selected frame, whatever must make room.
    Pin,
    /// Save frames to a file.
    Save,
    /// Open a capture file, or close the open one.
    OpenFile,
    /// Copy what is selected, as text.
    Copy,
    /// Copy the selected frame or field as Python bytes.
    CopyPython,
    /// The message at both ends: as it left, and as the peer's own interface saw it.
    BothEnds,
    /// The same message over TCP and over UDP, side by side.
    SideBySide,
    /// Guess what the next step does before it is shown, or no longer.
    Predict,
    /// All that can be said of a step, or only its sentence and what there is room for.
    Explain,
    /// The message's next frame.
    NextFrame,
    /// The message's frame before.
    PreviousFrame,
    /// Save the screen as a picture.
    Picture,
    /// Put what the focused pane shows into the lab report.
    AddToReport,
}

/// What moves a cursor in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// One row up.
    Up,
    /// One row down.
    Down,
    /// One page up.
    PageUp,
    /// One page down.
    PageDown,
    /// To the first.
    Top,
    /// To the last.
    Bottom,
}

impl Move {
    /// Where a cursor at `at` of `0..=last` comes to by it, a page having `page` rows.
    #[must_use]
    pub fn walked(self, at: usize, last: usize, page: usize) -> usize {
        match self {
            Self::Up => at.saturating_sub(1),
            Self::Down => (at + 1).min(last),
            Self::PageUp => at.saturating_sub(page),
            Self::PageDown => (at + page).min(last),
            Self::Top => 0,
            Self::Bottom => last,
        }
    }
}

impl Action {
    /// The move of a cursor that it asks for. `None`: it moves none.
    #[must_use]
    pub const fn moves(self) -> Option<Move> {
        use Action::{
            Absolute, AddToReport, AllOrMine, Answer, Back, BothEnds, Bottom, Copy, CopyPython,
            Down, Encapsulate, End, Explain, Faster, Filter, Flows, FollowStream, Help,
            Housekeeping, Ladder, Language, Layer, LayerDown, LayerUp, Left, MouseMode, NextFrame,
            NextModel, NextPane, Open, OpenFile, PageDown, PageUp, Palette, Partner, Picture, Pin,
            PlayPause, Predict, PreviousFrame, PreviousPane, Quit, ReadOtherwise, Redraw, Right,
            Save, Show, SideBySide, Slower, Suspend, Theme, Top, Up, WorkOut, Write, Zoom,
        };
        Some(match self {
            Up => Move::Up,
            Down => Move::Down,
            PageUp => Move::PageUp,
            PageDown => Move::PageDown,
            Top => Move::Top,
            Bottom => Move::Bottom,
            Quit | End | Help | Palette | Answer | NextPane | PreviousPane | Show(_) | Zoom
            | Theme | Language | Partner | Redraw | Suspend | MouseMode | Picture | AddToReport
            | Back | Left | Right | Open | Write | ReadOtherwise | Filter | AllOrMine
            | Housekeeping | PlayPause | Encapsulate | NextModel | Faster | Slower | LayerUp
            | LayerDown | Layer(_) | Flows | FollowStream | Ladder | WorkOut | Absolute | Pin
            | Save | OpenFile | Copy | CopyPython | BothEnds | SideBySide | Predict | Explain
            | NextFrame | PreviousFrame => return None,
        })
    }

    /// Where a cursor at `at` of `0..=last` comes to by it, a page having `page` rows. `None`: it moves none.
    #[must_use]
    pub fn walked(self, at: usize, last: usize, page: usize) -> Option<usize> {
        self.moves().map(|to| to.walked(at, last, page))
    }
}
