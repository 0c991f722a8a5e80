//! The whole screen, drawn from the model. No I/O, no look-ups, nothing changed.

pub mod help;
pub mod layout;
mod overlay;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::symbols::merge::MergeStrategy;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Widget};

use crate::app::keymap::{self, BINDINGS};
use crate::app::model::{Model, Practice};
use crate::app::update::{is_typing, stranger};
use crate::msg::action::PaneId;
use crate::panes::chat::ChatView;
use crate::panes::encap::EncapView;
use crate::panes::interfaces::{AddressView, InterfacesView};
use crate::panes::packets::PacketsView;
use crate::say;
use crate::ui::fit;
use crate::ui::look::Look;
use crate::ui::plain;
use crate::ui::wrap::wrap;

/// Draws the screen; gives the cell of the cursor where one types.
pub fn draw(model: &Model, area: Rect, buf: &mut Buffer) -> Option<Position> {
    let size = (area.width, area.height);
    let look = model.look();
    if area.width < layout::LEAST.0 || area.height < layout::LEAST.1 {
        too_small(&look, area, buf);
        return None;
    }
    let screen = layout::screen(size);
    header(model, &look, screen.header, buf);
    tabs(model, &look, screen.tabs, buf);
    let mut cursor = None;
    let mut panes = layout::panes(model.view, model.focus, size);
    // The focused pane last: its bright border lies over the shared lines.
    panes.sort_by_key(|(pane, _)| *pane == model.focus);
    for (pane, area) in &panes {
        cursor = render_pane(model, &look, *pane, *area, buf).or(cursor);
    }
    // Titles after all borders: they stand on lines that panes share.
    for (pane, area) in panes {
        title(model, &look, pane, area, buf);
    }
    footer(model, &look, screen.footer, buf);
    if let Some(overlay) = &model.overlay {
        cursor = overlay::draw(model, overlay, &look, area, buf);
    }
    if let Some(notice) = &model.notice {
        overlay::notice(notice, &look, area, buf);
    }
    if look.glyphs.ascii {
        plain::make_plain(buf);
    }
    cursor
}

fn too_small(look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let text = look.say(&say!(
        "app-too-small",
        columns = layout::LEAST.0,
        rows = layout::LEAST.1
    ));
    for (y, row) in wrap(
        &text,
        usize::from(area.width),
        usize::from(area.height),
        look.glyphs.cut,
    )
    .into_iter()
    .enumerate()
    {
        buf.set_stringn(
            area.x,
            area.y + y as u16,
            row,
            usize::from(area.width),
            look.theme.text,
        );
    }
}

/// Puts `left` at the left and `right` at the right; `right` is kept whole as long as there is room.
fn both_ends(left: Line<'_>, right: Line<'_>, area: Rect, buf: &mut Buffer) {
    let wide = (right.width() as u16).min(area.width);
    let rest = Rect {
        width: area.width - wide,
        ..area
    };
    left.render(rest, buf);
    right.render(
        Rect {
            x: rest.right(),
            width: wide,
            ..area
        },
        buf,
    );
}

fn header(model: &Model, look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let theme = look.theme;
    let mut left = vec![Span::styled(" wirelab ", theme.focus)];
    if let Some(here) = model.here() {
        left.push(Span::styled(
            format!("  {}", fit::cut(&here.name, 20, look.glyphs.cut)),
            theme.strong,
        ));
        let first = here
            .default_route()
            .and_then(|r| Some((r.gateway?, here.interface(r.interface)?)));
        let address = model.reachable().first().copied();
        if let Some(address) = address {
            let prefix = here
                .interfaces
                .iter()
                .flat_map(|i| &i.addresses)
                .find(|a| a.address == address)
                .map(|a| a.prefix);
            left.push(Span::styled(
                format!("  {address}/{}", prefix.unwrap_or(0)),
                theme.layer(3),
            ));
        }
        if let Some((gateway, _)) = first.filter(|_| area.width >= 100) {
            left.push(Span::styled(format!("  gw {gateway}"), theme.dim));
        }
        if area.width >= 140 && !here.dns.is_empty() {
            let dns: Vec<_> = here.dns.iter().take(3).map(ToString::to_string).collect();
            left.push(Span::styled(format!("  dns {}", dns.join(", ")), theme.dim));
        }
    }
    both_ends(
        Line::from(left),
        Line::from(capture(model, look, area.width)),
        area,
        buf,
    );
}

/// Where it captures, how much came, how much was lost.
fn capture(model: &Model, look: &Look<'_>, width: u16) -> Vec<Span<'static>> {
    let theme = look.theme;
    let practice =
        matches!(model.practice, Practice::On(host) if host != crate::place::HostId::HERE);
    let running: Vec<String> = model
        .capture
        .running
        .iter()
        .cloned()
        .chain(
            model
                .practice_capture
                .running
                .iter()
                .filter(|n| *n != "lo")
                .map(|n| format!("p:{n}")),
        )
        .collect();
    let mut spans = Vec::new();
    if running.is_empty() {
        let key = if model.capture.denied.is_some() || model.here().is_none() {
            "app-capture-none"
        } else {
            "app-capture-waits"
        };
        spans.push(Span::styled(
            format!("{} {}", look.glyphs.off, look.get(key)),
            theme.warn,
        ));
    } else {
        let stats = [model.capture.stats, model.practice_capture.stats];
        let kernel: u64 = stats.iter().map(|s| s.kernel_dropped).sum();
        let lost = kernel + stats.iter().map(|s| s.lane_dropped).sum::<u64>();
        let names = fit::cut(
            &running.join(" "),
            if width < 100 { 14 } else { 30 },
            look.glyphs.cut,
        );
        spans.push(Span::styled(format!("{} ", look.glyphs.on), theme.good));
        spans.push(Span::styled(names, theme.text));
        if width >= 100 {
            let frames = say!("app-frames", n = fit::count(model.packets.frames()));
            spans.push(Span::styled(
                format!("  {:>14}", look.say(&frames)),
                theme.text,
            ));
        }
        let style = if lost > 0 { theme.bad } else { theme.dim };
        let said = if lost > 0 && width >= 100 {
            say!(
                "app-lost-where",
                n = fit::count(lost),
                kernel = fit::count(kernel),
                lab = fit::count(lost - kernel)
            )
        } else {
            say!("app-lost", n = fit::count(lost))
        };
        spans.push(Span::styled(format!("  {}", look.say(&said)), style));
    }
    if practice {
        spans.push(Span::styled(
            format!("  {}", look.get("app-practice")),
            theme.good,
        ));
    }
    spans.push(Span::styled(
        format!("  {}  ", model.start.lang.tag()),
        theme.dim,
    ));
    spans.push(Span::styled("? ", theme.key));
    spans
}

fn tabs(model: &Model, look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let mut spans = vec![Span::raw(" ")];
    for tab in layout::tabs(model) {
        let style = if tab.here {
            look.theme.focus
        } else {
            look.theme.dim
        };
        spans.push(Span::styled(tab.text, style));
        spans.push(Span::raw(" "));
    }
    Line::from(spans).render(area, buf);
}

/// A pane's border and what is inside it; gives the cell of the cursor where one types.
fn render_pane(
    model: &Model,
    look: &Look<'_>,
    pane: PaneId,
    area: Rect,
    buf: &mut Buffer,
) -> Option<Position> {
    let focused = is_focused(model, pane);
    let style = if focused {
        look.theme.focus
    } else {
        look.theme.border
    };
    let mut block = Block::bordered()
        .border_set(look.glyphs.border)
        .border_style(style);
    if !look.glyphs.ascii {
        block = block.merge_borders(MergeStrategy::Exact);
    }
    block.render(area, buf);
    let inner = layout::inner(area);
    match pane {
        PaneId::Interfaces => {
            let opened = model.interfaces.opened(&model.hosts);
            let [list, detail] = layout::beside(inner, opened.is_some());
            (&interfaces(model, look)).render(list, buf);
            if let Some((interface, address)) = opened {
                (&AddressView {
                    interface,
                    address,
                    look,
                })
                    .render(detail, buf);
            }
            None
        }
        PaneId::Chat => {
            let view = ChatView {
                pane: &model.chat,
                look,
                focused,
                now: model.now,
            };
            (&view).render(inner, buf);
            view.cursor(inner, buf)
        }
        PaneId::Encapsulation => {
            let view = EncapView {
                pane: &model.encap,
                look,
                focused,
            };
            view.render(inner, buf);
            view.cursor(inner, buf)
        }
        PaneId::Packets => {
            let view = packets(model, look);
            (&view).render(inner, buf);
            view.cursor(inner, buf)
        }
    }
}

fn is_focused(model: &Model, pane: PaneId) -> bool {
    model.focus == pane && model.overlay.is_none()
}

fn interfaces<'a>(model: &'a Model, look: &'a Look<'a>) -> InterfacesView<'a> {
    InterfacesView {
        pane: &model.interfaces,
        hosts: &model.hosts,
        look,
        focused: is_focused(model, PaneId::Interfaces),
    }
}

fn packets<'a>(model: &'a Model, look: &'a Look<'a>) -> PacketsView<'a> {
    PacketsView {
        pane: model.trace().0,
        packets: model.trace().1,
        interfaces: model,
        file: model.file.as_deref(),
        capturing: model.capturing(),
        denied: model
            .capture
            .denied
            .as_ref()
            .filter(|_| model.file.is_none()),
        no_lab: model.no_lab.as_ref(),
        left_out: model.capture.stats.left_out,
        look,
        focused: is_focused(model, PaneId::Packets),
    }
}

/// Rows of a pane that a report takes, at most.
pub const MOST_ROWS: usize = 500;

/// A pane by itself, as wide as it is on the screen now and as high as all of its table, at most [`MOST_ROWS`]:
/// what is left out then is said in the last row.
#[must_use]
pub fn whole(model: &Model, pane: PaneId) -> Buffer {
    let look = model.look();
    let shown = alone_area(model, pane);
    let inner = layout::inner(shown);
    let wanted = match pane {
        PaneId::Packets => packets(model, &look).height(inner.width),
        PaneId::Interfaces => interfaces(model, &look)
            .height(layout::beside(inner, model.interfaces.is_open())[0].width),
        PaneId::Chat | PaneId::Encapsulation => 0,
    };
    let border = usize::from(shown.height - inner.height);
    let height = (wanted + border).clamp(
        usize::from(shown.height),
        MOST_ROWS.max(usize::from(shown.height)),
    );
    let area = Rect {
        height: height as u16,
        ..shown
    };
    let mut buf = drawn_alone(model, &look, pane, area);
    if wanted + border > height {
        let row = Rect {
            y: area.bottom(),
            height: 1,
            ..area
        };
        buf.resize(Rect {
            height: area.height + 1,
            ..area
        });
        let said = look.say(&say!("report-rows-left-out", most = MOST_ROWS));
        buf.set_stringn(row.x, row.y, said, usize::from(row.width), look.theme.dim);
    }
    buf
}

fn alone_area(model: &Model, pane: PaneId) -> Rect {
    let areas = layout::panes(model.view, model.focus, model.start.size);
    areas
        .into_iter()
        .find(|(id, _)| *id == pane)
        .map_or(Rect::ZERO, |(_, area)| Rect { x: 0, y: 0, ..area })
}

fn drawn_alone(model: &Model, look: &Look<'_>, pane: PaneId, area: Rect) -> Buffer {
    let mut buf = Buffer::empty(area);
    if !area.is_empty() {
        render_pane(model, look, pane, area, &mut buf);
        title(model, look, pane, area, &mut buf);
    }
    if look.glyphs.ascii {
        plain::make_plain(&mut buf);
    }
    buf
}

/// A pane's name and what it shows, as its upper line says it.
#[must_use]
pub fn name(model: &Model, pane: PaneId) -> String {
    title_words(model, &model.look(), pane).0
}

/// A pane's name at the left of its upper line, its state at the right.
fn title_words(model: &Model, look: &Look<'_>, pane: PaneId) -> (String, String) {
    let focused = is_focused(model, pane);
    match pane {
        PaneId::Interfaces => (
            look.get("view-interfaces"),
            interfaces(model, look).status(),
        ),
        PaneId::Chat => (
            look.get("view-chat"),
            ChatView {
                pane: &model.chat,
                look,
                focused,
                now: model.now,
            }
            .status(),
        ),
        PaneId::Encapsulation => (
            model.encap.title(look),
            model.encap.origin_word(look).unwrap_or_default(),
        ),
        PaneId::Packets => {
            let view = packets(model, look);
            (view.title(), view.status())
        }
    }
}

/// What stands on a pane's upper line.
fn title(model: &Model, look: &Look<'_>, pane: PaneId, area: Rect, buf: &mut Buffer) {
    let focused = is_focused(model, pane);
    let (name, status) = title_words(model, look, pane);
    let room = usize::from(area.width.saturating_sub(4));
    // A short state (an origin in one word) is never pushed out by a long name.
    let kept = if fit::width(&status) <= 12 && room > 40 {
        fit::width(&status) + 4
    } else {
        0
    };
    let name = format!(
        " {} ",
        fit::cut(&name, room.saturating_sub(2 + kept), look.glyphs.cut)
    );
    let style = if focused {
        look.theme.focus
    } else {
        look.theme.title
    };
    buf.set_stringn(area.x + 1, area.y, &name, room, style);
    let left = room.saturating_sub(fit::width(&name) + 2);
    if left > 6 && !status.is_empty() {
        let status = format!(" {} ", fit::cut(&status, left - 2, look.glyphs.cut));
        let x = area.right().saturating_sub(2 + fit::width(&status) as u16);
        buf.set_string(x, area.y, status, look.theme.status);
    }
}

/// The keys that matter here; `help` and `quit` are never cut off.
fn footer(model: &Model, look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let theme = look.theme;
    let hint = |key: String, text: String| {
        vec![
            Span::styled(format!(" {key}"), theme.key),
            Span::styled(format!(" {text} "), theme.dim),
        ]
    };
    let label = |b: &keymap::Binding| {
        b.keys
            .first()
            .map(|k| keymap::label(*k, look.glyphs.ascii))
            .unwrap_or_default()
    };
    let mut left: Vec<Span<'static>> = asked(model, look);
    let mut right: Vec<Span<'static>> = Vec::new();
    if let Some(hint_key) = over_the_list(model) {
        for one in look.get(hint_key).split("   ") {
            let (key, text) = one.trim().split_once(' ').unwrap_or((one, ""));
            let key = if look.glyphs.ascii {
                key.replace("↑↓", "up/down").replace("←→", "left/right")
            } else {
                key.to_owned()
            };
            let spans = hint(key, text.to_owned());
            if left_width(&left) + left_width(&spans) + 10 <= usize::from(area.width) {
                left.extend(spans);
            }
        }
        right.extend(hint("?".to_owned(), look.get("key-help-short")));
    } else if is_typing(model) {
        let words: &[(&str, &'static str)] = if model.focus == PaneId::Chat {
            &[
                ("enter", "footer-send"),
                ("esc", "footer-leave-line"),
                ("/", "footer-commands"),
                ("tab", "key-next-pane-short"),
            ]
        } else if model.focus == PaneId::Encapsulation {
            &[
                ("enter", "predict-footer-answer"),
                ("esc", "predict-footer-skip"),
            ]
        } else {
            &[("enter", "footer-apply"), ("esc", "footer-leave-line")]
        };
        right.extend(hint("F1".to_owned(), look.get("key-help-short")));
        right.extend(hint("^C".to_owned(), look.get("key-quit-short")));
        for spans in words
            .iter()
            .map(|(key, text)| hint((*key).to_owned(), look.get(text)))
        {
            if left_width(&left) + left_width(&spans) + left_width(&right)
                <= usize::from(area.width)
            {
                left.extend(spans);
            }
        }
    } else {
        let alone = model.chat.is_alone();
        for binding in BINDINGS.iter().filter(|b| !b.short.is_empty()) {
            // In an opened packet the arrows step from byte to byte; in the list they do nothing.
            let steps =
                binding.action != crate::msg::Action::Right || model.focus == PaneId::Encapsulation;
            let here = binding.panes.is_empty() || binding.panes.contains(&model.focus) && steps;
            let offered = binding.action != crate::msg::Action::Partner
                || alone
                || model.practice != Practice::Off;
            let speaks = binding.action != crate::msg::Action::Language || model.start.chinese;
            if !here || !offered || !speaks {
                continue;
            }
            let talking = binding.action == crate::msg::Action::Partner
                && model.practice != Practice::Off
                && !alone;
            let short = if talking {
                "key-partner-end-short"
            } else {
                binding.short
            };
            let spans = hint(label(binding), look.get(short));
            let last = matches!(
                binding.action,
                crate::msg::Action::Help | crate::msg::Action::Quit
            );
            let side = if last { &mut right } else { &mut left };
            let used: usize = left_width(side) + spans.iter().map(Span::width).sum::<usize>();
            if last || used + 22 <= usize::from(area.width) {
                side.extend(spans);
            }
        }
    }
    both_ends(Line::from(left), Line::from(right), area, buf);
}

/// That a peer asks something, and the key that goes there: at the front, until it is answered.
fn asked(model: &Model, look: &Look<'_>) -> Vec<Span<'static>> {
    /// Cells of a name.
    const NAME: usize = 16;
    let Some(nick) = stranger(model).and_then(|peer| model.chat.nick_of(peer)) else {
        return Vec::new();
    };
    let key = keymap::name_of(crate::msg::Action::Answer, look.glyphs.ascii);
    let text = look.say(&say!(
        "footer-asked",
        name = fit::cut(nick, NAME, look.glyphs.cut)
    ));
    vec![
        Span::styled(format!(" {key}"), look.theme.key),
        Span::styled(format!(" {text} "), look.theme.warn),
    ]
}

/// The message with the keys of what lies over the packet list, where that has the focus.
fn over_the_list(model: &Model) -> Option<&'static str> {
    model
        .trace()
        .0
        .hint()
        .filter(|_| model.focus == PaneId::Packets && !is_typing(model))
}

fn left_width(spans: &[Span<'_>]) -> usize {
    spans.iter().map(Span::width).sum()
}

#[cfg(test)]
pub(crate) mod tests;
