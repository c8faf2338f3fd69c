"""Autobahn 5: messages in fragments, and what may and may not be between them."""

import itertools
from functools import partial

from peer import fragments, in_parts_of, masked
from raw_frames import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT

WAYS = ("plain", "tls", "deflate")

LONE = masked(CONTINUATION, b"[]")
LONE_BEGUN = masked(CONTINUATION, b"[]", fin=False)
BEGUN = masked(TEXT, b"[", fin=False)
NOTHING_TO_CONTINUE = {
    "a continuation": LONE,
    "a continuation that is not the last": LONE_BEGUN,
    "an empty continuation": masked(CONTINUATION),
    "an empty continuation that is not the last": masked(CONTINUATION, fin=False),
    "a continuation, then a text": LONE + masked(TEXT, b"[]"),
    "a continuation after a ping": masked(PING) + LONE,
    "a continuation after a whole text": masked(TEXT, b"[]") + LONE,
    "a continuation after a text in fragments": fragments(b"[]", [1]) + LONE,
    "a continuation that is not the last after one": fragments(b"[]", [1]) + LONE_BEGUN,
}
MESSAGE_WITHIN = {
    "a text": BEGUN + masked(TEXT, b"]"),
    "a text that is not the last": BEGUN + masked(TEXT, b"]", fin=False),
    "an empty text": BEGUN + masked(TEXT),
    "a binary": BEGUN + masked(BINARY, b"]"),
    "a text after a continuation": BEGUN
    + masked(CONTINUATION, b" ", fin=False)
    + masked(TEXT, b"]"),
    "a text after a ping": BEGUN + masked(PING) + masked(TEXT, b"]"),
    "a text in a binary": masked(BINARY, b"[", fin=False) + masked(TEXT, b"]"),
}
PING_BETWEEN = masked(PING, b"between")


def cases():
    for kind, opcode in {"ping": PING, "pong": PONG, "close": CLOSE}.items():
        for what, payload in {"": b"", " with a payload": b"\x03\xe8fragment"}.items():
            yield f"a {kind}{what} in fragments: 1002 (5.4, 5.5)", partial(
                fails, frames=fragments(payload, [len(payload) // 2], opcode=opcode)
            )
    for count, step in itertools.product((2, 3, 5, 10), (None, 1)):
        segments = " byte by byte" if step else ""
        yield f"a text in {count} fragments{segments} comes back (5.4)", partial(
            comes_back, count=count, step=step
        )
        yield f"with a ping between its {count} fragments{segments} (5.4, 5.5)", partial(
            with_pings, count=count, step=step
        )
    yield "a text in fragments of a byte comes back (5.4)", partial(comes_back, count=None)
    yield "with an unasked pong between its fragments (5.4)", with_pongs
    yield "with pings of all lengths between its fragments (5.4)", with_all_pings
    for empty in ("first", "middle", "last"):
        yield f"a text whose {empty} fragment is empty comes back (5.4)", partial(
            with_empty, empty=empty
        )
    yield "a text with a hundred empty fragments comes back (5.4)", many_empty
    yield "a text of empty fragments is no batch: 1008 (5.4)", partial(
        fails, frames=fragments(b"", [0, 0, 0]), code=1008
    )
    for name, frames in NOTHING_TO_CONTINUE.items():
        for step in (None, 1):
            segments = " byte by byte" if step else ""
            yield f"nothing to continue: {name}{segments}: 1002 (5.4)", partial(
                fails, frames=frames, step=step
            )
    for name, frames in MESSAGE_WITHIN.items():
        for step in (None, 1):
            segments = " byte by byte" if step else ""
            yield f"within a message: {name}{segments}: 1002 (5.4)", partial(
                fails, frames=frames, step=step
            )
    yield "pings within a text that comes late (5.4, 5.5)", pings_answered_within
    yield "two texts in fragments come back in order (5.4)", two
    for bits in (1, 2, 3):
        yield f"all ways to cut a text's first {2 ** bits} bytes (5.4)", partial(
            all_cuts, count=2**bits
        )


def fails(way, frames, code=1002, step=None):
    way.peer().fails(frames, code, step=step, after=(PONG,))


def comes_back(way, count, step=None):
    peer = way.echo()
    message, data = peer.of_size(300)
    size = len(message) // count if count else 1
    peer.echoes(fragments(message, [size] * ((count or 300) - 1)), data, step)


def with_pings(way, count, step):
    peer = way.echo()
    message, data = peer.of_size(300)
    peer.write(fragments(message, [10] * (count - 1), between=PING_BETWEEN), step)
    peer.pongs(*[b"between"] * (count - 1))
    peer.comes_back(data)


def with_pongs(way):
    peer = way.echo()
    message, data = peer.of_size(300)
    peer.echoes(in_parts_of(message, 50, between=masked(PONG, b"unasked")), data)


def with_all_pings(way):
    peer = way.echo()
    message, data = peer.of_size(300)
    payloads = [bytes([size]) * size for size in range(126)]
    pings = b"".join(masked(PING, each) for each in payloads)
    peer.write(fragments(message, [150], between=pings))
    peer.pongs(*payloads)
    peer.comes_back(data)


def with_empty(way, empty):
    peer = way.echo()
    message, data = peer.of_size(300)
    sizes = {"first": [0], "middle": [150, 0], "last": [300]}[empty]
    peer.echoes(fragments(message, sizes), data)


def many_empty(way):
    peer = way.echo()
    message, data = peer.of_size(300)
    peer.echoes(fragments(message, [0] * 50 + [100] + [0] * 50), data)


def pings_answered_within(way):
    """It does not wait for the end of a message to answer."""
    peer = way.echo()
    message, data = peer.of_size(500)
    for number in range(4):
        part = message[number * 100 : number * 100 + 100]
        peer.write(masked(CONTINUATION if number else TEXT, part, fin=False))
        peer.write(masked(PING, b"%d" % number))
        peer.pongs(b"%d" % number)
    peer.echoes(masked(CONTINUATION, message[400:]), data)


def two(way):
    peer = way.echo()
    first, second = peer.publication("first"), peer.publication("second")
    peer.write(in_parts_of(first, 20) + in_parts_of(second, 30))
    peer.all_come_back(["first", "second"])


def all_cuts(way, count):
    """Each subset of the places between these bytes."""
    peer = way.echo()
    message, data = peer.of_size(200)
    for cuts in range(1 << (count - 1)):
        places = [at for at in range(1, count) if cuts >> (at - 1) & 1]
        sizes = [end - start for start, end in zip([0, *places], places)]
        peer.echoes(fragments(message, sizes), data)
