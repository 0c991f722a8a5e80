# flows: conversations, TCP analysis, ladder, stream

# what the analysis says of a segment; ≈ stands before what is inferred from other segments
flows-retransmission = ≈ These bytes were sent before. Their sender got no acknowledgement in time, so it sends them again.
flows-retransmission-after = ≈ These bytes were sent before, { $time } ago. Their sender got no acknowledgement in time, so it sends them again.
flows-retransmission-empty-after = ≈ The same was sent before, { $time } ago. Its sender got no answer in time, so it sends it again.
flows-fast-retransmission = ≈ Sent again at once: several equal acknowledgements told the sender that just these bytes are missing. It did not wait for its timer.
flows-spurious = ≈ Sent again although the other side had acknowledged these bytes already. The acknowledgement was late or lost.
flows-duplicate-ack = ≈ Says the same as the last acknowledgement: something came, but not the byte that is awaited next.
flows-duplicate-ack-count = ≈ Says the same as the last acknowledgement ({ $count ->
    [one] the first time
   *[other] for the { $count }th time
}): something came, but not the byte that is awaited next. At three such the sender repeats what is missing.
flows-out-of-order = ≈ Came later than what follows it, and was not seen here before: it was overtaken on the way, or lost before it got here and sent again.
flows-gap = ≈ Bytes before these had not been seen here when this came. They were lost, overtaken, or missed by the capture.
flows-gap-count = ≈ { $count ->
    [one] One byte before these had not been seen here when this came. It was lost, overtaken, or missed by the capture.
   *[other] { $count } bytes before these had not been seen here when this came. They were lost, overtaken, or missed by the capture.
}
flows-ack-unseen = ≈ Acknowledges bytes that had not been seen here when this came. They did arrive there, so the capture missed them or has them later.
flows-window-full = ≈ Fills the receiver's window to its edge. The sender must wait for room now.
flows-zero-window = Tells: no room for more. The sender must wait until the window opens again.
flows-window-probe = ≈ One byte, although there is no room: it asks whether the window is open again.
flows-window-update = ≈ Only the window is new: it tells how much room there is now.
flows-keep-alive = ≈ A question without news: it repeats the last number, to see whether the other end is still there.
flows-keep-alive-ack = ≈ The answer to a keep-alive: I am still here.
flows-reset = Breaks the connection off (RST). What was not delivered is lost.
flows-port-reused = ≈ A new connection on ports that an earlier one had, whose end was not seen here.

# housekeeping: what it is, and how much of it
flows-chore-keep-alive = ≈ Housekeeping: nothing was said for a while, so TCP asks whether the other end is still there (SO_KEEPALIVE). It carries no new byte.
flows-chore-keep-alive-answer = ≈ Housekeeping: the answer to a keep-alive. The other end is still there.
flows-chore-ping = Housekeeping: the lab asks the other wirelab whether it is still there. Nobody typed this.
flows-chore-pong = Housekeeping: the answer to a ping. The other wirelab is still there.
flows-chore-acknowledgement = ≈ Housekeeping: TCP acknowledges a ping or its answer, and nothing else.
flows-chore-question = Housekeeping: the lab asks beside the talk, at UDP port 10100, whether a wirelab listens there. The program you talk with never gets this.
flows-chore-answer = Housekeeping: the answer to the question whether a wirelab listens: its own, or an ICMP error because nobody has that port.
flows-chore-call = Housekeeping: the lab made this call by itself, for nothing that you said.
flows-keep-alives = { $n ->
    [one] 1 keep-alive
   *[other] { $n } keep-alives
}
flows-pings = { $n ->
    [one] 1 ping
   *[other] { $n } pings
}
flows-questions = { $n ->
    [one] 1 question for a wirelab
   *[other] { $n } questions for a wirelab
}
flows-answers = { $n ->
    [one] 1 answer to housekeeping
   *[other] { $n } answers to housekeeping
}

# the arithmetic of the numbers (relative ones)
flows-sum-syn = seq { $seq } + 1 = { $next }: a SYN counts as one.
flows-sum-fin = seq { $seq } + 1 = { $next }: a FIN counts as one.
flows-sum-data = seq { $seq } + { $length } bytes = { $next }: the number of the next byte.
flows-sum-data-one = seq { $seq } + { $length } bytes + 1 = { $next }: SYN or FIN counts as one.
flows-sum-ack = ack { $ack }: the next byte awaited from the other side.
flows-sum-ack-syn = ack { $ack } = { $seq } + 1: the other side's SYN has come.
flows-sum-ack-fin = ack { $ack } = { $seq } + 1: the other side's FIN has come.
flows-sum-ack-data = ack { $ack } = { $seq } + { $length }: all bytes before { $ack } have come.
flows-sum-ack-data-one = ack { $ack } = { $seq } + { $length } + 1: all bytes and the FIN have come.

# phases
flows-phase-open = Three-way handshake complete: the connection is open both ways.
flows-phase-closing = { $who } closes first: it has no more to send.
flows-phase-closed = Both sides have closed, and each knows it of the other.
flows-phase-reset = Broken off: no more goes either way.
flows-phase-refused = Refused: nobody accepts connections there.

# how a connection begins and ends
flows-fin-in-one = ACK and FIN in one segment: it acknowledges the first FIN, and having no more to send either, closes its own direction. So the four steps FIN, ACK, FIN, ACK are three segments.
flows-fin-by-itself = The second FIN, by itself: the first was acknowledged before, in a segment of its own. So the four steps are four segments.
flows-fin-crossed = ≈ Both close at once: this FIN was sent before the first one had arrived, for its acknowledgement number does not count that FIN.
flows-fin-half = The FIN is acknowledged. This end has not closed: it may still send (half-closed).
flows-fin-last = The last ACK, from the end that closed first. It waits in TIME-WAIT now, in case this ACK is lost and the FIN comes again.
flows-fin-last-crossed = ≈ Acknowledges the FIN that crossed its own. As both closed at once, both wait in TIME-WAIT.
flows-syn-here = ≈ No answer so far, though the SYN is for this very machine. The listener's accept queue may be full, because its program does not call accept(): then ss -ltn shows a Recv-Q above its Send-Q. Or a firewall here drops it.
flows-syn-far = ≈ No answer so far. The host may be off, a firewall may drop it, the listener's queue may be full: seen from here these look alike.

# what goes, in few words
flows-what-tcp = { $flags }
flows-what-tcp-data = { $flags }, { $count ->
    [one] 1 byte
   *[other] { $count } bytes
}
flows-what-missing = ≈ { $count ->
    [one] 1 byte not seen
   *[other] { $count } bytes not seen
}
flows-what-arp-request = Who has { $address }?
flows-what-arp-reply = { $address } is at { $mac }
flows-what-echo-request = Echo request { $seq }
flows-what-echo-reply = Echo reply { $seq }
flows-what-icmp = { $protocol } type { $kind }
flows-what-other = { $protocol }, { $count ->
    [one] 1 byte
   *[other] { $count } bytes
}
