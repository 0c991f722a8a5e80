//! All endings, a row each: what `recv` gave in Python and in C, the states at both ends.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::exercise::endings::{Case, End, Ending, Told};
use crate::screens::exercises::scene::Scene;
use crate::ui::area::{draw_lines, first_row, take_top};
use crate::ui::fit;
use crate::ui::look::Look;

/// Cells of the columns: pointer and name, Python, C, either state, who is in TIME-WAIT, what it says.
/// Each has a free cell at its end, which the last one does without.
const COLUMNS: [usize; 7] = [14, 21, 14, 12, 12, 10, 32];
/// Where there is little room: the first three.
const NARROW: [usize; 3] = [14, 21, 13];

/// The columns that there is room for.
fn columns(width: usize) -> Vec<usize> {
    let mut used = 0;
    let fits = |cells: &&usize| {
        used += **cells;
        used <= width + 1
    };
    let columns: Vec<_> = COLUMNS.iter().take_while(fits).copied().collect();
    if columns.len() < 5 {
        NARROW.to_vec()
    } else {
        columns
    }
}

pub(super) fn draw(
    scene: &Scene<'_>,
    endings: &[Ending],
    cases: &[Case<'_>],
    mut area: Rect,
    buf: &mut Buffer,
) {
    let look = &scene.look;
    let columns = columns(usize::from(area.width));
    let head = take_top(&mut area, 1);
    draw_lines(&[heading(&columns, look)], head, buf);
    let at = cases.len().saturating_sub(1);
    let from = first_row(at, endings.len(), usize::from(area.height));
    // Where there is room for it, a row stays free above each.
    let apart = usize::from(area.height) >= endings.len() * 2;
    let gap = apart.then(Line::default);
    let rows: Vec<_> = endings
        .iter()
        .enumerate()
        .skip(from)
        .flat_map(|(place, ending)| {
            let case = cases.get(place).copied();
            // All that was tried: no row is the current one any more.
            let current = case.is_some() && place + 1 == cases.len() && cases.len() < endings.len();
            let row = row(*ending, case, current, &columns, look);
            gap.clone().into_iter().chain([row])
        })
        .collect();
    draw_lines(&rows, area, buf);
}

fn heading(columns: &[usize], look: &Look<'_>) -> Line<'static> {
    let words = [
        format!("  {}", look.get("endings-head-ending")),
        look.get("endings-head-python"),
        look.get("endings-head-c"),
        look.get("exercise-client"),
        look.get("exercise-server"),
        "TIME-WAIT".to_owned(),
        look.get("endings-head-means"),
    ];
    let styles = [
        look.theme.dim,
        look.theme.dim,
        look.theme.dim,
        look.theme.you,
        look.theme.peer,
        look.theme.dim,
        look.theme.dim,
    ];
    cells(columns, words.into_iter().zip(styles), look)
}

/// Cells side by side, each as wide as its column; a space is left between two.
fn cells(
    columns: &[usize],
    cells: impl Iterator<Item = (String, Style)>,
    look: &Look<'_>,
) -> Line<'static> {
    let last = columns.len().saturating_sub(1);
    let spans = columns.iter().zip(cells).enumerate();
    let spans = spans.map(|(at, (width, (text, style)))| {
        let gap = usize::from(at < last);
        let text = fit::cut(&text, width.saturating_sub(gap), look.glyphs.cut);
        Span::styled(fit::left(&text, *width), style)
    });
    Line::from(spans.collect::<Vec<_>>())
}

fn row(
    ending: Ending,
    case: Option<Case<'_>>,
    current: bool,
    columns: &[usize],
    look: &Look<'_>,
) -> Line<'static> {
    let theme = look.theme;
    let mark = if current { look.glyphs.pointer } else { " " };
    let name = if ending == Ending::Restart {
        "endings-row-restart"
    } else {
        ending.name()
    };
    let name = format!("{mark} {}", look.get(name));
    let told = case.and_then(Case::told);
    let Some((case, told)) = case.zip(told) else {
        let style = if current { theme.strong } else { theme.dim };
        return cells(columns, std::iter::once((name, style)), look);
    };
    let told = if case.waited() { Told::Waits } else { told };
    let result = super::told_style(&told, look);
    let moment = case.decided().unwrap_or_default();
    let who = match case.time_wait() {
        Some((End::Near, _)) => (look.get("exercise-client"), theme.warn),
        Some((End::Far, _)) => (look.get("exercise-server"), theme.warn),
        None => (look.glyphs.nothing.to_owned(), theme.dim),
    };
    let words = [
        (name, theme.strong),
        (python(&told, look), result),
        (c(&told, look), result),
        super::state(moment.near, look),
        super::state(moment.far, look),
        who,
        (look.get(means(case, &told)), theme.text),
    ];
    cells(columns, words.into_iter(), look)
}

fn python(told: &Told, look: &Look<'_>) -> String {
    match told {
        Told::Waits => look.get("exercise-waits"),
        Told::Gave(..) | Told::Done | Told::Failed(_) => told.short(),
    }
}

fn c(told: &Told, look: &Look<'_>) -> String {
    match told {
        Told::Waits => look.get("exercise-waits"),
        Told::Gave(..) | Told::Done | Told::Failed(_) => told.c(),
    }
}

/// What such a result says, whatever led to it.
fn means(case: Case<'_>, told: &Told) -> &'static str {
    match told {
        Told::Waits => "endings-means-open",
        Told::Failed(errno) if errno == "EAGAIN" => "endings-means-open",
        Told::Failed(errno) if errno == "EADDRINUSE" => "endings-means-in-use",
        Told::Failed(_) => "endings-means-broken",
        Told::Gave(..) if case.lost().is_some() => "endings-means-lost",
        Told::Gave(..) if case.ending.is_udp() => "endings-means-datagram",
        Told::Gave(bytes, _) if bytes.is_empty() => "endings-means-end",
        Told::Gave(..) | Told::Done => "endings-means-on",
    }
}
