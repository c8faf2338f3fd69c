"""Services over real sockets, for CometD clients; Nodefony's own are in the interop suite."""

import socket
import threading

from broker import PATIENCE, Broker
from http_client import LongPolling
from tap import equal
from web_socket import WebSocket, connected


class Backend:
    """Accepts connections and leaves the rest to the test."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.settimeout(PATIENCE)
        self.port = self.listener.getsockname()[1]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.close()

    def accept(self):
        connection, _ = self.listener.accept()
        connection.settimeout(PATIENCE)
        return connection


def read(connection, size):
    data = b""
    while len(data) < size:
        piece = connection.recv(size - len(data))
        assert piece, f"closed after {data!r}"
        data += piece
    return data


def with_service(shards, port):
    return Broker(shards, services={"x": {"type": "tcp", "domain": "127.0.0.1", "port": port}})


def test_subscribe_publish_unsubscribe(shards):
    with Backend() as backend, with_service(shards, backend.port) as broker:
        with connected(broker.port) as client:
            client.send([client.message("/meta/subscribe", subscription="/service/x",
                                        data='{"start":"é"}', id=1)])
            connection = backend.accept()
            equal(client.read()[0]["successful"], True)
            equal(read(connection, 14).decode(), '{"start":"é"}')
            equal(client.ask("/service/x", data={"n": 1.50})[0]["successful"], True)
            equal(read(connection, 9), b'{"n": 1.5}'[:9])
            read(connection, 1)
            connection.sendall(b'READY')
            equal(client.read()[0], {"channel": "/service/x", "data": "READY"})
            text = '{"a":"é😀"}[1,2] {"b":2}\n'.encode()
            for byte in text:
                connection.sendall(bytes([byte]))
            events = client.read_messages(3)
            equal([event["data"] for event in events], [{"a": "é😀"}, [1, 2], {"b": 2}])
            reply, = client.ask("/meta/unsubscribe", subscription="/service/x")
            equal(reply["successful"], True)
            equal(connection.recv(1), b"", "half-closed")
            connection.close()


def test_by_long_polling_and_for_the_sender_alone(shards):
    with Backend() as backend, with_service(shards, backend.port) as broker:
        client, other = LongPolling(broker.port), LongPolling(broker.port)
        other.subscribe("/**")

        connections = []

        def serve():
            connection = backend.accept()
            connections.append(connection)
            equal(read(connection, 4), b"ping")
            connection.sendall(b'{"pong":1}')

        server = threading.Thread(target=serve)
        server.start()
        equal(client.ask("/service/x", data="ping")[-1]["successful"], True)
        got = []
        while not got:
            got = [m for m in client.connect() if m["channel"] == "/service/x"]
        equal(got, [{"channel": "/service/x", "data": {"pong": 1}}])
        server.join()
        connections[0].close()
        equal(len(other.connect(advice={"timeout": 0})), 1, "CHN-17, PUB-12")


def test_failures_reach_the_client(shards):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        free_port = taken.getsockname()[1]
    with with_service(shards, free_port) as broker, connected(broker.port) as client:
        reply, = client.ask("/meta/subscribe", subscription="/service/x", id=1)
        equal((reply["successful"], reply["error"]), (False, "403:/service/x:service_refused"))
        reply, = client.ask("/service/x", data=1, id=2)
        equal((reply["successful"], reply["error"]), (False, "403:/service/x:service_refused"))
        reply, = client.ask("/service/nope", data=1, id=3)
        equal((reply["successful"], reply["error"]), (False, "404:/service/nope:service_unknown"))
        equal(client.ask("/meta/subscribe", subscription="/service/nope")[0]["successful"], True,
              "SUB-08")


def test_a_backend_that_goes_away(shards):
    with Backend() as backend, with_service(shards, backend.port) as broker:
        with connected(broker.port) as client:
            client.send([client.message("/meta/subscribe", subscription="/service/x")])
            connection = backend.accept()
            client.read()
            connection.sendall(b'{"cut":')
            connection.close()
            events = client.read_messages(2)
            equal(events[0], {"channel": "/service/x", "data": '{"cut":'})
            equal((events[1]["successful"], events[1]["error"]),
                  (False, "503:/service/x:service_closed"))
            client.send([client.message("/service/x", data="again", id=5)])
            equal(read(backend.accept(), 5), b"again")
            equal(client.read()[0]["id"], 5)


def test_a_lost_client_closes_its_backend(shards):
    with Backend() as backend, with_service(shards, backend.port) as broker:
        client = connected(broker.port)
        client.send([client.message("/service/x", data="hello")])
        connection = backend.accept()
        equal(read(connection, 5), b"hello")
        client.ask("/meta/disconnect")
        equal(connection.recv(1), b"")
        connection.close()
        client.http.socket.close()


def test_nodefony_frames_are_single_objects(shards):
    with Backend() as backend, with_service(shards, backend.port) as broker:
        with WebSocket(broker.port, "/nodefony/socket",
                       ["Sec-WebSocket-Protocol: bayeux"]) as client:
            client.send({"channel": "/meta/connect"})
            reply = client.read()
            equal((reply["channel"], reply["data"]), ("/meta/connect", {"x": {"type": "tcp"}}))
            me = reply["clientId"]
            client.send({"channel": "/meta/subscribe", "clientId": me,
                         "subscription": "/service/x"})
            connection = backend.accept()
            equal(client.read()["successful"], True)
            connection.sendall(b'{"r":1}{"r":2}')
            for number in (1, 2):
                equal(client.read(), {"version": "1.0", "clientId": me, "channel": "/service/x",
                                      "data": '{"r":%d}' % number})
            client.send({"channel": "/service/x", "clientId": me, "id": 5, "data": "bye"})
            equal(client.read(), {"version": "1.0", "successful": True, "id": 5})
            client.http.socket.close()
            equal(read(connection, 3), b"bye")
            equal(connection.recv(1), b"", "the session lives as long as its socket")
            connection.close()
