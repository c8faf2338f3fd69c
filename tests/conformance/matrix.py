"""Usage: matrix.py BAYEUX_CONFORMANCE HALLEY OUTPUT. Tries Halley, CometD, Faye and cometd-nodejs-server
and writes what the tool says of them side by side to OUTPUT.md and OUTPUT.html."""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import cometd_java
import trials
from server_process import MODULES, Unavailable
from tool import Tool

NOTE = """Made by `tools/conformance-matrix`. The [page]({page}) has all rows with filters, and what each finding was about; what
the words mean and how to try your own server is told in [bayeux-conformance](conformance-tool.md).
"""


def version_of_package(name):
    package = MODULES / name / "package.json"
    if not package.exists():
        raise Unavailable(f"{name} is not installed: npm --prefix tests/interop ci")
    return json.loads(package.read_text())["version"]


def version_of_halley(program):
    output = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    return re.search(r"\d[\w.]*", output)[0]


def servers(halley):
    """(name and version, how it is tried)"""
    return [
        (f"Halley {version_of_halley(halley)}", trials.halley(halley)),
        (f"CometD {cometd_java.version()}", trials.OTHERS["cometd"]),
        (f"Faye {version_of_package('faye')}", trials.OTHERS["faye"]),
        (f"cometd-nodejs-server {version_of_package('cometd-nodejs-server')}",
         trials.OTHERS["cometd-nodejs"]),
    ]


def report_of(tool, name, trial):
    report, url = trial.run(tool)
    # A port that was free at that moment tells nobody anything.
    report["server"] |= {"dialect": name, "url": re.sub(r":\d+/", "/", url)}
    return report


def write(tool, files, output):
    for suffix in (".md", ".html"):
        subprocess.run([tool.program, "--compare", *files, "--output", output.with_suffix(suffix)],
                       check=True)
    table = output.with_suffix(".md")
    title, rest = table.read_text().split("\n", 1)
    note = NOTE.format(page=output.with_suffix(".html").name)
    table.write_text(f"{title}\n\n{note}{rest}")


def main():
    program, halley, output = (Path(argument).resolve() for argument in sys.argv[1:])
    tool = Tool(program)
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for name, trial in servers(halley):
            print(f"      {name}", flush=True)
            files.append(Path(folder) / f"{len(files)}.json")
            files[-1].write_text(json.dumps(report_of(tool, name, trial)))
        write(tool, files, output)
    for suffix in (".md", ".html"):
        print(f"Written: {os.path.relpath(output.with_suffix(suffix))}")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    try:
        main()
    except Unavailable as reason:
        sys.exit(f"a server is missing: {reason}")
