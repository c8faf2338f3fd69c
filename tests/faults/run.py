"""Usage: run.py HALLEY BAYEUX_BENCH [PART ...]. Processes that die, networks that break, machines that are full.

A part is a module `faulty_<part>.py`; its functions `test_…` are the cases.
"""

import importlib
import sys
from pathlib import Path

tests = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(tests / each) for each in ("support", "process", "hostile")]
import tap  # noqa: E402
from broker import Broker  # noqa: E402

PARTS = ("processes", "backends", "networks", "descriptors", "logs", "readers")


def cases(parts):
    for part in PARTS:
        if not parts or part in parts:
            module = importlib.import_module(f"faulty_{part}")
            yield from ((f"{part}: {name}", case) for name, case in tap.cases_of(module))


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    Broker.halley, Broker.bench = (str(Path(each).resolve()) for each in sys.argv[1:3])
    tap.run(cases(sys.argv[3:]))
