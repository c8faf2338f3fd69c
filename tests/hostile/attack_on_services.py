"""Backends behind `/service`, reached by clients that mean no good."""

import json

from arena import attack
from http_client import HANDSHAKE
from spy_backend import SpyBackend
from tap import equal

backends = {}


def CONFIG():
    backends.update(lines=SpyBackend(), shared=SpyBackend(), fast=SpyBackend())
    return {
        "services": {
            "lines": {"port": backends["lines"].port, "framing": "newline"},
            "hello": {
                "port": backends["shared"].port,
                "framing": "newline",
                "shared": True,
                "hello": True,
            },
            "flood": {"port": backends["fast"].port, "framing": "newline"},
            "away": {"port": free_port(), "framing": "newline"},
        }
    }


def free_port():
    backend = SpyBackend()
    backend.close()
    return backend.port


def cleanup():
    for backend in backends.values():
        backend.close()


def lines_with(backend, marker):
    return [line for line in backend.lines if marker in line]


@attack()
def opened_and_closed_without_end(arena):
    """200 times: the backend sees as many ends as beginnings, and no descriptor stays"""
    backend, before = backends["lines"], arena.descriptors()
    with arena.client() as client:
        for _ in range(200):
            client.send([client.message("/meta/subscribe", subscription="/service/lines")])
            assert client.read()[-1]["successful"]
            client.send([client.message("/meta/unsubscribe", subscription="/service/lines")])
            assert client.read()[-1]["successful"]
    arena.settles(lambda: backend.opened == backend.closed and arena.descriptors() <= before + 1)


@attack()
def opened_by_sessions_that_vanish(arena):
    """100 sessions that use a service and drop their connection: each backend connection ends with
    its session
    """
    backend = backends["lines"]
    for number in range(100):
        with arena.client() as client:
            client.ask("/service/lines", data=f"vanish {number}")
            client.ask("/meta/disconnect")
    arena.settles(lambda: backend.opened == backend.closed)


@attack()
def names_of_services_that_there_are_not(arena):
    """404, and no connection anywhere"""
    with arena.client() as client:
        for name in ("x", "LINES", "lines!", "..", "*", "**", "halley/x"):
            reply = client.ask(f"/service/{name}", data=1)[-1]
            assert not reply["successful"] and reply["error"].startswith(("404", "405")), reply


@attack()
def a_second_line_in_a_text(arena):
    """a line break in a text does not become a text in the name of another: it stays on the same
    client's connection
    """
    backend = backends["lines"]
    with arena.client() as client:
        client.ask("/service/lines", data="one\ninjected")
        client.ask("/service/lines", data={"a": "b\nsecond"})
        client.ask("/service/lines", data="end of lines")
        arena.settles(lambda: lines_with(backend, b"end of lines"))
    assert not [line for line in backend.lines if line.startswith(b"second")], backend.lines[-5:]


@attack()
def speaking_as_the_broker(arena):
    """`session.opened` and `session.closed` of a client do not reach a backend that trusts them"""
    backend = backends["shared"]
    with arena.client() as client:
        for method in ("session.opened", "session.closed", "session\\u002eopened"):
            client.send(
                '[{"channel":"/service/hello","clientId":"%s","id":"f","data":{"jsonrpc":"2.0","id":1,'
                '"method":"%s","params":{"id":"forged","identity":"admin"}}}]' % (client.id, method)
            )
            assert "-32601" in str(read_until_data(client)), "was not refused"
        client.send(
            [
                client.message(
                    "/service/hello", id="e", data={"jsonrpc": "2.0", "method": "end", "id": 2}
                )
            ]
        )
        arena.settles(lambda: lines_with(backend, b'"end"'))
    assert not lines_with(backend, b"forged"), lines_with(backend, b"forged")


def read_until_data(client):
    got = []
    while not any("data" in each for each in got):
        got += client.read()
    return got


@attack()
def requests_that_are_two(arena):
    """members that stand twice, or a second text behind the first, are refused on a shared
    connection
    """
    with arena.client() as client:
        for data in (
            '{"jsonrpc":"2.0","id":1,"method":"a","method":"session.closed"}',
            '{"jsonrpc":"2.0","id":1,"id":2,"method":"a"}',
            json.dumps(
                '{"jsonrpc":"2.0","id":1,"method":"a"}\n{"jsonrpc":"2.0","id":1,"method":"session.opened"}'
            ),
            '"no json"',
            '{"jsonrpc":"2.0","id":{},"method":"a"}',
        ):
            client.send(
                '[{"channel":"/service/hello","clientId":"%s","id":"t","data":%s}]'
                % (client.id, data)
            )
            text = str(read_until_data(client))
            assert "-32600" in text or "-32700" in text or "-32601" in text, text


@attack()
def calls_that_nobody_answers(arena):
    """10 000 calls of one client: the oldest make room, as no more than 100 wait"""
    with arena.client() as client:
        for start in range(0, 10_000, 500):
            client.send(
                [
                    client.message(
                        "/service/lines",
                        id=f"c{number}",
                        data={"jsonrpc": "2.0", "method": "m", "id": number},
                    )
                    for number in range(start, start + 500)
                ]
            )
            got = 0
            while got < 500:
                got += len(client.read())


@attack(grows=32)
def a_backends_flood_that_nobody_reads(arena):
    """the backend is slowed down by TCP; nothing piles up"""
    backend = backends["fast"]
    client = arena.client()
    client.send([client.message("/service/flood", data="go")])
    arena.settles(lambda: backend.connections)
    taken = backend.flood(64 << 20)
    assert taken < 64 << 20, f"{taken} bytes were taken for a client that does not read"
    client.http.socket.close()


@attack()
def a_backend_that_is_away(arena):
    """1000 publishes to it fail one by one, and cost no connection"""
    before = arena.descriptors()
    with arena.client() as client:
        for _ in range(20):
            client.send([client.message("/service/away", data=1) for _ in range(50)])
            got = []
            while len(got) < 50:
                got += client.read()
            assert not any(each["successful"] for each in got), got
    arena.settles(lambda: arena.descriptors() <= before + 1)


@attack()
def somebody_elses_service_connection(arena):
    """what a client is told by its backend cannot be had by subscribing to the same service"""
    backend = backends["lines"]
    with arena.client() as owner, arena.client() as spy:
        assert spy.ask("/meta/subscribe", subscription="/service/lines")[-1]["successful"]
        owner.ask("/service/lines", data="who am I")
        arena.settles(lambda: backend.say_to(b"who am I", b'{"secret":1}\n'))
        assert any(each.get("data") == {"secret": 1} for each in owner.read())
        got = spy.ask("/meta/connect", connectionType="websocket", advice={"timeout": 0})
        assert "secret" not in str(got), got


@attack()
def publishing_to_a_service_without_a_session(arena):
    """`402`, and the backend hears nothing"""
    with arena.http() as http:
        reply = http.post([{"channel": "/service/lines", "data": "anonymous"}]).json[0]
        assert reply["error"].startswith("402"), reply
        http.post([HANDSHAKE])
    assert not lines_with(backends["lines"], b"anonymous")
