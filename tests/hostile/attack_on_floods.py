"""Requests that are each allowed, in numbers that are not meant."""

from arena import attack
from http_client import HANDSHAKE, LongPolling
from tap import equal
from victim import resident

CONFIG = {"bayeux": {"max_interval": "3s"}, "shards": 2}


def forgotten(arena, ids):
    """Waits until the last of these sessions is gone. Asks for each but once, as asking keeps it."""
    rest = iter(reversed(ids))
    with arena.http() as probe:
        arena.settles(
            lambda: probe.post([{"channel": "/x", "clientId": next(rest), "data": 1}])
            .json[0]
            .get("error", "")
            .startswith("402")
        )


@attack(grows=48)
def sessions_without_end(arena):
    """10 000 handshakes by HTTP that are never connected are gone after `bayeux.max_interval`, and
    10 000 more need no more memory
    """

    def flood():
        ids = []
        with arena.http() as http:
            for _ in range(100):
                for _ in range(100):
                    http.send([HANDSHAKE])
                ids += [http.read_response().json[0]["clientId"] for _ in range(100)]
        return ids

    ids = flood()
    arena.victim.proceed(1)
    first = resident(arena.broker)
    forgotten(arena, ids)
    flood()
    grown = resident(arena.broker) - first
    assert grown < 8 << 20, f"10 000 sessions later the broker has grown by {grown} bytes more"


@attack(grows=48)
def handshakes_on_one_websocket(arena):
    """10 000 sessions of one connection end with it"""
    with arena.websocket() as socket:
        ids = []
        for _ in range(100):
            for _ in range(100):
                socket.send([HANDSHAKE])
            got = 0
            while got < 100:
                replies = socket.read()
                got += len(replies)
                ids.append(replies[0]["clientId"])
    forgotten(arena, ids)


@attack()
def connects_without_end(arena):
    """10 000 of one session over WebSocket: each replaces the one before, which is answered"""
    with arena.client() as client:
        answered = 0
        for start in range(0, 10_000, 1000):
            client.send(
                [
                    client.message("/meta/connect", id=number, connectionType="websocket")
                    for number in range(start, start + 1000)
                ]
            )
            while answered < start + 999:
                answered += len(client.read())


@attack(grows=24)
def connects_from_many_connections(arena):
    """400 held for one session over HTTP: all but the last are answered"""
    client = LongPolling(arena.broker.port)
    holders = []
    for number in range(400):
        http = arena.http()
        http.cookie = client.cookie
        http.send([client.message("/meta/connect", connectionType="long-polling", id=number)])
        holders.append(http)
        if number:
            equal(holders[number - 1].read_response().json[-1]["id"], number - 1)
    for http in holders:
        http.socket.close()


@attack()
def connects_that_are_answered_at_once(arena):
    """10 000 with `timeout: 0` are answered, and nobody else waits for that"""
    with arena.client() as client:
        for _ in range(20):
            for _ in range(500):
                client.send(
                    [
                        client.message(
                            "/meta/connect", connectionType="websocket", advice={"timeout": 0}
                        )
                    ]
                )
            got = 0
            while got < 500:
                got += len(client.read())


@attack()
def disconnects_without_end(arena):
    """of one session: the first counts, the others are told `402`"""
    with arena.client() as client:
        client.send([client.message("/meta/disconnect", id=number) for number in range(500)])
        replies = []
        try:
            while len(replies) < 500:
                replies += client.read()
        except (EOFError, AssertionError):
            pass  # the session's end may close the connection
        equal(
            sum(each["successful"] for each in replies if each["channel"] == "/meta/disconnect"), 1
        )


@attack()
def begun_and_ended_without_end(arena):
    """2000 sessions that subscribe and disconnect leave nothing behind"""
    with arena.http() as http:
        for _ in range(2000):
            own = {"clientId": http.post([HANDSHAKE]).json[0]["clientId"]}
            replies = http.post(
                [
                    {"channel": "/meta/subscribe", "subscription": "/brief", **own},
                    {"channel": "/meta/disconnect", **own},
                ]
            ).json
            assert all(each["successful"] for each in replies), replies
