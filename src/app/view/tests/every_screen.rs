//! What holds of every screen and of whatever can lie over one, a new one too, without naming any.

use std::collections::{BTreeMap, BTreeSet};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::busy;
use crate::app::model::Model;
use crate::app::outcome::{Outcome, Redraw};
use crate::app::update::act::act;
use crate::app::update::tests::model;
use crate::app::update::update;
use crate::app::view::{draw, help, layout, palette};
use crate::keymap::{Action, Common, Global, Keymap, Move};
use crate::msg::host::HostEvent;
use crate::msg::{Event, Input, Key, KeyCode};
use crate::net::Counters;
use crate::place::{HostId, InterfaceIndex};
use crate::screens::{ScreenId, Screens, View, Wish};
use crate::text::Lang;
use crate::ui::fit;

const SIZES: [(u16, u16); 5] = [(0, 0), (40, 10), (80, 24), (120, 36), (200, 60)];

/// A way to a state: a machine with or without anything in it, a screen, and a verb done there.
#[derive(Debug, Clone, Copy)]
struct State {
    busy: bool,
    /// On the dashboard, where the screen has a place there; else alone.
    beside_others: bool,
    screen: ScreenId,
    done: Option<Action>,
}

impl State {
    fn model(self, lang: Lang, size: (u16, u16)) -> Model {
        let mut model = if self.busy { busy() } else { model() };
        model.start.size = size;
        model.start.chinese = true;
        if lang != Lang::En {
            model.speak(lang);
        }
        model.desk.show(View::Alone(self.screen));
        if self.beside_others {
            model.desk.show(View::Lab);
        }
        if let Some(action) = self.done {
            act(&mut model, action);
            model.desk.overlay = None;
            model.desk.notice = None;
        }
        model
    }
}

/// One state for each thing that can have the focus.
fn layers() -> Vec<State> {
    let mut seen = BTreeSet::new();
    let is_new = |state: &State| {
        let model = state.model(Lang::En, (160, 50));
        let top = model.screens.top(model.desk.focus).layer().id;
        seen.insert((state.busy, state.beside_others, top, model.is_writing()))
    };
    states().into_iter().filter(is_new).collect()
}

/// Every screen, empty and with something in it, as it is and after each of its own verbs.
fn states() -> Vec<State> {
    let mut states = Vec::new();
    for screen in ScreenId::ALL.iter().copied() {
        for busy in [false, true] {
            let own = screen.layers()[0];
            let verbs = own.verbs().map(|(verb, _)| Some(Action::Own(own.id, verb)));
            let state = |beside_others, done| State {
                busy,
                beside_others,
                screen,
                done,
            };
            states.push(state(true, None));
            states.extend(
                std::iter::once(None)
                    .chain(verbs)
                    .map(|done| state(false, done)),
            );
        }
    }
    states
}

fn drawn(model: &Model) -> Buffer {
    let (width, height) = model.start.size;
    let area = Rect::new(0, 0, width, height);
    let mut buf = Buffer::empty(area);
    draw(model, area, &mut buf);
    buf
}

fn rows(buf: &Buffer, area: Rect) -> Vec<String> {
    (area.y..area.bottom())
        .map(|y| {
            let mut row = String::new();
            let mut x = area.x;
            while x < area.right() {
                let symbol = buf[(x, y)].symbol();
                row.push_str(symbol);
                x += (fit::width(symbol) as u16).max(1);
            }
            row
        })
        .collect()
}

/// Words of at least three letters: what is shorter, or holds figures, is no word one would miss the end of.
fn words(text: &str) -> BTreeSet<String> {
    let parts = text.split(|c: char| !c.is_ascii_alphabetic() && c != '…' && c != '’' && c != '\'');
    let long = parts.filter(|word| word.len() >= 3);
    long.map(str::to_owned).collect()
}

/// Every word that can be said in English.
fn vocabulary() -> BTreeSet<String> {
    let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/locales/en");
    let files = std::fs::read_dir(dir).unwrap();
    let texts = files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
    texts.flat_map(|text| words(&text)).collect()
}

#[test]
fn every_screen_can_be_drawn_in_every_size_and_language() {
    for state in states() {
        for lang in Lang::ALL {
            let mut model = state.model(lang, (120, 36));
            for size in SIZES {
                model.start.size = size;
                let buf = drawn(&model);
                // A wide character is whole: it never begins in a last cell.
                for area in [buf.area, layout::inside(&model, model.desk.focus)] {
                    for y in area.y..area.bottom() {
                        let last = area.right().saturating_sub(1);
                        let symbol = buf[(last, y)].symbol();
                        assert!(
                            fit::width(symbol) <= 1,
                            "{state:?} {size:?}: {symbol} at {last},{y}"
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn every_label_is_whole_or_says_that_it_is_cut() {
    let vocabulary = vocabulary();
    let mut wrong = Vec::new();
    for state in states() {
        // What stands there that is nobody's label: data, names, keys. With room for all of it.
        let mut model = state.model(Lang::En, (400, 120));
        let wide = drawn(&model);
        let wide = rows(&wide, wide.area).join("\n");
        let mut whole: BTreeSet<String> = words(&wide).union(&vocabulary).cloned().collect();
        // A dump's row ends where its sixteen bytes do, in the midst of the text that was sent.
        whole.extend(["hel", "hell", "ello", "llo"].map(str::to_owned));
        for size in [(40, 10), (80, 24), (120, 36), (200, 60)] {
            model.start.size = size;
            let buf = drawn(&model);
            for row in rows(&buf, buf.area) {
                for word in words(&row) {
                    if !word.ends_with('…') && !whole.contains(&word) {
                        wrong.push(format!("{state:?} {size:?}: ‘{word}’ in {row}"));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_layer_of_keys_has_help_and_hints_in_both_languages() {
    for lang in Lang::ALL {
        for state in states() {
            let model = state.model(lang, (120, 36));
            let top = model.screens.top(model.desk.focus);
            let world = model.world(layout::inside(&model, model.desk.focus), true);
            let about = model.text.get(top.about());
            let shown = help::rows(&model);
            let shown: Vec<String> = shown.iter().map(ToString::to_string).collect();
            assert!(shown.contains(&about), "{state:?}: {about}");
            for bound in model.keys.of(top.layer().id) {
                let Some(name) = crate::screens::keys::name(&model.look(), View::NAMES, &bound)
                else {
                    continue;
                };
                assert!(
                    shown.iter().any(|row| row.ends_with(&name)),
                    "{state:?}: {name}"
                );
            }
            let hints = top
                .layer()
                .verbs()
                .filter_map(|(verb, _)| top.hint(verb, &world));
            let hints: Vec<String> = hints.map(|hint| model.text.get(hint)).collect();
            let moves_only = top.layer().bindings.is_empty();
            assert!(
                moves_only || hints.iter().any(|hint| !hint.is_empty()),
                "{state:?}"
            );
            assert!(!top.title(&world).name.is_empty(), "{state:?}");
        }
    }
}

#[test]
fn every_verb_with_a_name_is_found_by_the_palette_where_its_screen_has_the_focus() {
    for screen in ScreenId::ALL.iter().copied() {
        for lang in Lang::ALL {
            let state = State {
                busy: true,
                beside_others: false,
                screen,
                done: None,
            };
            let model = state.model(lang, (120, 36));
            let layer = model.screens.top(screen).layer();
            for bound in model.keys.iter() {
                let here = bound.layer.id == layer.id;
                let shared = bound.layer.id.is_shared();
                let palette = Action::Global(Global::Palette);
                if !(here || shared) || bound.action == palette {
                    continue;
                }
                let Some(name) = crate::screens::keys::name(&model.look(), View::NAMES, &bound)
                else {
                    continue;
                };
                let found = palette::found(&model, &name);
                assert!(
                    found
                        .iter()
                        .any(|found| found.wish == Wish::Act(bound.action)),
                    "{name}"
                );
            }
        }
    }
}

#[test]
fn a_key_has_one_meaning_within_what_has_the_focus() {
    assert_eq!(Keymap::new(Screens::layers()).collision(), None);
}

#[test]
fn a_verb_that_screens_share_has_the_same_keys_everywhere() {
    let keymap = Keymap::new(Screens::layers());
    let mut seen = BTreeMap::new();
    for bound in keymap.iter() {
        let before = *seen.entry(bound.binding.verb).or_insert(bound.binding.keys);
        assert_eq!(before, bound.binding.keys, "{}", bound.binding.verb);
    }
}

#[test]
fn only_these_letters_mean_the_same_everywhere() {
    let shared = [
        (Global::LAYER, "q?:123456789ztLM"),
        (Common::LAYER, "syYrp"),
        (Move::LAYER, "jkgG"),
    ];
    for (layer, wanted) in shared {
        let keys = layer.bindings.iter().flat_map(|binding| binding.keys);
        let letters = keys.filter_map(|key| match key.code {
            KeyCode::Char(c) if !key.ctrl && !key.alt => Some(c),
            _ => None,
        });
        let letters: BTreeSet<char> = letters.collect();
        assert_eq!(letters, wanted.chars().collect(), "{}", layer.id.0);
    }
}

/// Does what was done show, or is it asked for outside?
fn shows(before: &Buffer, model: &Model, outcome: &Outcome) -> bool {
    let drawn = outcome.redraw != Redraw::No && drawn(model) != *before;
    drawn || model.ending || !outcome.effects.is_empty()
}

#[test]
fn every_key_does_something_or_says_why_not() {
    for state in layers() {
        for size in [(80, 24), (160, 50)] {
            let reference = state.model(Lang::En, size);
            if reference.is_writing() {
                continue;
            }
            let layer = reference.screens.top(reference.desk.focus).layer();
            let own = layer.verbs().map(|(verb, _)| Action::Own(layer.id, verb));
            let common = Common::ALL.iter().copied().map(Action::Common);
            let global = Global::ALL.iter().copied().map(Action::Global);
            for action in own.chain(common).chain(global) {
                let mut model = state.model(Lang::En, size);
                let before = drawn(&model);
                let outcome = act(&mut model, action);
                assert!(
                    shows(&before, &model, &outcome),
                    "{action:?} in {state:?} at {size:?}"
                );
            }
        }
    }
}

#[test]
fn every_view_has_a_tab_that_leads_to_it() {
    for size in [(80, 24), (120, 36), (200, 60)] {
        let mut model = model();
        model.start.size = size;
        let row = layout::rows(size).tabs.y;
        let line = rows(&drawn(&model), Rect::new(0, 0, size.0, size.1));
        let line = line[usize::from(row)].clone();
        for view in View::all() {
            let name = model.text.get(view.name());
            let Some(at) = line.find(&name) else {
                assert!(view == View::Lab && size.0 < 100, "{name} in {line}");
                continue;
            };
            let column = fit::width(&line[..at]) as u16;
            assert_eq!(layout::tab_at(&model, column, row), Some(view));
        }
    }
}

#[test]
fn what_a_screen_has_to_be_found_beyond_its_verbs_is_found_from_everywhere() {
    for screen in ScreenId::ALL.iter().copied() {
        let state = State {
            busy: true,
            beside_others: false,
            screen,
            done: None,
        };
        let mut model = state.model(Lang::En, (120, 36));
        for id in ScreenId::ALL {
            for find in model.screens.get(*id).finds() {
                let found = palette::found(&model, &model.text.get(find.name));
                assert!(
                    found.iter().any(|found| found.wish == find.wish),
                    "{find:?}"
                );
            }
        }
        // In the language that is not spoken, too.
        model.speak(Lang::ZhCn);
        let found = palette::found(&model, "another encoding");
        assert!(!found.is_empty());
    }
}

/// What is told stays until the next key, and goes with it, whatever that key leads to.
#[test]
fn what_was_told_goes_with_the_next_key() {
    let mut model = model();
    model.start.size = (160, 50);
    model.desk.tell(crate::say!("app-no-colours"), true);
    let key = Event::Input(Input::Key(Key::plain(KeyCode::F(9))));
    let outcome = update(&mut model, key);
    assert_eq!((model.desk.notice, outcome.redraw), (None, Redraw::Now));
}

/// Of what a screen hears only that is drawn which is to be seen.
#[test]
fn what_a_hidden_screen_hears_is_not_drawn() {
    for (view, drawn) in [
        (View::Alone(ScreenId::Interfaces), Redraw::Soon),
        (View::Alone(ScreenId::Chat), Redraw::No),
    ] {
        let mut model = busy();
        model.desk.show(view);
        let rows = vec![(InterfaceIndex(2), counters(70_000), counters(9))];
        let host = HostId::HERE;
        let counted = Event::Host(HostEvent::Counters { host, rows });
        assert_eq!(update(&mut model, counted).redraw, drawn, "{view:?}");
    }
}

fn counters(bytes: u64) -> Counters {
    Counters {
        bytes,
        ..Counters::default()
    }
}

#[test]
fn a_key_of_another_screen_says_whose_it_is() {
    let mut model = model();
    model.start.size = (160, 50);
    model.desk.show(View::Alone(ScreenId::Interfaces));
    update(&mut model, Event::Input(Input::Key(Key::char('w'))));
    let told = model.desk.notice.map(|notice| model.text.say(&notice.what));
    assert!(told.is_some_and(|told| told.contains("Packets")));
}

#[test]
fn what_lies_over_a_screen_can_be_taken_off() {
    for state in states() {
        let mut model = state.model(Lang::En, (120, 36));
        let screen = model.screens.get_mut(state.screen);
        screen.uncover();
        assert!(screen.over().is_none(), "{state:?}");
    }
}
