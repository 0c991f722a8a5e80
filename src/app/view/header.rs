//! The first line: this machine, its address, where it captures and what was lost.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::model::Model;
use crate::app::model::hosts::Host;
use crate::app::model::practice::State;
use crate::net::Snapshot;
use crate::place::HostId;
use crate::say;
use crate::ui::fit;
use crate::ui::look::Look;

use super::both_ends;

/// From this width on there is room for the gateway, and for words beside figures.
const ROOMY: u16 = 100;
/// From this width on there is room for the resolvers.
const WIDE: u16 = 140;

/// Draws it.
pub(super) fn draw(model: &Model, look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let mut left = vec![Span::styled(" wirelab ", look.theme.focus)];
    if let Some(here) = model.hosts.here() {
        left.extend(machine(model, look, here, area.width));
    }
    let right = Line::from(state(model, look, area.width));
    both_ends(Line::from(left), right, area, buf);
}

/// Its name, address, gateway, resolvers.
fn machine(model: &Model, look: &Look<'_>, here: &Snapshot, width: u16) -> Vec<Span<'static>> {
    let theme = look.theme;
    let name = format!("  {}", fit::cut(&here.name, 20, look.glyphs.cut));
    let mut spans = vec![Span::styled(name, theme.strong)];
    if let Some(address) = model.hosts.reachable().first() {
        let mut own = here.interfaces.iter().flat_map(|i| &i.addresses);
        let shown = own
            .find(|a| a.address == *address)
            .map_or_else(|| address.to_string(), ToString::to_string);
        spans.push(Span::styled(format!("  {shown}"), theme.layer(3)));
    }
    let route = here.default_route();
    let route = route.filter(|route| here.interface(route.interface).is_some());
    if let Some(gateway) = route.and_then(|r| r.gateway).filter(|_| width >= ROOMY) {
        spans.push(Span::styled(format!("  gw {gateway}"), theme.dim));
    }
    if width >= WIDE && !here.dns.is_empty() {
        let dns: Vec<_> = here.dns.iter().take(3).map(ToString::to_string).collect();
        spans.push(Span::styled(format!("  dns {}", dns.join(", ")), theme.dim));
    }
    spans
}

/// Capture, practice, language, and the key for help.
fn state(model: &Model, look: &Look<'_>, width: u16) -> Vec<Span<'static>> {
    let theme = look.theme;
    let running: Vec<String> = model.hosts.iter().flat_map(running).collect();
    let mut spans = if running.is_empty() {
        vec![none(model, look)]
    } else {
        capture(model, look, &running.join(" "), width)
    };
    if model.practice.state == State::OnHosts {
        let practice = format!("  {}", look.get("app-practice"));
        spans.push(Span::styled(practice, theme.good));
    }
    let language = format!("  {}  ", model.start.lang.tag());
    spans.push(Span::styled(language, theme.dim));
    spans.push(Span::styled("? ", theme.key));
    spans
}

/// A host's interfaces that are captured on. Those of the lab bear its host's label, and its loopback is
/// nothing to look at.
fn running(host: &Host) -> Vec<String> {
    let names = host.capture.running.iter();
    if host.label.is_empty() {
        return names.map(ToString::to_string).collect();
    }
    let looked_at = names.filter(|name| *name != "lo");
    looked_at
        .map(|name| format!("{}:{name}", host.label))
        .collect()
}

/// That nothing is captured: it cannot be, or it waits.
fn none(model: &Model, look: &Look<'_>) -> Span<'static> {
    let here = model.hosts.get(HostId::HERE);
    let denied = here.is_none_or(|host| host.capture.denied.is_some() || host.snapshot.is_none());
    let key = if denied {
        "app-capture-none"
    } else {
        "app-capture-waits"
    };
    let text = format!("{} {}", look.glyphs.off, look.get(key));
    Span::styled(text, look.theme.warn)
}

/// Where it captures, how much came, how much was lost.
fn capture(model: &Model, look: &Look<'_>, names: &str, width: u16) -> Vec<Span<'static>> {
    let theme = look.theme;
    let stats = || model.hosts.iter().map(|host| host.capture.stats);
    let kernel: u64 = stats().map(|s| s.kernel_dropped).sum();
    let lost = kernel + stats().map(|s| s.lane_dropped).sum::<u64>();
    let room = if width < ROOMY { 14 } else { 30 };
    let mut spans = vec![
        Span::styled(format!("{} ", look.glyphs.on), theme.good),
        Span::styled(fit::cut(names, room, look.glyphs.cut), theme.text),
    ];
    // A file's own frames are counted on the packets' border: two counts side by side would be taken for one.
    if width >= ROOMY && model.trace.file.is_none() {
        let frames = say!("app-frames", n = fit::count(model.trace.packets.frames()));
        let frames = format!("  {:>14}", look.say(&frames));
        spans.push(Span::styled(frames, theme.text));
    }
    let style = if lost > 0 { theme.bad } else { theme.dim };
    let said = if lost > 0 && width >= ROOMY {
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
    spans
}
