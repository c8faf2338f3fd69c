"""Usage: matrix.py BAYEUX_CONFORMANCE HALLEY OUTPUT. Tries Halley, CometD, Faye and cometd-nodejs-server
and writes what the tool says of them side by side to OUTPUT.md and OUTPUT.html."""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from server_process import MODULES, Halley, cometd, node
from tool import Tool

HERE = Path(__file__).resolve().parent


def version_of_package(name):
    return json.loads((MODULES / name / "package.json").read_text())["version"]


def version_of_cometd():
    return re.search(r"<cometd.version>(.+)</", (HERE / "java" / "pom.xml").read_text())[1]


def version_of_halley(program):
    output = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    return re.search(r"\d[\w.]*", output)[0]


def servers(halley):
    """(name, how its version is found, the server or None)"""
    yield "Halley", lambda: version_of_halley(halley), Halley(halley)
    yield "CometD", version_of_cometd, cometd()
    yield "Faye", lambda: version_of_package("faye"), node("faye.mjs", "faye")
    yield ("cometd-nodejs-server", lambda: version_of_package("cometd-nodejs-server"),
           node("cometd_nodejs.mjs", "cometd-nodejs-server"))


def report_of(tool, name, version, server):
    with server:
        tool.run(server.url)  # A virtual machine that is cold does things in odd orders.
        _, report = tool.run(server.url)
    report["server"] |= {"dialect": f"{name} {version()}",
                         "url": re.sub(r":\d+/", "/", server.url)}
    return report


def main():
    program, halley, output = (Path(argument).resolve() for argument in sys.argv[1:])
    tool = Tool(program)
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for name, version, server in servers(halley):
            if server is None:
                sys.exit(f"{name} is missing: npm ci in tests/interop; CometD needs a JDK and Maven")
            print(f"{name} …", flush=True)
            files.append(Path(folder) / f"{name}.json")
            files[-1].write_text(json.dumps(report_of(tool, name, version, server)))
        for suffix in (".md", ".html"):
            subprocess.run([program, "--compare", *files, "--output", output.with_suffix(suffix)],
                           check=True)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main()
