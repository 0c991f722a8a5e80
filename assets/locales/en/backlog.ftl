# Exercise backlog: listen(n) and the queue before accept.

backlog-title = Backlog
backlog-about = listen(n): who is connected before accept, and what becomes of the others
backlog-knob-backlog = n of listen(n)
backlog-knob-clients = clients
backlog-knob-arrive = they come
backlog-knob-accepts = then accept
backlog-arrive-one-by-one = one by one
backlog-arrive-at-once = n, then the rest at once
backlog-arrive-all-at-once = all at once
backlog-why-cap = The kernel’s cap for every listen(n), yours too.
backlog-why-abort = 0: who finds the queue full is left waiting. 1: it is reset.
backlog-why-cookies = Not 0: when too many handshakes are half open, a SYN is answered without being kept (a SYN cookie).
backlog-why-bind = Port 0: the kernel chooses one.
backlog-why-listen = From now on the kernel shakes hands by itself, whether you call accept or not.
backlog-why-connect = It returns when the handshake is done. Nobody has called accept for it yet.
backlog-why-address = It waits in connect, so the lab asks for it: which port did the kernel give it?
backlog-why-send = It is connected, so it may send. Nobody needs to have accepted it.
backlog-why-look = The kernel’s own list: the queue of the listening socket, and both ends of every client.
backlog-why-deaf = For a moment it throws away whatever arrives, so its handshake will stay half open.
backlog-why-together = The SYN goes out. The answer to it will be lost.
backlog-why-held = All their handshakes are half open at the same time.
backlog-why-hears = Now it hears again: when the segments are sent once more, all of them go on at the same moment.
backlog-why-accept = Takes one connection out of the queue, the one that has waited longest. No handshake happens now.
backlog-why-recv = What it sent before it was accepted is already here.
backlog-why-wait = There is room now. Nobody tells the others: their TCP tries again by itself, after pauses that grow.
backlog-ask = listen({ $backlog }), { $clients } { $clients ->
    [one] client
   *[other] clients
}. How many are connected at both ends before anybody calls accept?
backlog-answer-none = none: accept comes first
backlog-answer-some = some, { $count } at most
backlog-answer-count = { $count }
backlog-answer-more = more, up to all { $count }
backlog-answer-all = all { $count }
backlog-limit = limit { $limit }
backlog-limit-and-one = limit { $limit } and one more
backlog-limit-capped = limit { $limit }: net.core.somaxconn caps it
backlog-sentence-room = listen({ $backlog }), { $limit }: { $connected ->
    [one] 1 client was
   *[other] { $connected } clients were
} connected and sending before anybody called accept; nobody found the queue full.
backlog-sentence-full = listen({ $backlog }), { $limit }: { $connected ->
    [one] 1 client was
   *[other] { $connected } clients were
} connected and sending before any accept; { $beyond } more waited{ $own_end ->
    [0] {""}
   *[other] {" "}({ $own_end } of them connected at their own end only)
}{ $refused ->
    [0] {""}
   *[other] , { $refused } reset
}{ $gave_up ->
    [0] {""}
   *[other] , { $gave_up } gave up
}.{ $accepts ->
    [0] {""}
    [one] {" "}One accept let { $let_in } in.
   *[other] {" "}{ $accepts } accepts let { $let_in } in.
}{ $lost ->
    [0] {""}
   *[other] {" "}Of those that waited, { $lost } were reset or gave up later.
}
backlog-sentence-failed = connect failed with { $errno } { $count ->
    [one] once
   *[other] { $count } times
}, which says nothing about the queue; { $connected ->
    [0] nobody was connected.
   *[other] connected before any accept: { $connected }.
}
backlog-found-backlog = listen({ $backlog }) was called.
backlog-found-somaxconn = net.core.somaxconn is { $cap }: no listen(n) gets a larger limit.
backlog-found-no-abort = net.ipv4.tcp_abort_on_overflow is 0: who finds the queue full is left waiting, not reset.
backlog-found-abort = net.ipv4.tcp_abort_on_overflow is set: who finds the queue full at the end of its handshake is reset.
backlog-found-abort-unknown = net.ipv4.tcp_abort_on_overflow cannot be read here.
backlog-found-cookies = net.ipv4.tcp_syncookies is { $cookies }: a SYN may be answered without being kept.
backlog-found-no-cookies = net.ipv4.tcp_syncookies is 0: a SYN is kept or dropped.
backlog-found-server = { $call } failed with { $errno }: there is no queue.
backlog-found-limit = The listening socket reports a limit of { $limit }.
backlog-found-queue = It reports a queue of { $queue } before anybody called accept.
backlog-found-connected = Clients connected at both ends before anybody called accept: { $count }.
backlog-found-succeeded = Calls of connect that had succeeded by then: { $count }.
backlog-found-sent = Bytes that clients had sent before anybody called accept: { $bytes }.
backlog-found-beyond = Clients that waited beyond the queue: { $count }.
backlog-found-syn-sent = Of these in SYN-SENT, the server’s kernel having dropped their SYN: { $count }.
backlog-found-syn-received = Of these ESTABLISHED at the client’s end, SYN-RECEIVED at the server’s: { $count }.
backlog-found-alone = Of these ESTABLISHED at the client’s end, unknown to the server’s kernel (answered by a SYN cookie, or forgotten): { $count }.
backlog-found-refused = Clients that were reset in the whole run: { $count }.
backlog-found-gave-up = Clients whose TCP stopped trying: { $count }.
backlog-found-failed = Calls of connect that failed for another reason: { $count } ({ $errno }).
backlog-found-accepted = Connections that were accepted: { $count }.
backlog-found-read = Bytes read from accepted clients: { $bytes }.
backlog-found-queue-after = The queue just after the first accept: { $queue }.
backlog-found-let-in = Clients from beyond that came in by themselves after that: { $count }.
backlog-found-queue-end = The queue at the end: { $queue }.
backlog-key-add = one more client
backlog-key-add-short = client
backlog-key-accept = accept one
backlog-key-accept-short = accept
backlog-pic-clients = clients
backlog-pic-queue = queue { $queue }, limit { $limit }
backlog-pic-no-queue = queue of listen(n)
backlog-pic-server = server
backlog-pic-server-accepted = server: { $count } accepted
backlog-pic-server-short = { $count } accepted
backlog-pic-server-waits = server waits in accept
backlog-pic-server-waits-short = accept waits
backlog-pic-limit = limit { $limit }
backlog-pic-hidden = { $count } more places
backlog-pic-more = { $count } more wait
backlog-pic-unread = { $bytes } B unread
backlog-pic-read = read { $bytes } B
backlog-pic-accepted = accepted
backlog-pic-dropped = SYN dropped, tries again
backlog-pic-no-answer = no answer yet
backlog-pic-no-room = SYN-RECEIVED: no room
backlog-pic-half-open = SYN-RECEIVED: half open
backlog-pic-alone = nothing of it here
backlog-pic-refused = reset
backlog-pic-gave-up = its TCP gave up
backlog-pic-failed = connect failed: { $errno }
