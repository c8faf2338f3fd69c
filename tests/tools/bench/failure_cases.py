"""Servers that do wrong or are not there, and mistakes on the command line."""

import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from bench_run import BRIEFLY, measure, url_of
from broker import Broker
from client_process import Client, run
from server_process import broken
from tap import equal
from usage_cases import refused

URL = "http://127.0.0.1:1/cometd"


def bad_events(scheme, mistake):
    """The report of a server with a mistake."""
    with broken("--mistake", mistake) as server:
        url = server.url.replace("http", scheme)
        report = measure("load", url, "--clients", 3, "--rate", 60, "--batch", 6, *BRIEFLY, status=1)
    assert report["failures"], report
    return report["figures"]


def only(figures, *bad):
    for count in ("lost", "doubled", "reordered", "refused", "foreign"):
        assert (figures[count] > 0) == (count in bad), (count, figures)


def test_a_flawless_slow_server_loses_nothing():
    with broken() as server:
        for scheme in ("http", "ws"):
            url = server.url.replace("http", scheme)
            measure("load", url, "--clients", 3, "--rate", 60, "--batch", 6, *BRIEFLY)


def test_lost_events_are_found():
    for scheme in ("http", "ws"):
        figures = bad_events(scheme, "events-lost")
        only(figures, "lost")
        equal(figures["lost"] + figures["delivered"], figures["expected"])


def test_doubled_events_are_found():
    for scheme in ("http", "ws"):
        figures = bad_events(scheme, "events-doubled")
        only(figures, "doubled")
        equal(figures["doubled"], figures["expected"])


def test_events_out_of_order_are_found():
    for scheme in ("http", "ws"):
        figures = bad_events(scheme, "events-swapped")
        only(figures, "reordered")
        equal(figures["reordered"], figures["expected"] / 2)



def test_a_service_that_is_not_there():
    with Broker() as broker:
        report = measure("service", url_of(broker, "ws"), "nowhere", "--clients", 2, *BRIEFLY, status=1)
    equal(report["figures"]["refused"], 2)
    assert any("404" in failure for failure in report["failures"]), report["failures"]


def test_a_server_that_ends():
    with Broker() as broker:
        with Client("bench", "load", url_of(broker, "ws"), "--clients", 2, "--seconds", 3600,
                    "--warmup", 0) as bench:
            bench.err.until("measuring")
            broker.signal_stop()
            broker.wait()
            bench.interrupt()
            bench.ends(1)
            bench.out.until("FAILED: 3 sessions were lost, the first: the server closed the WebSocket")


def test_the_measured_process_ends():
    with Broker() as broker, Broker() as other:
        with Client("bench", "load", url_of(broker, "ws"), "--clients", 1, "--seconds", 3600,
                    "--warmup", 0, "--server-pid", other.process.pid) as bench:
            bench.err.until("measuring")
            other.signal_stop()
            other.wait()
            bench.interrupt()
            said = bench.ends(2)
            equal(said[-1], f"bayeux-bench: there is no process {other.process.pid} (--server-pid)")


def test_nobody_listens():
    for scheme in ("http", "ws"):
        for workload in (["load"], ["churn"], ["storm"], ["service"]):
            rest = ["echo"] if workload == ["service"] else []
            _, said = run("bench", *workload, f"{scheme}://127.0.0.1:1/cometd", *rest, status=3)
            equal(said, ["bayeux-bench: cannot connect: Connection refused"])


def test_no_such_path():
    with Broker() as broker:
        for scheme in ("http", "ws"):
            url = f"{scheme}://127.0.0.1:{broker.port}/nowhere"
            _, said = run("bench", "load", url, status=1)
            equal(said, ["bayeux-bench: the server answers 404 Not Found at /nowhere"])


def test_a_server_of_something_else():
    class Page(BaseHTTPRequestHandler):
        def do_POST(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<html>")

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_port
        one = ["--clients", 1, "--publishers", 0]
        _, said = run("bench", "load", f"http://127.0.0.1:{port}/", *one, status=1)
        equal(said, ["bayeux-bench: the server's answer is no Bayeux message"])
        _, said = run("bench", "load", f"ws://127.0.0.1:{port}/", *one, status=3)
        equal(said, ["bayeux-bench: the server does not open a WebSocket"])
        server.shutdown()


def test_a_handshake_that_is_refused():
    with Broker(limits={"sessions_per_address": 2}) as broker:
        _, said = run("bench", "load", url_of(broker, "ws"), "--clients", 5, status=1)
    assert re.match(r"bayeux-bench: (session \d of 6: )?the server refused the handshake: \d+:", said[-1]), said


def test_mistakes_are_told_in_one_line():
    for arguments, expected in [
            ([], "WORKLOAD is required"),
            (["flood", URL], "flood"),
            (["load"], "URL is required"),
            (["load", "example.org"], "is no URL"),
            (["load", "https://127.0.0.1:1/", "--ca", "/nowhere.pem"], "/nowhere.pem cannot be used"),
            (["load", URL, "--clients", "0"], "--clients"),
            (["load", URL, "--rate", "0"], "--rate"),
            (["load", URL, "--seconds", "soon"], "number of seconds"),
            (["load", URL, "--transport", "pigeon"], "--transport"),
            (["load", URL, "--header", "X"], "'Name: value'"),
            (["load", URL, "--each", "2"], "--each is more than there are --channels"),
            (["load", URL, "--channels", "101"], "more --channels than"),
            (["load", URL, "--window", "5", "--batch", "6"], "--batch is more than --window"),
            (["load", URL, "--window", "5", "--publishers", "0"], "--window needs --publishers"),
            (["load", URL, "--cometd", "--window", "5"], "--cometd"),
            (["load", URL, "--server-pid", "x"], "--server-pid"),
            (["load", URL, "--server-pid", "4194305"], "there is no process 4194305"),
            (["load", URL, "--clients", "1000000"], "file descriptors"),
            (["load", URL, "--json", "/nowhere/line.json"], "/nowhere/line.json cannot be written"),
            (["load", "http://nowhere.invalid/"], "there is no host nowhere.invalid"),
            (["load", URL, "--slow", "1"], "--slow"),
            (["idle", URL], "idle needs --server-pid"),
            (["idle", URL, "--plot", "a.svg"], "--plot"),
            (["service", URL], "NAME is required"),
            (["service", URL, "echo", "--backend", "1315"], "is no ADDRESS:PORT"),
            (["service", URL, "echo", "--backend", "192.0.2.1:1315"], "cannot listen on")]:
        said = refused("bench", *arguments)
        assert expected in said, (arguments, said)


def test_help_and_version():
    text = "\n".join(run("bench", "--help")[0])
    for word in ("load", "slow", "idle", "churn", "service", "storm", "  bayeux-bench load ws"):
        assert word in text, text
    for workload in ("load", "slow", "idle", "churn", "service", "storm"):
        assert "--server-pid" in "\n".join(run("bench", workload, "--help")[0])
    out, _ = run("bench", "--version")
    assert re.fullmatch(r"bayeux-bench \d+\.\d+\.\d+", out[0]), out
