"""Servers as processes that print where they listen."""

import json
import os
import queue
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

HERE = Path(__file__).resolve().parent
MODULES = HERE.parent / "interop" / "node_modules"
PATIENCE = 60  # seconds, for a machine that is busy


class Unavailable(Exception):
    """A server that cannot be had on this machine; the text says what is missing."""


class ServerProcess:
    """Runs while the `with` block does."""

    def __init__(self, *command, stream="stdout", path=""):
        self.command = [str(part) for part in command]
        self.stream = stream
        self.path = path  # Appended to the URL that the program prints.

    def __enter__(self):
        # Node's servers would take a proxy of the environment for the loopback too.
        environment = {name: value for name, value in os.environ.items()
                       if not name.lower().endswith("_proxy")}
        self.process = subprocess.Popen(
            self.command, text=True, errors="replace", env=environment,
            **{"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL,
               self.stream: subprocess.PIPE})
        found = queue.Queue()
        self.reader = threading.Thread(target=self._read, args=(found,), daemon=True)
        self.reader.start()
        url = found.get(timeout=PATIENCE)
        assert url, f"{self.command[0]} ended before it listened"
        self.url = url + self.path
        return self

    def _read(self, found):
        # Reads on, or the program would block on a full pipe.
        for line in getattr(self.process, self.stream):
            if match := re.search(r"https?://127\.0\.0\.1:\d+\S*", line):
                found.put(match[0])
        found.put(None)

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def broken(*options):
    return ServerProcess(sys.executable, HERE / "broken_server.py", *options)


def node(name, package, *arguments):
    """A server of npm; raises `Unavailable` where Node or the package is missing."""
    if not shutil.which("node"):
        raise Unavailable("no node here")
    if not (MODULES / package).is_dir():
        raise Unavailable(f"{package} is not installed: npm --prefix tests/interop ci")
    return ServerProcess("node", HERE / "servers" / name, *arguments)


class Halley(ServerProcess):
    """With all that it can be asked for switched on, and connects held as long as by the others;
    or with that text as its configuration file."""

    @staticmethod
    def everything(max_interval="10s"):
        """JSON is YAML."""
        return json.dumps({
            "listen": [{"address": "127.0.0.1", "port": 0}],
            "bayeux": {
                "timeout": "5s",
                "max_interval": max_interval,
                "transports": ["websocket", "long-polling", "callback-polling", "eventsource"],
                "extensions": ["ack", "timesync", "timestamp"],
            },
        })

    def __init__(self, program, config=None):
        self.file = tempfile.NamedTemporaryFile("w", suffix=".yaml")
        self.file.write(config or self.everything())
        self.file.flush()
        super().__init__(Path(program).resolve(), "--config", self.file.name,
                         stream="stderr", path="/cometd")

    def __exit__(self, *exception):
        super().__exit__(*exception)
        self.file.close()
