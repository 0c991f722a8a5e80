//! The flags of the settings: made from their table, kept as they were said.

use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};

use crate::settings::{Allowed, Asked, Flag, Heard, SETTINGS, Setting, Settings, Takes};

/// The flags that `WHO` takes (an [`Asked`] as a number), as they were said.
#[derive(Debug, Clone, Default)]
pub struct Flags<const WHO: u8>(Vec<Heard>);

impl<const WHO: u8> Flags<WHO> {
    /// What was said.
    #[must_use]
    pub fn heard(&self) -> &[Heard] {
        &self.0
    }
}

/// The settings that this one takes flags of. What all commands take stands before them.
fn settings_of(who: u8) -> impl Iterator<Item = &'static Setting> {
    let takes = move |asked: &Asked| {
        *asked as u8 == who || (*asked == Asked::All && who == Asked::Lab as u8)
    };
    SETTINGS
        .iter()
        .filter(move |setting| setting.asked.iter().any(takes))
}

impl<const WHO: u8> Args for Flags<WHO> {
    fn augment_args(mut command: Command) -> Command {
        for setting in settings_of(WHO) {
            for flag in setting.flags {
                command = command.arg(arg(setting, flag));
            }
        }
        command
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl<const WHO: u8> FromArgMatches for Flags<WHO> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let said = |flag: &Flag| matches.value_source(flag.long) == Some(ValueSource::CommandLine);
        let words = |flag: &Flag| match flag.takes {
            Takes::Value(_) | Takes::Values(_) => matches
                .get_many::<String>(flag.long)
                .into_iter()
                .flatten()
                .cloned()
                .collect(),
            Takes::Nothing(_) => Vec::new(),
        };
        let heard = settings_of(WHO).flat_map(|setting| {
            let flags = setting.flags.iter().filter(|flag| said(flag));
            flags.map(move |flag| Heard {
                setting,
                flag: flag.long,
                words: words(flag),
            })
        });
        Ok(Self(heard.collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

fn arg(setting: &'static Setting, flag: &'static Flag) -> Arg {
    let mut arg = Arg::new(flag.long)
        .long(flag.long)
        .help(help(setting, flag))
        .hide(flag.about.is_empty())
        .global(setting.asked.contains(&Asked::All));
    arg = match flag.takes {
        Takes::Value(name) => arg.value_name(name),
        Takes::Values(name) => arg.value_name(name).action(ArgAction::Append),
        Takes::Nothing(_) => arg.action(ArgAction::SetTrue),
    };
    if let Some(letter) = flag.short {
        arg = arg.short(letter);
    }
    // The last one said counts.
    let others = setting.flags.iter().filter(|other| other.long != flag.long);
    arg.overrides_with_all(others.map(|other| other.long))
}

/// What it is, and where it is chosen by name from what.
fn help(setting: &Setting, flag: &Flag) -> String {
    let defaults = Settings::default();
    let field = setting.of(&defaults);
    let allowed = match (flag.takes, field.allowed()) {
        (Takes::Value(_), Allowed::OneOf(names)) => names.join(", "),
        (Takes::Value(_), Allowed::Numbers(low, high)) => {
            format!("{low} to {high}, {} unless said", field.written())
        }
        _ => return flag.about.to_owned(),
    };
    format!("{} [{allowed}]", flag.about)
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use crate::cli::Cli;

    /// The flags heard, as `flag=words`.
    fn heard(line: &str) -> Vec<String> {
        let cli = Cli::try_parse_from(line.split_whitespace()).unwrap();
        cli.heard()
            .iter()
            .map(|heard| format!("{}={}", heard.flag, heard.words.join("+")))
            .collect()
    }

    #[test]
    fn flags_stand_before_a_command_and_behind_it() {
        assert_eq!(heard("wirelab --port 7 -i lo"), ["port=7", "interface=lo"]);
        let line = "wirelab --nick A --port 7 chat --listen x --port 8";
        assert_eq!(heard(line), ["nick=A", "port=7", "port=8"]);
        assert_eq!(heard("wirelab capture -i a -i b"), ["interface=a+b"]);
    }

    #[test]
    fn the_language_may_stand_anywhere() {
        for line in [
            "wirelab --lang en",
            "wirelab --lang en report",
            "wirelab report --lang en",
            "wirelab chat --listen x --lang en",
        ] {
            assert!(heard(line).contains(&"lang=en".to_owned()), "{line}");
        }
    }

    #[test]
    fn of_two_flags_that_say_otherwise_the_last_counts() {
        assert_eq!(heard("wirelab --theme dark --no-color"), ["no-color="]);
        assert_eq!(heard("wirelab --no-color --theme dark"), ["theme=dark"]);
        assert_eq!(heard("wirelab --no-mouse --mouse"), ["mouse="]);
        assert_eq!(heard("wirelab"), [""; 0]);
    }

    #[test]
    fn the_command_line_is_well_formed() {
        use clap::CommandFactory as _;
        Cli::command().debug_assert();
    }
}
