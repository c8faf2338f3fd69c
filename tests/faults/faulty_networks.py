"""Bytes between clients and the broker are split, delayed, cut off and changed."""

import contextlib

from arena import Arena
from broker import Broker
from http_client import HANDSHAKE, HttpClient, LongPolling
from proxy import Proxy, chance, corrupting, cutting, delaying, splitting
from tap import equal
from web_socket import connected

# A client that waits for a slow machine is not to expire.
PATIENT = {"bayeux": {"max_interval": "10m"}}


def serve_both_transports(port):
    """Each publishes what the other reads."""
    polling = LongPolling(port)
    polling.ask("/meta/subscribe", subscription="/both")
    with connected(port).subscribe("/both") as socket:
        for number in range(20):
            socket.send([socket.message("/both", data=number, id=number)])
            own = []
            while not own:
                own = [each["data"] for each in socket.read() if "data" in each]
            equal(own, [number], "websocket")
            seen = []
            while not seen:
                seen = [each["data"] for each in polling.connect() if "data" in each]
            equal(seen, [number], "long-polling")


def test_every_byte_by_itself():
    with Broker(**PATIENT) as broker, Proxy(broker.port, splitting, splitting) as proxy:
        serve_both_transports(proxy.port)


def test_everything_late():
    with Broker(**PATIENT) as broker, Proxy(broker.port, delaying, delaying) as proxy:
        serve_both_transports(proxy.port)


def test_with_ack_nothing_is_lost_or_doubled_however_often_connections_break():
    with Broker(**PATIENT) as broker, Proxy(broker.port, to_client=cutting(chance(5), 3)) as proxy:
        with HttpClient(broker.port) as direct:
            response = direct.post([{**HANDSHAKE, "ext": {"ack": True}}])
            own = {"clientId": response.json[0]["clientId"]}
            direct.cookie = response.header("set-cookie").split(";")[0]
            connect = {"channel": "/meta/connect", "connectionType": "long-polling", **own}
            confirmed = direct.post([{**connect, "ext": {"ack": 0}}]).json[-1]["ext"]["ack"]
            direct.post([{"channel": "/meta/subscribe", "subscription": "/cut", **own}])
            got, sent = [], 0
            with connected(broker.port) as publisher:
                while len(got) < 200:
                    if sent < 200:
                        publisher.ask("/cut", data=sent)
                        sent += 1
                    try:
                        with HttpClient(proxy.port) as cut:
                            cut.cookie = direct.cookie
                            messages = cut.post(
                                [{**connect, "ext": {"ack": confirmed}, "advice": {"timeout": 0}}]
                            ).json
                    except (EOFError, ConnectionError):
                        continue  # nothing of that answer was seen
                    reply = messages[-1]
                    assert reply["successful"], reply
                    confirmed = reply["ext"]["ack"]
                    got += [each["data"] for each in messages if "data" in each]
        equal(got, list(range(200)))


def test_publishing_over_connections_that_break_doubles_and_reorders_nothing():
    with Broker(**PATIENT) as broker, Proxy(
        broker.port, cutting(chance(9), 5), cutting(chance(10), 5)
    ) as proxy:
        reader = connected(broker.port).subscribe("/once")
        with HttpClient(broker.port) as direct:
            response = direct.post([HANDSHAKE])
            own, cookie = response.json[0]["clientId"], response.header("set-cookie").split(";")[0]
            direct.cookie = cookie
            direct.post(
                [{"channel": "/meta/connect", "clientId": own, "connectionType": "long-polling"}]
            )
            told = set()
            for number in range(300):
                with contextlib.suppress(EOFError, ConnectionError), HttpClient(proxy.port) as cut:
                    cut.cookie = cookie
                    reply = cut.post([{"channel": "/once", "clientId": own, "data": number}]).json[
                        0
                    ]
                    assert reply["successful"], reply
                    told.add(number)
            direct.post([{"channel": "/once", "clientId": own, "data": "end"}])
        got = []
        while "end" not in got:
            got += [each["data"] for each in reader.read() if "data" in each]
        numbers = got[:-1]
        equal(numbers, sorted(set(numbers)), "each once, in order")
        assert told <= set(
            numbers
        ), f"acknowledged, but not delivered: {sorted(told - set(numbers))}"
        assert len(told) < 300, "no connection broke"


def test_bytes_that_are_changed_on_the_way_harm_only_their_own_client():
    with Arena() as arena, Proxy(arena.broker.port, to_broker=corrupting(chance(11))) as proxy:
        for _ in range(100):
            for begin in (connected, LongPolling):
                with contextlib.suppress(Exception):  # whatever a client makes of it
                    begin(proxy.port, **({} if begin is LongPolling else {}))
        arena.victim.proceed(5)
        arena.greet()
