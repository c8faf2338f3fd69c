"""A backend that remembers what it was told."""

import contextlib
import selectors
import socket
import threading

QUIET = 3  # seconds without progress: the other side does not take more


class SpyBackend:
    def __init__(self):
        self.server = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self.port = self.server.getsockname()[1]
        self.lines = []
        self.opened = self.closed = 0
        self.connections = []  # (socket, its lines) of those that are open
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.server.accept()
                self.opened += 1
                own = []
                self.connections.append((connection, own))
                threading.Thread(target=self.listen, args=(connection, own), daemon=True).start()

    def listen(self, connection, own):
        with contextlib.suppress(OSError), connection.makefile("rb") as lines:
            for line in lines:
                own.append(line)
                self.lines.append(line)
        self.connections.remove((connection, own))
        connection.close()
        self.closed += 1

    def say_to(self, marker, text):
        """Writes to whoever has said `marker`; False when nobody has."""
        for connection, own in list(self.connections):
            if any(marker in line for line in own):
                connection.sendall(text)
                return True
        return False

    def flood(self, most):
        """Writes to the newest connection until nobody takes it; returns the bytes that were taken."""
        connection, _ = self.connections[-1]
        connection.setblocking(False)
        chunk = b'{"n":1}\n' * 8192
        taken = 0
        with selectors.DefaultSelector() as selector, contextlib.suppress(ConnectionError):
            selector.register(connection, selectors.EVENT_WRITE)
            while taken < most and selector.select(QUIET):
                taken += connection.send(chunk[taken % 8 :])
        return taken

    def close(self):
        with contextlib.suppress(OSError):
            self.server.shutdown(socket.SHUT_RDWR)
        self.server.close()
        for connection, _ in list(self.connections):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
