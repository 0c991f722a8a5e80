# journey: one message's way through the layers
journey-you = you
journey-nobody = nobody
journey-bytes = { $n ->
    [one] { $n } byte
   *[other] { $n } bytes
}
journey-bytes-unknown = ? bytes
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
journey-down-text = “{ $text }”: the program hands on { $size } of text.
journey-down-dns = A question or an answer about a name: a DNS message of { $size }.
journey-down-data = The program hands on { $size } of data.
journey-down-application = The application does it all itself: { $size } of text and { $headers } of the lab's own headers.
journey-more-frames = { $n ->
    [one] The message does not fit into one frame: 1 more follows.
   *[other] The message does not fit into one frame: { $n } more follow.
}
journey-down-presentation = { $size } in front: how the text is written as bytes, so that the other side reads it alike.
journey-plain-presentation-text = Nothing is added: the text goes out as it is, in UTF-8.
journey-plain-presentation = Nothing is added: the program has written its bytes itself.
journey-down-session = { $size } in front: which session this is, and which message of it.
journey-plain-session-tcp = Nothing is added: there is no session but the TCP connection itself.
journey-plain-session-udp = Nothing is added: every UDP datagram stands alone.
journey-own-headers = These headers are wirelab's own: the Internet has no such layers (RFC 1122).
journey-none-control = Nothing here: TCP itself speaks ({ $flags }); no program's data is on board.
journey-none-empty = Nothing here: an empty datagram. It still arrives.
journey-none-icmp = Nothing here: ICMP is a message of IP's own, not of a program.
journey-none-arp = Nothing here: ARP works below. It finds the MAC that belongs to an IP address.
journey-none-other = Nothing here that the lab can read.
journey-down-tcp = TCP puts { $size } in front: from port { $from } to port { $to }, so that the data reaches the right program.
journey-down-tcp-control = TCP makes a segment of nothing but its header, { $size }: { $flags }, from port { $from } to port { $to }.
journey-down-tcp-unsized = TCP puts its header in front: from port { $from } to port { $to }. How long its options are is not known here.
journey-tcp-seq = Number { $seq }: the place of its first byte in the stream. By it the pieces are put in order.
journey-tcp-ack = ACK { $ack }: all bytes from { $receiver } before this number have arrived.
journey-tcp-unknown = Only the kernel knows the TCP numbers: ?
journey-down-udp = UDP puts { $size } in front: from port { $from } to port { $to }, so that the data reaches the right program.
journey-udp-alone = No numbers, no acknowledgement, no order: a datagram arrives, or it does not.
journey-down-unknown = { $size } of a protocol that the lab does not know.
journey-down-ip = { $ip } puts { $size } in front: from { $from } to { $to }, from host to host, however many links lie between.
journey-down-icmp = The system writes { $inner } of ICMP. { $ip } puts { $size } in front: from { $from } to { $to }.
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
journey-down-no-link = Nothing is added: this link carries bare IP packets, without MAC addresses.
journey-mac-unknown = ? in a MAC: the neighbour table has no entry for it now.
journey-broadcast = ff:ff:ff:ff:ff:ff: to everyone on this link.
journey-vlan = A VLAN tag is part of it: number { $id }.
journey-padding = { $n } of padding behind: a frame is at least 60 bytes long (64 with the FCS).
journey-arp-question = It asks: who has { $target }? Tell { $sender }.
journey-arp-answer = It answers: { $sender } is at { $mac }.
journey-fcs-card = The card adds 4 bytes behind (FCS, a check sum); a capture does not show them.
journey-fcs-air = On the air it is an 802.11 frame with an FCS; the driver shows it as Ethernet.
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
journey-wire-unknown = { $size } on the way from { $sender } to { $receiver }.

# up
journey-up-bits = The receiver ({ $receiver }) turns the bits into bytes again: { $size }.
journey-up-bits-memory = Nothing to decode: the { $size } are in memory already.
journey-up-ethernet = For this card? To MAC { $to }: yes. Ethernet takes its { $size } off and hands the rest to { $next }.
journey-up-ethernet-group = For this card? To { $to }, a group: yes. Ethernet takes its { $size } off and hands the rest to { $next }.
journey-up-ethernet-loopback = MACs of zero: loopback needs none. The { $size } come off and the rest goes to { $next }.
journey-up-ethernet-routed = The last router has made a new frame, with other MACs. Its { $size } come off; the rest goes to { $next }.
journey-up-type = The type { $kind } says whose data it is: { $next }.
journey-up-padding = { $n } of padding are thrown away: IP says how long its packet is.
journey-up-arp = For this card? Yes. Ethernet takes its { $size } off; ARP reads the rest and notes who has which MAC.
journey-up-cooked = The cooked header ({ $size }) comes off.
journey-up-no-link = Nothing to take off: this link has no header.
journey-up-ip = My address? To { $to }: yes. { $ip } takes its { $size } off and hands the rest to { $next }.
journey-up-icmp = My address? To { $to }: yes. { $ip } takes its { $size } off; the system itself reads the ICMP message.
journey-up-ip-checksum = First it works out the header's checksum: a damaged header is thrown away.
journey-up-tcp = Which program? The one at port { $to }. TCP checks sum and order, takes its { $size } off and hands on the data.
journey-up-tcp-control = Which connection? The one at port { $to }. TCP takes note of { $flags }; there is nothing to hand up.
journey-up-tcp-ack = It will answer with an ACK: so the sender learns that the bytes are there.
journey-up-udp = Which program? The one at port { $to }. UDP checks the sum, takes its { $size } off and hands on the data.
journey-up-udp-checks = It answers nothing: the sender never learns of it, unless the program says so.
journey-up-session = Which session, which message? Read, the { $size } taken off; the lab will answer that it has it.
journey-up-presentation = How are the bytes written? So they become text again; the { $size } come off.
journey-up-text = “{ $text }” has arrived: { $receiver } can read it.
journey-up-dns = The program reads the DNS message of { $size }.
journey-up-data = The program gets { $size } of data.
journey-up-application = The application reads its own headers ({ $headers }): “{ $text }” has arrived, { $receiver } can read it.
journey-up-nothing-added = Nothing to take off: nothing was added here.
journey-up-none = Nothing to take off.
journey-up-none-control = Nothing arrives here: TCP has kept it to itself.
journey-up-none-system = Nothing arrives here: the system has dealt with it below.
