"""Usage: sum_tests.py SOURCE_ROOT. What tools/test says of every way a test program can end."""

import contextlib
import io
import json
import sys
import tempfile
from pathlib import Path

ROOT = Path(sys.argv[1]).resolve()
sys.path[:0] = [str(ROOT / "tools" / "lib"), str(ROOT / "tests" / "support")]
import sum_tests  # noqa: E402
import tap  # noqa: E402

GREEN = "1..2\nok 1 - first\nok 2 - second\n"


def program(stdout, result="OK", returncode=0, name="wire / one", protocol="tap"):
    return dict(stdout=stdout, result=result, returncode=returncode, name=name, protocol=protocol)


def plain(result, returncode):
    return program("", result, returncode, name="wire / plain", protocol="exitcode")


# name | what ran | status of meson test | lines expected at the end | exit status expected
CASES = [
    ("all pass", [program(GREEN)], 0, ["2 passed, 0 failed"], 0),
    ("a late plan is a plan", [program("ok 1\nok 2\n1..2\n")], 0, ["2 passed, 0 failed"], 0),
    ("cases without numbers", [program("1..2\nok\nok - b\n")], 0, ["2 passed, 0 failed"], 0),
    ("programs add up", [program(GREEN), program(GREEN, name="style / two"), plain("OK", 0)], 0,
     ["5 passed, 0 failed"], 0),
    ("a failing case", [program("1..2\nok 1\nnot ok 2 - b\n", "ERROR", 1)], 1,
     ["FAILED: wire / one: b", "1 passed, 1 failed"], 1),
    ("what a failing case says",
     [program("1..3\nnot ok 1 - a\n# why\n#   so\nok 2 - b\n# no\nok 3\n", "ERROR", 1)], 1,
     ["FAILED: wire / one: a", "# why", "#   so", "2 passed, 1 failed"], 1),
    ("a failing case that says too much",
     [program("1..1\nnot ok 1 - a\n" + "# why\n" * 1000, "ERROR", 1)], 1,
     ["FAILED: wire / one: a", *["# why"] * 30, "0 passed, 1 failed"], 1),
    ("a case to do", [program("1..2\nok 1\nnot ok 2 - b # TODO later\n# why\n")], 0,
     ["skipped: wire / one: b (to do: later)", "1 passed, 0 failed, 1 skipped"], 0),
    ("a case to do that passes", [program("1..1\nok 1 - b # TODO later\n", "FAIL")], 1,
     ["FAILED: wire / one: b: passes, but is still marked as to do", "0 passed, 1 failed"], 1),
    ("a case that looks like a plan", [program("1..1\nok 1 - 1..5\n")], 0,
     ["1 passed, 0 failed"], 0),
    ("comments are no cases", [program("1..1\n# ok 7\nok 1\n#not ok 8\n")], 0,
     ["1 passed, 0 failed"], 0),
    ("nested cases are no cases", [program("1..1\n    ok 1 - inner\nok 1 - outer\n")], 0,
     ["1 passed, 0 failed"], 0),
    ("control characters", [program("1..1\nok 1 - \x01\x1b[0m\n")], 0, ["1 passed, 0 failed"], 0),
    ("a skipped case", [program("1..2\nok 1\nok 2 - b # SKIP no browser\n")], 0,
     ["skipped: wire / one: b (no browser)", "1 passed, 0 failed, 1 skipped"], 0),
    ("a skipped case without a reason", [program("1..1\nok 1 - b # skip\n", "SKIP")], 0,
     ["skipped: wire / one: b (skip)", "0 passed, 0 failed, 1 skipped"], 0),
    ("a skipped program", [program("1..0 # SKIP no browser\n", "SKIP")], 0,
     ["skipped: wire / one (no browser)", "0 passed, 0 failed, 1 skipped"], 0),
    ("a skipped program without TAP", [plain("SKIP", 77), program(GREEN)], 0,
     ["skipped: wire / plain (exit status 77)", "2 passed, 0 failed, 1 skipped"], 0),
    ("a crash between cases", [program("1..3\nok 1\n", "ERROR", -11)], 1,
     ["FAILED: wire / one: was killed by signal 11 after 1 of 3 cases", "1 passed, 1 failed"], 1),
    ("a crash after a failure", [program("1..3\nok 1\nnot ok 2 - b\n", "ERROR", -6)], 1,
     ["FAILED: wire / one: b",
      "FAILED: wire / one: was killed by signal 6 after 2 of 3 cases", "1 passed, 2 failed"], 1),
    ("a crash at exit", [program(GREEN, "ERROR", -11)], 1,
     ["FAILED: wire / one: was killed by signal 11 after its last case", "2 passed, 1 failed"], 1),
    ("a leak report at exit", [program(GREEN, "ERROR", 1)], 1,
     ["FAILED: wire / one: ended with status 1 after its last case", "2 passed, 1 failed"], 1),
    # Meson calls the next one skipped, and the one after it a success.
    ("silence", [program("", "SKIP")], 0,
     ["FAILED: wire / one: ended with status 0 after 0 cases, without a plan",
      "0 passed, 1 failed"], 1),
    ("an early exit before the plan", [program("ok 1\n")], 0,
     ["FAILED: wire / one: ended with status 0 after 1 cases, without a plan",
      "1 passed, 1 failed"], 1),
    ("a program that says skip and fails", [program("1..0 # SKIP x\n", "ERROR", 2)], 1,
     ["FAILED: wire / one: ended with status 2 after its last case", "0 passed, 1 failed"], 1),
    ("too many cases", [program("1..1\nok 1\nok 2\n", "ERROR")], 1,
     ["FAILED: wire / one: ended with status 0 after 2 of 1 cases", "2 passed, 1 failed"], 1),
    ("bail out", [program("1..2\nok 1\nBail out! no\n", "ERROR")], 1,
     ["FAILED: wire / one: ended with status 0 after 1 of 2 cases", "1 passed, 1 failed"], 1),
    ("a timeout", [program("1..2\nok 1\n", "TIMEOUT", -15)], 1,
     ["FAILED: wire / one: timed out after 1 of 2 cases", "1 passed, 1 failed"], 1),
    ("a timeout before any output", [program("", "TIMEOUT", -9)], 1,
     ["FAILED: wire / one: timed out after 0 cases, without a plan", "0 passed, 1 failed"], 1),
    ("a timeout without TAP", [plain("TIMEOUT", -15)], 1,
     ["FAILED: wire / plain: timed out", "0 passed, 1 failed"], 1),
    ("a failure without TAP", [plain("FAIL", 1)], 1,
     ["FAILED: wire / plain: ended with status 1", "0 passed, 1 failed"], 1),
    ("nothing ran", [], 0, ["No test ran.", "0 passed, 0 failed"], 1),
    ("meson failed by itself", [program(GREEN)], 2,
     ["FAILED: a step ended with status 2", "2 passed, 1 failed"], 1),
]


def write_build(build, runs):
    (build / "meson-info").mkdir(parents=True)
    (build / "meson-logs").mkdir()
    tests, log = [], []
    for run in runs:
        suite, name = run["name"].split(" / ")
        tests.append({"name": name, "suite": [f"halley:{suite}"], "protocol": run["protocol"]})
        log.append(json.dumps({**run, "name": f"halley:{run['name']}"}) + "\n")
    (build / "meson-info" / "intro-tests.json").write_text(json.dumps(tests))
    if log:
        (build / "meson-logs" / "testlog.json").write_text("".join(log))


def check_builds_together():
    with tempfile.TemporaryDirectory() as directory:
        first, other = Path(directory) / "build", Path(directory) / "build-thread"
        write_build(first, [program(GREEN)])
        write_build(other, [program("1..2\nok 1\nnot ok 2 - b\n", "ERROR", 1)])
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            result = sum_tests.main(first, 0, other)
    lines = ["FAILED: build-thread: wire / one: b", "3 passed, 1 failed"]
    tap.equal(output.getvalue().replace("halley:", "").splitlines(), lines, "output")
    tap.equal(result, 1, "exit status")


def check(runs, meson_status, lines, status):
    with tempfile.TemporaryDirectory() as directory:
        build = Path(directory) / "build"
        write_build(build, runs)
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            result = sum_tests.main(build, meson_status)
    tap.equal(output.getvalue().replace("halley:", "").splitlines(), lines, "output")
    tap.equal(result, status, "exit status")


tap.run(
    [
        *((name, lambda case=case: check(*case)) for name, *case in CASES),
        ("several builds add up", check_builds_together),
    ]
)
