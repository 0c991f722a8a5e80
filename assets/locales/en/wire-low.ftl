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
