//! A file of everything, commented: what `wirelab config --default` prints.

use std::fmt::Write as _;

use crate::keymap::{Keymap, Layer};
use crate::text::Text;
use crate::ui::theme::MEANINGS;

use super::file::{COLOURS, KEYS, VERSION_KEY};
use super::kind::quoted;
use super::table::{SETTINGS, Setting};
use super::{Allowed, Settings, VERSION};

const HEAD: &str = "\
# wirelab's settings. Lines with a # in front are comments: take the # of a setting away and change it.
# What a line says counts unless a variable of the environment or a flag says otherwise.
# wirelab config shows what is in force, and from where.
";

const COLOURS_HEAD: &str = "
# Single colours by what they mean; they change the theme that is in use. A value is a text: weights (bold, dim,
# italic, underlined, reversed), a colour, and behind \"on\" one for the ground. A colour is a name (black, red, green,
# yellow, blue, magenta, cyan, gray, dark-gray, light-red …, white, default), \"#rrggbb\", or a number of the palette
# of 256. For example: warn = \"bold #d7875f\", selected = \"black on yellow\".
";

const KEYS_HEAD: &str = "
# Keys, layer by layer: instead of those that a verb has it gets the ones of its line, a text or a list of texts. Within
# what has the focus each key means one thing: no key of global, common or move may stand in a screen's layer.
# Keys are written q, Q, ?, ctrl-s, alt-v, F2, space, enter, esc, tab, shift-tab, backspace, del, up, down, left,
# right, home, end, pgup, pgdn. What a key does is named behind it.
";

/// The file, with these keys. Read as it is, it says nothing: what is set is commented out, and each value is its
/// default. What keys do is said in the language of `text`.
#[must_use]
pub fn commented(keys: &Keymap, text: &Text) -> String {
    let mut file = HEAD.to_owned();
    let _ = write!(file, "\n{VERSION_KEY} = {VERSION}\n");
    for setting in SETTINGS {
        file.push('\n');
        row(setting, &mut file);
    }
    file += COLOURS_HEAD;
    let _ = writeln!(file, "[{COLOURS}]");
    for meaning in &MEANINGS {
        let _ = writeln!(file, "# {}: {}", meaning.name, meaning.about);
    }
    file += KEYS_HEAD;
    for layer in keys.layers() {
        file.push('\n');
        verbs(layer, keys, text, &mut file);
    }
    file
}

fn verbs(layer: &Layer, keys: &Keymap, text: &Text, file: &mut String) {
    let _ = writeln!(file, "# {}", text.get(layer.name));
    let _ = writeln!(file, "[{KEYS}.{}]", layer.id.0);
    for bound in keys.of(layer.id) {
        let names: Vec<_> = bound.keys.iter().map(|key| quoted(&key.name())).collect();
        let value = match names.as_slice() {
            [one] => one.clone(),
            several => format!("[{}]", several.join(", ")),
        };
        let set = format!("#{} = {value}", bound.binding.verb);
        let _ = match bound.binding.name {
            "" => writeln!(file, "{set}"),
            name => writeln!(file, "{set:<32} # {}", text.get(name)),
        };
    }
}

fn row(setting: &Setting, file: &mut String) {
    let defaults = Settings::default();
    let field = setting.of(&defaults);
    for line in setting.about.lines() {
        let _ = writeln!(file, "# {line}");
    }
    match field.allowed() {
        Allowed::OneOf(names) => {
            let _ = writeln!(file, "# One of: {}.", names.join(", "));
        }
        Allowed::Numbers(low, high) => {
            let _ = writeln!(file, "# A number from {low} to {high}.");
        }
        Allowed::Switch | Allowed::Text | Allowed::List => {}
    }
    let said = setting.flags.iter().filter(|flag| !flag.about.is_empty());
    let flags = said.map(|flag| format!("--{}", flag.long));
    let variables = setting.variables.iter().map(|known| known.name.to_owned());
    let said: Vec<_> = flags.chain(variables).collect();
    let _ = writeln!(file, "# Also: {}.", said.join(", "));
    let _ = writeln!(file, "#{} = {}", setting.name, field.written());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{Origin, in_force};
    use crate::text::Lang;

    fn keys() -> Keymap {
        Keymap::new([])
    }

    fn file() -> String {
        commented(&keys(), &Text::new(Lang::En))
    }

    #[test]
    fn it_reads_back_as_the_defaults() {
        let read = in_force(Some(&file()), |_| None, &[], keys()).unwrap();
        assert_eq!(
            (read.settings, read.warnings),
            (Settings::default(), vec![])
        );
    }

    #[test]
    fn so_it_does_with_every_line_switched_on() {
        let on: Vec<_> = file()
            .lines()
            .map(|line| match line.strip_prefix('#') {
                Some(set) if !set.starts_with(' ') => set.to_owned(),
                _ => line.to_owned(),
            })
            .collect();
        let read = in_force(Some(&on.join("\n")), |_| None, &[], keys()).unwrap();
        assert_eq!(read.warnings, []);
        let defaults = Settings::default();
        for setting in SETTINGS {
            let field = setting.of(&read.settings);
            assert_eq!(field.written(), setting.of(&defaults).written());
            assert!(
                matches!(field.origin(), Origin::File { .. }),
                "{}",
                setting.name
            );
        }
        assert_eq!(read.settings.keys.len(), keys().iter().count());
        let bound =
            |keys: &Keymap| -> Vec<_> { keys.iter().map(|bound| bound.keys.to_vec()).collect() };
        assert_eq!(bound(&read.keys), bound(&keys()));
    }
}
