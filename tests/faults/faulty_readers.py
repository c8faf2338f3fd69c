"""Clients that do not read while much is published."""

import json
import subprocess
import tempfile

from arena import MIB, Arena
from broker import Broker


def test_a_hundred_thousand_events_beside_clients_that_do_not_read():
    with Arena(shards=2) as arena, tempfile.NamedTemporaryFile(suffix=".json") as report:
        before = arena.victim.watch_memory()
        load = subprocess.run(
            [
                Broker.bench,
                "slow",
                f"ws://127.0.0.1:{arena.broker.port}/cometd",
                "--clients",
                "50",
                "--slow",
                "10",
                "--window",
                "20",
                "--payload",
                "500",
                "--seconds",
                "5",
                "--warmup",
                "1",
                "--quiet",
                "--json",
                report.name,
            ],
            capture_output=True,
            text=True,
            check=False,
            timeout=200,
        )
        arena.victim.proceed(2)
        assert (
            load.returncode == 0
        ), f"status {load.returncode}: {load.stdout[-1500:]}{load.stderr[-500:]}"
        grown = arena.victim.most_memory - before
        # Ten that do not read may keep limits.queue_bytes each.
        assert grown < 100 * MIB, f"grown by {grown / MIB:.0f} MiB: {json.load(report)}"
        arena.greet()
