"""Runs named checks and prints TAP, which is what meson reads (`protocol: 'tap'`)."""

import sys
import traceback


class Skip(Exception):
    """Raised by a check that cannot run here; the text says why."""


def run(cases):
    """Runs (name, function) pairs and exits. A case passes when its function returns."""
    cases = list(cases)
    print(f"1..{len(cases)}", flush=True)
    failed = False
    for number, (name, check) in enumerate(cases, 1):
        title = f"{number} - {name.replace('#', '')}"
        try:
            check()
        except Skip as reason:
            print(f"ok {title} # SKIP {reason}", flush=True)
        except AssertionError as error:
            failed = True
            say(f"not ok {title}", str(error) or traceback.format_exc())
        except Exception:
            failed = True
            say(f"not ok {title}", traceback.format_exc())
        else:
            print(f"ok {title}", flush=True)
    sys.exit(1 if failed else 0)


def cases_of(module):
    """The functions `test_some_thing` of a module, named `some thing`."""
    for name, value in list(vars(module).items()):
        if name.startswith("test_"):
            yield name.removeprefix("test_").replace("_", " "), value


def equal(actual, expected, about="value"):
    assert actual == expected, f"{about}: {clip(actual)}, expected {clip(expected)}"


def clip(value):
    text = repr(value)
    return text if len(text) < 2000 else f"{text[:1000]} … {text[-900:]} ({len(text)} characters)"


def say(verdict, details):
    print(verdict)
    for line in details.rstrip().splitlines():
        print(f"# {line}")
    sys.stdout.flush()
