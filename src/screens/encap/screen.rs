//! The encapsulation as a screen: what one does to it, and what it says.

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::journey::player::{SLIDE, TICK};
use crate::journey::{Journey, Size};
use crate::keymap::{Action, Global, Layer, Move, VerbId};
use crate::msg::{Key, KeyCode};
use crate::say;
use crate::say::Say;
use crate::screens::{Answer, Offer, Screen, Section, Shown, Title, World};
use crate::ui::fit;
use crate::ui::look::Look;

use super::walk::Not;
use super::{Encap, Mode, Verb, view};

/// What the footer offers while an answer is written.
const OFFERS: &[Offer] = &[
    Offer::Line(Key::plain(KeyCode::Enter), "predict-footer-answer"),
    Offer::Line(Key::plain(KeyCode::Esc), "predict-footer-skip"),
];

impl Encap {
    /// Says more of the step, or less; where all of it has room already, so.
    fn explained_more(&mut self, world: &World<'_>) -> Answer {
        let before = self.drawn(world);
        let done = self.carry_out(Verb::Explain, world.look.elapsed);
        match done {
            Err(not) => Answer::why(self.why(not, world)),
            Ok(_) if self.drawn(world) == before => Answer::why(self.why(Not::NoMore, world)),
            Ok(_) => Answer::done(),
        }
    }

    fn drawn(&self, world: &World<'_>) -> Buffer {
        let mut buf = Buffer::empty(world.area);
        self.draw(world, &mut buf);
        buf
    }

    /// What is followed, from whom to whom.
    fn followed(&self, look: &Look<'_>) -> String {
        let name = look.get("encap-title");
        let Some(shown) = &self.shown else {
            return name;
        };
        let facts = &shown.journey.facts;
        let [from, to] = [&facts.sender, &facts.receiver].map(|p| view::party(p, look));
        let way = format!(
            "{from} {} {to}{}",
            look.glyphs.right,
            share_word(&shown.journey, look)
        );
        match &shown.journey.text {
            Some(text) => format!(
                "{name}  {} {way}",
                view::quoted(&fit::cut(text, 24, look.glyphs.cut), look)
            ),
            None => format!("{name}  {} {way}", shown.journey.digest.protocol.name()),
        }
    }

    /// Why a verb does nothing now, and what to do.
    fn why(&self, not: Not, world: &World<'_>) -> Say {
        let key = |verb: Verb| world.key(verb.own());
        let back = || world.key(Action::Global(Global::Back));
        match not {
            Not::NothingShown => say!("encap-nothing-yet", key = view::encapsulates(world)),
            Not::AtBothEnds => say!("encap-at-both-ends", key = key(Verb::BothEnds)),
            Not::AtBothTransports => {
                say!("encap-at-both-transports", key = key(Verb::SideBySide))
            }
            Not::FirstStep => say!("encap-first-step", key = key(Verb::Right)),
            Not::LastStep => say!("encap-last-step", key = world.key(Action::Move(Move::Top))),
            Not::NoByte => say!("encap-no-byte", key = back()),
            Not::NoFields => say!("encap-nothing-to-open", key = key(Verb::Right)),
            Not::FieldsOpen => say!("encap-fields-open", key = back()),
            Not::Fastest => say!("encap-fastest", speed = self.speed(world.look.glyphs.ascii)),
            Not::Slowest => say!(
                "encap-slowest",
                speed = self.speed(world.look.glyphs.ascii),
                key = key(Verb::PlayPause)
            ),
            Not::HighestLayer => say!("encap-highest-layer", key = key(Verb::LayerDown)),
            Not::OnTheWire => say!("encap-on-the-wire", key = key(Verb::Right)),
            Not::NoLayer(number) => say!(
                "encap-no-such-layer",
                number = number.to_string(),
                of = self.model.levels().len(),
                key = key(Verb::NextForm)
            ),
            Not::ThisLayer(number) => say!("encap-this-layer", number = number.to_string()),
            Not::NoMore => say!("encap-no-more"),
        }
    }

    /// How fast it plays, in short.
    fn speed(&self, ascii: bool) -> &'static str {
        let shown = self.shown.as_ref();
        shown.map_or("", |shown| shown.player.speed().name(ascii))
    }
}

/// Which share of the frame's data is the message's, where other messages share it.
fn share_word(journey: &Journey, look: &Look<'_>) -> String {
    let (own, others) = (journey.share(), journey.others());
    if others.bytes == 0 {
        return String::new();
    }
    let all = Size {
        bytes: own.bytes + others.bytes,
        exact: own.exact && others.exact,
    };
    format!(
        "  {}",
        look.say(&say!(
            "encap-title-share",
            own = own.to_string(),
            all = all.to_string()
        ))
    )
}

impl Screen for Encap {
    fn layer(&self) -> &'static Layer {
        &Verb::LAYER
    }

    fn title(&self, world: &World<'_>) -> Title {
        Title {
            name: self.followed(&world.look),
            status: self.origin_word(&world.look).unwrap_or_default(),
        }
    }

    fn about(&self) -> &'static str {
        "help-encapsulation"
    }

    /// What its signs mean.
    fn help(&self, world: &World<'_>) -> Vec<Section> {
        let glyphs = world.look.glyphs;
        let signs = [
            (glyphs.acked, "help-sign-yes"),
            (glyphs.refused(), "help-sign-no"),
            ("≈", "help-sign-inferred"),
            ("?", "help-sign-unknown"),
            (glyphs.dot, "help-sign-absent"),
            ("2 3 4 7", "help-sign-wire"),
        ];
        let rows = signs.map(|(sign, what)| (sign.to_owned(), what));
        vec![Section {
            title: "help-signs",
            rows: rows.to_vec(),
        }]
    }

    fn writes(&self) -> Option<&'static [Offer]> {
        self.is_typing().then_some(OFFERS)
    }

    /// When the picture changes next by itself; `None`: it stands.
    fn deadline(&self, now: Duration) -> Option<Duration> {
        let shown = self.shown.as_ref().filter(|_| self.mode == Mode::Way)?;
        let morphing = self.morph.as_ref().is_some_and(|m| now < m.since + SLIDE);
        let morph = morphing.then_some(now + TICK);
        morph.into_iter().chain(shown.player.deadline(now)).min()
    }

    fn act(&mut self, verb: VerbId, world: &World<'_>) -> Answer {
        let Some(verb) = Verb::at(verb) else {
            return Answer::no();
        };
        if verb == Verb::Explain {
            return self.explained_more(world);
        }
        match self.carry_out(verb, world.look.elapsed) {
            Ok(wish) => Answer::wishes(wish.into_iter().collect()),
            Err(not) => Answer::why(self.why(not, world)),
        }
    }

    fn moved(&mut self, to: Move, world: &World<'_>) -> Answer {
        self.go(to, world.page(), world.look.elapsed)
    }

    /// Closes the fields; else leads back to the message's way.
    fn back(&mut self, _world: &World<'_>) -> Answer {
        if self.fields.take().is_some() {
            return Answer::done();
        }
        let elsewhere = self.mode != Mode::Way;
        self.mode = Mode::Way;
        Answer::is(elsewhere)
    }

    fn key(&mut self, key: Key, world: &World<'_>) -> Answer {
        self.answer(key, world.look.elapsed)
    }

    /// One line goes into the answer.
    fn paste(&mut self, text: &str, _world: &World<'_>) -> Answer {
        let asked = self.is_typing();
        if asked {
            self.predict.paste(text);
        }
        Answer::is(asked)
    }

    fn click(&mut self, at: Position, world: &World<'_>) -> Answer {
        Answer::is(self.select(at, world))
    }

    fn draw(&self, world: &World<'_>, buf: &mut Buffer) -> Option<Position> {
        view::draw(self, world, buf);
        view::cursor(self, world, buf)
    }

    fn shown(&self, _world: &World<'_>) -> Shown {
        Shown::Journey
    }
}
