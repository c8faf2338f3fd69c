"""Usage: calibration.py BAYEUX_CONFORMANCE HALLEY [--write]. The tool says of servers what is known of
them: of Halley nothing bad, of the others what stands in expected/. `--write` writes that anew, for
review against the catalogue."""

import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "support"))
import tap  # noqa: E402
from server_process import Halley, cometd, node  # noqa: E402
from tool import Tool, conversation  # noqa: E402

OTHERS = {
    "faye": (lambda: node("faye.mjs", "faye"), "npm ci in tests/interop"),
    "cometd-nodejs": (lambda: node("cometd_nodejs.mjs", "cometd-nodejs-server"),
                      "npm ci in tests/interop"),
    "cometd": (cometd, "a JDK, Maven and its registry"),
}
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
    """What does not pass; `pass|info` depends on time. A row `*` is a medium that is not offered."""
    rows = json.loads(expected_file(name).read_text())
    return {(row["id"], row["medium"], row["title"]): row["verdict"] for row in rows}


def media_not_offered(rows):
    return {row.medium for row in rows} - {row.medium for row in rows if row.verdict != "skipped"}


def verdicts(rows):
    """The verdicts of a run by key, as they stand in the file."""
    absent = media_not_offered(rows)
    found = {key(row): row.verdict for row in rows if row.medium not in absent}
    return found | {("*", medium, "not offered"): "skipped" for medium in absent}


def write_expected(name, rows):
    old = read_expected(name) if expected_file(name).exists() else {}
    lines = []
    for each, verdict in sorted(verdicts(rows).items()):
        if verdict in old.get(each, "").split("|"):
            verdict = old[each]
        if verdict != "pass":
            row = {"id": each[0], "medium": each[1], "verdict": verdict, "title": each[2]}
            lines.append(json.dumps(row, ensure_ascii=False))
    expected_file(name).write_text("[\n" + ",\n".join(lines) + "\n]\n")


def differences(rows, expected):
    there = verdicts(rows)
    for each in sorted(there.keys() | expected.keys()):
        is_so, was_expected = there.get(each, "no such case"), expected.get(each, "pass")
        if is_so not in was_expected.split("|"):
            yield f"{each[0]} ({each[1]}) {each[2]}: {is_so}, expected {was_expected}"


def other(tool, name, write):
    start, needs = OTHERS[name]
    if not write and not expected_file(name).exists():
        raise tap.Skip("to do: nobody has reviewed what is expected of it")
    server = start()
    if server is None:
        raise tap.Skip(f"needs {needs}")
    with server:
        if name == "cometd":  # A virtual machine that is cold does things in odd orders.
            tool.run(server.url, "--case=FMT-*", "--case=CON-*", "--case=LP-*")
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
