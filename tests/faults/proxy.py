"""A TCP proxy that does to the bytes what networks and bad boxes do."""

import asyncio
import random
import threading


class Proxy:
    """Listens on `port` while the `with` block runs.

    A fault is a coroutine of the bytes and the writer that passes them on in its way, and may
    raise ConnectionError to break the connection.
    """

    def __init__(self, target, to_broker=None, to_client=None):
        self.target = target
        self.to_broker, self.to_client = to_broker or passing, to_client or passing

    def __enter__(self):
        self.loop = asyncio.new_event_loop()
        ready = threading.Event()
        self.thread = threading.Thread(target=self.run, args=(ready,), daemon=True)
        self.thread.start()
        ready.wait()
        return self

    def run(self, ready):
        asyncio.set_event_loop(self.loop)
        server = self.loop.run_until_complete(asyncio.start_server(self.serve, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        self.loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self.loop):
            task.cancel()
        self.loop.run_until_complete(asyncio.sleep(0))

    async def serve(self, reader, writer):
        to, back = await asyncio.open_connection("127.0.0.1", self.target)
        ways = [
            asyncio.ensure_future(self.pass_on(reader, back, self.to_broker)),
            asyncio.ensure_future(self.pass_on(to, writer, self.to_client)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            pass  # the proxy ends; to tell asyncio's streams of it, they would print a traceback
        finally:
            for way in ways:
                way.cancel()
            writer.transport.abort()
            back.transport.abort()

    @staticmethod
    async def pass_on(reader, writer, fault):
        try:
            while data := await reader.read(65536):
                await fault(data, writer)
                await writer.drain()
        except ConnectionError:
            pass

    def __exit__(self, *_):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()


async def passing(data, writer):
    writer.write(data)


async def splitting(data, writer):
    """Every byte in a segment of its own, as far as the system lets it be."""
    for byte in data:
        writer.write(bytes([byte]))
        await asyncio.sleep(0)


async def delaying(data, writer):
    await asyncio.sleep(0.05)
    writer.write(data)


def cutting(chance, part):
    """Breaks the connection within one of so many pieces, at any byte."""

    async def fault(data, writer):
        if chance.randrange(part) == 0:
            writer.write(data[: chance.randrange(len(data) + 1)])
            await writer.drain()
            raise ConnectionResetError
        writer.write(data)

    return fault


def corrupting(chance):
    """Some bytes of every piece become others."""

    async def fault(data, writer):
        damaged = bytearray(data)
        for _ in range(1 + len(data) // 200):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        writer.write(bytes(damaged))

    return fault


def chance(seed):
    return random.Random(seed)
