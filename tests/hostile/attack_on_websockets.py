"""Floods over WebSocket, most of them by clients that do not read what they are answered."""

import contextlib
import socket as sockets
import time

from arena import attack
from raw_frames import CONTINUATION, PING, TEXT, frame, still_open
from tap import equal

CONFIG = {"limits": {"queue_bytes": "4MiB", "queue_messages": 5000}, "shards": 2}


def flood(socket, data, most, quiet=3):
    """Writes until nobody takes it for some seconds, or `most` bytes; returns how many were taken."""
    socket.http.socket.settimeout(quiet)
    taken = 0
    view = memoryview(data)
    with contextlib.suppress(TimeoutError, ConnectionError):
        while taken < most:
            taken += socket.http.socket.send(view[taken % len(data) :])
    socket.http.socket.settimeout(30)
    return taken


@attack()
def pings_without_reading_the_pongs(arena):
    """64 MiB of them: the broker stops reading, and keeps one pong"""
    with arena.websocket() as socket:
        socket.http.socket.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)
        taken = flood(socket, frame(PING, b"x" * 125) * 1000, 64 << 20)
        assert taken < 64 << 20, "all was taken"


@attack()
def pings_answered(arena):
    """20 000 whose pongs are read: each payload comes back, or that of a later ping"""
    with arena.websocket() as socket:
        for start in range(0, 20_000, 1000):
            socket.http.write(
                b"".join(frame(PING, b"%d" % number) for number in range(start, start + 1000))
            )
            last = b"%d" % (start + 999)
            while socket.read_frame()[1] != last:
                pass


@attack()
def a_hundred_thousand_empty_fragments(arena):
    """of a message that never ends cost nothing, and the next ping is answered"""
    with arena.websocket() as socket:
        socket.http.write(frame(TEXT, b"[", fin=False) + frame(CONTINUATION, fin=False) * 100_000)
        still_open(socket)


@attack(grows=24)
def a_message_of_single_bytes(arena):
    """100 connections with a message each that never ends, a byte a frame: what has come is all
    that is kept
    """
    openers = [arena.websocket() for _ in range(100)]
    for socket in openers:
        socket.http.write(
            frame(TEXT, b"[", fin=False) + frame(CONTINUATION, b" ", fin=False) * 3000
        )
    for socket in openers:
        still_open(socket)
        socket.http.socket.close()


@attack(grows=40)
def answers_that_nobody_reads(arena):
    """a client that asks without end and does not read is no longer read"""
    with arena.client() as client:
        client.http.socket.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)
        batch = ("[" + ",".join(['{"channel":"/nobody"}'] * 1000) + "]").encode()
        taken = flood(client, frame(TEXT, batch), 200 << 20)
        assert taken < 200 << 20, "200 MiB of requests were taken whose answers nobody reads"


@attack(grows=60)
def events_that_nobody_reads(arena):
    """ten subscribers do not read 100 MB: each is disconnected at `limits.queue_bytes`"""
    deaf = [arena.client().subscribe("/loud") for _ in range(10)]
    with arena.client() as publisher:
        for _ in range(100):
            publisher.ask("/loud", data="x" * 100_000)
        for each in deaf:
            each.http.socket.settimeout(30)
            with contextlib.suppress(EOFError, ConnectionError):
                while True:
                    each.http.received = b""
                    each.http.more()
            each.http.socket.close()


@attack()
def openings_in_a_row(arena):
    """1500 WebSockets opened and dropped: none stays behind"""
    before = arena.descriptors()
    for _ in range(1500):
        arena.websocket().http.socket.close()
    arena.settles(lambda: arena.descriptors() <= before)


@attack()
def a_thousand_that_say_nothing(arena):
    """1000 WebSockets without a session cost under 16 KiB each, and all still answer"""
    idle = [arena.websocket() for _ in range(1000)]
    for socket in idle:
        still_open(socket)
        socket.http.socket.close()


@attack()
def a_message_that_stalls(arena):
    """a frame of which the rest does not come holds up nobody else"""
    with arena.client() as client:
        client.http.write(frame(TEXT, b"[{", length=100_000, width=8))
        arena.victim.proceed(3)


@attack()
def requests_faster_than_their_answers(arena):
    """20 000 publishes sent ahead are all answered, in order"""
    with arena.client() as client:
        client.http.socket.settimeout(60)
        count, answered = 20_000, 0
        end = time.monotonic() + 60
        for start in range(0, count, 500):
            client.send(
                [
                    client.message("/ahead", data=number, id=number)
                    for number in range(start, start + 500)
                ]
            )
            while answered < start:
                for reply in client.read():
                    equal(reply["id"], answered)
                    answered += 1
        while answered < count:
            assert time.monotonic() < end, answered
            for reply in client.read():
                equal(reply["id"], answered)
                answered += 1
