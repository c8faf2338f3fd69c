"""bayeux-pub and bayeux-sub as processes."""

import queue
import signal
import subprocess
import threading

import tap
from broker import PATIENCE


class Client:
    """Ends with the `with` block, or by itself."""

    programs = {}  # "pub" and "sub", set by run.py

    def __init__(self, program, *arguments):
        self.command = [self.programs[program], *map(str, arguments)]
        self.process = subprocess.Popen(
            self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.out, self.err = Lines(self.process.stdout), Lines(self.process.stderr)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            try:
                pipe.close()
            except BrokenPipeError:
                pass

    def write(self, text, end=True):
        try:
            self.process.stdin.write(text if isinstance(text, bytes) else text.encode())
            self.process.stdin.flush()
        except BrokenPipeError:
            pass
        if end:
            self.process.stdin.close()

    def interrupt(self):
        self.process.send_signal(signal.SIGINT)

    def wait(self):
        return self.process.wait(PATIENCE)

    def ends(self, status):
        """Asserts the exit status; returns all lines of the standard error."""
        try:
            actual = self.wait()
        except subprocess.TimeoutExpired:
            raise AssertionError(f"{self.command} goes on; it said {self.err.so_far()}") from None
        said = self.err.rest()
        tap.equal(actual, status, f"the exit status of {self.command}, which said {said}")
        return said


class Lines:
    """The lines of a pipe, read by a thread."""

    def __init__(self, pipe):
        self.queue = queue.Queue()
        self.seen = []
        threading.Thread(target=self.read, args=(pipe,), daemon=True).start()

    def read(self, pipe):
        try:
            for line in pipe:
                self.queue.put(line.decode())
        except ValueError:  # closed meanwhile
            pass
        self.queue.put(None)

    def next(self):
        """The next line without its end, or nothing at the end."""
        try:
            line = self.queue.get(timeout=PATIENCE)
        except queue.Empty:
            raise AssertionError(f"no more lines after {tap.clip(self.seen)}") from None
        if line is None:
            self.queue.put(None)
            return None
        self.seen.append(line.rstrip("\n"))
        return self.seen[-1]

    def take(self, count):
        return [self.next() for _ in range(count)]

    def until(self, text):
        """Reads up to a line that has `text` in it."""
        while (line := self.next()) is not None:
            if text in line:
                return line
        raise AssertionError(f"no {text!r} in {tap.clip(self.seen)}")

    def rest(self):
        while self.next() is not None:
            pass
        return self.seen

    def so_far(self):
        while not self.queue.empty() and self.next() is not None:
            pass
        return self.seen


def run(program, *arguments, status=0, input=""):
    """Runs to the end; returns the lines of the standard output and of the standard error."""
    with Client(program, *arguments) as client:
        client.write(input)
        said = client.ends(status)
        return client.out.rest(), said


def subscribed(url, *arguments):
    """A bayeux-sub whose subscriptions stand; the last of `arguments` is one of them."""
    client = Client("sub", *arguments[:-1], url, arguments[-1])
    client.err.until("subscribed to")
    return client
