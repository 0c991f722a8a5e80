# Exercise blocking: which calls wait, for how long, and how one program serves several clients.

blocking-title = Blocking
blocking-about = which calls wait, for how long, and how one program serves several clients
blocking-knob-part = part
blocking-part-all = all
blocking-part-deadlock = both wait in recv
blocking-part-full = send until full
blocking-part-partial = a send takes part
blocking-part-timeout = a timeout
blocking-part-nonblocking = never wait
blocking-part-poll = clients, poll
blocking-part-threads = clients, threads

blocking-why-server-waits = The server listens first: recv waits until something comes.
blocking-why-client-waits = The client listens first too. Does each wait for the other now?
blocking-why-nothing-under-way = The kernel’s list: are all queues empty, and does no timer run? Then nothing will ever come.
blocking-why-dissolve = The lab ends it from outside: the client’s sending side is shut, and its FIN wakes the server.
blocking-why-try = Non-blocking: a send that finds no room returns at once instead of waiting.
blocking-why-settle = Is there room again soon? poll waits a moment for it.
blocking-why-unacked = In your send buffer: bytes that the peer’s TCP has not acknowledged.
blocking-why-unread = In the peer’s receive buffer: bytes that its program has not read.
blocking-why-probe = The kernel’s list: both queues, and the timer that asks after a closed window.
blocking-why-send-waits = The same with a blocking socket: now send itself waits for room.
blocking-why-read = The peer reads at last: that is what opens its window and makes room at your end.
blocking-why-small = A small send buffer, so that it is soon full. Linux doubles what you ask for.
blocking-why-grown = While its program reads, the kernel may let the peer’s buffer grow.
blocking-why-close = If something was never read, closing now resets the connection.
blocking-why-one-send = One send of more than the buffers are likely to hold. What it returns is how much it took.
blocking-why-sendall = The rest is yours to send: sendall calls send until all is taken.
blocking-why-take = Somebody must read, or sendall waits for ever. MSG_WAITALL: recv waits for the whole.
blocking-why-limit = From now on recv waits at most half a second.
blocking-why-times-out = Nobody sends. The error is the same in C as when nothing was there: EAGAIN.
blocking-why-unharmed = The same socket, after the timeout: it still works.
blocking-why-never-wait = From now on no call on this socket waits.
blocking-why-at-once = Nothing is there: an error at once. That is no end of the connection.
blocking-why-poll-tells = poll waits until recv is worth calling.
blocking-why-first = The server takes client 1 first and waits for it. Client 1 says nothing.
blocking-why-answer = This client has asked and waits for its answer.
blocking-why-stuck = The kernel’s list: does what clients 2 and 3 have sent lie there unread?
blocking-why-slow = At last the slow client says something.
blocking-why-poll-all = The server waits for all three at once. Nobody has said anything.
blocking-why-ready = poll names those who have something to read: recv on them does not wait.
blocking-why-thread = A thread of its own for this client: it may wait, the others go on.

blocking-ask-deadlock = Both ends call recv, and neither has sent anything. What happens?
blocking-answer-deadlock-error = an error after a while
blocking-answer-deadlock-empty = recv returns b'' at once
blocking-answer-deadlock-wait = both wait, without end
blocking-ask-full = You send and send; the peer never reads. What does send take?
blocking-answer-full-at-once = nothing until it is read
blocking-answer-full-until = some, then no more
blocking-answer-full-never = everything, always
blocking-ask-partial = One send of more than the buffers hold, on a non-blocking socket; nobody reads. What does it return?
blocking-answer-partial-all = their number: all
blocking-answer-partial-fewer = fewer
blocking-answer-partial-error = an error: none
blocking-ask-timeout = settimeout(0.5), and nothing comes. What does recv do?
blocking-ask-nonblocking = setblocking(False), and nothing is there. What does recv do?
blocking-answer-recv-empty = it returns b''
blocking-answer-recv-again = it fails: EAGAIN
blocking-answer-recv-waits = it waits all the same
blocking-answer-timeout-error = half a second later an error
blocking-answer-timeout-waits = it waits for ever
blocking-ask-service = A server reads from three clients in turn, the first is silent. How many of the other two wait for it?
blocking-answer-held = { $count }

blocking-sentence-deadlock = Both waited in recv with { $bytes } bytes under way between them; only a FIN from outside ended it. A protocol must say who speaks first.
blocking-sentence-no-deadlock = Here the two did not both wait: the log shows why.
blocking-sentence-failed = connect failed with { $errno }: without a connection nothing waits for anything.
blocking-lies = { $fitted } bytes fitted without a reader: { $unacknowledged } in your send buffer, { $unread } in the peer’s receive buffer
blocking-sentence-full = { $lies }; then send waited, until the peer began to read.
blocking-sentence-filled = { $lies }; then a send found no room.
blocking-sentence-never-full = { $sends } sends took { $fitted } bytes, and the buffers were not full yet.
blocking-sentence-partial = One send of { $asked } bytes took { $taken }. The other { $rest } were still yours to send, which is what sendall does ({ $calls ->
    [one] 1 call
   *[other] { $calls } calls
} of send).
blocking-sentence-taken = One send of { $asked } bytes took { $taken } of them here.
blocking-sentence-timeout = recv gave up after { $ms } ms with { $errno } (Python: TimeoutError). That is no end: the same socket gave { $later } bytes later.
blocking-sentence-nonblocking = With nothing there recv failed at once with { $errno } (Python: BlockingIOError); poll told when it was worth calling, and it gave { $later } bytes.
blocking-sentence-poll = One silent client held up { $sequential } of { $clients } others at a server that reads in turn, and { $held } in a loop that asks poll first.
blocking-sentence-threads = One silent client held up { $sequential } of { $clients } others at a server that reads in turn, and { $held } at one with a thread for each.
blocking-took = send took { $fitted } bytes before it had to wait
blocking-took-all = send took { $fitted } bytes and need not wait yet
blocking-sentence-all = { $full }; one silent client held up { $sequential } of { $clients } others when read in turn, { $poll } with poll, { $threads } with a thread each.

blocking-found-both = Both ends waited in recv.
blocking-found-under-way = { $bytes } bytes were under way or unread between them.
blocking-found-nothing-under-way = Nothing was under way or unread between them that could have ended the waiting.
blocking-found-dissolved = The FIN from outside ended the server’s recv, which returned { $server } bytes; the server’s close then ended the client’s, which returned { $client }.
blocking-found-sndbuf = SO_SNDBUF of the sender was { $bytes } before.
blocking-found-sndbuf-full = SO_SNDBUF of the sender was { $bytes } when nothing fitted any more.
blocking-found-rcvbuf = SO_RCVBUF of the peer was { $bytes }.
blocking-found-rcvbuf-read = SO_RCVBUF of the peer was { $bytes } after it had read.
blocking-found-fitted = { $bytes } bytes fitted with nobody reading.
blocking-found-unacknowledged = { $bytes } of them lay in the sender’s buffer without an acknowledgement (SIOCOUTQ).
blocking-found-unread = { $bytes } of them lay in the peer’s receive buffer, unread (FIONREAD).
blocking-found-window = The window that the peer told last was { $bytes } bytes.
blocking-found-resumed = The blocking send returned when the peer read: by then it had asked for { $bytes } bytes.
blocking-found-full-errno = A non-blocking send without room failed with { $errno } (Python: BlockingIOError).
blocking-found-probes = The sender’s kernel asked after the closed window: its probe timer ran.
blocking-found-no-probes = The sender’s kernel was not asking after a closed window when the lab looked.
blocking-found-send-waits = A blocking send waited for room.
blocking-found-send-goes = A blocking send was not seen to wait.
blocking-found-asked = One send was handed { $bytes } bytes.
blocking-found-partial = Of { $asked } bytes one non-blocking send took { $taken }.
blocking-found-rest = sendall handed over the other { $bytes } bytes in { $calls ->
    [one] 1 call
   *[other] { $calls } calls
} of send.
blocking-found-one-call = One send was enough for sendall: a blocking send waits until all is taken, unless a signal or a timeout ends it.
blocking-found-calls = sendall needed { $calls } calls of send.
blocking-found-timeout = With a timeout recv failed after { $ms } ms with { $errno } (Python: TimeoutError).
blocking-found-timeout-ms = It waited { $ms } ms.
blocking-found-after-timeout = After the timeout the same socket gave { $bytes } bytes.
blocking-found-nonblocking = On a non-blocking socket recv with nothing there failed with { $errno } (Python: BlockingIOError).
blocking-found-after-poll = When poll had said so, recv gave { $bytes } bytes.
blocking-found-order-sequential = Read in turn, the clients were served in the order { $order }.
blocking-found-order-poll = With poll they were served in the order { $order }.
blocking-found-order-threads = With a thread each they were served in the order { $order }.
blocking-found-held-sequential = Read in turn, the silent client held up { $held } others.
blocking-found-held-poll = With poll it held up { $held }.
blocking-found-held-threads = With a thread each it held up { $held }.

blocking-send-buffer = send buffer
blocking-receive-buffer = receive buffer
blocking-window-shut = the peer’s window is shut
blocking-window-open = the peer’s window: { $bytes }
blocking-sum = { $fitted } = { $unacknowledged } unacknowledged + { $unread } unread
blocking-taken = { $bytes } bytes taken in { $sends } sends
blocking-took-of = one send took { $taken } of { $asked } bytes
blocking-view-clients = three clients, the first is silent
blocking-view-sequential = read in turn
blocking-view-poll = one loop with poll
blocking-view-threads = a thread for each
blocking-held-up = held up { $count }
blocking-silent = says nothing
