# Exercises: what all of them share.

exercise-ground-here = this machine
exercise-ground-cable = a practice cable
exercise-knob-words = choose one of: { $words }
exercise-knob-number = a whole number from { $from } to { $to }
exercise-knob-long = at most { $most } characters
exercise-too-long = It ended here: no run makes more than { $most } calls.
exercise-no-thread = The system gives no more threads: { $error }.
exercise-no-hosts = The practice hosts were not built as planned.
exercise-no-interface = The practice host has no cable: { $error }.
exercise-no-cable = It runs on this machine’s loopback instead of a practice cable: { $why }
