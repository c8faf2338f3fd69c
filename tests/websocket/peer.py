"""A client that holds the broker to RFC 6455 and 7692 with every byte it reads."""

import base64
import contextlib
import hashlib
import itertools
import json
import os
import ssl
import string
import struct
from dataclasses import dataclass

from deflate import Agreement
from http_client import HttpClient
from raw_frames import BINARY, CONTINUATION, PING, PONG, TEXT, frame
from tap import clip, equal
from web_socket import CLOSE, WebSocket

DATA, CONTROL = (CONTINUATION, TEXT, BINARY), (CLOSE, PING, PONG)
LETTERS = string.ascii_letters + string.digits
DEFLATED = 4  # RSV1
# A connection that the other side has ended, found by who writes or reads.
LOST = (ConnectionError, ssl.SSLError)
numbers = itertools.count(1)


def filler(size):
    """So many characters, of one byte each."""
    return (LETTERS * (size // len(LETTERS) + 1))[:size]


def masked(opcode, payload=b"", **how):
    """A frame as a client writes it: with a mask of its own."""
    return frame(opcode, payload, mask=os.urandom(4), **how)


def fragments(payload, sizes, opcode=TEXT, reserved=0, between=b""):
    """The frames of a message in parts of these sizes, the last of which has what is left."""
    parts, start = [], 0
    for size in sizes:
        parts.append(payload[start : start + size])
        start += size
    parts.append(payload[start:])
    last = len(parts) - 1
    return between.join(
        masked(
            CONTINUATION if number else opcode,
            part,
            fin=number == last,
            reserved=0 if number else reserved,
        )
        for number, part in enumerate(parts)
    )


def in_parts_of(payload, size, **how):
    """The frames of a message in parts of this size."""
    return fragments(payload, [size] * ((len(payload) - 1) // size), **how)


@dataclass
class Frame:
    fin: bool
    reserved: int
    opcode: int
    payload: bytes


class Peer(WebSocket):
    def __init__(self, port, headers=(), tls=None):
        super().__init__(port, HttpClient(port, tls), headers)
        guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        accept = base64.b64encode(hashlib.sha1((self.key + guid).encode()).digest()).decode()
        equal(self.upgrade.header("sec-websocket-accept"), accept, "Sec-WebSocket-Accept (4.2.2)")
        extensions = [v for k, v in self.upgrade.headers if k == "sec-websocket-extensions"]
        self.agreement = Agreement.of(extensions)
        self.begun = None  # the first frame of a message whose others are to come
        self.parts = []
        self.channel = None
        self.closing = False

    # What the broker writes.
    def read_raw(self):
        """The next frame, which must be one that a server may send (5.1, 5.2, 5.4, 5.5)."""
        first, second = self.http.read_exactly(2)
        assert not second & 0x80, "a frame of the broker has a mask (5.1)"
        size = second
        if size == 126:
            (size,) = struct.unpack("!H", self.http.read_exactly(2))
            assert size > 125, f"a length of {size} is written in 2 bytes (5.2)"
        elif size == 127:
            (size,) = struct.unpack("!Q", self.http.read_exactly(8))
            assert 65535 < size < 1 << 63, f"a length of {size} is written in 8 bytes (5.2)"
        read = Frame(bool(first & 0x80), first >> 4 & 7, first & 15, self.http.read_exactly(size))
        assert read.opcode in DATA + CONTROL, f"opcode {read.opcode} (5.2)"
        may_have = DEFLATED if self.agreement and read.opcode in (TEXT, BINARY) else 0
        assert read.reserved | may_have == may_have, f"reserved bits: {read.reserved} (5.2)"
        if read.opcode in CONTROL:
            assert read.fin and size < 126, "a control frame in fragments or too long (5.5)"
        else:
            goes_on = read.opcode == CONTINUATION
            equal(goes_on, self.begun is not None, "a continuation frame where it belongs (5.4)")
        return read

    def read_frame(self):
        """(opcode, payload) of the next control frame or the next whole message."""
        while True:
            read = self.read_raw()
            if read.opcode in CONTROL:
                return read.opcode, read.payload
            self.begun = self.begun or read
            self.parts.append(read.payload)
            if read.fin:
                return self.whole_message()

    def whole_message(self):
        begun, payload = self.begun, b"".join(self.parts)
        self.begun, self.parts = None, []
        if begun.reserved & DEFLATED:
            payload = self.agreement.inflate(payload)
        equal(begun.opcode, TEXT, "opcode")
        payload.decode()  # UTF-8 (8.1)
        return begun.opcode, payload

    # What the broker must do next.
    def pongs(self, *payloads):
        for payload in payloads:
            equal(self.read_frame(), (PONG, payload))

    def closes(self, *codes, after=()):
        """It closes with one of these codes; frames of the opcodes `after` may come before that."""
        while (read := self.read_frame())[0] in after:
            pass
        equal(read[0], CLOSE, f"opcode of a frame with {clip(read[1])}")
        self.is_close(read[1], codes)
        if not self.closing:
            self.close(read[1])
        self.ended()

    @staticmethod
    def is_close(payload, codes):
        found = struct.unpack("!H", payload[:2])[0] if payload else None
        assert found in codes, f"close code: {found}, expected {codes}"
        payload[2:].decode()  # UTF-8 (5.5.1)

    def ended(self):
        """Nothing comes any more but the end of the connection (5.5.1, 7.1.1)."""
        try:
            rest = self.http.received or self.http.socket.recv(100)
        except LOST:
            return  # it had not read all that was sent
        equal(rest, b"", "what comes after a close")

    def fails(self, frames, *codes, step=None, after=()):
        """These frames make it fail the connection, maybe before they have all been written."""
        with contextlib.suppress(*LOST):
            self.write(frames, step)
        self.closes(*codes, after=after)

    # What the client writes.
    def write(self, frames, size=None):
        """In parts of this size, with a segment for each as far as that can be had."""
        if size is None:
            return self.http.write(frames)
        for start in range(0, len(frames), size):
            self.http.write(frames[start : start + size])

    def close(self, payload, and_then=b"", step=None):
        self.closing = True
        with contextlib.suppress(*LOST):
            self.write(masked(CLOSE, payload) + and_then, step)

    # A message that comes back.
    def echo(self):
        """From here on, what is published is published to this client itself."""
        self.handshake()
        self.channel = f"/echo/{next(numbers)}"
        return self.subscribe(self.channel)

    def publication(self, data):
        message = {"channel": self.channel, "clientId": self.id, "id": "e", "data": data}
        return json.dumps([message], ensure_ascii=False, separators=(",", ":")).encode()

    def of_size(self, size):
        """(a publication of so many bytes, its data)"""
        data = filler(size - len(self.publication("")))
        return self.publication(data), data

    def comes_back(self, data):
        """With the reply or in a message of its own, whose payload is returned."""
        messages, payloads = [], []
        while len(messages) < 2:
            opcode, payload = self.read_frame()
            equal(opcode, TEXT, f"opcode of a frame with {clip(payload)}")
            messages += json.loads(payload)
            payloads.append(payload)
        event, reply = messages
        equal(event["data"], data, "data")
        assert reply["successful"] and reply["id"] == "e", reply
        return payloads[0]

    def all_come_back(self, data):
        """In this order, in as many messages as it takes."""
        events = []
        while len(events) < len(data):
            messages = json.loads(self.read_frame()[1])
            events += [each["data"] for each in messages if "data" in each]
        equal(events, data, "data")

    def echoes(self, frames, data, size=None):
        self.write(frames, size)
        return self.comes_back(data)

    def still_echoes(self):
        if self.channel is None:
            self.echo()
        self.echoes(masked(TEXT, self.publication("still here")), "still here")
