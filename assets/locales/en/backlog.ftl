# Exercise backlog: listen(n) and the queue before accept.

backlog-title = Backlog
backlog-about = listen(n): who is connected before accept, and what becomes of the others
backlog-knob-backlog = n of listen(n)
backlog-knob-clients = clients
backlog-why-bind = Port 0: the kernel chooses one.
backlog-why-listen = From now on the kernel shakes hands by itself, whether you call accept or not.
backlog-why-connect = It returns when the handshake is done. Nobody has called accept yet.
backlog-why-look = The kernel’s own list: the queue of the listening socket, and the state of every client.
backlog-ask = listen({ $backlog }), { $clients } clients, no accept. How many are connected?
backlog-answer-count = { $count }
backlog-sentence = listen({ $backlog }): { $queue } connections wait for accept, the kernel’s limit is { $limit }; the others are not refused, they wait.
backlog-found-connected = { $count } clients were connected before anybody called accept.
backlog-key-add = one more client
backlog-key-add-short = client
backlog-key-accept = accept one
backlog-key-accept-short = accept
