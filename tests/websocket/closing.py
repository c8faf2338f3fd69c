"""Autobahn 7: the closing handshake."""

import struct
from functools import partial

from peer import filler, masked
from raw_frames import BINARY, CLOSE, CONTINUATION, PING, TEXT
from tap import equal

WAYS = ("plain", "tls", "deflate")
VALID = (
    1000,
    1001,
    1002,
    1003,
    1007,
    1008,
    1009,
    1010,
    1011,
    1012,
    1013,
    1014,
    3000,
    3999,
    4000,
    4999,
)
INVALID = (0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535)
REASONS = {
    "a word": b"going",
    "123 bytes": filler(123).encode(),
    "letters of several bytes": "Grüße, κόσμε, 𝄞".encode(),
}
NO_REASONS = {
    "a byte that is none": b"\xff",
    "a character cut off": "κόσμε".encode()[:-1],
    "a surrogate": b"\xed\xa0\x80",
    "an overlong form": b"\xc0\xaf",
    "more than Unicode has": b"\xf4\x90\x80\x80",
}
AFTER = {
    "a close": masked(CLOSE, b"\x03\xe9"),
    "a ping": masked(PING, b"after"),
    "a text": masked(TEXT, b"[]"),
    "a binary": masked(BINARY, b"x"),
    "a continuation": masked(CONTINUATION, b"]"),
    "a reserved opcode": masked(3),
    "a reserved bit": masked(TEXT, b"[]", reserved=1),
    "no frame": b"\xff" * 100,
}


def cases():
    yield "without a code: answered without one (5.5.1)", without_code
    yield "with one byte: 1002 (5.5.1)", partial(refused, payload=b"\x03")
    for code in VALID:
        yield f"code {code} is answered with the same (7.4)", partial(answered, code=code)
        yield f"code {code} with a reason as well (5.5.1)", partial(
            answered, code=code, reason=b"a reason"
        )
    for code in INVALID:
        yield f"code {code}: 1002 (7.4.1, 7.4.2)", partial(refused, payload=code_of(code))
        yield f"code {code} with a reason: 1002 (7.4.1, 7.4.2)", partial(
            refused, payload=code_of(code) + b"a reason"
        )
    for name, reason in REASONS.items():
        yield f"a reason of {name} (5.5.1)", partial(answered, code=1000, reason=reason)
        yield f"a reason of {name} byte by byte (5.5.1)", partial(
            answered, code=1000, reason=reason, step=1
        )
    for name, reason in NO_REASONS.items():
        yield f"a reason with {name}: 1007 (5.5.1, 8.1)", partial(
            refused, payload=code_of(1000) + reason, code=1007
        )
    for size in (126, 127, 65536):
        yield f"a close of {size} bytes: 1002 (5.5)", partial(
            refused, payload=code_of(1000) + filler(size - 2).encode()
        )
    for name, frames in AFTER.items():
        yield f"{name} after the close is ignored (5.5.1)", partial(
            answered, code=1000, and_then=frames
        )
    yield "a publication after the close is not published (5.5.1)", not_published
    yield "256 KiB right before the close are published (5.5.1)", after_text
    yield "a close within a message is answered (5.4, 5.5.1)", within_message
    yield "the rest of that message is ignored (5.5.1)", partial(within_message, rest=True)
    yield "a close after pings: all are answered (5.5.1)", after_pings
    yield "the broker closes, the client answers: the connection ends (7.1.1)", broker_closes
    yield "the broker closes, the client never answers: it ends all the same (7.1.1)", partial(
        broker_closes, answer=b""
    )
    yield "the broker closes, the client publishes before it answers: too late (5.5.1)", (
        broker_closes_on_publisher
    )
    yield "the end without a close harms nobody (7.1.4)", end_without_close
    yield "the end within a frame harms nobody (7.1.4)", partial(
        end_without_close, frames=masked(TEXT, b"[]" * 50)[:20]
    )


def code_of(code):
    return struct.pack("!H", code)


def without_code(way):
    peer = way.peer()
    peer.close(b"")
    peer.closes(None)


def answered(way, code, reason=b"", step=None, and_then=b""):
    peer = way.peer()
    peer.close(code_of(code) + reason, and_then, step)
    peer.closes(code)


def refused(way, payload, code=1002):
    peer = way.peer()
    peer.close(payload)
    peer.closes(code)


def not_published(way):
    witness, peer = way.echo(), way.echo()
    witness.subscribe(peer.channel)
    peer.close(code_of(1000), masked(TEXT, peer.publication("late")))
    peer.closes(1000)
    witness.still_echoes()


def after_text(way):
    witness, peer = way.echo(), way.echo()
    witness.subscribe(peer.channel)
    message, data = peer.of_size(256 << 10)
    peer.write(masked(TEXT, message))
    peer.close(code_of(1000))
    peer.closes(1000, after=(TEXT,))
    witness.all_come_back([data])


def within_message(way, rest=False):
    peer = way.echo()
    message, _ = peer.of_size(200)
    peer.write(masked(TEXT, message[:100], fin=False))
    peer.close(code_of(1001), masked(CONTINUATION, message[100:]) if rest else b"")
    peer.closes(1001)


def after_pings(way):
    peer = way.peer()
    peer.write(masked(PING, b"ping") * 10)
    peer.close(code_of(1000))
    peer.pongs(*[b"ping"] * 10)
    peer.closes(1000)


def broker_closes(way, answer=masked(CLOSE, code_of(1003))):
    peer = way.peer()
    peer.write(masked(BINARY, b"x"))
    opcode, payload = peer.read_frame()
    equal(opcode, CLOSE, "opcode")
    peer.is_close(payload, (1003,))
    peer.write(answer)
    peer.ended()


def broker_closes_on_publisher(way):
    witness, peer = way.echo(), way.echo()
    witness.subscribe(peer.channel)
    peer.write(masked(BINARY, b"x"))
    equal(peer.read_frame()[0], CLOSE, "opcode")
    peer.write(masked(TEXT, peer.publication("late")))
    peer.close(code_of(1003))
    peer.ended()
    witness.still_echoes()


def end_without_close(way, frames=b""):
    peer = way.echo()
    peer.write(frames)
    peer.http.socket.close()
    way.echo().still_echoes()
