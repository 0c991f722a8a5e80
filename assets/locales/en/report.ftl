# report: what is taken along
report-picture-title = wirelab { $time }
report-kept = Saved: { $path }
report-not-kept = Not saved: { $why }.
report-remedy-full = Make room on the disk, then try again; what the screen shows is still here.
report-remedy-denied = You may not write there: end wirelab and start it in a folder of your own, or give another path.
report-remedy-folder = There is no such folder: make it first, or give another path.
report-remedy-name = Nothing is ever overwritten: give another name.

# a message's way as text
report-told-what = “{ $what }”   { $from } → { $to }
report-told-frame = { $origin } · { $size } · { $model }
report-told-unknown = ?? is a byte that can't be known here.
report-told-layer = { $number } { $name }
report-told-down = down · layer { $layer }
report-told-wire = on the wire
report-told-up = up · layer { $layer }
report-told-step = Step { $n } of { $of } · { $phase } · { $unit } · { $before } → { $after }
report-told-inferred = ≈ { $line }
report-told-header = header
report-told-payload = payload
report-told-trailer = trailer
report-told-block = { $role }: { $name }, { $size }
report-told-part = frame { $n } of { $of } of this message
report-told-look = look before layer { $layer }
report-told-yes = yes
report-told-no = no
report-told-assumed = ≈ yes
report-told-not-known = ?
report-told-check = { $asks } { $answer }
report-told-check-why = { $asks } { $answer }: { $why }
report-told-filled = bytes { $from } to { $to }: computed here, the card fills them in
report-told-left = … and { $n } more { $n ->
    [one] byte
   *[other] bytes
}
