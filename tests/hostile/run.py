"""Usage: run.py HALLEY [GROUP ...]. Attacks a broker, group by group, and prints TAP.

A group is a module `attack_on_<group>.py`: its CONFIG is the broker's, each of its functions that is marked
`@attack` is one case, and its docstring says what the case proves. docs/attacks.md lists them all.
"""

import resource
import sys
from pathlib import Path

tests = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(tests / "support"), str(tests / "process")]
import groups  # noqa: E402
import tap  # noqa: E402
from arena import Arena  # noqa: E402
from broker import Broker  # noqa: E402


class Stage:
    """One arena for all attacks of a group, begun with the first of them."""

    def __init__(self, group):
        self.group = group
        self.arena = None

    def perform(self, function):
        if not self.arena:
            self.arena = Arena(**self.group.config()).__enter__()
        with self.arena.under_attack(function.grows):
            function(self.arena)

    def close(self):
        assert self.arena, "the broker never ran"
        self.arena.__exit__(None, None, None)
        self.group.cleanup()


def cases(names):
    for group in groups.load():
        if names and group.name not in names:
            continue
        stage = Stage(group)
        for name, function in group.attacks:
            yield (
                f"{group.name}: {name}",
                lambda stage=stage, function=function: stage.perform(function),
            )
        yield f"{group.name}: the broker stops in good order", stage.close


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    Broker.halley = str(Path(sys.argv[1]).resolve())
    tap.run(cases(sys.argv[2:]))
