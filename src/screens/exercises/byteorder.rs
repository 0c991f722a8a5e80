//! `byteorder` drawn: memory cells with addresses growing, the bytes in sending order, how they change places;
//! what is read wrongly; where the bytes stand in a frame.

mod cells;
mod frame;

use bytes::Bytes;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::scene::{Picture, Scene};
use super::verb::bench_layer;
use crate::exercise::byteorder::meaning::Meaning;
use crate::exercise::byteorder::reading::{self, Machine};
use crate::exercise::call::{Call, Order};
use crate::exercise::{Entry, Happening, code};
use crate::say;
use crate::ui::area::{draw_cut, take_top};
use crate::ui::fit;
use cells::Cells;

bench_layer! {
    /// What one can do with it.
    "exercise-byteorder", "byteorder-title";
}

/// How it is shown.
pub(super) const PICTURE: Picture = Picture {
    name: "byteorder",
    layer: Verb::LAYER,
    draw,
};

/// From this height on cells are boxes.
const BOXES: u16 = 15;
/// From this width on what was called stands at the right.
const WIDE: u16 = 74;
/// Cells of the rows' names.
const LABEL: u16 = 8;

/// What the picture is drawn from.
struct View<'a> {
    scene: &'a Scene<'a>,
    meaning: Meaning,
    entry: Option<&'a Entry>,
}

fn draw(scene: &Scene<'_>, buf: &mut Buffer) {
    let choices = scene.session.choices();
    let (meaning, _) = Meaning::chosen(choices.word("value"), choices.word("as"));
    let view = View {
        scene,
        meaning,
        entry: happens(scene),
    };
    let mut area = scene.area;
    if area.width >= WIDE {
        let left = 12 + LABEL + 7 * 4;
        let calls = Rect {
            x: area.x + left,
            width: area.width - left,
            height: area.height.min(if area.height >= BOXES { 11 } else { 6 }),
            ..area
        };
        view.draw_calls(calls, buf);
    }
    view.draw_orders(&mut area, buf);
    view.draw_wrong(take_top(&mut area, 1), buf);
    let gap = u16::from(area.height > 6);
    let _ = take_top(&mut area, gap);
    view.draw_frame(area, buf);
}

/// The call that happens.
fn happens<'a>(scene: &Scene<'a>) -> Option<&'a Entry> {
    match scene.newest? {
        Happening::Began(at) | Happening::Waits(at) | Happening::Ended(at) => {
            scene.journal.entries.get(at)
        }
        Happening::Frame(_) => None,
    }
}

impl View<'_> {
    /// Memory above, the wire below, and how one becomes the other.
    fn draw_orders(&self, area: &mut Rect, buf: &mut Buffer) {
        let (look, journal) = (&self.scene.look, self.scene.journal);
        let boxed = area.height >= BOXES;
        let (native, network) = (reading::native(journal), reading::network(journal));
        let cells = Cells {
            look: *look,
            count: self.meaning.network().len(),
            boxed,
            x: area.x + LABEL,
        };
        let title = take_top(area, 1);
        self.draw_title(title, buf);
        let addresses = take_top(area, 1);
        self.draw_label("byteorder-memory", addresses, buf);
        cells.draw_addresses(addresses, buf);
        let memory = take_top(area, cells.height());
        cells.draw(native.as_ref(), true, self.swapped(), memory, buf);
        self.draw_beside(self.machine_name(), cells.right(), memory, buf);
        let between = take_top(area, if boxed { 3 } else { 1 });
        if let (Some(native), Some(network)) = (&native, &network) {
            let moved = if self.swaps() { self.scene.phase } else { 1.0 };
            cells.draw_moves(native == network, moved, native, between, buf);
        }
        let wire = take_top(area, cells.height());
        self.draw_label("byteorder-wire", cells.middle(wire), buf);
        // A byte is there when it has arrived.
        let arrived = network
            .as_ref()
            .filter(|_| !self.swaps() || self.scene.phase >= 1.0);
        cells.draw(arrived, false, self.swapped(), wire, buf);
        self.draw_beside(look.get("byteorder-network"), cells.right(), wire, buf);
    }

    /// Is the byte with the highest value the last one in memory?
    fn swapped(&self) -> bool {
        reading::machine(self.scene.journal) != Some(Machine::Big)
    }

    /// Are bytes put into network order at this moment?
    fn swaps(&self) -> bool {
        self.scene.phase < 1.0
            && self
                .entry
                .is_some_and(|entry| matches!(entry.step.call, Call::Pack(Order::Network, ..)))
    }

    fn machine_name(&self) -> String {
        let look = &self.scene.look;
        match reading::machine(self.scene.journal) {
            Some(Machine::Little) => look.get("byteorder-little"),
            Some(Machine::Big) => look.get("byteorder-big"),
            None => String::new(),
        }
    }

    fn draw_title(&self, area: Rect, buf: &mut Buffer) {
        let look = &self.scene.look;
        let hex: String = self
            .meaning
            .network()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let title = match self.meaning {
            Meaning::Address(address) => format!("{address} = 0x{hex} = {}", self.meaning.number()),
            Meaning::Port(_) | Meaning::Number(_) => format!("{} = 0x{hex}", self.meaning),
        };
        draw_cut(&title, look.theme.strong, look.glyphs.cut, area, buf);
    }

    fn draw_label(&self, key: &'static str, area: Rect, buf: &mut Buffer) {
        let look = &self.scene.look;
        let area = Rect {
            width: area.width.min(LABEL - 1),
            ..area
        };
        draw_cut(&look.get(key), look.theme.dim, look.glyphs.cut, area, buf);
    }

    /// A word at the right of a row of cells.
    fn draw_beside(&self, text: String, x: u16, row: Rect, buf: &mut Buffer) {
        let look = &self.scene.look;
        let middle = Rect {
            x,
            y: row.y + row.height / 2,
            width: row.right().saturating_sub(x),
            height: row.height.min(1),
        };
        let narrow = Rect {
            width: if row.width >= WIDE {
                middle.width.min(17)
            } else {
                middle.width
            },
            ..middle
        };
        draw_cut(&text, look.theme.dim, look.glyphs.cut, narrow, buf);
    }

    /// What becomes of it when it is read the wrong way round.
    fn draw_wrong(&self, area: Rect, buf: &mut Buffer) {
        let (look, journal) = (&self.scene.look, self.scene.journal);
        let (Some(wire), Some(wrong)) = (reading::network(journal), reading::wrong(journal)) else {
            return;
        };
        let read = match self.meaning {
            Meaning::Address(_) => std::net::Ipv4Addr::from(wrong).to_string(),
            Meaning::Port(_) | Meaning::Number(_) => wrong.to_string(),
        };
        let (say, style) = if wrong == self.meaning.number() {
            (say!("byteorder-same-both-ways"), look.theme.good)
        } else {
            (
                say!(
                    "byteorder-read-wrongly",
                    bytes = code::hex(&wire),
                    read = read
                ),
                look.theme.bad,
            )
        };
        draw_cut(&look.say(&say), style, look.glyphs.cut, area, buf);
    }

    /// What was called, and what it gave.
    fn draw_calls(&self, area: Rect, buf: &mut Buffer) {
        let calls: Vec<&Entry> = self
            .scene
            .journal
            .entries
            .iter()
            .filter(|entry| converts(&entry.step.call))
            .collect();
        let skipped = calls.len().saturating_sub(area.height.into());
        for (y, entry) in (area.y..area.bottom()).zip(calls.into_iter().skip(skipped)) {
            buf.set_line(area.x, y, &self.call_line(entry, area.width), area.width);
        }
    }

    fn call_line(&self, entry: &Entry, width: u16) -> Line<'static> {
        let look = &self.scene.look;
        let now = self.entry.is_some_and(|now| now.id == entry.id);
        let style = if now {
            look.theme.focus
        } else {
            look.theme.text
        };
        let result = entry.value().map(code::value).unwrap_or_default();
        let wrong = matches!(entry.step.call, Call::Unpack(Order::Little, ..))
            && reading::wrong(self.scene.journal) != Some(self.meaning.number());
        let shown = if wrong {
            look.theme.bad
        } else {
            look.theme.good
        };
        let mut line = Line::from(vec![
            Span::styled(fit::left(&code::call(&entry.step), 26), style),
            Span::styled(format!(" {} ", look.glyphs.right), look.theme.dim),
            Span::styled(result, shown),
        ]);
        fit::cut_line(&mut line, width.into(), look.glyphs.cut);
        line
    }
}

const fn converts(call: &Call) -> bool {
    matches!(
        call,
        Call::Htons(_)
            | Call::Ntohs(_)
            | Call::Htonl(_)
            | Call::Ntohl(_)
            | Call::Pack(..)
            | Call::Unpack(..)
            | Call::InetPton(_)
            | Call::InetNtop(_)
    )
}

/// The colour of a byte, the highest of `count` first: so one sees where it goes.
fn colour(view: &crate::ui::look::Look<'_>, rank: usize, count: usize) -> Style {
    let layers: [u8; 4] = [7, 3, 5, 4];
    let shown = if count == 2 { [7, 4, 7, 4] } else { layers };
    view.theme.layer(shown.get(rank).copied().unwrap_or(4))
}

/// Bytes of a row, or as many dots as there will be.
fn pairs(bytes: Option<&Bytes>, count: usize, unknown: &str) -> Vec<String> {
    match bytes {
        Some(bytes) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
        None => vec![unknown.repeat(2); count],
    }
}

#[cfg(test)]
mod tests;
