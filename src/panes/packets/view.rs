//! The packet log, drawn: the list, the filter line, the opened frame.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::frame::{Direction, FrameMeta};
use crate::place::HostId;
use crate::record::{Call, Outcome, SocketEvent};
use crate::say;
use crate::say::Say;
use crate::store::{Body, Packets, Record};
use crate::ui::field_tree::{self, FieldTree};
use crate::ui::fit;
use crate::ui::hex_dump::HexDump;
use crate::ui::look::Look;
use crate::ui::wrap::wrap;
use crate::wire::{Detail, Digest, Protocol, summary};

use super::filter_line::FilterLine;
use super::opened::{Opened, Shown};
use super::{PacketLog, Scope};

/// The pane, drawn.
#[derive(Debug)]
pub struct PacketsView<'a> {
    /// Its state.
    pub pane: &'a PacketLog,
    /// The records it lists.
    pub packets: &'a Packets,
    /// Names of interfaces: host, number, name.
    pub interfaces: &'a dyn InterfaceNames,
    /// Does anything capture?
    pub capturing: bool,
    /// Why nothing does, and what to do about it.
    pub denied: Option<&'a (Say, Option<Say>)>,
    /// Frames of the student's own SSH session that were left out.
    pub left_out: u64,
    /// How it looks.
    pub look: &'a Look<'a>,
    /// Has it the focus?
    pub focused: bool,
}

/// Gives an interface's name.
pub trait InterfaceNames: std::fmt::Debug {
    /// The name, or nothing where it is not known any more.
    fn name(&self, place: crate::place::Place) -> Option<&str>;
}

/// From this width on addresses stand in columns of their own.
const WIDE: u16 = 100;
/// Below this width only what tells rows apart is left.
const NARROW: u16 = 70;
/// From this width on the opened frame stands beside the list.
const BESIDE: u16 = 180;

/// Cells of a hex dump with 8 and with 16 bytes a row.
const HEX_8: u16 = 40;
const HEX_16: u16 = 74;

/// The parts of the pane.
struct Parts {
    list: Rect,
    tree: Rect,
    bytes: Rect,
    meaning: Rect,
    line: Rect,
}

fn parts(area: Rect, open: bool, line: bool) -> Parts {
    let [rest, line] =
        Layout::vertical([Constraint::Fill(1), Constraint::Length(if line { FilterLine::rows(area.height) } else { 0 })])
            .areas(area);
    let none = Rect { width: 0, height: 0, ..area };
    if !open {
        return Parts { list: rest, tree: none, bytes: none, meaning: none, line };
    }
    if area.width >= BESIDE {
        let [list, _, tree, _, bytes] = Layout::horizontal([
            Constraint::Percentage(30),
            Constraint::Length(2),
            Constraint::Fill(1),
            Constraint::Length(2),
            Constraint::Length(HEX_16),
        ])
        .areas(rest);
        let [tree, meaning] = Layout::vertical([Constraint::Fill(1), Constraint::Length(4)]).areas(tree);
        return Parts { list, tree, bytes, meaning, line };
    }
    let list_height = if rest.height >= 26 {
        rest.height / 3
    } else if rest.height >= 20 {
        5
    } else {
        0
    };
    let [list, rest] = Layout::vertical([Constraint::Length(list_height), Constraint::Fill(1)]).areas(rest);
    if area.width >= WIDE {
        let [upper, meaning] = Layout::vertical([Constraint::Fill(1), Constraint::Length(2)]).areas(rest);
        let [tree, _, bytes] =
            Layout::horizontal([Constraint::Fill(1), Constraint::Length(2), Constraint::Length(HEX_8)]).areas(upper);
        return Parts { list, tree, bytes, meaning, line };
    }
    let bytes_height = (rest.height / 3).clamp(0, 6);
    let [tree, meaning, bytes] =
        Layout::vertical([Constraint::Fill(1), Constraint::Length(2), Constraint::Length(bytes_height)]).areas(rest);
    Parts { list, tree, bytes, meaning, line }
}

impl PacketsView<'_> {
    /// What stands at the right of the title: whose, how many, following or not.
    #[must_use]
    pub fn status(&self) -> String {
        let (look, pane) = (self.look, self.pane);
        let mut parts = Vec::new();
        if let Some(percent) = pane.listed_percent(self.packets) {
            parts.push(look.say(&say!("filter-listing", percent = percent)));
        } else if pane.stopped {
            parts.push(look.get("filter-stopped"));
        }
        if pane.paused {
            parts.push(look.say(&say!("packets-paused", n = pane.missed)));
        } else if !pane.following {
            parts.push(look.say(&say!("packets-new", n = pane.new)));
        } else {
            parts.push(look.get("packets-following"));
        }
        if self.left_out > 0 {
            parts.push(look.say(&say!("packets-left-out", n = fit::count(self.left_out))));
        }
        if !pane.filter_text.is_empty() {
            parts.push(format!("/{}", fit::cut(&pane.filter_text, 24, look.glyphs.cut)));
        }
        parts.push(look.get(if pane.scope == Scope::Mine { "packets-mine" } else { "packets-all" }));
        parts.push(fit::count(pane.rows() as u64));
        parts.join(&format!(" {} ", look.glyphs.dot))
    }

    /// The cell of the cursor while the filter is edited.
    #[must_use]
    pub fn cursor(&self, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let line = self.pane.editing.as_ref()?;
        line.cursor(parts(area, self.pane.is_open(), true).line, buf, self.look).filter(|_| self.focused)
    }

    fn render_list(&self, area: Rect, buf: &mut Buffer) {
        let height = usize::from(area.height);
        if height == 0 || area.width == 0 {
            return;
        }
        let area = self.render_denied(area, buf);
        let height = usize::from(area.height);
        if self.pane.rows.is_empty() {
            return self.render_empty(area, buf);
        }
        let top = self.pane.top(height);
        let selected = self.pane.selected();
        for (y, key) in self.pane.rows.iter().skip(top).take(height).enumerate() {
            let Some(record) = self.packets.get(*key) else { continue };
            let at = Rect { y: area.y + y as u16, height: 1, ..area };
            self.row(&record, area.width).render(at, buf);
            if selected == Some(*key) && (self.focused || !self.pane.following) {
                buf.set_style(at, self.look.theme.selected);
            }
        }
    }

    /// Says at the top why nothing is captured; gives what is left of the area.
    fn render_denied(&self, area: Rect, buf: &mut Buffer) -> Rect {
        let Some((what, remedy)) = self.denied.filter(|_| !self.capturing && area.height > 6) else { return area };
        let (look, width) = (self.look, usize::from(area.width));
        let mut rows: Vec<_> =
            wrap(&look.say(what), width, 2, look.glyphs.cut).into_iter().map(|r| (r, look.theme.warn)).collect();
        // What to do stands there as long as nothing else does.
        if let Some(remedy) = remedy.as_ref().filter(|_| self.pane.rows.is_empty()) {
            rows.extend(wrap(&look.say(remedy), width, 4, look.glyphs.cut).into_iter().map(|r| (r, look.theme.dim)));
        }
        if self.pane.rows.is_empty() {
            rows.push((String::new(), look.theme.text));
        }
        let used = rows.len().min(usize::from(area.height)) as u16;
        for (y, (row, style)) in (area.y..area.bottom()).zip(rows) {
            buf.set_string(area.x, y, row, style);
        }
        Rect { y: area.y + used, height: area.height - used, ..area }
    }

    fn render_empty(&self, area: Rect, buf: &mut Buffer) {
        let look = self.look;
        let what = match (self.pane.scope, self.capturing) {
            _ if self.pane.filter.is_some() => "packets-empty-filter",
            (_, false) => "packets-empty-no-capture",
            (Scope::Mine, true) => "packets-empty-mine",
            (Scope::All, true) => "packets-empty-all",
        };
        let text = match self.pane.listed_percent(self.packets) {
            Some(percent) => look.say(&say!("filter-listing", percent = percent)),
            None => look.get(what),
        };
        let mut y = area.y;
        for row in wrap(&text, usize::from(area.width), usize::from(area.height), look.glyphs.cut) {
            if y < area.bottom() {
                buf.set_string(area.x, y, row, look.theme.dim);
                y += 1;
            }
        }
    }

    fn row(&self, record: &Record, width: u16) -> Line<'static> {
        let look = self.look;
        let clock = record.key.time.hms_millis(look.utc_offset);
        // Where there is little room the hour is left to the chat's clock.
        let clock = if width < NARROW { clock.get(3..).unwrap_or_default().to_owned() } else { clock };
        let mut spans = vec![Span::styled(clock, look.theme.dim), Span::raw(" ")];
        match &record.body {
            Body::Event(event) => self.event_spans(&mut spans, event, width),
            Body::Frame { meta, digest, bytes } => self.frame_spans(&mut spans, meta, digest, bytes, width),
        }
        let mut line = Line::from(spans);
        cut_line(&mut line, usize::from(width), look.glyphs.cut);
        line
    }

    fn frame_spans(&self, spans: &mut Vec<Span<'static>>, meta: &FrameMeta, digest: &Digest, bytes: &[u8], width: u16) {
        let look = self.look;
        let color = look.theme.layer(digest.protocol.osi());
        let arrow = match meta.direction {
            Direction::In | Direction::Group => look.glyphs.left,
            Direction::Out => look.glyphs.right,
            Direction::Others | Direction::Unknown => look.glyphs.dot,
        };
        spans.push(Span::styled(format!("{arrow} "), look.theme.dim));
        if width >= WIDE {
            let name = self.interfaces.name(meta.place).unwrap_or("?");
            let host = if meta.place.host == HostId::HERE { "" } else { "p:" };
            spans.push(Span::styled(pad(&fit::cut(&format!("{host}{name}"), 8, look.glyphs.cut), 9), look.theme.dim));
        }
        spans.push(Span::styled(pad(digest.protocol.name(), if width < NARROW { 5 } else { 7 }), color));
        spans.push(Span::raw(ends(digest, width, look)));
        if let Detail::Tcp { flags, .. } = digest.detail {
            spans.push(Span::styled(format!("{} ", pad(&flags.names(), 7)), look.theme.strong));
        }
        if width >= WIDE {
            spans.push(Span::styled(format!("{:>5} B  ", meta.length), look.theme.dim));
        }
        let payload = || bytes.get(digest.payload_at as usize..).unwrap_or_default();
        let ours = if digest.protocol == Protocol::LabSession { crate::proto::chat::dissect::summary(payload()) } else { None };
        let what = ours.unwrap_or_else(|| summary(digest, bytes, meta.direction));
        spans.push(Span::styled(look.say(&what), Style::new()));
    }

    fn event_spans(&self, spans: &mut Vec<Span<'static>>, event: &SocketEvent, width: u16) {
        let look = self.look;
        spans.push(Span::styled(format!("{} ", look.glyphs.dot), look.theme.dim));
        if width >= WIDE {
            spans.push(Span::styled(pad(&format!("#{}", event.socket.0), 9), look.theme.dim));
        }
        let failed = event.outcome.has_failed();
        let style = if failed { look.theme.bad } else { look.theme.layer(7) };
        spans.push(Span::styled(pad("socket", 7), style));
        let text = format!("{}{}", call_text(event), outcome_text(event));
        spans.push(Span::styled(text, if failed { look.theme.bad } else { Style::new() }));
    }

    fn render_opened(&self, opened: &Opened, parts: &Parts, buf: &mut Buffer) {
        match &opened.shown {
            Shown::Frame { frame, dissection, rows } => {
                let look = self.look;
                let row = rows.get(opened.at);
                let offset = FieldTree::scroll_to(opened.at, 0, parts.tree.height);
                FieldTree { rows, selected: Some(opened.at), offset, look }.render(parts.tree, buf);
                let highlight = row.map(|r| r.bytes.clone()).filter(|r| !r.is_empty());
                let at = highlight.clone().unwrap_or(0..0);
                let offset = HexDump::scroll_to(&at, 0, parts.bytes.width, parts.bytes.height, false);
                let layers = &dissection.layers;
                HexDump {
                    bytes: &frame.bytes,
                    origins: &frame.origins,
                    layers,
                    highlight,
                    absent: &[],
                    offset,
                    dense: false,
                    look,
                }
                .render(parts.bytes, buf);
                if let Some(row) = row {
                    self.render_meaning(row, parts.meaning, buf);
                }
            }
            Shown::Event(event) => self.render_event(event, parts.tree.union(parts.meaning), buf),
        }
    }

    fn render_meaning(&self, row: &field_tree::Row, area: Rect, buf: &mut Buffer) {
        let look = self.look;
        let bits = row.bits.end.saturating_sub(row.bits.start);
        let place = if row.bytes.is_empty() {
            look.get("packets-no-bytes")
        } else if bits.is_multiple_of(8) {
            look.say(&say!("packets-bytes", offset = row.bytes.start, n = bits / 8))
        } else {
            look.say(&say!("packets-bits", offset = row.bytes.start, n = bits))
        };
        let meaning = row.meaning.as_ref().map(|m| look.say(m)).unwrap_or_default();
        let text = format!("{}: {meaning}  {}  [{place}]", row.label, row.reference);
        for (y, part) in wrap(&text, usize::from(area.width), usize::from(area.height), look.glyphs.cut).into_iter().enumerate() {
            buf.set_string(area.x, area.y + y as u16, part, look.theme.text);
        }
    }

    fn render_event(&self, event: &SocketEvent, area: Rect, buf: &mut Buffer) {
        let look = self.look;
        let mut rows = vec![
            (format!("{}{}", call_text(event), outcome_text(event)), look.theme.strong),
            (String::new(), look.theme.text),
            (look.say(&call_meaning(event)), look.theme.text),
        ];
        if let (Outcome::Failed(errno), true) = (event.outcome, event.outcome.has_failed()) {
            let text = std::io::Error::from_raw_os_error(errno).to_string();
            rows.push((look.say(&say!("packets-call-failed", error = text)), look.theme.bad));
        }
        let address = |a: Option<std::net::SocketAddr>| a.map_or_else(|| "?".to_owned(), |a| a.to_string());
        let ends = say!("packets-call-ends", local = address(event.local), peer = address(event.peer));
        rows.push((look.say(&ends), look.theme.dim));
        let mut y = area.y;
        for (text, style) in rows {
            for part in wrap(&text, usize::from(area.width), usize::from(area.height), look.glyphs.cut) {
                if y >= area.bottom() {
                    return;
                }
                buf.set_string(area.x, y, part, style);
                y += 1;
            }
        }
    }
}

impl Widget for &PacketsView<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        if area.is_empty() {
            return;
        }
        let parts = parts(area, self.pane.is_open(), self.pane.is_editing());
        self.render_list(parts.list, buf);
        if let Some(opened) = &self.pane.opened {
            self.render_opened(opened, &parts, buf);
        }
        if let Some(line) = &self.pane.editing {
            line.draw(parts.line, area, buf, self.look);
        }
    }
}

fn pad(text: &str, cells: usize) -> String {
    format!("{text}{}", " ".repeat(cells.saturating_sub(fit::width(text))))
}

/// The two ends: ports alone where there is little room, addresses too where there is more.
fn ends(digest: &Digest, width: u16, look: &Look<'_>) -> String {
    let ports = matches!(digest.transport, Protocol::Tcp | Protocol::Udp) && !digest.fragment;
    let arrow = look.glyphs.right;
    if width < WIDE {
        let gap = if width < NARROW { "" } else { " " };
        return if ports { format!("{}{gap}{arrow}{gap}{} {gap}", digest.src_port, digest.dst_port) } else { String::new() };
    }
    let (Some(src), Some(dst)) = (digest.src, digest.dst) else {
        let mac = |m: Option<crate::wire::MacAddr>| m.map_or_else(|| "?".to_owned(), |m| m.to_string());
        return format!("{} {arrow} {}  ", mac(digest.mac_src), mac(digest.mac_dst));
    };
    if ports {
        let end = |ip, port| std::net::SocketAddr::new(ip, port).to_string();
        format!("{} {arrow} {}  ", end(src, digest.src_port), end(dst, digest.dst_port))
    } else {
        format!("{src} {arrow} {dst}  ")
    }
}

/// Cuts a line to `room` cells, with a mark.
fn cut_line(line: &mut Line<'static>, room: usize, mark: &str) {
    let mut left = room;
    for (i, span) in line.spans.iter_mut().enumerate() {
        let wide = span.width();
        if wide > left {
            span.content = fit::cut(&span.content, left, if left == 0 { "" } else { mark }).into();
            line.spans.truncate(i + 1);
            return;
        }
        left -= wide;
    }
}

/// A call as the student would write it.
fn call_text(event: &SocketEvent) -> String {
    let kind = event.transport.name();
    match &event.call {
        Call::Socket { v6 } => {
            let family = if *v6 { "AF_INET6" } else { "AF_INET" };
            let sort = if kind == "TCP" { "SOCK_STREAM" } else { "SOCK_DGRAM" };
            format!("socket({family}, {sort})")
        }
        Call::Option(name) => format!("setsockopt({name})"),
        Call::Bind(address) => format!("bind({address})"),
        Call::Listen(backlog) => format!("listen({backlog})"),
        Call::Accept(..) => "accept()".to_owned(),
        Call::Connect(address) => format!("connect({address})"),
        Call::Connected => "connect()".to_owned(),
        Call::Send(n) => format!("send({n} B)"),
        Call::Recv(room) => format!("recv({room})"),
        Call::SendTo(n, to) => format!("sendto({n} B, {to})"),
        Call::RecvFrom(room) => format!("recvfrom({room})"),
        Call::Shutdown => "shutdown(SHUT_WR)".to_owned(),
        Call::Close => "close()".to_owned(),
    }
}

/// What it gave back: ` = 18`, or the errno's name.
fn outcome_text(event: &SocketEvent) -> String {
    match (event.outcome, &event.call) {
        (failed @ Outcome::Failed(_), _) => format!(" = {}", failed.errno_name()),
        (Outcome::Done(_), Call::Socket { .. }) => format!(" = #{}", event.socket.0),
        (Outcome::Done(_), Call::Accept(new, from)) => format!(" = #{}, {from}", new.0),
        (Outcome::Done(n), Call::Send(_) | Call::Recv(_) | Call::SendTo(..)) => format!(" = {n}"),
        (Outcome::Done(n), Call::RecvFrom(_)) => event.peer.map_or_else(|| format!(" = {n}"), |peer| format!(" = {n}, {peer}")),
        (Outcome::Done(_), Call::Connected) => " = 0".to_owned(),
        (Outcome::Done(_), _) => String::new(),
    }
}

fn call_meaning(event: &SocketEvent) -> Say {
    match &event.call {
        Call::Socket { .. } => say!("packets-call-socket"),
        Call::Option(name) => say!("packets-call-option", name = *name),
        Call::Bind(_) => say!("packets-call-bind"),
        Call::Listen(n) => say!("packets-call-listen", n = *n),
        Call::Accept(..) => say!("packets-call-accept"),
        Call::Connect(_) => say!("packets-call-connect"),
        Call::Connected => say!("packets-call-connected"),
        Call::Send(_) => say!("packets-call-send"),
        Call::Recv(_) if event.outcome == Outcome::Done(0) => say!("packets-call-recv-end"),
        Call::Recv(_) => say!("packets-call-recv"),
        Call::SendTo(..) => say!("packets-call-sendto"),
        Call::RecvFrom(_) => say!("packets-call-recvfrom"),
        Call::Shutdown => say!("packets-call-shutdown"),
        Call::Close => say!("packets-call-close"),
    }
}
