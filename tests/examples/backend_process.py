"""An example backend as a process, and connections to it."""

import json
import re
import shutil
import socket
import subprocess
import sys

import tap

PATIENCE = 20  # seconds, for a machine that is busy; nothing here waits for time to pass


class Backend:
    """Runs `<name>_backend.py` or `.mjs` on a free port, and ends it."""

    def __init__(self, folder, name, language):
        program = {"py": sys.executable, "mjs": shutil.which("node")}[language]
        if not program:
            raise tap.Skip("node is not installed")
        self.process = subprocess.Popen(
            [program, folder / f"{name}_backend.{language}", "--port", "0"],
            stdout=subprocess.PIPE, text=True)
        announcement = self.process.stdout.readline()
        self.port = int(re.fullmatch(r"listening on 127\.0\.0\.1:(\d+)\n", announcement)[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(PATIENCE)
        self.process.stdout.close()

    def connect(self):
        return Connection(self.port)


class Connection:
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = b""

    def send(self, data):
        self.socket.sendall(data if isinstance(data, bytes) else data.encode())

    def send_byte_by_byte(self, text):
        for byte in text.encode():
            self.send(bytes([byte]))

    def expect(self, text):
        """The very next bytes are these."""
        wanted = text.encode()
        while len(self.received) < len(wanted) and self.more():
            pass
        tap.equal(self.received[: len(wanted)], wanted, "received")
        self.received = self.received[len(wanted) :]

    def next_json(self):
        while True:
            try:
                text = self.received.decode()
                value, end = json.JSONDecoder().raw_decode(text)
                self.received = text[end:].encode()
                return value
            except ValueError:  # not complete
                assert self.more(), f"closed after {self.received!r}"

    def more(self):
        received = self.socket.recv(65536)
        self.received += received
        return bool(received)

    def half_close(self):
        self.socket.shutdown(socket.SHUT_WR)

    def rest(self):
        """What still comes until the backend closes."""
        while self.more():
            pass
        self.socket.close()
        return self.received.decode()
