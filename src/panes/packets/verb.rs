//! What of the program's actions the packet log has a use for.

use crate::msg::Action;
use crate::msg::action::Move;

/// Something one can do in the packet log, or in what lies over its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    /// Moves the cursor.
    Move(Move),
    /// Walks an opened frame.
    Walk(Walk),
    /// Changes what is listed.
    List(Listed),
    /// Opens what is selected.
    Open,
    /// Closes what is uppermost.
    Back,
    /// Lays this over the list.
    Show(Over),
    /// Shows one's own housekeeping too, or hides it.
    Housekeeping,
    /// Shows the same in another form or order.
    NextForm,
    /// Counts sequence numbers from the connection's first, or as they are.
    Absolute,
}

/// Where to in an opened frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Walk {
    /// The field that owns the byte before.
    Left,
    /// The field that owns the byte behind.
    Right,
    /// The layer above in the list of fields: the one before.
    LayerUp,
    /// The next layer.
    LayerDown,
}

/// What is listed, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Listed {
    /// One's own packets, or all.
    AllOrMine,
    /// The list stands still, or goes on.
    PlayPause,
    /// The filter is edited.
    Filter,
}

/// What can lie over the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Over {
    /// All conversations.
    Flows,
    /// The selected frame's conversation over time.
    Ladder,
    /// Its bytes.
    Stream,
    /// A checksum worked out.
    Sum,
}

impl Verb {
    /// `None`: not the packet log's matter.
    pub(super) fn of(action: Action) -> Option<Self> {
        use Action::{
            Absolute, AddToReport, AllOrMine, Answer, Back, BothEnds, Bottom, Copy, CopyPython,
            Down, Encapsulate, End, Explain, Faster, Filter, Flows, FollowStream, Help,
            Housekeeping, Ladder, Language, Layer, LayerDown, LayerUp, Left, MouseMode, NextFrame,
            NextModel, NextPane, Open, OpenFile, PageDown, PageUp, Palette, Partner, Picture, Pin,
            PlayPause, Predict, PreviousFrame, PreviousPane, Quit, ReadOtherwise, Redraw, Right,
            Save, Show, SideBySide, Slower, Suspend, Theme, Top, Up, WorkOut, Write, Zoom,
        };
        Some(match action {
            Up | Down | PageUp | PageDown | Top | Bottom => Self::Move(action.moves()?),
            Left => Self::Walk(Walk::Left),
            Right => Self::Walk(Walk::Right),
            LayerUp => Self::Walk(Walk::LayerUp),
            LayerDown => Self::Walk(Walk::LayerDown),
            AllOrMine => Self::List(Listed::AllOrMine),
            PlayPause => Self::List(Listed::PlayPause),
            Filter => Self::List(Listed::Filter),
            Open => Self::Open,
            Back => Self::Back,
            Flows => Self::Show(Over::Flows),
            Ladder => Self::Show(Over::Ladder),
            FollowStream => Self::Show(Over::Stream),
            WorkOut => Self::Show(Over::Sum),
            Housekeeping => Self::Housekeeping,
            NextModel => Self::NextForm,
            Absolute => Self::Absolute,
            Quit | End | Help | Palette | Answer | NextPane | PreviousPane | Show(_) | Zoom
            | Theme | Language | Partner | Redraw | Suspend | MouseMode | Picture | AddToReport
            | Write | ReadOtherwise | Encapsulate | Faster | Slower | Layer(_) | BothEnds
            | SideBySide | Predict | Explain | NextFrame | PreviousFrame | Pin | Save
            | OpenFile | Copy | CopyPython => return None,
        })
    }
}
