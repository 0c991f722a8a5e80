//! Help, drawn from the table that dispatches the keys.

use ratatui::text::{Line, Span};

use crate::app::keymap::{BINDINGS, Binding, label};
use crate::app::model::Model;
use crate::msg::action::PaneId;
use crate::panes::chat::{COMMANDS, LOST};
use crate::ui::fit;
use crate::ui::look::Look;

type Rows = Vec<Line<'static>>;

/// Cells of the column of keys.
const KEYS: usize = 14;

/// All rows of the help for what has the focus.
#[must_use]
pub fn rows(model: &Model) -> Rows {
    let look = &model.look();
    let focus = model.screen.focus;
    let named = |b: &&Binding| b.panes.contains(&focus) && !b.name.is_empty();
    let mut rows = vec![head(look, about(focus)), Line::default()];
    rows.extend(BINDINGS.iter().filter(named).map(|b| binding(look, b)));
    rows.extend(match focus {
        PaneId::Interfaces => Vec::new(),
        PaneId::Chat => of_the_chat(look),
        PaneId::Encapsulation => of_the_layers(look),
        PaneId::Packets => of_the_log(look),
    });
    rows.push(Line::default());
    rows.push(head(look, "help-everywhere"));
    let everywhere = BINDINGS.iter().filter(|b| b.panes.is_empty());
    rows.extend(everywhere.map(|b| binding(look, b)));
    rows.push(Line::default());
    rows.push(Line::styled(look.get("help-mouse"), look.theme.dim));
    rows
}

fn head(look: &Look<'_>, key: &'static str) -> Line<'static> {
    Line::styled(look.get(key), look.theme.strong)
}

fn row(look: &Look<'_>, key: &str, text: String) -> Line<'static> {
    let gap = KEYS.saturating_sub(fit::width(key));
    let key = format!("  {key}{}", " ".repeat(gap));
    Line::from(vec![Span::styled(key, look.theme.key), Span::raw(text)])
}

fn binding(look: &Look<'_>, binding: &Binding) -> Line<'static> {
    let keys = binding.keys.iter();
    let keys: Vec<_> = keys.map(|key| label(*key, look.glyphs.ascii)).collect();
    row(look, &keys.join(" "), look.get(binding.name))
}

/// Its commands, and what stands behind a message.
fn of_the_chat(look: &Look<'_>) -> Rows {
    let glyphs = look.glyphs;
    let ticks = [
        (glyphs.sent, "help-tick-sent"),
        (glyphs.acked, "help-tick-acked"),
        (glyphs.delivered, "help-tick-delivered"),
        (LOST, "help-tick-lost"),
    ];
    let mut rows = vec![Line::default(), head(look, "help-commands")];
    let commands = COMMANDS.iter();
    rows.extend(commands.map(|(word, what)| row(look, &format!("/{word}"), look.get(what))));
    rows.push(Line::default());
    rows.push(head(look, "help-ticks"));
    rows.extend(ticks.map(|(tick, what)| row(look, tick, look.get(what))));
    rows
}

/// What its signs mean.
fn of_the_layers(look: &Look<'_>) -> Rows {
    let glyphs = look.glyphs;
    let signs = [
        (glyphs.acked, "help-sign-yes"),
        (glyphs.refused(), "help-sign-no"),
        ("≈", "help-sign-inferred"),
        ("?", "help-sign-unknown"),
        (glyphs.dot, "help-sign-absent"),
        ("2 3 4 7", "help-sign-wire"),
    ];
    let mut rows = vec![Line::default(), head(look, "help-signs")];
    rows.extend(signs.map(|(sign, what)| row(look, sign, look.get(what))));
    rows
}

/// Filters to begin with.
fn of_the_log(look: &Look<'_>) -> Rows {
    let mut rows = vec![Line::default(), head(look, "help-filter")];
    let filter = |filter| Line::styled(format!("  {filter}"), look.theme.key);
    rows.extend(FILTERS.map(filter));
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
