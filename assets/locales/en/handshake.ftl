# Exercise handshake.

handshake-title = Handshake
handshake-about = how a connection is opened and closed, segment by segment, with both sides’ states

handshake-knob-to = connect to
handshake-to-all = all four
handshake-to-listening = a listening socket
handshake-to-closed = a closed port
handshake-to-dropped = a port that drops all
handshake-to-missing = a missing host
handshake-knob-close = close
handshake-close-four = in four
handshake-close-three = in three
handshake-close-simultaneous = both at once
handshake-close-slow = in four, slowly
handshake-knob-first = who closes first
handshake-client = client
handshake-server = server

handshake-why-bound = It has the port but does not listen: for a connect nobody is there.
handshake-why-closed = The SYN can reach the host, but no socket listens at this port: its kernel is to answer.
handshake-why-deaf = From now on this socket throws away whatever arrives, as a firewall that drops it would.
handshake-why-dropped = The SYN is thrown away where it arrives. Unanswered, it is sent again and again by the client’s kernel.
handshake-why-syn-sent = The kernel’s list: SYN-SENT at the client, as long as no answer has come.
handshake-why-missing = No host has this address. Before a SYN can leave, ARP has to find a MAC address.
handshake-why-listen = It listens: from now on the kernel shakes hands by itself.
handshake-why-listening = connect returns when the kernel has the other side’s SYN ACK.
handshake-why-accept = The kernel shakes hands without accept: accept only hands the connection out.
handshake-why-established = The kernel’s list: are both ends ESTABLISHED?
handshake-why-send = Five bytes: each of them takes one number.
handshake-why-said = The other side reads them.
handshake-why-close-first = close is to say by a FIN: “I have no more to send.”
handshake-why-fin-sent = The kernel’s list, as soon as the FIN is out.
handshake-why-recv = b'' from recv means that the other side has finished.
handshake-why-busy = It does not close yet: time for its kernel to acknowledge the FIN alone.
handshake-why-half = The kernel’s list: is one direction closed and the other one still open?
handshake-why-close-second = Now it closes too: its own FIN is to go, then the last ACK to come.
handshake-why-time-wait = The kernel’s list: who is in TIME-WAIT?
handshake-why-recv-waits = It waits in recv, and gets b'' when the FIN comes.
handshake-why-close-at-once = It closes at once: its FIN can carry the ACK that is still held back.
handshake-why-unplug = The cable is pulled out: whatever is sent now arrives nowhere.
handshake-why-noticed = The machines notice that, and forget each other’s MAC address.
handshake-why-close-unheard = This side closes. Its FIN cannot get through.
handshake-why-close-too = The other side closes too, and has not heard of the first FIN.
handshake-why-both-fin = The kernel’s list: how far each side is while nothing gets through.
handshake-why-held = Both wait; the kernels try again.
handshake-why-plug = The cable is plugged in again.
handshake-why-cross = Time for the FINs to get through.
handshake-why-both-closed = The kernel’s list: who is in TIME-WAIT?
handshake-why-client-deaf = For a moment the client hears nothing, so that we can look in between.
handshake-why-connect-held = The SYN can get through; what comes back the client does not hear yet.
handshake-why-syn-received = The kernel’s list: SYN-SENT at the client, SYN-RECEIVED at the server, if the SYN is there.
handshake-why-client-hears = From now on the client hears again.
handshake-why-syn-again = What was not answered is sent again after about a second; then the handshake can go on.
handshake-why-last-ack = The kernel’s list while the FIN cannot get through.
handshake-why-fin-through = Time for the FIN to get through, and for the last ACK to come back.
handshake-why-at-once = Both programs are told to close at the same moment.

handshake-ask-connect = connect to { $target }: what does the client get?
handshake-answer-refused = ECONNREFUSED: an answer, and it is no
handshake-answer-unreachable = EHOSTUNREACH: nobody can be asked
handshake-answer-waits = nothing yet: connect goes on waiting
handshake-ask-time-wait = The { $side } closes first. Who stays in TIME-WAIT at the end?
handshake-ask-both = Both sides close at the same time. Who stays in TIME-WAIT?
handshake-answer-client = the client
handshake-answer-server = the server
handshake-answer-both = both

handshake-outcome-open = not tried yet
handshake-outcome-connected = connected
handshake-outcome-failed = { $errno }
handshake-outcome-waits = still waits
handshake-outcome-not-here = cannot be had here

handshake-keeps-one = TIME-WAIT stays with the { $side }.
handshake-keeps-both = Both are in TIME-WAIT, for each has closed before the other’s FIN had come.
handshake-keeps-nobody = Nobody is in TIME-WAIT.
handshake-sentence-all = A closed port: { $closed }; a port that drops all: { $dropped }; a missing host: { $missing }; a listening socket: { $listening }. { $rest }
handshake-sentence-connection = Opened with { $opening } segments, closed with { $closing }. { $keeps }
handshake-sentence-connection-again = Opened with { $opening } segments, closed with { $closing }, not counting what was sent again. { $keeps }
handshake-sentence-not-at-once = They did not close at the same time: one FIN had arrived before the other left. { $keeps }
handshake-sentence-closed-seen = Nobody listens, and the other host’s kernel says so: { $answer }. connect fails with ECONNREFUSED; the ack counts the SYN.
handshake-sentence-closed = Nobody listens, and the other host’s kernel says so: connect fails with ECONNREFUSED.
handshake-sentence-dropped = { $count ->
    [one] One SYN was sent and nobody answered: connect still waits. No answer is not a no.
   *[other] { $count } SYNs were sent and nobody answered: connect still waits. No answer is not a no.
}
handshake-sentence-missing-seen = { $count ->
    [one] ARP asked once and nobody had the address: connect fails with EHOSTUNREACH, and no SYN was ever sent.
   *[other] ARP asked { $count } times and nobody had the address: connect fails with EHOSTUNREACH, and no SYN was ever sent.
}
handshake-sentence-missing = Nobody has the address: connect fails with EHOSTUNREACH.
handshake-sentence-connect = connect to { $target }: { $outcome }.

handshake-found-connect = connect to { $target }: { $outcome }.
handshake-found-no-missing = A missing host cannot be had on this machine alone: it takes a practice cable.
handshake-found-no-dropped = This kernel did not let the socket throw away what arrives: { $errno }. So a port that drops all cannot be had here.
handshake-found-refusal = A closed port answers: { $answer }.
handshake-found-syns = SYNs sent without an answer so far: { $count }.
handshake-found-arp = ARP questions without an answer: { $count }.
handshake-found-opening = Segments that opened the connection, each counted once: { $count }.
handshake-found-teardown = Segments that closed it, each counted once: { $count }.
handshake-found-relative = Counted from each side’s first number: { $list }.
handshake-found-wire = The same as on the wire: { $list }.
handshake-found-wanted-four = It was closed in four: the FIN was acknowledged before the other side closed.
handshake-found-wanted-three = It was closed in three: one segment carried both the ACK and the FIN.
handshake-found-wanted-both = It was closed by both at the same time.
handshake-found-otherwise = This time it came out otherwise, with { $count } segments: what counts is when each kernel sent what.
handshake-found-crossed = The FINs crossed: each left before the other had arrived. A side that gets a FIN in FIN-WAIT-1 passes through CLOSING.
handshake-found-not-crossed = The FINs did not cross: one had arrived before the other left.
handshake-found-listener-states = States of the listening socket that the kernel told: { $list }. A connection has another one, which accept gives.
handshake-found-client-states = States of the client’s end that the kernel told: { $list }.
handshake-found-server-states = States of the server’s end, the socket that accept gives, that the kernel told: { $list }.
handshake-found-no-frames = No frames can be captured here: the states alone are shown. On a practice cable the segments can be seen.
handshake-found-no-frames-cable = No frames could be captured on this cable: the states alone are shown.

handshake-head-listening = listening
handshake-head-closed = closed
handshake-head-dropped = dropped
handshake-head-missing = missing
handshake-picture-asks = who has { $address }?
handshake-picture-again = again
handshake-picture-gone = gone
handshake-picture-wire = on the wire: seq { $seq }
handshake-picture-wire-both = on the wire: seq { $seq } ack { $ack }
handshake-picture-bytes = { $count ->
    [one] { $count } byte
   *[other] { $count } bytes
}
handshake-says-syn = ack { $ack } = { $from } + 1: the SYN itself takes one number.
handshake-says-fin = ack { $ack } = { $from } + 1: the FIN itself takes one number.
handshake-says-bytes = ack { $ack } = { $from } + { $takes }: each byte takes one number.
handshake-says-fin-sent = The FIN takes the number { $seq }: no byte of this side comes after it.
handshake-says-data = Bytes { $first } to { $last }: each byte has its own number.
handshake-says-first = seq { $seq }: its first number, chosen at random. From here on it is counted from 0.
handshake-says-again = The same segment once more: no acknowledgement has come.
handshake-says-asks = No MAC address, no frame: the SYN waits here until ARP finds one.
handshake-says-look = States are the kernel’s own; where none stands, nobody asked at that moment.
