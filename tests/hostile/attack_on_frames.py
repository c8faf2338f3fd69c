"""WebSocket frames that RFC 6455 forbids, or that ask for too much."""

from arena import attack
from raw_frames import (
    BINARY,
    CLOSE,
    CONTINUATION,
    PING,
    PONG,
    TEXT,
    ends,
    frame,
    refused,
    still_open,
)
from tap import equal

LIMIT = 1 << 20  # limits.message_bytes


@attack()
def without_a_mask(arena):
    """close 1002"""
    refused(arena, frame(TEXT, b"[]", masked=False), 1002, 0)


@attack()
def reserved_bits(arena):
    """close 1002, for each of them and all together"""
    for bits in range(1, 8):
        refused(arena, frame(TEXT, b"[]", reserved=bits), 1002, 0)


@attack()
def reserved_opcodes(arena):
    """close 1002, for all ten"""
    for opcode in (3, 4, 5, 6, 7, 11, 12, 13, 14, 15):
        refused(arena, frame(opcode), 1002, 0)


@attack()
def control_frames_that_are_too_long(arena):
    """close 1002"""
    for opcode in (PING, PONG, CLOSE):
        refused(arena, frame(opcode, bytes(126)), 1002, 0)
        refused(arena, frame(opcode, bytes(70_000)), 1002, 0)


@attack()
def control_frames_in_fragments(arena):
    """close 1002"""
    for opcode in (PING, PONG, CLOSE):
        refused(arena, frame(opcode, b"x", fin=False), 1002, 0)


@attack()
def a_continuation_of_nothing(arena):
    """close 1002"""
    refused(arena, frame(CONTINUATION, b"[]"), 1002, 0)
    refused(arena, frame(TEXT, b"[]") + frame(CONTINUATION, b"[]"), 1002, 0)


@attack()
def a_message_within_a_message(arena):
    """close 1002"""
    refused(arena, frame(TEXT, b"[", fin=False) + frame(TEXT, b"]"), 1002, 0)


@attack()
def lengths_up_to_two_to_the_63(arena):
    """close 1009 (1002 with the highest bit set) at the header, with nothing reserved for it"""
    for length in (LIMIT + 1, 1 << 31, 1 << 32, 1 << 40, (1 << 63) - 1, 1 << 63, (1 << 64) - 1):
        refused(arena, frame(TEXT, length=length, width=8), 1009, 1002, 0)


@attack()
def lengths_written_too_long(arena):
    """close 1002: RFC 6455 wants the shortest way"""
    refused(arena, frame(TEXT, b"[]", width=2), 1002, 0)
    refused(arena, frame(TEXT, b"[]", width=8), 1002, 0)


@attack()
def more_than_a_message_may_have(arena):
    """close 1009, in one frame or in many"""
    refused(arena, frame(TEXT, b" " * (LIMIT + 1)), 1009, 0)
    part = b" " * 65_000
    refused(
        arena, frame(TEXT, part, fin=False) + frame(CONTINUATION, part, fin=False) * 17, 1009, 0
    )


@attack()
def text_that_is_no_utf8(arena):
    """close 1007: overlong forms, surrogates, beyond Unicode, cut off"""
    for text in (
        b"\xff",
        b"\xc0\xaf",
        b"\xe0\x80\x80",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
        b"\xf8\x88\x80\x80\x80",
        b"\xc3",
        b"\x80",
    ):
        refused(arena, frame(TEXT, b'["' + text + b'"]'), 1007)
        refused(arena, frame(TEXT, b'["', fin=False) + frame(CONTINUATION, text), 1007)


@attack()
def utf8_cut_at_every_byte(arena):
    """a good text in fragments that cut its characters is understood"""
    with arena.websocket() as socket:
        text = '[{"channel":"/meta/handshake","version":"1.0","id":"€𝄞"}]'.encode()
        socket.http.write(
            frame(TEXT, text[:1], fin=False)
            + b"".join(frame(CONTINUATION, bytes([byte]), fin=False) for byte in text[1:])
            + frame(CONTINUATION)
        )
        equal(socket.read()[0]["id"], "€𝄞")


@attack()
def binary_messages(arena):
    """close 1003"""
    refused(arena, frame(BINARY, b"[]"), 1003)
    refused(arena, frame(BINARY, bytes(1000)), 1003)


@attack()
def codes_that_no_close_may_have(arena):
    """close 1002; codes above 4999, of which RFC 6455 says nothing, may come back"""
    for code in (0, 1, 999, 1004, 1005, 1006, 1016, 2000, 2999):
        refused(arena, frame(CLOSE, code.to_bytes(2, "big")), 1002, 0)
    for code in (5000, 65535):
        refused(arena, frame(CLOSE, code.to_bytes(2, "big")), 1002, code, 0)


@attack()
def a_close_of_one_byte(arena):
    """close 1002, and a reason that is no UTF-8: 1002 or 1007"""
    refused(arena, frame(CLOSE, b"\x03"), 1002, 0)
    refused(arena, frame(CLOSE, b"\x03\xe8\xff\xff"), 1007, 1002, 0)


@attack()
def messages_after_the_close(arena):
    """are not read"""
    with arena.client().subscribe("/late") as client, arena.websocket() as late:
        message = b'[{"channel":"/late","clientId":"%s","data":1}]' % client.id.encode()
        late.http.write(frame(CLOSE, b"\x03\xe8") + frame(TEXT, message))
        ends(late)
        got = client.ask("/late", data=2)
        equal([each["data"] for each in got if "data" in each], [2])


@attack()
def pongs_that_nobody_asked_for(arena):
    """10 000 of them change nothing"""
    with arena.websocket() as socket:
        socket.http.write(frame(PONG, b"x" * 100) * 10_000)
        still_open(socket)


@attack()
def openings_that_are_wrong(arena):
    """a wrong version, a key that is none, no key: 4xx and no WebSocket"""
    key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    version = "Sec-WebSocket-Version: 13\r\n"
    for lines in (
        key + "Sec-WebSocket-Version: 8\r\n",
        key,
        version,
        key + "Sec-WebSocket-Version: 99999999999\r\n",
        version + "Sec-WebSocket-Key: \r\n",
        version + "Sec-WebSocket-Key: short\r\n",
        version + "Sec-WebSocket-Key: " + "A" * 5000 + "\r\n",
    ):
        arena.refused(
            (
                "GET /cometd HTTP/1.1\r\nHost: broker.test\r\nUpgrade: websocket\r\n"
                f"Connection: Upgrade, close\r\n{lines}\r\n"
            ).encode(),
            400,
            426,
            200,
        )
