"""Long-polling: holding, events, cookies, lost connections."""

import time

from broker import Broker
from http_client import HANDSHAKE, HttpClient, LongPolling
from tap import equal


def test_CON_03_CON_04_held_for_the_timeout(shards):
    with Broker(shards, bayeux={"timeout": "400ms"}) as broker:
        client = LongPolling(broker.port)  # its first connect was answered at once
        began = time.monotonic()
        equal([reply["successful"] for reply in client.connect()], [True])
        assert time.monotonic() - began >= 0.39
        began = time.monotonic()
        client.connect(advice={"timeout": 60_000})
        assert time.monotonic() - began < 20, "CON-07: never longer than the server grants"


def test_CON_10_an_event_answers_the_held_connect(shards):
    with Broker(shards) as broker:
        subscriber, publisher = LongPolling(broker.port), LongPolling(broker.port)
        subscriber.subscribe("/chat/*")
        subscriber.begin_connect(id=7)
        assert subscriber.is_held()
        equal(publisher.ask("/chat/x", data={"a": 1}, id="p")[0]["successful"], True)
        event, reply = subscriber.end_connect()
        equal(event, {"channel": "/chat/x", "data": {"a": 1}})
        equal((reply["channel"], reply["id"], reply["successful"]), ("/meta/connect", 7, True))


def test_LP_20_own_events_ride_on_the_publish_response(shards):
    with Broker(shards) as broker:
        client = LongPolling(broker.port)
        client.subscribe("/own")
        client.begin_connect()
        event, reply = client.ask("/own", data=1)
        equal((event["data"], reply["successful"]), (1, True))
        assert client.is_held(), "the held connect is left alone"


def test_LP_21_LP_23_what_waits_comes_with_the_next_answer(shards):
    with Broker(shards) as broker:
        client, publisher = LongPolling(broker.port), LongPolling(broker.port)
        client.subscribe("/q")
        for number in range(3):
            publisher.ask("/q", data=number)
        # From another shard an event may take a moment.
        got = []
        while len(got) < 3:
            got += [m["data"] for m in client.ask("/elsewhere", data=0) if m["channel"] == "/q"]
        equal(got, [0, 1, 2], "PUB-25")


def test_LP_05_a_second_connect_answers_the_first(shards):
    with Broker(shards) as broker:
        client = LongPolling(broker.port)
        client.begin_connect(id="first")
        assert client.is_held()
        with HttpClient(broker.port) as second:
            second.cookie = client.cookie
            second.send([client.message("/meta/connect", id="second")])
            first, = client.end_connect()
            equal((first["id"], first["successful"]), ("first", False))
            client.ask("/meta/disconnect")
            last, = second.read_response().json
            equal((last["id"], last["successful"], last["advice"]["reconnect"]),
                  ("second", True, "none"), "CON-19")


def test_LP_22_LP_23_nothing_is_lost_with_a_dropped_poll(shards):
    with Broker(shards) as broker:
        client, publisher = LongPolling(broker.port), LongPolling(broker.port)
        client.subscribe("/d")
        client.begin_connect()
        assert client.is_held()
        client.polls.socket.close()
        for number in range(20):
            publisher.ask("/d", data=number)
        client.polls = HttpClient(broker.port)
        client.polls.cookie = client.cookie
        got = []
        while len(got) < 20:
            got += [m["data"] for m in client.connect() if m["channel"] == "/d"]
        equal(got, list(range(20)))


def test_CON_12_an_unknown_session_is_told_to_handshake(shards):
    with Broker(shards) as broker, HttpClient(broker.port) as client:
        gone = LongPolling(broker.port)
        gone.ask("/meta/disconnect")
        for name in (gone.id, "zzz", "", "aa" + "b" * 26):
            reply, = client.post([{"channel": "/meta/connect", "clientId": name, "id": 1}]).json
            equal((reply["successful"], reply["error"]), (False, "402::session_unknown"), name)
            equal(reply["advice"], {"reconnect": "handshake", "interval": 0}, name)


def test_HSK_19_the_cookie_is_set_once(shards):
    with Broker(shards) as broker, HttpClient(broker.port) as client:
        cookie = client.post([HANDSHAKE]).header("set-cookie")
        name, *attributes = cookie.split("; ")
        assert name.startswith("BAYEUX_BROWSER="), cookie
        equal(set(attributes), {"Path=/", "HttpOnly", "SameSite=Lax"})
        client.cookie = name
        equal(client.post([HANDSHAKE]).header("set-cookie"), None)


def test_LP_11_a_chosen_cookie_is_replaced(shards):
    with Broker(shards) as broker, HttpClient(broker.port) as client:
        client.cookie = "BAYEUX_BROWSER=attackerchosen"
        cookie = client.post([HANDSHAKE]).header("set-cookie")
        assert cookie and "attackerchosen" not in cookie, cookie


def test_LP_07_LP_08_a_session_is_not_for_other_browsers(shards):
    with Broker(shards) as broker:
        alice, eve = LongPolling(broker.port), LongPolling(broker.port)
        message = alice.message("/x", data=1)
        for name, cookie, successful in (
                ("her own", alice.cookie, True), ("another's", eve.cookie, False),
                ("a forged one", "BAYEUX_BROWSER=abc.def", False), ("none", None, True)):
            eve.sends.cookie = cookie
            equal(eve.sends.post([message]).json[0]["successful"], successful, name)


def test_cookies_can_be_required(shards):
    with Broker(shards, bayeux={"cookies": {"required": True}}) as broker:
        client = LongPolling(broker.port)
        with HttpClient(broker.port) as bare:
            equal(bare.post([client.message("/x", data=1)]).json[0]["successful"], False)
        equal(client.ask("/x", data=1)[0]["successful"], True)


def test_PUB_18_a_thousand_events_in_order(shards):
    with Broker(shards) as broker:
        client, publisher = LongPolling(broker.port), LongPolling(broker.port)
        client.subscribe("/many")
        for start in range(0, 1000, 20):
            replies = publisher.sends.post(
                [publisher.message("/many", data=start + i) for i in range(20)]).json
            assert all(reply["successful"] for reply in replies)
        got = []
        while len(got) < 1000:
            got += [m["data"] for m in client.connect() if m["channel"] == "/many"]
        equal(got, list(range(1000)))


def test_FMT_27_two_sessions_in_one_batch(shards):
    with Broker(shards) as broker:
        first = LongPolling(broker.port)
        others = [LongPolling(broker.port, cookies=False) for _ in range(6)]
        with HttpClient(broker.port) as client:
            sessions = [LongPolling(broker.port, cookies=False).id for _ in range(6)]
            batch = [{"channel": "/b", "clientId": each, "data": 1, "id": number}
                     for number, each in enumerate(sessions)]
            replies = client.post(batch).json
            equal([(reply["id"], reply["successful"]) for reply in replies],
                  [(number, True) for number in range(6)])
        for each in (first, *others):
            each.close()
