"""Runs aiocometd for the tests: takes calls, as lines of JSON, and tells what happens in the same way."""

import asyncio
import json
import logging
import sys

from aiocometd_ng import Client, ConnectionType, Extension
from aiocometd_ng.exceptions import AiocometdException


def tell(name, value):
    print(json.dumps({"name": name, "value": value}), flush=True)


class Recorder(Extension):
    """Tells of the replies which the client keeps to itself."""

    async def incoming(self, payload, headers=None):
        for message in payload:
            name = message["channel"].removeprefix("/meta/")
            if name in ("handshake", "connect", "subscribe"):
                tell(name, {key: message.get(key) for key in ("successful", "clientId")})

    async def outgoing(self, payload, headers):
        pass


class Driver:
    """The calls. Channels are matched with listeners by the test, as the client has no listeners."""

    def __init__(self):
        self.client = None
        self.listening = None
        self.channels = {}

    async def open(self, url, transport, _extensions):
        self.client = Client(
            url,
            ConnectionType(transport),
            # Its supervision of the connection fails with the asyncio of Python 3.10 and later.
            connection_timeout=None,
            max_pending_count=0,
            extensions=[Recorder()],
        )
        await self.client.open()
        self.listening = asyncio.create_task(self.listen())

    async def listen(self):
        async for message in self.client:
            tell("received", message)

    async def subscribe(self, channel, key):
        self.channels[key] = channel
        await self.client.subscribe(channel)

    # The client itself subscribes again after a new handshake.
    keepSubscribed = subscribe

    async def unsubscribe(self, key):
        await self.client.unsubscribe(self.channels.pop(key))

    async def publish(self, messages, _together):
        # It sends what is published at one time in parallel when it long-polls, so in any order.
        for channel, data in messages:
            await self.client.publish(channel, data)
        return [{"successful": True} for _ in messages]

    async def disconnect(self):
        await self.client.close()
        self.listening.cancel()


async def answer(driver, call):
    try:
        result = await getattr(driver, call["do"])(*call["given"])
        result = result or {"successful": True}
    except AiocometdException as error:
        result = {"successful": False, "error": repr(error)}
    print(json.dumps({"id": call["id"], "result": result}), flush=True)


async def main():
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING)
    calls = asyncio.StreamReader(limit=1 << 24)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(calls), sys.stdin)
    driver = Driver()
    while line := await calls.readline():
        await answer(driver, json.loads(line))


asyncio.run(main())
