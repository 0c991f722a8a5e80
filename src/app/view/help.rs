//! Help, drawn from the table that dispatches the keys.

use ratatui::text::{Line, Span};

use crate::app::keymap::{BINDINGS, label};
use crate::app::model::Model;
use crate::msg::action::PaneId;
use crate::panes::chat::LOST;

use super::layout;

/// All rows of the help for what has the focus.
#[must_use]
pub fn rows(model: &Model) -> Vec<Line<'static>> {
    let look = model.look();
    let theme = look.theme;
    let head = |key: &'static str| Line::styled(look.get(key), theme.strong);
    let row = |key: String, text: String| {
        let gap = 14_usize.saturating_sub(crate::ui::fit::width(&key));
        Line::from(vec![
            Span::styled(format!("  {key}{}", " ".repeat(gap)), theme.key),
            Span::raw(text),
        ])
    };
    let binding = |b: &crate::app::keymap::Binding| {
        let keys: Vec<_> = b
            .keys
            .iter()
            .map(|k| label(*k, look.glyphs.ascii))
            .collect();
        row(keys.join(" "), look.get(b.name))
    };
    let mut rows = vec![head(about(model.focus)), Line::default()];
    let here: Vec<_> = BINDINGS
        .iter()
        .filter(|b| b.panes.contains(&model.focus) && !b.name.is_empty())
        .collect();
    rows.extend(here.iter().map(|b| binding(b)));
    if model.focus == PaneId::Chat {
        rows.push(Line::default());
        rows.push(head("help-commands"));
        rows.extend(
            layout::commands(model)
                .into_iter()
                .map(|(word, what)| row(word, what)),
        );
        rows.push(Line::default());
        rows.push(head("help-ticks"));
        let glyphs = look.glyphs;
        for (tick, what) in [
            (glyphs.sent, "help-tick-sent"),
            (glyphs.acked, "help-tick-acked"),
            (glyphs.delivered, "help-tick-delivered"),
            (LOST, "help-tick-lost"),
        ] {
            rows.push(row(tick.to_owned(), look.get(what)));
        }
    }
    if model.focus == PaneId::Encapsulation {
        rows.push(Line::default());
        rows.push(head("help-signs"));
        let glyphs = look.glyphs;
        for (sign, what) in [
            (glyphs.acked, "help-sign-yes"),
            (glyphs.refused(), "help-sign-no"),
            ("≈", "help-sign-inferred"),
            ("?", "help-sign-unknown"),
            (glyphs.dot, "help-sign-absent"),
            ("2 3 4 7", "help-sign-wire"),
        ] {
            rows.push(row(sign.to_owned(), look.get(what)));
        }
    }
    if model.focus == PaneId::Packets {
        rows.push(Line::default());
        rows.push(head("help-filter"));
        for example in FILTERS {
            rows.push(Line::styled(format!("  {example}"), theme.key));
        }
    }
    rows.push(Line::default());
    rows.push(head("help-everywhere"));
    rows.extend(BINDINGS.iter().filter(|b| b.panes.is_empty()).map(binding));
    rows.push(Line::default());
    rows.push(Line::styled(look.get("help-mouse"), theme.dim));
    rows
}

/// Filters to begin with: plain words, then fields by their names, as Wireshark writes them.
const FILTERS: [&str; 9] = [
    "tcp and port 10101",
    "host 10.77.1.12",
    "mine and not arp",
    "flow 3",
    "ip.ttl < 10",
    "tcp.flags.syn == 1 && tcp.flags.ack == 0",
    "dns.qry.name contains \"example\"",
    "tcp.analysis.retransmission",
    "frame contains \"hello\"",
];

/// What the focused pane is for, in a sentence.
const fn about(pane: PaneId) -> &'static str {
    match pane {
        PaneId::Interfaces => "help-interfaces",
        PaneId::Chat => "help-chat",
        PaneId::Encapsulation => "help-encapsulation",
        PaneId::Packets => "help-packets",
    }
}
