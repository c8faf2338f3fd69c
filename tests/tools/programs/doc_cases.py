"""The command lines of docs/command-line.md and README.md, with what they print."""

import os
import re
import subprocess
from pathlib import Path

from broker import PATIENCE, Broker
from client_process import Client, Lines, subscribed
from tap import equal

ROOT = Path(__file__).resolve().parents[3]
DOCS = (ROOT / "docs" / "command-line.md").read_text()


def shell(command, broker):
    """Runs it with the programs on the path and the port of this broker."""
    folders = {str(Path(program).parent) for program in Client.programs.values()}
    path = os.pathsep.join([*folders, os.environ["PATH"]])
    command = command.replace("127.0.0.1:8080", f"127.0.0.1:{broker.port}")
    return subprocess.Popen(["sh", "-c", "exec " + command if "|" not in command else command],
                            env={**os.environ, "PATH": path},
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def commands(text):
    return re.findall(r"^\$ (.*)$", text, re.M)


def test_an_event_is_printed_as_the_documentation_shows():
    block = re.search(r"```console\n\$ (bayeux-sub .*)\n(.*)\n(.*)\n```", DOCS)
    publish = next(each for each in commands(DOCS) if each.startswith("bayeux-pub"))
    with Broker() as broker:
        sub = shell(block[1], broker)
        out, err = Lines(sub.stdout), Lines(sub.stderr)
        equal(err.next(), block[2])
        equal(shell(publish, broker).communicate(timeout=PATIENCE), (b"", b""))
        equal(out.next(), block[3])
        sub.terminate()
        equal(sub.wait(PATIENCE), 0)


def test_every_publication_works():
    lines = [each for each in commands(DOCS) if "bayeux-pub" in each]
    assert len(lines) >= 3, lines
    with Broker() as broker:
        with subscribed(f"ws://127.0.0.1:{broker.port}/cometd", "--raw", "/**") as sub:
            for line in lines:
                process = shell(line, broker)
                equal(process.communicate(timeout=PATIENCE), (b"", b""), line)
                equal(process.returncode, 0, line)
            equal(sub.out.take(1002), ['{"text":"hello"}', '"plain text"',
                                       *map(str, range(1, 1001))])


def test_the_readme_shows_the_same():
    lines = re.findall(r"^build/bin/(bayeux-(?:pub|sub) .*)$", (ROOT / "README.md").read_text(), re.M)
    equal(lines, commands(DOCS)[:2])
