"""Usage: growth.py [--only PART] [--seconds N] BUILD DOCUMENT. Measures how Halley's cost grows with the work,
one quantity at a time, and writes the tables of DOCUMENT between their markers. Halley has one processor to
itself and bayeux-bench another one; each measurement is a server of its own."""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "peers"))
import peers  # noqa: E402

MARKERS = "<!-- bench-growth -->", "<!-- /bench-growth -->"
ENOUGH = 20_000  # deliveries a second that one processor can always do one by one
LIMITS = {"subscriptions_per_session": 100_000, "message_bytes": "4MiB", "queue_bytes": "64MiB"}

DELIVERED, CPU, P50 = peers.DELIVERED, peers.CPU, peers.P50


def fast(clients, *more):
    return ["load", "--clients", clients, *peers.FAST, *more]


def steady(clients, subscribers, *more):
    """So many deliveries a second, whatever a message has of subscribers."""
    return ["load", "--clients", clients, "--rate", max(2, ENOUGH // subscribers), *more]


# (what grows, what the work is, its values, the arguments for a value, figures, shards)
CURVES = [
    ("subscribers", f"{ENOUGH} deliveries a second, each on its own", [10, 30, 100, 300, 1000, 3000, 10_000],
     lambda count: steady(count, count), [CPU, P50], 1),
    ("subscribers", "as many deliveries as it takes", [10, 30, 100, 300, 1000, 3000, 10_000],
     lambda count: fast(count), [DELIVERED, CPU], 1),
    ("sessions", f"each with a channel of its own, {ENOUGH} deliveries a second",
     [1, 10, 100, 1000, 10_000, 19_000],
     lambda count: steady(count, 1, "--channels", count), [CPU, P50], 1),
    ("channels", f"100 clients, 10 subscribers a channel, {ENOUGH} deliveries a second",
     [10, 100, 1000, 10_000, 100_000],
     lambda count: steady(100, 10, "--channels", count, "--each", count // 10), [CPU, P50], 1),
    ("patterns a session", f"100 clients, each with so many patterns of which one matches, {ENOUGH} deliveries"
     " a second", [1, 10, 100, 1000],
     lambda count: steady(100, 100, "--patterns", count - 1), [CPU, P50], 1),
    ("bytes of data", "100 subscribers, as many deliveries as it takes", [10, 100, 1000, 10_000, 100_000, 1_048_576],
     lambda count: ["load", "--clients", 100, "--window", 10 if count > 10_000 else 100,
                    "--batch", 1 if count > 10_000 else 10, "--payload", count], [DELIVERED, CPU], 1),
    ("shards", "1000 subscribers, as many deliveries as it takes, on both processors", [1, 2],
     lambda count: fast(1000), [DELIVERED, CPU], None),
]


def table(curve, points):
    what, work, _, _, figures, _ = curve
    yield f"**By {what}** ({work}):"
    yield ""
    yield "| | " + " | ".join(f"{value:,}" for value, _ in points) + " |"
    yield "|---" * (len(points) + 1) + "|"
    for figure in figures:
        name, unit, _ = peers.FIGURES[figure]
        cells = [peers.number(measured[figure]) if figure in measured else "failed" for _, measured in points]
        yield f"| {name}, {unit} | " + " | ".join(cells) + " |"
    yield ""


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="curves with this in what grows; nothing is written")
    parser.add_argument("--seconds", type=float, default=3, help="that each measurement takes")
    parser.add_argument("build", type=Path)
    parser.add_argument("document", type=Path)
    options = parser.parse_args()
    build = options.build.resolve()
    halley, bench = build / "src" / "halley", build / "tools" / "bayeux-bench"
    text, notes = [], []
    for curve in (curve for curve in CURVES if options.only in curve[0]):
        what, work, values, arguments, figures, shards = curve
        print(f"{what}: {work}", flush=True)
        points = []
        for value in values:
            contender = peers.Contender(
                "Halley", lambda: peers.Broker(halley, shards=shards or value, limits=LIMITS))
            measured, failures = peers.measure(bench, contender, "ws", arguments(value), options.seconds,
                                               alone=shards is not None)
            points.append((value, measured))
            notes += [f"- {value} {what}: {failure}" for failure in failures]
            told = [f"{peers.FIGURES[each][0]} {peers.number(measured[each])} {peers.FIGURES[each][1]}"
                    for each in figures if each in measured]
            print(f"  {value}: " + ", ".join(told), *failures, sep="; ", flush=True)
        text += table(curve, points)
    if notes:
        text += ["What went wrong meanwhile:", "", *notes]
    if options.only:
        print("\n".join(text))
    else:
        peers.write(options.document, "\n".join(text), MARKERS)


if __name__ == "__main__":
    main()
