"""Autobahn 12 and 13: messages that are compressed (RFC 7692, 7.2)."""

import base64
import json
import random
import zlib
from functools import partial

from deflate import EMPTY_BLOCK, deflate, packed, packer
from peer import DEFLATED, filler, fragments, in_parts_of, masked
from raw_frames import CLOSE, CONTINUATION, PING, PONG, TEXT
from ways import LIMIT

WAYS = ("deflate", "deflate-alone")

NOISE = random.Random(7692)
SIZES = (0, 1, 16, 64, 255, 256, 257, 1024, 4096, 8192, 16384, 32768, 65536, 131072)
PARTS = (None, 1, 64, 256, 1024)
TEXTS = {
    "alike": lambda size: "a" * size,
    "letters": filler,
    "noise": lambda size: base64.b64encode(NOISE.randbytes(size)).decode()[:size],
    "objects": lambda size: json.dumps([{"name": n, "at": n * n} for n in range(size // 25)])[
        :size
    ],
    "languages": lambda size: ("Grüße, κόσμε, 𝄞, 世界! " * (size // 20 + 1))[: size // 2],
}
CORRUPT = {
    "no deflate": b"\xff" * 100,
    "a block of the reserved type": b"\x07",
    "all bytes": bytes(range(256)),
    "a stored block whose lengths differ": b"\x00\x05\x00\x00\x00hello",
    "a distance before the beginning": bytes.fromhex("4b04a2000000"),
    "a table of codes that is none": b"\x05\xe0" + b"\xff" * 30,
}


def cases():
    for kind, text in TEXTS.items():
        for size in SIZES:
            yield f"{size} bytes of {kind} come back (7.2)", partial(comes_back, text=text(size))
    for size in (300, 20_000):
        for part in PARTS[1:]:
            yield f"{size} compressed bytes in fragments of {part} come back (6.1)", partial(
                comes_back, text=TEXTS["noise"](size), part=part
            )
    for step in (1, 100):
        yield f"a compressed text in segments of {step} comes back (6.1)", partial(
            comes_back, text=filler(1000), step=step
        )
    for level in range(10):
        yield f"a text compressed at level {level} comes back (7.2.1)", partial(
            one_of, make=partial(at_level, level=level)
        )
    for name, make in {
        "a stored block (7.2.3.3)": stored,
        "a block with fixed codes (7.2.3.1)": fixed,
        "two blocks (7.2.3.5)": two_blocks,
        "a hundred blocks (7.2.3.5)": hundred_blocks,
        "an empty block at the end (7.2.3.6)": empty_block,
        "a block marked as the last (7.2.3.4)": final_block,
    }.items():
        yield f"a text in {name} comes back", partial(one_of, make=make)
    yield "an empty fragment before the compressed ones (7.2.1)", partial(fragmented, sizes=[0])
    yield "empty fragments among the compressed ones (7.2.1)", partial(fragmented, sizes=[5, 0, 0])
    yield "an empty last fragment (7.2.1)", empty_last
    yield "pings between compressed fragments are answered (6.1; RFC 6455, 5.4)", pings_between
    yield "texts that are not compressed among those that are (6)", mixed
    yield "50 texts that refer to those before (7.2.3.2)", partial(in_a_row, remembers=True)
    yield "50 texts that do not (7.1.1.2)", partial(in_a_row, remembers=False)
    yield "a compressed text without any content is no batch: 1008 (7.2.3.6)", partial(
        fails, frames=masked(TEXT, b"\x00", reserved=DEFLATED), codes=(1008,)
    )
    for name, opcode, payload in (
        ("ping", PING, b""),
        ("pong", PONG, b"x"),
        ("close", CLOSE, b"\x03\xe8"),
    ):
        yield f"a compressed {name}: 1002 (6.1; RFC 6455, 5.2)", partial(
            fails, frames=masked(opcode, payload, reserved=DEFLATED)
        )
    yield "the bit in a continuation: 1002 (6.1)", bit_in_continuation
    yield "the bit in a continuation of what is not compressed: 1002 (6.1)", partial(
        fails,
        frames=masked(TEXT, b"[", fin=False) + masked(CONTINUATION, b"]", reserved=DEFLATED),
    )
    for bits in (1, 2, 3, 5, 6, 7):
        yield f"reserved bits {bits:03b} of a compressed text: 1002 (RFC 6455, 5.2)", partial(
            fails, frames=masked(TEXT, deflate(b"[]"), reserved=bits)
        )
    for name, payload in CORRUPT.items():
        yield f"{name}: 1007 (RFC 6455, 7.1.7)", partial(
            fails, frames=masked(TEXT, payload, reserved=DEFLATED), codes=(1007,)
        )
    for name, text in {
        "a byte that is none": b'["\xff"]',
        "a character cut off": b'["\xe2\x82',
        "a surrogate": b'["\xed\xa0\x80"]',
    }.items():
        yield f"compressed text with {name}: 1007 (6.2; RFC 6455, 8.1)", partial(
            fails, frames=masked(TEXT, deflate(text), reserved=DEFLATED), codes=(1007,)
        )
    yield "a text that inflates to the limit comes back (RFC 6455, 10.4)", partial(
        comes_back, size=LIMIT
    )
    for size in (LIMIT + 1, 16 * LIMIT):
        yield f"a text that inflates to {size} bytes: 1009 (RFC 6455, 10.4)", partial(
            fails, frames=masked(TEXT, deflate(b" " * size), reserved=DEFLATED), codes=(1009,)
        )
    yield "such a text in fragments: 1009 (RFC 6455, 10.4)", partial(
        fails,
        frames=in_parts_of(deflate(b" " * 16 * LIMIT), 500, reserved=DEFLATED),
        codes=(1009,),
    )


def compressed(payload, **how):
    return masked(TEXT, payload, reserved=DEFLATED, **how)


def comes_back(way, text="", size=None, part=None, step=None):
    peer = way.echo()
    message, data = peer.of_size(size) if size else (peer.publication(text), text)
    payload = peer.agreement.deflate(message)
    peer.echoes(in_parts_of(payload, part or len(payload), reserved=DEFLATED), data, step)


def one_of(way, make):
    """Twice, as the second one comes upon the window of the first."""
    peer = way.echo()
    for data in (filler(500), "another text, " * 40):
        peer.echoes(compressed(make(peer.publication(data))), data)


def at_level(text, level):
    return packed(text, packer(12, level))


def stored(text):
    return packed(text, packer(12, 0))


def fixed(text):
    return packed(text, zlib.compressobj(9, zlib.DEFLATED, -12, strategy=zlib.Z_FIXED))


def two_blocks(text, count=2):
    together = packer(12)
    size = len(text) // count + 1
    blocks = b"".join(
        together.compress(text[start : start + size]) + together.flush(zlib.Z_SYNC_FLUSH)
        for start in range(0, len(text), size)
    )
    return blocks[: -len(EMPTY_BLOCK)]


def hundred_blocks(text):
    return two_blocks(text, 100)


def empty_block(text):
    return deflate(text) + EMPTY_BLOCK + b"\x00"


def final_block(text):
    packer = zlib.compressobj(9, zlib.DEFLATED, -12)
    return packer.compress(text) + packer.flush() + b"\x00"


def fragmented(way, sizes):
    peer = way.echo()
    payload = peer.agreement.deflate(peer.publication("fragments"))
    peer.echoes(fragments(payload, sizes, reserved=DEFLATED), "fragments")


def empty_last(way):
    peer = way.echo()
    payload = peer.agreement.deflate(peer.publication("fragments"))
    peer.echoes(fragments(payload, [len(payload)], reserved=DEFLATED), "fragments")


def pings_between(way):
    peer = way.echo()
    payload = peer.agreement.deflate(peer.publication("fragments"))
    ping = masked(PING, b"between")
    peer.write(fragments(payload, [10, 10, 10], reserved=DEFLATED, between=ping))
    peer.pongs(*[b"between"] * 3)
    peer.comes_back("fragments")


def mixed(way):
    peer = way.echo()
    for number in range(10):
        data = f"{number}: " + "compressed or not, " * 30
        message = peer.publication(data)
        if number % 2:
            peer.echoes(compressed(peer.agreement.deflate(message)), data)
        else:
            peer.echoes(masked(TEXT, message), data)


def in_a_row(way, remembers):
    peer = way.echo()
    sizes = []
    for number in range(50):
        data = f"{number}: " + "text after text is much alike, " * 10
        message = peer.publication(data)
        payload = peer.agreement.deflate(message) if remembers else at_level(message, 9)
        sizes.append(len(payload))
        peer.echoes(compressed(payload), data)
    if remembers and not peer.agreement.client_forgets:
        assert max(sizes[10:]) < sizes[0] // 2, "they do not refer to those before"


def bit_in_continuation(way):
    payload = deflate(b"[]")
    fails(
        way,
        masked(TEXT, payload[:1], fin=False, reserved=DEFLATED)
        + masked(CONTINUATION, payload[1:], reserved=DEFLATED),
    )


def fails(way, frames, codes=(1002,)):
    way.peer().fails(frames, *codes)
