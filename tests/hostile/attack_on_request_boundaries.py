"""Request smuggling: bytes of which a proxy in front and the broker could take different parts for requests.

Each request carries a second one in its body. Whoever reads the first to another end would run the second.
"""

import contextlib

from arena import attack
from tap import equal

SMUGGLED = (
    b"POST /cometd HTTP/1.1\r\nHost: smuggled\r\nContent-Type: application/json\r\n"
    b"Content-Length: 31\r\n\r\n" + b'[{"channel":"/meta/handshake"}]'
)
HEAD = "POST /cometd HTTP/1.1\r\nHost: broker.test\r\nContent-Type: application/json\r\n"


def refuse(arena, headers, body=b"0\r\n\r\n" + SMUGGLED):
    """One 4xx, then the end: the rest is for nobody."""
    with arena.http() as http:
        http.write(HEAD.encode() + headers.encode() + b"\r\n" + body)
        told = http.ends()
        assert b"clientId" not in told, f"{headers!r}: the second request was run: {told!r}"
        assert told.startswith(b"HTTP/1.1 4"), f"{headers!r}: {told!r}"
        equal(told.count(b"HTTP/1.1 "), 1, f"answers to {headers!r}")


@attack()
def a_length_and_chunks(arena):
    """400 and closed, in either order (CL.TE, TE.CL)"""
    refuse(arena, "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n")
    refuse(arena, "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n")
    refuse(arena, f"Content-Length: {5 + len(SMUGGLED)}\r\nTransfer-Encoding: chunked\r\n")


@attack()
def two_lengths(arena):
    """400 and closed"""
    refuse(arena, f"Content-Length: 5\r\nContent-Length: {5 + len(SMUGGLED)}\r\n")
    refuse(arena, "Content-Length: 5, 6\r\n")


@attack()
def lengths_that_are_no_numbers(arena):
    """negative, signed, hexadecimal, beyond 64 bits: 400 and closed"""
    for length in (
        "-1",
        "+5",
        "0x5",
        "5;",
        "5 5",
        "five",
        "",
        "18446744073709551616",
        "99999999999999999999999",
        "5.0",
        "\t5\x0b",
    ):
        refuse(arena, f"Content-Length: {length}\r\n")


@attack()
def disguised_chunks(arena):
    """a `Transfer-Encoding` that one reads as chunked and another does not: 4xx and closed (TE.TE)"""
    for value in (
        "xchunked",
        "chunked, identity",
        "identity, chunked",
        "chunked\x0b",
        "chunked;q=1",
        '"chunked"',
        "gzip, chunked",
        "identity",
        "cow",
    ):
        refuse(arena, f"Transfer-Encoding: {value}\r\nContent-Length: 5\r\n")
    refuse(arena, "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n")
    refuse(arena, "Transfer-Encoding : chunked\r\n")
    refuse(arena, "Transfer-Encoding:\r\n chunked\r\nContent-Length: 5\r\n")


@attack()
def chunk_sizes_that_overflow(arena):
    """negative, signed, beyond 64 bits, no number: 400 or 413, and closed"""
    for size in (
        b"ffffffffffffffffff",
        b"-1",
        b"+5",
        b"0x5",
        b"fffffffffffffffe",
        b"g",
        b"",
        b" 5",
        b"5 5",
    ):
        refuse(arena, "Transfer-Encoding: chunked\r\n", size + b"\r\n[    \r\n0\r\n\r\n" + SMUGGLED)


@attack()
def chunks_with_wrong_ends(arena):
    """more bytes than announced, or a bare LF: 400 and closed"""
    refuse(arena, "Transfer-Encoding: chunked\r\n", b"2\r\n[]]]]]\r\n0\r\n\r\n" + SMUGGLED)
    refuse(arena, "Transfer-Encoding: chunked\r\n", b"2\n[]\n0\n\n" + SMUGGLED)


@attack()
def extensions_and_trailers_without_end(arena):
    """megabytes after a chunk's size or its last chunk: 4xx, and closed"""
    for body in (b"2;" + b"x" * (64 << 20), b"2\r\n[]\r\n0\r\n" + b"A: b\r\n" * 10_000_000):
        with arena.http() as http:
            with contextlib.suppress(ConnectionError):
                http.write(HEAD.encode() + b"Transfer-Encoding: chunked\r\n\r\n" + body)
            told = http.ends()
            assert told.startswith(b"HTTP/1.1 431") or not told, told


@attack()
def a_body_where_none_belongs(arena):
    """a GET's body is read as its body, and not as the next request"""
    with arena.http() as http:
        http.write(
            b"GET /cometd HTTP/1.1\r\nHost: b\r\nConnection: close\r\n"
            + f"Content-Length: {len(SMUGGLED)}\r\n\r\n".encode()
            + SMUGGLED
        )
        assert b"clientId" not in http.ends()


@attack()
def an_upgrade_with_a_body(arena):
    """a WebSocket's opening with a body never leads to a second request's being run"""
    with arena.http() as http:
        http.write(
            b"GET /cometd HTTP/1.1\r\nHost: b\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
            + f"Content-Length: {len(SMUGGLED)}\r\n\r\n".encode()
            + SMUGGLED
        )
        http.socket.shutdown(1)
        assert b"clientId" not in http.ends()
