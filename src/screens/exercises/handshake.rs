//! `handshake` drawn: a ladder. The client at the left, the server at the right, each segment with its numbers as
//! sums, and at both sides the state that the kernel told between this segment and the next.

mod arrow;
mod rows;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::exercise::Happening;
use crate::exercise::handshake::{Counted, Handshake, Rung, Side, Target};
use crate::say;
use crate::say::Say;
use crate::ui::area::{draw_cut, take_bottom, take_top};
use crate::ui::fit;
use crate::wire::TcpFlags;

use super::scene::{Picture, Scene};
use super::verb::bench_layer;
use arrow::Columns;
use rows::{Content, Row};

bench_layer! {
    /// What one can do with it.
    "handshake", "handshake-title";
}

/// How it is shown.
pub(super) const PICTURE: Picture = Picture {
    name: "handshake",
    layer: Verb::LAYER,
    draw,
};

/// From this height on there is room for who is who, and for a sentence on the newest segment.
const ROOMY: u16 = 10;

fn draw(scene: &Scene<'_>, buf: &mut Buffer) {
    let chosen = Handshake::new(scene.session.choices());
    let rows = rows::rows(chosen, scene.journal);
    let mut area = scene.area;
    if area.is_empty() {
        return;
    }
    let columns = Columns::of(area.width);
    if area.height >= ROOMY {
        draw_names(scene, &rows, take_top(&mut area, 1), buf);
        let caption = take_bottom(&mut area, 1);
        let text = caption_of(scene, &rows).map(|say| scene.look.say(&say));
        let style = scene.look.theme.text;
        draw_cut(
            &text.unwrap_or_default(),
            style,
            scene.look.glyphs.cut,
            caption,
            buf,
        );
    }
    // What is newest is at the bottom.
    let from = rows.len().saturating_sub(usize::from(area.height));
    let shown = rows.iter().skip(from);
    for (y, row) in (area.y..area.bottom()).zip(shown) {
        let cells = Rect {
            y,
            height: 1,
            ..area
        };
        arrow::draw(scene, &columns, row, cells, buf);
    }
    if rows.is_empty() {
        draw_outline(scene, chosen, &columns, area, buf);
    }
}

/// Who is at which side, with the addresses of the newest connection.
fn draw_names(scene: &Scene<'_>, rows: &[Row], area: Rect, buf: &mut Buffer) {
    let look = &scene.look;
    let newest = rows.iter().rev().find_map(|row| match &row.content {
        Content::Segment(rung, _) => Some(rung),
        Content::Head(_) | Content::Asks(..) | Content::Call(_) => None,
    });
    let address = |side: Side| {
        newest.map_or_else(String::new, |rung| {
            let own = rung.from == side;
            let end = if own {
                rung.segment.from
            } else {
                rung.segment.to
            };
            format!(" {end}")
        })
    };
    let name = |side: Side| format!("{}{}", look.get(side.name()), address(side));
    let (client, server) = (name(Side::Client), name(Side::Server));
    let half = usize::from(area.width) / 2;
    draw_cut(
        &fit::cut(&client, half.saturating_sub(1), look.glyphs.cut),
        look.theme.you,
        look.glyphs.cut,
        area,
        buf,
    );
    let server = fit::cut(&server, half, look.glyphs.cut);
    let width = fit::width(&server) as u16;
    let right = Rect {
        x: area.right().saturating_sub(width),
        width: width.min(area.width),
        ..area
    };
    draw_cut(&server, look.theme.peer, look.glyphs.cut, right, buf);
}

/// What there is to say of what just happens.
fn caption_of(scene: &Scene<'_>, rows: &[Row]) -> Option<Say> {
    let Some(Happening::Frame(at)) = scene.newest else {
        return rows.last().map(|_| say!("handshake-says-look"));
    };
    let newest = rows.iter().find(|row| row.is_of_frame(at))?;
    match &newest.content {
        Content::Segment(rung, _) => spoken(rung),
        Content::Asks(..) => Some(say!("handshake-says-asks")),
        Content::Head(_) | Content::Call(_) => None,
    }
}

/// What a segment's numbers tell, as they are on the wire.
fn spoken(rung: &Rung) -> Option<Say> {
    let (seq, len) = (rung.segment.seq, rung.segment.len);
    if rung.again {
        return Some(say!("handshake-says-again"));
    }
    if rung.has(TcpFlags::FIN) {
        return Some(say!("handshake-says-fin-sent", seq = seq.to_string()));
    }
    if len > 0 {
        let last = seq.wrapping_add(len).wrapping_sub(1);
        return Some(say!(
            "handshake-says-data",
            first = seq.to_string(),
            last = last.to_string()
        ));
    }
    let Some(sum) = rung.ack else {
        let begins = rung.has(TcpFlags::SYN);
        return begins.then(|| say!("handshake-says-first", seq = seq.to_string()));
    };
    let (ack, from) = (rung.segment.ack.to_string(), sum.from.to_string());
    Some(match sum.counted {
        Counted::Syn => say!("handshake-says-syn", ack = ack, from = from),
        Counted::Fin => say!("handshake-says-fin", ack = ack, from = from),
        Counted::Bytes => say!(
            "handshake-says-bytes",
            ack = ack,
            from = from,
            takes = sum.takes
        ),
    })
}

/// What will be there.
fn draw_outline(
    scene: &Scene<'_>,
    chosen: Handshake,
    columns: &Columns,
    area: Rect,
    buf: &mut Buffer,
) {
    let targets: Vec<Target> = chosen.targets().collect();
    for (at, y) in (area.y..area.bottom()).enumerate() {
        let cells = Rect {
            y,
            height: 1,
            ..area
        };
        // A target every other row, so that the lines between them are to be seen.
        let target = (at % 2 == 0).then(|| targets.get(at / 2)).flatten();
        arrow::draw_empty(scene, columns, target.copied(), cells, buf);
    }
}
