"""Usage: test_comparison.py. What the comparison of instruction counts takes for good."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "support"))
import comparison  # noqa: E402
import count  # noqa: E402
import tap  # noqa: E402

FINE, FAILS, SKIPS = "fine", "fails", "skips"

growth, currency = comparison.must_not_grow, comparison.should_be_current

# name | what is asked | instructions | baseline | verdict | what is said
CASES = [
    ("the same count", growth, 1000, {"a": 1000}, FINE, ""),
    ("9 % more", growth, 1090, {"a": 1000}, FINE, ""),
    ("10 % more", growth, 1100, {"a": 1000}, FINE, ""),
    ("a little more than 10 %", growth, 1101, {"a": 1000}, FAILS, "10.1 % more than the 1,000"),
    ("11 % more", growth, 1110, {"a": 1000}, FAILS, "instructions-baseline"),
    ("half", growth, 500, {"a": 1000}, FINE, ""),
    ("no entry", growth, 1000, {"b": 1000}, FAILS, "a is not in the baseline"),
    ("an empty baseline", growth, 1000, {}, FAILS, "instructions-baseline"),
    ("9 % less is of today", currency, 910, {"a": 1000}, FINE, ""),
    ("11 % less is not", currency, 890, {"a": 1000}, SKIPS, "11.0 % less than the 1,000"),
    ("less asks for an update", currency, 890, {"a": 1000}, SKIPS, "instructions-baseline"),
    ("more is no question of today", currency, 2000, {"a": 1000}, FINE, ""),
    ("no entry has failed before", currency, 2000, {}, FINE, ""),
]

PROFILE = "events: Ir\nfn=(1) counted()\n7 12\n\ntotals: {}\n"


def verdict_of(check):
    try:
        check()
    except tap.Skip as reason:
        return SKIPS, str(reason)
    except AssertionError as error:
        return FAILS, str(error)
    return FINE, ""


def compare(ask, instructions, baseline, expected, words):
    verdict, said = verdict_of(lambda: ask("a", instructions, baseline))
    tap.equal(verdict, expected, "verdict")
    assert words in said, f"{said!r} does not say {words!r}"


def test_a_scenario_that_is_gone_fails():
    verdict, said = verdict_of(lambda: comparison.must_know_all(["a"], {"a": 1, "b": 2}))
    tap.equal(verdict, FAILS, "verdict")
    assert "b" in said, said


def test_all_scenarios_are_there():
    comparison.must_know_all(["a", "new"], {"a": 1})


def test_the_total_is_read():
    tap.equal(count.total_of(PROFILE.format(4711)), 4711, "total")


def test_nothing_counted_is_no_gain():
    tap.equal(verdict_of(lambda: count.total_of(PROFILE.format(0)))[0], FAILS, "a total of 0")
    tap.equal(verdict_of(lambda: count.total_of("events: Ir\n"))[0], FAILS, "no total")


tap.run([*((name, lambda case=case: compare(*case)) for name, *case in CASES),
         *tap.cases_of(sys.modules[__name__])])
