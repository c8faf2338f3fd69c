"""Usage: soak.py [--minutes N] [BUILD]. See `tools/soak --help`."""

import argparse
import subprocess
import sys
import time
from pathlib import Path

tests = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(tests / each) for each in ("support", "process", "hostile")]
from arena import MIB, Arena  # noqa: E402
from broker import Broker  # noqa: E402
from growth import slope  # noqa: E402
from victim import resident  # noqa: E402

EVERY = 10  # seconds between two looks
PART = 20  # seconds that the workloads run before they begin anew

# What may be an allocator that settles; a leak of a session a second is far above.
MEMORY = 4 * MIB
DESCRIPTORS = 5

PATIENT = ["--drain", "120"]

WORKLOADS = {
    "load": ["load", *PATIENT, "--clients", "50", "--rate", "50"],
    "churn": ["churn", "--clients", "20"],
    "slow": [
        "slow",
        *PATIENT,
        "--clients",
        "20",
        "--slow",
        "5",
        "--rate",
        "50",
        "--payload",
        "500",
    ],
    "long-polling": [
        "load",
        *PATIENT,
        "--transport",
        "long-polling",
        "--clients",
        "20",
        "--rate",
        "5",
    ],
}


class Load:
    """One workload, again and again."""

    def __init__(self, bench, name, port):
        self.name = name
        self.command = [
            bench,
            *WORKLOADS[name],
            "--seconds",
            str(PART),
            "--quiet",
            f"ws://127.0.0.1:{port}/cometd",
        ]
        self.process = None
        self.runs, self.failures = 0, []

    def start(self):
        self.process = subprocess.Popen(
            self.command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def is_running(self):
        return self.process.poll() is None

    def reap(self):
        told = self.process.communicate()[0]
        self.runs += 1
        if self.process.returncode != 0:
            self.failures.append(f"{self.name}: status {self.process.returncode}\n{told[-800:]}")


def look(broker):
    descriptors = len(list(Path(f"/proc/{broker.process.pid}/fd").iterdir()))
    return resident(broker), descriptors


def watch(arena, loads, seconds):
    """(seconds since the beginning, bytes, descriptors), each when all workloads had ended: what
    is then still there is what the broker has kept.
    """
    begun, at_rest = time.monotonic(), []
    _, before = look(arena.broker)
    print("| minute | | resident MiB | descriptors |\n|---|---|---|---|", flush=True)

    def show(what):
        memory, descriptors = look(arena.broker)
        passed = time.monotonic() - begun
        print(f"| {passed / 60:.1f} | {what} | {memory / MIB:.1f} | {descriptors} |", flush=True)
        return passed, memory, descriptors

    while time.monotonic() - begun < seconds:
        for load in loads:
            load.start()
        shown = time.monotonic()
        while any(load.is_running() for load in loads):
            assert arena.broker.process.poll() is None, "the broker has ended"
            if time.monotonic() - shown >= EVERY:
                show("under load")
                shown = time.monotonic()
            time.sleep(0.1)
        for load in loads:
            load.reap()
        arena.settles(lambda: look(arena.broker)[1] <= before + DESCRIPTORS, 120)
        at_rest.append(show("at rest"))
    return at_rest


def judge(at_rest):
    """What grows, after a third of the time for warming up."""
    warm = [each for each in at_rest if each[0] >= at_rest[-1][0] / 3]
    times = [each[0] for each in warm]
    passed = times[-1] - times[0]
    for name, column, most, unit in (
        ("memory", 1, MEMORY, 1024),
        ("descriptors", 2, DESCRIPTORS, 1),
    ):
        grown = slope(times, [each[column] for each in warm]) * passed
        size = " KiB" if unit > 1 else ""
        print(
            f"{name}: {grown / unit:+.1f}{size} in {passed / 60:.1f} minutes, {most / unit:.0f} allowed"
        )
        if grown > most:
            yield f"{name} grows"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("build", nargs="?", default="build")
    options = parser.parse_args()
    build = Path(options.build).resolve()
    Broker.halley = str(build / "src" / "halley")
    Broker.log_level = "info"  # what is logged is kept
    with Arena(shards=2) as arena:
        loads = [
            Load(str(build / "tools" / "bayeux-bench"), name, arena.broker.port)
            for name in WORKLOADS
        ]
        at_rest = watch(arena, loads, options.minutes * 60)
        for load in loads:
            print(f"{load.name}: {load.runs} runs")
        arena.greet()
        print(f"a subscriber got {arena.victim.rounds} events in order, once")
    wrong = [*judge(at_rest), *(each for load in loads for each in load.failures)]
    print("\n".join(wrong) or "nothing grows, nothing was lost")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
