"""Sessions: their subscriptions, their queues and the connect that each has held."""

import asyncio
import secrets
from collections import deque

from . import channels
from .mistakes import wrong

MAX_SESSIONS = 20_000
MAX_QUEUE = 10_000
MAX_QUEUED_DATA = 4 << 20


class Acknowledgement:
    """Events that were delivered and are not acknowledged yet (ACK-03 to ACK-06)."""

    def __init__(self):
        self.batch = 0
        self.unacknowledged = []

    def acknowledge(self, batch):
        if batch is not None and batch <= self.batch and not wrong("ack-ignored"):
            self.unacknowledged = [each for each in self.unacknowledged if each[0] > batch]

    def next_batch(self, events):
        if not wrong("ack-not-counted"):
            self.batch += 1
        if wrong("ack-not-resent"):
            self.unacknowledged.clear()
        self.unacknowledged += [(self.batch, event) for event in events]
        return [event for _, event in self.unacknowledged]


class Session:
    def __init__(self, client_id, browser):
        self.id = client_id
        self.browser = browser  # The cookie that it belongs to, over HTTP.
        self.subscriptions = set()
        self.queue = deque()
        self.queued_data = 0  # Characters of it.
        self.connected = False  # It has connected before (CON-03).
        self.held = None  # A future: why the held connect is answered.
        self.socket = None  # The WebSocket that events are pushed to.
        self.answering = False  # An HTTP response is being made that takes its events.
        self.acknowledgement = None
        self.published = 0  # Events for it so far.
        self.kept = None  # One that is to change places with the next.
        self.interval = 0.0  # What the client said, in seconds (CON-21).
        self.expiry = None

    def subscribed_to(self, channel):
        """How many of its subscriptions match."""
        return sum(channels.matches(pattern, channel) for pattern in self.subscriptions)

    def mistaken(self, event):
        """What is delivered in the place of an event."""
        self.published += 1
        if wrong("events-lost") and self.published % 3 == 0:
            return []
        if wrong("events-swapped"):
            kept, self.kept = self.kept, None if self.kept else event
            return [event, kept] if kept else []
        return [event]

    def take_events(self, with_connect):
        """What the next response is to carry."""
        if self.acknowledgement is not None:
            if not with_connect and not wrong("ack-events-anywhere"):
                return []
            events = self.acknowledgement.next_batch(self.queue)
        else:
            events = list(self.queue)
        self.queue.clear()
        self.queued_data = 0
        if wrong("events-reversed"):
            events.reverse()
        return events

    @property
    def has_events(self):
        return bool(self.queue) or bool(
            self.acknowledgement and self.acknowledgement.unacknowledged)

    def release(self, reason):
        """Has the held connect answered."""
        held, self.held = self.held, None
        if held is not None and not held.done():
            held.set_result(reason)


class Sessions:
    """All of them, by id."""

    def __init__(self, max_interval):
        self.max_interval = max_interval
        self.by_id = {}
        self.created = 0

    def create(self, browser):
        self.created += 1
        client_id = secrets.token_hex(20)
        if wrong("client-id-counted"):
            client_id = f"client{self.created}"
        if wrong("client-id-reused"):
            client_id = secrets.token_hex(20)[:1] * 40
        if wrong("client-id-not-alphanumeric"):
            client_id = "id-" + client_id
        session = self.by_id[client_id] = Session(client_id, browser)
        self.prolong(session)
        return session

    def prolong(self, session):
        """Begins the time anew after which the session ends; a held connect stops it."""
        if session.expiry:
            session.expiry.cancel()
            session.expiry = None
        if session.held is None or wrong("expiry-while-held"):
            patience = 1.0 if wrong("expiry-while-held") and session.held else self.max_interval
            session.expiry = asyncio.get_running_loop().call_later(
                patience + session.interval, self.remove, session, "expired")

    def remove(self, session, reason):
        self.by_id.pop(session.id, None)
        if session.expiry:
            session.expiry.cancel()
        if reason != "disconnected" or not wrong("connect-held-after-disconnect"):
            session.release(reason)

    def publish(self, event):
        for session in list(self.by_id.values()):
            copies = session.subscribed_to(event["channel"])
            if copies and not wrong("copy-per-subscription"):
                copies = 1
            for _ in range(copies * (2 if wrong("events-doubled") else 1)):
                for each in session.mistaken(event):
                    self.deliver(session, each)

    def deliver(self, session, event):
        if session.socket and session.acknowledgement is None:
            session.socket.send([event])
            if wrong("event-ends-websocket-connect"):
                session.release("event")
            return
        if wrong("events-need-held-connect") and session.held is None and not session.answering:
            return
        session.queue.append(event)
        session.queued_data += len(str(event.get("data")))
        if len(session.queue) > MAX_QUEUE or session.queued_data > MAX_QUEUED_DATA:
            self.remove(session, "overrun")
        elif not session.answering or session.acknowledgement is not None:
            # LP-20: a response that is being made takes the event along.
            if not wrong("event-waits-for-timeout"):
                session.release("event")

    def connection_lost(self, session):
        """LP-22, WS-17: the session waits for its client to come back."""
        session.socket = None
        session.release("lost")
        if wrong("session-ends-with-connection"):
            self.remove(session, "lost")
        elif session.id in self.by_id:
            self.prolong(session)
