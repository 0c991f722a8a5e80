//! The log: each call with its result, each frame, in order of time, up to what the picture shows.

use ratatui::text::{Line, Span};

use crate::clock::Time;
use crate::exercise::{Entry, Happening, Journal, Role, code};
use crate::screens::World;
use crate::ui::fit;
use crate::ui::look::Look;
use crate::wire;

use super::Bench;

/// Cells of the column of times, and of who it was.
const TIME: usize = 9;
const WHO: usize = 10;

impl Bench {
    /// One line of the log.
    pub(super) fn log_line(
        &self,
        happening: Happening,
        first: Time,
        world: &World<'_>,
        width: usize,
    ) -> Line<'static> {
        let journal = self.session.journal();
        let line = line(journal, happening, first, &world.look);
        let mut line = line.unwrap_or_default();
        fit::cut_line(&mut line, width, world.look.glyphs.cut);
        line
    }
}

fn line(
    journal: &Journal,
    happening: Happening,
    first: Time,
    look: &Look<'_>,
) -> Option<Line<'static>> {
    let theme = look.theme;
    let (time, who, what) = match happening {
        Happening::Began(at) => {
            let entry = journal.entries.get(at)?;
            let call = Span::styled(code::call(&entry.step), theme.text);
            (entry.began?, who(entry, look), vec![call])
        }
        Happening::Waits(at) => {
            let entry = journal.entries.get(at)?;
            let waits = format!("  {} {}", look.glyphs.cut, look.get("exercise-waits"));
            let what = vec![
                Span::styled(code::call(&entry.step), theme.text),
                Span::styled(waits, theme.warn),
            ];
            (entry.waits?, who(entry, look), what)
        }
        Happening::Ended(at) => {
            let entry = journal.entries.get(at)?;
            (
                entry.ended.as_ref()?.at,
                who(entry, look),
                ended(entry, look),
            )
        }
        Happening::Frame(at) => {
            let seen = journal.frames.get(at)?;
            let say = wire::summary(&seen.digest, &seen.bytes, &wire::Context::of(&seen.meta));
            let layer = theme.layer(seen.digest.protocol.osi());
            let what = vec![
                Span::styled(format!("{} ", seen.digest.protocol.name()), layer),
                Span::styled(look.say(&say), theme.dim),
            ];
            let who = Span::styled(fit::left(&look.get("exercise-frame"), WHO), theme.dim);
            (seen.meta.time, who, what)
        }
    };
    let millis = format!("{:.1}", time.since(first).as_secs_f64() * 1e3);
    let mut spans = vec![Span::styled(format!("{millis:>TIME$}  "), theme.dim), who];
    spans.extend(what);
    Some(Line::from(spans))
}

/// Who made the call.
fn who(entry: &Entry, look: &Look<'_>) -> Span<'static> {
    let actor = entry.step.who;
    let (name, style) = match actor.role {
        Role::Server => ("exercise-server", look.theme.peer),
        Role::Client => ("exercise-client", look.theme.you),
        Role::Local => ("exercise-local", look.theme.peer),
        Role::Lab => ("exercise-lab", look.theme.dim),
    };
    let number = if actor.number == 0 {
        String::new()
    } else {
        format!(" {}", actor.number)
    };
    let name = format!("{}{number}", look.get(name));
    Span::styled(
        fit::left(&fit::cut(&name, WHO - 1, look.glyphs.cut), WHO),
        style,
    )
}

/// The call and how it ended.
fn ended(entry: &Entry, look: &Look<'_>) -> Vec<Span<'static>> {
    let theme = look.theme;
    let arrow = format!(" {} ", look.glyphs.right);
    let result = if let Some(errno) = entry.errno() {
        Span::styled(errno.name.clone(), theme.bad)
    } else {
        let value = entry.value().map(code::value).unwrap_or_default();
        Span::styled(value, theme.good)
    };
    let state = entry.ended.as_ref().and_then(|ended| ended.tcp);
    let state = state
        .map(|tcp| format!("  {}", tcp.state))
        .unwrap_or_default();
    vec![
        Span::styled(code::call(&entry.step), theme.text),
        Span::styled(arrow, theme.dim),
        result,
        Span::styled(state, theme.dim),
    ]
}
