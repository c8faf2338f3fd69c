"""Usage: calibration.py BAYEUX_CONFORMANCE HALLEY [--write]. The tool says of servers what is known of
them: of Halley nothing bad, nor of the example that tools/start runs; of the others what stands in
expected/. `--write` writes that anew, for review against the catalogue."""

import json
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE.parent / "support"))
import tap  # noqa: E402
import trials  # noqa: E402
from server_process import Halley, Unavailable  # noqa: E402
from tool import PATIENCE, Tool, conversation, rows_of  # noqa: E402

HARMLESS = ("pass", "info", "skipped")


def key(row):
    return row.id, row.medium, row.title


def halley(tool, program):
    report, _ = trials.halley(program).run(tool)
    rows = rows_of(report)
    bad = [row for row in rows if row.verdict not in HARMLESS]
    assert rows and not bad, "\n".join(
        line for row in bad for line in (str(row), *conversation(report, row)))


def the_example(program, halley_program):
    """What docs/conformance-tool.md lets its reader try: Halley as tools/start runs it."""
    script = (ROOT / "tools" / "start").read_text()
    name = re.search(r"build/bin/halley --config (\S+)", script)[1]
    config, ports = re.subn(r"\bport: 8080\b", "port: 0", (ROOT / name).read_text())
    assert ports == 1, f"{name} listens on 8080 {ports} times"
    with Halley(halley_program, config) as server:
        run = subprocess.run([program, server.url], capture_output=True, text=True, timeout=PATIENCE)
    lines = run.stdout.splitlines()
    assert run.returncode == 0 and lines[-1].startswith("All is well"), run.stdout + run.stderr


def expected_file(name):
    return HERE / "expected" / f"{name}.json"


def read_expected(name):
    """What does not pass. A row `*` is a medium that is not offered."""
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
    lines = [json.dumps({"id": id, "medium": medium, "verdict": verdict, "title": title},
                        ensure_ascii=False)
             for (id, medium, title), verdict in sorted(verdicts(rows).items())
             if verdict != "pass"]
    expected_file(name).write_text("[\n" + ",\n".join(lines) + "\n]\n")


def differences(rows, report, expected):
    there = verdicts(rows)
    by_key = {key(row): row for row in rows}
    for each in sorted(there.keys() | expected.keys()):
        is_so, was_expected = there.get(each, "no such case"), expected.get(each, "pass")
        if is_so != was_expected:
            yield f"{each[0]} ({each[1]}) {each[2]}: {is_so}, expected {was_expected}"
            if each in by_key:
                yield from conversation(report, by_key[each])


def other(tool, name, write):
    try:
        report, _ = trials.OTHERS[name].run(tool)
    except Unavailable as reason:
        raise tap.Skip(str(reason)) from None
    rows = rows_of(report)
    if write:
        return write_expected(name, rows)
    found = list(differences(rows, report, read_expected(name)))
    assert not found, "\n".join(found)
    return None


def main():
    tool, program = Tool(sys.argv[1]), sys.argv[2]
    write = "--write" in sys.argv
    checks = [] if write else [
        ("Halley", lambda: halley(tool, program)),
        ("the example that tools/start runs", lambda: the_example(tool.program, program)),
    ]
    checks += [(name, lambda name=name: other(tool, name, write)) for name in trials.OTHERS]
    tap.run(checks)


if __name__ == "__main__":
    main()
