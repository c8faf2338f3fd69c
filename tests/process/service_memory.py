"""Usage: service_memory.py HALLEY. What a broker keeps for services when one side does not
read: little, and nothing is lost of what it took."""

import re
import selectors
import socket
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "support"))
import tap  # noqa: E402
from bayeux_client import PATIENCE, Client  # noqa: E402
from broker import Broker  # noqa: E402

MIB = 1 << 20
QUIET = 3  # seconds without progress: the other side does not take more


def broker_with(port):
    # A client that waits for a slow machine is not to expire.
    return Broker(services={"raw": {"port": port}, "lines": {"port": port, "framing": "newline"}},
                  bayeux={"max_interval": "10m"})


def most_resident(broker):
    status = Path(f"/proc/{broker.process.pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) * 1024


class Listener:
    def __enter__(self):
        self.server = socket.create_server(("127.0.0.1", 0))
        self.server.settimeout(PATIENCE)
        self.port = self.server.getsockname()[1]
        return self

    def accept(self):
        connection, _ = self.server.accept()
        return connection

    def __exit__(self, *_):
        self.server.close()


def flood(connection, text, most):
    """Writes the text again and again until nobody takes it; returns how many bytes were taken."""
    connection.setblocking(False)
    chunk = text * (65536 // len(text))
    taken = 0
    with selectors.DefaultSelector() as selector:
        selector.register(connection, selectors.EVENT_WRITE)
        while taken < most and selector.select(QUIET):
            # The rest of a text that was cut goes first.
            taken += connection.send(chunk[taken % len(text):])
    return taken


def a_backend_that_floods():
    for service, text in (("raw", b"[1]"), ("lines", b'{"n":1}\n')):
        with Listener() as listener, broker_with(listener.port) as broker:
            client = Client(broker.port)
            client.publish(f"/service/{service}", "start")
            connection = listener.accept()
            before = most_resident(broker)
            taken = flood(connection, text, 200 * MIB)
            assert taken < 64 * MIB, f"{taken} bytes were taken for a client that does not read"
            grown = most_resident(broker) - before
            assert grown < 24 * MIB, f"the broker has grown by {grown} bytes"

            # The client reads after all: nothing was lost, and it goes on.
            connection.shutdown(socket.SHUT_WR)
            expected, got = -(-taken // len(text)), 0  # One that was cut off comes as it is.
            while got < expected:
                client.wait_for(lambda event: "data" in event)
                got += 1 + sum("data" in event for event in client.events)
                client.events = [event for event in client.events if "data" not in event]
            tap.equal(got, expected, "events")
            grown = most_resident(broker) - before
            assert grown < 24 * MIB, f"the broker has grown by {grown} bytes"
            connection.close()


def a_backend_that_never_reads():
    with Listener() as listener, broker_with(listener.port) as broker:
        client = Client(broker.port)
        client.publish("/service/lines", "first")
        connection = listener.accept()
        before = most_resident(broker)
        taken, refused = ["first"], 0
        for number in range(400):
            text = f"{number} " + "x" * 250_000
            answer = client.publish("/service/lines", text)
            if answer["successful"]:
                tap.equal(refused, 0, "refusals before a text is taken again")
                taken.append(text)
            else:
                tap.equal(answer["error"], "503:/service/lines:service_busy", "the refusal")
                refused += 1
        assert refused > 0, "a backend that never reads was given 100 MB"
        grown = most_resident(broker) - before
        assert grown < 24 * MIB, f"the broker has grown by {grown} bytes"

        # It reads after all: what was taken arrives, once and in order, and it goes on.
        lines = connection.makefile("rb")
        for text in taken:
            tap.equal(lines.readline().decode(), text + "\n", "a line")
        while not client.publish("/service/lines", "again")["successful"]:
            pass
        tap.equal(lines.readline(), b"again\n", "the next line")
        connection.close()


Broker.halley = str(Path(sys.argv[1]).resolve())
tap.run((case.__name__.replace("_", " "), case)
        for case in (a_backend_that_floods, a_backend_that_never_reads))
