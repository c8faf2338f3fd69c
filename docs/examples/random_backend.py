#!/usr/bin/env python3
"""A backend for /service/random. Halley opens one connection a client, and sends its calls:
{"method":"start","params":[MILLISECONDS]}, {"method":"stop"}, {"method":"echo","params":[1],"id":2}
"""
import argparse
import asyncio
import contextlib
import json
import random
import re

STRING_OR_BRACE = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"?|[{}]', re.DOTALL)


def take_object(data):
    """(the first JSON object, the rest); the object is empty while it is not complete.
    There is nothing between two objects, and TCP may join them or cut one anywhere."""
    depth = 0
    for token in STRING_OR_BRACE.finditer(data):
        depth += (token[0] == b"{") - (token[0] == b"}")
        if token[0] == b"}" and depth <= 0:
            return data[: token.end()], data[token.end() :]
    return b"", data


class Client:
    def __init__(self, writer):
        self.writer, self.ticker = writer, None

    def reply(self, result, error=None, id=None):
        answer = {"jsonrpc": "2.0", "result": result, "error": error, "id": id}
        self.writer.write(json.dumps(answer, separators=(",", ":")).encode())

    async def tick(self, seconds):
        while True:
            await asyncio.sleep(seconds)
            self.reply(random.randrange(100))

    def call(self, method=None, params=None, id=None, **others):
        if method in ("start", "stop"):
            self.stop()
        if method == "start":
            seconds = float(params[0] if params else 1000) / 1000
            self.ticker = asyncio.create_task(self.tick(max(seconds, 0.001)))
        elif method == "echo":
            self.reply(params, None, id)
        elif method != "stop":
            self.reply(None, f"unknown method {method}", id)

    def stop(self):
        if self.ticker:
            self.ticker.cancel()


async def serve(reader, writer):
    client, data = Client(writer), b""
    writer.write(b"READY")
    with contextlib.suppress(ConnectionError):
        while received := await reader.read(65536):  # empty: the client has left
            text, data = take_object(data + received)
            while text:
                try:
                    client.call(**json.loads(text))
                except (ValueError, TypeError, LookupError) as error:
                    client.reply(None, str(error))
                text, data = take_object(data)
            await writer.drain()
    client.stop()
    writer.close()


async def main():
    options = argparse.ArgumentParser()
    options.add_argument("--port", type=int, default=1315, help="0: any free port")
    server = await asyncio.start_server(serve, "127.0.0.1", options.parse_args().port)
    print(f"listening on 127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


with contextlib.suppress(KeyboardInterrupt):
    asyncio.run(main())
