"""Usage: run.py HALLEY [PART OF A NAME]. The broker as a black box, over real sockets; every
case with one shard and with four."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "support"))
import http_cases  # noqa: E402
import polling_cases  # noqa: E402
import service_cases  # noqa: E402
import stop_cases  # noqa: E402
import tap  # noqa: E402
import websocket_cases  # noqa: E402
from broker import Broker  # noqa: E402


def all_cases(part):
    for module in (http_cases, polling_cases, websocket_cases, service_cases, stop_cases):
        for name, case in tap.cases_of(module):
            for shards in (1, 4):
                title = f"{name}, {shards} shard{'s' if shards > 1 else ''}"
                if part in title:
                    yield title, lambda case=case, shards=shards: case(shards)


Broker.halley = str(Path(sys.argv[1]).resolve())
tap.run(all_cases(sys.argv[2] if len(sys.argv) > 2 else ""))
