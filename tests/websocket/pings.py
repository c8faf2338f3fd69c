"""Autobahn 2: pings and pongs."""

from functools import partial

from peer import masked
from raw_frames import PING, PONG, TEXT

WAYS = ("plain", "tls", "deflate")
PAYLOADS = {
    "no payload": b"",
    "a text": b"Hello, world!",
    "bytes that are no UTF-8": b"\x00\xff\xfe\xfd\xfc\xfb\x00\xff",
    "1 byte": b"x",
    "124 bytes": bytes(range(124)),
    "125 bytes": b"\xfe" * 125,
}


def cases():
    for name, payload in PAYLOADS.items():
        yield f"a ping with {name} is answered with the same (5.5.2, 5.5.3)", partial(
            answered, payload=payload
        )
        yield f"a ping with {name} byte by byte is answered (5.5.2)", partial(
            answered, payload=payload, step=1
        )
    for size in (126, 127, 1000, 65536):
        for opcode, kind in ((PING, "ping"), (PONG, "pong")):
            yield f"a {kind} with {size} bytes: 1002 (5.5)", partial(
                too_long, opcode=opcode, size=size
            )
    for name, payload in PAYLOADS.items():
        yield f"an unasked pong with {name} is not answered (5.5.3)", partial(
            unasked_pong, payload=payload
        )
    yield "an unasked pong and a ping: the ping is answered (5.5.3)", pong_and_ping
    for count, step in ((10, None), (10, 1), (1000, None), (1000, 1000)):
        segments = f" in segments of {step}" if step else ""
        yield f"{count} pings{segments} are answered in order (5.5.3)", partial(
            many, count=count, step=step
        )
    yield "a ping after a text is answered (5.5.2)", after_text
    yield "a ping before a text: both are answered (5.5.2)", before_text


def answered(way, payload, step=None):
    peer = way.peer()
    peer.write(masked(PING, payload), step)
    peer.pongs(payload)


def too_long(way, opcode, size):
    way.peer().fails(masked(opcode, bytes(size)), 1002)


def unasked_pong(way, payload):
    peer = way.peer()
    peer.write(masked(PONG, payload))
    peer.write(masked(PING, b"then"))
    peer.pongs(b"then")


def pong_and_ping(way):
    peer = way.peer()
    peer.write(masked(PONG, b"unasked") + masked(PING, b"asked"))
    peer.pongs(b"asked")


def many(way, count, step):
    """Each of them here, though the last one would do (5.5.3)."""
    peer = way.peer()
    payloads = [b"payload-%d" % number for number in range(count)]
    peer.write(b"".join(masked(PING, each) for each in payloads), step)
    peer.pongs(*payloads)


def after_text(way):
    peer = way.echo()
    peer.write(masked(TEXT, peer.publication("first")) + masked(PING, b"second"))
    first, second = peer.read_frame(), peer.read_frame()
    assert {first[0], second[0]} == {TEXT, PONG}, (first, second)


def before_text(way):
    peer = way.echo()
    peer.write(masked(PING, b"first") + masked(TEXT, peer.publication("second")))
    peer.pongs(b"first")
    peer.comes_back("second")
