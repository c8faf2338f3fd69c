"""Halley as a process, on a port of its own."""

import json
import re
import signal
import subprocess
import tempfile
import threading
import time

import tap

PATIENCE = 30  # seconds, for a machine that is busy; nothing here waits for time to pass


class Broker:
    """Runs while the `with` block does; must stop with status 0 at its end."""

    halley = None  # the program, set by run.py
    log_level = "debug"

    def __init__(self, shards=1, **config):
        self.config = {"listen": [{"address": "127.0.0.1", "port": 0}], "shards": shards, **config}
        self.log = []

    def __enter__(self):
        with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
            json.dump(self.config, file)  # JSON is YAML
            file.flush()
            self.process = subprocess.Popen(
                [self.halley, "--config", file.name, "--log-level", self.log_level],
                stderr=subprocess.PIPE, text=True, errors="replace")
            for line in self.process.stderr:
                self.log.append(line)
                if match := re.search(r"listening on https?://127\.0\.0\.1:(\d+)", line):
                    self.port = int(match[1])
                    break
            else:
                raise AssertionError(f"the broker ended: {''.join(self.log)}")
        # Read on, or the broker would block on a full pipe.
        self.reader = threading.Thread(target=lambda: self.log.extend(self.process.stderr))
        self.reader.start()
        return self

    def signal_stop(self, number=signal.SIGINT):
        self.stopped_at = time.monotonic()
        self.process.send_signal(number)

    def wait(self):
        """The exit status, and the seconds since `signal_stop`."""
        status = self.process.wait(PATIENCE)
        self.reader.join()
        return status, time.monotonic() - self.stopped_at

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.signal_stop()
        status = self.process.wait(PATIENCE)
        self.reader.join()
        tap.equal(status, 0, f"the broker's exit status, after {''.join(self.log[-30:])}")
