//! What there is to say about a record beside what its row and its fields say.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::say::Say;
use crate::ui::area::draw_wrapped;
use crate::ui::look::Look;

/// The mark of a frame whose headers say what cannot be; the help says what it means.
pub(super) const MALFORMED: &str = "packets-mark-malformed";
/// The mark of a frame of which only the beginning was kept.
pub(super) const CUT: &str = "packets-mark-cut";

/// Draws these sentences, one behind the other.
pub(super) fn draw(said: &[Say], look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let said: Vec<_> = said.iter().map(|say| look.say(say)).collect();
    let text = [(said.join(" "), look.theme.dim)];
    draw_wrapped(text, usize::from(area.height), look.glyphs.cut, area, buf);
}
