//! What a changed redraw of the dashboard costs, beside ratatui's own cost of one table of that size.
//!
//! `cargo bench --bench redraw` prints three lines: microseconds of each (median) and their ratio.
//! Both are drawn into a buffer of 200×60 and compared with the one before, as ratatui's `Terminal`
//! does; one row has changed each time. Both take turns, so that a slow moment falls on both.

use std::time::{Duration, Instant};
use wirelab::msg::CaptureEvent;
use wirelab::msg::host::HostEvent;

use bytes::Bytes;
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Rect};
use ratatui::widgets::{Row, Table, Widget as _};
use wirelab::app::model::{Model, Start};
use wirelab::app::update::update;
use wirelab::app::view;
use wirelab::clock::Time;
use wirelab::frame::{BatchedFrame, ChecksumStatus, Direction, FrameBatch, FrameMeta, Origin};
use wirelab::msg::capture::SourceEvent;
use wirelab::msg::{Event, Input, Key, KeyCode};
use wirelab::place::{HostId, InterfaceIndex, Place};
use wirelab::screens::ScreenId;
use wirelab::sys::factory::ThisMachine;
use wirelab::text::Lang;
use wirelab::ui::look::Glyphs;
use wirelab::ui::theme::Themes;
use wirelab::wire::{LinkType, digest};

const AREA: Rect = Rect {
    x: 0,
    y: 0,
    width: 200,
    height: 60,
};
/// Frames in the log before the first redraw.
const FRAMES: u32 = 5000;
const REDRAWS: u32 = 1000;

/// Two buffers that take turns.
struct Screen {
    last: Buffer,
    next: Buffer,
}

impl Screen {
    fn new() -> Self {
        Self {
            last: Buffer::empty(AREA),
            next: Buffer::empty(AREA),
        }
    }

    /// Draws and compares; gives how long it took. Cells that changed must be as few as told.
    fn redraw(&mut self, draw: impl FnOnce(&mut Buffer)) -> (Duration, usize) {
        let start = Instant::now();
        self.next.reset();
        draw(&mut self.next);
        let changed = self.last.diff(&self.next).len();
        std::mem::swap(&mut self.last, &mut self.next);
        (start.elapsed(), changed)
    }
}

/// An Ethernet frame with a UDP datagram in it; each number gives another.
fn datagram(n: u32) -> Vec<u8> {
    let port = (20_000 + n % 256) as u16;
    let mut frame = vec![2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0];
    frame.extend([
        0x45, 0, 0, 46, 0, 0, 0x40, 0, 64, 17, 0, 0, 10, 66, 0, 2, 10, 66, 0, 1,
    ]);
    frame.extend(port.to_be_bytes());
    frame.extend([0x27, 0x0f, 0, 26, 0, 0]);
    frame.extend(format!("{n:018}").bytes());
    frame
}

fn batch(first: u32, count: u32) -> Event {
    let place = Place::on(HostId::HERE, InterfaceIndex(1));
    let mut bytes = Vec::new();
    let mut frames = Vec::new();
    for n in first..first + count {
        let frame = datagram(n);
        let meta = FrameMeta {
            time: Time::from_parts(1_700_000_000, i64::from(n) * 20_000),
            place,
            direction: Direction::In,
            link: LinkType::Ethernet,
            origin: Origin::Captured,
            length: frame.len() as u32,
            fcs: wirelab::frame::FcsLength::NONE,
            checksum: ChecksumStatus::Unknown,
        };
        let at = bytes.len() as u32;
        frames.push(BatchedFrame {
            meta,
            digest: digest(LinkType::Ethernet, &frame),
            at,
            captured: frame.len() as u32,
        });
        bytes.extend(frame);
    }
    Event::Capture(CaptureEvent::Source(SourceEvent::Frames {
        host: HostId::HERE,
        batch: FrameBatch {
            bytes: Bytes::from(bytes),
            frames,
        },
    }))
}

/// The dashboard of this machine with a full log.
fn dashboard() -> Model {
    let start = Start {
        lang: Lang::En,
        theme: Themes::default(),
        glyphs: Glyphs::UNICODE,
        reduced_motion: true,
        nick: "ann".into(),
        utc_offset: 0,
        interfaces: Vec::new(),
        snaplen: None,
        memory: 256 << 20,
        promiscuous: false,
        left_out: None,
        default_ttl: Some(64),
        size: (AREA.width, AREA.height),
        chinese: true,
    };
    let mut model = Model::new(start, wirelab::app::start::keys());
    model.clock.now = Time::from_parts(1_700_000_000, 0);
    if let Ok(here) = wirelab::host::snapshot(&ThisMachine) {
        update(&mut model, Event::Host(HostEvent::Changed(Box::new(here))));
    }
    let running = SourceEvent::Running {
        host: HostId::HERE,
        interfaces: vec!["lo".into()],
    };
    update(&mut model, Event::Capture(CaptureEvent::Source(running)));
    update(&mut model, batch(0, FRAMES));
    model.desk.focus = ScreenId::Packets;
    press(&mut model, KeyCode::Char('a'));
    // The list stands still: following it would change every row with each frame that comes.
    press(&mut model, KeyCode::Up);
    model
}

fn press(model: &mut Model, code: KeyCode) {
    update(model, Event::Input(Input::Key(Key::plain(code))));
}

/// A table that fills the same screen: eight columns, its texts made beforehand.
fn rows() -> Vec<[String; 8]> {
    let row = |n: u32| {
        [
            format!("12:03:10.{:03}", n % 1000),
            "→ eth0".to_owned(),
            "UDP".to_owned(),
            format!("10.66.0.2:{}", 20_000 + n % 256),
            "10.66.0.1:9999".to_owned(),
            "60 B".to_owned(),
            "18 bytes of data".to_owned(),
            format!("a plain summary of frame number {n:06}"),
        ]
    };
    (0..u32::from(AREA.height)).map(row).collect()
}

fn table(rows: &[[String; 8]], buf: &mut Buffer) {
    let widths = [13, 10, 8, 24, 24, 8, 30, 60].map(Constraint::Length);
    let rows = rows
        .iter()
        .map(|cells| Row::new(cells.iter().map(String::as_str)));
    Table::new(rows, widths).render(AREA, buf);
}

fn median(mut values: Vec<Duration>) -> f64 {
    values.sort_unstable();
    values
        .get(values.len() / 2)
        .map_or(0.0, |d| d.as_nanos() as f64 / 1000.0)
}

fn main() {
    let mut model = dashboard();
    let mut rows = rows();
    let (mut lab, mut one_table) = (Screen::new(), Screen::new());
    let (mut lab_took, mut table_took) = (Vec::new(), Vec::new());
    let mut changed = (0, 0);
    for n in 0..REDRAWS {
        // One row changes: the frame that is selected, and the row of the table it stands for.
        let step = if n % 2 == 0 {
            KeyCode::Up
        } else {
            KeyCode::Down
        };
        update(&mut model, batch(FRAMES + n, 1));
        press(&mut model, step);
        let (took, cells) = lab.redraw(|buf| {
            let _ = view::draw(&model, AREA, buf);
        });
        lab_took.push(took);
        changed.0 += cells;
        if let Some(row) = rows.get_mut(n as usize % usize::from(AREA.height)) {
            row[7] = format!("a plain summary of frame number {:06}", FRAMES + n);
        }
        let (took, cells) = one_table.redraw(|buf| table(&rows, buf));
        table_took.push(took);
        changed.1 += cells;
    }
    let (lab, one_table) = (median(lab_took), median(table_took));
    println!(
        "dashboard {lab:.0} us, {} cells changed",
        changed.0 / REDRAWS as usize
    );
    println!(
        "table {one_table:.0} us, {} cells changed",
        changed.1 / REDRAWS as usize
    );
    println!("ratio {:.2}", lab / one_table);
}
