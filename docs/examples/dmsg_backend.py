#!/usr/bin/env python3
"""A backend for /service/dmsg, a chat room: what one client sends reaches all of them.
Clients send JSON objects such as {"from":"Ada","text":"hello"}, or plain text.
"""
import argparse
import asyncio
import contextlib
import re

STRING_OR_BRACE = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"?|[{}]', re.DOTALL)
WAITING_BYTES = 8_000_000
clients = set()


def take_message(data):
    """(the first message, the rest). A JSON object counts when it is complete, so that the
    pieces of a long one do not mingle with what others send; text goes on as it came."""
    if not data.lstrip().startswith(b"{"):
        return data, b""
    depth = 0
    for token in STRING_OR_BRACE.finditer(data):
        depth += (token[0] == b"{") - (token[0] == b"}")
        if depth == 0 and token[0] == b"}":
            return data[: token.end()], data[token.end() :]
    return b"", data


def send_to_all(message):
    for writer in list(clients):
        writer.write(message)
        # Someone who does not read must not fill our memory.
        if writer.transport.get_write_buffer_size() > WAITING_BYTES:
            clients.discard(writer)
            writer.transport.abort()


async def serve(reader, writer):
    clients.add(writer)
    data = b""
    with contextlib.suppress(ConnectionError):
        while received := await reader.read(65536):  # empty: the client has left
            message, data = take_message(data + received)
            while message:
                send_to_all(message)
                message, data = take_message(data)
    clients.discard(writer)
    writer.close()


async def main():
    options = argparse.ArgumentParser()
    options.add_argument("--port", type=int, default=1316, help="0: any free port")
    server = await asyncio.start_server(serve, "127.0.0.1", options.parse_args().port)
    print(f"listening on 127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


with contextlib.suppress(KeyboardInterrupt):
    asyncio.run(main())
