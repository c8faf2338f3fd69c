"""Options, statuses, and what is printed where."""

import json
import os
import pty
import re
import signal
import subprocess
import tempfile
from pathlib import Path

from broker import PATIENCE, Broker
from client_process import Client, run
from hostile_server import HostileServer
from odd_server import OddServer
from tap import equal
from usage_cases import refused

DOCS = Path(__file__).resolve().parents[3] / "docs" / "conformance-tool.md"
URL = "http://127.0.0.1:1/cometd"
# Few, quick, and of every kind.
SOME = ["--case", "FMT-01,FMT-12", "--case", "FMT-02"]


def url_of(broker):
    return f"http://127.0.0.1:{broker.port}/cometd"


def test_mistakes_are_told_in_one_line():
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        file.write('{"format":"other"}')
        file.flush()
        for arguments, expected in [
                ([], "URL is required"),
                (["example.org"], "is no URL"),
                ([URL, "--level", "mus"], "--level"),
                ([URL, "--transport", "pigeon"], "--transport"),
                ([URL, "--jobs", "0"], "--jobs"),
                ([URL, "--max-hold", "soon"], "--max-hold"),
                ([URL, "--fail-on", "may"], "--fail-on"),
                ([URL, "--header", "X"], "'Name: value'"),
                ([URL, "--cookie", "a"], "name=value"),
                ([URL, "--handshake-ext", "[]"], "not a JSON object"),
                ([URL, "--html", "/nowhere/report.html"], "/nowhere/report.html cannot be written"),
                ([URL, "--json", "/"], "/ is a directory"),
                ([URL, "--case", "NO-*"], "no case fits"),
                ([URL, "--output", "a.html"], "--compare"),
                (["--explain", "NO-01"], "no case has the id NO-01"),
                (["--compare", "/nowhere.json"], "/nowhere.json"),
                (["--compare", file.name], "is no report of bayeux-conformance"),
                (["--compare", file.name, "--output", "a.pdf"], ".html, .md and .txt"),
                ([URL, "--colour"], "--colour")]:
            said = refused("conformance", *arguments)
            assert expected in said, (arguments, said)


def test_help_and_version():
    text = "\n".join(run("conformance", "--help")[0])
    for option in ("--case", "--level", "--list", "--explain", "--max-hold", "--compare"):
        assert option in text, text
    assert "  bayeux-conformance http" in text, text
    out, _ = run("conformance", "--version")
    assert re.fullmatch(r"bayeux-conformance \d+\.\d+\.\d+", out[0]), out


def test_the_documentation_has_every_option_and_no_other():
    help_text = "\n".join(run("conformance", "--help")[0])
    options = re.compile(r"(?<![\w-])--[a-z]+(?:-[a-z]+)*")
    taken = set(options.findall(help_text.split("Examples:")[0]))
    documented = set(options.findall(DOCS.read_text()))
    equal(documented - taken, set(), "options that do not exist")
    equal(taken - documented - {"--version"}, set(), "options without documentation")


def test_the_list_is_chosen_from():
    every, _ = run("conformance", "--list")
    assert len(every) > 100, len(every)
    chosen, _ = run("conformance", "--list", "--case", "hsk-*", "--level", "must")
    assert chosen and all(re.match(r"HSK-\d+ +MUST ", line) for line in chosen), chosen
    sockets, _ = run("conformance", "--list", "--transport", "websocket")
    assert sockets and not any("long-polling" in line.split()[2] for line in sockets), sockets


def test_every_case_is_explained():
    for line in run("conformance", "--list", "--case", "FMT-*")[0]:
        out, _ = run("conformance", "--explain", line.split()[0])
        text = "\n".join(out)
        assert "\nlevel " in text and "\nsource " in text, text


def test_no_server():
    _, said = run("conformance", URL, status=3)
    equal(said, ["bayeux-conformance: cannot connect to 127.0.0.1:1: Connection refused"])


def test_a_server_of_something_else():
    with OddServer() as odd:
        odd.replies = lambda message: []
        _, said = run("conformance", odd.url, "--patience", "5", status=3)
    equal(len(said), 1, said)
    assert said[0].startswith("bayeux-conformance: no Bayeux server answers at 127.0.0.1:"), said


def test_a_good_server_passes():
    with Broker() as broker:
        out, said = run("conformance", url_of(broker), *SOME)
    equal(said, [])
    assert out[0] == url_of(broker) and "Halley" in out[1], out
    assert re.fullmatch(r"6 pass in \d.*", out[-2]), out
    equal(out[-1], "All is well.")


def test_the_status_is_that_of_the_level():
    with HostileServer() as server:
        for level, status in (("none", 0), ("must", 1)):
            run("conformance", server.url, "--case", "FMT-*", "--patience", "0.2", "--fail-on",
                level, status=status)
    with Broker(bayeux={"transports": ["websocket", "long-polling"]}) as broker:
        # HSK-07, a SHOULD: this one offers no callback-polling.
        for level, status in (("none", 0), ("must", 0), ("should", 1), ("hardening", 1)):
            run("conformance", url_of(broker), "--case", "HSK-07", "--fail-on", level,
                status=status)


def test_an_interrupted_run_reports_what_it_has():
    for number in (signal.SIGINT, signal.SIGTERM):
        with tempfile.NamedTemporaryFile("r", suffix=".json") as file, \
                HostileServer(deaf=lambda messages: any("data" in each for each in messages)) as server:
            # FMT-01 only shakes hands, FMT-12 publishes.
            with Client("conformance", server.url, "--case", "FMT-01,FMT-12", "--transport",
                        "long-polling", "--jobs", "1", "--patience", "300", "--json",
                        file.name) as client:
                assert server.asked_in_vain.wait(PATIENCE), client.err.so_far()
                client.process.send_signal(number)
                said = client.ends(4)
                out = client.out.rest()
            equal(said, ["bayeux-conformance: interrupted; the report has what was found until then"])
            assert "skipped 1: interrupted" in out and out[-1].startswith("1 skipped, 1 pass"), out
            equal([(each["id"], each["verdict"], each["detail"])
                   for each in json.load(file)["results"]],
                  [("FMT-01", "pass", ""), ("FMT-12", "skipped", "interrupted")])


def test_an_interruption_before_the_first_case():
    with HostileServer(deaf=lambda messages: True) as server:
        with Client("conformance", server.url, "--patience", "300") as client:
            assert server.asked_in_vain.wait(PATIENCE), client.err.so_far()
            client.interrupt()
            equal(client.ends(4), ["bayeux-conformance: interrupted"])


def test_events_that_do_not_come_are_asked_for_with_pauses():
    with HostileServer() as server:
        run("conformance", server.url, "--case", "PUB-06", "--transport", "long-polling",
            "--patience", "1")
    connects = [messages for _, messages in server.requests
                if any(each["channel"] == "/meta/connect" for each in messages)]
    # Ten pauses of up to 320 ms; as fast as they are answered, these would be hundreds.
    assert 3 < len(connects) < 20, len(connects)


def test_verbose_tells_all():
    with Broker() as broker:
        out, said = run("conformance", url_of(broker), "--case", "FMT-01", "--verbose")
    text = "\n".join(out)
    equal(len(said), 2, said)
    assert said[1].startswith("2/2, FMT-01, "), said
    assert "A sends" in text and "POST /cometd HTTP/1.1" in text, text


def test_quiet_tells_nothing():
    with Broker() as broker:
        equal(run("conformance", url_of(broker), "--quiet", *SOME), ([], []))


def test_logins_are_sent_and_not_shown():
    login = ["--header", "Authorization: Bearer geheim-1", "--cookie", "session=geheim-2",
             "--handshake-ext", '{"token":{"value":"geheim-3"}}']
    with HostileServer() as server:
        out, _ = run("conformance", server.url, "--case", "FMT-*,HSK-19,HSK-2*", "--transport",
                     "long-polling", "--verbose", "--patience", "0.2", *login, status=1)
    assert len(server.requests) > 20, len(server.requests)
    for headers, messages in server.requests:
        equal(headers.get_all("Authorization"), ["Bearer geheim-1"], str(messages))
        assert "session=geheim-2" in headers["Cookie"], (headers, messages)
    first = next(messages for _, messages in server.requests if messages)
    equal(first[0]["ext"], {"token": {"value": "geheim-3"}})
    text = "\n".join(out)
    assert "Authorization: (hidden)" in text and "geheim" not in text, text


def test_a_reader_that_leaves_is_no_error():
    with Broker() as broker:
        with Client("conformance", url_of(broker), *SOME) as client:
            client.process.stdout.close()
            equal([each for each in client.ends(0) if "Traceback" in each], [])


def terminal(*arguments, **environment):
    """What a run shows on a terminal."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen([Client.programs["conformance"], *arguments], stdout=theirs,
                               stderr=theirs, env={**os.environ, **environment})
    os.close(theirs)
    shown = b""
    try:
        while part := os.read(ours, 65536):
            shown += part
    except OSError:  # how Linux tells of the end
        pass
    os.close(ours)
    equal(process.wait(PATIENCE), 0)
    return shown.decode()


def test_colours_and_progress_are_for_terminals():
    with Broker() as broker:
        shown = terminal(url_of(broker), *SOME, NO_COLOR="")
        plain = terminal(url_of(broker), *SOME, NO_COLOR="1")
    assert "\x1b[32m6 pass\x1b[0m" in shown, shown
    assert "\r\x1b[K6/6, 0 findings" in shown, shown
    assert "6 pass in" in plain and "\x1b[32m" not in plain, plain
