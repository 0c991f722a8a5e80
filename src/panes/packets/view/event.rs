//! An opened socket call, explained.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::panes::packets::call;
use crate::record::{Outcome, SocketEvent};
use crate::say;
use crate::ui::wrap::wrap;

use super::PacketsView;

impl PacketsView<'_> {
    pub(super) fn render_event(&self, event: &SocketEvent, area: Rect, buf: &mut Buffer) {
        let look = self.look;
        let mut rows = vec![
            (
                format!("{}{}", call::text(event), call::outcome(event)),
                look.theme.strong,
            ),
            (String::new(), look.theme.text),
            (look.say(&call::meaning(event)), look.theme.text),
        ];
        if let (Outcome::Failed(errno), true) = (event.outcome, event.outcome.has_failed()) {
            let text = std::io::Error::from_raw_os_error(errno).to_string();
            rows.push((
                look.say(&say!("packets-call-failed", error = text)),
                look.theme.bad,
            ));
        }
        let address =
            |a: Option<std::net::SocketAddr>| a.map_or_else(|| "?".to_owned(), |a| a.to_string());
        let ends = say!(
            "packets-call-ends",
            local = address(event.local),
            peer = address(event.peer)
        );
        rows.push((look.say(&ends), look.theme.dim));
        let mut y = area.y;
        for (text, style) in rows {
            for part in wrap(
                &text,
                usize::from(area.width),
                usize::from(area.height),
                look.glyphs.cut,
            ) {
                if y >= area.bottom() {
                    return;
                }
                buf.set_string(area.x, y, part, style);
                y += 1;
            }
        }
    }
}
