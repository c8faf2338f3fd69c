#!/usr/bin/env python3
"""Usage: calc.py [PORT]. A JSON-RPC backend: one request a line, one answer a line.

services: { calc: { port: 1317, framing: newline, shared: true } }
"""

import asyncio
import json
import sys


def add(*numbers):
    return sum(numbers)


def div(dividend, divisor):
    return dividend / divisor


METHODS = {"add": add, "div": div}


def answer(line):
    try:
        request = json.loads(line)
    except ValueError:
        return {"jsonrpc": "2.0", "error": {"code": -32700, "message": "Parse error"}, "id": None}
    if "id" not in request:
        return None  # A notification, such as hello, session.opened and session.closed.
    reply = {"jsonrpc": "2.0", "id": request["id"]}
    try:
        method = METHODS[request.get("method")]
    except KeyError:
        return {**reply, "error": {"code": -32601, "message": "Method not found"}}
    try:
        return {**reply, "result": method(*request.get("params", []))}
    except (TypeError, ArithmeticError) as error:
        return {**reply, "error": {"code": -32602, "message": str(error)}}


async def serve(reader, writer):
    async for line in reader:
        if reply := answer(line):
            writer.write(json.dumps(reply).encode() + b"\n")
            await writer.drain()
    writer.close()  # Halley has half-closed: its client is gone.


async def main():
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 1317
    server = await asyncio.start_server(serve, "127.0.0.1", port, limit=1 << 20)
    print(f"calc: listening on {server.sockets[0].getsockname()[1]}", flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        pass
