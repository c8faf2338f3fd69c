"""Usage: matrix_check.py BAYEUX_CONFORMANCE SOURCE_ROOT. The matrix in docs/ has the cases that the tool
has; `tools/conformance-matrix` makes it anew."""

import html
import re
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "support"))
import tap  # noqa: E402

SERVERS = ("Halley", "CometD", "Faye", "cometd-nodejs-server")
CASE = re.compile(r"\| ([A-Z]+-\d+) \| [^|]+ \| (.+?) \|(?:[^|]+\|){4}")
PAGE_CASE = re.compile(
    r'<tbody class="case" id="[^"]+".*?>([A-Z]+-\d+)</a>.*?<div class="title">(.*?)</div>', re.S)


def listed(program):
    output = subprocess.run([program, "--list"], capture_output=True, text=True, check=True).stdout
    cases = set()
    for line in output.splitlines():
        id, _, _, title = line.split(None, 3)
        cases.add((id, title))
    return cases


def in_table(text):
    rows = filter(None, map(CASE.fullmatch, text.splitlines()))
    return {(row[1], html.unescape(re.sub(r"\\(.)", r"\1", row[2]))) for row in rows}


def in_page(text):
    return {(id, html.unescape(title)) for id, title in PAGE_CASE.findall(text)}


def has_the_cases(found, wanted):
    missing, surplus = sorted(wanted - found), sorted(found - wanted)
    assert not missing and not surplus, "\n".join(
        [*(f"missing: {id} {title}" for id, title in missing),
         *(f"there is no such case: {id} {title}" for id, title in surplus),
         "run tools/conformance-matrix"])


def names_the_servers(*texts):
    for text in texts:
        for server in SERVERS:
            assert re.search(rf"\b{server} \d+\.\d+\.\d+", text), f"no version of {server}"


def main():
    cases = listed(sys.argv[1])
    table, page = ((Path(sys.argv[2]) / "docs" / f"conformance-servers.{suffix}").read_text()
                   for suffix in ("md", "html"))
    assert cases, "the tool lists no case"
    tap.run([
        ("the table has the cases of the tool", lambda: has_the_cases(in_table(table), cases)),
        ("the page has the cases of the tool", lambda: has_the_cases(in_page(page), cases)),
        ("both say which servers those are", lambda: names_the_servers(table, page)),
    ])


if __name__ == "__main__":
    main()
