"""The files that a run writes: whether those who read such files can read them."""

import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from xml.etree import ElementTree

from broker import PATIENCE, Broker
from client_process import run
from hostile_server import HostileServer
from tap import Skip, equal

PAGE = Path(__file__).resolve().parents[2] / "interop" / "report_page.mjs"
NO_CHROMIUM = 77


def tested(url, folder, name, *arguments, status=0):
    """Runs with all reports; returns their paths without extension."""
    path = Path(folder) / name
    run("conformance", url, "--quiet", "--json", f"{path}.json", "--junit", f"{path}.xml",
        "--html", f"{path}.html", *arguments, status=status)
    return path


def of_halley(folder, name="halley", *arguments):
    with Broker() as broker:
        return tested(f"http://127.0.0.1:{broker.port}/cometd", folder, name, "--case", "FMT-*",
                      *arguments)


def of_hostile(folder, name="hostile"):
    with HostileServer() as server:
        return tested(server.url, folder, name, "--case", "FMT-*", "--patience", "0.2", status=1)


def in_chromium(file):
    node = shutil.which("node")
    if not node:
        raise Skip("no node")
    done = subprocess.run([node, PAGE, file], capture_output=True, text=True, timeout=4 * PATIENCE)
    if done.returncode == NO_CHROMIUM:
        raise Skip(done.stdout.strip())
    equal(done.returncode, 0, f"the status of {PAGE.name}, which said {done.stderr}")
    return json.loads(done.stdout)


def json_of(path):
    return json.loads(Path(f"{path}.json").read_text())


def test_json():
    with tempfile.TemporaryDirectory() as folder:
        report = json_of(of_halley(folder))
    equal((report["format"], report["version"]), ("bayeux-conformance", 1))
    equal(report["server"]["dialect"], "Halley")
    assert report["server"]["timeout"] > 0 and report["server"]["websocket"], report["server"]
    assert "long-polling" in report["server"]["connectionTypes"], report["server"]
    equal(sum(report["summary"].values()), len(report["results"]))
    first = report["results"][0]
    equal(list(first), ["id", "title", "level", "source", "medium", "verdict", "expected",
                        "received", "detail", "milliseconds", "conversation"])
    equal((first["id"], first["level"], first["verdict"]), ("FMT-01", "MUST", "pass"))
    equal(first["conversation"][0]["direction"], "sent")
    assert "/meta/handshake" in first["conversation"][0]["text"], first["conversation"]


def test_junit():
    with tempfile.TemporaryDirectory() as folder:
        for path in (of_halley(folder), of_hostile(folder)):
            results = json_of(path)["results"]
            suites = ElementTree.parse(f"{path}.xml").getroot()
            cases = suites.findall("testsuite/testcase")
            failed = [each for each in cases if each.find("failure") is not None]
            skipped = [each for each in cases if each.find("skipped") is not None]
            equal(len(cases), len(results))
            for attribute, count in (("tests", len(cases)), ("failures", len(failed)),
                                     ("skipped", len(skipped))):
                equal(suites.get(attribute), str(count), attribute)
                equal(sum(int(each.get(attribute)) for each in suites), count, attribute)
            equal(len(failed), sum(each["verdict"] == "fail" for each in results))
            assert all(float(each.get("time")) >= 0 for each in cases)


def test_the_page_in_chromium():
    with tempfile.TemporaryDirectory() as folder:
        path = of_halley(folder)
        report = json_of(path)
        seen = in_chromium(f"{path}.html")
    results = report["results"]
    titles = {(each["id"], each["title"]) for each in results}
    on_sockets = {(each["id"], each["title"]) for each in results if each["medium"] == "websocket"}
    equal((seen["requests"], seen["errors"]), (1, []))
    equal(seen["all"]["title"], f"Bayeux conformance of {report['server']['url']}")
    equal(seen["all"]["cases"], len(titles))
    equal(seen["all"]["shown"], f"{len(titles)} of {len(titles)} cases")
    equal(seen["all"]["conversations"], sum(bool(each["conversation"]) for each in results))
    assert seen["opened"] >= 2, seen
    equal(seen["websocket"]["cases"], len(on_sockets))
    equal(seen["failed"]["cases"], 0)
    equal(seen["words"]["cases"], 1)
    assert seen["dark"]["background"] != seen["all"]["background"], seen
    equal((seen["printed"]["filters"], seen["printed"]["cases"]), (0, len(titles)))
    equal((seen["phone"]["tooWide"], seen["phone"]["cases"]), (False, len(titles)))


def test_a_hostile_server_runs_nothing_in_the_page():
    with tempfile.TemporaryDirectory() as folder:
        path = of_hostile(folder)
        text = Path(f"{path}.html").read_text()
        seen = in_chromium(f"{path}.html")
    assert "&lt;script&gt;window.hacked" in text, "the attack did not reach the page"
    equal((seen["all"]["hacked"], seen["phone"]["hacked"]), (False, False))
    equal((seen["all"]["scripts"], seen["all"]["images"]), (1, 0))
    equal((seen["requests"], seen["errors"]), (1, []))


def test_a_hostile_server_does_not_steer_the_terminal():
    with HostileServer() as server:
        out, said = run("conformance", server.url, "--case", "FMT-*", "--patience", "0.2",
                        "--verbose", status=1)
    text = "\n".join(out + said)
    assert "window.hacked" in text and "\x1b" not in text, text[:2000]


def test_two_servers_side_by_side():
    with tempfile.TemporaryDirectory() as folder:
        files = [f"{of_halley(folder)}.json", f"{of_hostile(folder)}.json"]
        out, _ = run("conformance", "--compare", *files)
        assert re.match(r"1  Halley  http://.* pass\)$", out[0]), out
        assert out[1].startswith("2  ") and " fail" in out[1], out
        assert any(re.match(r"FMT-04 +MUST +pass +fail\*? ", line) for line in out), out

        table = Path(folder) / "servers.md"
        equal(run("conformance", "--compare", *files, "--output", table), ([], []))
        _, subjects, wrong, *_ = re.split(r"^## .+$", table.read_text(), flags=re.M)
        for text, bars in ((subjects, 5), (wrong, 6)):
            rows = [line for line in text.splitlines() if line.startswith("|")]
            equal({len(re.findall(r"(?<!\\)\|", row)) for row in rows}, {bars}, "bars a line")
        assert "<script" not in table.read_text()

        page = Path(folder) / "servers.html"
        run("conformance", "--compare", *files, "--output", page)
        seen = in_chromium(page)
    equal((seen["requests"], seen["errors"], seen["all"]["hacked"]), (1, [], False))
    assert seen["all"]["cases"] >= 5 and seen["all"]["cells"] >= 2 * 5, seen["all"]
    equal(seen["words"]["cases"], 1)
    equal(seen["phone"]["tooWide"], False)
