//! An opened socket call, explained.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::record::{Outcome, SocketEvent};
use crate::say;
use crate::screens::packets::call;
use crate::ui::area::draw_wrapped;
use crate::ui::look::Look;

/// Draws it: the call, what it does, why it failed, its two ends.
pub(super) fn draw(event: &SocketEvent, look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let mut rows = vec![
        (
            format!("{}{}", call::text(event), call::outcome(event)),
            look.theme.strong,
        ),
        (String::new(), look.theme.text),
        (look.say(&call::meaning(event)), look.theme.text),
    ];
    if let (Outcome::Failed(errno), true) = (&event.outcome, event.outcome.has_failed()) {
        let text = std::io::Error::from_raw_os_error(errno.number).to_string();
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
    let most = usize::from(area.height);
    draw_wrapped(rows, most, look.glyphs.cut, area, buf);
}
