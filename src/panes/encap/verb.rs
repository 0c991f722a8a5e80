//! What of the program's actions the encapsulation pane has a use for.

use crate::msg::Action;

use super::{Encap, EncapAction, Mode};

impl Encap {
    /// What an action means here, as the pane is now. `None`: not this pane's matter, or one that needs the
    /// messages (the one before, the next frame).
    #[must_use]
    pub fn verb(&self, action: Action) -> Option<EncapAction> {
        use Action::{
            Absolute, AddToReport, AllOrMine, Answer, Back, BothEnds, Bottom, Copy, CopyPython,
            Down, Encapsulate, End, Explain, Faster, Filter, Flows, FollowStream, Help,
            Housekeeping, Ladder, Language, Layer, LayerDown, LayerUp, Left, MouseMode, NextFrame,
            NextModel, NextPane, Open, OpenFile, PageDown, PageUp, Palette, Partner, Picture, Pin,
            PlayPause, Predict, PreviousFrame, PreviousPane, Quit, ReadOtherwise, Redraw, Right,
            Save, Show, SideBySide, Slower, Suspend, Theme, Top, Up, WorkOut, Write, Zoom,
        };
        use EncapAction as E;
        Some(match action {
            PlayPause => E::PlayPause,
            Right => E::StepForward,
            Left => E::StepBack,
            Faster => E::Faster,
            Slower => E::Slower,
            NextModel => E::NextModel,
            LayerUp => E::LayerUp,
            LayerDown => E::LayerDown,
            Explain => E::Explain,
            Layer(number) => E::Jump(number),
            Up => E::Up,
            Down => E::Down,
            Top => E::Start,
            Bottom if self.has_newer() => E::ShowNewer,
            Bottom => E::End,
            Open => E::OpenFields,
            Back if self.fields_open() => E::CloseFields,
            Back if self.mode() != Mode::Way => E::Show(self.mode()),
            BothEnds => E::Show(Mode::BothEnds),
            SideBySide => E::Show(Mode::SideBySide),
            Predict => E::Predict,
            Quit | End | Help | Palette | Answer | NextPane | PreviousPane | Show(_) | Zoom
            | Theme | Language | Partner | Redraw | Suspend | MouseMode | Picture | AddToReport
            | Back | PageUp | PageDown | Write | ReadOtherwise | Filter | AllOrMine
            | Housekeeping | Encapsulate | Flows | FollowStream | Ladder | WorkOut | Absolute
            | Pin | Save | OpenFile | Copy | CopyPython | NextFrame | PreviousFrame => return None,
        })
    }
}
