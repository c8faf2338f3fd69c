"""Usage: with_halley.py SOURCE_ROOT HALLEY. The example files with the broker they are for, and
the commands that tools/start prints."""

import json
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(sys.argv[1]).resolve()
HALLEY = Path(sys.argv[2]).resolve()
sys.path.insert(0, str(ROOT / "tests" / "support"))
import tap  # noqa: E402
from backend_process import PATIENCE, Backend  # noqa: E402

EXAMPLES = ROOT / "docs" / "examples"


class Broker:
    """Halley on a free port, with these services (name -> port)."""

    def __init__(self, services):
        self.file = tempfile.NamedTemporaryFile("w", suffix=".yaml")
        config = {
            "listen": [{"address": "127.0.0.1", "port": 0}],
            "services": {name: {"type": "tcp", "domain": "127.0.0.1", "port": port}
                         for name, port in services.items()},
        }
        json.dump(config, self.file)  # JSON is YAML
        self.file.flush()

    def __enter__(self):
        self.process = subprocess.Popen(
            [HALLEY, "--config", self.file.name], stderr=subprocess.PIPE, text=True)
        log = ""
        for line in self.process.stderr:
            log += line
            if match := re.search(r"listening on http://127\.0\.0\.1:(\d+)", line):
                self.port = int(match[1])
                return self
        raise AssertionError(f"the broker ended: {log}")

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGINT)
        _, log = self.process.communicate(timeout=PATIENCE)
        self.file.close()
        tap.equal(self.process.returncode, 0, f"the broker's exit status, after {log}")


def run(*command):
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE)


def listen(broker, *arguments):
    url = f"http://127.0.0.1:{broker.port}/cometd"
    result = run(sys.executable, EXAMPLES / "listen.py", "--url", url, *arguments)
    tap.equal(result.returncode, 0, f"the exit status, after {result.stdout}{result.stderr}")
    return result.stdout.splitlines()


def checks(name):
    result = run(HALLEY, "--check", "--config", EXAMPLES / name)
    tap.equal(result.returncode, 0, f"the exit status, after {result.stderr}")


def random_numbers(language):
    call = '{"method":"start","params":[1]}'
    with Backend(EXAMPLES, "random", language) as backend:
        with Broker({"random": backend.port}) as broker:
            lines = listen(broker, "--count", "4", "/service/random", call)
    tap.equal(lines[0], '/service/random "READY"')
    for line in lines[1:]:
        channel, data = line.split(" ", 1)
        tap.equal(channel, "/service/random")
        assert json.loads(data)["result"] in range(100), line


def chat(language):
    with Backend(EXAMPLES, "dmsg", language) as backend, Broker({"dmsg": backend.port}) as broker:
        lines = listen(broker, "--count", "1", "/service/dmsg", '{"text":"héllo"}')
    tap.equal(lines, ['/service/dmsg {"text": "héllo"}'])


def no_server():
    result = run(sys.executable, EXAMPLES / "listen.py", "--url", "http://127.0.0.1:1/cometd", "/a")
    tap.equal(result.returncode, 1, "the exit status")
    assert "no answer from the server" in result.stderr, result.stderr
    tap.equal(len(result.stderr.splitlines()), 1, "lines")


def commands_to_try():
    """Those that tools/start prints, on another port; and they must come to an end here."""
    text = (ROOT / "tools" / "start").read_text()
    curl = shlex.split(re.search(r"^ +(curl .*)$", text, re.M)[1])
    client = shlex.split(re.search(r"^ +(python3 docs/examples/listen\.py .*)$", text, re.M)[1])
    with Backend(EXAMPLES, "random", "py") as backend, Broker({"random": backend.port}) as broker:
        lines = listen(broker, *client[2:], "--count", "2")
        if not shutil.which("curl"):
            raise tap.Skip("curl is not installed")
        answer = run(*(word.replace(":8080", f":{broker.port}") for word in curl), "--noproxy", "*")
    tap.equal(len(lines), 2, "events")
    assert '"successful":true' in answer.stdout, answer.stdout + answer.stderr


tap.run([
    ("halley.yaml is valid", lambda: checks("halley.yaml")),
    ("nodefony.yaml is valid", lambda: checks("nodefony.yaml")),
    ("numbers from random_backend.py", lambda: random_numbers("py")),
    ("numbers from random_backend.mjs", lambda: random_numbers("mjs")),
    ("a chat through dmsg_backend.py", lambda: chat("py")),
    ("a chat through dmsg_backend.mjs", lambda: chat("mjs")),
    ("listen.py says when there is no server", no_server),
    ("the commands that tools/start prints", commands_to_try),
])
