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
    "byteorder", "byteorder-title";
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
/// Cells of a call in the list of them.
const CALL: usize = 27;
/// From this size on there is room for larger ones.
const SPACIOUS: (u16, u16) = (110, 24);

/// How large things are.
#[derive(Debug, Clone, Copy)]
struct Shape {
    boxed: bool,
    /// Cells of the rows' names.
    label: u16,
    /// From one cell to the next.
    pitch: u16,
    /// Rows between memory and wire.
    between: u16,
}

impl Shape {
    const fn of(area: Rect) -> Self {
        let boxed = area.height >= BOXES;
        let spacious = area.width >= SPACIOUS.0 && area.height >= SPACIOUS.1;
        Self {
            boxed,
            label: if boxed { 15 } else { 8 },
            pitch: if spacious {
                12
            } else if boxed {
                7
            } else {
                5
            },
            between: if spacious {
                5
            } else if boxed {
                3
            } else {
                1
            },
        }
    }

    /// Rows of memory, wire and what is between and above them.
    const fn orders(self) -> u16 {
        let cells = if self.boxed { 3 } else { 1 };
        2 + 2 * cells + self.between
    }
}

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
    let count = meaning.network().len() as u16;
    let shape = Shape::of(area);
    if area.width >= WIDE {
        let left = shape.label + shape.pitch * count + 3;
        let calls = Rect {
            x: area.x + left,
            width: area.width - left,
            height: area.height.min(shape.orders()),
            ..area
        };
        view.draw_calls(calls, buf);
    }
    view.draw_orders(shape, &mut area, buf);
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
    fn draw_orders(&self, shape: Shape, area: &mut Rect, buf: &mut Buffer) {
        let journal = self.scene.journal;
        let (native, network) = (reading::native(journal), reading::network(journal));
        let cells = Cells {
            look: self.scene.look,
            count: self.meaning.network().len(),
            boxed: shape.boxed,
            x: area.x + shape.label,
            pitch: shape.pitch,
        };
        self.draw_title(take_top(area, 1), buf);
        cells.draw_addresses(take_top(area, 1), buf);
        let memory = take_top(area, cells.height());
        cells.draw(native.as_ref(), true, self.swapped(), memory, buf);
        // An address has network order in memory too: this row is the same value as a number.
        let kept = match self.meaning {
            Meaning::Address(_) => "byteorder-memory-number",
            Meaning::Port(_) | Meaning::Number(_) => "byteorder-memory",
        };
        self.draw_names(kept, &self.machine_name(), &cells, memory, buf);
        let between = take_top(area, shape.between);
        if let (Some(native), Some(network)) = (&native, &network) {
            let moved = if self.swaps() { self.scene.phase } else { 1.0 };
            cells.draw_moves(native == network, moved, native, between, buf);
        }
        let wire = take_top(area, cells.height());
        // A byte is there when it has arrived.
        let arrived = network.as_ref().filter(|_| !self.swaps());
        cells.draw(arrived, false, self.swapped(), wire, buf);
        let order = self.scene.look.get("byteorder-network");
        self.draw_names("byteorder-wire", &order, &cells, wire, buf);
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
        let hex = code::hex(&self.meaning.network()).replace(' ', "");
        let title = match self.meaning {
            Meaning::Address(address) => format!("{address} = 0x{hex} = {}", self.meaning.number()),
            Meaning::Port(port) => {
                let [high, low] = port.to_be_bytes();
                let times = if look.glyphs.ascii { "x" } else { "×" };
                format!("{port} = {high} {times} 256 + {low} = 0x{hex}")
            }
            Meaning::Number(number) => format!("{number} = 0x{hex}"),
        };
        draw_cut(&title, look.theme.strong, look.glyphs.cut, area, buf);
    }

    /// What a row of cells is, and its order: below that where there is room, else at its right.
    fn draw_names(
        &self,
        key: &'static str,
        order: &str,
        cells: &Cells<'_>,
        row: Rect,
        buf: &mut Buffer,
    ) {
        let look = &self.scene.look;
        let name = Rect {
            y: row.y + row.height / 2,
            width: cells.x.saturating_sub(row.x + 1),
            height: row.height.min(1),
            ..row
        };
        draw_cut(&look.get(key), look.theme.text, look.glyphs.cut, name, buf);
        let beside = if cells.boxed {
            Rect {
                y: name.y + 1,
                height: u16::from(row.height > 2),
                ..name
            }
        } else {
            Rect {
                x: cells.right(),
                width: row.right().saturating_sub(cells.right()).min(14),
                ..name
            }
        };
        draw_cut(order, look.theme.dim, look.glyphs.cut, beside, buf);
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
        let room = usize::from(width).saturating_sub(fit::width(&result) + 3);
        let call = fit::cut(&code::call(&entry.step), room, look.glyphs.cut);
        let mut line = Line::from(vec![
            Span::styled(fit::left(&call, room.min(CALL)), style),
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
