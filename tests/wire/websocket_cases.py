"""WebSocket: the upgrade, frames, pushing, moving between sockets."""

import os
import struct

from broker import Broker
from http_client import HANDSHAKE, HttpClient, LongPolling
from tap import equal
from web_socket import BINARY, CONTINUATION, PING, PONG, TEXT, WebSocket, connected


def test_WS_01_WS_02_the_upgrade(shards):
    with Broker(shards) as broker:
        with WebSocket(broker.port) as plain:
            equal((plain.status, plain.response.header("sec-websocket-protocol")), (101, None))
        with WebSocket(broker.port, "/nodefony/socket/x",
                       ["Sec-WebSocket-Protocol: other, bayeux"]) as offered:
            equal(offered.response.header("sec-websocket-protocol"), "bayeux")
        with WebSocket(broker.port, version="8") as old:
            equal((old.status, old.response.header("sec-websocket-version")), (426, "13"))
        with WebSocket(broker.port, "/elsewhere") as wrong:
            equal(wrong.status, 404)


def test_WS_29_origins(shards):
    with Broker(shards, security={"allowed_origins": ["https://good.example"]}) as broker:
        for origin, status in {"http://broker.test": 101, "https://good.example": 101,
                               "http://good.example": 403, "https://evil.example": 403,
                               "null": 403, "http://broker.test.evil.example": 403}.items():
            with WebSocket(broker.port, headers=[f"Origin: {origin}"]) as socket:
                equal(socket.status, status, origin)


def test_WS_03_WS_04_replies_in_one_frame_in_order(shards):
    with Broker(shards) as broker, connected(broker.port) as client:
        client.send([client.message("/a", data=number, id=number) for number in range(3)])
        equal([reply["id"] for reply in client.read()], [0, 1, 2])
        client.send(client.message("/a", data=0, id="bare"))
        equal(client.read()[0]["id"], "bare")


def test_WS_05_FMT_25_events_before_replies(shards):
    with Broker(shards) as broker, connected(broker.port) as client:
        client.send([client.message("/meta/subscribe", subscription="/e", id=1),
                     client.message("/e", data="x", id=2)])
        messages = client.read_messages(3)
        equal([message.get("data", message.get("id")) for message in messages], ["x", 1, 2])


def test_WS_06_WS_09_events_are_pushed_and_the_connect_stays_held(shards):
    with Broker(shards, bayeux={"timeout": "60s"}) as broker:
        with connected(broker.port) as client, connected(broker.port) as publisher:
            client.subscribe("/push")
            client.send([client.message("/meta/connect", id="held")])
            for number in range(3):
                publisher.ask("/push", data=number)
            equal([message["data"] for message in client.read_messages(3)], [0, 1, 2])
            client.send([client.message("/meta/disconnect", id="bye")])
            replies = client.read_messages(2)
            equal([(reply["id"], reply["successful"]) for reply in replies],
                  [("bye", True), ("held", True)], "WS-20")


def test_WS_07_the_older_connect_is_answered(shards):
    with Broker(shards) as broker, connected(broker.port) as client:
        client.send([client.message("/meta/connect", id=3)])
        client.send([client.message("/meta/connect", id=7)])
        reply, = client.read()
        equal((reply["id"], reply["successful"]), (3, False))


def test_WS_13_WS_18_another_socket_takes_the_session_over(shards):
    with Broker(shards) as broker, connected(broker.port) as publisher:
        old = connected(broker.port).subscribe("/move")
        old.http.socket.close()
        for number in range(50):
            publisher.ask("/move", data=number)
        for _ in range(4):  # likely on different shards
            with WebSocket(broker.port) as new:
                new.id = old.id
                new.send([new.message("/meta/connect")])
                got = [m["data"] for m in new.read() if m["channel"] == "/move"]
                if got:
                    break
        equal(got, list(range(len(got))))
        assert got, "events that the old socket did not take"


def test_WS_15_a_polling_session_goes_on_here(shards):
    with Broker(shards) as broker, connected(broker.port) as publisher:
        polling = LongPolling(broker.port)
        polling.subscribe("/both")
        polling.begin_connect(id="p")
        assert polling.is_held()
        with WebSocket(broker.port, headers=[f"Cookie: {polling.cookie}"]) as socket:
            socket.id = polling.id
            socket.ask("/meta/connect", advice={"timeout": 0})
            held, = polling.end_connect()
            equal((held["id"], held["successful"]), ("p", False), "LP-06")
            publisher.ask("/both", data=1)
            equal(socket.read()[0]["data"], 1)


def test_WS_15_LP_08_but_not_with_the_cookie_of_another(shards):
    with Broker(shards) as broker:
        alice, eve = LongPolling(broker.port), LongPolling(broker.port)
        with WebSocket(broker.port, headers=[f"Cookie: {eve.cookie}"]) as socket:
            socket.id = alice.id
            equal(socket.ask("/x", data=1)[0]["error"], "402::session_unknown")


def test_WS_16_HSK_20_two_sessions_on_one_socket(shards):
    with Broker(shards) as broker, connected(broker.port) as socket:
        first = socket.id
        socket.handshake()
        assert socket.id != first
        socket.subscribe("/s")
        equal(socket.ask("/s", data=1)[0]["data"], 1)


def test_WS_22_WS_24_fragments_and_pings(shards):
    with Broker(shards) as broker, connected(broker.port) as client:
        text = ('[{"channel":"/a","data":"é","id":"f","clientId":"%s"}]' % client.id).encode()
        cut = text.index("é".encode()) + 1
        client.frame(TEXT, text[:cut], last=False)
        client.frame(PING, b"between")
        client.frame(CONTINUATION, text[cut:cut + 5], last=False)
        client.frame(CONTINUATION, text[cut + 5:])
        equal(client.read_frame(), (PONG, b"between"))
        equal(client.read()[0]["id"], "f")


def test_closing_codes(shards):
    bad = {
        "FMT-09 not JSON": (TEXT, b"[{", 1008), "FMT-10 a number": (TEXT, b"42", 1008),
        "FMT-07 empty": (TEXT, b"", 1008), "WS-28 not UTF-8": (TEXT, b'["\xff"]', 1007),
        "WS-23 binary": (BINARY, b"[]", 1003), "WS-25 too large": (TEXT, b" " * 5000, 1009),
        "FMT-22 depth": (TEXT, b"[" * 1000, 1008), "a reserved opcode": (3, b"", 1002),
    }
    with Broker(shards, limits={"message_bytes": "4KiB"}) as broker:
        with connected(broker.port) as other:
            other.subscribe("/still")
            for name, (opcode, payload, code) in bad.items():
                with connected(broker.port) as client:
                    client.frame(opcode, payload)
                    equal(client.close_code(), code, name)
                equal(other.ask("/still", data=name)[0]["data"], name, "somebody else")


def test_FMT_06_an_empty_batch_is_answered_with_nothing(shards):
    with Broker(shards) as broker, connected(broker.port) as client:
        client.send([])
        client.send([client.message("/a", data=1, id="next")])
        equal(client.read()[0]["id"], "next")


def test_a_clean_close_is_echoed(shards):
    with Broker(shards) as broker, connected(broker.port) as client:
        client.frame(8, struct.pack("!H", 1000))
        equal(client.close_code(), 1000)


def test_PUB_18_PUB_24_many_events_to_many_in_order(shards):
    with Broker(shards) as broker, connected(broker.port) as publisher:
        subscribers = [connected(broker.port).subscribe("/fan/*") for _ in range(20)]
        for start in range(0, 1000, 50):
            publisher.send([publisher.message("/fan/x", data=start + i) for i in range(50)])
        for client in subscribers:
            equal([m["data"] for m in client.read_messages(1000)], list(range(1000)))
            client.http.socket.close()


def test_WS_31_LIM_03_who_does_not_read_is_disconnected(shards):
    limits = {"queue_messages": 100, "queue_bytes": "64KiB"}
    with Broker(shards, limits=limits) as broker:
        with connected(broker.port) as publisher, connected(broker.port) as other:
            lazy = connected(broker.port).subscribe("/flood")
            other.subscribe("/flood")
            filler = os.urandom(8192).hex()
            for number in range(3000):
                publisher.send([publisher.message("/flood", data=[number, filler])])
                equal(other.read()[0]["data"][0], number, "who reads gets everything")
                publisher.read()
            # The broker has ended it long ago; what the kernel took can still be read.
            try:
                while True:
                    lazy.read_frame()
            except (EOFError, ConnectionResetError):
                pass
            with WebSocket(broker.port) as again:
                again.id = lazy.id
                equal(again.ask("/x", data=1)[0]["error"], "402::session_unknown")


def test_LP_26_handshakes_over_both_are_alike(shards):
    with Broker(shards) as broker, HttpClient(broker.port) as http:
        with WebSocket(broker.port) as socket:
            socket.send([HANDSHAKE])
            over_socket, over_http = socket.read()[0], http.post([HANDSHAKE]).json[0]
            assert over_socket.pop("clientId") != over_http.pop("clientId")
            equal(over_socket, over_http)
