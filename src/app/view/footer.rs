//! The last line: the keys that matter here; `help` and `quit` are never cut off.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::keymap::{self, BINDINGS, Binding};
use crate::app::model::Model;
use crate::app::model::practice::State;
use crate::app::model::sightings::stranger;
use crate::msg::Action;
use crate::msg::action::PaneId;
use crate::say;
use crate::ui::fit;
use crate::ui::look::Look;

use super::both_ends;

type Spans = Vec<Span<'static>>;

/// Cells of a name.
const NAME: usize = 16;
/// Cells that are left free for what stands at the right, where that is not known yet.
const RIGHT: usize = 22;
/// Cells of the key for help alone.
const HELP: usize = 10;

/// What the line that is written, or what lies over the list, offers: keys and the messages that name them.
type Offers = &'static [(&'static str, &'static str)];

const IN_CHAT: Offers = &[
    ("enter", "footer-send"),
    ("esc", "footer-leave-line"),
    ("/", "footer-commands"),
    ("tab", "key-next-pane-short"),
];
const IN_ANSWER: Offers = &[
    ("enter", "predict-footer-answer"),
    ("esc", "predict-footer-skip"),
];
const IN_FILTER: Offers = &[("enter", "footer-apply"), ("esc", "footer-leave-line")];

/// Draws it.
pub(super) fn draw(model: &Model, look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let width = usize::from(area.width);
    let mut left = asked(model, look);
    let right = if let Some(keys) = over_the_list(model) {
        over(look, keys, &mut left, width)
    } else if model.is_typing() {
        typing(model, look, &mut left, width)
    } else {
        bound(model, look, &mut left, width)
    };
    both_ends(Line::from(left), Line::from(right), area, buf);
}

fn hint(look: &Look<'_>, key: &str, text: &str) -> Spans {
    vec![
        Span::styled(format!(" {key}"), look.theme.key),
        Span::styled(format!(" {text} "), look.theme.dim),
    ]
}

/// That a peer asks something, and the key that goes there: at the front, until it is answered.
fn asked(model: &Model, look: &Look<'_>) -> Spans {
    let Some(nick) = stranger(model).and_then(|peer| model.chat.nick_of(peer)) else {
        return Vec::new();
    };
    let key = keymap::name_of(Action::Answer, look.glyphs.ascii);
    let name = fit::cut(nick, NAME, look.glyphs.cut);
    let text = look.say(&say!("footer-asked", name = name));
    vec![
        Span::styled(format!(" {key}"), look.theme.key),
        Span::styled(format!(" {text} "), look.theme.warn),
    ]
}

/// The message with the keys of what lies over the packet list, where that has the focus.
fn over_the_list(model: &Model) -> Option<&'static str> {
    let hint = model.trace.shown().0.hint();
    hint.filter(|_| model.screen.focus == PaneId::Packets && !model.is_typing())
}

/// The keys of what lies over the packet list, as far as there is room.
fn over(look: &Look<'_>, keys: &'static str, left: &mut Spans, width: usize) -> Spans {
    for one in look.get(keys).split("   ") {
        let (key, text) = one.trim().split_once(' ').unwrap_or((one, ""));
        let key = if look.glyphs.ascii {
            key.replace("↑↓", "up/down").replace("←→", "left/right")
        } else {
            key.to_owned()
        };
        let spans = hint(look, &key, text);
        if wide(left) + wide(&spans) + HELP <= width {
            left.extend(spans);
        }
    }
    hint(look, "?", &look.get("key-help-short"))
}

/// The keys of the line that is written.
fn typing(model: &Model, look: &Look<'_>, left: &mut Spans, width: usize) -> Spans {
    let offers = match model.screen.focus {
        PaneId::Chat => IN_CHAT,
        PaneId::Encapsulation => IN_ANSWER,
        PaneId::Interfaces | PaneId::Packets => IN_FILTER,
    };
    let mut right = hint(look, "F1", &look.get("key-help-short"));
    right.extend(hint(look, "^C", &look.get("key-quit-short")));
    for (key, text) in offers {
        let spans = hint(look, key, &look.get(text));
        if wide(left) + wide(&spans) + wide(&right) <= width {
            left.extend(spans);
        }
    }
    right
}

/// The keys that are bound here.
fn bound(model: &Model, look: &Look<'_>, left: &mut Spans, width: usize) -> Spans {
    let mut right = Vec::new();
    let here = BINDINGS.iter().filter(|b| is_offered(model, b));
    for binding in here {
        let label = binding.keys.first();
        let label = label.map(|key| keymap::label(*key, look.glyphs.ascii));
        let text = look.get(short(model, binding));
        let spans = hint(look, &label.unwrap_or_default(), &text);
        let last = matches!(binding.action, Action::Help | Action::Quit);
        let side = if last { &mut right } else { &mut *left };
        if last || wide(side) + wide(&spans) + RIGHT <= width {
            side.extend(spans);
        }
    }
    right
}

/// Is this key worth a place here?
fn is_offered(model: &Model, binding: &Binding) -> bool {
    let focus = model.screen.focus;
    // In an opened packet the arrows step from byte to byte; in the list they do nothing.
    let steps = binding.action != Action::Right || focus == PaneId::Encapsulation;
    let here = binding.panes.is_empty() || binding.panes.contains(&focus) && steps;
    let partner = binding.action != Action::Partner
        || model.chat.is_alone()
        || model.practice.state != State::Off;
    let speaks = binding.action != Action::Language || model.start.chinese;
    !binding.short.is_empty() && here && partner && speaks
}

/// The message that names it in few words.
fn short(model: &Model, binding: &Binding) -> &'static str {
    let practises = model.practice.state != State::Off && !model.chat.is_alone();
    if binding.action == Action::Partner && practises {
        "key-partner-end-short"
    } else {
        binding.short
    }
}

fn wide(spans: &[Span<'_>]) -> usize {
    spans.iter().map(Span::width).sum()
}
