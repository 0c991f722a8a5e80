//! `wirelab exercise`: a subcommand for each exercise, with its knobs as flags.

use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};

use crate::exercise::{Choices, Ground, Knob, Recipe, Values, list};
use crate::text::{Lang, Text};

/// `wirelab exercise`.
#[derive(Debug, Clone, Default)]
pub struct ExerciseArgs {
    /// Which one, and how; `None`: list them.
    pub chosen: Option<Chosen>,
    /// One JSON object a line.
    pub json: bool,
}

/// An exercise, and how it shall run.
#[derive(Debug, Clone)]
pub struct Chosen {
    /// Which.
    pub recipe: &'static Recipe,
    /// What was chosen about it.
    pub choices: Choices,
    /// Where it shall run, where that was said.
    pub ground: Option<Ground>,
}

const GROUNDS: [Ground; 2] = [Ground::Here, Ground::Cable];

impl Args for ExerciseArgs {
    fn augment_args(command: Command) -> Command {
        let text = Text::new(Lang::En);
        let each = list::ALL.iter().map(|recipe| subcommand(recipe, &text));
        command
            .arg(json())
            .subcommands(each)
            .subcommand_value_name("NAME")
            .subcommand_help_heading("Exercises")
            .disable_help_subcommand(true)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

fn json() -> Arg {
    Arg::new("json")
        .long("json")
        .help("One JSON object a line")
        .action(ArgAction::SetTrue)
}

fn subcommand(recipe: &'static Recipe, text: &Text) -> Command {
    let on = Arg::new("on")
        .long("on")
        .value_name("WHERE")
        .value_parser(GROUNDS.map(Ground::word))
        .help(format!(
            "Where it runs: this machine, or two hosts of its own on a cable [unless said: {}]",
            recipe.ground.word()
        ));
    Command::new(recipe.name)
        .about(text.get(recipe.about))
        .args(recipe.knobs.iter().map(|knob| flag(knob, text)))
        .arg(on)
        .arg(json())
}

fn flag(knob: &'static Knob, text: &Text) -> Arg {
    let allowed = match knob.values {
        Values::Words(words) => words
            .iter()
            .map(|(word, _)| *word)
            .collect::<Vec<_>>()
            .join(", "),
        Values::Number { from, to, .. } => format!("{from} to {to}"),
        Values::Text { .. } => String::new(),
    };
    let allowed = if allowed.is_empty() {
        allowed
    } else {
        format!("{allowed}; ")
    };
    let check = move |value: &str| match knob.wrong(value) {
        None => Ok(value.to_owned()),
        Some(wrong) => Err(Text::new(Lang::En).say(&wrong)),
    };
    Arg::new(knob.name)
        .long(knob.name)
        .value_name("VALUE")
        .allow_negative_numbers(true)
        .value_parser(check)
        .help(format!(
            "{} [{allowed}unless said: {}]",
            text.get(knob.label),
            knob.default()
        ))
}

impl FromArgMatches for ExerciseArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut args = Self {
            chosen: None,
            json: matches.get_flag("json"),
        };
        let Some((name, own)) = matches.subcommand() else {
            return Ok(args);
        };
        args.json |= own.get_flag("json");
        args.chosen = list::named(name).map(|recipe| chosen(recipe, own));
        Ok(args)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

fn chosen(recipe: &'static Recipe, matches: &ArgMatches) -> Chosen {
    let mut choices = Choices::new(recipe.knobs);
    for knob in recipe.knobs {
        if let Some(value) = matches.get_one::<String>(knob.name) {
            // The parser has looked at it.
            let _ = choices.set(knob.name, value);
        }
    }
    let on = matches.get_one::<String>("on");
    Chosen {
        recipe,
        choices,
        ground: on.and_then(|word| GROUNDS.into_iter().find(|ground| ground.word() == word)),
    }
}
