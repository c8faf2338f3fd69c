"""Servers that know who the clients are, and are slow, dead or liars: an endpoint that is asked, and
Redis with the sessions of an Express application.

Only members may publish to `/members/*`; the endpoint lets strangers in who show nothing.
"""

import base64
import contextlib
import hmac
import json
import socket
import tempfile
import threading
from pathlib import Path

from arena import attack
from http_client import HANDSHAKE
from members import handshake, is_member, security, stays_out
from tap import equal

SECRET = "the secret of the application"
TIMEOUT = "2s"
ALLOWED = {"allow": True, "identity": "ada"}
folder = tempfile.TemporaryDirectory()
servers = {}


class Server:
    """Serves each connection in a thread of its own."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self.port = self.listener.getsockname()[1]
        self.asked = []
        self.closing = threading.Event()
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        with contextlib.suppress(OSError, ValueError), connection:
            with connection.makefile("rb") as lines:
                while self.answer(connection, lines):
                    pass

    def close(self):
        self.closing.set()
        self.listener.close()

    def pour(self, connection, head, part):
        """A gibibyte of this, or as much as is taken."""
        connection.sendall(head)
        for _ in range((1 << 30) // len(part)):
            connection.sendall(part)

    def keep_silent(self):
        self.closing.wait(60)


class Endpoint(Server):
    """Does what the `Authorization` header names that it is asked about."""

    def answer(self, connection, lines):
        size = None
        while line := lines.readline().strip():
            if line.lower().startswith(b"content-length:"):
                size = int(line.split(b":")[1])
        if size is None:
            return False
        question = json.loads(lines.read(size))
        self.asked.append(question)
        wish = question["headers"].get("Authorization", "")
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
        allowed = json.dumps(ALLOWED).encode()
        if wish in REPLIES:
            text = REPLIES[wish]
            connection.sendall(head + b"Content-Length: %d\r\n\r\n" % len(text) + text)
        elif wish in RAW:
            connection.sendall(RAW[wish])
            return False
        elif wish == "silent":
            self.keep_silent()
            return False
        elif wish == "drops":
            return False
        elif wish == "pours":
            self.pour(connection, head + b"\r\n" + allowed[:-1], b" " * 65536)
        elif wish == "pours headers":
            self.pour(connection, head, b"X-More: " + b"x" * 10_000 + b"\r\n")
        elif wish == "chunks":
            self.pour(
                connection, head + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n" * 5000
            )
        else:
            text = b'{"allow":true}'
            connection.sendall(head + b"Content-Length: %d\r\n\r\n" % len(text) + text)
        return True


# What is no allowance, though it looks like one: by what the client says.
REPLIES = {
    f"reply {number}": text
    for number, text in enumerate(
        (
            b"",
            b"true",
            b"null",
            b"[]",
            b'{"allow":"true"}',
            b'{"allow":1}',
            b'{"allow":null,"identity":"ada"}',
            b'{"allow":{"allow":true}}',
            b'{"identity":"ada"}',
            b'{"allow":true,"identity":"ada"',
            b'{"allow":true,"identity":"ada"} and more',
            b'{"allow":false,"allow":"true"}',
            b'{"allow":true,"attributes":[]}',
            b'{"allow":true,"identity":"ada","expires_in":0}',
            b'{"allow":true,"identity":"ada","expires_in":-1}',
            b'{"allow":true,"identity":"ada","expires_in":1e300}',
            b'{"allow":true,"identity":"ada","expires_in":"60"}',
            b'{"allow":true,"identity":"\xff"}',
            b'{"allow":true,"x":' + b"[" * 30_000 + b"]" * 30_000 + b"}",
            b"\x00\x01\x02" * 1000,
        )
    )
}
RAW = {
    "status 500": b"HTTP/1.1 500 Oops\r\nContent-Length: 14\r\n\r\n" + b'{"allow":true}',
    "status 401": b"HTTP/1.1 401 No\r\nContent-Length: 14\r\n\r\n" + b'{"allow":true}',
    "status 204": b"HTTP/1.1 204 Nothing\r\n\r\n",
    "elsewhere": b"HTTP/1.1 302 Found\r\nLocation: file:///etc/hostname\r\n"
    b"Content-Length: 14\r\n\r\n" + b'{"allow":true}',
    "cut off": b'HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n{"allow":true}',
    "no http": b"SSH-2.0-OpenSSH\r\n",
    "half a head": b"HTTP/1.1 200 OK\r\nContent-",
    "twice the length": b"HTTP/1.1 200 OK\r\nContent-Length: 14\r\nContent-Length: 2\r\n\r\n"
    + b'{"allow":true}',
}


class Redis(Server):
    """Has the sessions `sess:<what it does>`."""

    def answer(self, connection, lines):
        first = lines.readline()
        if not first.startswith(b"*"):
            return False
        words = []
        for _ in range(int(first[1:])):
            words.append(lines.read(int(lines.readline()[1:]) + 2)[:-2])
        self.asked.append(words)
        wish = words[1].decode().removeprefix("sess:")
        if wish in SESSIONS:
            text = SESSIONS[wish]
            connection.sendall(b"$%d\r\n%s\r\n" % (len(text), text))
        elif wish in RESP:
            connection.sendall(RESP[wish])
        elif wish == "silent":
            self.keep_silent()
            return False
        elif wish == "drops":
            return False
        elif wish == "pours":
            self.pour(connection, b"$1000000\r\n", b"x" * 1000)
        else:
            connection.sendall(b"$-1\r\n")
        return True


SESSIONS = {
    "of ada": b'{"cookie":{},"user":{"name":"ada"}}',
    "no json": b"ada",
    "empty": b"",
    "a list": b'[{"user":"ada"}]',
    "a name that is none": b'{"cookie":{},"user":{"name":["ada"]}}',
    "of nobody": b'{"cookie":{}}',
    "over": b'{"cookie":{"expires":"2001-01-01T00:00:00.000Z"},"user":"ada"}',
    "over some day": b'{"cookie":{"expires":"soon"},"user":"ada"}',
    "deep": b'{"user":"ada","x":' + b"[" * 30_000 + b"]" * 30_000 + b"}",
    "no utf-8": b'{"cookie":{},"user":"\xff\xfe"}',
}
RESP = {
    "an error": b"-ERR no\r\n",
    "a number": b":1\r\n",
    "a word": b"+OK\r\n",
    "an array": b"*2\r\n$3\r\nada\r\n$3\r\nbob\r\n",
    "arrays in each other": b"*1\r\n" * 100_000,
    "no resp": b"HTTP/1.1 200 OK\r\n\r\n",
    "a length that is none": b"$abc\r\nada\r\n",
    "a length below": b"$-2\r\n",
    "a length beyond": b"$999999999999999999999\r\n",
    "an array beyond": b"*4294967296\r\n",
}


def CONFIG():
    servers.update(endpoint=Endpoint(), redis=Redis())
    secret = Path(folder.name, "secret")
    secret.write_text(SECRET + "\n")
    ways = [
        {
            "type": "express",
            "secret": str(secret),
            "redis": f"127.0.0.1:{servers['redis'].port}",
            "timeout": TIMEOUT,
            "cache": "none",
        },
        {
            "type": "http",
            "url": f"http://127.0.0.1:{servers['endpoint'].port}/who",
            "timeout": TIMEOUT,
            "cache": "none",
        },
    ]
    return {"security": security(*ways, every_request=False)}


def cleanup():
    for server in servers.values():
        server.close()
    folder.cleanup()


def sid(session, secret=SECRET):
    signature = base64.b64encode(hmac.new(secret.encode(), session.encode(), "sha256").digest())
    text = f"s:{session}.{signature.decode().rstrip('=')}"
    return "Cookie: connect.sid=" + "".join(f"%{byte:02X}" for byte in text.encode())


def at_once(arena, headers, count, *reasons):
    """So many ask while the answer does not come, and somebody else comes in after that."""
    askers = [arena.http() for _ in range(count)]
    for http in askers:
        http.send([HANDSHAKE], headers=headers)
    for http in askers:
        reply = http.read_response().json[0]
        reason = reply["error"].split(":")[1]
        assert reason in reasons, reason
        equal(reply["advice"]["reconnect"], "retry")
        http.socket.close()
    arena.settles(lambda: handshake_of(arena) is None)


def handshake_of(arena, headers=()):
    with arena.http() as http:
        return handshake(http, headers)[0]


@attack()
def an_endpoint_that_does_not_answer(arena):
    """400 ask at once: all are refused in time, `authentication_unavailable` or, beyond those that
    may wait, `authentication_busy`, with the advice to retry
    """
    header = "Authorization: silent"
    at_once(arena, [header], 400, "authentication_unavailable", "authentication_busy")


@attack()
def an_endpoint_that_drops_the_connection(arena):
    """`authentication_unavailable`, each time"""
    for _ in range(50):
        stays_out(arena, ["Authorization: drops"], "authentication_unavailable")


@attack()
def an_endpoint_that_pours(arena):
    """a gibibyte of body, of headers and of chunks: cut off, and not kept"""
    for wish in ("pours", "pours headers", "chunks"):
        stays_out(arena, [f"Authorization: {wish}"], "authentication_unavailable")


@attack()
def answers_that_are_no_allowance(arena):
    """what is not clearly `"allow": true`, of the right types and with status 200, lets nobody in;
    a redirection is not followed
    """
    for wish in (*REPLIES, *RAW):
        stays_out(arena, [f"Authorization: {wish}"], "authentication_unavailable", "denied")


@attack()
def questions_that_quote(arena):
    """quotes, braces and backslashes in `ext` are told as they are, and change nothing else"""
    before = len(servers["endpoint"].asked)
    texts = ('"},"allow":true,{"', "\\", '\\"', "ada\t", "{}", "\u00ff")
    for text in texts:
        with arena.http() as http:
            http.post(
                [{**HANDSHAKE, "ext": {"token": text}}], headers=["Origin: http://broker.test"]
            )
    questions = servers["endpoint"].asked[before:]
    equal([each["ext"]["token"] for each in questions if "ext" in each], list(texts))
    for each in questions:
        assert set(each) <= {"address", "path", "headers", "ext"}, each


@attack()
def cookies_signed_by_somebody_else(arena):
    """a session's id with another secret's signature, a changed one or none: Redis is not even
    asked, and its bearer is a stranger
    """
    before = len(servers["redis"].asked)
    good = sid("of ada")
    for header in (
        sid("of ada", "another secret"),
        sid("of ada", ""),
        sid("of ada", SECRET + "\n"),
        good[:-3],
        good + "%41",
        "Cookie: connect.sid=s:of ada.",
        "Cookie: connect.sid=of ada",
        "Cookie: connect.sid=s%3Aof%20ada.%00",
        "Cookie: connect.sid=%",
        "Cookie: connect.sid=" + "%25" * 3000,
        "Cookie: connect.sid=" + "s:" * 3000 + "." * 3000,
    ):
        stays_out(arena, [header], "none")
    equal(len(servers["redis"].asked), before, "questions to Redis")
    with arena.http() as http:
        _, reply = handshake(http, [good])
        assert is_member(http, reply["clientId"], [good]), "a good session is none"


@attack()
def keys_that_climb(arena):
    """the id of a session, even signed, is one word to Redis: spaces, lines and NUL stay within it"""
    for name in ("a b", "x\r\nFLUSHALL\r\n", "a\0b", "*", "../config", "x" * 5000):
        before = len(servers["redis"].asked)
        stays_out(arena, [sid(name)], "none")
        equal(servers["redis"].asked[before:], [[b"GET", b"sess:" + name.encode()]])


@attack()
def a_session_that_has_ended(arena):
    """whoever logs out is a stranger at the next handshake, with the same cookie"""
    SESSIONS["of bob"] = b'{"cookie":{},"user":"bob"}'
    header = sid("of bob")
    with arena.http() as http:
        _, reply = handshake(http, [header])
        assert is_member(http, reply["clientId"], [header])
    del SESSIONS["of bob"]
    stays_out(arena, [header], "none")


@attack()
def a_redis_that_does_not_answer(arena):
    """400 ask at once: all are refused in time, with the advice to retry"""
    at_once(arena, [sid("silent")], 400, "authentication_unavailable", "authentication_busy")


@attack()
def a_redis_that_drops_the_connection(arena):
    """in the midst of a question: `authentication_unavailable`, and the next question is asked anew"""
    for _ in range(20):
        stays_out(arena, [sid("drops")], "authentication_unavailable")
        equal(handshake_of(arena, [sid("of ada")]), None)


@attack(grows=24)
def a_redis_that_lies(arena):
    """errors, numbers, arrays, lengths that are none, sessions that are no JSON: nobody is a member"""
    for wish in (*RESP, *(name for name in SESSIONS if name != "of ada")):
        stays_out(arena, [sid(wish)], "none", "authentication_unavailable", "session_malformed")
    equal(handshake_of(arena, [sid("of ada")]), None)


@attack(grows=24)
def a_redis_that_pours(arena):
    """more than it has announced: neither kept nor read for ever"""
    for _ in range(5):
        stays_out(arena, [sid("pours")], "none", "authentication_unavailable", "session_malformed")
