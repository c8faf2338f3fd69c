"""TCP connections that are opened and not used as they are meant to be."""

import resource
import socket
import struct

from arena import attack
from http_client import HANDSHAKE, LongPolling
from tap import equal

CONFIG = {"limits": {"request_timeout": "2s"}, "shards": 2}


def many():
    """As many connections as there are descriptors for, up to 10 000."""
    return min(10_000, resource.getrlimit(resource.RLIMIT_NOFILE)[0] // 2 - 200)


def connect(arena):
    return socket.create_connection(("127.0.0.1", arena.broker.port), 30)


def reset(connection):
    """Closes with RST."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


@attack(grows=120)
def ten_thousand_connections_that_say_nothing(arena):
    """cost under 12 KiB each and are closed without a word after `limits.request_timeout`"""
    before = arena.descriptors()
    silent = [connect(arena) for _ in range(many())]
    arena.victim.proceed(3)
    for connection in silent:
        equal(connection.recv(1), b"", "what a silent client is told")
        connection.close()
    arena.settles(lambda: arena.descriptors() <= before)


@attack(grows=24)
def requests_that_are_never_finished(arena):
    """1000 of them are answered 408 after `limits.request_timeout`, and closed"""
    before = arena.descriptors()
    halves = [arena.http() for _ in range(1000)]
    for http in halves:
        http.write("POST /cometd HTTP/1.1\r\nHost: broker.t")
    for http in halves:
        equal(http.read_response().status, 408)
        equal(http.ends(), b"", "after a 408")
        http.socket.close()
    arena.settles(lambda: arena.descriptors() <= before)


@attack()
def a_storm_of_resets(arena):
    """4000 connections that end in RST, before, within and after a request, leave no descriptor
    behind
    """
    before = arena.descriptors()
    starts = (
        b"",
        b"POST /cometd HTTP/1.1\r\n",
        b"POST /cometd HTTP/1.1\r\nHost: b\r\nContent-Length: 9\r\n\r\n[",
        b"GET /cometd HTTP/1.1\r\nHost: b\r\n\r\n",
    )
    for number in range(4000):
        connection = connect(arena)
        connection.sendall(starts[number % len(starts)])
        reset(connection)
    arena.settles(lambda: arena.descriptors() <= before)


@attack()
def a_storm_of_resets_of_websockets(arena):
    """500 WebSockets with a session each, all reset at once, leave no descriptor behind"""
    before = arena.descriptors()
    clients = [arena.client().subscribe("/storm") for _ in range(500)]
    for client in clients:
        reset(client.http.socket)
    arena.settles(lambda: arena.descriptors() <= before)


@attack()
def a_reset_while_a_connect_is_held(arena):
    """200 resets of one session's held connects: the session lives, and its next connect gets the
    event
    """
    client = LongPolling(arena.broker.port)
    client.ask("/meta/subscribe", subscription="/reset")
    for _ in range(200):
        client.begin_connect()
        reset(client.polls.socket)
        client.polls = arena.http()
        client.polls.cookie = client.cookie
    client.ask("/reset", data="still here")
    got = [each.get("data") for _ in range(2) for each in client.connect(advice={"timeout": 0})]
    assert got.count("still here") <= 1, got


@attack()
def half_closed_before_a_request(arena):
    """ends the connection at once"""
    with arena.http() as http:
        http.socket.shutdown(socket.SHUT_WR)
        equal(http.ends(), b"")


@attack()
def half_closed_within_a_request(arena):
    """ends the connection, and nothing of the request is done"""
    with arena.http() as http:
        http.write(
            "POST /cometd HTTP/1.1\r\nHost: b\r\nContent-Type: application/json\r\n"
            "Content-Length: 1000\r\n\r\n[" + '{"channel":"/meta/handshake"}'
        )
        http.socket.shutdown(socket.SHUT_WR)
        assert b"clientId" not in http.ends()


@attack()
def a_request_byte_by_byte(arena):
    """is understood all the same"""
    with arena.http() as http:
        body = b'[{"channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["long-polling"]}]'
        head = f"POST /cometd HTTP/1.1\r\nHost: b\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        for byte in head.encode() + body:
            http.write(bytes([byte]))
        assert http.read_response().json[0]["successful"]


@attack()
def urgent_data(arena):
    """(TCP out-of-band) does not confuse the parser: an answer or a closed connection"""
    with arena.http() as http:
        http.socket.send(b"!", socket.MSG_OOB)
        http.send([HANDSHAKE])
        http.socket.shutdown(socket.SHUT_WR)
        assert http.ends().count(b"HTTP/1.1 ") <= 1
