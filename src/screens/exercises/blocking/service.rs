//! Three clients at one server: who waits for whom, who was served in which order.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget as _;

use crate::exercise::blocking::service::{self, CLIENTS, SLOW, Served};
use crate::exercise::blocking::{Chapter, Model, Pair, entries, filled};
use crate::exercise::{Actor, Entry, Role};
use crate::say;
use crate::screens::exercises::scene::Scene;
use crate::ui::area::take_top;
use crate::ui::fit;

use super::lane::{self, Lane};

/// Draws the server's lanes, the clients', and what came of each way to serve.
pub(super) fn draw(scene: &Scene<'_>, mut area: Rect, buf: &mut Buffer) {
    let now = lane::now(scene);
    let model = service::latest(scene.journal);
    let servers: &[u16] = match model {
        Some(Model::Threads) => &CLIENTS,
        Some(Model::Sequential | Model::Poll) | None => &[0],
    };
    let lanes = (servers.len() + CLIENTS.len()) as u16;
    let gap = u16::from(area.height >= lanes * 2 + 6) + u16::from(area.height >= lanes * 3 + 9);
    let apart = u16::from(area.height >= lanes + 5);
    for number in servers {
        let who = Actor::of(Role::Server, *number);
        let one = Lane {
            who,
            entry: newest(scene, model, who),
            letter: None,
            idle: None,
        };
        lane::draw(scene, &one, now, take_top(&mut area, 1), buf);
        take_top(&mut area, gap);
    }
    take_top(&mut area, apart);
    for number in CLIENTS {
        let who = Actor::of(Role::Client, number);
        let one = Lane {
            who,
            entry: newest(scene, model, who),
            letter: Some(letter(scene, number)),
            idle: (number == SLOW).then_some("blocking-silent"),
        };
        lane::draw(scene, &one, now, take_top(&mut area, 1), buf);
        take_top(&mut area, gap);
    }
    take_top(&mut area, apart);
    draw_served(scene, area, buf);
}

/// The newest call of this program, of those that belong to this way to serve.
fn newest<'a>(scene: &Scene<'a>, model: Option<Model>, who: Actor) -> Option<&'a Entry> {
    let calls = match model {
        Some(model) => service::entries(scene.journal, model),
        None => entries(scene.journal, Chapter::Service).collect(),
    };
    calls.into_iter().rfind(|entry| entry.step.who == who)
}

/// What this client has sent and nobody has read: a full letter, or an empty place.
fn letter(scene: &Scene<'_>, number: u16) -> String {
    let pair = Pair::client(number);
    let lies = filled::level(scene.journal, pair.near, pair.far);
    let mark = if lies.send + lies.receive > 0 {
        scene.look.glyphs.on
    } else {
        " "
    };
    format!("[{mark}]")
}

/// A row for each way to serve: the order, and how many the silent client held up. With little room: the newest.
fn draw_served(scene: &Scene<'_>, mut area: Rect, buf: &mut Buffer) {
    let served = Model::ALL.map(|model| (model, Served::of(scene.journal, model)));
    let known = served.iter().filter(|(_, served)| !served.order.is_empty());
    let known: Vec<_> = known.collect();
    let skipped = known.len().saturating_sub(usize::from(area.height));
    for (model, served) in known.into_iter().skip(skipped) {
        let row = take_top(&mut area, 1);
        served_line(scene, *model, served, usize::from(row.width)).render(row, buf);
    }
}

fn served_line(scene: &Scene<'_>, model: Model, served: &Served, width: usize) -> Line<'static> {
    let look = &scene.look;
    let name = match model {
        Model::Sequential => look.get("blocking-view-sequential"),
        Model::Poll => look.get("blocking-view-poll"),
        Model::Threads => look.get("blocking-view-threads"),
    };
    let order: Vec<_> = served.order.iter().map(u16::to_string).collect();
    let order = order.join(&format!(" {} ", look.glyphs.right));
    let room = (width / 2).clamp(18, 30);
    let mut spans = vec![
        Span::styled(
            fit::left(&fit::cut(&name, room - 1, look.glyphs.cut), room),
            look.theme.text,
        ),
        Span::styled(fit::left(&order, 11), look.theme.strong),
    ];
    if let Some(held) = served.held_up {
        let style = if held > 0 {
            look.theme.bad
        } else {
            look.theme.good
        };
        spans.push(Span::styled(
            look.say(&say!("blocking-held-up", count = held)),
            style,
        ));
    }
    let mut line = Line::from(spans);
    fit::cut_line(&mut line, width, look.glyphs.cut);
    line
}
