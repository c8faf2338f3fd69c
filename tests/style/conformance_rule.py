"""docs/conformance.md answers for every row of the catalogue, and every answer has its test."""

import posixpath
import re

DOCUMENT = "docs/conformance.md"

# How many rows each family of the catalogue has.
FAMILIES = {
    "FMT": 28, "CHN": 20, "HSK": 23, "CON": 27, "LP": 31, "WS": 32, "JSP": 14, "SUB": 22, "PUB": 27,
    "DSC": 8, "ADV": 12, "ERR": 7, "EXT": 3, "ACK": 18, "TSY": 6, "TST": 1, "BIN": 3, "ACT": 1,
    "RLD": 1, "RPC": 1, "LZY": 3, "LIM": 12,
}

ROW = re.compile(r"\| *([A-Z]{2,3}-\d+) *\|(.*)\|$")
# A link to a test, and the case in it when that does not bear the id of the row.
TEST = re.compile(r"\[[^\]]+\]\(([^)]+)\)(?: `([^`]+)`)?")


def expected_ids():
    return [f"{name}-{n:02}" for name, count in FAMILIES.items() for n in range(1, count + 1)]


def rows(project):
    """(line, id, the other cells) of every line that begins with the id of a row."""
    for number, line in enumerate(project.files.get(DOCUMENT, "").splitlines(), 1):
        if match := ROW.match(line):
            yield number, match[1], [cell.strip() for cell in match[2].split("|")]


def unanswered_rows(project):
    """Each row stands there once."""
    expected = expected_ids()
    seen = set()
    for number, row, cells in rows(project):
        if row not in expected:
            yield f"{DOCUMENT}:{number}: there is no row {row}"
        elif row in seen:
            yield f"{DOCUMENT}:{number}: {row} has a line already"
        elif len(cells) != 2 or not cells[0]:
            yield f"{DOCUMENT}:{number}: {row} wants an answer and a test"
        seen.add(row)
    for row in expected:
        if row not in seen:
            yield f"{DOCUMENT}: {row} is missing"


def unproven_rows(project):
    """Each row names tests that exist and are about it."""
    for number, row, cells in rows(project):
        place = f"{DOCUMENT}:{number}"
        named = TEST.findall(cells[-1])
        if not named or TEST.sub("", cells[-1]).strip(", "):
            yield f"{place}: {row} names its tests as links, with commas between them"
        for link, case in named:
            path = posixpath.normpath(posixpath.join(posixpath.dirname(DOCUMENT), link))
            text = project.files.get(path)
            if not path.startswith("tests/") or text is None:
                yield f"{place}: {link} is no test"
            elif case and not re.search(rf"(?<!\w){re.escape(case)}(?!\w)", text):
                yield f"{place}: {path} has no {case}"
            elif not case and not bears(text, row):
                yield f"{place}: {path} does not say {row}"


def bears(text, row):
    """`FMT-07`, or `FMT_07` as in the name of a test."""
    return re.search(rf"(?<![A-Z]){row.replace('-', '[-_]')}(?!\d)", text) is not None
