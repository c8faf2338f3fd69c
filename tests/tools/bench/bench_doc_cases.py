"""The command lines of docs/benchmarks.md and README.md, at a smaller scale."""

import re
import shlex
import socket
from pathlib import Path

from broker import Broker
from client_process import run
from tap import equal

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "benchmarks.md").read_text()
README = (ROOT / "README.md").read_text()


def smaller(line, broker, backend):
    """The arguments of a line with this broker, fewer clients and less time."""
    line = line.replace("127.0.0.1:8080", f"127.0.0.1:{broker.port}")
    line = line.replace("$(pidof halley)", str(broker.process.pid)).replace("127.0.0.1:1315", backend)
    line = re.sub(r" --clients \d+", "", line)
    return [*shlex.split(line)[1:], "--clients", "20", "--seconds", "0.2", "--warmup", "0"]


def test_the_command_lines_of_the_documentation():
    lines = re.findall(r"^(?:\$ |build/bin/)(bayeux-bench .*)$", PAGE + README, re.M)
    assert len(lines) >= 5, lines
    with socket.create_server(("127.0.0.1", 0)) as probe:
        backend = f"127.0.0.1:{probe.getsockname()[1]}"
    port = int(backend.split(":")[1])
    with Broker(services={"echo": {"type": "internal"},
                          "tcp": {"domain": "127.0.0.1", "port": port}}) as broker:
        for line in lines:
            run("bench", *smaller(line, broker, backend))


def test_the_table_is_the_one_that_is_shown():
    block = re.search(r"```text\n(load over .*?)```", PAGE, re.S)[1]
    shown = re.findall(r"^  (.*?)  +[\d.]+( [^\d]+)?$", block, re.M)
    with Broker() as broker:
        out, _ = run("bench", "load", f"ws://127.0.0.1:{broker.port}/cometd", "--clients", 20,
                     "--seconds", "0.2", "--warmup", 0, "--server-pid", broker.process.pid)
    printed = re.findall(r"^  (.*?)  +[\d.]+( [^\d]+)?$", "\n".join(out), re.M)
    assert len(shown) > 8, shown
    equal([row for row in printed if row in shown], shown)


def test_every_option_is_documented_as_it_is():
    options = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", PAGE.split("## Halley and its peers")[0]))
    known = "\n".join("\n".join(run("bench", workload, "--help")[0])
                      for workload in ("load", "slow", "idle", "churn", "service", "storm"))
    ours = options - {"--config", "--help"}
    equal([option for option in sorted(ours) if f"{option} " not in known + " "], [])
