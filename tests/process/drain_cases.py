"""SIGTERM: the sessions are ended over a while, and the process ends with the last."""

import signal
import socket

from broker import PATIENCE, Broker
from http_client import HANDSHAKE, LongPolling
from tap import equal
from web_socket import connected

BEGIN_ANEW = {"reconnect": "handshake", "interval": 0}


def drains(broker):
    """Returns when it does on all shards: the last listener is closed then."""
    while True:
        try:
            socket.create_connection(("127.0.0.1", broker.port), PATIENCE).close()
        except ConnectionResetError:
            pass  # one of the listeners has been closed meanwhile
        except ConnectionRefusedError:
            return


def told_to_leave(message):
    equal(message["channel"], "/meta/connect")
    equal(message["successful"], True)
    equal(message["advice"], {"reconnect": "retry", "interval": 0, "timeout": 30000})


def test_everybody_is_told_to_come_again(shards):
    with Broker(shards, drain={"window": "1s"}) as broker:
        poller = LongPolling(broker.port)
        poller.ask("/meta/subscribe", subscription="/last")
        sockets = [connected(broker.port).subscribe("/last") for _ in range(4)]
        for client in sockets:
            client.send([client.message("/meta/connect", id="held")])
        poller.begin_connect(id=9)
        assert poller.is_held()
        broker.signal_stop(signal.SIGTERM)
        response = poller.polls.read_response()
        equal(response.header("connection"), "close")
        told_to_leave(response.json[0])
        for client in sockets:
            told_to_leave(client.read()[0])
            equal(client.close_code(), 1001)
            client.http.socket.close()
        status, _ = broker.wait()
        equal(status, 0)


def test_the_process_ends_with_the_last_session(shards):
    """Long before the window does."""
    with Broker(shards, drain={"window": "1h"}) as broker:
        client = LongPolling(broker.port)
        broker.signal_stop(signal.SIGTERM)
        drains(broker)
        refused, = client.sends.post([HANDSHAKE]).json
        equal((refused["error"], refused["advice"]), ("503::server_stopping", BEGIN_ANEW))
        client.polls.post([client.message("/meta/disconnect")])
        status, _ = broker.wait()
        equal(status, 0)


def test_without_sessions_it_ends_at_once(shards):
    with Broker(shards, drain={"window": "1h"}) as broker:
        broker.signal_stop(signal.SIGTERM)
        status, _ = broker.wait()
        equal(status, 0)


def test_a_second_signal_ends_it(shards):
    for second in (signal.SIGTERM, signal.SIGINT):
        with Broker(shards, drain={"window": "1h"}) as broker:
            client = LongPolling(broker.port)
            client.begin_connect(id=9)
            assert client.is_held()
            broker.signal_stop(signal.SIGTERM)
            drains(broker)
            broker.signal_stop(second)
            reply, = client.end_connect()
            equal((reply["id"], reply["successful"]), (9, True))
            status, _ = broker.wait()
            equal(status, 0)


def test_another_process_takes_its_place(shards):
    with Broker(shards, drain={"window": "1h"}) as broker:
        client = connected(broker.port).subscribe("/room")
        broker.signal_stop(signal.SIGTERM)
        drains(broker)
        # The old one has stopped listening, and serves whom it has.
        with Broker(shards, listen=[{"address": "127.0.0.1", "port": broker.port}]) as successor:
            newcomer = connected(successor.port)
            assert newcomer.id != client.id
            event, reply = client.ask("/room", data="still here")
            equal((event["data"], reply["successful"]), ("still here", True))
            broker.signal_stop(signal.SIGTERM)
            equal(client.close_code(), 1001)
            equal(broker.wait()[0], 0)
            newcomer.subscribe("/room")
