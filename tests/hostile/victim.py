"""Two sessions that mind their own business: each must get every event, in order, once."""

import re
import threading
import time
from pathlib import Path

from broker import PATIENCE
from http_client import LongPolling
from web_socket import connected

CHANNEL = "/victim/news"


def resident(broker):
    status = Path(f"/proc/{broker.process.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) * 1024


class Victim(threading.Thread):
    """Publishes the numbers and reads them, over WebSocket and by long-polling, until told to end.

    Every wait has a deadline, so a broker that stops serving is a failure and not a hang.
    """

    def __init__(self, broker):
        super().__init__(daemon=True)
        self.broker = broker
        self.publisher = connected(broker.port)
        self.socket = connected(broker.port).subscribe(CHANNEL)
        self.polling = LongPolling(broker.port)
        assert self.polling.ask("/meta/subscribe", subscription=CHANNEL)[-1]["successful"]
        self.rounds = 0
        self.most_memory = 0
        self.failure = None
        self.ending = threading.Event()
        for each in (self.publisher, self.socket):
            self.hold_connect(each)

    @staticmethod
    def hold_connect(socket):
        socket.send([socket.message("/meta/connect", connectionType="websocket")])

    def run(self):
        try:
            while not self.ending.wait(0.001):
                self.round(self.rounds + 1)
                self.rounds += 1
        except Exception as error:  # told by the thread that waits for progress
            self.failure = error

    def round(self, number):
        self.polling.begin_connect()
        self.publisher.send([self.publisher.message(CHANNEL, data=number, id="p")])
        replies = []
        while not replies:
            replies = [each for each in self.read(self.publisher) if each.get("id") == "p"]
        assert replies[0]["successful"], replies
        self.expect(number, lambda: self.read(self.socket), "websocket")
        self.expect(number, self.polling.end_connect, "long-polling", self.polling.begin_connect)
        self.most_memory = max(self.most_memory, resident(self.broker))

    def read(self, socket):
        messages = socket.read()
        if any(each["channel"] == "/meta/connect" for each in messages):
            self.hold_connect(socket)
        return messages

    @staticmethod
    def expect(number, read, transport, again=lambda: None):
        while True:
            messages = read()
            events = [each["data"] for each in messages if each["channel"] == CHANNEL]
            if events:
                assert events == [number], f"{transport}: got {events}, expected {number}"
                return
            failed = [each for each in messages if not each.get("successful", True)]
            assert not failed, failed
            again()

    def proceed(self, rounds):
        """Waits until so many more events have been published and read."""
        wanted, end = self.rounds + rounds, time.monotonic() + 2 * PATIENCE
        while self.rounds < wanted:
            if self.failure:
                raise AssertionError(f"the victim, after {self.rounds} events: {self.failure!r}")
            assert time.monotonic() < end, f"the victim gets nothing after {self.rounds} events"
            time.sleep(0.001)

    def watch_memory(self):
        """What the broker has now; `most_memory` begins anew."""
        self.most_memory = resident(self.broker)
        return self.most_memory

    def end(self):
        self.ending.set()
        self.join(2 * PATIENCE)
        if self.failure:
            raise AssertionError(f"the victim: {self.failure!r}")
