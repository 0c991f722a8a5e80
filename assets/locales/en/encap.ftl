# encap: the encapsulation pane
encap-title = Encapsulation
encap-title-share = { $own } of the frame's { $all } B
encap-origin-captured = captured
encap-origin-rebuilt = rebuilt
encap-origin-simulated = simulated
encap-origin-opened = opened
encap-empty = Nothing to follow yet.
encap-empty-how = Send a message in the chat, or press e on a frame in the packet log: here you watch it being wrapped, layer by layer.
encap-layers = the layers of the frame
encap-put-on = put on: { $what }, { $size }
encap-taken-off = taken off: { $what }, { $size }
encap-bytes = bytes
encap-no-fields = No bytes of its own at this step.
encap-block-session = session
encap-block-session-short = ses
encap-block-presentation = presentation
encap-block-presentation-short = pre
encap-block-data = data
encap-block-others = other messages
encap-block-others-short = others
encap-block-padding = padding
encap-block-padding-short = pad
encap-paused = paused
encap-newer = { $n } newer: G
encap-wire = wire
encap-overhead = not the message: { $n } B, { $percent } %
encap-overhead-shared = not this message: { $n } B, { $percent } % ({ $others } B of other messages)
encap-no-bytes = follows from other fields
encap-field-bytes = byte { $offset }, { $n ->
    [one] 1 byte
   *[other] { $n } bytes
}
encap-field-bits = byte { $offset }, { $n ->
    [one] 1 bit
   *[other] { $n } bits
}
encap-look-port-own = sender's port
encap-look-port-theirs = receiver's port
encap-look-wanted = has to fit
encap-look-room = room for
encap-look-receiver = receiver
encap-look-mask = my network's mask
encap-look-own-network = my network
encap-look-same = the same: straight to it
encap-look-other = not the same: through a router
encap-look-gateway = gateway
encap-look-mac = its MAC
encap-look-interface = out of
encap-look-own-mac = own MAC
encap-route-chosen = this one: it names the most bits
encap-route-metric = matches, but is dearer
encap-route-shorter = matches, but names fewer bits
encap-route-no-match = does not match
encap-signal-byte = byte
encap-signal-bits = bits
encap-signal-note = Of each byte the lowest bit first. Manchester as 10BASE-T would send it: up = 1, down = 0; faster cables use other codes.
encap-versus-title = the same { $n } bytes
encap-versus-worked-out = worked out
encap-versus-before = before
encap-versus-message = the message
encap-versus-after = after
encap-versus-nothing = nothing
encap-versus-frames = { $n ->
    [one] 1 frame, { $bytes } B
   *[other] { $n } frames, { $bytes } B
}
encap-versus-headers = headers + message
encap-versus-total = all together
encap-versus-total-row = { $bytes } B, yours { $percent } %
encap-versus-opens = opens a connection first
encap-versus-numbers = numbers bytes: keeps order
encap-versus-told = sender learns it arrived
encap-versus-again = sends again what was lost
encap-versus-slows = slows down for the slow
encap-versus-borders = keeps message borders
encap-versus-many = one to many (broadcast)
encap-versus-none = This frame carries neither TCP nor UDP: there is nothing to compare. u goes back.
encap-part = frame { $n }/{ $of } < >
