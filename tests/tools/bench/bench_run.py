"""Runs bayeux-bench and reads its line of JSON."""

import json

from client_process import run

# Whatever the machine does meanwhile, this is over soon and something was measured.
BRIEFLY = ["--warmup", "0.1", "--seconds", "0.4"]


def measure(workload, url, *arguments, status=0):
    """The report, after it has ended with this status."""
    out, _ = run("bench", workload, url, *arguments, "--json", "-", "--quiet", status=status)
    assert len(out) == 1, out
    return json.loads(out[0])


def url_of(broker, scheme):
    return f"{scheme}://127.0.0.1:{broker.port}/cometd"


def sound(report):
    """Its figures, when nothing was lost."""
    figures = report["figures"]
    assert report["failures"] == [], report["failures"]
    assert figures["delivered"] == figures["expected"] > 0, figures
    for bad in ("lost", "doubled", "reordered", "refused", "foreign"):
        assert figures[bad] == 0, figures
    return figures
