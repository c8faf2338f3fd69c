"""The ways to a broker on which the cases are tried."""

import contextlib
import ssl

from broker import Broker
from certificate import certificate, listener
from peer import Peer

LIMIT = 4 << 20  # limits.message_bytes
LIMITS = {"message_bytes": "4MiB", "queue_bytes": "64MiB"}
OFFER = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits"


class Way:
    """A broker, started with its first case, and how to connect to it."""

    def __init__(self, name, config=None, headers=(), tls=None):
        self.name, self.headers, self.tls = name, headers, tls
        self.config = {"limits": LIMITS, **(config or {})}
        self.broker = None

    def start(self):
        if not self.broker:
            self.broker = Broker(**self.config).__enter__()
        return self

    @property
    def port(self):
        return self.broker.port

    def peer(self, headers=None):
        return Peer(self.port, self.headers if headers is None else headers, self.tls)

    def echo(self):
        return self.peer().echo()

    def stop(self):
        """Also of brokers that had nothing to do, as each must be able to start."""
        self.start()
        self.broker.__exit__(None, None, None)


@contextlib.contextmanager
def ways():
    """As it comes, encrypted, and with compression in both of its modes."""
    compressing = {"bayeux": {"websocket": {"compression": "connection"}}}
    alone = {"bayeux": {"websocket": {"compression": "message"}}}
    with certificate() as files:
        context = ssl.create_default_context(cafile=str(files[0]))
        context.check_hostname = False
        yield [
            Way("plain"),
            Way("tls", {"listen": [listener(files)]}, tls=context),
            Way("deflate", compressing, [OFFER]),
            Way("deflate-alone", alone, [OFFER]),
        ]
