"""Usage: calibration.py BAYEUX_CONFORMANCE HALLEY [--write]. The tool says of servers what is known of
them: of Halley nothing bad, of the others what stands in expected/. `--write` writes that anew, for
review against the catalogue."""

import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "support"))
import tap  # noqa: E402
from server_process import Halley, node  # noqa: E402
from tool import Tool, conversation  # noqa: E402

OTHERS = {"faye": ("faye.mjs", "faye"),
          "cometd-nodejs": ("cometd_nodejs.mjs", "cometd-nodejs-server")}
HARMLESS = ("pass", "info", "skipped")


def key(row):
    return row.id, row.medium, row.title


def halley(tool, program):
    with Halley(program) as server:
        rows, report = tool.run(server.url)
    bad = [row for row in rows if row.verdict not in HARMLESS]
    assert rows and not bad, "\n".join(
        line for row in bad for line in (str(row), *conversation(report, row)))


def expected_file(name):
    return HERE / "expected" / f"{name}.json"


def read_expected(name):
    """What does not pass; a verdict such as `pass|info` depends on time."""
    rows = json.loads(expected_file(name).read_text())
    return {(row["id"], row["medium"], row["title"]): row["verdict"] for row in rows}


def write_expected(name, rows):
    old = read_expected(name) if expected_file(name).exists() else {}
    lines = []
    for row in sorted(rows, key=key):
        either = old.get(key(row), "")
        verdict = either if row.verdict in either.split("|") else row.verdict
        if verdict != "pass":
            lines.append(json.dumps({"id": row.id, "medium": row.medium, "verdict": verdict,
                                     "title": row.title}, ensure_ascii=False))
    expected_file(name).write_text("[\n" + ",\n".join(lines) + "\n]\n")


def differences(rows, expected):
    there = {key(row): row for row in rows}
    for each, row in sorted(there.items()):
        verdict = expected.get(each, "pass")
        if row.verdict not in verdict.split("|"):
            yield f"{row}, expected {verdict}"
    for each in sorted(expected.keys() - there.keys()):
        yield f"{each[0]} ({each[1]}) {each[2]}: no such case"


def other(tool, name, write):
    server = node(*OTHERS[name])
    if server is None:
        raise tap.Skip(f"{OTHERS[name][1]} is not installed: npm ci in tests/interop")
    with server:
        rows, _ = tool.run(server.url)
    if write:
        return write_expected(name, rows)
    found = list(differences(rows, read_expected(name)))
    assert not found, "\n".join(found)
    return None


def main():
    tool, program = Tool(sys.argv[1]), sys.argv[2]
    write = "--write" in sys.argv
    checks = [] if write else [("Halley", lambda: halley(tool, program))]
    checks += [(name, lambda name=name: other(tool, name, write)) for name in OTHERS]
    tap.run(checks)


if __name__ == "__main__":
    main()
