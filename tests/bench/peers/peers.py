"""Usage: peers.py [--only PART] [--runs N] [--seconds N] BUILD DOCUMENT. Puts the same load on Halley and
on its peers in turn, one server at a time, and writes the table of DOCUMENT between its markers.

The server has one processor to itself and bayeux-bench another one. Each measurement is a server of its
own; what is missing here (Node, a JDK, Maven) is left out of the table."""

import argparse
import contextlib
import json
import os
import re
import socket
import statistics
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

TESTS = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TESTS / "conformance"))
import cometd_java  # noqa: E402
from matrix import version_of_halley, version_of_package  # noqa: E402
from server_process import Halley, ServerProcess, Unavailable, node  # noqa: E402

HOLD = 30  # seconds that a connect is held
MARKERS = "<!-- bench-peers -->", "<!-- /bench-peers -->"
PATIENCE = 300

CPU, P50, P99 = "server_cpu_us", "p50_ms", "p99_ms"
DELIVERED = "delivered_per_s"
# A figure of the report: what it is called here, its unit, and whether more of it is better.
FIGURES = {
    CPU: ("CPU", "µs", False), P50: ("p50", "ms", False), P99: ("p99", "ms", False),
    DELIVERED: ("deliveries", "/s", True), "cycles_per_s": ("sessions", "/s", True),
    "round_trips_per_s": ("round trips", "/s", True), "session_rss_kib": ("memory", "KiB", False),
    "all_back_ms": ("all are back", "ms", False),
}

FAST = ["--window", 100, "--batch", 10]


class Goal(NamedTuple):
    """What Halley must reach: a value, or so many times that of a peer."""

    figure: str
    value: float
    peer: str = ""

    def __str__(self):
        sign = "≥" if FIGURES[self.figure][2] else "≤"
        return f"{sign} {self.value:g} × {self.peer}" if self.peer else f"{sign} {self.value:,}"

    def reached(self, own, of_peer):
        """None when it could not be measured."""
        limit = self.value * of_peer if self.peer and of_peer else self.value
        if own is None or (self.peer and of_peer is None):
            return None
        return own >= limit if FIGURES[self.figure][2] else own <= limit


# (title, scheme, arguments, figures, goals)
WORKS = [
    ("50 messages/s to 1000 subscribers, WebSocket", "ws",
     ["load", "--clients", 1000, "--rate", 50], [CPU, P50, P99], [Goal(CPU, 1.3, "floor"), Goal(P99, 2, "floor")]),
    ("as many as it takes to 1000 subscribers, WebSocket", "ws",
     ["load", "--clients", 1000, *FAST], [DELIVERED, CPU], [Goal(DELIVERED, 400_000), Goal(CPU, 2, "floor")]),
    ("as many as it takes to 100 subscribers, WebSocket", "ws",
     ["load", "--clients", 100, *FAST], [DELIVERED, CPU], [Goal(DELIVERED, 8, "CometD")]),
    ("500 clients, 100 channels, 10 publishers, WebSocket", "ws",
     ["load", "--clients", 500, "--channels", 100, "--publishers", 10, *FAST], [DELIVERED, CPU],
     [Goal(DELIVERED, 5, "CometD")]),
    ("as many as it takes to 1000 subscribers, long-polling", "http",
     ["load", "--clients", 1000, *FAST], [DELIVERED, CPU], [Goal(CPU, 25)]),
    ("CometD's benchmark, long-polling", "http", ["load", "--cometd"], [P50, P99, CPU], []),
    ("sessions that come and go, WebSocket", "ws",
     ["churn", "--clients", 50], ["cycles_per_s", CPU], [Goal("cycles_per_s", 5000)]),
    ("sessions that come and go, long-polling", "http",
     ["churn", "--clients", 50], ["cycles_per_s", CPU], [Goal("cycles_per_s", 4000)]),
    ("round trips to a service within, WebSocket", "ws",
     ["service", "echo", "--clients", 100], ["round_trips_per_s", CPU], [Goal("round_trips_per_s", 40_000)]),
    ("round trips to a TCP service, WebSocket", "ws",
     ["service", "tcp", "--clients", 100], ["round_trips_per_s", CPU], [Goal("round_trips_per_s", 40_000)]),
    ("an idle session, WebSocket", "ws",
     ["idle", "--clients", 4000], ["session_rss_kib"], [Goal("session_rss_kib", 7)]),
    ("an idle session, long-polling", "http",
     ["idle", "--clients", 2000], ["session_rss_kib"], [Goal("session_rss_kib", 12)]),
    ("2000 clients are cut off and come back, WebSocket", "ws",
     ["storm", "--clients", 2000], ["all_back_ms"], []),
]


class Broker(Halley):
    """Halley with one thread, as it has one processor, and a backend that bayeux-bench is."""

    def __init__(self, program, shards=1, limits=None):
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.backend = probe.getsockname()[1]
        super().__init__(program, json.dumps({  # JSON is YAML
            "listen": [{"address": "127.0.0.1", "port": 0}], "shards": shards,
            "bayeux": {"timeout": f"{HOLD}s"}, "limits": limits or {},
            "services": {"echo": {"type": "internal"},
                         "tcp": {"domain": "127.0.0.1", "port": self.backend}},
        }))


class Contender:
    def __init__(self, name, start, version="", warmup=1, lacks=()):
        self.name = f"{name} {version}".strip()
        self.start = start
        self.warmup = warmup  # A virtual machine compiles what it has seen often.
        self.lacks = lacks  # Schemes, workloads, services.

    def can(self, scheme, arguments):
        return not set(self.lacks) & {scheme, *arguments}


def contenders(build):
    """Those that can be had here; of the others it is said why not."""
    halley, floor = build / "src" / "halley", build / "tests" / "bench" / "peers" / "floor"
    yield Contender("Halley", lambda: Broker(halley), version_of_halley(halley))
    yield Contender("floor", lambda: ServerProcess(floor), lacks=("http", "tcp"))
    peers = [
        ("CometD", lambda: cometd_java.cometd(HOLD), cometd_java.version, 5, ("tcp",)),
        ("Faye", lambda: node("faye.mjs", "faye", HOLD),
         lambda: version_of_package("faye"), 2, ("service",)),
        ("cometd-nodejs-server", lambda: node("cometd_nodejs.mjs", "cometd-nodejs-server", HOLD),
         lambda: version_of_package("cometd-nodejs-server"), 2, ("ws", "service")),
    ]
    for name, start, version, warmup, lacks in peers:
        try:
            start()
        except Unavailable as reason:
            print(f"without {name}: {reason}", flush=True)
        else:
            yield Contender(name, start, version(), warmup, lacks)


@contextlib.contextmanager
def on_processor(number):
    """What is started meanwhile runs there; of a machine with one processor, or with `None`, anywhere."""
    if number is None:
        yield
        return
    before = os.sched_getaffinity(0)
    processors = sorted(before)
    os.sched_setaffinity(0, {processors[number % len(processors)]})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def measure(bench, contender, scheme, arguments, seconds, alone=True):
    """The figures of one run, and what went wrong in it. `alone`: server and load have a processor each."""
    with on_processor(0 if alone else None):
        server = contender.start().__enter__()
    try:
        workload, *rest = map(str, arguments)
        if workload not in ("idle", "storm"):
            rest += ["--warmup", str(contender.warmup)]
        if workload != "storm":
            rest += ["--seconds", str(0.5 if workload == "idle" else seconds)]
        if workload == "load":
            rest += ["--drain", "15"]
        if "tcp" in rest:
            rest += ["--backend", f"127.0.0.1:{server.backend}"]
        command = [bench, workload, server.url.replace("http", scheme, 1), *rest, "--quiet",
                   "--json", "-", "--server-pid", str(server.process.pid)]
        with on_processor(1 if alone else None):
            done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
    finally:
        server.__exit__(None, None, None)
    if not done.stdout:
        return {}, [done.stderr.strip() or f"status {done.returncode}"]
    report = json.loads(done.stdout)
    return report["figures"], report["failures"]


def median_of(runs, figure):
    values = [run[figure] for run in runs if figure in run]
    return statistics.median(values) if values else None


def number(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def verdict(goal, own, results):
    of_peer = next((median_of(runs, goal.figure) for name, runs in results.items()
                    if goal.peer and name.startswith(goal.peer)), None)
    reached = goal.reached(own, of_peer)
    return f"{goal}: " + ("not measured" if reached is None else "reached" if reached else "**not reached**")


def rows(work, all_contenders, results):
    """A line of the table for each figure: Halley's value, and of the others how many times that."""
    title, _, _, figures, goals = work
    for figure in figures:
        what, unit, more_is_better = FIGURES[figure]
        own = median_of(results[all_contenders[0].name], figure)
        cells = [title, f"{what}, {'more' if more_is_better else 'less'} is better"]
        cells.append(f"{number(own)} {unit}" if own is not None else "failed")
        cells.append("; ".join(verdict(goal, own, results) for goal in goals if goal.figure == figure))
        for contender in all_contenders[1:]:
            value = median_of(results.get(contender.name, []), figure)
            absent = "failed" if contender.name in results else "–"
            cells.append(f"{number(value / own)} ×" if value is not None and own else absent)
        yield cells
        title = ""


def table(all_contenders, lines):
    own, *others = (contender.name for contender in all_contenders)
    head = ["work", "figure", own, "must be", *others]
    yield "| " + " | ".join(head) + " |"
    yield "|---" * len(head) + "|"
    for cells in lines:
        yield "| " + " | ".join(cells) + " |"


def write(document, text, markers=MARKERS):
    before, after = (re.escape(marker) for marker in markers)
    old = document.read_text()
    new, count = re.subn(f"(?s)({before}).*({after})", lambda found: f"{found[1]}\n{text}\n{found[2]}", old)
    if count != 1:
        sys.exit(f"{document} has not the lines {markers[0]} and {markers[1]} once each")
    document.write_text(new)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="works with this in their titles; nothing is written")
    parser.add_argument("--runs", type=int, default=1, help="of which the median is taken")
    parser.add_argument("--seconds", type=float, default=3, help="that each measurement takes")
    parser.add_argument("build", type=Path)
    parser.add_argument("document", type=Path)
    options = parser.parse_args()
    all_contenders = list(contenders(options.build.resolve()))
    bench = options.build.resolve() / "tools" / "bayeux-bench"
    lines, notes = [], []
    for work in (work for work in WORKS if options.only in work[0]):
        title, scheme, arguments, figures, _ = work
        print(title, flush=True)
        results = {}
        for contender in all_contenders * options.runs:
            if not contender.can(scheme, arguments):
                continue
            measured, failures = measure(bench, contender, scheme, arguments, options.seconds)
            results.setdefault(contender.name, []).append(measured)
            notes += [f"- {contender.name}, {title}: {failure}" for failure in failures]
            told = ", ".join(f"{FIGURES[figure][0]} {number(measured[figure])} {FIGURES[figure][1]}"
                             for figure in figures if figure in measured)
            print(f"  {contender.name}: {told}", *failures, sep="; ", flush=True)
        lines += rows(work, all_contenders, results)
        for cells in lines[-len(figures):]:
            if cells[3]:
                print(f"  {cells[1].partition(',')[0]} {cells[3].replace('*', '')}", flush=True)
    text = "\n".join(table(all_contenders, lines))
    if notes:
        text += "\n\nWhat went wrong meanwhile:\n\n" + "\n".join(notes)
    if options.only:
        print(text)
    else:
        write(options.document, text)


if __name__ == "__main__":
    main()
