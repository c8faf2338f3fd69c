"""An HTTP/1.1 client with the bytes in its own hands."""

import json
import socket

from broker import PATIENCE


class Response:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def header(self, name):
        return next((value for key, value in self.headers if key == name.lower()), None)

    @property
    def json(self):
        return json.loads(self.body)


class HttpClient:
    """One connection."""

    def __init__(self, port, tls=None, source=None):
        """`source` is an address to come from, such as 127.0.0.2."""
        self.socket = socket.create_connection(
            ("127.0.0.1", port), PATIENCE, source and (source, 0))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if tls:
            self.socket = tls.wrap_socket(self.socket)
        self.received = b""
        self.cookie = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def write(self, data):
        self.socket.sendall(data if isinstance(data, bytes) else data.encode())

    def read_until(self, end):
        while end not in self.received:
            self.more()
        found, self.received = self.received.split(end, 1)
        return found

    def read_exactly(self, size):
        while len(self.received) < size:
            self.more()
        found, self.received = self.received[:size], self.received[size:]
        return found

    def more(self):
        data = self.socket.recv(65536)
        if not data:
            raise EOFError(f"closed by the broker after {self.received!r}")
        self.received += data

    def read_response(self, head_only=False):
        lines = self.read_until(b"\r\n\r\n").decode("latin-1").split("\r\n")
        headers = [(key.lower(), value.strip())
                   for key, value in (line.split(":", 1) for line in lines[1:])]
        response = Response(int(lines[0].split()[1]), headers, b"")
        if not head_only and (size := response.header("content-length")):
            response.body = self.read_exactly(int(size))
        return response

    def request(self, method, path, body=None, headers=()):
        lines = [f"{method} {path} HTTP/1.1", "Host: broker.test", *headers]
        if body is not None:
            lines.append(f"Content-Length: {len(body)}")
        self.write("\r\n".join([*lines, "", ""]).encode() + (body or b""))

    def send(self, body, path="/cometd", headers=()):
        """Posts without waiting; `body` is text, bytes or messages."""
        if not isinstance(body, (bytes, str)):
            body = json.dumps(body, ensure_ascii=False)
        if isinstance(body, str):
            body = body.encode()
        headers = ["Content-Type: application/json", *headers]
        if self.cookie:
            headers.append(f"Cookie: {self.cookie}")
        self.request("POST", path, body, headers)

    def post(self, body, path="/cometd", headers=()):
        self.send(body, path, headers)
        return self.read_response()


HANDSHAKE = {"channel": "/meta/handshake", "version": "1.0", "id": "h",
             "supportedConnectionTypes": ["long-polling", "websocket"]}


class LongPolling:
    """A Bayeux client on two connections, as browsers have them."""

    def __init__(self, port, cookies=True):
        self.port = port
        self.sends, self.polls = HttpClient(port), HttpClient(port)
        response = self.sends.post([HANDSHAKE])
        self.id = response.json[0]["clientId"]
        if cookies:
            self.cookie = response.header("set-cookie").split(";")[0]
            self.sends.cookie = self.polls.cookie = self.cookie
        self.connect()

    def message(self, channel, **members):
        return {"channel": channel, "clientId": self.id, **members}

    def ask(self, channel, **members):
        """The replies and events of one request."""
        return self.sends.post([self.message(channel, **members)]).json

    def begin_connect(self, **members):
        self.polls.send([self.message("/meta/connect", connectionType="long-polling", **members)])

    def end_connect(self):
        return self.polls.read_response().json

    def connect(self, **members):
        self.begin_connect(**members)
        return self.end_connect()

    def is_held(self):
        """True once the poll is with the broker: a request behind it is answered first."""
        replies = self.ask("/held/probe", data=0)
        self.polls.socket.setblocking(False)
        try:
            self.polls.socket.recv(1, socket.MSG_PEEK)
            return False
        except BlockingIOError:
            return replies[-1]["successful"]
        finally:
            self.polls.socket.settimeout(PATIENCE)
