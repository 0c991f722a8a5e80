//! Which settings are in force: flag before variable before file before default.

use crate::keymap::Keymap;
use crate::say;
use crate::say::Clean;

use super::file;
use super::keys;
use super::kind::Raw;
use super::problem::{At, Problem};
use super::table::{SETTINGS, Setting, Takes};
use super::{Origin, Settings};

/// A flag that was said.
#[derive(Debug, Clone)]
pub struct Heard {
    /// Of which setting.
    pub setting: &'static Setting,
    /// Which of its flags, without dashes.
    pub flag: &'static str,
    /// What stood behind it, each time.
    pub words: Vec<String>,
}

/// Settings and keys, and what is to be said about them.
#[derive(Debug)]
pub struct InForce {
    /// The settings.
    pub settings: Settings,
    /// The keys as bound.
    pub keys: Keymap,
    /// Names in the file that nobody knows.
    pub warnings: Vec<Problem>,
}

/// The settings in force: those of the `file`'s text, over them those of the variables of the environment, over them
/// the flags, in the order they were said. `keys` are those of the tables; the file binds some of them otherwise.
///
/// # Errors
/// Everything that is wrong, wherever it stands, and what would only be warned of.
pub fn in_force(
    file: Option<&str>,
    variable: impl Fn(&str) -> Option<String>,
    flags: &[Heard],
    mut keys: Keymap,
) -> Result<InForce, Vec<Problem>> {
    let file::Read {
        mut settings,
        mut warnings,
        mut problems,
    } = file::read(file.unwrap_or_default());
    for setting in SETTINGS {
        let set = setting.variables.iter().find_map(|known| {
            let value = variable(known.name).filter(|value| !value.is_empty())?;
            Some((known, value))
        });
        if let Some((known, value)) = set {
            let words = [known.means.unwrap_or(&value)];
            let (at, origin) = (At::Variable(known.name), Origin::Variable(known.name));
            take(&mut settings, setting, &words, at, origin, &mut problems);
        }
    }
    for heard in flags {
        let words = heard.words();
        let (at, origin) = (At::Flag(heard.flag), Origin::Flag(heard.flag));
        take(
            &mut settings,
            heard.setting,
            &words,
            at,
            origin,
            &mut problems,
        );
    }
    if let Err(colliding) = keys::bind(&mut keys, &settings.keys, &mut warnings) {
        problems.extend(colliding);
    }
    if problems.is_empty() {
        Ok(InForce {
            settings,
            keys,
            warnings,
        })
    } else {
        // Who mends the file wants to see all of it at once.
        problems.extend(warnings);
        Err(problems)
    }
}

impl Heard {
    /// What was said, or what the flag stands for.
    fn words(&self) -> Vec<&str> {
        let flag = self
            .setting
            .flags
            .iter()
            .find(|flag| flag.long == self.flag);
        match flag.map(|flag| flag.takes) {
            Some(Takes::Nothing(means)) => vec![means],
            _ => self.words.iter().map(String::as_str).collect(),
        }
    }
}

fn take(
    settings: &mut Settings,
    setting: &'static Setting,
    words: &[&str],
    at: At,
    origin: Origin,
    problems: &mut Vec<Problem>,
) {
    if let Err(allowed) = setting.of_mut(settings).take(&Raw::Words(words), origin) {
        let value = Clean::spoken(&words.join(" "));
        problems.push(Problem {
            at,
            what: say!("settings-cannot-be", name = setting.name, value = value),
            hint: Some(file::hint(&allowed, words.last().copied())),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme::ThemeName;

    fn heard(name: &str, flag: &'static str, word: &str) -> Heard {
        Heard {
            setting: Setting::named(name).unwrap(),
            flag,
            words: vec![word.to_owned()],
        }
    }

    fn variables(set: &[(&str, &str)]) -> impl Fn(&str) -> Option<String> {
        let set: Vec<_> = set
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        move |wanted| {
            let (_, value) = set.iter().find(|(name, _)| name == wanted)?;
            Some(value.clone())
        }
    }

    /// The port in force and where it is from.
    fn port(file: Option<&str>, set: &[(&str, &str)], flags: &[Heard]) -> (u16, Origin) {
        let settings = in_force(file, variables(set), flags, Keymap::new([]))
            .unwrap()
            .settings;
        (settings.port.value.0, settings.port.origin)
    }

    #[test]
    fn flag_before_variable_before_file_before_default() {
        let file = Some("\nport = 2");
        let set = [("WIRELAB_PORT", "3")];
        let flags = [heard("port", "port", "4")];
        assert_eq!(port(None, &[], &[]), (10_101, Origin::Default));
        assert_eq!(port(file, &[], &[]), (2, Origin::File { line: 2 }));
        assert_eq!(port(file, &set, &[]), (3, Origin::Variable("WIRELAB_PORT")));
        assert_eq!(port(file, &set, &flags), (4, Origin::Flag("port")));
        assert_eq!(port(None, &[], &flags), (4, Origin::Flag("port")));
    }

    #[test]
    fn every_setting_is_taken_from_its_variable() {
        for setting in SETTINGS {
            for known in setting.variables {
                let value = match setting.of(&Settings::default()).allowed() {
                    super::super::Allowed::OneOf(names) => names[0],
                    super::super::Allowed::Switch => "no",
                    _ => "9",
                };
                let settings = in_force(
                    None,
                    variables(&[(known.name, value)]),
                    &[],
                    Keymap::new([]),
                )
                .unwrap()
                .settings;
                let origin = setting.of(&settings).origin();
                assert_eq!(origin, Origin::Variable(known.name));
            }
        }
    }

    #[test]
    fn no_color_means_the_theme_none_and_empty_it_means_nothing() {
        let theme = |set: &[(&str, &str)], flags: &[Heard]| {
            let theme = in_force(
                Some("theme = \"dark\""),
                variables(set),
                flags,
                Keymap::new([]),
            )
            .unwrap()
            .settings
            .theme;
            (theme.value, theme.origin)
        };
        let none = Some(ThemeName::None);
        let dark = Some(ThemeName::Dark);
        assert_eq!(
            theme(&[("NO_COLOR", "1")], &[]),
            (none, Origin::Variable("NO_COLOR"))
        );
        assert_eq!(
            theme(&[("NO_COLOR", "")], &[]),
            (dark, Origin::File { line: 1 })
        );
        let both = [("NO_COLOR", "1"), ("WIRELAB_THEME", "light")];
        assert_eq!(theme(&both, &[]).0, Some(ThemeName::Light));
        assert_eq!(
            theme(&both, &[heard("theme", "no-color", "")]),
            (none, Origin::Flag("no-color"))
        );
    }

    #[test]
    fn all_that_is_wrong_is_said_wherever_it_stands() {
        let problems = in_force(
            Some("port = \"x\"\nmemory = 0"),
            variables(&[("WIRELAB_GLYPHS", "unicod")]),
            &[heard("port", "port", "0")],
            Keymap::new([]),
        )
        .unwrap_err();
        let at: Vec<_> = problems.iter().map(|problem| &problem.at).collect();
        assert!(matches!(at[0], At::Place(place) if (place.line, place.column) == (1, 8)));
        assert!(matches!(at[1], At::Place(place) if (place.line, place.column) == (2, 10)));
        assert_eq!(
            at[2..],
            [&At::Variable("WIRELAB_GLYPHS"), &At::Flag("port")]
        );
    }

    #[test]
    fn what_is_said_twice_counts_as_said_last() {
        let twice = [heard("port", "port", "4"), heard("port", "port", "5")];
        assert_eq!(port(None, &[], &twice).0, 5);
    }
}
