"""Autobahn 9: messages up to the limit and beyond, in one frame and in many. No time is measured."""

from functools import partial

from peer import in_parts_of, masked
from raw_frames import BINARY, CONTINUATION, TEXT, still_open
from ways import LIMIT

WAYS = ("plain", "tls", "deflate")
KIB = 1 << 10
WHOLE = (64 * KIB, 256 * KIB, 1024 * KIB, LIMIT - 1, LIMIT)
FRAGMENTS = (64, 256, KIB, 4 * KIB, 16 * KIB, 64 * KIB, 256 * KIB)
SEGMENTS = (64, 128, 256, 512, KIB, 2 * KIB)
MANY = (100, 125, 126, 256, KIB, 4 * KIB)
HEADERS = (LIMIT + 1, 1 << 31, 1 << 32, 1 << 40, (1 << 63) - 1)


def cases():
    for size in WHOLE:
        yield f"a text of {size} bytes comes back", partial(whole, size=size)
    for size in FRAGMENTS:
        yield f"a mebibyte in fragments of {size} comes back (5.4)", partial(
            in_fragments, size=1024 * KIB, part=size
        )
    yield "a text as large as the limit in fragments of 64 KiB comes back (5.4)", partial(
        in_fragments, size=LIMIT, part=64 * KIB
    )
    for step in SEGMENTS:
        yield f"256 KiB in segments of {step} come back", partial(whole, size=256 * KIB, step=step)
    for size in MANY:
        yield f"500 texts of {size} bytes come back in order", partial(many, size=size)
    yield "10000 empty batches are understood", empty_batches
    for size in (LIMIT + 1, LIMIT + 1000, 2 * LIMIT):
        yield f"a text of {size} bytes: 1009 (7.4.1, 10.4)", partial(too_large, size=size)
    for length in HEADERS:
        yield f"a frame that says {length} bytes: 1009 at its header (7.4.1, 10.4)", partial(
            header_only, length=length
        )
    for part in (1000, 64 * KIB, 1024 * KIB):
        yield f"{LIMIT + 1} bytes in fragments of {part}: 1009 (7.4.1, 10.4)", partial(
            too_large, size=LIMIT + 1, part=part
        )
    yield "a last fragment that is one byte too large: 1009 (7.4.1, 10.4)", one_byte_too_many
    yield "a binary beyond the limit: 1009 (7.4.1, 10.4)", large_binary


def whole(way, size, step=None):
    peer = way.echo()
    message, data = peer.of_size(size)
    peer.echoes(masked(TEXT, message), data, step)


def in_fragments(way, size, part):
    peer = way.echo()
    message, data = peer.of_size(size)
    peer.echoes(in_parts_of(message, part), data)


def many(way, size):
    peer = way.echo()
    data = peer.of_size(size)[1] if size > 100 else ""
    numbered = [f"{number:04}{data[4:]}" for number in range(500)]
    peer.write(b"".join(masked(TEXT, peer.publication(each)) for each in numbered))
    peer.all_come_back(numbered)


def empty_batches(way):
    peer = way.peer()
    peer.write(masked(TEXT, b"[]") * 10_000)
    still_open(peer)


def too_large(way, size, part=None):
    way.peer().fails(in_parts_of(b" " * size, part or size), 1009)


def header_only(way, length):
    way.peer().fails(masked(TEXT, length=length, width=8), 1009)


def one_byte_too_many(way):
    peer = way.peer()
    peer.write(masked(TEXT, b" " * (LIMIT - 10), fin=False))
    peer.fails(masked(CONTINUATION, b" " * 11), 1009)


def large_binary(way):
    way.peer().fails(masked(BINARY, bytes(LIMIT + 1)), 1009)
