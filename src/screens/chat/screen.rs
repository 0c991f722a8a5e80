//! The chat as a screen: what one does to it, and what it draws.

use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use ratatui::widgets::Widget;

use crate::keymap::{Action, Common, Global, Layer, Move, VerbId};
use crate::msg::{Key, KeyCode};
use crate::say;
use crate::screens::{Answer, Find, Offer, Screen, Section, Title, Wish, World};

use super::command::{COMMANDS, begun};
use super::view::ChatView;
use super::{Chat, LOST, Tone, Verb};

/// Lines that may be pasted and sent in one go.
const MOST_PASTED: usize = 200;

/// What the footer offers while the line is written.
const OFFERS: &[Offer] = &[
    Offer::Line(Key::plain(KeyCode::Enter), "footer-send"),
    Offer::Line(Key::plain(KeyCode::Esc), "footer-leave-line"),
    Offer::Line(Key::char('/'), "footer-commands"),
    Offer::Bound(Action::Global(Global::NextScreen), "key-next-pane-short"),
];

impl Chat {
    const fn view<'a>(&'a self, world: &'a World<'_>) -> ChatView<'a> {
        ChatView {
            pane: self,
            look: &world.look,
            keys: world.keys,
            focused: world.focused,
        }
    }

    /// The message that is read goes through the layers; where none is read, one writes.
    fn open(&mut self) -> Answer {
        let read = self.last_entry().filter(|_| self.reading.is_some());
        self.typing = read.is_none() || self.typing;
        read.map_or(Answer::done(), |entry| Answer::wish(Wish::Watch(entry)))
    }

    fn encapsulate(&self, world: &World<'_>) -> Answer {
        match self.last_entry() {
            Some(entry) => Answer::wish(Wish::Watch(entry)),
            None if self.is_alone() => Answer::why(say!(
                "chat-pane-nothing-to-watch-alone",
                key = world.key(Action::Common(Common::Partner))
            )),
            None => Answer::why(say!(
                "chat-pane-nothing-to-watch",
                key = world.key(Verb::Write.own())
            )),
        }
    }

    /// Help has made room for what is pasted, and the chat has the focus.
    fn paste_lines(&mut self, text: &str, world: &World<'_>) -> Answer {
        let now = world.look.now;
        let mut rest = text.lines().filter(|line| !line.trim().is_empty());
        let taken = rest.by_ref().take(MOST_PASTED);
        let lines: Vec<String> = taken.map(ToOwned::to_owned).collect();
        let cut = rest.count();
        match &lines[..] {
            [] => Answer::done(),
            [line] => {
                self.paste_line(line, now);
                Answer::done()
            }
            _ if self.refuses_lines(lines.len() + cut, now) => Answer::done(),
            _ => {
                if cut > 0 {
                    let what = say!("chat-pane-paste-cut", taken = lines.len(), cut = cut);
                    self.notice(now, Tone::Warn, what, None);
                }
                Answer::wish(Wish::AskPaste(lines))
            }
        }
    }
}

impl Screen for Chat {
    fn layer(&self) -> &'static Layer {
        &Verb::LAYER
    }

    fn title(&self, world: &World<'_>) -> Title {
        Title {
            name: world.look.get("view-chat"),
            status: self.view(world).status(),
        }
    }

    fn about(&self) -> &'static str {
        "help-chat"
    }

    /// Its commands, and what stands behind a message.
    fn help(&self, world: &World<'_>) -> Vec<Section> {
        let glyphs = world.look.glyphs;
        let ticks = [
            (glyphs.sent, "help-tick-sent"),
            (glyphs.acked, "help-tick-acked"),
            (glyphs.delivered, "help-tick-delivered"),
            (LOST, "help-tick-lost"),
        ];
        let commands = COMMANDS.map(|(word, what)| (format!("/{word}"), what));
        let ticks = ticks.map(|(tick, what)| (tick.to_owned(), what));
        vec![
            Section {
                title: "help-commands",
                rows: commands.to_vec(),
            },
            Section {
                title: "help-ticks",
                rows: ticks.to_vec(),
            },
        ]
    }

    fn writes(&self) -> Option<&'static [Offer]> {
        self.typing.then_some(OFFERS)
    }

    fn hint(&self, verb: VerbId, _world: &World<'_>) -> Option<&'static str> {
        // Nothing was said yet that could go through the layers.
        let idle = Verb::at(verb) == Some(Verb::Encapsulate) && self.last_entry().is_none();
        Verb::LAYER.short(verb).filter(|_| !idle)
    }

    fn finds(&self) -> Vec<Find> {
        let find = |(word, name): &(&str, &'static str)| Find {
            word: format!("/{word}"),
            name,
            wish: Wish::Write(begun(word)),
        };
        COMMANDS.iter().map(find).collect()
    }

    fn act(&mut self, verb: VerbId, world: &World<'_>) -> Answer {
        match Verb::at(verb) {
            Some(Verb::Open) => self.open(),
            Some(Verb::Write) => {
                self.typing = true;
                Answer::done()
            }
            Some(Verb::ReadOtherwise) => self.read_otherwise(world.look.now),
            Some(Verb::Encapsulate) => self.encapsulate(world),
            None => Answer::no(),
        }
    }

    fn moved(&mut self, to: Move, world: &World<'_>) -> Answer {
        let before = (self.reading, self.unseen);
        self.scroll(to, world.page());
        Answer::is((self.reading, self.unseen) != before)
    }

    fn back(&mut self, _world: &World<'_>) -> Answer {
        Answer::is(std::mem::take(&mut self.typing))
    }

    fn key(&mut self, key: Key, world: &World<'_>) -> Answer {
        use KeyCode::{
            BackTab, Backspace, Char, Delete, Down, End, Enter, Esc, F, Home, Left, PageDown,
            PageUp, Right, Tab, Up,
        };
        match key.code {
            PageUp => self.scroll(Move::PageUp, world.page()),
            PageDown => self.scroll(Move::PageDown, world.page()),
            Tab if self.complete() => {}
            Esc => self.typing = false,
            Char(_) | Enter | Tab | BackTab | Backspace | Delete | Up | Down | Left | Right
            | Home | End | F(_) => return self.line_key(key, world.look.now),
        }
        Answer::done()
    }

    fn paste(&mut self, text: &str, world: &World<'_>) -> Answer {
        self.paste_lines(text, world)
    }

    /// A click into the last row writes.
    fn click(&mut self, at: Position, world: &World<'_>) -> Answer {
        let last = world.row(at.y) + 1 == usize::from(world.area.height);
        self.typing |= last;
        Answer::is(last)
    }

    fn draw(&self, world: &World<'_>, buf: &mut Buffer) -> Option<Position> {
        let view = self.view(world);
        (&view).render(world.area, buf);
        view.cursor(world.area, buf)
    }
}
