"""Usage: run.py HALLEY. The program as an operator runs it, stopped and told by signals; every case with
one shard and with four."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "support"))
import drain_cases  # noqa: E402
import stop_cases  # noqa: E402
import tap  # noqa: E402
import certificate_cases  # noqa: E402
from broker import Broker  # noqa: E402


def all_cases():
    for module in (stop_cases, drain_cases, certificate_cases):
        for name, case in tap.cases_of(module):
            for shards in (1, 4):
                title = f"{name}, {shards} shard{'s' if shards > 1 else ''}"
                yield title, lambda case=case, shards=shards: case(shards)


Broker.halley = str(Path(sys.argv[1]).resolve())
tap.run(all_cases())
