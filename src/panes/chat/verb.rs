//! What of the program's actions the chat has a use for while no line takes the keys.

use crate::msg::Action;
use crate::msg::action::Move;

/// Something one can do in the chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    /// Scrolls.
    Move(Move),
    /// Takes the keys from now on.
    Write,
    /// Sends the message that is read through the layers; where none is read, writes.
    Open,
    /// Sends the last message in view through the layers.
    Encapsulate,
    /// Reads what a plain peer has said in another encoding.
    ReadOtherwise,
    /// Leaves the line.
    Back,
}

impl Verb {
    /// `None`: not the chat's matter.
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
            Write => Self::Write,
            Open => Self::Open,
            Encapsulate => Self::Encapsulate,
            ReadOtherwise => Self::ReadOtherwise,
            Back => Self::Back,
            Quit | End | Help | Palette | Answer | NextPane | PreviousPane | Show(_) | Zoom
            | Theme | Language | Partner | Redraw | Suspend | MouseMode | Picture | AddToReport
            | Left | Right | Filter | AllOrMine | Housekeeping | PlayPause | NextModel | Faster
            | Slower | LayerUp | LayerDown | Layer(_) | Flows | FollowStream | Ladder | WorkOut
            | Absolute | Pin | Save | OpenFile | Copy | CopyPython | BothEnds | SideBySide
            | Predict | Explain | NextFrame | PreviousFrame => return None,
        })
    }
}
