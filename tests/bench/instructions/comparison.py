"""What is said of a scenario's instructions, next to those of the baseline."""

import tap

TOLERANCE = 10  # per cent
UPDATE = "`meson compile -C build instructions-baseline` makes a new baseline"


def must_not_grow(scenario, counted, baseline):
    assert scenario in baseline, f"{scenario} is not in the baseline: {UPDATE}"
    before = baseline[scenario]
    assert counted * 100 <= before * (100 + TOLERANCE), (
        f"{scenario} takes {counted:,} instructions, {change(before, counted)} the {before:,} of "
        f"the baseline; tests/bench/instructions/{scenario}.callgrind in the build directory says "
        f"where (callgrind_annotate); if that is the price of something good, {UPDATE}")


def should_be_current(scenario, counted, baseline):
    """Is no failure, but what was won could be lost again before anybody noticed."""
    before = baseline.get(scenario, counted)
    if counted * 100 < before * (100 - TOLERANCE):
        raise tap.Skip(f"{counted:,} instructions are {change(before, counted)} the {before:,} of "
                       f"the baseline; please update it: {UPDATE}")


def must_know_all(scenarios, baseline):
    gone = sorted(set(baseline) - set(scenarios))
    assert not gone, f"the baseline has {', '.join(gone)}, which the program has not: {UPDATE}"


def change(before, counted):
    percent = abs(counted / before - 1) * 100
    return f"{percent:.1f} % {'more' if counted > before else 'less'} than"
