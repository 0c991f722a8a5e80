# filter: the language, its mistakes, its completion

# what was expected, after a place in the line
filter-expected-test = a field such as ip.ttl or tcp.port, or a word such as tcp, udp, arp, port, host or mine
filter-expected-name = a name that is known here. Did you mean { $names }?
filter-expected-operator = 'and' or 'or' between two conditions
filter-expected-open = no ')' here, because no '(' stands before it
filter-expected-close = a ')'
filter-expected-port = a port number from 0 to 65535
filter-expected-portrange = two port numbers, the smaller first, like 80-90
filter-expected-address = an IP address, like 10.0.0.1 or fe80::1
filter-expected-net = a network with its prefix, like 10.0.0.0/24
filter-expected-mac = a MAC address, like 52:54:00:12:34:56
filter-expected-length = a length in bytes
filter-expected-flow = the number of a conversation, like 3
filter-expected-flow-name = flow, as in flow == 3: conversations have numbers of their own here
filter-expected-earlier = another field: only a later frame tells this one; try tcp.segment == 4
filter-expected-end = port, host, net or an IP address
filter-expected-doubled = a second '{ $sign }'
filter-expected-flatter = at most { $most } levels of 'not' and parentheses
filter-expected-shorter = a line of at most { $most } characters
filter-expected-number = a whole number from 0 to { $largest }, also in hexadecimal like 0x1f
filter-expected-any-number = a whole number, also in hexadecimal like 0x1f
filter-expected-flag = 1 or 0 (set or not set)
filter-expected-ipv4 = an IPv4 address such as 10.77.1.11 or a network such as 10.77.0.0/16
filter-expected-ipv6 = an IPv6 address such as fe80::1 or a network such as fd00::/8
filter-expected-text = a text in quotes, like "example"
filter-expected-bytes = bytes in hexadecimal, like 47:45:54, or a text in quotes
filter-expected-seconds = seconds, like 1.5
filter-expected-presence = no comparison: this field is there or not. Write its name alone.
filter-expected-protocol = { $name } alone, or { $name } contains "…": a protocol has no value
filter-expected-comparison = ==, !=, <, >, or in: only text and bytes can contain something
filter-expected-contains = contains: 'matches' (regular expressions) is not known here
filter-expected-after-field = a comparison such as == or contains, or 'and', 'or'
filter-expected-needle = a text in quotes, like "hello", or bytes like 68:65:6c
filter-expected-set = a set in braces, like {"{"}80, 443, 8000..8010{"}"}
filter-expected-set-end = a {"'}'"} at the end of the set
filter-expected-quote = a closing quote
filter-expected-escape = \" \\ \n \r \t \0 or \x with two hexadecimal digits
filter-expected-no-slice = a name without [ ]: single bytes can't be asked for here, fields can, like tcp.flags.syn == 1

# what a candidate is
filter-about-number = number
filter-about-flag = 0 or 1
filter-about-mac = MAC address
filter-about-ipv4 = IPv4 address
filter-about-ipv6 = IPv6 address
filter-about-text = text
filter-about-bytes = bytes
filter-about-seconds = seconds
filter-about-presence = there or not
filter-about-protocol = protocol
filter-about-value = { $name }
filter-word-and = both conditions
filter-word-or = one of the two
filter-word-mine = what belongs to your own sockets
filter-word-housekeeping = keep-alives, the lab's pings and questions
filter-word-socket = calls of your sockets, not frames
filter-word-in = coming in
filter-word-out = going out
filter-word-flow = one conversation, by its number
filter-word-port = source or destination port
filter-word-portrange = ports from … to …, like 80-90
filter-word-host = source or destination address
filter-word-net = addresses of a network
filter-word-src = only the source
filter-word-dst = only the destination
filter-word-ether = MAC addresses
filter-word-less = at most this many bytes
filter-word-greater = at least this many bytes
filter-word-multicast = to a group
filter-word-frame = the whole frame, as in frame contains "hello"
filter-sign-eq = is equal
filter-sign-ne = is different
filter-sign-lt = is less
filter-sign-le = is less or equal
filter-sign-gt = is more
filter-sign-ge = is more or equal
filter-sign-in = is one of these
filter-sign-contains = has this inside
filter-sign-bits = has some of these bits
filter-sign-set = set
filter-sign-unset = not set

# the line
filter-line-more = { $n } more
filter-line-hint = tab completes, ↑↓ choose
filter-listing = filtering { $percent } % ({ KEY("global.back") } stops)
filter-stopped = stopped: older packets not looked at
