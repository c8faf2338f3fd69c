"""Autobahn 3 and 4: reserved bits and opcodes."""

from functools import partial

from peer import masked
from raw_frames import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT

WAYS = ("plain", "tls", "deflate")
KINDS = {"text": TEXT, "binary": BINARY, "ping": PING, "pong": PONG, "close": CLOSE}
RESERVED_OPCODES = (3, 4, 5, 6, 7, 11, 12, 13, 14, 15)


def cases():
    for bits in range(1, 8):
        for kind, opcode in KINDS.items():
            yield f"reserved bits {bits:03b} of a {kind}: 1002 (5.2)", partial(
                reserved_bits, bits=bits, opcode=opcode
            )
        yield f"reserved bits {bits:03b} of a continuation: 1002 (5.2)", partial(
            of_continuation, bits=bits
        )
        yield f"reserved bits {bits:03b} after a text, which comes back (5.2)", partial(
            after_text, frames=masked(PING, b"x", reserved=bits)
        )
    for opcode in RESERVED_OPCODES:
        yield f"opcode {opcode} without payload: 1002 (5.2)", partial(
            reserved_opcode, opcode=opcode
        )
        yield f"opcode {opcode} with a payload: 1002 (5.2)", partial(
            reserved_opcode, opcode=opcode, payload=b"reserved opcode"
        )
        yield f"opcode {opcode} byte by byte: 1002 (5.2)", partial(
            reserved_opcode, opcode=opcode, payload=b"reserved opcode", step=1
        )
        yield f"opcode {opcode} within a message: 1002 (5.2)", partial(within, opcode=opcode)
        yield f"opcode {opcode} after a text, which comes back (5.2)", partial(
            after_text, frames=masked(opcode, b"x")
        )


def reserved_bits(way, bits, opcode):
    payload = b"\x03\xe8" if opcode == CLOSE else b"[]"
    # RSV1 of a text means something where compression is agreed to.
    if bits == 4 and opcode in (TEXT, BINARY) and way.headers:
        headers = ()
    else:
        headers = None
    way.peer(headers).fails(masked(opcode, payload, reserved=bits), 1002)


def of_continuation(way, bits):
    way.peer().fails(
        masked(TEXT, b"[", fin=False) + masked(CONTINUATION, b"]", reserved=bits), 1002
    )


def after_text(way, frames):
    peer = way.echo()
    peer.still_echoes()
    peer.fails(frames, 1002)


def reserved_opcode(way, opcode, payload=b"", step=None):
    way.peer().fails(masked(opcode, payload), 1002, step=step)


def within(way, opcode):
    way.peer().fails(masked(TEXT, b"[", fin=False) + masked(opcode, b"]"), 1002)
