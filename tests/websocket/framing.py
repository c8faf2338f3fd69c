"""Autobahn 1 and 10: texts and binaries of all lengths, whole, in parts and chopped."""

from functools import partial

from peer import filler, in_parts_of, masked
from raw_frames import BINARY, TEXT, frame, still_open

WAYS = ("plain", "tls", "deflate")
SMALL = (2, 3, 16, 64)  # with no room for a publication
SIZES = (124, 125, 126, 127, 128, 129, 255, 256, 1000, 4096, 65534, 65535, 65536, 65537, 131072)
ANSWERS = (124, 125, 126, 127, 128, 129, 255, 256, 1000, 4096, 65534, 65535, 65536, 65537, 131072)
BINARIES = (0, 1, 125, 126, 127, 128, 65535, 65536, 65537)
CHOPS = ((200, 1), (1000, 1), (1000, 2), (65535, 997), (65536, 997), (65536, 1000), (131072, 4096))


def cases():
    yield "a text of 0 bytes is no batch: 1008 (5.6, 7.4.1)", empty
    for size in SMALL:
        yield f"a text of {size} bytes is understood (5.2)", partial(small, size=size)
    for size in SIZES:
        yield f"a text of {size} bytes comes back (5.2, 5.6)", partial(text, size=size)
    for size, step in CHOPS:
        yield (
            f"a text of {size} bytes in segments of {step} comes back (5.2)",
            partial(text, size=size, step=step),
        )
    for size in ANSWERS:
        yield f"{size} bytes of the broker have the shortest length (5.2)", partial(
            answer, size=size
        )
    for step in (1, 7):
        yield f"ten texts in segments of {step} come back in order (5.4)", partial(
            several, step=step
        )
    yield "ten texts in one segment come back in order (5.4)", several
    for size in BINARIES:
        yield f"a binary of {size} bytes: 1003 (7.4.1)", partial(binary, size=size)
    yield "a binary in fragments: 1003 (7.4.1)", binary_in_fragments
    yield "a mask of zeros is one (5.3)", zero_mask
    yield "no mask: 1002 (5.1)", no_mask
    for size in (200, 70_000):
        yield f"{size} bytes without a mask: 1002 (5.1)", partial(no_mask, size=size)
    for size, width in ((2, 2), (125, 2), (2, 8), (126, 8), (65535, 8)):
        yield (
            f"a length of {size} written in {width} bytes: 1002 (5.2)",
            partial(long_length, size=size, width=width),
        )
    for length in (1 << 63, (1 << 64) - 1):
        yield f"a length of {length:#x}: 1002 (5.2)", partial(highest_bit, length=length)
    for size in (1300, 4000):
        yield (
            f"65536 bytes that the sender fragmented by {size} come back (5.4)",
            partial(sender_fragments, size=size),
        )
    yield "a megabyte comes back in one message (5.4)", partial(text, size=1 << 20)


def empty(way):
    way.peer().fails(masked(TEXT), 1008)


def small(way, size):
    peer = way.peer()
    peer.write(masked(TEXT, b"[]".ljust(size)))
    still_open(peer)


def text(way, size, step=None):
    peer = way.echo()
    message, data = peer.of_size(size)
    assert len(message) == size
    peer.echoes(masked(TEXT, message), data, step)


def answer(way, size):
    """The peer holds what it reads to its length; uncompressed it has to be this one, too."""
    peer = way.echo()
    trial = filler(70_000) if size > 60_000 else ""  # such an event comes without its reply
    around = len(peer.echoes(masked(TEXT, peer.publication(trial)), trial)) - len(trial)
    data = filler(size - around)
    payload = peer.echoes(masked(TEXT, peer.publication(data)), data)
    assert len(payload) == size, len(payload)


def several(way, step=None):
    peer = way.echo()
    data = [f"text {number}" for number in range(10)]
    peer.write(b"".join(masked(TEXT, peer.publication(each)) for each in data), step)
    peer.all_come_back(data)


def binary(way, size):
    way.peer().fails(masked(BINARY, bytes(range(256)) * (size // 256) + bytes(size % 256)), 1003)


def binary_in_fragments(way):
    way.peer().fails(in_parts_of(b"\xff\xfe" * 100, 50, opcode=BINARY), 1003)


def zero_mask(way):
    peer = way.echo()
    message, data = peer.of_size(1000)
    peer.echoes(frame(TEXT, message), data)


def no_mask(way, size=2):
    way.peer().fails(frame(TEXT, b"[]".ljust(size), masked=False), 1002)


def long_length(way, size, width):
    way.peer().fails(frame(TEXT, b"[]".ljust(size), width=width), 1002)


def highest_bit(way, length):
    """The most significant bit must be 0."""
    way.peer().fails(masked(TEXT, length=length, width=8), 1002)


def sender_fragments(way, size):
    peer = way.echo()
    message, data = peer.of_size(65536)
    peer.echoes(in_parts_of(message, size), data)
