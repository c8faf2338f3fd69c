"""Usage: run.py HALLEY BAYEUX_BENCH [PART OF A NAME]. The program as users run it: each workload at a
tiny scale against halley, and against servers that make mistakes with events."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
TESTS = HERE.parents[1]
sys.path[:0] = [str(TESTS / "support"), str(TESTS / "process"), str(TESTS / "conformance"),
                str(HERE.parent / "programs")]
import bench_doc_cases  # noqa: E402
import bench_tls_cases  # noqa: E402
import failure_cases  # noqa: E402
import tap  # noqa: E402
import workload_cases  # noqa: E402
from broker import Broker  # noqa: E402
from client_process import Client  # noqa: E402


def all_cases():
    for name, case in tap.cases_of(workload_cases):
        for scheme, transport in (("http", "long-polling"), ("ws", "websocket")):
            yield f"{name}, {transport}", lambda case=case, scheme=scheme: case(scheme)
    for module in (bench_tls_cases, failure_cases, bench_doc_cases):
        yield from tap.cases_of(module)


Broker.halley = str(Path(sys.argv[1]).resolve())
Client.programs = {"bench": str(Path(sys.argv[2]).resolve())}
wanted = sys.argv[3] if len(sys.argv) > 3 else ""
tap.run((name, case) for name, case in all_cases() if wanted in name)
