"""Bombs for a broker that inflates: `bayeux.websocket.compression` is on."""

import zlib

from arena import attack
from raw_frames import CONTINUATION, TEXT, frame, refused
from tap import equal

CONFIG = {"bayeux": {"websocket": {"compression": "message"}}}

OFFER = ("Sec-WebSocket-Extensions: permessage-deflate",)
DEFLATED = 4  # RSV1


def deflate(text):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return (packer.compress(text) + packer.flush(zlib.Z_SYNC_FLUSH))[:-4]


@attack(grows=24)
def a_message_that_inflates_to_a_gigabyte(arena):
    """close 1009 once `limits.message_bytes` have been inflated"""
    part = b" " * (1 << 20)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    bomb = b"".join(packer.compress(part) for _ in range(1024)) + packer.flush(zlib.Z_SYNC_FLUSH)
    assert len(bomb) < 1 << 20, "is read by the broker"
    for _ in range(5):
        refused(arena, frame(TEXT, bomb[:-4], reserved=DEFLATED), 1009, 0, headers=OFFER)


@attack(grows=24)
def a_bomb_in_fragments(arena):
    """close 1009 as well"""
    bomb = deflate(b" " * (64 << 20))
    frames = frame(TEXT, bomb[:100], fin=False, reserved=DEFLATED)
    for start in range(100, len(bomb), 1000):
        frames += frame(CONTINUATION, bomb[start : start + 1000], fin=start + 1000 >= len(bomb))
    refused(arena, frames, 1009, 0, headers=OFFER)


@attack()
def bytes_that_do_not_inflate(arena):
    """close 1002, 1007 or the end"""
    for noise in (
        b"\xff" * 100,
        b"\x07",
        bytes(range(256)),
        deflate(b"[]")[:1] + b"\xff\xff\xff\xff",
    ):
        refused(arena, frame(TEXT, noise, reserved=DEFLATED), 1002, 1007, 1008, 0, headers=OFFER)


@attack()
def compressed_text_that_is_no_utf8(arena):
    """close 1007"""
    refused(arena, frame(TEXT, deflate(b'["\xff"]'), reserved=DEFLATED), 1007, headers=OFFER)


@attack()
def deep_nesting_compressed(arena):
    """a million brackets in a few hundred bytes: close 1008"""
    refused(arena, frame(TEXT, deflate(b"[" * 1_000_000), reserved=DEFLATED), 1008, headers=OFFER)


@attack()
def compression_that_was_not_agreed(arena):
    """close 1002 for a client that did not offer it"""
    refused(arena, frame(TEXT, deflate(b"[]"), reserved=DEFLATED), 1002, 0)


@attack()
def offers_that_are_wrong(arena):
    """windows of no size, parameters twice or unknown: an uncompressed WebSocket, or 400"""
    for offer in (
        "permessage-deflate; server_max_window_bits=99",
        "permessage-deflate; client_max_window_bits=0",
        "permessage-deflate; server_max_window_bits=10; server_max_window_bits=11",
        "permessage-deflate; unknown",
        "permessage-deflate" + "; x=y" * 500,
        "x" * 5000,
        ";;;,,,",
        "permessage-deflate; server_max_window_bits=8",
    ):
        with arena.http() as http:
            http.request(
                "GET",
                "/cometd",
                headers=[
                    "Upgrade: websocket",
                    "Connection: Upgrade",
                    "Sec-WebSocket-Version: 13",
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                    f"Sec-WebSocket-Extensions: {offer}",
                ],
            )
            response = http.read_response()
            assert response.status in (101, 400), response.status
            if response.status == 101:
                http.write(frame(TEXT, b'[{"channel":"/meta/handshake","version":"1.0","id":"x"}]'))
                equal(http.read_exactly(1)[0] & 0x0F, TEXT, "opcode")
