"""Frames of RFC 6455 and a session's batches in them."""

import asyncio
import base64
import hashlib
import struct
import traceback

from . import values
from .mistakes import wrong
from .protocol import Held

MAX_MESSAGE = 1 << 20
MAX_UNSENT = 2 << 20
LONGEST_REASON = 123
CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10


class Violation(Exception):
    def __init__(self, code, reason):
        super().__init__(reason)
        self.code = code


def accept_key(key):
    if wrong("upgrade-key-copied"):
        return key
    digest = hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()
    return base64.b64encode(digest).decode()


class WebSocketLink:
    """One WebSocket; a session bound to it has its events pushed."""

    streams = True
    events_with_connect = False
    cookies = ()
    browser = None

    def __init__(self, protocol, reader, writer):
        self.protocol = protocol
        self.reader = reader
        self.writer = writer
        self.session = None
        self.involved = []
        self.closed = False

    def adopt(self, session):
        if session.socket is not self:
            if session.held:
                session.release("superseded")
            if self.session not in (None, session):
                self.session.socket = None
            session.socket = self
            waiting, session.queue = list(session.queue), type(session.queue)()
            self.session = session
            for event in waiting if session.acknowledgement is None else []:
                self.send([event])
            if session.acknowledgement is not None:
                session.queue.extend(waiting)

    async def run(self):
        try:
            while not self.closed:
                await self._read_message()
        except Violation as violation:
            reason = str(violation)
            if wrong("internals-shown"):
                reason = "".join(traceback.format_exception(violation))[:LONGEST_REASON]
            self._close(violation.code, reason)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self.closed = True
            if self.session and self.session.socket is self:
                self.protocol.sessions.connection_lost(self.session)

    def send(self, messages):
        if self.closed:
            return
        if self.writer.transport.get_write_buffer_size() > MAX_UNSENT:
            self.writer.transport.abort()  # WS-31: its reader is too slow.
            return
        payload = values.text_of(messages).encode()
        if wrong("frame-split-in-character"):
            self._split_in_character(payload)
        elif wrong("events-as-binary") and "data" in messages[0]:
            self._frame(BINARY, payload)
        else:
            self._frame(TEXT, payload)

    def _split_in_character(self, payload):
        first = next((at for at, byte in enumerate(payload) if byte >= 0xC0), None)
        if first is None:
            return self._frame(TEXT, payload)
        self._frame(TEXT, payload[:first + 1])
        return self._frame(TEXT, payload[first + 1:])

    def _frame(self, opcode, payload):
        size = len(payload)
        mask = 0x80 if wrong("frames-masked") else 0
        if size < 126:
            head = bytes([0x80 | opcode, mask | size])
        elif size < 65536:
            head = bytes([0x80 | opcode, mask | 126]) + struct.pack("!H", size)
        else:
            head = bytes([0x80 | opcode, mask | 127]) + struct.pack("!Q", size)
        self.writer.write(head + (bytes(4) if mask else b"") + payload)

    def _close(self, code, reason=""):
        if not self.closed:
            self.closed = True
            self._frame(CLOSE, struct.pack("!H", code) + reason.encode())

    async def _read_message(self):
        """Reads frames until a text is complete; control frames may come in between."""
        parts, kind = [], None
        while True:
            final, opcode, payload = await self._read_frame(sum(map(len, parts)))
            if opcode >= CLOSE:
                self._control(opcode, payload)
                if self.closed:
                    return
                continue
            if (opcode == CONTINUATION) != (kind is not None):
                raise Violation(1002, "a continuation of nothing, or none")
            kind = kind or opcode
            parts.append(payload)
            if final or wrong("fragments-as-messages"):
                break
        if kind != TEXT:
            raise Violation(1003, "only text")
        self._receive(b"".join(parts))

    async def _read_frame(self, before):
        head = await self.reader.readexactly(2)
        final, opcode, size = head[0] & 0x80, head[0] & 0x0F, head[1] & 0x7F
        if not wrong("frames-unchecked"):
            if head[0] & 0x70 or opcode not in (CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG):
                raise Violation(1002, "an unknown frame")
            if not head[1] & 0x80:
                raise Violation(1002, "an unmasked frame")
            if opcode >= CLOSE and (not final or size > 125):
                raise Violation(1002, "an unsound control frame")
        if size == 126:
            size = struct.unpack("!H", await self.reader.readexactly(2))[0]
        elif size == 127:
            size = struct.unpack("!Q", await self.reader.readexactly(8))[0]
        if before + size > MAX_MESSAGE and not wrong("no-limit-of-size"):
            raise Violation(1009, "too long")
        mask = await self.reader.readexactly(4) if head[1] & 0x80 else bytes(4)
        payload = await self.reader.readexactly(size)
        key = (mask * (size // 4 + 1))[:size]
        number = int.from_bytes(payload, "big") ^ int.from_bytes(key, "big")
        return final, opcode, number.to_bytes(size, "big")

    def _control(self, opcode, payload):
        if opcode == PING and not wrong("ping-unanswered"):
            self._frame(PONG, b"" if wrong("pong-empty") else payload)
        elif opcode == CLOSE and not wrong("close-unanswered"):
            code = struct.unpack("!H", payload[:2])[0] if len(payload) >= 2 else 1000
            self._close(code)
        elif opcode == CLOSE:
            self.closed = True

    def _receive(self, payload):
        try:
            text = payload.decode(errors="replace" if wrong("not-utf-8-accepted") else "strict")
        except UnicodeDecodeError as error:
            raise Violation(1007, "not UTF-8") from error
        try:
            messages = values.parse(text)
        except values.BadJson as error:
            if wrong("bad-json-ignored"):
                return
            raise Violation(1008, str(error)) from error
        messages = [messages] if isinstance(messages, dict) else messages
        if not isinstance(messages, list) or not all(isinstance(m, dict) for m in messages):
            raise Violation(1008, "not messages")
        answer = self.protocol.answer(messages, self)
        if isinstance(answer, Held):
            answer.future.add_done_callback(lambda future: self._end_hold(answer, future.result()))
        elif wrong("frame-per-reply"):
            for each in answer:
                self.send([each])
        elif answer:
            self._send_with_events(answer)

    def _end_hold(self, held, reason):
        if reason != "lost":
            self._send_with_events(self.protocol.finish(held, reason, self))

    def _send_with_events(self, messages):
        """WS-05: events in frames of their own, ahead of the replies."""
        for each in messages:
            if "successful" not in each:
                self.send([each])
        replies = [each for each in messages if "successful" in each]
        if replies:
            self.send(replies)
