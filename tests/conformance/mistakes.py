"""Usage: mistakes.py BAYEUX_CONFORMANCE. Every mistake of the broken server is found by a case that
is to find it, and by none when it makes none."""

import concurrent.futures
import fnmatch
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "support"))
import tap  # noqa: E402
from broken.mistakes import MISTAKES, UNFOUND  # noqa: E402
from server_process import broken  # noqa: E402
from tool import FINDINGS, Tool  # noqa: E402

AT_A_TIME = 6


class Finder:
    """A case that is to find a mistake: `ID:verdict` or `ID@medium:verdict`."""

    def __init__(self, text):
        self.id, self.medium, self.verdict = re.fullmatch(
            r"([^@:]+)(?:@([^:]+))?:(.+)", text).groups()

    def __call__(self, row):
        return (fnmatch.fnmatch(row.id, self.id) and fnmatch.fnmatch(row.verdict, self.verdict)
                and self.medium in (None, row.medium))


def finders(mistake):
    return [Finder(text) for text in MISTAKES[mistake][1].split()]


def run(tool, mistake):
    cases = {option for finder in finders(mistake) for option in (f"--case={finder.id}",)}
    with broken(mistake) as server:
        return tool.run(server.url, *sorted(cases))[0]


def check_mistake(mistake, flawless, rows):
    """The flawless server must not give the same verdict, or the finding says nothing."""
    new = set(rows.result()) - set(flawless.result())
    found = [row for row in new if row.verdict in FINDINGS]
    seen = "\n".join(sorted(map(str, found))) or "nothing"
    is_found = any(finder(row) for finder in finders(mistake) for row in found)
    if mistake in UNFOUND:
        assert not is_found, "it is found now: take it out of UNFOUND"
        raise tap.Skip("to do: no case finds it yet")
    assert is_found, f"not found by {MISTAKES[mistake][1]}; found:\n{seen}"


def check_flawless(flawless):
    findings = [row for row in flawless.result() if row.verdict in ("fail", "warn", "weak")]
    assert not findings, "\n".join(map(str, findings))


def check_every_mistake_is_made():
    """No switch that the server never looks at."""
    sources = "".join(path.read_text() for path in (HERE / "broken").glob("*.py"))
    unused = [name for name in MISTAKES if f'wrong("{name}")' not in sources]
    assert not unused, ", ".join(unused)


def run_flawless(tool):
    with broken() as server:
        return tool.run(server.url)[0]


def main():
    tool = Tool(sys.argv[1])
    only = sys.argv[2] if len(sys.argv) > 2 else "*"
    with concurrent.futures.ThreadPoolExecutor(AT_A_TIME) as pool:
        flawless = pool.submit(run_flawless, tool)
        checks = [("every mistake is made", check_every_mistake_is_made),
                  ("without a mistake", lambda: check_flawless(flawless))]
        for mistake in fnmatch.filter(MISTAKES, only):
            rows = pool.submit(run, tool, mistake)
            checks.append((f"{mistake}: {MISTAKES[mistake][0]}",
                           lambda mistake=mistake, rows=rows: (
                               check_mistake(mistake, flawless, rows))))
        tap.run(checks)


if __name__ == "__main__":
    main()
