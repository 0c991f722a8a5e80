# sighting: what the peer's own interface saw

## The question and its answer as records of the chat
sighting-kind-request = sighting request
sighting-kind-answer = sighting answer
sighting-brief-request = how did this look at your interface?
sighting-brief-answer = it looked like this
sighting-field-id = The answer repeats the number of its question.
sighting-field-whose-asker = About bytes that the asker sent: how did they look where they arrived?
sighting-field-whose-answerer = About bytes that the one asked has sent: how did they look when they left?
sighting-field-by-stream = The bytes are named by their place in TCP’s stream.
sighting-field-by-text = The text is named by its number: it survives lost datagrams.
sighting-field-offset = Bytes of this direction’s stream before the first one asked about.
sighting-field-length = How many bytes are asked about.
sighting-field-number = Number of the text asked about.
sighting-field-outcome-seen = Seen: the frames’ headers follow.
sighting-field-outcome-not-seen = Not seen, or no longer kept.
sighting-field-outcome-refused = The user there does not want to tell.
sighting-field-outcome-no-right = The program there may not capture.
sighting-field-total = Frames that carried these bytes there, in all.
sighting-field-count = Frames that follow here, at most 8.
sighting-field-link = How the frame’s first header reads: 1 = Ethernet, as in capture files.
sighting-field-direction-unknown = Which way it went is not known.
sighting-field-direction-in = It came in.
sighting-field-direction-out = It went out.
sighting-field-direction-group = It came in for a group or for all.
sighting-field-direction-others = It was between two others.
sighting-field-checksum-unknown = The kernel said nothing of the checksum.
sighting-field-checksum-valid = The checksum was checked there already.
sighting-field-checksum-card = The checksum was left to the network card: the bytes hold a part of it.
sighting-field-wire-length = Length of the whole frame in bytes.
sighting-field-size = { $count } { $count ->
    [one] byte follows
   *[other] bytes follow
 }.
sighting-field-interface = Name of the interface that saw it.
sighting-field-headers = The frame’s headers; its payload is not told.

## Being asked
sighting-consent = { $name } ({ $address }) wants to see how its message looked at your interface (headers only, no text). Allow?
sighting-consent-title = A question from outside
sighting-consent-hint = y: yes   n: no   esc: later   { KEY("global.answer") }: the next
sighting-consent-refused = You have refused { $name } ({ $address }) a look at how its messages came to your interface. Allow it now?
sighting-consent-allowed = { $name } ({ $address }) may see how its messages look at your interface (headers only, no text). Go on allowing it?
sighting-you-refused = { $name } does not learn how its messages look here: you refused.
sighting-refused-again = { $name } at { $address } asked to see how its message looked here. You have refused that address twice, so this was refused without asking you.
sighting-refused-remedy = { $key } takes that back.
sighting-nobody-asks = Nobody has asked you for anything.

## The view: how far it is
sighting-what = Both ends: the headers of your frame, beside what the other side’s own interface saw of it. So you see what a switch, a router or a NAT does on the way.
sighting-no-message = This frame is no chat message, so there is nobody to ask how it looked at the other end.
sighting-no-message-next = Send a message in the chat, then press { KEY("encapsulation.both-ends") } here.
sighting-plain = { $name } is no wirelab: it speaks plain text and cannot tell how your message looked there.
sighting-plain-next = Let the other side run wirelab, too, and connect again.
sighting-cannot = The wirelab of { $name } does not capture there, so it has seen no frames.
sighting-cannot-next = There wirelab must run with its screens and with the right to capture: wirelab doctor says how to get that. Then press { KEY("encapsulation.both-ends") } twice.
sighting-gone = The connection that carried this message is over.
sighting-gone-next = Connect again, send another message, and press { KEY("encapsulation.both-ends") }.
sighting-asked = { $name } is being asked how this message looked there …
sighting-asked-next = The first time, the user there must allow it.
sighting-late = No answer from { $name } so far. Perhaps the user there has not allowed it yet: then it still comes.
sighting-late-next = To ask once more, press { KEY("encapsulation.both-ends") } twice.
sighting-refused = { $name } does not want to tell.
sighting-refused-next = Talk to the person there. When you connect again, they may be asked once more.
sighting-not-seen = { $name } captures, but has not seen these frames, or no longer keeps them.
sighting-not-seen-next = Send another message and look at that one. Perhaps it came in over an interface that is not captured there.
sighting-not-among = { $name } told of { $told } { $told ->
    [one] frame
   *[other] frames
 } of { $total } seen there. This frame is not among them.
sighting-not-among-next = Of a long message only the first 8 frames are told. Press { KEY("encapsulation.previous-frame") } for an earlier one.

## The table
sighting-head-left = as it left ({ $origin })
sighting-head-came = as it came ({ $origin })
sighting-head-seen = { $name } saw it (told)
sighting-head-sent = { $name } sent it (told)
sighting-cell-completed = { $value } (worked out)
sighting-cell-unfinished = { $value } (unfinished)
sighting-clocks = Times are not compared: the clocks of two computers differ, and nobody knows by how much.

## What lies between
sighting-verdict-loopback = It never left this machine: loopback hands it straight back. No cable, no switch, no router.
sighting-verdict-same = Nothing changed between you and { $name }: every header field is the same. Cables and switches pass a frame on as it is; there is no router between you.
sighting-verdict-same-so-far = Nothing changed between you and { $name }, as far as can be known here: every header field that both ends know is the same. There is no router between you.
sighting-verdict-straight = No router between you and { $name }: the TTL is the same. What differs is marked.
sighting-verdict-straight-six = No router between you and { $name }: the hop limit is the same. What differs is marked.
sighting-verdict-routers = { $n } { $n ->
    [one] router
   *[other] routers
 } between you and { $name }: new MACs, TTL − { $n }, the IP checksum worked out anew. The IP addresses are the same.
sighting-verdict-routers-six = { $n } { $n ->
    [one] router
   *[other] routers
 } between you and { $name }: new MACs, hop limit − { $n }. IPv6 has no header checksum to work out anew. The IP addresses are the same.
sighting-verdict-nat = An address or port was changed between you and { $name }: NAT (network address translation).
sighting-verdict-nat-routers = { $n ->
    [one] A router between you and { $name } does NAT
   *[other] There are { $n } routers between you and { $name }, and at least one does NAT
 } (network address translation): it put another address or port in.
sighting-verdict-relayed = No router between you and { $name } (same TTL), but the frame has other MACs: something on the link passed it on under its own address.
sighting-verdict-relayed-six = No router between you and { $name } (same hop limit), but the frame has other MACs: something on the link passed it on under its own address.
sighting-verdict-anew = The TTL grew between you and { $name }: something on the way sent the packet anew, a proxy or a tunnel.
sighting-verdict-anew-six = The hop limit grew between you and { $name }: something on the way sent the packet anew, a proxy or a tunnel.
sighting-verdict-unsure = The TTL is not known at both ends, so nobody can say how many routers are between you and { $name }.
sighting-verdict-unsure-six = The hop limit is not known at both ends, so nobody can say how many routers are between you and { $name }.
sighting-note-told = Your frame is rebuilt, and fields marked ? cannot be known here. { $name } told what they were there.
sighting-note-large-here = Here it was { $here } { $here ->
    [one] frame
   *[other] frames
 }, at { $name } { $there }: a card or kernel between cuts large segments up, or puts small ones together (segmentation offload). Compared is the first that fits.
sighting-note-large-there = Here it was { $here } { $here ->
    [one] frame
   *[other] frames
 }, at { $name } only { $there }: its card puts segments together before anybody sees them (receive offload). Compared is the first that fits.

## Why a field differs
sighting-why-told = Not known here: { $name } told it.
sighting-why-mac = MACs are good for one link only. A router takes the frame off and puts the packet into a new one, from its own card to the next.
sighting-why-mac-relayed = Nothing was counted down on the way, so no router: an access point, or a bridge of virtual machines, put its own address in.
sighting-why-mac-unsure = Another link, or something on it that puts its own address in.
sighting-why-ttl = Every router takes 1 off: { $n } of them on the way. At 0 the packet would be dropped.
sighting-why-ttl-anew = It can only fall by itself: something on the way set it anew.
sighting-why-ip-checksum-ttl = It runs over the IP header, and the TTL in it has changed: each router works it out anew.
sighting-why-ip-checksum-nat = It runs over the IP header, and addresses and TTL in it have changed: the router worked it out anew.
sighting-why-ip-checksum = It runs over the IP header, and a field of that differs.
sighting-why-nat-address = NAT: a router put another address in, mostly its own public one for a private one.
sighting-why-nat-port = NAT: the router gave the connection another port, to know it again when the answer comes.
sighting-why-class = A router on the way marked the packet anew (its priority, or that a queue is filling up).
sighting-why-vlan = A switch puts a VLAN tag on, or takes it off, where a port needs it.
sighting-why-link = This interface has another kind of link, or none: its frames begin with another header.
sighting-why-pieces = One large segment on one side is several on the other: offload cuts it up or puts it together.
sighting-why-again = These are two copies of it: it was sent more than once, and each copy has newer numbers.
sighting-why-other = Something on the way changed it.
sighting-why-not-told = { $name } told of no such field.
sighting-why-only-there = Only the frame at { $name } has this field.
sighting-why-sum-completed = Your system leaves this sum to the card, so your capture holds only a part. Worked out, it is what { $name } received.
sighting-why-sum-mine = Your system leaves this sum to the card: your capture holds only a part of it.
sighting-why-sum-theirs = The system of { $name } leaves this sum to its card: what was captured there is only a part of it.
sighting-why-sum-both = Nobody has finished this sum: inside one computer nothing can spoil the bytes, so the work is saved.
sighting-why-sum-nat = Addresses and ports count into this sum, so NAT must work it out anew.
sighting-why-sum-again = It runs over the whole segment, and a field of that differs.
