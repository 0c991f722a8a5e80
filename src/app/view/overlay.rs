//! What lies over the screen: help, palette, questions.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Clear, Widget};

use crate::app::model::Model;
use crate::app::model::desk::{
    Notice, OpenForm, Overlay, PickForm, Question, SaveForm, SaveViewForm, Which,
};
use crate::msg::file::Found;
use crate::say;
use crate::screens::Shown;
use crate::screens::line::LineEdit;
use crate::ui::fit;
use crate::ui::look::Look;
use crate::ui::wrap::wrap;

use super::palette::Found as PaletteFound;
use super::{help, layout, palette};

pub(super) fn draw(
    model: &Model,
    overlay: &Overlay,
    look: &Look<'_>,
    area: Rect,
    buf: &mut Buffer,
) -> Option<Position> {
    match overlay {
        Overlay::Help(top) => {
            draw_help(model, *top, look, area, buf);
            None
        }
        Overlay::Palette { line, at } => draw_palette(model, line, *at, look, area, buf),
        Overlay::OpenFile(form) => open_file(form, look, area, buf),
        Overlay::Save(form) => save(form, look, area, buf),
        Overlay::SaveView(form) => save_view(model, form, look, area, buf),
        Overlay::Pick(pick) => note_pick(pick, look, area, buf),
        Overlay::Ask(question) => {
            ask(model, question, look, area, buf);
            None
        }
    }
}

/// Rows a notice may take.
const MOST_TOLD: usize = 4;

/// What is told once: over the last rows, whatever has the focus.
pub(super) fn notice(notice: &Notice, look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let text = match notice.remedy.clone() {
        Some(remedy) => look.say(&say!(
            "report-notice",
            what = notice.what.clone(),
            remedy = remedy
        )),
        None => look.say(&notice.what),
    };
    let rows = wrap(
        &text,
        usize::from(area.width.saturating_sub(2)),
        MOST_TOLD,
        look.glyphs.cut,
    );
    let height = (rows.len() as u16).min(area.height);
    let at = Rect {
        y: area.bottom() - height,
        height,
        ..area
    };
    Clear.render(at, buf);
    let style = if notice.bad {
        look.theme.bad
    } else {
        look.theme.good
    };
    for (y, row) in (at.y..at.bottom()).zip(rows) {
        buf.set_stringn(
            at.x + 1,
            y,
            row,
            usize::from(at.width.saturating_sub(2)),
            style,
        );
    }
}

/// A box in the middle, cleared and framed; gives its inside.
fn window(
    title: &str,
    hint: &str,
    columns: u16,
    rows: u16,
    look: &Look<'_>,
    area: Rect,
    buf: &mut Buffer,
) -> Rect {
    let width = columns.min(area.width);
    let height = rows.min(area.height);
    let at = Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + (area.height - height) / 2,
        width,
        height,
    };
    Clear.render(at, buf);
    Block::bordered()
        .border_set(look.glyphs.border)
        .border_style(look.theme.focus)
        .title(Line::styled(format!(" {title} "), look.theme.focus))
        .title_bottom(Line::styled(format!(" {hint} "), look.theme.dim).right_aligned())
        .render(at, buf);
    layout::inner(at)
}

fn draw_help(model: &Model, top: usize, look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let rows = help::rows(model);
    let wide = rows.iter().map(Line::width).max().unwrap_or(0) as u16 + 4;
    let high = rows.len() as u16 + 2;
    let inside = window(
        &look.get("help-title"),
        &look.get("help-hint"),
        wide.max(40),
        high,
        look,
        area,
        buf,
    );
    let height = usize::from(inside.height);
    let top = top.min(rows.len().saturating_sub(height));
    for (y, row) in rows.into_iter().skip(top).take(height).enumerate() {
        row.render(
            Rect {
                y: inside.y + y as u16,
                height: 1,
                ..inside
            },
            buf,
        );
    }
}

fn draw_palette(
    model: &Model,
    line: &LineEdit,
    at: usize,
    look: &Look<'_>,
    area: Rect,
    buf: &mut Buffer,
) -> Option<Position> {
    let found = palette::found(model, line.text());
    let inside = window(
        &look.get("palette-title"),
        &look.get("palette-hint"),
        72,
        20,
        look,
        area,
        buf,
    );
    if inside.height < 3 {
        return None;
    }
    buf.set_string(inside.x, inside.y, "> ", look.theme.focus);
    let written = Rect {
        x: inside.x + 2,
        width: inside.width.saturating_sub(2),
        height: 1,
        ..inside
    };
    let cursor = line.draw(written, buf, look);
    let list = Rect {
        y: inside.y + 2,
        height: inside.height - 2,
        ..inside
    };
    if found.is_empty() {
        let nothing = look.get("palette-nothing");
        buf.set_string(list.x, list.y, nothing, look.theme.dim);
    }
    draw_found(&found, at, look, list, buf);
    cursor
}

/// Cells of a key in the palette.
const KEY: usize = 9;

/// What the palette has found: name and key of each, the chosen one marked.
fn draw_found(found: &[PaletteFound], at: usize, look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let height = usize::from(area.height);
    let top = (at + 1).saturating_sub(height);
    for (y, entry) in found.iter().skip(top).take(height).enumerate() {
        let row = Rect {
            y: area.y + y as u16,
            height: 1,
            ..area
        };
        let width = usize::from(row.width);
        let key = fit::right(&entry.key, KEY);
        let room = width.saturating_sub(KEY + 1);
        let place = fit::cut(&entry.place, room / 3, look.glyphs.cut);
        let name_room = room.saturating_sub(fit::width(&place) + 1);
        let name = fit::cut(&entry.name, name_room, look.glyphs.cut);
        let gap = room.saturating_sub(fit::width(&name) + fit::width(&place));
        let spans = vec![
            Span::raw(name),
            Span::raw(" ".repeat(gap)),
            Span::styled(place, look.theme.dim),
            Span::styled(format!(" {key}"), look.theme.key),
        ];
        Line::from(spans).render(row, buf);
        if top + y == at {
            buf.set_style(row, look.theme.selected);
        }
    }
}

fn ask(model: &Model, question: &Question, look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let text = match question {
        Question::End => look.get("ask-end"),
        Question::EndPractice => look.get("ask-end-practice"),
        Question::Paste(lines) => look.say(&say!("ask-paste", n = lines.len())),
        Question::Sighting {
            peer,
            name,
            address,
        } => {
            let (name, address) = (name.clone(), address.to_string());
            look.say(&match model.sightings.consents.get(peer) {
                None => say!("sighting-consent", name = name, address = address),
                Some(false) => say!("sighting-consent-refused", name = name, address = address),
                Some(true) => say!("sighting-consent-allowed", name = name, address = address),
            })
        }
    };
    let (title, hint) = match question {
        Question::Sighting { .. } => ("sighting-consent-title", "sighting-consent-hint"),
        Question::Paste(_) => ("ask-title", "ask-paste-hint"),
        Question::End | Question::EndPractice => ("ask-title", "ask-hint"),
    };
    let wide = (fit::width(&text) as u16 + 6).clamp(30, 70);
    let rows = wrap(
        &text,
        usize::from(wide.min(area.width)).saturating_sub(4),
        6,
        look.glyphs.cut,
    );
    let inside = window(
        &look.get(title),
        &look.get(hint),
        wide,
        rows.len() as u16 + 2,
        look,
        area,
        buf,
    );
    for (y, row) in rows
        .into_iter()
        .take(usize::from(inside.height))
        .enumerate()
    {
        buf.set_string(inside.x, inside.y + y as u16, row, look.theme.text);
    }
}

/// A window with a line to write in and words below it.
fn form(
    title: &str,
    hint: &str,
    line: &LineEdit,
    words: &[String],
    look: &Look<'_>,
    area: Rect,
    buf: &mut Buffer,
) -> Option<Position> {
    const COLUMNS: u16 = 76;
    let room = usize::from(COLUMNS.min(area.width)).saturating_sub(4);
    let rows: Vec<_> = words
        .iter()
        .flat_map(|w| wrap(w, room, 4, look.glyphs.cut))
        .collect();
    let inside = window(title, hint, COLUMNS, rows.len() as u16 + 4, look, area, buf);
    if inside.height < 2 {
        return None;
    }
    buf.set_string(inside.x, inside.y, "> ", look.theme.focus);
    let cursor = line.draw(
        Rect {
            x: inside.x + 2,
            width: inside.width.saturating_sub(2),
            height: 1,
            ..inside
        },
        buf,
        look,
    );
    for (y, row) in (inside.y + 2..inside.bottom()).zip(rows) {
        buf.set_string(inside.x, y, row, look.theme.dim);
    }
    cursor
}

fn open_file(open: &OpenForm, look: &Look<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
    let mut words = vec![look.get("packets-open-what")];
    if open.opening.is_some() {
        words.push(look.get("packets-open-opening"));
    }
    if let Some(why) = open.problem.clone() {
        words.push(format!("{} {}", look.glyphs.refused(), look.say(&why)));
    }
    if let Some(found) = &open.found {
        words.push(candidates(found, look));
    }
    form(
        &look.get("packets-open-title"),
        &look.get("packets-open-hint"),
        &open.line,
        &words,
        look,
        area,
        buf,
    )
}

/// What the path could become: the names alone, as many as have room.
fn candidates(found: &Found, look: &Look<'_>) -> String {
    /// More would not be seen.
    const MOST: usize = 60;
    let name = |path: &String| {
        let bare = path.trim_end_matches('/');
        path[bare.rfind('/').map_or(0, |at| at + 1)..].to_owned()
    };
    let mut names: Vec<_> = found.paths.iter().take(MOST).map(name).collect();
    if found.more || found.paths.len() > MOST {
        names.push(look.get("packets-open-more"));
    }
    names.join("  ")
}

fn save(save: &SaveForm, look: &Look<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
    let which = look.get(match save.which {
        Which::Listed => "packets-save-listed",
        Which::All => "packets-save-all",
        Which::Selected => "packets-save-selected",
        Which::Flow => "packets-save-flow",
    });
    let what = look.say(&say!("packets-save-which", which = which, n = save.count));
    let words = [what, look.get("packets-save-what")];
    form(
        &look.get("packets-save-title"),
        &look.get("packets-save-hint"),
        &save.line,
        &words,
        look,
        area,
        buf,
    )
}

fn save_view(
    model: &Model,
    save: &SaveViewForm,
    look: &Look<'_>,
    area: Rect,
    buf: &mut Buffer,
) -> Option<Position> {
    let (title, words) = if save.shown == Shown::Journey {
        let origin = model.screens.encap.origin_word(look).unwrap_or_default();
        let which = look.say(&say!("report-save-which", origin = origin));
        (
            "report-save-title",
            vec![which, look.get("report-save-what")],
        )
    } else {
        ("report-save-view", vec![look.get("report-save-view-what")])
    };
    let hint = look.get("report-save-hint");
    form(&look.get(title), &hint, &save.line, &words, look, area, buf)
}

fn note_pick(pick: &PickForm, look: &Look<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
    let title = fit::cut(&pick.draft.title, 60, look.glyphs.cut);
    let what = match (pick.alone, pick.draft.frames.len()) {
        (true, _) => look.get("report-pick-note-alone"),
        (false, 0) => look.say(&say!("report-pick-view", title = title)),
        (false, n) => look.say(&say!("report-pick-frames", title = title, n = n)),
    };
    form(
        &look.get("report-pick-title"),
        &look.get("report-pick-hint"),
        &pick.line,
        &[what],
        look,
        area,
        buf,
    )
}
