### wire: What the dissection and the packet log say: short plain sentences to a student.

## What sort of address
wire-addr-mapped = an IPv4 address written as IPv6
wire-addr-unspecified = no address yet
wire-addr-this-network = ‘this network’, only while a host starts
wire-addr-private = private (RFC 1918), not on the Internet
wire-addr-shared = shared between a provider and its customers (RFC 6598)
wire-addr-loopback = loopback: this machine itself
wire-addr-link-local = link-local: this link only, no router passes it on
wire-addr-documentation = for examples in books, never real
wire-addr-benchmark = for measuring devices (RFC 2544)
wire-addr-all-hosts = multicast: all hosts of this link
wire-addr-all-routers = multicast: all routers of this link
wire-addr-igmp-routers = multicast: routers that manage groups (IGMPv3)
wire-addr-mdns = multicast: mDNS, names without a server
wire-addr-llmnr = multicast: LLMNR, names on this link
wire-addr-ssdp = multicast: SSDP, devices that offer services
wire-addr-multicast = multicast: a group of hosts
wire-addr-broadcast = broadcast: everybody on this link
wire-addr-reserved = reserved, not in use
wire-addr-global = public: reachable over the Internet
wire-addr-mld-routers = multicast: routers that manage groups (MLDv2)
wire-addr-solicited = solicited-node multicast: hosts whose address ends in { $tail }
wire-addr-unique-local = unique local: private in IPv6
wire-mac-broadcast = broadcast: every station of this link
wire-mac-zero = all zero: no MAC (loopback, or not known)
wire-mac-group-v4 = group of an IPv4 multicast address that ends in { $tail }
wire-mac-group-v6 = group of an IPv6 multicast address that ends in { $tail }
wire-mac-stp = all bridges: spanning tree
wire-mac-lldp = neighbouring devices: LLDP, never forwarded
wire-mac-multicast = multicast: a group of stations
wire-mac-local-vendor = set by software: { $vendor }
wire-mac-vendor = a card by { $vendor }
wire-mac-local = set by software or at random, not by the maker

## Words used in many places
wire-name = { $name }
wire-number-unknown = { $number } (not known here)
wire-unknown = not known: this frame was rebuilt, and a program without the right to capture cannot see this
wire-missed = not known: the segment that brought these bytes was not seen
wire-missed-part = { $missing } of these { $count } bytes are missing: the segment that brought them was not seen
wire-cut = the bytes end here, so this cannot be read
wire-cut-why = cut short: { $need } { $need ->
        [one] byte
       *[other] bytes
    } needed here, only { $have } left
wire-reserved-zero = kept for later; 0, as it should be
wire-reserved-set = kept for later, yet it is set: unusual
wire-flag-off = not set
wire-length-short = { $told } is too small: at least { $least } { $least ->
        [one] byte
       *[other] bytes
    } are needed
wire-length-lies = says { $told } { $told ->
        [one] byte
       *[other] bytes
    }, but only { $have } are here
wire-checksum-right = right: worked out again from these bytes
wire-checksum-wrong = wrong: it should be { $should }. The receiver drops this
wire-checksum-card = left to the network card: captured before the card filled it in, so not wrong
wire-checksum-kernel = checked by the card or the kernel; these bytes alone cannot show it
wire-checksum-cut = cannot be checked: not all of the bytes are here
wire-checksum-fragment = cannot be checked here: the sum runs over all fragments together
wire-checksum-quoted = not checked: this packet is quoted only in part
wire-data = { $count } { $count ->
        [one] byte
       *[other] bytes
    } carried for the layer above
wire-data-text = { $count } { $count ->
        [one] byte
       *[other] bytes
    } of text carried for the application
wire-data-line = data, { $count } { $count ->
        [one] byte
       *[other] bytes
    }
wire-padding = { $count } { $count ->
        [one] byte
       *[other] bytes
    } of filling behind the packet; an Ethernet frame carries at least 46
wire-padding-line = padding, { $count } { $count ->
        [one] byte
       *[other] bytes
    }
wire-fcs-line = frame check sequence, { $count } { $count ->
        [one] byte
       *[other] bytes
    }
wire-fcs-right = right: worked out again from these bytes
wire-fcs-wrong = wrong: it should be { $should }. A card drops such a frame
wire-fcs-cut = cut short: { $count } of { $declared } bytes are here, so it cannot be checked
wire-fcs-other = not checked: { $count } { $count ->
        [one] byte
       *[other] bytes
    } that the capture file declares to be an FCS; only Ethernet's, of 4 bytes, is worked out here
wire-option-end = end of the options; the rest is filling
wire-option-nop = does nothing; fills up so that the next option starts evenly
wire-option-data = { $count } { $count ->
        [one] byte
       *[other] bytes
    } of the option's own
wire-option-length = the whole option takes { $count } { $count ->
        [one] byte
       *[other] bytes
    }
wire-option-length-wrong = an option cannot be { $told } long here, so the rest cannot be read
wire-option-unknown = option { $number }, not known here
wire-option-size = known, but not of the length that it should have: cut off, or wrong
wire-option-rest = what is left of the option
wire-option-kind = option { $number }: { $name }
wire-lifetime = good for { $seconds } seconds
wire-lifetime-forever = good for ever

## Ethernet, VLAN, cooked headers
wire-eth-dst = to one station of this link
wire-eth-dst-kind = to whom on this link: { $kind }
wire-eth-src = the station that put the frame on this link
wire-eth-src-kind = who put the frame on this link: { $kind }
wire-eth-type = what follows: { $what }
wire-eth-length = 1500 or less is a length (802.3): { $count } { $count ->
        [one] byte
       *[other] bytes
    } follow, then filling
wire-eth-llc = 802.3 with LLC
wire-eth-line = { $src } → { $dst }, { $what }
wire-vlan-pcp-default = priority 0: ordinary traffic
wire-vlan-pcp = priority { $level } of 7: switches send higher ones first
wire-vlan-dei = may be dropped first when a switch is full
wire-vlan-dei-not = not to be dropped before others
wire-vlan-id = virtual LAN { $number }: only its ports get this frame
wire-vlan-id-zero = 0: only the priority counts, no VLAN is named
wire-vlan-id-reserved = 4095 is reserved and must not be sent
wire-vlan-line = VLAN { $number }, { $what }
wire-sll-to-us = sent to this host
wire-sll-broadcast = sent to everybody (broadcast)
wire-sll-multicast = sent to a group (multicast)
wire-sll-others = sent from another host to another, seen by the way
wire-sll-from-us = sent by this host
wire-sll-type-unknown = a direction that is not known here
wire-sll-hw-ethernet = the interface is of the Ethernet kind
wire-sll-hw-loopback = the interface is loopback
wire-sll-hw-other = the kernel's number for the kind of interface
wire-sll-address = the sender's address on the link
wire-sll-unused = filling: the field always has 8 bytes
wire-sll-halen = the sender's address has { $count } { $count ->
        [one] byte
       *[other] bytes
    }
wire-sll-halen-none = this link has no addresses
wire-sll-ifindex = number of the interface on the host that captured
wire-sll-line = cooked by the capture, { $what }
wire-null-family = written by the capture, in its own byte order: { $what } follows
wire-null-family-unknown = an address family not known here
wire-null-line = loopback, header written by the capture

## ARP
wire-arp-hw-ethernet = 1: addresses of the link are Ethernet MACs
wire-arp-hw-other = another kind of link
wire-arp-proto = addresses asked about: { $what }
wire-arp-hlen = a link address has { $count } { $count ->
        [one] byte
       *[other] bytes
    } (a MAC: 6)
wire-arp-plen = a protocol address has { $count } { $count ->
        [one] byte
       *[other] bytes
    } (IPv4: 4)
wire-arp-request = 1, request: who has this IP address?
wire-arp-reply = 2, reply: I have it, and this is my MAC
wire-arp-other = neither a request nor a reply
wire-arp-sender-mac = MAC of who speaks; hearers may remember it
wire-arp-sender-mac-kind = MAC of who speaks: { $kind }
wire-arp-sender = IP address of who speaks: { $kind }
wire-arp-sender-probe = empty: the asker has no address yet and probes whether one is free (RFC 5227)
wire-arp-target-mac = MAC of the one who asked
wire-arp-target-mac-asked = this is what is asked for, so it is empty
wire-arp-target = IP address of the one who asked
wire-arp-target-asked = whose MAC is asked for
wire-arp-target-own = its own address: the sender announces itself (gratuitous ARP)
wire-arp-address-other = an address of a kind not known here
wire-arp-operation-cut = 1 asks, 2 answers; what exactly only the addresses tell, and they are cut off
wire-arp-line-other = ARP for other addresses than IPv4 and MAC
wire-say-arp-request = who has { $whom }? Tell { $who }
wire-say-arp-reply = { $who } is at { $mac }
wire-say-arp-gratuitous = tells everybody: { $who } is at { $mac }
wire-say-arp-probe = is { $whom } free? Does anybody use it?
wire-say-arp-other = ARP operation { $number }

## IP
wire-ipv4-version = 4: this is IPv4
wire-ipv6-version = 6: this is IPv6
wire-ip-version-wrong = version { $version } does not fit what the header before says
wire-ipv4-ihl = { $words } words of 4 bytes = { $bytes } bytes of header, { $options } of them options
wire-ipv4-ihl-short = a header of { $bytes } bytes cannot be: 20 is the least
wire-ipv4-length = header and what it carries together: { $count } { $count ->
        [one] byte
       *[other] bytes
    }
wire-ipv4-length-padding = header and what it carries: { $count } { $count ->
        [one] byte
       *[other] bytes
    }; the { $rest } behind are filling
wire-ipv4-length-zero = 0: more than 64 KiB handed over at once; the network card cuts it up and fills this in
wire-ip-length-offload = { $count } bytes, more than the 1500 of an Ethernet frame: the system leaves the cutting to the card (or the link takes large ones, as loopback does)
wire-ipv4-id = number of this packet; its fragments share it, so they can be put together
wire-ipv4-flags = may it be cut, and do more pieces follow?
wire-ipv4-df = routers must not cut it: too big means dropped, and an ICMP message back
wire-ipv4-df-not = routers may cut it where a link is too small
wire-ipv4-mf = more fragments follow
wire-ipv4-mf-not = the last fragment, or the only one
wire-ip-offset-none = 0: not a later fragment
wire-ip-offset-first = 0: the first fragment
wire-ip-offset = counted in 8 bytes: this piece belongs at byte { $bytes }
wire-ttl-zero = 0: must not travel any further
wire-ttl-one = each router takes 1; at 0 the packet is dropped. 1: the next router drops it
wire-ttl-full = each router takes 1; at 0 the packet is dropped. { $start }: likely no router yet
wire-ttl-less = each router takes 1; at 0 the packet is dropped. { $passed } { $passed ->
        [one] router
       *[other] routers
    } passed, if the sender began with { $start }
wire-ip-protocol = what follows: { $what }
wire-ip-src = the sender: { $kind }. The same all the way, unless NAT rewrites it
wire-ip-dst = the receiver: { $kind }. The same all the way, unless NAT rewrites it
wire-ip-line = { $version } { $src } → { $dst }, { $what }
wire-ip-line-fragment = { $version } { $src } → { $dst }, a fragment of { $what } from byte { $offset }
wire-dscp-default = 0: no special treatment
wire-dscp-ef = expedited: voice and the like go first
wire-dscp-low = lower effort: may wait behind all others
wire-dscp-control = network control: routing protocols
wire-dscp-class = class { $class } of 7: higher goes first where routers heed it
wire-dscp-other = a class of traffic that routers may treat specially
wire-ecn-not = sender does not use congestion marks: a full router drops
wire-ecn-capable = a full router may mark instead of dropping
wire-ecn-congested = a router marked it: the way is congested
wire-ipv4-option-rr = record route: routers write their addresses here
wire-ipv4-option-ts = routers write the time here
wire-ipv4-option-lsrr = sender chose some routers on the way; mostly refused today
wire-ipv4-option-ssrr = sender chose every router on the way; mostly refused today
wire-ipv4-option-alert = routers on the way shall look at this packet
wire-ipv6-flow = same number for one conversation, so routers can keep it on one path
wire-ipv6-flow-none = 0: no flow named
wire-ipv6-length = what follows this header: { $count } { $count ->
        [one] byte
       *[other] bytes
    }
wire-ipv6-length-zero = 0: more than 64 KiB; the length is elsewhere, or the network card cuts it up
wire-ipv6-no-next = 59: nothing follows
wire-ipv6-hopopts = options that every router on the way looks at
wire-ipv6-routing = stops that the packet shall make on its way
wire-ipv6-fragment = a piece of a larger packet; in IPv6 only the sender cuts
wire-ipv6-ah = proves who sent it and that nothing was changed
wire-ipv6-dstopts = options for the receiver
wire-ipv6-frag-id = pieces with this number belong together
wire-ipv6-ext-length = this extension header takes { $bytes } bytes
wire-ipv6-ext-data = the rest of this extension header
wire-ipv6-routing-type = how the list of stops is to be read
wire-ipv6-segments = stops still to make: { $count }
wire-ipv6-pad = filling
wire-ipv6-option-length = data of the option: { $count } { $count ->
        [one] byte
       *[other] bytes
    }
wire-ipv6-router-alert = routers on the way shall look at this packet
wire-ipv6-jumbo = the length of a packet above 64 KiB
wire-ah-spi = which agreed key was used
wire-ah-seq = counts up, so that old packets cannot be sent again

## TCP, UDP
wire-port-service = { $name }
wire-port-zero = 0, which no program can use
wire-port-system = a system port (below 1024)
wire-port-user = a port a program chose for itself
wire-port-dynamic = likely picked by the system for this conversation
wire-port-from = the sender's program: { $kind }
wire-port-to = the receiver's program: { $kind }
wire-tcp-seq = number of the first of these { $count } { $count ->
        [one] byte
       *[other] bytes
    }; the next segment begins with { $after }
wire-tcp-seq-syn = where the sender's numbers begin, chosen at random; the SYN takes one, so data begins at { $after }
wire-tcp-seq-fin = the FIN takes this one number; nothing comes from { $after } on
wire-tcp-seq-cut = number of the first byte of this segment; the header is cut short, so how many follow is not known
wire-tcp-seq-empty = number of the next byte that will be sent; this segment carries none
wire-tcp-ack = everything up to { $last } has arrived; { $number } is awaited next
wire-tcp-ack-cut = counts only with the ACK flag, and the header is cut short before it
wire-tcp-ack-not = does not count: the ACK flag is not set
wire-tcp-offset = { $words } words of 4 bytes = { $bytes } bytes of header, { $options } of them options
wire-tcp-flags = what this segment does besides carrying bytes
wire-tcp-ae = one of the three bits with which Accurate ECN counts congestion marks (in a SYN: it is asked for)
wire-tcp-cwr = the sender has slowed down after a congestion mark (in a SYN: marks can be used; with Accurate ECN: one bit of its counter)
wire-tcp-ece = a congestion mark was seen (in a SYN: marks can be used; with Accurate ECN: one bit of its counter)
wire-tcp-urg = some of the bytes are urgent
wire-tcp-ackflag = the acknowledgement number counts
wire-tcp-psh = hand the bytes to the program now, do not wait for more
wire-tcp-rst = the connection is refused or broken off at once
wire-tcp-syn = opens: ‘my numbers begin here’
wire-tcp-fin = ‘I have no more to send’; I can still receive
wire-tcp-window = room for { $count } { $count ->
        [one] more byte
       *[other] more bytes
    } before the window scale agreed in the handshake is counted in
wire-tcp-window-syn = room for { $count } { $count ->
        [one] byte
       *[other] bytes
    }; in a SYN never scaled
wire-tcp-window-zero = 0: the receiver is full, stop sending until it says otherwise
wire-tcp-urgent = how far the urgent bytes reach
wire-tcp-urgent-not = does not count: URG is not set
wire-tcp-line = { $src } → { $dst }, { $flags }, { $count } { $count ->
        [one] byte
       *[other] bytes
    }
wire-tcp-mss = largest piece the sender of this can take: { $count } { $count ->
        [one] byte
       *[other] bytes
    }
wire-tcp-wscale = its windows count × { $factor } (shifted by { $shift })
wire-tcp-sack-permitted = can tell which later pieces have arrived when one is missing
wire-tcp-sack = pieces that arrived beyond a gap; they need not be sent again
wire-tcp-sack-left = arrived from { $number }
wire-tcp-sack-right = up to just before { $number }
wire-tcp-timestamps = clock readings, to measure the round trip and to know old segments
wire-tcp-tsval = the sender's clock now; only differences mean something
wire-tcp-tsecr = the other side's clock, sent back: the difference is the round trip
wire-tcp-tsecr-none = 0: nothing to send back yet
wire-tcp-fast-open = a cookie to send data along with the SYN next time
wire-udp-length = header and payload: { $count } { $count ->
        [one] byte
       *[other] bytes
    }, { $payload } of them payload
wire-udp-length-zero = 0: longer than this field can say, or filled in by the card
wire-udp-checksum-none = 0: the sender did not compute one; allowed over IPv4
wire-udp-checksum-needed = 0, but over IPv6 a checksum is required (RFC 8200 §8.1)
wire-udp-line = { $src } → { $dst }, { $count } { $count ->
        [one] byte
       *[other] bytes
    }

## ICMP
wire-icmp-echo = echo request: are you there?
wire-icmp-echo-reply = echo reply: I am here
wire-icmp-unreachable = could not be delivered
wire-icmp-quench = slow down (no longer used)
wire-icmp-redirect = there is a better router for that destination
wire-icmp-router-advert = I am a router
wire-icmp-router-solicit = is there a router?
wire-icmp-time = dropped on the way
wire-icmp-parameter = a header could not be understood
wire-icmp-stamp = what time do you have?
wire-icmp-stamp-reply = this is my time
wire-icmp-too-big = too big for a link on the way
wire-icmp-other = ICMP type { $number }
wire-icmp-code-zero = 0: nothing more to say within this type
wire-icmp-code-other = code { $number }
wire-icmp-line = { $kind }: { $code }
wire-unreach-net = no way to that network
wire-unreach-host = that host does not answer on its link
wire-unreach-protocol = that host does not speak this protocol
wire-unreach-port = no program listens on that port
wire-unreach-frag = too big for a link, and must not be cut
wire-unreach-route = the chosen route does not work
wire-unreach-prohibited = a firewall or administrator forbids it
wire-unreach-noroute = no route to there
wire-unreach-scope = the source address does not reach that far
wire-time-ttl = the TTL came to 0 at a router: too many hops
wire-time-hop-limit = the hop limit came to 0 at a router: too many hops
wire-time-reassembly = some fragments never came
wire-icmp-ident = tells this ping from others on the same host; a reply repeats it
wire-icmp-seq = ping number { $number }; a reply repeats it
wire-icmp-mtu = largest packet that fits there: { $count } { $count ->
        [one] byte
       *[other] bytes
    }
wire-icmp-gateway = the better next hop
wire-icmp-pointer = byte { $byte } of the packet was the trouble
wire-icmp-timestamp = milliseconds since midnight UTC
wire-icmp-unused = without meaning in this type

## Neighbour discovery, multicast listeners
wire-ndp-rs = router solicitation: is there a router?
wire-ndp-ra = router advertisement: I am a router, this is your network
wire-ndp-ns = neighbour solicitation: who has this address?
wire-ndp-na = neighbour advertisement: I have it
wire-ndp-asked = whose MAC is asked for
wire-ndp-told = the address that this answer is about
wire-ndp-router = the answerer is a router
wire-ndp-router-not = the answerer is no router
wire-ndp-solicited = answers a question
wire-ndp-solicited-not = said without being asked
wire-ndp-override = replaces what the neighbour table holds
wire-ndp-override-not = only fills in what is missing in the neighbour table
wire-ndp-option-length = counted in 8 bytes: this option takes { $bytes } bytes
wire-ndp-source-mac = MAC of the sender
wire-ndp-target-mac = MAC of the address asked for
wire-ndp-prefix = the network of this link; hosts may make addresses from it
wire-ndp-redirected-header = beginning of the packet that took the longer way
wire-ndp-redirected = for packets to this address
wire-ndp-mtu = largest packet for this link
wire-ndp-mtu-value = at most { $count } { $count ->
        [one] byte
       *[other] bytes
    }
wire-ndp-dns = addresses of name servers
wire-ra-hops = hop limit that hosts here shall begin with (0: not told)
wire-ra-managed = addresses are given out by DHCPv6
wire-ra-managed-not = addresses are not given out by DHCPv6
wire-ra-other = other settings (DNS and so on) by DHCPv6
wire-ra-other-not = no other settings by DHCPv6
wire-ra-lifetime = use me as the default router for { $seconds } seconds
wire-ra-lifetime-zero = 0: do not use me as the default router
wire-ra-reachable = milliseconds that a neighbour counts as reachable (0: not told)
wire-ra-retrans = milliseconds between repeated questions (0: not told)
wire-prefix-length = the first { $bits } bits name the network
wire-prefix-onlink = addresses of this network are on this link: no router needed
wire-prefix-onlink-not = not said that they are on this link
wire-prefix-auto = hosts may make their own address from it (SLAAC)
wire-prefix-auto-not = hosts must not make addresses from it
wire-mld-query = who listens to multicast groups?
wire-mld-report = I listen to these multicast groups
wire-mld-done = I no longer listen to this multicast group
wire-mld-delay = answer within { $millis } ms
wire-mld-address = the group: { $kind }
wire-mld-records = groups told about: { $count }
wire-mld-aux = auxiliary data; none in this version
wire-mld-sources = senders listed: { $count }
wire-mld-source = a sender listed

## DNS
wire-dns-length = over TCP a message's length comes first: { $count } { $count ->
        [one] byte
       *[other] bytes
    }
wire-dns-id = number of the question; the answer repeats it
wire-dns-flags = question or answer, and how it went
wire-dns-query = 0: a question
wire-dns-response = 1: an answer
wire-dns-opcode-query = 0: an ordinary question
wire-dns-opcode-iquery = 1: inverse query: which name has this record (given up by RFC 3425)
wire-dns-opcode-status = 2: asks how the server is (never described)
wire-dns-opcode-notify = 4: NOTIFY: a zone has changed
wire-dns-opcode-update = 5: UPDATE: a zone is to be changed
wire-dns-opcode-dso = 6: DSO: about the connection itself, without questions and records
wire-dns-opcode-other = opcode { $number }, which nobody has assigned
wire-dns-aa = the server itself is in charge of this name
wire-dns-aa-not = not from the server in charge: a copy, or a hint whom to ask
wire-dns-tc = not all of it fits into UDP: ask again over TCP
wire-dns-tc-not = not cut off
wire-dns-rd = please ask other servers for me
wire-dns-rd-not = tell only what you know yourself
wire-dns-ra = this server asks others on behalf of its clients
wire-dns-ra-not = this server does not ask others
wire-dns-answers-only = says something in answers only
wire-dns-ad = checked with DNSSEC
wire-dns-ad-not = not checked with DNSSEC
wire-dns-cd = the asker wants to check DNSSEC itself
wire-dns-cd-not = the server may do the DNSSEC checks
wire-dns-noerror = NOERROR: no error
wire-dns-formerr = FORMERR: the server could not read the question
wire-dns-servfail = SERVFAIL: the server failed
wire-dns-nxdomain = NXDOMAIN: no such name
wire-dns-notimp = NOTIMP: the server cannot do this kind of request
wire-dns-refused = REFUSED: the server refuses to answer
wire-dns-yxdomain = YXDOMAIN: the name exists, and should not
wire-dns-yxrrset = YXRRSET: such records exist, and should not
wire-dns-nxrrset = NXRRSET: such records do not exist, and should
wire-dns-notauth = NOTAUTH: the server is not in charge of the zone, or the sender may not do this
wire-dns-notzone = NOTZONE: the name is not of this zone
wire-dns-dsotypeni = DSOTYPENI: the server does not know this DSO type
wire-dns-badvers = BADVERS: the server does not know this EDNS version (in TSIG: BADSIG, the signature does not fit)
wire-dns-badkey = BADKEY: the key is not known
wire-dns-badtime = BADTIME: signed too long ago, or the clocks differ
wire-dns-badmode = BADMODE: this way of agreeing on a key is not known
wire-dns-badname = BADNAME: a key of this name exists already
wire-dns-badalg = BADALG: this algorithm is not known
wire-dns-badtrunc = BADTRUNC: the signature is cut too short
wire-dns-badcookie = BADCOOKIE: the cookie is missing or wrong
wire-dns-rcode = result code { $number }
wire-dns-rcode-query = the result code of an answer; a question has none
wire-dns-questions = questions that follow: { $count }
wire-dns-answers = answers that follow: { $count }
wire-dns-authorities = records about who is in charge: { $count }
wire-dns-additionals = further records that may help: { $count }
wire-dns-zones = zones to be changed: { $count }
wire-dns-prerequisites = conditions that must hold: { $count }
wire-dns-updates = changes: { $count }
wire-dns-missing = the header promises more entries than there are
wire-dns-name-bad = this name cannot be read: it is cut, too long, or points in a circle
wire-dns-name = the name it is about
wire-dns-question = name and type asked for
wire-dns-record = one record: for this name, this is so
wire-dns-zone = the zone that is to be changed
wire-dns-if-used = condition: the name has records
wire-dns-if-has = condition: the name has a record of type { $kind }, whatever it holds
wire-dns-if-not-used = condition: the name has no record at all
wire-dns-if-has-not = condition: the name has no record of type { $kind }
wire-dns-if-same = condition: the name has just these records of type { $kind }
wire-dns-delete-name = change: remove all records of the name
wire-dns-delete-set = change: remove all records of type { $kind } that the name has
wire-dns-delete-one = change: remove this record of type { $kind }
wire-dns-add = change: add this record of type { $kind }
wire-dns-class-in = 1: Internet
wire-dns-class-other = a class other than Internet
wire-dns-class-named = class { $name }
wire-dns-ttl = may be kept for { $seconds } seconds
wire-dns-ttl-update = 0: conditions and removals have no lifetime
wire-dns-dso-time = { $count } milliseconds
wire-mdns-id = says nothing in mDNS, mostly 0: who hears an answer knows it by its name
wire-mdns-unused = says nothing in mDNS
wire-mdns-tc = the asker knows more answers already: they come in its next message
wire-mdns-tc-not = no more known answers come behind this message
wire-mdns-rcode = not 0, so whoever hears it passes over the message ({ $why })
wire-mdns-unicast = 1: please answer to me alone (QU)
wire-mdns-multicast = 0: please answer to everybody (QM)
wire-mdns-flush = 1: this is all there is, forget older records of this name and type
wire-mdns-shared = 0: others may have further records of this name and type
wire-mdns-goodbye = 0: goodbye, this record holds no longer
wire-mdns-known = an answer that the asker knows already: nobody need repeat it
wire-mdns-proposed = a record that the asker is about to take for itself, unless somebody has the name
wire-llmnr-c = several hosts claim this name
wire-llmnr-c-not = no conflict over this name is known
wire-llmnr-t = the host does not know yet whether it alone has this name
wire-llmnr-t-not = not tentative: the host has made sure that it alone has this name, or it is a question
wire-dns-rdlength = the record's data: { $count } { $count ->
        [one] byte
       *[other] bytes
    }
wire-dns-rdata = data of the record
wire-dns-type-a = an IPv4 address of the name
wire-dns-type-aaaa = an IPv6 address of the name
wire-dns-type-ns = a name server in charge
wire-dns-type-cname = another name for it: look there
wire-dns-type-soa = who is in charge of the zone, and its times
wire-dns-type-ptr = the name that belongs to an address or service
wire-dns-type-mx = the server that takes mail for it
wire-dns-type-txt = free text, read by programs
wire-dns-type-srv = host and port of a service
wire-dns-type-opt = EDNS: what this side can do beyond old DNS
wire-dns-type-any = any record
wire-dns-type-other = a record of type { $name }
wire-dns-mx-preference = lower is tried first
wire-dns-srv-weight = share among those of equal priority
wire-dns-srv-port = the service listens on port { $number }
wire-dns-txt-length = the next piece of text has { $count } { $count ->
        [one] byte
       *[other] bytes
    }
wire-dns-soa-mname = the zone's first name server
wire-dns-soa-rname = mail address of who is in charge; the first dot stands for @
wire-dns-soa-serial = version of the zone; grows with each change
wire-dns-soa-refresh = seconds until copies are compared again
wire-dns-soa-retry = seconds until a failed comparison is tried again
wire-dns-soa-expire = seconds after which an old copy is given up
wire-dns-soa-minimum = seconds that ‘no such name’ may be kept
wire-edns-size = takes answers up to { $count } { $count ->
        [one] byte
       *[other] bytes
    } over UDP
wire-edns-rcode = upper bits of the result code; with those of the header: { $why }
wire-edns-rcode-query = upper bits of the result code; a question has none
wire-edns-version = version of EDNS: 0, the only one
wire-edns-version-other = a version of EDNS that does not exist yet; who gets it answers BADVERS
wire-edns-do = please send DNSSEC signatures too
wire-edns-do-not = no DNSSEC signatures wanted

## The packet log's lines
wire-say-others = between others: { $line }
wire-say-opens = asks to open a connection
wire-say-agrees = agrees to open, and asks back
wire-say-acks = acknowledges up to { $number }
wire-say-fin = has no more to send
wire-say-fin-data = { $data }; has no more to send
wire-say-refuses = refuses: nobody listens there
wire-say-aborts = aborts the connection
wire-say-tcp-empty = a segment without flags or data
wire-say-text = { $count } { $count ->
        [one] byte
       *[other] bytes
    }: “{ $text }”
wire-say-data = { $count } { $count ->
        [one] byte
       *[other] bytes
    }
wire-say-port-usual = { $line }; port { $port } is usual for { $name }, but these bytes do not show it
wire-say-part = part of a message of { $name }
wire-say-part-in = part of frame { $number }'s { $name } message
wire-say-again = { $count } { $count ->
        [one] byte
       *[other] bytes
    } that came before
wire-say-forgotten = { $count } { $count ->
    [one] byte
   *[other] bytes
} of a message that was given up for want of room
wire-say-behind = { $count } { $count ->
        [one] byte
       *[other] bytes
    } behind a gap: what belongs before them was not seen
wire-say-early = { $count } { $count ->
        [one] byte
       *[other] bytes
    } that came before what belongs before them
wire-say-and = { $first }; { $next }
wire-say-and-more = { $first }; and { $count } more
wire-say-finder = the lab asks whether a wirelab listens, or answers that one does, { $count } bytes
wire-say-lab = the lab's own, { $count } { $count ->
        [one] byte
       *[other] bytes
    }
wire-say-fragment = a later fragment of { $what }, { $count } { $count ->
        [one] byte
       *[other] bytes
    }
wire-say-echo = are you there? id { $ident }, number { $seq }
wire-say-echo-reply = I am here. id { $ident }, number { $seq }
wire-say-ndp-who = who has { $whom }?
wire-say-ndp-request = who has { $whom }? Tell { $who }
wire-say-ndp-probe = is { $whom } free? Does anybody use it?
wire-say-ndp-is-at = { $who } is at { $mac }
wire-say-ndp-here = { $who } is here
wire-say-dns-asks = asks for { $name } { $kind }{ $count ->
        [1] {""}
       *[other] {" "}and more, { $count } in all
    }
wire-say-dns-answer = answer: { $name } { $record }{ $count ->
        [1] {""}
       *[other] {" "}and more, { $count } in all
    }
wire-say-dns-nxdomain = answer: no such name { $name }
wire-say-dns-nxdomain-alias = answer: { $name } is another name for { $target }, and no such name exists
wire-say-dns-failed = answer for { $name }: { $why }
wire-say-dns-failed-bare = answer: { $why }
wire-say-dns-empty = answer: { $name } has no { $kind }
wire-say-dns-none = answer: { $name } has no records
wire-say-dns-answer-unread = answer to a question whose name cannot be read
wire-say-dns-silent = answer: nothing about { $name } { $kind }; it does not say that there is none
wire-say-dns-referral = answer: for { $name } { $kind } ask the servers of { $zone }: { $servers }
wire-say-dns-alias = answer: { $name } is another name for { $target }, whose { $kind } is not in it
wire-say-dns-alias-empty = answer: { $name } is another name for { $target }, which has no { $kind }
wire-say-dns-alias-cut = answer: { $name } is another name for { $target }, not complete here
wire-say-dns-truncated = { $line }; cut off: ask again over TCP
wire-say-dns-truncated-empty = answer for { $name } { $kind } cut off: ask again over TCP
wire-say-dns-answer-cut = answer for { $name } { $kind }, not complete here
wire-say-dns-unread = asks for a name that cannot be read
wire-say-dns-other = a DNS message without question or answer
wire-say-dns-cut = DNS, not complete here
wire-say-dns-iquery = inverse query (given up by RFC 3425)
wire-say-dns-status = STATUS: how is the server?
wire-say-dns-notify = NOTIFY: zone { $name } has changed
wire-say-dns-notify-serial = NOTIFY: zone { $name } has changed, now serial { $number }
wire-say-dns-notify-bare = NOTIFY: a zone has changed
wire-say-dns-update = UPDATE of zone { $name }
wire-say-dns-update-bare = UPDATE of a zone
wire-say-dns-update-change = UPDATE of zone { $name }: { $change }{ $count ->
        [1] {""}
       *[other] {" "}and more, { $count } in all
    }
wire-say-dns-update-if = { $line }, if { $count } { $count ->
        [one] condition holds
       *[other] conditions hold
    }
wire-say-dns-add = add { $name } { $kind } { $value }
wire-say-dns-delete-one = remove { $name } { $kind } { $value }
wire-say-dns-delete-set = remove all { $kind } of { $name }
wire-say-dns-delete-name = remove { $name }
wire-say-dns-dso = DSO: { $name }
wire-say-dns-dso-bare = DSO
wire-say-dns-opcode = DNS opcode { $number }, which nobody has assigned
wire-say-dns-done = answer to ‘{ $what }’: no error
wire-say-dns-undone = answer to ‘{ $what }’: { $why }
wire-say-dns-done-cut = answer to ‘{ $what }’, not complete here
wire-say-llmnr-conflict = { $line }; says that several hosts claim this name
wire-say-llmnr-not-unique = { $line }; several hosts claim this name
wire-say-llmnr-tentative = { $line }; whether others have this name too is not known yet
wire-say-mdns-probe = does anybody have { $name } already? (probe){ $count ->
        [1] {""}
       *[other] {" "}and more, { $count } in all
    }
wire-say-mdns-unicast = { $line }, answer to the asker alone
wire-say-mdns-unicast-some = { $line }; { $count } of them answered to the asker alone
wire-say-mdns-knows = { $line }; knows { $count } { $count ->
        [one] answer
       *[other] answers
    } already
wire-say-mdns-knows-only = the asker knows { $count } more { $count ->
        [one] answer
       *[other] answers
    } already
wire-say-mdns-more = { $line }, and more in the next message
wire-say-mdns-tells = { $name } { $record }{ $count ->
        [1] {""}
       *[other] {" "}and more, { $count } in all
    }
wire-say-mdns-goodbye = goodbye: { $name } { $record } holds no longer{ $count ->
        [1] {""}
       *[other] {" "}and more, { $count } in all
    }
wire-say-mdns-and-goodbye = { $line }; { $count } of them { $count ->
        [one] holds
       *[other] hold
    } no longer
wire-say-mdns-only = { $name } has { $types } and nothing else
wire-say-mdns-nothing = an answer without records
wire-say-mdns-ignored-opcode = passed over by all, for it is no query (its opcode is not 0)
wire-say-mdns-ignored = passed over by all, for it has a result code ({ $why })
wire-say-ip = { $what }, { $count } { $count ->
        [one] byte
       *[other] bytes
    }
wire-say-link = { $what }, { $count } { $count ->
        [one] byte
       *[other] bytes
    }
wire-say-bytes = { $count } { $count ->
        [one] byte
       *[other] bytes
    }, of no protocol known here
wire-say-nothing = no byte of it is here
wire-say-cut = { $name }, cut short
wire-say-malformed = { $name }, malformed
