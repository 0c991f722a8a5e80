//! What of the program's actions the encapsulation pane has a use for.

use crate::msg::Action;

use super::{Encap, EncapAction, Mode};

impl Encap {
    /// What an action means here, as the pane is now. `None`: not this pane's matter, or one that needs the
    /// messages (the one before, the next frame).
    #[must_use]
    pub fn verb(&self, action: Action) -> Option<EncapAction> {
        use EncapAction as E;
        Some(match action {
            Action::PlayPause => E::PlayPause,
            Action::Right => E::StepForward,
            Action::Left => E::StepBack,
            Action::Faster => E::Faster,
            Action::Slower => E::Slower,
            Action::NextModel => E::NextModel,
            Action::LayerUp => E::LayerUp,
            Action::LayerDown => E::LayerDown,
            Action::Explain => E::Explain,
            Action::Layer(number) => E::Jump(number),
            Action::Up => E::Up,
            Action::Down => E::Down,
            Action::Top => E::Start,
            Action::Bottom if self.has_newer() => E::ShowNewer,
            Action::Bottom => E::End,
            Action::Open => E::OpenFields,
            Action::Back if self.fields_open() => E::CloseFields,
            Action::Back if self.mode() != Mode::Way => E::Show(self.mode()),
            Action::BothEnds => E::Show(Mode::BothEnds),
            Action::SideBySide => E::Show(Mode::SideBySide),
            Action::Predict => E::Predict,
            Action::Quit
            | Action::End
            | Action::Help
            | Action::Palette
            | Action::Answer
            | Action::NextPane
            | Action::PreviousPane
            | Action::Show(_)
            | Action::Zoom
            | Action::Theme
            | Action::Language
            | Action::Partner
            | Action::Redraw
            | Action::Suspend
            | Action::MouseMode
            | Action::Back
            | Action::PageUp
            | Action::PageDown
            | Action::Write
            | Action::ReadOtherwise
            | Action::Filter
            | Action::AllOrMine
            | Action::Housekeeping
            | Action::Encapsulate
            | Action::Flows
            | Action::FollowStream
            | Action::Ladder
            | Action::WorkOut
            | Action::Absolute
            | Action::Pin
            | Action::Save
            | Action::OpenFile
            | Action::Copy
            | Action::CopyPython
            | Action::NextFrame
            | Action::PreviousFrame
            | Action::Picture
            | Action::AddToReport => return None,
        })
    }
}
