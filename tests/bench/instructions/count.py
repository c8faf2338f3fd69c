"""Usage: count.py [--update] [--skip REASON] [--built HOW] PROGRAM FOLDER

Counts the instructions of each scenario of PROGRAM with callgrind and compares them
with baseline.json; prints TAP. Unlike times they are the same in every run. What
callgrind wrote stays in FOLDER, for callgrind_annotate.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent / "support"))
import comparison  # noqa: E402
import tap  # noqa: E402

BASELINE = HERE / "baseline.json"
COUNTED = "halley::bench::*::counted()"


def scenarios_of(program):
    return subprocess.run([program], capture_output=True, text=True, check=True).stdout.split()


def total_of(profile):
    """What callgrind counted; nothing at all means that it did not find the function."""
    total = re.search(r"^totals: (\d+)$", profile, re.M)
    assert total and int(total[1]) > 0, f"callgrind counted nothing in {COUNTED}"
    return int(total[1])


def environment():
    """Without what tells malloc to do otherwise, as `meson test` does (MALLOC_PERTURB_)."""
    return {name: value for name, value in os.environ.items()
            if not name.startswith(("MALLOC_", "GLIBC_TUNABLES", "VALGRIND_OPTS"))}


@cache
def count(program, scenario, folder):
    profile = Path(folder) / f"{scenario}.callgrind"
    run = subprocess.run(
        ["valgrind", "--tool=callgrind", "--collect-atstart=no", f"--toggle-collect={COUNTED}",
         f"--callgrind-out-file={profile}", program, scenario],
        capture_output=True, text=True, env=environment())
    assert run.returncode == 0, f"{scenario} ended with status {run.returncode}:\n{run.stderr}"
    return total_of(profile.read_text())


def cases(arguments, baseline):
    def counted(scenario):
        return count(arguments.program, scenario, arguments.folder)

    scenarios = scenarios_of(arguments.program)
    yield "the baseline has no other scenarios", lambda: comparison.must_know_all(
        scenarios, baseline)
    for scenario in scenarios:
        yield f"{scenario} takes no more instructions", lambda scenario=scenario: (
            comparison.must_not_grow(scenario, counted(scenario), baseline))
        yield f"{scenario} has a baseline of today", lambda scenario=scenario: (
            comparison.should_be_current(scenario, counted(scenario), baseline))


def update(arguments):
    counts = {scenario: count(arguments.program, scenario, arguments.folder)
              for scenario in scenarios_of(arguments.program)}
    new = {"built": arguments.built, "instructions": counts}
    BASELINE.write_text(json.dumps(new, indent=2) + "\n")
    for scenario, instructions in counts.items():
        print(f"{scenario}: {instructions:,} instructions")


def why_not(arguments, built):
    if arguments.skip:
        return arguments.skip
    if not shutil.which("valgrind"):
        return "valgrind is not installed"
    if arguments.built != built:
        return f"the baseline is for {built}, and this was built by {arguments.built}"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--update", action="store_true", help="write a new baseline")
    parser.add_argument("--skip", help="why the program's instructions mean nothing")
    parser.add_argument("--built", default="", help="what it was built by: others count otherwise")
    parser.add_argument("program")
    parser.add_argument("folder")
    arguments = parser.parse_args()
    baseline = {"built": arguments.built, "instructions": {}}
    if not arguments.update:
        baseline = json.loads(BASELINE.read_text())
    if reason := why_not(arguments, baseline["built"]):
        if arguments.update:
            sys.exit(f"no baseline can be made: {reason}")
        print(f"1..0 # SKIP {reason}")
    elif arguments.update:
        update(arguments)
    else:
        tap.run(cases(arguments, baseline["instructions"]))


if __name__ == "__main__":
    main()
