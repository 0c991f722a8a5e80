# The settings: what is wrong with them, and what is allowed.

settings-syntax = this is no TOML: { $why }
settings-unknown = nothing is called { $name } here; it is passed over
settings-nearest = did you mean { $name }?
settings-nearest-of = did you mean { $name }? { $allowed }
settings-value = { $name }: this value is not allowed
settings-cannot-be = “{ $value }” is not allowed for { $name }
settings-no-key = { $name }: no key is written like this
settings-keys-collide = { $key } would ask for “{ $wanted }” and also for “{ $held }” ([keys.{ $layer }] { $verb })
settings-keys-collide-remedy = give one of the two another key
settings-version = this file is of version { $version }; this wirelab reads version { $ours }
settings-version-missing = the version is a number
settings-version-remedy = version = 1, and the settings that wirelab config --default shows; or another file: --config FILE
settings-allowed-one-of = one of: { $names }
settings-allowed-numbers = a number from { $low } to { $high }
settings-allowed-switch = true or false
settings-allowed-text = a text in quotation marks
settings-allowed-list = a list of texts: ["eth0", "lo"]
settings-allowed-colour = "cyan", "#7dcfff", "bold red", "black on yellow"
settings-allowed-section = it is a section: [{ $name }]
settings-allowed-layer = keys belong to a layer: [keys.packets]
settings-allowed-key = "q", "ctrl-s", "alt-v", "F2", "space", "shift-tab", "pgup"; several: ["q", "F10"]
settings-unreadable = it cannot be read: { $why }
settings-too-long = it is longer than { $most } bytes: that is no file of settings
settings-not-utf8 = byte { $at } is no UTF-8: save it as UTF-8

settings-with-hint = { $what }; { $hint }
settings-in-file = Settings: { $what }
settings-at-line = Settings, line { $line }: { $what }
settings-of = { $name }: { $what }
settings-more =
    { $n ->
        [one] One more warning
       *[other] { $n } more warnings
    } about the settings: wirelab config shows them all.

settings-theme = Theme: { $name }
