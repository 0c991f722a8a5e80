# journey: one message's way through the layers
journey-you = you
journey-nobody = nobody
journey-somebody = a protocol that the lab does not know
journey-bytes = { $n ->
    [one] { $n } byte
   *[other] { $n } bytes
}
journey-bytes-unknown = ? bytes
journey-bytes-text = { $n ->
    [one] { $n } byte of text
   *[other] { $n } bytes of text
}
journey-bytes-lf = { $text ->
    [0] { $n } byte (no text, only a line feed)
   *[other] { $n } bytes ({ $text } of text + a line feed)
}
journey-bytes-crlf = { $text ->
    [0] { $n } bytes (no text, only carriage return and line feed)
   *[other] { $n } bytes ({ $text } of text + carriage return and line feed)
}
journey-bytes-options = { $n } bytes ({ $bare } + { $options } of options)
journey-bits = { $n } bits
journey-bits-unknown = ? bits

journey-model-seven = 7 layers (OSI)
journey-model-five = 5 layers
journey-model-four = 4 layers (TCP/IP)
journey-level-application = application
journey-level-presentation = presentation
journey-level-session = session
journey-level-transport = transport
journey-level-network = network
journey-level-internet = internet
journey-level-link = link
journey-level-data-link = data link
journey-level-physical = physical
journey-pdu-data = data
journey-pdu-segment = segment
journey-pdu-piece = piece
journey-pdu-datagram = datagram
journey-pdu-packet = packet
journey-pdu-frame = frame
journey-pdu-bits = bits
journey-device-proxy = proxy, gateway
journey-device-firewall = firewall
journey-device-router = router
journey-device-switch = switch, bridge
journey-device-hub = hub, repeater

# down
journey-down-text = “{ $text }”: the program hands on { $size }.
journey-down-texts = { $n } messages of the lab in one frame, the first “{ $text }”: each begins with a header that says how long it is.
journey-down-stream = “{ $text }”: { $size } of { $sender }'s stream. In how many sends they went, the bytes do not tell.
journey-down-stream-part = “{ $text }”: { $size } of a message of { $whole }. In how many sends { $sender } sent it, the bytes do not tell.
journey-down-dns = A question or an answer about a name: a DNS message of { $size }.
journey-down-data = The program hands on { $size } of data.
journey-down-data-stream = The frame carries { $size } of { $sender }'s stream. In how many sends they went, the bytes do not tell.
journey-down-data-datagram = The program hands on { $size } of data in one go: a datagram.
journey-down-application = The application does it all itself: { $size } of text and { $headers } of the lab's own headers.
journey-down-presentation = { $size } in front: how the text is written as bytes, so that the other side reads it alike.
journey-plain-presentation-text = Nothing is added: the text goes out as it is, in UTF-8.
journey-plain-presentation = Nothing is added: the program has written its bytes itself.
journey-down-session = { $size } in front: which session this is, and which message of it.
journey-plain-session-tcp = Nothing is added: there is no session but the TCP connection itself.
journey-plain-session-udp = Nothing is added: every UDP datagram stands alone.
journey-own-headers = These headers are wirelab's own: the Internet has no such layers (RFC 1122).
journey-none-control = Nothing here: TCP itself speaks ({ $flags }); no program's data is on board.
journey-none-empty = Nothing here: an empty datagram. It still arrives.
journey-none-icmp = Nothing here: { $message } is a message of IP's own, not of a program.
journey-none-piece = Nothing here: IP has cut a packet up, and this is a later piece of it.
journey-none-arp = Nothing here: ARP works below. It finds the MAC that belongs to an IP address.
journey-down-foreign = The program hands on { $size }: { $line }.
journey-down-foreign-stream = The frame carries { $size } of { $sender }'s stream: { $line }. In how many sends they went, the bytes do not tell.
journey-up-foreign = The program gets { $size }: { $line }.
journey-put-together = Put together from the stream: { $line }.
journey-plain-part = Not to be told from this frame: its bytes are only a part of a message.
journey-none-tls = What the program says is inside TLS.
journey-none-other = Nothing here that the lab can read.
journey-down-tcp = TCP puts { $size } in front: from port { $from } to port { $to }, so that the data reaches the right program.
journey-down-tcp-control = TCP makes a segment of nothing but its header, { $size }: { $flags }, from port { $from } to port { $to }.
journey-down-tcp-unsized = TCP puts its header in front: from port { $from } to port { $to }. How long its options are is not known here.
journey-tcp-seq = Number { $seq }: the place of its first byte in the stream. By it the pieces are put in order.
journey-tcp-ack = ACK { $ack }: all bytes from { $receiver } before this number have arrived.
journey-tcp-unknown = Only the kernel knows the TCP numbers: ?
journey-down-udp = UDP puts { $size } in front: from port { $from } to port { $to }, so that the data reaches the right program.
journey-udp-alone = No numbers, no acknowledgement, no order: a datagram arrives, or it does not.
journey-down-piece-udp = { $size } of a UDP datagram, a later piece. Only the first piece has UDP's header (from port { $from } to port { $to }).
journey-down-piece-tcp = { $size } of a TCP segment, a later piece. Only the first piece has TCP's header (from port { $from } to port { $to }).
journey-down-piece = { $size } of something larger ({ $protocol }), a later piece. Its header is in the first piece only.
journey-first-piece = More pieces of this packet follow: IP has cut it. Only this first one has the header of what it carries.
journey-down-unknown = { $size } of a protocol that the lab does not know.
journey-down-ip = { $ip } puts { $size } in front: from { $from } to { $to }, from host to host, however many links lie between.
journey-down-icmp = The system writes { $inner } of { $message }. { $ip } puts { $size } in front: from { $from } to { $to }.
journey-down-icmp-piece = The system writes a message of { $message }; { $inner } of it, a later piece, are here. { $ip } puts { $size } in front: from { $from } to { $to }.
journey-down-tunnel = A packet in a packet (tunnel): { $ip } puts { $size } in front of a whole { $inner } packet: from { $from } to { $to }.
journey-tunnel-inner = The { $ip } packet inside ({ $size } of header) goes from { $from } to { $to }. Until it leaves the tunnel, nobody looks at it.
journey-icmp-quote = { $n } of the message are the beginning of another packet, the one it is about. Its headers are only quoted here.
journey-hop-same = Same network? { $to } & { $mask } = { $network }, like mine: straight to it, no gateway.
journey-hop-other = Same network? { $to } & { $mask } = { $network }; mine is { $own }: so to the gateway { $gateway }.
journey-hop-direct = The route to { $to } says: it is on this link, no gateway.
journey-hop-gateway = { $to } is not in my network: the packet goes to the gateway { $gateway }.
journey-hop-loopback = { $to } is this machine itself: the packet never leaves it.
journey-ttl = TTL { $ttl }: every router takes 1 off; at 0 the packet is dropped.
journey-hop-limit = Hop limit { $ttl }: every router takes 1 off; at 0 the packet is dropped.
journey-down-ethernet = Ethernet puts { $size } in front: from MAC { $from } to MAC { $to }. That is only as far as the next hop.
journey-down-ethernet-gateway = Ethernet puts { $size } in front: from MAC { $from } to MAC { $to }, the gateway { $gateway }: only the next hop, not the receiver.
journey-down-arp = The ARP message ({ $arp }) goes straight into a frame: { $size } in front, from { $from } to { $to }.
journey-down-cooked = The capture shows a Linux cooked header ({ $size }) in place of the link's own.
journey-down-null = The capture shows a BSD loopback header ({ $size }): only which version of IP follows. It never was on a wire.
journey-unread-link = { $size } that the lab cannot read: it does not know this link, or the header is not whole.
journey-down-no-link = Nothing is added: this link carries bare IP packets, without MAC addresses.
journey-mac-unknown = ? in a MAC: the neighbour table has no entry for it now.
journey-broadcast = ff:ff:ff:ff:ff:ff: to everyone on this link.
journey-vlan = A VLAN tag is part of it: number { $id }.
journey-padding = { $n } of padding behind: a frame is at least 60 bytes long (64 with the FCS).
journey-arp-question = It asks: who has { $target }? Tell { $sender }.
journey-arp-answer = It answers: { $sender } is at { $mac }.
journey-fcs-air = On the air it is an 802.11 frame with an FCS; the driver shows it as Ethernet.
journey-fcs-captured = Behind come the bytes of the FCS, as they were captured.
journey-up-fcs = The FCS goes too ({ $n }): it was for the card alone.
journey-cut = { $kept ->
    [0] The capture kept none of these { $of }; they are shown as ?.
   *[other] The capture kept only { $kept } of { $of }; what it did not keep is shown as ?.
  }
journey-fcs-none = No FCS behind: this wire lies inside the machine and needs none.
journey-fcs-unknown = A card would add 4 bytes behind (FCS); a capture does not show them.
journey-down-bits = { $size } become { $bits }, sent one after the other, of each byte the lowest bit first.
journey-down-bits-memory = { $size } are { $bits }. No signal is needed: they stay in this machine's memory.
journey-down-bits-air = { $size } become { $bits } (and some more: 802.11) and go out by radio.
journey-offload = Larger than the MTU of { $mtu }: the card will cut it into several frames.

# the wire
journey-wire-cable = { $size } run over the cable to { $receiver }. A switch on the way reads the MACs and changes nothing.
journey-wire-air = { $size } go through the air to the access point, which hands them on to { $receiver }.
journey-wire-veth = The virtual cable hands { $size } to { $receiver }, unchanged.
journey-wire-loopback = Loopback turns the frame round inside the kernel: { $size } out, and in again at once.
journey-wire-tunnel = The tunnel takes { $size } as they are and brings them to its other end.
journey-wire-gateway = { $size } run to the gateway { $gateway } first; it sends the packet on to { $receiver }.
journey-wire-router = Each router puts the packet into a new frame: other MACs, TTL − 1, same IP addresses.
journey-wire-router-six = Each router puts the packet into a new frame: other MACs, hop limit − 1, same IP addresses.
journey-wire-unknown = { $size } on the way from { $sender } to { $receiver }.
journey-wire-between = { $size } run from { $from } to { $to }.
journey-router = { $router } takes the packet out of its frame and sends it on to { $next } in a new one: same IP addresses.
journey-router-ttl = TTL: { $before } came in, { $after } goes out.
journey-router-hop-limit = Hop limit: { $before } came in, { $after } goes out.
journey-router-macs = MACs: { $from } to { $to } came in, { $newfrom } to { $newto } goes out.

# up
journey-up-bits = The receiver ({ $receiver }) turns the bits into bytes again: { $size }.
journey-up-bits-memory = Nothing to decode: the { $size } are in memory already.
journey-up-ethernet = For this card? To MAC { $to }: yes. Ethernet takes its { $size } off and hands the rest to { $next }.
journey-up-ethernet-group = For this card? To { $to }, a group: yes. Ethernet takes its { $size } off and hands the rest to { $next }.
journey-up-ethernet-loopback = MACs of zero: loopback needs none. The { $size } come off and the rest goes to { $next }.
journey-up-ethernet-routed = The last router has made a new frame, with other MACs. Its { $size } come off; the rest goes to { $next }.
journey-up-type = The type { $kind } says whose data it is: { $next }.
journey-up-length = In the type's place stands a number up to 1500: { $n } is a length (802.3). Whose data it is stands right behind (802.2).
journey-up-padding = { $n } of padding are thrown away: IP says how long its packet is.
journey-up-arp = For this card? Yes. Ethernet takes its { $size } off; ARP reads the rest and notes who has which MAC.
journey-up-cooked = The cooked header ({ $size }) comes off.
journey-up-null = The loopback header ({ $size }), which the capture shows, comes off.
journey-up-no-link = Nothing to take off: this link has no header.
journey-up-ip = My address? To { $to }: yes. { $ip } takes its { $size } off and hands the rest to { $next }.
journey-up-icmp = My address? To { $to }: yes. { $ip } takes its { $size } off; the system itself reads the { $message } message.
journey-up-tunnel = My address? To { $to }: yes. { $ip } takes its { $size } off. Inside is a whole { $inner } packet, read in the same way.
journey-up-piece = My address? To { $to }: yes. { $ip } takes its { $size } off and keeps this piece until all the pieces are there. Then { $next } gets the whole.
journey-up-piece-transport = { $protocol } sees no piece: it gets the whole, when all of them have come.
journey-up-ip-checksum = First it works out the header's checksum: a damaged header is thrown away.
journey-up-tcp = Which program? The one at port { $to }. TCP checks sum and order, takes its { $size } off and hands on the data.
journey-up-tcp-control = Which connection? The one at port { $to }. TCP takes note of { $flags }; there is nothing to hand up.
journey-up-tcp-ack = It will answer with an ACK: so the sender learns that the bytes are there.
journey-up-udp = Which program? The one at port { $to }. UDP checks the sum, takes its { $size } off and hands on the data.
journey-up-udp-checks = It answers nothing: the sender never learns of it, unless the program says so.
journey-up-session = Which session, which message? Read, the { $size } taken off; the lab will answer that it has it.
journey-up-presentation = How are the bytes written? So they become text again; the { $size } come off.
journey-up-text = “{ $text }” has arrived: { $receiver } can read it.
journey-up-text-part = “{ $text }” has arrived: { $size } of the message, which takes all { $of } frames to be whole.
journey-up-dns = The program reads the DNS message of { $size }.
journey-up-data = The program gets { $size } of data.
journey-up-application = The application reads its own headers ({ $headers }): “{ $text }” has arrived, { $receiver } can read it.
journey-up-nothing-added = Nothing to take off: nothing was added here.
journey-up-none = Nothing to take off.
journey-up-none-piece = Nothing arrives here from this piece alone.
journey-up-none-control = Nothing arrives here: TCP has kept it to itself.
journey-up-none-system = Nothing arrives here: the system has dealt with it below.
journey-part = The message does not fit into one frame: this is frame { $n } of { $of }.
journey-part-of = The message lies in { $of } frames: this is frame { $n }.
journey-fcs-card = Behind come the 4 bytes of the FCS: computed here, the card adds them; a capture never shows them.
journey-fcs-large = Larger than the link takes: the card works on it before it goes out, so the bytes behind are not known.
journey-fcs-bytes-unknown = The card adds 4 bytes behind (FCS). Not all bytes of this frame are known here, so neither is their sum.
journey-fcs-computed = computed: the card adds it
journey-padding-computed = computed: the card fills a short frame up to 60 bytes (64 with the FCS)
journey-checksum-completed = completed: the card fills it in; the capture held { $was }, the pseudo header's sum

# looks before a header
journey-look-ports = Which program at each end? Port { $from } on the sender's side, port { $to } at { $receiver }.
journey-look-ports-own = Who listens has asked for a port (bind); who connects gets one from the kernel: on Linux mostly 32768 to 60999.
journey-look-ports-theirs = A port is a number inside one host: TCP's 80 and UDP's 80 are two, and each host has its own.
journey-look-fit-segment = Does it fit into one segment? { $n }, and a segment takes { $most }: yes.
journey-look-fit-packet = Does it fit into one packet? { $n } for IP to carry, and there is room for { $most }: yes.
journey-look-fit-unknown = Does it fit? { $n }; how much the way takes is not known here.
journey-look-segments = Does it fit into one segment? { $n }, and a segment takes { $most }: no. TCP cuts the stream into { $pieces } segments.
journey-look-fragments = Does it fit into one packet? { $n } for IP to carry, and there is room for { $most }: no. IP cuts the datagram into fragments.
journey-look-mtu = { $name } takes packets of at most { $mtu } bytes (MTU).
journey-look-mss = MSS: what is left of that for the data, when the headers of IP and TCP are in. TCP never needs IP to cut.
journey-look-fragments-how = If one fragment is lost, the whole datagram is: the receiver's IP must have all of them.
journey-look-fragments-six = In IPv6 only the sender may cut, never a router; each piece gets a fragment header of 8 bytes.
journey-look-same = Same network or not? { $to } is in mine: straight to it, no gateway.
journey-look-on-link = Same network or not? The route says that { $to } is on this link: straight to it.
journey-look-gateway = Same network or not? { $to } is not in mine: the packet goes to the gateway { $gateway } first.
journey-look-own = { $to } is this machine itself: the packet turns round in the loopback interface.
journey-look-group = { $to } is a group: everyone on this link who wants it takes it.
journey-look-route = The route that names the most bits of the address wins: { $route }.
journey-look-source = Source address: { $source }, of { $name }.
journey-look-ttl = TTL { $ttl }: what this system's packets begin with.
journey-look-hop-limit = Hop limit { $ttl }: what this interface's packets begin with.
journey-look-mac-known = Which MAC has { $next }? The neighbour table knows: { $mac }.
journey-look-mac-computed = Which MAC has the group { $next }? Nobody is asked: { $mac } is computed from the address.
journey-look-mac-arp = Which MAC has { $next }? Not in the neighbour table (now): ARP asks everyone on the link.
journey-look-mac-ndp = Which MAC has { $next }? Not in the neighbour table (now): neighbour discovery asks its group.
journey-look-mac-silent = Which MAC has { $next }? It was asked for and did not answer: the packet waits for it, then it is thrown away.
journey-look-mac-as-if = From here on the way is told as if it had answered.
journey-look-mac-none = Which MAC? None is needed on { $name }.
journey-look-mac-gateway = The frame is for the gateway { $gateway }, the packet in it still for { $to }.
journey-look-mac-hop = A MAC is good for one hop only. Behind a router there are others.

# what the receiver looks at
journey-check-fcs = Is the FCS right?
journey-check-fcs-card = the card drops any other frame, and nobody hears of it
journey-check-fcs-air = 802.11 checks its own and asks again if it is wrong
journey-check-fcs-maybe = a card would drop any other frame
journey-check-mac = Is it for my card?
journey-check-mac-zero = loopback: all zero
journey-check-mac-all = for everyone on the link
journey-check-mac-group = for a group
journey-check-mac-routed = the last router has written the receiver's MAC in
journey-check-mac-own = my MAC is { $mac }
journey-check-mac-other = my MAC is { $mac }: seen in passing
journey-check-type = What is inside?
journey-check-next = { $next }
journey-check-sum = Is { $name }'s checksum right?
journey-check-address = Is it for my address?
journey-check-address-group = for a group, or for all
journey-check-address-own = { $address } is mine
journey-check-protocol = For which protocol?
journey-check-port = Does a program wait at the port?
journey-check-port-socket = port { $port }: your socket #{ $socket }
journey-check-port-open = port { $port }; if not, a refusal would come back
journey-check-order = Is it the next piece of the stream?
journey-check-order-read = your program has read it, in order
journey-check-session = Which message of the session?
journey-check-session-number = number { $n }
journey-check-charset = Do I know this character set?
journey-ttl-came = TTL { $ttl } as it came here: it began with more, each router on the way took 1.
journey-hop-limit-came = Hop limit { $ttl } as it came here: it began with more, each router on the way took 1.
journey-down-ethernet-far = The link puts its header in front, for the first hop: with MACs that only that link knows. The ones below, { $size }, are of the last hop.
journey-wire-routed = By way of one router or more; the last one, { $router }, put the packet into this frame of { $size } for { $receiver }.
journey-fcs-merged = The card has checked the FCS. Segments that came in may have been joined on arrival, so its bytes are not worked out.
journey-down-text-part = The program hands on { $whole }. This frame will carry { $size } of them: “{ $text }”.
journey-up-refused = { $asks } No: it is thrown away here, and nothing goes further up.
journey-up-nothing-arrives = Nothing arrives here: layer { $layer } has thrown it away.

# layer 6 of a plain peer's message
journey-presentation-written = No header. As { $encoding } the characters are written as these bytes: { $pairs }
journey-presentation-chosen = No header says how the bytes are written. They are read as { $encoding }, as you chose: { $pairs }
journey-presentation-taken = No header says how the bytes are written. They are valid { $encoding }, so they are read so: { $pairs }
journey-presentation-misfit = No header says how the bytes are written. They are not { $encoding }: { $bytes }.
journey-presentation-unsaid = Which characters the bytes mean is a matter of agreement, or a header says it (HTTP: charset); a plain program does not.
journey-presentation-ascii = These are ASCII characters: their bytes are the same in all encodings known here.
journey-presentation-data = No header says what the bytes are. They are not text: { $bytes }
# messages and the stream they lie in (sticky packets)
journey-no-borders = TCP keeps no message borders: it carries a stream of bytes. Where a message ends the programs must say themselves, by a line feed for example.
journey-record-borders = The length field gives each message its border; TCP keeps none.
journey-record-seal = { $size } of them are the seal: the datagram's number, and a code that only the two ends can make. UDP lets anybody write any sender.
journey-up-seal = Its seal came first: the code must fit and the number be new, else nothing of it is shown.
journey-datagram-borders = UDP keeps message borders: one sendto, one datagram, one recvfrom.
journey-shared = Sticky packets: the frame also has { $others } of others (dimmed).
journey-send-one = One send handed over exactly these bytes. TCP does not remember that: its stream has no borders.
journey-send-shared = One send handed over { $n } bytes: other messages with this one.
journey-sends = It took { $n } sends, of { $sizes } bytes.
journey-span = bytes { $from } to { $to }
journey-span-one = byte { $from }
journey-place = In the stream the message is { $own }, counted from 0.
journey-place-frame = In the stream the message is { $own }, the frame carries { $frame }, counted from 0.
journey-lines = There are { $n } line feeds in it: to a program that reads lines { $n } messages, in one frame.
journey-rebuilt-alone = Nobody saw its frame: it is drawn as if the message had travelled alone, in as few segments as can be.
journey-up-tcp-shared = The { $others } of other messages go up with it: TCP hands on bytes in order, not messages.
journey-put-aside = The { $others } of other messages do not belong to this one: put aside.
journey-recv-one = One recv gave exactly these bytes ({ $n }). It may be different next time: TCP does not promise it.
journey-recv-joined = One recv gave the { $n } bytes of all { $frames } frames at once: sticky packets. TCP hands on bytes, not frames.
journey-recv-shared = One recv gave { $n } bytes, { $own } of them this message's: sticky packets. The program has to cut them apart.
journey-recvs = It took { $n } recvs, which gave { $sizes } bytes: the program had to put them together.
journey-recv-many = It took more than { $n } recvs: the program had to put the bytes together.
journey-recv-unseen = In how many recvs { $receiver } gets it cannot be seen from here.
journey-recv-unseen-here = In how many recvs a program gets it, TCP leaves open.
journey-end-line = The line feed ends the message: that is the programs' agreement, TCP knows nothing of it.
journey-end-assumed = ≈ No line feed ends it: the lab takes it for a message because nothing more came for 100 ms.
journey-end-cut = ≈ No line feed ends it: the line was too long, and the lab has cut it here.
