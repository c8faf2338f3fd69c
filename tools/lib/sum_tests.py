#!/usr/bin/env python3
"""Counts the single cases of all test programs of the last `meson test`.

    sum_tests.py BUILD_DIRECTORY [STATUS_OF_MESON_TEST [BUILD_DIRECTORY]...]

Meson counts programs. Ours speak TAP and hold hundreds of cases each, so the cases
are read from their output in meson's JSON log. (Its JUnit report lists them as well,
but is no XML any more once a program prints a control character, and says nothing of
a program that died between two cases.) A program without TAP is one case.

Prints what failed and what was skipped, then `N passed, N failed` as the last line;
exits with 1 when anything failed or nothing ran.
"""

import json
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

CASE = re.compile(r"(not )?ok\b\s*\d*\s*(?:- )?([^#]*)(?:#\s*(SKIP|TODO)\S*\s*(.*))?", re.I)
PLAN = re.compile(r"1\.\.(\d+)\s*(?:#\s*SKIP\S*\s*(.*))?", re.I)

DETAILS = 30  # lines that a case may say about its failure


@dataclass
class Sum:
    passed: int = 0
    failed: list = field(default_factory=list)  # (case, the lines that explain it)
    skipped: list = field(default_factory=list)

    def fail(self, case):
        self.failed.append((case, []))


def add_tap(program, run, total):
    """Adds the cases of a TAP program, and one failure when it did not report them all."""
    seen, plan, reason = 0, None, None
    failed_before = len(total.failed)
    details = None  # of the case above, when it failed: meson does not show them
    for line in run["stdout"].splitlines():
        if match := CASE.match(line):
            seen += 1
            details = add_case(program, seen, match, total)
        elif match := PLAN.match(line):
            plan, reason = int(match[1]), match[2]
        elif line.startswith("#") and details is not None and len(details) < DETAILS:
            details.append(line)

    if plan == 0 and seen == 0 and run["returncode"] == 0:
        total.skipped.append(f"{program} ({(reason or '').strip() or 'no cases'})")
    elif plan is None:
        total.fail(f"{program}: {how_it_ended(run)} after {seen} cases, without a plan")
    elif plan != seen:
        total.fail(f"{program}: {how_it_ended(run)} after {seen} of {plan} cases")
    elif is_bad(run) and len(total.failed) == failed_before:
        total.fail(f"{program}: {how_it_ended(run)} after its last case")


def add_case(program, number, match, total):
    """The list for the details of a case that failed."""
    negative, name, directive, why = match.groups()
    case = f"{program}: {name.strip() or number}"
    directive = (directive or "").lower()
    if directive == "skip":
        total.skipped.append(f"{case} ({why.strip() or 'skip'})")
    elif directive and negative:
        total.skipped.append(f"{case} (to do: {why.strip() or 'this'})")
    elif directive:
        total.fail(f"{case}: passes, but is still marked as to do")
    elif not negative:
        total.passed += 1
    else:
        total.fail(case)
        return total.failed[-1][1]
    return None


def add_program(program, run, total):
    if is_bad(run):
        total.fail(f"{program}: {how_it_ended(run)}")
    elif run["result"] == "SKIP":
        total.skipped.append(f"{program} (exit status {run['returncode']})")
    else:
        total.passed += 1


def is_bad(run):
    return run["result"] not in ("OK", "SKIP", "EXPECTEDFAIL")


def how_it_ended(run):
    if run["result"] in ("TIMEOUT", "INTERRUPT"):
        return "timed out" if run["result"] == "TIMEOUT" else "was interrupted"
    status = run["returncode"]
    if status is None:
        return "did not start"
    return f"was killed by signal {-status}" if status < 0 else f"ended with status {status}"


def names_in_log(test):
    """Meson logs `project:suite+suite / name`, or the bare name when there are no suites."""
    yield test["name"]
    if test["suite"]:
        suites = "+".join(suite.partition(":")[2] for suite in test["suite"])
        project = test["suite"][0].partition(":")[0]
        yield f"{project}{':' if suites else ''}{suites} / {test['name']}"


def add_build(build, prefix, total):
    if not (build / "meson-info" / "intro-tests.json").exists():
        total.fail(f"{build.name} was not built")
        return
    tests = json.loads((build / "meson-info" / "intro-tests.json").read_text())
    tap = {name for test in tests if test["protocol"] == "tap" for name in names_in_log(test)}
    for log in sorted((build / "meson-logs").glob("testlog*.json")):
        for line in log.read_text().splitlines():
            run = json.loads(line)
            add = add_tap if run["name"] in tap else add_program
            add(prefix + run["name"], run, total)


def main(build, meson_status=0, *others):
    total = Sum()
    add_build(Path(build), "", total)
    for other in others:
        add_build(Path(other), f"{Path(other).name}: ", total)
    for case in total.skipped:
        print(f"skipped: {case}")
    for case, details in total.failed:
        print("\n".join([f"FAILED: {case}", *details]))
    nothing_ran = not (total.passed or total.failed or total.skipped)
    if nothing_ran:
        print("No test ran.")
    elif meson_status and not total.failed:
        # Such as an interruption, or a program that meson could not start.
        total.fail("a step")
        print(f"FAILED: a step ended with status {meson_status}")
    skipped = f", {len(total.skipped)} skipped" if total.skipped else ""
    print(f"{total.passed} passed, {len(total.failed)} failed{skipped}")
    return 1 if total.failed or nothing_ran else 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    build, status, *others = [*sys.argv[1:], "0"][: max(2, len(sys.argv) - 1)]
    sys.exit(main(build, int(status), *others))
