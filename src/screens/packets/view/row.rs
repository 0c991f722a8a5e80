//! A row of the list: a frame or a socket call in one line.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::PacketsView;
use crate::clock::Time;
use crate::frame::{Direction, FrameMeta};
use crate::place::Place;
use crate::record::SocketEvent;
use crate::screens::packets::call;
use crate::screens::packets::layout::{NARROW, WIDE};
use crate::screens::packets::remarks::{CUT, MALFORMED};
use crate::store::{Body, Marks, Record, Way};
use crate::ui::fit;
use crate::ui::look::Look;
use crate::wire::{Context, Detail, Digest};

/// Cells of `HH:MM:SS.mmm`.
const CLOCK: usize = 12;

/// Cells of the columns that are as wide as the widest in view: what stands in them stands one below the other.
#[derive(Debug, Clone, Copy)]
pub(super) struct Columns {
    /// The protocol's name, and a blank.
    name: usize,
    /// Both ends.
    ends: usize,
}

impl Columns {
    /// For these records in `width` cells.
    pub(super) fn of<'a>(
        records: impl Iterator<Item = &'a Record>,
        width: u16,
        look: &Look<'_>,
    ) -> Self {
        // Where there is little room long names are cut.
        let (least, most) = if width < NARROW {
            (5, 7)
        } else {
            (7, usize::MAX)
        };
        let mut columns = Self {
            name: least,
            ends: 0,
        };
        for record in records {
            let (name, both) = match &record.body {
                Body::Frame { digest, .. } => (digest.protocol.name(), ends(digest, width, look)),
                Body::Event(_) => ("socket", String::new()),
            };
            columns.name = columns.name.max(fit::width(name) + 1).min(most);
            columns.ends = columns.ends.max(fit::width(&both));
        }
        columns.ends = columns.ends.min(usize::from(width) * 2 / 5);
        columns
    }

    /// A name in its column, and a blank behind it.
    fn name(self, name: &str, look: &Look<'_>) -> String {
        fit::left(&fit::cut(name, self.name - 1, look.glyphs.cut), self.name)
    }
}

/// The time of day, always as wide.
fn clock(time: Time, offset: i32) -> String {
    format!("{:>CLOCK$}", time.hms_millis(offset))
}

impl PacketsView<'_> {
    /// A record in `width` cells, with columns so wide.
    pub(super) fn row(&self, record: &Record, width: u16, columns: Columns) -> Line<'static> {
        let look = self.look;
        let time = match &record.body {
            Body::Frame { meta, .. } => meta.time,
            Body::Event(event) => event.time,
        };
        let clock = clock(time, look.utc_offset);
        // Where there is little room the hour is left to the chat's clock.
        let clock = if width < NARROW {
            clock.get(3..).unwrap_or_default().to_owned()
        } else {
            clock
        };
        let mut spans = vec![Span::styled(clock, look.theme.dim), Span::raw(" ")];
        match &record.body {
            Body::Event(event) => self.event_spans(&mut spans, event, (width, columns)),
            Body::Frame {
                meta,
                digest,
                bytes,
            } => {
                let context = Context {
                    reading: record.reading.clone(),
                    ..Context::of(meta)
                };
                self.frame_spans(
                    &mut spans,
                    (meta, digest, bytes, record.captured),
                    (record.marks, record.way, &context),
                    (width, columns),
                );
            }
        }
        let mut line = Line::from(spans);
        fit::cut_line(&mut line, usize::from(width), look.glyphs.cut);
        line
    }

    fn frame_spans(
        &self,
        spans: &mut Vec<Span<'static>>,
        (meta, digest, bytes, captured): (&FrameMeta, &Digest, &[u8], u32),
        (marks, way, context): (Marks, Way, &Context),
        (width, columns): (u16, Columns),
    ) {
        let look = self.look;
        let arrow = arrow(meta.direction, way, look);
        spans.push(Span::styled(format!("{arrow} "), look.theme.dim));
        if width >= WIDE {
            spans.extend(self.interface(meta.place));
        }
        spans.push(Span::styled(
            columns.name(digest.protocol.name(), look),
            look.theme.layer(digest.protocol.osi()),
        ));
        spans.push(Span::raw(fit::left(
            &ends(digest, width, look),
            if width < WIDE { 0 } else { columns.ends },
        )));
        if let Detail::Tcp { flags, .. } = digest.detail {
            spans.push(Span::styled(
                format!("{} ", fit::left(&flags.names(), 7)),
                look.theme.strong,
            ));
        } else if width >= WIDE {
            spans.push(Span::raw(" ".repeat(8)));
        }
        if width >= WIDE {
            spans.push(Span::styled(
                format!("{:>5} B  ", meta.length),
                look.theme.dim,
            ));
        }
        spans.extend(self.flaw(digest, captured >= meta.length));
        // What the analysis found comes first: it is what one would overlook.
        for mark in marks.each() {
            let sign = match (mark.is_inferred(), look.glyphs.ascii) {
                (false, _) => "",
                (true, true) => "~ ",
                (true, false) => "≈ ",
            };
            spans.push(Span::styled(
                format!("{sign}{}  ", mark.name()),
                look.theme.warn,
            ));
        }
        let what = crate::proto::summary(digest, bytes, context);
        spans.push(Span::styled(look.say(&what), Style::new()));
    }

    /// That the frame is malformed, or else that only a part of it was kept.
    fn flaw(&self, digest: &Digest, whole: bool) -> Option<Span<'static>> {
        let theme = self.look.theme;
        let mark = |key, style| Some(Span::styled(format!("{}  ", self.look.get(key)), style));
        if digest.is_malformed(whole) {
            mark(MALFORMED, theme.bad)
        } else if whole {
            None
        } else {
            mark(CUT, theme.warn)
        }
    }

    /// The interface's name; none in a file that names no interfaces, as a pcap file does not.
    fn interface(&self, place: Place) -> Option<Span<'static>> {
        let look = self.look;
        let name = match self.records.file {
            Some(file) if file.interfaces.iter().all(|name| name.clean().is_empty()) => {
                return None;
            }
            Some(file) => {
                let name = file.interfaces.get(place.interface.0 as usize);
                name.map_or_else(String::new, |name| name.clean().to_string())
            }
            None => self.place(place),
        };
        let name = fit::left(&fit::cut(&name, 8, look.glyphs.cut), 9);
        Some(Span::styled(name, look.theme.dim))
    }

    /// The host's label, where it has one, and its interface's name.
    fn place(&self, place: Place) -> String {
        let interface = self.hosts.interface(place).unwrap_or("?");
        match place.host.map_or("", |host| self.hosts.host(host)) {
            "" => interface.to_owned(),
            label => format!("{label}:{interface}"),
        }
    }

    fn event_spans(
        &self,
        spans: &mut Vec<Span<'static>>,
        event: &SocketEvent,
        (width, columns): (u16, Columns),
    ) {
        let look = self.look;
        spans.push(Span::styled(
            format!("{} ", look.glyphs.dot),
            look.theme.dim,
        ));
        if width >= WIDE {
            spans.push(Span::styled(
                fit::left(&format!("#{}", event.socket.0), 9),
                look.theme.dim,
            ));
        }
        let failed = event.outcome.has_failed();
        let style = if failed {
            look.theme.bad
        } else {
            look.theme.layer(7)
        };
        spans.push(Span::styled(columns.name("socket", look), style));
        let text = format!("{}{}", call::text(event), call::outcome(event));
        spans.push(Span::styled(
            text,
            if failed { look.theme.bad } else { Style::new() },
        ));
    }
}

/// Which way a frame went.
const fn arrow(direction: Direction, way: Way, look: &Look<'_>) -> &'static str {
    match (direction, way) {
        (Direction::In | Direction::Group, _) | (Direction::Loop, Way::Back) => look.glyphs.left,
        // Where both ends are here, the way is that of who began.
        (Direction::Out, _) | (Direction::Loop, Way::There) => look.glyphs.right,
        (Direction::Others, _) => look.glyphs.dot,
        (Direction::Unknown, _) => "?",
    }
}

/// The two ends: ports alone where there is little room, addresses too where there is more.
pub(super) fn ends(digest: &Digest, width: u16, look: &Look<'_>) -> String {
    let ports = digest.ports();
    let arrow = look.glyphs.right;
    if width < WIDE {
        let gap = if width < NARROW { "" } else { " " };
        return ports.map_or_else(String::new, |[src, dst]| {
            format!("{src}{gap}{arrow}{gap}{dst} {gap}")
        });
    }
    let (Some(src), Some(dst)) = (digest.src, digest.dst) else {
        let mac =
            |m: Option<crate::wire::MacAddr>| m.map_or_else(|| "?".to_owned(), |m| m.to_string());
        return format!("{} {arrow} {}  ", mac(digest.mac_src), mac(digest.mac_dst));
    };
    if let Some([src_port, dst_port]) = ports {
        let end = |ip, port| std::net::SocketAddr::new(ip, port).to_string();
        format!("{} {arrow} {}  ", end(src, src_port), end(dst, dst_port))
    } else {
        format!("{src} {arrow} {dst}  ")
    }
}
