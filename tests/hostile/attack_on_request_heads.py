"""Request lines and headers that are slow, huge or malformed."""

import contextlib
import random
import time

from arena import MARKUP, attack, feed_until_closed
from tap import equal

CONFIG = {"limits": {"request_timeout": "2s"}}

GOOD = "Host: broker.test\r\nConnection: close\r\n"


def get(target="/cometd", headers=""):
    return f"GET {target} HTTP/1.1\r\n{GOOD}{headers}\r\n".encode("latin-1")


@attack()
def slow_loris(arena):
    """200 heads of which a byte comes now and then are answered 408 after
    `limits.request_timeout`, not later
    """
    slow = [arena.http() for _ in range(200)]
    for http in slow:
        http.write("GET /cometd HTTP/1.1\r\n")
    feed_until_closed(slow, "X")


@attack()
def a_header_of_a_mebibyte(arena):
    """431"""
    arena.refused(get(headers="X-Big: " + "x" * (1 << 20) + "\r\n"), 431, 0)


@attack()
def a_hundred_thousand_headers(arena):
    """431"""
    arena.refused(get(headers="A: b\r\n" * 100_000), 431, 0)


@attack()
def headers_without_end(arena):
    """431 after `limits.request_header_bytes`; what comes after that is not kept, and soon not
    read
    """
    with arena.http() as http:
        http.write("GET /cometd HTTP/1.1\r\n" + "A: b\r\n" * 3000)
        equal(http.read_response().status, 431)
        end = time.monotonic() + 30
        with contextlib.suppress(ConnectionError):
            while time.monotonic() < end:
                http.write("A: b\r\n" * 10_000)
        assert time.monotonic() < end, "headers are read for ever"


@attack()
def a_giant_request_line(arena):
    """431"""
    arena.refused(get("/cometd/" + "a" * 1_000_000), 431, 414, 0)


@attack()
def methods_that_there_are_not(arena):
    """are refused, 400 or 405, and not echoed"""
    for method in (
        "BREW",
        "get",
        "G\0T",
        "<hostile>",
        "PUT",
        "DELETE",
        "TRACE",
        "CONNECT",
        "PATCH",
        "POST POST",
        "",
        "\x7f",
        "A" * 10_000,
    ):
        response = arena.refused(f"{method} /cometd HTTP/1.1\r\n{GOOD}\r\n".encode(), 400, 405, 431)
        assert MARKUP.encode() not in response.body


@attack()
def control_characters_in_the_target(arena):
    """400"""
    for code in (0, 1, 9, 10, 13, 127):
        arena.refused(get(f"/cometd{chr(code)}x"), 400)


@attack()
def control_characters_in_headers(arena):
    """NUL and a bare CR or LF in a name or value: 400"""
    for headers in (
        "X: a\0b\r\n",
        "X\0: a\r\n",
        "X: a\rb\r\n",
        "X: a\x01b\r\n",
        "X : a\r\n",
        ": a\r\n",
        "no colon\r\n",
        " X: a\r\n",
    ):
        arena.refused(get(headers=headers), 400)


@attack()
def versions_that_there_are_not(arena):
    """400, or closed; HTTP/2's preface as well"""
    for version in (
        "HTTP/9.9",
        "HTTP/2.0",
        "HTTP/1.2",
        "HTTP/0.9",
        "http/1.1",
        "HTTP/1",
        "HTTPS/1.1",
        "HTTP/11.1",
    ):
        arena.refused(f"GET /cometd {version}\r\n{GOOD}\r\n".encode(), 400, 505)
    arena.refused(b"GET /cometd\r\n\r\n", 400)
    arena.refused(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400)


@attack()
def no_http_at_all(arena):
    """noise, a TLS greeting and other protocols: 400, or closed"""
    chance = random.Random(7)
    for text in (
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(500),
        b"SSH-2.0-OpenSSH\r\n",
        b"EHLO mail\r\n\r\n",
        b"\r\n" * 20_000,
        b"*1\r\n$4\r\nPING\r\n\r\n",
        b"\xff" * 5000,
        *(chance.randbytes(300) + b"\r\n\r\n" for _ in range(20)),
    ):
        arena.refused(text, 400, 408, 431, 0)


@attack()
def paths_that_climb(arena):
    """404 or the endpoint's usual answer: no file is ever read, no path is echoed"""
    for path in (
        "/../../../etc/passwd",
        "/cometd/../../../etc/passwd",
        "/cometd/%2e%2e/%2e%2e/etc/passwd",
        "//etc/passwd",
        "/cometd\\..\\..\\etc\\passwd",
        "/cometd%00.html",
        "/%63ometd/..",
        "/etc/passwd",
        "http://elsewhere.test/etc/passwd",
        "*",
        "cometd",
        "/cometd?" + "a=b&" * 2000,
        "/<hostile>",
        "/cometd/<hostile>",
    ):
        response = arena.refused(get(path), 200, 400, 404)
        assert b"root:" not in response.body and MARKUP.encode() not in response.body


@attack()
def no_host_or_two(arena):
    """400: what a proxy and the broker could take for different hosts"""
    arena.refused(b"GET /cometd HTTP/1.1\r\n\r\n", 400)
    arena.refused(b"GET /cometd HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400)


@attack()
def lines_injected_into_the_answer(arena):
    """CR and LF, raw or encoded, in everything that could be echoed, add no header to the answer"""
    split = "a%0d%0aSet-Cookie:%20hostile=1"
    for request in (
        get(f"/cometd/{split}"),
        get(f"/cometd?jsonp={split}&message=[]"),
        get(headers=f"Origin: http://{split}\r\n"),
        get(
            headers="Access-Control-Request-Method: POST\r\n"
            f"Access-Control-Request-Headers: {split}\r\n"
        ),
        get(headers=f"Cookie: BAYEUX_BROWSER={split}\r\n"),
        get(headers=f"Sec-WebSocket-Protocol: bayeux, {split}\r\n"),
    ):
        response = arena.refused(request, 200, 400, 403, 404)
        assert "hostile" not in str(response.headers), response.headers


@attack(grows=24)
def twenty_thousand_requests_in_a_row(arena):
    """pipelined without reading an answer, are all answered, or no longer read: nothing is kept
    for them
    """
    request = b"GET /cometd HTTP/1.1\r\nHost: b\r\n\r\n"
    with arena.http() as http:
        http.socket.settimeout(1)
        sent = 0
        try:
            for _ in range(200):
                http.write(request * 100)
                sent += 100
        except TimeoutError:
            pass  # not read on, as it should be
        http.socket.settimeout(30)
        assert sent > 0
        for _ in range(sent):
            equal(http.read_response().status, 200)
