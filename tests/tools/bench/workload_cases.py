"""Each workload, over both transports; what it finds is bounded by what was asked for only."""

import json
import re
import signal
import socket
import tempfile
import time
import xml.etree.ElementTree as xml
from pathlib import Path

from bench_run import BRIEFLY, measure, sound, url_of
from broker import PATIENCE, Broker
from client_process import Client, run
from tap import equal


def test_load_by_the_clock(scheme):
    with Broker() as broker:
        report = measure("load", url_of(broker, scheme), "--clients", 6, "--channels", 3, "--each", 2,
                         "--publishers", 2, "--rate", 200, "--batch", 2, *BRIEFLY,
                         "--server-pid", broker.process.pid)
    figures = sound(report)
    # Four subscriptions of each channel.
    equal(figures["expected"], 4 * figures["published"])
    equal(figures["sessions"], 8)
    for key in ("p50_ms", "p99_ms", "max_ms", "published_per_s", "delivered_per_s", "server_rss_kib"):
        assert figures[key] > 0, (key, figures)
    equal((report["format"], report["workload"], report["transport"]),
          ("bayeux-bench", "load", "websocket" if scheme == "ws" else "long-polling"))


def test_load_in_a_closed_loop(scheme):
    with Broker(shards=2) as broker:
        figures = sound(measure("load", url_of(broker, scheme), "--clients", 5, "--publishers", 2,
                                "--window", 20, "--batch", 5, "--payload", 1000, *BRIEFLY))
    equal(figures["expected"], 5 * figures["published"])


def test_the_benchmark_of_cometd(scheme):
    with Broker() as broker:
        report = measure("load", url_of(broker, scheme), "--cometd", "--clients", 30, *BRIEFLY)
    figures, options = sound(report), report["options"]
    equal(figures["sessions"], 30)
    equal([options[key] for key in ("channels", "channels_each", "publishers", "rate", "batch",
                                    "payload", "cometd")], [100, 10, 0, 1000, 10, 50, True])


def test_clients_that_take_turns_to_publish(scheme):
    with Broker() as broker:
        figures = sound(measure("load", url_of(broker, scheme), "--clients", 3, "--publishers", 0,
                                *BRIEFLY))
    equal((figures["sessions"], figures["expected"]), (3, 3 * figures["published"]))


def test_slow_readers(scheme):
    with Broker() as broker:
        figures = sound(measure("slow", url_of(broker, scheme), "--clients", 3, "--slow", 2, *BRIEFLY))
    equal((figures["slow"], figures["sessions"]), (2, 6))
    equal(figures["expected"], 3 * figures["published"])


def test_a_slow_reader_that_the_server_gives_up(scheme):
    with Broker(limits={"queue_messages": 10}) as broker:
        figures = sound(measure(
            "slow", url_of(broker, scheme), "--clients", 1, "--slow", 1, "--payload", 500_000,
            "--rate", 100, "--warmup", 0, "--seconds", 1))
    equal(figures["slow_ended"], 1)


def test_idle(scheme):
    with Broker() as broker:
        figures = measure("idle", url_of(broker, scheme), "--clients", 200, "--seconds", 0.1,
                          "--server-pid", broker.process.pid)["figures"]
    equal(figures["sessions"], 200)
    assert figures["session_rss_kib"] > 0 and figures["session_pss_kib"] > 0, figures


def test_churn(scheme):
    with Broker() as broker:
        figures = measure("churn", url_of(broker, scheme), "--clients", 5, *BRIEFLY)["figures"]
    assert figures["cycles"] > 0 and figures["p50_ms"] > 0, figures
    equal(figures["failed"], 0)


def test_storm(scheme):
    with Broker() as broker:
        report = measure("storm", url_of(broker, scheme), "--clients", 50)
    equal((report["figures"]["sessions"], report["figures"]["back"]), (50, 50))
    assert report["figures"]["all_back_ms"] > 0, report


def test_service(scheme):
    with socket.create_server(("127.0.0.1", 0)) as probe:
        backend = f"127.0.0.1:{probe.getsockname()[1]}"
    host, port = backend.split(":")
    with Broker(services={"echo": {"domain": host, "port": int(port)}}) as broker:
        figures = sound(measure("service", url_of(broker, scheme), "echo", "--backend", backend,
                                "--clients", 4, *BRIEFLY))
    assert figures["round_trips_per_s"] > 0, figures


def test_the_table_and_the_files(scheme):
    with Broker() as broker, tempfile.TemporaryDirectory() as folder:
        line, plot = Path(folder, "line.json"), Path(folder, "plot.svg")
        out, said = run("bench", "load", url_of(broker, scheme), "--clients", 2, *BRIEFLY,
                        "--json", line, "--plot", plot)
        figures = sound(json.loads(line.read_text()))
        drawing = xml.fromstring(plot.read_text())
    assert re.fullmatch(rf"  delivered +{figures['delivered']}", out[-6]), out
    equal(said, ["bayeux-bench: 3 sessions are there", "bayeux-bench: measuring for 0.400 s"])
    curves = drawing.findall("{http://www.w3.org/2000/svg}polyline")
    equal([bool(curve.get("points")) for curve in curves], [True] * 4)


def test_a_service_that_answers_with_the_reply(scheme):
    with Broker(services={"echo": {"type": "internal"}}) as broker:
        figures = sound(measure("service", url_of(broker, scheme), "echo", "--clients", 4, *BRIEFLY))
    assert figures["round_trips_per_s"] > 0, figures


def turns(process):
    """How often the process has waited for something: once a turn of its loop, at least."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(re.search(r"^voluntary_ctxt_switches:\s+(\d+)", status, re.M)[1])


def test_latency_counts_from_when_a_message_was_due(scheme):
    """The benchmark is stopped for a while; what was due then comes late, and is not forgotten."""
    stopped = 0.5
    with Broker() as broker:
        with Client("bench", "load", url_of(broker, scheme), "--clients", 1, "--rate", 100,
                    "--warmup", 0, "--seconds", 3600, "--json", "-") as bench:
            bench.err.until("measuring")
            bench.process.send_signal(signal.SIGSTOP)
            time.sleep(stopped)
            before = turns(bench.process)
            bench.process.send_signal(signal.SIGCONT)
            end = time.monotonic() + PATIENCE
            while turns(bench.process) < before + 5 and time.monotonic() < end:
                time.sleep(0.01)
            bench.interrupt()
            bench.ends(0)
            figures = sound(json.loads(bench.out.rest()[0]))
    for key in ("max_ms", "late_p99_ms"):
        assert figures[key] > 1000 * stopped * 0.9, (key, figures)


def test_interrupted(scheme):
    with Broker() as broker:
        with Client("bench", "load", url_of(broker, scheme), "--clients", 2, "--warmup", 0,
                    "--seconds", 3600, "--json", "-") as bench:
            bench.err.until("measuring")
            bench.interrupt()
            bench.ends(0)
            report = json.loads(bench.out.rest()[0])
    sound(report)
    equal(report["interrupted"], True)


def test_interrupted_before_it_measures(scheme):
    with Broker() as broker:
        with Client("bench", "load", url_of(broker, scheme), "--clients", 2, "--warmup", 3600,
                    "--seconds", 3600) as bench:
            bench.err.until("sessions are there")
            bench.interrupt()
            bench.ends(0)
            assert "interrupted" in bench.out.next(), bench.out.rest()
