"""What scripts/make-captures lets bob serve by hand, byte by byte: HTTP/1 in odd pieces, a proxy, an upgrade to
HTTP/2, a WebSocket. Each port is one of these words with its number behind it: odd:80 proxy:3128 h2c:8080 websocket:8088."""

import base64
import hashlib
import socket
import sys
import threading
import time

HOST = "0.0.0.0"
PAUSE = 0.05


def serve(port, answer):
    listener = socket.create_server((HOST, port))

    def accept():
        while True:
            end, _ = listener.accept()
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=answer, args=(end,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()


def in_pieces(end, *pieces):
    """Each a segment of its own."""
    for piece in pieces:
        end.sendall(piece)
        time.sleep(PAUSE)


def header(end):
    got = b""
    while b"\r\n\r\n" not in got:
        more = end.recv(65536)
        if not more:
            break
        got += more
    return got


def exactly(end, count):
    got = b""
    while len(got) < count:
        more = end.recv(count - len(got))
        if not more:
            raise EOFError
        got += more
    return got


def odd(end):
    """HTTP/1: chunks, trailers, a body until the end, a head in pieces, no body at all; requests one behind the other."""
    left = b""
    while True:
        while b"\r\n\r\n" not in left:
            more = end.recv(65536)
            if not more:
                return end.close()
            left += more
        head, _, left = left.partition(b"\r\n\r\n")
        method, path = head.split(b" ")[:2]
        lengths = [int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")]
        if b"100-continue" in head.lower():
            end.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        while lengths and len(left) < lengths[0]:
            left += end.recv(65536)
        left = left[lengths[0]:] if lengths else left
        text = b"Content-Type: text/plain\r\n\r\n"
        if path == b"/chunked":
            in_pieces(end, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n" + text + b"5;a=b\r\nhello\r", b"\n7\r\n worl", b"d!\r\n0\r\n", b"X-Sum: 11\r\n\r\n")
        elif path == b"/close":
            in_pieces(end, b"HTTP/1.0 200 OK\r\n" + text + b"first part, ", b"last part\n")
            return end.close()
        elif path == b"/split":
            in_pieces(end, b"HTTP/1.1 200 OK\r\nCont", b"ent-Length: 6\r\n" + text + b"sp", b"lit\n")
        elif path == b"/none":
            end.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")
        elif method == b"HEAD":
            end.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n" + text)
        else:
            body = b"you asked for " + path + b"\n"
            end.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n" % len(body) + text + body)


def proxy(end):
    host, port = header(end).split(b" ")[1].split(b":")
    beyond = socket.create_connection((host.decode(), int(port)))
    end.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")

    def pass_on(from_, to):
        while more := from_.recv(65536):
            to.sendall(more)
        to.shutdown(socket.SHUT_WR)

    back = threading.Thread(target=pass_on, args=(beyond, end))
    back.start()
    pass_on(end, beyond)
    back.join()


def h2c(end):
    """Agrees to speak HTTP/2, and answers the request that asked for that on stream 1."""
    frame = lambda kind, flags, stream, payload: len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload
    header(end)
    end.sendall(b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n")
    answer = frame(1, 4, 1, b"\x88") + frame(0, 1, 1, b"hello over h2c\n")
    in_pieces(end, frame(4, 0, 0, bytes([0, 3, 0, 0, 0, 100])), frame(4, 1, 0, b"") + answer[:14], answer[14:])
    in_pieces(end, frame(7, 0, 0, bytes(8) + b"bye"))
    end.close()


def websocket(end):
    """Says welcome, sends back what comes, a text in two pieces and a ping, and closes when asked to."""

    def frame(opcode, payload, fin=1):
        count = len(payload)
        length = bytes([count]) if count < 126 else b"\x7e" + count.to_bytes(2, "big")
        return bytes([fin << 7 | opcode]) + length + payload

    lines = header(end).split(b"\r\n")
    key = next(line.split(b":", 1)[1].strip() for line in lines if line.lower().startswith(b"sec-websocket-key"))
    accept = base64.b64encode(hashlib.sha1(key + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest())
    end.sendall(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " + accept + b"\r\n\r\n")
    time.sleep(PAUSE)
    end.sendall(frame(1, b"welcome"))
    while True:
        first, second = exactly(end, 2)
        count = second & 127
        if count == 126:
            count = int.from_bytes(exactly(end, 2), "big")
        key = exactly(end, 4)
        payload = bytes(byte ^ key[at % 4] for at, byte in enumerate(exactly(end, count)))
        if first & 15 == 8:
            end.sendall(frame(8, payload))
            return end.close()
        if first & 15 == 1:
            in_pieces(end, frame(1, b"echo: " + payload) + frame(9, b"there?"), frame(1, b"in two ", 0), frame(0, b"pieces"))
        if first & 15 == 2:
            whole = frame(2, payload)
            in_pieces(end, whole[:3], whole[3:])


for word in sys.argv[1:]:
    name, port = word.split(":")
    serve(int(port), {"odd": odd, "proxy": proxy, "h2c": h2c, "websocket": websocket}[name])
threading.Event().wait()
