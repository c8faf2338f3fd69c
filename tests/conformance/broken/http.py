"""HTTP: requests, and long-polling and callback-polling in them."""

import asyncio
import codecs
import re
import secrets
import traceback
from urllib.parse import parse_qs, unquote, urlsplit

from . import values
from .mistakes import wrong
from .protocol import Held
from .web_socket import WebSocketLink, accept_key

MAX_HEAD = 16 << 10
MAX_BODY = 1 << 20
PATH = "/cometd"


class Refusal(Exception):
    """An answer of HTTP instead of Bayeux."""

    def __init__(self, status, text, headers=()):
        super().__init__(text)
        self.status = status
        self.headers = headers


class Request:
    def __init__(self, head):
        lines = head.decode("latin-1").split("\r\n")
        parts = lines[0].split(" ")
        if len(parts) != 3 or not parts[2].startswith("HTTP/1."):
            raise Refusal(400, "no request of HTTP/1.1")
        self.method, self.target, self.version = parts
        self.headers = {}
        for line in lines[1:]:
            name, colon, value = line.partition(":")
            if not colon or name != name.strip():
                raise Refusal(400, "an unsound header")
            name = name.lower()
            previous = self.headers.get(name)
            self.headers[name] = f"{previous}, {value.strip()}" if previous else value.strip()
        self.body = b""

    def header(self, name):
        return self.headers.get(name.lower(), "")

    @property
    def keeps(self):
        tokens = self.header("Connection").lower()
        return "close" not in tokens and (self.version == "HTTP/1.1" or "keep-alive" in tokens)

    @property
    def cookies(self):
        pairs = (pair.strip().partition("=") for pair in re.split("[;,]", self.header("Cookie")))
        return {value for name, _, value in pairs if name == "BAYEUX_BROWSER"}


class HttpLink:
    """What the protocol needs to know of one request."""

    streams = False
    session = None

    def __init__(self, cookies, browser, events_with_connect):
        self.cookies = cookies
        self.browser = browser
        self.events_with_connect = events_with_connect  # JSP-09
        self.involved = []


class Connection:
    """One connection of a client, request after request."""

    browsers = set()  # The cookies that were given out: others are replaced (LP-11).
    patience = 20.0  # Seconds for the rest of a request that has begun.

    def __init__(self, protocol, reader, writer):
        self.protocol = protocol
        self.reader = reader
        self.writer = writer
        self.buffer = bytearray()
        self.spoken_for = set()  # Sessions.

    async def run(self):
        try:
            while await self._one():
                pass
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            if wrong("queue-dropped-with-connection"):
                for session in self.spoken_for:
                    session.queue.clear()
            self.writer.close()

    async def _one(self):
        """Serves a request; false when the connection ends."""
        try:
            request = await self._read()
        except Refusal as refusal:
            await self._refuse(refusal)
            return False
        except TimeoutError:
            return False
        if request is None:
            return False
        if "websocket" in request.header("Upgrade").lower():
            await self._upgrade(request)
            return False
        try:
            await self._serve(request)
        except Refusal as refusal:
            await self._refuse(refusal, request)
        except Exception:
            await self._refuse(Refusal(500, "internal error"), request)
        return request.keeps and not wrong("connection-cut")

    async def _fill(self):
        data = await self.reader.read(65536)
        if not data:
            raise ConnectionResetError
        self.buffer += data

    async def _take(self, size):
        while len(self.buffer) < size:
            await self._fill()
        data = bytes(self.buffer[:size])
        del self.buffer[:size]
        return data

    async def _take_line(self, limit):
        while (end := self.buffer.find(b"\r\n")) < 0:
            if len(self.buffer) > limit:
                raise Refusal(400, "a line is too long")
            await self._fill()
        line = await self._take(end + 2)
        return line[:-2]

    async def _read(self):
        if not self.buffer:
            await self._fill()
        async with asyncio.timeout(None if wrong("slow-requests-awaited") else self.patience):
            while (end := self.buffer.find(b"\r\n\r\n")) < 0:
                if len(self.buffer) > MAX_HEAD:
                    raise Refusal(431, "the header is too long")
                await self._fill()
            request = Request((await self._take(end + 4))[:-4])
            await self._read_body(request)
            return request

    async def _read_body(self, request):
        if "100-continue" in request.header("Expect").lower():
            self.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        if request.header("Transfer-Encoding"):
            if wrong("chunks-refused"):
                raise Refusal(501, "chunks are unheard of")
            while size := int((await self._take_line(64)).split(b";")[0], 16):
                if len(request.body) + size > MAX_BODY:
                    raise Refusal(413, "the body is too long")
                request.body += (await self._take(size + 2))[:-2]
            while await self._take_line(MAX_HEAD):
                pass
            return
        length = request.header("Content-Length") or "0"
        if not length.isdigit():
            raise Refusal(400, "an unsound length")
        if int(length) > MAX_BODY and not wrong("no-limit-of-size"):
            raise Refusal(413, "the body is too long")
        request.body = await self._take(int(length))

    async def _serve(self, request):
        parts = urlsplit(request.target)
        if parts.path != PATH and not parts.path.startswith(PATH + "/"):
            raise Refusal(404, "nothing here")
        query = parse_qs(parts.query, keep_blank_values=True)
        if request.method == "GET" and ("message" in query or "jsonp" in query):
            await self._callback(request, query)
        elif request.method == "POST":
            await self._exchange(request, _messages(_body_text(request)), "")
        elif request.method == "OPTIONS":
            self._respond(200, [], b"")
        else:
            raise Refusal(405, "only POST", [("Allow", "POST, GET, OPTIONS")])

    async def _callback(self, request, query):
        name = query.get("jsonp", ["jsonpcallback"])[0]
        if not re.fullmatch(r"[A-Za-z_$][A-Za-z0-9_$.]{0,63}", name):
            if not wrong("callback-name-unchecked"):
                raise Refusal(400, "no name of a function")
        messages = [message for text in query.get("message", []) for message in _messages(text)]
        if not messages:
            raise Refusal(400, "no message")
        await self._exchange(request, messages, name)

    async def _exchange(self, request, messages, callback):
        cookies = request.cookies & Connection.browsers or set(
            request.cookies if wrong("foreign-cookie-kept") else ())
        handshake = any(each.get("channel") == "/meta/handshake" for each in messages)
        browser, headers = next(iter(cookies), None), []
        if handshake and browser is None:
            browser = secrets.token_hex(16)
            Connection.browsers.add(browser)
            flags = "; SameSite=Lax"
            if not wrong("cookie-readable"):
                flags += "; HttpOnly"
            if self.writer.get_extra_info("sslcontext") and not wrong("cookie-in-clear"):
                flags += "; Secure"
            headers.append(("Set-Cookie", f"BAYEUX_BROWSER={browser}; Path=/{flags}"))
        link = HttpLink(request.cookies, browser, bool(callback))
        answer = self.protocol.answer(messages, link)
        self.spoken_for.update(link.involved)
        if isinstance(answer, Held):
            reason = await self._hold(answer)
            if reason == "lost":
                raise ConnectionResetError
            answer = self.protocol.finish(answer, reason, link)
        status = 400 if wrong("status-of-errors") and not answer[-1]["successful"] else 200
        single = len(answer) == 1 and wrong("reply-without-array")
        text = values.text_of(answer[0] if single else answer)
        if callback:
            self._respond_script(headers, callback, text)
        else:
            kind = "text/html" if wrong("content-type-html") else "application/json; charset=utf-8"
            self._respond(status, [*headers, ("Content-Type", kind)], text.encode())
        await self.writer.drain()

    async def _hold(self, held):
        """Waits for the end of a held connect, or of the connection (LP-22)."""
        reading = None
        try:
            while not held.future.done():
                reading = reading or asyncio.ensure_future(self._fill())
                await asyncio.wait({reading, held.future}, return_when=asyncio.FIRST_COMPLETED)
                if reading.done():
                    reading.result()
                    reading = None
                    if len(self.buffer) > MAX_BODY:
                        raise ConnectionResetError
            return held.future.result()
        except ConnectionError:
            if held.session.held is held.future:
                self.protocol.sessions.connection_lost(held.session)
            raise
        finally:
            if reading:
                reading.cancel()
                await asyncio.wait({reading})

    def _respond_script(self, headers, callback, text):
        if not wrong("script-separators-raw"):
            text = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
        kind = "text/plain" if wrong("script-as-text") else "text/javascript; charset=utf-8"
        prefix = "" if wrong("script-without-comment") else "/**/"
        self._respond(200, [*headers, ("Content-Type", kind),
                            ("Content-Disposition", "attachment; filename=f.txt")],
                      f"{prefix}{callback}({text});".encode())

    def _respond(self, status, headers, body):
        lines = [f"HTTP/1.1 {status} {'OK' if status == 200 else 'Refused'}",
                 f"Content-Length: {len(body)}"]
        if not wrong("cacheable"):
            lines += ["Cache-Control: no-store", "X-Content-Type-Options: nosniff"]
        lines += [f"{name}: {value}" for name, value in headers]
        self.writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)

    async def _refuse(self, refusal, request=None):
        status = 500 if wrong("refusals-as-500") else refusal.status
        headers = [("Content-Type", "text/plain; charset=utf-8"), *refusal.headers]
        if request is None or not request.keeps:
            headers.append(("Connection", "close"))
        text = str(refusal)
        if wrong("internals-shown"):
            text = "".join(traceback.format_exception(refusal))
        self._respond(status, headers, text.encode())
        await self.writer.drain()

    async def _upgrade(self, request):
        key = request.header("Sec-WebSocket-Key")
        sound = (request.method == "GET" and urlsplit(request.target).path.startswith(PATH)
                 and re.fullmatch(r"[A-Za-z0-9+/]{22}==", key))
        if not sound or request.header("Sec-WebSocket-Version") != "13":
            await self._refuse(Refusal(426 if sound else 400, "no upgrade of version 13",
                                       [("Sec-WebSocket-Version", "13")]))
            return
        origin = request.header("Origin")
        if origin and urlsplit(origin).netloc != request.header("Host"):
            if not wrong("any-origin"):
                await self._refuse(Refusal(403, "a foreign origin"))
                return
        lines = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade",
                 f"Sec-WebSocket-Accept: {accept_key(key)}"]
        if "bayeux" in re.split(r"\s*,\s*", request.header("Sec-WebSocket-Protocol")):
            lines.append("Sec-WebSocket-Protocol: bayeux")
        self.writer.write("\r\n".join(lines).encode() + b"\r\n\r\n")
        await WebSocketLink(self.protocol, _Ahead(self.buffer, self.reader), self.writer).run()


class _Ahead:
    """Reads what was received already, then the rest."""

    def __init__(self, buffer, reader):
        self.buffer = buffer
        self.reader = reader

    async def readexactly(self, size):
        head = bytes(self.buffer[:size])
        del self.buffer[:size]
        return head + await self.reader.readexactly(size - len(head))


def _body_text(request):
    kind, _, parameters = request.header("Content-Type").partition(";")
    kind = kind.strip().lower()
    if kind == "application/x-www-form-urlencoded":
        form = parse_qs(request.body.decode("latin-1"))
        return unquote(form.get("message", [""])[0])
    if kind not in ("application/json", "text/json") and not wrong("any-content-type"):
        raise Refusal(415, "only application/json")
    charset = re.search(r'charset="?([^";\s]+)', parameters)
    try:
        codec = codecs.lookup(charset[1] if charset else "utf-8")
        errors = "replace" if wrong("not-utf-8-accepted") else "strict"
        return request.body.decode(codec.name, errors)
    except (LookupError, ValueError) as error:
        raise Refusal(400, "not in its charset") from error


def _messages(text):
    try:
        messages = values.parse(text)
    except values.BadJson as error:
        if wrong("bad-json-ignored"):
            return []
        raise Refusal(400, str(error)) from error
    messages = [messages] if isinstance(messages, dict) else messages
    if not isinstance(messages, list) or not all(isinstance(each, dict) for each in messages):
        raise Refusal(400, "not messages")
    return messages
