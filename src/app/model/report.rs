//! What is taken along, on its way to the disk, and what became of it.

use crate::app::outcome::{Outcome, Redraw};
use crate::msg::keep::Kept;
use crate::report::Draft;
use crate::say;

use super::Model;
use super::desk::{Notice, Overlay, SaveViewForm};

/// What is on its way to the disk.
#[derive(Debug, Default)]
pub struct Report {
    /// A pick that could not be kept: the next one asked for is this one again.
    pub unkept: Option<Box<Draft>>,
    /// The view that is being saved, until it is.
    pub saving: Option<Box<SaveViewForm>>,
}

/// What became of something that should be kept.
pub(in crate::app) fn update(model: &mut Model, kept: Kept) -> Outcome {
    let (what, remedy, bad) = match kept {
        Kept::File(path) => {
            model.report.saving = None;
            (say!("report-kept", path = path), None, false)
        }
        Kept::Pick(number) => {
            let n = number.to_string();
            let folder = crate::report::FOLDER;
            (say!("report-picked", n = n, folder = folder), None, false)
        }
        Kept::NotPicked(draft, what, remedy) => {
            model.report.unkept = Some(draft);
            (what, remedy, true)
        }
        Kept::Failed(what, remedy) => {
            let saving = model.report.saving.take();
            // The name that was written comes back: it is but to be changed.
            if let Some(form) = saving.filter(|_| model.desk.overlay.is_none()) {
                model.desk.overlay = Some(Overlay::SaveView(form));
            }
            (what, remedy, true)
        }
    };
    model.desk.notice = Some(Notice { what, remedy, bad });
    Outcome::of(Redraw::Now)
}
