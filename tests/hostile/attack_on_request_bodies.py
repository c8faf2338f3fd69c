"""Bodies that are slow, huge, cut off or not what their type says."""

import json

from arena import attack, feed_until_closed
from http_client import HANDSHAKE
from tap import equal

CONFIG = {"limits": {"request_timeout": "2s"}}

JSON_TYPE = "Content-Type: application/json\r\n"
FORM = "application/x-www-form-urlencoded"


def post(headers, body=b"", kind=JSON_TYPE):
    return f"POST /cometd HTTP/1.1\r\nHost: broker.test\r\n{kind}{headers}\r\n".encode() + body


@attack()
def a_slow_body(arena):
    """100 bodies of which a byte comes now and then are answered 408 after
    `limits.request_timeout`
    """
    slow = [arena.http() for _ in range(100)]
    for http in slow:
        http.write(post("Content-Length: 100000\r\n", b"["))
    feed_until_closed(slow, " ")


@attack()
def a_length_of_gigabytes(arena):
    """413 before anything is read or reserved"""
    for length in (1 << 20, 1 << 31, 1 << 32, 1 << 40, (1 << 63) - 1, (1 << 64) - 1):
        arena.refused(post(f"Content-Length: {length + 1}\r\n"), 413, 400)


@attack()
def a_body_larger_than_allowed(arena):
    """413, also when it is sent without waiting"""
    body = b"[" + b" " * (2 << 20) + b"]"
    arena.refused(post(f"Content-Length: {len(body)}\r\n", body), 413, 0)


@attack()
def chunks_larger_than_allowed(arena):
    """413: the sum counts, not the single chunk"""
    chunk = b"8000\r\n" + b" " * 0x8000 + b"\r\n"
    arena.refused(post("Transfer-Encoding: chunked\r\n", chunk * 64 + b"0\r\n\r\n"), 413, 0)


@attack(grows=40)
def a_hundred_bodies_held_back(arena):
    """each at the limit but for its last byte: 408 in the end, and the memory comes back in use"""
    size = 1 << 18
    held = [arena.http() for _ in range(100)]
    for http in held:
        http.write(post(f"Content-Length: {size}\r\n", b" " * (size - 1)))
    for http in held:
        equal(http.read_response().status, 408)
        http.socket.close()


@attack()
def a_body_cut_off(arena):
    """does nothing, however complete its messages look"""
    with arena.client().subscribe("/cut") as client:
        body = json.dumps([{"channel": "/cut", "clientId": client.id, "data": "no"}]).encode()
        with arena.http() as http:
            http.write(post(f"Content-Length: {len(body) + 1}\r\n", body))
        with arena.http() as http:
            http.write(
                post(
                    "Transfer-Encoding: chunked\r\n", f"{len(body):x}\r\n".encode() + body + b"\r\n"
                )
            )
        got = client.ask("/cut", data="yes")
        equal([each["data"] for each in got if "data" in each], ["yes"])


@attack()
def other_types(arena):
    """415: what a page of another site can post without asking is not read as messages"""
    body = json.dumps([HANDSHAKE]).encode()
    for kind in (
        "text/plain",
        "multipart/form-data; boundary=x",
        "application/xml",
        "application/json/x",
        "application/json; charset=utf-16",
        "application/json; charset=utf-7",
        "x" * 5000,
        "",
    ):
        arena.refused(
            post(f"Content-Length: {len(body)}\r\n", body, f"Content-Type: {kind}\r\n"), 415
        )


@attack()
def a_form_of_a_hundred_thousand_fields(arena):
    """is refused as a batch of as many messages would be"""
    body = b"&".join([b"message=[]"] * 90_000)
    arena.refused(
        post(f"Content-Length: {len(body)}\r\n", body, f"Content-Type: {FORM}\r\n"), 200, 400, 413
    )
    one = b"message=" + json.dumps({"channel": "/x"}).encode()
    body = b"&".join([one] * 30_000)
    arena.refused(post(f"Content-Length: {len(body)}\r\n", body, f"Content-Type: {FORM}\r\n"), 400)


@attack()
def forms_badly_encoded(arena):
    """400"""
    for body in (
        b"message=%",
        b"message=%zz",
        b"message=%5",
        b"message=%00",
        b"message=[%ff]",
        b"=",
        b"&&&",
        b"",
    ):
        arena.refused(
            post(f"Content-Length: {len(body)}\r\n", body, f"Content-Type: {FORM}\r\n"), 400
        )


@attack()
def waiting_to_be_told_to_continue(arena):
    """`Expect: 100-continue` for a body that is too large is answered 413 at once"""
    arena.refused(post("Content-Length: 99999999\r\nExpect: 100-continue\r\n"), 413)
    arena.refused(
        post("Content-Length: 9\r\nExpect: 100-continue\r\n", b"", "Content-Type: text/plain\r\n"),
        415,
    )
