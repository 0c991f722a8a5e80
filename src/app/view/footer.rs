//! The last line: the keys that matter here; `help` and `quit` are never cut off.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::model::Model;
use crate::app::model::practice::State;
use crate::app::model::sightings::stranger;
use crate::keymap::{Action, Bound, Common, Global, label};
use crate::msg::Key;
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

/// The first of an action's keys with a word for it; nothing where no key is bound to it.
fn hint_of(look: &Look<'_>, keys: &[Key], text: &'static str) -> Spans {
    let key = keys.first().map(|key| label(*key, look.glyphs.ascii));
    key.map_or_else(Vec::new, |key| hint(look, &key, &look.get(text)))
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
    let offered = offers.iter().map(|offer| match offer {
        Offer::Line(key, text) => hint(look, &label(*key, look.glyphs.ascii), &look.get(text)),
        Offer::Bound(action, text) => match no_text(*action).as_str() {
            "" => Vec::new(),
            key => hint(look, key, &look.get(text)),
        },
    });
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
    .flat_map(|(last, text)| hint_of(look, model.keys.keys(Action::Global(last)), text))
    .collect();
    let focus = model.desk.focus;
    let (screen, top) = (model.screens.get(focus), model.screens.top(focus));
    let world = model.world(layout::inside(model, focus), true);
    let own = top.layer().verbs().zip(model.keys.of(top.layer().id));
    let own = own.filter_map(|((verb, _), bound)| {
        let text = top.hint(verb, &world)?;
        Some(hint_of(look, bound.keys, text))
    });
    let back = model.keys.keys(Action::Global(Global::Back));
    let closes = (top.layer() != screen.layer()).then(|| hint_of(look, back, "footer-back"));
    let shared = model.keys.of(Common::LAYER.id);
    let everywhere = model.keys.of(Global::LAYER.id);
    let shared = shared.chain(everywhere).filter_map(|bound| {
        let text = offered(model, &world, &bound)?;
        Some(hint_of(look, bound.keys, text))
    });
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

#[cfg(test)]
mod tests {
    use crate::app::update::tests::model_with;
    use crate::app::view::tests::screen;
    use crate::keymap::Keymap;
    use crate::msg::{Key, KeyCode};
    use crate::screens::Screens;

    /// The last row while a line is written in the chat, the next screen having these keys.
    fn last_row(next: Vec<Key>) -> String {
        let mut keys = Keymap::new(Screens::layers());
        keys.bind("global", "next-screen", next).unwrap();
        let mut model = model_with(keys);
        model.screens.chat.set_typing(true);
        let drawn = screen(&mut model, (120, 36));
        drawn.lines().last().unwrap_or_default().to_owned()
    }

    #[test]
    fn what_a_line_leaves_to_others_is_offered_as_bound() {
        assert!(last_row(vec![Key::plain(KeyCode::Tab)]).contains("tab next pane"));
        let bound = last_row(vec![Key::char('n'), Key::plain(KeyCode::F(7))]);
        assert!(
            bound.contains("F7 next pane") && !bound.contains("tab next"),
            "{bound}"
        );
        let text_alone = last_row(vec![Key::char('n')]);
        assert!(!text_alone.contains("next pane"), "{text_alone}");
    }

    #[test]
    fn sentences_name_keys_as_they_are_bound() {
        let mut keys = Keymap::new(Screens::layers());
        keys.bind("chat", "open", vec![Key::plain(KeyCode::F(8))])
            .unwrap();
        let mut model = model_with(keys);
        model.screens.chat.set_typing(false);
        for lang in crate::text::Lang::ALL {
            model.speak(lang);
            assert!(screen(&mut model, (120, 36)).contains("F8"), "{lang:?}");
        }
    }
}
