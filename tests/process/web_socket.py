"""A Bayeux client on a WebSocket of its own."""

import base64
import json
import os
import struct

from http_client import HANDSHAKE, HttpClient

TEXT, CLOSE = 1, 8


class WebSocket:
    def __init__(self, port, http=None, headers=()):
        self.http = http or HttpClient(port)
        self.key = base64.b64encode(os.urandom(16)).decode()
        self.http.request("GET", "/cometd", headers=[
            "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
            f"Sec-WebSocket-Key: {self.key}", *headers])
        self.upgrade = self.http.read_response()
        assert self.upgrade.status == 101, self.upgrade.status

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.http.socket.close()

    def frame(self, opcode, payload):
        """Writes one frame, masked as a client's must be."""
        head = bytes([opcode | 0x80])
        size = len(payload)
        if size < 126:
            head += bytes([0x80 | size])
        elif size < 65536:
            head += bytes([0x80 | 126]) + struct.pack("!H", size)
        else:
            head += bytes([0x80 | 127]) + struct.pack("!Q", size)
        mask = os.urandom(4)
        key = mask * (size // 4 + 1)
        masked = bytes(a ^ b for a, b in zip(payload, key))
        self.http.write(head + mask + masked)

    def send(self, messages):
        text = messages if isinstance(messages, str) else json.dumps(messages)
        self.frame(TEXT, text.encode())

    def read_frame(self):
        """(opcode, payload)"""
        first, second = self.http.read_exactly(2)
        assert first & 0x80 and not first & 0x70, "the broker does not fragment, or use extensions"
        size = second
        if size == 126:
            size, = struct.unpack("!H", self.http.read_exactly(2))
        elif size == 127:
            size, = struct.unpack("!Q", self.http.read_exactly(8))
        return first & 0x0F, self.http.read_exactly(size)

    def read(self):
        """The messages of the next text frame, or the object that it is."""
        opcode, payload = self.read_frame()
        assert opcode == TEXT, (opcode, payload)
        return json.loads(payload)

    def close_code(self):
        """Reads on until the broker closes."""
        while True:
            opcode, payload = self.read_frame()
            if opcode == CLOSE:
                return struct.unpack("!H", payload[:2])[0]

    # A Bayeux client.
    def handshake(self):
        self.send([HANDSHAKE])
        self.id = self.read()[0]["clientId"]
        self.ask("/meta/connect")
        return self

    def message(self, channel, **members):
        return {"channel": channel, "clientId": self.id, **members}

    def ask(self, channel, **members):
        self.send([self.message(channel, **members)])
        return self.read()

    def subscribe(self, channel):
        reply = self.ask("/meta/subscribe", subscription=channel)[-1]
        assert reply["successful"], reply
        return self


def connected(port):
    return WebSocket(port).handshake()
