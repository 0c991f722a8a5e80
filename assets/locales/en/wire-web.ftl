### What is spoken on connections that HTTP has opened: HTTP/2, WebSocket.

## HTTP/2
wire-http2-preface = the client begins: HTTP/2 from here on
wire-http2-length = the payload behind this header: { $count } { $count ->
        [one] byte
       *[other] bytes
    }
wire-http2-flags = what the type allows to be switched on
wire-http2-stream-0 = 0: about the connection itself
wire-http2-stream = which of the exchanges side by side it belongs to; a client’s have odd numbers
wire-http2-payload = the payload: { $count } { $count ->
        [one] byte
       *[other] bytes
    }
wire-http2-payload-part = only the payload’s beginning is here: { $count } of { $total } bytes
wire-http2-data = bytes of a body
wire-http2-headers = opens a stream: the header of a request or response
wire-http2-priority = how urgent a stream is (no longer used)
wire-http2-rst-stream = ends a stream at once
wire-http2-settings = how the sender wants to be spoken to
wire-http2-push-promise = announces a response that nobody has asked for
wire-http2-ping = is the other end still there, and how far away?
wire-http2-goaway = no further streams: the connection ends soon
wire-http2-window-update = so many more bytes may be sent
wire-http2-continuation = the rest of a header that was too long for one frame
wire-http2-altsvc = where the same is served too
wire-http2-origin = for which sites the server may be asked here
wire-http2-priority-update = how urgent a response is
wire-http2-other = a type not explained here
wire-http2-ack = it acknowledges what the other end sent
wire-http2-end-stream = the sender has no more to send on this stream
wire-http2-end-headers = the header ends in this frame
wire-http2-padded = filling stands behind the content
wire-http2-has-priority = a priority stands before the header
wire-http2-pad-length = filling behind the content: { $count } { $count ->
        [one] byte
       *[other] bytes
    }
wire-http2-pad-bad = more filling than the frame has bytes
wire-http2-padding = filling that hides how long the content is: { $count } { $count ->
        [one] byte
       *[other] bytes
    }
wire-http2-body = { $count } { $count ->
        [one] byte
       *[other] bytes
    } of a body
wire-http2-body-part = only { $count } of { $total } bytes of this piece of a body are here
wire-http2-block = header lines, packed by HPACK: they cannot be read without all those before them, and are not unpacked here: { $count } { $count ->
        [one] byte
       *[other] bytes
    }
wire-http2-priority-old = a priority as RFC 7540 had it; RFC 9113 ignores it
wire-http2-promised = the stream on which the promised response comes
wire-http2-opaque = any eight bytes; the answer brings them back
wire-http2-pong = the eight bytes that the question had
wire-http2-increment = so many more bytes may come: { $count }
wire-http2-last-stream = the last stream that the sender has looked after
wire-http2-debug = words for whoever looks for the fault
wire-http2-error = { $name }: { $meaning }
wire-http2-error-none = nothing is wrong
wire-http2-error-protocol = the other end broke the rules
wire-http2-error-internal = the sender itself failed
wire-http2-error-flow = more was sent than the window allowed
wire-http2-error-settings = the settings were not acknowledged in time
wire-http2-error-closed = a frame came for a stream that had ended
wire-http2-error-size = a frame had a wrong length
wire-http2-error-refused = the stream was refused before anything was done
wire-http2-error-cancel = it is no longer needed
wire-http2-error-compression = the headers could not be unpacked
wire-http2-error-connect = what CONNECT had led to was cut off
wire-http2-error-calm = the other end asks for too much
wire-http2-error-security = the encryption is too weak
wire-http2-error-http1 = ask with HTTP/1.1 instead
wire-http2-error-other = a code not explained here
wire-http2-setting-table = how large the table may be with which headers are packed, in bytes
wire-http2-setting-push = may the server push responses? 1: yes
wire-http2-setting-streams = how many streams the other end may have open at once
wire-http2-setting-window = so many bytes may be sent on each stream before more are allowed
wire-http2-setting-frame = the longest payload of a frame that the sender takes, in bytes
wire-http2-setting-headers = the longest header that the sender takes, unpacked, in bytes
wire-http2-setting-connect = may a WebSocket run in a stream? 1: yes
wire-http2-setting-priorities = 1: the old priorities are not used
wire-http2-setting-other = a setting not explained here
wire-say-http2-preface = the client begins with HTTP/2
wire-say-http2-frame = { $name }, { $count } { $count ->
        [one] byte
       *[other] bytes
    }
wire-say-http2-stream-frame = { $name } on stream { $stream }, { $count } { $count ->
        [one] byte
       *[other] bytes
    }
wire-say-http2-begins = the beginning of a frame: { $count } { $count ->
        [one] byte
       *[other] bytes
    }

## WebSocket
wire-websocket-fin = the message ends with this frame
wire-websocket-not-fin = the message goes on in a later frame
wire-websocket-deflate = RSV1: the message is packed by permessage-deflate
wire-websocket-rsv = bits that an extension gives a meaning
wire-websocket-continuation = goes on with the message of an earlier frame
wire-websocket-text = a message of text
wire-websocket-binary = a message of any bytes
wire-websocket-close = closes the connection, or agrees to that
wire-websocket-ping = is the other end still there?
wire-websocket-pong = the answer to a ping, or a sign of life
wire-websocket-other = an opcode not explained here
wire-websocket-mask = masked with the key below: a client must do so
wire-websocket-not-masked = not masked: a server must not
wire-websocket-length-16 = 126: the length stands in the next two bytes
wire-websocket-length-64 = 127: the length stands in the next eight bytes
wire-websocket-length = the payload: { $count } { $count ->
        [one] byte
       *[other] bytes
    }
wire-websocket-key = each byte of the payload is combined (exclusive or) with one of these in turn: whoever sees the frame can undo it
wire-websocket-payload = the payload: { $count } { $count ->
        [one] byte
       *[other] bytes
    }
wire-websocket-payload-part = only the payload’s beginning is here: { $count } of { $total } bytes
wire-websocket-masked = the payload as it was sent, masked: { $count } { $count ->
        [one] byte
       *[other] bytes
    }
wire-websocket-packed = the payload, packed; it is not unpacked here: { $count } { $count ->
        [one] byte
       *[other] bytes
    }
wire-websocket-unmasked = what the payload says without the mask
wire-websocket-reason = why, in words
wire-websocket-1000 = done: what it was for is finished
wire-websocket-1001 = going away: a page is left, a server stops
wire-websocket-1002 = the other end broke the rules
wire-websocket-1003 = data of a kind that cannot be taken
wire-websocket-1007 = text that is no UTF-8
wire-websocket-1008 = against the sender’s policy
wire-websocket-1009 = a message too long
wire-websocket-1010 = the client needs an extension that the server lacks
wire-websocket-1011 = the server failed
wire-websocket-101x = the server cannot now; try later
wire-websocket-3xxx = a reason that a library has registered
wire-websocket-4xxx = a reason that the two programs have agreed upon
wire-websocket-close-other = a reason not explained here
wire-websocket-code = { $code }, { $meaning }
wire-say-websocket = { $name }, { $count } { $count ->
        [one] byte
       *[other] bytes
    }
wire-say-websocket-text = { $name }, { $count } { $count ->
        [one] byte
       *[other] bytes
    }: “{ $text }”
wire-say-websocket-close = Close: { $reason }
wire-say-websocket-begins = the beginning of a frame: { $count } { $count ->
        [one] byte
       *[other] bytes
    }
