# wire: IGMP, DHCP, TFTP, and what was added below the application

## What several frames make together
wire-low-piece = a piece of the whole: bytes { $from } to { $to } of { $total }
wire-low-piece-of = frame { $number } brought bytes { $from } to { $to }
wire-low-pieces = the whole came in { $count } { $count ->
        [one] piece
       *[other] pieces
    }
wire-low-whole = put together: { $count } { $count ->
        [one] byte
       *[other] bytes
    }
wire-low-datagram-line = a fragment; the packet is complete now: { $total } { $total ->
        [one] byte
       *[other] bytes
    } from { $count } { $count ->
        [one] frame
       *[other] frames
    }
wire-low-stream-line = the rest of a message: { $total } { $total ->
        [one] byte
       *[other] bytes
    } from { $count } { $count ->
        [one] segment
       *[other] segments
    }

## A checksum worked out
wire-checksum-large = left to the network card: longer than any frame of this link, so it was not yet cut up (or is put together again); this sum never was on the wire, so it is not wrong
wire-low-sum-source = pseudo header: source address
wire-low-sum-destination = pseudo header: destination address
wire-low-sum-protocol = pseudo header: a zero byte and the protocol number
wire-low-sum-length = pseudo header: length of what IP carries
wire-low-sum-itself = the checksum itself: counted as 0
wire-low-sum-odd = the last byte, filled up with a zero byte

## IGMP
wire-low-no-zero = a zero byte should end this text, but none is here
wire-igmp-version = version { $number }, as type and length tell
wire-igmp-delay-cut = how long hosts may wait, in a form that only the rest of the message tells, and it is cut off
wire-igmp-delay-unused = counts only in a query
wire-igmp-group-any = empty: asks about all groups
wire-igmp-suppress = other routers shall not restart their timers for this query
wire-igmp-suppress-not = routers that hear this restart their timers as usual
wire-igmp-qrv = robustness: messages are sent { $count } times, in case some get lost
wire-igmp-qqic = this router asks every { $seconds } seconds
wire-igmp-data = { $count } { $count ->
        [one] byte
       *[other] bytes
    } behind the message; counted into the checksum
wire-igmp-other = IGMP type { $number }, not known here
wire-group-is-include = now heard: only the senders listed
wire-group-is-exclude = now heard: all senders but those listed
wire-group-to-include = from now on only the senders listed; with none listed, the group is left
wire-group-to-exclude = from now on all senders but those listed; with none listed, the group is joined
wire-group-allow = senders that are heard from now on as well
wire-group-block = senders that are no longer heard
wire-group-other = record type { $number }, not known here
wire-group-joined = joined: from any sender
wire-group-left = left: from no sender any more
wire-say-igmp-query = a router asks: who listens to multicast groups?
wire-say-igmp-query-group = a router asks: does anybody still listen to { $group }?
wire-say-igmp-join = I listen to group { $group }
wire-say-igmp-leave = I leave group { $group }
wire-say-igmp-record = group { $group }: { $what }
wire-say-igmp-records = tells about { $count } { $count ->
        [one] group
       *[other] groups
    }

## TFTP
wire-tftp-read = 1, read request: send me a file
wire-tftp-write = 2, write request: take a file from me
wire-tftp-is-data = 3, data: one block of the file
wire-tftp-is-ack = 4, acknowledgement: the block has arrived
wire-tftp-is-error = 5, error: the transfer ends here
wire-tftp-is-options = 6, option acknowledgement: these options are agreed to
wire-tftp-file = name of the file on the server. The answer comes from another port, and the transfer goes on there
wire-tftp-octet = bytes as they are
wire-tftp-netascii = text; line ends are translated
wire-tftp-mode = how the bytes are to be read
wire-tftp-block = block { $number } of the file, counted from 1
wire-tftp-data = { $count } { $count ->
        [one] byte
       *[other] bytes
    } of the file; fewer than a full block (512, unless agreed otherwise) means the end
wire-tftp-ack = block { $number } has arrived; the next one may be sent
wire-tftp-ack-zero = 0: go ahead, send block 1
wire-tftp-error-text = the reason, for people
wire-tftp-error-other = 0: see the text
wire-tftp-error-missing = 1: no such file
wire-tftp-error-access = 2: access is not allowed
wire-tftp-error-full = 3: the disk is full
wire-tftp-error-illegal = 4: an operation that TFTP does not have
wire-tftp-error-id = 5: a port that belongs to no transfer
wire-tftp-error-exists = 6: the file is there already
wire-tftp-error-user = 7: no such user
wire-tftp-error-options = 8: the options are refused
wire-tftp-error-unknown = an error code not known here
wire-tftp-rest = { $count } { $count ->
        [one] byte
       *[other] bytes
    } behind the message that have no meaning
wire-tftp-value = the value wished for or agreed to
wire-tftp-blksize = bytes in a block
wire-tftp-timeout = seconds until a block is sent again
wire-tftp-tsize = size of the whole file; 0 in a request asks for it
wire-tftp-windowsize = blocks sent in a row before one acknowledgement
wire-tftp-option = an option not known here
wire-say-tftp-read = wants to read the file { $file }
wire-say-tftp-write = wants to write the file { $file }
wire-say-tftp-data = block { $number } of a file, { $count } { $count ->
        [one] byte
       *[other] bytes
    }
wire-say-tftp-last = block { $number } of a file, { $count } { $count ->
    [one] byte
   *[other] bytes
}: the last one
wire-say-tftp-ack = block { $number } has arrived
wire-say-tftp-error = error { $number }: { $text }
wire-say-tftp-options = agrees to the options

## DHCP
wire-dhcp-op-request = 1: from a client to servers
wire-dhcp-op-reply = 2: from a server to a client
wire-dhcp-hops = relays on the way: { $count }
wire-dhcp-xid = number of this conversation, chosen by the client; answers repeat it
wire-dhcp-secs = the client has been trying for { $seconds } seconds
wire-dhcp-flags = how the answer shall reach the client
wire-dhcp-broadcast = answer by broadcast: the client cannot hear its own address yet
wire-dhcp-unicast = answer to the client alone
wire-dhcp-none = none: { $what }
wire-dhcp-address = { $what }: { $kind }
wire-dhcp-ciaddr = the address that the client has already
wire-dhcp-yiaddr = the address that the client gets
wire-dhcp-siaddr = the server to start (boot) from
wire-dhcp-giaddr = the relay in the client's network
wire-dhcp-chaddr = MAC of the client
wire-dhcp-chaddr-kind = MAC of the client: { $kind }
wire-dhcp-chaddr-padding = filling: the field always has 16 bytes
wire-dhcp-empty = empty
wire-dhcp-sname = name of the server
wire-dhcp-file = file to start (boot) from
wire-dhcp-name-cut = a name or options: only the options behind would tell, and they are cut off
wire-dhcp-overloaded = used for further options (option 52 says so)
wire-dhcp-filling = filling
wire-dhcp-end = end of the options
wire-dhcp-vendor-area = space for the vendor, from the time of BOOTP
wire-dhcp-cookie = 99.130.83.99: what follows is options
wire-dhcp-no = 0: no
wire-dhcp-yes = 1: yes
wire-dhcp-overload-file = the field ‘file’ holds options
wire-dhcp-overload-sname = the field ‘sname’ holds options
wire-dhcp-overload-both = the fields ‘file’ and ‘sname’ hold options
wire-dhcp-wants = wants to be told: option { $number }, { $name }
wire-dhcp-mask-bits = the first { $bits } bits name the network
wire-dhcp-client-duid = 255: an identity that stays the same even with another card
wire-dhcp-client-other = another kind of identity
wire-dhcp-iaid = which interface of the client
wire-dhcp-duid = the client's unique identity, as in DHCPv6
wire-dhcp-fqdn-n = the server shall leave the DNS alone
wire-dhcp-fqdn-e = the name is written as in DNS
wire-dhcp-fqdn-o = the server did otherwise than the client asked
wire-dhcp-fqdn-s = the server enters the name in the DNS
wire-dhcp-fqdn-rcode = no longer used
wire-dhcp-type-discover = 1, Discover: who gives me an address?
wire-dhcp-type-offer = 2, Offer: you can have this one
wire-dhcp-type-request = 3, Request: I take this one (or: may I keep mine?)
wire-dhcp-type-decline = 4, Decline: somebody else uses this address
wire-dhcp-type-ack = 5, Ack: it is yours
wire-dhcp-type-nak = 6, Nak: no, begin again
wire-dhcp-type-release = 7, Release: I give the address back
wire-dhcp-type-inform = 8, Inform: I have an address, tell me the rest
wire-dhcp-type-other = message type { $number }, not known here
wire-dhcp-renew = after { $seconds } seconds the client asks its server for more time
wire-dhcp-rebind = after { $seconds } seconds without an answer the client asks any server
wire-dhcp-mask = subnet mask: which part of an address names the network
wire-dhcp-time-offset = seconds that local time is ahead of UTC
wire-dhcp-router = router: the way out of this network
wire-dhcp-time = time server
wire-dhcp-dns = name server: turns names into addresses
wire-dhcp-log = log server
wire-dhcp-hostname = name of the client
wire-dhcp-domain = domain that short names are completed with
wire-dhcp-root = path of the client's root disk
wire-dhcp-forwarding = shall the client pass packets on as a router does?
wire-dhcp-ttl = TTL that the client shall begin with
wire-dhcp-mtu = largest packet for this link
wire-dhcp-broadcast-address = address of everybody in this network
wire-dhcp-discovery = shall the client look for routers by itself?
wire-dhcp-route = a further route: this network by that router
wire-dhcp-ntp = server for the exact time (NTP)
wire-dhcp-vendor = settings only the maker's devices understand
wire-dhcp-netbios = for names of old Windows networks (NetBIOS)
wire-dhcp-requested = the address that the client would like
wire-dhcp-lease = how long the address may be used
wire-dhcp-overload = further options stand in other fields
wire-dhcp-type = which step of the conversation this is
wire-dhcp-server = which server speaks, or is meant
wire-dhcp-list = what the client wants to be told
wire-dhcp-message = the reason, for people
wire-dhcp-max = largest message that the client takes
wire-dhcp-t1 = T1: when to ask for more time
wire-dhcp-t2 = T2: when to ask any server
wire-dhcp-class = what sort of device or program the client is
wire-dhcp-client = how the server knows the client again
wire-dhcp-tftp = name of the server to start (boot) from
wire-dhcp-bootfile = name of the file to start (boot) from
wire-dhcp-rapid = two messages are enough: an Ack right after the Discover
wire-dhcp-fqdn = the client's full name, and who enters it in the DNS
wire-dhcp-relay = added by the relay: from which port the client asks
wire-dhcp-portal = page to sign in at before the network can be used
wire-dhcp-auto = may the client choose an address by itself?
wire-dhcp-search = domain that is tried for short names
wire-dhcp-proxy = where the settings for a web proxy are
wire-say-dhcp-discover = DHCP Discover: { $mac } looks for an address
wire-say-dhcp-discover-again = DHCP Discover: { $mac } looks for an address, best { $address }
wire-say-dhcp-offer = DHCP Offer: you can have { $address }
wire-say-dhcp-offer-for = DHCP Offer: you can have { $address } for { $seconds } seconds
wire-say-dhcp-request = DHCP Request: may I have { $address }?
wire-say-dhcp-decline = DHCP Decline: somebody else uses { $address }
wire-say-dhcp-ack = DHCP Ack: { $address } is yours
wire-say-dhcp-ack-inform = DHCP Ack: here are the settings
wire-say-dhcp-nak = DHCP Nak: no, begin again
wire-say-dhcp-release = DHCP Release: { $address } is free again
wire-say-dhcp-inform = DHCP Inform: I have { $address }, tell me the rest
wire-say-dhcp-other = DHCP message of type { $number }
wire-say-bootp-request = BOOTP: { $mac } asks for an address
wire-say-bootp-reply = BOOTP: you have { $address }

## What was added to IP, ICMP, TCP, ARP and the link
wire-ipv4-option-copied = copied into every fragment
wire-ipv4-option-copied-not = only in the first fragment
wire-ipv4-option-control = 0: for steering the packet
wire-ipv4-option-debugging = 2: for measuring and finding faults
wire-ipv4-option-pointer = counted from 1 at the option's type: the next router writes at byte { $byte }
wire-ipv4-option-passed = a router that it has passed
wire-ipv4-option-free = still empty: place for a router
wire-ipv4-option-stop = a router that it shall pass yet
wire-ipv4-option-overflow = routers that found no place left: { $count }
wire-ipv4-option-times = 0: only the times
wire-ipv4-option-times-addresses = 1: address and time of each router
wire-ipv4-option-times-chosen = 3: only the routers named here write their time
wire-ipv6-routing-old = 0: a list of stops; no longer allowed (RFC 5095)
wire-ipv6-routing-mobile = 2: for a mobile host, its home address
wire-ipv6-routing-segments = 4: segment routing, the stops in reverse order
wire-ipv6-last-entry = the list's last entry has number { $number }, counted from 0
wire-ipv6-segment-flags = none are in use
wire-ipv6-segment-tag = packets of one kind may carry the same tag
wire-ipv6-stop = a stop on the way
wire-ipv6-alert-mld = 0: routers on the way shall look at this multicast message (MLD)
wire-ra-home = the router serves mobile hosts of this network
wire-ra-proxy = passed on by a proxy
wire-ra-preference-medium = 0: medium preference
wire-ra-preference-high = 1: preferred to other routers
wire-ra-preference-low = 3: only if there is no other router
wire-ndp-nonce = a random number: who hears its own question again can tell that it is its own
wire-unreach-policy = the source address breaks a rule of a router
wire-unreach-reject = the route there is set to refuse
wire-unreach-net-unknown = that network is not known at all
wire-unreach-host-unknown = that host is not known at all
wire-unreach-isolated = the source host is isolated (no longer used)
wire-unreach-tos = no way there for this class of traffic
wire-unreach-precedence = the precedence asked for is refused
wire-redirect-net = for all packets to that network
wire-redirect-host = for packets to that host
wire-redirect-net-tos = for packets of this class to that network
wire-redirect-host-tos = for packets of this class to that host
wire-parameter-pointer = the pointer says which byte was wrong
wire-parameter-missing = an option that is required is missing
wire-parameter-length = a length cannot be
wire-parameter-header = a field of a header makes no sense
wire-parameter-next = a Next Header that the host does not know
wire-parameter-option = an option that the host does not know
wire-icmp-mask = which mask does this network have?
wire-icmp-mask-reply = this is the mask
wire-icmp-routers = routers told about: { $count }
wire-icmp-entry = each takes { $count } bytes
wire-icmp-preference = the router with the highest is used
wire-tcp-user = how long data may stay unacknowledged before the connection is given up
wire-tcp-user-minutes = counted in minutes
wire-tcp-user-seconds = counted in seconds
wire-tcp-md5 = a signature with a key that both ends know; used between routers (BGP)
wire-tcp-mptcp = several paths for one connection; its data is not read further here
wire-tcp-fast-open-asks = asks for a token, so that the next SYN can carry data
wire-arp-probe = 1, request, as a probe: does anybody use this address already? (RFC 5227)
wire-arp-announcement = 1, request, as an announcement: from now on I use this address (RFC 5227)
wire-arp-gratuitous = 2, reply that nobody asked for (gratuitous): this address is mine
wire-llc-to = for whom: { $what }
wire-llc-from = from whom: { $what }
wire-llc-ui = 3: a message by itself, unnumbered
wire-llc-control = kind and number of the LLC frame
wire-llc-oui = whose numbers the protocol ID counts by; 0: EtherTypes
wire-llc-line = LLC, for { $what }
wire-llc-own = one of that organization's own protocols
