use ratatui::layout::Rect;
use ratatui::style::Style;

use super::*;

fn line(text: &str) -> Buffer {
    Buffer::with_lines([text])
}

/// A reader of XML that knows just enough to hold that a document is well formed: marks in pairs, no
/// character that XML forbids, nothing unescaped. Gives the texts between marks.
fn well_formed(xml: &str) -> Vec<String> {
    let allowed = |c: char| matches!(c, '\n' | '\t' | '\r' | '\u{20}'..='\u{fffd}' | '\u{10000}'..);
    assert!(
        xml.chars().all(allowed),
        "a character XML has no place for: {xml:?}"
    );
    let (mut open, mut texts, mut rest) = (Vec::new(), Vec::new(), xml);
    while let Some(at) = rest.find('<') {
        let (text, mark) = rest.split_at(at);
        let known = ["amp;", "lt;", "gt;", "quot;"];
        assert!(
            text.split('&')
                .skip(1)
                .all(|after| known.iter().any(|k| after.starts_with(k))),
            "{text:?}"
        );
        assert!(!text.contains('>'), "{text:?}");
        texts.push(text.to_owned());
        let end = mark.find('>').expect("a mark ends");
        let inside = &mark[1..end];
        assert_eq!(inside.matches('"').count() % 2, 0, "{inside}");
        match inside.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop(), Some(name.to_owned())),
            None if inside.ends_with('/') => {}
            None => open.push(inside.split(' ').next().unwrap_or_default().to_owned()),
        }
        rest = &mark[end + 1..];
    }
    assert!(
        open.is_empty() && rest.trim().is_empty(),
        "{open:?} {rest:?}"
    );
    texts
}

#[test]
fn words_stand_on_the_grid_and_are_given_their_length() {
    let svg = svg(&line("ab  cd"), "a screen", Ground::Dark);
    assert!(
        svg.contains(r#"<text x="9" y="23" textLength="18">ab</text>"#),
        "{svg}"
    );
    assert!(
        svg.contains(r#"<text x="45" y="23" textLength="18">cd</text>"#),
        "the fifth column: {svg}"
    );
    assert!(svg.contains("<title>a screen</title>"));
    assert!(
        svg.contains(r#"width="72" height="36""#),
        "six columns and a row, with a margin: {svg}"
    );
}

#[test]
fn wide_characters_stand_in_the_middle_of_their_two_cells() {
    let svg = svg(&line("你好a"), "", Ground::Dark);
    assert!(
        svg.contains(r#"<text x="18" y="23" text-anchor="middle">你</text>"#),
        "{svg}"
    );
    assert!(
        svg.contains(r#"<text x="36" y="23" text-anchor="middle">好</text>"#),
        "{svg}"
    );
    assert!(
        svg.contains(r#"<text x="45" y="23" textLength="9">a</text>"#),
        "{svg}"
    );
}

#[test]
fn box_lines_meet_from_cell_to_cell_and_row_to_row() {
    let svg = svg(&Buffer::with_lines(["┌──┐", "│  │"]), "", Ground::Dark);
    // The corner begins at its middle (9 + 4) and its line goes on to the next corner's middle.
    assert!(svg.contains("M13 18h28v1h-28z"), "{svg}");
    assert!(
        svg.contains("M13 18h1v9h-1z"),
        "down from the corner to the cell's end: {svg}"
    );
    assert!(
        svg.contains("M13 27h1v18h-1z"),
        "the next row's line through its whole cell: {svg}"
    );
    assert!(
        !svg.contains('─') && !svg.contains('│'),
        "no font draws them"
    );
}

#[test]
fn blocks_fill_as_much_of_their_cell_as_they_say() {
    let svg = svg(&line("▁█ ▏"), "", Ground::Dark);
    assert!(svg.contains("M9 25h9v2h-9z"), "an eighth from below: {svg}");
    assert!(svg.contains("M18 9h9v18h-9z"), "all of it: {svg}");
    assert!(
        svg.contains("M36 9h1v18h-1z"),
        "an eighth from the left: {svg}"
    );
}

#[test]
fn reversed_bold_dim_and_underlined_cells_look_so() {
    let mut buf = Buffer::empty(Rect::new(0, 0, 8, 1));
    buf.set_string(0, 0, "ab", Style::new().add_modifier(Modifier::REVERSED));
    buf.set_string(2, 0, "cd", Style::new().add_modifier(Modifier::BOLD));
    buf.set_string(4, 0, "ef", Style::new().add_modifier(Modifier::DIM));
    buf.set_string(
        6,
        0,
        "gh",
        Style::new()
            .add_modifier(Modifier::UNDERLINED)
            .fg(Color::Rgb(1, 2, 3)),
    );
    let svg = svg(&buf, "", Ground::Light);
    assert!(
        svg.contains(r##"<rect x="9" y="9" width="18" height="18" fill="#1f2328"/>"##),
        "{svg}"
    );
    assert!(
        svg.contains(r##"<g fill="#ffffff"><text x="9""##),
        "letters in the paper's colour: {svg}"
    );
    assert!(
        svg.contains(r##"<g fill="#1f2328" font-weight="bold"><text x="27""##),
        "{svg}"
    );
    assert!(
        svg.contains(r##"<g fill="#6d7073"><text x="45""##),
        "dim: nearer to the paper: {svg}"
    );
    assert!(
        svg.contains(r##"<g fill="#010203"><text x="63""##),
        "true colours as they are: {svg}"
    );
    assert!(
        svg.contains(r##"<path fill="#010203" d="M63 25h18v1h-18z"/>"##),
        "its underline: {svg}"
    );
}

#[test]
fn the_terminals_colours_are_fixed_ones_that_the_ground_makes_readable() {
    let mut buf = Buffer::empty(Rect::new(0, 0, 2, 1));
    buf.set_string(0, 0, "a", Style::new().fg(Color::Yellow));
    buf.set_string(1, 0, "b", Style::new().fg(Color::Indexed(196)));
    let (dark, light) = (svg(&buf, "", Ground::Dark), svg(&buf, "", Ground::Light));
    assert!(dark.contains(r##"fill="#e6c384""##) && light.contains(r##"fill="#8a5a00""##));
    assert!(
        dark.contains(r##"fill="#ff0000""##) && light.contains(r##"fill="#ff0000""##),
        "of the cube"
    );
    for (theme, ground) in [
        (ThemeName::Terminal, Ground::Dark),
        (ThemeName::Dark, Ground::Dark),
        (ThemeName::Light, Ground::Light),
        (ThemeName::Contrast, Ground::Dark),
        (ThemeName::None, Ground::Light),
    ] {
        assert_eq!(Ground::of(theme), ground);
    }
}

#[test]
fn odd_characters_keep_the_document_well_formed() {
    for odd in [
        "<&>\"'",
        "]]>",
        "e\u{301}",
        "👩‍👩‍👧",
        "🇨🇳",
        "\u{202e}abc",
        "\u{200b}",
        "\u{fffe}",
        "\u{ffff}",
        "क्षि",
        "…·→✓",
    ] {
        let texts = well_formed(&svg(&line(odd), odd, Ground::Dark));
        assert!(texts.len() > 3, "{odd:?}");
    }
    // A buffer lets no control character in by its words, but a cell can hold any.
    let mut buf = Buffer::empty(Rect::new(0, 0, 4, 1));
    for (x, odd) in ["\u{1b}", "\0", "\n", "\u{9b}"].into_iter().enumerate() {
        buf[(x as u16, 0)].set_symbol(odd);
    }
    well_formed(&svg(&buf, "a\u{1b}[31m\0", Ground::Dark));
    assert_eq!(text(&buf), "\u{fffd}\u{fffd}\u{fffd}\u{fffd}\n");
}

#[test]
fn no_size_panics_and_the_same_cells_give_the_same_bytes() {
    for (width, height) in [(0, 0), (1, 1), (3, 0), (0, 3), (1, 2)] {
        let area = Rect::new(2, 5, width, height);
        let mut buf = Buffer::empty(area);
        buf.set_style(area, Style::new().bg(Color::Red));
        if let Some(cell) = buf.cell_mut((2, 5)) {
            cell.set_symbol("你");
        }
        assert_eq!(
            svg(&buf, "", Ground::Dark),
            svg(&buf.clone(), "", Ground::Dark)
        );
        well_formed(&svg(&buf, "", Ground::Dark));
        assert_eq!(text(&buf).lines().count(), usize::from(height));
    }
}

#[test]
fn text_has_wide_characters_once_and_no_blanks_at_its_ends() {
    assert_eq!(
        text(&Buffer::with_lines(["你好 a  ", "", " ─┐ "])),
        "你好 a\n\n ─┐\n"
    );
}
