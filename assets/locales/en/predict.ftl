# predict: guess the next step, then see it
predict-title = predict
predict-on-hint = Predict is on: you are asked before each step. { $key } asks, { $ends } ends it.
predict-prompt = your answer:
predict-wanted = Wanted: { $form }. ? shows it.
predict-again = That was not understood. Wanted: { $form }.
predict-no-room = A question waits. Esc, then { $key }: more room.
predict-right = right: { $answer }
predict-wrong = not { $typed } but { $answer }
predict-gave-up = it is { $answer }
predict-proof-one = { $field }, byte { $first }
predict-proof = { $field }, bytes { $first } to { $last }
predict-proof-whole = the whole frame
predict-footer-answer = answer
predict-footer-skip = skip
predict-concept-encapsulation = wrapping
predict-concept-ports = ports
predict-concept-numbers = sequence
predict-concept-addresses = addresses
predict-concept-next-hop = next hop
predict-concept-ttl = TTL, hop limit
predict-concept-length = lengths
predict-concept-type = what follows
predict-concept-checks = checks
predict-concept-ack = ACK
predict-form-number = a number
predict-form-number-or-name = a number, decimal or 0x..., or a name
predict-form-ipv4 = an IPv4 address such as 192.0.2.7
predict-form-ipv6 = an IPv6 address such as 2001:db8::7
predict-form-mac = a MAC address, or whose it is: an IP address, "router", "all"
predict-form-name = a protocol's name
predict-ask-header = Which protocol's header does the { $layer } layer put in front?
predict-ask-after = { $before } bytes come from above. How many are there after the { $layer } layer?
predict-ask-dst-port = Which destination port will the { $protocol } header name?
predict-ask-dst-ip = Which destination address will the { $ip } header name?
predict-ask-udp-length = UDP carries { $inside } bytes. Which number will its length field hold?
predict-ask-ip-length = IPv4 carries { $inside } bytes. Which total length will its header name?
predict-ask-ip6-length = IPv6 carries { $inside } bytes. Which payload length will its header name?
predict-ask-ttl = With which TTL does the packet set out?
predict-ask-hop-limit = With which hop limit does the packet set out?
predict-ask-protocol = Inside { $ip } comes { $inner }. Which number announces it?
predict-ask-ether-type = Inside the frame comes { $inner }. Which EtherType announces it?
predict-ask-mac = To which MAC address does the frame go, or to whose?
predict-ask-pieces = { $n } bytes are to go out of { $name }, which takes packets of at most { $mtu } bytes (MTU). Into how many frames do they go?
predict-ask-first-hop = Where does the packet to { $to } go first? An IP address.
predict-ask-bits = The frame has { $bytes } bytes. How many bits does the physical layer send for them?
predict-ask-ttl-gateway = The router { $gateway } passes the packet on. Which TTL or hop limit stands in it then?
predict-ask-ttl-router = If a router passes this packet on: which TTL or hop limit stands in it then?
predict-ask-first-layer = Which layer of the receiver is the first to get it? Its number.
predict-ask-card = For which destination MAC must the receiver's card be listening?
predict-ask-ip-check = Which address must be the receiver's own, so that its { $ip } takes the packet?
predict-ask-port-check = Which port number leads to the right program?
predict-ask-reply-port = The receiver's program answers. To which port?
predict-ask-reply-ip = The receiver answers. To which IP address?
predict-ask-handed-to = { $outer } says { $n }. Which protocol gets what is inside?
predict-ask-left = { $before } bytes reach the { $layer } layer. How many does it hand up?
predict-ask-ack = The segment begins with number { $seq } and carries { $bytes } bytes ({ $flags }). Which ack number answers it?
predict-ask-last-byte = The segment begins with number { $seq } and carries { $bytes } bytes. Which number has its last byte?
predict-rule-header-tcp = The program opened a TCP connection, so TCP wraps its data.
predict-rule-header-udp = The program sends datagrams, so UDP wraps its data.
predict-rule-header-ip = The address belongs to { $ip }, so { $ip } wraps it.
predict-rule-header-ethernet = The interface sends Ethernet frames, so that is the last header.
predict-rule-after = { $before } + { $own } = { $after }.
predict-rule-after-options = { $before } + { $own } = { $after }: the header has { $bare } bytes and { $options } of options.
predict-rule-dst-port = The other program listens on { $port }.
predict-rule-dst-ip = IP addresses name the two ends, not the stations between.
predict-rule-dst-ip-gateway = IP addresses name the two ends. The router { $gateway } only gets the frame.
predict-rule-udp-length = It counts its own 8 bytes too: { $inside } + 8 = { $length }.
predict-rule-ip-length = It counts its own header too: { $inside } + { $header } = { $length }.
predict-rule-ip6-length = IPv6 does not count its own 40 bytes: { $length }.
predict-rule-ttl = The sending system begins with { $ttl }; every router takes one off.
predict-rule-protocol = Number { $n } means { $inner } (IANA).
predict-rule-ether-type = EtherType { $n } means { $inner }.
predict-rule-mac-broadcast = All ones: it goes to every station of the network.
predict-rule-mac-group = A group's MAC address is made from its IP address { $group }.
predict-rule-mac-loopback = Loopback has no cards: its MAC addresses are all zeros.
predict-rule-mac-gateway = The receiver is in another network: the frame goes to the router { $gateway }.
predict-rule-mac-direct = { $to } is in the same network: the frame goes straight to it.
predict-rule-pieces = { $n } bytes, at most { $room } in one: { $frames }.
predict-rule-first-hop = { $to } can be reached without a router: the packet goes straight to it.
predict-rule-bits = { $bytes } × 8 = { $bits }.
predict-rule-ttl-router = Every router takes one off: { $before } - 1 = { $after }. At 0 it throws the packet away.
predict-rule-first-layer = Bits arrive at the bottom: the { $layer } layer.
predict-rule-card = A card takes frames to its own MAC address and leaves the others.
predict-rule-card-group = A card takes frames to all and to its groups too.
predict-rule-ip-check = IP keeps packets to an address of its own (or a group of its own).
predict-rule-port-check = The system gives the data to the program that has port { $port } open.
predict-rule-reply-port = An answer goes to the port it came from: { $port }.
predict-rule-reply-ip = An answer goes to the address it came from.
predict-rule-handed-to = { $n } means { $inner }.
predict-rule-left = { $before } - { $taken } = { $after }.
predict-rule-ack = The ack names the next byte wanted: { $seq } + { $bytes } = { $ack }.
predict-rule-ack-flag = SYN and FIN count as one byte each ({ $flags }: { $counted }): { $seq } + { $bytes } + { $counted } = { $ack }.
predict-rule-last-byte = { $seq } + { $bytes } - 1 = { $last }: the first byte has the number { $seq } itself.
