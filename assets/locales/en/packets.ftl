# packets: the pane's further screens

# conversations
packets-flows-title = Conversations
packets-flows-empty = No conversation yet: no frame with two ends has passed.
packets-flows-hint = enter ladder   f stream   m order   H housekeeping   s save   esc back
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

# stream
packets-stream-title = Stream
packets-stream-text = text
packets-stream-hex = hex
packets-stream-raw = as Python bytes
packets-stream-cut = more than is shown
packets-stream-empty = No payload yet: only headers have passed in this conversation.
packets-stream-hint = m text, hex, Python   enter packet   w ladder   ↑↓ scroll   esc back
packets-stream-gap = [{ $n } bytes were not seen here] 

# ladder
packets-ladder-title = Ladder
packets-ladder-hint = enter open   ↑↓ walk   w all listed/this   H housekeeping   # true numbers   f stream   s save   esc back

# checksum
packets-sum-title = Checksum of { $protocol }, worked out
packets-sum-hint = ↑↓ scroll   esc back
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
packets-open-what = pcap or pcapng, plain or .gz. The live trace goes on meanwhile; o closes the file again.
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
packets-file-reading = reading { $percent } %, esc stops
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
packets-ladder-run = Housekeeping, folded: enter unfolds it here, H wherever it is folded or hidden.
packets-ladder-inferred = ≈ is inferred from what was seen here; nobody asked that end.
packets-whole = from frames { $frames }: { $n } bytes
packets-opened-hint = esc back   ↑↓ fields   ←→ bytes   [] layers   c checksum   y copy   Y Python   w ladder   f stream   e layers
packets-opened-call-hint = esc back   f stream   w ladder
packets-ladder-states = sender { $from }, receiver { $to }
packets-ladder-listed = all that is listed
packets-flows-some = the latest { $n } of { $all }
packets-file-filter-stopped = stopped: later packets not looked at
