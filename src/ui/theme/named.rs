//! The themes by name, and the one in use.

use super::{Meaning, Paint, Theme};

/// A theme's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ThemeName {
    /// The terminal's own colours.
    #[default]
    Terminal,
    /// True colours for dark ground.
    Dark,
    /// Colours for light ground.
    Light,
    /// High contrast.
    Contrast,
    /// Weight and reversal only.
    None,
}

impl ThemeName {
    /// All, as `t` walks through them.
    pub const ALL: [Self; 5] = [
        Self::Terminal,
        Self::Dark,
        Self::Light,
        Self::Contrast,
        Self::None,
    ];

    /// As one writes it, the same in every language.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Terminal => "terminal",
            Self::Dark => "dark",
            Self::Light => "light",
            Self::Contrast => "contrast",
            Self::None => "none",
        }
    }

    /// Its styles.
    #[must_use]
    pub const fn theme(self) -> Theme {
        match self {
            Self::Terminal => Theme::TERMINAL,
            Self::Dark => Theme::DARK,
            Self::Light => Theme::LIGHT,
            Self::Contrast => Theme::CONTRAST,
            Self::None => Theme::NONE,
        }
    }

    /// The one after it.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::Terminal => Self::Dark,
            Self::Dark => Self::Light,
            Self::Light => Self::Contrast,
            Self::Contrast => Self::None,
            Self::None => Self::Terminal,
        }
    }
}

/// The theme in use, with what the user has chosen for single meanings.
#[derive(Debug, Clone, Default)]
pub struct Themes {
    name: ThemeName,
    theme: Theme,
    refined: Vec<(&'static Meaning, Paint)>,
    fixed: bool,
}

impl Themes {
    /// Begins with this theme; `refined` holds in every one that has colours.
    #[must_use]
    pub fn new(name: ThemeName, refined: Vec<(&'static Meaning, Paint)>) -> Self {
        let mut themes = Self {
            refined,
            ..Self::default()
        };
        themes.choose(name);
        themes
    }

    /// No colours, now and later: the user wants none at all.
    #[must_use]
    pub const fn without_colours() -> Self {
        Self {
            name: ThemeName::None,
            theme: Theme::NONE,
            refined: Vec::new(),
            fixed: true,
        }
    }

    /// The name of the one in use.
    #[must_use]
    pub const fn name(&self) -> ThemeName {
        self.name
    }

    /// The styles in use.
    #[must_use]
    pub const fn styles(&self) -> &Theme {
        &self.theme
    }

    /// To the next theme; stays, and returns `false`, where no colours are wanted.
    pub fn advance(&mut self) -> bool {
        if !self.fixed {
            self.choose(self.name.next());
        }
        !self.fixed
    }

    fn choose(&mut self, name: ThemeName) {
        self.name = name;
        self.theme = name.theme();
        if name != ThemeName::None {
            for (meaning, paint) in &self.refined {
                meaning.paint(&mut self.theme, *paint);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use ratatui::style::Color;

    use super::*;

    #[test]
    fn one_walks_through_all_themes_and_is_back() {
        let mut themes = Themes::default();
        for name in ThemeName::ALL {
            assert_eq!((themes.name(), themes.styles()), (name, &name.theme()));
            assert!(themes.advance());
        }
        assert_eq!(themes.name(), ThemeName::Terminal);
    }

    #[test]
    fn what_is_refined_holds_in_each_theme_that_has_colours() {
        let warn = Meaning::named("warn").unwrap();
        let refined = vec![(warn, Paint::read("#123456").unwrap())];
        let mut themes = Themes::new(ThemeName::Contrast, refined);
        let wanted = Some(Color::Rgb(0x12, 0x34, 0x56));
        assert_eq!(themes.styles().warn.fg, wanted);
        assert_eq!(themes.styles().bad, Theme::CONTRAST.bad);
        themes.advance();
        assert_eq!(themes.styles(), &Theme::NONE);
        themes.advance();
        assert_eq!(themes.styles().warn.fg, wanted);
    }

    /// Of a colour of the palette of 256, from its cube or its greys (WCAG 2, relative luminance).
    fn luminance(colour: Color) -> f64 {
        let Color::Indexed(n @ 16..) = colour else {
            panic!("{colour:?}");
        };
        let cube = |n: u8| if n == 0 { 0 } else { 55 + 40 * n };
        let [red, green, blue] = match n - 16 {
            n @ 216.. => [8 + 10 * (n - 216); 3],
            n => [cube(n / 36), cube(n / 6 % 6), cube(n % 6)],
        };
        let linear = |part: u8| match f64::from(part) / 255.0 {
            part if part <= 0.04045 => part / 12.92,
            part => ((part + 0.055) / 1.055).powf(2.4),
        };
        0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }

    #[test]
    fn on_white_everything_of_the_light_theme_can_be_read() {
        let light = Theme::LIGHT;
        for style in light.layers[1..].iter().chain([&light.dim, &light.key]) {
            let colour = style.fg.unwrap();
            let contrast = 1.05 / (luminance(colour) + 0.05);
            assert!(contrast >= 4.5, "{colour:?}: {contrast}");
        }
    }

    #[test]
    fn without_colours_it_stays_so() {
        let mut themes = Themes::without_colours();
        assert!(!themes.advance());
        assert_eq!(themes.styles(), &Theme::NONE);
    }
}
