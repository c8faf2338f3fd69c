"""Usage: run.py HALLEY [GROUP ...]. RFC 6455 and 7692 case by case against a broker; prints TAP.

A group is a module of this folder. Its `cases` yields (name, function of a way); WAYS are those
on which they are tried. docs/websocket.md tells what there is.
"""

import importlib
import sys
from pathlib import Path

tests = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(tests / each) for each in ("support", "process", "hostile")]
import tap  # noqa: E402
from broker import Broker  # noqa: E402
from ways import ways  # noqa: E402

GROUPS = (
    "opening",
    "framing",
    "pings",
    "headers",
    "fragmentation",
    "utf8",
    "closing",
    "sizes",
    "offers",
    "compressed",
    "deviations",
)


def cases(ways, groups):
    for group in groups:
        module = importlib.import_module(group)
        for way in ways:
            if way.name not in module.WAYS:
                continue
            for name, check in module.cases():
                yield f"{group}, {way.name}: {name}", lambda way=way, check=check: check(
                    way.start()
                )
    for way in ways:
        yield f"{way.name}: the broker stops in good order", way.stop


if __name__ == "__main__":
    if len(sys.argv) < 2 or not set(sys.argv[2:]) <= set(GROUPS):
        sys.exit(__doc__)
    Broker.halley = str(Path(sys.argv[1]).resolve())
    with ways() as all_ways:
        tap.run(cases(all_ways, sys.argv[2:] or GROUPS))
