//! The cursor in the fields and bytes of a step: walked by keys, put by a click.

use std::time::Duration;

use ratatui::layout::Position;

use crate::screens::World;
use crate::ui::field_tree::FieldTree;
use crate::wire::SourceId;

use super::walk::Not;
use super::{Encap, view};

/// The fields of a step, walked through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fields {
    /// The step they belong to.
    pub(super) step: usize,
    /// The selected row.
    pub(super) selected: usize,
    /// The byte under the cursor, while one walks the bytes.
    pub(super) byte: Option<usize>,
}

impl Encap {
    pub(super) fn open_fields(&mut self, now: Duration) -> Result<(), Not> {
        let Some(shown) = &mut self.shown else {
            return Err(Not::NothingShown);
        };
        shown.held = true;
        shown.player.pause(now);
        let step = shown.player.step(now);
        if shown.rows(step).is_empty() {
            return Err(Not::NoFields);
        }
        let first = Some(Fields {
            step,
            selected: 0,
            byte: None,
        });
        if std::mem::replace(&mut self.fields, first) == first {
            Err(Not::FieldsOpen)
        } else {
            Ok(())
        }
    }

    /// Fields stay open while one steps, on the new step's; a step without fields closes them.
    pub(super) fn follow_fields(&mut self, now: Duration) {
        let Some(shown) = self.shown.as_ref().filter(|_| self.fields.is_some()) else {
            return;
        };
        let step = shown.player.step(now);
        self.fields = (!shown.rows(step).is_empty()).then_some(Fields {
            step,
            selected: 0,
            byte: None,
        });
    }

    pub(super) fn select_field(&mut self, fields: Fields, down: bool) -> bool {
        let Some(shown) = &self.shown else {
            return false;
        };
        let last = shown.rows(fields.step).len().saturating_sub(1);
        let selected = if down {
            (fields.selected + 1).min(last)
        } else {
            fields.selected.saturating_sub(1)
        };
        let changed = selected != fields.selected;
        self.fields = Some(Fields {
            selected,
            byte: None,
            ..fields
        });
        changed
    }

    /// The byte behind or before the one under the cursor, and with it the field that owns it.
    pub(super) fn walk_byte(&mut self, fields: Fields, forward: bool) -> bool {
        let Some(shown) = &self.shown else {
            return false;
        };
        let rows = shown.rows(fields.step);
        let here = fields
            .byte
            .or_else(|| rows.get(fields.selected).map(|row| row.bytes.start));
        let next = match (here, fields.byte, forward) {
            // The first touch of a field puts the cursor on its first byte.
            (Some(here), None, true) => Some(here),
            (Some(here), _, true) => Some(here + 1),
            (Some(here), _, false) => here.checked_sub(1),
            (None, ..) => None,
        };
        let owned = next.and_then(|byte| Some((byte, FieldTree::owner(&rows, SourceId(0), byte)?)));
        let Some((byte, selected)) = owned else {
            return false;
        };
        self.fields = Some(Fields {
            selected,
            byte: Some(byte),
            ..fields
        });
        true
    }

    /// A click: on a layer's row it goes there, on a field or a byte it selects it.
    pub(super) fn select(&mut self, at: Position, world: &World<'_>) -> bool {
        let now = world.look.elapsed;
        let Some(hit) = view::hit(self, at, world) else {
            return false;
        };
        let model = self.model;
        let Some(shown) = &mut self.shown else {
            return false;
        };
        shown.held = true;
        let step = shown.player.step(now);
        match hit {
            view::Hit::Row(row) => {
                let Some(to) = shown.step_of_row(row, step, model) else {
                    return false;
                };
                if shown.go_to(to, now) {
                    // What was asked was about the step after the one left.
                    self.predict.forget();
                }
                self.follow_fields(now);
            }
            view::Hit::Field(selected) => {
                shown.player.pause(now);
                self.fields = Some(Fields {
                    step,
                    selected,
                    byte: None,
                });
            }
            view::Hit::Byte(byte) => {
                let Some(selected) = FieldTree::owner(&shown.rows(step), SourceId(0), byte) else {
                    return false;
                };
                shown.player.pause(now);
                self.fields = Some(Fields {
                    step,
                    selected,
                    byte: Some(byte),
                });
            }
        }
        true
    }
}
