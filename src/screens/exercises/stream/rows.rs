//! The rows of the picture: which there is room for, and what stands in each.

mod rulers;
mod told;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::exercise::Happening;
use crate::exercise::stream::{Plan, Traffic};
use crate::screens::exercises::scene::Scene;
use crate::ui::fit;

use super::ruler::Scale;

/// A row of the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Row {
    Sent,
    SentText,
    SentBytes,
    Segments,
    Kernel,
    ReceivedText,
    ReceivedBytes,
    Received,
    Messages,
    Message(usize),
    UdpSent,
    UdpReceived,
    Legend,
    /// Between sent and received: borders that one side only has go through.
    Between,
    Gap,
}

/// All rows from top to bottom; the smaller the number, the sooner there is room for one.
const ROWS: &[(Row, u8)] = &[
    (Row::Sent, 0),
    (Row::SentText, 3),
    (Row::SentBytes, 10),
    (Row::Between, 13),
    (Row::Segments, 6),
    (Row::Between, 14),
    (Row::Kernel, 2),
    (Row::Between, 15),
    (Row::ReceivedText, 0),
    (Row::ReceivedBytes, 10),
    (Row::Received, 0),
    (Row::Gap, 9),
    (Row::Messages, 4),
    (Row::Gap, 11),
    (Row::UdpSent, 7),
    (Row::UdpReceived, 5),
    (Row::Gap, 12),
    (Row::Legend, 8),
];

/// Messages that get a row of their own.
const MOST_MESSAGES: usize = 12;
/// Cells of a byte from which on its two digits have room.
const DIGITS: usize = 3;

/// What is drawn, worked out once.
pub(super) struct View<'a> {
    scene: &'a Scene<'a>,
    plan: Plan,
    traffic: Traffic,
    scale: Scale,
    labels: Rect,
}

impl<'a> View<'a> {
    pub(super) fn of(scene: &'a Scene<'a>) -> Self {
        let plan = Plan::of(scene.session.choices());
        let traffic = Traffic::of(&plan, scene.journal);
        let longest = ROWS.iter().filter_map(|(row, _)| label(*row));
        let longest = longest.map(|key| fit::width(&scene.look.get(key)) as u16 + 1);
        let width = longest.max().unwrap_or(0).min(scene.area.width / 3);
        let (labels, room) = (
            Rect {
                width,
                ..scene.area
            },
            Rect {
                x: scene.area.x + width,
                width: scene.area.width - width,
                ..scene.area
            },
        );
        let total = plan.total().max(traffic.sent()).max(traffic.received());
        Self {
            scale: Scale { room, total },
            scene,
            plan,
            traffic,
            labels,
        }
    }

    pub(super) fn draw(&self, buf: &mut Buffer) {
        let rows = self.rows();
        for (y, row) in (self.scene.area.y..self.scene.area.bottom()).zip(rows) {
            self.draw_row(row, y, buf);
        }
    }

    /// Is there something to be shown in this row?
    fn has(&self, row: Row) -> bool {
        match row {
            Row::SentBytes | Row::ReceivedBytes => self.scale.cells() >= DIGITS,
            Row::Segments => self.scene.journal.setting.is_none() || self.sees_segments(),
            Row::Sent
            | Row::SentText
            | Row::Kernel
            | Row::ReceivedText
            | Row::Received
            | Row::Messages
            | Row::Message(_)
            | Row::UdpSent
            | Row::UdpReceived
            | Row::Legend
            | Row::Between
            | Row::Gap => true,
        }
    }

    /// Are frames captured? Then what is in no segment has not left the sender.
    fn sees_segments(&self) -> bool {
        let setting = self.scene.journal.setting.as_ref();
        setting.is_some_and(|on| on.frames) || !self.traffic.segments.is_empty()
    }

    fn all_rows(&self) -> usize {
        ROWS.iter().filter(|(row, _)| self.has(*row)).count()
    }

    /// The rows that there is room for.
    fn rows(&self) -> Vec<Row> {
        let mut wanted: Vec<_> = ROWS.iter().filter(|(row, _)| self.has(*row)).collect();
        while wanted.len() > usize::from(self.scene.area.height) {
            let last = wanted.iter().map(|(_, rank)| *rank).max();
            let Some(at) = wanted.iter().position(|(_, rank)| Some(*rank) == last) else {
                break;
            };
            wanted.remove(at);
        }
        let mut rows: Vec<_> = wanted.into_iter().map(|(row, _)| *row).collect();
        self.list_messages(&mut rows);
        rows
    }

    /// Where there is room for it each message gets a row of its own.
    fn list_messages(&self, rows: &mut Vec<Row>) {
        let room = usize::from(self.scene.area.height).saturating_sub(rows.len());
        let count = self.traffic.messages(&self.plan).len().min(MOST_MESSAGES);
        let place = rows.iter().position(|row| *row == Row::Messages);
        if let Some(place) = place.filter(|_| count <= room && rows.len() == self.all_rows()) {
            let listed = (0..count).map(Row::Message);
            let behind = rows.split_off(place + 1);
            rows.extend(listed.chain(behind));
        }
    }

    fn draw_row(&self, row: Row, y: u16, buf: &mut Buffer) {
        let look = &self.scene.look;
        if let Some(key) = label(row) {
            let room = usize::from(self.labels.width).saturating_sub(1);
            let text = fit::cut(&look.get(key), room, look.glyphs.cut);
            buf.set_string(self.labels.x, y, text, look.theme.dim);
        }
        match row {
            Row::Sent => self.sent(y, buf),
            Row::SentText => self.sent_pieces(y, false, buf),
            Row::SentBytes => self.sent_pieces(y, true, buf),
            Row::Segments => self.segments(y, buf),
            Row::Kernel => self.kernel(y, buf),
            Row::ReceivedText => self.received_pieces(y, false, buf),
            Row::ReceivedBytes => self.received_pieces(y, true, buf),
            Row::Received => self.received(y, buf),
            Row::Messages => self.messages(y, buf),
            Row::Message(number) => self.message(number, y, buf),
            Row::UdpSent => self.udp(y, false, buf),
            Row::UdpReceived => self.udp(y, true, buf),
            Row::Legend => self.legend(y, buf),
            Row::Between => self.between(y, buf),
            Row::Gap => {}
        }
    }

    /// How far what this call or frame has brought has moved.
    fn phase(&self, newest: Option<Happening>) -> f64 {
        if newest.is_some() && self.scene.newest == newest {
            self.scene.phase
        } else {
            1.0
        }
    }

    fn call_phase(&self, at: usize) -> f64 {
        self.phase(Some(Happening::Ended(at)))
    }
}

/// The message that names a row.
const fn label(row: Row) -> Option<&'static str> {
    Some(match row {
        Row::Sent => "stream-row-sent",
        Row::Segments => "stream-row-segments",
        Row::Kernel => "stream-row-kernel",
        Row::Received => "stream-row-received",
        Row::Messages => "stream-row-messages",
        Row::UdpSent => "stream-row-udp-sent",
        Row::UdpReceived => "stream-row-udp-received",
        Row::SentText
        | Row::SentBytes
        | Row::ReceivedText
        | Row::ReceivedBytes
        | Row::Message(_)
        | Row::Legend
        | Row::Between
        | Row::Gap => return None,
    })
}
