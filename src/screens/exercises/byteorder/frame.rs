//! The frame that was just sent: its bytes by layers, those of the value lit.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

use super::View;
use crate::exercise::byteorder::reading::{self, Field, Place};
use crate::exercise::code;
use crate::say;
use crate::say::Say;
use crate::ui::area::{draw_wrapped, take_top};

/// Cells of a byte with the gap behind it.
const BYTE: u16 = 3;
/// Bytes of UDP's header, and of IPv4's without options.
const UDP: usize = 8;
const IPV4: usize = 20;

impl View<'_> {
    /// What is known of the datagram: its frame, or else what was received.
    pub(super) fn draw_frame(&self, mut area: Rect, buf: &mut Buffer) {
        let look = &self.scene.look;
        let journal = self.scene.journal;
        let places = reading::places(self.meaning, journal);
        let shown = places.first();
        let say = match (shown, reading::received(journal)) {
            (Some(place), _) => caption(place),
            (None, Some(bytes)) => say!("byteorder-came", bytes = code::hex(&bytes)),
            (None, None) => say!("byteorder-frame-to-come"),
        };
        let style = if shown.is_some() {
            look.theme.text
        } else {
            look.theme.dim
        };
        let rows = if shown.is_some() {
            1
        } else {
            area.height.min(2)
        };
        let caption = take_top(&mut area, rows);
        draw_wrapped(
            [(look.say(&say), style)],
            rows.into(),
            look.glyphs.cut,
            caption,
            buf,
        );
        if let Some(place) = shown {
            self.draw_bytes(place, &places, area, buf);
        }
    }

    /// As many bytes as there is room for, so that those of the value are among them.
    fn draw_bytes(&self, place: &Place<'_>, places: &[Place<'_>], area: Rect, buf: &mut Buffer) {
        let bytes = &place.frame.bytes;
        let fits = usize::from(area.width / BYTE);
        let row = if fits >= 16 { 16 } else { fits.max(1) };
        let rows = usize::from(area.height);
        if rows == 0 || fits == 0 {
            return;
        }
        // Rows are cut where the dump of any other tool would cut them, unless there is but one.
        let first = if rows * row >= bytes.len() {
            0
        } else if rows == 1 {
            place.at.saturating_sub(row / 2)
        } else {
            (place.at / row).saturating_sub(rows - 1) * row
        };
        for (at, line) in bytes
            .get(first..)
            .unwrap_or_default()
            .chunks(row)
            .enumerate()
            .take(rows)
        {
            let spans: Vec<_> = line
                .iter()
                .enumerate()
                .flat_map(|(column, byte)| {
                    let style = self.byte_style(first + at * row + column, places);
                    [Span::styled(format!("{byte:02x}"), style), Span::raw(" ")]
                })
                .collect();
            buf.set_line(area.x, area.y + at as u16, &Line::from(spans), area.width);
        }
    }

    fn byte_style(&self, at: usize, places: &[Place<'_>]) -> Style {
        let theme = self.scene.look.theme;
        let Some(place) = places.first() else {
            return theme.dim;
        };
        let payload = place.frame.digest.payload_at as usize;
        let layer = match payload.checked_sub(at) {
            None | Some(0) => 7,
            Some(back) if back <= UDP => 4,
            Some(back) if back <= UDP + IPV4 => 3,
            Some(_) => 2,
        };
        let lit = |place: &Place<'_>| (place.at..place.at + place.bytes.len()).contains(&at);
        let style = theme.layer(layer);
        if places.iter().any(lit) {
            style.add_modifier(Modifier::REVERSED | Modifier::BOLD)
        } else {
            style.add_modifier(Modifier::DIM)
        }
    }
}

fn caption(place: &Place<'_>) -> Say {
    let (at, bytes) = (place.at, code::hex(&place.bytes));
    match place.field {
        Field::Port => say!("byteorder-at-port", at = at, bytes = bytes),
        Field::Address => say!("byteorder-at-address", at = at, bytes = bytes),
        Field::Payload => say!("byteorder-at-payload", at = at, bytes = bytes),
    }
}
