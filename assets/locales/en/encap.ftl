# encap: the encapsulation pane
encap-title = Encapsulation
encap-title-share = { $own } of the frame's { $all } B
encap-origin-captured = captured
encap-origin-rebuilt = rebuilt
encap-origin-simulated = simulated
encap-origin-opened = opened
encap-origin-cut = { $origin }, cut
encap-empty = Nothing to follow yet.
encap-empty-how = Send a message in the chat, or press { $key } on a frame in the packet log: here you watch it being wrapped, layer by layer.
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
encap-newer = { $n } newer: { $key }
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
encap-versus-none = This frame carries neither TCP nor UDP: there is nothing to compare. { $key } goes back.
encap-part = frame { $n }/{ $of } { $before } { $after }

# why a key does nothing now
encap-nothing-yet = There is no message to follow yet. Send one in the chat, or press { $key } on a frame in the packet log.
encap-at-both-ends = Both ends are shown, not the way through the layers. { $key } leads back to it.
encap-at-both-transports = TCP and UDP are compared here. { $key } leads back to the way through the layers.
encap-first-step = This is the first step. { $key } goes on.
encap-last-step = That was the last step: the message is where it was to go. { $key } leads back to the first.
encap-no-byte = The fields of this step have no byte further that way. { $key } leads back to the layers.
encap-nothing-to-open = This step has no fields of its own. { $key } goes on to the next.
encap-fields-open = The fields are open: { KEY("move.up") } and { KEY("move.down") } choose one, { $key } closes them.
encap-fastest = { $speed } is the fastest it plays.
encap-slowest = { $speed } is the slowest it plays. { $key } stops it.
encap-highest-layer = This is the highest layer. { $key } leads down.
encap-on-the-wire = This is the wire: nothing lies below it. { $key } goes on to the receiver.
encap-no-such-layer = This model has { $of } layers, none with the number { $number }. { $key } takes another model.
encap-this-layer = Layer { $number } is the one that is shown.
encap-no-more = There is no more to say of this step than what stands here.
encap-no-message-before = There is no earlier message.
encap-no-message-after = There is no later message.
encap-no-frame-before = It took no frame before this one.
encap-no-frame-after = It took no frame after this one.
