# host: this machine's addresses and ways

host-subnet-prefix = /{ $prefix } means: the first { $prefix } bits name the network, the other { $rest } bits number the hosts in it.
host-subnet-and = AND keeps a bit only where the mask has a 1: { $address } AND { $mask } = { $network }. That is the network's own number.
host-subnet-broadcast = With every host bit set to 1 you get { $broadcast }: the broadcast address, heard by everybody in the subnet.
host-subnet-no-broadcast-31 = A /31 holds exactly two hosts on one cable. It has no broadcast address: whoever is not you is the other one (RFC 3021).
host-subnet-no-broadcast-32 = A /32 is one single address. There is nobody else to broadcast to.
host-subnet-no-broadcast-ipv6 = IPv6 has no broadcast. It sends to groups (multicast) instead, for example ff02::1, all nodes on the link.
host-subnet-hosts = { $count } addresses are left for hosts: { $first } to { $last }.
host-subnet-hosts-one = Exactly one host has room here: { $address }.
host-subnet-hosts-ipv6 = { $bits } host bits: 2^{ $bits } addresses. An IPv6 subnet never runs out of them.

host-range-unspecified = Not an address yet: it stands for “none” or “any” (RFC 1122, RFC 4291).
host-range-loopback = Loopback: packets to it never leave this machine (RFC 1122).
host-range-private = Private (RFC 1918): many networks use the same numbers, so the Internet does not route them. NAT translates them at the border.
host-range-unique-local = Unique local (RFC 4193): IPv6's private addresses, not routed in the Internet.
host-range-shared = Shared (RFC 6598): used between a provider and its customers, behind a large NAT.
host-range-link-local = Link-local: valid on this link only, no router passes it on. In IPv6 you must add the zone, for example %eth0.
host-range-multicast = Multicast: not one host but a group. Whoever joined it listens.
host-range-broadcast = Limited broadcast: everybody on this link; routers do not pass it on.
host-range-documentation = Reserved for books and examples. You should not meet it on a real network.
host-range-benchmark = Reserved for measuring network devices.
host-range-mapped = An IPv4 address written as an IPv6 one. The packets on the wire are IPv4.
host-range-reserved = Reserved: not given out.
host-range-public = Public: unique in the world and routed in the Internet.

host-reach-route = Of all routes that contain { $remote }, { $network } names the most bits. It leads out of { $name }.
host-reach-own = { $remote } is an address of this machine. The packet turns round in { $name } and never reaches a cable.
host-reach-on-link = { $remote } is on the same link as { $name }: the frame goes straight to it.
host-reach-gateway = { $remote } is not on your link. The frame goes to the router { $gateway }; the packet inside keeps { $remote } as its destination.
host-reach-group = { $remote } means many receivers: the frame goes to all of them on the link of { $name }.
host-reach-no-route = No route contains { $remote }, not even a default route. The kernel refuses to send: “Network is unreachable”.
host-reach-source = The packet will carry { $source } as its source address.
host-reach-source-none = This machine has no address of that kind to use as a source.
host-reach-mac-known = The neighbour table already knows the MAC address of { $address }: { $mac }.
host-reach-mac-computed = Nobody has to be asked: the MAC address { $mac } is computed from { $address }.
host-reach-mac-arp = The MAC address of { $address } is not known yet. ARP will ask the whole link for it first.
host-reach-mac-ndp = The MAC address of { $address } is not known yet. Neighbor Discovery will ask for it first.
host-reach-mac-silent = { $address } was asked for its MAC address and did not answer: switched off, wrong network, or the cable is out.
host-reach-mac-none = This link needs no MAC addresses.

interfaces-nothing-to-open = No interface of this machine has been read yet, so there is none to open. As soon as the kernel tells of one, it is listed here.
