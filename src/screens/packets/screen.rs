//! The packet log as a screen.

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::keymap::{Layer, Move, VerbId};
use crate::msg::{Key, KeyCode};
use crate::record::RecordKey;
use crate::say;
use crate::screens::{Answer, Copied, Offer, Screen, Section, Shown, Title, Wish, World};

use super::filter_line::{FilterLine, Typed};
use super::layout::parts;
use super::over::Over;
use super::remarks::{CUT, MALFORMED};
use super::view::PacketsView;
use super::{PacketLog, Scope, Verb};

/// What the filter line offers.
const WRITES: &[Offer] = &[
    Offer::Line(Key::plain(KeyCode::Enter), "footer-apply"),
    Offer::Line(Key::plain(KeyCode::Esc), "footer-leave-line"),
];

/// Filters to begin with: plain words, then fields by their names, as Wireshark writes them.
const FILTERS: [&str; 11] = [
    "tcp and port 10101",
    "host 10.77.1.12",
    "mine and not arp",
    "flow 3",
    "ip.ttl < 10",
    "tcp.flags.syn == 1 && tcp.flags.ack == 0",
    "dns.qry.name contains \"example\"",
    "tcp.analysis.retransmission",
    "sni contains \"example\"",
    "frame contains \"hello\"",
    "frame.number == 5",
];

impl PacketLog {
    /// Does this with the selected record, or says that none is.
    fn with_selected(&mut self, act: impl FnOnce(&mut Self, RecordKey) -> Answer) -> Answer {
        match self.selected() {
            Some(key) => act(self, key),
            None => Answer::why(say!("packets-nothing-selected")),
        }
    }

    /// Something of the list itself: it is seen there.
    fn change_list(&mut self, verb: Verb, world: &World<'_>) -> Answer {
        let packets = world.records.packets;
        if verb == Verb::PlayPause && self.in_file {
            return Answer::why(say!("packets-no-pause"));
        }
        self.uncover();
        if verb == Verb::Filter {
            let asked = std::mem::take(&mut self.asked);
            self.editing = Some(FilterLine::new(asked));
        } else if verb == Verb::AllOrMine {
            self.scope = match self.scope {
                Scope::Mine => Scope::All,
                Scope::All => Scope::Mine,
            };
            self.list_again(packets);
        } else {
            self.paused = !self.paused;
            if !self.paused {
                self.list_again(packets);
            }
        }
        Answer::done()
    }

    /// Is the list to be seen: by itself, or beside an opened record?
    fn shows_list(&self) -> bool {
        self.sum.is_none() && (self.opened.is_some() || self.overs.is_empty())
    }

    /// Closes what lies uppermost over the list, the line included. `false`: nothing does.
    fn close_uppermost(&mut self) -> bool {
        if self.editing.is_some() {
            self.leave_line();
            return true;
        }
        self.sum.take().is_some() || self.opened.take().is_some() || self.overs.pop().is_some()
    }

    /// Stops a listing under way, removes the filter, or follows again. `false`: there is nothing of these.
    fn undo(&mut self, world: &World<'_>) -> bool {
        if self.stop_listing() || self.stop_going() {
            return true;
        }
        if self.filter.take().is_some() {
            self.filter_text.clear();
            self.list_anew(world.records.packets);
            return true;
        }
        let follows = !self.following && !self.in_file;
        if follows {
            self.follow();
        }
        follows
    }
}

impl Screen for PacketLog {
    fn layer(&self) -> &'static Layer {
        &Verb::LAYER
    }

    fn title(&self, world: &World<'_>) -> Title {
        let view = PacketsView::new(self, world);
        let over = self.over().map(|over| over.title(world));
        let mut title = over.unwrap_or_else(|| Title {
            name: view.name(),
            status: String::new(),
        });
        if self.shows_list() {
            title.status = view.status();
        }
        title
    }

    fn about(&self) -> &'static str {
        "help-packets"
    }

    fn help(&self, world: &World<'_>) -> Vec<Section> {
        let rows = FILTERS.map(|filter| (filter.to_owned(), ""));
        let (look, glyphs) = (&world.look, &world.look.glyphs);
        let ways = format!("{} {}", glyphs.right, glyphs.left);
        let marks = [
            (ways, "help-mark-way"),
            ("?".to_owned(), "help-mark-no-way"),
            (look.get("help-part"), "help-mark-part"),
            (look.get("help-frame"), "help-mark-frame"),
            (look.get(MALFORMED), "help-mark-malformed"),
            (look.get(CUT), "help-mark-cut"),
        ];
        vec![
            Section {
                title: "help-filter",
                rows: rows.into(),
            },
            Section {
                title: "help-marks",
                rows: marks.into(),
            },
        ]
    }

    fn hint(&self, verb: VerbId, _world: &World<'_>) -> Option<&'static str> {
        // A file brings nothing by itself.
        if Verb::at(verb) == Some(Verb::PlayPause) && self.in_file {
            return None;
        }
        Verb::LAYER.short(verb)
    }

    fn over(&self) -> Option<&dyn Screen> {
        if let Some(sum) = &self.sum {
            return Some(sum);
        }
        if let Some(opened) = &self.opened {
            return Some(opened);
        }
        self.overs.last().map(Over::screen)
    }

    fn over_mut(&mut self) -> Option<&mut dyn Screen> {
        if let Some(sum) = &mut self.sum {
            return Some(sum);
        }
        if let Some(opened) = &mut self.opened {
            return Some(opened);
        }
        self.overs.last_mut().map(Over::screen_mut)
    }

    fn uncover(&mut self) {
        self.sum = None;
        self.opened = None;
        self.overs.clear();
    }

    fn writes(&self) -> Option<&'static [Offer]> {
        self.is_editing().then_some(WRITES)
    }

    fn act(&mut self, verb: VerbId, world: &World<'_>) -> Answer {
        let packets = world.records.packets;
        let Some(verb) = Verb::at(verb) else {
            return Answer::no();
        };
        match verb {
            Verb::Open => self.with_selected(|log, key| log.open_record(key, packets)),
            Verb::PlayPause | Verb::Filter | Verb::AllOrMine => self.change_list(verb, world),
            Verb::Ladder => self.ladder_of_current(packets),
            Verb::FollowStream => self.stream_of_current(packets),
            Verb::Flows => self.show_flows(packets),
            Verb::WorkOut => self.work_out(packets),
            Verb::Housekeeping => self.toggle_housekeeping(packets),
            Verb::Encapsulate => self.with_selected(|_, key| Answer::wish(Wish::Encapsulate(key))),
            Verb::OpenFile => Answer::wish(Wish::OpenFile),
            Verb::Pin => self.with_selected(|_, key| Answer::wish(Wish::Pin(key))),
        }
    }

    fn moved(&mut self, to: Move, world: &World<'_>) -> Answer {
        let before = (self.selected, self.following, self.new);
        self.walk_rows(to, world.page());
        Answer::is(before != (self.selected, self.following, self.new))
    }

    fn back(&mut self, world: &World<'_>) -> Answer {
        if self.close_uppermost() || self.undo(world) {
            return Answer::done();
        }
        match world.records.file {
            Some(_) => Answer::wish(Wish::StopReading),
            None => Answer::no(),
        }
    }

    fn key(&mut self, key: Key, world: &World<'_>) -> Answer {
        let Some(line) = &mut self.editing else {
            return Answer::no();
        };
        match line.key(key) {
            Typed::No => return Answer::no(),
            Typed::Here => {}
            Typed::Left => self.leave_line(),
            Typed::Entered(text) => self.set_filter(&text, world.records.packets),
        }
        Answer::done()
    }

    fn paste(&mut self, text: &str, _world: &World<'_>) -> Answer {
        let Some(line) = &mut self.editing else {
            return Answer::no();
        };
        line.insert(text);
        Answer::done()
    }

    fn click(&mut self, at: Position, world: &World<'_>) -> Answer {
        let view = PacketsView::new(self, world);
        let area = view.above_problem(world.area);
        let parts = parts(area, self.shape(world.records.packets));
        let list = view.below_denied(parts.list);
        if let Some(over) = self.over_mut() {
            return over.click(at, world);
        }
        if !list.contains(at) {
            return Answer::no();
        }
        let row = self.top(usize::from(list.height)) + usize::from(at.y - list.y);
        let Some(key) = self.rows.get(row).copied() else {
            return Answer::no();
        };
        self.selected = Some(key);
        self.following = false;
        Answer::done()
    }

    fn draw(&self, world: &World<'_>, buf: &mut Buffer) -> Option<Position> {
        if world.area.is_empty() {
            return None;
        }
        let list = self.shows_list().then(|| PacketsView::new(self, world));
        let cursor = list.and_then(|list| list.draw(world.area, buf));
        self.over().map_or(cursor, |over| over.draw(world, buf))
    }

    fn height(&self, world: &World<'_>) -> usize {
        let told = PacketsView::new(self, world).told_rows();
        let over = self.over().map(|over| over.height(world));
        told + over.filter(|rows| *rows > 0).unwrap_or(self.rows.len())
    }

    fn shown(&self, world: &World<'_>) -> Shown {
        self.over()
            .map_or(Shown::Records(None), |over| over.shown(world))
    }

    fn copied(&self, world: &World<'_>) -> Copied {
        match self.over() {
            Some(over) => over.copied(world),
            None => Copied::Bytes(self.selected().and_then(|key| world.records.bytes(key))),
        }
    }
}
