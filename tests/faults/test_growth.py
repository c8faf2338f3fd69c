"""Usage: test_growth.py. The line through what a soak saw."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "support"))
import tap  # noqa: E402
from growth import slope  # noqa: E402


def test_a_line_has_its_slope():
    tap.equal(slope([0, 10, 20], [5, 25, 45]), 2.0)


def test_what_goes_up_and_down_has_none():
    tap.equal(slope([0, 1, 2, 3], [1, 3, 3, 1]), 0.0)


def test_one_look_says_nothing():
    tap.equal(slope([3], [7]), 0.0)


tap.run(tap.cases_of(sys.modules[__name__]))
