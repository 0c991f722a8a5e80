# packets: the pane's further screens

# conversations
packets-flows-title = Conversations
packets-flows-about = Conversations: who talks with whom, how much, how it goes
packets-flows-key-open = its ladder; of folded housekeeping: unfold it
packets-flows-key-order = another order: as they began, most bytes, most frames, latest
packets-flows-key-order-short = order
packets-key-unfold-short = unfold
packets-flows-empty = No conversation yet: no frame with two ends has passed.
packets-flows-by-number = in order of beginning
packets-flows-by-bytes = most bytes first
packets-flows-by-frames = most frames first
packets-flows-by-latest = latest first
packets-flows-number = #
packets-flows-protocol = what
packets-flows-ends = who began, with whom
packets-flows-state = state
packets-flows-frames = frames
packets-flows-bytes = bytes
packets-flows-duration = lasted
packets-flows-rtt = RTT
packets-flows-notes = noticed
packets-flows-unknown = joined late
packets-flows-opening = opening
packets-flows-open = open
packets-flows-closing = closing
packets-flows-closed = closed
packets-flows-reset = broken off
packets-flows-again = sent again
packets-flows-disorder = out of order
packets-flows-gaps = gaps
packets-flows-duplicates = duplicate ACKs
packets-flows-full = window full
packets-flows-run = { $n ->
    [one] 1 conversation of housekeeping alone
   *[other] { $n } conversations of housekeeping alone
}
packets-flow-title = flow { $number }  { $protocol }  { $ends }
packets-no-flow = This record belongs to no conversation.
packets-nothing-selected = Nothing is listed here yet that could be selected.
packets-gone = This record is not kept any more: newer ones needed its room.
packets-no-pause = A file brings nothing new by itself: there is nothing to pause.
packets-housekeeping-none-hidden = No housekeeping is hidden here so far. What comes from now on is shown.
packets-housekeeping-none-shown = No housekeeping is shown here that could be hidden. What comes from now on is.

packets-mark-malformed = malformed
packets-mark-cut = cut

# stream
packets-stream-title = Stream
packets-stream-about = Stream: what both programs really said, byte after byte
packets-stream-key-form = another form: text, hexadecimal, Python bytes
packets-stream-key-form-short = form
packets-stream-key-left = rows back to the left
packets-stream-key-right = what stands further to the right
packets-stream-no-more = The rows end there.
packets-stream-key-open = open the packet that brought these bytes
packets-stream-key-open-short = packet
packets-stream-text = text
packets-stream-hex = hex
packets-stream-raw = as Python bytes
packets-stream-cut = more than is shown
packets-stream-empty = No payload yet: only headers have passed in this conversation.
packets-stream-gap = [{ $n } bytes were not seen here] 

# ladder
packets-ladder-title = Ladder
packets-ladder-about = Ladder: time goes down, each arrow is a frame from one host to the other
packets-ladder-key-open = open this frame; of folded housekeeping: unfold it
packets-ladder-key-all = all that is listed in one ladder, or this conversation alone
packets-ladder-key-all-short = all listed
packets-ladder-key-one-short = only this one
packets-ladder-key-numbers-short = true numbers

# checksum
packets-sum-title = Checksum of { $protocol }, worked out
packets-sum-keys = Checksum
packets-sum-about = Checksum: the words added up, the carries added in, all bits turned over
packets-sum-key-close = close the checksum again
packets-sum-key-close-short = close
packets-sum-there = The frame holds { $value } at byte { $offset }. To check it, add all the 16-bit words up:
packets-sum-offset = byte
packets-sum-what = what
packets-sum-word = word
packets-sum-running = sum so far
packets-sum-more = and { $n } more words, together
packets-sum-fold = What grew beyond 16 bits is added in at the low end: { $carry } + { $low } = { $sum }
packets-sum-turned = All bits turned over: { $sum } → { $checksum }
packets-sum-pseudo = The pseudo header alone gives { $value }. That is what a system leaves in the field when the network card is to finish the sum.
packets-sum-source = source address (pseudo header)
packets-sum-destination = destination address (pseudo header)
packets-sum-protocol = protocol (pseudo header)
packets-sum-length = length (pseudo header)
packets-sum-itself = the checksum itself, counted as 0
packets-sum-odd = last byte, filled up with 0
packets-sum-payload = payload
packets-no-sum = Nothing in this frame has a checksum that can be worked out.

# files
packets-open-title = Open a capture file
packets-open-hint = enter opens, tab completes, esc leaves
packets-open-no-such = Nothing here begins like that.
packets-open-opening = Opening it …
packets-open-problem = Not opened: { $why }.
packets-open-more = and more
packets-open-what = pcap or pcapng, plain or .gz. The live trace goes on meanwhile; { KEY("packets.open-file") } closes the file again.
packets-save-title = Save packets
packets-save-hint = enter saves, tab: other packets, esc leaves
packets-save-which = { $which }: { $n ->
    [one] { $n } frame
   *[other] { $n } frames
}
packets-save-listed = what the list shows
packets-save-all = all that are kept
packets-save-selected = the selected one
packets-save-flow = the selected one's conversation
packets-save-what = The name's end chooses the form: .pcapng .pcap (.gz too), .json, .txt, .py
packets-saved = { $n ->
    [one] { $n } frame saved
   *[other] { $n } frames saved
} to { $path }{ $left ->
    [0] .
   *[other] ; { $left } left out: not all of their bytes are known.
}
packets-not-saved = Not saved: { $why }
packets-nothing-to-save = There is no frame to save, or no name.
packets-nothing-to-copy = Nothing to copy here.
packets-copied = { $n ->
    [one] { $n } byte copied
   *[other] { $n } bytes copied
}, if this terminal lets programs write to the clipboard (OSC 52).
packets-file-reading = reading { $percent } %, { KEY("global.back") } stops
packets-file-stopped = stopped at { $percent } %
packets-file-done = file
packets-file-problem = Read to its end, but: { $why }
packets-file-failed = This file can't be read: { $why }
packets-pinned = Kept: this record stays, whatever must make room for new ones.
packets-unpinned = No longer kept: it goes when room is needed.
packets-pins-full = So many records can't be kept.
packets-ladder-empty = Nothing to draw: no frame of this conversation is kept any more.
packets-ladder-relative = numbers from 0
packets-ladder-absolute = numbers as sent
packets-ladder-rungs = { $n ->
    [one] { $n } frame
   *[other] { $n } frames
}
packets-ladder-cut = more than is shown
packets-ladder-run = Housekeeping, folded: { KEY("ladder.open") } unfolds it here, { KEY("ladder.housekeeping") } wherever it is folded or hidden.
packets-ladder-inferred = ≈ is inferred from what was seen here; nobody asked that end.
packets-whole = from frames { $frames }: { $n } bytes
packets-opened-keys = Opened packet
packets-opened-about = Opened packet: its layers, their fields, and the bytes of each
packets-opened-frame = Packet { $number }
packets-opened-call = Socket call
packets-opened-key-left = to the field of the byte before
packets-opened-key-right = to the field of the next byte
packets-opened-key-right-short = next byte
packets-opened-key-layer-up = to the layer before
packets-opened-key-layer-down = to the next layer
packets-opened-key-layer-down-short = next layer
packets-opened-key-go-to = open the packet that the field names, or that brought its bytes
packets-opened-key-go-to-short = that packet
packets-opened-names-none = This field speaks of no other packet.
packets-opened-own-bytes = This very packet brought these bytes.
packets-brought = { $n ->
    [one] from frame { $frames }
   *[other] from frames { $frames }
}
packets-brought-by-none = not seen
packets-opened-no-byte = No byte there: the frame ends here, or this field has no bytes of its own.
packets-opened-no-layer = No further layer that way.
packets-call-no-frame = A socket call is no frame: it has no bytes and no layers. Open a frame that it led to.
packets-ladder-states = sender { $from }, receiver { $to }
packets-ladder-listed = all that is listed
packets-flows-some = the latest { $n } of { $all }
packets-file-filter-stopped = stopped: later packets not looked at
