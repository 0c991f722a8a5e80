//! The keys: one table, from which keys are dispatched and help, palette and footer are drawn.
//!
//! A key means one thing in all panes; a test over the table holds it. Where a pane has no use for
//! an action, the key does nothing there.

use crate::msg::action::{Action, PaneId, View};
use crate::msg::{Key, KeyCode};

/// One line of the table.
#[derive(Debug, Clone, Copy)]
pub struct Binding {
    /// The keys that ask for it; the first is the one shown.
    pub keys: &'static [Key],
    /// What they ask for.
    pub action: Action,
    /// The message that names it (help, palette); empty: the one before names it too.
    pub name: &'static str,
    /// The message that names it in one word (footer); empty: not in the footer.
    pub short: &'static str,
    /// The panes that have a use for it; none: everywhere.
    pub panes: &'static [PaneId],
}

const fn key(code: KeyCode) -> Key {
    Key::plain(code)
}

const fn c(char: char) -> Key {
    Key::char(char)
}

const INTERFACES: PaneId = PaneId::Interfaces;
const CHAT: PaneId = PaneId::Chat;
const ENCAP: PaneId = PaneId::Encapsulation;
const PACKETS: PaneId = PaneId::Packets;

const fn alt(c: char) -> Key {
    Key {
        alt: true,
        ..Key::char(c)
    }
}

macro_rules! bind {
    ($keys:expr, $action:expr, $name:literal) => {
        bind!($keys, $action, $name, "", [])
    };
    ($keys:expr, $action:expr, $name:literal, $short:literal, $panes:expr) => {
        Binding {
            keys: &$keys,
            action: $action,
            name: $name,
            short: $short,
            panes: &$panes,
        }
    };
}

/// The table. Order: as help lists it and the footer fills up.
pub const BINDINGS: &[Binding] = &[
    // what the focused pane is for
    bind!(
        [key(KeyCode::Enter)],
        Action::Open,
        "key-open",
        "key-open-short",
        [INTERFACES, PACKETS, ENCAP]
    ),
    bind!(
        [c('i')],
        Action::Write,
        "key-write",
        "key-write-short",
        [CHAT]
    ),
    bind!(
        [c(' ')],
        Action::PlayPause,
        "key-play",
        "key-play-short",
        [ENCAP, PACKETS]
    ),
    bind!(
        [c('v'), alt('v')],
        Action::ReadOtherwise,
        "key-read-otherwise",
        "",
        [CHAT]
    ),
    bind!(
        [key(KeyCode::Left), c('h')],
        Action::Left,
        "key-left",
        "",
        [ENCAP, PACKETS]
    ),
    bind!(
        [key(KeyCode::Right), c('l')],
        Action::Right,
        "key-right",
        "key-step-short",
        [ENCAP, PACKETS]
    ),
    bind!(
        [c('m')],
        Action::NextModel,
        "key-model",
        "key-model-short",
        [ENCAP]
    ),
    bind!(
        [c('/')],
        Action::Filter,
        "key-filter",
        "key-filter-short",
        [PACKETS]
    ),
    bind!(
        [c('w')],
        Action::Ladder,
        "key-ladder",
        "key-ladder-short",
        [PACKETS]
    ),
    bind!(
        [c('f')],
        Action::FollowStream,
        "key-follow",
        "key-follow-short",
        [PACKETS]
    ),
    bind!(
        [c('F')],
        Action::Flows,
        "key-flows",
        "key-flows-short",
        [PACKETS]
    ),
    bind!(
        [c('c')],
        Action::WorkOut,
        "key-work-out",
        "key-work-out-short",
        [PACKETS]
    ),
    bind!(
        [c('a')],
        Action::AllOrMine,
        "key-all",
        "key-all-short",
        [PACKETS]
    ),
    bind!(
        [c('H')],
        Action::Housekeeping,
        "key-housekeeping",
        "key-housekeeping-short",
        [PACKETS]
    ),
    bind!(
        [c('e')],
        Action::Encapsulate,
        "key-encapsulate",
        "key-encapsulate-short",
        [PACKETS, CHAT]
    ),
    bind!(
        [c('s')],
        Action::Save,
        "key-save",
        "key-save-short",
        [PACKETS, ENCAP]
    ),
    bind!([c('o')], Action::OpenFile, "key-open-file", "", [PACKETS]),
    bind!([c('y')], Action::Copy, "key-copy", "", [PACKETS, ENCAP]),
    bind!(
        [c('Y')],
        Action::CopyPython,
        "key-copy-python",
        "",
        [PACKETS, ENCAP]
    ),
    bind!([c('#')], Action::Absolute, "key-absolute", "", [PACKETS]),
    bind!([c('*')], Action::Pin, "key-pin", "", [PACKETS]),
    bind!([c('+'), c('=')], Action::Faster, "key-faster", "", [ENCAP]),
    bind!([c('-')], Action::Slower, "key-slower", "", [ENCAP]),
    bind!(
        [c('[')],
        Action::LayerUp,
        "key-layer-up",
        "",
        [ENCAP, PACKETS]
    ),
    bind!(
        [c(']')],
        Action::LayerDown,
        "key-layer-down",
        "",
        [ENCAP, PACKETS]
    ),
    bind!([alt('1')], Action::Layer(1), "key-layer", "", [ENCAP]),
    bind!([alt('2')], Action::Layer(2), "", "", [ENCAP]),
    bind!([alt('3')], Action::Layer(3), "", "", [ENCAP]),
    bind!([alt('4')], Action::Layer(4), "", "", [ENCAP]),
    bind!([alt('5')], Action::Layer(5), "", "", [ENCAP]),
    bind!([alt('6')], Action::Layer(6), "", "", [ENCAP]),
    bind!([alt('7')], Action::Layer(7), "", "", [ENCAP]),
    bind!(
        [c('x')],
        Action::Explain,
        "key-explain",
        "key-explain-short",
        [ENCAP]
    ),
    bind!(
        [c('b')],
        Action::BothEnds,
        "key-both-ends",
        "key-both-ends-short",
        [ENCAP]
    ),
    bind!(
        [c('u')],
        Action::SideBySide,
        "key-side-by-side",
        "key-side-by-side-short",
        [ENCAP]
    ),
    bind!(
        [c('P')],
        Action::Predict,
        "key-predict",
        "key-predict-short",
        [ENCAP]
    ),
    bind!(
        [c('>'), c('.')],
        Action::NextFrame,
        "key-next-frame",
        "",
        [ENCAP]
    ),
    bind!(
        [c('<'), c(',')],
        Action::PreviousFrame,
        "key-previous-frame",
        "",
        [ENCAP]
    ),
    bind!([c('r')], Action::AddToReport, "key-report", "", []),
    bind!(
        [c('p')],
        Action::Partner,
        "key-partner",
        "key-partner-short",
        []
    ),
    // moving
    bind!([key(KeyCode::Up), c('k')], Action::Up, "key-up"),
    bind!([key(KeyCode::Down), c('j')], Action::Down, "key-down"),
    bind!(
        [key(KeyCode::PageUp), Key::ctrl('b')],
        Action::PageUp,
        "key-page-up"
    ),
    bind!(
        [key(KeyCode::PageDown), Key::ctrl('f')],
        Action::PageDown,
        "key-page-down"
    ),
    bind!([key(KeyCode::Home), c('g')], Action::Top, "key-top"),
    bind!([key(KeyCode::End), c('G')], Action::Bottom, "key-bottom"),
    // getting about
    bind!(
        [key(KeyCode::Tab)],
        Action::NextPane,
        "key-next-pane",
        "key-next-pane-short",
        []
    ),
    bind!(
        [key(KeyCode::BackTab)],
        Action::PreviousPane,
        "key-previous-pane"
    ),
    bind!([c('1')], Action::Show(View::Lab), "key-view-lab"),
    bind!(
        [c('2')],
        Action::Show(View::Interfaces),
        "key-view-interfaces"
    ),
    bind!([c('3')], Action::Show(View::Chat), "key-view-chat"),
    bind!(
        [c('4')],
        Action::Show(View::Encapsulation),
        "key-view-encapsulation"
    ),
    bind!([c('5')], Action::Show(View::Packets), "key-view-packets"),
    bind!([c('z')], Action::Zoom, "key-zoom", "key-zoom-short", []),
    bind!([key(KeyCode::Esc)], Action::Back, "key-back"),
    bind!(
        [c(':'), Key::ctrl('p')],
        Action::Palette,
        "key-palette",
        "key-palette-short",
        []
    ),
    bind!([key(KeyCode::F(2))], Action::Answer, "key-answer"),
    bind!(
        [c('L')],
        Action::Language,
        "key-language",
        "key-language-short",
        []
    ),
    bind!([c('t')], Action::Theme, "key-theme"),
    bind!([c('M')], Action::MouseMode, "key-mouse"),
    bind!([Key::ctrl('s')], Action::Picture, "key-picture"),
    bind!([Key::ctrl('l')], Action::Redraw, "key-redraw"),
    bind!([Key::ctrl('z')], Action::Suspend, "key-suspend"),
    bind!([Key::ctrl('c')], Action::End, "key-end"),
    bind!(
        [c('?'), key(KeyCode::F(1))],
        Action::Help,
        "key-help",
        "key-help-short",
        []
    ),
    bind!([c('q')], Action::Quit, "key-quit", "key-quit-short", []),
];

/// The action a key asks for.
#[must_use]
pub fn action(key: Key) -> Option<Action> {
    let key = narrow(key);
    BINDINGS
        .iter()
        .find(|b| b.keys.contains(&key))
        .map(|b| b.action)
}

/// Keys that act even while one types: they are no text.
#[must_use]
pub fn action_while_typing(key: Key) -> Option<Action> {
    let is_text = matches!(key.code, KeyCode::Char(_)) && !key.ctrl && !key.alt;
    if is_text { None } else { action(key) }
}

/// A full-width character of a switched-on input method, as its ASCII twin.
#[must_use]
pub fn narrow(key: Key) -> Key {
    let KeyCode::Char(char) = key.code else {
        return key;
    };
    let twin = match char {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(char as u32 - 0xfee0).unwrap_or(char),
        '\u{3000}' => ' ',
        '、' => '/',
        '【' => '[',
        '】' => ']',
        other => other,
    };
    Key {
        code: KeyCode::Char(twin),
        ..key
    }
}

/// How the key of an action is written on the screen.
#[must_use]
pub fn name_of(wanted: Action, ascii: bool) -> String {
    let keys = BINDINGS
        .iter()
        .find(|binding| binding.action == wanted)
        .and_then(|binding| binding.keys.first());
    keys.map(|key| label(*key, ascii)).unwrap_or_default()
}

/// How a key is written on the screen.
#[must_use]
pub fn label(key: Key, ascii: bool) -> String {
    let arrow = |unicode: &str, plain: &str| {
        if ascii {
            plain.to_owned()
        } else {
            unicode.to_owned()
        }
    };
    let name = match key.code {
        KeyCode::Char(' ') => "space".to_owned(),
        KeyCode::Char(c) if key.ctrl => return format!("^{}", c.to_ascii_uppercase()),
        KeyCode::Char(c) => c.to_string(),
        KeyCode::Enter => "enter".to_owned(),
        KeyCode::Esc => "esc".to_owned(),
        KeyCode::Tab => "tab".to_owned(),
        KeyCode::BackTab => "shift-tab".to_owned(),
        KeyCode::Backspace => "backspace".to_owned(),
        KeyCode::Delete => "del".to_owned(),
        KeyCode::Up => arrow("↑", "up"),
        KeyCode::Down => arrow("↓", "down"),
        KeyCode::Left => arrow("←", "left"),
        KeyCode::Right => arrow("→", "right"),
        KeyCode::Home => "home".to_owned(),
        KeyCode::End => "end".to_owned(),
        KeyCode::PageUp => "pgup".to_owned(),
        KeyCode::PageDown => "pgdn".to_owned(),
        KeyCode::F(n) => format!("F{n}"),
    };
    if key.alt { format!("alt-{name}") } else { name }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    #[test]
    fn a_key_means_one_thing_everywhere() {
        let mut seen = BTreeMap::new();
        for binding in BINDINGS {
            for key in binding.keys {
                let before = seen.insert(*key, binding.action);
                assert!(
                    before.is_none(),
                    "{key:?} means {before:?} and {:?}",
                    binding.action
                );
            }
        }
    }

    #[test]
    fn every_action_stands_once_in_the_table() {
        let actions: BTreeSet<_> = BINDINGS.iter().map(|b| b.action).collect();
        assert_eq!(actions.len(), BINDINGS.len());
    }

    #[test]
    fn full_width_keys_are_their_twins() {
        for (wide, plain) in [
            ('？', '?'),
            ('：', ':'),
            ('／', '/'),
            ('ｑ', 'q'),
            ('、', '/'),
            ('１', '1'),
        ] {
            assert_eq!(action(Key::char(wide)), action(Key::char(plain)), "{wide}");
            assert!(action(Key::char(wide)).is_some());
        }
    }

    #[test]
    fn the_keys_that_the_chat_names_read_otherwise() {
        assert_eq!(
            [c('v'), alt('v')].map(action),
            [Some(Action::ReadOtherwise); 2]
        );
        assert_eq!(action_while_typing(alt('v')), Some(Action::ReadOtherwise));
    }

    #[test]
    fn letters_are_text_while_typing_but_control_keys_act() {
        assert_eq!(action_while_typing(Key::char('q')), None);
        assert_eq!(action_while_typing(Key::ctrl('c')), Some(Action::End));
        assert_eq!(
            action_while_typing(Key::plain(KeyCode::Tab)),
            Some(Action::NextPane)
        );
    }
}
