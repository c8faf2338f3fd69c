"""A broker under attack, with somebody on it whom the attack must not touch."""

import contextlib
import os
import re
import time
from pathlib import Path

from broker import Broker
from http_client import HttpClient
from tap import equal
from victim import Victim
from web_socket import WebSocket

MIB = 1 << 20
HEARD = 4 * MIB  # of what attackers were told, kept to be searched

# What would tell an attacker how the broker is made.
INTERNALS = re.compile(
    rb"exception|traceback|\bjava\.|\b(boost|beast|asio|rapidjson)\b|std::|\.[ch]pp\b"
    rb"|0x[0-9a-f]{6,}|/(proc|usr|etc)/",
    re.I,
)
RANDOM = re.compile(rb"Sec-WebSocket-Accept: \S+")  # which may hold any word
MARKUP = "<hostile>"  # what attacks write where a careless server would echo it


def attack(grows=16):
    """Marks an attack, which may make the broker grow by so many MiB while it lasts."""

    def mark(function):
        function.grows = grows
        return function

    return mark


class Attacker(HttpClient):
    """A connection whose answers are searched for what they should not hold."""

    def __init__(self, arena, **how):
        super().__init__(arena.broker.port, **how)
        self.arena = arena

    def more(self):
        size = len(self.received)
        super().more()
        self.arena.hear(self.received[size:])

    def read_response(self, head_only=False):
        response = super().read_response(head_only)
        assert (
            response.status < 500 or response.status == 503
        ), f"{response.status}: a broken server"
        if MARKUP.encode() in response.body:
            kind = response.header("content-type")
            assert kind.startswith(("application/json", "text/javascript")), f"echoed as {kind}"
            equal(response.header("x-content-type-options"), "nosniff", "X-Content-Type-Options")
        return response

    def ends(self):
        """Reads until the broker closes; returns what came before that."""
        try:
            while True:
                self.more()
        except (EOFError, ConnectionError):
            pass
        return self.received


def feed_until_closed(connections, byte):
    """Sends a byte now and then; the broker must end them all for that."""
    end = time.monotonic() + 30
    open_ones = list(connections)
    while open_ones and time.monotonic() < end:
        for http in list(open_ones):
            try:
                http.write(byte)
            except ConnectionError:
                open_ones.remove(http)
        time.sleep(0.1)
    equal(len(open_ones), 0, "connections that a byte now and then keeps open")
    for http in connections:
        http.socket.close()


class Arena:
    """Runs while the `with` block does."""

    def __init__(self, **config):
        # Whoever waits for a slow machine is not to expire, unless that is what is tried.
        bayeux = {"max_interval": "10m", **config.pop("bayeux", {})}
        self.broker = Broker(bayeux=bayeux, **config)
        self.heard = bytearray()

    def __enter__(self):
        self.broker.__enter__()
        self.victim = Victim(self.broker)
        self.victim.start()
        return self

    def __exit__(self, *error):
        try:
            self.victim.end()
        finally:
            self.broker.__exit__(*error)

    def hear(self, data):
        if len(self.heard) < HEARD:
            self.heard += data

    @contextlib.contextmanager
    def under_attack(self, grows):
        """What must hold whatever happens in the block."""
        self.heard.clear()
        self.victim.proceed(1)
        before = self.victim.watch_memory()
        yield
        self.victim.proceed(2)
        self.greet()
        assert self.broker.process.poll() is None, "the broker has ended"
        growth = self.victim.most_memory - before
        # What the sanitizer keeps of what was freed is not the broker's.
        if "ASAN_OPTIONS" in os.environ or "TSAN_OPTIONS" in os.environ:
            return
        assert growth <= grows * MIB, f"the broker has grown by {growth / MIB:.1f} MiB"
        heard = RANDOM.sub(b"", self.heard)
        found = INTERNALS.search(heard)
        about = heard[max(0, found.start() - 80) :][:200] if found else ""
        assert not found, f"the answers tell of the inside: {about}"

    def greet(self):
        """Somebody who comes now is served as ever."""
        with WebSocket(self.broker.port) as socket:
            socket.handshake().subscribe("/newcomer")
            got = socket.ask("/newcomer", data="here")
            equal(
                [each["data"] for each in got if each["channel"] == "/newcomer" and "data" in each],
                ["here"],
                "a newcomer's own event",
            )
            socket.ask("/meta/disconnect")

    # What attackers begin with.
    def http(self, **how):
        return Attacker(self, **how)

    def websocket(self, headers=(), **how):
        return WebSocket(self.broker.port, self.http(**how), headers)

    def client(self):
        """A session over WebSocket, which also attackers can have."""
        return self.websocket().handshake()

    def refused(self, request, *statuses):
        """Sends bytes that are no good request; the broker refuses and closes, or closes."""
        with self.http() as http:
            with contextlib.suppress(ConnectionError):
                http.write(request)
            try:
                response = http.read_response()
            except (EOFError, ConnectionError):
                equal(http.received, b"", "half an answer")
                assert 0 in statuses, f"closed without an answer, expected {statuses}"
                return None
            assert response.status in statuses, f"{response.status} {response.body}, not {statuses}"
            return response

    def descriptors(self):
        return len(list(Path(f"/proc/{self.broker.process.pid}/fd").iterdir()))

    def settles(self, holds, patience=30):
        """Waits until `holds` does."""
        end = time.monotonic() + patience
        while not holds():
            assert time.monotonic() < end, "waited in vain"
            time.sleep(0.02)
