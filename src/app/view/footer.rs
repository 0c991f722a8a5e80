//! The last line: the keys that matter here; `help` and `quit` are never cut off.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::model::Model;
use crate::app::model::practice::State;
use crate::app::model::sightings::stranger;
use crate::keymap::{Action, Bound, Common, Global, label};
use crate::say;
use crate::screens::{Offer, Shown, World};
use crate::ui::fit;
use crate::ui::look::Look;

use super::{both_ends, layout};

type Spans = Vec<Span<'static>>;

/// Cells of a name.
const NAME: usize = 16;

/// Draws it.
pub(super) fn draw(model: &Model, look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let width = usize::from(area.width);
    let mut left = asked(model, look);
    // What lies over the screens says itself which keys it has: the others mean nothing meanwhile.
    if model.desk.overlay.is_some() {
        return both_ends(Line::from(left), Line::default(), area, buf);
    }
    let writes = model.screens.top(model.desk.focus).writes();
    let right = match writes {
        Some(offers) => writing(model, look, offers, &mut left, width),
        None => bound(model, look, &mut left, width),
    };
    both_ends(Line::from(left), Line::from(right), area, buf);
}

fn hint(look: &Look<'_>, key: &str, text: &str) -> Spans {
    vec![
        Span::styled(format!(" {key}"), look.theme.key),
        Span::styled(format!(" {text} "), look.theme.dim),
    ]
}

/// The first key of an action with a word for it; nothing where no key is bound to it.
fn hint_of(model: &Model, look: &Look<'_>, action: Action, text: &'static str) -> Spans {
    let key = model.keys.name_of(action, look.glyphs.ascii);
    if key.is_empty() {
        Vec::new()
    } else {
        hint(look, &key, &look.get(text))
    }
}

/// That a peer asks something, and the key that goes there: at the front, until it is answered.
fn asked(model: &Model, look: &Look<'_>) -> Spans {
    let nick = stranger(model).and_then(|peer| model.screens.chat.nick_of(peer));
    let Some(nick) = nick else {
        return Vec::new();
    };
    let answer = Action::Global(Global::Answer);
    let key = model.keys.name_of(answer, look.glyphs.ascii);
    let name = fit::cut(nick, NAME, look.glyphs.cut);
    let text = look.say(&say!("footer-asked", name = name));
    vec![
        Span::styled(format!(" {key}"), look.theme.key),
        Span::styled(format!(" {text} "), look.theme.warn),
    ]
}

/// Adds what there is room for beside what stands at the right.
fn fill(left: &mut Spans, offers: impl IntoIterator<Item = Spans>, right: usize, width: usize) {
    for spans in offers {
        if wide(left) + wide(&spans) + right <= width {
            left.extend(spans);
        }
    }
}

/// The keys of the line that is written.
fn writing(
    model: &Model,
    look: &Look<'_>,
    offers: &[Offer],
    left: &mut Spans,
    width: usize,
) -> Spans {
    let no_text = |action| {
        let mut keys = model.keys.keys(action).iter();
        let key = keys.find(|key| model.keys.global_while_writing(**key).is_some());
        key.map_or_else(String::new, |key| label(*key, look.glyphs.ascii))
    };
    let help = no_text(Action::Global(Global::Help));
    let end = no_text(Action::Global(Global::End));
    let mut right = hint(look, &help, &look.get("key-help-short"));
    right.extend(hint(look, &end, &look.get("key-quit-short")));
    let offered = offers
        .iter()
        .map(|(key, text)| hint(look, &label(*key, look.glyphs.ascii), &look.get(text)));
    fill(left, offered, wide(&right), width);
    right
}

/// The keys that are bound here: those of what has the focus, those of all screens, those of everywhere.
fn bound(model: &Model, look: &Look<'_>, left: &mut Spans, width: usize) -> Spans {
    let right: Spans = [
        (Global::Help, "key-help-short"),
        (Global::Quit, "key-quit-short"),
    ]
    .into_iter()
    .flat_map(|(last, text)| hint_of(model, look, Action::Global(last), text))
    .collect();
    let focus = model.desk.focus;
    let (screen, top) = (model.screens.get(focus), model.screens.top(focus));
    let world = model.world(layout::inside(model, focus), true);
    let own = top.layer().verbs().filter_map(|(verb, _)| {
        let text = top.hint(verb, &world)?;
        let action = Action::Own(top.layer().id, verb);
        Some(hint_of(model, look, action, text))
    });
    let closes = (top.layer() != screen.layer())
        .then(|| hint_of(model, look, Action::Global(Global::Back), "footer-back"));
    let shared = model.keys.of(Common::LAYER.id);
    let everywhere = model.keys.of(Global::LAYER.id);
    let shared = shared
        .chain(everywhere)
        .filter_map(|bound| offered(model, &world, &bound).map(|text| (bound.action, text)))
        .map(|(action, text)| hint_of(model, look, action, text));
    // Who has opened something must see how to leave it, however little room there is.
    let all: Vec<Spans> = closes.into_iter().chain(own).chain(shared).collect();
    fill(left, all, wide(&right), width);
    right
}

/// The word for a verb that all screens share, if it is worth a place here now.
fn offered(model: &Model, world: &World<'_>, bound: &Bound<'_>) -> Option<&'static str> {
    let short = Some(bound.binding.short).filter(|short| !short.is_empty());
    match bound.action {
        Action::Common(Common::Partner) => partner(model),
        Action::Common(Common::Save) => {
            let top = model.screens.top(model.desk.focus);
            short.filter(|_| top.shown(world) != Shown::View)
        }
        Action::Global(Global::Language) => short.filter(|_| model.start.chinese),
        // They stand at the right.
        Action::Global(Global::Help | Global::Quit) => None,
        Action::Global(_) | Action::Common(_) | Action::Move(_) | Action::Own(..) => short,
    }
}

/// The partner is offered to who is alone, and its end while it is there.
fn partner(model: &Model) -> Option<&'static str> {
    match (model.screens.chat.is_alone(), model.practice.state) {
        (true, _) => Some("key-partner-short"),
        (false, State::Off) => None,
        (false, State::Starting | State::OnHosts | State::OnLoopback) => {
            Some("key-partner-end-short")
        }
    }
}

fn wide(spans: &[Span<'_>]) -> usize {
    spans.iter().map(Span::width).sum()
}
