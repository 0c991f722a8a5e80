# Exercise stream: sends are not messages.

stream-title = Byte stream
stream-about = sends are not messages: how a byte stream joins and cuts them, and what keeps them apart

stream-knob-framing = framing
stream-framing-none = none
stream-framing-pause = a pause
stream-framing-delimiter = newline
stream-framing-length = length in front
stream-framing-fixed = fixed size
stream-knob-reader = reader
stream-reader-slow = busy at first
stream-reader-fast = waits in recv
stream-knob-gap = between sends
stream-knob-recv = n of recv(n)
stream-knob-sends = sends
stream-knob-nagle = Nagle’s algorithm
stream-nagle-on = on
stream-nagle-off = off
stream-knob-text = messages
stream-knob-size = size (0: as typed)
stream-unit-ms = ms
stream-unit-bytes = B
stream-no-message = Type at least one message; | stands between messages, \n for a newline.

stream-why-bind = Port 0: the kernel chooses one.
stream-why-nodelay = Nagle’s algorithm off: even a small segment goes out at once.
stream-why-quickack = Acknowledgements may come late now: Nagle’s algorithm waits for them.
stream-why-send = send hands bytes to the kernel. Nothing in them says where a message ends.
stream-why-delimiter = A newline ends each message; a newline inside would be written \n, a backslash \\.
stream-why-length = Two bytes in front, in network order, say how long the message is.
stream-why-fixed = Every message is filled with zero bytes to the same length.
stream-why-gap = The next send comes later.
stream-why-pause = The pause is meant to keep the messages apart.
stream-why-busy = The reader’s program is busy elsewhere. Its kernel still takes bytes in.
stream-why-unread = The kernel’s count of the bytes that have come and nobody has read.
stream-why-recv = recv gives what has come by now, at most n bytes. It knows of no sends.
stream-why-rest = A send still waits for room: what has come is read in larger pieces now.
stream-why-udp = The same sends once more, over UDP.
stream-why-sendto = Each sendto is one datagram.
stream-why-recvfrom = Each recvfrom gives one datagram. What finds no room is lost.

stream-ask-first = send is called { $sends ->
    [one] once
   *[other] { $sends } times
}, the first time with { $bytes } bytes. What does the first recv({ $recv }) give?
stream-answer-exactly = exactly what send 1 sent
stream-answer-part = only a part of that
stream-answer-more = that, and later bytes
stream-ask-messages = { $sends ->
    [one] 1 message
   *[other] { $sends } messages
}, { $framing }. How many does the reader get, whole and apart?
stream-answer-all = all
stream-answer-some = some
stream-answer-no = none

stream-cure-none = no framing
stream-cure-delimiter = a newline ends each
stream-cure-length = two bytes in front give the length of each
stream-cure-fixed = each fills { $length } bytes
stream-cure-pause = a pause of { $pause } ms between them

stream-sentence-failed = { $call } failed: { $errno }. Nothing was received.
stream-sentence-apart = { $sends ->
    [one] The only send arrived as one recv.
   *[other] This time each of the { $sends } sends arrived as one recv. Nothing promises it: a busy reader or a smaller recv joins and cuts them.
}
stream-sentence-mixed = { $sends ->
    [one] 1 send
   *[other] { $sends } sends
} arrived as { $recvs ->
    [one] 1 recv
   *[other] { $recvs } recvs
}{ $merges ->
    [0] { "" }
    [one] ; 1 recv holds bytes of several sends
   *[other] ; { $merges } recvs hold bytes of several sends
}{ $cuts ->
    [0] { "" }
    [one] ; 1 send was cut
   *[other] ; { $cuts } sends were cut
}{ $letters ->
    [0] { "" }
    [one] ; 1 character was cut in half
   *[other] ; { $letters } characters were cut in half
}{ $unread ->
    [0] { "" }
    [one] ; 1 byte is not read yet
   *[other] ; { $unread } bytes are not read yet
}. TCP carries bytes, not messages.
stream-sentence-framed = { $sends ->
    [one] 1 send
   *[other] { $sends } sends
} arrived as { $recvs ->
    [one] 1 recv
   *[other] { $recvs } recvs
}, and the reader’s program still got every message whole and apart: { $cure }.
stream-sentence-framed-part = { $right } of { $sends } messages could be made out so far ({ $cure }): { $unread ->
    [one] 1 byte is
   *[other] { $unread } bytes are
} not read yet.
stream-sentence-pause-luck = { $sends ->
    [one] There was one send only, so the pause of { $gap } ms had nothing to keep apart.
   *[other] This time the pause of { $gap } ms kept the { $sends } sends apart. That was luck: let the reader be busy, or recv less, and they mix.
}
stream-sentence-pause-recv = The pause of { $gap } ms did not keep the sends apart: { $bytes } bytes lay together before the first recv. recv({ $recv }) happened to end where the sends end.
stream-sentence-pause-less = The pause failed this time: { $sends ->
    [one] 1 send
   *[other] { $sends } sends, { $gap } ms apart,
} arrived as { $recvs ->
    [one] 1 recv
   *[other] { $recvs } recvs
}. recv({ $recv }) gives less than the longest message. { $right } of { $sends } messages came out right.
stream-sentence-pause-slow = The pause failed this time: { $sends ->
    [one] 1 send
   *[other] { $sends } sends, { $gap } ms apart,
} arrived as { $recvs ->
    [one] 1 recv
   *[other] { $recvs } recvs
}, for the reader was busy for { $busy } ms. { $right } of { $sends } messages came out right.
stream-sentence-pause-fast = The pause failed this time: { $sends ->
    [one] 1 send
   *[other] { $sends } sends, { $gap } ms apart,
} arrived as { $recvs ->
    [one] 1 recv
   *[other] { $recvs } recvs
}. { $right } of { $sends } messages came out right.

stream-found-sends = { $n ->
    [one] 1 send
   *[other] { $n } sends
} handed over { $bytes } bytes.
stream-found-recvs = { $n ->
    [one] 1 recv
   *[other] { $n } recvs
} gave { $bytes } bytes.
stream-found-waiting = Before the first recv, after { $busy } ms, { $bytes } bytes had come: they wait in one row, without borders.
stream-found-merges = { $n ->
    [one] 1 recv holds
   *[other] { $n } recvs hold
} bytes of more than one send.
stream-found-cuts = { $n ->
    [one] 1 send
   *[other] { $n } sends
} came in more than one recv.
stream-found-letters = { $n ->
    [one] 1 character was
   *[other] { $n } characters were
} cut in half.
stream-found-undecodable = { $n ->
    [0] Every recv was valid UTF-8 by itself.
    [one] 1 recv is not valid UTF-8 by itself: data.decode() would raise UnicodeDecodeError.
   *[other] { $n } recvs are not valid UTF-8 by themselves: data.decode() would raise UnicodeDecodeError.
}
stream-found-recovered = { $right } of { $sends } messages came out whole and apart ({ $cure }).
stream-found-wrong = { $n ->
    [0] Every message that the reader’s program made out had been sent so.
    [one] The reader’s program made out 1 message that nobody had sent.
   *[other] The reader’s program made out { $n } messages that nobody had sent.
}
stream-found-segments = { $sends ->
    [one] 1 send
   *[other] { $sends } sends
} left in { $n ->
    [one] 1 segment
   *[other] { $n } segments
} with data, as captured.
stream-found-nagle-joined = Nagle’s algorithm: small sends waited in the sender’s kernel for an acknowledgement, and then left together.
stream-found-nagle-apart = Nagle’s algorithm was on, but joined no sends this time.
stream-found-nagle-off = Nagle’s algorithm was off: it held no send back.
stream-found-nagle-unseen = What Nagle’s algorithm does shows in the segments only, so it is not seen here.
stream-found-no-frames = No frames are captured here, so the segments are not seen: a practice cable needs no right for that (--on cable).
stream-found-datagrams = UDP: { $sent } datagrams sent, { $came } received, one by each recvfrom.
stream-found-datagrams-cut = { $n ->
    [0] No datagram was larger than the room for it.
    [one] 1 datagram was larger than the room for it: the rest was thrown away.
   *[other] { $n } datagrams were larger than the room for them: the rest was thrown away.
}
stream-found-unread = { $bytes } bytes were not read: after { $calls } calls of recv it stops here.

stream-key-send = one more send
stream-key-send-short = send
stream-key-recv = one more recv
stream-key-recv-short = recv

stream-row-sent = sent
stream-row-segments = segments
stream-row-kernel = kernel
stream-row-received = received
stream-row-messages = messages
stream-row-udp-sent = UDP sent
stream-row-udp-received = UDP recv
stream-legend-joined = two sends joined
stream-legend-cut = a send cut
stream-legend-half = half a character
stream-legend-waits = waits, unread
stream-legend-held = unsent
stream-messages-right = { $right } of { $sends } right
stream-message-bytes = bytes { $from } to { $to }
stream-messages-none = none yet
