//! The table of settings: a row each, from which the file, the flags, the variables, `wirelab config` and the help
//! are made.

use super::Settings;
use super::kind::Field;

/// Who asks for a setting, and so takes its flags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// The lab.
    Lab,
    /// Every command; its flags may stand anywhere.
    All,
    /// `wirelab chat`.
    Chat,
    /// `wirelab capture`.
    Capture,
    /// `wirelab encap`.
    Encap,
    /// `wirelab doctor`.
    Doctor,
}

/// What stands behind a flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// A value, shown in the help under this name.
    Value(&'static str),
    /// A value each time it is said.
    Values(&'static str),
    /// Nothing: it stands for this value.
    Nothing(&'static str),
}

/// A flag that says a setting's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flag {
    /// Without its dashes.
    pub long: &'static str,
    /// Its letter.
    pub short: Option<char>,
    /// What stands behind it.
    pub takes: Takes,
    /// For the help; empty: only there to take another flag back, and not shown.
    pub about: &'static str,
}

/// A variable of the environment that says a setting's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: &'static str,
    /// The value it stands for, whatever its own is; `None`: its own.
    pub means: Option<&'static str>,
}

/// A setting.
#[derive(Debug)]
pub struct Setting {
    /// Its name in the file.
    pub name: &'static str,
    /// What it is, for the file's comments; lines.
    pub about: &'static str,
    /// Variables; the first that is set counts.
    pub variables: &'static [Variable],
    /// Flags; the last one said counts.
    pub flags: &'static [Flag],
    /// Whom they are flags of.
    pub asked: &'static [Asked],
    get: fn(&Settings) -> &dyn Field,
    get_mut: fn(&mut Settings) -> &mut dyn Field,
}

impl Setting {
    /// The one of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        SETTINGS.iter().find(|setting| setting.name == name)
    }

    /// Its value.
    #[must_use]
    pub fn of<'a>(&self, settings: &'a Settings) -> &'a dyn Field {
        (self.get)(settings)
    }

    /// Its value, to be changed.
    pub fn of_mut<'a>(&self, settings: &'a mut Settings) -> &'a mut dyn Field {
        (self.get_mut)(settings)
    }
}

const fn variable(name: &'static str) -> Variable {
    Variable { name, means: None }
}

const fn value(long: &'static str, name: &'static str, about: &'static str) -> Flag {
    Flag {
        long,
        short: None,
        takes: Takes::Value(name),
        about,
    }
}

const fn alone(long: &'static str, means: &'static str, about: &'static str) -> Flag {
    Flag {
        long,
        short: None,
        takes: Takes::Nothing(means),
        about,
    }
}

/// All settings, in the order of the file.
pub const SETTINGS: &[Setting] = &[
    Setting {
        name: "language",
        about: "Language of the screens. auto: the locale's (LC_ALL, LC_CTYPE, LANG).",
        variables: &[variable("WIRELAB_LANG")],
        flags: &[value("lang", "LANG", "Language of the screens")],
        asked: &[Asked::All],
        get: |s| &s.language,
        get_mut: |s| &mut s.language,
    },
    Setting {
        name: "theme",
        about: "Colours. auto: light where the terminal says that its ground is light, else terminal, that is the\n\
                terminal's own sixteen colours. none: weight and reversal only.",
        variables: &[
            variable("WIRELAB_THEME"),
            Variable {
                name: "NO_COLOR",
                means: Some("none"),
            },
        ],
        flags: &[
            value("theme", "NAME", "Colours, by a theme's name"),
            alone(
                "no-color",
                "none",
                "No colours (as does the variable NO_COLOR)",
            ),
        ],
        asked: &[Asked::Lab],
        get: |s| &s.theme,
        get_mut: |s| &mut s.theme,
    },
    Setting {
        name: "glyphs",
        about: "Lines and symbols. auto: as the terminal draws them; ascii where it does not say.",
        variables: &[variable("WIRELAB_GLYPHS")],
        flags: &[value(
            "glyphs",
            "GLYPHS",
            "Lines and symbols: Unicode, plain ASCII, or asked of the terminal",
        )],
        asked: &[Asked::Lab],
        get: |s| &s.glyphs,
        get_mut: |s| &mut s.glyphs,
    },
    Setting {
        name: "reduced-motion",
        about: "No sliding headers: end states at once.",
        variables: &[variable("WIRELAB_REDUCED_MOTION")],
        flags: &[
            alone(
                "reduced-motion",
                "true",
                "No sliding headers: show end states at once",
            ),
            alone("no-reduced-motion", "false", ""),
        ],
        asked: &[Asked::Lab],
        get: |s| &s.reduced_motion,
        get_mut: |s| &mut s.reduced_motion,
    },
    Setting {
        name: "mouse",
        about: "Does the program take clicks and the wheel? false: the mouse selects text, as the terminal does it.",
        variables: &[variable("WIRELAB_MOUSE")],
        flags: &[
            alone(
                "no-mouse",
                "false",
                "Leave the mouse to the terminal, for selecting text",
            ),
            alone("mouse", "true", ""),
        ],
        asked: &[Asked::Lab],
        get: |s| &s.mouse,
        get_mut: |s| &mut s.mouse,
    },
    Setting {
        name: "nick",
        about: "Your name in the chat. Empty: the name you are logged in by.",
        variables: &[variable("WIRELAB_NICK")],
        flags: &[value("nick", "NICK", "Your name in the chat")],
        asked: &[Asked::Lab, Asked::Chat],
        get: |s| &s.nick,
        get_mut: |s| &mut s.nick,
    },
    Setting {
        name: "encoding",
        about: "How plain programs in the chat (netcat, a Python exercise) are written to and read.",
        variables: &[variable("WIRELAB_ENCODING")],
        flags: &[value(
            "encoding",
            "NAME",
            "Write to plain programs in the chat and read them in this encoding",
        )],
        asked: &[Asked::Lab, Asked::Chat],
        get: |s| &s.encoding,
        get_mut: |s| &mut s.encoding,
    },
    Setting {
        name: "port",
        about: "The port that is listened at, and connected to, where none is said.",
        variables: &[variable("WIRELAB_PORT")],
        flags: &[value("port", "PORT", "The chat's port where none is said")],
        asked: &[Asked::Lab, Asked::Chat, Asked::Encap, Asked::Doctor],
        get: |s| &s.port,
        get_mut: |s| &mut s.port,
    },
    Setting {
        name: "interfaces",
        about: "Interfaces to capture on, for example [\"eth0\", \"lo\"]. None: the default route's and loopback.",
        variables: &[variable("WIRELAB_INTERFACES")],
        flags: &[Flag {
            long: "interface",
            short: Some('i'),
            takes: Takes::Values("IF"),
            about: "Capture on this interface (several: repeat it); else the default route's and loopback",
        }],
        asked: &[Asked::Lab, Asked::Capture],
        get: |s| &s.interfaces,
        get_mut: |s| &mut s.interfaces,
    },
    Setting {
        name: "memory",
        about: "Memory for the packets, in MiB; an open file has as much again.",
        variables: &[variable("WIRELAB_MEMORY")],
        flags: &[value(
            "memory",
            "MIB",
            "Memory for the packets, in MiB; an open file has as much again",
        )],
        asked: &[Asked::Lab],
        get: |s| &s.memory,
        get_mut: |s| &mut s.memory,
    },
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_flags_and_variables_stand_once() {
        let mut seen = BTreeSet::new();
        for setting in SETTINGS {
            assert!(seen.insert(setting.name.to_owned()), "{}", setting.name);
            for flag in setting.flags {
                assert!(seen.insert(format!("--{}", flag.long)), "{}", flag.long);
            }
            for variable in setting.variables {
                assert!(
                    seen.insert(format!("${}", variable.name)),
                    "{}",
                    variable.name
                );
            }
            assert!(!setting.variables.is_empty() && !setting.flags.is_empty());
        }
    }

    #[test]
    fn a_row_reads_and_writes_the_same_field() {
        for setting in SETTINGS {
            let mut settings = Settings::default();
            let before = setting.of(&settings).written();
            let origin = super::super::Origin::Flag("x");
            let raw = match setting.of(&settings).allowed() {
                super::super::Allowed::OneOf(names) => names[1],
                super::super::Allowed::Switch if before == "true" => "false",
                super::super::Allowed::Switch => "true",
                _ => "7",
            };
            let taken = setting
                .of_mut(&mut settings)
                .take(&super::super::kind::Raw::Words(&[raw]), origin);
            assert_eq!(taken, Ok(()), "{}", setting.name);
            assert_ne!(setting.of(&settings).written(), before);
            assert_eq!(setting.of(&settings).origin(), origin);
        }
    }
}
