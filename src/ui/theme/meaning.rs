//! What a style means, by name, and how one writes a style: what the settings need to change single ones.

use ratatui::style::{Color, Modifier, Style};

use super::Theme;

/// One meaning.
#[derive(Debug, Clone, Copy)]
pub struct Meaning {
    /// As one writes it.
    pub name: &'static str,
    /// What has this style.
    pub about: &'static str,
    style: fn(&mut Theme) -> &mut Style,
}

impl PartialEq for Meaning {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

const fn meaning(
    name: &'static str,
    about: &'static str,
    style: fn(&mut Theme) -> &mut Style,
) -> Meaning {
    Meaning { name, about, style }
}

/// All of them, as [`Theme`] has them.
pub const MEANINGS: [Meaning; 22] = [
    meaning("text", "ordinary text", |t| &mut t.text),
    meaning("dim", "quieter text: labels, what is known already", |t| {
        &mut t.dim
    }),
    meaning("border", "borders of panes without the focus", |t| {
        &mut t.border
    }),
    meaning("title", "the name of a pane without the focus", |t| {
        &mut t.title
    }),
    meaning("status", "a pane's state, at its border's right", |t| {
        &mut t.status
    }),
    meaning("strong", "the one thing that matters", |t| &mut t.strong),
    meaning("focus", "border and name of the pane with the focus", |t| {
        &mut t.focus
    }),
    meaning("selected", "the selected row", |t| &mut t.selected),
    meaning("good", "up, delivered, right", |t| &mut t.good),
    meaning("warn", "waiting, dropped, guessed", |t| &mut t.warn),
    meaning("bad", "down, refused, malformed", |t| &mut t.bad),
    meaning("key", "a key one can press", |t| &mut t.key),
    meaning("peer", "what a peer says", |t| &mut t.peer),
    meaning("you", "what you say", |t| &mut t.you),
    meaning("layer1", "the physical layer", |t| &mut t.layers[1]),
    meaning("layer2", "the data link layer", |t| &mut t.layers[2]),
    meaning("layer3", "the network layer", |t| &mut t.layers[3]),
    meaning("layer4", "the transport layer", |t| &mut t.layers[4]),
    meaning("layer5", "the session layer", |t| &mut t.layers[5]),
    meaning("layer6", "the presentation layer", |t| &mut t.layers[6]),
    meaning("layer7", "the application layer", |t| &mut t.layers[7]),
    meaning("unknown", "bytes not known", |t| &mut t.unknown),
];

impl Meaning {
    /// The one of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        MEANINGS.iter().find(|meaning| meaning.name == name)
    }

    /// Gives it another style. What its own takes away from the text it lies on, the new one takes away too.
    pub fn paint(&self, theme: &mut Theme, paint: Paint) {
        let style = (self.style)(theme);
        let taken = style.sub_modifier.difference(paint.0.add_modifier);
        *style = paint.0.remove_modifier(taken);
    }
}

/// A style as one writes it: `cyan`, `#7dcfff`, `bold red`, `black on yellow`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paint(Style);

/// Words that are no colours.
const WEIGHTS: [(&str, Modifier); 5] = [
    ("bold", Modifier::BOLD),
    ("dim", Modifier::DIM),
    ("italic", Modifier::ITALIC),
    ("underlined", Modifier::UNDERLINED),
    ("reversed", Modifier::REVERSED),
];

impl Paint {
    /// The longest that is read, in bytes.
    const LONGEST: usize = 100;

    /// Reads weights and at most one colour, and behind `on` one for the ground. A colour is a name (`red`,
    /// `light-red`, `gray` …, `default`), a number of the palette of 256, or `#rrggbb`. `None`: it is no style.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let mut style = Style::new();
        if text.len() > Self::LONGEST {
            return None;
        }
        let mut words = text.split_whitespace();
        while let Some(word) = words.next() {
            let weight = WEIGHTS.iter().find(|(name, _)| *name == word);
            style = match weight {
                Some((_, modifier)) => style.add_modifier(*modifier),
                None if word == "on" && style.bg.is_none() => style.bg(colour(words.next()?)?),
                None if style.fg.is_none() => style.fg(colour(word)?),
                None => return None,
            };
        }
        (style != Style::new()).then_some(Self(style))
    }
}

fn colour(word: &str) -> Option<Color> {
    if word == "default" {
        return Some(Color::Reset);
    }
    word.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_are_read_as_one_writes_them() {
        let plain = Style::new();
        for (text, style) in [
            ("cyan", plain.fg(Color::Cyan)),
            ("#7dcfff", plain.fg(Color::Rgb(0x7d, 0xcf, 0xff))),
            ("bold light-red", plain.fg(Color::LightRed).bold()),
            (
                "black on 220 bold",
                plain.fg(Color::Black).bg(Color::Indexed(220)).bold(),
            ),
            ("dim", plain.dim()),
            ("default", plain.fg(Color::Reset)),
        ] {
            assert_eq!(Paint::read(text), Some(Paint(style)), "{text}");
        }
    }

    #[test]
    fn what_is_no_style_is_none() {
        for text in [
            "", "  ", "purpel", "red blue", "on", "red on", "#12345", "256",
        ] {
            assert_eq!(Paint::read(text), None, "{text}");
        }
        assert_eq!(Paint::read(&"bold ".repeat(50)), None);
    }

    #[test]
    fn every_style_of_a_theme_has_a_name_of_its_own() {
        let mark = Paint::read("#010203").unwrap();
        for (i, meaning) in MEANINGS.iter().enumerate() {
            let mut theme = Theme::NONE;
            meaning.paint(&mut theme, mark);
            for (j, other) in MEANINGS.iter().enumerate() {
                let painted = (other.style)(&mut theme).fg == mark.0.fg;
                assert_eq!(painted, i == j, "{} {}", meaning.name, other.name);
            }
        }
    }

    #[test]
    fn the_selected_row_stays_free_of_what_it_lies_on() {
        let mut theme = Theme::TERMINAL;
        let selected = Meaning::named("selected").unwrap();
        selected.paint(&mut theme, Paint::read("on blue").unwrap());
        assert_eq!(theme.selected.bg, Some(Color::Blue));
        assert!(theme.selected.sub_modifier.contains(Modifier::DIM));
    }
}
