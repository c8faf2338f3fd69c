"""WebSocket frames as no good client writes them."""

import struct

from tap import equal
from web_socket import CLOSE

CONTINUATION, TEXT, BINARY, PING, PONG = 0, 1, 2, 9, 10


def frame(
    opcode,
    payload=b"",
    fin=True,
    reserved=0,
    masked=True,
    length=None,
    width=None,
    mask=bytes(4),
):
    """`length` is what the header says instead of the truth, `width` the bytes it takes for that."""
    size = len(payload) if length is None else length
    width = width if width is not None else 0 if size < 126 else 2 if size < 65536 else 8
    mark = {0: size, 2: 126, 8: 127}[width]
    head = bytes([(0x80 if fin else 0) | reserved << 4 | opcode, (0x80 if masked else 0) | mark])
    head += {0: b"", 2: struct.pack("!H", size & 0xFFFF), 8: struct.pack("!Q", size)}[width]
    return head + (mask + masked_with(mask, payload) if masked else payload)


def masked_with(mask, payload):
    if not any(mask):
        return payload
    key = mask * (len(payload) // 4 + 1)
    size = len(payload)
    number = int.from_bytes(payload, "big") ^ int.from_bytes(key[:size], "big")
    return number.to_bytes(size, "big")


def refused(arena, frames, *codes, headers=()):
    """The broker closes with one of these codes; 0 is a connection that ends without any."""
    with arena.websocket(headers) as socket:
        try:
            socket.http.write(frames)
            code = socket.close_code()
        except (EOFError, ConnectionError):
            code = 0
        assert code in codes, f"closed with {code}, expected {codes} for {frames[:60]!r}"


def still_open(socket):
    """It still answers."""
    socket.frame(PING, b"there?")
    while True:
        opcode, payload = socket.read_frame()
        if (opcode, payload) == (PONG, b"there?"):
            return
        assert opcode != CLOSE, payload


def ends(socket):
    """Nothing but a close, if anything, and then the end."""
    try:
        while True:
            opcode, _ = socket.read_frame()
            equal(opcode, CLOSE, "opcode")
    except (EOFError, ConnectionError):
        pass
