# The screen around the panes, the panes of interfaces, chat and packets, keys and help.

list-separator = { ", " }
app-too-small = wirelab needs { $columns } × { $rows } cells. Please make the window larger.
app-frames = { $n } frames
app-frames-at-hand = Only the first { $n } of the { $of } frames are at hand.
app-lost = { $n } lost
app-lost-where = { $n } lost (kernel { $kernel }, lab { $lab })
app-practice = practice
app-capture-none = no capture
app-capture-waits = capture starts
app-capture-off = capture is switched off (--no-capture)
app-capture-denied = no right to capture here: what is sent is shown rebuilt
app-capture-practise = { KEY("common.partner") } practises with capture, no rights needed.
app-capture-no-lab = The practice lab cannot be had here. { $why }
app-capture-remedy = An administrator can allow it: sudo setcap cap_net_raw+ep { $path } (a rebuild or an NFS home undoes it)
app-capture-lost = { $name } is no longer captured: { $why }
app-no-chinese = This terminal can't show Chinese.
app-no-chinese-remedy = It needs UTF-8: for example LANG=zh_CN.UTF-8 in a terminal window.
app-no-interface = There is no interface called { $names } (yet): it is captured when it comes.
app-no-interface-remedy = Interfaces here: { $names }
app-link-lost = { $name } has lost its link: no frame gets out or in there. Is the cable in, and the switch on?
app-link-off = { $name } was switched off: no frame gets out or in there.
app-link-back = { $name } has its link again.

view-lab = Lab
view-interfaces = Interfaces
view-chat = Chat
view-encapsulation = Encapsulation
view-packets = Packets

# keys: the name in help and palette, and one word for the footer
key-open = open what is selected
key-open-short = open
key-write = write in the chat
key-write-short = write
key-play = play or pause
key-play-short = play/pause
key-left = one step back; with the fields open one byte
key-right = one step forward; with the fields open one byte
key-step-short = step
key-model = another model: 7, 5 or 4 layers
key-model-short = 7/5/4
key-filter = filter the packets
key-filter-short = filter
key-ladder = the conversation over time: who said what when
key-ladder-short = ladder
key-follow = the conversation's bytes in order: follow the stream
key-follow-short = stream
key-flows = all conversations
key-flows-short = flows
key-work-out = work the checksums out
key-work-out-short = checksum
key-save = save what is shown to a file: frames, a message, the view
key-save-short = save
key-open-file = open a capture file; again: close it
key-copy = copy what is selected (hex), or this view as text
key-copy-python = copy what is selected (Python bytes)
key-absolute = sequence numbers: from 0, or as on the wire
key-pin = keep this packet, whatever must make room
key-all = all packets, or only your own
key-housekeeping = show housekeeping (keep-alives, pings …), or hide it
key-housekeeping-short = housekeeping
key-all-short = all/mine
key-encapsulate = send this one through the layers
key-encapsulate-short = layers
key-faster = faster
key-slower = slower
key-layer-up = to the layer above
key-layer-down = to the layer below
key-layer = to layer 1; { KEY("encapsulation.layer-2") } to { KEY("encapsulation.layer-7") }: to the others
key-explain = all that can be said of this step, or less
key-explain-short = why
key-both-ends = the message at both ends: as it left, and as the peer saw it
key-both-ends-short = both ends
key-side-by-side = the same message over TCP and over UDP, side by side
key-side-by-side-short = TCP/UDP
key-predict = guess each step before it is shown; again: no longer
key-predict-short = predict
key-next-frame = the message's next frame (a long one takes several)
key-previous-frame = the message's frame before
key-report = add what this pane shows to the lab report
key-picture = save the screen as a picture (SVG)
key-partner = start or stop the practice partner
key-partner-short = practice partner
key-up = up
key-down = down
key-page-up = a page up; in the encapsulation the message before
key-page-down = a page down; in the encapsulation the message after
key-top = to the first
key-bottom = to the last; the packet log follows again
key-next-pane = next pane
key-next-pane-short = next pane
key-previous-pane = pane before
key-view-lab = all four panes
key-zoom = this pane fills the screen, or goes back
key-zoom-short = zoom
key-back = one level back: closes what is open
key-palette = search everything one can do
key-palette-short = commands
key-language = 中文
key-language-short = 中文
key-theme = other colours
key-mouse = mouse: wirelab's, or the terminal's for selecting text
key-redraw = draw all again
key-suspend = put wirelab in the background (fg brings it back)
key-end = end now (asks if peers are connected)
key-help = help for what has the focus
key-help-short = help
key-answer = answer what a peer asks, or take your answer back
key-quit = quit
key-quit-short = quit

footer-asked = { $name } asks you
footer-send = send
footer-leave-line = leave line
footer-commands = commands
footer-apply = filter

help-title = Help
help-hint = { KEY("move.up") } { KEY("move.down") } scroll, any other key closes
help-interfaces = Interfaces: how this machine is connected, live
help-chat = Chat: talk over TCP or UDP with the machine beside you
help-encapsulation = Encapsulation: one message, wrapped layer by layer, in its real bytes
help-packets = Packets: what passed by, in order of time
help-commands = What you can type in the line
help-ticks = What is known of your message
help-tick-sent = handed to the kernel of this machine
help-tick-acked = the peer's TCP has it (acknowledged)
help-tick-delivered = the peer's program has it (only between two wirelabs)
help-tick-lost = will not arrive: the kernel refused it, or the peer is gone
help-marks = Marks in the list
help-mark-way = sent from here, come here (both here: who began, the other)
help-mark-no-way = which way it went is not known: a file seldom tells
help-part = part of …
help-mark-part = the rest is in other frames; frame.number == 5 lists frame 5
help-frame = Frame 5
help-mark-frame = in an opened packet: { KEY("frame.go-to") } on it opens that frame
help-mark-malformed = a header of layers 2 to 4 says what cannot be, or promises bytes that the frame does not have
help-mark-cut = only the beginning of the frame was kept; what is missing is `?` or left out
help-filter = Filters, for example
help-signs = Signs
help-sign-yes = looked at, and right: the bytes show it
help-sign-no = looked at, and not right: it is thrown away
help-sign-inferred = follows from what is known; not seen from here
help-sign-unknown = not known here, and not made up (bytes: ??)
help-sign-absent = not there yet, or taken off again
help-sign-wire = the frame on the wire: its layers, by their numbers
help-everywhere = Everywhere
help-mouse = Mouse: click a pane, a row or a tab; the wheel scrolls. To select text hold shift, or press { KEY("global.mouse") }.

palette-title = Everything one can do
palette-hint = type to search, enter does it, esc closes
palette-nothing = nothing of that name

ask-title = Sure?
ask-hint = enter or y: yes   esc or n: no
ask-paste-hint = enter: send   esc: do not send
ask-end = Peers are connected. End wirelab?
ask-paste = { $n ->
    [one] Send { $n } line?
   *[other] Send these { $n } lines one after the other?
}

interfaces-status = { $up } up · { $down } down
interfaces-practice = practice
interfaces-no-address = no address
interfaces-up = UP
interfaces-down = DOWN
interfaces-no-carrier = NO CABLE
interfaces-scope-link = this link only
interfaces-scope-host = this machine only
interfaces-netmask = netmask { $mask }
interfaces-broadcast = broadcast { $address }
interfaces-detail-peer = Own address { $own }, given to a link with one other end: { $peer }. The prefix belongs to the other end's address, and so does what follows.
interfaces-counters = { $packets } packets, { $bytes }, { $errors } errors, { $dropped } dropped
interfaces-gateway = gateway { $address } ({ $name })
interfaces-no-gateway = no default gateway
interfaces-dns = DNS { $servers }
interfaces-no-dns = no DNS server
interfaces-more = { $n } more below
interfaces-detail-kind = { $kind }, number { $index }
interfaces-detail-flags = flags { $flags }
interfaces-detail-mtu = MTU { $mtu }: the largest packet it takes, in bytes
interfaces-detail-mac = MAC { $mac }
interfaces-detail-no-mac = no MAC address: this link has none
interfaces-detail-close = { KEY("global.back") }: back to the list

host-row-address = address
host-row-mask = mask
host-row-network = network
host-row-broadcast = broadcast

chat-pane-you = you
chat-pane-waiting = wait
chat-pane-to-only = only to { $nick }
chat-pane-you-only = you, only to { $nick }
chat-pane-to = to { $nick }
chat-pane-to-everyone = to all { $n }
chat-pane-title-listening = listening
chat-pane-title-peers = { $n ->
    [0] nobody here
    [one] { $n } peer
   *[other] { $n } peers
}
chat-pane-press-enter = { KEY("chat.open") } or { KEY("chat.write") }: write
chat-pane-press-tab = { KEY("global.next-screen") }: to this pane
chat-pane-unseen = { $n ->
    [one] { $n } new line below ({ KEY("move.bottom") }: go there)
   *[other] { $n } new lines below ({ KEY("move.bottom") }: go there)
}
chat-pane-older-make-room = { $nick } has said so much that its older lines make room for new ones. Nobody else's do.
chat-pane-older-gone = { $n ->
    [one] { $n } older line of { $nick } is gone.
   *[other] { $n } older lines of { $nick } are gone.
}
chat-pane-older-gone-yours = { $n ->
    [one] { $n } older line of yours is gone.
   *[other] { $n } older lines of yours are gone.
}
chat-pane-older-gone-notices = { $n ->
    [one] { $n } older notice is gone.
   *[other] { $n } older notices are gone.
}
chat-pane-strip = { $text } → { $wire } B on the wire   { KEY("global.next-screen") }: watch
chat-pane-strip-shared = { $text } → { $wire } B on the wire, { $others } B of them other messages'   { KEY("global.next-screen") }: watch
chat-pane-strip-text = { $n } B of text
chat-pane-strip-lf = { $n } B ({ $text } of text + a line feed)
chat-pane-strip-crlf = { $n } B ({ $text } of text + CR LF)
chat-pane-empty = Nobody to talk to yet.
chat-pane-empty-partner = a practice partner on this machine
chat-pane-empty-listen = wait for the machine beside you
chat-pane-empty-connect = HOST: call it (netcat or Python will do)
chat-pane-empty-write = Press { KEY("chat.open") } to write.
chat-pane-peers-none = Nobody is connected.
chat-pane-nobody = Nobody is connected: your text stays in the line.
chat-pane-nobody-remedy = esc, then { KEY("common.partner") }: a practice partner; or /listen, or /connect HOST
chat-pane-listen-stopped = { $transport }: no longer waiting for peers.
chat-pane-connecting = calling { $target } ({ $address }) …
chat-pane-silent = { $nick }: nothing heard for { $seconds } s. What you type is kept.
chat-pane-silent-udp = { $nick }: nothing heard for { $seconds } s. What got lost stays lost: over UDP nothing is sent again.
chat-pane-reconnecting = { $nick }: the connection broke; trying again. What you type is kept.
chat-pane-resumed = { $nick } is back; what was kept is sent now.
chat-pane-away = { $nick }: the connection broke; waiting for it to call again. What you type is kept.
chat-pane-joined = { $nick } joined from { $address } over { $transport }.
chat-pane-joined-address = { $nick } joined over { $transport }.
chat-pane-connected = connected to { $nick } at { $address } over { $transport }.
chat-pane-connected-address = connected to { $nick } over { $transport }.
chat-pane-plain = It speaks plain text (netcat, Python …): ✓ means that its TCP has it.
chat-pane-is-plain = { $nick } speaks plain text: ✓ means that its TCP has it.
chat-pane-renamed = { $before } is now { $nick } ({ $address }).
chat-pane-cut = a piece of a longer line
chat-pane-assumed = no line ending came within 100 ms: taken as one message
chat-pane-left = { $nick } has left: { $why }
chat-pane-left-bye = said goodbye
chat-pane-left-finished = finished sending (FIN: its recv loop ended or it closed)
chat-pane-left-reset = reset the connection (RST)
chat-pane-left-silent = no answer, and calling again did not help
chat-pane-left-by-you = closed by you
chat-pane-left-idle = not heard for long; its place went to a newcomer
chat-pane-listening = waiting for peers: { $transport } { $address }
chat-pane-no-address = This machine has no address that others could reach; programs here can connect to { $target }.
chat-pane-type = On the other machine: /connect { $target }
chat-pane-type-udp = On the other machine: /udp, then /connect { $target }
chat-pane-type-here = In another terminal on this machine: /connect { $target }
chat-pane-busy = Too much at once: that was not sent.
chat-pane-busy-remedy = Wait a moment, then try again.
chat-pane-no-such-command = There is no command /{ $word }.
chat-pane-no-such-command-remedy = /help lists them; // in front sends it as text
chat-pane-connect-where = Connect to whom?
chat-pane-connect-example = for example: /connect 192.168.1.24 or /connect lab-4:10101
chat-pane-use-tcp = New connections use TCP.
chat-pane-use-udp = New connections use UDP: no connection, each datagram stands alone.
chat-pane-your-nick = Your name is { $nick }.
chat-pane-peer = { $nick }: { $transport } { $address }, our end { $local }, round trip { $rtt } ms
chat-pane-peer-away = { $nick }: { $transport } { $address }, away at the moment: what you write is kept for it
chat-pane-to-all = What you write goes to everyone.
chat-pane-unknown-peer = There is nobody called { $nick }.
chat-pane-known = Here are: { $nicks }
chat-pane-nothing-to-close = Nothing is open.

chat-command-listen = [ADDRESS:PORT]  wait for peers (port 10101 unless said)
chat-command-connect = HOST[:PORT]  call a peer
chat-command-tcp = use TCP for new connections
chat-command-udp = use UDP
chat-command-nick = NAME  change your name
chat-command-peers = who is here, with addresses and round trip
chat-command-to = NAME  talk to one; /to * to all
chat-command-close = [NAME]  say goodbye
chat-command-help = this page

packets-following = following
packets-paused = { $n ->
    [0] paused
   *[other] paused, { $n } waiting
}
packets-new = { $n ->
    [0] not following ({ KEY("move.bottom") })
   *[other] { $n } new ({ KEY("move.bottom") })
}
packets-left-out = { $n } of your SSH session left out
packets-housekeeping-hidden = { $n } housekeeping ({ KEY("packets.housekeeping") })
packets-housekeeping-all = All packets are listed here, housekeeping too. The filter “not housekeeping” leaves it out.
packets-loopback = Over loopback a frame leaves this machine and comes in again at once: → is sent by whoever began the conversation, ← goes back to it.
packets-mine = mine
packets-all = all
packets-filter-prompt = filter { KEY("packets.filter") }
packets-filter-example = tcp   port 80   ip.ttl < 10   tcp.flags.syn == 1   mine   and or not
packets-filter-error = column { $column }: { $expected }
packets-empty-filter = Nothing matches this filter. { KEY("global.back") } takes it away.
packets-empty-no-capture = Your own socket calls will stand here.
packets-empty-mine = Nothing of yours yet. Talk to somebody, or press { KEY("packets.all-or-mine") } for all packets.
packets-empty-all = No packet has passed yet.
packets-no-bytes = follows from other fields
packets-bytes = { $n ->
    [one] byte { $offset }
   *[other] { $n } bytes from byte { $offset } on
}
packets-bits = { $n ->
    [one] 1 bit in byte { $offset }
   *[other] { $n } bits from byte { $offset } on
}
packets-call-socket = Asks the kernel for a socket: one end of a conversation. It has no address yet.
packets-call-option = Sets an option of the socket: { $name }.
packets-call-bind = Gives the socket its own address and port. Port 0 asks the kernel to choose.
packets-call-listen = The kernel takes calls for this address from now on; up to { $n } may wait to be accepted.
packets-call-accept = Takes the next waiting call: a new socket for that peer alone. The listening one goes on listening.
packets-call-connect = TCP: starts the three-way handshake (SYN). UDP: only notes the peer's address, sends nothing.
packets-call-connected = The handshake is done: both ends know each other.
packets-call-send = Hands bytes to the kernel. They are not at the peer yet.
packets-call-recv = Takes bytes that have arrived: as many as are there, at most as asked. No message borders.
packets-call-recv-end = 0 bytes: the peer has finished sending (FIN).
packets-call-sendto = Sends one datagram to this address.
packets-call-recvfrom = Takes one datagram, and tells where it came from.
packets-call-shutdown = Says that nothing more will be sent (FIN). Receiving goes on.
packets-call-close = Gives the socket back.
packets-call-failed = It failed: { $error }
packets-call-ends = our end { $local }, the peer's { $peer }

practice-pane-starting = Building a practice partner …
practice-pane-ready = Your practice partner is there: a real host of its own on a cable of its own.
practice-pane-ready-what = Write to it. It answers as the course's echo server does; exit ends. All frames are captured.
practice-pane-loopback = Your practice partner is there, on this machine's loopback.
practice-pane-loopback-what = Write to it; exit ends. On loopback there is no cable: no ARP, and MAC addresses of zero.
practice-pane-failed = The practice partner could not be started.
practice-pane-ended = The practice partner has gone.
practice-pane-name = partner
chat-pane-connecting-address = calling { $address } …
chat-pane-from = { $what } (from { $host })
chat-pane-on = { $what } (on { $host })
chat-pane-host-here = this machine
chat-pane-host-lab = the practice host
chat-pane-host-named = the host { $name }
chat-pane-answered = The first datagram from { $nick } ({ $address }): it is there.
chat-pane-broadcast = { $address } is a broadcast address: every host of that network gets what you write.
chat-pane-broadcast-what = SO_BROADCAST was set on the socket, else the kernel would refuse (EACCES: try --no-broadcast). Whoever answers appears with an address of its own.
chat-pane-sends = What you write goes to { $address } over UDP. Nothing has come from there yet: whether anybody receives it, UDP does not tell.
chat-pane-plain-udp = It speaks plain text: · means given to this kernel; UDP tells no more.
chat-pane-already-listening = You are waiting for peers already: { $transport } { $address }
key-partner-end-short = end partner
ask-end-practice = You are talking with the practice partner. Take it away?
chat-pane-to-nobody = to { $nick } (has left)
chat-pane-to-gone = { $nick } has left; what you write is for { $nick } alone, so it is not sent.
chat-pane-to-gone-remedy = /to * writes to everyone, /to NICK to another; Up brings your text back
chat-pane-paste-refused = The { $n } pasted lines were not sent; what stood in your line is still there.
chat-pane-paste-cut = Only the first { $taken } pasted lines are taken; { $cut } more are left out.
chat-pane-paste-long = { $n ->
    [one] The line is full: { $n } pasted character was left out.
   *[other] The line is full: { $n } pasted characters were left out.
}
chat-pane-paste-asked = What you pasted was not taken: a question was open. Paste it again.
chat-pane-finished = { $nick } has ended its sending (FIN); it may still read: you can write to it.
chat-pane-finished-remedy = Our own FIN follows in 3 s unless you write; /keep leaves the connection open.
chat-pane-closing = our FIN in { $seconds } s: write, or /keep   ({ $nick } has ended sending)
chat-pane-plainly = You and { $nick } speak plain text.
chat-pane-not-delivered = { $count ->
    [one] Your message { $first } has not reached { $nick }.
   *[other] { $count } of your messages have not reached { $nick }: numbers { $first } to { $last }.
}
chat-pane-turned-away = { $address } was turned away: 1000 peers talk here already.
chat-pane-turned-away-remedy = Not said again as long as it lasts; /close makes room.
chat-pane-unproved = Nothing proves who sent it: UDP lets anybody write any sender address.
chat-pane-left-crowded = had said nothing, and too many silent connections are open (closed by FIN); more that go so are not named
chat-pane-left-full = as many talk here already as can be served
chat-pane-left-recognised = it is a peer you know, back over a new connection
chat-pane-left-returned = its program was started anew; what was kept for the old one does not go to the new one
chat-pane-left-renewed = it has begun another session; what was kept for the old one does not go to the new one
chat-pane-left-succeeded = another program answers at its address now; what was kept does not go to it
chat-pane-speaks-auto = New connections: the lab's protocol where a wirelab listens, else plain text.
chat-pane-speaks-plain = New connections speak plain text; nobody is asked.
chat-pane-speaks-lab = New connections speak the lab's protocol; a plain program would get its greeting line.
chat-pane-speaks-what = /speaks auto, plain or lab; “{ $word }” is none of them.
chat-pane-kept = The connection to { $nick } stays open until you /close it.
chat-pane-nothing-to-keep = Nobody has ended its sending: there is nothing to keep open.
chat-command-speaks = auto|plain|lab  what new connections speak
chat-command-keep = [NAME]  stay connected to one that has ended sending

key-view = { $name } alone
key-unbound = (no key)
key-views = the other views
keys-global = everywhere
keys-common = every screen
keys-move = movement
footer-back = back
app-no-view = There is no view { $n }: views go from 1 to { $last }.
app-view-here = This is { $name } already.
app-nothing-open = Nothing is open that could be closed.
app-key-elsewhere = { $key } does nothing here. It is a key of: { $names }.
app-narrow = One screen at a time: the four side by side need a terminal of { $columns } × { $rows }.
app-no-colours = Colours are off (NO_COLOR or --no-color); --theme NAME brings them back.
app-mouse-ours = The mouse is wirelab’s: click and wheel. Shift selects text in most terminals.
app-mouse-terminals = The mouse is the terminal’s: select text as usual.
app-open-first = That belongs to: { $name }. Open it first.
app-no-bytes-here = There are no bytes here to copy as Python: select a packet, or show a message.
app-frame-is-read = Its bytes are being read from the file; it goes through the layers as soon as they are here.
app-call-has-no-frame = This is a call of a socket, no frame: nothing of it went through the layers. Select a frame that it led to.
app-frame-is-gone = This packet is no longer kept.

## The keys screen
view-keys = Keys
help-keys = Keys: every key of every screen as it is bound, to be searched and tried.
keys-try = try this key, where its screen is
keys-try-short = try
keys-search = search by name (in either language), by key, or by screen
keys-search-short = search
keys-all = { $n } keys
keys-some = { $n } of { $all } keys
keys-nothing-found = Nothing is called so. { KEY("global.back") } shows all.
keys-of-this-screen = You are here already: this is what you just pressed.
app-fills-already = This screen fills the terminal already.
