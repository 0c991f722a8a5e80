"""Frames that no daemon makes on request, made by scapy: rare types, rare options, and broken ones.

Each function is one capture; its docstring is that file's line in assets/captures/README.md. The frames'
times are fixed, so the same scapy makes the same bytes.
"""

import struct

from scapy.all import (
    ARP, BOOTP, DHCP, DNS, DNSQR, DNSRR, DNSRRMX, DNSRROPT, DNSRRSOA, DNSRRSRV, Dot1AD, Dot1Q, Dot3, EDNS0TLV, Ether,
    fragment, ICMP, ICMPv6DestUnreach, ICMPv6EchoReply, ICMPv6EchoRequest, ICMPv6MLDMultAddrRec, ICMPv6MLDone,
    ICMPv6MLQuery, ICMPv6MLQuery2, ICMPv6MLReport, ICMPv6MLReport2, ICMPv6ND_NA, ICMPv6ND_NS, ICMPv6ND_RA,
    ICMPv6ND_Redirect, ICMPv6ND_RS, ICMPv6NDOptDNSSL, ICMPv6NDOptDstLLAddr, ICMPv6NDOptMTU, ICMPv6NDOptPrefixInfo,
    ICMPv6NDOptRDNSS, ICMPv6NDOptRedirectedHdr, ICMPv6NDOptRouteInfo, ICMPv6NDOptSrcLLAddr, ICMPv6PacketTooBig,
    ICMPv6ParamProblem, ICMPv6TimeExceeded, IP, IPOption_LSRR, IPOption_Router_Alert, IPOption_RR, IPOption_SSRR, IPv6,
    IPv6ExtHdrDestOpt, IPv6ExtHdrFragment, IPv6ExtHdrHopByHop, IPv6ExtHdrRouting, LLC, LLMNRQuery, LLMNRResponse, Padding,
    PadN, raw, Raw, RouterAlert, SNAP, STP, TCP, TFTP, TFTP_ACK, TFTP_DATA, TFTP_ERROR, TFTP_OACK, TFTP_Option,
    TFTP_Options, TFTP_RRQ, TFTP_WRQ, UDP,
)
from scapy.contrib.igmp import IGMP

MAC_A, MAC_B = "02:00:00:00:01:0b", "02:00:00:00:01:0c"
A, B, ROUTER = "10.77.1.11", "10.77.1.12", "10.77.1.1"
A6, B6, LINK_A, LINK_B = "fd77:1::11", "fd77:1::12", "fe80::1:11", "fe80::1:12"
ETHER = Ether(src=MAC_A, dst=MAC_B)
BACK = Ether(src=MAC_B, dst=MAC_A)


def v4(**rest):
    return ETHER / IP(src=A, dst=B, id=77, **rest)


def v6(**rest):
    return ETHER / IPv6(src=A6, dst=B6, **rest)


def group6(body, to="ff02::1", hop=255, source=LINK_A):
    mac = "33:33:00:00:00:" + f"{int(to.split(':')[-1] or '0', 16) & 0xff:02x}"
    return Ether(src=MAC_A, dst=mac) / IPv6(src=source, dst=to, hlim=hop) / body


def link():
    """Ethernet: 802.3 with LLC and SNAP, a spanning-tree frame, unknown EtherTypes, padding, 802.1Q, 802.1ad, tags on ARP and IPv6"""
    yield Dot3(src=MAC_A, dst="01:80:c2:00:00:00") / LLC() / STP()
    yield Dot3(src=MAC_A, dst=MAC_B) / LLC(dsap=0xAA, ssap=0xAA, ctrl=3) / SNAP(OUI=0, code=0x0800) / IP(src=A, dst=B) / ICMP()
    yield Ether(src=MAC_A, dst=MAC_B, type=0x88B5) / Raw(b"an experiment, says IEEE 802")
    yield Ether(src=MAC_A, dst="ff:ff:ff:ff:ff:ff", type=0x0842) / Raw(b"\xff" * 6 + bytes.fromhex("02000000010c") * 16)
    yield v4() / UDP(sport=4000, dport=4001) / Raw(b"x") / Padding(b"\0" * 17)
    yield v4() / UDP(sport=4000, dport=4001) / Raw(b"x") / Padding(b"not only zero bytes.")
    yield ETHER / Dot1Q(vlan=7, prio=5) / IP(src=A, dst=B) / ICMP(id=1, seq=1) / Raw(b"tagged")
    yield ETHER / Dot1Q(vlan=4094, prio=7, id=1) / ARP(op=1, hwsrc=MAC_A, psrc=A, pdst=B)
    yield ETHER / Dot1AD(vlan=100, prio=1) / Dot1Q(vlan=7) / IPv6(src=A6, dst=B6) / UDP(sport=1000, dport=2000) / Raw(b"two tags")
    yield ETHER / Dot1Q(vlan=1) / Dot1Q(vlan=2) / IP(src=A, dst=B) / TCP(sport=1000, dport=2000, seq=5, flags="S")
    yield ETHER / Dot1Q(vlan=0, prio=6) / IP(src=A, dst=B) / UDP(sport=1000, dport=2000) / Raw(b"priority only")


def arp():
    """ARP: request, reply, probe, announcement, gratuitous reply, reverse ARP, a foreign hardware type, cut off"""
    yield Ether(src=MAC_A, dst="ff:ff:ff:ff:ff:ff") / ARP(op=1, hwsrc=MAC_A, psrc=A, pdst=B) / Padding(b"\0" * 18)
    yield BACK / ARP(op=2, hwsrc=MAC_B, psrc=B, hwdst=MAC_A, pdst=A) / Padding(b"\0" * 18)
    yield Ether(src=MAC_A, dst="ff:ff:ff:ff:ff:ff") / ARP(op=1, hwsrc=MAC_A, psrc="0.0.0.0", pdst=A)
    yield Ether(src=MAC_A, dst="ff:ff:ff:ff:ff:ff") / ARP(op=1, hwsrc=MAC_A, psrc=A, pdst=A)
    yield Ether(src=MAC_A, dst="ff:ff:ff:ff:ff:ff") / ARP(op=2, hwsrc=MAC_A, psrc=A, hwdst="ff:ff:ff:ff:ff:ff", pdst=A)
    yield Ether(src=MAC_A, dst="ff:ff:ff:ff:ff:ff", type=0x8035) / ARP(op=3, hwsrc=MAC_A, psrc="0.0.0.0", hwdst=MAC_A, pdst="0.0.0.0")
    yield Ether(src=MAC_A, dst=MAC_B, type=0x0806) / Raw(
        struct.pack("!HHBBH", 6, 0x0800, 6, 4, 1) + bytes.fromhex("02000000010b0a4d010b0000000000000a4d010c"))
    yield Ether(src=MAC_A, dst=MAC_B, type=0x0806) / Raw(struct.pack("!HHBBH", 1, 0x0800, 6, 4, 2) + bytes.fromhex("02000000010b0a4d"))
    yield ETHER / ARP(op=9, hwsrc=MAC_A, psrc=A, pdst=B)


def ipv4_options():
    """IPv4 options: record route, time stamps (three forms), loose and strict source route, router alert, no-operation, end, stream id, security, an unknown one, a lying length; DSCP, ECN, the reserved flag"""
    def with_options(options, **rest):
        return v4(options=options, **rest) / UDP(sport=4000, dport=4001) / Raw(b"options")

    yield with_options([IPOption_RR(routers=["10.77.1.1", "0.0.0.0", "0.0.0.0"], pointer=8)])
    yield with_options(b"\x44\x0c\x05\x00" + bytes.fromhex("0102030400000000"))
    yield with_options(b"\x44\x14\x0d\x01" + bytes.fromhex("0a4d010101020304" + "0000000000000000"))
    yield with_options(b"\x44\x14\x05\x33" + bytes.fromhex("0a4d010100000000" + "0a4d020100000000"))
    yield with_options([IPOption_LSRR(routers=["10.77.1.1", "10.77.2.1"])])
    yield with_options([IPOption_SSRR(routers=["10.77.1.1"])])
    yield v4(options=[IPOption_Router_Alert()], ttl=1) / UDP(sport=4000, dport=4001) / Raw(b"alert")
    yield with_options(b"\x01\x01\x01\x00")
    yield with_options(b"\x88\x04\x12\x34")
    yield with_options(b"\x82\x0b\xab\xcd\x00\x00\x00\x00\x00\x00\x00\x00")
    yield with_options(b"\x5e\x04\xbe\xef")
    yield with_options(b"\x07\x27\x04\x00")
    yield with_options(b"\x83\x00\x00\x00")
    yield v4(tos=0xB8, flags="DF") / UDP(sport=4000, dport=4001) / Raw(b"expedited")
    yield v4(tos=0x03, flags="evil") / UDP(sport=4000, dport=4001) / Raw(b"congestion, reserved bit")
    yield v4(proto=253) / Raw(b"an experiment's protocol")
    yield v4(proto=47) / Raw(bytes.fromhex("00000800") + raw(IP(src=A, dst=B) / ICMP()))
    yield v4() / IP(src=ROUTER, dst=B) / UDP(sport=1, dport=2) / Raw(b"IP in IP")


def ipv4_fragments():
    """IPv4 fragments of UDP, ICMP and DNS: in order, out of order, overlapping, one missing, twice the same"""
    whole = IP(src=A, dst=B, id=100) / UDP(sport=4000, dport=4001) / Raw(bytes(range(256)) * 8)
    pieces = fragment(whole, fragsize=800)
    for piece in pieces:
        yield ETHER / piece
    ping = fragment(IP(src=A, dst=B, id=101) / ICMP(id=9, seq=1) / Raw(b"abcdefgh" * 250), fragsize=1024)
    for piece in reversed(ping):
        yield ETHER / piece
    answers = DNS(id=5, qr=1, qd=DNSQR(qname="big.lab.example", qtype="TXT"),
                  an=[DNSRR(rrname="big.lab.example", type="TXT", rdata="t" * 200) for _ in range(4)])
    for piece in fragment(IP(src=B, dst=A, id=102) / UDP(sport=53, dport=4000) / answers, fragsize=512):
        yield BACK / piece
    lone = fragment(IP(src=A, dst=B, id=103) / UDP(sport=4000, dport=4001) / Raw(b"m" * 1600), fragsize=800)
    yield ETHER / lone[0]
    yield ETHER / lone[2]
    again = fragment(IP(src=A, dst=B, id=104) / UDP(sport=4000, dport=4001) / Raw(b"d" * 900), fragsize=800)
    yield ETHER / again[0]
    yield ETHER / again[0]
    yield ETHER / again[1]
    yield ETHER / IP(src=A, dst=B, id=105, flags="MF", proto=17) / Raw(raw(UDP(sport=4000, dport=4001, len=40)) + b"o" * 16)
    yield ETHER / IP(src=A, dst=B, id=105, frag=1, proto=17) / Raw(b"overlapping: 32 bytes, the 2nd p"[:32])


def ipv6_extensions():
    """IPv6 extension headers: hop-by-hop (router alert, padding, jumbo), destination options, routing types 0 and 4, fragments, no next header, authentication, ESP, a chain, an unknown next header; traffic class and flow label"""
    yield v6() / IPv6ExtHdrHopByHop(options=[RouterAlert(value=0), PadN(optdata=b"")]) / UDP(sport=4000, dport=4001) / Raw(b"hop")
    yield v6() / IPv6ExtHdrHopByHop(options=[PadN(optdata=b"\0" * 4)]) / ICMPv6EchoRequest(id=1, seq=1, data=b"ping")
    yield v6() / IPv6ExtHdrDestOpt(options=[PadN(optdata=b"\0" * 4)]) / TCP(sport=4000, dport=4001, seq=1, flags="S")
    yield v6() / IPv6ExtHdrRouting(type=0, addresses=["fd77:2::1", "fd77:3::1"], segleft=2) / UDP(sport=4000, dport=4001) / Raw(b"route")
    yield v6(nh=43) / Raw(bytes([17, 4, 4, 1, 1, 0, 0, 0]) + bytes.fromhex("fd770002" + "00" * 11 + "01" + "fd770003" + "00" * 11 + "01")
                          + raw(UDP(sport=4000, dport=4001, len=15, chksum=1) / Raw(b"segment")))
    for piece in (0, 1):
        body = raw(UDP(sport=4000, dport=4001, len=8 + 1200, chksum=0)) + b"6" * 1200
        yield v6() / IPv6ExtHdrFragment(id=0x12345678, offset=0 if piece == 0 else 75, m=1 - piece, nh=17) / Raw(body[:600] if piece == 0 else body[600:])
    yield v6() / IPv6ExtHdrFragment(id=9, offset=0, m=0, nh=17) / UDP(sport=4000, dport=4001) / Raw(b"an atomic fragment")
    yield v6(nh=59)
    yield v6(nh=59) / Raw(b"there should be nothing")
    yield v6(nh=51) / Raw(bytes([17, 4, 0, 0]) + bytes.fromhex("0000010000000001") + b"\xaa" * 12 + raw(UDP(sport=1, dport=2, len=8, chksum=1)))
    yield v6(nh=50) / Raw(bytes.fromhex("0000020000000001") + b"\x5a" * 32)
    yield (v6(tc=0xB9, fl=0xABCDE, hlim=1) / IPv6ExtHdrHopByHop(options=[PadN(optdata=b"\0" * 4)])
           / IPv6ExtHdrDestOpt(options=[PadN(optdata=b"\0" * 12)]) / IPv6ExtHdrFragment(id=1, nh=17) / UDP(sport=4000, dport=4001) / Raw(b"chain"))
    yield v6(nh=253) / Raw(b"an experiment's next header")
    yield v6(nh=0) / Raw(bytes([17, 0, 0x3E, 4, 1, 2, 3, 4]) + raw(UDP(sport=1, dport=2, len=8, chksum=1)))
    yield v6(nh=0) / Raw(bytes([17, 9, 1, 4, 0, 0, 0, 0]))


def icmp():
    """ICMP: every type a host may meet: echo, unreachable (many codes), source quench, redirect, router discovery, time exceeded, parameter problem, time stamp, information, address mask, an unknown type"""
    quoted = IP(src=B, dst="10.77.2.13", id=3, ttl=1) / UDP(sport=33000, dport=33434, len=20, chksum=0x1234) / Raw(b"quoted bytes")
    segment = IP(src=B, dst="10.77.2.13", id=4) / TCP(sport=33000, dport=80, seq=1000, flags="S")
    yield v4() / ICMP(type=8, id=0x1234, seq=1) / Raw(bytes(range(48)))
    yield BACK / IP(src=B, dst=A, id=78) / ICMP(type=0, id=0x1234, seq=1) / Raw(bytes(range(48)))
    for code in (0, 1, 2, 3, 5, 6, 9, 10, 13, 15):
        yield v4() / ICMP(type=3, code=code) / quoted
    yield v4() / ICMP(type=3, code=4, nexthopmtu=1280) / segment
    yield v4() / ICMP(type=3, code=3) / Raw(raw(segment)[:28])
    yield v4() / ICMP(type=4) / quoted
    for code in (0, 1):
        yield v4() / ICMP(type=5, code=code, gw=ROUTER) / quoted
    yield v4(proto=1) / Raw(sealed(bytes([9, 0, 0, 0, 1, 2, 7, 8, 10, 77, 1, 1, 0, 0, 0, 5])))
    yield v4() / ICMP(type=10)
    for code in (0, 1):
        yield v4() / ICMP(type=11, code=code) / quoted
    yield v4() / ICMP(type=12, code=0, ptr=20) / quoted
    yield v4() / ICMP(type=13, id=1, seq=2, ts_ori=1000, ts_rx=0, ts_tx=0)
    yield v4() / ICMP(type=14, id=1, seq=2, ts_ori=1000, ts_rx=1005, ts_tx=1006)
    yield v4() / ICMP(type=15, id=1, seq=2)
    yield v4() / ICMP(type=16, id=1, seq=2)
    yield v4() / ICMP(type=17, id=1, seq=2, addr_mask="0.0.0.0")
    yield v4() / ICMP(type=18, id=1, seq=2, addr_mask="255.255.0.0")
    yield v4() / ICMP(type=200, code=7) / Raw(b"nobody knows it")


def sealed(body, at=2):
    """Puts the Internet checksum of `body` into it."""
    total = sum(struct.unpack(f"!{len(body) // 2}H", body))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return body[:at] + struct.pack("!H", ~total & 0xFFFF) + body[at + 2:]


def icmpv6():
    """ICMPv6: errors, echo, neighbour and router discovery with all common options, redirect, MLD v1 and v2, an unknown type"""
    quoted = IPv6(src=B6, dst="fd77:2::13", hlim=1) / UDP(sport=33000, dport=33434, len=20, chksum=0x1234) / Raw(b"quoted bytes")
    for code in range(8):
        yield v6() / ICMPv6DestUnreach(code=code) / quoted
    yield v6() / ICMPv6PacketTooBig(mtu=1280) / quoted
    for code in (0, 1):
        yield v6() / ICMPv6TimeExceeded(code=code) / quoted
    for code in (0, 1, 2):
        yield v6() / ICMPv6ParamProblem(code=code, ptr=40) / quoted
    yield v6() / ICMPv6EchoRequest(id=0x1234, seq=1, data=bytes(range(48)))
    yield v6() / ICMPv6EchoReply(id=0x1234, seq=1, data=bytes(range(48)))
    yield group6(ICMPv6ND_RS() / ICMPv6NDOptSrcLLAddr(lladdr=MAC_A), "ff02::2")
    yield group6(ICMPv6ND_RA(chlim=64, M=1, O=1, prf=1, routerlifetime=1800, reachabletime=30000, retranstimer=1000)
                 / ICMPv6NDOptSrcLLAddr(lladdr=MAC_A) / ICMPv6NDOptMTU(mtu=1400)
                 / ICMPv6NDOptPrefixInfo(prefixlen=64, L=1, A=1, R=0, validlifetime=86400, preferredlifetime=14400, prefix="fd77:1::")
                 / ICMPv6NDOptRouteInfo(plen=48, prf=3, rtlifetime=600, prefix="fd77:9::")
                 / ICMPv6NDOptRDNSS(lifetime=600, dns=["fd77:1::1", "fd77:2::1"]) / ICMPv6NDOptDNSSL(lifetime=600, searchlist=["lab.example", "home.arpa"]))
    yield group6(ICMPv6ND_RA(chlim=0, routerlifetime=0))
    yield group6(ICMPv6ND_NS(tgt=A6) / ICMPv6NDOptSrcLLAddr(lladdr=MAC_A), "ff02::1:ff00:11")
    yield group6(ICMPv6ND_NS(tgt=A6), "ff02::1:ff00:11", source="::")
    yield v6(hlim=255) / ICMPv6ND_NA(tgt=A6, R=1, S=1, O=1) / ICMPv6NDOptDstLLAddr(lladdr=MAC_A)
    yield group6(ICMPv6ND_NA(tgt=A6, R=0, S=0, O=1) / ICMPv6NDOptDstLLAddr(lladdr=MAC_A))
    yield v6(hlim=255) / ICMPv6ND_Redirect(tgt=LINK_B, dst="fd77:2::13") / ICMPv6NDOptDstLLAddr(lladdr=MAC_B) / ICMPv6NDOptRedirectedHdr(pkt=quoted)
    alert = IPv6ExtHdrHopByHop(options=[RouterAlert(value=0), PadN(optdata=b"")])
    yield group6(alert / ICMPv6MLQuery(mrd=10000), "ff02::1", 1)
    yield group6(alert / ICMPv6MLReport(mladdr="ff02::1:3"), "ff02::1:3", 1)
    yield group6(alert / ICMPv6MLDone(mladdr="ff02::1:3"), "ff02::2", 1)
    yield group6(alert / ICMPv6MLQuery2(mladdr="ff05::5", S=1, QRV=2, QQIC=125, sources=["fd77:1::1", "fd77:1::2"]), "ff05::5", 1)
    yield group6(alert / ICMPv6MLReport2(records=[
        ICMPv6MLDMultAddrRec(rtype=4, dst="ff02::1:3"), ICMPv6MLDMultAddrRec(rtype=1, dst="ff05::5", sources=["fd77:1::1"]),
        ICMPv6MLDMultAddrRec(rtype=2, dst="ff02::fb"), ICMPv6MLDMultAddrRec(rtype=5, dst="ff05::6", sources=["fd77:1::1", "fd77:1::2"])]), "ff02::16", 1)
    yield v6(nh=58) / Raw(sealed6(bytes([201, 3, 0, 0]) + b"nobody knows"))
    yield v6(nh=58, hlim=255) / Raw(sealed6(bytes([135, 0, 0, 0, 0, 0, 0, 0]) + bytes.fromhex("fd77000100000000" + "0000000000000011" + "0100000000000000")))


def sealed6(body):
    pseudo = bytes.fromhex("fd770001" + "00" * 10 + "0011" + "fd770001" + "00" * 10 + "0012") + struct.pack("!I3xB", len(body), 58)
    return body[:2] + sealed(pseudo + body, len(pseudo) + 2)[len(pseudo) + 2:][:2] + body[4:]


def igmp():
    """IGMP: version 1 query and report; version 2 general and group query, report, leave; version 3 query with sources, report with every record type"""
    def packet(body, to, **rest):
        return Ether(src=MAC_A, dst="01:00:5e:00:00:01") / IP(src=A, dst=to, ttl=1, options=[IPOption_Router_Alert()], proto=2, **rest) / body

    yield packet(Raw(sealed(bytes([0x11, 0, 0, 0, 0, 0, 0, 0]))), "224.0.0.1")
    yield packet(Raw(sealed(bytes([0x12, 0, 0, 0, 239, 1, 2, 3]))), "239.1.2.3")
    yield packet(IGMP(type=0x11, mrcode=100, gaddr="0.0.0.0"), "224.0.0.1")
    yield packet(IGMP(type=0x11, mrcode=10, gaddr="239.1.2.3"), "239.1.2.3")
    yield packet(IGMP(type=0x16, gaddr="239.1.2.3"), "239.1.2.3")
    yield packet(IGMP(type=0x17, gaddr="239.1.2.3"), "224.0.0.2")
    yield packet(Raw(sealed(bytes([0x11, 0x8F, 0, 0, 239, 1, 2, 3, 0x0A, 0x8F, 0, 2, 10, 77, 1, 1, 10, 77, 1, 2]))), "239.1.2.3")
    yield packet(Raw(sealed(bytes([0x11, 100, 0, 0, 0, 0, 0, 0, 2, 125, 0, 0]))), "224.0.0.1")
    records = b""
    for kind in range(1, 7):
        sources = [bytes([10, 77, 1, n]) for n in range(kind % 3)]
        records += struct.pack("!BBH4B", kind, 0, len(sources), 239, 1, 2, kind) + b"".join(sources)
    yield packet(Raw(sealed(bytes([0x22, 0, 0, 0, 0, 0, 0, 6]) + records)), "224.0.0.22")
    yield packet(Raw(sealed(bytes([0x22, 0, 0, 0, 0, 0, 0, 9]) + records[:8])), "224.0.0.22")
    yield packet(Raw(sealed(bytes([0x99, 0, 0, 0, 0, 0, 0, 0]))), "224.0.0.22")


def tcp_options():
    """TCP: every common option (MSS, window scale, SACK permitted, SACK, time stamps, MD5, AO, user timeout, Fast Open, MPTCP, experiments), urgent data, all flags, ECN, bad option and header lengths"""
    def segment(options, flags="S", **rest):
        return v4() / TCP(sport=4000, dport=4001, seq=1000, ack=0 if flags == "S" else 2000, flags=flags, options=options, **rest)

    yield segment([("MSS", 1460), ("SAckOK", b""), ("Timestamp", (100, 0)), ("NOP", None), ("WScale", 7)])
    yield segment([("MSS", 1440), ("NOP", None), ("WScale", 14)], "SA")
    yield segment([("NOP", None), ("NOP", None), ("Timestamp", (101, 5000))], "A")
    yield segment([("NOP", None), ("NOP", None), ("SAck", (3000, 4000))], "A")
    yield segment([("NOP", None), ("NOP", None), ("SAck", (3000, 4000, 5000, 6000, 7000, 8000))], "A")
    yield segment([("EOL", None)])
    yield segment([(19, b"\x11" * 16), ("EOL", None)])
    yield segment([(29, b"\x01\x02" + b"\x22" * 12)])
    yield segment([(28, b"\x80\x0a")])
    yield segment([(34, b"cookie88"), ("NOP", None), ("NOP", None)])
    yield segment([(34, b""), ("NOP", None), ("NOP", None)])
    yield segment([(30, b"\x00\x81" + b"\x33" * 8)])
    yield segment([(253, b"\xf9\x89cookie88")])
    yield segment([(77, b"?")])
    yield segment([], "PAU", urgptr=3) / Raw(b"abcdef")
    yield segment([], "FSRPAUEC") / Raw(b"all flags")
    yield v4() / TCP(sport=4000, dport=4001, seq=1, flags=0)
    yield segment([], "SEC")
    yield segment([], "SAE")
    yield segment([], "AN")
    yield segment([], "R")
    yield segment([], "RA", window=0)
    yield v4() / TCP(sport=4000, dport=4001, seq=1, flags="S", reserved=5)
    yield v4(proto=6) / Raw(summed(struct.pack("!HHIIBBHHH", 4000, 4001, 1, 0, 7 << 4, 2, 64240, 0, 0) + b"\x02\x00\x05\xb4\x01\x01\x01\x00"))
    yield v4(proto=6) / Raw(summed(struct.pack("!HHIIBBHHH", 4000, 4001, 1, 0, 6 << 4, 2, 64240, 0, 0) + b"\x08\x0a\x00\x00"))
    yield v4(proto=6) / Raw(summed(struct.pack("!HHIIBBHHH", 4000, 4001, 1, 0, 3 << 4, 2, 64240, 0, 0)))
    yield v4(proto=6) / Raw(summed(struct.pack("!HHIIBBHHH", 4000, 4001, 1, 0, 15 << 4, 2, 64240, 0, 0)))
    yield v6() / TCP(sport=4000, dport=4001, seq=0xFFFFFFFF, flags="S", options=[("MSS", 1440)])


def summed(body, proto=6, at=16):
    pseudo = bytes([10, 77, 1, 11, 10, 77, 1, 12, 0, proto]) + struct.pack("!H", len(body))
    odd = b"\0" if len(body) % 2 else b""
    whole = sealed(pseudo + body + odd, len(pseudo) + at)
    return whole[len(pseudo):len(pseudo) + len(body)]


def udp():
    """UDP: no checksum, an empty datagram, lengths that are too small, too large and smaller than the packet"""
    yield v4() / UDP(sport=4000, dport=4001, chksum=0) / Raw(b"no checksum")
    yield v4() / UDP(sport=4000, dport=4001)
    yield v4() / UDP(sport=4000, dport=4001, len=4) / Raw(b"too small")
    yield v4() / UDP(sport=4000, dport=4001, len=400) / Raw(b"too large")
    yield v4(proto=17) / Raw(summed(struct.pack("!HHHH", 4000, 4001, 14, 0) + b"inside", 17, 6) + b"outside")
    yield v6() / UDP(sport=4000, dport=4001, chksum=0) / Raw(b"no checksum, but IPv6")
    yield v6() / UDP(sport=4000, dport=4001) / Raw(b"odd length")
    yield v4(ttl=1) / UDP(sport=65535, dport=1) / Raw(b"ports at the edge")


def dns():
    """DNS: every common record type, EDNS options, flags and response codes, update, several questions, the root, compression pointers that point forward, at themselves and in circles, names and records cut off"""
    def query(name, kind, **rest):
        return v4() / UDP(sport=4000, dport=53) / DNS(id=1, rd=1, qd=DNSQR(qname=name, qtype=kind), **rest)

    def answer(name, kind, records, **rest):
        return BACK / IP(src=B, dst=A, id=79) / UDP(sport=53, dport=4000) / DNS(id=1, qr=1, rd=1, ra=1, qd=DNSQR(qname=name, qtype=kind), an=records, **rest)

    zone = "lab.example."
    yield query("www.lab.example", "A")
    yield answer("www.lab.example", "A", [DNSRR(rrname="www.lab.example", type="CNAME", ttl=300, rdata="web.lab.example"),
                                         DNSRR(rrname="web.lab.example", type="A", ttl=60, rdata="10.77.2.13")])
    yield answer("www.lab.example", "AAAA", [DNSRR(rrname="www.lab.example", type="AAAA", ttl=60, rdata="fd77:2::13")])
    yield answer("13.2.77.10.in-addr.arpa", "PTR", [DNSRR(rrname="13.2.77.10.in-addr.arpa", type="PTR", ttl=60, rdata="www.lab.example")])
    yield answer(zone, "MX", [DNSRRMX(rrname=zone, ttl=60, preference=10, exchange="mail.lab.example")])
    yield answer(zone, "NS", [DNSRR(rrname=zone, type="NS", ttl=60, rdata="ns.lab.example")])
    yield answer(zone, "SOA", [DNSRRSOA(rrname=zone, ttl=60, mname="ns.lab.example", rname="root.lab.example", serial=2026, refresh=3600, retry=600, expire=86400, minimum=60)])
    yield answer(zone, "TXT", [DNSRR(rrname=zone, type="TXT", ttl=60, rdata=["v=spf1 -all", "two strings"])])
    yield answer("_http._tcp.lab.example", "SRV", [DNSRRSRV(rrname="_http._tcp.lab.example", ttl=60, priority=1, weight=2, port=80, target="www.lab.example")])
    for number, data in ((257, b"\x00\x05issuelab.example"),
                         (65, b"\x00\x01\x00\x00\x01\x00\x06\x02h2\x02h3\x00\x04\x00\x04\x0a\x4d\x02\x0d"),
                         (35, b"\x00\x64\x00\x0a\x01u\x07E2U+sip\x00\x00"), (43, b"\x12\x34\x0d\x02" + b"\xab" * 32),
                         (48, b"\x01\x01\x03\x0d" + b"\xcd" * 64), (46, b"\x00\x01\x0d\x03" + struct.pack("!IIIH", 60, 1800000000, 1790000000, 4660)
                                                                   + b"\x03lab\x07example\x00" + b"\xef" * 64),
                         (47, b"\x04next\x03lab\x07example\x00\x00\x06\x40\x00\x00\x00\x00\x03"), (52, b"\x03\x01\x01" + b"\x99" * 32),
                         (44, b"\x04\x02" + b"\x77" * 32), (13, b"\x03x86\x05linux"), (99, b"\x03old"), (65280, b"private use")):
        yield BACK / IP(src=B, dst=A, id=79) / UDP(sport=53, dport=4000) / Raw(
            struct.pack("!6H", 1, 0x8580, 1, 1, 0, 0) + b"\x03lab\x07example\x00" + struct.pack("!HH", number, 1)
            + b"\xc0\x0c" + struct.pack("!HHIH", number, 1, 60, len(data)) + data)
    yield query("nowhere.lab.example", "A", ar=DNSRROPT(rclass=1232, z=0x8000, rdata=[EDNS0TLV(optcode=10, optdata=b"cookie88")]))
    yield answer("nowhere.lab.example", "A", [], rcode=3, aa=1, ns=[DNSRRSOA(rrname=zone, ttl=60, mname="ns.lab.example", rname="root.lab.example", serial=1)])
    for code in (1, 2, 4, 5):
        yield answer("no.lab.example", "A", [], rcode=code)
    yield answer("big.lab.example", "A", [], tc=1, ad=1, cd=1)
    yield v4() / UDP(sport=4000, dport=53) / DNS(id=2, opcode=5, qd=DNSQR(qname=zone, qtype="SOA"), an=None, ns=[DNSRR(rrname="new.lab.example", type="A", ttl=60, rdata="10.77.1.99")])
    yield v4() / UDP(sport=4000, dport=53) / DNS(id=2, opcode=4, aa=1, qd=DNSQR(qname=zone, qtype="SOA"))
    yield v4() / UDP(sport=4000, dport=53) / Raw(struct.pack("!6H", 3, 0x0100, 2, 0, 0, 0) + b"\x01a\x00\x00\x01\x00\x01\x01b\xc0\x0c\x00\x1c\x00\x01")
    yield query(".", "NS")
    yield query("UPPER.lab.example", "ALL")
    yield query("a" * 63 + ".lab.example", "A")
    yield query("xn--fsq.lab.example", "A")

    def bad(body, counts=(1, 0, 0, 0)):
        return v4() / UDP(sport=4000, dport=53) / Raw(struct.pack("!6H", 4, 0x0100, *counts) + body)

    yield bad(b"\xc0\x0c\x00\x01\x00\x01")
    yield bad(b"\xc0\x0e\xc0\x0c\x00\x01\x00\x01")
    yield bad(b"\xc0\xff\x00\x01\x00\x01")
    yield bad(b"\x03ab")
    yield bad(b"\x01a\x00\x00\x01")
    yield bad(b"\x01a\x00\x00\x01\x00\x01", (1, 9, 0, 0))
    yield bad(b"\x80a\x00\x00\x01\x00\x01")
    yield bad(b"\x01a\x00\x00\x01\x00\x01\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x40\x0a\x4d", (1, 1, 0, 0))
    yield v4() / UDP(sport=4000, dport=53) / Raw(b"\x00\x01\x02")


def multicast_names():
    """mDNS and LLMNR: browsing, a service's records with the cache-flush bit, a question for a unicast answer, a goodbye; LLMNR question and answer, over IPv4 and IPv6"""
    to4 = Ether(src=MAC_A, dst="01:00:5e:00:00:fb") / IP(src=A, dst="224.0.0.251", ttl=255) / UDP(sport=5353, dport=5353)
    to6 = Ether(src=MAC_A, dst="33:33:00:00:00:fb") / IPv6(src=LINK_A, dst="ff02::fb", hlim=255) / UDP(sport=5353, dport=5353)
    service = "_http._tcp.local."
    yield to4 / DNS(id=0, rd=0, qd=DNSQR(qname=service, qtype="PTR"))
    yield to6 / DNS(id=0, rd=0, qd=DNSQR(qname="alice.local.", qtype="A", qclass=0x8001))
    yield to4 / DNS(id=0, qr=1, aa=1, rd=0, qd=None, an=[
        DNSRR(rrname=service, type="PTR", ttl=4500, rdata="lab._http._tcp.local.")], ar=[
        DNSRRSRV(rrname="lab._http._tcp.local.", rclass=0x8001, ttl=120, port=80, target="alice.local."),
        DNSRR(rrname="lab._http._tcp.local.", rclass=0x8001, type="TXT", ttl=4500, rdata=["path=/"]),
        DNSRR(rrname="alice.local.", rclass=0x8001, type="A", ttl=120, rdata=A),
        DNSRR(rrname="alice.local.", rclass=0x8001, type="AAAA", ttl=120, rdata=LINK_A)])
    yield to6 / DNS(id=0, qr=1, aa=1, rd=0, qd=None, an=[DNSRR(rrname="alice.local.", rclass=0x8001, type="A", ttl=0, rdata=A)])
    yield Ether(src=MAC_A, dst="01:00:5e:00:00:fc") / IP(src=A, dst="224.0.0.252", ttl=1) / UDP(sport=50000, dport=5355) / LLMNRQuery(id=9, qd=DNSQR(qname="bob", qtype="A"))
    yield BACK / IP(src=B, dst=A) / UDP(sport=5355, dport=50000) / LLMNRResponse(id=9, qr=1, qd=DNSQR(qname="bob", qtype="A"), an=[DNSRR(rrname="bob", type="A", ttl=30, rdata=B)])
    yield Ether(src=MAC_A, dst="33:33:00:01:00:03") / IPv6(src=LINK_A, dst="ff02::1:3", hlim=1) / UDP(sport=50000, dport=5355) / LLMNRQuery(id=10, qd=DNSQR(qname="bob", qtype="AAAA"))


def dns_silence():
    """DNS that answers with nothing, in its many meanings: referral, cut off, no data, an alias alone, extended result codes, every result code; NOTIFY, STATUS, UPDATE with conditions, DSO and their answers; mDNS: probe, known answers, NSEC, cache flush; LLMNR conflict"""
    zone = "lab.example"
    soa = DNSRRSOA(rrname=zone, ttl=60, mname="ns.lab.example", rname="root.lab.example", serial=2026)

    def asked(name="www.lab.example", kind="A", **rest):
        return v4() / UDP(sport=4000, dport=53) / DNS(id=7, qd=DNSQR(qname=name, qtype=kind), **rest)

    def answer(name="www.lab.example", kind="A", **rest):
        return BACK / IP(src=B, dst=A, id=80) / UDP(sport=53, dport=4000) / DNS(id=7, qr=1, qd=DNSQR(qname=name, qtype=kind), **rest)

    def record(kind, data, **rest):
        return DNSRR(**{"rrname": "www.lab.example", "type": kind, "ttl": 60, "rdata": data, **rest})

    yield answer(ns=[record("NS", f"ns{number}.lab.example", rrname=zone) for number in (1, 2)], ar=[record("A", B, rrname="ns1.lab.example")])
    yield answer(tc=1)
    yield answer(tc=1, an=[record("A", B)])
    yield answer(ns=[soa])
    yield answer(aa=1)
    yield answer(ra=1)
    yield answer(an=[record("CNAME", "web.lab.example")])
    yield answer(an=[record("CNAME", "web.lab.example")], ns=[soa])
    yield answer(rcode=3, an=[record("CNAME", "web.lab.example")], ns=[soa])
    for upper, lower in ((1, 0), (1, 1), (1, 3), (1, 7)):
        yield answer(rcode=lower, ar=[DNSRROPT(rclass=1232, extrcode=upper)])
    for code in (1, 4, 5, 6, 7, 8, 9, 10, 11, 12):
        yield answer(rcode=code)
    yield BACK / IP(src=B, dst=A, id=80) / UDP(sport=53, dport=4000) / DNS(id=7, qr=1, rcode=1, qd=None)
    yield asked("version.bind", "TXT")
    yield asked(zone, "SOA", opcode=4, aa=1, an=[soa])
    yield answer(zone, "SOA", opcode=4, aa=1)
    yield v4() / UDP(sport=4000, dport=53) / DNS(id=7, opcode=2, qd=None)
    yield BACK / IP(src=B, dst=A, id=80) / UDP(sport=53, dport=4000) / DNS(id=7, qr=1, opcode=2, rcode=4, qd=None)
    changes = [
        DNSRR(rrname="old.lab.example", type="A", rclass=254, ttl=0, rdata=B),
        Raw(b"\x03set\xc0\x0c\0\x10\0\xff\0\0\0\0\0\0"),
        Raw(b"\x03all\xc0\x0c\0\xff\0\xff\0\0\0\0\0\0"),
    ]
    conditions = b"\x03new\xc0\x0c\0\xff\0\xfe\0\0\0\0\0\0\x03was\xc0\x0c\0\x01\0\xff\0\0\0\0\0\0"
    head = struct.pack(">6H", 7, 0x2800, 1, 2, 3, 0) + raw(DNSQR(qname=zone, qtype="SOA"))
    yield v4() / UDP(sport=4000, dport=53) / Raw(head + conditions + b"".join(raw(change) for change in changes))
    yield answer(zone, "SOA", opcode=5, rcode=8)
    yield v4() / UDP(sport=4000, dport=53) / Raw(struct.pack(">6H", 7, 0x3000, 0, 0, 0, 0) + b"\0\x01\0\x08\0\0\x3a\x98\0\0\x3a\x98")
    to4 = Ether(src=MAC_A, dst="01:00:5e:00:00:fb") / IP(src=A, dst="224.0.0.251", ttl=255) / UDP(sport=5353, dport=5353)
    mine = {"rrname": "pc.local", "cacheflush": 1, "ttl": 120}
    yield to4 / DNS(id=0, rd=0, qd=DNSQR(qname="pc.local", qtype="ALL", unicastresponse=1), ns=[record("A", A, **{**mine, "cacheflush": 0})])
    yield to4 / DNS(id=0, rd=0, tc=1, qd=DNSQR(qname="_http._tcp.local", qtype="PTR"), an=[record("PTR", "pc._http._tcp.local", rrname="_http._tcp.local")])
    yield to4 / Raw(struct.pack(">6H", 0, 0x8400, 0, 1, 0, 0) + b"\x02pc\x05local\0\0\x2f\x80\x01\0\0\0\x78\0\x05\xc0\x0c\0\x01\x40")
    yield to4 / DNS(id=0, qr=1, aa=1, rd=0, qd=None, an=[record("A", A, **mine)])
    yield to4 / DNS(id=0, qr=1, aa=1, rd=0, rcode=3, qd=None)
    yield Ether(src=MAC_A, dst="01:00:5e:00:00:fc") / IP(src=A, dst="224.0.0.252", ttl=1) / UDP(sport=50000, dport=5355) / LLMNRQuery(id=9, c=1, qd=DNSQR(qname="bob", qtype="A"))


def tls_retry():
    """TLS 1.3: a ClientHello, a HelloRetryRequest with a dummy change cipher spec, the second ClientHello behind another, the server's flight; a ServerHello of TLS 1.2 whose random bytes warn of a downgrade; a change cipher spec alone"""
    def record(kind, body):
        return struct.pack(">BHH", kind, 0x0303, len(body)) + body

    def message(kind, body):
        return record(22, struct.pack(">I", kind << 24 | len(body)) + body)

    def extension(number, data):
        return struct.pack(">HH", number, len(data)) + data

    def hello(kind, random, choices, extensions):
        body = b"\x03\x03" + random + b"\x20" + b"s" * 32 + choices
        return message(kind, body + (struct.pack(">H", len(extensions)) + extensions if extensions else b""))

    def client(*more):
        name = extension(0, struct.pack(">HBH", 14, 0, 11) + b"lab.example")
        versions, groups = extension(43, b"\x04\x03\x04\x03\x03"), extension(10, b"\0\x04\x11\xec\0\x1d")
        return hello(1, b"c" * 32, b"\0\x02\x13\x01\x01\0", b"".join((name, versions, groups, *more)))

    def sent(back, seq, ack, body):
        ether, ip = (BACK, IP(src=B, dst=A, id=81)) if back else (ETHER, IP(src=A, dst=B, id=81))
        ports = {"sport": 443, "dport": 45100} if back else {"sport": 45100, "dport": 443}
        return ether / ip / TCP(seq=seq, ack=ack, flags="PA", window=64240, **ports) / Raw(body)

    retry = bytes.fromhex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c")
    dummy, version = record(20, b"\x01"), extension(43, b"\x03\x04")
    share = extension(51, b"\0\x24\0\x1d\0\x20" + b"k" * 32)
    flights = [
        (False, client()),
        (True, hello(2, retry, b"\x13\x01\0", version + extension(51, b"\0\x1d")) + dummy),
        (False, dummy + client(share)),
        (True, hello(2, b"r" * 32, b"\x13\x01\0", version + extension(51, b"\0\x1d\0\x20" + b"k" * 32)) + record(23, b"e" * 40) + record(23, b"f" * 60)),
        (False, record(23, b"g" * 53)),
        (True, hello(2, b"r" * 24 + b"DOWNGRD\x01", b"\xc0\x2f\0", b"")),
        (False, dummy),
    ]
    at = [1000, 5000]
    for back, body in flights:
        yield sent(back, at[back], at[not back], body)
        at[back] += len(body)


def dhcp():
    """DHCP: every message type; options from the subnet mask to the classless routes, option overload, relay information, unknown and broken options"""
    def client(kind, options, **rest):
        head = Ether(src=MAC_A, dst="ff:ff:ff:ff:ff:ff") / IP(src="0.0.0.0", dst="255.255.255.255") / UDP(sport=68, dport=67)
        return head / BOOTP(chaddr=bytes.fromhex("02000000010b"), xid=0x12345678, **rest) / DHCP(options=[("message-type", kind), *options, "end"])

    def server(kind, options, **rest):
        head = BACK / IP(src=ROUTER, dst=A) / UDP(sport=67, dport=68)
        return head / BOOTP(op=2, chaddr=bytes.fromhex("02000000010b"), xid=0x12345678, yiaddr=A, siaddr=ROUTER, **rest) / DHCP(
            options=[("message-type", kind), *options, "end"])

    yield client("discover", [("client_id", b"\x01" + bytes.fromhex("02000000010b")), ("hostname", b"alice"), ("param_req_list", [1, 3, 6, 12, 15, 28, 42, 119, 121]),
                              ("max_dhcp_size", 1472), ("vendor_class_id", b"lab 1.0")], flags=0x8000, secs=3)
    yield server("offer", [("server_id", ROUTER), ("lease_time", 3600), ("renewal_time", 1800), ("rebinding_time", 3150), ("subnet_mask", "255.255.255.0"),
                           ("broadcast_address", "10.77.1.255"), ("router", ROUTER), ("name_server", ROUTER, "10.77.2.1"), ("domain", b"lab.example"),
                           ("NTP_server", ROUTER), (119, b"\x03lab\x07example\x00"), (121, bytes([24, 10, 77, 2, 10, 77, 1, 1, 0, 10, 77, 1, 1]))])
    yield client("request", [("requested_addr", A), ("server_id", ROUTER), ("hostname", b"alice"), (81, b"\x01\x00\x00alice.lab.example")])
    yield server("ack", [("server_id", ROUTER), ("lease_time", 0xFFFFFFFF), ("time_zone", 3600), (66, b"tftp.lab.example"), (67, b"boot/lab.img"),
                         (43, b"\x01\x02ab"), (26, b"\x05\x78"), (23, b"\x40"), (252, b"http://wpad/wpad.dat")], file=b"boot.img", sname=b"router")
    yield server("nak", [("server_id", ROUTER), ("error_message", b"not on this network")])
    yield client("decline", [("requested_addr", A), ("server_id", ROUTER)])
    yield client("release", [("server_id", ROUTER)], ciaddr=A)
    yield client("inform", [("param_req_list", [6, 15])], ciaddr=A)
    yield client("discover", [(82, b"\x01\x04eth0\x02\x06router"), (60, b"PXEClient:Arch:00007:UNDI:003016"), (93, b"\x00\x07"), (94, b"\x01\x03\x10"),
                              (97, b"\x00" + b"\x5a" * 16), (77, b"student"), (116, b"\x00"), (80, b"")], giaddr="10.77.1.1", hops=1)
    yield server("ack", [(52, b"\x03")], file=b"\x0c\x05alice\xff", sname=b"\x0f\x0blab.example\xff")
    yield Ether(src=MAC_A, dst=MAC_B) / IP(src=A, dst=ROUTER) / UDP(sport=68, dport=67) / BOOTP(chaddr=bytes.fromhex("02000000010b"), xid=1, options=b"") / Raw(bytes(64))
    base = BOOTP(chaddr=bytes.fromhex("02000000010b"), xid=2)
    for broken in (b"\x35\x01\x01\x32\x04\x0a", b"\x35\x01\x01\x33\x02\x00\x01\xff", b"\x35\x00\xff", b"\x35\x01\x63\xfa\x20abc", b"\x35\x01\x01\x00\x00\x00"):
        yield Ether(src=MAC_A, dst="ff:ff:ff:ff:ff:ff") / IP(src="0.0.0.0", dst="255.255.255.255") / UDP(sport=68, dport=67) / base.copy() / Raw(b"\x63\x82\x53\x63" + broken)


def tftp():
    """TFTP: read and write requests with options, option acknowledgement, data, acknowledgements, every error code"""
    def to(port, body, back=False, sport=4000):
        head = BACK / IP(src=B, dst=A) if back else v4()
        return head / UDP(sport=port, dport=sport) / body if back else head / UDP(sport=sport, dport=port) / body

    yield to(69, TFTP(op=1) / TFTP_RRQ(filename=b"boot/lab.img", mode=b"octet") / TFTP_Options(options=[TFTP_Option(oname=b"blksize", value=b"1428"), TFTP_Option(oname=b"tsize", value=b"0")]))
    yield to(5000, TFTP(op=6) / TFTP_OACK() / TFTP_Options(options=[TFTP_Option(oname=b"blksize", value=b"1428"), TFTP_Option(oname=b"tsize", value=b"20")]), True)
    yield to(5000, TFTP(op=4) / TFTP_ACK(block=0))
    yield to(5000, TFTP(op=3) / TFTP_DATA(block=1) / Raw(b"twenty bytes of file"), True)
    yield to(5000, TFTP(op=4) / TFTP_ACK(block=1))
    yield to(69, TFTP(op=2) / TFTP_WRQ(filename=b"notes.txt", mode=b"netascii"), sport=4001)
    for code in range(9):
        yield to(69, TFTP(op=5) / TFTP_ERROR(errorcode=code, errormsg=f"error {code}".encode()), sport=4100 + code)
    yield to(69, Raw(b"\x00\x01no end of the name"), sport=4002)
    yield to(69, Raw(b"\x00\x09what"), sport=4003)


def wrong_sums():
    """Wrong checksums in IPv4, TCP, UDP, ICMP, ICMPv6 and IGMP; each beside a right one"""
    for wrong in (False, True):
        spoil = {"chksum": 0xBAD0} if wrong else {}
        yield ETHER / IP(src=A, dst=B, id=77, **spoil) / UDP(sport=4000, dport=4001) / Raw(b"IPv4 header")
        yield v4() / TCP(sport=4000, dport=4001, seq=1, flags="S", **spoil)
        yield v4() / UDP(sport=4000, dport=4001, **spoil) / Raw(b"UDP")
        yield v4() / ICMP(id=1, seq=1, **spoil) / Raw(b"ICMP")
        yield v6() / TCP(sport=4000, dport=4001, seq=1, flags="S", **spoil)
        yield v6() / UDP(sport=4000, dport=4001, **spoil) / Raw(b"UDP")
        yield v6() / ICMPv6EchoRequest(id=1, seq=1, data=b"ICMPv6", **({"cksum": 0xBAD0} if wrong else {}))
        yield Ether(src=MAC_A, dst="01:00:5e:01:02:03") / IP(src=A, dst="239.1.2.3", ttl=1) / IGMP(type=0x16, gaddr="239.1.2.3", **spoil)
        yield v4() / UDP(sport=4000, dport=53, **spoil) / DNS(id=1, rd=1, qd=DNSQR(qname="lab.example"))


def lying():
    """Headers that lie or end too early: lengths that are too small or too large, versions that do not fit, frames that end inside a header"""
    good = raw(v4() / TCP(sport=4000, dport=4001, seq=1, flags="PA", options=[("MSS", 1460)]) / Raw(b"payload"))
    yield Raw(good[:10])
    for cut in (14, 20, 33, 34, 40, 53, 56, 60):
        yield Raw(good[:cut])
    for at, value in ((14, 0x4F), (14, 0x44), (14, 0x65), (17, 0x10), (16, 0xFF), (46, 0xF0), (46, 0x10), (21, 0xFF)):
        yield Raw(good[:at] + bytes([value]) + good[at + 1:])
    six = raw(v6() / UDP(sport=4000, dport=4001) / Raw(b"payload"))
    for cut in (15, 30, 53, 54, 58):
        yield Raw(six[:cut])
    yield Raw(six[:18] + b"\xff\xff" + six[20:])
    yield Raw(six[:18] + b"\x00\x02" + six[20:])
    yield Raw(six[:18] + b"\x00\x00" + six[20:])
    yield Raw(six[:14] + b"\x45" + six[15:])
    echo = raw(v6() / ICMPv6ND_NS(tgt=A6))
    yield Raw(echo[:60])
    tagged = raw(ETHER / Dot1Q(vlan=7) / IP(src=A, dst=B) / ICMP())
    yield Raw(tagged[:16])
    yield Raw(tagged[:18])


def cooked(version):
    """Frames as `tcpdump -i any` has them: all packet types, a loopback and a tunnel device"""
    for kind in range(5):
        body = IP(src=A, dst=B) / UDP(sport=4000, dport=4001) / Raw(b"cooked")
        yield head(version, kind, 1, bytes.fromhex("02000000010b"), 0x0800) / body
    yield head(version, 4, 772, bytes(6), 0x86DD) / IPv6(src="::1", dst="::1") / ICMPv6EchoRequest()
    yield head(version, 0, 65534, b"", 0x0800) / IP(src=A, dst=B) / ICMP()
    yield head(version, 1, 1, bytes.fromhex("02000000010b"), 0x0806) / ARP(op=1, hwsrc=MAC_A, psrc=A, pdst=B)
    yield head(version, 0, 1, bytes.fromhex("02000000010b"), 0x8100) / Dot1Q(vlan=7) / IP(src=A, dst=B) / ICMP()
    yield head(version, 2, 1, bytes.fromhex("02000000010b"), 0x0004) / Raw(raw(LLC() / STP()))


def head(version, kind, hardware, address, proto):
    if version == 1:
        return Raw(struct.pack("!HHH8sH", kind, hardware, len(address), address, proto))
    return Raw(struct.pack("!HHIHBB8s", proto, 0, 3, hardware, kind, len(address), address))


def loopback(order):
    """BSD loopback: the address family in this machine's order, and in the network's"""
    for family, body in ((2, IP(src="127.0.0.1", dst="127.0.0.1") / ICMP()), (30, IPv6(src="::1", dst="::1") / UDP(sport=1000, dport=2000) / Raw(b"mac")),
                         (24, IPv6(src="::1", dst="::1") / ICMPv6EchoRequest()), (28, IPv6(src="::1", dst="::1") / TCP(sport=1000, dport=2000, flags="S")), (99, Raw(b"?"))):
        yield Raw(struct.pack(order + "I", family)) / body


def raw_ip():
    """No link header: the first half byte says the version; one that is neither"""
    yield IP(src=A, dst=B) / UDP(sport=4000, dport=4001) / Raw(b"four")
    yield IPv6(src=A6, dst=B6) / TCP(sport=4000, dport=4001, seq=1, flags="S")
    yield IPv6(src=A6, dst=B6) / ICMPv6EchoRequest(id=1, seq=1, data=b"six")
    yield Raw(b"\x75neither four nor six")


# name → (frames, link type of the file)
CAPTURES = {
    "link": (link, 1), "arp": (arp, 1), "ipv4-options": (ipv4_options, 1), "ipv4-fragments": (ipv4_fragments, 1),
    "ipv6-extensions": (ipv6_extensions, 1), "icmp": (icmp, 1), "icmpv6": (icmpv6, 1), "igmp": (igmp, 1), "tcp-options": (tcp_options, 1),
    "udp": (udp, 1), "dns": (dns, 1), "dns-silence": (dns_silence, 1), "multicast-names": (multicast_names, 1), "tls-retry": (tls_retry, 1),
    "dhcp": (dhcp, 1), "tftp": (tftp, 1),
    "wrong-sums": (wrong_sums, 1), "lying": (lying, 1), "cooked-1": (lambda: cooked(1), 113), "cooked-2": (lambda: cooked(2), 276),
    "null": (lambda: loopback("<"), 0), "loop": (lambda: loopback(">"), 108), "raw-ip": (raw_ip, 101),
}
DOCS = {"cooked-1": cooked, "cooked-2": cooked, "null": loopback, "loop": loopback}


def made(name):
    """The frames of a capture, as bytes."""
    return [raw(frame) for frame in CAPTURES[name][0]()]


def about(name):
    """What is in it, in one line."""
    return DOCS.get(name, CAPTURES[name][0]).__doc__
