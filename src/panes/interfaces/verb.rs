//! What of the program's actions the interfaces have a use for.

use crate::msg::Action;
use crate::msg::action::Move;

/// Something one can do among the interfaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    /// Moves the cursor.
    Move(Move),
    /// Shows what is behind the selected one, or no longer.
    Open,
    /// Closes that.
    Back,
}

impl Verb {
    /// `None`: not this pane's matter.
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
            Open => Self::Open,
            Back => Self::Back,
            Quit | End | Help | Palette | Answer | NextPane | PreviousPane | Show(_) | Zoom
            | Theme | Language | Partner | Redraw | Suspend | MouseMode | Picture | AddToReport
            | Left | Right | Write | ReadOtherwise | Filter | AllOrMine | Housekeeping
            | PlayPause | Encapsulate | NextModel | Faster | Slower | LayerUp | LayerDown
            | Layer(_) | Flows | FollowStream | Ladder | WorkOut | Absolute | Pin | Save
            | OpenFile | Copy | CopyPython | BothEnds | SideBySide | Predict | Explain
            | NextFrame | PreviousFrame => return None,
        })
    }
}
