# report: what is taken along
report-picture-title = The screen of wirelab at { $time }
report-rows-left-out = The table is longer than this: a report takes at most { $most } of its rows.
report-notice = { $what } { $remedy }
report-kept = Saved: { $path }
report-not-kept = Not saved: { $why }.
report-why-full = the disk is full
report-why-denied = you may not write in that folder
report-why-folder = there is no such folder
report-why-name = there is a file of this name already, and nothing is ever overwritten
report-remedy-full = Make room on the disk, then try again; what the screen shows is still here.
report-remedy-denied = Start wirelab in a folder of your own, or give another path.
report-remedy-folder = Make the folder first, or give another path.
report-remedy-name = Give another name.

# a message's way as text
report-told-what = “{ $what }”   { $from } → { $to }
report-told-frame = { $origin } · { $size } · { $model }
report-told-unknown = ?? is a byte that can't be known here.
report-told-layer = { $number } { $name }
report-told-down = down · layer { $layer }
report-told-wire = on the wire
report-told-up = up · layer { $layer }
report-told-step = Step { $n } of { $of } · { $phase } · { $unit } · { $before } → { $after }
report-told-looked = Step { $n } of { $of } · { $phase }
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

# the message in the encapsulation pane
report-save-title = Save this message
report-save-hint = enter save   esc leave
report-save-which = The frames of the message shown ({ $origin }).
report-save-what = .pcapng: its frames. .txt: its whole way, step by step. .svg: this pane as a picture. Nothing that is there is overwritten.
report-nothing-shown = There is no message here yet: send one in the chat, or press { KEY("packets.encapsulate") } on a packet.
report-not-whole = Only whole frames are saved or copied, and this one was rebuilt. Not known here: { $fields }{ $more ->
    [0] {""}
    [one] {" "}and one more
   *[other] {" "}and { $more } more
}. As .txt or .svg it can be saved.
report-more-frames = Not saved: { $n } more { $n ->
    [one] frame of this message is
   *[other] frames of this message are
} not at hand. Save it as .txt or .svg.
report-no-comment = pcap has no place to say that this frame was rebuilt: give the file a name that ends in .pcapng.
report-copied-view = Copied what this pane shows: { $n } lines
report-copied-program = Copied as a page of Python: { $n } lines.

# the lab report
report-pick-title = Into the lab report
report-pick-hint = enter add   tab note alone   esc leave
report-pick-view = Your own note to it (enter alone: none). Taken along: { $title }
report-pick-frames = Your own note to it (enter alone: none). Taken along: { $title }, and { $n } { $n ->
    [one] frame
   *[other] frames
}
report-pick-note-alone = Only your own note goes into the report. tab takes the view along again.
report-not-picked = Not in the report: { $why }. Press { KEY("common.report") } to try again with the same note.
report-picked = Pick { $n } is in { $folder }/. The command `wirelab report` makes the report.
report-title = Lab report
report-name = Name
report-seat = Seat
report-host = Machine
report-when = When
report-picks = Picks
report-note = Note
report-frames = { $n } { $n ->
    [one] frame
   *[other] frames
}, { $origin }
report-left-out = { $n } { $n ->
    [one] frame is
   *[other] frames are
} not taken along: not all of it is known here, or it is no longer kept.
report-line-damaged = Line { $line } of picks.jsonl can't be read and was passed over.
report-line-unfinished = The last line of picks.jsonl is not finished and was passed over: the program ended while it was written.
report-file-missing = The file { $file } is missing.
report-file-damaged = The file { $file } is damaged.
report-form = The name's end chooses the form: .pcapng or .pcap for the frames (.gz behind it packs), .txt for the way step by step, .svg for the picture.

report-save-view = Save this view
report-save-view-what = .svg: as a picture. .txt: as text. Nothing that is there is overwritten.
report-form-view = This view can be saved as .svg or .txt.
