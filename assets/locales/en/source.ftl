# source: capturing frames

source-no-right = No right to capture. Press p to practise with capture, or ask your administrator.
source-sockets-used = The capture sockets opened at the start ({ $count }) are all in use. Name the interfaces you want with -i, or use the ring.
source-not-supported = This system has no packet sockets, so nothing can be captured here.
source-socket-failed = The capture socket could not be opened: { $error }.
source-ring-failed = The capture ring failed: { $error }. Try --capture-backend pnet.
source-thread-failed = The capture thread could not be started: { $error }.
source-panicked = The capture thread has crashed. This is a bug in the program.
source-lost-gone = It is gone. Capturing goes on when it is back.
source-lost-down = It is switched off. Capturing goes on when it is up again.
source-lost-error = { $error }. It is tried again every second.

# the packet log's filter: what was expected, after a place in the line
filter-expected-test = a word such as tcp, udp, arp, port, host or mine
filter-expected-operator = 'and' or 'or' between two conditions
filter-expected-open = no ')' here, because no '(' stands before it
filter-expected-close = a ')'
filter-expected-port = a port number from 0 to 65535
filter-expected-address = an IP address, like 10.0.0.1 or fe80::1
filter-expected-net = a network with its prefix, like 10.0.0.0/24
filter-expected-mac = a MAC address, like 52:54:00:12:34:56
filter-expected-length = a length in bytes
filter-expected-end = port, host, net or an IP address
filter-expected-doubled = a second '{ $sign }'
filter-expected-flatter = at most { $most } levels of 'not' and parentheses
filter-expected-shorter = a line of at most { $most } characters
