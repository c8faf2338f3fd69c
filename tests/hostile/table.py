"""Usage: table.py SOURCE_ROOT. Compares the attacks with docs/attacks.md, and prints TAP.

table.py --print     the tables as they should stand there
"""

import sys
from pathlib import Path

tests = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(tests / "support"), str(tests / "process")]
import groups  # noqa: E402
import tap  # noqa: E402


def tables():
    for group in groups.load():
        yield f"## {group.name}"
        yield ""
        yield group.proves
        yield ""
        yield "| attack | what it proves |"
        yield "|---|---|"
        for name, function in group.attacks:
            yield f"| {name} | {groups.first_line(function)} |"
        yield ""


def rows(lines):
    return [line for line in lines if line.startswith(("| ", "## "))]


def every_attack_is_in_the_document(root):
    text = (Path(root) / "docs" / "attacks.md").read_text(encoding="utf-8")
    written, wanted = rows(text.splitlines()), rows(tables())
    missing = [row for row in wanted if row not in written]
    wrong = [row for row in written if row not in wanted]
    assert written == wanted, "\n".join(["missing:", *missing, "there is no such attack:", *wrong])


def enough_attacks():
    count = sum(len(group.attacks) for group in groups.load())
    assert count >= 60, count


def every_file_belongs_to_a_group():
    files = {path.stem for path in Path(__file__).parent.glob("attack_on_*.py")}
    tap.equal(sorted(files), sorted(f"attack_on_{name}" for name in groups.NAMES), "groups")


if __name__ == "__main__":
    if sys.argv[1:] == ["--print"]:
        print("\n".join(tables()))
    elif len(sys.argv) == 2:
        tap.run(
            [
                (
                    "docs/attacks.md has every attack",
                    lambda: every_attack_is_in_the_document(sys.argv[1]),
                ),
                ("there are sixty attacks and more", enough_attacks),
                ("every file of attacks is run", every_file_belongs_to_a_group),
            ]
        )
    else:
        sys.exit(__doc__)
