"""SIGINT: everybody is told, and the process ends in time."""

from broker import Broker
from http_client import HttpClient, LongPolling
from tap import equal
from web_socket import connected


def test_a_held_connect_is_answered(shards):
    with Broker(shards) as broker:
        client = LongPolling(broker.port)
        client.begin_connect(id=9)
        assert client.is_held()
        broker.signal_stop()
        reply, = client.end_connect()
        equal((reply["id"], reply["successful"]), (9, True))
        status, seconds = broker.wait()
        equal(status, 0)
        assert seconds < 5, seconds


def test_sockets_are_closed_with_1001_after_what_was_queued(shards):
    with Broker(shards) as broker:
        clients = [connected(broker.port).subscribe("/last") for _ in range(8)]
        clients[0].ask("/last", data="word")
        clients[0].send([clients[0].message("/meta/connect", id="held")])
        broker.signal_stop()
        for client in clients[1:]:
            equal(client.read()[0]["data"], "word")
        for client in clients:
            equal(client.close_code(), 1001)
        status, seconds = broker.wait()
        equal(status, 0)
        assert seconds < 5, seconds


def test_clients_that_do_not_care_cannot_delay_it(shards):
    with Broker(shards) as broker:
        deaf = connected(broker.port).subscribe("/flood")
        half = HttpClient(broker.port)
        half.write("POST /cometd HTTP/1.1\r\nHost: b\r\nContent-Length: 100\r\n\r\n[")
        silent = HttpClient(broker.port)
        with connected(broker.port) as publisher:
            for _ in range(100):
                publisher.ask("/flood", data="x" * 50_000)
        broker.signal_stop()
        status, seconds = broker.wait()
        equal(status, 0)
        assert seconds < 5, seconds
        for client in (deaf.http, half, silent):
            client.socket.close()


def test_a_taken_port_is_said_in_one_line(shards):
    with Broker(shards) as broker:
        second = Broker(shards, listen=[{"address": "127.0.0.1", "port": broker.port}])
        try:
            second.__enter__()
        except AssertionError as error:
            assert f"cannot listen on 127.0.0.1 port {broker.port}" in str(error), error
            equal(second.process.wait(30), 1)
        else:
            raise AssertionError("two brokers on one port")
